"""Which year a number speaks of, and whether it is a year's flow or a stock."""

from __future__ import annotations

import re

from disclosure_analysis.extraction.codebook import grammar, indicators, period_cues
from disclosure_analysis.extraction.context import Context, is_ratio

_YEAR = re.compile(r"(?<!\d)(20\d\d) ?年")


def time_of(context: Context, indicator: str) -> tuple[int | None, int, str]:
    """Return the year that a number names, else its distance from the report's, and the period."""
    sentence, number = context.sentence, context.quantity.start
    plain = sentence.plain[context.clause_start : number]
    period = _period(context, indicator)
    if indicator.endswith("_growth") or period == "cumulative":
        return None, 0, period
    changed = bool(
        grammar("from").search(plain)
        and grammar("changes_to").search(context.tail)
        and "季度" not in plain
    )
    if is_ratio(context.quantity):
        return None, -1 if changed else 0, period
    if grammar("carried").search(plain) or grammar("carried").match(context.tail):
        return None, 0, period
    if grammar("compared_level").search(context.lead):
        return None, -1, period
    for match in _YEAR.finditer(plain):
        if not grammar("compared").search(plain[: match.start()]):
            return int(match[1]), 0, period
    return None, -1 if changed or grammar("last_year").search(plain) else 0, period


def _period(context: Context, indicator: str) -> str:
    known = indicators().get(indicator)
    lead = context.sentence.masked[context.lead_start : context.quantity.start]
    plain = context.sentence.plain[context.lead_start : context.quantity.start]
    for cue in period_cues():
        for words in (lead, plain):
            match = cue.pattern.search(words, 0 if cue.whole_lead else context.clause_offset)
            if match and not grammar("this_year").search(words, match.end()):
                return cue.period
    return known.period if known else "year"

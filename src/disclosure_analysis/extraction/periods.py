"""Which year a number speaks of, and whether it is a year's flow or a stock."""

from __future__ import annotations

import re

from disclosure_analysis.extraction.codebook import grammar, indicators, period_cues
from disclosure_analysis.extraction.context import Context

_YEAR = re.compile(r"(?<!\d)(20\d\d) ?年")


def time_of(context: Context, indicator: str) -> tuple[int | None, int, str]:
    """Return the year that a number names, else its distance from the report's, and the period."""
    plain = context.sentence.plain[context.clause_start : context.quantity.start]
    known = indicators().get(indicator)
    period = known.period if known else "year"
    for pattern, other in period_cues():
        if pattern.search(plain):
            period = other
            break
    if indicator.endswith("_growth") or period == "cumulative":
        return None, 0, period
    for match in _YEAR.finditer(plain):
        if not grammar("compared").search(plain[: match.start()]):
            return int(match[1]), 0, period
    changed = grammar("from").search(plain) and grammar("changes_to").search(context.tail)
    return None, -1 if changed or grammar("last_year").search(plain) else 0, period

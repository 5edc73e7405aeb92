"""Which year a number speaks of, and whether it is a year's flow or a stock."""

from __future__ import annotations

import re

from disclosure_analysis.extraction.codebook import (
    UNCLASSIFIED,
    grammar,
    group_of,
    indicators,
    possible_period_cues,
)
from disclosure_analysis.extraction.context import Context, is_ratio

_YEAR = re.compile(r"(?<!\d)(20\d\d) {0,3}年(?!(?:\d{1,2}月)?以来)")


def time_of(context: Context, indicator: str) -> tuple[int | None, int, str]:
    """Return the year that a number names, else its distance from the report's, and the period."""
    if indicator == "sections_announced":  # names what stands in the report, 2019年工作计划 too
        return None, 0, "year"
    sentence, number = context.sentence, context.quantity.start
    plain = sentence.plain[context.clause_start : number]
    period = _period(context, indicator)
    if indicator.endswith("_growth"):
        return None, 0, period
    origin = grammar("from").search(plain.replace(" ", ""))
    changed = bool(origin and grammar("changes_to").search(context.tail) and "季度" not in plain)
    if is_ratio(context.quantity):
        return None, -1 if changed else 0, period
    if period == "cumulative":  # only 由上年末的1800人增至2366人 tells of another year
        since = origin[0] if origin and changed else ""
        named = _YEAR.search(since)
        last_year = grammar("last_year").search(since)
        return int(named[1]) if named else None, -1 if last_year else 0, period
    if grammar("carried").search(plain) or grammar("carried").pattern.match(context.tail):
        return None, 0, period
    if context.led_by("compared_level"):
        return None, -1, period
    for match in _YEAR.finditer(plain):
        if not grammar("compared").search(plain[: match.start()]):
            return int(match[1]), 0, period
    return None, -1 if changed or grammar("last_year").search(plain) else 0, period


def mark_stock(context: Context) -> None:
    """Tell 累计公开38600条,其中2017年新增4120条, where 累计 means since the beginning."""
    whole, plain = context.head or context.last, context.sentence.plain
    if whole is None or not whole.cumulated:
        return
    if whole.period != "year" or whole.indicator == UNCLASSIFIED:
        return
    named = grammar("year_of_stock").search(plain[context.clause_start : context.quantity.start])
    less = context.quantity.kind == "count" and context.quantity.value < whole.quantity.value
    if named and less and (context.head or context.led_by("renewed")):
        whole.period = "cumulative"


def _period(context: Context, indicator: str) -> str:
    lead = context.sentence.masked[context.lead_start : context.quantity.start]
    plain = context.sentence.plain[context.lead_start : context.quantity.start]
    rest = context.sentence.masked[context.quantity.end :]
    staff = group_of(indicator) == "resources"
    for cue in () if staff else possible_period_cues(lead + plain):
        if cue.followed_by and not cue.followed_by.search(rest):
            continue
        for words in (lead, plain):
            match = cue.pattern.search(words, 0 if cue.whole_lead else context.clause_offset)
            if match and not grammar("this_year").search(words, match.start()):
                return cue.period
    if "同期" in lead and context.last and context.last.period == "other":
        return "other"
    if _goes_on(context, indicator):
        return "cumulative"
    known = indicators().get(indicator)
    if known and known.period != "year":
        return known.period
    return "cumulative" if _of_stock(context) else "year"


def _goes_on(context: Context, indicator: str) -> bool:
    """Tell 新增6238条,累计48213条: what is cumulated is more than the year's own."""
    last = context.last
    if last is None or last.indicator != indicator or last.period != "year":
        return False
    return "累计" in context.clause_before and last.quantity.value < context.quantity.value


def _of_stock(context: Context) -> bool:
    """Tell a part of a stock (总数达到29个,其中微信8个), unless it is what the year added."""
    head = context.head
    if head is None or head.period != "cumulative":
        return False
    before = context.sentence.plain[: context.quantity.start]
    named = "新增" in before or _YEAR.search(before[context.clause_start :])
    return not named and not grammar("this_year").search(before[head.end :])

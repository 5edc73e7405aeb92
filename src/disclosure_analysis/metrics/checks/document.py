"""Checks of the document itself: the period its figures cover, what it names and lacks."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.rows import FAIL, NOT_ASSESSABLE, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.wording import sentence
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure_analysis.report import Attachment, Period

PERIOD = "period"
ATTACHMENT = "attachment_held"
IN_FORCE = date(2008, 5, 1)
"""First day of the Regulations: the first data year began then."""


def check_period(period: Period | None, report_year: int, lang: str) -> Check:
    """Check that the figures cover the calendar year of the report, no more and no less."""
    expected = f"{report_year}-01-01/{report_year}-12-31"
    if period is None:
        return Check(PERIOD, NOT_ASSESSABLE, sentence("period_unstated", lang), expected)
    outcome, key = _period_outcome(period.first, period.last, report_year)
    words = sentence(
        key, lang, first=_day(period.first, lang), last=_day(period.last, lang), year=report_year
    )
    found = f"{period.first.isoformat()}/{period.last.isoformat()}"
    return Check(PERIOD, outcome, words, expected, found)


def _period_outcome(first: date, last: date, year: int) -> tuple[str, str]:
    start, end = date(year, 1, 1), date(year, 12, 31)
    if (first, last) == (start, end):
        return PASS, "period_full"
    if year == IN_FORCE.year and (first, last) == (IN_FORCE, end):
        return PASS, "period_first"
    if first <= start and last >= end:
        return UNCERTAIN, "period_longer"
    if last < start or first > end:
        return FAIL, "period_outside"
    return FAIL, "period_short"


def _day(day: date, lang: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def check_attachments(
    attachments: Sequence[Attachment], report_year: int, lang: str
) -> list[Check]:
    """Report for each figure and annex that the text names whether its content is at hand."""
    return [_check_attachment(one, report_year, lang) for one in attachments]


def _check_attachment(one: Attachment, report_year: int, lang: str) -> Check:
    cells = _form_cells(one.title, report_year) if one.kind == "annex" else ""
    key = "figure_missing" if one.kind == "figure" else "annex_missing"
    if cells:
        key = "annex_form_missing"
    if one.held:
        key = "attachment_held"
    words = sentence(key, lang, label=one.label, title=one.title, cells=cells)
    outcome = PASS if one.held else NOT_ASSESSABLE
    return Check(ATTACHMENT, outcome, words, cells, "" if one.held or not cells else "0")


def _form_cells(title: str, report_year: int) -> str:
    """Return how many figures the official form of that title holds, empty if it is none."""
    for row in table("annex_forms"):
        in_use = int(row["year_from"]) <= report_year <= int(row["year_to"] or report_year)
        if in_use and re.search(row["cue"], title):
            return row["cells"]
    return ""

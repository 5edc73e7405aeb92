"""Checks of what a report announces: its parts, and the lists behind its counts."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from disclosure_analysis.metrics.checks.rows import FAIL, NOT_ASSESSABLE, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.completeness import required_parts, title_of_part
from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.mentions import Figure
from disclosure_analysis.metrics.wording import (
    amount,
    figure_name,
    listing,
    number,
    plain,
    sentence,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from disclosure_analysis.report import AnnouncedParts

LISTS = "announced_list"
PART_NAMES = "announced_part_names"
PARTS = "announced_parts"
ALIKE = 0.6
"""Least similarity (difflib ratio) of a name and a heading without their stock words."""


def check_lists(figures: Sequence[Figure], lists: pd.DataFrame | None, lang: str) -> list[Check]:
    """Check announced counts against the names listed beside them.

    Fewer names than announced are uncertain where the list ends in 等 (it may give examples
    only); otherwise a difference fails. ``lists`` has the columns observation_id, announced,
    listed and, where known, open_ended (whether 等 follows; taken to do so if there is no such
    column).
    """
    if lists is None:
        return []
    by_id = {i: figure for figure in figures for i in figure.ids}
    return [
        _check_list(by_id.get(str(row["observation_id"])), row, lang)
        for row in lists.to_dict("records")
    ]


def _check_list(figure: Figure | None, row: Mapping[Any, Any], lang: str) -> Check:
    id_, listed = str(row["observation_id"]), int(row["listed"])
    announced = float(row["announced"])
    bounds = Interval(announced, announced) if figure is None else figure.bounds
    outcome, key = PASS, "list_equal"
    if listed < bounds.lower and row.get("open_ended", True):
        outcome, key = UNCERTAIN, "list_shorter"
    elif not bounds.holds(listed):
        outcome, key = FAIL, "list_differs"
    words = sentence(
        key,
        lang,
        name=id_ if figure is None else figure_name(figure, lang),
        amount=amount(bounds, "" if figure is None else figure.key.unit, lang),
        listed=number(listed),
    )
    return Check(LISTS, outcome, words, plain(bounds), str(listed), (id_,))


def check_announced_parts(
    announced: AnnouncedParts | None,
    section_titles: Sequence[str],
    report_year: int,
    lang: str,
    ids: tuple[str, ...] = (),
) -> list[Check]:
    """Check the parts that the opening announces: count against names, names against headings."""
    if announced is None or (announced.count is None and not announced.names):
        return [Check(PARTS, NOT_ASSESSABLE, sentence("parts_not_announced", lang))]
    return [
        *_check_part_names(announced, lang, ids),
        _check_parts_found(announced, section_titles, report_year, lang, ids),
    ]


def _check_part_names(announced: AnnouncedParts, lang: str, ids: tuple[str, ...]) -> list[Check]:
    if announced.count is None or not announced.names:
        return []
    named = len(announced.names)
    same = named == announced.count
    key = "part_names_equal" if same else "part_names_differ"
    words = sentence(key, lang, count=announced.count, named=named)
    outcome = PASS if same else FAIL
    return [Check(PART_NAMES, outcome, words, str(announced.count), str(named), ids)]


def _check_parts_found(
    announced: AnnouncedParts,
    titles: Sequence[str],
    report_year: int,
    lang: str,
    ids: tuple[str, ...],
) -> Check:
    count = len(announced.names) if announced.count is None else announced.count
    missing = [name for name in announced.names if not _has_heading(name, titles, report_year)]
    outcome, key = _parts_outcome(count, len(titles), bool(announced.names), bool(missing))
    names = listing((sentence("quoted", lang, name=name) for name in missing), lang)
    words = sentence(key, lang, count=count, found=len(titles), missing=names)
    return Check(PARTS, outcome, words, str(count), str(len(titles)), ids)


def _parts_outcome(count: int, found: int, named: bool, missing: bool) -> tuple[str, str]:
    if not found:
        return NOT_ASSESSABLE, "headings_not_recognised"
    if found < count:
        return FAIL, "parts_not_found" if missing else "parts_fewer"
    if missing:
        return UNCERTAIN, "parts_unmatched"
    if found > count:
        return UNCERTAIN, "parts_more"
    return PASS, "parts_found" if named else "parts_found_count"


def _has_heading(name: str, titles: Sequence[str], report_year: int) -> bool:
    cued = [part for part in required_parts(report_year) if title_of_part(part, [name])]
    if any(title_of_part(part, titles) for part in cued):
        return True
    core = _core(name)
    return any(SequenceMatcher(None, core, _core(t), False).ratio() >= ALIKE for t in titles)


def _core(heading: str) -> str:
    """Return a heading without the words that most headings of these reports share."""
    kept = heading
    for row in table("heading_stock_words"):
        kept = kept.replace(row["word"], "")
    return re.sub(r"\W", "", kept) or heading

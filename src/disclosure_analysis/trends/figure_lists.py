"""The table of all figures over the years."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import Hypertext, html_table, number_in_table, range_in_table
from disclosure_analysis.metrics.wording import figure_names
from disclosure_analysis.trends.words import trend_words
from disclosure_analysis.words import records, unit_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure_analysis.trends.trend import Trend


def list_values(trend: Trend) -> Hypertext:
    """Return all figures, a row an indicator and a column a year.

    Coded and corrected ones are marked; what only the report's own words tell apart, and what
    was cumulated over years, is counted in a note.
    """
    words, names = trend_words(trend.lang), figure_names(trend.lang)
    rows = trend.values[(trend.values["applicant"] == "") & trend.values["value"].notna()]
    corrected = trend.dataset.corrected
    cells: dict[tuple[str, int], str] = {}
    for row in records(rows):
        cells.setdefault((row.indicator, int(row.year)), _cell(row, corrected, words))
    stated = {indicator for indicator, _ in cells}
    shown = [
        (
            escape(name.label),
            escape(unit_in_words(name.unit, trend.lang)),
            *(cells.get((indicator, year), "") for year in trend.years),
        )
        for indicator, name in names.items()
        if indicator in stated
    ]
    header = (words["indicator"], words["unit"], *map(str, trend.years))
    table = html_table(header, shown, numeric=range(2, len(header)))
    notes = [words["values_note"]]
    notes += [words["corrected_note"]] if corrected else []
    left = trend.dataset.n_left_out
    notes += [words["left_out_note"].format(n=left)] if left else []
    return Hypertext("\n".join([table, *(f"<p>{note}</p>" for note in notes)]))


def _cell(row: Any, corrected: frozenset[str], words: Mapping[str, str]) -> str:
    span = range_in_table(row.lower, row.upper, row.value, row.unit if row.unit == "%" else "")
    mark = words["coded_mark"] if row.origin == "coded" else ""
    mark += words["corrected_mark"] if corrected.intersection(row.observation_ids.split()) else ""
    number = f"{number_in_table(row.value)}{mark}"
    return f"{number}<br><small>{span}</small>" if span else number

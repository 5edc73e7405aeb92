"""The table of all figures over the years."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import Hypertext, html_table, number_in_table, range_in_table
from disclosure_analysis.metrics.mentions import LABELLED
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
    corrected = _corrected(trend)
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
    left = _left_out(trend)
    notes += [words["left_out_note"].format(n=left)] if left else []
    return Hypertext("\n".join([table, *(f"<p>{note}</p>" for note in notes)]))


def _corrected(trend: Trend) -> frozenset[str]:
    """Return the ids of observations that a declared correction changed."""
    rows = trend.dataset.observations
    return frozenset(rows.loc[rows["basis"] == "derived", "id"])


def _left_out(trend: Trend) -> int:
    """Return how many figures of the reports' own years give no value of a known name."""
    rows = trend.dataset.observations
    own = rows[(rows["year"] == rows["report_year"]) & rows["value"].notna()]
    used = {id_ for ids in trend.values["observation_ids"] for id_ in ids.split()}
    told = own["indicator"].isin(LABELLED - {"unclassified"}) | (own["period"] == "cumulative")
    return int((told & ~own["id"].isin(used)).sum())


def _cell(row: Any, corrected: frozenset[str], words: Mapping[str, str]) -> str:
    span = range_in_table(row.lower, row.upper, row.value, row.unit if row.unit == "%" else "")
    mark = words["coded_mark"] if row.origin == "coded" else ""
    mark += words["corrected_mark"] if corrected.intersection(row.observation_ids.split()) else ""
    number = f"{number_in_table(row.value)}{mark}"
    return f"{number}<br><small>{span}</small>" if span else number

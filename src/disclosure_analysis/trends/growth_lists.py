"""Tables of growth and ratios over the years, the latest first to be seen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import (
    Hypertext,
    folded,
    html_table,
    number_in_table,
    range_in_table,
)
from disclosure_analysis.metrics.wording import indicator_name
from disclosure_analysis.tables import keyed
from disclosure_analysis.trends.words import SHOWN_GROWTH, trend_words
from disclosure_analysis.words import records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from disclosure_analysis.trends.trend import Trend

_MOST_ROWS = 25
"""Rows that stand open; of more the latest of each figure do, and the others are folded."""
_STEP = ["reporter", "scope", "indicator", "year"]


def list_growth(trend: Trend) -> Hypertext:
    """Return growth over each step, or why it is refused; nothing where there are no steps."""
    words = trend_words(trend.lang)
    rows = trend.growth[trend.growth["metric"].isin(SHOWN_GROWTH)]
    given, refused = rows[rows["value"].notna()], refused_steps(trend)
    pieces: list[str] = []
    if len(given):
        latest = ["reporter", "scope", "indicator", "metric"]
        pieces.append(_by_age(given, latest, _growth_table, words))
    if len(refused):
        also = "growth_refused" if len(given) else "growth_refused_all"
        title = words[also].format(n=len(refused))
        table = _refusals(refused, words, trend.lang)
        pieces.append(folded(title, table) if len(given) else f"<p>{title}</p>\n{table}")
    return Hypertext("\n".join(pieces))


def refused_steps(trend: Trend) -> pd.DataFrame:
    """Return the steps over which no growth is computed: broken ones, and those from zero.

    Years between the two figures refuse nothing: growth over several years is compound growth.
    """
    yearly = trend.growth[trend.growth["metric"] == "growth_yoy"]
    yearly = yearly[yearly["value"].isna()]
    broken = trend.steps.loc[trend.steps["step"] == "broken", _STEP]
    marked = yearly.merge(broken.assign(broken=True), on=_STEP, how="left")
    return marked[marked["broken"].notna() | ~(marked["denominator"] > 0)]


def _by_age(
    rows: pd.DataFrame,
    key: list[str],
    table: Callable[[pd.DataFrame, Mapping[str, str]], Hypertext],
    words: Mapping[str, str],
) -> str:
    """Return a table of few rows; of many the latest of each kind, and the others folded."""
    if len(rows) <= _MOST_ROWS:
        return table(rows, words)
    latest = rows["year"] == rows.groupby(key)["year"].transform("max")
    title = words["earlier_rows"].format(n=int((~latest).sum()))
    earlier = folded(title, table(rows[~latest], words)) if not latest.all() else ""
    return f"{table(rows[latest], words)}\n{earlier}"


def _growth_table(rows: pd.DataFrame, words: Mapping[str, str]) -> Hypertext:
    shown = [
        (
            escape(row.label),
            str(row.year),
            number_in_table(row.denominator),
            number_in_table(row.numerator),
            f"{row.value:+,.1f}%" if row.value else "0%",
            range_in_table(row.lower, row.upper, row.value, "%"),
            escape(row.warning),
        )
        for row in records(rows)
    ]
    keys = ("measure", "year", "base", "now", "growth", "range", "remark")
    return html_table([words[key] for key in keys], shown, numeric=(2, 3, 4, 5))


def _refusals(rows: pd.DataFrame, words: Mapping[str, str], lang: str) -> Hypertext:
    shown = [
        (
            escape(indicator_name(row.indicator, lang)),
            str(row.year),
            number_in_table(row.denominator),
            number_in_table(row.numerator),
            escape(row.warning),
        )
        for row in records(rows)
    ]
    keys = ("indicator", "year", "base", "now", "reason")
    return html_table([words[key] for key in keys], shown, numeric=(2, 3))


def list_rates(trend: Trend) -> Hypertext:
    """Return the ratios of each year with numerator and denominator."""
    words = trend_words(trend.lang)
    rows = trend.rates[trend.rates["value"].notna()].sort_values(
        ["metric", "label", "year"], key=_metric_order, kind="stable"
    )
    if rows.empty:
        return Hypertext(f"<p>{words['no_rates']}</p>")
    return Hypertext(_by_age(rows, ["reporter", "scope", "metric", "label"], _rate_table, words))


def _rate_table(rows: pd.DataFrame, words: Mapping[str, str]) -> Hypertext:
    shown = [
        (
            escape(row.label),
            str(row.year),
            f"{number_in_table(row.value, row.unit)}{escape(row.unit)}",
            range_in_table(row.lower, row.upper, row.value, row.unit),
            f"{number_in_table(row.numerator)} / {number_in_table(row.denominator)}"
            if row.denominator == row.denominator
            else "",
            escape(row.warning),
        )
        for row in records(rows)
    ]
    keys = ("measure", "year", "value", "range", "fraction", "remark")
    return html_table([words[key] for key in keys], shown, numeric=(2, 3, 4))


def _metric_order(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.name != "metric":
        return column
    order = {name: place for place, name in enumerate(keyed("metrics", "name"))}
    return column.map(order)

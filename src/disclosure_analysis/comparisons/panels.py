"""What compares across the places of a year: one panel for each figure or ratio.

A panel holds reports of one kind of body, one scope and one family of forms; reports of another
kind stand in a panel of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from disclosure_analysis.comparisons.comparison import REPORT_KEY
from disclosure_analysis.comparisons.naming import GOVERNMENT
from disclosure_analysis.comparisons.words import comparison_words
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.metrics.eras import NARRATIVE
from disclosure_analysis.metrics.ranking import is_ranked
from disclosure_analysis.metrics.wording import figure_names
from disclosure_analysis.tables import keyed, table
from disclosure_analysis.words import records, unit_in_words, with_separators

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.comparisons.comparison import Comparison

_WEBSITE = "disclosed_website"
FEWEST = 2
"""Places that a comparison needs."""
MOST_PANELS = 8
"""Panels that are all drawn; of more only those that a reader looks at first."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place's value with its bounds; NaN is no bound."""

    name: str
    value: float
    lower: float
    upper: float
    coded: bool = False


@dataclass(frozen=True)
class Panel:
    """One figure or ratio of many places.

    Attributes:
        title: What is measured, with its unit.
        note: How many places of how many, and what kind of reports.
        dots: The places, the greatest first.
        unit: The unit of a ratio; None for counts, which may differ by orders of magnitude.
        name: The indicator or metric.
    """

    title: str
    note: str
    dots: tuple[Dot, ...]
    unit: str | None = None
    name: str = ""

    @property
    def greatest(self) -> Dot:
        """The place with the greatest value."""
        return self.dots[0]

    @property
    def least(self) -> Dot:
        """The place with the least value."""
        return self.dots[-1]

    @cached_property
    def median(self) -> Dot:
        """The median of the values, between the medians of their bounds."""
        from statistics import median

        lower, upper = (
            median(dot.value if bound != bound else bound for dot, bound in bounds)
            for bounds in (
                [(dot, dot.lower) for dot in self.dots],
                [(dot, dot.upper) for dot in self.dots],
            )
        )
        return Dot("", median(dot.value for dot in self.dots), lower, upper)


def figure_panels(comparison: Comparison) -> list[Panel]:
    """Return a panel for each figure that compares, in the order of the codebook."""
    names = figure_names(comparison.lang)
    return [
        _panel(comparison, rows, _titled(names[name].label, names[name].unit, comparison), name)
        for name, rows in comparison.figures.items()
        for rows in groups(rows)
    ]


def rate_panels(comparison: Comparison) -> list[Panel]:
    """Return a panel for each ratio that compares, in the order of the table of metrics."""
    rates = rates_of_reports(comparison)
    found = []
    order = {name: place for place, name in enumerate(keyed("metrics", "name"))}
    rates = rates.sort_values("metric", key=lambda names: names.map(order), kind="stable")
    for (name, label, unit), measured in rates.groupby(["metric", "label", "unit"], sort=False):
        title = _titled(str(label), str(unit), comparison)
        found += [
            _panel(comparison, rows, title, str(name), str(unit)) for rows in groups(measured)
        ]
    return found


def main_panels(panels: Sequence[Panel], kind: str) -> list[Panel]:
    """Return few panels as they are; of many those that a reader looks at first.

    Of a figure that several kinds of reports state the kind with the most places is drawn.

    Args:
        panels: The panels of figures or of rates.
        kind: ``figure`` or ``rate`` (see ``tables/comparison_charts.csv``).
    """
    if len(panels) <= MOST_PANELS:
        return list(panels)
    first: dict[str, Panel] = {}
    for panel in panels:
        first.setdefault(panel.name, panel)
    chosen = [first[name] for name in main_names(kind) if name in first]
    return chosen or list(first.values())[:MOST_PANELS]


def main_names(kind: str) -> list[str]:
    """Return the figures, rates or totals of each office's own that are looked at first."""
    return [row["name"] for row in table("comparison_charts") if row["kind"] == kind]


def rates_of_reports(comparison: Comparison) -> pd.DataFrame:
    """Return the ratios with the form of each report and where its figures are from."""
    key = [*REPORT_KEY, "body"]
    # A figure of the text has no form; that of the report is the one of its tables.
    by_form = comparison.values.sort_values(
        "form", key=lambda forms: forms == NARRATIVE, kind="stable"
    )
    reports = by_form.drop_duplicates(key)[[*key, "form", "origin"]]
    return comparison.rates.merge(reports, on=key, how="left")


def groups(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows that compare with each other, two places at least, the most places first."""
    rows = rows[rows["value"].notna() & (rows["scope"] != "")]
    if "rank_least" in rows:
        rows = rows[rows["rank_least"].notna()]
    found = [group for _, group in rows.groupby(["body", "scope", "form"], sort=False)]
    several = [group for group in found if group["place_code"].nunique() >= FEWEST]
    return sorted(several, key=len, reverse=True)


def _titled(title: str, unit: str, comparison: Comparison) -> str:
    counted = keyed("unit_words", "unit").get(unit, {}).get("whole") == "yes"
    if not unit or (comparison.lang == "en" and counted):
        return title
    unit = unit_in_words(unit, comparison.lang)
    words = comparison_words(comparison.lang)
    if title[-1] in "）)":
        return f"{title[:-1]}{words['comma']}{unit}{title[-1]}"
    return words["with_unit"].format(title=title, unit=unit)


def _panel(
    comparison: Comparison, rows: pd.DataFrame, title: str, name: str, unit: str | None = None
) -> Panel:
    rows = rows.sort_values(["value", "place_code"], ascending=[False, True])
    dots = (
        Dot(
            comparison.names[(r.place_code, r.reporter)],
            r.value,
            r.lower,
            r.upper,
            r.origin == "coded",
        )
        for r in records(rows)
    )
    return Panel(title, _note(comparison, rows), tuple(dots), unit, name)


def _note(comparison: Comparison, rows: pd.DataFrame) -> str:
    """Tell how many places of how many, and of what kind their reports are."""
    words, first = comparison_words(comparison.lang), rows.iloc[0]
    key = "n_of" if first["body"] == GOVERNMENT else "n_reports_of"
    said = words[key].format(
        n=with_separators(rows["place_code"].nunique()),
        expected=with_separators(len(comparison.expected)),
    )
    kinds: tuple[str, ...] = (words[f"body_{first['body']}"], words[f"scope_{first['scope']}"])
    # Where figures were coded nobody told whether they stand in text or table.
    coded = rows["origin"] == "coded"
    stood = words["origin_coded"] if coded.all() else words[f"from_{first['form']}"]
    kinds = kinds if coded.any() and not coded.all() else (*kinds, stood)
    return words["dot"].join([said, *filter(None, kinds)])


def lone_indicators(comparison: Comparison) -> Iterator[str]:
    """Yield the indicators of which no two reports compare."""
    for name, rows in comparison.figures.items():
        if is_ranked(name) and not groups(rows):
            yield name


def own_totals(comparison: Comparison) -> list[str]:
    """Return the indicators that each office counts in its own way.

    The classes of a website are left out: each site has classes of its own.
    """
    return [
        name
        for name in comparison.figures
        if _counted_by_own_rule(name) and _parent(name) != _WEBSITE
    ]


def unexamined_indicators(comparison: Comparison) -> list[str]:
    """Return the indicators of which nobody knows whether they are counted alike everywhere."""
    return [
        name
        for name in comparison.figures
        if not is_ranked(name) and not _counted_by_own_rule(name)
    ]


def _parent(name: str) -> str:
    known = indicators().get(name)
    return known.parent if known else ""


def _counted_by_own_rule(indicator: str) -> bool:
    known = keyed("indicator_comparability", "indicator").get(indicator)
    return known is not None and not is_ranked(indicator)

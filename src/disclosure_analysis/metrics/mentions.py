"""Figures of one report: the mentions of the same thing, taken together.

An observation is one mention. A figure that a report states twice is still one figure: what it
can be is what all of its mentions allow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.errors import InputError
from disclosure_analysis.metrics.intervals import Interval, common, hull, interval

if TYPE_CHECKING:
    import pandas as pd

LABELLED = frozenset(
    {
        "unclassified",
        "normative_documents",
        "applications_by_channel",
        "applications_by_applicant",
    }
)
"""Indicators of which only the label tells what is counted, so the label tells figures apart."""


class Key(NamedTuple):
    """What makes two mentions mentions of the same figure."""

    indicator: str
    label: str
    year: int
    unit: str
    period: str
    part_of: str
    applicant: str
    cell: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One row of the observations, as far as metrics need it."""

    key: Key
    label: str
    value: float
    bounds: Interval
    basis: str
    id: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with all of its mentions, in the order of the text.

    Attributes:
        key: What the mentions share; ``indicator``, ``unit`` and the rest stand there.
        label: The report's own words for what is counted, from the first mention that has any.
        value: The number as written, from the most precise mention.
        bounds: What all mentions allow; where they contradict each other, what any allows.
        conflicting: Whether the mentions contradict each other.
        mentions: The mentions.
    """

    key: Key
    label: str
    value: float
    bounds: Interval
    conflicting: bool
    mentions: tuple[Mention, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the observations, without repetition."""
        return tuple(dict.fromkeys(m.id for m in self.mentions))


def data_year(observations: pd.DataFrame) -> int | None:
    """Return the data year of the report that the observations are from, None if there are none."""
    years = observations["report_year"].dropna()
    return None if years.empty else int(years.iloc[0])


def read_mentions(observations: pd.DataFrame) -> list[Mention]:
    """Return the rows that state a number; table cells left empty state none.

    Raises:
        InputError: A row's lower bound is above its upper bound.
    """
    stated = observations[observations["value"].notna()]
    return [_mention(row) for row in stated.to_dict("records")]


def _mention(row: Mapping[Any, Any]) -> Mention:
    texts = {name: str(row[name]) for name in ("indicator", "label", "unit", "period", "part_of")}
    indicator = texts["indicator"]
    key = Key(
        indicator=indicator,
        label=texts["label"] if indicator in LABELLED else "",
        year=_year(row),
        unit=texts["unit"],
        period=texts["period"],
        part_of=texts["part_of"],
        applicant=str(row["applicant"]),
        cell=str(row["cell"]),
    )
    # A count is never negative; a growth rate may be.
    least = -math.inf if _signed(texts["unit"]) else 0.0
    value, lower, upper = (_number(row[name]) for name in ("value", "lower", "upper"))
    if lower > upper:
        raise InputError(
            f"Observation {row['id']} ({indicator}) has a lower bound of {lower:g} above its upper "
            f"bound of {upper:g}; correct the two bounds."
        )
    bounds = interval(lower, upper, least=least)
    return Mention(key, texts["label"], value, bounds, str(row["basis"]), str(row["id"]))


def _signed(unit: str) -> bool:
    return unit in {"%", "百分点"}


def _number(cell: object) -> float:
    return float(str(cell))


def _year(row: Mapping[Any, Any]) -> int:
    own = str(row["year"])
    return int(own) if own.isdigit() else int(str(row["report_year"]))


def read_figures(observations: pd.DataFrame) -> list[Figure]:
    """Return the figures of a report, each with its mentions, in the order of the text."""
    groups: dict[Key, list[Mention]] = {}
    for mention in read_mentions(observations):
        groups.setdefault(mention.key, []).append(mention)
    return [join(mentions) for mentions in groups.values()]


def join(mentions: Sequence[Mention]) -> Figure:
    """Return the figure that the mentions, one at least, speak of."""
    bounds = [m.bounds for m in mentions]
    shared = common(bounds)
    # The first of the most precise mentions gives the number; a conflict leaves it to the first.
    sharpest = min(mentions, key=lambda m: m.bounds.upper - m.bounds.lower)
    return Figure(
        key=mentions[0].key,
        label=next((m.label for m in mentions if m.label), ""),
        value=mentions[0].value if shared is None else sharpest.value,
        bounds=hull(bounds) if shared is None else shared,
        conflicting=shared is None,
        mentions=tuple(mentions),
    )


def figure_of(figures: Sequence[Figure], indicator: str, year: int) -> Figure | None:
    """Return what the report says of an indicator for a year, None where it says nothing.

    Stocks (``period`` cumulative) and single kinds of applicants are left out; mentions in and
    outside a breakdown are taken together.
    """
    found = [
        mention
        for figure in figures
        if figure.key.indicator == indicator and figure.key.year == year
        if figure.key.period != "cumulative" and figure.key.applicant in {"", "tot"}
        for mention in figure.mentions
    ]
    return join(found) if found else None


def parts_of(figures: Sequence[Figure], whole: str, year: int) -> list[Figure]:
    """Return the figures that stand in the breakdown of an indicator, for a year."""
    return [
        f
        for f in figures
        if f.key.part_of == whole and f.key.year == year and f.key.applicant in {"", "tot"}
        if f.key.indicator != whole
    ]


def wholes(figures: Sequence[Figure], year: int) -> list[str]:
    """Return the indicators that the report breaks down, in the order of the text."""
    return list(
        dict.fromkeys(f.key.part_of for f in figures if f.key.part_of and f.key.year == year)
    )

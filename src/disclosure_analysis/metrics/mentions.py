"""Figures of one report: the mentions of the same thing, taken together.

An observation is one mention. A figure that a report states twice is still one figure: what it
can be is what all of its mentions allow. Cells of official tables are figures apart from those of
the running text: where both state an indicator the table counts, and checks compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import FORMS, form_cells
from disclosure_analysis.metrics.eras import form_held
from disclosure_analysis.metrics.intervals import INFINITY, Interval, common, hull, interval, total

if TYPE_CHECKING:
    import pandas as pd

SERIES_KEY = ["place_code", "place", "reporter", "body", "scope"]
"""Columns that tell series apart."""

LABELLED = frozenset(
    {
        "unclassified",
        "normative_documents",
        "applications_by_channel",
        "applications_by_applicant",
    }
)
"""Indicators of which only the label tells what is counted, so the label tells figures apart."""

ALL_APPLICANTS = frozenset({"", "tot"})
SIGNED_UNITS = frozenset({"%", "百分点"})
NOT_OF_THE_YEAR = frozenset({"cumulative", "other"})
"""Periods of stocks, and of less or more than a year."""


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


def check_previous(observations: pd.DataFrame, previous: pd.DataFrame) -> None:
    """Refuse a report of the year before that is another body's, or another year's.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        previous: What is handed in as the same body's report of the year before.

    Raises:
        InputError: It is the report of another body, scope or year.
    """
    year = data_year(observations)
    if previous.empty or year is None:
        return
    own, before = observations[SERIES_KEY].iloc[0], previous[SERIES_KEY].iloc[0]
    if list(own) != list(before) or data_year(previous) != year - 1:
        raise InputError(
            f"previous holds the report of {before['reporter']} on {data_year(previous)}, but the "
            f"report of {own['reporter']} on {year - 1} is needed, of the same body and scope."
        )


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
    value, lower, upper = (_number(row[name]) for name in ("value", "lower", "upper"))
    # A count is never negative; a growth rate may be, and so may a change (本年增/减).
    least = -math.inf if _signed(texts["unit"]) or value < 0 else 0.0
    if lower > upper:
        raise InputError(
            f"Observation {row['id']} ({indicator}) has a lower bound of {lower:g} above its upper "
            f"bound of {upper:g}; correct the two bounds."
        )
    bounds = interval(lower, upper, least=least)
    return Mention(key, texts["label"], value, bounds, str(row["basis"]), str(row["id"]))


def _signed(unit: str) -> bool:
    return unit in SIGNED_UNITS


def _number(cell: object) -> float:
    return float(str(cell))


def _year(row: Mapping[Any, Any]) -> int:
    own = str(row["year"])
    return int(own) if own.isdigit() else int(str(row["report_year"]))


def read_figures(observations: pd.DataFrame) -> list[Figure]:
    """Return the figures of a report, each with its mentions, in the order of the text.

    Groups of table rows that have no row for their sum (（三）不予公开) follow as figures of their
    own, where every row of the group is filled in; their cell is that of the group's heading.
    """
    groups: dict[Key, list[Mention]] = {}
    for mention in read_mentions(of_one_form(observations)):
        groups.setdefault(mention.key, []).append(mention)
    figures = [join(mentions) for mentions in groups.values()]
    return [*figures, *_group_sums(figures)]


def of_one_form(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a report without the cells of other forms than the one that counts.

    Where a report holds tables of several forms those of its own year's count.
    """
    cells = (observations["cell"] != "") & observations["form"].isin(FORMS)
    held = observations["form"][cells]
    year = data_year(observations)
    if year is None or held.nunique() < 2:
        return observations
    own = held[observations["year"][cells] == year]
    form = form_held(set(own) or set(held), year)
    return observations[~cells | (observations["form"] == form)]


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


def in_text(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that no official table holds."""
    return [figure for figure in figures if not figure.key.cell]


def in_tables(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures of official tables, those of single kinds of applicants left out."""
    return [f for f in figures if f.key.cell and f.key.applicant in ALL_APPLICANTS]


def text_first(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures of the text, and those of tables that the text does not state."""
    said = in_text(figures)
    known = {(f.key.indicator, f.key.year) for f in said}
    return [
        *said,
        *(f for f in figures if f.key.cell and (f.key.indicator, f.key.year) not in known),
    ]


def told_in_text(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations without the table cells of what the text states as well."""
    import pandas as pd

    said = observations[(observations["cell"] == "") & (observations["basis"] == "stated")]
    known = set(zip(said["indicator"], said["year"], strict=True))
    rows = zip(observations["indicator"], observations["year"], observations["cell"], strict=True)
    kept = [not cell or (name, year) not in known for name, year, cell in rows]
    return observations[pd.Series(kept, observations.index, dtype="bool")]


def figure_of(figures: Sequence[Figure], indicator: str, year: int) -> Figure | None:
    """Return what the report says of an indicator for a year, None where it says nothing.

    A table's cell is preferred to the running text. Stocks (``period`` cumulative), parts of a
    year and single kinds of applicants are left out; mentions in and outside a breakdown are taken
    together.
    """
    found = [
        figure
        for figure in figures
        if figure.key.indicator == indicator and figure.key.year == year
        if figure.key.period not in NOT_OF_THE_YEAR and figure.key.applicant in ALL_APPLICANTS
    ]
    cells = [figure for figure in found if figure.key.cell]
    if cells:
        return sum_of_cells(cells)
    mentions = [mention for figure in found for mention in figure.mentions]
    return join(mentions) if mentions else None


def sum_of_cells(cells: Sequence[Figure]) -> Figure:
    """Return the sum of the cells, one at least, that count one indicator (商业秘密 + 个人隐私).

    Where the form has more such cells than are filled in, the sum has no upper bound.
    """
    complete = frozenset(f.key.cell for f in cells) in cells_counting(cells[0].key.indicator)
    if len(cells) == 1 and (complete or cells[0].key.cell in _headings()):
        return cells[0]
    bounds = total(figure.bounds for figure in cells)
    if not complete:
        bounds = Interval(bounds.lower, INFINITY)
    return _added(cells, cells[0].key._replace(label="", cell=""), bounds)


def _added(parts: Sequence[Figure], key: Key, bounds: Interval) -> Figure:
    return Figure(
        key=key,
        label="",
        value=math.fsum(part.value for part in parts),
        bounds=bounds,
        conflicting=any(part.conflicting for part in parts),
        mentions=tuple(mention for part in parts for mention in part.mentions),
    )


@cache
def cells_counting(indicator: str) -> frozenset[frozenset[str]]:
    """Return the cells that count an indicator, one set for each form."""
    return frozenset(
        frozenset(code for code, cell in form_cells(form).items() if cell.indicator == indicator)
        for form in FORMS
    )


class Group(NamedTuple):
    """Rows of a form under a heading, whose sum the form has no cell for."""

    heading: str
    indicator: str
    part_of: str
    cells: tuple[str, ...]


@cache
def groups_without_cell() -> tuple[Group, ...]:
    """Return the groups of all forms, each once."""
    found: dict[str, Group] = {}
    for form in FORMS:
        cells = form_cells(form)
        counted = {cell.indicator for cell in cells.values()}
        for heading, cell in cells.items():
            rows = [one for one in cells.values() if one.parent == heading]
            wholes_named = {one.part_of for one in rows}
            if cell.unit or len(wholes_named) != 1 or wholes_named & {"", *counted}:
                continue
            above = [one.part_of for one in cells.values() if one.parent == cell.parent]
            codes = tuple(one.code for one in rows)
            part_of = next(filter(None, above), "")
            found.setdefault(heading, Group(heading, wholes_named.pop(), part_of, codes))
    return tuple(found.values())


def _headings() -> frozenset[str]:
    return frozenset(group.heading for group in groups_without_cell())


def _group_sums(figures: Sequence[Figure]) -> list[Figure]:
    """Return the sums of groups of which every row is filled in."""
    by_place = {(f.key.cell, f.key.year): f for f in in_tables(figures)}
    sums = []
    for year in dict.fromkeys(year for _, year in by_place):
        for group in groups_without_cell():
            rows = [by_place[c, year] for c in group.cells if (c, year) in by_place]
            if len(rows) == len(group.cells):
                key = rows[0].key._replace(
                    indicator=group.indicator, part_of=group.part_of, cell=group.heading
                )
                sums.append(_added(rows, key, total(row.bounds for row in rows)))
    return sums


def parts_of(figures: Sequence[Figure], whole: str, year: int) -> list[Figure]:
    """Return the figures that stand in the breakdown of an indicator, for a year.

    Where both the text and a table break it down, the fuller list stands for both, so that
    nothing counts twice.
    """
    found = [
        f
        for f in figures
        if f.key.part_of == whole and f.key.year == year and f.key.applicant in ALL_APPLICANTS
        if f.key.indicator != whole
    ]
    return max(in_tables(found), in_text(found), key=len)


def wholes(figures: Sequence[Figure], year: int) -> list[str]:
    """Return the indicators that the report breaks down, in the order of the text.

    The kinds of applicants of each row of a table are left out.
    """
    return list(
        dict.fromkeys(
            f.key.part_of
            for f in figures
            if f.key.part_of and f.key.year == year and f.key.applicant in ALL_APPLICANTS
        )
    )

"""The cells of official tables that a report holds, as formulas need them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import FORMS, form_cells
from disclosure_analysis.metrics.intervals import INFINITY, Interval, common, hull, interval
from disclosure_analysis.metrics.mentions import SIGNED_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

Place = tuple[str, str, bool]
"""A cell's code, its column of applicants, and whether the report of the year before holds it."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """What stands in a cell: bounds are None for a blank, a dash or a slash."""

    bounds: Interval | None
    ids: tuple[str, ...]


Cells = dict[Place, TableCell]


class CellRow(NamedTuple):
    """An observation, as far as the cells of tables need it; ``cell`` is empty outside them."""

    form: str
    cell: str
    applicant: str
    year: int
    period: str
    value: float
    lower: float
    upper: float
    unit: str
    id: str


def cell_rows(observations: pd.DataFrame) -> list[CellRow]:
    """Return observations row by row; a loop over them is much quicker than over a frame."""
    columns = (observations[name].tolist() for name in CellRow._fields)
    return list(map(CellRow._make, zip(*columns, strict=True)))


def read_tables(rows: Iterable[CellRow], year: int) -> dict[str, Cells]:
    """Return the cells that a report holds for its own year, by form and place.

    Columns of other periods (历年累计 beside 本年) are left out.

    Args:
        rows: The observations of one report.
        year: Its data year.

    Raises:
        InputError: A row's lower bound is above its upper bound.
    """
    blank: dict[str, Cells] = defaultdict(dict)
    stated: dict[str, dict[Place, list[CellRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        known = form_cells(row.form).get(row.cell) if row.cell else None
        if known is None or row.period != known.period or row.year != year + known.year_offset:
            continue
        place = (row.cell, row.applicant, False)
        if isnan(row.value):
            blank[row.form][place] = TableCell(None, (row.id,))
        else:
            stated[row.form][place].append(row)
    held = (form for form in FORMS if form in blank or form in stated)
    return {f: blank[f] | {at: _joined(found) for at, found in stated[f].items()} for f in held}


def earlier(cells: Mapping[Place, TableCell]) -> Cells:
    """Return the cells of a report as those of the year before."""
    return {(code, column, True): cell for (code, column, _), cell in cells.items()}


def _joined(rows: Sequence[CellRow]) -> TableCell:
    bounds = [_bounds(row) for row in rows]
    ids = tuple(dict.fromkeys(row.id for row in rows))
    return TableCell(common(bounds) or hull(bounds), ids)


def _bounds(row: CellRow) -> Interval:
    if row.lower > row.upper:
        raise InputError(
            f"Observation {row.id} (cell {row.cell}) has a lower bound of {row.lower:g} above its "
            f"upper bound of {row.upper:g}; correct the two bounds."
        )
    least = -INFINITY if row.unit in SIGNED_UNITS or row.value < 0 else 0.0
    return interval(row.lower, row.upper, least=least)

"""Which figure of a row stands under which heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosure_analysis.extraction.forms.cells import RowCell


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column.

    Attributes:
        name: What stands in the column (``nat``, ``issued``, ``rec.upheld``).
        column: The column that it begins in.
        columns: How many columns it spans.
        text: Its words.
    """

    name: str
    column: int
    columns: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The cells of a row by heading, or why they cannot be told apart.

    Attributes:
        cells: Each heading's name with its cell; empty if refused.
        refused: ``too_few``, ``too_many`` or empty.
        by_count: Whether only the number of cells tells, not their place in the grid.
    """

    cells: tuple[tuple[Heading, RowCell], ...] = ()
    refused: str = ""
    by_count: bool = False


def assign(values: Sequence[RowCell], headings: Sequence[Heading], *, gridded: bool) -> Assigned:
    """Return which cell of a row stands under which heading.

    A row with as many cells as there are headings is read in order: offices merge columns so
    that heading and figure do not meet in the grid, and still the row is right. A row with more
    cells is read by the grid, or in order once blank cells that only fill it up are left out. A
    row with fewer is refused.

    Args:
        values: The cells after the row's label.
        headings: The headings, in the order of their columns.
        gridded: Whether the places of headings and cells are those of a real table.
    """
    if len(values) == len(headings):
        by_grid = _by_grid(values, headings) if gridded else None
        same = by_grid is not None and [c for _, c in by_grid] == list(values)
        return Assigned(tuple(zip(headings, values, strict=True)), by_count=not same)
    if len(values) < len(headings):
        return Assigned(refused="too_few")
    found = _by_grid(values, headings) if gridded else None
    if found is not None and _rest_is_blank(values, [cell for _, cell in found]):
        return Assigned(tuple(found))
    extra = len(values) - len(headings)
    if all(one.value.kind == "blank" for one in values[len(headings) :]):
        return Assigned(tuple(zip(headings, values, strict=False)), by_count=True)
    if all(one.value.kind == "blank" for one in values[:extra]):
        return Assigned(tuple(zip(headings, values[extra:], strict=True)), by_count=True)
    return Assigned(refused="too_many")


def _by_grid(
    values: Sequence[RowCell], headings: Sequence[Heading]
) -> list[tuple[Heading, RowCell]] | None:
    """Return the cell under each heading, None unless each has one of its own."""
    found = []
    for heading in headings:
        under = [
            one
            for one in values
            if one.cell.column < heading.column + heading.columns and one.end > heading.column
        ]
        if len(under) != 1:
            return None
        found.append((heading, under[0]))
    distinct = {(one.cell.row, one.cell.column) for _, one in found}
    return found if len(distinct) == len(headings) else None


def _rest_is_blank(values: Sequence[RowCell], used: Sequence[RowCell]) -> bool:
    return all(one.value.kind == "blank" for one in values if one not in used)

"""Grids: tables whose cells may span rows and columns, laid out as HTML lays them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .truth import CellKey, LocalRow


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid.

    Attributes:
        text: What stands in it, spaces around included.
        role: ``item``, ``head``, ``corner``, ``group``, ``label``, ``unit``, ``value`` or
            ``note``.
        rows: How many rows it spans.
        columns: How many columns it spans.
        key: The cell of the form that stands in it.
        local: The figure of a row that the office added, if it is one.
    """

    text: str
    role: str
    rows: int = 1
    columns: int = 1
    key: CellKey | None = None
    local: LocalRow | None = None


Grid = list[list[Box]]
"""For each row the boxes that begin in it, from left to right."""


@dataclass(slots=True)
class Sheet:
    """A table of a report.

    Attributes:
        part: ``two``, ``three``, ``four`` or ``annex``.
        year: The year that its figures speak of.
        grid: Its cells.
        caption: A line above it; empty if there is none.
        heads: How many rows at the top head the columns.
        widths: Width of each column, relative to the others; empty if all are alike.
    """

    part: str
    year: int
    grid: Grid
    caption: str = ""
    heads: int = 1
    widths: tuple[float, ...] = field(default=())


class Placed(NamedTuple):
    """A box with its row and column."""

    row: int
    column: int
    box: Box


def placed(grid: Grid) -> Iterator[Placed]:
    """Yield each box with its place; a box takes the first free column of its row."""
    taken: set[tuple[int, int]] = set()
    for row, boxes in enumerate(grid):
        column = 0
        for box in boxes:
            while (row, column) in taken:
                column += 1
            yield Placed(row, column, box)
            for below in range(row, row + box.rows):
                taken.update((below, right) for right in range(column, column + box.columns))
            column += box.columns


def width(grid: Grid) -> int:
    """Return the number of columns."""
    return max((column + box.columns for _, column, box in placed(grid)), default=0)


def clipped(grid: Grid) -> Grid:
    """Return the grid with no box reaching below its last row."""
    rows = len(grid)
    return [
        [replace(box, rows=min(box.rows, rows - row)) for box in boxes]
        for row, boxes in enumerate(grid)
    ]


def parted(grid: Grid, at: int, *, repeat: bool) -> tuple[Grid, Grid]:
    """Part a grid above row ``at``; labels that span the cut go on below, repeated or blank."""
    bottom: list[list[tuple[int, Box]]] = [[] for _ in grid[at:]]
    for row, column, box in placed(grid):
        if row >= at:
            bottom[row - at].append((column, box))
        elif row + box.rows > at:
            text = box.text if repeat else ""
            bottom[0].append((column, replace(box, text=text, rows=row + box.rows - at)))
    rest = [[box for _, box in sorted(row, key=lambda pair: pair[0])] for row in bottom]
    return clipped(grid[:at]), rest


def unmerged(grid: Grid, *, repeat: bool) -> Grid:
    """Split every label that spans several cells; the label is repeated or left blank."""
    cells: list[list[tuple[int, Box]]] = [[] for _ in grid]
    for row, column, box in placed(grid):
        if box.role == "value":
            cells[row].append((column, box))
            continue
        for below in range(box.rows):
            for right in range(box.columns):
                first = below == 0 and right == 0
                text = box.text if first or repeat else ""
                piece = replace(box, text=text, rows=1, columns=1)
                cells[row + below].append((column + right, piece))
    return [[box for _, box in sorted(row, key=lambda pair: pair[0])] for row in cells]


def with_row_below(grid: Grid, at: int, row: list[Box]) -> Grid:
    """Put a row in below row ``at``; labels of groups that reach there grow by one row."""

    def grown(number: int, box: Box) -> Box:
        reaches = box.role == "group" and number <= at < number + box.rows
        return replace(box, rows=box.rows + 1) if reaches else box

    above = [[grown(number, box) for box in boxes] for number, boxes in enumerate(grid[: at + 1])]
    return [*above, row, *grid[at + 1 :]]


def changed(grid: Grid, change: Callable[[Box], Box]) -> Grid:
    """Return the grid with every box changed."""
    return [[change(box) for box in row] for row in grid]


def keys(grid: Grid) -> set[CellKey]:
    """Return the cells of the form that stand in a grid."""
    return {box.key for row in grid for box in row if box.key is not None}

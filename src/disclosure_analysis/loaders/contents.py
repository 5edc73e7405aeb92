"""What every loader makes of a file's bytes: paragraphs and tables in reading order.

From here on the format does not matter: ``report_from_contents`` lays the blocks out as one text,
with the place of every cell in it, and reads the report off that text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from disclosure_analysis.report import Cell, Table

CELL_END = "\t"
ROW_END = "\n"
_BREAK = re.compile(r"\s*\n\s*")
_SPACES = re.compile(r"[ \t\xa0\u3000]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_GLUED = re.compile(r"(?<=[0-9A-Za-z.%])\s*\n\s*(?=[0-9A-Za-z.])")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as a file has it; its own lines are parted by a line feed."""

    text: str
    rows: int = 1
    columns: int = 1


Grid = Sequence[Sequence[GridCell]]
"""A table: for each row the cells that begin in it, from left to right, as in HTML."""

Block = str | Grid
"""A paragraph (one line or several, parted by line feeds) or a table."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: the words that it stands on and where it leads."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The content of a file.

    Attributes:
        blocks: Paragraphs and tables, in reading order.
        problems: What could not be read or had to be mended, a sentence each.
        title: The title that the file itself names apart from its text (a page's meta tags);
            empty if none.
        published: The day of publication that it names so.
        publisher: The office that it names so; empty if none.
        links: The links of the article, in order.
    """

    blocks: Sequence[Block]
    problems: tuple[str, ...] = ()
    title: str = ""
    published: date | None = None
    publisher: str = ""
    links: tuple[Link, ...] = field(default=())


def lay_out(blocks: Sequence[Block]) -> tuple[str, tuple[Table, ...]]:
    """Return blocks as one text, and its tables with the place of each cell in that text.

    Paragraphs are lines. A row of a table is a line whose cells end with a tab; what stands in a
    cell is one line, its own lines joined (with a space where two numbers or words would touch).
    """
    pieces: list[str] = []
    tables: list[Table] = []
    length = 0

    def put(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for block in blocks:
        if isinstance(block, str):
            put(visible(block).strip("\n") + ROW_END)
            continue
        start = length
        cells: list[Cell] = []
        for place in _placed(block):
            if place is None:
                put(ROW_END)
                continue
            row, column, cell = place
            text = cell_text(cell.text)
            cells.append(Cell(length, length + len(text), row, column, cell.rows, cell.columns))
            put(text + CELL_END)
        if cells:
            tables.append(Table(start, length, tuple(cells)))
    return "".join(pieces), tuple(tables)


def visible(text: str) -> str:
    """Return text without characters that no reader sees; they part numbers and words."""
    return text.translate(_INVISIBLE)


def cell_text(text: str) -> str:
    """Return what stands in a cell as one line."""
    joined = _BREAK.sub("", _GLUED.sub(" ", visible(text).strip()))
    return _SPACES.sub(" ", joined).strip()


def _placed(grid: Grid) -> list[tuple[int, int, GridCell] | None]:
    """Return each cell with its row and column, None after each row.

    As in HTML, a cell takes the first free column of its row; spans reach into later rows.
    """
    taken: dict[int, set[int]] = {}
    placed: list[tuple[int, int, GridCell] | None] = []
    for row, cells in enumerate(grid):
        column = 0
        for cell in cells:
            while column in taken.get(row, ()):
                column += 1
            rows = max(1, min(cell.rows, len(grid) - row))
            columns = max(1, cell.columns)
            for below in range(row, row + rows):
                taken.setdefault(below, set()).update(range(column, column + columns))
            placed.append((row, column, GridCell(cell.text, rows, columns)))
            column += columns
        placed.append(None)
        taken.pop(row, None)
    return placed

"""The parts of tables that page breaks have parted, joined again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from disclosure_analysis.loaders.contents import Grid, GridCell
from disclosure_analysis.loaders.pdf_tables import (
    ENUMERATOR,
    PageTable,
    TableCell,
    is_number,
)

_SAME_EDGE = 3.5
_SAME_WIDTH = 5.0
_OPENING = "（(《“〔【"
_CLOSING = "）)》”〕】"


def joins(first: PageTable, second: PageTable) -> bool:
    """Whether two parts on pages that follow one another have the same columns.

    One part may show fewer edges, where its cells are merged.
    """
    if abs((first.x1 - first.x0) - (second.x1 - second.x0)) > _SAME_WIDTH:
        return False
    fewer, more = sorted((_edges(first), _edges(second)), key=len)
    return all(any(abs(edge - other) <= _SAME_EDGE for other in more) for edge in fewer)


def joined(first: PageTable, second: PageTable) -> PageTable:
    """Return two parts of a table as one; repeated headings and broken rows stand once."""
    cells = [replace(cell) for cell in first.cells]
    shift = first.x0 - second.x0
    later = [replace(c, x0=c.x0 + shift, x1=c.x1 + shift) for c in second.cells]
    later, height = _without_repeated_rows(cells, later, second.height)
    height -= _join_rows(cells, later, first.height)
    return PageTable(
        page=second.page,
        x0=first.x0,
        x1=first.x1,
        top=first.top,
        bottom=second.bottom,
        height=first.height + height,
        cells=sorted(cells, key=lambda cell: (cell.row, cell.x0)),
        problems=[*first.problems, *second.problems],
    )


def grid_of(table: PageTable) -> Grid:
    """Return a table in the form that all loaders share."""
    edges = _clustered(edge for cell in table.cells for edge in (cell.x0, cell.x1))

    def column(edge: float) -> int:
        return min(range(len(edges)), key=lambda number: abs(edges[number] - edge))

    rows: list[list[GridCell]] = [[] for _ in range(table.height)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.x0)):
        columns = max(column(cell.x1) - column(cell.x0), 1)
        rows[cell.row].append(GridCell(cell.text, cell.rows, columns))
    return tuple(map(tuple, rows))


def _edges(table: PageTable) -> list[float]:
    return _clustered(edge - table.x0 for cell in table.cells for edge in (cell.x0, cell.x1))


def _clustered(edges: Iterable[float]) -> list[float]:
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > _SAME_EDGE:
            found.append(edge)
    return found


def _without_repeated_rows(
    cells: list[TableCell], later: list[TableCell], height: int
) -> tuple[list[TableCell], int]:
    """Drop the heading that a table repeats on each page."""
    count = 0
    for row in range(height):
        ours = [cell for cell in cells if cell.row == row]
        theirs = [cell for cell in later if cell.row == row]
        if not _is_heading(theirs) or not _same(ours, theirs):
            break
        if all(cell.row + cell.rows <= row + 1 for cell in later if cell.row <= row):
            count = row + 1
    kept = [replace(cell, row=cell.row - count) for cell in later if cell.row >= count]
    return kept, height - count


def _is_heading(row: list[TableCell]) -> bool:
    texts = [cell.text for cell in row if cell.text]
    return bool(texts) and not any(is_number(text) for text in texts)


def _same(ours: list[TableCell], theirs: list[TableCell]) -> bool:
    return len(ours) == len(theirs) and all(
        a.text == b.text and a.rows == b.rows and _match(a, b)
        for a, b in zip(ours, theirs, strict=True)
    )


def _match(first: TableCell, second: TableCell) -> bool:
    return abs(first.x0 - second.x0) <= _SAME_EDGE and abs(first.x1 - second.x1) <= _SAME_EDGE


Pair = tuple[TableCell, TableCell]


def _join_rows(cells: list[TableCell], later: list[TableCell], height: int) -> int:
    """Add the later cells to the first ones; return how many rows the seam took up."""
    bottom = [cell for cell in cells if cell.row + cell.rows == height]
    pairs = [(a, b) for b in later if b.row == 0 for a in bottom if _match(a, b)]
    top = [cell for cell in later if cell.row == 0]
    whole = len(pairs) == len(top) == len(bottom)
    if whole and _is_broken_row(pairs):
        overlap, merged = 1, pairs
    else:
        overlap, merged = 0, _continued(pairs, top, bottom)
    for first, second in merged:
        first.rows += second.rows - overlap
        first.text = _both(first, second)
        first.full = second.full
    gone = {id(second) for _, second in merged}
    cells.extend(replace(c, row=c.row + height - overlap) for c in later if id(c) not in gone)
    return overlap


def _both(first: TableCell, second: TableCell) -> str:
    if not first.text or not second.text or first.text == second.text:
        return first.text or second.text
    upright = first.upright or second.upright
    return first.text + ("" if upright else "\n") + second.text


def _is_broken_row(pairs: list[Pair]) -> bool:
    """Whether the last row of a page and the first of the next are the parts of one row."""
    leaves = [pair for pair in pairs if pair[0].rows == 1 and pair[1].rows == 1]
    if not leaves:
        return False
    if any(a.text and b.text and (is_number(a.text) or is_number(b.text)) for a, b in leaves):
        return False
    if any(b.text and ENUMERATOR.match(b.text) for _, b in leaves):
        return not any(a.text for a, _ in leaves)
    return _is_without_label(leaves) or _runs_on(leaves)


def _is_without_label(leaves: list[Pair]) -> bool:
    """Whether one part has the words of a row and the other its figures, or nothing yet."""
    ours, theirs = ([pair[side] for pair in leaves] for side in (0, 1))
    if not _words(ours):
        return bool(_words(theirs))
    return not _words(theirs) and any(cell.text for cell in theirs)


def _runs_on(leaves: list[Pair]) -> bool:
    """Whether words of the first part break off for want of room and go on in the second."""
    for first, second in leaves:
        if not first.text or not second.text:
            continue
        if _is_open(first.text) or first.upright or second.upright:
            return True
        return first.full and not any(b.text for _, b in leaves if b is not second)
    return False


def _words(row: list[TableCell]) -> list[str]:
    return [cell.text for cell in row if cell.text and not is_number(cell.text)]


def _is_open(text: str) -> bool:
    """Whether a bracket is opened and not closed."""
    return sum(text.count(c) for c in _OPENING) > sum(text.count(c) for c in _CLOSING)


def _continued(pairs: list[Pair], top: list[TableCell], bottom: list[TableCell]) -> list[Pair]:
    """Return the labels at the left that go on from one page to the next."""
    found: list[Pair] = []
    edge = min((cell.x0 for cell in top), default=0.0)
    for first, second in sorted(pairs, key=lambda pair: pair[0].x0):
        if abs(second.x0 - edge) > _SAME_EDGE or not _goes_on(first, second):
            break
        if not (_label_right_of(second, top) and _label_right_of(first, bottom)):
            break
        found.append((first, second))
        edge = second.x1
    return found


def _label_right_of(cell: TableCell, row: list[TableCell]) -> bool:
    return any(
        other.text and not is_number(other.text) and other.x0 >= cell.x1 - _SAME_EDGE
        for other in row
    )


def _goes_on(first: TableCell, second: TableCell) -> bool:
    if is_number(first.text) or is_number(second.text):
        return False
    if not second.text or first.text == second.text:
        return True
    if ENUMERATOR.match(second.text) and first.text:
        return False
    several = first.rows > 1 or second.rows > 1
    if not first.text:
        return several
    return (first.upright or second.upright or _is_open(first.text)) and several

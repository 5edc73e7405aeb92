"""The parts of tables that page breaks have parted, joined again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from disclosure_analysis.loaders.contents import Grid, GridCell
from disclosure_analysis.loaders.pdf_tables import (
    ENUMERATOR,
    PageTable,
    TableCell,
    is_number,
)

_SAME_EDGE = 3.5
_SAME_WIDTH = 5.0
_NEAR_FOOT = 0.6
_NO_ROOM = 1.1
_NO_DIGIT = 0.65
_NO_BEGINNING = tuple("、，。；：！？）》”〕】")
_OPENING = "（(《“〔【"
_CLOSING = "）)》”〕】"


def joins(first: PageTable, second: PageTable) -> bool:
    """Whether two parts stand on pages that follow one another and have the same columns.

    The first must reach the lower part of its page. One part may show fewer edges, where its
    cells are merged.
    """
    if second.page != first.page + 1 or first.reach < _NEAR_FOOT:
        return False
    if first.aligned or second.aligned:
        return first.aligned and second.aligned and _align(first, second)
    if abs((first.x1 - first.x0) - (second.x1 - second.x0)) > _SAME_WIDTH:
        return False
    fewer, more = sorted((_edges(first), _edges(second)), key=len)
    return all(any(abs(edge - other) <= _SAME_EDGE for other in more) for edge in fewer)


def joined(first: PageTable, second: PageTable) -> PageTable:
    """Return two parts of a table as one; repeated headings and broken rows stand once."""
    cells = [replace(cell) for cell in first.cells]
    later = _moved(first, second)
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
        aligned=first.aligned,
        reach=second.reach,
    )


def _align(first: PageTable, second: PageTable) -> bool:
    """Whether the columns of two tables without ruled lines lie below one another."""
    ours, theirs = _columns(first), _columns(second)
    return len(ours) == len(theirs) and all(
        min(a[1], b[1]) - max(a[0], b[0]) > 0.5 * min(a[1] - a[0], b[1] - b[0])
        for a, b in zip(ours, theirs, strict=True)
    )


def _columns(table: PageTable) -> list[tuple[float, float]]:
    return list(pairwise(sorted({edge for cell in table.cells for edge in (cell.x0, cell.x1)})))


def _moved(first: PageTable, second: PageTable) -> list[TableCell]:
    """Return the cells of the second part at the edges of the first."""
    if not second.aligned:
        shift = first.x0 - second.x0
        return [replace(c, x0=c.x0 + shift, x1=c.x1 + shift) for c in second.cells]
    starts = {b[0]: a[0] for a, b in zip(_columns(first), _columns(second), strict=True)}
    ends = {b[1]: a[1] for a, b in zip(_columns(first), _columns(second), strict=True)}
    return [replace(cell, x0=starts[cell.x0], x1=ends[cell.x1]) for cell in second.cells]


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
        merged += [pair for pair in _parted_headings(pairs, top, bottom) if pair not in merged]
    for first, second in merged:
        first.rows += second.rows - overlap
        first.text = _both(first, second)
        if second.text:
            first.room, first.last = second.room, second.last
    gone = {id(second) for _, second in merged}
    cells.extend(replace(c, row=c.row + height - overlap) for c in later if id(c) not in gone)
    return overlap


def _both(first: TableCell, second: TableCell) -> str:
    if not first.text or not second.text or (first.text == second.text and first.upright):
        return first.text or second.text
    together = first.upright or second.upright or _is_broken_number(first, second)
    return first.text + ("" if together else "\n") + second.text


def _is_broken_row(pairs: list[Pair]) -> bool:
    """Whether the last row of a page and the first of the next are the parts of one row."""
    leaves = [pair for pair in pairs if pair[0].rows == 1 and pair[1].rows == 1]
    if not all(_may_go_on(*pair) for pair in leaves):
        return False
    if not any(a.text for a, _ in leaves) or not any(b.text for _, b in leaves):
        return False
    ours, theirs = (_words([pair[side] for pair in leaves]) for side in (0, 1))
    if any(ENUMERATOR.match(text) for text in theirs):
        return not ours
    if not ours or not theirs:
        return bool(ours) or bool(theirs) or any(a.text and b.text for a, b in leaves)
    return any(a.text and b.text and not is_number(b.text) for a, b in leaves)


def _may_go_on(first: TableCell, second: TableCell) -> bool:
    """Whether what stands in two cells may be the parts of one."""
    if not first.text or not second.text:
        return True
    if is_number(first.text) or is_number(second.text):
        return _is_broken_number(first, second)
    return _breaks_off(first, second)


def _breaks_off(first: TableCell, second: TableCell) -> bool:
    """Whether the words of a cell end for want of room, or within brackets.

    A mark that must not begin a line takes the character before it along.
    """
    room = _NO_ROOM + (second.text[1:2] in _NO_BEGINNING)
    return first.room < room or first.upright or second.upright or _is_open(first.text)


def _is_broken_number(first: TableCell, second: TableCell) -> bool:
    """Whether two cells hold a number that did not fit on one line."""
    digits = first.text[-1:].isdigit() and second.text[:1].isdigit()
    return digits and first.room < _NO_DIGIT and second.first <= first.last + 1


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


def _parted_headings(
    pairs: list[Pair], top: list[TableCell], bottom: list[TableCell]
) -> list[Pair]:
    """Return the headings of columns that reach over the seam, beside headings that are parted.

    Where the page breaks between 法人或其他组织 and the columns below it, 自然人 beside them
    stands on one page and is blank on the other.
    """
    if any(is_number(cell.text) for cell in (*top, *bottom)):
        return []
    above = [c for c in bottom if c.text and not any(c is first for first, _ in pairs)]
    below = [c for c in top if c.text and not any(c is second for _, second in pairs)]
    parted = any(
        a.x0 - _SAME_EDGE <= b.x0 and b.x1 <= a.x1 + _SAME_EDGE for a in above for b in below
    )
    reaching = [(a, b) for a, b in pairs if (a.text or b.text) and _may_go_on(a, b)]
    return reaching if parted else []


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
    return _breaks_off(first, second) and several

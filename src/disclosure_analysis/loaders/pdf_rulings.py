"""The cells that the lines drawn on a page enclose."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from disclosure_analysis.loaders.pdf_pages import Segment

_SNAP = 3.5
_STRAIGHT = 0.8
_BRIDGED = 4.0
_SHORTEST = 5.0
_OPEN_SIDE = 8.0
_ROWS_APART = 2.5
_DRAWN = 0.75
_MOST_LINES = 1500
_MOST_CELLS = 40_000


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its edges, and which of the grid's columns and rows it fills."""

    x0: float
    top: float
    x1: float
    bottom: float
    column: int
    row: int
    columns: int
    rows: int


@dataclass(frozen=True)
class Ruling:
    """A table that lines enclose: the edges of its columns and rows, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @cached_property
    def owners(self) -> dict[tuple[int, int], int]:
        """Which cell, by number, each square of the grid belongs to: column and row."""
        return {
            (box.column + i, box.row + j): number
            for number, box in enumerate(self.boxes)
            for i in range(box.columns)
            for j in range(box.rows)
        }

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.xs[0]

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.xs[-1]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.ys[-1]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the table."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def box_at(self, x: float, y: float) -> int:
        """Return the number of the cell that a point in the table lies in."""
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.owners[column, row]

    def encloses(self, other: Ruling) -> bool:
        """Whether another table lies within this one."""
        return (
            self is not other
            and self.holds(other.x0, other.top)
            and self.holds(other.x1, other.bottom)
        )


def joined_lines(segments: Iterable[Segment], snap: float = _STRAIGHT) -> list[Segment]:
    """Return drawn pieces in a row as one line, and lines less than ``snap`` apart as one."""
    segments = list(segments)
    found: list[Segment] = []
    for vertical in (True, False):
        pieces = [piece for piece in segments if piece.vertical is vertical]
        for group in _clusters(pieces, snap):
            found.extend(_joined(group, vertical))
    return [line for line in found if line.end - line.start >= _SHORTEST]


def find_rulings(lines: Sequence[Segment]) -> list[Ruling]:
    """Return the tables that joined lines make, from the top down.

    A line that should close a table's side and is missing is taken as drawn where the lines
    across it end together. A table has two cells or more.
    """
    if len(lines) > _MOST_LINES:
        return []
    rulings = [_ruling(group) for group in _with_loose_lines(_connected(lines))]
    found = [ruling for ruling in rulings if ruling and len(ruling.boxes) > 1]
    return sorted(found, key=lambda ruling: (ruling.top, ruling.x0))


def _clusters(pieces: list[Segment], snap: float) -> list[list[Segment]]:
    """Return pieces that lie on one straight line, or nearly so."""
    groups: list[list[Segment]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.at, piece.start)):
        if groups and piece.at - groups[-1][0].at <= snap:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _joined(group: list[Segment], vertical: bool) -> list[Segment]:
    weight = sum(piece.end - piece.start for piece in group) or 1.0
    at = sum(piece.at * (piece.end - piece.start) for piece in group) / weight
    joined: list[Segment] = []
    for piece in sorted(group, key=lambda piece: piece.start):
        if joined and piece.start <= joined[-1].end + _BRIDGED:
            end = max(joined[-1].end, piece.end)
            joined[-1] = Segment(vertical, at, joined[-1].start, end)
        else:
            joined.append(Segment(vertical, at or group[0].at, piece.start, piece.end))
    return joined


def _connected(lines: Sequence[Segment]) -> list[list[Segment]]:
    """Return lines that cross or touch one another, group by group."""
    parents = list(range(len(lines)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    uprights = [i for i, line in enumerate(lines) if line.vertical]
    levels = sorted((line.at, i) for i, line in enumerate(lines) if not line.vertical)
    heights = [at for at, _ in levels]
    for upright in uprights:
        line = lines[upright]
        first = bisect_left(heights, line.start - _BRIDGED)
        last = bisect_right(heights, line.end + _BRIDGED)
        for _, level in levels[first:last]:
            if lines[level].start - _BRIDGED <= line.at <= lines[level].end + _BRIDGED:
                parents[root(level)] = root(upright)
    groups: dict[int, list[Segment]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(root(index), []).append(line)
    return list(groups.values())


def _with_loose_lines(groups: list[list[Segment]]) -> list[list[Segment]]:
    """Return groups of lines, those together between which only the upright lines are lost.

    The lines of such rows are as wide as the table, two or more, and no farther apart than
    rows are.
    """
    whole = sorted((group for group in groups if len(group) > 1), key=_extent)
    loose = [g[0] for g in groups if len(g) == 1 and not g[0].vertical]
    loose.sort(key=lambda line: line.at)
    found: list[list[Segment]] = []
    for group in whole:
        if found and _is_one_table(found[-1], group):
            found[-1].extend(group)
        else:
            found.append(list(group))
        added = _following(found[-1], loose)
        found[-1].extend(added)
        loose = [line for line in loose if line not in added]
    return found


def _extent(group: list[Segment]) -> tuple[float, float, float, float]:
    """Return the upper, left, lower and right edge of lines."""
    levels = [line for line in group if not line.vertical]
    uprights = [line for line in group if line.vertical]
    top = min([line.at for line in levels] + [line.start for line in uprights])
    bottom = max([line.at for line in levels] + [line.end for line in uprights])
    left = min([line.start for line in levels] + [line.at for line in uprights])
    right = max([line.end for line in levels] + [line.at for line in uprights])
    return top, left, bottom, right


def _following(group: list[Segment], loose: list[Segment]) -> list[Segment]:
    """Return the lines below a table that are as wide as it is and as near as its rows."""
    _, left, bottom, right = _extent(group)
    heights = sorted({line.at for line in group if not line.vertical})
    pitch = max((b - a for a, b in pairwise(heights)), default=0.0)
    found: list[Segment] = []
    for line in loose:
        alike = abs(line.start - left) < _BRIDGED and abs(line.end - right) < _BRIDGED
        if alike and 0 < line.at - bottom <= _ROWS_APART * pitch:
            found.append(line)
            bottom = line.at
    return found if len(found) > 1 else []


def _is_one_table(first: list[Segment], second: list[Segment]) -> bool:
    """Whether lines added below a table reach the next one."""
    _, left, bottom, right = _extent(first)
    top, other_left, _, other_right = _extent(second)
    heights = sorted({line.at for line in first if not line.vertical})
    pitch = max((b - a for a, b in pairwise(heights)), default=0.0)
    closed = max((line.end for line in first if line.vertical), default=bottom)
    return (
        abs(left - other_left) < _BRIDGED
        and abs(right - other_right) < _BRIDGED
        and bottom - closed > _BRIDGED
        and top - bottom <= _ROWS_APART * pitch
    )


def _ruling(drawn: list[Segment]) -> Ruling | None:
    lines = joined_lines(drawn, _SNAP)
    uprights = [line for line in lines if line.vertical]
    levels = [line for line in lines if not line.vertical]
    if not uprights or not levels:
        return None
    xs = _edges(uprights, levels)
    ys = _edges(levels, uprights)
    if not 1 < len(xs) * len(ys) <= _MOST_CELLS or len(xs) < 2 or len(ys) < 2:
        return None
    areas = _areas(xs, ys, uprights, levels)
    return _compact(xs, ys, areas)


def _edges(lines: list[Segment], across: list[Segment]) -> list[float]:
    """Return where lines stand, and where the lines across them end without one."""
    edges = sorted({line.at for line in lines})
    first = sorted(line.start for line in across)
    last = sorted((line.end for line in across), reverse=True)
    if edges[0] - first[0] > _OPEN_SIDE and first[min(1, len(first) - 1)] - first[0] < _SNAP:
        edges.insert(0, first[0])
    if last[0] - edges[-1] > _OPEN_SIDE and last[0] - last[min(1, len(last) - 1)] < _SNAP:
        edges.append(last[0])
    return edges


Area = tuple[int, int, int, int]
"""First column, first row, and one past the last of each."""


def _areas(
    xs: list[float], ys: list[float], uprights: list[Segment], levels: list[Segment]
) -> list[Area]:
    """Return the cells: squares of the grid that no drawn line parts."""
    sides = _drawn(xs, ys, uprights)
    floors = _drawn(ys, xs, levels)
    owners: dict[tuple[int, int], int] = {}
    found: list[list[tuple[int, int]]] = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (column, row) in owners:
                continue
            squares = _flood((column, row), len(xs) - 1, len(ys) - 1, sides, floors)
            owners.update(dict.fromkeys(squares, len(found)))
            found.append(squares)
    return [area for squares in found for area in _rectangles(squares)]


def _drawn(edges: list[float], stops: list[float], lines: list[Segment]) -> set[tuple[int, int]]:
    """Return which pieces of the grid's lines are drawn: edge by number, stretch by number."""
    numbers = {edge: number for number, edge in enumerate(edges)}
    found: set[tuple[int, int]] = set()
    for line in lines:
        edge = numbers.get(line.at)
        if edge is None:
            continue
        for stretch, (start, end) in enumerate(pairwise(stops)):
            if min(end, line.end) - max(start, line.start) >= _DRAWN * (end - start):
                found.add((edge, stretch))
    return found


def _flood(
    start: tuple[int, int],
    width: int,
    height: int,
    sides: set[tuple[int, int]],
    floors: set[tuple[int, int]],
) -> list[tuple[int, int]]:
    seen = {start}
    waiting = [start]
    while waiting:
        column, row = waiting.pop()
        nearby = []
        if column + 1 < width and (column + 1, row) not in sides:
            nearby.append((column + 1, row))
        if column > 0 and (column, row) not in sides:
            nearby.append((column - 1, row))
        if row + 1 < height and (row + 1, column) not in floors:
            nearby.append((column, row + 1))
        if row > 0 and (row, column) not in floors:
            nearby.append((column, row - 1))
        fresh = [square for square in nearby if square not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return sorted(seen)


def _rectangles(squares: list[tuple[int, int]]) -> list[Area]:
    """Return squares as one rectangle, or as several where a line is lost at a corner."""
    columns = [column for column, _ in squares]
    rows = [row for _, row in squares]
    whole = (min(columns), min(rows), max(columns) + 1, max(rows) + 1)
    if len(squares) == (whole[2] - whole[0]) * (whole[3] - whole[1]):
        return [whole]
    strips: list[Area] = []
    for column, row in sorted(squares, key=lambda square: (square[1], square[0])):
        if strips and strips[-1][1] == row and strips[-1][2] == column:
            strips[-1] = (strips[-1][0], row, column + 1, row + 1)
        else:
            strips.append((column, row, column + 1, row + 1))
    return _stacked(strips)


def _stacked(strips: list[Area]) -> list[Area]:
    """Return strips of the same width that lie on one another as one."""
    found: list[Area] = []
    for strip in sorted(strips, key=lambda strip: (strip[0], strip[2], strip[1])):
        last = found[-1] if found else None
        if last and (last[0], last[2]) == (strip[0], strip[2]) and last[3] == strip[1]:
            found[-1] = (last[0], last[1], last[2], strip[3])
        else:
            found.append(strip)
    return found


def _compact(xs: list[float], ys: list[float], areas: list[Area]) -> Ruling:
    """Return the cells with columns and rows counted by the edges that a cell begins at."""
    columns = sorted({edge for area in areas for edge in (area[0], area[2])})
    rows = sorted({edge for area in areas for edge in (area[1], area[3])})
    x_number = {edge: number for number, edge in enumerate(columns)}
    y_number = {edge: number for number, edge in enumerate(rows)}
    boxes = [
        Box(
            x0=xs[left],
            top=ys[top],
            x1=xs[right],
            bottom=ys[bottom],
            column=x_number[left],
            row=y_number[top],
            columns=x_number[right] - x_number[left],
            rows=y_number[bottom] - y_number[top],
        )
        for left, top, right, bottom in areas
    ]
    return Ruling(
        xs=tuple(xs[edge] for edge in columns),
        ys=tuple(ys[edge] for edge in rows),
        boxes=tuple(sorted(boxes, key=lambda box: (box.row, box.column))),
    )

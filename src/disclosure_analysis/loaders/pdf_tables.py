"""What stands in the cells of a page's tables."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from disclosure_analysis.loaders.pdf_lines import Line, is_chinese, line_of, lines_of, runs_of
from disclosure_analysis.loaders.pdf_pages import Char
from disclosure_analysis.loaders.pdf_rulings import Box, Ruling

NUMBER = re.compile(r"[+＋\-－−]?\d[\d,，. ]*(?:[%％‰]|万?元|件|条)?|[—–\-－−/／]+")
ENUMERATOR = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}\s?[、.．](?!\d)"
)
_WIDEST_MARGIN = 6.0
_TOLERANCE = 0.5
_IN_LINE = 3.0
_COUNTED = re.compile(r"[一二三四五六七八九十\d]+")
_HALF_GROUPED = re.compile(r"\d{1,3}(?:[,，]\d{3})*[,，]\d{0,2}")
_GROUPED = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:[.．]\d+)?")
_PIECES = re.compile(r"[\d.,，．]+")
_PIECE = re.compile(r"[\d.,，]")
_EVEN = 0.02
_OVERPRINTED = 0.2
"""Digits printed over the same digits, this near, are read once: one figure may hide another."""


@dataclass(slots=True)
class TableCell:
    """A cell of a table: its edges from left to right, its rows, and its text.

    Attributes:
        x0: Its left edge.
        x1: Its right edge.
        row: The row that it begins in.
        rows: How many rows it spans.
        text: What stands in it; its lines are parted by line feeds.
        room: The room that its last line leaves, in characters.
        first: The length of its first line, in points.
        last: The length of its last line.
        upright: Whether it is set one character a line.
        cut: How many characters the first of two lines of a number has, spaces before it
            included; 0 for anything else.
    """

    x0: float
    x1: float
    row: int
    rows: int
    text: str = ""
    room: float = math.inf
    first: float = 0.0
    last: float = 0.0
    upright: bool = False
    cut: int = 0


@dataclass(slots=True)
class PageTable:
    """A table, or the part of one that stands on a page.

    Attributes:
        page: The number of the page.
        x0: Its left edge.
        x1: Its right edge.
        top: Its upper edge.
        bottom: Its lower edge.
        height: The number of its rows.
        cells: Its cells.
        problems: What was mended in it, a sentence each.
        aligned: Whether no lines rule it, so that the alignment of words does.
        reach: How far down the page it reaches, 1 being the page's foot.
    """

    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    height: int
    cells: list[TableCell]
    problems: list[str] = field(default_factory=list)
    aligned: bool = False
    reach: float = 1.0


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell with the characters in it."""

    box: Box
    chars: tuple[Char, ...]


@dataclass(frozen=True, slots=True)
class _Margins:
    """The room that a table leaves free beside the text of its cells."""

    left: float
    right: float

    def room(self, line: Line, box: Box) -> float:
        """Return the room that a line of a cell leaves, in points."""
        return box.x1 - box.x0 - self.left - self.right - (line.x1 - line.x0)


def is_number(text: str) -> bool:
    """Whether a cell holds a figure or a sign that stands for one."""
    return bool(NUMBER.fullmatch(text.replace("\n", " ").strip()))


def fill(ruling: Ruling, chars: Sequence[Char], page: int) -> PageTable:
    """Return a table with what stands in its cells.

    Args:
        ruling: The table's lines.
        chars: The characters that stand within it.
        page: The number of the page.
    """
    filled = _filled(ruling, chars)
    margins = _margins(filled)
    problems: list[str] = []
    parted = _all_parted(filled, ruling, margins)
    if len(parted) > len(filled):
        problems.append(f"page {page}: cells whose borders are lost were parted by their figures")
    height = len(ruling.ys) - 1
    parted, added = _rows_parted(parted, height, margins)
    if added:
        problems.append(f"page {page}: rows without ruled lines were parted by their figures")
    cells = [_table_cell(cell, margins) for cell in parted]
    cells.sort(key=lambda cell: (cell.row, cell.x0))
    bounds = (ruling.x0, ruling.x1, ruling.top, ruling.bottom)
    return PageTable(page, *bounds, height + added, cells, problems)


def _filled(ruling: Ruling, chars: Sequence[Char]) -> list[_Filled]:
    held: list[list[Char]] = [[] for _ in ruling.boxes]
    for word in touching(chars):
        places = [ruling.box_at(char.x, char.y) for char in word]
        if len(set(places)) > 1 and is_figure(word) and _is_doubtful(word, places, ruling):
            # Two figures may meet here: each cell shows all of it in pieces and is refused.
            for place in set(places):
                held[place].extend(_in_pieces(word))
            continue
        if len(set(places)) > 1 and _is_cut(word, ruling):
            places = [max(places, key=places.count)] * len(word)
        for char, place in zip(word, places, strict=True):
            held[place].append(char)
    return [_Filled(box, tuple(part)) for box, part in zip(ruling.boxes, held, strict=True)]


def is_figure(word: Sequence[Char]) -> bool:
    """Whether touching characters are digits and the signs between them."""
    return bool(_PIECES.fullmatch("".join(char.text for char in word)))


def _is_doubtful(word: list[Char], places: list[int], ruling: Ruling) -> bool:
    """Whether digits that touch across an edge may be the figures of two cells."""
    uneven = [
        number
        for number in range(1, len(word))
        if abs(word[number].x0 - word[number - 1].x1) > _EVEN * word[number].size
    ]
    edges = [number for number in range(1, len(word)) if places[number] != places[number - 1]]
    if not _is_cut(word, ruling):
        return not set(edges) <= set(uneven)
    return bool(uneven) or any(_may_meet(word, number, ruling) for number in range(1, len(word)))


def _may_meet(word: list[Char], number: int, ruling: Ruling) -> bool:
    """Whether both parts of a word would stand alike in cells of their own, parted there."""
    even = _OVERPRINTED * word[0].size
    found = []
    for part in (word[:number], word[number:]):
        box = ruling.boxes[ruling.box_at((part[0].x0 + part[-1].x1) / 2, part[0].y)]
        found.append((box, part[0].x0 - box.x0, box.x1 - part[-1].x1))
    (first, left, right), (second, other_left, other_right) = found
    centred = abs(left - right) < even and abs(other_left - other_right) < even
    at_left = left > -even and abs(left - other_left) < even
    at_right = other_right > -even and abs(right - other_right) < even
    return first is not second and (centred or at_left or at_right)


def _in_pieces(word: list[Char]) -> list[Char]:
    """Return digits parted by spaces; where two figures meet is not clear, so all are."""
    return [replace(char, text=f" {char.text}") for char in word]


def touching(chars: Iterable[Char]) -> list[list[Char]]:
    """Return characters that follow one another, in the file and on the page, as words."""
    words: list[list[Char]] = []
    for char in chars:
        last = words[-1][-1] if words else None
        if (
            last
            and not char.text.isspace()
            and char.turn == last.turn == 0
            and abs(char.y - last.y) < 0.1 * char.size
            and abs(char.x0 - last.x1) < 0.15 * char.size
        ):
            words[-1].append(char)
        else:
            words.append([char])
    return words


def _is_cut(word: list[Char], ruling: Ruling) -> bool:
    """Whether a drawn line runs through a character: the word runs over its cell's edge."""
    return any(
        char.x0 + 0.15 * (char.x1 - char.x0) < edge < char.x1 - 0.15 * (char.x1 - char.x0)
        for char in word
        for edge in ruling.xs
    )


def _margins(filled: Sequence[_Filled]) -> _Margins:
    left = right = _WIDEST_MARGIN
    for cell in filled:
        for char in cell.chars:
            if not char.text.isspace():
                left = min(left, max(char.x0 - cell.box.x0, 0.0))
                right = min(right, max(cell.box.x1 - char.x1, 0.0))
    return _Margins(left, right)


def _all_parted(filled: list[_Filled], ruling: Ruling, margins: _Margins) -> list[_Filled]:
    """Return cells, those whose inner borders are lost as several."""
    pieces = [_parted(cell, ruling, margins) for cell in filled]
    shapes = {
        (cell.box.column, cell.box.columns)
        for cell, parts in zip(filled, pieces, strict=True)
        if len(parts) > 1 and cell.box.rows == 1
    }
    for number, cell in enumerate(filled):
        alike = cell.box.rows == 1 and (cell.box.column, cell.box.columns) in shapes
        if alike and len(pieces[number]) == 1:
            runs = [run for line in lines_of(cell.chars) for run in runs_of(line, 0.5)]
            pieces[number] = _parted_row(cell, ruling, runs)
    return [part for parts in pieces for part in parts]


def _parted(cell: _Filled, ruling: Ruling, margins: _Margins) -> list[_Filled]:
    """Return a cell as the squares of the grid that its figures stand in.

    Where the border between cells is lost, a wide cell holds one figure in each column of the
    rows above and below, and nothing else.
    """
    box = cell.box
    if box.columns * box.rows == 1:
        return [cell]
    lines = lines_of(cell.chars)
    runs = [run for line in lines for run in runs_of(line, 0.5)]
    figures = [run for run in runs if is_number(run.text)]
    if len(figures) < len(runs):
        return _parted_row(cell, ruling, runs) if figures and box.rows == 1 else [cell]
    if len(runs) < 2:
        return [cell]
    if box.columns == 1 and _is_wrapped(lines, box, margins):
        return [cell]
    places = {_square(run, ruling) for run in runs}
    if len(places) < len(runs) or None in places:
        return [cell]
    return _squares(cell, ruling, [place for place in places if place])


def _parted_row(cell: _Filled, ruling: Ruling, runs: list[Line]) -> list[_Filled]:
    """Return a row whose upright lines are lost as cells, if its words keep to the columns."""
    places = [_square(run, ruling, across=True) for run in runs]
    figures = [place for place, run in zip(places, runs, strict=True) if is_number(run.text)]
    others = {place for place, run in zip(places, runs, strict=True) if not is_number(run.text)}
    doubled = len({*figures}) < len(figures) or bool(others.intersection(figures))
    if None in places or doubled or len({*places}) < 2:
        return [cell]
    return _squares(cell, ruling, [place for place in places if place])


def _square(run: Line, ruling: Ruling, across: bool = False) -> tuple[int, int] | None:
    """Return the column and row of the grid that a figure lies in, None if across a line."""
    column = bisect_right(ruling.xs, run.x) - 1
    row = bisect_right(ruling.ys, run.y) - 1
    if not (0 <= column < len(ruling.xs) - 1 and 0 <= row < len(ruling.ys) - 1):
        return None
    if run.x0 < ruling.xs[column] - 1 or run.x1 > ruling.xs[column + 1] + 1:
        return None
    middle = (ruling.ys[row] + ruling.ys[row + 1]) / 2
    if abs(run.y - middle) > 0.3 * (ruling.ys[row + 1] - ruling.ys[row]):
        return None if len(ruling.ys) > 2 and not across else (column, row)
    return column, row


def _squares(cell: _Filled, ruling: Ruling, places: list[tuple[int, int]]) -> list[_Filled]:
    box = cell.box
    by_column = len({column for column, _ in places}) > 1
    by_row = len({row for _, row in places}) > 1
    columns = range(box.column, box.column + box.columns) if by_column else [box.column]
    rows = range(box.row, box.row + box.rows) if by_row else [box.row]
    width = 1 if by_column else box.columns
    height = 1 if by_row else box.rows
    parts: list[_Filled] = []
    for row in rows:
        for column in columns:
            x0, x1 = ruling.xs[column], ruling.xs[column + width]
            top, bottom = ruling.ys[row], ruling.ys[row + height]
            inside = [
                c for c in cell.chars if _holds(ruling, column, width, c) and top <= c.y < bottom
            ]
            part = Box(x0, top, x1, bottom, column, row, width, height)
            parts.append(_Filled(part, tuple(inside)))
    return parts


def _holds(ruling: Ruling, column: int, width: int, char: Char) -> bool:
    """Whether columns hold a character; what sticks out of the table is the outermost one's."""
    place = min(max(bisect_right(ruling.xs, char.x) - 1, 0), len(ruling.xs) - 2)
    return column <= place < column + width


def _rows_parted(
    filled: list[_Filled], height: int, margins: _Margins
) -> tuple[list[_Filled], int]:
    """Return cells with each row parted that holds several labels and the figures of each.

    A number that is broken over lines looks like figures one below the other: they part a row
    only where labels that are numbered stand beside them, each in line with its figures.

    Returns:
        The cells, and how many rows more there are.
    """
    added = 0
    for row in range(height):
        inside = [cell for cell in filled if cell.box.row == row + added]
        parts = _by_labels(inside, margins)
        if not parts:
            continue
        more = len(parts) // len(inside) - 1
        others = [_pushed(cell, row + added, more) for cell in filled if cell not in inside]
        filled = others + parts
        added += more
    return filled, added


def _by_labels(inside: list[_Filled], margins: _Margins) -> list[_Filled]:
    """Return a row's cells by the labels that it holds, none where their lines do not say which."""
    labels = next((cell for cell in inside if _labels(cell)), None)
    if labels is None or any(cell.box.rows > 1 for cell in inside):
        return []
    heights = [line.y - _IN_LINE for line in _labels(labels)]
    end = lines_of(labels.chars)[-1].y + _IN_LINE
    counts = []
    for cell in inside:
        lines = lines_of(cell.chars)
        places = [bisect_right(heights, line.y) for line in lines]
        doubled = len({*places}) < len(places) or _is_wrapped(lines, cell.box, margins)
        if cell is not labels and (0 in places or doubled or (lines and lines[-1].y > end)):
            return []
        counts.append(len(places) if cell is not labels else 0)
    if max(counts) < len(heights):
        return []
    return [part for cell in inside for part in _slices(cell, heights)]


def _labels(cell: _Filled) -> list[Line]:
    """Return the first lines of the numbered labels that a cell holds, none if it holds one."""
    lines = lines_of(cell.chars)
    marks = [ENUMERATOR.match(line.text) for line in lines]
    kinds = {_COUNTED.sub("#", mark[0]) for mark in marks if mark}
    starts = [line for line, mark in zip(lines, marks, strict=True) if mark]
    return starts if len(starts) > 1 and marks[0] and len(kinds) == 1 else []


def _slices(cell: _Filled, heights: list[float]) -> list[_Filled]:
    """Return a cell as one cell for each label, by the heights that these begin at."""
    held: list[list[Char]] = [[] for _ in heights]
    for line in lines_of(cell.chars):
        held[max(bisect_right(heights, line.y) - 1, 0)].extend(line.chars)
    return [
        _Filled(replace(cell.box, row=cell.box.row + number), tuple(chars))
        for number, chars in enumerate(held)
    ]


def _pushed(cell: _Filled, row: int, more: int) -> _Filled:
    """Return a cell with its rows counted anew after a row became several."""
    box = cell.box
    if box.row > row:
        return replace(cell, box=replace(box, row=box.row + more))
    if box.row + box.rows > row:
        return replace(cell, box=replace(box, rows=box.rows + more))
    return cell


def _table_cell(cell: _Filled, margins: _Margins) -> TableCell:
    box = cell.box
    made = TableCell(box.x0, box.x1, box.row, box.rows)
    lines = lines_of(char for char in cell.chars if char.turn == 0)
    turned = [char for char in cell.chars if char.turn]
    if any(not char.text.isspace() for char in turned):
        made.text = "\n".join([line.text for line in lines] + _turned_lines(turned))
    elif lines:
        made.upright = _is_upright([line.text for line in lines])
        made.room = margins.room(lines[-1], box) / lines[-1].size
        made.first, made.last = (line.x1 - line.x0 for line in (lines[0], lines[-1]))
        made.text = _cell_text(_reading_lines(lines, box), box, margins)
        if len(lines) == 2 and all(_PIECES.fullmatch(line.text) for line in lines):
            made.cut = len("".join(char.text for char in lines[0].chars).rstrip())
    return made


def _turned_lines(chars: list[Char]) -> list[str]:
    """Return the lines of text set sideways, as they read when the page is turned."""
    left = chars[0].turn == 90
    lines: list[str] = []
    turned = [
        replace(
            char,
            x0=-char.bottom if left else char.top,
            x1=-char.top if left else char.bottom,
            top=char.x0 if left else -char.x1,
            bottom=char.x1 if left else -char.x0,
        )
        for char in chars
    ]
    lines.extend(line.text for line in lines_of(turned))
    return lines


def _reading_lines(lines: list[Line], box: Box) -> list[Line]:
    """Return lines as they are read: columns from right to left where a cell is set upright."""
    if len(lines) < 3 or box.bottom - box.top < box.x1 - box.x0:
        return lines
    columns = max(len(line.text.replace(" ", "")) for line in lines)
    parts = [runs_of(line, 0.25) for line in lines]
    if columns < 2 or any(len(part.text) > 1 for line in parts for part in line):
        return lines
    pitch = min(after.y - before.y for before, after in pairwise(lines))
    if pitch > 1.25 * lines[0].size or len(parts[0]) != columns:
        return lines
    strips: list[list[Char]] = [[] for _ in parts[0]]
    for line in parts:
        for part in line:
            nearest = min(range(columns), key=lambda i: abs(parts[0][i].x - part.x))
            strips[nearest].extend(part.chars)
    return [line_of([char]) for strip in reversed(strips) for char in strip]


def _cell_text(lines: list[Line], box: Box, margins: _Margins) -> str:
    """Return lines of a cell as text; what only the cell's width has broken is whole again."""
    texts = [line.text for line in lines]
    if _is_upright(texts):
        return "".join(texts)
    pieces = [texts[0]]
    for before, after in pairwise(lines):
        pieces.append("" if _is_broken(before, after, box, margins) else "\n")
        pieces.append(after.text)
    return "".join(pieces)


def _is_upright(texts: list[str]) -> bool:
    """Whether lines are words set one character a line, a mark beside it perhaps."""
    characters = [text.strip("、，。（）() ") for text in texts]
    single = all(len(text) <= 1 for text in characters) and all(len(t) <= 2 for t in texts)
    return len(texts) > 1 and single and any(is_chinese(text) for text in characters)


def _is_broken(before: Line, after: Line, box: Box, margins: _Margins) -> bool:
    """Whether a number runs on from one line to the next, for want of room or amid its commas."""
    last, first = before.chars[-1], next(c for c in after.chars if not c.text.isspace())
    if not (_PIECE.fullmatch(last.text) and _PIECE.fullmatch(first.text)):
        return False
    if _HALF_GROUPED.fullmatch(before.text) and _GROUPED.fullmatch(before.text + after.text):
        return True
    if is_number(after.text) and after.x1 - after.x0 > before.x1 - before.x0 + 0.5 * first.size:
        return False
    return margins.room(before, box) < first.x1 - first.x0 + _TOLERANCE


def _is_wrapped(lines: list[Line], box: Box, margins: _Margins) -> bool:
    return any(_is_broken(before, after, box, margins) for before, after in pairwise(lines))

"""Tables without ruled lines, read by the alignment of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from disclosure_analysis.loaders.pdf_lines import Line, runs_of
from disclosure_analysis.loaders.pdf_pages import Page
from disclosure_analysis.loaders.pdf_rulings import joined_lines
from disclosure_analysis.loaders.pdf_tables import ENUMERATOR, PageTable, TableCell, is_number

_COLUMN_GAP = 1.0
_WORD_GAP = 0.5
_MOST_BETWEEN = 3
_FEWEST_ROWS = 3
_BANDED = 0.6

Span = tuple[float, float]


@dataclass(slots=True)
class _Row:
    """A row: the words of each column, and of headings over several columns."""

    cells: dict[tuple[int, int], list[Line]] = field(default_factory=dict)
    top: float = 0.0
    bottom: float = 0.0

    def has_figures(self) -> bool:
        """Whether one of its cells holds a figure."""
        return any(is_number(run.text) for runs in self.cells.values() for run in runs)


def read_columns(page: Page, lines: Sequence[Line]) -> tuple[list[PageTable], list[Line]]:
    """Find tables among lines that stand outside ruled ones.

    A table is a run of lines whose words stand apart in the same columns, at least one of
    which holds figures. Where words cross the columns it is left as lines of text.

    Args:
        page: The page.
        lines: Its lines outside ruled tables, from the top down.

    Returns:
        The tables, each with a sentence on how it was read, and the lines that are left.
    """
    tables: list[PageTable] = []
    rest = list(lines)
    for start, end in _stretches(lines):
        stretch = list(lines[start:end])
        table = _table(page, stretch)
        if table is not None:
            tables.append(table)
            gone = {id(line) for line in stretch}
            rest = [line for line in rest if id(line) not in gone]
    return tables, rest


def _stretches(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return where lines with words that stand apart begin and end."""
    apart = [number for number, line in enumerate(lines) if len(runs_of(line, _COLUMN_GAP)) > 1]
    found: list[list[int]] = []
    for number in apart:
        if found and number - found[-1][1] <= _MOST_BETWEEN:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [(first, last + 1) for first, last in found if last - first + 1 >= _FEWEST_ROWS]


def _table(page: Page, lines: list[Line]) -> PageTable | None:
    parted = [runs_of(line, _WORD_GAP) for line in lines]
    columns = _columns(parted)
    if columns is None:
        return None
    rows = [_row(runs, columns) for runs in parted]
    placed = [row for row in rows if row is not None]
    if len(placed) < len(rows) or sum(row.has_figures() for row in placed) < _FEWEST_ROWS - 1:
        return None
    merged = _merged(placed, _levels(page, lines))
    edges = _edges(columns)
    cells = [cell for number, row in enumerate(merged) for cell in _cells(row, number, edges)]
    return PageTable(
        page=page.number,
        x0=edges[0],
        x1=edges[-1],
        top=lines[0].top,
        bottom=lines[-1].bottom,
        height=len(merged),
        cells=cells,
        problems=[
            f"page {page.number}: a table without ruled lines was read by the alignment"
            " of its words"
        ],
        aligned=True,
    )


def _columns(parted: list[list[Line]]) -> list[Span] | None:
    """Return where the columns lie, None where that is not clear."""
    full = [runs for runs in parted if len(runs) > 1]
    figures = [run for runs in full for run in runs if _is_figure(run)]
    narrow = _united([(run.x0, run.x1) for run in figures])
    if not narrow:
        return None
    words = [run for runs in full for run in runs if not _is_figure(run)]
    singles = [run for run in words if sum(_touches(run, span) for span in narrow) < 2]
    columns = _united(narrow + [(run.x0, run.x1) for run in singles])
    labelled = any(run.x1 <= columns[0][1] for run in words)
    crowded = any(
        sum(_touches(run, column) for run in runs) > 1 for runs in full for column in columns[1:]
    )
    figure_columns = sum(any(_touches(run, c) for run in figures) for c in columns)
    steady = sum(len(runs) == len(columns) for runs in full)
    if len(columns) < 2 or not labelled or crowded or figure_columns < 1:
        return None
    return columns if figure_columns > 1 or steady >= _FEWEST_ROWS else None


def _is_figure(run: Line) -> bool:
    return is_number(run.text) and not ENUMERATOR.fullmatch(run.text)


def _united(spans: list[Span]) -> list[Span]:
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _touches(run: Line, span: Span) -> bool:
    return run.x0 <= span[1] and span[0] <= run.x1


def _row(runs: list[Line], columns: list[Span]) -> _Row | None:
    """Return runs by the columns that they stand in, None where two share one."""
    row = _Row(top=min(run.top for run in runs), bottom=max(run.bottom for run in runs))
    taken: set[int] = set()
    for run in runs:
        touched = [number for number, span in enumerate(columns) if _touches(run, span)]
        if not touched or (taken.intersection(touched) and touched != [0]):
            return None
        taken.update(touched)
        row.cells.setdefault((touched[0], touched[-1]), []).append(run)
    return row


def _levels(page: Page, lines: list[Line]) -> list[float]:
    """Return the heights of the rules drawn between lines, if they part most of the rows."""
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    levels = sorted(
        rule.at
        for rule in joined_lines(page.segments)
        if not rule.vertical
        and rule.end - rule.start > 0.8 * width
        and lines[0].top < rule.at < lines[-1].bottom
    )
    return levels if len(levels) + 1 >= _BANDED * len(lines) else []


def _merged(rows: list[_Row], levels: list[float]) -> list[_Row]:
    """Return rows with the lines of one cell put together."""
    merged: list[_Row] = []
    for number, row in enumerate(rows):
        if merged and _belongs(merged[-1], row, rows[number + 1 : number + 2], levels, rows):
            for place, runs in row.cells.items():
                merged[-1].cells.setdefault(place, []).extend(runs)
            merged[-1].bottom = row.bottom
        else:
            merged.append(_Row(dict(row.cells), row.top, row.bottom))
    return merged


def _belongs(
    before: _Row, row: _Row, after: list[_Row], levels: list[float], rows: list[_Row]
) -> bool:
    """Whether a line is a further line of the row before it."""
    if levels:
        return not any(before.bottom <= level + 1 and level - 1 <= row.top for level in levels)
    label = row.cells.get((0, 0))
    if label is not None and ENUMERATOR.match(label[0].text):
        return False
    if label is None and row.has_figures():
        return (0, 0) in before.cells and not before.has_figures()
    if row.has_figures() or set(row.cells) != {(0, 0)}:
        return False
    above = row.top - before.bottom
    below = after[0].top - row.bottom if after else above + 1
    usual = sorted(b.top - a.bottom for a, b in pairwise(rows))
    return above <= below + 0.5 and above < max(0.85 * usual[len(usual) // 2], 1.0)


def _edges(columns: list[Span]) -> list[float]:
    middles = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    return [columns[0][0] - 1, *middles, columns[-1][1] + 1]


def _cells(row: _Row, number: int, edges: list[float]) -> list[TableCell]:
    cells = [
        TableCell(edges[first], edges[last + 1], number, 1, _words(runs))
        for (first, last), runs in row.cells.items()
    ]
    taken = {column for first, last in row.cells for column in range(first, last + 1)}
    blank = [column for column in range(len(edges) - 1) if column not in taken]
    cells.extend(TableCell(edges[c], edges[c + 1], number, 1) for c in blank)
    return sorted(cells, key=lambda cell: cell.x0)


def _words(runs: list[Line]) -> str:
    """Return runs of a cell; those on one line stand apart by a space."""
    text = runs[0].text
    for before, after in pairwise(runs):
        text += (" " if abs(before.y - after.y) < 0.45 * after.size else "\n") + after.text
    return text

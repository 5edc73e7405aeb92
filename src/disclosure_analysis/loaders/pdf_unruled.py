"""The official tables of parts two, three and four where no lines rule them.

What stands in which column is told by the headings of the official form, what stands in which
row by the numbers before the labels. A table is read only if every word and figure fits in;
else its lines are kept as they stand, each in a row of its own, so that nobody takes a figure
for that of another row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from disclosure_analysis.forms import (
    FORM_2021,
    PART_THREE,
    applicants,
    label_key,
    match_label,
    result_labels,
    row_labels,
)
from disclosure_analysis.loaders.pdf_lines import Line, line_of, runs_of
from disclosure_analysis.loaders.pdf_pages import Page
from disclosure_analysis.loaders.pdf_tables import ENUMERATOR, PageTable, TableCell, is_number

_GAP = 0.5
_SAME_SIZE = 0.04
_PROSE = 0.75
_PAGE = 100_000.0
_IN_LINE = 0.4
_TALLER = 3.0
_FEWEST = 3
_ITEM = re.compile(r"\d{1,2}\s?[、.．]|[（(]\d")
_PART = re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]")
_ARTICLE = re.compile(r"第二十条第?[（(]")
_TOUCHING = re.compile(
    r"(?P<part>[三、本年度办理结果]{1,2}(?=[（(][一二三四五六七八九十]))?(?P<group>[（(][一二三四五六七八九十]{1,2}[）)](?=\d[、.．]))?"
)
_NAMES = ("nat", "ent", "res", "ngo", "law", "oth", "tot")
_RESULTS = ("upheld", "corrected", "other", "pending", "total")
_KINDS = ("行政复议", "未经复议直接起诉", "复议后起诉")
_GROUPS = frozenset(("法人或其他组织", "申请人情况", "行政诉讼", *_KINDS))
_LABELS = (0.0, 4.0, 8.0)
"""Where the columns of labels begin: of the part, of the group, of the row."""
_VALUES = 12.0
_WIDTH = 4.0
_CONTENT = "信息内容"
_ITEMS = (20.0, 80.0)
"""Where the columns of values of part two begin and end."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of a document and the number of its page, from 0."""

    page: int
    line: Line


@dataclass(slots=True)
class _Row:
    """A row: the lines of its label, and the figures of its columns."""

    label: list[Line]
    values: dict[int, str]

    @property
    def text(self) -> str:
        """Its label."""
        return "\n".join(line.text for line in self.label)

    def agrees(self, figure: Line) -> bool:
        """Whether a figure stands level with the label's middle or its first line."""
        middle = (self.label[0].y + self.label[-1].y) / 2
        near = min(abs(figure.y - middle), abs(figure.y - self.label[0].y))
        return near < _IN_LINE * figure.size


def read_unruled(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]]
) -> tuple[list[list[PageTable]], list[list[Line]]]:
    """Find the tables of parts three and four among lines that stand outside ruled ones.

    Args:
        pages: The pages.
        lines: For each page its lines outside ruled tables, from the top down.

    Returns:
        For each page the tables that begin on it, and the lines that are left.
    """
    tables: list[list[PageTable]] = [[] for _ in pages]
    gone: set[int] = set()
    for stretch in _stretches(pages, lines):
        cells = _cells(stretch)
        if cells is None:
            continue
        gone.update(id(placed.line) for placed in stretch)
        tables[stretch[0].page].append(_table(pages, stretch, cells))
    return tables, [[line for line in own if id(line) not in gone] for own in lines]


def _stretches(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> list[list[_Placed]]:
    """Return lines of one size of type that follow one another, running text left out."""
    found: list[list[_Placed]] = [[]]
    size = 0.0
    for number, (page, own) in enumerate(zip(pages, lines, strict=True)):
        for line in own:
            if _is_prose(line, page):
                found.append([])
                continue
            if abs(line.size - size) > _SAME_SIZE * size:
                found.append([])
            size = line.size
            found[-1].append(_Placed(number, line))
    return [stretch for stretch in found if stretch]


def _is_prose(line: Line, page: Page) -> bool:
    wide = line.x1 - line.x0 > _PROSE * page.width or line.text.endswith("。")
    return wide and len(runs_of(line, _GAP)) == 1


def _cells(stretch: Sequence[_Placed]) -> list[TableCell] | None:
    """Return the cells of an official table, None where there is none."""
    lines = _lines(stretch)
    runs = [run for line in lines for run in line]
    keys = {label_key(run.text) for run in runs}
    if {"自然人", "总计"} <= keys or len(keys & _three_labels()) >= _FEWEST:
        cells = _part_three(runs)
    elif {"行政复议", "行政诉讼"} <= keys:
        cells = _part_four(runs)
    elif _CONTENT in keys:
        cells = _part_two(lines)
    else:
        return None
    if cells:
        return cells
    rows = [placed.line.text for placed in stretch]
    return [TableCell(0.0, 100.0, row, 1, text) for row, text in enumerate(rows)]


@cache
def _three_labels() -> frozenset[str]:
    """Return the labels of part three's rows, as ``label_key`` gives them."""
    return frozenset(row_labels(FORM_2021, PART_THREE))


def _table(pages: Sequence[Page], stretch: Sequence[_Placed], cells: list[TableCell]) -> PageTable:
    first, last = stretch[0], stretch[-1]
    read = any(cell.x0 > 0 for cell in cells)
    said = (
        "was read by the headings of the official form"
        if read
        else "could not be read, for its words and figures do not clearly align; compare it with"
        " the document"
    )
    return PageTable(
        page=pages[last.page].number,
        x0=min(cell.x0 for cell in cells),
        x1=max(cell.x1 for cell in cells),
        top=first.line.top,
        bottom=last.line.bottom,
        height=max(cell.row + cell.rows for cell in cells),
        cells=cells,
        problems=[f"page {pages[first.page].number}: a table without ruled lines {said}"],
        aligned=True,
    )


def _lines(stretch: Sequence[_Placed]) -> list[list[Line]]:
    """Return the words of each line of a stretch, those of later pages below those of the first.

    Headings that stand again at the top of a page are left out.
    """
    pages = sorted({placed.page for placed in stretch})
    heads = [placed.line.text for placed in stretch if placed.page == pages[0]]
    found: list[list[Line]] = []
    for page in pages:
        own = [placed.line for placed in stretch if placed.page == page]
        again = _repeated(heads, [line.text for line in own]) if page != pages[0] else 0
        shift = page * _PAGE
        for line in own[again:]:
            runs = [part for run in runs_of(line, _GAP) for part in _split(run)]
            found.append([replace(r, top=r.top + shift, bottom=r.bottom + shift) for r in runs])
    return found


def _split(run: Line) -> list[Line]:
    """Return words apart that touch because a group's number runs over its narrow column."""
    match = _TOUCHING.match(run.text)
    visible = [char for char in run.chars if not char.text.isspace()]
    if match is None or len(visible) != len(run.text):
        return [run]
    ends = sorted({0, *(match.end(name) for name in ("part", "group")), len(visible)} - {-1})
    return [line_of(visible[start:end]) for start, end in pairwise(ends)]


def _repeated(heads: Sequence[str], texts: Sequence[str]) -> int:
    """Return how many lines at a page's top repeat those above the table's first row."""
    first = next((i for i, text in enumerate(heads) if ENUMERATOR.match(text)), len(heads))
    start = next((i for i in range(first) if heads[i] == texts[0]), first)
    pairs = zip(heads[start:first], texts, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(first - start, len(texts)))


def _is_figure(run: Line) -> bool:
    return is_number(run.text) and not ENUMERATOR.fullmatch(run.text)


def _columns(heads: Sequence[Line]) -> list[tuple[Span, str]]:
    """Return words that stand one below the other as headings, from left to right."""
    groups: list[list[Line]] = []
    for run in sorted(heads, key=lambda run: run.x0):
        if groups and run.x0 <= max(other.x1 for other in groups[-1]):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [
        (
            (min(run.x0 for run in group), max(run.x1 for run in group)),
            "".join(run.text for run in sorted(group, key=lambda run: run.y)),
        )
        for group in groups
    ]


def _column_of(figure: Line, columns: Sequence[Span]) -> int | None:
    """Return the one column whose heading a figure stands below."""
    under = [n for n, span in enumerate(columns) if figure.x0 <= span[1] and span[0] <= figure.x1]
    return under[0] if len(under) == 1 else None


def _part_three(runs: list[Line]) -> list[TableCell] | None:
    """Return the cells of part three, None where a word or figure does not fit in."""
    beginnings = [run for run in runs if ENUMERATOR.match(run.text)]
    if not beginnings:
        return None
    first = min(run.y - _IN_LINE * run.size for run in beginnings)
    heads = [run for run in runs if run.y < first]
    named = [run for run in heads if label_key(run.text) not in _GROUPS]
    columns = _columns(named)[-len(_NAMES) :]
    found = [match_label(text, applicants()) for _, text in columns]
    if tuple(match[0] if match else "" for match in found) != _NAMES:
        return None
    body = [run for run in runs if run.y > first]
    rows = _rows(body, [span for span, _ in columns])
    if rows is None:
        return None
    labels = _label_cells(body, rows, columns[0][0][0])
    corner = "\n".join(run.text for run in heads if run.x1 < columns[0][0][0])
    printed = {label_key(run.text) for run in heads}
    if not labels:
        return None
    return [
        *_three_headings(corner, [text for _, text in columns], printed),
        *labels,
        *(cell for number, row in enumerate(rows) for cell in _value_cells(row, number + 3, 7)),
    ]


def _rows(body: list[Line], columns: list[Span]) -> list[_Row] | None:
    """Return the rows of part three, None where it is not clear what belongs to which."""
    figures = [run for run in body if run.x1 > columns[0][0]]
    words = [run for run in body if run.x1 <= columns[0][0]]
    labels = _row_labels(words)
    if not labels or not all(map(_is_figure, figures)):
        return None
    rows: list[_Row] = []
    for run in labels:
        if ENUMERATOR.match(run.text):
            rows.append(_Row([run], {}))
        elif rows:
            rows[-1].label.append(run)
        else:
            return None
    for figure in figures:
        level = [row for row in rows if row.agrees(figure)]
        column = _column_of(figure, columns)
        if len(level) != 1 or column is None or column in level[0].values:
            return None
        level[0].values[column] = figure.text
    return rows


def _row_labels(words: Sequence[Line]) -> list[Line]:
    """Return the words that label rows, from the top down, without those of groups at the left."""
    items = [run.x0 for run in words if _ITEM.match(run.text)]
    return [run for run in words if items and run.x > min(items)]


def _label_cells(body: list[Line], rows: list[_Row], edge: float) -> list[TableCell]:
    """Return the cells at the left: rows' labels, and of groups beside them."""
    labels = {id(run) for row in rows for run in row.label}
    beside = [run for run in body if run.x1 <= edge and id(run) not in labels]
    inner = [n for n, row in enumerate(rows) if not _PART.match(row.text)]
    groups = _groups(rows)
    starts = [run for run in beside if ENUMERATOR.match(run.text) and not _PART.match(run.text)]
    left = min((run.x0 for run in starts), default=edge)
    parts = [run for run in beside if run.x < left]
    texts = _group_texts([run for run in beside if run not in parts], groups, rows)
    if texts is None or not inner or inner[-1] - inner[0] + 1 != len(inner):
        return []
    cells = [_cell(_LABELS[0], _LABELS[1], inner[0], len(inner), parts)]
    for (begin, end), held in zip(groups, texts, strict=True):
        cells.append(_cell(_LABELS[1], _LABELS[2], begin, end - begin, held))
    for number, row in enumerate(rows):
        level = 0 if _PART.match(row.text) else 2 if _ITEM.match(row.text) else 1
        cells.append(_cell(_LABELS[level], _VALUES, number, 1, row.label))
    return cells


def _cell(x0: float, x1: float, row: int, rows: int, lines: Sequence[Line]) -> TableCell:
    """Return a cell below the three rows of headings."""
    ordered = sorted(lines, key=lambda line: line.y)
    return TableCell(x0, x1, row + 3, rows, "\n".join(line.text for line in ordered))


def _groups(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """Return where the rows begin and end that are numbered from 1 anew."""
    found: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        if not _ITEM.match(row.text):
            continue
        count = int(re.sub(r"\D", "", row.text[:3]))
        if found and found[-1][1] == number and count > 1:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found


def _group_texts(
    words: Sequence[Line], groups: Sequence[tuple[int, int]], rows: Sequence[_Row]
) -> list[list[Line]] | None:
    """Return the words of each group, None unless each group of rows has its own beside it."""
    found: list[list[Line]] = []
    for run in sorted(words, key=lambda run: run.y):
        if ENUMERATOR.match(run.text):
            found.append([run])
        elif found:
            found[-1].append(run)
        else:
            return None
    beside = [
        rows[begin].label[0].top - _TALLER * held[0].size
        < held[0].y
        < rows[end - 1].label[-1].bottom + held[0].size
        for (begin, end), held in zip(groups, found, strict=False)
    ]
    return found if len(found) == len(groups) and all(beside) else None


def _value_cells(row: _Row, number: int, count: int) -> list[TableCell]:
    return [
        TableCell(x0, x0 + _WIDTH, number, 1, row.values.get(column, ""))
        for column, x0 in enumerate(_edges(count))
    ]


def _edges(count: int) -> list[float]:
    return [_VALUES + _WIDTH * column for column in range(count)]


def _three_headings(corner: str, names: Sequence[str], printed: set[str]) -> list[TableCell]:
    edges = [*_edges(len(names)), _VALUES + _WIDTH * len(names)]
    return [
        TableCell(_LABELS[0], _VALUES, 0, 3, corner),
        TableCell(edges[0], edges[-1], 0, 1, _if_printed("申请人情况", printed)),
        TableCell(edges[0], edges[1], 1, 2, names[0]),
        TableCell(edges[1], edges[-2], 1, 1, _if_printed("法人或其他组织", printed)),
        TableCell(edges[-2], edges[-1], 1, 2, names[-1]),
        *(
            TableCell(x0, x1, 2, 1, name)
            for (x0, x1), name in zip(pairwise(edges[1:-1]), names[1:-1], strict=True)
        ),
    ]


def _if_printed(words: str, printed: set[str]) -> str:
    return words if words in printed else ""


def _part_four(runs: list[Line]) -> list[TableCell] | None:
    """Return the cells of part four, None where a word or figure does not fit in."""
    figures = [run for run in runs if _is_figure(run)]
    named = [r for r in runs if not _is_figure(r) and label_key(r.text) not in _GROUPS]
    columns = _columns(named)
    found = [match_label(text, result_labels()) for _, text in columns]
    if tuple(match[0] if match else "" for match in found) != _RESULTS * len(_KINDS):
        return None
    values: dict[int, str] = {}
    for figure in figures:
        column = _column_of(figure, [span for span, _ in columns])
        above = all(figure.top > run.y for run in named)
        if column is None or column in values or not above:
            return None
        values[column] = figure.text
    if max((f.y for f in figures), default=0.0) - min((f.y for f in figures), default=0.0) > 1:
        return None
    if not set(_KINDS) <= {label_key(run.text) for run in runs}:
        return None
    edges = [*_edges(len(columns)), _VALUES + _WIDTH * len(columns)]
    return [
        TableCell(edges[0], edges[5], 0, 1, _KINDS[0]),
        TableCell(edges[5], edges[15], 0, 1, "行政诉讼"),
        TableCell(edges[5], edges[10], 1, 1, _KINDS[1]),
        TableCell(edges[10], edges[15], 1, 1, _KINDS[2]),
        *(
            TableCell(x0, x0 + _WIDTH, 1 if n < 5 else 2, 2 if n < 5 else 1, text)
            for n, (x0, (_, text)) in enumerate(zip(edges, columns, strict=False))
        ),
        *_value_cells(_Row([], values), 3, len(columns)),
    ]


def _part_two(lines: Sequence[Sequence[Line]]) -> list[TableCell] | None:
    """Return the cells of part two, None where a word or figure does not fit in."""
    cells: list[TableCell] = []
    columns: list[Span] = []
    for number, runs in enumerate(lines):
        if label_key(runs[0].text) == _CONTENT and len(runs) > 1:
            columns = [(run.x0, run.x1) for run in runs]
            cells += _item_cells(number, dict(enumerate(run.text for run in runs)), len(columns))
        elif len(runs) == 1 and _ARTICLE.match(runs[0].text):
            columns = []
            cells.append(TableCell(0.0, _ITEMS[1], number, 1, runs[0].text))
        elif columns and _is_item(runs, columns):
            held = {0: runs[0].text}
            for run in runs[1:]:
                held[_column_of(run, columns) or 0] = run.text
            if len(held) < len(runs):
                return None
            cells += _item_cells(number, held, len(columns))
        else:
            return None
    return cells


def _is_item(runs: Sequence[Line], columns: Sequence[Span]) -> bool:
    """Whether a line holds a label and figures, each below a heading of its own."""
    label, *figures = runs
    return (
        not _is_figure(label)
        and label.x1 < columns[1][0]
        and all(_is_figure(run) and (_column_of(run, columns) or 0) > 0 for run in figures)
    )


def _item_cells(number: int, texts: dict[int, str], count: int) -> list[TableCell]:
    first, last = _ITEMS
    width = (last - first) / (count - 1)
    edges = [0.0, *(first + width * column for column in range(count))]
    return [
        TableCell(x0, x1, number, 1, texts.get(column, ""))
        for column, (x0, x1) in enumerate(pairwise(edges))
    ]

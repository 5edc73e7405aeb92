"""Official tables pasted as text: rows of cells parted by tabs or bars, or one cell a line.

A table is found by the labels of the official forms. In flat lines a blank cell is an empty line,
or has vanished: a row keeps as many cells as there are, and the reader of the forms refuses one
that has too few.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from disclosure_analysis.forms import (
    ANNEX_2014,
    FORM_2019,
    FORM_2021,
    FORMS,
    PART_FOUR,
    PART_THREE,
    PART_TWO,
    REGIONAL,
    applicants,
    column_labels,
    form_cells,
    label_key,
    read_cell,
    result_labels,
    row_labels,
)
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Cell, Table

_LINE = re.compile(r"[^\n]*\n?")
_RULE = re.compile(r"[\s|:+-]*-{2,}[\s|:+-]*|[=+|\s-]*={3,}[=+|\s-]*")
_WORD = re.compile(r"[^ \u3000\xa0]+")
_BARS = re.compile(r"[|｜│┃]")
_SENTENCE = re.compile(r"[。；]|[，,；;].{6,}[，,；;]")
_LONGEST_LABEL = 60
_MOST_BLANKS = 20
_FEWEST = 3
_WIDE = 0.9
"""Share of headings with an empty line after them from which a text is set with wide spacing."""
_PART = re.compile(r"[一二三四五六]\s?[、.]")
_LABELS = frozenset({"applicant", "result", "column", "group", "row"})
_HEADS = frozenset({"applicant", "result", "column", "group"})
_DIGIT = re.compile(r"\d")
_NEAR = 30
"""Lines below a line of text in which the head of a table makes it the text above that table."""
_TELLING = 6
"""Letters from which an official label does not stand in lists of running text."""
_FEWEST_TELLING = 2
_FEWEST_RESULTS = 4
_RESULTS = 15
"""How many results part four has."""
_UNITS = frozenset("条 件 次 篇 个 人 人次 万元 元 宗 份 场 期 项".split())  # noqa: SIM905
_HEADER_WORDS = frozenset(
    "信息内容 申请人情况 统计指标 单位 统计数 指标名称 指标 计量单位 项目 数量".split()  # noqa: SIM905
)


@dataclass(slots=True)
class _Piece:
    """A cell of a row: where its text stands, and what it is."""

    start: int
    end: int
    text: str
    role: str
    """``row``, ``column``, ``applicant``, ``result``, ``group``, ``unit``, ``value``, ``blank``
    or ``words``."""


@dataclass(slots=True)
class _Region:
    """Consecutive lines that make one table."""

    start: int
    end: int
    pieces: list[list[_Piece]] = field(default_factory=list)
    ruled: bool = False
    figures: bool = False


def find_flat_tables(text: str, begin: int = 0, end: int | None = None) -> Iterator[Table]:
    """Yield the official tables that a stretch of text holds as lines, in order.

    Args:
        text: The document's text.
        begin: Where the stretch begins.
        end: Where it ends; at the text's end if None.
    """
    for region in _regions(text, begin, len(text) if end is None else end):
        for part in _parted_by_text(region):
            rows = _rows(part, goes_on=bool(text[part.end :].strip()))
            if _is_official(rows):
                yield _table(rows, part)


def _rows(region: _Region, *, goes_on: bool) -> list[list[_Piece]]:
    if not region.ruled:
        return _flat_rows([pieces[0] for pieces in region.pieces], goes_on=goes_on)
    _drop_outer_marks(region)
    return [row for row in region.pieces if len(row) > 1 or row[0].text]


def _is_official(rows: Sequence[Sequence[_Piece]]) -> bool:
    """Tell a table from a list in running text, which names licences and penalties as well."""
    pieces = [piece for row in rows for piece in row]
    if not any(piece.role in ("value", "blank") for piece in pieces):
        return False
    labels = [p for p in pieces if p.role in ("row", "column")]
    keys = {label_key(piece.text) for piece in pieces if piece.role in _LABELS}
    telling = {key for key in keys if len(key) >= _TELLING} | (keys & _columns())
    results = sum(piece.role == "result" for piece in pieces)
    return results >= _FEWEST_RESULTS or (
        len(labels) >= _FEWEST and len(telling) >= _FEWEST_TELLING
    )


@cache
def _columns() -> frozenset[str]:
    return frozenset(key for form in (FORM_2021, FORM_2019) for key in column_labels(form))


def _table(rows: Sequence[Sequence[_Piece]], region: _Region) -> Table:
    cells = [
        Cell(piece.start, piece.end, number, column)
        for number, row in enumerate(rows)
        for column, piece in enumerate(row)
    ]
    return Table(region.start, region.end, tuple(cells))


def _parted_by_text(region: _Region) -> Iterator[_Region]:
    """Yield the tables of consecutive lines; headings of parts and lines of text part them."""
    begin, has_figures = 0, False
    for number, pieces in enumerate(region.pieces):
        if has_figures and _is_text(pieces) and _parts_tables(region.pieces, number):
            yield _trimmed(region, begin, number)
            begin, has_figures = number + 1, False
        has_figures = has_figures or any(piece.role == "value" for piece in pieces)
    yield _trimmed(region, begin, len(region.pieces))


def _parts_tables(lines: Sequence[Sequence[_Piece]], number: int) -> bool:
    """Tell the heading of a part, or a line that states a figure above the head of a table."""
    words = plain_text(lines[number][0].text)
    below = [one for one in lines[number + 1 : number + _NEAR] if any(p.text for p in one)]
    if _PART.match(words):
        return not below or below[0][0].role != "value"
    head = next((one for one in below if not _is_text(one)), ())
    return bool(_DIGIT.search(words)) and any(p.role in _HEADS for p in head)


def _trimmed(region: _Region, begin: int, end: int) -> _Region:
    """Return a stretch of lines without the text above its head and below its last figure."""
    while end > begin and _is_text(region.pieces[end - 1]):
        end -= 1
    while begin < end and _is_text(region.pieces[begin]):
        begin += 1
    pieces = region.pieces[begin:end]
    if not pieces:
        return _Region(region.start, region.start)
    return _Region(
        start=pieces[0][0].start,
        end=max(piece.end for piece in pieces[-1]),
        pieces=pieces,
        ruled=region.ruled,
    )


def _drop_outer_marks(region: _Region) -> None:
    """Leave out what stands outside a row's first and last mark if every row has such marks.

    A bar may open and close a row as well as parting its cells; only all rows together tell.
    """
    rows = [row for row in region.pieces if len(row) > 1]
    for place in (0, -1):
        if all(len(row) > 1 and not row[place].text for row in rows):
            for row in rows:
                row.pop(place)


def _is_text(pieces: Sequence[_Piece]) -> bool:
    """Tell a line of words; an empty line may be a blank cell."""
    words = any(piece.text for piece in pieces)
    return (
        words
        and len(pieces) <= 2
        and all(piece.role in ("words", "prose", "blank") for piece in pieces)
    )


def _regions(text: str, begin: int, end: int) -> Iterator[_Region]:
    """Yield the stretches of lines that may make a table."""
    region: _Region | None = None
    blanks = 0
    for start, line in _lines(text, begin, end):
        pieces, ruled = _pieces(
            start, line, spaced=region is None or region.ruled or not region.figures
        )
        if not line.strip():
            blanks += 1
        if region is not None and _parts_rows(line, region):
            continue
        if region is not None and (blanks > _MOST_BLANKS or not _goes_on(pieces, ruled, region)):
            yield region
            region = None
        if region is None and line.strip() and any(p.role in _OPENERS for p in pieces):
            region, blanks = _Region(start, start, ruled=ruled), 0
        if region is not None:
            region.pieces.append(pieces)
            region.figures = region.figures or any(p.role == "value" for p in pieces)
            if line.strip():
                region.end, blanks = start + len(line), 0
    if region is not None:
        yield region


def _parts_rows(line: str, region: _Region) -> bool:
    """Tell a line that only parts rows: a rule, or bars where each cell has a line of its own."""
    marks = line.strip()
    alone = len(marks) > 1 and _BARS.sub("", marks) == ""
    return bool(_RULE.fullmatch(marks)) or (alone and not region.ruled)


_OPENERS = frozenset({"row", "column", "applicant", "result"})


def _lines(text: str, begin: int, end: int) -> Iterator[tuple[int, str]]:
    for match in _LINE.finditer(text, begin, end):
        if match[0]:
            yield match.start(), match[0].rstrip("\r\n")


def _goes_on(pieces: Sequence[_Piece], ruled: bool, region: _Region) -> bool:
    """Tell whether a line belongs to the table; a heading may stand between ruled rows."""
    if ruled and not region.ruled:
        return False
    return ruled or pieces[0].role != "prose"


def _pieces(start: int, line: str, *, spaced: bool) -> tuple[list[_Piece], bool]:
    """Return the cells of a line, and whether marks part several of them.

    Args:
        start: Where the line begins.
        line: Its words.
        spaced: Whether spaces may part cells.
    """
    marks = [m.start() for m in re.finditer("\t", line)] or [
        m.start() for m in _BARS.finditer(line)
    ]
    if not marks:
        parts = _spaced_pieces(start, line) if spaced else []
        return (parts, True) if parts else ([_piece(start, line)], False)
    ends = [*marks, len(line)]
    begins = [0, *(mark + 1 for mark in marks)]
    parts = [_piece(start + b, line[b:e]) for b, e in zip(begins, ends, strict=True)]
    if len(parts) == 2 and not parts[1].text and "\t" not in line:
        parts.pop()
    if len(parts) == 1:
        return parts, False
    return parts, True


def _spaced_pieces(start: int, line: str) -> list[_Piece]:
    """Return the cells of a line that spaces part; nothing unless each is a label or a figure.

    A blank cell has vanished in such lines, so that its row has too few cells to be read.
    """
    parts = [_piece(start + m.start(), m[0]) for m in _WORD.finditer(line)]
    known = all(one.role not in ("words", "prose", "blank") for one in parts)
    return parts if len(parts) > 1 and known else []


def _piece(start: int, words: str) -> _Piece:
    stripped = words.strip()
    begin = start + words.find(stripped) if stripped else start
    return _Piece(begin, begin + len(stripped), stripped, _role(stripped))


@cache
def _role(words: str) -> str:
    value = read_cell(words)
    if value.kind == "blank":
        return "blank"
    if words in _UNITS:
        return "unit"
    if value.is_value:
        return "value"
    key = label_key(words)
    for role, keys in _roles():
        if key in keys:
            return role
    if len(words) > _LONGEST_LABEL or _SENTENCE.search(plain_text(words)):
        return "prose" if "勾稽" not in words else "words"
    return "words"


@cache
def _roles() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return what a label can be, in the order in which it is tried."""
    forms = (FORM_2021, FORM_2019)
    rows = {k for f in forms for part in (PART_TWO, PART_THREE) for k in row_labels(f, part)}
    lists = {key for form in (ANNEX_2014, REGIONAL) for key in row_labels(form) if len(key) > 3}
    groups = {key for form in forms for key in row_labels(form, PART_FOUR)}
    applicant = set(applicants()) - {"其他", "总计"}
    result = set(result_labels()) - {"总计"}
    columns = {key for form in forms for key in column_labels(form)}
    return (
        ("result", frozenset(result)),
        ("applicant", frozenset(applicant)),
        ("column", frozenset(columns | _HEADER_WORDS)),
        ("group", frozenset(groups)),
        ("row", frozenset(rows | lists)),
    )


def _flat_rows(pieces: Sequence[_Piece], *, goes_on: bool) -> list[list[_Piece]]:
    """Return the rows of cells that stand one a line.

    Args:
        pieces: The lines.
        goes_on: Whether the document goes on after them, so that nothing can be cut off.
    """
    rows: list[list[_Piece]] = []
    head = ""
    for piece in _single_spaced(pieces):
        role = _role_here(piece, head)
        if role in _LABELS:
            head = role
        if not rows or _begins_row(role, rows[-1]) or _is_second_level(role, rows[-1]):
            rows.append([])
        piece.role = role
        rows[-1].append(piece)
    results = [piece for row in rows for piece in row if piece.role == "result"]
    if goes_on and len(results) == _RESULTS and not _has_figures(rows, results[-1]):
        rows.append(_vanished(results[-1], _RESULTS))
    headers = _header_rows(rows)
    total = sum(piece.role == "result" for row in rows for piece in row)
    wide = _rows_are_spaced(rows, headers)
    following = [*rows, None][1:]
    cleaned = []
    for row, after in zip(rows, following, strict=True):
        labels, cells = _parted(row)
        if labels:
            whole = _is_whole(row, after, goes_on=goes_on)
            expected = _expected(labels, headers)
            cells = _without_spacing(labels[-1], cells, expected, wide=wide, whole=whole)
        else:
            cells = _results_row(cells, total, wide=wide)
        cleaned.append([*labels, *cells])
    return [row for row in cleaned if row]


def _has_figures(rows: Sequence[Sequence[_Piece]], label: _Piece) -> bool:
    """Tell whether a figure stands after a label."""
    return any(p.role == "value" and p.start > label.start for row in rows for p in row)


def _is_whole(row: Sequence[_Piece], after: Sequence[_Piece] | None, *, goes_on: bool) -> bool:
    """Tell whether nothing of a row can be lost, so that one without figures is a blank one.

    That is so if an official row or the next part follows, or if it is the last of its form.
    """
    if after and (after[0].role in _LABELS or _PART.match(plain_text(after[0].text))):
        return True
    kinds = {read_cell(piece.text).kind for piece in after or ()}
    ends = goes_on if after is None else kinds <= {"words", "unreadable"}
    return ends and any(label_key(piece.text) in _last_rows() for piece in row)


@cache
def _last_rows() -> frozenset[str]:
    """Return the last rows with figures of each part and form."""
    found = set()
    for form in FORMS:
        for part in (PART_TWO, PART_THREE) if form in (FORM_2019, FORM_2021) else ("",):
            keys = [key for key in row_labels(form, part) if key in _with_figures(part)]
            found.update(keys[-1:])
    return frozenset(found)


def _rows_are_spaced(rows: Sequence[Sequence[_Piece]], headers: Sequence[tuple[int, int]]) -> bool:
    """Tell whether most rows have an empty line after their cells."""
    extra = []
    for row in rows:
        labels, cells = _parted(row)
        expected = _expected(labels, headers)
        if expected and len(cells) >= expected:
            extra.append(len(cells) > expected)
    return 2 * sum(extra) > len(extra)


def _parted(row: Sequence[_Piece]) -> tuple[list[_Piece], list[_Piece]]:
    """Return a row's labels, and its cells with the empty lines among and after them."""
    labels = [p for p in row if p.role not in ("value", "blank")]
    first = next((i for i, p in enumerate(row) if p.role in ("value", "blank")), len(row))
    return labels, [p for p in row[first:] if p.role in ("value", "blank")]


def _single_spaced(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return lines without the empty ones that follow each line of a text set with wide spacing.

    Headings that stand side by side in the table tell such a text: no cell between them can be
    blank. A blank cell is then an empty line with its own after it.
    """
    heads = [i for i, p in enumerate(pieces[:-1]) if p.role in ("column", "applicant", "result")]
    spaced = sum(pieces[i + 1].role == "blank" for i in heads)
    if len(heads) < _FEWEST or spaced < _WIDE * len(heads):
        return list(pieces)
    kept: list[_Piece] = []
    empty: list[_Piece] = []
    for piece in pieces:
        if piece.role == "blank":
            empty.append(piece)
            continue
        kept += empty[2::2] if len(empty) % 2 else empty[1:]
        kept.append(piece)
        empty = []
    return kept + (empty[2::2] if len(empty) % 2 else empty[1:])


def _role_here(piece: _Piece, head: str) -> str:
    """Return what a label is where it stands: 其他 and 总计 name rows and columns."""
    if label_key(piece.text) in ("其他", "总计") and head in ("applicant", "result"):
        return head
    return piece.role


def _is_second_level(role: str, row: Sequence[_Piece]) -> bool:
    """Tell an applicant after 总计: the heading over several of them, or what stands under it.

    Their columns are then told by the form and not by the order of the lines.
    """
    return role == "applicant" == row[-1].role and label_key(row[-1].text) == "总计"


def _begins_row(role: str, row: Sequence[_Piece]) -> bool:
    last = next((p.role for p in reversed(row) if p.role != "blank"), "blank")
    if role in ("value", "blank", "unit"):
        heads = any(p.role == "result" for p in row)
        return heads if role != "unit" else False
    return role != last or role in ("row", "words")


def _without_spacing(
    label: _Piece, cells: list[_Piece], expected: int, *, wide: bool, whole: bool
) -> list[_Piece]:
    """Return a row's cells, blank ones among them, but no empty lines that only space it.

    Args:
        label: The row's last label.
        cells: The lines after it.
        expected: How many cells the row should have; 0 if that is not known.
        wide: Whether rows have an empty line after them, which is none of their cells.
        whole: Whether nothing of the row can be lost.
    """
    filled = [p for p in cells if p.role == "value"]
    if not expected or len(filled) == expected:
        return filled
    if not cells:
        return _vanished(label, expected) if whole else []
    if filled and (_lacks_its_total(cells, expected) or (wide and len(cells) == expected)):
        return filled
    if len(cells) >= expected and all(p.role == "blank" for p in cells[expected:]):
        return cells[:expected]
    return filled or cells[:1]


def _lacks_its_total(cells: Sequence[_Piece], expected: int) -> bool:
    """Tell a row of part three with figures and no total: an empty line took a cell's place."""
    figures = (read_cell(piece.text).value for piece in cells)
    return (
        expected == len(applicants()) - 1 == len(cells)
        and cells[-1].role == "blank"
        and any(figures)
    )


def _vanished(label: _Piece, count: int) -> list[_Piece]:
    """Return the blank cells of a row that nothing is left of: then all of them were blank."""
    return [_Piece(label.end, label.end, "", "blank") for _ in range(count)]


def _expected(labels: Sequence[_Piece], headers: Sequence[tuple[int, int]]) -> int:
    """Return how many cells a row should have beside its labels, 0 if that is not known.

    Args:
        labels: The row's labels.
        headers: Where the rows with columns of part two begin, and how many these are.
    """
    keys = [label_key(piece.text) for piece in labels if piece.role == "row"]
    if not keys:
        return 0
    if keys[-1] in _with_figures(PART_THREE):
        return len(applicants()) - 1
    if keys[-1] in _with_figures(PART_TWO):
        return _columns_above(labels[0], headers)
    return int(keys[-1] in _with_figures(""))


@cache
def _with_figures(part: str) -> frozenset[str]:
    """Return the rows of a part, or of the lists, that hold figures and do not only head others."""
    forms = (FORM_2021, FORM_2019) if part else (ANNEX_2014, REGIONAL)
    return frozenset(
        key
        for form in forms
        for key, codes in row_labels(form, part).items()
        for code in codes
        if form_cells(form)[code].unit or (part == PART_TWO and code.count(".") == 2)
    )


def _header_rows(rows: Sequence[Sequence[_Piece]]) -> list[tuple[int, int]]:
    """Return where each row with columns of part two begins, and how many these are."""
    counts = ((row[0].start, sum(label_key(p.text) in _columns() for p in row)) for row in rows)
    return [(start, count) for start, count in counts if count]


def _columns_above(label: _Piece, headers: Sequence[tuple[int, int]]) -> int:
    above = bisect_left(headers, (label.start, 0))
    return headers[above - 1][1] if above else 0


def _results_row(cells: list[_Piece], expected: int, *, wide: bool) -> list[_Piece]:
    """Return the cells under the results of part four; nothing where empty lines only space it."""
    filled = [p for p in cells if p.role == "value"]
    if not filled and len(cells) >= expected:
        return cells[:expected]
    if wide and cells[0].role == "blank":
        cells = cells[1:]
    spare = cells[expected:]
    is_told = all(p.role == "blank" for p in spare) and not (spare and cells[0].role == "blank")
    if len(filled) == expected or len(cells) < expected or not is_told:
        return filled
    return cells[:expected]

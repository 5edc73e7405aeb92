"""The text of a report as published, with every figure marked; its tables stay tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import Box, Hypertext, grid
from disclosure_analysis.extraction.practices import find_practices
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Report, Table
from disclosure_analysis.sheets import is_official
from disclosure_analysis.words import labels

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.analysis import Analysis

_CONTACT = re.compile(
    r"[\w.\-]+@[\w.\-]+|(?<!\d)(?:\(0\d{2,3}\) ?|0\d{2,3}[-—])\d{7,8}|(?<![\d.])1[3-9]\d{9}(?!\d)"
)
_STAFF = re.compile(
    r"(?:审核|审签|责任编辑|责编|编辑|供稿|撰稿|(?:联系|经办|审核|负责|填报|填表|制表|统计)人)"
    r"(?:签[字章名])?[ ]*:[ \t]*[^\s,。;)]+"
)
_TELEPHONE = re.compile(r"(?<=电话:)[\d()\- —\t]*\d")


@dataclass(frozen=True, slots=True)
class _Span:
    """Characters to mark with the anchors of their figures; without a mark, to leave out."""

    start: int
    end: int
    ids: tuple[str, ...] = ()
    marked: bool = True


def show_source(analysis: Analysis) -> Hypertext:
    """Return the text of a report and its annexes with every figure marked, for links to point at.

    Cells of the official tables have their anchors there (``show_official_tables``), all other
    figures here. What follows the last section and the last table (annex list, names of editors,
    download links) and contacts of staff are left out.
    """
    words = labels(analysis.lang)
    pieces = [f"<p>{words['source_intro']}</p>", _document(analysis.report, analysis, words)]
    for annex in analysis.annexes:
        name = annex.title.value if annex.title else annex.source
        pieces.append(f"<p>{words['source_annex'].format(title=escape(name))}</p>")
        pieces.append(_document(annex, analysis, words))
    return Hypertext("\n".join(pieces))


def has_place(row: object, analysis: Analysis) -> bool:
    """Tell whether an observation stands in a text that is shown."""
    shown = {analysis.report.source, *(annex.source for annex in analysis.annexes)}
    return getattr(row, "source", "") in shown


def _document(report: Report, analysis: Analysis, words: Mapping[str, str]) -> str:
    rows = analysis.observations
    rows = rows[rows["source"] == report.source]
    end = _end(report, rows)
    places = _places(report) if report is analysis.report else ()
    spans = sorted(
        [*_marks(rows), *places, *_redactions(report.text, end)],
        key=lambda span: (span.start, span.end),
    )
    pieces = _pieces(report, end)
    given = _given(spans, [(piece.start, piece.end) for piece in pieces])
    shown = {
        (piece.start, piece.end): _marked(report.text, piece.start, piece.end, found, words)
        for piece, found in zip(pieces, given, strict=True)
    }
    headings = {section.start for section in report.sections}
    blocks = "\n".join(_blocks(report, pieces, shown, headings))
    return f'<div class="source" lang="zh">\n{blocks}\n</div>'


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of running text, or a cell of a table."""

    start: int
    end: int
    table: Table | None = None


def _pieces(report: Report, end: int) -> list[_Piece]:
    """Return the lines and cells of a text up to its end, in order."""
    found: list[_Piece] = []
    begin = 0
    for one in (*report.tables, None):
        stop = min(one.start, end) if one is not None else end
        found += _lines(report.text, begin, stop)
        if one is None or one.start >= end:
            break
        found += [_Piece(cell.start, cell.end, one) for cell in one.cells]
        begin = one.end
    return found


def _lines(text: str, begin: int, end: int) -> Iterator[_Piece]:
    for line in re.compile(r"[^\n]+").finditer(text, begin, end):
        if line[0].strip():
            yield _Piece(line.start(), line.end())


def _blocks(
    report: Report,
    pieces: Iterable[_Piece],
    shown: Mapping[tuple[int, int], str],
    headings: set[int],
) -> Iterator[str]:
    """Yield the paragraphs and tables of a text as HTML."""
    last: Table | None = None
    for piece in pieces:
        if piece.table is None:
            content = shown[piece.start, piece.end]
            line = report.text[piece.start : piece.end]
            heading = piece.start + len(line) - len(line.lstrip()) in headings
            yield f"<p>{f'<strong>{content}</strong>' if heading else content}</p>"
        elif piece.table is not last:
            last = piece.table
            rows = [
                [Box(shown[c.start, c.end], c.rows, c.columns) for c in row]
                for row in piece.table.rows()
            ]
            yield grid(rows, kind="as-published")


def _end(report: Report, rows: pd.DataFrame) -> int:
    """Return where a text ends for readers: after its last section, table and figure."""
    if not report.sections:
        return len(report.text)
    tables = (table.end for table in report.tables)
    return max(report.sections[-1].end, *tables, int(rows["end"].max()) if len(rows) else 0)


def _marks(rows: pd.DataFrame) -> list[_Span]:
    """Return the spans of all quotes with their anchors; overlapping ones become one."""
    merged: list[_Span] = []
    observations: Iterator[Any] = rows.sort_values(["start", "end"]).itertuples(index=False)
    for row in observations:
        start, end = int(row.start), int(row.end)
        # A cell of an official table has its anchor in that table.
        ids = () if is_official(row) else (row.id,)
        if merged and start < merged[-1].end:
            last = merged[-1]
            merged[-1] = replace(last, end=max(last.end, end), ids=(*last.ids, *ids))
        else:
            merged.append(_Span(start, end, ids))
    return merged


def _places(report: Report) -> Iterator[_Span]:
    """Yield where each passage begins that tells a practice, for links to point at."""
    for start in sorted({found.start for found in find_practices(report)}):
        yield _Span(start, start, (place_of(start),))


def place_of(start: int) -> str:
    """Return the anchor of a passage that tells a practice."""
    return f"t{start}"


def quoted(passage: str, words: Mapping[str, str]) -> str:
    """Return a passage as HTML, contacts of staff left out."""
    spans = sorted(_redactions(passage, len(passage)), key=lambda span: (span.start, span.end))
    return _marked(passage, 0, len(passage), spans, words)


def _redactions(text: str, end: int) -> list[_Span]:
    plain = plain_text(text[:end])
    return [
        _Span(part.start(), part.end(), marked=False)
        for pattern in (_CONTACT, _STAFF, _TELEPHONE)
        for match in pattern.finditer(plain)
        # A name may stand in the cell after its label.
        for part in re.compile(r"[^\t]+").finditer(plain, *match.span())
    ]


def _given(spans: Sequence[_Span], places: Sequence[tuple[int, int]]) -> list[list[_Span]]:
    """Return the spans of each piece; one that begins between two belongs to the second."""
    given: list[list[_Span]] = [[] for _ in places]
    number = 0
    for span in spans:
        while number < len(places) - 1 and places[number][1] <= span.start:
            number += 1
        given[number].append(span)
    return given


def _marked(
    text: str, start: int, end: int, spans: Sequence[_Span], words: Mapping[str, str]
) -> str:
    """Return a piece as HTML, its figures in ``<mark>`` and its contacts left out."""
    pieces, position = [], start
    for span in spans:
        first, last = max(span.start, position), min(span.end, end)
        if not span.marked and last <= position:
            continue
        pieces.append(escape(text[position:first]))
        position = max(position, last)
        if not span.marked:
            pieces.append(words["redacted"])
            continue
        first_id = f' id="{span.ids[0]}"' if span.ids else ""
        anchors = "".join(f'<span id="{id_}"></span>' for id_ in span.ids[1:])
        content = escape(text[first:last])
        if content or span.ids:
            tag = "mark" if content or span.start < span.end else "span"
            pieces.append(f"<{tag}{first_id}>{anchors}{content}</{tag}>")
    pieces.append(escape(text[position:end]))
    return "".join(pieces).strip()

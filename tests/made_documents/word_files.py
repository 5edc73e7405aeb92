"""Word files, written with python-docx."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from random import Random
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from .drafts import Draft, Heading
from .grids import Box, Sheet, placed, width

_NUMBERING = 77
_DATE = datetime(2020, 1, 1)


def make_word(draft: Draft) -> bytes:
    """Return a draft as the bytes of a docx file."""
    random = draft.chance("docx")
    document = docx.Document()
    numbered = random.random() < 0.3
    if numbered:
        _add_numbering(document)
    for line in draft.title:
        _add_paragraph(document, line, "center")
    for block in draft.blocks:
        if isinstance(block, Heading):
            _add_heading(document, block, numbered=numbered)
        elif isinstance(block, Sheet):
            _add_sheet(document, block, random, nested="nested_table" in draft.damage)
        else:
            _add_paragraph(document, block.text, block.align)
    document.core_properties.created = _DATE
    document.core_properties.modified = _DATE
    return _packed(document)


def _packed(document: Document) -> bytes:
    """Return the file with the date of its parts fixed, so that it repeats byte for byte."""
    first, second = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return second.getvalue()


def _add_paragraph(document: Document, text: str, align: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = {"left": 0, "center": 1, "right": 2}[align]  # type: ignore[assignment]


def _add_heading(document: Document, heading: Heading, *, numbered: bool) -> None:
    """Add a heading; where Word numbers it, its number is no part of the text."""
    if not numbered:
        document.add_heading(heading.text, 1)
        return
    paragraph = document.add_heading(heading.words, 1)
    paragraph.paragraph_format.element.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{_NUMBERING}"/></w:numPr>'
        )
    )


def _add_numbering(document: Document) -> None:
    """Define the numbering 一、二、三、."""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING}"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{_NUMBERING}">'
            f'<w:abstractNumId w:val="{_NUMBERING}"/></w:num>'
        )
    )


def _add_sheet(document: Document, sheet: Sheet, random: Random, *, nested: bool) -> None:
    if sheet.caption:
        _add_paragraph(document, sheet.caption, "center")
    repeated = random.random() < 0.4
    table = _table(sheet, repeated=repeated)
    if nested:
        inner = f"<w:tr><w:tc><w:tcPr/>{table}<w:p/></w:tc></w:tr>"
        table = f"<w:tbl>{_properties(1)}{inner}</w:tbl>"
    element = parse_xml(table.replace("<w:tbl>", f"<w:tbl {nsdecls('w')}>", 1))
    document.element.body.insert_element_before(element, "w:sectPr")
    document.add_paragraph("")


def _properties(columns: int) -> str:
    grid = '<w:gridCol w:w="900"/>' * columns
    return f'<w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'


def _table(sheet: Sheet, *, repeated: bool) -> str:
    rows: list[list[tuple[int, str]]] = [[] for _ in sheet.grid]
    for row, column, box in placed(sheet.grid):
        for below in range(row, min(row + box.rows, len(rows))):
            rows[below].append((column, _cell(box, first=below == row)))
    lines = []
    for number, cells in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if repeated and number < sheet.heads else ""
        lines.append(f"<w:tr>{head}{''.join(cell for _, cell in sorted(cells))}</w:tr>")
    return f"<w:tbl>{_properties(width(sheet.grid))}{''.join(lines)}</w:tbl>"


def _cell(box: Box, *, first: bool) -> str:
    marks = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    if box.rows > 1:
        marks += '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    lines = [_runs(line, box) for line in box.text.split("\n")]
    runs = "</w:r><w:r><w:br/></w:r><w:r>".join(lines)
    words = f"<w:r>{runs}</w:r>" if first and box.text else ""
    return f"<w:tc><w:tcPr>{marks}</w:tcPr><w:p>{words}</w:p></w:tc>"


def _runs(line: str, box: Box) -> str:
    """Return a line's text; Word often parts long numbers over two runs."""
    parts = [line]
    if box.role == "value" and len(line) > 2:
        parts = [line[:1], line[1:]]
    return "</w:r><w:r>".join(f'<w:t xml:space="preserve">{escape(p)}</w:t>' for p in parts)

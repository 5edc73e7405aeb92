"""Spreadsheets: the annex of the 2014 form as an xlsx file, written part by part."""

from __future__ import annotations

import io
import zipfile
from random import Random
from xml.sax.saxutils import escape

from .drafts import Draft
from .grids import Box, placed, width

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="统计表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def make_workbook(draft: Draft) -> bytes:
    """Return the annex of a draft as the bytes of an xlsx file."""
    parts = _PARTS | {"xl/worksheets/sheet1.xml": _worksheet(draft, draft.chance("xlsx"))}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, _PROLOGUE + content)
    return file.getvalue()


def _worksheet(draft: Draft, random: Random) -> str:
    """Return the sheet: the title over all columns, who fills it in, then the table."""
    sheet = draft.sheets()[0]
    top = ["".join(draft.title), f"填报单位（盖章）：{draft.reporter.name}"]
    rows = [[_text(0, number, line)] for number, line in enumerate(top)]
    merged = [f"A1:{_name(width(sheet.grid) - 1, 0)}"]
    rows += [[] for _ in sheet.grid]
    as_numbers = random.random() < 0.7
    for row, column, box in placed(sheet.grid):
        below = row + len(top)
        rows[below].append(_cell(column, below, box, as_numbers=as_numbers))
    lines = (f'<row r="{number}">{"".join(cells)}</row>' for number, cells in enumerate(rows, 1))
    spans = "".join(f'<mergeCell ref="{span}"/>' for span in merged)
    return (
        f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>{"".join(lines)}</sheetData>'
        f'<mergeCells count="{len(merged)}">{spans}</mergeCells></worksheet>'
    )


def _name(column: int, row: int) -> str:
    return f"{'ABCDEFGHIJ'[column]}{row + 1}"


def _cell(column: int, row: int, box: Box, *, as_numbers: bool) -> str:
    text = box.text.strip()
    if not text:
        return ""
    if as_numbers and box.role == "value" and text.isascii() and _is_number(text):
        return f'<c r="{_name(column, row)}"><v>{text}</v></c>'
    return _text(column, row, box.text)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _text(column: int, row: int, text: str) -> str:
    words = f'<t xml:space="preserve">{escape(text)}</t>'
    return f'<c r="{_name(column, row)}" t="inlineStr"><is>{words}</is></c>'

"""Spreadsheets (.xlsx, .xls): each visible sheet as a table, its title lines as paragraphs."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import Block, Contents, GridCell
from disclosure_analysis.loaders.old_word import is_protected, ole_kind
from disclosure_analysis.loaders.word import Archive

_KIND = "spreadsheet (.xlsx, .xls)"
_MOST_CELLS = 50_000
_LARGEST_AREA = 5_000_000
_MOST_TITLES = 4
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c((?:\s[^>]*)?)(?<!/)>")
_CELL_NAME = re.compile(rb"""\sr=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt=["']e["'][^>]*(?<!/)>""")
_NO_RESULT = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*</(?:\w+:)?c>")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["']([0-9]{1,7})["']""")
_PLAIN_NAME = re.compile(r"(?:sheet|工作表|表|表格)\s*\d*", re.IGNORECASE)
_FORM_HEADING = re.compile(r"\s*第[二三四五六七八九十]+条")

_SECONDS = 60
_MEMORY = 2 << 30

_Range = tuple[int, int, int, int]
_Value = int | float | str | bool | time | date | datetime | timedelta


def read_spreadsheet(content: bytes, *, source: str) -> Contents:
    """Read a spreadsheet.

    Each visible sheet is a table without the blank rows and columns around it. Leading rows with
    one cell only (a title, 填报单位 …) become paragraphs, as do closing rows merged from side to
    side; so does a sheet's name that tells something, where there are several sheets. Cells show
    their value, not their number format: 12.0 is 12, a day is 2018-03-23.

    Args:
        content: The bytes of an .xlsx or .xls file.
        source: The file or address that the bytes come from.

    Raises:
        DocumentError: The bytes are no spreadsheet, damaged, protected, too large or hold no text.
    """
    unknown = _check(content, source)
    sheets = [(name, blocks) for name, blocks in _sheets(content, source) if blocks]
    if not sheets:
        raise DocumentError(
            f"{source}: the spreadsheet holds no text; look for another copy of it."
        )
    blocks: list[Block] = []
    for name, of_sheet in sheets:
        if len(sheets) > 1 and not _PLAIN_NAME.fullmatch(name.strip()) and name not in of_sheet:
            blocks.append(name)
        blocks += of_sheet
    problem = f"Cells that show an error or were never calculated ({unknown}) are read as blank"
    return Contents(blocks=blocks, problems=(problem,) if unknown else ())


def _check(content: bytes, source: str) -> int:
    """Refuse what the reading library cannot stand: it ends the program for lack of memory.

    Returns:
        How many cells have a value that the library gives as blank; it is not told for .xls.
    """
    if ole_kind(content) == "xls":
        if is_protected(content):
            raise _protected(source)
        return 0
    archive = Archive(content, source=source, kind=_KIND)
    if "xl/workbook.xml" not in archive.names():
        raise archive.damaged()
    unknown = 0
    for name in archive.names():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        sheet = archive.read(name) or b""
        if _area(sheet) > _LARGEST_AREA:
            raise _too_large(source)
        unknown += len(_ERROR.findall(sheet)) + len(_NO_RESULT.findall(sheet))
    return unknown


def _area(sheet: bytes) -> int:
    """Return how many cells a sheet's used range may have, blank ones between others included."""
    columns = rows = unnamed = 0
    for cell in _FILLED_CELL.finditer(sheet):
        name = _CELL_NAME.search(cell[1])
        if name is None:
            unnamed += 1
            continue
        columns = max(columns, _column(name[1].decode().upper()))
        rows = max(rows, int(name[2]))
    if unnamed:
        numbers = [int(number) for number in _ROW_NUMBER.findall(sheet)]
        rows = max(rows, max(numbers, default=0), len(_ROW.findall(sheet)))
    return (columns + unnamed) * rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _sheets(content: bytes, source: str) -> list[tuple[str, list[Block]]]:
    """Return each visible sheet's name and what stands in it.

    The reading library works in a process of its own: a damaged file can make it panic, take all
    memory or never come to an end, and none of this can be caught from within.
    """
    folders = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    try:
        answer = subprocess.run(
            [sys.executable, "-P", "-m", "disclosure_analysis.loaders.spreadsheet"],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, folders))},
        )
    except subprocess.TimeoutExpired:
        raise _damaged(source) from None
    if answer.returncode != 0:
        raise _damaged(source)
    found: list[tuple[str, list[list[str]], list[_Range]]] = json.loads(answer.stdout)
    return [(name, _blocks(texts, merged, source)) for name, texts, merged in found]


def main() -> None:
    """Read a spreadsheet from standard input and write its visible sheets as JSON.

    For each sheet its name, its texts row by row and its merged ranges, each by the first row and
    column and the number of rows and columns.
    """
    for limit, value in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        # Some systems do not let a process limit itself; the time allowed still does.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))
    with CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())) as workbook:
        sheets = [
            (sheet.name, *_used(workbook.get_sheet_by_index(position)))
            for position, sheet in enumerate(workbook.sheets_metadata)
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
    sys.stdout.write(json.dumps(sheets))


def _damaged(source: str) -> DocumentError:
    return DocumentError(
        f"{source}: the file is damaged or no {_KIND}; fetch it again from its source."
    )


def _protected(source: str) -> DocumentError:
    return DocumentError(
        f"{source}: the file is protected by a password;"
        " open it, save it without one and read that copy."
    )


def _too_large(source: str) -> DocumentError:
    return DocumentError(
        f"{source}: the spreadsheet is larger than a report can need;"
        " delete the stray cells far from its table and save it anew."
    )


def _blocks(texts: list[list[str]], merged: list[_Range], source: str) -> list[Block]:
    """Return a sheet's title lines, its table and its closing lines."""
    if not texts:
        return []
    if len(texts) * len(texts[0]) > _MOST_CELLS:
        raise _too_large(source)
    rows = _grid(texts, merged)
    width = len(texts[0])
    first, last = _titles(rows, width), len(rows)
    while last > first and width > 1 and _fills_the_width(rows[last - 1], width):
        last -= 1
    # A line cannot leave the table while a cell of the table reaches into it.
    while any(row + cell.rows > last for row in range(first, last) for cell in rows[row]):
        last += 1
    table: list[Block] = [rows[first:last]] if first < last else []
    return [*_lines(rows[:first]), *table, *_lines(rows[last:])]


def _used(sheet: CalamineSheet) -> tuple[list[list[str]], list[_Range]]:
    """Return a sheet's texts without blank rows and columns around them, and its merged cells."""
    values: list[list[_Value]] = sheet.to_python(skip_empty_area=True)
    texts = [[_text(value) for value in row] for row in values]
    above, left = sheet.start or (0, 0)
    rows = [n for n, row in enumerate(texts) if any(row)]
    columns = [n for row in texts for n, text in enumerate(row) if text]
    if not rows:
        return [], []
    top, bottom, first, last = rows[0], rows[-1], min(columns), max(columns)
    merged: list[_Range] = []
    for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        row, column = max(0, row - above - top), max(0, column - left - first)
        height = min(last_row - above, bottom) - top - row + 1
        width = min(last_column - left, last) - first - column + 1
        if height > 0 and width > 0:
            merged.append((row, column, height, width))
    return [row[first : last + 1] for row in texts[top : bottom + 1]], merged


def _grid(texts: list[list[str]], merged: list[_Range]) -> list[list[GridCell]]:
    """Return the cells that begin in each row; cells under a merged one are hidden by it."""
    spans = {(row, column): (height, width) for row, column, height, width in merged}
    hidden: set[tuple[int, int]] = set()
    grid: list[list[GridCell]] = []
    for row, line in enumerate(texts):
        cells: list[GridCell] = []
        for column, text in enumerate(line):
            if (row, column) in hidden:
                continue
            height, width = spans.get((row, column), (1, 1))
            hidden |= {
                (r, c) for r in range(row, row + height) for c in range(column, column + width)
            }
            cells.append(GridCell(text, height, width))
        grid.append(cells)
    return grid


def _titles(rows: list[list[GridCell]], width: int) -> int:
    """Return how many leading rows are lines of their own and no part of the table.

    A longer run of rows with one cell, not merged from side to side, is a table not filled in.
    """
    run = next((n for n, row in enumerate(rows) if not _is_title(row, width)), len(rows))
    if run <= _MOST_TITLES:
        return run
    return next((n for n in range(run) if rows[n] and not _fills_the_width(rows[n], width)), run)


def _is_title(row: list[GridCell], width: int) -> bool:
    """Return whether a leading row may be a line of its own.

    The sub-tables of the form's part 二 begin with such a row too (第二十条第（一）项); it names
    what the rows below it count.
    """
    texts = [cell.text for cell in row if cell.text]
    return (
        len(texts) <= 1
        and all(cell.rows == 1 or cell.columns == width for cell in row)
        and not any(map(_FORM_HEADING.match, texts))
    )


def _fills_the_width(row: list[GridCell], width: int) -> bool:
    return len(row) == 1 and row[0].columns == width


def _lines(rows: list[list[GridCell]]) -> list[Block]:
    return [cell.text for row in rows for cell in row if cell.text]


def _text(value: _Value) -> str:
    """Return a cell's value as its reader would write it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        whole = value.time() == time.min
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _number(value: float) -> str:
    """Return a number with the fifteen digits that spreadsheets keep, without an exponent."""
    if value.is_integer():
        return str(int(value))
    digits = f"{value:.15g}"
    return digits if "e" not in digits else f"{value:.20f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    main()

"""Coding sheets: written empty, with instructions, and read once coders have filled them."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.coding.coded import (
    APPROX,
    GROWTH,
    PERIODS,
    UNCLASSIFIED,
    CodedFigure,
)
from disclosure_analysis.coding.text_tables import counted
from disclosure_analysis.errors import InputError
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.parameters import quoted
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from disclosure_analysis.coding.sampling import Drawable

OF_DOCUMENT = ("document", "reporter", "title", "address", "file")
OF_FIGURE = ("quote", "indicator", "value", "unit", "approx", "period", "zero", "note")
OF_SHEET = ("sha256", "seed", "coder")
COLUMNS = (*OF_DOCUMENT, *OF_FIGURE, *OF_SHEET)
SEPARATORS = ",;\t"
RESTORE = "copy that column back from the sheet that disclosure sample wrote"
EMPTY_ROWS = 40
"""How many rows a document gets; coders insert more where they need them."""
NOTHING = ("none", "无")
"""What a coder writes as the quote of a document that states no figure."""

_YES = frozenset({"yes", "y", "1", "true", "是"})
_NO = frozenset({"", "no", "n", "0", "false", "否"})
_VALUE = re.compile(r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<scale>[万亿]?)%?")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}


@dataclass(slots=True)
class SheetDocument:
    """What one coder found in one document.

    Attributes:
        number: The document's number in the sample.
        file: How the sheet names the file.
        sha256: Of the bytes that were to be coded.
        coded: What was coded, in the order of the sheet, each with its row.
        is_coded: Whether anything was written for it, if only that it states nothing.
    """

    number: str
    file: str
    sha256: str
    coded: list[tuple[int, CodedFigure]] = field(default_factory=list)
    is_coded: bool = False


@dataclass(slots=True)
class FilledSheet:
    """A sheet as a coder gave it back.

    Attributes:
        path: The sheet.
        coder: The coder's number.
        seed: The seed of the sample.
        documents: Its documents by their numbers.
        unknown: Numbers that stand there without a document's file.
        problems: What is wrong with its cells, a clause each.
    """

    path: Path
    coder: str = ""
    seed: str = ""
    documents: dict[str, SheetDocument] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def fault(self, row: int, column: str, what: str) -> None:
        """Add what is wrong with a cell, and what to do."""
        self.problems.append(f"{self.path}, row {row}, column {column}: {what}")


def empty_sheet(documents: Sequence[Drawable], seed: int, coder: int) -> bytes:
    """Return a sheet to be filled; it shows nothing of what extraction found."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, one in enumerate(documents, start=1):
        told = [str(number), one.reporter, one.title, one.address, one.file]
        hidden = [one.sha256, str(seed), str(coder)]
        writer.writerow([*told, *[""] * len(OF_FIGURE), *hidden])
        for _ in range(EMPTY_ROWS - 1):
            writer.writerow([str(number), *[""] * (len(COLUMNS) - 1)])
    return stream.getvalue().encode("utf-8-sig")


def instructions(documents: int, seed: int, by: Sequence[str]) -> bytes:
    """Return what a coder has to know, with the list of indicators."""
    how = f", as many as possible from each {' and '.join(by)}" if by else ""
    text = (resources.files(__package__) / "instructions.txt").read_text(encoding="utf-8")
    names = "\n".join(
        f"{row['indicator']}  {row['zh']}  ({row['unit']})  {row['meaning']}".rstrip()
        for row in table("indicators")
    )
    sample = f"{counted(documents, 'document')} drawn at random{how}, seed {seed}"
    return text.format(sample=sample, indicators=names).encode("utf-8-sig")


def read_filled(path: Path) -> FilledSheet:
    """Return what a coder wrote into a sheet; what is wrong with cells is kept with it.

    Raises:
        InputError: The sheet cannot be read, or lacks columns.
    """
    header, *lines = _lines(path)
    _check_columns(path, header)
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        for cells in lines
    ]
    if not any(row["sha256"] for row in rows):
        raise InputError(f"{path} has nothing in its column sha256: {RESTORE}.")
    sheet = FilledSheet(path)
    document: SheetDocument | None = None
    for number, row in enumerate(rows, start=2):
        document = _document_of(sheet, number, row, document)
        _read_row(sheet, number, row, document)
    return sheet


def _check_columns(path: Path, header: Sequence[str]) -> None:
    missing = [name for name in COLUMNS if name not in header]
    if len(missing) == len(COLUMNS):
        raise InputError(
            f"{path} is no coding sheet, as its first row names no column of one: give a sheet "
            "that disclosure sample wrote, with its first row."
        )
    if missing:
        raise InputError(
            f"{path} lacks the columns {', '.join(missing)}: fill a sheet that disclosure sample "
            "wrote, and keep its columns."
        )


def _lines(path: Path) -> list[list[str]]:
    """Return the cells of a sheet, parted by what spreadsheets part them with; at least a row."""
    save = "save it from the spreadsheet as CSV UTF-8"
    text = _text(path)
    if text is None:
        raise InputError(f"{path} is no CSV file in UTF-8 or GB18030: {save}.")
    if not text.strip():
        raise InputError(f"{path} is empty: give a sheet that disclosure sample wrote, filled.")
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    try:
        stream = io.StringIO(text, newline="")
        header, *lines = csv.reader(stream, delimiter=separator, strict=True)
    except csv.Error as error:
        raise InputError(f"{path} is no CSV file ({error}): {save}.") from None
    return [[" ".join(name.split()) for name in header], *lines]


def _text(path: Path) -> str | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path.") from None
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            return None if "\0" in text else text
    return None


def _document_of(
    sheet: FilledSheet, number: int, row: Mapping[str, str], before: SheetDocument | None
) -> SheetDocument | None:
    """Return the document that a row belongs to; inserted rows belong to the one above."""
    name = row["document"]
    if row["sha256"]:
        sheet.coder, sheet.seed = sheet.coder or row["coder"], sheet.seed or row["seed"]
        if name in sheet.documents:
            sheet.fault(number, "document", f"{quoted(name)} stands twice: keep one block for it")
        return sheet.documents.setdefault(name, SheetDocument(name, row["file"], row["sha256"]))
    if not name:
        return before
    filled = any(row[column] for column in OF_FIGURE)
    if filled and name not in sheet.documents and name not in sheet.unknown:
        sheet.unknown.add(name)
        what = f"no row of {quoted(name)} has a sha256: correct the number, or {RESTORE}"
        sheet.fault(number, "document", what)
    return sheet.documents.get(name)


def _read_row(
    sheet: FilledSheet, number: int, row: Mapping[str, str], document: SheetDocument | None
) -> None:
    if document is None or not any(row[name] for name in OF_FIGURE if name != "note"):
        return
    document.is_coded = True
    if row["quote"].lower() in NOTHING and not row["value"]:
        return
    faults = list(_faults(row))
    for column, what in faults:
        sheet.fault(number, column, what)
    if not faults:
        document.coded.append((number, _figure(row)))


def _faults(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the columns of a row that are wrong, each with what to do."""
    if row["zero"].lower() not in _YES | _NO:
        yield "zero", f"{quoted(row['zero'])} is neither yes nor empty: write yes for a denial"
    if not row["quote"]:
        yield "quote", "it is empty: copy the words that state the figure"
    known = indicators()
    for name in _names(row["indicator"]):
        if name != UNCLASSIFIED and name not in known:
            yield "indicator", f"{quoted(name)} is no indicator: take one of the instructions"
    if not row["indicator"]:
        yield "indicator", f"it is empty: write the indicator, or {UNCLASSIFIED}"
    zero = row["zero"].lower() in _YES
    value = _value(row["value"])
    if value is None and (row["value"] or not zero):
        yield "value", f"{quoted(row['value'])} is no number: write it in digits, such as 1100"
    if zero and value:
        yield "value", f"{quoted(row['value'])} stands beside a zero: empty it, or zero"
    for column, words in (("approx", APPROX), ("period", PERIODS)):
        if row[column] and row[column].lower() not in words:
            yield column, f"{quoted(row[column])} is none of {', '.join(words)}: correct it"


def _names(said: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in said.split("+") if name.strip())


def _value(said: str) -> float | None:
    match = _VALUE.fullmatch(re.sub(r"\s", "", plain_text(said)))
    return float(match["number"].replace(",", "")) * _SCALES[match["scale"]] if match else None


def _figure(row: Mapping[str, str]) -> CodedFigure:
    zero, names = row["zero"].lower() in _YES, _names(row["indicator"])
    growth = all(name.endswith(GROWTH) for name in names)
    return CodedFigure(
        indicators=names,
        value=_value(row["value"]) or 0.0,
        unit=row["unit"],
        quote=row["quote"],
        kind="zero" if zero else "growth" if growth else "figure",
        approx=row["approx"].lower() or ("" if zero else "exact"),
        period=row["period"].lower() or ("" if zero else "year"),
    )

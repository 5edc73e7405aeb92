"""Sheets of documents to register: read, explained, and written with what is still missing.

Also the registry's own sheet, which new rows join without a change to those that it has.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import InputError
from disclosure_analysis.parameters import quoted
from disclosure_analysis.registry import ANNEX_COLUMN, COLUMNS, Registered
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PROBLEM = "problem"
COMMENT = "#"
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to register, and what a person says of it.

    Attributes:
        file: The document's path as it was written.
        said: What is said of it, by column of ``tables/registry_columns.csv``; no blank values.
        folder: Where the path begins.
        number: The row of the sheet that it stands in; 0 outside a sheet.
    """

    file: str
    said: Mapping[str, str]
    folder: Path = Path()
    number: int = 0

    @property
    def path(self) -> Path:
        """The document's file."""
        return self.folder / self.file


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that is not registered, and all that stands against it.

    Attributes:
        entry: The document.
        missing: The columns that neither it nor the person says.
        wrong: The columns whose values are wrong, or contradict the document.
        problems: What is wrong beside what is missing, a clause each.
        contradicts: Whether any of these is a contradiction of the document.
    """

    entry: Entry
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    contradicts: bool = False

    def sentence(self) -> str:
        """Return all problems, and the options of the command that mend them."""
        remedies = []
        if self.missing:
            remedies.append(f"give {_joined(map(option_of, self.missing))}")
        if self.wrong:
            keep = " (or add --despite to keep what contradicts)" if self.contradicts else ""
            remedies.append(f"correct {_joined(map(option_of, self.wrong))}{keep}")
        remedy = f": {', and '.join(remedies)}" if remedies else ""
        return f"{self.entry.file} is not registered, as {self._clauses()}{remedy}."

    def problem(self) -> str:
        """Return all problems in the words of a sheet."""
        keep = "; write yes under despite to keep what contradicts" if self.contradicts else ""
        return self._clauses() + keep

    def _clauses(self) -> str:
        verb = "is" if len(self.missing) == 1 else "are"
        missing = [f"{_joined(self.missing)} {verb} missing"] if self.missing else []
        return "; ".join([*missing, *self.problems])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the documents.

    Attributes:
        registered: Each document that was taken, with its new row.
        refused: The others, in the order in which they were given.
        doubts: What a person should know of those that were taken, a sentence each: where they
            contradict themselves.
    """

    registered: tuple[tuple[Entry, Registered], ...]
    refused: tuple[Refused, ...]
    doubts: tuple[tuple[Entry, str], ...] = ()


def columns() -> tuple[str, ...]:
    """Return the columns of a sheet: the file, and what can be said of it."""
    return tuple(row["column"] for row in table("registry_columns"))


def option_of(column: str) -> str:
    """Return the command's option that a column of a sheet stands for."""
    return f"--{column.replace('_', '-')}"


def read_sheet(path: Path) -> tuple[Entry, ...]:
    """Return the documents that a sheet lists, and what it says of each.

    The sheet is a CSV file in UTF-8 or GB18030; its columns are those of ``columns()``, in any
    order, and of them only ``file`` must be there. Blank rows, rows that begin with ``#`` and the
    column ``problem`` are passed over.

    Raises:
        InputError: It cannot be read, or its columns are wrong.
    """
    lines = _sheet_lines(path)
    header = [" ".join(name.split()) for name in next(iter(lines), [])]
    rows = [(n, cells) for n, cells in enumerate(lines[1:], start=2) if _is_filled(cells)]
    problems = [*_header_problems(header), *_nameless_cells(header, rows)]
    if problems:
        raise InputError(
            f"{path} must be corrected: {'; '.join(problems)} (columns: {', '.join(columns())})."
        )
    if not rows:
        raise InputError(f"{path} lists no document: write one in each row below the header.")
    return tuple(_entry(number, header, cells, path.parent) for number, cells in rows)


def _is_filled(cells: Sequence[str]) -> bool:
    """Tell whether a row is neither blank nor a comment."""
    first = next((cell.strip() for cell in cells if cell.strip()), COMMENT)
    return not first.startswith(COMMENT)


def _entry(number: int, header: Sequence[str], cells: Sequence[str], folder: Path) -> Entry:
    said = {
        name: cell.strip() if name in ("file", ANNEX_COLUMN) else " ".join(cell.split())
        for name, cell in zip(header, cells, strict=False)
        if cell.strip() and name != PROBLEM
    }
    return Entry(said.pop("file", ""), said, folder, number)


def _sheet_lines(path: Path) -> list[list[str]]:
    save = "save it from the spreadsheet as CSV UTF-8"
    try:
        text = _decoded(path.read_bytes())
        if text is None:
            raise InputError(f"{path} is no text in UTF-8 or GB18030: {save}.")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path.") from None
    except csv.Error as error:
        raise InputError(f"{path} is no CSV file ({error}): {save}.") from None


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            return None if "\0" in text else text
    return None


def _header_problems(header: Sequence[str]) -> Iterator[str]:
    if "file" not in header:
        yield "the column file is missing"
    for name in dict.fromkeys(filter(None, header)):
        if name not in (*columns(), PROBLEM):
            yield f"the column {quoted(name)} is unknown"
        if header.count(name) > 1:
            yield f"the column {quoted(name)} stands there twice"


def _nameless_cells(
    header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[str]:
    """Yield what stands in columns without a name, as it would be lost."""
    for number, cells in rows:
        for position, cell in enumerate(cells):
            if cell.strip() and not (position < len(header) and header[position]):
                yield f"row {number}: {quoted(cell)} stands in a column without a name"
                break


def template() -> bytes:
    """Return an empty sheet whose comment rows explain each column and give an example."""
    names = columns()
    rows = table("registry_columns")
    lines = [[row[kind] for row in rows] for kind in ("zh", "en", "example")]
    for line in lines:
        line[0] = f"{COMMENT} {line[0]}"
    return (_MARK + _csv([names, *lines])).encode()


def refused_sheet(outcome: Outcome, folder: Path) -> bytes:
    """Return refused documents as a sheet with their problems, to be corrected and given again.

    Args:
        outcome: What became of the documents of a sheet.
        folder: Where the new sheet will be; paths are written as seen from there.
    """
    names = ["file", PROBLEM, *columns()[1:]]
    lines = []
    for refused in outcome.refused:
        entry = refused.entry
        cells = {**entry.said, "file": _path_from(folder, entry, entry.file)}
        cells[PROBLEM] = refused.problem()
        if ANNEX_COLUMN in entry.said:
            cells[ANNEX_COLUMN] = _report_from(folder, entry, outcome)
        lines.append([cells.get(name, "") for name in names])
    return (_MARK + _csv([names, *lines])).encode()


def _report_from(folder: Path, annex: Entry, outcome: Outcome) -> str:
    """Return how the new sheet names an annex's report, which may be registered by now."""
    text = annex.said[ANNEX_COLUMN]
    if plain_path(text) in (plain_path(refused.entry.file) for refused in outcome.refused):
        return _path_from(folder, annex, text)
    for entry, row in outcome.registered:
        if plain_path(entry.file) == plain_path(text):
            return row.file
    return text


def _path_from(folder: Path, entry: Entry, file: str) -> str:
    if not file or Path(file).is_absolute():
        return file
    return os.path.relpath((entry.folder / file).absolute(), folder.absolute())


def plain_path(file: str) -> str:
    """Return a path as it is compared with others: without what leads nowhere (./a)."""
    return os.path.normpath(file) if file else ""


def _joined(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def with_rows(content: bytes, rows: Sequence[Registered]) -> bytes:
    """Return a registry's bytes with rows after those that it has, which stay as they are.

    Only a registry from before annexes is written anew, as each of its rows needs a cell more.
    """
    text = content.decode("utf-8")
    line_end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    if not text.endswith("\n"):
        text += line_end
    header = next(csv.reader(io.StringIO(text.removeprefix(_MARK), newline="")))
    if ANNEX_COLUMN not in header:
        text = _with_annex_column(text, line_end)
    added = [[str(getattr(row, column)) for column in COLUMNS] for row in rows]
    return (text + _csv(added, line_end)).encode()


def _with_annex_column(text: str, line_end: str) -> str:
    mark = _MARK if text.startswith(_MARK) else ""
    lines = csv.DictReader(io.StringIO(text.removeprefix(_MARK), newline=""))
    cells = [[line.get(column, "") for column in COLUMNS] for line in lines]
    return mark + _csv([COLUMNS, *cells], line_end)


def _csv(lines: Iterable[Sequence[str]], line_end: str = "\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=line_end).writerows(lines)
    return stream.getvalue()

"""What is read of official tables, and the rows of a table as the readers of forms see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from disclosure_analysis.forms import CellValue, label_key, read_cell
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Cell, Problem, Table


@dataclass(frozen=True, slots=True)
class FormFigure:
    """A cell of an official form, found in a document.

    Attributes:
        form: The form, empty while only the other tables of the document can tell it.
        code: The cell's code; with ``applicant`` it says what stands there.
        applicant: The applicant column of part three, else empty.
        cell: Where it stands.
        value: What stands in it.
        label: Where the row's label stands: first and last character.
        unit: ``元`` or ``万元`` where the table prints it for this cell, else empty.
        year: The data year that the table's own caption names, None where it names none.
        period: ``cumulative`` where the column says so (历年累计), else empty.
        table: Which table of the document it stands in.
    """

    form: str
    code: str
    applicant: str
    cell: Cell
    value: CellValue
    label: tuple[int, int]
    unit: str = ""
    year: int | None = None
    period: str = ""
    table: int = 0


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """A figure of a row that an office added to an official form.

    Attributes:
        form: The form whose table holds it.
        label: The row's own words.
        cell: Where the figure stands.
        value: What stands in the cell.
        applicant: The applicant column of part three, else empty.
        unit: The unit that the row prints, else empty.
        year: The data year that the table's own caption names.
        table: Which table of the document it stands in.
    """

    form: str
    label: str
    cell: Cell
    value: CellValue
    applicant: str = ""
    unit: str = ""
    year: int | None = None
    table: int = 0


@dataclass(slots=True)
class FormReading:
    """All that was read of a document's tables.

    Attributes:
        figures: Cells of the official forms, in the order of the text.
        local: Figures of rows that offices added.
        problems: What was damaged, refused, or mended.
        refused: Cells that could not be read: (code, applicant, what stands there).
        read: Which tables were read, and as what form.
    """

    figures: list[FormFigure] = field(default_factory=list)
    local: list[LocalFigure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    read: dict[int, set[str]] = field(default_factory=dict)

    def add(self, other: FormReading) -> None:
        """Take in what another reader has read."""
        self.figures += other.figures
        self.local += other.local
        self.problems += other.problems
        self.refused += other.refused
        for number, forms in other.read.items():
            self.read.setdefault(number, set()).update(forms)


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row with its text, the key of its label and what it says as a figure."""

    cell: Cell
    text: str
    key: str
    value: CellValue

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.cell.column + self.cell.columns


Row = Sequence[RowCell]


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table as the readers of forms see it.

    Attributes:
        number: Which table of the document it is.
        rows: Its rows, each with the cells that begin in it.
        width: The number of its columns.
        year: The data year that its caption names, None where it names none.
        unit: ``元`` or ``万元`` where the table prints one unit for all, else empty.
    """

    number: int
    rows: tuple[Row, ...]
    width: int
    year: int | None
    unit: str


def table_rows(text: str, one: Table, number: int, year: int | None) -> TableRows:
    """Return a table's rows with their cells read."""
    rows = tuple(tuple(_row_cell(text, cell) for cell in row) for row in one.rows())
    words = plain_text(text[one.start : one.end])
    return TableRows(number, rows, one.width, year, _unit(words))


def _row_cell(text: str, cell: Cell) -> RowCell:
    words = text[cell.start : cell.end]
    return RowCell(cell, words, label_key(words), read_cell(words))


def _unit(words: str) -> str:
    """Return the unit of money that a text prints, if it prints one only."""
    found = {unit for unit in ("万元", "元") if f"单位:{unit}" in words or f"({unit})" in words}
    return found.pop() if len(found) == 1 else ""


def unit_in_label(text: str) -> str:
    """Return the unit of money that a header prints (本年收费金额（单位：万元）)."""
    plain = plain_text(text)
    return "万元" if "万元" in plain else "元" if "元" in plain else ""

"""What a made document says, known beforehand because it was made from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

FORMS = ("form2014", "form2019", "form2021", "narrative")
FORMATS = ("html", "docx", "pdf", "txt", "xlsx")


class CellKey(NamedTuple):
    """One cell of an official form.

    Attributes:
        cell: Its code (``T3.3.3.1``, ``3.3.4.1``).
        applicant: In part three the applicant (``nat`` … ``tot``); empty elsewhere.
        year: The data year that the figure speaks of.
    """

    cell: str
    applicant: str
    year: int


@dataclass(frozen=True, slots=True)
class TrueCell:
    """A cell of a form as the office filled it.

    Attributes:
        cell: Code of the cell.
        applicant: Key of the applicant in part three; empty elsewhere.
        year: The data year that the figure speaks of.
        value: The number, counted in ``unit``; None where the cell has none.
        missing: ``blank``, ``dash`` or ``slash`` where there is no number; otherwise empty.
        written: What stands in the cell, without the spaces around it.
        unit: The unit that holds for the cell: 万元 for ``12.5万元``; empty where none is said.
    """

    cell: str
    applicant: str
    year: int
    value: float | None
    missing: str
    written: str
    unit: str

    @property
    def key(self) -> CellKey:
        """The cell's key."""
        return CellKey(self.cell, self.applicant, self.year)

    def in_base_unit(self) -> tuple[float | None, str]:
        """Return value and unit with 万元 told in 元."""
        if self.unit != "万元":
            return self.value, self.unit
        return None if self.value is None else round(self.value * 10_000, 2), "元"


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A figure in a row that the office added to the form.

    Attributes:
        label: The row's label.
        column: The column's label; empty in the 2014 table.
        value: The number.
        written: As it stands in the cell.
        unit: Its unit.
    """

    label: str
    column: str
    value: float
    written: str
    unit: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a sentence states.

    Attributes:
        label: What is counted, in few words of the generator's own.
        value: The number as written.
        unit: The unit as written.
        written: Number and unit as they stand in the text, with 余 and the like.
    """

    label: str
    value: float
    unit: str
    written: str


@dataclass(frozen=True, slots=True)
class Truth:
    """All that a reader can and cannot know from a made document.

    Attributes:
        form: ``form2014``, ``form2019``, ``form2021`` or ``narrative``.
        place: Full name with province (四川省攀枝花市东区).
        place_code: Its six digits.
        reporter: Full name without province (攀枝花市东区教育局).
        printed_reporter: The name that the title prints, which may be shorter or longer.
        body: ``government``, ``department``, ``township`` or ``other``.
        scope: ``area`` or ``own``.
        year: The data year that the title names.
        published: Day of publication that the document gives; None if it gives none.
        signed: The day under the report, where there is one; no day of publication.
        title: In one piece, also where the document breaks it over two lines.
        source_line: What stands after 来源 on the page; empty if nothing does.
        cells: Every cell of the form as the office filled it, also cells that damage has made
            unreadable; last year's too where its tables are carried.
        local_rows: Figures in rows that the office added.
        stated: Figures that sentences state.
        refusals: Cells that cannot be read: a reader must give them no value.
        doubtful: Cells whose place is not certain: a reader may leave them without a value, and
            if it gives one it must be the true one.
        findings: Names of the damage that a reader should report.
        damage: Names of all the damage done.
        broken_identities: The sums that the printed figures break, as ``B3:T3.1``.
    """

    form: str
    place: str
    place_code: str
    reporter: str
    printed_reporter: str
    body: str
    scope: str
    year: int
    published: date | None
    signed: date | None
    title: str
    source_line: str
    cells: tuple[TrueCell, ...]
    local_rows: tuple[LocalRow, ...]
    stated: tuple[Stated, ...]
    refusals: frozenset[CellKey]
    doubtful: frozenset[CellKey]
    findings: tuple[str, ...]
    damage: tuple[str, ...]
    broken_identities: tuple[str, ...]

    def readable(self) -> tuple[TrueCell, ...]:
        """Return the cells that a reader must read: neither refused nor doubtful."""
        out = self.refusals | self.doubtful
        return tuple(cell for cell in self.cells if cell.key not in out)

    def to_json(self) -> str:
        """Return the truth as JSON, for people to look at."""
        content = asdict(self)
        for name in ("refusals", "doubtful"):
            content[name] = sorted(getattr(self, name))
        return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A made document.

    Attributes:
        name: A file name with the suffix of its format.
        content: The file.
        truth: What it says.
    """

    name: str
    content: bytes
    truth: Truth

"""What a loader makes of a document: its text, untouched, and what can be read off it.

All offsets count characters of ``Report.text``, which is the document's text exactly as it was
published, so ``report.text[start:end]`` always gives the words meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from disclosure_analysis.places import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value and the characters of the text that it was read from."""

    value: T
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a document that a reader should know before trusting its figures.

    Attributes:
        key: A row of ``problem_sentences.csv``; ``as_said`` for a sentence of its own.
        values: What the sentence names.
        start: The character of the text that it is about, or -1.
    """

    key: str
    values: tuple[tuple[str, str], ...] = ()
    start: int = -1

    def sentence(self, lang: str = "en") -> str:
        """Return the problem as a sentence in ``zh`` or ``en``."""
        words: str = keyed("problem_sentences", "key")[self.key][lang]
        return words.format_map(dict(self.values))


def problem(key: str, start: int = -1, **values: object) -> Problem:
    """Return a problem with the words that its sentence names."""
    return Problem(key, tuple((name, str(value)) for name, value in values.items()), start)


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both included, that a report says its figures cover."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class AnnouncedParts:
    """The parts that a report's opening announces (包括概述、…等七个部分).

    Attributes:
        count: The number of parts stated, or None where only names stand.
        names: The parts' names as printed, in order; may be empty.
    """

    count: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A figure or annex that the text names.

    Attributes:
        kind: ``figure`` (图1 …) or ``annex`` (附件1: …).
        label: As printed, for instance 图1 or 附件1.
        title: The caption or the annex's name.
        held: Whether its content is part of the document at hand.
        start: First character of the label.
        end: One past the last character of the title.
        address: Where a page's link to it leads; empty if there is none.
    """

    kind: str
    label: str
    title: str
    held: bool
    start: int
    end: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text that it heads.

    Attributes:
        number: The enumerator as printed: 一、, (二), 三是.
        title: The heading without its enumerator.
        level: 1 for 一、, 2 for (一), 3 for 1., 4 for (1), 5 for 一是 and the like.
        start: First character of the enumerator.
        body: First character after the heading.
        end: One past the last character of the section, its children included.
        children: The sections directly below, in order.
    """

    number: str
    title: str
    level: int
    start: int
    body: int
    end: int
    children: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Yield this section and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; ``text[start:end]`` is what stands in it, nothing if it is blank.

    Attributes:
        start: First character of its text.
        end: One past the last; equal to ``start`` for a blank cell.
        row: The row that it begins in, from 0.
        column: The column that it begins in, from 0.
        rows: How many rows it spans.
        columns: How many columns it spans.
    """

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document.

    Attributes:
        start: First character of its text.
        end: One past the last.
        cells: Its cells, row by row, in each row from left to right.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]

    @property
    def height(self) -> int:
        """The number of rows."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the cells that begin in each row, from left to right."""
        found: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            found[cell.row].append(cell)
        return tuple(map(tuple, found))


@dataclass(frozen=True, slots=True)
class Report:
    """A published annual report as a loader read it.

    Attributes:
        text: The document's text, unaltered.
        source: The file or address it came from.
        title: The report's title.
        place: The county-level place that the title names, where one is found.
        reporter: Full name of the body that reports (攀枝花市东区人民政府); empty if unknown.
        body: ``government``, ``department``, ``township`` or ``other``.
        scope: ``area`` (the whole district), ``own`` (the body itself) or empty if unknown.
        year: The data year.
        published: The day of publication.
        source_line: The office that the page names as its source (来源).
        period: The days that the figures cover.
        announced_parts: The parts that the opening announces.
        sections: The top-level sections, in order; see ``Section.children``.
        attachments: Figures and annexes that the text names.
        tables: Its tables, in order; their text is part of ``text``.
        problems: What could not be read or had to be mended, and where the document contradicts
            itself.
    """

    text: str
    source: str
    title: Reading[str] | None = None
    place: Place | None = None
    reporter: str = ""
    body: str = ""
    scope: str = ""
    year: Reading[int] | None = None
    published: Reading[date] | None = None
    source_line: Reading[str] | None = None
    period: Reading[Period] | None = None
    announced_parts: Reading[AnnouncedParts] | None = None
    sections: tuple[Section, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()

    def all_sections(self) -> Iterator[Section]:
        """Yield every section of the tree, in the order of the text."""
        for section in self.sections:
            yield from section.walk()

    def section_at(self, offset: int) -> tuple[Section, ...]:
        """Return the sections around an offset, outermost first."""
        return tuple(s for s in self.all_sections() if s.start <= offset < s.end)

"""The official tables of a report as data: each cell of a form with the observation read from it.

A document may hold the tables of several years; each year's are a sheet of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from disclosure_analysis.extraction.forms import FormReading, read_forms
from disclosure_analysis.forms import ANNEX_2014, FORM_2019, FORM_2021, FormCell, form_cells
from disclosure_analysis.metrics.eras import form_held
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from disclosure_analysis.analysis import Analysis

WHOLE = "tot"
"""The applicant column that sums the others."""

PARTS = ("T2", "T3", "T4")
READ, REFUSED, ABSENT = "read", "refused", "absent"

Key = tuple[str, str, bool]
"""Code, applicant, and whether the figure stands in a column of cumulative figures besides."""


@dataclass(frozen=True)
class Sheet:
    """The official tables of one form and data year.

    Attributes:
        form: ``form2021``, ``form2019``, ``annex2014`` or ``regional``.
        year: The data year of the tables.
        rows: The observations of each cell; more than one only if several files give it.
        refused: Cells that were found and could not be read: (code, applicant).
    """

    form: str
    year: int
    rows: Mapping[Key, tuple[Any, ...]]
    refused: frozenset[tuple[str, str]]

    @property
    def cells(self) -> Mapping[str, FormCell]:
        """The cells and headings of the form."""
        return form_cells(self.form)

    @property
    def has_cumulative(self) -> bool:
        """Whether a second column holds cumulative figures (历年累计)."""
        return any(cumulative for _, _, cumulative in self.rows)

    def below(self, code: str) -> tuple[str, ...]:
        """Return the codes directly below one, in the order of the form."""
        return children(self.form).get(code, ())

    def leaves(self, code: str) -> Iterator[str]:
        """Yield the codes at and below one that hold figures of their own."""
        below = self.below(code)
        if not below:
            yield code
        for child in below:
            yield from self.leaves(child)

    def row(self, code: str, applicant: str = "") -> Any | None:
        """Return the observation of a cell, None where there is none."""
        return next(iter(self.rows.get((code, applicant, False), ())), None)

    def whole(self, code: str) -> Any | None:
        """Return the observation that counts all applicants."""
        return self.row(code, WHOLE if code.startswith("T3") else "")

    def state(self, code: str, applicant: str = "") -> str:
        """Return whether a cell was read, was refused, or is not in the document."""
        if (code, applicant, False) in self.rows:
            return READ
        refused = (code, applicant) in self.refused or (code, "") in self.refused
        return REFUSED if refused else ABSENT

    def has_part(self, part: str) -> bool:
        """Whether the document holds any cell of a part (``T2``)."""
        codes = {code for code, _, _ in self.rows} | {code for code, _ in self.refused}
        return any(code.startswith(part) for code in codes)


@cache
def children(form: str) -> Mapping[str, tuple[str, ...]]:
    """Return the codes directly below each code of a form; those of the top under ``""``."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, cell in form_cells(form).items():
        found[cell.parent].append(code)
    return MappingProxyType({parent: tuple(codes) for parent, codes in found.items()})


def sheets(analysis: Analysis) -> tuple[Sheet, ...]:
    """Return the official tables of a report and its annexes, the report's own year first."""
    cells: dict[tuple[str, int], dict[Key, list[Any]]] = defaultdict(lambda: defaultdict(list))
    observations: Iterator[Any] = analysis.observations.itertuples(index=False)
    for row in observations:
        cell = form_cells(row.form).get(row.cell)
        if cell is None or row.year != row.year:
            continue
        key = (row.cell, row.applicant, is_cumulative_besides(row))
        cells[row.form, int(row.year) - cell.year_offset][key].append(row)
    refused = frozenset((c, a) for one in readings(analysis) for c, a, _ in one.refused)
    found = (
        Sheet(
            form,
            year,
            MappingProxyType({key: tuple(rows) for key, rows in held.items()}),
            refused if year == analysis.year else frozenset(),
        )
        for (form, year), held in cells.items()
    )
    return tuple(sorted(found, key=lambda sheet: (sheet.year != analysis.year, -sheet.year)))


def own_sheets(analysis: Analysis) -> tuple[Sheet, ...]:
    """Return the official tables of the report's own year, of the form that counts."""
    own = [sheet for sheet in sheets(analysis) if sheet.year == analysis.year]
    form = form_held([sheet.form for sheet in own], analysis.year)
    return tuple(sheet for sheet in own if sheet.form == form)


def has_cell(held: Iterable[Sheet], indicator: str) -> bool:
    """Tell whether the tables have a cell for an indicator or its parts, filled or not."""
    return any(
        (cell.indicator == indicator or cell.indicator.startswith(f"{indicator}_"))
        and sheet.whole(code) is not None
        for sheet in held
        for code, cell in sheet.cells.items()
    )


def readings(analysis: Analysis) -> tuple[FormReading, ...]:
    """Return what was read of the tables of the report and of each annex."""
    return (analysis.forms, *(read_forms(annex) for annex in analysis.annexes))


def is_official(row: Any) -> bool:
    """Tell the observation of a cell of an official form from a figure of the text."""
    return row.cell in form_cells(row.form)


def is_cumulative_besides(row: Any) -> bool:
    """Tell a figure of a cumulative column from that of the year, which has the same cell."""
    cell = form_cells(row.form).get(row.cell)
    return cell is not None and row.period == "cumulative" and cell.period != "cumulative"


def words_of(label: str, lang: str) -> str:
    """Return an official label in a language."""
    if lang == "zh":
        return label
    known = keyed("form_words", "label").get(label)
    return known["en"] if known else label


def cell_name(code: str, form: str, lang: str) -> str:
    """Return the name of a cell for a sentence: its label, after that of its row where needed."""
    cell = form_cells(form).get(code)
    if cell is None:
        return code
    own = words_of(cell.label, lang)
    if not code.startswith(("T2", "T4")):
        return own
    row = form_cells(form)[cell.parent]
    return f"{words_of(row.label, lang)}{'：' if lang == 'zh' else ': '}{own}"


OUTCOMES = {
    FORM_2021: ("T3.3", "T3.3.7"),
    FORM_2019: ("T3.3", "T3.3.7"),
    ANNEX_2014: ("3.3", "3.3"),
    "regional": ("17", "17"),
}
"""Of each form: the code above the outcomes of applications, and the code of their total."""

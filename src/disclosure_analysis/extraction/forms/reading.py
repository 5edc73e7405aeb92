"""All official tables of a document, read together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from disclosure_analysis.extraction.forms.cells import (
    FormFigure,
    FormReading,
    table_rows,
)
from disclosure_analysis.extraction.forms.lists import read_list_form
from disclosure_analysis.extraction.forms.mending import segments, year_named
from disclosure_analysis.extraction.forms.part_four import read_part_four
from disclosure_analysis.extraction.forms.part_three import read_part_three
from disclosure_analysis.extraction.forms.part_two import read_part_two
from disclosure_analysis.forms import (
    ANNEX_2014,
    FORM_2019,
    FORM_2021,
    PART_THREE,
    applicants,
    form_cells,
)
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Report, Table, problem

READERS = (read_part_two, read_part_three, read_part_four)
_PART = re.compile(r"\s*[一二三四五六]\s*[、.．]")
_CAPTION = 3
"""How many lines before a table may name its year."""


def read_forms(report: Report) -> FormReading:
    """Return the cells of all official tables of a document.

    Each table is told by its labels: one table may hold several parts, and one part may stand in
    several tables. What is damaged is named in ``problems`` and refused rather than guessed.

    Args:
        report: A document as a loader returns it.
    """
    reading = FormReading()
    own = report.year.value if report.year else None
    year: int | None = None
    for number, table in enumerate(report.tables):
        year = _year(report, number, year)
        rows = table_rows(report.text, table, number, year)
        for segment in segments(rows, own):
            for read in READERS:
                reading.add(read(segment))
            reading.add(read_list_form(segment, _last_row(reading, segment.year)))
    reading.figures = _with_forms(reading.figures)
    _drop_repeated(report, reading)
    reading.figures.sort(key=lambda one: one.cell.start)
    _name_refused(reading)
    _name_missing(report, reading)
    return reading


def _last_row(reading: FormReading, year: int | None) -> str:
    """Return the code of the last row read of the same year's list, empty if there is none."""
    codes = (one.code for one in reversed(reading.figures) if one.year == year)
    return next(codes, "")


def _year(report: Report, number: int, before: int | None) -> int | None:
    """Return the data year that a table's caption or first row names, None if it names none.

    A table that follows another with nothing between them stands under the same caption.
    """
    table = report.tables[number]
    begin = report.tables[number - 1].end if number else 0
    between = plain_text(report.text[begin : table.start]).strip()
    if not between and number:
        return before
    first = [report.text[cell.start : cell.end] for cell in table.cells if cell.row == 0]
    captions = between.split("\n")[-_CAPTION:]
    own = report.year.value if report.year else None
    for words in (first[0] if len(first) == 1 else "", *reversed(captions)):
        year = None if _is_title(report, words) else year_named(words.strip(), own)
        if year is not None or _PART.match(words):
            return year
    return None


def _is_title(report: Report, words: str) -> bool:
    """Tell the report's own title, which names its year and not a table's."""
    plain = re.sub(r"\s", "", plain_text(words))
    return not plain or (report.title is not None and plain in plain_text(report.title.value))


def _with_forms(figures: Sequence[FormFigure]) -> list[FormFigure]:
    """Fill in the form of tables that both forms share, from the other tables of the document."""
    votes: dict[int | None, Counter[str]] = defaultdict(Counter)
    for one in figures:
        if one.form in (FORM_2019, FORM_2021):
            votes[one.year][one.form] += 1
    everywhere = sum(votes.values(), Counter())

    def form_of(year: int | None) -> str:
        found = votes.get(year) or everywhere
        return found.most_common(1)[0][0] if found else FORM_2021

    told = (one if one.form else replace(one, form=form_of(one.year)) for one in figures)
    return [one for one in told if one.code in form_cells(one.form)]


def _drop_repeated(report: Report, reading: FormReading) -> None:
    """Keep one figure for each cell and year; of several that differ, none.

    A page may carry the tables of the year before too. A caption that names the year tells them
    apart; without one, a cell that two tables give differently cannot be told.
    """
    own = report.year.value if report.year else None
    found: dict[tuple[object, ...], list[FormFigure]] = defaultdict(list)
    for one in reading.figures:
        found[(one.year or own, one.code, one.applicant, one.period)].append(one)
    kept, unclear = [], []
    for group in found.values():
        group = _of_named_year(group)
        if len({(one.value.kind, one.value.value) for one in group}) == 1:
            kept.append(group[0])
        else:
            filled = [one for one in group if one.value.kind != "blank"]
            unclear += [group] if len(filled) != 1 or _twins(group) else []
            kept += filled if len(filled) == 1 and not _twins(group) else []
    if unclear:
        first = min(unclear, key=lambda group: group[0].cell.start)[0]
        tables = {one.table + 1 for group in unclear for one in group}
        reading.problems.append(
            problem(
                "cells_twice",
                first.cell.start,
                count=len(unclear),
                tables=", ".join(map(str, sorted(tables))),
            )
        )
        reading.refused += [(g[0].code, g[0].applicant, "") for g in unclear]
    reading.figures = kept
    years = {one.year for one in kept if one.year not in (None, own)}
    reading.problems += [problem("other_year", year=year) for year in sorted(filter(None, years))]


def _of_named_year(group: list[FormFigure]) -> list[FormFigure]:
    """Prefer figures of a table whose caption names the year to those of one without a caption."""
    named = [one for one in group if one.year is not None]
    return named if named and len({one.table for one in group}) > 1 else group


def _twins(group: Sequence[FormFigure]) -> bool:
    """Tell whether a cell stands in several tables, and not twice in one."""
    return len({one.table for one in group}) > 1


def _name_refused(reading: FormReading) -> None:
    """Name the cells whose content is no figure; they are kept out of the figures."""
    readable = []
    for one in reading.figures:
        if one.value.kind in ("words", "unreadable"):
            reading.refused.append((one.code, one.applicant, ""))
            reading.problems.append(problem("cell_refused", one.cell.start, cell=_cell_name(one)))
        else:
            readable.append(one)
    reading.figures = readable


def _name_missing(report: Report, reading: FormReading) -> None:
    """Name the cells and parts that a form has and the document has not, as where a page is cut."""
    own = report.year.value if report.year else None
    found = {(one.code, one.applicant) for one in reading.figures if one.year in (None, own)}
    refused = {(code, applicant) for code, applicant, _ in reading.refused}
    form = main_form(reading)
    missing = [
        cell
        for cell in expected_cells(form, (code for code, _ in found))
        if cell not in found and not is_refused(cell, refused)
    ]
    if missing:
        names = ", ".join(dict.fromkeys(code for code, _ in missing))
        reading.problems.append(problem("cells_missing", count=len(missing), cells=names))
    if form in (FORM_2019, FORM_2021):
        parts = {code[:2] for code, _ in found | refused}
        lost = [part for part in ("T2", "T3", "T4") if part not in parts]
        if lost:
            numbers = "、".join(_PART_NAMES[part] for part in lost)
            numbers_en = ", ".join(part[1] for part in lost)
            reading.problems.append(problem("parts_missing", parts=numbers, parts_en=numbers_en))


def is_refused(cell: tuple[str, str], refused: Collection[tuple[str, str]]) -> bool:
    """Tell whether a cell (code, applicant) or the whole row that it stands in was refused."""
    code, _ = cell
    return cell in refused or any((row, "") in refused for row in (code, code.rpartition(".")[0]))


_PART_NAMES = {"T2": "二", "T3": "三", "T4": "四"}


def main_form(reading: FormReading) -> str:
    """Return the form that most of a document's cells are of; empty if it holds none."""
    forms = Counter(one.form for one in reading.figures)
    return forms.most_common(1)[0][0] if forms else ""


def _cell_name(one: FormFigure) -> str:
    return f"{one.code}[{one.applicant}]" if one.applicant else one.code


def expected_cells(form: str, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the cells (code, applicant) of the parts of a form that a document holds.

    A part that the document does not hold at all is no missing cell but a missing part.
    """
    if not form:
        return
    held = {_part(code, form) for code in codes}
    columns = [name for name in applicants().values() if name != "org"]
    for code, cell in form_cells(form).items():
        if cell.unit and _part(code, form) in held:
            names = columns if code.startswith(PART_THREE) else [""]
            yield from ((code, name) for name in names)


def _part(code: str, form: str) -> str:
    return code[:2] if form in (FORM_2019, FORM_2021) else ANNEX_2014


def unread_tables(report: Report, reading: FormReading) -> Iterator[tuple[int, Table]]:
    """Yield the tables that hold no part of an official form, with their numbers."""
    for number, table in enumerate(report.tables):
        if number not in reading.read:
            yield number, table


__all__ = ["expected_cells", "is_refused", "main_form", "read_forms", "unread_tables"]

"""Part two of the forms of 2019 and 2021: rules, licences, penalties, fees, procurement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from disclosure_analysis.extraction.forms.cells import (
    FormFigure,
    FormReading,
    LocalFigure,
    Row,
    RowCell,
    TableRows,
    unit_in_label,
)
from disclosure_analysis.extraction.forms.columns import Heading, assign
from disclosure_analysis.extraction.forms.mending import joined_rows
from disclosure_analysis.forms import (
    FORM_2019,
    FORM_2021,
    PART_TWO,
    column_labels,
    form_cells,
    label_key,
    match_label,
    row_labels,
)
from disclosure_analysis.report import problem

_FORMS = (FORM_2021, FORM_2019)
_FEWEST = 2
"""How many of its labels make a table part two."""
_HEAD = "信息内容"


def read_part_two(table: TableRows) -> FormReading:
    """Read a table's rows of part two; a reading without figures if it has none."""
    reading = FormReading()
    keys = [one.key for row in table.rows for one in row]
    known = [key for key in keys if key in _columns() or key in _rows()]
    if len(set(known)) < _FEWEST or not any(key in _rows() for key in known):
        return reading
    headings: list[Heading] = []
    form = ""
    exact = {_rows()[key] for key in keys if key in _rows()}
    for row in joined_rows(table.rows, [*_rows(), *_columns()], reading):
        found = _once(_headings(row))
        if found:
            headings = found
            form = _form_of(found) or form
        elif row and any(one.value.is_value for one in row):
            _read_row(row, headings, form, exact, table, reading)
    if reading.figures:
        reading.read[table.number] = {one.form for one in reading.figures}
    return reading


@cache
def _columns() -> Mapping[str, str]:
    return {key: name for form in _FORMS for key, name in column_labels(form).items()}


@cache
def _rows() -> Mapping[str, str]:
    """Return the rows that hold figures: key of the label → code of the row."""
    return {
        key: code
        for form in _FORMS
        for key, (code, *_) in row_labels(form, PART_TWO).items()
        if code.count(".") == 2
    }


def _headings(row: Row) -> Iterator[Heading]:
    """Yield the headings of a header row; nothing for a row that holds a figure."""
    if any(one.value.kind in ("number", "nothing", "dash", "slash") for one in row):
        return
    if any(one.key in _rows() for one in row):
        return
    for one in row:
        found = match_label(one.text, _columns()) if one.key and one.key != _HEAD else None
        if found:
            yield Heading(found[0], one.cell.column, one.cell.columns, one.text)


def _once(headings: Iterable[Heading]) -> list[Heading]:
    """Return headings, one whose cell was split and its words repeated as one again."""
    found: list[Heading] = []
    for heading in headings:
        last = found[-1] if found else None
        if last and (last.name, last.text) == (heading.name, heading.text):
            columns = heading.column + heading.columns - last.column
            found[-1] = replace(last, columns=columns)
        else:
            found.append(heading)
    return found


def _form_of(headings: list[Heading]) -> str:
    """Return the form that has these headings, empty if both or none have."""
    names = {heading.name for heading in headings}
    keys = {label_key(heading.text) for heading in headings}
    forms = [
        form
        for form in _FORMS
        if names <= set(column_labels(form).values()) and keys & set(column_labels(form))
    ]
    return forms[0] if len(forms) == 1 else ""


def _read_row(
    row: Row,
    headings: list[Heading],
    form: str,
    exact: Collection[str],
    table: TableRows,
    reading: FormReading,
) -> None:
    label = next((p for p, one in enumerate(row) if one.value.kind == "words"), None)
    if label is None:
        return
    matches = [(p, match_label(one.text, _rows())) for p, one in enumerate(row)]
    told = [(p, m) for p, m in matches if m and (m[1] or m[0] not in exact)]
    found = told[0] if told else None
    if found is None:
        reading.local += _local(row, label, form, table)
        return
    position, (code, to_the_letter) = found
    values = row[position + 1 :]
    if not to_the_letter:
        said = form_cells(form or FORM_2021).get(code)
        reading.problems.append(
            problem(
                "label_read_as",
                row[position].cell.start,
                found=row[position].text,
                label=said.label if said else code,
            )
        )
    _read_values(code, row[position], values, headings, form, table, reading)


def _read_values(
    code: str,
    label: RowCell,
    values: Row,
    headings: list[Heading],
    form: str,
    table: TableRows,
    reading: FormReading,
) -> None:
    """Read the figures of a row under its headings, or say why that cannot be done."""
    usable = [h for h in headings if f"{code}.{h.name}" in _cells(form)]
    if len(usable) < len(headings) or not headings:
        usable = _official(code, form, values)
        if not usable:
            reading.problems.append(
                problem("row_without_heading", label.cell.start, row=label.text)
            )
            reading.refused += [(code, "", one.text) for one in values if one.text]
            return
        reading.problems.append(problem("headings_missing", label.cell.start, row=label.text))
    given = assign(values, usable, gridded=bool(headings))
    if given.refused:
        reading.problems.append(
            problem(
                "row_refused",
                label.cell.start,
                row=label.text,
                cells=len(values),
                expected=len(usable),
            )
        )
        reading.refused += [(f"{code}.{h.name}", "", "") for h in usable]
        return
    for heading, one in given.cells:
        reading.figures.append(
            FormFigure(
                form=form,
                code=f"{code}.{heading.name}",
                applicant="",
                cell=one.cell,
                value=one.value,
                label=(label.cell.start, label.cell.end),
                unit=unit_in_label(heading.text) or table.unit,
                year=table.year,
                table=table.number,
            )
        )


@cache
def _cells(form: str) -> frozenset[str]:
    """Return the codes of a form's cells; those of both forms where it is not known."""
    forms = (form,) if form else _FORMS
    return frozenset(code for one in forms for code in form_cells(one))


def _official(code: str, form: str, values: Row) -> list[Heading]:
    """Return a row's headings in the official order, where the table has lost its own.

    Only where the form is known and the row has as many figures as the form has columns.
    """
    if not form:
        return []
    columns = [
        cell.code.rsplit(".", 1)[1] for cell in form_cells(form).values() if cell.parent == code
    ]
    if len(columns) != len(values):
        return []
    start = values[0].cell.column if values else 0
    return [
        Heading(name, start + number, 1, form_cells(form)[f"{code}.{name}"].label)
        for number, name in enumerate(columns)
    ]


def _local(row: Row, label: int, form: str, table: TableRows) -> Iterator[LocalFigure]:
    """Yield the figures of a row that the office added."""
    for one in row[label + 1 :]:
        if one.value.kind == "number":
            yield LocalFigure(
                form, row[label].text, one.cell, one.value, year=table.year, table=table.number
            )

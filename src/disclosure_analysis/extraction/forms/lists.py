"""The forms that are lists of rows: 政府信息公开情况统计表 (2014–2018), regional ones before."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from disclosure_analysis.extraction.forms.cells import (
    FormFigure,
    FormReading,
    LocalFigure,
    Row,
    RowCell,
    TableRows,
)
from disclosure_analysis.extraction.forms.mending import joined_rows
from disclosure_analysis.forms import (
    ANNEX_2014,
    REGIONAL,
    FormCell,
    form_cells,
    label_key,
    match_label,
    row_labels,
)
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import problem
from disclosure_analysis.tables import keyed

_FORMS = (ANNEX_2014, REGIONAL)
_FEWEST = 4
"""How many of its labels make a table such a form."""
_FEWEST_UNDER_HEADINGS = 2
_UNIT = re.compile(r"^[(（]?(?P<unit>[\u4e00-\u9fff]{1,3})[)）]?$")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s?年")
_CUMULATIVE = re.compile(r"历年|累计")
_NOT_FIGURES = re.compile(r"^(?:序号|代码|编号|行次|备注|单位|计量单位|统计指标|指标名称|指标)$")


def read_list_form(table: TableRows, after: str = "") -> FormReading:
    """Read a table as the form of 2014 or as a regional one; no figures if it is neither.

    Args:
        table: The table.
        after: Code of the last row of the table before, which this one may go on from.
    """
    form = _form_of(table)
    reading = FormReading()
    if not form:
        return reading
    columns: dict[int, str] = {}
    # Two lists set side by side each go their own way through the form.
    side_by_side = any(len(_entries(row, form)) > 1 for row in table.rows)
    positions: dict[int, int] = {}
    order = list(form_cells(form))
    start = order.index(after) if after in order and not side_by_side else -1
    exact = {one.key for row in table.rows for one in row} & set(row_labels(form))
    for row in joined_rows(table.rows, row_labels(form), reading):
        header = _header(row)
        if header:
            columns = header
            continue
        for label, values in _entries(row, form):
            block = label.cell.column if side_by_side else 0
            positions[block] = _read_entry(
                label, values, form, positions.get(block, start), exact, columns, table, reading
            )
    if reading.figures:
        reading.read[table.number] = {form}
    return reading


def _form_of(table: TableRows) -> str:
    keys = {one.key for row in table.rows for one in row}
    hits = {form: len(keys & set(row_labels(form))) for form in _FORMS}
    best = max(_FORMS, key=lambda form: hits[form])
    fewest = _FEWEST_UNDER_HEADINGS if any(map(_header, table.rows)) else _FEWEST
    return best if hits[best] >= fewest else ""


def _header(row: Row) -> dict[int, str]:
    """Return what the columns of a header row hold.

    That is ``year``, the year that the heading names, ``cumulative`` or ``none``.
    """
    if any(one.value.kind in ("number", "dash") for one in row) or len(row) < 2:
        return {}
    if not any(_NOT_FIGURES.match(re.sub(r"\s", "", one.text)) for one in row):
        return {}
    return {
        one.cell.column: "none"
        if _NOT_FIGURES.match(re.sub(r"\s", "", one.text))
        else "cumulative"
        if _CUMULATIVE.search(one.text)
        else _year_of(one.text)
        for one in row
        if one.text
    }


def _year_of(heading: str) -> str:
    named = _YEAR.search(heading)
    return named[1] if named else "year"


def _entries(row: Row, form: str) -> list[tuple[RowCell, list[RowCell]]]:
    """Return the labels of a row, each with the cells after it up to the next label.

    Wide tables set two or three lists side by side.
    """
    labels = [p for p, one in enumerate(row) if _is_label(one, form)]
    if not labels:
        words = [p for p, one in enumerate(row) if one.value.kind == "words" and not _unit(one)]
        labels = words[:1]
    if not labels:
        return []
    ends = [*labels[1:], len(row)]
    return [(row[p], list(row[p + 1 : end])) for p, end in zip(labels, ends, strict=True)]


def _is_label(one: RowCell, form: str) -> bool:
    if one.value.kind != "words" or _unit(one):
        return False
    return one.key in _keys(form) or match_label(one.text, _keys(form)) is not None


@cache
def _keys(form: str) -> Mapping[str, str]:
    return {key: codes[0] for key, codes in row_labels(form).items()}


def _unit(one: RowCell) -> str:
    """Return the unit that a cell holds and nothing else, empty if it holds none."""
    match = _UNIT.match(one.text)
    known = match and (match["unit"] in keyed("units", "unit") or match["unit"] == "万元")
    return match["unit"] if match and known else ""


def _read_entry(
    label: RowCell,
    cells: Sequence[RowCell],
    form: str,
    position: int,
    exact: Collection[str],
    columns: Mapping[int, str],
    table: TableRows,
    reading: FormReading,
) -> int:
    """Read the figures after a label; return where in the form's order the next row stands."""
    unit = next((u for one in cells if (u := _unit(one))), "")
    values = [one for one in cells if not _unit(one) and _holds_figure(one, columns)]
    known = _told(label, form, position)
    if known is not None and not known[2] and label_key(known[0].label) in exact:
        known = None  # the row itself is there: one only like it is the office's own
    if known is None:
        reading.local += [
            LocalFigure(
                form,
                label.text,
                one.cell,
                one.value,
                unit=unit,
                year=table.year,
                table=table.number,
            )
            for one in values
            if one.value.kind == "number"
        ]
        return position
    cell, place, to_the_letter = known
    if cell.unit and not to_the_letter:
        reading.problems.append(
            problem("label_read_as", label.cell.start, found=label.text, label=cell.label)
        )
    if cell.unit:
        _read_values(cell, label, values, unit, columns, table, reading)
    return place


def _holds_figure(one: RowCell, columns: Mapping[int, str]) -> bool:
    return columns.get(one.cell.column, "year") != "none" and one.value.kind != "words"


def _told(label: RowCell, form: str, position: int) -> tuple[FormCell, int, bool] | None:
    """Return which row of the form a label is; of several alike the next one in order."""
    exact = _keys(form).get(label.key)
    found = (exact, True) if exact else match_label(label.text, _keys(form))
    if found is None:
        return None
    order = list(form_cells(form))
    key = next(k for k, code in _keys(form).items() if code == found[0])
    places = [order.index(code) for code in row_labels(form)[key]]
    place = next((p for p in places if p > position), places[0])
    return form_cells(form)[order[place]], place, found[1]


def _read_values(
    cell: FormCell,
    label: RowCell,
    values: Sequence[RowCell],
    unit: str,
    columns: Mapping[int, str],
    table: TableRows,
    reading: FormReading,
) -> None:
    by_period = {columns.get(one.cell.column, "year"): one for one in reversed(values)}
    filled = [one for one in values if one.value.kind != "blank"]
    if len(values) > 1 and len(by_period) < len(values):
        if len(filled) > 1:
            reading.problems.append(
                problem(
                    "row_refused", label.cell.start, row=label.text, cells=len(filled), expected=1
                )
            )
            reading.refused.append((cell.code, "", " ".join(one.text for one in filled)))
            return
        by_period = {"year": (filled or values)[0]}
    for period, one in sorted(by_period.items(), reverse=True):
        reading.figures.append(
            FormFigure(
                form=cell.form,
                code=cell.code,
                applicant="",
                cell=one.cell,
                value=one.value,
                label=(label.cell.start, label.cell.end),
                unit=unit if "元" in plain_text(unit) else "",
                year=int(period) if period.isdecimal() else table.year,
                period=period if period == "cumulative" else "",
                table=table.number,
            )
        )

"""Part three of the forms of 2019 and 2021: applications by outcome and kind of applicant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from disclosure_analysis.extraction.forms.applicant_columns import (
    TOTAL,
    Columns,
    applicant_columns,
    is_header,
    official_columns,
)
from disclosure_analysis.extraction.forms.cells import (
    FormFigure,
    FormReading,
    LocalFigure,
    Row,
    RowCell,
    TableRows,
)
from disclosure_analysis.extraction.forms.columns import Assigned, Heading, assign
from disclosure_analysis.extraction.forms.mending import joined_rows
from disclosure_analysis.forms import (
    FORM_2019,
    FORM_2021,
    PART_THREE,
    applicants,
    form_cells,
    match_label,
    row_labels,
)
from disclosure_analysis.report import problem

_FEWEST = 3
_OTHER = "其他"
_OTHER_HANDLING = "T3.3.6"
_OTHER_CASES = "T3.3.6.3"
_SPLIT_OTHER = frozenset({"T3.3.6.1", "T3.3.6.2", _OTHER_CASES})


def read_part_three(table: TableRows) -> FormReading:
    """Read a table's rows of part three; a reading without figures if it has none."""
    reading = FormReading()
    keys = {one.key for row in table.rows for one in row}
    rows_named, applicants_named = len(keys & set(_labels())), len(keys & set(applicants()))
    if rows_named < _FEWEST and not (rows_named and applicants_named >= _FEWEST):
        return reading
    rows = list(joined_rows(table.rows, _labels(), reading))
    columns = applicant_columns(rows)
    if columns.problem:
        reading.problems.append(problem(columns.problem, _start(rows)))
    exact = {_labels()[one.key] for row in rows for one in row if one.key in _labels()}
    context = ""
    for row in rows:
        if not is_header(row):
            context = _read_row(row, context, columns, exact, table, reading)
    _tell_form(reading)
    if reading.figures:
        reading.read[table.number] = {"part_three"}
    return reading


@cache
def _labels() -> Mapping[str, str]:
    """Return the rows of both forms: key of the label → code; 其他 is told by the row before."""
    return {
        key: codes[0]
        for form in (FORM_2021, FORM_2019)
        for key, codes in row_labels(form, PART_THREE).items()
        if key != _OTHER
    }


def _filled(row: Row) -> bool:
    return any(one.value.is_value and one.value.kind != "blank" for one in row)


def _start(rows: Sequence[Row]) -> int:
    return rows[0][0].cell.start if rows and rows[0] else -1


def _read_row(
    row: Row,
    context: str,
    columns: Columns,
    exact: Collection[str],
    table: TableRows,
    reading: FormReading,
) -> str:
    """Read a row, and return the group that the rows after it stand in.

    Args:
        row: The row.
        context: The group that it stands in.
        columns: The applicants' columns.
        exact: Codes of the rows whose labels stand in the table to the letter: a label that is
            only like one of them is that of a row which the office added.
        table: The table.
        reading: Takes in what is read.
    """
    found = _label(row, context, exact)
    if found is None:
        reading.local += _local(row, columns, table)
        return context
    position, code, told = found
    context = _group(row, position, code, context)
    values = row[position + 1 :]
    if not values or (code in _groups() and not _filled(values)):
        return context
    label = row[position]
    if not told:
        reading.problems.append(
            problem("label_read_as", label.cell.start, found=label.text, label=_official(code))
        )
    if code in _groups():
        reading.local += _local(row, columns, table)
        return context
    given = _assigned(values, columns, table)
    if given.refused:
        _refuse(code, label, values, columns, reading)
        return context
    glued = _glued(given)
    if glued:
        _refuse_glued(code, label, [pair for pair in given.cells if pair[1] in glued], reading)
    for heading, one in given.cells:
        if one in glued or not heading.name:
            continue
        reading.figures.append(
            FormFigure(
                form="",
                code=code,
                applicant=heading.name,
                cell=one.cell,
                value=one.value,
                label=(label.cell.start, label.cell.end),
                year=table.year,
                table=table.number,
            )
        )
    return context


def _label(row: Row, context: str, exact: Collection[str]) -> tuple[int, str, bool] | None:
    """Return which cell is the row's label, what it says, and whether to the letter."""
    words = [p for p, one in enumerate(row) if one.value.kind == "words"]
    for position in reversed(words):
        key = row[position].key
        if key == _OTHER and _group(row, position, "", context).startswith(_OTHER_HANDLING):
            return position, _OTHER_CASES, True
        if key in _labels():
            return position, _labels()[key], True
        found = match_label(row[position].text, _labels())
        if found and found[0] not in exact:
            return position, found[0], False
    return None


@cache
def _groups() -> frozenset[str]:
    """Return the rows that only head others; 其他处理 does so in the form of 2021 alone."""
    return frozenset(
        code
        for code, cell in form_cells(FORM_2021).items()
        if code.startswith(PART_THREE) and not cell.unit and code != _OTHER_HANDLING
    )


def _group(row: Row, position: int, code: str, context: str) -> str:
    """Return the group of a row: the one that a cell before its label names, or its own."""
    for one in reversed(row[:position]):
        if one.key in _labels():
            return _labels()[one.key]
    if code in _groups() or code == _OTHER_HANDLING:
        return code
    return code.rsplit(".", 1)[0] if code.count(".") > 1 else context


def _official(code: str) -> str:
    cell = form_cells(FORM_2021).get(code) or form_cells(FORM_2019)[code]
    return cell.label


def _assigned(values: Row, columns: Columns, table: TableRows) -> Assigned:
    """Return a row's cells by applicant; one that falls short of the table must add up.

    A row with a cell too few can look whole where a blank cell beside its label was taken for a
    figure, so the total must be the sum of the others.
    """
    if columns.unclear:
        return Assigned(refused="unclear")
    headings = columns.headings
    glued = _all_zeros(values, len(headings))
    if glued is not None:
        return Assigned(tuple((heading, glued) for heading in headings), by_count=True)
    given = assign(values, headings, gridded=columns.gridded)
    if given.refused or not columns.gridded or not given.by_count:
        return given
    if values[-1].end < table.width and not _adds_up(given):
        return Assigned(refused="too_few")
    return given


def _all_zeros(values: Row, expected: int) -> RowCell | None:
    """Return the one cell in which the zeros of a whole row were glued together (0000000)."""
    filled = [one for one in values if one.text]
    return filled[0] if len(filled) == 1 and filled[0].text == "0" * expected else None


def _glued(given: Assigned) -> tuple[RowCell, ...]:
    """Return two cells if the figures of both stand glued together in one of them.

    So it is where one is blank and the other holds two figures: visibly, or because the row adds
    up only once its figure is cut in two.
    """
    given = Assigned(tuple(pair for pair in given.cells if pair[0].name))
    cells = [one for _, one in given.cells]
    for left, right in pairwise(range(len(cells))):
        for filled, empty in ((left, right), (right, left)):
            if cells[empty].value.kind != "blank":
                continue
            if cells[filled].value.kind == "unreadable":
                return cells[left], cells[right]
            digits = cells[filled].text
            if not digits.isdecimal() or _adds_up(given):
                continue
            if any(_cut_adds_up(given, left, right, digits, at) for at in range(1, len(digits))):
                return cells[left], cells[right]
    return ()


def _cut_adds_up(given: Assigned, left: int, right: int, digits: str, at: int) -> bool:
    values = [one.value.value or 0 for _, one in given.cells]
    values[left], values[right] = float(digits[:at]), float(digits[at:])
    totals = [v for (h, _), v in zip(given.cells, values, strict=True) if h.name == TOTAL]
    return totals == [sum(values) - sum(totals)]


def _refuse_glued(
    code: str, label: RowCell, glued: Sequence[tuple[Heading, RowCell]], reading: FormReading
) -> None:
    words = "".join(one.text for _, one in glued)
    reading.problems.append(problem("numbers_glued", label.cell.start, row=label.text, found=words))
    reading.refused += [(code, heading.name, one.text) for heading, one in glued]


def _adds_up(given: Assigned) -> bool:
    parts = [one.value.value or 0 for h, one in given.cells if h.name not in ("", TOTAL)]
    totals = [one.value.value for heading, one in given.cells if heading.name == TOTAL]
    return totals == [sum(parts)]


def _refuse(code: str, label: RowCell, values: Row, columns: Columns, reading: FormReading) -> None:
    headings = [h for h in columns.headings or official_columns() if h.name]
    if columns.unclear:
        reading.refused += [(code, heading.name, "") for heading in headings]
        return
    reading.problems.append(
        problem(
            "row_refused",
            label.cell.start,
            row=label.text,
            cells=len(values),
            expected=len(columns.headings),
        )
    )
    reading.refused += [(code, heading.name, "") for heading in headings]


def _local(row: Row, columns: Columns, table: TableRows) -> Iterator[LocalFigure]:
    """Yield the figures of a row that the office added."""
    words = [p for p, one in enumerate(row) if one.value.kind == "words"]
    if not words:
        return
    given = assign(row[words[-1] + 1 :], columns.headings, gridded=columns.gridded)
    for heading, one in given.cells:
        if one.value.kind == "number" and heading.name:
            yield LocalFigure(
                form="",
                label=row[words[-1]].text,
                cell=one.cell,
                value=one.value,
                applicant=heading.name,
                year=table.year,
                table=table.number,
            )


def _tell_form(reading: FormReading) -> None:
    """Fill in the form: that of 2021 parts 其他处理 into three rows, that of 2019 does not."""
    codes = {one.code for one in reading.figures} | {code for code, _, _ in reading.refused}
    form = ""
    if codes & _SPLIT_OTHER:
        form = FORM_2021
    elif _OTHER_HANDLING in codes:
        form = FORM_2019
    if form == FORM_2021:
        # A figure beside the heading 其他处理 sums its rows; the form of 2021 has no cell for it.
        reading.figures = [one for one in reading.figures if one.code != _OTHER_HANDLING]
    reading.figures = [replace(one, form=form) for one in reading.figures]

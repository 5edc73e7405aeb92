"""Part four of the forms of 2019 and 2021: reconsiderations and lawsuits by result."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from disclosure_analysis.extraction.forms.cells import (
    FormFigure,
    FormReading,
    Row,
    RowCell,
    TableRows,
)
from disclosure_analysis.extraction.forms.columns import Heading, assign
from disclosure_analysis.forms import (
    FORM_2021,
    PART_FOUR,
    label_key,
    match_label,
    result_labels,
    row_labels,
)
from disclosure_analysis.report import problem

_TOTAL = "总计"
_GROUPS = ("rec", "lit.direct", "lit.after")
_LAWSUITS = ("未经复议直接起诉", "复议后起诉")
_FEWEST = 2
_TWO_NUMBERS = re.compile(r"\d+\s+\d+")
_REMARKS = {"备注", "说明"}

Placed = tuple[str, RowCell, tuple[int, int]]
"""A cell of part four: its code without the part, the cell, and where its label stands."""


def read_part_four(table: TableRows) -> FormReading:
    """Read a table's row of part four, or its rows where they are set upright.

    Where no row names two results, the results stand down the side.
    """
    reading = FormReading()
    results = set(result_labels()) - {_TOTAL}
    if len({one.key for row in table.rows for one in row} & results) < _FEWEST:
        return reading
    if max(len(_named(row)) for row in table.rows) < _FEWEST:
        _read_down(table, reading)
    else:
        _read_across(table, reading)
    if reading.figures:
        reading.read[table.number] = {"part_four"}
    return reading


def _named(row: Row) -> set[str]:
    """Return the results that a row names to the letter."""
    return {one.key for one in row} & set(result_labels())


def _read_across(table: TableRows, reading: FormReading) -> None:
    """Read a table whose results are the headings of its columns."""
    head: list[Row] = []
    headings: list[Heading] | None = None
    for row in table.rows:
        if _is_header(row):
            head = [*(head if headings is None else []), row]
            headings = None
        elif head and any(one.value.is_value for one in row):
            headings = _headings(head, reading) if headings is None else headings
            if headings:
                _read_row(row, headings, table, reading)


def _read_down(table: TableRows, reading: FormReading) -> None:
    """Read a table whose results stand down the side: groups across, or one long list."""
    rows = table.rows
    first = next((n for n, row in enumerate(rows) if _named(row) - {_TOTAL}), 0)
    named = [n for n, row in enumerate(rows) if any(_group(one.text) for one in row)]
    begin = max(named, default=0) + 1
    groups = [h for n in named for h in _group_headings(rows[n])]
    names = {heading.name for heading in groups}
    if begin <= first and len(names) == len(groups) >= _FEWEST:
        placed = list(_transposed(rows[begin:], groups, reading))
    else:
        placed = list(_listed(rows))
    times = Counter(code for code, *_ in placed)
    _add([one for one in placed if times[one[0]] == 1], table, reading)


def _transposed(
    rows: Sequence[Row], groups: Sequence[Heading], reading: FormReading
) -> Iterator[Placed]:
    """Yield the cells of rows that are one result each, under the groups' columns."""
    headings = sorted(groups, key=lambda one: one.column)
    for row in rows:
        place = next((p for p, one in enumerate(row) if one.key in result_labels()), None)
        if place is None:
            continue
        label, values = row[place], row[place + 1 :]
        name = result_labels()[label.key]
        given = assign(values, headings, gridded=True)
        if given.refused or given.by_count:
            _refuse_row(row, label.text, len(values), [f"{h.name}.{name}" for h in groups], reading)
            continue
        where = (label.cell.start, label.cell.end)
        yield from ((f"{heading.name}.{name}", one, where) for heading, one in given.cells)


def _listed(rows: Sequence[Row]) -> Iterator[Placed]:
    """Yield the cells of a list whose rows are one group and one result each.

    A group counts for the rows that its cell spans. One that spans a single row counts up to the
    next, but only if the first result has a group: a label set in the middle of the rows that it
    stands for would give the first of them to the group before.
    """
    remarks = {one.cell.column for row in rows for one in row if one.key in _REMARKS}
    current, carried = "", True
    for row, standing in _standing(rows):
        results = [one for one in standing if one.key in result_labels()]
        group, alone = _stated(standing)
        if group is not None:
            current = group if alone else ""
        elif carried:
            group = current
        carried = carried and (not results or bool(group))
        values = _values(row, standing, remarks)
        if group and len(results) == len(values) == 1:
            where = (results[0].cell.start, results[0].cell.end)
            yield f"{group}.{result_labels()[results[0].key]}", values[0], where


def _standing(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield each row with the cells that stand in it, those that begin above included."""
    above: list[RowCell] = []
    for row in filter(None, rows):
        at = row[0].cell.row
        above = [one for one in above if one.cell.row + one.cell.rows > at]
        yield row, [*above, *row]
        above += [one for one in row if one.cell.rows > 1]


def _stated(standing: Row) -> tuple[str | None, bool]:
    """Return the group that a row states, and whether by a cell of this row alone.

    Words that are no group take the place of the one before (``""``); no words leave it (None).
    """
    last = max((one.cell.column for one in standing if one.key in result_labels()), default=None)
    words = [
        one
        for one in standing
        if one.value.kind == "words"
        and one.key not in result_labels()
        and (last is None or one.cell.column < last or _group(one.text))
    ]
    groups = [one for one in words if _group(one.text)]
    names = {_group(one.text) for one in groups}
    if len(names) == 1:
        return names.pop(), all(one.cell.rows == 1 for one in groups)
    return ("" if words else None), True


def _values(row: Row, standing: Row, remarks: set[int]) -> list[RowCell]:
    """Return the figures after a row's labels; one that spans several rows is none of them."""
    labels = [
        one.cell.column
        for one in standing
        if one.key in result_labels() or (one.value.kind == "words" and _group(one.text))
    ]
    return [
        one
        for one in row
        if one.value.is_value
        and one.cell.column > max(labels, default=-1)
        and one.cell.rows == 1
        and one.cell.column not in remarks
    ]


def _add(placed: Sequence[Placed], table: TableRows, reading: FormReading) -> None:
    """Take in cells, without those whose figures are glued together."""
    glued = {code for pair in _glued(placed) for code in pair}
    for code, one, label in placed:
        if code in glued:
            reading.refused.append((PART_FOUR + code, "", ""))
            continue
        reading.figures.append(
            FormFigure(
                form="",
                code=PART_FOUR + code,
                applicant="",
                cell=one.cell,
                value=one.value,
                label=label,
                year=table.year,
                table=table.number,
            )
        )
    for (code, one, _), (other, two, _) in pairwise(placed):
        if code in glued and other in glued:
            name = _group_name(code)
            found = one.text + two.text
            reading.problems.append(problem("numbers_glued", one.cell.start, row=name, found=found))


def _group_name(code: str) -> str:
    group = code.rpartition(".")[0]
    return next((label for label, name in _groups().items() if name == group), group)


def _glued(placed: Sequence[Placed]) -> Iterator[tuple[str, str]]:
    """Yield neighbours of which one is blank and the other holds the figures of both."""
    values = {code: one.value.value or 0.0 for code, one, _ in placed}
    for (left, one, _), (right, two, _) in pairwise(placed):
        filled, empty = (two, one) if one.value.kind == "blank" else (one, two)
        if empty.value.kind != "blank" or not filled.text:
            continue
        digits = filled.text
        if _TWO_NUMBERS.fullmatch(digits) or (digits.isdecimal() and _begins_with_zero(digits)):
            yield left, right
        elif digits.isdecimal() and not _add_up(values, left, right):
            cuts = [(float(digits[:at]), float(digits[at:])) for at in range(1, len(digits))]
            if any(_add_up(values | {left: a, right: b}, left, right) for a, b in cuts):
                yield left, right


def _begins_with_zero(digits: str) -> bool:
    return len(digits) > 1 and int(digits[0]) == 0


def _add_up(values: Mapping[str, float], *codes: str) -> bool:
    """Tell whether the groups of some cells are there in full and add up to their totals."""
    for group in {code.rpartition(".")[0] for code in codes}:
        parts = [values.get(f"{group}.{name}") for name in result_labels().values()]
        total = values.get(f"{group}.total")
        if total is None or None in parts or 2 * total != sum(filter(None, parts)):
            return False
    return True


@cache
def _groups() -> Mapping[str, str]:
    """Return the groups of columns: key of the label → the group's part of the code."""
    return {
        key: code.removeprefix(PART_FOUR)
        for key, (code, *_) in row_labels(FORM_2021, PART_FOUR).items()
    }


def _group(text: str) -> str:
    """Return the group that a text names; one that speaks of lawsuits is no reconsideration."""
    key = label_key(text)
    whole = next((label for label in _LAWSUITS if key.endswith(label)), text)
    found = match_label(whole, _groups())
    if not found or found[0] not in _GROUPS or (found[0] == "rec" and "诉" in key):
        return ""
    return found[0]


def _is_header(row: Row) -> bool:
    """Tell a row of results or of their groups; one with a figure or a mark is none."""
    if any(one.value.kind in ("number", "nothing", "dash", "slash") for one in row):
        return False
    return any(_result(one.text) not in ("", "total") or _group(one.text) for one in row)


def _result(text: str) -> str:
    found = match_label(text, result_labels()) if text else None
    return found[0] if found else ""


def _headings(head: Sequence[Row], reading: FormReading) -> list[Heading]:
    """Return the results' columns, each under its group (``rec.upheld``).

    The group is the one above in the grid; where groups and results do not meet, the results
    come in runs, one for each group in the order of the form.
    """
    cells = _across(_not_repeated(head))
    names = [_result(one.text) for one in cells]
    above = [heading for row in head for heading in _group_headings(row)]
    groups = [_group_above(one.cell.column, above) for one in cells]
    runs = _best_runs(names, groups)
    if not _fits(groups, runs):
        if len(set(runs)) == len(_GROUPS):
            if not above:
                reading.problems.append(problem("groups_missing", head[0][0].cell.start))
            groups = [_GROUPS[run] for run in runs]
        elif len(set(runs)) == 1:
            groups = [above[0].name if len(above) == 1 else "" for _ in runs]
        else:
            return []
    return [
        Heading(f"{group}.{name}" if group else name, one.cell.column, one.cell.columns, one.text)
        for group, name, one in zip(groups, names, cells, strict=True)
    ]


def _group_headings(row: Row) -> Iterator[Heading]:
    """Yield the groups of a header row; blank cells after one were split off it."""
    name, first, last = "", None, None
    for one in (*row, None):
        if one is not None and not one.text and name:
            last = one
            continue
        if name and first is not None and last is not None:
            yield Heading(name, first.cell.column, last.end - first.cell.column, first.text)
        name = _group(one.text) if one is not None else ""
        first = last = one


def _not_repeated(rows: Sequence[Row]) -> list[list[RowCell]]:
    """Return the results of header rows, without those that a split cell repeats below itself."""
    kept: list[list[RowCell]] = []
    for number, row in enumerate(rows):
        results = [one for one in row if _result(one.text)]
        below = {
            (one.cell.column, one.key)
            for other in rows[number + 1 :]
            if other and other[-1].end == row[-1].end
            for one in other
        }
        kept.append([one for one in results if (one.cell.column, one.key) not in below])
    return kept


def _across(rows: Sequence[Sequence[RowCell]]) -> list[RowCell]:
    """Return the cells of header rows from left to right.

    In a table pasted as lines each row begins at the first column: there the order of the rows
    counts.
    """
    cells = [one for row in rows for one in row]
    columns = [one.cell.column for one in cells]
    if len(set(columns)) < len(columns):
        return cells
    return sorted(cells, key=lambda one: one.cell.column)


def _group_above(column: int, above: Sequence[Heading]) -> str:
    over = [h for h in above if h.column <= column < h.column + h.columns]
    return over[-1].name if over else ""


def _best_runs(names: Sequence[str], groups: Sequence[str]) -> list[int]:
    """Return which run each result belongs to; runs that begin with their total must be whole."""
    runs = _runs(names)
    if _fits(groups, runs) or names[:1] != ["total"]:
        return runs
    size = len(result_labels())
    first = [position // size for position in range(len(names))]
    lists = [names[begin : begin + size] for begin in range(0, len(names), size)]
    whole = all(one[0] == "total" and len(set(one)) == size for one in lists)
    return first if whole else runs


def _runs(names: Sequence[str]) -> list[int]:
    """Return for each result which run it belongs to; a run ends with its total."""
    runs, run = [], 0
    for position, name in enumerate(names):
        if position and (names[position - 1] == "total" or name in _since(names, position)):
            run += 1
        runs.append(run)
    return runs


def _since(names: Sequence[str], position: int) -> set[str]:
    """Return the results since the last total before a position."""
    begin = max((i + 1 for i in range(position) if names[i] == "total"), default=0)
    return set(names[begin:position])


def _fits(groups: Sequence[str], runs: Sequence[int]) -> bool:
    """Tell whether each run has one group and each group one run."""
    pairs = set(zip(groups, runs, strict=True))
    return "" not in groups and len(pairs) == len(set(groups)) == len(set(runs))


def _read_row(
    row: Row, headings: Sequence[Heading], table: TableRows, reading: FormReading
) -> None:
    words = [p for p, one in enumerate(row) if one.value.kind == "words"]
    group = next((g for p in reversed(words) if (g := _group(row[p].text))), "")
    first = words[-1] + 1 if words else 0
    values = row[first:]
    upright = all("." not in heading.name for heading in headings)
    if upright and not group:
        return
    given = assign(values, headings, gridded=True)
    if given.refused and not any(one.text for one in values):
        return  # a row that only sets the widths of columns
    if given.refused:
        names = [f"{group}.{h.name}" if upright else h.name for h in headings]
        name = group or "四、行政复议、行政诉讼"
        _refuse_row(row, name, len(values), names, reading)
        return
    placed = [
        (f"{group}.{heading.name}" if upright else heading.name, one, _label(heading, table))
        for heading, one in given.cells
    ]
    _add(placed, table, reading)


def _refuse_row(
    row: Row, name: str, cells: int, codes: Sequence[str], reading: FormReading
) -> None:
    start = row[0].cell.start
    reading.problems.append(
        problem("row_refused", start, row=name, cells=cells, expected=len(codes))
    )
    reading.refused += [(PART_FOUR + code, "", "") for code in codes]


def _label(heading: Heading, table: TableRows) -> tuple[int, int]:
    """Return where the heading's words stand."""
    for row in table.rows:
        for one in row:
            if one.text == heading.text and one.cell.column == heading.column:
                return one.cell.start, one.cell.end
    return 0, 0

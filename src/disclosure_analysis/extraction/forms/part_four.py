"""Part four of the forms of 2019 and 2021: reconsiderations and lawsuits by result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

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
    match_label,
    result_labels,
    row_labels,
)
from disclosure_analysis.report import problem

_TOTAL = "总计"
_GROUPS = ("rec", "lit.direct", "lit.after")
_FEWEST = 2


def read_part_four(table: TableRows) -> FormReading:
    """Read a table's row of part four, or its rows where they are set upright."""
    reading = FormReading()
    results = set(result_labels()) - {_TOTAL}
    if len({one.key for row in table.rows for one in row} & results) < _FEWEST:
        return reading
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
    if reading.figures:
        reading.read[table.number] = {"part_four"}
    return reading


@cache
def _groups() -> Mapping[str, str]:
    """Return the groups of columns: key of the label → the group's part of the code."""
    return {
        key: code.removeprefix(PART_FOUR)
        for key, (code, *_) in row_labels(FORM_2021, PART_FOUR).items()
    }


def _group(text: str) -> str:
    found = match_label(text, _groups())
    return found[0] if found and found[0] in _GROUPS else ""


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
    runs = _runs(names)
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
        where = row[0].cell.start
        name = group or "四、行政复议、行政诉讼"
        reading.problems.append(
            problem("row_refused", where, row=name, cells=len(values), expected=len(headings))
        )
        names = [f"{group}.{h.name}" if upright else h.name for h in headings]
        reading.refused += [(PART_FOUR + name, "", "") for name in names]
        return
    for heading, one in given.cells:
        code = f"{PART_FOUR}{group}.{heading.name}" if upright else PART_FOUR + heading.name
        reading.figures.append(
            FormFigure(
                form="",
                code=code,
                applicant="",
                cell=one.cell,
                value=one.value,
                label=_label(heading, table),
                year=table.year,
                table=table.number,
            )
        )


def _label(heading: Heading, table: TableRows) -> tuple[int, int]:
    """Return where the heading's words stand."""
    for row in table.rows:
        for one in row:
            if one.text == heading.text and one.cell.column == heading.column:
                return one.cell.start, one.cell.end
    return 0, 0

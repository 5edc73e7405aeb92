"""The columns of part three: which kind of applicant each figure of a row belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosure_analysis.extraction.forms.cells import Row, RowCell
from disclosure_analysis.extraction.forms.columns import Heading
from disclosure_analysis.forms import applicants, match_label

ORGANISATIONS = "org"
TOTAL = "tot"
_OTHER = "oth"
_ABOVE_ALL = frozenset({"申请人情况"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of part three.

    Attributes:
        headings: The columns from left to right; one without a name is no applicant's (小计, 备注).
        gridded: Whether headings and figures meet in the grid.
        problem: ``applicants_missing``, ``headings_shifted``, ``applicants_unclear``, or empty.
    """

    headings: tuple[Heading, ...]
    gridded: bool
    problem: str = ""

    @property
    def unclear(self) -> bool:
        """Whether the columns cannot be told at all."""
        return not self.headings


def official_columns() -> tuple[Heading, ...]:
    """Return the columns in the order of the form."""
    names = [name for name in applicants().values() if name != ORGANISATIONS]
    return tuple(Heading(name, number, 1) for number, name in enumerate(names))


def is_header(row: Row) -> bool:
    """Tell a row of applicants; 其他 and 总计 name rows as well and tell nothing."""
    named = {_applicant(one) for one in row} - {"", TOTAL, _OTHER}
    figures = ("number", "nothing", "dash", "slash", "unreadable")
    return bool(named) and not any(one.value.kind in figures for one in row)


def applicant_columns(rows: Sequence[Row]) -> Columns:
    """Return the columns that the header rows name.

    Their order is that in which they are read, the kinds of organisations in the place of their
    common heading. Where that is not their order in the grid, spans are damaged: then only the
    number of cells in a row tells. Where headings are lost, the order of the form is taken if those
    that are left agree with it.
    """
    head = [list(_leaves(row)) for row in rows if is_header(row)]
    read = _in_reading_order(head)
    names = [heading.name for heading in read if heading.name]
    official = [heading.name for heading in official_columns()]
    if sorted(names) == sorted(official):
        by_grid = sorted(read, key=lambda heading: heading.column)
        distinct = len({heading.column for heading in read}) == len(read)
        meets = distinct and by_grid == read
        return Columns(tuple(read), meets, "" if meets or _is_flat(head) else "headings_shifted")
    if _agrees(head, official):
        return Columns(official_columns(), False, "applicants_missing")
    return Columns((), False, "applicants_unclear")


def _applicant(one: RowCell) -> str:
    found = match_label(one.text, applicants()) if one.value.kind == "words" else None
    return found[0] if found else ""


def _leaves(row: Row) -> list[Heading]:
    """Return the headings of a header row from the first applicant on."""
    cells = [one for one in row if one.text and one.key not in _ABOVE_ALL]
    first = next((p for p, one in enumerate(cells) if _applicant(one)), len(cells))
    return [
        Heading(_applicant(one), one.cell.column, one.cell.columns, one.text)
        for one in cells[first:]
    ]


def _in_reading_order(head: Sequence[Sequence[Heading]]) -> list[Heading]:
    """Return the headings of all header rows in one order, each once."""
    seen: set[str] = set()
    order: list[Heading] = []
    children: list[Heading] = []
    below = False
    for row in head:
        for heading in row:
            if heading.text in seen:
                continue
            seen.add(heading.text)
            inside = heading.name not in (ORGANISATIONS, TOTAL, "nat") and (below or heading.name)
            (children if inside else order).append(heading)
        below = below or any(h.name == ORGANISATIONS for h in row)
    place = next((p for p, h in enumerate(order) if h.name == ORGANISATIONS), None)
    if place is None:
        return [heading for row in head for heading in row] if len(head) == 1 else []
    return [*order[:place], *children, *order[place + 1 :]]


def _is_flat(head: Sequence[Sequence[Heading]]) -> bool:
    """Tell a header pasted as lines: all in one row, or each row at the left."""
    return any({ORGANISATIONS, "ent"} <= {heading.name for heading in row} for row in head) or (
        len(head) > 1 and len({row[0].column for row in head if row}) == 1
    )


def _agrees(head: Sequence[Sequence[Heading]], official: Sequence[str]) -> bool:
    """Tell whether the headings that are left stand in the order of the form, row by row."""
    for row in head:
        places = [official.index(h.name) for h in row if h.name in official]
        if places != sorted(places):
            return False
    return True

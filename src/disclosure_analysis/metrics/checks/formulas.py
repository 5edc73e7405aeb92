"""Formulas over the cells of official tables: what they name, and what a report makes of them.

``identities.csv`` writes them: ``T3.1[c]`` stands for a cell in each column of applicants,
``T3.*[tot]`` for a cell in each row of the table, ``T3.4[c]@-1`` for a cell in the report of the
year before. In formulas of the form ``narrative`` indicators stand for cells. Blank cells, dashes
and slashes count as zero only where a total over them is given.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import FORMS, applicants, form_cells
from disclosure_analysis.metrics.checks.cells import Cells, Place, TableCell
from disclosure_analysis.metrics.intervals import INFINITY, Interval, total
from disclosure_analysis.metrics.mentions import figure_of, read_figures
from disclosure_analysis.tables import keyed, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

SOFT, WARN, TEXT = "soft", "warn", "text"
"""Kinds of identity besides those that must hold (``must``, and ``chain`` between two reports):
it usually holds, it is suspicious if it holds, and what a figure of the text may equal
(``text_against_table``)."""
NARRATIVE = "narrative"
"""In place of a form: its formulas name indicators, wherever the report states them."""
BEFORE = "@-1"
"""What follows a cell of the report of the year before."""

_EACH_COLUMN = "c"
_TOTAL = "tot"
_TERM = re.compile(r"(?P<sign>[+-]?)\s*(?P<code>[\w.*]+)(?:\[(?P<column>\w+)\])?(?P<before>@-1)?")
_FORMULA = re.compile(r"(?P<left>.*?)\s*(?P<relation><=|=|>)\s*(?P<right>.*)")


@dataclass(frozen=True, slots=True)
class Term:
    """A cell of a formula with its sign, or a number.

    Attributes:
        sign: 1 or -1.
        code: The cell's code, or digits that are no code of the form.
        column: The column of applicants, empty where the cell has none.
        before: Whether the report of the year before is meant.
    """

    sign: int
    code: str
    column: str
    before: bool = False

    @property
    def place(self) -> Place:
        """Where its number is looked up."""
        return self.code, self.column, self.before


@dataclass(frozen=True, slots=True)
class Instance:
    """A formula for one column, one row, or once."""

    rule: Mapping[str, str]
    form: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    note_when: tuple[tuple[Term, ...], str, tuple[Term, ...]] | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of both sides."""
        return (*self.left, *self.right)

    @property
    def between(self) -> bool:
        """Whether it needs the report of the year before."""
        return any(term.before for term in self.terms)


@dataclass(frozen=True, slots=True)
class Value:
    """What a term stands for.

    Attributes:
        term: The term.
        bounds: The bounds of its number; None where there is none.
        how: ``stated``, ``derived`` (a blank total summed from its row), ``zero`` (blank, counted
            as zero), ``blank`` (cannot be counted), ``missing`` (no such cell) or ``constant``.
        ids: The observations used.
    """

    term: Term
    bounds: Interval | None
    how: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an instance.

    Attributes:
        instance: The instance.
        state: ``holds``, ``broken``, ``open`` (broken only if blanks are zero), ``missing``
            (something needed is not there) or ``empty`` (all cells are blank).
        left: The values of the left side.
        right: The values of the right side.
        noted: Whether the rule's note applies.
    """

    instance: Instance
    state: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]
    noted: bool = False

    @property
    def values(self) -> tuple[Value, ...]:
        """The values of both sides."""
        return (*self.left, *self.right)

    @property
    def trivial(self) -> bool:
        """Whether all numbers are zero."""
        return all(v.bounds == Interval(0, 0) for v in self.values if v.how != "constant")


def read_stated(observations: pd.DataFrame, year: int) -> Cells:
    """Return what a report states of the indicators that formulas name, in table or text."""
    names = chained_indicators()
    named = observations["indicator"].isin(names) | observations["part_of"].isin(names)
    figures = read_figures(observations[named])
    found = ((name, figure_of(figures, name, year)) for name in sorted(names))
    return {(n, "", False): TableCell(f.bounds, f.ids) for n, f in found if f is not None}


@cache
def chained_indicators() -> frozenset[str]:
    """Return the indicators that formulas name in place of cells."""
    return frozenset(term.code for rule in _rules(NARRATIVE) for term in _terms_of(rule))


@cache
def chained_cells() -> frozenset[str]:
    """Return the cells of all forms that formulas between two reports name."""
    chains = (r for form in FORMS for rs in rules_of(form) for r in rs if between_reports(r))
    return frozenset(term.code for rule in chains for term in _terms_of(rule))


@cache
def rules_of(form: str) -> tuple[tuple[Mapping[str, str], ...], ...]:
    """Return the identities of a form, rows of one id together, in the order of the table."""
    found: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in _rules(form):
        found[row["id"]].append(row)
    return tuple(tuple(rows) for rows in found.values())


def _rules(form: str) -> list[Mapping[str, str]]:
    rows = table("identities")
    return [row for row in rows if form in row["forms"].split() and row["kind"] != TEXT]


def in_use(rule: Mapping[str, str], year: int) -> bool:
    """Tell whether an identity holds for reports on a data year."""
    return year >= int(rule["year_from"] or 0)


def between_reports(rule: Mapping[str, str]) -> bool:
    """Tell whether an identity needs the report of the year before."""
    return any(term.before for term in _terms_of(rule))


def _terms_of(rule: Mapping[str, str]) -> tuple[Term, ...]:
    return (*terms(rule["left"]), *terms(rule["right"]))


@cache
def terms(formula: str) -> tuple[Term, ...]:
    """Return the terms of a sum as ``identities.csv`` writes it: ``T3.1[tot] + T3.2[tot]``."""
    return tuple(
        Term(
            sign=-1 if match["sign"] == "-" else 1,
            code=match["code"],
            column=match["column"] or "",
            before=match["before"] is not None,
        )
        for match in _TERM.finditer(formula)
    )


def sum_in_table(formula: str, form: str, cells: Cells) -> tuple[Interval, tuple[str, ...]] | None:
    """Return the sum that a formula names and the figures used; None if a cell has no number."""
    values = [_value(term, form, cells, False) for term in terms(formula)]
    if any(value.bounds is None for value in values):
        return None
    return sum_of(values), tuple(i for value in values for i in value.ids)


@cache
def instances_of(rule_id: str, form: str) -> tuple[Instance, ...]:
    """Return where an identity applies in a form: its columns, its rows, or once."""
    rules = next(rules for rules in rules_of(form) if rules[0]["id"] == rule_id)
    return tuple(one for rule in rules for one in _of_rule(rule, form))


def _of_rule(rule: Mapping[str, str], form: str) -> Iterator[Instance]:
    note = _FORMULA.fullmatch(rule["note_when"])
    sides = [terms(rule["left"]), terms(rule["right"])]
    sides += [terms(note["left"]), terms(note["right"])] if note else [(), ()]
    named = [term for side in sides for term in side]
    pattern = next((term.code for term in named if "*" in term.code), "")
    columns = _columns() if any(term.column == _EACH_COLUMN for term in named) else [""]
    for star in _stars(pattern, form):
        for column in columns:
            left, right, *when = (_placed(side, star, column) for side in sides)
            condition = (when[0], note["relation"], when[1]) if note else None
            yield Instance(rule, form, left, right, condition)


def _columns() -> list[str]:
    return [key for key in applicants().values() if key != "org"]


def _stars(pattern: str, form: str) -> list[str]:
    """Return what ``*`` stands for, one string for each cell of the form that the pattern names."""
    if not pattern:
        return [""]
    before, after = pattern.split("*")
    return [
        code.removeprefix(before).removesuffix(after)
        for code, cell in form_cells(form).items()
        if cell.unit and code.startswith(before) and code.endswith(after)
    ]


def _placed(side: Sequence[Term], star: str, column: str) -> tuple[Term, ...]:
    return tuple(
        replace(
            term,
            code=term.code.replace("*", star),
            column=column if term.column == _EACH_COLUMN else term.column,
        )
        for term in side
    )


def evaluate(one: Instance, cells: Cells) -> Result:
    """Return what becomes of an instance with the cells that a report holds."""
    left, right = (_values(one, side, cells) for side in (one.left, one.right))
    noted = one.note_when is not None and _note_holds(one, cells)
    return Result(one, _state(one.rule["relation"], left, right), left, right, noted)


def _values(one: Instance, side: Sequence[Term], cells: Cells) -> tuple[Value, ...]:
    whole = _whole(one)
    counted = whole is not None and _stated(whole, cells)
    values = (_value(term, one.form, cells, counted and term != whole) for term in side)
    # A total summed from its row cannot be held against that row.
    rows = {term.code for term in one.terms if term.column != _TOTAL}
    return tuple(
        replace(value, bounds=None, how="blank")
        if value.how == "derived" and value.term.code in rows
        else value
        for value in values
    )


def _whole(one: Instance) -> Term | None:
    """Return the term that is the total of the others, if the formula has one."""
    if one.between:
        return None
    if len(one.left) == 1 and len(one.right) > 1:
        return one.left[0]
    bound = one.rule["relation"] == "<=" and len(one.right) == 1
    return one.right[0] if bound or (len(one.right) == 1 and len(one.left) > 1) else None


def _stated(term: Term, cells: Cells) -> bool:
    cell = cells.get(term.place)
    return cell is not None and cell.bounds is not None


def _value(term: Term, form: str, cells: Cells, counted: bool) -> Value:
    """Return what a term stands for; ``counted``: a total over it is given."""
    if not _names_cell(term, form):
        return _constant(term, form)
    cell = cells.get(term.place)
    if cell is None:
        return Value(term, None, "missing")
    if cell.bounds is not None:
        return Value(term, cell.bounds, "stated", cell.ids)
    if term.column == _TOTAL:
        return _derived(term, cells) or _blank(term, cell, counted)
    row_total = replace(term, column=_TOTAL)
    return _blank(term, cell, counted or (term.column != "" and _stated(row_total, cells)))


def _names_cell(term: Term, form: str) -> bool:
    known = keyed("indicators", "indicator") if form == NARRATIVE else form_cells(form)
    return term.code in known


def _constant(term: Term, form: str) -> Value:
    if not re.fullmatch(r"\d+(\.\d+)?", term.code):
        raise InputError(
            f"tables/identities.csv names the cell '{term.code}', which {form} does not have; "
            "correct the code."
        )
    number = float(term.code)
    return Value(term, Interval(number, number), "constant")


def _blank(term: Term, cell: TableCell, counted: bool) -> Value:
    if counted:
        return Value(term, Interval(0, 0), "zero", cell.ids)
    return Value(term, None, "blank", cell.ids)


def _derived(term: Term, cells: Cells) -> Value | None:
    """Return a blank total as the sum of its row, None if the row is not complete."""
    row = [cells.get((term.code, name, term.before)) for name in _columns() if name != _TOTAL]
    given = [cell for cell in row if cell is not None and cell.bounds is not None]
    if len(given) < len(row):
        return None
    bounds = total(cell.bounds for cell in given if cell.bounds is not None)
    return Value(term, bounds, "derived", tuple(i for cell in given for i in cell.ids))


def _state(relation: str, left: Sequence[Value], right: Sequence[Value]) -> str:
    values = [value for value in (*left, *right) if value.how != "constant"]
    if all(value.how in ("blank", "zero") for value in values):
        return "empty"
    if any(value.bounds is None for value in values):
        return "missing"
    if _holds(relation, sum_of(left), sum_of(right)):
        return "holds"
    open_left, open_right = sum_of(left, blanks=INFINITY), sum_of(right, blanks=INFINITY)
    return "open" if _holds(relation, open_left, open_right) else "broken"


def sum_of(values: Iterable[Value], blanks: float = 0) -> Interval:
    """Return the interval of a side; ``blanks`` is the most that a blank cell may hold."""
    parts = []
    for value in values:
        bounds = Interval(0, blanks) if value.how == "zero" else value.bounds
        if bounds is None:
            continue
        parts.append(bounds if value.term.sign > 0 else Interval(-bounds.upper, -bounds.lower))
    exact = total(parts)
    # 0.1 + 0.2 is not 0.3 in binary; no form counts in millionths.
    return Interval(round(exact.lower, 6), round(exact.upper, 6))


def _holds(relation: str, left: Interval, right: Interval) -> bool:
    if relation == "=":
        return left.meets(right)
    if relation == "<=":
        return left.lower <= right.upper
    if relation == ">":
        return left.lower > right.upper
    return left.upper >= 0 and (
        left.upper == INFINITY or math.floor(left.upper) >= max(0, math.ceil(left.lower))
    )


def _note_holds(one: Instance, cells: Cells) -> bool:
    if one.note_when is None:
        return False
    left, relation, right = one.note_when
    sides = [[_value(term, one.form, cells, True) for term in side] for side in (left, right)]
    return _state(relation, *sides) == "holds"

"""Arithmetic identities inside the official tables of one report.

``identities.csv`` lists them, one sum or bound a row; rows of one id make one check. A row is
carried out wherever it applies: ``T3.1[c]`` once for each column of applicants, ``T3.*[tot]``
once for each row of the table. Blank cells, dashes and slashes count as zero only where a total
over them is given, and the sentence says so.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from disclosure_analysis.forms import FORMS, PART_FOUR, PART_THREE, PART_TWO, applicants, form_cells
from disclosure_analysis.metrics.checks.rows import FAIL, NOT_ASSESSABLE, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.intervals import INFINITY, Interval, total
from disclosure_analysis.metrics.mentions import Mention, join, read_mentions
from disclosure_analysis.metrics.wording import (
    amount,
    in_language,
    indicator_name,
    listing,
    number,
    plain,
    sentence,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

MUST, SOFT, WARN, TEXT = "must", "soft", "warn", "text"
"""Kinds of identity: it must hold, it usually holds, it is suspicious if it holds, and what a
figure of the text may equal (``text_against_table``)."""

_EACH_COLUMN = "c"
_TOTAL = "tot"
_TERM = re.compile(r"(?P<sign>[+-]?)\s*(?P<code>[\w.*]+)(?:\[(?P<column>\w+)\])?")
_FORMULA = re.compile(r"(?P<left>.*?)\s*(?P<relation><=|=|>)\s*(?P<right>.*)")
_ENUMERATOR = re.compile(
    r"^(?:其中[：:])?(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)?"
)
_ASIDE = re.compile(r"（[^（）]{3,}）$")
_TOTAL_LABEL = "总计"
_LONG_SUM = 8
"""A sum of more terms is written without its zeros."""
_MOST_NAMED = 5
"""How many missing rows a sentence names."""


@dataclass(frozen=True, slots=True)
class Term:
    """A cell of a formula with its sign, or a number.

    Attributes:
        sign: 1 or -1.
        code: The cell's code, or digits that are no code of the form.
        column: The column of applicants, empty where the cell has none.
    """

    sign: int
    code: str
    column: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """What stands in a cell: bounds are None for a blank, a dash or a slash."""

    bounds: Interval | None
    ids: tuple[str, ...]


Cells = dict[tuple[str, str], TableCell]


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


def check_identities(observations: pd.DataFrame, year: int, lang: str) -> list[Check]:
    """Check the identities of every official form that the report holds, one row for each.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        year: The data year; tables of other years are left out.
        lang: Language of the sentences, ``zh`` or ``en``.
    """
    checks = []
    for form in FORMS:
        cells = read_table(observations, form, year)
        if cells:
            checks += [_check(rules, form, cells, lang) for rules in _rules(form)]
    return checks


def read_table(observations: pd.DataFrame, form: str, year: int) -> Cells:
    """Return the cells of a form that a report holds for its own year, by code and column.

    Columns of other periods (历年累计 beside 本年) are left out.
    """
    rows = observations[(observations["form"] == form) & (observations["cell"] != "")]
    known = form_cells(form)
    offset = rows["cell"].map(lambda code: known[code].year_offset if code in known else 0)
    period = rows["cell"].map(lambda code: known[code].period if code in known else "")
    rows = rows[(rows["year"] == year + offset) & (rows["period"] == period)]
    stated: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in read_mentions(rows):
        stated[mention.key.cell, mention.key.applicant].append(mention)
    cells: Cells = {}
    for row in rows[rows["value"].isna()].to_dict("records"):
        cells[str(row["cell"]), str(row["applicant"])] = TableCell(None, (str(row["id"]),))
    for key, mentions in stated.items():
        figure = join(mentions)
        cells[key] = TableCell(figure.bounds, figure.ids)
    return cells


@cache
def _rules(form: str) -> tuple[tuple[Mapping[str, str], ...], ...]:
    """Return the identities of a form, rows of one id together, in the order of the table."""
    found: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in table("identities"):
        if form in row["forms"].split() and row["kind"] != TEXT:
            found[row["id"]].append(row)
    return tuple(tuple(rows) for rows in found.values())


def terms(formula: str) -> tuple[Term, ...]:
    """Return the terms of a sum as ``identities.csv`` writes it: ``T3.1[tot] + T3.2[tot]``."""
    return tuple(
        Term(-1 if match["sign"] == "-" else 1, match["code"], match["column"] or "")
        for match in _TERM.finditer(formula)
    )


def sum_in_table(formula: str, form: str, cells: Cells) -> tuple[Interval, tuple[str, ...]] | None:
    """Return the sum that a formula names and the figures used; None if a cell has no number."""
    values = [_value(term, form, cells, False) for term in terms(formula)]
    if any(value.bounds is None for value in values):
        return None
    return _sum(values), tuple(i for value in values for i in value.ids)


@cache
def _instances(rule_id: str, form: str) -> tuple[Instance, ...]:
    rules = next(rules for rules in _rules(form) if rules[0]["id"] == rule_id)
    return tuple(one for rule in rules for one in _of_rule(rule, form))


def _of_rule(rule: Mapping[str, str], form: str) -> Iterator[Instance]:
    left, right = terms(rule["left"]), terms(rule["right"])
    note = _FORMULA.fullmatch(rule["note_when"])
    when = (terms(note["left"]), note["relation"], terms(note["right"])) if note else None
    pattern = next((term.code for term in (*left, *right) if "*" in term.code), "")
    columns = _columns() if any(t.column == _EACH_COLUMN for t in (*left, *right)) else [""]
    for star in _stars(pattern, form):
        for column in columns:
            yield Instance(
                rule,
                form,
                _placed(left, star, column),
                _placed(right, star, column),
                (_placed(when[0], star, column), when[1], _placed(when[2], star, column))
                if when
                else None,
            )


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


def _result(one: Instance, cells: Cells) -> Result:
    whole = _whole(one)
    counted = whole is not None and _stated(whole, cells)
    left = tuple(_value(term, one.form, cells, counted and term != whole) for term in one.left)
    right = tuple(_value(term, one.form, cells, counted and term != whole) for term in one.right)
    noted = one.note_when is not None and _note_holds(one, cells)
    return Result(one, _state(one.rule["relation"], left, right), left, right, noted)


def _whole(one: Instance) -> Term | None:
    """Return the term that is the total of the others, if the formula has one."""
    if len(one.left) == 1 and len(one.right) > 1:
        return one.left[0]
    bound = one.rule["relation"] == "<=" and len(one.right) == 1
    return one.right[0] if bound or (len(one.right) == 1 and len(one.left) > 1) else None


def _stated(term: Term, cells: Cells) -> bool:
    cell = cells.get((term.code, term.column))
    return cell is not None and cell.bounds is not None


def _value(term: Term, form: str, cells: Cells, counted: bool) -> Value:
    """Return what a term stands for; ``counted``: a total over it is given."""
    if term.code not in form_cells(form):
        constant = float(term.code)
        return Value(term, Interval(constant, constant), "constant")
    cell = cells.get((term.code, term.column))
    if cell is None:
        return Value(term, None, "missing")
    if cell.bounds is not None:
        return Value(term, cell.bounds, "stated", cell.ids)
    if term.column == _TOTAL:
        return _derived(term, cells) or _blank(term, cell, counted)
    row_total = Term(1, term.code, _TOTAL)
    return _blank(term, cell, counted or (term.column != "" and _stated(row_total, cells)))


def _blank(term: Term, cell: TableCell, counted: bool) -> Value:
    if counted:
        return Value(term, Interval(0, 0), "zero", cell.ids)
    return Value(term, None, "blank", cell.ids)


def _derived(term: Term, cells: Cells) -> Value | None:
    """Return a blank total as the sum of its row, None if the row is not complete."""
    row = [cells.get((term.code, name)) for name in _columns() if name != _TOTAL]
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
    if _holds(relation, _sum(left), _sum(right)):
        return "holds"
    open_left, open_right = _sum(left, blanks=INFINITY), _sum(right, blanks=INFINITY)
    return "open" if _holds(relation, open_left, open_right) else "broken"


def _sum(values: Iterable[Value], blanks: float = 0) -> Interval:
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


def _check(rules: Sequence[Mapping[str, str]], form: str, cells: Cells, lang: str) -> Check:
    instances = _instances(rules[0]["id"], form)
    results = [_result(one, cells) for one in instances]
    if rules[0]["relation"] == "whole":
        # What is not there is neither whole nor broken; the sums name it.
        results = [one for one in results if one.state not in ("missing", "empty")]
    kind, name = rules[0]["kind"], f"identity_{rules[0]['id']}"
    outcome, key, shown = (_warned if kind == WARN else _tested)(rules[0], results)
    words = _sentence(key, rules[0], results, shown, lang)
    left = right = ""
    if len(shown) == 1 and outcome != PASS:
        left, right = plain(_sum(shown[0].left)), _found(shown[0])
    ordered = sorted(results, key=lambda one: one not in shown)
    ids = tuple(i for one in ordered for value in one.values for i in value.ids)
    return Check(name, outcome, words, left, right, ids)


def _found(one: Result) -> str:
    return plain(_sum(one.right)) if one.right else ""


def _tested(
    rule: Mapping[str, str], results: Sequence[Result]
) -> tuple[str, str, Sequence[Result]]:
    """Return the outcome, the sentence and the instances that it shows: the worst of all."""
    states = {one.state for one in results}
    if "broken" in states:
        outcome, key = (UNCERTAIN, "soft") if rule["kind"] == SOFT else (FAIL, "broken")
        return outcome, key, _in_state(results, "broken")
    if "open" in states:
        return UNCERTAIN, "open", _in_state(results, "open")
    if "missing" in states:
        return NOT_ASSESSABLE, "partly" if "holds" in states else "missing", ()
    held = _in_state(results, "holds")
    return (PASS, "holds", held) if held else (NOT_ASSESSABLE, "empty", ())


def _warned(
    rule: Mapping[str, str], results: Sequence[Result]
) -> tuple[str, str, Sequence[Result]]:
    """Return the same for what is suspicious if it is so; zeros alone never are."""
    found = [one for one in results if one.state == "holds" and not one.trivial]
    if len(found) >= int(rule["at_least"] or 1):
        return UNCERTAIN, "suspicious", found
    if _in_state(results, "missing"):
        return NOT_ASSESSABLE, "missing", ()
    seen = any(one.state != "empty" for one in results)
    return (PASS, "unsuspicious", ()) if seen else (NOT_ASSESSABLE, "empty", ())


def _in_state(results: Iterable[Result], state: str) -> list[Result]:
    return [one for one in results if one.state == state]


def _sentence(
    key: str,
    rule: Mapping[str, str],
    results: Sequence[Result],
    shown: Sequence[Result],
    lang: str,
) -> str:
    checked = [one for one in results if one.state not in ("missing", "empty")]
    single = "_one" if len(checked) == 1 and key in ("holds", "broken", "soft", "open") else ""
    first = sentence(
        f"identity_{key}{single}",
        lang,
        title=in_language(rule, lang),
        count=len(checked),
        broken=len(shown),
        instances=_listed(shown, lang) if single or key != "holds" else "",
        missing=_missing_names(_in_state(results, "missing"), lang) if key == "missing" else "",
    )
    clauses = [first, *_clauses(key, results, lang)]
    if key not in ("holds", "unsuspicious"):
        clauses += dict.fromkeys(_note(one, lang) for one in shown if _always_noted(one))
    return ("" if lang == "zh" else " ").join(clauses)


def _clauses(key: str, results: Sequence[Result], lang: str) -> Iterator[str]:
    """Yield what else must be said: what hangs on blanks, what is missing, what was filled in."""
    doubtful, missing = _in_state(results, "open"), _in_state(results, "missing")
    if doubtful and key != "open" and "suspicious" not in key:
        instances = _listed(doubtful, lang)
        yield sentence("identity_also_open", lang, count=len(doubtful), instances=instances)
    if missing and key not in ("missing", "suspicious"):
        names = _missing_names(missing, lang)
        yield sentence("identity_lacking", lang, count=len(missing), missing=names)
    empty = len(_in_state(results, "empty"))
    if empty and key != "empty":
        yield sentence("identity_empties", lang, count=empty)
    used = [one for one in results if one.state in ("holds", "broken", "open")]
    blanks = sum(any(v.how == "zero" for v in one.values) for one in used)
    if blanks:
        yield sentence("identity_blanks", lang, count=blanks)
    if any(value.how == "derived" for one in used for value in one.values):
        yield sentence("identity_derived", lang)


def _always_noted(one: Result) -> bool:
    return bool(one.instance.rule["note_zh"]) and not one.instance.rule["note_when"]


def _note(one: Result, lang: str) -> str:
    return one.instance.rule[f"note_{lang}"]


def _listed(results: Iterable[Result], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(_shown(one, lang) for one in results)


def _shown(one: Result, lang: str) -> str:
    """Return an instance with its numbers: 自然人：本年新收3＋上年结转1＝4，而总计5."""
    named = [_names(one.instance.form, value.term, lang) for value in one.values]
    before, names = _common_part(named, one.values, lang)
    left = _side(one.left, names[: len(one.left)], lang)
    right = _side(one.right, names[len(one.left) :], lang)
    differ = one.state in ("broken", "open") and one.instance.rule["kind"] != WARN
    words = left
    if one.right and any(value.how != "constant" for value in one.right):
        key = "identity_sides_differ" if differ else "identity_sides"
        words = sentence(key, lang, left=left, right=right)
    if one.noted:
        words = sentence("identity_noted", lang, words=words, note=_note(one, lang))
    return sentence("identity_at", lang, place=before, words=words) if before else words


def _common_part(
    named: Sequence[tuple[str, str]], values: Sequence[Value], lang: str
) -> tuple[str, list[str]]:
    """Return what all terms share, the row or the column, and the rest of each term's name."""
    rows, columns = {row for row, _ in named}, {column for _, column in named}
    if len(rows) == 1 and "" not in columns and "" not in rows:
        code = values[0].term.code
        place = named[0][0]
        if code.startswith(PART_THREE) and lang == "zh":
            place = sentence("identity_row", lang, row=place, code=code)
        return place, [column for _, column in named]
    if len(columns) == 1 and "" not in columns and "" not in rows:
        return named[0][1], [row for row, _ in named]
    return "", [row + column for row, column in named]


def _names(form: str, term: Term, lang: str) -> tuple[str, str]:
    """Return the names of a term's row and column; one of them may be empty."""
    cell = form_cells(form).get(term.code)
    if cell is None:
        return "", term.code
    column = sentence(f"applicant_{term.column}", lang) if term.column else ""
    if lang != "zh":
        # Several cells may count one indicator, so the code tells them apart.
        name = indicator_name(cell.indicator, lang)
        return sentence("identity_row", lang, row=name, code=term.code), column
    label, above = (
        short_label(cell.label),
        short_label(form_cells(form)[cell.parent or term.code].label),
    )
    if term.code.startswith((PART_TWO, PART_FOUR)):
        return above, label
    return (above + label if label == _TOTAL_LABEL else label), column


def short_label(label: str) -> str:
    """Return an official label without its enumerator, its aside and its own quotation marks."""
    plain_label = _ASIDE.sub("", _ENUMERATOR.sub("", label)).rstrip(" *")
    return plain_label.replace("“", "‘").replace("”", "’")


def _side(values: Sequence[Value], names: Sequence[str], lang: str) -> str:
    """Return a side in words; a long sum names what is not zero."""
    pairs = list(zip(values, names, strict=True))
    plus = sentence("plus", lang)
    if len(pairs) == 1:
        return _named(*pairs[0], lang)
    kept = pairs
    if len(pairs) > _LONG_SUM:
        kept = [(v, n) for v, n in pairs if v.bounds != Interval(0, 0)]
    words = [_named(value, name, lang) for value, name in kept]
    if len(kept) < len(pairs):
        blank = any(value.how == "zero" for value, _ in pairs)
        words.append(sentence("identity_rest_blank" if blank else "identity_rest", lang))
    signs = [value.term.sign for value, _ in kept] + [1]
    text = words[0]
    for word, sign in zip(words[1:], signs[1:], strict=False):
        text += (plus if sign > 0 else sentence("minus", lang)) + word
    return sentence("identity_sum", lang, terms=text, sum=amount(_sum(values), "", lang))


def _named(value: Value, name: str, lang: str) -> str:
    if value.how == "constant":
        return number(float(value.term.code))
    if value.how == "zero" or value.bounds is None:
        return sentence("identity_blank", lang, name=name)
    shown = amount(value.bounds, "", lang)
    return sentence("identity_term", lang, name=name, amount=shown)


def _missing_names(results: Iterable[Result], lang: str) -> str:
    """Return the rows of which something is missing, not more than a sentence can hold."""
    found: dict[str, set[str]] = {}
    for one in results:
        for value in one.values:
            if value.bounds is None:
                row, column = _names(one.instance.form, value.term, lang)
                found.setdefault(sentence("quoted", lang, name=row or column), set()).add(value.how)
    names = [
        sentence("identity_blank", lang, name=name) if how == {"blank"} else name
        for name, how in found.items()
    ]
    if len(names) <= _MOST_NAMED:
        return listing(names, lang)
    first = listing(names[:_MOST_NAMED], lang)
    return sentence("identity_and_more", lang, names=first, count=len(names))

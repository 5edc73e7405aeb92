"""Sentences about identities: the numbers of each instance in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from disclosure_analysis.forms import PART_FOUR, PART_THREE, PART_TWO, form_cells
from disclosure_analysis.metrics.checks.formulas import (
    NARRATIVE,
    WARN,
    Result,
    Term,
    Value,
    between_reports,
    sum_of,
)
from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.wording import (
    amount,
    in_language,
    indicator_name,
    listing,
    number,
    sentence,
)
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_NUMERAL = "[一二三四五六七八九十]+"
_ENUMERATOR = re.compile(rf"^(?:其中[：:])?(?:{_NUMERAL}、|（{_NUMERAL}）|\d+\.|\(\d+\))?")
_ASIDE = re.compile(r"（[^（）]{3,}）$")
_TOTAL_LABEL = "总计"
_LONG_SUM = 8
"""A sum of more terms is written without its zeros."""
_MOST_NAMED = 5
"""How many missing rows a sentence names."""


def in_state(results: Iterable[Result], state: str) -> list[Result]:
    """Return the results that are in a state."""
    return [one for one in results if one.state == state]


def identity_sentence(
    key: str,
    rule: Mapping[str, str],
    results: Sequence[Result],
    shown: Sequence[Result],
    lang: str,
) -> str:
    """Return the sentence of a check of an identity.

    Args:
        key: Which sentence (``identity_<key>`` in ``check_sentences.csv``).
        rule: The identity, a row of ``identities.csv``.
        results: All of its instances.
        shown: The instances to write out with their numbers.
        lang: Language of the sentence, ``zh`` or ``en``.
    """
    checked = [one for one in results if one.state not in ("missing", "empty")]
    single = "_one" if len(checked) == 1 and key in ("holds", "broken", "soft", "open") else ""
    first = sentence(
        f"identity_{key}{single}",
        lang,
        kind=sentence("identity_between" if between_reports(rule) else "identity_within", lang),
        title=in_language(rule, lang),
        count=len(checked),
        broken=len(shown),
        instances=_listed(shown, lang) if single or key != "holds" else "",
        missing=_missing_names(in_state(results, "missing"), lang) if key == "missing" else "",
    )
    clauses = [first, *_clauses(key, results, lang)]
    if key not in ("holds", "unsuspicious"):
        clauses += dict.fromkeys(_note(one, lang) for one in shown if _always_noted(one))
    return ("" if lang == "zh" else " ").join(clauses)


def _clauses(key: str, results: Sequence[Result], lang: str) -> Iterator[str]:
    """Yield what else must be said: what hangs on blanks, what is missing, what was filled in."""
    doubtful, missing = in_state(results, "open"), in_state(results, "missing")
    if doubtful and key != "open" and "suspicious" not in key:
        instances = _listed(doubtful, lang)
        yield sentence("identity_also_open", lang, count=len(doubtful), instances=instances)
    if missing and key not in ("missing", "suspicious"):
        names = _missing_names(missing, lang)
        yield sentence("identity_lacking", lang, count=len(missing), missing=names)
    empty = len(in_state(results, "empty"))
    if empty and key != "empty":
        yield sentence("identity_empties", lang, count=empty)
    used = [one for one in results if one.state in ("holds", "broken")]
    blanks = sum(any(v.how == "zero" for v in one.values) for one in used)
    if blanks:
        yield sentence("identity_blanks", lang, count=blanks)
    if any(value.how == "derived" for one in results for value in one.values):
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
    terms = [value.term for value in one.values]
    names = [_dated(term, name, lang) for term, name in zip(terms, names, strict=True)]
    unit = _unit(one.instance.form, one.values)
    words = _side(one.left, names[: len(one.left)], unit, lang)
    if any(value.how != "constant" for value in one.right):
        right = _side(one.right, names[len(one.left) :], unit, lang)
        differ = one.state in ("broken", "open") and one.instance.rule["kind"] != WARN
        key = "identity_sides_differ" if differ else "identity_sides"
        words = sentence(key, lang, left=words, right=right)
    if one.noted:
        words = sentence("identity_noted", lang, words=words, note=_note(one, lang))
    return sentence("identity_at", lang, place=before, words=words) if before else words


def _dated(term: Term, name: str, lang: str) -> str:
    """Return a term's name, which tells if the report of the year before is meant."""
    return sentence("identity_before", lang, name=name) if term.before else name


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
        return "", indicator_name(term.code, lang) if form == NARRATIVE else term.code
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


def cell_name(form: str, term: Term, lang: str) -> str:
    """Return the name of a cell: its row, and the column of applicants in brackets."""
    row, column = _names(form, term, lang)
    return f"{row}（{column}）" if lang == "zh" else f"{row}, {column}"


def short_label(label: str) -> str:
    """Return an official label without its enumerator, its aside and its own quotation marks."""
    plain_label = _ASIDE.sub("", _ENUMERATOR.sub("", label)).rstrip(" *")
    return plain_label.replace("“", "‘").replace("”", "’")


def _unit(form: str, values: Sequence[Value]) -> str:
    """Return the unit of what a formula counts: that of its first cell."""
    code = next(value.term.code for value in values if value.how != "constant")
    cell = form_cells(form).get(code)
    name = cell.indicator if cell else code
    return keyed("indicators", "indicator")[name]["unit"]


def _side(values: Sequence[Value], names: Sequence[str], unit: str, lang: str) -> str:
    """Return a side in words with its unit; a long sum names what is not zero."""
    pairs = list(zip(values, names, strict=True))
    if len(pairs) == 1:
        return _named(*pairs[0], unit, lang)
    kept = pairs
    if len(pairs) > _LONG_SUM:
        kept = [(v, n) for v, n in pairs if v.bounds != Interval(0, 0)]
    words = [_named(value, name, "", lang) for value, name in kept]
    if len(kept) < len(pairs):
        blank = any(value.how == "zero" for value, _ in pairs)
        words.append(sentence("identity_rest_blank" if blank else "identity_rest", lang))
    signs = [*(value.term.sign for value, _ in kept), 1]
    text = words[0]
    for word, sign in zip(words[1:], signs[1:], strict=False):
        text += sentence("plus" if sign > 0 else "minus", lang) + word
    return sentence("identity_sum", lang, terms=text, sum=_signed(sum_of(values), unit, lang))


def _named(value: Value, name: str, unit: str, lang: str) -> str:
    if value.how == "constant":
        return number(float(value.term.code))
    if value.how == "zero" or value.bounds is None:
        return sentence("identity_blank", lang, name=name)
    return sentence("identity_term", lang, name=name, amount=_signed(value.bounds, unit, lang))


def _signed(bounds: Interval, unit: str, lang: str) -> str:
    return amount(bounds, unit, lang).replace("-", "−")


def _missing_names(results: Iterable[Result], lang: str) -> str:
    """Return the rows of which something is missing, not more than a sentence can hold."""
    found: dict[str, set[str]] = {}
    for one in results:
        for value in one.values:
            if value.bounds is None:
                row, column = _names(one.instance.form, value.term, lang)
                name = sentence("quoted", lang, name=row or column)
                found.setdefault(_dated(value.term, name, lang), set()).add(value.how)
    names = [
        sentence("identity_blank", lang, name=name) if how == {"blank"} else name
        for name, how in found.items()
    ]
    if len(names) <= _MOST_NAMED:
        return listing(names, lang)
    first = listing(names[:_MOST_NAMED], lang)
    return sentence("identity_and_more", lang, names=first, count=len(names))

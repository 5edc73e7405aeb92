"""Checks of statements against each other: zeros, repeated mentions, text against tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from disclosure_analysis.forms import form_cells
from disclosure_analysis.metrics.checks.cells import Cells, cell_rows, read_tables
from disclosure_analysis.metrics.checks.formulas import (
    TEXT,
    Term,
    sum_in_table,
    terms,
)
from disclosure_analysis.metrics.checks.identity_sentences import cell_name, short_label
from disclosure_analysis.metrics.checks.rows import FAIL, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.mentions import (
    LABELLED,
    Figure,
    Mention,
    figure_of,
    in_tables,
    in_text,
    join,
    sum_of_cells,
)
from disclosure_analysis.metrics.wording import (
    amount,
    figure_name,
    in_language,
    indicator_name,
    listing,
    plain,
    sentence,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

ZERO = "zero_statement"
MENTIONS = "repeated_mention"
AGAINST_TABLE = "text_against_table"
_TELLING = 10
"""Smaller numbers stand in many cells."""


def check_zero_statements(figures: Sequence[Figure], year: int, lang: str) -> list[Check]:
    """Check what the text says did not happen against figures that say it did.

    ``zero_contradictions.csv`` lists what contradicts what. A figure that may come from requests
    carried over from the year before makes the outcome uncertain if the report states such.
    """
    zeros = dict.fromkeys(
        f.key.indicator
        for f in in_text(figures)
        if f.key.year == year and any(m.basis == "zero_statement" for m in f.mentions)
    )
    return [_check_zero(figures, indicator, year, lang) for indicator in zeros]


def _check_zero(figures: Sequence[Figure], indicator: str, year: int, lang: str) -> Check:
    against = _against(figures, indicator, year)
    outcome, key = FAIL, "zero_broken"
    if not against:
        outcome, key = PASS, "zero_kept"
    elif all(excused for _, excused in against):
        outcome, key = UNCERTAIN, "zero_doubtful"
    mentions = _mentions_in_text(figures, indicator, year)
    zero_ids = [m.id for m in mentions if m.basis == "zero_statement"]
    others = listing((_quoted(figure, lang) for figure, _ in against), lang)
    found = [f"{figure.key.indicator} {plain(figure.bounds)}" for figure, _ in against]
    return Check(
        check=ZERO,
        outcome=outcome,
        sentence=sentence(key, lang, name=indicator_name(indicator, lang), others=others),
        expected="0",
        found="; ".join(found) or "0",
        ids=(*zero_ids, *(i for figure, _ in against for i in figure.ids)),
    )


def _against(figures: Sequence[Figure], zero: str, year: int) -> list[tuple[Figure, bool]]:
    """Return the figures that contradict a zero, each with whether it may be carried over."""
    found = [(figure, False) for figure in _nonzero(figures, zero, year)]
    for rule in table("zero_contradictions"):
        figure = figure_of(figures, rule["figure"], year) if rule["zero"] == zero else None
        if figure is not None and figure.bounds.lower > 0:
            found.append((figure, _excused(figures, rule, year)))
    return found


def _excused(figures: Sequence[Figure], rule: Mapping[str, str], year: int) -> bool:
    excuse = figure_of(figures, rule["unless"], year) if rule["unless"] else None
    return excuse is not None and excuse.bounds.upper > 0


def _mentions_in_text(figures: Sequence[Figure], indicator: str, year: int) -> list[Mention]:
    return [
        mention
        for figure in in_text(figures)
        if figure.key.indicator == indicator and figure.key.year == year
        for mention in figure.mentions
    ]


def _nonzero(figures: Sequence[Figure], indicator: str, year: int) -> Iterator[Figure]:
    """Yield what the text and what the tables say is more than zero."""
    mentions = _mentions_in_text(figures, indicator, year)
    said = [m for m in mentions if m.bounds.lower > 0 and m.key.period != "cumulative"]
    if said:
        yield join(said)
    counted = figure_of(in_tables(figures), indicator, year)
    if counted is not None and counted.bounds.lower > 0:
        yield counted


def _quoted(figure: Figure, lang: str) -> str:
    shown = amount(figure.bounds, figure.key.unit, lang)
    return sentence("quoted_amount", lang, name=figure_name(figure, lang), amount=shown)


def check_repeated_mentions(figures: Sequence[Figure], lang: str) -> list[Check]:
    """Check the mentions of one figure (same indicator, year and breakdown) against each other.

    Figures that no indicator claims are left out: the same words may count different things. All
    cells that tables repeat share one row.
    """
    repeated = [
        f for f in in_text(figures) if len(f.mentions) > 1 and f.key.indicator != "unclassified"
    ]
    return [
        *(_check_mentions(figure, lang) for figure in repeated),
        *_repeated_cells(figures, lang),
    ]


def _repeated_cells(figures: Sequence[Figure], lang: str) -> list[Check]:
    """Return one row for the cells that several tables of a document hold, if there are any."""
    repeated = [
        f
        for f in figures
        if f.key.cell and len(f.mentions) > 1 and all(m.key == f.key for m in f.mentions)
    ]
    if not repeated:
        return []
    differ = [figure for figure in repeated if figure.conflicting]
    shown = (f"{figure.label}（{figure.key.cell}）" for figure in differ)
    words = sentence(
        "cells_conflict" if differ else "cells_same",
        lang,
        count=len(repeated),
        differing=len(differ),
        cells=listing(dict.fromkeys(shown), lang),
    )
    ids = tuple(i for figure in (differ or repeated) for i in figure.ids)
    return [Check(MENTIONS, FAIL if differ else PASS, words, ids=ids)]


def _check_mentions(figure: Figure, lang: str) -> Check:
    allowed = list(dict.fromkeys(m.bounds for m in figure.mentions))
    outcome, key = (FAIL, "mentions_conflict") if figure.conflicting else (PASS, "mentions_within")
    if len(allowed) == 1:
        key = "mentions_same"
    words = sentence(
        key,
        lang,
        name=figure_name(figure, lang),
        count=len(figure.mentions),
        amount=amount(allowed[0], figure.key.unit, lang),
        amounts=listing((amount(m.bounds, m.key.unit, lang) for m in figure.mentions), lang),
    )
    first, rest = _first_and_rest(figure.mentions)
    return Check(MENTIONS, outcome, words, plain(first), "; ".join(map(plain, rest)), figure.ids)


def _first_and_rest(mentions: Sequence[Mention]) -> tuple[Interval, list[Interval]]:
    return mentions[0].bounds, [m.bounds for m in mentions[1:]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says of what the text states: the number, what it is, and the figures used."""

    name: str
    bounds: Interval
    ids: tuple[str, ...]


def check_text_against_tables(
    observations: pd.DataFrame, figures: Sequence[Figure], year: int, lang: str
) -> list[Check]:
    """Check the figures of the text against the tables of the same report.

    A figure may equal one of several sums: requests received may or may not include those carried
    in (rows of kind ``text`` in ``identities.csv``). Where none agrees it is for the reader to
    explain, for text and table need not count alike; so the outcome is uncertain. Zeros in words
    have a check of their own.
    """
    tables = read_tables(cell_rows(observations), year)
    checks = []
    for figure in _said_once(figures, year):
        found = list(readings(figure, figures, tables, lang))
        if found:
            cells = _cells_of(figure, tables)
            checks.append(_check_against(figure, found, cells, lang))
    return checks


def _said_once(figures: Sequence[Figure], year: int) -> list[Figure]:
    """Return what the text states of each indicator, each different number once."""
    found: dict[tuple[str, Interval], list[Mention]] = {}
    for figure in in_text(figures):
        key = figure.key
        if key.year != year or key.unit == "%" or not _counted(figure):
            continue
        if key.period == "other" or key.applicant not in {"", "tot"}:
            continue
        for mention in figure.mentions:
            if mention.basis != "zero_statement":
                found.setdefault((_counted(figure), mention.bounds), []).append(mention)
    return [join(mentions) for mentions in found.values()]


def _counted(figure: Figure) -> str:
    """Return what a figure counts: its indicator, or the label that ``identities.csv`` names."""
    if figure.key.indicator not in LABELLED:
        return figure.key.indicator
    return figure.label if figure.label in _named() else ""


@cache
def _named() -> frozenset[str]:
    return frozenset(row["left"] for row in table("identities") if row["kind"] == TEXT)


def readings(
    figure: Figure, figures: Sequence[Figure], tables: Mapping[str, Cells], lang: str
) -> Iterator[Reading]:
    """Yield what the tables may mean by what the text states, the plainest first."""
    named = [
        (row, form)
        for row in table("identities")
        for form in row["forms"].split()
        if row["kind"] == TEXT and row["left"] == _counted(figure) and form in tables
    ]
    for row, form in named:
        found = sum_in_table(row["right"], form, tables[form])
        if found is not None:
            yield Reading(in_language(row, lang), *found)
    if not named:
        yield from _same_indicator(figure, figures, lang)


def _same_indicator(figure: Figure, figures: Sequence[Figure], lang: str) -> Iterator[Reading]:
    cells = [
        f
        for f in in_tables(figures)
        if (f.key.indicator, f.key.year, f.key.unit)
        == (figure.key.indicator, figure.key.year, figure.key.unit)
    ]
    # A stock in the text is no yearly figure of a table.
    if cells and (figure.key.period, cells[0].key.period) != ("cumulative", "year"):
        counted = sum_of_cells(cells)
        name = short_label(counted.label) if lang == "zh" else ""
        yield Reading(name or sentence("table_figure", lang), counted.bounds, counted.ids)


def _cells_of(figure: Figure, tables: Mapping[str, Cells]) -> list[tuple[str, Term]]:
    """Return the cells that give a figure's number where its readings look, in any column."""
    if not figure.bounds.exact or figure.bounds.lower < _TELLING:
        return []
    formulas = [row for row in table("identities") if row["left"] == _counted(figure)]
    return [
        (form, Term(1, code, column))
        for form, cells in tables.items()
        for (code, column, _), cell in cells.items()
        if cell.bounds == figure.bounds
        if form_cells(form)[code].indicator == figure.key.indicator
        or any(term.code == code for row in formulas for term in terms(row["right"]))
    ]


def _check_against(
    figure: Figure, readings: Sequence[Reading], cells: Sequence[tuple[str, Term]], lang: str
) -> Check:
    agreeing = [one for one in readings if one.bounds.meets(figure.bounds)]
    key, shown = ("agrees", agreeing[:1]) if agreeing else ("differs", readings)
    words = sentence(
        f"text_table_{key}",
        lang,
        name=figure_name(figure, lang),
        amount=amount(figure.bounds, figure.key.unit, lang),
        readings=listing((_read_as(one, figure.key.unit, lang) for one in shown), lang),
    )
    if cells and not agreeing:
        names = (sentence("quoted", lang, name=cell_name(*one, lang)) for one in cells)
        shown_amount = amount(figure.bounds, figure.key.unit, lang)
        hint = sentence("text_table_cells", lang, amount=shown_amount, cells=listing(names, lang))
        words += hint if lang == "zh" else f" {hint}"
    return Check(
        check=AGAINST_TABLE,
        outcome=PASS if agreeing else UNCERTAIN,
        sentence=words,
        expected=plain(shown[0].bounds),
        found=plain(figure.bounds),
        ids=(*figure.ids, *(i for one in shown for i in one.ids)),
    )


def _read_as(one: Reading, unit: str, lang: str) -> str:
    shown = amount(one.bounds, unit, lang)
    return sentence("table_reading", lang, name=one.name, amount=shown)

"""Checks of statements against each other: zeros against figures, mention against mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.rows import FAIL, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.mentions import Figure, Mention, figure_of, join
from disclosure_analysis.metrics.wording import (
    amount,
    figure_name,
    indicator_name,
    listing,
    plain,
    sentence,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZERO = "zero_statement"
MENTIONS = "repeated_mention"


def check_zero_statements(figures: Sequence[Figure], year: int, lang: str) -> list[Check]:
    """Check what a report says did not happen against figures that say it did.

    ``zero_contradictions.csv`` lists what contradicts what. A figure that may come from requests
    carried over from the year before makes the outcome uncertain if the report states such.
    """
    zeros = dict.fromkeys(
        f.key.indicator
        for f in figures
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
    mentions = _mentions_of(figures, indicator, year)
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
    nonzero = _nonzero_mentions(figures, zero, year)
    found = [(join(nonzero), False)] if nonzero else []
    for rule in table("zero_contradictions"):
        figure = figure_of(figures, rule["figure"], year) if rule["zero"] == zero else None
        if figure is not None and figure.bounds.lower > 0:
            found.append((figure, _excused(figures, rule, year)))
    return found


def _excused(figures: Sequence[Figure], rule: Mapping[str, str], year: int) -> bool:
    excuse = figure_of(figures, rule["unless"], year) if rule["unless"] else None
    return excuse is not None and excuse.bounds.upper > 0


def _mentions_of(figures: Sequence[Figure], indicator: str, year: int) -> list[Mention]:
    return [
        mention
        for figure in figures
        if figure.key.indicator == indicator and figure.key.year == year
        for mention in figure.mentions
    ]


def _nonzero_mentions(figures: Sequence[Figure], indicator: str, year: int) -> list[Mention]:
    mentions = _mentions_of(figures, indicator, year)
    return [m for m in mentions if m.bounds.lower > 0 and m.key.period != "cumulative"]


def _quoted(figure: Figure, lang: str) -> str:
    shown = amount(figure.bounds, figure.key.unit, lang)
    return sentence("quoted_amount", lang, name=figure_name(figure, lang), amount=shown)


def check_repeated_mentions(figures: Sequence[Figure], lang: str) -> list[Check]:
    """Check the mentions of one figure (same indicator, year and breakdown) against each other.

    Figures that no indicator claims are left out: the same words may count different things.
    """
    repeated = [f for f in figures if len(f.mentions) > 1 and f.key.indicator != "unclassified"]
    return [_check_mentions(figure, lang) for figure in repeated]


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

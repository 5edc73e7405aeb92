"""Checks of sums in the text: parts against totals, outcomes against answers, in against out.

What stands in official tables has identities of its own (``identities``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.rows import FAIL, NOT_ASSESSABLE, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.composition import CLASSES, Breakdown, breakdown
from disclosure_analysis.metrics.intervals import Interval, share_of_whole, total
from disclosure_analysis.metrics.mentions import Figure, figure_of, in_text, wholes
from disclosure_analysis.metrics.wording import (
    amount,
    figure_name,
    indicator_name,
    percentage,
    plain,
    sentence,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = "parts_against_total"
OUTCOMES = "applications_outcomes"
RECEIVED = "applications_received_outcomes"
BALANCE = "applications_balance"
ONE_OUTCOME = 2019
"""From this data year on the form says that a request has one outcome."""
NEARLY_ALL = 0.9
"""A list that covers as much of its total may be meant to be whole, so that a number is wrong."""


def check_parts(figures: Sequence[Figure], year: int, lang: str) -> list[Check]:
    """Check every breakdown in the text against its total by intervals.

    The sum of the parts may fall short of the total, as the list may be partial, and passes if
    the two intervals meet. Where it covers nearly all (``NEARLY_ALL``) the list may be meant to
    be whole, which is uncertain. Above the total it fails, but for channels and other groups in
    which an item may count twice it is uncertain. A single part above its total always fails. A
    total that the text does not state is taken from the tables.
    """
    said = in_text(figures)
    found = [breakdown(said, whole, year) for whole in wholes(said, year)]
    return [_check_breakdown(_with_total(one, figures), lang) for one in found if one.parts]


def _with_total(one: Breakdown, figures: Sequence[Figure]) -> Breakdown:
    if one.stated is not None:
        return one
    stated = figure_of(figures, one.whole, one.year)
    same_unit = stated is not None and stated.key.unit == one.unit
    return replace(one, stated=stated) if same_unit else one


def _check_breakdown(one: Breakdown, lang: str) -> Check:
    if one.stated is None:
        return _parts_check(one, NOT_ASSESSABLE, "parts_without_total", lang)
    whole = one.stated.bounds
    if one.sum.lower <= whole.upper and (one.sum.open or whole.open):
        return _parts_check(one, NOT_ASSESSABLE, "parts_unbounded", lang)
    too_great = next((p for p in one.parts if p.bounds.lower > whole.upper), None)
    if too_great is not None:
        return _part_check(one, too_great, one.stated, lang)
    if one.sum.lower > whole.upper:
        if one.kind == CLASSES:
            return _parts_check(one, FAIL, "parts_above", lang)
        return _parts_check(one, UNCERTAIN, "parts_above_groups", lang)
    relation = _relation(one.sum, whole)
    return _parts_check(one, _IF_BELOW.get(relation, PASS), f"parts_{relation}", lang)


_IF_BELOW = {"nearly": UNCERTAIN}


def _relation(listed: Interval, whole: Interval) -> str:
    if listed.upper < whole.lower:
        return "nearly" if listed.upper >= NEARLY_ALL * whole.lower else "partial"
    return "equal" if listed.exact and whole.exact else "within"


def _parts_check(one: Breakdown, outcome: str, key: str, lang: str) -> Check:
    stated = None if one.stated is None else one.stated.bounds
    share = None if stated is None else share_of_whole(one.sum, stated)
    words = sentence(
        key,
        lang,
        whole=indicator_name(one.whole, lang),
        count=len(one.parts),
        sum=amount(one.sum, one.unit, lang),
        total="" if stated is None else amount(stated, one.unit, lang),
        share="" if share is None else percentage(share.scaled(100), lang),
        gap="" if stated is None else amount(_gap(one.sum, stated), one.unit, lang),
    )
    return Check(
        check=PARTS,
        outcome=outcome,
        sentence=words + _left_out(one, lang),
        expected="" if stated is None else plain(stated),
        found=plain(one.sum),
        ids=one.ids,
    )


def _gap(listed: Interval, whole: Interval) -> Interval:
    return Interval(max(0.0, whole.lower - listed.upper), max(0.0, whole.upper - listed.lower))


def _part_check(one: Breakdown, part: Figure, stated: Figure, lang: str) -> Check:
    words = sentence(
        "part_above",
        lang,
        part=figure_name(part, lang),
        amount=amount(part.bounds, one.unit, lang),
        whole=indicator_name(one.whole, lang),
        total=amount(stated.bounds, one.unit, lang),
    )
    ids = (*stated.ids, *part.ids)
    return Check(PARTS, FAIL, words, plain(stated.bounds), plain(part.bounds), ids)


def _left_out(one: Breakdown, lang: str) -> str:
    if not one.others:
        return ""
    words = sentence("other_units", lang, count=len(one.others))
    return words if lang == "zh" else f" {words}"


def check_outcomes(figures: Sequence[Figure], year: int, lang: str) -> list[Check]:
    """Check the outcomes of requests, where the text states them, against the requests answered.

    Each request has one outcome, so the sum is never above. It may be below where the report
    gives some outcomes only; where they are nearly all (``NEARLY_ALL``) that is uncertain. A
    breakdown that the report itself ties to the total is left to ``check_parts``.
    """
    figures = in_text(figures)
    answered = _answered(figures, year)
    outcomes = _outcomes(figures, year)
    if answered is None or not outcomes or _tied(outcomes, answered):
        return []
    listed = total(outcome.bounds for outcome in outcomes)
    above = listed.lower > answered.bounds.upper
    key = "above" if above else _relation(listed, answered.bounds)
    words = sentence(
        f"outcomes_{key}",
        lang,
        total_name=indicator_name(answered.key.indicator, lang),
        total=amount(answered.bounds, answered.key.unit, lang),
        sum=amount(listed, answered.key.unit, lang),
        gap=amount(_gap(listed, answered.bounds), answered.key.unit, lang),
    )
    if above and year < ONE_OUTCOME:
        words += ("" if lang == "zh" else " ") + sentence("outcomes_several", lang)
    ids = (*answered.ids, *(i for outcome in outcomes for i in outcome.ids))
    outcome = FAIL if above else _IF_BELOW.get(key, PASS)
    return [Check(OUTCOMES, outcome, words, plain(answered.bounds), plain(listed), ids)]


def check_received(figures: Sequence[Figure], year: int, lang: str) -> list[Check]:
    """Check outcomes + carried out against the requests received, where the text gives no answers.

    Requests received may or may not include those carried in: both readings are tried. A sum
    above both is uncertain, for those carried in need not be stated.
    """
    figures = in_text(figures)
    received = figure_of(figures, "applications_received", year)
    outcomes = _outcomes(figures, year)
    if received is None or not outcomes or _answered(figures, year) or _tied(outcomes, received):
        return []
    carried_in, carried_out = (
        [one] if (one := figure_of(figures, f"applications_carried_{way}", year)) else []
        for way in ("in", "out")
    )
    listed = [*outcomes, *carried_out]
    summed = total(one.bounds for one in listed)
    on_hand = total(one.bounds for one in (received, *carried_in))
    outcome, key = _on_hand(summed, received.bounds, on_hand)
    words = sentence(
        f"received_{key}",
        lang,
        received=amount(received.bounds, received.key.unit, lang),
        on_hand=amount(on_hand, received.key.unit, lang),
        sum=amount(summed, received.key.unit, lang),
        gap=amount(_gap(summed, received.bounds), received.key.unit, lang),
    )
    ids = tuple(i for one in (received, *carried_in, *listed) for i in one.ids)
    return [Check(RECEIVED, outcome, words, plain(received.bounds), plain(summed), ids)]


def _on_hand(summed: Interval, received: Interval, on_hand: Interval) -> tuple[str, str]:
    if summed.meets(received):
        return PASS, "equal"
    if summed.meets(on_hand):
        return PASS, "with_carried_in"
    if summed.lower > on_hand.upper:
        return UNCERTAIN, "above"
    relation = _relation(summed, received)
    return (UNCERTAIN, relation) if relation == "nearly" else (PASS, "partial")


def _outcomes(figures: Sequence[Figure], year: int) -> list[Figure]:
    names = [row["indicator"] for row in table("application_outcomes")]
    return [f for name in names if (f := figure_of(figures, name, year)) is not None]


def _answered(figures: Sequence[Figure], year: int) -> Figure | None:
    answered = figure_of(figures, "applications_answered", year)
    return answered or figure_of(figures, "applications_closed", year)


def _tied(outcomes: Sequence[Figure], answered: Figure) -> bool:
    return all(
        mention.key.part_of == answered.key.indicator
        for outcome in outcomes
        for mention in outcome.mentions
    )


def check_balance(figures: Sequence[Figure], year: int, lang: str) -> list[Check]:
    """Check received + carried in = handled + carried out, where the text gives all four.

    Some offices count the requests carried in among those received: then only that reading
    holds, and the outcome is uncertain.
    """
    figures = in_text(figures)
    received = figure_of(figures, "applications_received", year)
    carried_in = figure_of(figures, "applications_carried_in", year)
    carried_out = figure_of(figures, "applications_carried_out", year)
    closed = figure_of(figures, "applications_closed", year) or _answered(figures, year)
    if received is None or carried_in is None or carried_out is None or closed is None:
        return []
    inward = total([received.bounds, carried_in.bounds])
    outward = total([closed.bounds, carried_out.bounds])
    outcome, key = FAIL, "balance_broken"
    if inward.meets(outward):
        outcome, key = PASS, "balance_holds"
    elif received.bounds.meets(outward):
        outcome, key = UNCERTAIN, "balance_doubtful"
    four = {
        "received": received,
        "carried_in": carried_in,
        "closed": closed,
        "carried_out": carried_out,
    }
    amounts = {name: amount(f.bounds, f.key.unit, lang) for name, f in four.items()}
    ids = tuple(i for figure in four.values() for i in figure.ids)
    return [
        Check(BALANCE, outcome, sentence(key, lang, **amounts), plain(inward), plain(outward), ids)
    ]

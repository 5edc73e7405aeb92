"""Stated growth: which indicator grew, and by how much."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from disclosure_analysis.extraction.channels import channels_in
from disclosure_analysis.extraction.codebook import (
    BY_CHANNEL,
    BY_NAMED_CHANNEL,
    UNCLASSIFIED,
    cues,
    grammar,
    growth_cues,
)
from disclosure_analysis.extraction.context import Context, Figure
from disclosure_analysis.extraction.labels import after_marks, label
from disclosure_analysis.quantities import Quantity

_LONGEST_ELLIPSIS = 6
"""A subject of so few characters (数量, 总量) does not say what grew: the last count did."""


def growth(context: Context, last: Figure | None, changed: str = "") -> Figure | None:
    """Return a percentage or a multiple as growth, None where the words do not speak of growth.

    Args:
        context: The number.
        last: The count before it.
        changed: The indicator whose change in units stands before it (增加26条,增长30.2%).
    """
    if context.quantity.kind not in ("percent", "ratio"):
        return None
    for cue in growth_cues():
        match = cue.found(context.lead.rstrip(), context.tail)
        if match:
            end = len(context.lead) if cue.follows else match.start("cue")
            base = _base(context.lead[:end], last) or ("" if last else changed)
            start = context.clause_start
            return Figure(
                quantity=as_percent(context.quantity),
                indicator=f"{base}_growth" if base else UNCLASSIFIED,
                label=label(context, start, context.quantity.start),
                start=context.quote_start or after_marks(context, start),
                end=context.quantity.end + (match.end("cue") if cue.follows else 0),
                sign=cue.sign,
            )
    return None


def subject_of_change(context: Context) -> str:
    """Return the indicator that a change in units speaks of; empty where none is named."""
    return _base(grammar("change").pattern.sub("", context.clause_before), None)


def _base(lead: str, last: Figure | None) -> str:
    """Return the indicator whose growth is stated: the clause's own subject, or the last one."""
    subject = grammar("comparison").pattern.split(lead.rsplit(",", 1)[-1])[0]
    if grammar("rate").search(subject):
        return ""
    words = f"{subject}总数"
    for cue in cues():
        if not subject or cue.after or cue.parent or cue.topic or not cue.before:
            continue
        if not cue.before.search(words):
            continue
        if cue.indicator not in (BY_CHANNEL, BY_NAMED_CHANNEL):
            return cue.indicator
        named = {indicator for indicator, _ in channels_in(subject)}
        if not named and grammar("items_grew").search(subject):
            return "disclosed_total"
        if len(named) == 1 and UNCLASSIFIED not in named:
            return named.pop()
    all_items = grammar("all_items").pattern.fullmatch(subject.strip(" ,"))
    if all_items and last and last.indicator.startswith("disclosed_"):
        return "disclosed_total"
    if last is None or last.indicator == UNCLASSIFIED:
        return ""
    return last.indicator if len(subject.strip(" ,")) <= _LONGEST_ELLIPSIS else ""


def as_percent(quantity: Quantity) -> Quantity:
    """Return growth by a multiple (增长1.5倍) as per cent (150%)."""
    if quantity.kind != "ratio":
        return quantity
    value, lower, upper = map(_hundredfold, (quantity.value, quantity.lower, quantity.upper))
    return replace(quantity, value=value or 0.0, lower=lower, upper=upper, unit="%", kind="percent")


def _hundredfold(number: float | None) -> float | None:
    """Return 110.0 for 1.1, which floating point misses."""
    return None if number is None else float(Decimal(str(number)) * 100)

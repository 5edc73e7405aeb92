"""Sums behind their parts, wholes before them."""

from __future__ import annotations

from collections.abc import Sequence

from disclosure_analysis.extraction.channels import items_named_before
from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar, parent_of
from disclosure_analysis.extraction.context import Context, Figure, part_of
from disclosure_analysis.extraction.labels import led_figure
from disclosure_analysis.extraction.past import Past
from disclosure_analysis.extraction.sentences import Sentence


def total(context: Context, past: Past) -> Figure | None:
    """Return a total behind its parts (网站1887条,微信514条,总计2401条), if they do add up."""
    if not context.led_by("sum"):
        return None
    parts: list[Figure] = []
    for figure in reversed(past.counts_here):
        if figure.quantity.unit != context.quantity.unit:
            return None
        parts.append(figure)
        if sum(part.quantity.value for part in parts) == context.quantity.value:
            return _whole(context, parts)
    return None


def _whole(context: Context, parts: Sequence[Figure]) -> Figure | None:
    """Return the figure of a sum: of one indicator, of channels, of classes of items."""
    known = {part.indicator for part in parts} - {UNCLASSIFIED}
    parents = {parent_of(part) for part in known}
    whole = parents.pop() if len(parents) == 1 else ""
    alike = all(part.indicator in known for part in parts)
    if len(known) == 1 and alike and whole != "applications_received":
        whole = next(iter(known))
    if not alike:
        whole = items_named_before(context, parts) or whole
    if not whole or any(parent_of(part) not in (whole, "") for part in known - {whole}):
        return None
    return led_figure(context, whole)


def broken_down(past: Past) -> Figure | None:
    """Return the count whose parts the last counts of the sentence are, if they make it up."""
    added, counts = 0.0, past.counts_here
    for position, figure in enumerate(reversed(counts)):
        if figure.indicator == counts[-1].part_of and _same_unit(figure, counts[-1]):
            return figure if position > 1 and added == figure.quantity.value else None
        added += figure.quantity.value
    return None


def mark_wholes(sentence: Sentence, parts: Sequence[tuple[Figure, Figure]]) -> None:
    """Tell 公开消费维权等信息1342条(网站407条,微信935条): a whole of channels is the total.

    Args:
        sentence: The sentence.
        parts: Each part with the whole that it is a part of.
    """
    wholes = {id(whole): whole for whole, _ in parts if whole.indicator == UNCLASSIFIED}
    for whole in wholes.values():
        own = [part for head, part in parts if head is whole]
        channels = [part for part in own if _is_channel(part, whole)]
        words = sentence.masked[: whole.quantity.start]
        several = len({part.indicator for part in channels}) > 1
        fits = sum(part.quantity.value for part in channels) <= whole.quantity.value
        if several and fits and grammar("made_public").search(words):
            whole.indicator = "disclosed_total"
            for part in own:
                part.part_of = part_of(whole, part.indicator)


def _is_channel(part: Figure, whole: Figure) -> bool:
    return parent_of(part.indicator) == "disclosed_total" and _same_unit(part, whole)


def _same_unit(one: Figure, other: Figure) -> bool:
    return one.quantity.unit == other.quantity.unit

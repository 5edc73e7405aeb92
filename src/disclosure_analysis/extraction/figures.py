"""The figures of a sentence: each number with what it counts and what it is a part of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from disclosure_analysis.extraction.claims import claim
from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar, indicators, topics
from disclosure_analysis.extraction.context import (
    Breakdown,
    Context,
    Figure,
    contexts,
    is_ratio,
    part_of,
)
from disclosure_analysis.extraction.growth import growth
from disclosure_analysis.extraction.labels import after_marks, label, trimmed
from disclosure_analysis.extraction.periods import time_of
from disclosure_analysis.extraction.sentences import Sentence
from disclosure_analysis.extraction.sharing import Share, shares


def figures(sentence: Sentence, before: Figure | None = None) -> Iterator[Figure]:
    """Yield the figures of a sentence, in order.

    Args:
        sentence: The sentence.
        before: The last count of the sentence before, which 其中 at the beginning refers to.
    """
    last = before if grammar("list_continues").match(sentence.masked) else None
    shared = shares(sentence)
    breakdown, topic = Breakdown(), ""
    for position, context in enumerate(contexts(sentence)):
        ratio = is_ratio(context.quantity)
        breakdown = breakdown.at(context.lead, last, share=ratio)
        in_list = breakdown.head is not None and context.quantity.kind == "count"
        placed = replace(context, head=breakdown.head if in_list else None, topic=topic)
        found = _figures(placed, last, shared.get(position))
        for figure in found:
            yield _complete(placed, figure)
        if found and not ratio:
            last = _complete(placed, found[-1])
            topic = last.indicator if last.indicator in topics() else topic


def _figures(context: Context, last: Figure | None, shared: Sequence[Share] | None) -> list[Figure]:
    """Return what a number states: one figure, or one for each name that shares it."""
    if shared:
        return [_shared(context, one) for one in shared]
    if is_ratio(context.quantity):
        figure = growth(context, last) or _unclassified(context, last)
    elif shared is None:
        figure = _counted(context) or _continued(context, last) or _unclassified(context, last)
    else:
        figure = _unclassified(context, last)
    return [figure] if figure else []


def _complete(context: Context, figure: Figure) -> Figure:
    year, year_offset, period = time_of(context, figure.indicator)
    return replace(
        figure,
        part_of=part_of(context.head, figure.indicator),
        year=year,
        year_offset=year_offset,
        period=period,
    )


def _counted(context: Context) -> Figure | None:
    found = claim(context)
    if found is None:
        return None
    start, end = context.lead_start + found.start, context.quantity.end + found.end
    return Figure(
        quantity=context.quantity,
        indicator=found.indicator,
        label=label(context, start, end),
        start=start,
        end=end,
    )


def _shared(context: Context, share: Share) -> Figure:
    """Return a number that shares its verb with others as the figure of its own name."""
    alone = replace(context, lead=share.words, lead_start=0, tail="")
    found = None if is_ratio(context.quantity) else claim(alone)
    name = trimmed(context, *share.label)
    quantity = context.quantity
    between = context.sentence.quantities
    begins = name[0] < quantity.start and not any(
        name[0] <= other.start < quantity.start for other in between
    )
    return Figure(
        quantity=quantity,
        indicator=found.indicator if found else UNCLASSIFIED,
        label=name,
        start=name[0] if begins else quantity.start,
        end=quantity.end,
    )


def _continued(context: Context, last: Figure | None) -> Figure | None:
    """Return the second figure of 由1128件增加到1887件, which counts what the first counts.

    So does the year's flow beside a stock (累计5200条,其中新增640条).
    """
    if last is None or last.quantity.unit != context.quantity.unit:
        return None
    known = indicators().get(last.indicator)
    flow = known is not None and known.period == "year" and last.period == "cumulative"
    renewed = flow and grammar("renewed").search(context.lead)
    if not renewed and not grammar("changed_to").search(context.lead):
        return None
    start = after_marks(context, context.lead_start)
    return Figure(context.quantity, last.indicator, last.label, start, context.quantity.end)


def _unclassified(context: Context, last: Figure | None) -> Figure | None:
    quantity = context.quantity
    if quantity.chinese and quantity.value <= 1:
        return None
    if grammar("share").search(context.lead) and last is not None:
        start = after_marks(context, context.clause_start)
        return Figure(quantity, UNCLASSIFIED, last.label, start, quantity.end)
    words = label(context, context.clause_start, quantity.end)
    if words[0] >= quantity.end:
        end = max(words[1], quantity.end)
        return Figure(quantity, UNCLASSIFIED, words, quantity.start, end)
    return Figure(quantity, UNCLASSIFIED, words, words[0], quantity.end)

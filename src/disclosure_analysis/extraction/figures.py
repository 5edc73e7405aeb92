"""The figures of a sentence: each number with what it counts and what it is a part of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from disclosure_analysis.extraction.claims import claim
from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar, group_of
from disclosure_analysis.extraction.context import (
    Breakdown,
    Context,
    Figure,
    contexts,
    is_ratio,
    part_of,
)
from disclosure_analysis.extraction.continued import continued, on_level, subject_of_growth
from disclosure_analysis.extraction.growth import growth
from disclosure_analysis.extraction.labels import after_marks, label, led_figure
from disclosure_analysis.extraction.past import Past
from disclosure_analysis.extraction.periods import mark_stock, time_of
from disclosure_analysis.extraction.sentences import Sentence
from disclosure_analysis.extraction.shared_figures import joint_figures, shared_figure
from disclosure_analysis.extraction.sharing import Share, shares
from disclosure_analysis.extraction.totals import mark_wholes, total
from disclosure_analysis.extraction.unclassified import unclassified

_LONGEST_SUBJECT = 8
_LONGEST_LEAD = 6


def figures(sentence: Sentence, past: Past | None = None) -> tuple[list[Figure], Past]:
    """Return the figures of a sentence, in order, and what the next sentence may refer to.

    Args:
        sentence: The sentence.
        past: What the sentences before in its section stated.
    """
    past = past or Past()
    if not sentence.quantities:
        return [], past
    past, before = past.at(sentence), past.stated_before(sentence)
    shared = shares(sentence)
    breakdown, every = Breakdown(), []
    parts: list[tuple[Figure, Figure]] = []
    for position, context in enumerate(contexts(sentence)):
        context.topic, context.last, context.whole = past.topic, past.last, past.whole_of(context)
        breakdown, context.before = breakdown.at(context), before
        context.own_words = max(context.own_words, _taken(context, past))
        context.head = breakdown.head if context.quantity.kind == "count" else None
        mark_stock(context)
        found = [_complete(context, one) for one in _figures(context, past, shared.get(position))]
        every += found
        parts += [(context.head, one) for one in found if context.head is not None]
        past = past.after(context, found)
    mark_wholes(sentence, parts)
    return every, past


def _taken(context: Context, past: Past) -> int:
    """Return how many characters before a number tell what the number before it counts.

    In 4件部分公开、3件不公开 the words 部分公开 belong to 4.
    """
    last = past.last_here
    if last is None or last.indicator == UNCLASSIFIED or last.end <= last.quantity.end:
        return 0
    return max(0, last.end - context.lead_start)


def _figures(context: Context, past: Past, shared: Sequence[Share] | None) -> list[Figure]:
    """Return what a number states: one figure, or one for each name that shares it."""
    if shared:
        return [shared_figure(context, one) for one in shared]
    figure: Figure | None = None
    if is_ratio(context.quantity):
        figure = growth(context, subject_of_growth(context, past), past.grown)
    elif shared is None:
        found = joint_figures(context) or _of_disclosure(context) or _counted(context)
        if found:
            return found
        figure = (
            continued(context, past)
            or on_level(context, past)
            or total(context, past)
            or _under_heading(context, past)
            or _noun_behind(context)
        )
    figure = figure or unclassified(context, past.last_here)
    return [figure] if figure else []


def _of_disclosure(context: Context) -> list[Figure]:
    """Return 4 of 行政复议36件,其中涉及政府信息公开4件 as what counts; the 36 are of all kinds."""
    head = context.head
    if head is None or group_of(head.indicator) != "remedies":
        return []
    if not context.led_by("of_disclosure"):
        return []
    start = after_marks(context, context.clause_start)
    figure = Figure(context.quantity, head.indicator, head.label, start, context.quantity.end)
    head.indicator = UNCLASSIFIED
    return [figure]


def _under_heading(context: Context, past: Past) -> Figure | None:
    """Return 14 of 全年共14次 below 新闻发布会 as what the heading names."""
    sections = context.sentence.sections
    nameless = context.lead.strip() and context.led_by("no_subject")
    if past.here or context.lead_start or not sections or not nameless:
        return None
    title = grammar("heading_end").pattern.sub("", sections[-1].title)
    if len(title) > _LONGEST_SUBJECT or grammar("names_joined").search(title):
        return None
    found = claim(replace(context, lead=title, own_words=0, clause_offset=0))
    if found is None or found.indicator.startswith("disclosed_"):
        return None
    figure = led_figure(context, found.indicator)
    return replace(figure, end=figure.end + found.end)


def _complete(context: Context, figure: Figure) -> Figure:
    year, figure.year_offset, figure.period = time_of(context, figure.indicator)
    figure.year = figure.year or year
    figure.part_of = part_of(context.head, figure.indicator)
    words = context.sentence.plain[max(0, figure.start - _LONGEST_LEAD) : figure.end]
    figure.cumulated = "累计" in words
    return figure


def _counted(context: Context) -> list[Figure]:
    """Return what a cue says of a number: one figure, or two where it counts two things."""
    found = claim(context)
    if found is None:
        return []
    start, end = context.lead_start + found.start, context.quantity.end + found.end
    figure = Figure(
        quantity=context.quantity,
        indicator=found.indicator,
        label=label(context, start, end),
        start=context.quote_start or start,
        end=end,
    )
    return [figure, replace(figure, indicator=found.also)] if found.also else [figure]


def _noun_behind(context: Context) -> Figure | None:
    """Return what the noun behind a number says, as if it stood before: 接听4620个咨询电话."""
    last = context.quantity.end + len(context.tail) == len(context.sentence.masked)
    noun = grammar("noun_behind").pattern.match(context.tail + "。" if last else context.tail)
    found = claim(replace(context, lead=context.lead + noun[0], tail="")) if noun else None
    if noun is None or found is None:
        return None
    within = found.start < len(context.lead) and context.quote_start is None
    return Figure(
        quantity=context.quantity,
        indicator=found.indicator,
        label=(context.quantity.end, context.quantity.end + noun.end()),
        start=context.lead_start + found.start if within else context.quantity.start,
        end=context.quantity.end + noun.end(),
    )

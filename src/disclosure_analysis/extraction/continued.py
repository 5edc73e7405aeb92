"""Numbers that count what a number before them counts."""

from __future__ import annotations

from dataclasses import replace

from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar, indicators
from disclosure_analysis.extraction.context import Context, Figure, is_ratio
from disclosure_analysis.extraction.labels import led_figure
from disclosure_analysis.extraction.past import Past
from disclosure_analysis.extraction.totals import broken_down
from disclosure_analysis.quantities import Quantity

_LONGEST_LEVEL = 3


def continued(context: Context, past: Past) -> Figure | None:
    """Return a figure that counts what the figure before counts.

    The later value of 由1128件增加到1887件, the level that growth led to (增长5%,达到1887件), the
    year before (与上年的102件相比), a stock beside the new ones (新增4个,总数达到21个), and the
    year's flow beside a stock (累计5200条,其中新增640条).
    """
    last, quantity = subject_of_growth(context, past), context.quantity
    if past.grown and context.led_by("reached"):
        return led_figure(context, past.grown)
    if context.led_by("again"):
        same = (one for one in reversed(past.counts) if _equal(one.quantity, quantity))
        said = next(same, None)
        if said:
            return led_figure(context, said.indicator)
    stock = context.head if context.led_by("years_part") else None
    is_stock = stock and stock.period == "cumulative" and stock.quantity.unit == quantity.unit
    if stock and is_stock and stock.indicator != UNCLASSIFIED:
        return led_figure(context, stock.indicator)
    whole = context.head
    if whole and whole.indicator != UNCLASSIFIED and _only_part_of_year(context):
        return led_figure(context, whole.indicator)
    if last is None or last.quantity.unit != quantity.unit:
        return None
    known = indicators().get(last.indicator)
    flow = known is not None and known.period == "year" and last.period == "cumulative"
    names = ["changed_to", "compared_level", "total_reached", *(["renewed"] if flow else [])]
    names += ["this_years"] if last.year_offset == -1 else []
    if not context.led_by(*names) or context.stands_in("changed_by"):
        return None
    figure = led_figure(context, last.indicator)
    return replace(figure, label=last.label) if past.here else figure


def on_level(context: Context, past: Past) -> Figure | None:
    """Return 11 of 国家级媒体用稿3篇,省级11篇 as what the number before counts."""
    last = past.last_here
    if last is None or last.quantity.unit != context.quantity.unit:
        return None
    said = context.sentence.masked[max(0, last.start - _LONGEST_LEVEL) : last.quantity.start]
    if context.head is not None or "级" not in said or not context.led_by("level"):
        return None
    if not last.indicator.startswith("disclosed_"):
        return None
    return led_figure(context, last.indicator)


def subject_of_growth(context: Context, past: Past) -> Figure | None:
    """Return the count that growth refers to: behind a bracket the one before it.

    Behind a breakdown that is complete (信函4件、网络5件,同比下降25%) it is the whole.
    """
    if is_ratio(context.quantity) and (whole := broken_down(past)):
        return whole
    if past.last is None and past.counts and context.led_by("whole_grew"):
        return past.counts[-1]
    if not context.lead.startswith(")") or past.last is None:
        return past.last
    words = context.sentence.masked
    depth = _depth(words[: context.lead_start + 1])
    outside = [one for one in past.counts_here if _depth(words[: one.quantity.start]) <= depth]
    return outside[-1] if outside else past.last


def _depth(words: str) -> int:
    return words.count("(") - words.count(")")


def _only_part_of_year(context: Context) -> bool:
    """Tell 收到申请58件,其中一季度10件、二季度22件, where a time alone names the part."""
    words = context.sentence.plain[context.clause_start : context.quantity.start]
    return bool(grammar("part_of_year").pattern.fullmatch(words.strip("其中第、,: 为有共")))


def _equal(one: Quantity, other: Quantity) -> bool:
    return (one.value, one.unit, one.wording) == (other.value, other.unit, other.wording)

"""Numbers that no cue claims, kept with the report's own words for what they count."""

from __future__ import annotations

from disclosure_analysis.extraction.claims import is_threshold
from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar
from disclosure_analysis.extraction.context import Context, Figure
from disclosure_analysis.extraction.labels import after_marks, label


def unclassified(context: Context, last: Figure | None) -> Figure | None:
    """Return a number as one of which nothing is known; None for one that counts nothing.

    Args:
        context: The number.
        last: The count before it in the sentence, which a share may be of.
    """
    quantity = context.quantity
    if quantity.chinese and quantity.value == 1 and not _counts_one(context):
        return None
    if is_threshold(context):
        return None
    if context.led_by("share") and last is not None:
        start = context.quote_start or after_marks(context, context.clause_start)
        return Figure(quantity, UNCLASSIFIED, last.label, start, quantity.end)
    words = label(context, context.clause_start, quantity.end)
    if words[0] >= quantity.end:
        end = max(words[1], quantity.end)
        return Figure(quantity, UNCLASSIFIED, words, quantity.start, end)
    return Figure(quantity, UNCLASSIFIED, words, context.quote_start or words[0], quantity.end)


def _counts_one(context: Context) -> bool:
    """Tell 受理点一个, which counts behind its noun, from 一个平台, which does not."""
    if context.quantity.unit in ("次", "件", "条"):
        return False
    ends = not context.tail or grammar("boundary").pattern.match(context.tail) is not None
    return (ends or context.tail.startswith("、")) and context.led_by("counted_noun")

"""The report's own words for what a number counts."""

from __future__ import annotations

import re

from disclosure_analysis.extraction.codebook import (
    grammar,
    label_prefixes,
    label_suffixes,
    units_of,
)
from disclosure_analysis.extraction.context import Context, Figure
from disclosure_analysis.extraction.masking import ASIDE, LAST_YEAR, MASK, NEXT_YEAR

_REST = re.compile(r"[^,。;、:()\s■◁▷]{2,16}")
_MARKS = re.compile(rf"[\s、,;:。)({MASK}{LAST_YEAR}{NEXT_YEAR}{ASIDE}]*")
_LONGEST_LABEL = 40


def after_marks(context: Context, start: int) -> int:
    """Return the first character at or after ``start`` that begins a word."""
    match = _MARKS.match(context.sentence.masked, start, context.quantity.start)
    return match.end() if match else start


def led_figure(context: Context, indicator: str) -> Figure:
    """Return a number as the figure of an indicator, labelled by the words that lead to it."""
    start, quantity = after_marks(context, context.lead_start), context.quantity
    return Figure(quantity, indicator, (start, quantity.start), start, quantity.end)


def label(context: Context, start: int, end: int) -> tuple[int, int]:
    """Return the span of the report's own words for what a number counts.

    They stand before the number, or after it (23个重点信息公开专栏).

    Args:
        context: The number.
        start: Where the words that told what it counts begin in the sentence.
        end: Where they end.
    """
    quantity = context.quantity
    if end > quantity.end:
        return quantity.end, end
    words_end = min(context.words_end, quantity.start)
    begin, finish = trimmed(context, min(start, context.clause_start), words_end)
    noun = grammar("label_noun").pattern.match(context.tail)
    words = context.sentence.masked[begin:finish]
    if noun and (not words or quantity.unit in units_of("@measures") or _is_bare_verb(words)):
        return quantity.end, quantity.end + noun.end()
    rest = None if words else _REST.match(context.tail)
    if rest:
        return quantity.end, quantity.end + rest.end()
    return max(begin, finish - _LONGEST_LABEL), finish


def _is_bare_verb(words: str) -> bool:
    """Tell 共召开, which does not name what is counted."""
    return grammar("bare_verb").pattern.fullmatch(words) is not None


def trimmed(context: Context, begin: int, end: int) -> tuple[int, int]:
    """Return a span of words without the fillers that it begins and ends with."""
    text = context.sentence.plain
    while prefix := label_prefixes().match(text[begin:end]):
        begin += prefix.end()
    suffix = label_suffixes().search(text, begin, end)
    return begin, suffix.start() if suffix else end

"""A number of a sentence with the words around it that tell what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar, group_of
from disclosure_analysis.extraction.sentences import Sentence
from disclosure_analysis.quantities import Quantity

_SPACES = re.compile(r"\s+")


def _unspaced(words: str) -> str:
    return _SPACES.sub("", words) if " " in words or "\n" in words else words


@dataclass(slots=True)
class Figure:
    """A number with what it counts; offsets count from the sentence's start.

    Attributes:
        quantity: The number as written.
        indicator: A name of the codebook, or ``unclassified``.
        label: Where the report's own words for what is counted begin and end.
        start: First character of the quote.
        end: One past the last character of the quote.
        part_of: The indicator in whose breakdown the number stands; empty if in none.
        sign: -1 for a stated decline, else 1.
        year_offset: The year that the number speaks of, relative to the report's; None where
            the sentence names the year.
        year: The year that the sentence names for the number; None where it names none.
        period: ``year``, ``cumulative`` or ``other``.
        cumulated: Whether 累计 stands with it, which may mean the year or all years.
    """

    quantity: Quantity
    indicator: str
    label: tuple[int, int]
    start: int
    end: int
    part_of: str = ""
    sign: int = 1
    year: int | None = None
    year_offset: int = 0
    period: str = "year"
    cumulated: bool = False


@dataclass(slots=True)
class Context:
    """What stands around one number of a sentence, and what the numbers before it said.

    Attributes:
        sentence: The sentence.
        quantity: The number.
        lead_start: Where ``lead`` begins in the sentence.
        lead: The words between the number before and this one.
        tail: The words up to the next number.
        own_words: Where the words of this number begin in ``lead``, the noun of the one before
            left out: in 19件已答复,1件结转 the words 已答复 belong to 19.
        clause_offset: Where the number's own clause begins in ``lead``.
        head: The figure in whose breakdown the number stands, if any.
        topic: The indicator that the sentence last spoke of and that later words refer to.
        last: The count before the number, if any.
        whole: The count that 其中 before the number would break down, if any.
        before: The count that the section stated last before the sentence, if any.
    """

    sentence: Sentence
    quantity: Quantity
    lead_start: int
    lead: str
    tail: str
    own_words: int = 0
    clause_offset: int = 0
    head: Figure | None = None
    topic: str = ""
    last: Figure | None = None
    whole: Figure | None = None
    before: Figure | None = None

    @property
    def words_end(self) -> int:
        """Where the words before the number end in the sentence."""
        return self.lead_start + len(self.lead)

    @property
    def quote_start(self) -> int | None:
        """Where a quote has to begin, as another number stands before: 365期1980条."""
        return None if self.words_end >= self.quantity.start else self.quantity.start

    @property
    def clause_start(self) -> int:
        """Where the number's own clause begins in the sentence."""
        return self.lead_start + self.clause_offset

    @property
    def clause_before(self) -> str:
        """The number's own clause up to the number."""
        return self.lead[self.clause_offset :]

    @property
    def clause(self) -> str:
        """The number's own clause, before and after it, up to the words of the next number."""
        end = grammar("clause_end").search(self.tail)
        return self.clause_before + self.tail[: end.start() if end else None]

    def led_by(self, *names: str) -> bool:
        """Tell whether the words before the number match a row of the sentence grammar."""
        words = _unspaced(self.lead)
        return any(grammar(name).search(words) for name in names)

    def stands_in(self, *names: str) -> bool:
        """Tell whether its own clause up to the number matches a row of the sentence grammar."""
        words = _unspaced(self.clause_before)
        return any(grammar(name).search(words) for name in names)

    @property
    def earlier(self) -> str:
        """The sentence up to the number."""
        return self.sentence.masked[: self.quantity.start]


def contexts(sentence: Sentence) -> Iterator[Context]:
    """Yield each number of a sentence with the words around it, in order."""
    words, last = ("", 0), None
    ends = [0, *(quantity.end for quantity in sentence.quantities)]
    starts = [*(quantity.start for quantity in sentence.quantities[1:]), len(sentence.masked)]
    for quantity, before, after in zip(sentence.quantities, ends, starts, strict=False):
        lead = sentence.masked[before : quantity.start]
        if last and _shares_noun(lead, last, quantity):
            lead, before = words  # 365期1980条, 365期、1980条: two units, one noun
        words, last = (lead, before), quantity
        own_words = _own_words(lead) if before else 0
        yield Context(
            sentence=sentence,
            quantity=quantity,
            lead_start=before,
            lead=lead,
            tail=sentence.masked[quantity.end : after],
            own_words=own_words,
            clause_offset=_clause_offset(lead, own_words),
        )


def _shares_noun(lead: str, last: Quantity, quantity: Quantity) -> bool:
    """Tell 1980条 of 365期1980条, which counts by what stands before the number before it."""
    issues = last.unit == "期" and quantity.unit in ("条", "篇", "则")
    return not lead.strip() or (issues and not lead.strip(" 、共计"))


def _own_words(lead: str) -> int:
    boundary = grammar("boundary").pattern
    if boundary.match(lead.lstrip()):
        return 0
    first = boundary.search(lead) or grammar("noun_before").pattern.search(lead)
    return first.end() if first else 0


def _clause_offset(lead: str, own_words: int) -> int:
    """Return where a number's own clause begins; in 36篇政策解读、12期在线访谈 behind the 、."""
    if own_words and grammar("noun_before").pattern.search(lead[:own_words]):
        return own_words
    words = lead if own_words else lead.rstrip(" ,:;")
    return max((mark.end() for mark in grammar("boundary").pattern.finditer(words)), default=0)


def is_ratio(quantity: Quantity) -> bool:
    """Tell shares, growth and multiples from counts and amounts."""
    return quantity.kind in ("percent", "permille", "points", "ratio")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The breakdown that the words before a number stand in, if any.

    Attributes:
        head: The figure that is broken down; None outside any breakdown.
        items: The parts so far.
        by_semicolon: Whether semicolons part them.
    """

    head: Figure | None = None
    items: tuple[float, ...] = ()
    by_semicolon: bool = False

    def at(self, context: Context) -> Breakdown:
        """Return the breakdown that holds for a number; a share is no item."""
        lead, value = context.lead, context.quantity.value
        ratio = is_ratio(context.quantity)
        if context.whole is not None and grammar("list_opener").search(lead):
            return Breakdown(context.whole, () if ratio else (value,))
        if self.head is None or grammar("list_closer").search(lead):
            return Breakdown()
        if ratio:
            return self
        by_semicolon = ";" in (lead.lstrip()[:1], lead[: context.own_words][-1:])
        changes = len(self.items) > 1 and by_semicolon and not self.by_semicolon
        if changes and not self._adds_up(value):
            return Breakdown()
        return replace(self, items=(*self.items, value), by_semicolon=by_semicolon)

    def _adds_up(self, value: float) -> bool:
        """Tell whether a number behind a semicolon makes up the whole with the first parts."""
        sums = (sum(self.items[:count]) + value for count in range(1, len(self.items) + 1))
        return self.head is not None and self.head.quantity.value in sums


def part_of(head: Figure | None, indicator: str) -> str:
    """Return the indicator whose breakdown holds a number; a breakdown keeps to its subject."""
    if head is None or head.indicator in (UNCLASSIFIED, indicator):
        return ""
    if indicator != UNCLASSIFIED:
        whole, part = group_of(head.indicator), group_of(indicator)
        if part != whole and (whole, part) != ("disclosure", "activity"):
            return ""
    return head.indicator

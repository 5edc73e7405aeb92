"""Where the words that a coder quotes stand in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from disclosure_analysis.quantities import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opencc import OpenCC

_LOOKS_BACK = 30
_LOOKS_ON = 12
_NEAR = 8
_LABEL_COUNTS = 0.5
"""How much a label nearby counts beside the quote itself: it breaks ties, and no more."""
_GROWTH = re.compile(r"[增升涨降减落]|提高|翻番")
_EACH = re.compile(r"[各均都]\D{0,3}\d")
_WHOLE_NUMBER = re.compile(r"\d[\d.,]*|[零〇一二两三四五六七八九十百千万亿]+")
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quote to be found, and what is said to be counted there.

    Attributes:
        quote: The words.
        label: What is counted, in words.
        indicators: What is counted, by name; tells rows of one number from each other.
        kind: ``figure``, ``growth`` (a rate, near a word of growth) or ``zero`` (a denial).
    """

    quote: str
    label: str = ""
    indicators: tuple[str, ...] = ()
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a quote stands; ``in_order`` if the quotes before it stand before it."""

    start: int
    end: int
    in_order: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Link:
    """The best way found to place quotes up to one that ends here."""

    number: int
    at: _Candidate
    score: float
    before: _Link | None


def place(
    wanted: Sequence[Wanted], text: str, taken: Sequence[tuple[int, int]] = ()
) -> list[Placed | None]:
    """Return where each quote stands, None where the text does not have it.

    Widths of characters, spaces and traditional characters make no difference, and 12条 does not
    stand in 112条. As many quotes as possible are placed in their order; among several places the
    one near the label is taken, then the earliest. A quote for which the order leaves no place
    takes a free one.

    Args:
        wanted: The quotes in the order of the text.
        text: The text.
        taken: Places that are others' already.
    """
    plain, offsets = _comparable(text)
    found = [
        [c for c in _candidates(one, plain) if not _meets(c, offsets, taken)] for one in wanted
    ]
    chosen = _in_order(wanted, found, plain)
    places: list[Placed | None] = []
    for number, candidates in enumerate(found):
        at, in_order = chosen.get(number), True
        if at is None:
            taken_now = list(chosen.values())
            at = _anywhere(candidates, taken_now)
            at = at or _same_words(candidates, taken_now, wanted[number])
            in_order = False
            if at is not None:
                chosen[number] = at
        places.append(
            None if at is None else Placed(offsets[at.start], offsets[at.end - 1] + 1, in_order)
        )
    return places


def comparable(text: str) -> str:
    """Return text as quotes are compared: plain, simplified characters without spaces."""
    return _comparable(text)[0]


def _comparable(text: str) -> tuple[str, list[int]]:
    plain = plain_text(text)
    kept = [offset for offset, char in enumerate(plain) if not char.isspace()]
    return "".join(_simplified(plain[offset]) for offset in kept), kept


@cache
def _simplified(char: str) -> str:
    simple = _converter().convert(char) if ord(char) > 0x2E7F else char
    return simple if len(simple) == 1 else char


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def _candidates(wanted: Wanted, plain: str) -> Iterator[_Candidate]:
    quote, label = comparable(wanted.quote), comparable(wanted.label)
    start = plain.find(quote) if quote else -1
    while start >= 0:
        end = start + len(quote)
        if _is_whole(plain, start, end):
            likeness = _nearness(label, plain, start, end)
            if wanted.kind == "growth":
                likeness = float(bool(_GROWTH.search(plain[max(0, start - _NEAR) : start])))
            yield _Candidate(start, end, 1 + _LABEL_COUNTS * likeness)
        start = plain.find(quote, start + 1)


def _meets(one: _Candidate, offsets: Sequence[int], taken: Sequence[tuple[int, int]]) -> bool:
    start, end = offsets[one.start], offsets[one.end - 1] + 1
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _is_whole(plain: str, start: int, end: int) -> bool:
    """Tell whether no number is cut in two where a quote begins and ends."""
    before, after = plain[max(0, start - 2) : start], plain[end : end + 2]
    first, last = plain[start], plain[end - 1]
    if first.isdigit() and re.search(r"\d[.,]?$", before):
        return False
    if last.isdigit() and re.match(r"[.,]?\d|[年月日]", after):
        return False
    return not (_NUMERAL.match(first) and before and _NUMERAL.match(before[-1]))


def _nearness(label: str, plain: str, start: int, end: int) -> float:
    """Return how much of a label stands near a quote; words shortly before it count most."""
    before, close = plain[max(0, start - _LOOKS_BACK) : start], max(0, start - _LOOKS_ON)
    nearest, after = plain[close:start], plain[end : end + _LOOKS_ON]
    return sum(
        weight * _likeness(label, words)
        for weight, words in ((0.5, nearest), (0.25, before), (0.25, after))
    )


def _likeness(label: str, words: str) -> float:
    """Return which share of a label's pairs of characters stands in some words."""
    pairs = {label[i : i + 2] for i in range(len(label) - 1)} or {label} - {""}
    return sum(pair in words for pair in pairs) / len(pairs) if pairs else 0.0


def _in_order(
    wanted: Sequence[Wanted], found: Sequence[Sequence[_Candidate]], plain: str
) -> dict[int, _Candidate]:
    """Return the heaviest choice of places in which each quote stands after the one before."""
    best: list[_Link] = []
    last: list[_Link] = []
    for number, candidates in enumerate(found):
        ends = [link.at.end for link in best]
        links = []
        for at in candidates:
            position = bisect_right(ends, at.start)
            before = best[position - 1] if position else None
            links.append(_Link(number, at, at.weight + (before.score if before else 0), before))
        if number and _shares(wanted[number - 1], wanted[number]):
            links += _beside(last, number, plain)
        best, last = _frontier([*best, *links]), links
    chosen: dict[int, _Candidate] = {}
    link = best[-1] if best else None
    while link is not None:
        chosen[link.number] = link.at
        link = link.before
    return chosen


def _shares(before: Wanted, wanted: Wanted) -> bool:
    """Tell whether two rows may be coded from one number that counts two things."""
    return before.quote == wanted.quote and before.indicators != wanted.indicators


def _beside(last: Sequence[_Link], number: int, plain: str) -> list[_Link]:
    """Return the places of the quote before, where the words say that it counts two things."""
    return [
        _Link(number, link.at, link.score + 2, link)
        for link in last
        if not (link.before and link.before.at is link.at)
        and _EACH.search(plain[max(0, link.at.start - 4) : link.at.end])
    ]


def _frontier(links: Sequence[_Link]) -> list[_Link]:
    """Return the links that no other beats by both ending earlier and weighing more."""
    kept: list[_Link] = []
    for link in sorted(links, key=lambda one: (one.at.end, -one.score)):
        if not kept or link.score > kept[-1].score:
            kept.append(link)
    return kept


def _anywhere(candidates: Sequence[_Candidate], taken: Sequence[_Candidate]) -> _Candidate | None:
    free = [
        one for one in candidates if not any(t.start < one.end and one.start < t.end for t in taken)
    ]
    return max(free, key=lambda one: one.weight, default=None)


def _same_words(
    candidates: Sequence[_Candidate], taken: Sequence[_Candidate], wanted: Wanted
) -> _Candidate | None:
    """Return a place that the same words have already: they hold several numbers, or denials."""
    spans = {(one.start, one.end) for one in taken}
    numbers = len(_WHOLE_NUMBER.findall(comparable(wanted.quote)))
    if wanted.kind != "zero" and numbers == 1:
        return None
    return next((one for one in candidates if (one.start, one.end) in spans), None)

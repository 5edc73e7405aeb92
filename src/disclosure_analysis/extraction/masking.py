"""What looks like a figure and is none: dates, document numbers, telephones, names, rules, plans.

The patterns stand in ``tables/masks.csv``, each with an example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from disclosure_analysis.extraction.codebook import grammar
from disclosure_analysis.extraction.lines import unbroken
from disclosure_analysis.extraction.patterns import Keyed, Lookup, keyed
from disclosure_analysis.quantities import may_hold_quantities, plain_text
from disclosure_analysis.tables import table

MASK = "■"
LAST_YEAR = "◁"
"""Stands for each character of a date in the year before the report's."""
NEXT_YEAR = "▷"
ASIDE = "·"
_QUOTED = re.compile(r"“[^“”\n]{0,24}”|‘[^‘’\n]{0,24}’|\"[^\"\n]{0,24}\"")
_NUMERIC = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]")
_PART = re.compile(r"[^。\n]*[。\n]|[^。\n]+")
_OVER_SENTENCES = ("book_title", "angle_title", "plan_list")
"""Masks of what may hold a full stop or go over a line."""
_LAST_DIGITS = re.compile(r"\d[\d.,]*$")
_DATED = re.compile(r"(?P<year>20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class _Mask:
    words: Keyed
    numbers_only: bool
    over_sentences: bool


def masked(text: str, year: int | None = None) -> str:
    """Return text in plain characters with all that is no figure blanked out.

    The result has the length of ``text``. Numbers within quotation marks are names (“五公开”)
    and blanked out too; asides in brackets without a number are bridged over.

    Args:
        text: Any text.
        year: The year that a report is about; dates of the year before and the year after are
            then told from others.
    """
    return masked_plain(unbroken(plain_text(text)), year)


def masked_plain(plain: str, year: int | None = None) -> str:
    """Return a text whose characters are plain already, as ``masked`` does."""
    for mask in _masks():
        if mask.over_sentences:
            plain = _blanked(plain, mask, year)
    plain = "".join(_masked_part(part, year) for part in _PART.findall(plain))
    plain = _QUOTED.sub(_numbers_blanked, plain)
    return grammar("aside").pattern.sub(lambda match: ASIDE * len(match[0]), plain)


def _masked_part(part: str, year: int | None) -> str:
    """Blank what is no figure in a part of the text; without a number there is nothing to do."""
    if not may_hold_quantities(part):
        return part
    for mask in _masks_by_key().possible(part + MASK + LAST_YEAR + NEXT_YEAR):
        part = _blanked(part, mask, year)
    return part


def _blanked(text: str, mask: _Mask, year: int | None) -> str:
    if mask.numbers_only:
        return mask.words.pattern.sub(_numbers_blanked, text)
    return mask.words.pattern.sub(lambda match: _mark(match[0], year) * len(match[0]), text)


def _numbers_blanked(match: re.Match[str]) -> str:
    """Blank the numbers of a match; one that the match's end would cut in two stays whole."""
    words, rest = match[0], match.string[match.end() :][:1]
    cut = _LAST_DIGITS.search(words) if rest.isdigit() or rest in (".", ",") else None
    kept = words[cut.start() :] if cut else ""
    return _NUMERIC.sub(MASK, words[: len(words) - len(kept)]) + kept


def _mark(words: str, year: int | None) -> str:
    dated = _DATED.match(words) if year else None
    if dated is None or year is None:
        return MASK
    return {year - 1: LAST_YEAR, year + 1: NEXT_YEAR}.get(int(dated["year"]), MASK)


@cache
def _masks() -> tuple[_Mask, ...]:
    return tuple(
        _Mask(keyed(row["pattern"]), row["blank"] == "numbers", row["name"] in _OVER_SENTENCES)
        for row in table("masks")
    )


@cache
def _masks_by_key() -> Lookup[_Mask]:
    return Lookup((mask.words, mask) for mask in _masks() if not mask.over_sentences)

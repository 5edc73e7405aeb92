"""What a number counts: the cue of the codebook that fits it best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from disclosure_analysis.extraction.channels import channel, one_channel, one_of_classes
from disclosure_analysis.extraction.codebook import (
    BY_CHANNEL,
    BY_NAMED_CHANNEL,
    UNCLASSIFIED,
    Cue,
    group_of,
    possible_cues,
)
from disclosure_analysis.extraction.context import Context

_REACH_BEHIND = 30
_REACH = 80
"""How many characters before a number the words that tell what it counts may begin."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An indicator for a number.

    Attributes:
        indicator: A name of the codebook.
        start: Where the words that tell it begin in the context's ``lead``.
        end: Where they end in its ``tail``.
        also: A second indicator that the number counts; empty where there is none.
    """

    indicator: str
    start: int
    end: int
    also: str = ""


class _Match(NamedTuple):
    """How well a cue fits: the fewer characters between, the more matched, the better."""

    gap: int
    length: int
    cue: Cue
    start: int
    end: int

    @property
    def rank(self) -> tuple[int, bool, int, bool]:
        special = bool(self.cue.parent or self.cue.topic)
        return (-self.gap, self.cue.before is not None, self.length, special)


def claim(context: Context) -> Claim | None:
    """Return what a number counts by the codebook's cues; None where no cue fits."""
    if is_threshold(context) or context.stands_in("changed_by", "mean"):
        return None
    words = context.lead[_first_word(context) :]
    cues = possible_cues(context.quantity.unit, words, context.tail[:_REACH_BEHIND])
    matches = [match for cue in cues if (match := _match(cue, context))]
    for match in sorted(matches, key=lambda match: match.rank, reverse=True):
        indicator, start = match.cue.indicator, match.start
        if indicator in (BY_CHANNEL, BY_NAMED_CHANNEL):
            named_only = indicator == BY_NAMED_CHANNEL
            if named_only and not one_channel(context):
                continue
            if one_of_classes(context):
                return None
            indicator, start = channel(context, start, named_only=named_only)
        if indicator == UNCLASSIFIED:
            return None
        return Claim(indicator, start, match.end, match.cue.also)
    return None


def _first_word(context: Context) -> int:
    """Return where in ``lead`` the words begin that may tell what a number counts."""
    return max(context.own_words, len(context.lead) - _REACH)


def _match(cue: Cue, context: Context) -> _Match | None:
    if cue.parent and (context.head is None or context.head.indicator != cue.parent):
        return None
    if cue.topic and context.topic != cue.topic:
        return None
    before = cue.before.pattern.search(context.lead, _first_word(context)) if cue.before else None
    if cue.before and not before:
        return None
    after = cue.after.search(context.tail) if cue.after else None
    if cue.after and not after:
        return None
    if cue.within and not (
        cue.within.search(context.sentence.surroundings) or cue.within.search(_told(cue, context))
    ):
        return None
    if cue.without and cue.without.search(context.clause):
        return None
    if cue.earlier and cue.earlier.search(context.earlier):
        return None
    return _Match(
        gap=len(context.lead) - before.end("cue") if before else 0,
        length=(len(before["cue"]) if before else 0) + (len(after[0]) if after else 0),
        cue=cue,
        start=before.start("cue") if before else len(context.lead),
        end=after.end() if after else 0,
    )


def _told(cue: Cue, context: Context) -> str:
    """Return what the whole, or the count before, tells of applications and remedies."""
    speaks = context.head or context.last or context.before
    group = group_of(cue.indicator)
    return _TOLD.get(group, "") if speaks and group_of(speaks.indicator) == group else ""


_TOLD = {"applications": "申请公开的答复", "remedies": "公开引起的复议和诉讼"}


def is_threshold(context: Context) -> bool:
    """Tell 10件以下的单位, which sets a bound and counts nothing."""
    bounding = context.quantity.wording in ("at_least", "at_most", "under", "over")
    return bounding and context.tail.startswith("的")

"""What the numbers before one stated: what 其中, 较上年 and 合计 refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from disclosure_analysis.extraction.channels import channels_in
from disclosure_analysis.extraction.codebook import (
    grammar,
    group_of,
    parent_of,
    topics,
    units_of,
)
from disclosure_analysis.extraction.context import Context, Figure, is_ratio
from disclosure_analysis.extraction.growth import subject_of_change
from disclosure_analysis.extraction.sentences import Sentence

_REMEMBERED = 30
_NEVER_BROKEN_DOWN = ("applications_by_channel", "applications_by_applicant")


@dataclass(frozen=True, slots=True)
class Past:
    """What the numbers before one stated, in its sentence and in those before.

    Attributes:
        last: The last count that later words may refer to.
        whole: The last count that has parts of its own, which 其中 refers to.
        topic: The indicator that the text last spoke of and that has parts of its own.
        grown: The indicator whose growth the number before stated.
        counts: The last counts of the section.
        here: How many of them stand in the sentence itself.
        place: The headings around the last of them.
    """

    last: Figure | None = None
    whole: Figure | None = None
    topic: str = ""
    grown: str = ""
    counts: tuple[Figure, ...] = ()
    here: int = 0
    place: str = ""

    @property
    def last_here(self) -> Figure | None:
        """The last count if it stands in the sentence itself."""
        return self.last if self.here else None

    @property
    def counts_here(self) -> tuple[Figure, ...]:
        """The counts of the sentence itself."""
        return self.counts[len(self.counts) - self.here :]

    def at(self, sentence: Sentence) -> Past:
        """Return what a new sentence can refer to: the last count only if it says so."""
        head = None
        if grammar("of_channel").pattern.match(sentence.masked):
            head = self._of_channel(sentence)
        elif grammar("list_continues").pattern.match(sentence.masked):
            head = self._listed()
        return Past(last=head, whole=head, topic=self.topic, counts=self.counts, place=self.place)

    def stated_before(self, sentence: Sentence) -> Figure | None:
        """Return the last count before a sentence, if it stands in the same section."""
        return self.counts[-1] if self.counts and self.place == sentence.headings else None

    def _listed(self) -> Figure | None:
        """Return the count that 其中 refers to: of applications not those carried over."""
        if self.whole is None or not self.whole.indicator.startswith("applications_carried"):
            return self.whole
        whole = ("applications_answered", "applications_received")
        found = (one for one in reversed(self.counts) if one.indicator in whole)
        return next(found, self.whole)

    def _of_channel(self, sentence: Sentence) -> Figure | None:
        """Return the count that 门户网站发布的信息中 refers to, the year's own before a stock."""
        words = sentence.masked.split(",", 1)[0]
        named = [name for name, _ in channels_in(words, sentence.body)] or ["disclosed_total"]
        matching = [one for one in reversed(self.counts) if one.indicator == named[0]]
        matching.sort(key=lambda one: one.period != "year")
        return next(iter(matching), self.last)

    def whole_of(self, context: Context) -> Figure | None:
        """Return the count that 其中 refers to, of the same unit if there is one before it.

        In 发布信息6204条,访问量52万次。其中目录类811条 the visits between are no whole of items.
        """
        quantity, whole = context.quantity, self.whole
        if whole is None or whole.quantity.unit == quantity.unit or is_ratio(quantity):
            return whole
        matching = (
            one
            for one in reversed(self.counts)
            if one.quantity.unit == quantity.unit and one.quantity.value >= quantity.value
        )
        return next(matching, whole) if whole.quantity.unit in units_of("@other_things") else whole

    def after(self, context: Context, found: Sequence[Figure]) -> Past:
        """Return what the number after one can refer to."""
        if not found:
            return self
        figure = found[-1]
        if is_ratio(context.quantity):
            grown = figure.indicator.removesuffix("_growth")
            return replace(self, grown=grown if grown != figure.indicator else "")
        if context.stands_in("changed_by"):
            return replace(self, grown=subject_of_change(context))
        spoken_of = not self._goes_on_behind(figure)
        topic = (_topic(figure.indicator) if spoken_of else "") or self.topic
        counts = (*self.counts, *found)[-_REMEMBERED:]
        here = min(self.here + len(found), _REMEMBERED)
        broken_down = spoken_of and figure.indicator not in _NEVER_BROKEN_DOWN
        whole = figure if broken_down else self.whole
        return Past(figure, whole, topic, "", counts, here, context.sentence.headings)

    def _goes_on_behind(self, figure: Figure) -> bool:
        """Tell 行政诉讼0件 behind 行政复议6件: nothing has no parts, later words speak of the 6."""
        if figure.quantity.value > 0 or self.whole is None or self.whole.quantity.value == 0:
            return False
        group = group_of(figure.indicator)
        return bool(group) and group_of(self.whole.indicator) == group


def _topic(indicator: str) -> str:
    """Return what later words may refer to: the indicator itself, or what it is a part of."""
    names = (indicator, parent_of(indicator))
    return next((name for name in names if name in topics()), "")

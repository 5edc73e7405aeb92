"""The figures of a sentence: each number with what it counts and what it is a part of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from disclosure_analysis.extraction.claims import (
    Claim,
    channels_in,
    claim,
    is_threshold,
    items_named_before,
)
from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar, indicators, topics
from disclosure_analysis.extraction.context import (
    Breakdown,
    Context,
    Figure,
    contexts,
    is_ratio,
    part_of,
)
from disclosure_analysis.extraction.growth import growth, subject_of_change
from disclosure_analysis.extraction.labels import after_marks, label, trimmed
from disclosure_analysis.extraction.periods import time_of
from disclosure_analysis.extraction.sentences import Sentence
from disclosure_analysis.extraction.sharing import JOINT, Share, joined, shares
from disclosure_analysis.quantities import Quantity


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
        return whole if whole.quantity.unit not in _OTHER_THINGS else next(matching, whole)

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
        names = (self.whole.indicator, figure.indicator)
        groups = {indicators()[name].group for name in names if name != UNCLASSIFIED}
        return UNCLASSIFIED not in names and len(groups) == 1


def _topic(indicator: str) -> str:
    """Return what later words may refer to: the indicator itself, or what it is a part of."""
    known = indicators().get(indicator)
    names = (indicator, known.parent) if known else ()
    return next((name for name in names if name in topics()), "")


_REMEMBERED = 30
_OTHER_THINGS = ("次", "人次", "人", "个", "期", "场", "%")
"""Units of what is no whole of items: visits, followers, columns, meetings."""
_LONGEST_LEVEL = 3
_NEVER_BROKEN_DOWN = ("applications_by_channel", "applications_by_applicant")


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
        _mark_stock(context)
        found = [_complete(context, one) for one in _figures(context, past, shared.get(position))]
        every += found
        parts += [(context.head, one) for one in found if context.head is not None]
        past = past.after(context, found)
    _mark_wholes(sentence, parts)
    return every, past


def _mark_wholes(sentence: Sentence, parts: Sequence[tuple[Figure, Figure]]) -> None:
    """Tell 公开消费维权等信息1342条(网站407条,微信935条): a whole of channels is the total.

    Args:
        sentence: The sentence.
        parts: Each part with the whole that it is a part of.
    """
    wholes = {id(whole): whole for whole, _ in parts if whole.indicator == UNCLASSIFIED}
    for whole in wholes.values():
        own = [part for head, part in parts if head is whole]
        channels = [part for part in own if _is_channel(part) and _same_unit(part, whole)]
        words = sentence.masked[: whole.quantity.start]
        several = len({part.indicator for part in channels}) > 1
        fits = sum(part.quantity.value for part in channels) <= whole.quantity.value
        if several and fits and grammar("made_public").search(words):
            whole.indicator = "disclosed_total"
            for part in own:
                part.part_of = part_of(whole, part.indicator)


def _is_channel(figure: Figure) -> bool:
    known = indicators().get(figure.indicator)
    return known is not None and known.parent == "disclosed_total"


def _same_unit(one: Figure, other: Figure) -> bool:
    return one.quantity.unit == other.quantity.unit


def _taken(context: Context, past: Past) -> int:
    """Return how many characters before a number tell what the number before it counts.

    In 4件部分公开、3件不公开 the words 部分公开 belong to 4.
    """
    last = past.last if past.here else None
    if last is None or last.indicator == UNCLASSIFIED or last.end <= last.quantity.end:
        return 0
    return max(0, last.end - context.lead_start)


def _mark_stock(context: Context) -> None:
    """Tell 累计公开38600条,其中2017年新增4120条, where 累计 means since the beginning."""
    whole, plain = context.head or context.last, context.sentence.plain
    if whole is None or whole.period != "year" or whole.indicator == UNCLASSIFIED:
        return
    if not whole.cumulated:
        return
    named = grammar("year_of_stock").search(plain[context.clause_start : context.quantity.start])
    less = context.quantity.kind == "count" and context.quantity.value < whole.quantity.value
    if named and less and (context.head or context.led_by("renewed")):
        whole.period = "cumulative"


_LONGEST_LEAD = 6


def _figures(context: Context, past: Past, shared: Sequence[Share] | None) -> list[Figure]:
    """Return what a number states: one figure, or one for each name that shares it."""
    if shared:
        return [_shared(context, one) for one in shared]
    if is_ratio(context.quantity):
        figure = growth(context, _subject(context, past), past.grown) or _unclassified(
            context, past.last if past.here else None
        )
        return [figure] if figure else []
    if shared is None:
        joint = _joint(context) or _of_disclosure(context)
        if joint:
            return joint
        counted = _counted(context)
        if counted:
            return counted
        figure = (
            _continued(context, past)
            or _on_level(context, past)
            or _sum(context, past)
            or _under_heading(context, past)
            or _noun_behind(context)
        )
        if figure:
            return [figure]
    figure = _unclassified(context, past.last if past.here else None)
    return [figure] if figure else []


def _subject(context: Context, past: Past) -> Figure | None:
    """Return the count that growth refers to: behind a bracket the one before it.

    Behind a breakdown that is complete (信函4件、网络5件,同比下降25%) it is the whole.
    """
    if is_ratio(context.quantity) and (whole := _broken_down(past)):
        return whole
    if past.last is None and past.counts and context.led_by("whole_grew"):
        return past.counts[-1]
    if not context.lead.startswith(")") or past.last is None:
        return past.last
    words, depth = (
        context.sentence.masked,
        _depth(context.sentence.masked[: context.lead_start + 1]),
    )
    counts = past.counts[len(past.counts) - past.here :]
    outside = [one for one in counts if _depth(words[: one.quantity.start]) <= depth]
    return outside[-1] if outside else past.last


def _broken_down(past: Past) -> Figure | None:
    """Return the count whose parts the last counts of the sentence are, if they make it up."""
    total, counts = 0.0, past.counts[len(past.counts) - past.here :]
    for position, figure in enumerate(reversed(counts)):
        if (
            figure.indicator == counts[-1].part_of
            and figure.quantity.unit == counts[-1].quantity.unit
        ):
            return figure if position > 1 and total == figure.quantity.value else None
        total += figure.quantity.value
    return None


def _depth(words: str) -> int:
    return words.count("(") - words.count(")")


def _joint(context: Context) -> list[Figure]:
    """Return a number that several kinds of cases have together: each is zero, or none is known.

    行政复议、行政诉讼0件 denies both; of 行政复议、行政诉讼3件 nobody can tell how many were which.
    """
    if not JOINT.search(context.clause_before) or not context.stands_in("jointly"):
        return []
    names = joined(context.clause_before, context.clause_start)
    found = [_shared(context, one) for one in names] if len(names) > 1 else []
    known = [one for one in found if one.indicator != UNCLASSIFIED]
    if len({one.indicator for one in known}) < 2 or known[-1] is not found[-1]:
        return []
    if context.quantity.value == 0:
        return known
    figure = _unclassified(context, None)
    groups = {indicators()[one.indicator].group for one in known}
    return [figure] if figure and groups <= {"applications", "remedies"} else []


def _of_disclosure(context: Context) -> list[Figure]:
    """Return 4 of 行政复议36件,其中涉及政府信息公开4件 as what counts; the 36 are of all kinds."""
    head = context.head
    known = indicators().get(head.indicator) if head else None
    if head is None or known is None or known.group != "remedies":
        return []
    if not context.led_by("of_disclosure"):
        return []
    start = after_marks(context, context.clause_start)
    figure = Figure(context.quantity, head.indicator, head.label, start, context.quantity.end)
    head.indicator = UNCLASSIFIED
    return [figure]


def _sum(context: Context, past: Past) -> Figure | None:
    """Return a total behind its parts (网站1887条,微信514条,总计2401条), if they do add up."""
    if not context.led_by("sum"):
        return None
    parts: list[Figure] = []
    for figure in reversed(past.counts[len(past.counts) - past.here :]):
        if figure.quantity.unit != context.quantity.unit:
            return None
        parts.append(figure)
        if sum(part.quantity.value for part in parts) == context.quantity.value:
            return _whole(context, parts)
    return None


def _whole(context: Context, parts: Sequence[Figure]) -> Figure | None:
    """Return the figure of a sum: of one indicator, of channels, of classes of items."""
    known = {part.indicator for part in parts} - {UNCLASSIFIED}
    whole = indicators()[next(iter(known))].parent if known else ""
    alike = all(part.indicator in known for part in parts)
    if len(known) == 1 and alike and whole != "applications_received":
        whole = next(iter(known))
    if not alike:
        whole = items_named_before(context, parts) or whole
    if not whole or any(indicators()[part].parent not in (whole, "") for part in known - {whole}):
        return None
    start = after_marks(context, context.lead_start)
    return Figure(
        context.quantity, whole, (start, context.quantity.start), start, context.quantity.end
    )


def _under_heading(context: Context, past: Past) -> Figure | None:
    """Return 14 of 全年共14次 below 新闻发布会 as what the heading names."""
    sections = context.sentence.sections
    nameless = context.lead.strip() and context.led_by("no_subject")
    if past.here or context.lead_start or not sections or not nameless:
        return None
    title = _OF_HEADING.sub("", sections[-1].title)
    if len(title) > _LONGEST_SUBJECT or JOINT.search(title):
        return None
    found = claim(replace(context, lead=title, own_words=0, clause_offset=0))
    if found is None or found.indicator.startswith("disclosed_"):
        return None
    start = after_marks(context, 0)
    quantity = context.quantity
    label = (start, quantity.start)
    return Figure(quantity, found.indicator, label, start, quantity.end + found.end)


_OF_HEADING = re.compile(r"(?:工作|情况|方面)+$")
_LONGEST_SUBJECT = 8


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
        start=start if context.quote_start is None else context.quote_start,
        end=end,
    )
    return [figure, replace(figure, indicator=found.also)] if found.also else [figure]


def _noun_behind(context: Context) -> Figure | None:
    """Return what the noun behind a number says, as if it stood before: 接听4620个咨询电话."""
    last = context.quantity.end + len(context.tail) == len(context.sentence.masked)
    noun = _NOUN.match(context.tail + "。" if last else context.tail)
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


_NOUN = re.compile(
    r"(?!的|均|都|已|没有|未|无|不)(?:(?!进行|开展|予以|参加|无|没|未|缺)[^,。;、:()\s\d■◁▷]){2,16}?"
    r"(?<!公开)(?<!发布)(?<!研究)(?<!部署)(?<!答复)(?<!办结)(?<!提交)(?<!提出)(?=[,。;、:()]|和|与|及)"
)


def _shared(context: Context, share: Share) -> Figure:
    """Return a number that shares its verb with others as the figure of its own name."""
    alone = replace(context, lead=share.words, lead_start=0, tail="", own_words=0, clause_offset=0)
    found = None if is_ratio(context.quantity) else _claim_shared(alone, share)
    name = trimmed(context, *share.label)
    quantity = context.quantity
    between = context.sentence.quantities
    year = _YEAR.fullmatch(context.sentence.plain[slice(*share.label)].strip())
    begins = name[0] < quantity.start and not any(
        name[0] <= other.start < quantity.start for other in between
    )
    return Figure(
        quantity=quantity,
        indicator=found.indicator if found else UNCLASSIFIED,
        label=share.label if year else name,
        start=name[0] if begins and not year else quantity.start,
        end=quantity.end,
        year=int(year[1]) if year else None,
    )


_YEAR = re.compile(r"(20\d\d) ?年度?")


def _claim_shared(alone: Context, share: Share) -> Claim | None:
    """Return what a name counts, with the noun that it shares with the last name if need be.

    In 新制作、新公开规范性文件均为0件 the first name lacks 规范性文件.
    """
    found = claim(alone)
    for start in range(len(share.last)):
        if found:
            return found
        words = share.words[: share.name_length] + share.last[start:]
        found = claim(replace(alone, lead=words + share.words[share.name_length :]))
    return found


def _continued(context: Context, past: Past) -> Figure | None:
    """Return a figure that counts what the figure before counts.

    The later value of 由1128件增加到1887件, the level that growth led to (增长5%,达到1887件), the
    year before (与上年的102件相比), a stock beside the new ones (新增4个,总数达到21个), and the
    year's flow beside a stock (累计5200条,其中新增640条).
    """
    last, quantity = _subject(context, past), context.quantity
    start = after_marks(context, context.lead_start)
    if past.grown and context.led_by("reached"):
        return Figure(quantity, past.grown, (start, quantity.start), start, quantity.end)
    if context.led_by("again"):
        same = (one for one in reversed(past.counts) if _equal(one.quantity, quantity))
        said = next(same, None)
        if said:
            return Figure(quantity, said.indicator, (start, quantity.start), start, quantity.end)
    stock = context.head if context.led_by("years_part") else None
    is_stock = stock and stock.period == "cumulative" and stock.quantity.unit == quantity.unit
    if stock and is_stock and stock.indicator != UNCLASSIFIED:
        return Figure(quantity, stock.indicator, (start, quantity.start), start, quantity.end)
    whole = context.head
    if whole and whole.indicator != UNCLASSIFIED and _only_part_of_year(context):
        return Figure(quantity, whole.indicator, (start, quantity.start), start, quantity.end)
    if last is None or last.quantity.unit != quantity.unit:
        return None
    known = indicators().get(last.indicator)
    flow = known is not None and known.period == "year" and last.period == "cumulative"
    names = ["changed_to", "compared_level", "total_reached", *(["renewed"] if flow else [])]
    names += ["this_years"] if last.year_offset == -1 else []
    if not context.led_by(*names) or context.stands_in("changed_by"):
        return None
    words = last.label if past.here else (start, quantity.start)
    return Figure(quantity, last.indicator, words, start, quantity.end)


def _on_level(context: Context, past: Past) -> Figure | None:
    """Return 11 of 国家级媒体用稿3篇,省级11篇 as what the number before counts."""
    last, quantity = past.last, context.quantity
    if last is None or not past.here or last.quantity.unit != quantity.unit:
        return None
    said = context.sentence.masked[max(0, last.start - _LONGEST_LEVEL) : last.quantity.start]
    if context.head is not None or "级" not in said or not context.led_by("level"):
        return None
    if not last.indicator.startswith("disclosed_"):
        return None
    start = after_marks(context, context.lead_start)
    return Figure(quantity, last.indicator, (start, quantity.start), start, quantity.end)


def _only_part_of_year(context: Context) -> bool:
    """Tell 收到申请58件,其中一季度10件、二季度22件, where a time alone names the part."""
    words = context.sentence.plain[context.clause_start : context.quantity.start]
    return bool(grammar("part_of_year").pattern.fullmatch(words.strip("其中第、,: 为有共")))


def _counts_one(context: Context) -> bool:
    """Tell 受理点一个, which counts behind its noun, from 一个平台, which does not."""
    if context.quantity.unit in ("次", "件", "条"):
        return False
    ends = not context.tail or grammar("boundary").pattern.match(context.tail) is not None
    return (ends or context.tail.startswith("、")) and context.led_by("counted_noun")


def _equal(one: Quantity, other: Quantity) -> bool:
    return (one.value, one.unit, one.wording) == (other.value, other.unit, other.wording)


def _unclassified(context: Context, last: Figure | None) -> Figure | None:
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
    start = words[0] if context.quote_start is None else context.quote_start
    return Figure(quantity, UNCLASSIFIED, words, start, quantity.end)

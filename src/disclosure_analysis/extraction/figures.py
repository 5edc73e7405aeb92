"""Which indicator each number of a sentence belongs to, and what it is a part of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from disclosure_analysis.extraction.codebook import (
    BY_CHANNEL,
    BY_NAMED_CHANNEL,
    UNCLASSIFIED,
    Cue,
    channels,
    cues,
    growth_cues,
    indicators,
    label_prefixes,
    label_suffixes,
    period_cues,
)
from disclosure_analysis.extraction.masking import ASIDE, MASK
from disclosure_analysis.extraction.sentences import Sentence
from disclosure_analysis.quantities import Quantity

_BOUNDARY = re.compile(r"[,;:。(]")
_LIST_OPENER = re.compile(
    r"其中|包括|包含|分别为|分别是|\((?:含|其中)?$|含|分为|^\($|公开的?(?:政府)?信息中"
)
_CONTINUES = re.compile(
    r"[\s,]*(?:其中|主要包括|主要包含|具体为|分别为|在?(?:主动)?公开的?(?:政府)?信息中)"
)
_LIST_CLOSER = re.compile(r"\)|同时|此外|另|总计|合计|;全")
_TOTAL = re.compile(r"全[区县市旗镇]|各级|各部门|各单位|总计|合计|总共|一共")
_MANY_CHANNELS = re.compile(
    r"等(?:多种|各种|各类|不同)?(?:渠道|方式|形式|载体|平台|途径|媒介|媒体)"
)
_SENT = re.compile(r"推送|发送|编发|刊发|刊登|刊载|更新|转发")
"""What is sent or printed goes out by a channel, the one last spoken of; 公开 may mean any."""
_RENEWED = re.compile(r"(?:新增|新增加|增加)(?:了)?[\s■]*$")
_NEW = re.compile(r"新增|(?<!其中[:,])主动公开$")
_ONE_FIELD = re.compile(r"(?:围绕|聚焦|涉及|针对|突出)[^。]*?(?:领域|方面|内容|信息|事项)")
_YEAR = re.compile(r"(?<!\d)(20\d\d) ?年")
_COMPARED = re.compile(r"(?:比|较|与|同比|以|自|于|是)[^,。;]{0,2}$")
_LAST_YEAR = re.compile(r"(?<![比较与])(?<!结转)(?:上一?年度?|去年)(?:度|同期)?(?!结转|度?结转)")
_FROM = re.compile(r"[由从](?:原来的)?\s*$")
_CHANGE = re.compile(r"^[^,。;]{0,3}(?:增加|上升|增长|提高|减少|下降)(?:到|至)")
_CHANGED_TO = re.compile(
    rf"^[\s,]*(?:增加|上升|增长|提高|减少|下降|降低)(?:到|至)(?:了)?[{MASK}的现在]*$"
)
_SHARE = re.compile(r"占(?:比|总数|总量|全部)?[^,。;]{0,12}$")
_NOUN = re.compile(
    r"^(?!的|全部|均)(?:(?!进行|开展|予以|增加|增长|上升|提高|减少|下降|参加|全部|挂牌|[对在被将为已,。;、:()\s■]).){2,16}"
)
_REST = re.compile(r"[^,。;、:()\s■]{2,16}")
_MEASURES = frozenset("个家名类种项")
_BARE_VERB = re.compile(
    r"[^,。;、]{0,4}(?:发布|公开|召开|举办|开展|组织|收到|完成|建成|设立|设置|开设|指导|编制|印发|制定|推出)了?"
)
_LONGEST_LABEL = 40
_REACH = 200
"""How many characters before a number the words that tell what it counts may begin."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands around one number of a sentence."""

    sentence: Sentence
    quantity: Quantity
    lead_start: int
    lead: str
    tail: str
    head: Figure | None

    @property
    def own_words(self) -> int:
        """Where the words of this number begin in ``lead``, the noun of the one before left out.

        In 19件已答复,1件结转 the words 已答复 belong to 19.
        """
        if not self.lead_start or _BOUNDARY.match(self.lead.lstrip()):
            return 0
        boundary = _BOUNDARY.search(self.lead)
        return boundary.end() if boundary else 0

    @property
    def clause_start(self) -> int:
        """Where the number's own clause begins, in the sentence."""
        words = self.lead if self.own_words else self.lead.rstrip(" ,:;")
        marks = [m.end() for m in _BOUNDARY.finditer(words)]
        return self.lead_start + (marks[-1] if marks else 0)

    @property
    def clause(self) -> str:
        """The number's own clause, before and after it."""
        lead = self.sentence.masked[self.clause_start : self.quantity.start]
        boundary = _BOUNDARY.search(self.tail)
        return lead + self.tail[: boundary.start() if boundary else None]


def figures(sentence: Sentence, before: Figure | None = None) -> Iterator[Figure]:
    """Yield the figures of a sentence, in order.

    Args:
        sentence: The sentence.
        before: The last count of the sentence before, which 其中 at the beginning refers to.
    """
    last = before if _CONTINUES.match(sentence.masked) else None
    breakdown = _Breakdown()
    for position, quantity in enumerate(sentence.quantities):
        context = _context(sentence, position)
        breakdown = breakdown.at(context.lead, last, share=is_ratio(quantity))
        in_list = breakdown.head is not None and quantity.kind == "count"
        figure = _figure(replace(context, head=breakdown.head if in_list else None), last)
        if figure is None:
            continue
        yield figure
        if not is_ratio(quantity):
            last = figure


@dataclass(frozen=True, slots=True)
class _Breakdown:
    """The breakdown that the words before a number stand in, if any."""

    head: Figure | None = None
    items: int = 0
    by_semicolon: bool = False

    def at(self, lead: str, last: Figure | None, *, share: bool) -> _Breakdown:
        """Return the breakdown that holds for the number after ``lead``; a share is no item."""
        if last is not None and _LIST_OPENER.search(lead):
            return _Breakdown(last)
        if self.head is None or _LIST_CLOSER.search(lead):
            return _Breakdown()
        if share:
            return self
        by_semicolon = lead.lstrip().startswith(";")
        if self.items and by_semicolon and not self.by_semicolon:
            return _Breakdown()
        return _Breakdown(self.head, self.items + 1, by_semicolon)


def is_ratio(quantity: Quantity) -> bool:
    """Tell shares, growth and multiples from counts and amounts."""
    return quantity.kind in ("percent", "permille", "points", "ratio")


def _context(sentence: Sentence, position: int) -> _Context:
    quantity = sentence.quantities[position]
    before = sentence.quantities[position - 1].end if position else 0
    later = sentence.quantities[position + 1 :]
    after = later[0].start if later else len(sentence.masked)
    return _Context(
        sentence=sentence,
        quantity=quantity,
        lead_start=before,
        lead=sentence.masked[before : quantity.start],
        tail=sentence.masked[quantity.end : after],
        head=None,
    )


def _figure(context: _Context, last: Figure | None) -> Figure | None:
    if is_ratio(context.quantity):
        figure = _growth(context, last) or _unclassified(context, last)
    else:
        figure = _counted(context) or _continued(context, last) or _unclassified(context, last)
    if figure is None:
        return None
    year, year_offset, period = _time(context, figure)
    return replace(
        figure,
        part_of=_part_of(context.head, figure.indicator),
        year=year,
        year_offset=year_offset,
        period=period,
    )


def _part_of(head: Figure | None, indicator: str) -> str:
    """Return the indicator whose breakdown holds a number; a breakdown keeps to its subject."""
    if head is None or head.indicator in (UNCLASSIFIED, indicator):
        return ""
    if indicator != UNCLASSIFIED:
        whole, part = (indicators()[name].group for name in (head.indicator, indicator))
        if part != whole and (whole, part) != ("disclosure", "activity"):
            return ""
    return head.indicator


def _continued(context: _Context, last: Figure | None) -> Figure | None:
    """Return the second figure of 由1128件增加到1887件, which counts what the first counts.

    So does the year's flow beside a stock (累计5200条,其中新增640条).
    """
    if last is None or last.quantity.unit != context.quantity.unit:
        return None
    known = indicators().get(last.indicator)
    flow = known is not None and known.period == "year" and last.period == "cumulative"
    if not _CHANGED_TO.match(context.lead) and not (flow and _RENEWED.search(context.lead)):
        return None
    start = _after_marks(context, context.lead_start)
    return Figure(context.quantity, last.indicator, last.label, start, context.quantity.end)


@dataclass(frozen=True, slots=True)
class _Match:
    """How well a cue fits: the fewer characters between, the more matched, the better."""

    gap: int
    length: int
    cue: Cue
    start: int
    end: int

    @property
    def rank(self) -> tuple[int, int]:
        return (-self.gap, self.length)


def _counted(context: _Context) -> Figure | None:
    matches = [match for cue in cues() if (match := _match(cue, context))]
    if not matches:
        return None
    best = max(matches, key=lambda match: match.rank)
    indicator, start = best.cue.indicator, best.start
    if indicator in (BY_CHANNEL, BY_NAMED_CHANNEL):
        indicator, start = _channel(context, start, named_only=indicator == BY_NAMED_CHANNEL)
    if indicator == UNCLASSIFIED or _is_threshold(context):
        return None
    return Figure(
        quantity=context.quantity,
        indicator=indicator,
        label=_label(context, start, best.end),
        start=start,
        end=best.end,
    )


def _match(cue: Cue, context: _Context) -> _Match | None:
    quantity = context.quantity
    if quantity.unit not in cue.units or (
        cue.parent and (context.head is None or context.head.indicator != cue.parent)
    ):
        return None
    reach = max(context.own_words, len(context.lead) - _REACH)
    before = cue.before.search(context.lead, reach) if cue.before else None
    after = cue.after.search(context.tail) if cue.after else None
    if (cue.before and not before) or (cue.after and not after):
        return None
    whole = f"{context.sentence.headings}\n{context.sentence.masked}"
    if cue.within and not cue.within.search(whole):
        return None
    if cue.without and cue.without.search(context.clause):
        return None
    return _Match(
        gap=len(context.lead) - before.end("cue") if before else 0,
        length=(len(before["cue"]) if before else 0) + (len(after[0]) if after else 0),
        cue=cue,
        start=context.lead_start + before.start("cue") if before else quantity.start,
        end=quantity.end + after.end() if after else quantity.end,
    )


def _is_threshold(context: _Context) -> bool:
    """Tell 10件以下的单位, which sets a bound and counts nothing."""
    bounding = context.quantity.wording in ("at_least", "at_most")
    return bounding and context.tail.startswith("的")


def _channel(context: _Context, start: int, *, named_only: bool) -> tuple[str, int]:
    """Return the indicator of items disclosed by channel, and where the quote begins.

    A channel named in the number's own clause counts before one named earlier, that before the
    heading's. Several channels together are the total, and so is a sentence that names none,
    unless it speaks of one field only or, with ``named_only``, does not say what is disclosed.
    """
    clause = context.sentence.masked[context.clause_start : context.quantity.start]
    named = _channels_in(clause)
    if named and "分别" in clause:
        return UNCLASSIFIED, start
    of_whole = context.head is not None and context.head.indicator.startswith("disclosed_")
    if len(named) == 1 and not _MANY_CHANNELS.search(clause):
        indicator, place = named[0]
        if context.head is not None and context.head.indicator == indicator:
            return UNCLASSIFIED, start
        return indicator, min(start, context.clause_start + place)
    if of_whole and not _NEW.search(clause):
        return UNCLASSIFIED, start
    if named or of_whole:
        return "disclosed_total", start
    if not _TOTAL.search(clause):
        if _ONE_FIELD.search(context.lead):
            return UNCLASSIFIED, start
        sent = _SENT.search(clause)
        earlier = context.sentence.masked[: context.lead_start] if sent else ""
        for words in (context.lead, earlier, _short_heading(context)):
            named = _channels_in(words)
            if _MANY_CHANNELS.search(words) or len(named) > 1:
                return "disclosed_total", start
            if named:
                return named[0][0], start
    return UNCLASSIFIED if named_only else "disclosed_total", start


def _channels_in(words: str) -> list[tuple[str, int]]:
    """Return the channels that the words name, each with the place where it is named last."""
    found: list[tuple[str, int]] = []
    rest = words
    for indicator, pattern in channels():
        places = [match.start() for match in pattern.finditer(rest)]
        if places:
            found.append((indicator, places[-1]))
            rest = pattern.sub(lambda match: MASK * len(match[0]), rest)
    return found


def _short_heading(context: _Context) -> str:
    """Return the innermost heading of the sentence below the report's main parts."""
    sections = [section for section in context.sentence.sections if section.level > 1]
    return sections[-1].title if sections and len(sections[-1].title) <= 24 else ""


def _growth(context: _Context, last: Figure | None) -> Figure | None:
    if context.quantity.kind not in ("percent", "ratio"):
        return None
    for pattern, sign in growth_cues():
        match = pattern.search(context.lead)
        if match:
            base = _growth_base(context, match.start("cue"), last)
            start = context.clause_start
            return Figure(
                quantity=_as_percent(context.quantity),
                indicator=f"{base}_growth" if base else UNCLASSIFIED,
                label=_label(context, start, context.quantity.start),
                start=_after_marks(context, start),
                end=context.quantity.end,
                sign=sign,
            )
    return None


def _growth_base(context: _Context, end: int, last: Figure | None) -> str:
    """Return the indicator whose growth is stated: the clause's own subject, or the last one."""
    subject = re.split(r"同比|比|较|环比", context.lead[:end].rsplit(",", 1)[-1])[0]
    words = f"{subject}总数"
    for cue in cues():
        if not subject or not cue.before or not cue.before.search(words):
            continue
        if cue.indicator not in (BY_CHANNEL, BY_NAMED_CHANNEL):
            return cue.indicator
        if "主动公开" in subject and not _channels_in(subject):
            return "disclosed_total"
    if last is None or last.indicator == UNCLASSIFIED or len(subject.strip(" ,")) > 6:
        return ""
    return last.indicator


def _as_percent(quantity: Quantity) -> Quantity:
    """Return growth by a multiple (增长1.5倍) as per cent (150%)."""
    if quantity.kind != "ratio":
        return quantity
    bounds = (quantity.lower, quantity.upper)
    lower, upper = (None if bound is None else bound * 100 for bound in bounds)
    return replace(
        quantity, value=quantity.value * 100, lower=lower, upper=upper, unit="%", kind="percent"
    )


def _unclassified(context: _Context, last: Figure | None) -> Figure | None:
    quantity = context.quantity
    if quantity.chinese and quantity.value <= 1:
        return None
    if _SHARE.search(context.lead) and last is not None:
        start = _after_marks(context, context.clause_start)
        return Figure(quantity, UNCLASSIFIED, last.label, start, quantity.end)
    label = _label(context, context.clause_start, quantity.end)
    if label[0] >= quantity.end:
        return Figure(quantity, UNCLASSIFIED, label, quantity.start, max(label[1], quantity.end))
    return Figure(quantity, UNCLASSIFIED, label, label[0], quantity.end)


def _after_marks(context: _Context, start: int) -> int:
    """Return the first character at or after ``start`` that begins a word."""
    text = context.sentence.masked
    match = re.compile(rf"[\s、,;:。)({MASK}{ASIDE}]*").match(text, start, context.quantity.start)
    return match.end() if match else start


def _label(context: _Context, start: int, end: int) -> tuple[int, int]:
    """Return the span of the report's own words for what a number counts.

    They stand before the number, or after it (23个重点信息公开专栏).
    """
    quantity = context.quantity
    if end > quantity.end:
        return quantity.end, end
    begin, finish = _words_before(context, min(start, context.clause_start))
    noun = _NOUN.match(context.tail)
    words = context.sentence.masked[begin:finish]
    if noun and (not words or quantity.unit in _MEASURES or _BARE_VERB.fullmatch(words)):
        return quantity.end, quantity.end + noun.end()
    rest = None if words else _REST.match(context.tail)
    if rest:
        return quantity.end, quantity.end + rest.end()
    return max(begin, finish - _LONGEST_LABEL), finish


def _words_before(context: _Context, begin: int) -> tuple[int, int]:
    """Return the span of the words before a number, leading and trailing fillers left out."""
    text, number = context.sentence.plain, context.quantity.start
    while prefix := label_prefixes().match(text[begin:number]):
        begin += prefix.end()
    suffix = label_suffixes().search(text, begin, number)
    return begin, suffix.start() if suffix else number


def _time(context: _Context, figure: Figure) -> tuple[int | None, int, str]:
    """Return the year that a figure names, else its distance from the report's, and the period."""
    plain = context.sentence.plain[context.clause_start : context.quantity.start]
    known = indicators().get(figure.indicator)
    period = known.period if known else "year"
    for pattern, other in period_cues():
        if pattern.search(plain):
            period = other
            break
    if figure.indicator.endswith("_growth") or period == "cumulative":
        return None, 0, period
    for match in _YEAR.finditer(plain):
        if not _COMPARED.search(plain[: match.start()]):
            return int(match[1]), 0, period
    last_year = _LAST_YEAR.search(plain) or (_FROM.search(plain) and _CHANGE.search(context.tail))
    return None, -1 if last_year else 0, period

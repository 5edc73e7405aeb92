"""Which indicator each number of a sentence belongs to, and what it is a part of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from disclosure_analysis.extraction.codebook import (
    BY_CHANNEL,
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
_LIST_OPENER = re.compile(r"其中|包括|包含|分别为|分别是|\((?:含|其中)?$|含|分为|^\($")
_LIST_CLOSER = re.compile(r"\)|同时|此外|另外|总计|合计|;全")
_TOTAL = re.compile(r"全[区县市旗镇]|各级|各部门|各单位|总计|合计|总共|一共")
_MANY_CHANNELS = re.compile(r"等(?:多种|各种|各类|不同)?(?:渠道|方式|形式|载体|平台|途径|媒介|媒体)")
_YEAR = re.compile(r"(?<!\d)(20\d\d) ?年")
_COMPARED = re.compile(r"(?:比|较|与|同比|以|自|从|于)[^,。;]{0,2}$")
_LAST_YEAR = re.compile(r"(?<![比较与])(?:上一?年度?|去年)(?:度|同期)?(?!结转|度?结转)")
_CHANGE = re.compile(r"^[^,。;]{0,3}(?:增加|上升|增长|提高|减少|下降)(?:到|至)")
_SHARE = re.compile(r"占(?:比|总数|总量|全部)?[^,。;]{0,12}$")
_NOUN = re.compile(r"^[^,。;、:()\s■·]{1,16}")
_LONGEST_LABEL = 40


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
        in_list: Whether the number stands in a breakdown.
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
    in_list: bool = False
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
    def clause_start(self) -> int:
        """Where the number's own clause begins, in the sentence."""
        marks = [m.end() for m in _BOUNDARY.finditer(self.lead.rstrip(" ,:;"))]
        return self.lead_start + (marks[-1] if marks else 0)

    @property
    def clause(self) -> str:
        """The number's own clause, before and after it."""
        lead = self.sentence.masked[self.clause_start : self.quantity.start]
        boundary = _BOUNDARY.search(self.tail)
        return lead + self.tail[: boundary.start() if boundary else None]


def figures(sentence: Sentence) -> Iterator[Figure]:
    """Yield the figures of a sentence, in order."""
    head: Figure | None = None
    last: Figure | None = None
    in_list = False
    for position, quantity in enumerate(sentence.quantities):
        context = _context(sentence, position)
        if last is not None and _LIST_CLOSER.search(context.lead):
            in_list = False
        if last is not None and _LIST_OPENER.search(context.lead):
            head, in_list = (head if in_list and _is_ratio(last) else last), True
        part = in_list and head is not None and quantity.kind == "count"
        figure = _figure(replace_head(context, head if part else None), last)
        if figure is None:
            continue
        yield figure
        if not _is_ratio(figure):
            last = figure
            if not in_list:
                head = figure


def replace_head(context: _Context, head: Figure | None) -> _Context:
    """Return the context of a number that stands in a breakdown of ``head``."""
    return replace(context, head=head)


def _is_ratio(figure: Figure) -> bool:
    return figure.quantity.kind in ("percent", "permille", "points", "ratio")


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
    if _is_ratio_kind(context.quantity):
        figure = _growth(context, last) or _unclassified(context, last)
    else:
        figure = _counted(context) or _unclassified(context, last)
    if figure is None:
        return None
    return replace(
        figure,
        part_of=_part_of(context.head),
        in_list=context.head is not None,
        **_time(context, figure),
    )


def _is_ratio_kind(quantity: Quantity) -> bool:
    return quantity.kind in ("percent", "permille", "points", "ratio")


def _part_of(head: Figure | None) -> str:
    return head.indicator if head is not None and head.indicator != UNCLASSIFIED else ""


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
    if indicator == BY_CHANNEL:
        indicator, start = _channel(context, start)
    if indicator == UNCLASSIFIED:
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
    before = cue.before.search(context.lead) if cue.before else None
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


def _channel(context: _Context, start: int) -> tuple[str, int]:
    """Return the indicator of items disclosed by channel, and where the quote begins."""
    clause = context.sentence.masked[context.clause_start : context.quantity.start]
    named = _channels_in(clause)
    if len(named) == 1 and not _MANY_CHANNELS.search(clause):
        indicator, place = named[0]
        return indicator, min(start, context.clause_start + place)
    if named:
        return "disclosed_total", start
    if not _TOTAL.search(clause):
        for words in (context.lead, _short_heading(context)):
            named = _channels_in(words)
            if _MANY_CHANNELS.search(words) or len(named) > 1:
                return "disclosed_total", start
            if named:
                return named[0][0], start
    return "disclosed_total", start


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
        if subject and cue.before and cue.indicator != BY_CHANNEL and cue.before.search(words):
            return cue.indicator
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
        label = last.label
    else:
        label = _label(context, context.clause_start, quantity.end)
    start = _after_marks(context, max(context.clause_start, quantity.start - _LONGEST_LABEL))
    end = quantity.end
    noun = _NOUN.match(context.tail)
    if start >= quantity.start and noun:
        end += noun.end()
    return Figure(quantity, UNCLASSIFIED, label, start, end)


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
    text = context.sentence.masked
    begin = min(start, context.clause_start)
    words = text[begin : quantity.start]
    prefix = label_prefixes().match(words)
    begin += prefix.end() if prefix else 0
    suffix = label_suffixes().search(text, begin, quantity.start)
    finish = suffix.start() if suffix else quantity.start
    if finish <= begin:
        noun = _NOUN.match(context.tail)
        return quantity.end, quantity.end + (noun.end() if noun else 0)
    return max(begin, finish - _LONGEST_LABEL), finish


def _time(context: _Context, figure: Figure) -> dict[str, object]:
    """Return the year and the period that a figure speaks of."""
    plain = context.sentence.plain[context.clause_start : context.quantity.start]
    known = indicators().get(figure.indicator)
    period = known.period if known else "year"
    for pattern, other in period_cues():
        if pattern.search(plain):
            period = other
            break
    if figure.indicator.endswith("_growth"):
        return {"period": period}
    for match in _YEAR.finditer(plain):
        if not _COMPARED.search(plain[: match.start()]) and period != "cumulative":
            return {"period": period, "year": int(match[1])}
    last_year = _LAST_YEAR.search(plain) or (
        re.search(r"由(?:原来的)?\s*$", plain) and _CHANGE.search(context.tail)
    )
    return {"period": period, "year_offset": -1 if last_year else 0}

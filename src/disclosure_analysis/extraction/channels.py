"""The channel that items of information go out by, from the words that name it."""

from __future__ import annotations

from collections.abc import Sequence

from disclosure_analysis.extraction.codebook import UNCLASSIFIED, channels, grammar
from disclosure_analysis.extraction.context import Context, Figure

_FEWEST_CLASSES = 3
"""How many classes of items make up all items where the report gives their sum."""
_LONGEST_HEADING = 24
_LONGEST_NAME = 5
"""How long the heading of a main part is that names a channel: 政务微博."""
_TAKEN = "□"
"""Stands for words that a channel named before has taken."""
_OF_MANY = ("disclosed_news_media", "disclosed_new_media", "disclosed_grassroots", UNCLASSIFIED)
"""Channels that are many by nature: 报刊等媒体 is still one of them."""


def channel(context: Context, start: int, *, named_only: bool) -> tuple[str, int]:
    """Return the indicator of items disclosed by channel, and where the quote begins.

    A channel named in the number's own clause counts before one named earlier, that before the
    heading's. Several channels together are the total, and so is a sentence that names none,
    unless it speaks of one field only or, with ``named_only``, does not say what is disclosed.
    """
    clause, head = context.clause_before, context.head
    named = _named(context)
    if len({indicator for indicator, _ in named}) == 1 and not _among_many(clause, named):
        indicator, place = named[-1]
        if head is not None and head.indicator == indicator:
            return UNCLASSIFIED, start
        return indicator, min(start, context.clause_offset + place)
    if head is not None and head.indicator.startswith("disclosed_") and _part_of_year(context):
        return head.indicator, start
    if _is_part(context):
        return UNCLASSIFIED, start
    if named or (head is not None and head.indicator.startswith("disclosed_")):
        return _together(named, clause), start
    if not grammar("total").search(clause):
        if grammar("one_field").search(context.lead) or _in_columns(context):
            return UNCLASSIFIED, start
        for words in _earlier_words(context):
            named = _principal(channels_in(words, context.sentence.body), words)
            if named and grammar("sent").search(clause):
                return max(named, key=lambda one: one[1])[0], start
            if grammar("many_channels").search(words) or len(named) > 1:
                return _together(named, words), start
            if named:
                return named[0][0], start
    return UNCLASSIFIED if named_only else "disclosed_total", start


def one_of_classes(context: Context) -> bool:
    """Tell 网站发布动态信息102条,预决算信息2条, where 102 are one class of the website's items."""
    if context.head is not None or not context.stands_in("class_of_content"):
        return False
    later = (one for one in context.sentence.quantities if one.start > context.quantity.start)
    following = next(later, None)
    if following is None or following.unit != context.quantity.unit:
        return False
    words = context.tail.strip()
    return bool(grammar("next_class").search(words)) and not channels_in(words)


def _together(named: list[tuple[str, int]], words: str) -> str:
    """Return the indicator of several channels' items: both kinds of new media are one."""
    new = {"disclosed_weibo", "disclosed_wechat", "disclosed_new_media"}
    found = {indicator for indicator, _ in named}
    if grammar("new_accounts").search(words):
        found.discard(UNCLASSIFIED)
    return "disclosed_new_media" if found and found <= new else "disclosed_total"


def items_named_before(context: Context, parts: Sequence[Figure]) -> str:
    """Return what the parts of a sum are in all: empty unless they are classes of items.

    Args:
        context: The sum.
        parts: What it adds up, the last first.
    """
    text, body = context.sentence.masked, context.sentence.body
    first = parts[-1].quantity
    if len(parts) < _FEWEST_CLASSES or not grammar("made_public").search(text[: first.start]):
        return ""
    if channels_in(text[first.end : context.lead_start], body):
        return ""
    clause = grammar("boundary").pattern.split(text[: first.start])[-1]
    named = channels_in(clause, body)
    return _together(named, clause) if len(named) != 1 else named[0][0].replace(UNCLASSIFIED, "")


def _in_columns(context: Context) -> bool:
    """Tell 开设专栏1个,更新信息56条, where the items are those of the columns."""
    last = context.last
    return last is not None and last.indicator == "feature_columns" and context.stands_in("sent")


def _named(context: Context) -> list[tuple[str, int]]:
    """Return the channels that a number's own clause names, across a bracket if need be."""
    clause = context.clause_before
    named = _principal(channels_in(clause, context.sentence.body), clause)
    if not named and (not clause.strip(" ,;:、") or context.stands_in("again")):
        tail = context.clause[len(clause) :]
        named = [(name, len(clause)) for name, _ in channels_in(tail, context.sentence.body)]
    if named or not context.lead.startswith(")") or context.clause_offset > 1:
        return named
    outside = context.sentence.masked[: context.lead_start].rsplit("(", 1)[0]
    last = [m.end() for m in grammar("boundary").pattern.finditer(outside)]
    words = outside[last[-1] if last else 0 :]
    return [(name, len(clause)) for name, _ in channels_in(words, context.sentence.body)]


def one_channel(context: Context) -> bool:
    """Tell whether a clause or its heading names one channel, or one named earlier sends."""
    named = {name for name, _ in _named(context)}
    if named:
        return len(named) == 1
    heading = _short_heading(context)
    if len(heading) <= _LONGEST_NAME and len(channels_in(heading, context.sentence.body)) == 1:
        return True
    return _goes_on(context) and bool(channels_in(context.earlier, context.sentence.body))


def _principal(named: list[tuple[str, int]], clause: str) -> list[tuple[str, int]]:
    """Return the channels named, without those that say only how 各乡镇 made things public."""
    grassroots = [one for one in named if one[0] == "disclosed_grassroots"]
    if grassroots and grammar("all_bodies").search(clause):
        return []
    only_means = {name for name, _ in named} <= {"disclosed_grassroots", UNCLASSIFIED}
    return grassroots if grassroots and only_means else named


def _among_many(clause: str, named: list[tuple[str, int]]) -> bool:
    """Tell 网站等多种渠道, which names one channel as an example of many."""
    many = grammar("many_channels").search(clause)
    return many is not None and named[-1][0] not in _OF_MANY


def _part_of_year(context: Context) -> bool:
    """Tell 其中3月份公开58条 and, of a stock, 其中2011年公开86条: the same count of less time."""
    plain = context.sentence.plain[context.clause_start : context.quantity.start]
    stock = context.head is not None and context.head.period == "cumulative"
    return bool(grammar("year_of_stock" if stock else "part_of_year").search(plain))


def _is_part(context: Context) -> bool:
    """Tell the items of one class of content from all items."""
    if grammar("class_colon").search(context.lead[: context.clause_offset]):
        return True
    if context.head is None:
        return False
    if not context.head.indicator.startswith("disclosed_"):
        return not _named(context) and not context.stands_in("proactive")
    return not context.stands_in("new", "since_ever")


def _earlier_words(context: Context) -> tuple[str, ...]:
    """Return where a channel may be named that a clause does not name, the nearest first."""
    earlier = context.sentence.masked[: context.lead_start]
    if not _goes_on(context):
        earlier = ""
    elif not context.stands_in("sent"):
        earlier = _last_naming(earlier, context.sentence.body)
    return context.lead, earlier, _short_heading(context)


def _last_naming(words: str, body: str) -> str:
    """Return the last clause that names a channel."""
    clauses = grammar("boundary").pattern.split(words)
    return next((clause for clause in reversed(clauses) if channels_in(clause, body)), "")


def _goes_on(context: Context) -> bool:
    """Tell whether a clause speaks of the channel last named: it sends, or tells of an account."""
    earlier = context.sentence.masked[: context.lead_start]
    of_account = grammar("of_account").search(earlier) and not context.stands_in("proactive")
    return context.stands_in("sent") or bool(of_account)


def channels_in(words: str, body: str = "") -> list[tuple[str, int]]:
    """Return the channels that the words name, each with the place where it is named last."""
    found: list[tuple[str, int]] = []
    rest = words
    for channel in channels():
        if channel.unless_body and channel.unless_body == body:
            continue
        if not channel.words.search(rest):
            continue
        *_, last = channel.words.pattern.finditer(rest)
        found.append((channel.indicator, last.start()))
        rest = channel.words.pattern.sub(lambda match: _TAKEN * len(match[0]), rest)
    return found


def _short_heading(context: Context) -> str:
    """Return the innermost heading of the sentence, a main part's only if it names a thing."""
    innermost = context.sentence.sections[-1] if context.sentence.sections else None
    if innermost is None:
        return ""
    longest = _LONGEST_HEADING if innermost.level > 1 else _LONGEST_NAME
    return innermost.title if len(innermost.title) <= longest else ""

"""The codebook: indicators, their cues and all other tables that drive extraction.

Every table stands in ``disclosure_analysis/tables`` and can be edited without touching code;
docs/codebook.md tells how.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from disclosure_analysis.extraction.outer_characters import first_characters, last_characters
from disclosure_analysis.extraction.patterns import Keyed, Keys, Lookup, keyed
from disclosure_analysis.tables import keyed as rows_by
from disclosure_analysis.tables import table

UNCLASSIFIED = "unclassified"
BY_CHANNEL = "@channel"
BY_NAMED_CHANNEL = "@named_channel"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of indicators.csv.

    Attributes:
        name: The indicator's name in data and code.
        zh: Its Chinese label.
        en: Its English label.
        short_zh: A shorter Chinese label for lists and charts; empty where the label is short.
        short_en: The same in English.
        unit: The unit of its values.
        group: What kind of thing it counts (disclosure, applications, remedies …).
        parent: The indicator that it is a part of, where the report states both.
        period: ``year`` for a flow, ``cumulative`` for what is by nature a stock.
    """

    name: str
    zh: str
    en: str
    short_zh: str
    short_en: str
    unit: str
    group: str
    parent: str
    period: str


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of cues.csv: the words that tell what a number counts.

    Attributes:
        indicator: What is counted, or ``@channel``: items disclosed, by the channel named
            (``@named_channel``: only where one is named).
        also: A second indicator that the same number counts, in 受理并答复申请3件; else empty.
        before: Words that stand before the number, only fillers (共, 达到 …) between.
        after: Words that follow the number and its unit.
        units: The units that the number may have.
        parent: The cue holds only in a breakdown of this indicator.
        topic: The cue holds only where the chapter last spoke of this indicator.
        within: Words that must stand in the sentence or in the headings above it.
        without: Words that must not stand in the number's own clause.
        earlier: Words that must not stand in the sentence before the number.
        ends: The characters that ``before`` can end with, fillers aside, or without such words
            ``after`` begin with; None where not told.
    """

    indicator: str
    also: str
    before: Keyed | None
    after: Keyed | None
    units: frozenset[str]
    parent: str
    topic: str
    within: Keyed | None
    without: Keyed | None
    earlier: Keyed | None
    ends: Keys | None


@dataclass(frozen=True, slots=True)
class ZeroCue:
    """One row of zero_cues.csv: what a report says did not happen.

    Attributes:
        indicator: What is denied.
        statement: Negation and verb; None where the row has words that need no negation.
        objects: What the verb denies.
        within: Words that must stand in the sentence or in the headings above it.
        without: Words that must not stand in the clause.
        alone: Words that deny without a negation (一律免费).
    """

    indicator: str
    statement: Keyed | None
    objects: Keyed | None
    within: Keyed | None
    without: Keyed | None
    alone: Keyed | None


@dataclass(frozen=True, slots=True)
class Channel:
    """One row of channels.csv: a channel of disclosure and the words that name it.

    Attributes:
        indicator: The indicator of items by this channel; ``unclassified`` for a channel that
            the vocabulary has no name for.
        words: What names it.
        unless_body: The kind of body whose words for itself these are.
    """

    indicator: str
    words: Keyed
    unless_body: str


@dataclass(frozen=True, slots=True)
class GrowthCue:
    """One row of growth_cues.csv: words of growth (sign 1) or of decline (sign -1)."""

    pattern: Keyed
    sign: int
    follows: bool

    def found(self, lead: str, tail: str) -> re.Match[str] | None:
        """Return where the words stand before or, if they follow the number, behind it."""
        return self.pattern.search(tail if self.follows else lead)


@dataclass(frozen=True, slots=True)
class PeriodCue:
    """One row of period_cues.csv.

    Attributes:
        pattern: The words.
        period: What they tell: ``cumulative`` or ``other``.
        whole_lead: Whether they may stand in an earlier clause than the number.
        followed_by: Words that must stand behind the number.
    """

    pattern: Keyed
    period: str
    whole_lead: bool
    followed_by: Keyed | None


@cache
def indicators() -> dict[str, Indicator]:
    """Return the indicators by name, those of stated growth included."""
    fields = ("zh", "en", "short_zh", "short_en", "unit", "group", "parent", "period")
    stated = {
        row["indicator"]: Indicator(row["indicator"], *(row[field] for field in fields))
        for row in table("indicators")
    }
    growth = {
        f"{base.name}_growth": Indicator(
            name=f"{base.name}_growth",
            zh=f"{base.zh}年增长",
            en=f"Stated growth: {base.en}",
            short_zh="",
            short_en="",
            unit="%",
            group=base.group,
            parent="",
            period="year",
        )
        for base in stated.values()
        if base.unit != "%"
    }
    return growth | stated


def group_of(indicator: str) -> str:
    """Return what kind of thing an indicator counts; empty where the codebook has no such name."""
    known = indicators().get(indicator)
    return known.group if known else ""


def parent_of(indicator: str) -> str:
    """Return the indicator that one is a part of; empty for what is a part of none."""
    known = indicators().get(indicator)
    return known.parent if known else ""


@cache
def channels() -> tuple[Channel, ...]:
    """Return the channels of disclosure, in the order of the table."""
    return tuple(
        Channel(row["indicator"], keyed(row["words"]), row["unless_body"])
        for row in table("channels")
    )


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues in the order of the table; words that stand around a number make two."""
    return tuple(
        _cue(row, before, after)
        for row in table("cues")
        for before, after in (
            [(row["before"], row["after"])]
            if not row["around"]
            else [(_BEFORE.format(row["around"]), ""), ("", _AFTER.format(row["around"]))]
        )
    )


_BEFORE = "(?:@as)?(?:{})(?:@so_answered)*[)]?"
_AFTER = "^(?:申请|案件)?(?:(?:办理|答复|处理)?结果)?(?:@all)*(?:@was)*“?(?:{})(?!的)"


def _cue(row: Mapping[str, str], before: str, after: str) -> Cue:
    loose = row["parent"].startswith("~")
    indicator, _, also = row["indicator"].partition("+")
    return Cue(
        indicator=indicator,
        also=also,
        before=_compiled(f"(?P<cue>{before}){_fillers()}$" if before else ""),
        after=_compiled(after),
        units=frozenset(_units(row["units"])),
        parent="" if loose else row["parent"],
        topic=row["parent"][1:] if loose else "",
        within=_compiled(row["within"]),
        without=_compiled(row["without"]),
        earlier=_compiled(row["earlier"]),
        ends=last_characters(expanded(before)) if before else first_characters(expanded(after)),
    )


@cache
def units_of(group: str) -> frozenset[str]:
    """Return the units of a group of unit_groups.csv."""
    return frozenset(_units(group))


def _units(words: str) -> Iterator[str]:
    groups = rows_by("unit_groups", "name")
    for word in words.split("|"):
        yield from groups[word]["units"].split("|") if word in groups else [word]


@cache
def topics() -> frozenset[str]:
    """Return the indicators that a sentence can speak of, so that later cues refer to them."""
    return frozenset(cue.topic for cue in cues() if cue.topic)


def possible_cues(unit: str, before: str, after: str) -> list[Cue]:
    """Return the cues that a number with this unit can have, by the characters around it.

    Args:
        unit: The unit as written.
        before: The words before the number.
        after: The words behind it.
    """
    leading = _leading_cues(unit, _ends(before)).possible(before)
    return leading + _following_cues(unit, after[:1]).possible(after)


def _ends(words: str) -> str:
    """Return the characters that a cue before a number may end with; empty where any may."""
    begin = max(0, len(words) - _LONGEST_FILLERS)
    fillers = _trailing_fillers().search(words, begin)
    start = fillers.start() if fillers else len(words)
    return "" if start == begin else "".join(sorted(set(words[start - 1 :])))


_LONGEST_FILLERS = 24


@cache
def _trailing_fillers() -> re.Pattern[str]:
    return re.compile(f"{_fillers()}$")


@lru_cache(maxsize=4096)
def _leading_cues(unit: str, ends: str) -> Lookup[Cue]:
    """Return the cues that need words before a number, those words ending so."""
    return Lookup(
        (cue.before, cue)
        for cue in cues()
        if cue.before and unit in cue.units
        if not ends or cue.ends is None or not cue.ends.isdisjoint(ends)
    )


@lru_cache(maxsize=4096)
def _following_cues(unit: str, first: str) -> Lookup[Cue]:
    """Return the cues that need no words before a number, those behind it beginning so."""
    return Lookup(
        (cue.after, cue)
        for cue in cues()
        if unit in cue.units and not cue.before
        if cue.ends is None or first in cue.ends
    )


@cache
def grammar(name: str) -> Keyed:
    """Return the pattern of a row, or of several together, of sentence_grammar.csv."""
    rows = [row["pattern"] for row in table("sentence_grammar") if row["name"] == name]
    return keyed(expanded("|".join(f"(?:{pattern})" for pattern in rows)))


@cache
def zero_cues() -> tuple[ZeroCue, ...]:
    """Return the cues of zero statements."""
    return tuple(
        ZeroCue(
            indicator=row["indicator"],
            statement=_compiled(_DENIAL.format(row["verbs"])) if row["objects"] else None,
            objects=_compiled(row["objects"]),
            within=_compiled(row["within"]),
            without=_compiled(row["without"]),
            alone=_compiled(row["alone"]),
        )
        for row in table("zero_cues")
    )


_DENIAL = "(?:均|都|也|尚|从|并|暂)?(?:@not(?:{})过?|@none|@zero)"
"""A negation with one of some verbs, or one that needs none."""


@cache
def _zero_lookup() -> Lookup[ZeroCue]:
    return Lookup((cue.objects or cue.alone, cue) for cue in zero_cues())


def possible_zero_cues(clause: str) -> list[ZeroCue]:
    """Return the cues of zero statements whose objects a clause may name."""
    return _zero_lookup().possible(clause)


@cache
def growth_cues() -> tuple[GrowthCue, ...]:
    """Return the words of growth and of decline."""
    return tuple(
        GrowthCue(
            keyed(f"(?P<cue>{row['pattern']})" + "$" * (row["position"] == "before")),
            int(row["sign"]),
            row["position"] == "after",
        )
        for row in table("growth_cues")
    )


@cache
def period_cues() -> tuple[PeriodCue, ...]:
    """Return the words that tell a stock or a part of a year from the year's flow."""
    return tuple(
        PeriodCue(
            keyed(row["pattern"]),
            row["period"],
            row["scope"] == "lead",
            _compiled(row["followed_by"]),
        )
        for row in table("period_cues")
    )


@cache
def _period_lookup() -> Lookup[PeriodCue]:
    return Lookup((cue.pattern, cue) for cue in period_cues())


def possible_period_cues(words: str) -> list[PeriodCue]:
    """Return the words of a stock or of a part of a year that may stand in a text."""
    return _period_lookup().possible(words)


@cache
def label_prefixes() -> re.Pattern[str]:
    """Return the pattern of the words that a label does not begin with."""
    return re.compile(rf"^(?:[\s、:,]|{_filler_words('before_label')})+")


@cache
def label_suffixes() -> re.Pattern[str]:
    """Return the pattern of the words that a label does not end with."""
    return re.compile(rf"(?:[\s、:,]|{_filler_words('after_cue')})+$")


def _filler_words(position: str) -> str:
    """Return a pattern for any filler word, words that are made of others (共计) left out.

    A run of fillers can then be read in one way only, and no text takes long to search.
    """
    words = [row["word"] for row in table("filler_words") if row["position"] == position]
    return "|".join(word for word in sorted(words, key=len, reverse=True) if _simple(word, words))


def _simple(word: str, words: list[str]) -> bool:
    others = "|".join(re.escape(other) for other in words if other != word)
    return not re.fullmatch(f"(?:{others})+", word)


@cache
def _fillers() -> str:
    return rf"(?:[\s、,:·“”‘’\"]|{_filler_words('after_cue')})*"


def _compiled(pattern: str) -> Keyed | None:
    return keyed(expanded(pattern)) if pattern else None


def expanded(pattern: str) -> str:
    """Return a pattern with ``@name`` replaced by the words of that class."""
    return _CLASS.sub(lambda match: f"(?:{_word_classes()[match[0]]})", pattern)


_CLASS = re.compile("@[a-z_]+")


@cache
def _word_classes() -> Mapping[str, str]:
    classes = {row["name"]: row["words"] for row in table("word_classes")}
    # Rows that begin with any words at all (…等新媒体) are slow and named by other rows as well.
    names = [row["words"] for row in table("channels") if not row["words"].startswith("[^")]
    return classes | {BY_CHANNEL: "|".join(names)}

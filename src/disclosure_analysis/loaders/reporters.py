"""The body that reports, as a title, an opening or a page's line names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from disclosure_analysis.places import (
    Place,
    PlaceError,
    find_place,
    match_parent,
    match_place,
    match_places,
    place_in_year,
)
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.tables import table

_YEAR_DIGITS = "〇零○◯Oo0一二三四五六七八九"
_YEAR = rf"(?:20\d\d|二[{_YEAR_DIGITS}]{{3}})"
_LEADING = re.compile(
    rf"^(?:[\s《〈“\"():、]|【[^】]{{1,12}}】|\[[^\]]{{1,12}}\]|{_YEAR}(?:-20\d\d)?(?:年度?)?\)?"
    r"|关于(?:印发|公布|发布|报送)?|中共|现?(?:公布|发布)|一?图(?:片|文)?(?:解读|读懂|看懂|解)"
    r"|(?:文字|政策)?解读(?=[:：]))+"
)
_NAME_END = re.compile(
    rf"{_YEAR}(?=年|度|政|信|公|\)|$)|年度|关于|(?<!人民)政府信息(?!公开(?:工作)?(?:办|领导)|与)"
    r"|政务信息|政务公开(?!(?:工作)?(?:办|领导|服务|中心|和|管理))"
    r"|信息公开(?!(?:工作)?(?:办|领导|中心))|的?报告|工作总结|$"
)
_PASSED_ON = re.compile(r"^.{2,30}?(?:关于|现)(?:印发|公布|发布)(?P<title>.*(?:报告|年报))")
"""What an office passes on; the report is its own only if nobody else is named."""
_UPPER = re.compile(
    r"国家(?:税务总局|统计局|能源局|矿山安全监察局|金融监督管理总局|外汇管理局|烟草专卖局)"
    r"|中国(?:气象局|民用航空局|银行保险监督管理委员会|证券监督管理委员会|人民银行)"
    r"|中华人民共和国"
)
"""Organs of the state whose branches begin their names with it."""
_BRANCH = re.compile(
    r".{2,12}?局(?P<bureau>.{1,8}?)分局$|(?P<environment>.{2,8}?)生态环境(?:分?局)$"
    r"|(?P<survey>.{2,8}?)调查队$"
    r"|(?P<zone>.{2,8}?)(?:(?:经济|高新|工业|现代)(?:技术|产业|农业)*)+(?:开发区|园区|示范区)"
)
"""A body whose county stands in its name by its short name (什邡生态环境局, 秦淮分局)."""
_ZONE_BEFORE = re.compile(r".{2,10}?(?:示范区|开发区)")
"""A zone that a district's name may begin with: 杨凌示范区杨陵区."""
_GOVERNMENT = "人民政府"
_GENERIC = frozenset({"", "区", "县", "市", "旗", _GOVERNMENT, "政府", "全区", "全县", "全市"})
_BY_OTHER_NAMES = frozenset({"行政公署", "行署", "公署", "人民政府(机关)", "人民政府机关"})
"""What the government of a prefecture or a county may be called besides."""
_OURS = re.compile(r"^(?:我|本|全)(?:省|市|区|县|旗|州)?(?:政府)?$|^[我本](?=[^省市区县旗州])")
_LEVEL = re.compile(
    r"^(?:[省区县旗州盟](?=.{2})|市(?!场|容|政(?!务|府)|民(?!政|族|宗|防))(?=.{2}))"
)
"""The level that a name without its place begins with: 区教育局, but not 市场监督管理局."""
_STREET = re.compile(r"^(?:[东西南北中]?[路街道]|大道|大街)")
_SELF = re.compile(
    r"(?:本(?:年度)?报告(?:是)?由|现(?:将|公布|发布))(?P<by>[^,。;:《》()]{2,30}?)"
    r"(?:根据|按照|依据|编制|编写|负责|20\d\d|二[〇零○])"
    r"|(?:^|[,。])(?P<summed>[^,。;:《》()\s]{3,30}?)对20\d\d ?年(?:度)?的?"
    r"(?:政府信息|政务|信息)公开"
    r"|[,。]由(?P<drawn>[^,。;:《》()]{4,30}?)(?:负责)?(?:编制|编写)"
    r"|(?P<titled>[^,。;:《》()\s]{2,30}?)20\d\d ?年(?:度)?(?:政府信息|政务|信息)公开(?:工作)?"
    r"(?:年度)?报告"
    r"|(?:公布|发布|公开)《?20\d\d ?年(?:度)?(?P<dated>[^,。;:《》()\s]{2,30}?)"
    r"(?<!人民)(?:政府信息|政务|信息)公开(?:工作)?(?:年度)?报告",
    re.MULTILINE,
)
_NOT_A_NAME = re.compile(
    r"总体|情况|[部几]分|以下|全文|条例|[本各][局委办镇区县市单级机部]|我|关于|\d|[年月日]|有关|要求|精神"
)
_WHOLE_AREA = re.compile(r"全[区县市州旗]|[区县市州旗](?:政府)?各(?:部门|单位|镇|街道|乡)|各级")
_SPEAKS_FOR_ALL = re.compile(
    r"^(?:人民)?政府|府办|政办|委办|政务|政府信息公开|信息公开|数据|信息(?:化|中心)|行政审批|电子政务"
    r"|融媒体|智慧城市|办公[室厅]$"
)
"""Bodies that draw up the report of a whole government."""
_OFFICE = re.compile(r"(?:(?:人民)?政府|府|党政)办(?:公[室厅])?$|^办公[室厅]$")
_LINGERING = 2
"""For how many years after its end a district may still report."""
_ALIKE = 0.66
"""The share of a short name's letters that a longer name of the same body has."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """A body as some words name it.

    Attributes:
        place: The county-level place, else the prefecture or province, that the words begin with.
        own_name: The rest of the name (教育局, 银江镇人民政府); empty for the place alone.
        county: Whether ``place`` is a county-level place.
        printed: The whole name as printed, where the place is no plain beginning of it
            (攀枝花市公安局东区分局, 北京经济技术开发区管委会).
        shared: A district's name that several places have (鼓楼区), where none is told.
        sure: Whether the place stands there in full; a newspaper may begin with 朝阳, too.
        named: The place as the words name it, if it was called otherwise in the data year.
    """

    place: Place | None = None
    own_name: str = ""
    county: bool = False
    printed: str = ""
    shared: str = ""
    sure: bool = True
    named: Place | None = None

    @property
    def name(self) -> str:
        """The full name without the province; as printed where the place is not known."""
        if self.printed:
            return self.printed
        before = self.place.folder_name if self.place else self.shared
        return before + (_GOVERNMENT if before and self.own_name in _GENERIC else self.own_name)

    @property
    def is_government(self) -> bool:
        """Whether this is the place's own government."""
        return self.own_name in _GENERIC or self.own_name in _BY_OTHER_NAMES

    @property
    def body(self) -> str:
        """The kind of body; empty if nothing is known of it."""
        if self.place is None and not self.shared and self.own_name in _GENERIC:
            return ""
        return "government" if self.is_government else body_of(self.own_name)

    @property
    def scope(self) -> str:
        """``area`` for the government's report on its whole area, else ``own``."""
        if not self.body:
            return ""
        return "area" if self.is_government else "own"

    def place_agrees_with(self, other: Reporter) -> bool:
        """Tell whether two places are one, or one is above the other."""
        assert self.place and other.place
        one = {place.full_name for place in (self.place, self.named) if place}
        two = {place.full_name for place in (other.place, other.named) if place}
        return any(a.startswith(b) or b.startswith(a) for a in one for b in two)

    def name_agrees_with(self, other: Reporter) -> bool:
        """Tell whether other words can mean this body: its name, shortened, or its office."""
        name = _without_level(other.own_name)
        if name == _GOVERNMENT:
            return self.is_government or _OFFICE.search(self.own_name) is not None
        if name in _GENERIC or not body_of(name):
            return True
        if self.is_government:
            return _SPEAKS_FOR_ALL.search(name) is not None
        one, two = _core(self.own_name), _core(name)
        return one in two or two in one or _alike(one, two)

    def completed_by(self, other: Reporter, lead: str) -> Reporter:
        """Return this body with what only other words say: the place, or the whole name."""
        if other.place is None:
            return self
        if self.place is None and self.shared:
            return self._placed(other)
        if self.place is None and self.own_name in _GENERIC:
            if self.own_name or (_OFFICE.search(other.own_name) and _WHOLE_AREA.search(lead)):
                return replace(other, own_name="", printed="")
            return other
        if self.place is None:
            return self._below(other)
        if self._lies_in_a_county_of(other):
            return replace(other, own_name=self.own_name, printed="")
        return self

    def _placed(self, other: Reporter) -> Reporter:
        """Return this body of a shared name with the one place that lies where others say."""
        assert other.place
        if other.county:
            same = other.place.name == self.shared
            return replace(other, own_name=self.own_name, printed="") if same else self
        found = match_place(other.place.full_name + self.shared)
        place = found[0] if found else None
        return Reporter(place, self.own_name, county=True) if place else self

    def _below(self, other: Reporter) -> Reporter:
        """Return a body without a place with the place of others, if its level is theirs."""
        assert other.place
        level = _LEVEL.match(self.own_name)
        fits = other.place.name.endswith(level[0]) if level else other.county
        if not fits or not other.sure:
            return self
        name = _without_level(_without_place(self.own_name, other.place))
        return replace(other, own_name=name, printed="")

    def _lies_in_a_county_of(self, other: Reporter) -> bool:
        """Tell whether others name the county of a town that the title names by its city."""
        return (
            not self.county
            and other.county
            and body_of(self.own_name) == "township"
            and other.own_name.endswith(self.own_name)
            and self.place_agrees_with(other)
        )


class _Found(NamedTuple):
    """The place at the beginning of a name: which, how long it is written, and how."""

    place: Place | None
    length: int
    county: bool
    shared: bool = False
    named: Place | None = None


def read_reporter(text: str, year: int | None) -> Reporter:
    """Return the body that a title or a name begins with.

    Args:
        text: A title (攀枝花市东区教育局2023年政府信息公开工作年度报告) or a name.
        year: The data year, which decides what a place was called.
    """
    plain = re.sub(r"\s", "", plain_text(text))
    plain = plain[_leading(plain) :]
    passed_on = _PASSED_ON.match(plain)
    if passed_on:
        inner = read_reporter(passed_on["title"], year)
        if inner.place or inner.shared:
            return inner
    upper = _UPPER.match(plain)
    begin = upper.end() if upper else 0
    found = _place_at(plain[begin:], year)
    end = _NAME_END.search(plain, begin + found.length)
    printed = _clean(plain[: end.start() if end else len(plain)])
    own_name = _clean(printed[begin + found.length :])
    if found.shared:
        return Reporter(own_name=own_name, shared=plain[begin : begin + found.length])
    if found.place is None and not upper:
        return _placeless(own_name)
    if found.place is None:
        return _branch_of_the_state(printed, own_name, year)
    return _placed_body(found, own_name, printed, year, odd=upper is not None)


def _leading(plain: str) -> int:
    leading = _LEADING.match(plain)
    return leading.end() if leading else 0


def _place_at(text: str, year: int | None) -> _Found:
    """Return the place that a text begins with, as it was in the data year.

    A name that several places of the year share names none of them, even where one of these
    alone bears it today.
    """
    found = match_places(text, year)
    if found is not None and len(found[0]) > 1:
        return _Found(None, found[1], county=True, shared=True)
    if found is not None:
        return _Found(found[0][0], found[1], county=True)
    parent = match_parent(text, year)
    zone = _ZONE_BEFORE.match(text, parent[1] if parent else 0)
    within = match_place(text[zone.end() :], year) if zone else None
    if zone and within:
        return _Found(within[0], zone.end() + within[1], county=True)
    earlier = _of_another_year(text, year) if year is not None else None
    if earlier is not None and (parent is None or earlier.length > parent[1]):
        return earlier
    if parent is None or _is_no_parent(text, *parent):
        return _Found(None, 0, county=False)
    return _Found(parent[0], parent[1], county=False)


def _of_another_year(text: str, year: int) -> _Found | None:
    """Return a place that was called so in other years: as it was in this year, or as it is named.

    A place that this year does not have at all is taken at its word only if it ended lately, as
    reports go on for a while, or began in the year of publication.
    """
    named = match_place(text)
    if named is None:
        return None
    place, length = named
    then = place_in_year(place, year)
    first, last = place.valid_from or year, place.valid_to or year
    if then is None and not (first <= year + 1 and last >= year - _LINGERING):
        return None
    return _Found(then or place, length, county=True, named=place)


def _is_no_parent(text: str, parent: Place, length: int) -> bool:
    """Tell whether a city's short name begins a town's or a street's: 朝阳街道, 南京路街道."""
    if text[:length].endswith((parent.name, parent.name[-1])):
        return False
    end = _NAME_END.search(text, length)
    rest = text[length : end.start() if end else len(text)]
    if _STREET.match(rest):
        return True
    return rest in ("镇", "乡", "街道", "镇人民政府", "乡人民政府", "街道办事处", "街道办", "苏木")


def _placeless(own_name: str) -> Reporter:
    """Return a body whose place its name does not tell; of 我局 nothing is told."""
    if _OURS.match(own_name):
        return Reporter(own_name=own_name[1:2] if own_name[1:2] in "区县市旗" else "")
    return Reporter(own_name=own_name) if body_of(own_name) else Reporter()


def _branch_of_the_state(printed: str, own_name: str, year: int | None) -> Reporter:
    place = _county_named(own_name, "", year)
    return (
        Reporter(place, own_name, place is not None, printed)
        if place
        else Reporter(own_name=printed)
    )


def _placed_body(
    found: _Found, own_name: str, printed: str, year: int | None, *, odd: bool
) -> Reporter:
    place = found.place
    assert place
    if not found.county:
        county = _county_named(own_name, place.full_name, year)
        if county is not None:
            return Reporter(county, own_name, county=True, printed=printed)
    whole = place.folder_name + (_GOVERNMENT if own_name in _GENERIC else own_name)
    short = not found.county and not printed.startswith((place.name, place.full_name))
    if found.named is not None and found.named.name != place.name:
        before = found.named.folder_name
        printed = before + (_GOVERNMENT if own_name in _GENERIC else own_name)
        return Reporter(place, own_name, found.county, printed, named=found.named)
    as_printed = own_name not in _GENERIC and (odd or short) and printed != whole
    return Reporter(
        place,
        own_name,
        found.county,
        printed if as_printed else "",
        sure=not short,
        named=found.named,
    )


def _county_named(own_name: str, parent: str, year: int | None) -> Place | None:
    """Return the county whose short name stands in the name of a branch or a zone."""
    match = _BRANCH.match(own_name)
    if match is None:
        return None
    try:
        return find_place(parent + next(filter(None, match.groups())), year)
    except PlaceError:
        return None


def _clean(name: str) -> str:
    """Return a name without quotes around it and without what is added to it in brackets."""
    name = re.split(r"[,。;]|(?<=.):", name.strip('的、-—·《》〈〉“”":'))[0]
    if name.count("(") != name.count(")"):
        name = name.strip("()").split("(")[0]
    return name


def self_names(lead: str) -> Iterator[str]:
    """Yield the names under which an opening speaks of its own report, in whole sentences."""
    sentences = "\n".join(line for line in lead.split("\n") if "。" in line)
    for match in _SELF.finditer(without_citations(sentences)):
        name = next(filter(None, match.groups()))
        if not _NOT_A_NAME.search(name):
            yield name


_CITED = (
    re.compile(r"《[^《》]*(?:关于|通知|办法|条例|格式|规定|意见|要点|方案|办公[厅室])[^《》]*》"),
    re.compile(r"《[^《》]*(?:关于|通知)[^《》]*》"),
    re.compile(r"关于[^,。;\n]{2,60}?(?:的|》)?(?:通知|函|意见|要求)"),
    re.compile(
        r"(?:[与比较同和](?!时)|[上去前]一?年度?|相比)[^,。;\n]{0,4}20\d\d年[^,。;\n]{0,30}"
    ),
)


def without_citations(text: str) -> str:
    """Return a text with cited documents and comparisons blanked out, character for character."""
    for pattern in _CITED:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def full_names(text: str, name: str) -> Iterator[str]:
    """Yield the fuller names that end with a name (深圳市南山区人民政府 for 南山区人民政府)."""
    for match in re.finditer(rf"[\u4e00-\u9fff]{{2,16}}?{re.escape(name)}", text):
        words = match[0]
        begin = len(words) - len(name)
        found = ((k, match_place(words[k:])) for k in range(begin))
        # The place must reach up to the name: what stands further ahead is another one.
        start = next((k for k, place in found if place and k + place[1] >= begin), None)
        if start is not None:
            yield words[start:]


def body_of(name: str) -> str:
    """Return the kind of body that a name's ending tells; ``other`` for a name of no known kind."""
    if not name:
        return ""
    return next((body for ending, body in _endings() if name.endswith(ending)), "other")


def is_body(name: str) -> bool:
    """Tell whether the whole of some words is the name of a body of a known kind."""
    return any(name.endswith(ending) for ending, _ in _endings())


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    rows = table("reporting_bodies")
    return tuple(sorted(((r["ending"], r["body"]) for r in rows), key=lambda row: -len(row[0])))


def _without_place(name: str, place: Place) -> str:
    """Return 教育局 for 南山区教育局: the place stands before it already."""
    for known in (place.full_name, place.folder_name, place.name):
        name = name.removeprefix(known)
    return name


def _without_level(name: str) -> str:
    """Return 教育局 for 县教育局."""
    return _LEVEL.sub("", name)


def _core(name: str) -> str:
    return re.sub(r"^[区县市旗]|人民政府|政府|委员会$|委$|办公室$|办$|局$", "", name) or name


def _alike(one: str, two: str) -> bool:
    """Tell whether one name may be the other shortened: 文广旅 for 文化和旅游."""
    short, long = sorted((one, two), key=len)
    return sum(letter in long for letter in short) / len(short) >= _ALIKE

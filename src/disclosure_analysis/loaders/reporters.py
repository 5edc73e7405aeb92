"""The body that reports, as a title, an opening or a page's line names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from disclosure_analysis.places import Place, match_parent, match_place
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.tables import table

_LEADING = re.compile(
    r"^(?:[\s《“\"]|(?:20\d\d|二[〇零○一二三四五六七八九]{3}) ?年(?:度)?|关于(?:印发|公布|发布)?"
    r"|中共|现?(?:公布|发布)|文字解读[:：]?)+"
)
_NAME_END = re.compile(
    r"20\d\d|二[〇零○一二三四五六七八九]{3} ?年|年度|关于|(?<!人民)政府信息|政务信息|政务公开"
    r"|信息公开|的?报告|$"
)
_UPPER = re.compile(r"国家(?:税务总局|统计局|能源局|矿山安全监察局)|中国(?:气象局|民用航空局)")
"""Organs of the state whose branches begin their names with it."""
_BRANCH = re.compile(r".{2,12}?局(?P<county>.{1,8}?)分局$")
_GENERIC = frozenset({"", "区", "县", "市", "旗", "人民政府", "政府", "全区", "全县", "全市"})
_SELF = re.compile(
    r"(?:本(?:年度)?报告(?:是)?由|现(?:将|公布|发布))(?P<by>[^,。;:《》()]{2,30}?)"
    r"(?:根据|按照|依据|编制|编写|20\d\d|二[〇零])"
    r"|(?P<titled>[^,。;:《》()\s]{2,30}?)20\d\d ?年(?:度)?(?:政府信息|政务|信息)公开(?:工作)?"
    r"(?:年度)?报告"
)
_WHOLE_AREA = re.compile(r"全[区县市州旗]|[区县市州旗](?:政府)?各(?:部门|单位|镇|街道|乡)|各级")
_SPEAKS_FOR_ALL = re.compile(
    r"^(?:人民)?政府|政务(?:服务|公开)|政府信息公开|信息公开|数据|信息中心|行政审批|电子政务|办公室$"
)
"""Bodies that draw up the report of a whole government."""
_OFFICE = re.compile(r"(?:人民)?政府办(?:公[室厅])?$")


@dataclass(frozen=True, slots=True)
class Reporter:
    """A body as some words name it.

    Attributes:
        place: The county-level place, else the prefecture or province, that the words begin with.
        own_name: The rest of the name (教育局, 银江镇人民政府); empty for the place alone.
        county: Whether ``place`` is a county-level place.
        printed: The whole name as printed, where the place is no plain beginning of it
            (攀枝花市公安局东区分局, 北京经济技术开发区管委会).
    """

    place: Place | None = None
    own_name: str = ""
    county: bool = False
    printed: str = ""

    @property
    def name(self) -> str:
        """The full name without the province; as printed where the place is not known."""
        if self.printed or self.place is None:
            return self.printed or self.own_name
        if self.is_government:
            return f"{self.place.folder_name}人民政府"
        return f"{self.place.folder_name}{self.own_name}"

    @property
    def is_government(self) -> bool:
        """Whether this is the place's own government."""
        return self.own_name in _GENERIC

    @property
    def body(self) -> str:
        """The kind of body; empty if nothing is known of it."""
        if self.place is None and not self.own_name:
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
        one, two = self.place.full_name, other.place.full_name
        return one.startswith(two) or two.startswith(one)

    def name_agrees_with(self, other: Reporter) -> bool:
        """Tell whether other words can mean this body: its name, shortened, or its office."""
        if not other.own_name or other.own_name in _GENERIC or not body_of(other.own_name):
            return True
        if self.is_government:
            return _SPEAKS_FOR_ALL.search(other.own_name) is not None
        one, two = _core(self.own_name), _core(other.own_name)
        return one in two or two in one or _subsequence(two, one)

    def completed_by(self, other: Reporter, lead: str) -> Reporter:
        """Return this body with what only other words say: the place, or the whole name."""
        if other.place is None:
            return self
        if self.place is None and not self.own_name:
            if _OFFICE.search(other.own_name) and _WHOLE_AREA.search(lead):
                return replace(other, own_name="")
            return other
        if self.place is None:
            return replace(other, own_name=_below(self.own_name, other.place))
        if not self.county and other.county and self.place_agrees_with(other):
            if self.own_name in _GENERIC:
                return self
            return replace(other, own_name=self.own_name)
        return self


def read_reporter(text: str, year: int | None) -> Reporter:
    """Return the body that a title or a name begins with.

    Args:
        text: A title (攀枝花市东区教育局2023年政府信息公开工作年度报告) or a name.
        year: The data year, which decides what a place was called.
    """
    plain = _LEADING.sub("", re.sub(r"\s", "", plain_text(text)))
    upper = _UPPER.match(plain)
    begin = upper.end() if upper else 0
    found = match_place(plain[begin:], year) or match_place(plain[begin:])
    county = found is not None
    if found is None:
        found = match_parent(plain[begin:], year)
    place, length = found or (None, 0)
    end = _NAME_END.search(plain, begin + length)
    stop = end.start() if end else len(plain)
    own_name = _clean(plain[begin + length : stop])
    if place is None and not body_of(own_name):
        return Reporter()
    if place is not None and own_name and (upper or not county):
        return _oddly_named(place, own_name, _clean(plain[:stop]), county, year)
    return Reporter(place, own_name, county)


def _clean(name: str) -> str:
    name = name.strip('的、-—·《》“”"')
    return "" if len(name) > 40 or re.search(r"[,。;:]", name) else name


def _oddly_named(
    place: Place, own_name: str, printed: str, county: bool, year: int | None
) -> Reporter:
    """Return a body whose county does not begin its name, or that a city's short name begins."""
    branch = _BRANCH.match(own_name)
    if branch and not county:
        found = match_place(place.name + branch["county"], year)
        if found is not None:
            return Reporter(found[0], own_name, county=True, printed=printed)
    short = not county and not printed.startswith((place.name, place.full_name))
    return Reporter(place, own_name, county, printed if county or short else "")


def self_names(lead: str) -> Iterator[str]:
    """Yield the names under which an opening speaks of its own report, in whole sentences."""
    sentences = "\n".join(line for line in lead.split("\n") if "。" in line)
    for match in _SELF.finditer(sentences):
        name = match["by"] or match["titled"]
        if not re.search(r"总体|情况|[部几]分|以下|全文|条例|本[局委办镇区县市]|我", name):
            yield name


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


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    rows = table("reporting_bodies")
    return tuple(sorted(((r["ending"], r["body"]) for r in rows), key=lambda row: -len(row[0])))


def _below(name: str, place: Place) -> str:
    """Return 教育局 for 县教育局 or 南山区教育局: the place stands before it already."""
    for known in (place.full_name, place.folder_name, place.name):
        name = name.removeprefix(known)
    return re.sub(r"^[区县市旗](?=.{2,})", "", name)


def _core(name: str) -> str:
    return re.sub(r"^[区县市旗]|人民政府|政府|委员会$|委$|办公室$|办$|局$", "", name) or name


def _subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)

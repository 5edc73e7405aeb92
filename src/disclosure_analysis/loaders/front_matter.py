"""Who reports, where, on which year, and when: title, page line and opening of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from disclosure_analysis.loaders.reporters import Reporter, full_names, read_reporter, self_names
from disclosure_analysis.places import Place, match_place
from disclosure_analysis.quantities import find_quantities, plain_text
from disclosure_analysis.report import AnnouncedParts, Period, Problem, Reading, problem

_TITLE_WORDS = re.compile(r"(?:信息|政务)公开.{0,16}(?:报告|年报)|(?:年度报告|年报)")
_WHOLE_TITLE = re.compile(r"(?:信息|政务)公开.{0,16}(?:报告|年报)")
_ANNEX_TITLE = re.compile(r"(?:信息|政务)公开(?:工作)?情况统计表")
_TITLE_LINES = 60
_LONGEST_TITLE = 60
_NO_TITLE = re.compile(
    r"[。;>»→]|^(?:标 *题|名 *称|内容概述|索 *引|当前|首页|上一|下一|相关|附件)"
    r"|20\d\d-\d{1,2}-\d|(?:发布|公开)(?:日期|时间|目录)"
    r"|^(?:根据|按照|现将|现公布)|[:：,]\s*$"
)
_YEAR_DIGITS = "[〇零○Ｏ一二三四五六七八九]"
_YEAR = re.compile(rf"(?<!\d)(20\d\d) ?(?:年|-20\d\d年?)|(二{_YEAR_DIGITS}{{3}})年")
_YEAR_OF_REPORT = re.compile(
    r"(?<!\d)(?P<told>20\d\d) ?年(?:度)?(?:我?[区县市州旗镇局委办])?的?(?:政府|政务)?信息公开"
    r"(?:工作)?(?:年度)?(?:报告|年报|情况|作了|进行)"
    r"|截[至止](?P<until>20\d\d)年12月31日"
    r"|(?:编制|公布|发布)[^。]{0,20}?(?P<made>20\d\d)年(?:度)?[^。]{0,20}?(?:报告|年报)"
)
_BARE_YEAR = re.compile(r"(?<!\d)(20\d\d) ?年(?! ?\d{1,2} ?月)")
_DAY = r"(?P<y>20\d\d)[-年./](?P<m>\d{1,2})[-月./](?P<d>\d{1,2})日?(?!\d)"
_DATE = re.compile(rf"(?<![\d至到-]){_DAY}")
_PUBLISHED = tuple(
    re.compile(rf"(?:{words})[\]】)]?[ :：\t]*{_DAY}")
    for words in (
        "(?:发布|公布|公开|发文|成文|上网|录入|生成|信息)(?:时间|日期)",
        "(?<!更新)(?<!统计)(?<!有效)(?:时间|日期)",
    )
)
_PAGE_WORDS = re.compile(r"来源|作者|浏览|阅读|点击|字[体号]|访问|打印|分享|编辑|审核")
_SOURCE = re.compile(
    r"(?:(?:信息|稿件|文章|内容)?来源|(?:发布|发文|公开|责任)(?:机构|单位|部门)"
    r"|填报(?:单位|机关)(?:\([^()]{2,4}\))?)[\]】)]?[ :\t]*"
    r"(?P<source>[^\s:\[\]【】()|]{2,40})"
)
_NO_SOURCE = re.compile(
    r"^(?:发布|时间|日期|作者|浏览|字体|字号|打印|本站|本网|网站|互联网|20\d\d|\d)"
)
_PERIOD = re.compile(
    r"(?P<y1>20\d\d)年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?起?[ ,]?(?:至|到|-|—|~)+[ ]?"
    r"(?:(?P<y2>20\d\d)年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日?"
)
_PARTS_LIST = re.compile(
    r"(?:包括|包含|分为|分别为|分别是|涵盖|由)[::]?(?P<names>[^。\n]*?)[,、]?等?"
    r"(?P<count>(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:个|大)?部分)"
)
_TAIL = 800
_LEAD = 1500


@dataclass(frozen=True, slots=True)
class Named:
    """What a file says of itself apart from its text (a page's meta tags)."""

    title: str = ""
    published: date | None = None
    publisher: str = ""


class FrontMatter(TypedDict):
    """The fields of a report that its title, page line and opening state."""

    title: Reading[str] | None
    place: Place | None
    reporter: str
    body: str
    scope: str
    year: Reading[int] | None
    published: Reading[date] | None
    source_line: Reading[str] | None
    period: Reading[Period] | None
    announced_parts: Reading[AnnouncedParts] | None


def read_front_matter(
    text: str, *, opening: int, named: Named | None = None
) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Read what a report says of itself, and where it contradicts itself.

    The title counts first; what it leaves open is told by the opening, then by the page. A
    contradiction between them is reported and not resolved silently: the title is believed.

    Args:
        text: The report's text, its tables blanked out.
        opening: Where the first section begins.
        named: What the file says of itself apart from its text.
    """
    named = named or Named()
    plain = plain_text(text)
    title = _title(text, plain[:opening], named)
    in_title = _year_in(plain, title, named)
    period = _period(plain, in_title.value if in_title else None)
    year = in_title or _year(plain, opening, period)
    published = _published(plain, opening, named)
    source_line = _source_line(text, plain, opening, named)
    lead = _lead(plain, title, opening)
    reporter, doubts = _reporter(title, lead, source_line, year.value if year else None)
    front = FrontMatter(
        title=title,
        place=reporter.place,
        reporter=reporter.name,
        body=reporter.body,
        scope=reporter.scope,
        year=year,
        published=published,
        source_line=source_line,
        period=period,
        announced_parts=_announced_parts(plain[:opening]),
    )
    contradictions = (
        *_years_that_differ(plain, in_title, title, opening),
        *doubts,
        *_dates_that_differ(published, named),
    )
    return front, contradictions


def _title(text: str, plain: str, named: Named) -> Reading[str] | None:
    """Return the line that reads as the report's title, else the title that the page names.

    Of several such lines the last before the running text counts: a site's lists of other reports
    stand further up. A name or a year on a line of its own before it belongs to the title.
    """
    lines = [m for m in re.finditer(r"[^\n]+", plain) if m[0].strip()][:_TITLE_LINES]
    prose = next((i for i, line in enumerate(lines) if _is_prose(line[0])), len(lines))
    for pattern in (_WHOLE_TITLE, _TITLE_WORDS, _ANNEX_TITLE):
        found = [i for i, line in enumerate(lines) if _is_title(line[0].strip(), pattern)]
        before = [i for i in found if i < prose]
        if found:
            return _whole_title(text, plain, lines, before[-1] if before else found[0])
    if _TITLE_WORDS.search(named.title):
        return Reading(named.title, 0, 0)
    return None


def _is_prose(line: str) -> bool:
    return "。" in line and len(line.strip()) > 30


def _is_title(words: str, pattern: re.Pattern[str]) -> bool:
    return (
        len(words) <= _LONGEST_TITLE
        and pattern.search(words) is not None
        and not _NO_TITLE.search(words)
    )


def _whole_title(
    text: str, plain: str, lines: Sequence[re.Match[str]], position: int
) -> Reading[str]:
    start, end = _stripped(lines[position])
    words = plain[start:end]
    if position and re.match(r"20\d\d ?年|政府信息公开|政务公开|信息公开|关于|二[〇零○]", words):
        before_start, before_end = _stripped(lines[position - 1])
        if _begins_title(plain[before_start:before_end], words):
            start = before_start
    return Reading(re.sub(r"\s+", "", text[start:end]), start, end)


def _begins_title(before: str, words: str) -> bool:
    """Tell a line that holds a title's beginning: a body's name, perhaps with the year."""
    if len(before) > 30 or re.search(r"[。,;:>]|报告|年报", before):
        return False
    has_year = _YEAR.search(before) is not None
    if has_year and _YEAR.search(words):
        return False
    name = _YEAR.sub("", before).rstrip("度关于 ")
    return has_year or match_place(name) is not None or bool(read_reporter(name, None).body)


def _stripped(line: re.Match[str]) -> tuple[int, int]:
    words = line[0]
    start = line.start() + len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _year_in(plain: str, title: Reading[str] | None, named: Named) -> Reading[int] | None:
    """Return the year in the title, or in the title that the page names."""
    if title is not None and title.end:
        match = _YEAR.search(plain, title.start, title.end)
        if match:
            return Reading(_year_value(match), match.start(), match.end())
    words = plain_text(title.value if title is not None and not title.end else named.title)
    match = _YEAR.search(words)
    return Reading(_year_value(match), 0, 0) if match else None


def _year_value(match: re.Match[str]) -> int:
    if match[1]:
        return int(match[1])
    digits = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")}
    digits |= {"零": "0", "○": "0", "Ｏ": "0"}
    return int("".join(digits[char] for char in match[2]))


def _year(plain: str, opening: int, period: Reading[Period] | None) -> Reading[int] | None:
    """Return the year that the opening names, where the title names none."""
    told = _YEAR_OF_REPORT.search(plain, 0, opening)
    if told is not None:
        name = told.lastgroup or "told"
        return Reading(int(told[name]), told.start(name), told.end(name) + 1)
    if period is not None:
        return Reading(period.value.last.year, period.start, period.end)
    bare = _BARE_YEAR.search(plain, opening)
    return Reading(int(bare[1]), bare.start(), bare.end()) if bare else None


def _lead(plain: str, title: Reading[str] | None, opening: int) -> str:
    begin = title.end if title else 0
    return plain[begin : max(opening, begin + _LEAD)]


def _reporter(
    title: Reading[str] | None,
    lead: str,
    source_line: Reading[str] | None,
    year: int | None,
) -> tuple[Reporter, tuple[Problem, ...]]:
    """Return who reports, by the title, and what the opening or the page say otherwise."""
    by_title = read_reporter(title.value if title else "", year)
    others = [(name, "引言", "the opening") for name in self_names(lead)]
    if by_title.place is None and by_title.own_name:
        others += [(name, "引言", "the opening") for name in full_names(lead, by_title.own_name)]
    if source_line is not None:
        others.append((source_line.value, "来源", "the page's source line"))
    reporter = by_title
    doubts: list[Problem] = []
    for name, where, where_en in others:
        other = read_reporter(name, year)
        doubt = _contradiction(by_title, other, name, where, where_en)
        if doubt is None:
            reporter = reporter.completed_by(other, lead)
        else:
            doubts.append(doubt)
    return reporter, tuple(doubts)


def _contradiction(
    title: Reporter, other: Reporter, name: str, where: str, where_en: str
) -> Problem | None:
    said = title.name or title.own_name
    words = {"title": said, "other": name, "where": where, "where_en": where_en}
    if title.place and other.place and not title.place_agrees_with(other):
        return problem("places_differ", -1, **words)
    if name.endswith(title.own_name):
        return None
    if where == "引言" and not title.name_agrees_with(other):
        return problem("reporters_differ", -1, **words)
    return None


def _years_that_differ(
    plain: str, in_title: Reading[int] | None, title: Reading[str] | None, opening: int
) -> Iterator[Problem]:
    """Yield the contradictions between the title's year and those of the opening."""
    if in_title is None:
        return
    begin = title.end if title else 0
    other = _YEAR_OF_REPORT.search(plain, begin, opening)
    said = int(other[other.lastgroup or "told"]) if other else in_title.value
    if other and said != in_title.value:
        yield _years(in_title.value, said, other.start(), "引言", "the opening")
    period = _period(plain, None)
    if period is not None and in_title.value not in (
        period.value.first.year,
        period.value.last.year,
    ):
        yield _years(
            in_title.value, period.value.last.year, period.start, "统计期限", "the period covered"
        )


def _years(title: int, other: int, start: int, where: str, where_en: str) -> Problem:
    return problem("years_differ", start, title=title, other=other, where=where, where_en=where_en)


def _dates_that_differ(published: Reading[date] | None, named: Named) -> Iterator[Problem]:
    if published and named.published and published.value != named.published:
        yield problem(
            "dates_differ",
            published.start,
            page=published.value.isoformat(),
            other=named.published.isoformat(),
        )


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _published(plain: str, opening: int, named: Named) -> Reading[date] | None:
    """Return the day of publication: as labelled on the page, else as its meta tags say.

    A day without a label counts where it stands in the page's line, beside 来源 or 浏览.
    """
    stretches = ((0, opening), (max(opening, len(plain) - _TAIL), len(plain)))
    for pattern in _PUBLISHED:
        for begin, end in stretches:
            for match in pattern.finditer(plain, begin, end):
                found = _day_read(match)
                if found:
                    return found
    for line in re.finditer(r"[^\n]+", plain[:opening]):
        day = _DATE.search(plain, line.start(), line.end())
        if day and len(line[0].strip()) < 120 and _is_page_line(line[0], day):
            found = _day_read(day)
            if found:
                return found
    return Reading(named.published, 0, 0) if named.published else None


def _is_page_line(line: str, day: re.Match[str]) -> bool:
    rest = line.replace(day[0], "")
    bare = re.sub(r"[\s\d:]", "", rest)
    return not bare or (_PAGE_WORDS.search(rest) is not None and "。" not in rest)


def _day_read(match: re.Match[str]) -> Reading[date] | None:
    day = _date(match["y"], match["m"], match["d"])
    return Reading(day, match.start("y"), match.end("d")) if day else None


def _source_line(text: str, plain: str, opening: int, named: Named) -> Reading[str] | None:
    """Return the office that the page names as its source."""
    for begin, end in ((0, opening), (max(opening, len(plain) - _TAIL), len(plain))):
        for match in _SOURCE.finditer(plain, begin, end):
            start, stop = match.span("source")
            if not _NO_SOURCE.match(match["source"]):
                return Reading(text[start:stop], start, stop)
    return Reading(named.publisher, 0, 0) if named.publisher else None


def _period(plain: str, year: int | None) -> Reading[Period] | None:
    """Return the first period of more than a month that is given by its first and last day."""
    for match in _PERIOD.finditer(plain):
        first = _date(match["y1"], match["m1"], match["d1"])
        last = _date(match["y2"] or match["y1"], match["m2"], match["d2"])
        if first and last and (last - first).days > 31 and year in (None, first.year, last.year):
            return Reading(Period(first, last), match.start(), match.end())
    return None


def _announced_parts(opening: str) -> Reading[AnnouncedParts] | None:
    match = _PARTS_LIST.search(opening)
    if match is None:
        return None
    quantities = find_quantities(match["count"].replace("大", "个"))
    count = int(quantities[0].value) if quantities else None
    names = _split_names(match["names"], count)
    return Reading(AnnouncedParts(count, names), match.start("names"), match.end())


def _split_names(names: str, count: int | None) -> tuple[str, ...]:
    """Split a list of names by the mark that gives the announced number of them."""
    splits = [
        tuple(name.strip() for name in re.split(mark, names) if name.strip())
        for mark in (r"[,,]", "、", r"[,、;]|以及|和")
    ]
    commas = splits[0]
    splits.append(commas[:-1] + tuple(re.split("、|以及|和", commas[-1])) if commas else ())
    for split in splits:
        if len(split) == count:
            return split
    return max(splits[:2], key=len)

"""Who reports, where, on which year, and when: title, page line and opening of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypedDict

from disclosure_analysis.loaders.reporters import (
    Reporter,
    full_names,
    is_body,
    read_reporter,
    self_names,
    without_citations,
)
from disclosure_analysis.places import Place, match_place
from disclosure_analysis.quantities import find_quantities, plain_text
from disclosure_analysis.report import AnnouncedParts, Period, Problem, Reading, problem

_TITLE_WORDS = re.compile(r"(?:信息|政务)公开.{0,16}(?:报告|年报)|(?:年度报告|年报)")
_WHOLE_TITLE = re.compile(r"(?:信息|政务)公开.{0,16}(?:报告|年报)")
_ANNEX_TITLE = re.compile(r"(?:信息|政务)公开(?:工作)?情况统计表")
_LINE = re.compile(
    r"[^\n。]{0,50}(?:信息|政务)公开[^\n。]{0,10}?(?:报告|年报)"
    r"(?=[ \t]+(?:根据|按照|本年?度?报告|为))"
    r"|[^\n]+"
)
"""A line; of one that runs on from the title into the opening, the title."""
_TITLE_LINES = 60
_LONGEST_TITLE = 60
_FILE_ENDING = re.compile(r"\.(?:pdf|docx?|wps|xlsx?)$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"[。;>»→]|^(?:标 *题|名 *称|内容概述|索 *引|当前|首页|上一|下一|相关|附件)"
    r"|20\d\d-\d{1,2}-\d|(?:发布|公开)(?:日期|时间|目录)"
    r"|^(?:根据|按照|现将|现公布)|[:：,]\s*$"
)
_LABELLED_TITLE = re.compile(
    r"^\W*(?:标 *题|(?:信息|文件)?名 *称)\W*[:\s]\s*(?P<title>[^\s].{3,60}?)\s*$", re.M
)
_YEAR_DIGITS = "[〇零○◯Oo0一二三四五六七八九]"
_YEAR = re.compile(
    rf"(?<!\d)(20\d\d) {{0,3}}(?:年|-20\d\d年?|(?=[)度]|政府信息|政务公开|信息公开)|$)"
    rf"|(二{_YEAR_DIGITS}{{3}})(?=年|度)"
)
_YEAR_ALONE = re.compile(
    rf"\( ?(?:20\d\d|二{_YEAR_DIGITS}{{3}}) ?年? ?度?\)|(?:20\d\d|二{_YEAR_DIGITS}{{3}}) ?年度?$"
)
_TOLD = re.compile(
    r"(?<!\d)(?P<year>20\d\d) ?年(?:度)?(?:我?[区县市州旗镇局委办])?的?(?:政府|政务)?信息公开"
    r"(?:工作)?(?:年度)?(?:报告|年报|情况|作了|进行)"
    r"|(?:编制|公布(?!时间)|发布(?!时间))[^。\n]{0,20}?(?P<made>20\d\d)年(?:度)?"
    r"[^。\n]{0,20}?(?:报告|年报)"
)
_UNTIL = re.compile(r"截[至止](?P<year>20\d\d)年12月31日")
_BARE_YEAR = re.compile(r"(?:^|[。\n]|(?<=[ \t])) *(?P<year>20\d\d) {0,3}年(?:度|以来)?(?=[,])")
_DAY = r"(?P<y>20\d\d) ?[-年./] ?(?P<m>\d{1,2}) ?[-月./] ?(?P<d>\d{1,2})(?!\d)(?: ?日)?"
_DATE = re.compile(rf"(?<![\d至到-]){_DAY}")
_PUBLISHED = tuple(
    re.compile(rf"(?:{words})[\]】)]?[ :：\t]*{_DAY}(?![ 日]{{0,2}}(?:至|到|-|—|~|起))")
    for words in (
        "(?:发布|公布|公开|上网|信息)(?:时间|日期)",
        "(?:发文|录入|生成|上传)(?:时间|日期)|(?:^|(?<=[\\s\\[【(|>]))(?:时间|日期)",
    )
)
_PAGE_WORDS = re.compile(r"来源|作者|浏览|阅读|点击|字[体号]|访问|打印|分享|编辑|审核|网站|www\.")
_SOURCE = re.compile(
    r"(?:(?:信息|稿件|文章|内容)?来源|(?:发布|发文|公开|责任)(?:机构|单位|部门)"
    r"|填报(?:单位|机关)(?:\([^()]{2,4}\))?)[\]】)]?[ :\t]*"
    r"(?P<source>[^\s:\[\]【】()|]{2,40}?)"
    r"(?=[\s:\[\]【】()|]|$|(?:发布|发文|公开|更新)(?:时间|日期)|浏览|点击|阅读|打印|字体|字号|作者|责任编辑)"
)
_NO_SOURCE = re.compile(
    r"^(?:发布|时间|日期|作者|浏览|字体|字号|打印|本站|本网|网站|互联网|20\d\d|\d)"
)
_PERIOD = re.compile(
    r"(?P<y1>20\d\d) ?年 ?(?P<m1>\d{1,2}) ?月 ?(?P<d1>\d{1,2}) ?日?起?[ ,]?(?:至|到|-|—|~)+ ?"
    r"(?:(?P<y2>20\d\d) ?年)? ?(?P<m2>\d{1,2}) ?月 ?(?P<d2>\d{1,2}) ?日?"
)
_PARTS_LIST = re.compile(
    r"(?:包括|包含|分为|分别为|分别是|涵盖|由)[::]?(?P<names>[^。\n]{0,400}?)[,、]?等?"
    r"(?P<count>(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:个|大)?部分)"
)
_DAY_ALONE = re.compile(
    rf"20\d\d ?[-年./] ?\d{{1,2}} ?[-月./] ?\d{{1,2}} ?日?|20\d\d ?年 ?\d{{1,2}} ?月"
    rf"|二{_YEAR_DIGITS}{{3}}年[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日)?"
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
    data_year = year.value if year else None
    others = [(source_line.value, "来源", "the page's source line")] if source_line else []
    if _WHOLE_TITLE.search(named.title):
        others.append((named.title, "网页元数据", "the page's meta tags"))
    reporter, doubts = _reporter(title, plain, opening, others, data_year)
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
        *_years_that_differ(plain, in_title, title, opening, named),
        *doubts,
        *_dates_that_differ(published, named),
    )
    return front, contradictions


def _title(text: str, plain: str, named: Named) -> Reading[str] | None:
    """Return the line that reads as the report's title, else the title that the page names.

    Of several such lines the last before the running text counts: a site's lists of other reports
    stand further up. A name or a year on a line of its own before it belongs to the title.
    """
    lines = [m for m in _LINE.finditer(plain) if m[0].strip()][:_TITLE_LINES]
    prose = next((i for i, line in enumerate(lines) if _is_prose(line[0])), len(lines))
    for pattern in (_WHOLE_TITLE, _TITLE_WORDS, _ANNEX_TITLE):
        found = [i for i in range(len(lines)) if _title_at(lines, i, pattern)]
        before = [i for i in found if i < prose]
        if found:
            return _whole_title(text, plain, lines, before[-1] if before else found[0])
    if _TITLE_WORDS.search(named.title):
        return Reading(named.title, 0, 0)
    labelled = _LABELLED_TITLE.search(plain)
    if labelled and _TITLE_WORDS.search(labelled["title"]):
        start, end = labelled.span("title")
        return Reading(text[start:end], start, end)
    return None


def _is_prose(line: str) -> bool:
    return "。" in line and len(line.strip()) > 30


def _is_title(words: str, pattern: re.Pattern[str]) -> bool:
    return (
        len(words) <= _LONGEST_TITLE
        and pattern.search(words) is not None
        and not _NO_TITLE.search(words)
    )


def _title_at(lines: Sequence[re.Match[str]], i: int, pattern: re.Pattern[str]) -> int:
    """Return how many lines from the i-th on are a title: one, two where it is broken, or none."""
    words = lines[i][0].strip()
    if _is_title(words, pattern):
        return 1
    if pattern is not _WHOLE_TITLE or i + 1 == len(lines) or _is_title(words, _TITLE_WORDS):
        return 0
    both = words + lines[i + 1][0].strip()
    broken = re.search(r"政府$|信息(?:公开)?$|公开工作$|年度?$", words) is not None
    return 2 if broken and _is_title(both, pattern) else 0


def _whole_title(
    text: str, plain: str, lines: Sequence[re.Match[str]], position: int
) -> Reading[str]:
    """Return a title with the lines above that begin it, and the year in brackets below it."""
    start, end = _stripped(lines[position])
    last = position + max(_title_at(lines, position, _WHOLE_TITLE), 1) - 1
    end = _stripped(lines[last])[1]
    for above in reversed(lines[max(0, position - 2) : position]):
        before_start, before_end = _stripped(above)
        if not _lacks_beginning(plain[start:end]):
            break
        if not _begins_title(plain[before_start:before_end], plain[start:end]):
            break
        start = before_start
    if last + 1 < len(lines) and not _YEAR.search(plain, start, end):
        below_start, below_end = _stripped(lines[last + 1])
        below = _YEAR_ALONE.match(plain, below_start, below_end)
        end = below.end() if below else end
    file = _FILE_ENDING.search(plain, start, end)
    end = file.start() if file else end
    return Reading(re.sub(r"\s+", "", text[start:end]), start, end)


def _lacks_beginning(words: str) -> bool:
    beginning = r"20\d\d ?年|政府信息公开|政务公开|信息公开|关于|二[〇零○◯Oo0]"
    return re.match(beginning, words) is not None


def _begins_title(before: str, words: str) -> bool:
    """Tell a line that holds a title's beginning: a body's name, perhaps with the year."""
    if len(before) > 30 or re.search(r"[。,;:>]|报告|年报|来源|日期|时间|首页|网站", before):
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
    digits |= dict.fromkeys("零○◯Oo0", "0")
    return int("".join(digits[char] for char in match[2]))


def _year(plain: str, opening: int, period: Reading[Period] | None) -> Reading[int] | None:
    """Return the year that the opening names, where the title names none."""
    for pattern in (_TOLD, _UNTIL):
        for reading in _years_told(plain, pattern, 0, opening):
            return reading
    if period is not None:
        return Reading(period.value.last.year, period.start, period.end)
    bare = _BARE_YEAR.search(plain, opening)
    return Reading(int(bare["year"]), bare.start("year"), bare.end()) if bare else None


def _years_told(
    plain: str, pattern: re.Pattern[str], begin: int, end: int
) -> Iterator[Reading[int]]:
    """Yield the years that a report's own words name, not those of documents that it cites."""
    for match in pattern.finditer(without_citations(plain[begin:end])):
        name = match.lastgroup or "year"
        start = begin + match.start(name)
        yield Reading(int(match[name]), start, start + 5)


def _lead(plain: str, title: Reading[str] | None, opening: int) -> str:
    begin = title.end if title else 0
    return plain[begin : max(opening, begin + _LEAD)]


def _reporter(
    title: Reading[str] | None,
    plain: str,
    opening: int,
    by_page: Sequence[tuple[str, str, str]],
    year: int | None,
) -> tuple[Reporter, tuple[Problem, ...]]:
    """Return who reports, by the title, and what the opening or the page say otherwise."""
    by_title = read_reporter(title.value if title else "", year)
    lead = _lead(plain, title, opening)
    others = [(name, "引言", "the opening") for name in self_names(lead)]
    if by_title.place is None and by_title.own_name:
        own = by_title.shared + by_title.own_name
        others += [(name, "引言", "the opening") for name in full_names(lead, own)]
    others += [(name, "署名", "the signature") for name in _signatures(plain, title, opening)]
    others += by_page
    reporter = by_title
    doubts: list[Problem] = []
    for name, where, where_en in others:
        other = read_reporter(name, year)
        doubt = _contradiction(by_title, other, name, where, where_en)
        if doubt is None:
            reporter = reporter.completed_by(other, lead)
        else:
            doubts.append(doubt)
    return reporter, (*_renamed(by_title, year), *dict.fromkeys(doubts))


def _signatures(plain: str, title: Reading[str] | None, opening: int) -> Iterator[str]:
    """Yield the names that stand alone below the title, or above the date at the end."""
    begin = title.end if title else 0
    lines = [line.strip(" \t()") for line in plain[begin:opening].split("\n")]
    yield from filter(_is_signature, [line for line in lines if line][:3])
    ending = [line.strip() for line in plain[-_TAIL:].split("\n") if line.strip()]
    for line, below in pairwise(ending):
        if _DAY_ALONE.fullmatch(below) and _is_signature(line):
            yield line


def _is_signature(line: str) -> bool:
    return len(line) <= 30 and re.search(r"[\d,。;:、>]", line) is None and is_body(line)


def _renamed(reporter: Reporter, year: int | None) -> Iterator[Problem]:
    """Yield what is to be said of a place that was not called so in the data year."""
    named, place = reporter.named, reporter.place
    if named is None or place is None or year is None:
        return
    words = {"title": named.full_name, "title_code": named.code, "year": year}
    if named == place:
        yield problem("place_not_then", -1, **words)
    elif named.full_name != place.full_name:
        yield problem("place_renamed", -1, **words, place=place.full_name, code=place.code)


def _contradiction(
    title: Reporter, other: Reporter, name: str, where: str, where_en: str
) -> Problem | None:
    said = title.name or title.own_name
    if where == "署名" and title.body:
        return None  # Whoever signs for a body, the office or the one above it, is not another.
    words = {"title": said, "other": name, "where": where, "where_en": where_en}
    if title.place and other.place and other.sure and not title.place_agrees_with(other):
        return problem("places_differ", -1, **words)
    if where == "引言" and title.body and not title.name_agrees_with(other):
        return problem("reporters_differ", -1, **words)
    return None


def _years_that_differ(
    plain: str,
    in_title: Reading[int] | None,
    title: Reading[str] | None,
    opening: int,
    named: Named,
) -> Iterator[Problem]:
    """Yield the contradictions between the title's year and those of opening and meta tags.

    An opening may name other years besides, those of last year's report or of cited documents.
    """
    if in_title is None:
        return
    begin, year = title.end if title else 0, in_title.value
    for pattern in (_TOLD, _UNTIL):
        told = list(_years_told(plain, pattern, begin, opening))
        if told and all(reading.value != year for reading in told):
            yield _years(year, told[0].value, told[0].start, "引言", "the opening")
            break
    periods = list(_periods(plain[:opening]))
    if periods and not any(one.value.first.year <= year <= one.value.last.year for one in periods):
        last = periods[0].value.last.year
        yield _years(year, last, periods[0].start, "统计期限", "the period covered")
    in_meta = _YEAR.search(plain_text(named.title))
    if in_meta and _year_value(in_meta) != year:
        yield _years(year, _year_value(in_meta), -1, "网页元数据", "the page's meta tags")


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
    above = ""
    for line in re.finditer(r"[^\n]+", plain[:opening]):
        day = _DATE.search(plain, line.start(), line.end())
        signed = _DAY_ALONE.fullmatch(line[0].strip()) and _is_signature(above)
        if day and len(line[0].strip()) < 120 and not signed and _is_page_line(line[0], day):
            found = _day_read(day)
            if found:
                return found
        above = line[0].strip() or above
    return Reading(named.published, 0, 0) if named.published else None


def _is_page_line(line: str, day: re.Match[str]) -> bool:
    rest = line.replace(day[0], "")
    bare = re.sub(r"[\s\d:]", "", rest)
    named = "-" in day[0] and is_body(bare) and len(bare) <= 30
    return not bare or named or (_PAGE_WORDS.search(rest) is not None and "。" not in rest)


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
    for found in _periods(plain):
        if year in (None, found.value.first.year, found.value.last.year):
            return found
    return None


def _periods(plain: str) -> Iterator[Reading[Period]]:
    for match in _PERIOD.finditer(plain):
        first = _date(match["y1"], match["m1"], match["d1"])
        last = _date(match["y2"] or match["y1"], match["m2"], match["d2"])
        if first and last and (last - first).days > 31:
            yield Reading(Period(first, last), match.start(), match.end())


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

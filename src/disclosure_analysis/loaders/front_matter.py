"""Who reports, where, on which year, and when: title, page line and opening of a report."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TypedDict

from disclosure_analysis.places import Place, match_place
from disclosure_analysis.quantities import find_quantities, plain_text
from disclosure_analysis.report import AnnouncedParts, Period, Reading
from disclosure_analysis.tables import table

_TITLE_WORDS = re.compile(r"(?:信息|政务)公开.{0,12}(?:报告|年报)|(?:年度报告|年报)")
_TITLE_LINES = 40
_YEAR = re.compile(r"(?<!\d)(20\d\d) ?(?:年|-20\d\d年?)")
_DAY = r"(?P<y>20\d\d)[-年./](?P<m>\d{1,2})[-月./](?P<d>\d{1,2})"
_PUBLISHED = tuple(
    re.compile(rf"(?:{words})[ :]*{_DAY}")
    for words in ("(?:发布|公布|发文|成文)(?:时间|日期)", "时间|日期")
)
_SOURCE = re.compile(r"(?:信息)?来源[ :]*(?P<source>[^\s:]{2,40})")
_PERIOD = re.compile(
    r"(?P<y1>20\d\d)年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?起?[ ]?(?:至|到|-|—|~)+[ ]?"
    r"(?:(?P<y2>20\d\d)年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日?"
)
_OWN_NAME = re.compile(r"(.*?(?:人民政府)?)(?:20\d\d|年度|关于|政府信息|政务公开|信息公开|$)")
_PARTS_LIST = re.compile(
    r"(?:包括|包含|分为|分别为|分别是|涵盖|由)[::]?(?P<names>[^。\n]*?)[,、]?等?"
    r"(?P<count>(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:个|大)?部分)"
)


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


def read_front_matter(text: str, *, opening: int) -> FrontMatter:
    """Read what a report says of itself.

    Args:
        text: The report's text.
        opening: Where the first section begins.
    """
    plain = plain_text(text)
    title = _title(text, plain[:opening])
    year = _year(plain, title)
    period = _period(plain, year.value if year else None)
    if year is None and period is not None:
        year = Reading(period.value.last.year, period.start, period.end)
    place, reporter, body = _reporter(title.value if title else "", year)
    return FrontMatter(
        title=title,
        place=place,
        reporter=reporter,
        body=body,
        scope={"": "", "government": "area"}.get(body, "own"),
        year=year,
        published=_published(plain),
        source_line=_source_line(text, plain),
        period=period,
        announced_parts=_announced_parts(plain[:opening]),
    )


def _title(text: str, plain: str) -> Reading[str] | None:
    """Return the first line that reads as a report's title.

    The name of the reporting body on a line of its own before it belongs to the title.
    """
    lines = [m for m in re.finditer(r"[^\n]+", plain) if m[0].strip()][:_TITLE_LINES]
    for position, line in enumerate(lines):
        words = line[0].strip()
        if not _TITLE_WORDS.search(words) or len(words) > 60 or re.search(r"[。;]", words):
            continue
        start = line.start()
        if re.match(r"20\d\d ?年|政府信息公开", words) and position:
            before = lines[position - 1]
            if len(before[0].strip()) <= 30 and match_place(before[0].strip()):
                start = before.start()
        start += len(plain[start : line.end()]) - len(plain[start : line.end()].lstrip())
        end = start + len(plain[start : line.end()].rstrip())
        return Reading(re.sub(r"\s+", "", text[start:end]), start, end)
    return None


def _year(plain: str, title: Reading[str] | None) -> Reading[int] | None:
    if title is None:
        return None
    match = _YEAR.search(plain, title.start, title.end)
    return Reading(int(match[1]), match.start(), match.end()) if match else None


def _reporter(title: str, year: Reading[int] | None) -> tuple[Place | None, str, str]:
    """Return the place, the reporting body's full name and its kind, as a title states them."""
    plain = re.sub(r"^(?:20\d\d年度?)", "", plain_text(title))
    found = match_place(plain, year.value if year else None) or match_place(plain)
    if found is None:
        return None, "", ""
    place, length = found
    name = _OWN_NAME.match(plain, length)
    own_name = name[1] if name else ""
    if own_name in ("", "区", "县"):
        return place, f"{place.folder_name}人民政府", "government"
    return place, f"{place.folder_name}{own_name}", _body(own_name)


def _body(own_name: str) -> str:
    for ending, body in _bodies():
        if own_name.endswith(ending):
            return body
    return "other"


@cache
def _bodies() -> tuple[tuple[str, str], ...]:
    rows = table("reporting_bodies")
    bodies = [(row["ending"], row["body"]) for row in rows]
    return tuple(sorted(bodies, key=lambda row: -len(row[0])))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _published(plain: str) -> Reading[date] | None:
    for pattern in _PUBLISHED:
        for match in pattern.finditer(plain):
            day = _date(match["y"], match["m"], match["d"])
            if day:
                return Reading(day, match.start("y"), match.end("d"))
    return None


def _source_line(text: str, plain: str) -> Reading[str] | None:
    match = _SOURCE.search(plain)
    if match is None:
        return None
    start, end = match.span("source")
    return Reading(text[start:end], start, end)


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

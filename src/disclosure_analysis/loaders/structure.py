"""The parts of a report's text: headings, captions of figures, annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Attachment, Section
from disclosure_analysis.tables import table

_NUMERAL = "[一二三四五六七八九十]"
_HEADING = re.compile(
    rf"""
    ^[ \t]* (?:
        (?P<l1> {_NUMERAL}{{1,3}} [ ]? [、.] | 第{_NUMERAL}{{1,3}}(?:部分|章) [、.:,]? )
      | (?P<l2> \( {_NUMERAL}{{1,3}} \) [、.]? )
      | (?P<l3> \d{{1,2}} [、.] (?! [ ]? \d ) )
      | (?P<l4> \( \d{{1,2}} \) )
      | (?P<l5> {_NUMERAL}{{1,2}}是 )
    )
    | (?<= [。;:,.)] ) [ ]? (?P<inline> {_NUMERAL}{{1,2}}是 )
    """,
    re.VERBOSE | re.MULTILINE,
)
_LEVELS = {"l1": 1, "l2": 2, "l3": 3, "l4": 4, "l5": 5, "inline": 5}
_CAPTION = re.compile(
    r"^[ \t]*(?P<label>[图表] ?\d{1,2})[ :.、]*(?P<title>[^\n]{2,60}?)[ \t]*$", re.M
)
_ANNEX = re.compile(
    r"^[ \t]*(?P<label>附[件表](?: ?\d{1,2}(?!\d))?)(?![ ]*[\d下点])[ ]*[:、.]?[ ]*"
    r"(?P<title>[^\n]{2,80}?)[ \t]*$",
    re.MULTILINE,
)
_LONGEST_TITLE = 60


class _Heading(NamedTuple):
    level: int
    start: int
    title_start: int
    title_end: int


def find_sections(text: str) -> tuple[Section, ...]:
    """Return the tree of sections that the enumerated headings of a text make.

    A heading that runs into its paragraph ((一)政府网站。网站访问量…) ends at the first full
    stop; 一是, 二是 … end at the first comma or stop. The last section ends where the page's
    furniture (annexes, names of editors, download links) begins.
    """
    plain = plain_text(text)
    headings = list(_headings(plain))
    if not headings:
        return ()
    end = _end_of_body(plain, headings[-1].title_end)
    return _nest(text, [h for h in headings if h.start < end], end)


def find_attachments(text: str) -> tuple[Attachment, ...]:
    """Return the figures and annexes that a text names by a line of their own.

    Plain text holds neither, so ``held`` is False for all.
    """
    plain = plain_text(text)
    found = [_attachment(text, match, "figure") for match in _CAPTION.finditer(plain)]
    found += [_attachment(text, match, "annex") for match in _ANNEX.finditer(plain)]
    return tuple(sorted(found, key=lambda attachment: attachment.start))


def _attachment(text: str, match: re.Match[str], kind: str) -> Attachment:
    return Attachment(
        kind=kind,
        label=match["label"].replace(" ", ""),
        title=text[match.start("title") : match.end("title")],
        held=False,
        start=match.start("label"),
        end=match.end("title"),
    )


def _headings(plain: str) -> Iterator[_Heading]:
    for match in _HEADING.finditer(plain):
        kind = match.lastgroup or "l1"
        title_end = _title_end(plain, match.end(), kind)
        if title_end is None:
            continue
        yield _Heading(
            level=_LEVELS[kind],
            start=match.start(kind),
            title_start=match.end(),
            title_end=title_end,
        )


def _title_end(plain: str, start: int, kind: str) -> int | None:
    """Return where a heading ends, None where the line is a sentence and no heading."""
    line_end = plain.find("\n", start)
    line = plain[start : line_end if line_end >= 0 else len(plain)]
    if kind in ("l5", "inline"):
        stop = re.search(r"[,。;:]", line)
        return start + (stop.start() if stop else len(line.rstrip()))
    stop = re.search(r"[。:]", line)
    title = line[: stop.start()] if stop else line.rstrip()
    if len(title) > _LONGEST_TITLE:
        return None
    return start + len(title) + (1 if stop else 0)


def _end_of_body(plain: str, after: int) -> int:
    match = _furniture().search(plain, after)
    body = plain[: match.start()] if match else plain
    return len(body.rstrip())


@cache
def _furniture() -> re.Pattern[str]:
    rows = table("page_furniture")
    patterns = "|".join(plain_text(row["pattern"]) for row in rows)
    return re.compile(rf"^[ \t]*(?:{patterns})", re.MULTILINE)


def _nest(text: str, headings: list[_Heading], end: int) -> tuple[Section, ...]:
    """Return the sections of ``headings``, each heading's text ending where its peer begins."""
    sections = []
    position = 0
    while position < len(headings):
        heading = headings[position]
        after = position + 1
        while after < len(headings) and headings[after].level > heading.level:
            after += 1
        section_end = headings[after].start if after < len(headings) else end
        sections.append(
            Section(
                number=text[heading.start : heading.title_start].strip(),
                title=text[heading.title_start : heading.title_end].strip(" \t\u3000\xa0。:："),
                level=heading.level,
                start=heading.start,
                body=heading.title_end,
                end=section_end,
                children=_nest(text, headings[position + 1 : after], section_end),
            )
        )
        position = after
    return tuple(sections)

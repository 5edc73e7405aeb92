"""What a report says it did, where it fell short, and what it means to do: its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Reading, Report, Section

_OVERVIEW = re.compile(r"概述|概况|总体情况|基本情况|工作情况|主要工作|主要做法")
_PROBLEMS = re.compile(r"问题|不足|困难")
_NAMED = re.compile(
    r"存在(?:着|的|了)?(?P<items>[^。]{0,600}?)(?:等)?(?:方面的?)?(?:问题|不足|困难)?[。;]"
)
_CHAPTERS = (1, 2)
_SENTENCE = re.compile(r"[^。;\n]+[。;]?")


def practices(report: Report) -> list[Reading[str]]:
    """Return the headings under which a report tells what it did, in order."""
    chapters = [s for s in report.sections if _OVERVIEW.search(s.title)][:1]
    return [
        Reading(f"{child.number}{child.title}", child.start, child.body)
        for chapter in chapters
        for child in chapter.children
        if child.level in _CHAPTERS
    ]


def problems(report: Report) -> list[Reading[str]]:
    """Return the shortcomings that a report names, one by one, in its own words.

    A sentence such as 主要存在甲,乙,丙等问题 gives three; where each has a paragraph of its own
    (一是 …), the first sentence of each is given; of a section without either, its own sentences
    up to where it turns to what is to be done.
    """
    found: list[Reading[str]] = []
    for section in _problem_sections(report):
        plain = plain_text(report.text)
        match = _NAMED.search(plain, section.body, section.end)
        if match and len(match["items"]) > 4:
            found += _split(report.text, plain, *match.span("items"))
        elif section.level > 1 or not any(_PROBLEMS.search(c.title) for c in section.children):
            found += _first_sentences(report, section, before_improvement=True)
    return found


def improvements(report: Report) -> list[Reading[str]]:
    """Return the measures that a report announces: the first sentence of each, or all in order."""
    found: list[Reading[str]] = []
    for section in _problem_sections(report):
        found += _first_sentences(report, section, before_improvement=False)
    return found


def _problem_sections(report: Report) -> list[Section]:
    return [s for s in report.sections if _PROBLEMS.search(s.title)]


def _split(text: str, plain: str, start: int, end: int) -> list[Reading[str]]:
    """Return the items of a list, split at the mark that stands between most of them."""
    words = plain[start:end]
    mark = max(",;、", key=lambda char: (words.count(char), -",;、".index(char)))
    places, begin = [], start
    for match in re.finditer(re.escape(mark), words):
        places.append((begin, start + match.start()))
        begin = start + match.end()
    places.append((begin, end))
    return [Reading(text[a:b].strip(), a, b) for a, b in places if text[a:b].strip()]


def _first_sentences(
    report: Report, section: Section, *, before_improvement: bool
) -> Iterator[Reading[str]]:
    plain = plain_text(report.text)
    turn = _turn(plain, section)
    if not section.children:
        yield from _own_sentences(report.text, plain, section, turn, before_improvement)
    for child in section.children:
        if (child.start < turn) != before_improvement:
            continue
        match = _SENTENCE.match(plain, child.start, child.end)
        if match:
            words = report.text[child.start : match.end()].strip().rstrip("。;；")
            yield Reading(words, child.start, match.end())


def _own_sentences(
    text: str, plain: str, section: Section, turn: int, before_improvement: bool
) -> Iterator[Reading[str]]:
    """Yield the sentences of a section before or after its turn, which may part a sentence."""
    start, end = (section.body, turn) if before_improvement else (turn, section.end)
    for match in _SENTENCE.finditer(plain, start, end):
        words = text[match.start() : match.end()].strip().rstrip("。;；,，:：")
        if any(char.isalnum() for char in words):
            yield Reading(words, match.start(), match.end())


def _turn(plain: str, section: Section) -> int:
    """Return where a section on problems turns to what is to be done about them."""
    match = re.compile(r"改进|下一步|今后|针对|将(?:继续|认真|进一步)|主要做好").search(
        plain, section.body, section.end
    )
    return match.start() if match else section.end

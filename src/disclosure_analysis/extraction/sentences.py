"""Sentences of a report with the headings they stand under and the numbers they hold."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from disclosure_analysis.extraction.codebook import grammar
from disclosure_analysis.extraction.lines import squeezed, unbroken
from disclosure_analysis.extraction.masking import masked_plain
from disclosure_analysis.quantities import (
    Quantity,
    find_plain_quantities,
    find_unreadable,
    plain_text,
)
from disclosure_analysis.report import Problem, Report, Section, problem

_NUMBER_LINE = r"\n(?=[ ]*\d[\d,.]{0,12} ?(?:件|条|篇|次|人次|元)[ ]*(?:\n|$))"
_SENTENCE = re.compile(
    rf"[^。!?\n]{{1,3000}}(?:(?<=[一-龥]){_NUMBER_LINE}[^。!?\n]*)*[^。!?\n,;、\s]*[。!?,;、]?"
)
"""A line without a full stop for pages is no sentence; it is cut at its next mark. A line that
holds a number alone goes with the label above it."""

Path = tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, in plain characters, with its place in the report.

    Attributes:
        start: Where it begins in the report's text, gaps within words left out.
        plain: Its characters, made plain.
        masked: The same with all that is no figure blanked out.
        sections: The sections around it, outermost first.
        quantities: The numbers with a unit in it; offsets count from the sentence's start.
        headings: The titles of the sections around, outermost first.
        body: What kind of body reports.
        places: Where each character of that text stands in the report; empty if there are no gaps.
    """

    start: int
    plain: str
    masked: str
    sections: tuple[Section, ...]
    quantities: tuple[Quantity, ...]
    headings: str = ""
    body: str = ""
    places: Sequence[int] = ()

    @property
    def chapter(self) -> int | None:
        """Where the chapter begins that the sentence stands in, None before the first."""
        return self.sections[0].start if self.sections else None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where some of its characters stand in the report's text."""
        start, end = self.start + start, self.start + end
        if not self.places:
            return start, end
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]

    @property
    def surroundings(self) -> str:
        """Headings and sentence: where the words stand that a cue asks for."""
        return f"{self.headings}\n{self.masked}"


def sentences(report: Report) -> Iterator[Sentence]:
    """Yield the sentences of a report, its title and the page's furniture left out."""
    year = report.year.value if report.year else None
    plain, places = squeezed(unbroken(plain_text(report.text)))
    blanked = masked_plain(plain, year)
    sections_at = section_finder(report)
    begin = report.title.end if report.title else 0
    end = report.sections[-1].end if report.sections else len(report.text)
    if places:
        begin, end = bisect_left(places, begin), bisect_left(places, end)
    known: dict[int, str] = {}
    for match in _SENTENCE.finditer(blanked, begin, end):
        sections = sections_at(places[match.start()] if places else match.start())
        innermost = sections[-1].start if sections else -1
        if innermost not in known:
            known[innermost] = "/".join(plain_text(section.title) for section in sections)
        headings = known[innermost]
        plan = _is_plan(match[0], headings)
        yield Sentence(
            start=match.start(),
            plain=plain[match.start() : match.end()],
            masked=match[0],
            sections=sections,
            headings=headings,
            quantities=() if plan else tuple(find_plain_quantities(match[0])),
            body=report.body,
            places=places,
        )


def unread_numbers(report: Report) -> Iterator[Problem]:
    """Yield what is to be said of numbers in running text that could be read in two ways."""
    blanked = masked_plain(unbroken(plain_text(report.text)))
    begin = report.title.end if report.title else 0
    for start, end in find_unreadable(blanked):
        if start >= begin:
            yield problem("number_unread", start, found=report.text[start:end])


def _is_plan(words: str, headings: str) -> bool:
    """Tell what an office means to do, in a section that speaks of it, from what it has done."""
    heading = headings.rsplit("/", 1)[-1]
    if not grammar("plan_heading").search(heading) or grammar("done").search(words):
        return False
    mixed = grammar("shortcomings").search(heading) or not grammar("future_heading").search(heading)
    return not mixed or bool(grammar("to_come").search(words))


def section_finder(report: Report) -> Callable[[int], Path]:
    """Return a function like ``report.section_at`` that is quick for many offsets."""
    paths = [path for section in report.sections for path in _paths(section, ())]
    starts = [path[-1].start for path in paths]

    def sections_at(offset: int) -> Path:
        position = bisect_right(starts, offset) - 1
        path = paths[position] if position >= 0 else ()
        return tuple(section for section in path if offset < section.end)

    return sections_at


def _paths(section: Section, above: Path) -> Iterator[Path]:
    path = (*above, section)
    yield path
    for child in section.children:
        yield from _paths(child, path)

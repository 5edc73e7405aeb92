"""Sentences of a report with the headings they stand under and the numbers they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from disclosure_analysis.extraction.masking import masked
from disclosure_analysis.quantities import Quantity, find_quantities, plain_text
from disclosure_analysis.report import Report, Section

_SENTENCE = re.compile(r"[^。!?\n]+[。!?]?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, in plain characters, with its place in the report.

    Attributes:
        start: Where it begins in the report's text.
        plain: Its characters, made plain.
        masked: The same with all that is no figure blanked out.
        sections: The sections around it, outermost first.
        quantities: The numbers with a unit in it; offsets count from the sentence's start.
    """

    start: int
    plain: str
    masked: str
    sections: tuple[Section, ...]
    quantities: tuple[Quantity, ...]

    @property
    def headings(self) -> str:
        """The titles of the sections around, outermost first."""
        return "/".join(plain_text(section.title) for section in self.sections)


def sentences(report: Report) -> Iterator[Sentence]:
    """Yield the sentences of a report, its title and the page's furniture left out."""
    plain, blanked = plain_text(report.text), masked(report.text)
    begin = report.title.end if report.title else 0
    end = report.sections[-1].end if report.sections else len(plain)
    for match in _SENTENCE.finditer(blanked, begin, end):
        yield Sentence(
            start=match.start(),
            plain=plain[match.start() : match.end()],
            masked=match[0],
            sections=report.section_at(match.start()),
            quantities=tuple(find_quantities(match[0])),
        )

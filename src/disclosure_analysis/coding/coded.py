"""Coded documents: a text, and the figures that a person found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from disclosure_analysis.coding.placing import Wanted, place
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from disclosure_analysis.report import Report

UNCLASSIFIED = "unclassified"
GROWTH = "_growth"
APPROX = ("exact", "at_least", "at_most", "about")
"""How a coder says what the wording allows: 余, 多 and 超; 近; 约."""
PERIODS = ("year", "cumulative", "other")
ERAS = ((2013, "2008-2013"), (2018, "2014-2018"), (2020, "2019-2020"))
LATEST_ERA = "2021-"
UNKNOWN = "unknown"

Bounds = tuple[float | None, float | None]

_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class CodedFigure:
    """A figure, a stated growth or a denial as a person coded it.

    Attributes:
        indicators: What it counts; ``unclassified`` where no indicator names it.
        value: Its value; None where only its place was coded.
        unit: Its unit; empty where none was coded.
        quote: The words of the text that state it.
        start: Its first character in the text, None where its place is not known.
        end: One past its last character.
        kind: ``figure``, ``growth`` or ``zero``.
        label: What is counted, in words.
        approx: One of ``APPROX``; empty where it was not coded.
        bounds: The interval that the wording allows, where it was coded as numbers.
        period: ``year``, ``cumulative`` or ``other``; empty where it was not coded.
        year: The year that it speaks of, where that was coded.
        part: Whether it is an item of a breakdown, where that was coded.
        scored: False where either answer is right.
    """

    indicators: tuple[str, ...]
    value: float | None
    unit: str
    quote: str
    start: int | None = None
    end: int | None = None
    kind: str = "figure"
    label: str = ""
    approx: str = ""
    bounds: Bounds | None = None
    period: str = ""
    year: int | None = None
    part: bool | None = None
    scored: bool = True

    @property
    def names(self) -> frozenset[str]:
        """The indicators claimed; none where the figure is unclassified."""
        return frozenset(self.indicators) - {UNCLASSIFIED}


@dataclass(frozen=True, slots=True)
class CodedDocument:
    """A document with all that a person coded of it.

    Attributes:
        name: What messages call it.
        report: The document as a loader read it.
        coded: All that was coded and has its place, in order; denials may lack one.
        reporter: The body that reports.
        body: Its kind.
        year: The data year, None where it is not known.
        coded_until: Where the coded part of the text ends.
        unplaced: What was coded with words that the text does not have.
    """

    name: str
    report: Report
    coded: tuple[CodedFigure, ...]
    reporter: str = ""
    body: str = UNKNOWN
    year: int | None = None
    coded_until: int = 0
    unplaced: tuple[CodedFigure, ...] = ()

    @property
    def era(self) -> str:
        """The years between two revisions of the rules for reports that it falls into."""
        return era_of(self.year)

    @property
    def figures(self) -> Iterator[CodedFigure]:
        """Figures and stated growth."""
        return (one for one in self.coded if one.kind != "zero")

    @property
    def zeros(self) -> Iterator[CodedFigure]:
        """Denials."""
        return (one for one in self.coded if one.kind == "zero")


def era_of(year: int | None) -> str:
    """Return the era that a data year falls into."""
    if year is None:
        return UNKNOWN
    return next((name for last, name in ERAS if year <= last), LATEST_ERA)


def coded_document(
    report: Report,
    coded: Sequence[CodedFigure],
    *,
    name: str,
    reporter: str = "",
    body: str = "",
    year: int | None = None,
    coded_until: int | None = None,
) -> CodedDocument:
    """Return a document with the place of each coded quote in its text.

    Args:
        report: The document as a loader read it; what was coded of its head goes before.
        coded: What was coded, in the order of the text.
        name: What messages call the document.
        reporter: The body that reports, where it was coded.
        body: Its kind, where it was coded.
        year: The data year, where it was coded.
        coded_until: Where the coded part ends; at the last quote found if not given.
    """
    if year is not None and report.year is None:
        report = replace(report, year=Reading(year, 0, 0))
    placed, unplaced, last = _placed(report.text, coded)
    return CodedDocument(
        name=name,
        report=report,
        coded=tuple(_merged(placed)),
        reporter=reporter or report.reporter,
        body=body or report.body or UNKNOWN,
        year=year if year is not None or report.year is None else report.year.value,
        coded_until=last if coded_until is None else coded_until,
        unplaced=tuple(unplaced),
    )


def _placed(
    text: str, coded: Sequence[CodedFigure]
) -> tuple[list[CodedFigure], list[CodedFigure], int]:
    """Return what has a place (or needs none), what has none, and where the last one ends.

    Figures, growth and denials may be listed apart, so each kind has an order of its own.
    """
    placed = [one for one in coded if not one.quote and one.kind == "zero"]
    unplaced = [one for one in coded if not one.quote and one.kind != "zero"]
    taken: list[tuple[int, int]] = []
    last = 0
    for kind in ("growth", "figure", "zero"):
        with_words = [one for one in coded if one.quote and one.kind == kind]
        wanted = [Wanted(one.quote, _label(one), one.indicators, kind) for one in with_words]
        for one, at in zip(with_words, place(wanted, text, taken), strict=True):
            if at is None:
                unplaced.append(one)
                continue
            placed.append(replace(one, start=at.start, end=at.end))
            taken += [(at.start, at.end)] if kind == "growth" else []
            last = max(last, at.end if at.in_order else 0)
    return placed, unplaced, last


def _label(one: CodedFigure) -> str:
    """Return the words that are to be looked for near a quote."""
    known = (indicators().get(name.removesuffix(GROWTH)) for name in one.indicators)
    return one.label or next((indicator.zh for indicator in known if indicator), "")


def _merged(placed: Iterable[CodedFigure]) -> Iterator[CodedFigure]:
    """Yield what was coded, one for each number: 各2名 counts two things."""
    at: dict[tuple[object, ...], CodedFigure] = {}
    for number, one in enumerate(placed):
        unique = number if one.start is None or one.kind == "zero" else -1
        key = (one.start, one.end, one.value, one.kind == "zero", unique)
        known = at.get(key)
        if known is not None:
            one = replace(known, indicators=(*known.indicators, *one.indicators))
        at[key] = one
    return iter(sorted(at.values(), key=lambda one: -1 if one.start is None else one.start))


def kind_of(indicator: str, value: float | None, quote: str) -> str:
    """Return whether a coded row is a figure, a stated growth or a denial."""
    if value == 0 and quote and not _NUMBER.search(plain_text(quote)):
        return "zero"
    return "growth" if indicator.endswith(GROWTH) else "figure"

"""The labelled corpus of tests/made_narratives as coded documents."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from disclosure_analysis.coding.coded import CodedDocument, CodedFigure
from disclosure_analysis.loaders.reading import report_from_text

TESTS = Path(__file__).resolve().parents[1] / "tests"
if str(TESTS) not in sys.path:
    sys.path.append(str(TESTS))

from made_narratives.documents import alone, compose, reports  # noqa: E402
from made_narratives.truth import Document, Item, Passage  # noqa: E402

__all__ = ["WHOLE", "Part", "as_coded", "compose", "parts", "reports"]

WHOLE = "whole reports"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the corpus.

    Attributes:
        name: What tables call it.
        documents: Its documents.
        passages: The cases that each document is made of, by the document's name.
    """

    name: str
    documents: tuple[CodedDocument, ...]
    passages: dict[str, tuple[Passage, ...]]


def parts(seeds: int) -> Iterator[Part]:
    """Yield cases on their own, reports composed of cases, and reports written by hand.

    Args:
        seeds: How often each case is drawn with other figures; ten times as many reports are
            composed.
    """
    numbers = range(1, seeds + 1)
    yield _part("cases alone", (one for seed in numbers for one in alone(seed)))
    yield _part("composed reports", map(compose, range(1, 10 * seeds + 1)))
    yield _part(WHOLE, reports())


def _part(name: str, made: Iterable[Document]) -> Part:
    held = list(made)
    return Part(
        name=name,
        documents=tuple(map(as_coded, held)),
        passages={one.name: one.passages for one in held},
    )


def as_coded(document: Document) -> CodedDocument:
    """Return a made document as one that was coded from its first to its last character."""
    return CodedDocument(
        name=document.name,
        report=report_from_text(document.text, source=document.name),
        coded=tuple(_coded(item) for item in document.items),
        reporter=document.reporter,
        body=document.body,
        year=document.year,
        coded_until=len(document.text),
    )


def _coded(item: Item) -> CodedFigure:
    return CodedFigure(
        indicators=item.indicators,
        value=item.value,
        unit=item.unit,
        quote=item.words,
        start=item.start,
        end=item.end,
        kind=item.kind,
        bounds=(item.lower, item.upper),
        period=item.period,
        year=item.year,
        part=bool(item.part_of),
        scored=item.scored,
    )

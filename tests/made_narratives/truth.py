"""What a made text states: one item for each figure, denial and growth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A figure of a made text and what is true of it.

    Attributes:
        start: First character of the words in the document's text.
        end: One past the last character.
        words: The number with its bounding words and its unit, as the text has them.
        indicators: What the number speaks of; ``unclassified`` where no indicator names it.
        value: In the vocabulary's unit (6万 → 60000); None where no number can be read.
        lower: Least value that the wording allows; None for no bound.
        upper: Greatest value that the wording allows; None for no bound.
        unit: The unit as written, in plain characters; empty for a zero statement.
        year: The year that the figure speaks of; None where the words leave it open.
        period: ``year``, ``cumulative`` or ``other``; empty where the words leave it open.
        part_of: The indicator whose breakdown the figure stands in, or empty.
        kind: ``figure``, ``zero`` or ``growth``.
        phrasing: Number or slug of the construction.
        near_miss: Whether the construction's trap must not be sprung here.
        scored: False where either answer is fine.
    """

    start: int
    end: int
    words: str
    indicators: tuple[str, ...]
    value: float | None
    lower: float | None
    upper: float | None
    unit: str
    year: int | None
    period: str
    part_of: str
    kind: str
    phrasing: str = ""
    near_miss: bool = False
    scored: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a case stands in a document; also a case without a single figure is one.

    Attributes:
        start: First character of the case in the document's text.
        end: One past the last character.
        phrasing: Number or slug of the construction.
        near_miss: Whether the construction's trap must not be sprung here.
        source: File and line of the case.
    """

    start: int
    end: int
    phrasing: str
    near_miss: bool
    source: str


@dataclass(frozen=True, slots=True)
class Document:
    """A made report and the truth about it.

    Attributes:
        name: Says where the text comes from, for messages.
        text: The whole text, title first.
        reporter: Full name of the body that reports, province included.
        year: The report's data year.
        body: ``government``, ``department`` or ``township``.
        era: ``2008-2013``, ``2014-2018``, ``2019-2020`` or ``2021-``.
        items: Every figure, denial and growth that the text states, in order.
        passages: The cases that the text is made of, in order; empty for a whole report.
    """

    name: str
    text: str
    reporter: str
    year: int
    body: str
    era: str
    items: tuple[Item, ...]
    passages: tuple[Passage, ...] = ()

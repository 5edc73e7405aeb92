"""What offices and web pages do to a text: spaces, full-width digits, commas, line breaks.

Each kind of noise changes a text character by character, so the truth can follow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from random import Random

import opencc

from .truth import Document, Item, Passage

_TO_FULL_WIDTH = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789%"}
_NUMBER = re.compile(r"(?<![\d,，.\-—:/A-Za-z])\d+(?:\.\d+)?(?![\d,，.\-—:/A-Za-z])")
_PLAIN_NUMBER = re.compile(r"(?<![\d.])\d{4,}(?![\d.])")


@dataclass(slots=True)
class Changed:
    """What becomes of each character of a text, and what is put in after it."""

    characters: list[str]
    after: list[str]

    @classmethod
    def nothing(cls, text: str) -> Changed:
        """Return the change that leaves a text as it is."""
        return cls(list(text), [""] * len(text))


Noise = Callable[[Document, Random, Changed], None]


def full_width_digits(document: Document, random: Random, changed: Changed) -> None:
    """Write figures in full-width digits, sometimes all of them, sometimes one here and there."""
    share = random.choice([1.0, 0.3])
    for item in document.items:
        if random.random() < share:
            for at in range(item.start, item.end):
                changed.characters[at] = changed.characters[at].translate(_TO_FULL_WIDTH)


def spaces(document: Document, random: Random, changed: Changed) -> None:
    """Put spaces around numbers: 共 12 条, 25 %, 2017 年."""
    space, share = random.choice([" ", " ", "\u00a0", "  "]), random.choice([1.0, 0.4])
    for number in _NUMBER.finditer(document.text):
        if random.random() < share and document.text[number.start() - 1] not in "\n. ":
            changed.after[number.end() - 1] = space
            if random.random() < 0.5 and number.start():
                changed.after[number.start() - 1] = space


def thousands_commas(document: Document, random: Random, changed: Changed) -> None:
    """Part the thousands of figures, by 1,234 or 1，234."""
    comma = random.choice([",", ",", "，"])
    for item in document.items:
        for number in _PLAIN_NUMBER.finditer(document.text, item.start, item.end):
            for at in range(number.end() - 4, number.start() - 1, -3):
                changed.after[at] = comma + changed.after[at]


def line_breaks(document: Document, random: Random, changed: Changed) -> None:
    """Break lines between sentences, as pages made of many small blocks do."""
    for at, char in enumerate(document.text[:-1]):
        if char == "。" and document.text[at + 1] not in "\n”）" and random.random() < 0.5:
            changed.after[at] += "\n"


def indents(document: Document, random: Random, changed: Changed) -> None:
    """Indent paragraphs by a few spaces, narrow or wide."""
    indent = random.choice(["  ", "    ", "   ", "　　"])
    for at, char in enumerate(document.text[:-1]):
        if char == "\n" and document.text[at + 1] != "\n":
            changed.after[at] += indent


def traditional(document: Document, _random: Random, changed: Changed) -> None:
    """Write the text in traditional characters, each in its place."""
    converted = _to_traditional().convert(document.text)
    if len(converted) != len(document.text):
        raise ValueError(f"{document.name}: traditional characters change the text's length")
    changed.characters[:] = converted


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def wide_percent_signs(document: Document, _random: Random, changed: Changed) -> None:
    """Write every % as ％."""
    for at, char in enumerate(document.text):
        if char == "%":
            changed.characters[at] = "％"


NOISES: dict[str, tuple[Noise, float]] = {
    "full-width digits": (full_width_digits, 0.2),
    "spaces": (spaces, 0.3),
    "thousands commas": (thousands_commas, 0.25),
    "wide per cent": (wide_percent_signs, 0.2),
    "line breaks": (line_breaks, 0.25),
    "indents": (indents, 0.4),
    "traditional": (traditional, 0.1),
}


def noisy(document: Document, random: Random) -> Document:
    """Return a document with some noise, the truth's places and words following it."""
    for name, (make, chance) in NOISES.items():
        if random.random() < chance:
            document = _after(document, random, name, make)
    return document


def with_noise(document: Document, name: str, random: Random) -> Document:
    """Return a document with one kind of noise."""
    return _after(document, random, name, NOISES[name][0])


def _after(document: Document, random: Random, name: str, make: Noise) -> Document:
    changed = Changed.nothing(document.text)
    make(document, random, changed)
    lengths = [len(a) + len(b) for a, b in zip(changed.characters, changed.after, strict=True)]
    starts = [0, *accumulate(lengths)]

    def moved(part: Item | Passage) -> tuple[int, int]:
        last = part.end - 1
        return starts[part.start], starts[last] + len(changed.characters[last])

    text = "".join(a + b for a, b in zip(changed.characters, changed.after, strict=True))
    return replace(
        document,
        name=f"{document.name}, {name}",
        text=text,
        items=tuple(_moved_item(item, *moved(item), text) for item in document.items),
        passages=tuple(
            replace(passage, start=moved(passage)[0], end=moved(passage)[1])
            for passage in document.passages
        ),
    )


def _moved_item(item: Item, start: int, end: int, text: str) -> Item:
    return replace(item, start=start, end=end, words=text[start:end])

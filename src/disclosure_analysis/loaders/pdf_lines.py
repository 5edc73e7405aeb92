"""Characters of a page as lines of text: which stand on one line, and where spaces are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from disclosure_analysis.loaders.pdf_pages import Char

_SAME_LINE = 0.45
_DROPPED_SPACE = 0.12
_WORD_GAP = 0.28
_WIDE_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """Characters on one line, from left to right, white space included."""

    chars: tuple[Char, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def x(self) -> float:
        """Its middle from the left."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Its middle from the top."""
        return (self.top + self.bottom) / 2

    @property
    def text(self) -> str:
        """Its words, with the spaces that a reader sees."""
        return _text(self.chars)


def line_of(chars: Iterable[Char]) -> Line:
    """Return characters, at least one of them visible, as one line."""
    ordered = tuple(sorted(chars, key=lambda char: char.x0))
    visible = [char for char in ordered if not char.text.isspace()]
    sizes = sorted(char.size for char in visible)
    return Line(
        chars=ordered,
        x0=min(char.x0 for char in visible),
        top=min(char.top for char in visible),
        x1=max(char.x1 for char in visible),
        bottom=max(char.bottom for char in visible),
        size=sizes[len(sizes) // 2],
    )


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Return upright characters as lines, from the top down; lines without a word are left out."""
    groups: list[list[Char]] = []
    middle = size = 0.0
    for char in sorted(chars, key=lambda char: (char.y, char.x0)):
        near = _SAME_LINE * max(size, char.size)
        if groups and abs(char.y - middle) < near:
            groups[-1].append(char)
            continue
        groups.append([char])
        middle, size = char.y, char.size
    visible = (group for group in groups if any(not char.text.isspace() for char in group))
    return [line_of(group) for group in visible]


def runs_of(line: Line, gap: float = 1.0) -> list[Line]:
    """Return the parts of a line that more than ``gap`` times its size keeps apart."""
    parts: list[list[Char]] = [[]]
    end = None
    for char in line.chars:
        if char.text.isspace():
            continue
        if end is not None and char.x0 - end > gap * line.size:
            parts.append([])
        parts[-1].append(char)
        end = char.x1 if end is None else max(end, char.x1)
    bounds = [(part[0].x0, part[-1].x1) for part in parts]
    spaces = [char for char in line.chars if char.text.isspace()]
    for part, (start, stop) in zip(parts, bounds, strict=True):
        part.extend(space for space in spaces if start <= space.x <= stop)
    return [line_of(part) for part in parts]


def is_cjk(character: str) -> bool:
    """Whether a character is set on a full square: Chinese characters and their punctuation."""
    return bool(character) and unicodedata.east_asian_width(character[0]) in "WF"


@cache
def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return "CJK UNIFIED" in unicodedata.name(character[:1] or " ", "")


def _text(chars: Sequence[Char]) -> str:
    pieces: list[str] = []
    spaces = ""
    before: Char | None = None
    for char in chars:
        if char.text.isspace():
            spaces += char.text
            continue
        if before is not None:
            pieces.append(_space(before, char, spaces))
        pieces.append(char.text)
        before, spaces = char, ""
    return "".join(pieces)


def _space(before: Char, after: Char, spaces: str) -> str:
    """Return what stands between two characters: the spaces of the file, or one for a gap."""
    em = min(before.size, after.size)
    gap = (after.x0 - before.x1) / em if em else 0.0
    if spaces:
        return spaces if gap > _DROPPED_SPACE else ""
    square = is_cjk(before.text[-1]), is_cjk(after.text[0])
    least = _WIDE_GAP if all(square) else 1.2 if any(square) else _WORD_GAP
    return " " if gap > least else ""

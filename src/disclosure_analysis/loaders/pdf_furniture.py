"""What stands on every page and is no part of the text: running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosure_analysis.loaders.pdf_lines import Line, lines_of, runs_of
from disclosure_analysis.loaders.pdf_pages import Char, Page
from disclosure_analysis.loaders.pdf_rulings import Ruling

_MARGIN = 0.13
_NARROW_MARGIN = 0.10
_WIDEST_LEADING = 0.9
_MOST_LINES = 3
"""How many lines a running head may have."""
_DASH = "[—–‐―~～·•\\-－−]"
_MARKED = re.compile(
    rf"{_DASH}+\s*(?P<a>\d{{1,4}})\s*{_DASH}+"
    r"|第\s*(?P<b>\d{1,4})\s*页\s*[,，/、]?\s*(?:[(（]?共\s*\d{1,4}\s*页[)）]?)?"
    r"|共\s*\d{1,4}\s*页\s*[,，/、]?\s*第\s*(?P<c>\d{1,4})\s*页"
    r"|第\s*[一二三四五六七八九十]{1,3}\s*页"
    r"|[Pp]age\s*(?P<d>\d{1,4})(?:\s*of\s*\d{1,4})?",
)
_BARE = re.compile(r"(?P<a>\d{1,4})(?:\s*[/／]\s*\d{1,4})?")
_BROWSER = re.compile(
    r"(?:https?://|file:///)\S+(?:\s+\d+\s*/\s*\d+)?"
    r"|\d{2,4}[/-]\d{1,2}[/-]\d{1,2}[,，]?\s*(?:上午|下午)?\d{1,2}:\d{2}.*"
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words in a page's margin that may be its number."""

    page: int
    number: int
    line: Line
    in_table: bool


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """The next line towards the middle of the page: how far it is, and whether it is set apart.

    A line of a paragraph is as far from the next one as all lines are, and of the same size.
    """

    gap: float
    apart: bool


def furniture(pages: Sequence[Page], rulings: Sequence[Sequence[Ruling]]) -> list[set[int]]:
    """Return for each page which of its characters (by ``id``) repeat on pages or number them.

    What lies between a page's first and last words of text is never left out; within a table
    only a page's number is, where other pages or its place and form show that it is one.
    """
    outer = [_outer_lines(page, tables) for page, tables in zip(pages, rulings, strict=True)]
    repeated = _repeated(pages, outer)
    marks = [mark for page, lines in zip(pages, outer, strict=True) for mark in _marks(page, lines)]
    found: list[set[int]] = []
    for page, _tables, lines in zip(pages, rulings, outer, strict=True):
        dropped: set[int] = set()
        for side in _sides(page, lines):
            waiting: list[Line] = []
            for line, beyond in side:
                waiting.append(line)
                if _is_furniture(page, line, beyond, repeated, marks):
                    dropped.update(id(char) for one in waiting for char in one.chars)
                    waiting.clear()
                elif len(waiting) == _MOST_LINES or not _repeats(page, line, repeated):
                    break
        found.append(dropped)
    _drop_in_tables(pages, rulings, marks, found)
    return found


def _outer_lines(page: Page, tables: Sequence[Ruling]) -> list[Line]:
    chars = [c for c in page.chars if not c.turn and not any(t.holds(c.x, c.y) for t in tables)]
    return lines_of(chars)


def _sides(page: Page, lines: list[Line]) -> Iterator[list[tuple[Line, _Neighbour]]]:
    """Yield the lines of the upper margin and of the lower one, the outermost first.

    Each stands with what is known of the next line towards the middle of the page.
    """
    usual = sorted(max(b.top - a.bottom, 0.0) for a, b in pairwise(lines)) or [0.0]
    pitch = usual[len(usual) // 2]
    for ordered, down in ((lines, True), (lines[::-1], False)):
        side = []
        for number, line in enumerate(ordered):
            if not _in_margin(page, line, down, _MARGIN):
                break
            after = ordered[number + 1] if number + 1 < len(ordered) else None
            side.append((line, _neighbour(line, after, pitch, page.height)))
        yield side


def _neighbour(line: Line, after: Line | None, pitch: float, height: float) -> _Neighbour:
    if after is None:
        return _Neighbour(height, apart=True)
    gap = max(after.top - line.bottom, line.top - after.bottom)
    other_size = abs(after.size - line.size) > 0.05 * after.size
    usual = min(pitch, _WIDEST_LEADING * line.size)
    return _Neighbour(gap, apart=other_size or gap > 1.3 * usual + 1)


def _in_margin(page: Page, line: Line, above: bool, share: float) -> bool:
    return line.bottom < share * page.height if above else line.top > (1 - share) * page.height


def _key(page: Page, line: Line) -> tuple[str, int]:
    """Return what tells a running head: its words without numbers, and its height."""
    words = _DIGITS.sub("#", line.text.replace(" ", ""))
    return words, round(min(line.y, page.height - line.y) / 6) * (
        1 if line.y * 2 < page.height else -1
    )


def _repeated(pages: Sequence[Page], outer: Sequence[list[Line]]) -> set[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for page, lines in zip(pages, outer, strict=True):
        keys = {_key(page, line) for side in _sides(page, lines) for line, _ in side}
        counts.update(keys | {(words, height + 1) for words, height in keys})
    return {key for key, count in counts.items() if count > 1 and not _is_all_number(key[0])}


def _repeats(page: Page, line: Line, repeated: set[tuple[str, int]]) -> bool:
    words, height = _key(page, line)
    return bool({(words, height), (words, height + 1)} & repeated)


def _is_all_number(words: str) -> bool:
    return not any(character.isalpha() for character in words)


def _marks(page: Page, lines: list[Line]) -> list[_Mark]:
    """Return the words in a page's margins that read as its number, tables left out."""
    found = []
    for side in _sides(page, lines):
        for line, _ in side:
            for run in runs_of(line, 1.5):
                number = _number(run.text)
                if number is not None:
                    found.append(_Mark(page.number, number, run, in_table=False))
    return found


def _number(text: str) -> int | None:
    match = _MARKED.fullmatch(text) or _BARE.fullmatch(text)
    if not match:
        return None
    digits = next((value for value in match.groupdict().values() if value), None)
    return int(digits) if digits else 0


def _is_furniture(
    page: Page,
    line: Line,
    beyond: _Neighbour,
    repeated: set[tuple[str, int]],
    marks: Sequence[_Mark],
) -> bool:
    if beyond.apart and _repeats(page, line, repeated):
        return True
    if beyond.apart and all(char.artifact for char in line.chars):
        return True
    runs = [run.text for run in runs_of(line, 1.5)]
    if _MARKED.fullmatch(line.text) or all(_MARKED.fullmatch(run) for run in runs):
        return True
    if _BARE.fullmatch(line.text):
        return _is_counted(page.number, line, marks) or (
            beyond.gap > line.size and _number(line.text) == page.number
        )
    return bool(_BROWSER.fullmatch(line.text))


def _is_counted(page: int, line: Line, marks: Sequence[_Mark]) -> bool:
    """Whether other pages bear, at the same height, the numbers before or after this one."""
    number = _number(line.text) or 0
    return any(
        mark.page != page
        and mark.number - mark.page == number - page
        and abs(mark.line.y - line.y) < 3
        for mark in marks
    )


def _drop_in_tables(
    pages: Sequence[Page],
    rulings: Sequence[Sequence[Ruling]],
    marks: Sequence[_Mark],
    found: list[set[int]],
) -> None:
    """Add the page numbers that lie within a table."""
    inner = [_inner_marks(page, tables) for page, tables in zip(pages, rulings, strict=True)]
    together = [mark for candidates in inner for mark, _ in candidates]
    for page, candidates, dropped in zip(pages, inner, found, strict=True):
        for mark, alone in candidates:
            if _is_page_number(page, mark, alone, marks, together):
                dropped.update(id(char) for char in mark.line.chars)


def _inner_marks(page: Page, tables: Sequence[Ruling]) -> list[tuple[_Mark, bool]]:
    """Return what may be a page number in a table, and whether it stands alone on its line."""
    share = _NARROW_MARGIN * page.height
    chars: list[Char] = [
        char
        for char in page.chars
        if not char.turn
        and not share < char.y < page.height - share
        and any(table.holds(char.x, char.y) for table in tables)
    ]
    found = []
    for line in lines_of(chars):
        runs = runs_of(line, 1.5)
        for run in runs:
            number = _number(run.text)
            if number is not None:
                mark = _Mark(page.number, number, run, in_table=True)
                found.append((mark, len(runs) == 1))
    return found


def _is_page_number(
    page: Page,
    mark: _Mark,
    alone: bool,
    outside: Sequence[_Mark],
    inside: Sequence[_Mark],
) -> bool:
    centred = abs(mark.line.x - page.width / 2) < 4
    if _MARKED.fullmatch(mark.line.text) and (centred or mark.number == page.number):
        return True
    same = [
        other
        for other in (*outside, *(inside if alone and centred else ()))
        if other.page != mark.page
        and other.number - other.page == mark.number - mark.page
        and abs(other.line.y - mark.line.y) < 2
        and abs(other.line.x - mark.line.x) < 4
    ]
    return bool(same)

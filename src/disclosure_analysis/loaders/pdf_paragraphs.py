"""Lines of a page as paragraphs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from disclosure_analysis.loaders.pdf_lines import Line, is_cjk
from disclosure_analysis.loaders.pdf_pages import Char, Page

_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}\s?[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|第[一二三四五六七八九十]{1,3}(?:部分|章|条)|\d{1,2}\s?[、.．](?!\s?\d)"
    r"|[（(]?(?:附件|附表)\d{0,2}\s?[:：]?|[图表]\s?\d{1,2}\s"
)
_DAY = re.compile(r"[（(]?\d{4}\s?[年-]\s?\d{1,2}\s?[月-]")
_STOP = "。！？；：:;!?"
_LARGER = 1.08
_TITLE_LEADING = 2.4
_MANY_LINES = 12


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with the page that it stands on, that page's width of text and its type's size."""

    line: Line
    page: int
    left: float
    right: float
    body: float


def placed_lines(
    page: Page, lines: Sequence[Line], margins: tuple[float, float], body: float
) -> list[PlacedLine]:
    """Return the lines of a page with the edges of its text and the size of running text."""
    left, right = margins
    return [PlacedLine(line, page.number, left, right, body) for line in lines]


def body_size(lines: Iterable[Line]) -> float:
    """Return the size of type that most of the words of a document are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.chars)
    return min(sizes, key=lambda size: (-sizes[size], size)) if sizes else 0.0


def text_margins(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]]
) -> list[tuple[float, float]]:
    """Return for each page where lines of running text begin and end."""
    pools: dict[int, list[Line]] = {}
    for page, own in zip(pages, lines, strict=True):
        pools.setdefault(round(page.width), []).extend(own)
    shared = {width: _margins(width, pool) for width, pool in pools.items()}
    return [
        _margins(page.width, own) if len(own) > _MANY_LINES else shared[round(page.width)]
        for page, own in zip(pages, lines, strict=True)
    ]


def _margins(width: float, lines: Sequence[Line]) -> tuple[float, float]:
    wide = [line for line in lines if line.x1 - line.x0 > 0.5 * width]
    if not wide:
        return (0.12 * width, 0.88 * width)
    lefts = Counter(round(line.x0) for line in wide)
    common = [x for x, count in lefts.items() if count > 1] or list(lefts)
    rights = sorted(line.x1 for line in wide)
    return float(min(common)), rights[-1 - len(rights) // 20]


def paragraphs(lines: Sequence[PlacedLine]) -> list[str]:
    """Return lines that follow one another as paragraphs, each on one line."""
    indented = _is_indented_text(lines)
    spacing = _spacing(lines)
    groups: list[list[PlacedLine]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, indented, spacing):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_text(group) for group in groups]


def _is_indented_text(lines: Sequence[PlacedLine]) -> bool:
    """Whether paragraphs begin with an indent."""
    return any(1.2 < _indent(line) < 3.2 and not _is_short(line) for line in lines)


def _spacing(lines: Sequence[PlacedLine]) -> float:
    """Return the usual distance from one line to the next."""
    gaps = Counter(
        round(after.line.y - before.line.y)
        for before, after in itertools.pairwise(lines)
        if before.page == after.page and after.line.y > before.line.y
    )
    return float(min(gaps, key=lambda gap: (-gaps[gap], gap))) if gaps else 0.0


def _indent(line: PlacedLine) -> float:
    return (line.line.x0 - line.left) / line.line.size


def _is_short(line: PlacedLine) -> bool:
    """Whether a line ends well before the right edge of the text."""
    return line.right - line.line.x1 > 2.2 * line.line.size


def _is_centred(line: PlacedLine) -> bool:
    room = line.line.x0 - line.left, line.right - line.line.x1
    return min(room) > 1.5 * line.line.size and abs(room[0] - room[1]) < 2.0 * line.line.size


def _begins(group: list[PlacedLine], line: PlacedLine, indented: bool, spacing: float) -> bool:
    """Whether a line begins a new paragraph."""
    before = group[-1]
    larger = max(before.line.size, line.line.size) / max(min(before.line.size, line.line.size), 0.1)
    if larger > _LARGER:
        return True
    if _is_display(before) and _is_display(line):
        return line.line.y - before.line.y > _TITLE_LEADING * line.line.size
    if _is_title(before) and _is_title(line):
        return not _goes_on_as_title(before, line)
    if _HEADING.match(line.line.text) and not _is_mid_sentence(before, line):
        return True
    if _is_short(before) or (_is_centred(line) and _is_short(line)):
        return True
    if before.page == line.page and spacing:
        distance = line.line.y - before.line.y
        if distance > 1.6 * spacing or distance <= 0:
            return True
    if _indent(line) > 1.2 and _indent(line) > _indent(before) - 0.5 and not _hangs(group):
        return True
    ended = before.line.text[-1] in _STOP
    return ended and not indented


def _hangs(group: list[PlacedLine]) -> bool:
    """Whether a paragraph's later lines are indented as well, as those of list items are."""
    if len(group) > 1:
        return _indent(group[-1]) > 1.2
    text = group[0].line.text
    return bool(_HEADING.match(text)) and _indent(group[0]) < 1.2 and text[-1] not in _STOP


def _is_mid_sentence(before: PlacedLine, line: PlacedLine) -> bool:
    """Whether a line that looks like a heading is the rest of a line broken by its length."""
    return (
        _indent(line) < 0.8
        and not _is_short(before)
        and before.line.text[-1] not in _STOP
        and (_indent(before) > 1.2 or before.line.text[-1] in "，、,“（(")
    )


def _is_display(line: PlacedLine) -> bool:
    """Whether a line is set in the middle and in larger type than running text, as titles are."""
    room = line.line.x0 - line.left, line.right - line.line.x1
    return (
        line.line.size > _LARGER * line.body
        and abs(room[0] - room[1]) < 2.0 * line.line.size
        and not _HEADING.match(line.line.text)
        and not _DAY.match(line.line.text)
    )


def _is_title(line: PlacedLine) -> bool:
    return line.page == 1 and _is_centred(line) and not _HEADING.match(line.line.text)


def _goes_on_as_title(before: PlacedLine, line: PlacedLine) -> bool:
    """Whether two centred lines are plainly one title."""
    text = line.line.text
    return (
        line.line.y - before.line.y < _TITLE_LEADING * line.line.size
        and before.line.text[-1] not in "。）)告"
        and not text.startswith(("（", "(", "〔"))
        and not _DAY.match(text)
    )


def _text(group: list[PlacedLine]) -> str:
    text = group[0].line.text
    for before, after in itertools.pairwise(group):
        text += _between(before.line, after.line) + after.line.text
    return text


def _between(before: Line, after: Line) -> str:
    """Return the space that a line break stands for, none beside a Chinese character."""
    last, first = _last(before.chars), after.text[0]
    if is_cjk(last) or is_cjk(first) or not (last.isalpha() and first.isalpha()):
        ends_in_space = bool(before.chars) and before.chars[-1].text.isspace()
        both = not is_cjk(last) and not is_cjk(first)
        return " " if ends_in_space and both else ""
    return "" if last == "-" else " "


def _last(chars: Sequence[Char]) -> str:
    return next(char.text[-1] for char in reversed(chars) if not char.text.isspace())

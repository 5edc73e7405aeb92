"""Line breaks and spaces where print and its conversion leave them.

Those that part a number from its words become spaces, those within words are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from disclosure_analysis.quantities import unit_pattern

_GAP = re.compile(r"[ \n]{1,3}(?=[一-龥])")
_NARROW = frozenset([" ", "  ", "\n", " \n", "\n ", " \n "])
_COUNTED = re.compile(r"\d[\d,.]*[ ]?[余多万亿]*[一-龥]{1,2}$")
"""What a space may follow that parts two figures: 网站40条 微信20条."""
_BEGINS = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:、|是)|第[一二三四五六七八九十]|附[件表]"
    r"|[我本][局委办县区市旗镇乡街厅院校单部机]|全[年县区市旗镇乡]|今年|截[至止]|其中|此外|同时"
)
"""What begins something new: a space before it stands between two things."""
_LINE = re.compile(r"[^\n]+")
_WITHIN = re.compile(r"[一-龥\d,、(《“] ?$")
_LONG = 20
_LOOK_BACK = 24


def unbroken(plain: str) -> str:
    """Return a text with a space for each line break that parts a number from its words.

    Pages set digits in blocks of their own (主动公开信息, 5928, 条 on three lines), print breaks
    lines anywhere. A heading stays a line of its own. The result has the length of ``plain``.

    Args:
        plain: A text whose characters are plain.
    """
    if "\n" not in plain:
        return plain
    plain = _alone_on_a_line().sub(_joined, plain)
    return _broken_off().sub(_joined, plain)


def _joined(match: re.Match[str]) -> str:
    text, start = match.string, match.start()
    line = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    stays = _HEADING.fullmatch(line) or _NUMBERS.fullmatch(line)
    return match[0] if stays else match[0].replace("\n", " ")


_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]部分)[^,。;:]{0,24}"
)
_NUMBERS = re.compile(r"[\d,.% ]+")
"""A line of numbers, as a table's: the next line is no unit of its last."""


def _line_end(characters: str) -> str:
    """Return the pattern of line breaks behind one of some characters; quick, as breaks are few."""
    return rf"\n(?:(?<=[{characters}]\n)|(?<=[{characters}] \n))[ \n]*"


@cache
def _alone_on_a_line() -> re.Pattern[str]:
    """Return the pattern of a number alone on its line between its words and its unit."""
    number = r"\d[\d,.]*[ ]*\n[ \n]*"
    unit = rf"{unit_pattern()}|年|月|日|余|多|万|%"
    return re.compile(rf"{_line_end('一-龥,、;:(')}{number}(?={unit})")


_ENDING, _DIGIT = r"一-龥\d%)", r"\d"


@cache
def _broken_off() -> re.Pattern[str]:
    """Return the pattern of a break before a number with its unit, its unit alone, or a mark.

    1.主动公开 is an item of a list, no number.
    """
    number = rf"(?!\d{{1,2}}[、.)](?!\d))\d[\d,.]*[ ]*(?:余|多|万|亿)*[ ]*(?:{unit_pattern()}|%)"
    unit = rf"{unit_pattern()}|年|月|日|余|多|万"
    mark = "[,;:、%)。]"
    return re.compile(
        rf"{_line_end('一-龥:')}(?={number})|{_line_end(_ENDING)}(?={mark})"
        rf"|{_line_end(_DIGIT)}(?={unit})"
    )


def squeezed(plain: str, *, quote: bool = False) -> tuple[str, Sequence[int]]:
    """Return a text without the gaps within its words, and where each character stood.

    A space between two characters is one (主动公 开) unless a figure ends before it or something
    new begins behind it; a line break is one where most long lines of the text end without a mark.

    Args:
        plain: A text whose characters are plain.
        quote: Whether it is part of a sentence, so that no line ends where it breaks.

    Returns:
        The text, and the place of each of its characters in ``plain``; no places where nothing
        was taken out.
    """
    gaps = list(_gaps(plain, quote))
    if not gaps:
        return plain, ()
    parts: list[str] = []
    places: list[int] = []
    begin = 0
    for start, end in [*gaps, (len(plain), len(plain))]:
        parts.append(plain[begin:start])
        places += range(begin, start)
        begin = end
    return "".join(parts), [*places, len(plain)]


def _gaps(plain: str, quote: bool) -> Iterator[tuple[int, int]]:
    wrapped = True if quote else None
    for match in _GAP.finditer(plain):
        start, end = match.span()
        if match[0] not in _NARROW or not "一" <= plain[start - 1 : start] <= "龥":
            continue
        if _COUNTED.search(plain, max(0, start - _LOOK_BACK), start) or _BEGINS.match(plain, end):
            continue
        if "\n" in match[0]:
            wrapped = _is_wrapped(plain) if wrapped is None else wrapped
            line = plain[plain.rfind("\n", 0, start) + 1 : start]
            if not wrapped or (len(line) < _LONG and not quote):
                continue
        yield start, end


def _is_wrapped(plain: str) -> bool:
    """Tell whether lines break anywhere: most long ones end within a sentence."""
    long = [line for line in _LINE.findall(plain) if len(line) >= _LONG]
    broken = sum(_WITHIN.search(line) is not None for line in long)
    return broken > 2 and 2 * broken > len(long)

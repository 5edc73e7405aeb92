"""Spaces and line breaks within words, as print and its conversion leave them, taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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

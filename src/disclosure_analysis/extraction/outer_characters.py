"""The characters that a match of a pattern can begin or end with, so that others are skipped."""

from __future__ import annotations

import re
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from disclosure_analysis.extraction.patterns import Keys


def quick(pattern: str) -> str:
    """Return a pattern that matches the same and looks at a place's first character first.

    A pattern of many alternatives tries them all at every place of a text; most places can be
    told at once to begin none of them. Where nothing can be told, the pattern stays as it is.
    """
    first = first_characters(pattern)
    if first is None:
        return pattern
    return f"(?=[{''.join(map(re.escape, sorted(first)))}])(?:{pattern})"


def first_characters(pattern: str) -> Keys | None:
    """Return the characters that a match of a pattern can begin with, None if that is not told."""
    return _of_items(list(_parser.parse(pattern)))


def last_characters(pattern: str) -> Keys | None:
    """Return the characters that a match of a pattern can end with, None if that is not told."""
    return _of_items(list(_parser.parse(pattern)), step=-1)


def _of_items(items: list[Any], step: int = 1) -> Keys | None:
    """Return what a sequence can begin with (step 1) or end with (-1), None if not told."""
    found = Keys()
    for kind, value in items[::step]:
        if kind in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
            continue
        outer = _of_item(kind, value, step)
        if outer is None:
            return None
        found |= outer
        if kind not in (sre.MAX_REPEAT, sre.MIN_REPEAT) or value[0] > 0:
            return found
    return None


def _of_item(kind: Any, value: Any, step: int) -> Keys | None:
    if kind is sre.LITERAL:
        return Keys(chr(value))
    if kind is sre.SUBPATTERN:
        return _of_items(list(value[-1]), step)
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _of_items(list(value[2]), step)
    if kind is sre.BRANCH:
        return _joined([_of_items(list(branch), step) for branch in value[1]])
    if kind is sre.IN:
        return _joined([_of_member(*member) for member in value])
    return None


def _of_member(kind: Any, value: Any) -> Keys | None:
    if kind is sre.LITERAL:
        return Keys(chr(value))
    if kind is sre.RANGE and value[1] - value[0] < 60:
        return Keys(map(chr, range(value[0], value[1] + 1)))
    return Keys("0123456789") if value is sre.CATEGORY_DIGIT else None


def _joined(found: list[Keys | None]) -> Keys | None:
    return None if None in found else Keys().union(*filter(None, found))

"""Patterns that know which characters they cannot do without, so that most need not be tried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

Keys = frozenset[str]
"""Characters one of which stands in every match; empty where nothing can be said."""
_MOST_KEYS = 60
_COMMON = frozenset(
    "政府信息公开的条件个次年度工作一不主动网站发布务各全县区市共类等及和与为在有于,. "
)
"""Characters that stand in almost every sentence of a report."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A pattern with the characters one of which every match holds.

    Attributes:
        pattern: The pattern.
        keys: The characters; empty where nothing can be said.
        guard: A pattern for any of them, quick to search.
        more: Other such characters; empty where nothing more can be said.
    """

    pattern: re.Pattern[str]
    keys: Keys
    guard: re.Pattern[str] | None
    more: Keys

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match, as the pattern itself would."""
        if self.guard and not self.guard.search(text, start):
            return None
        return self.pattern.search(text, start)


class Lookup(Generic[T]):
    """Things found by the characters that the pattern of each cannot do without."""

    def __init__(self, things: Iterable[tuple[Keyed | None, T]]) -> None:
        self._things = [
            (words.keys if words else Keys(), words.more if words else Keys(), thing)
            for words, thing in things
        ]

    def possible(self, text: Iterable[str]) -> list[T]:
        """Return, in their order, the things whose characters stand in a text."""
        absent = frozenset(text).isdisjoint
        return [
            thing
            for keys, more, thing in self._things
            if not ((keys and absent(keys)) or (more and absent(more)))
        ]


@cache
def keyed(pattern: str) -> Keyed:
    """Compile a pattern and find its keys."""
    keys, more, *_ = [*_of_items(_parser.parse(pattern)), Keys(), Keys()]
    guard = re.compile(f"[{''.join(map(re.escape, sorted(keys)))}]") if keys else None
    return Keyed(re.compile(pattern), keys, guard, more)


def _of_items(items: Any) -> list[Keys]:
    """Return the keys of a sequence's items, the least common characters first."""
    return sorted({keys for item in items for keys in _of_item(*item)}, key=_commonness)


def _commonness(keys: Keys) -> tuple[int, str]:
    return len(keys) + 20 * len(keys & _COMMON), "".join(sorted(keys))


def _of_item(kind: Any, value: Any) -> list[Keys]:
    """Return the sets of characters of each of which a match of an item holds one."""
    if kind is sre.LITERAL:
        return [frozenset(chr(value))]
    if kind is sre.IN:
        return [keys] if (keys := _of_set(value)) else []
    if kind is sre.SUBPATTERN:
        return _of_items(value[-1])
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] > 0:
        return _of_items(value[2])
    if kind is sre.ASSERT and value[0] > 0:  # what must follow stands in the text as well
        return _of_items(value[1])
    if kind is sre.BRANCH:
        branches = (_of_items(branch) for branch in value[1])
        found = [Keys().union(*keys) for keys in zip(*branches, strict=False)]
        return [keys for keys in found if len(keys) <= _MOST_KEYS]
    return []


def _of_set(members: Any) -> Keys:
    keys = set()
    for kind, value in members:
        if kind is sre.LITERAL:
            keys.add(chr(value))
        elif kind is sre.RANGE and value[1] - value[0] < _MOST_KEYS:
            keys.update(map(chr, range(value[0], value[1] + 1)))
        elif kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            keys.update("0123456789")
        else:
            return frozenset()
    return frozenset(keys)

"""Chance that repeats: a stream of random numbers for each concern of a document.

Each concern draws from a stream of its own, so that a damage or another file format leaves the
figures and the names of a seed as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *concern: str) -> Random:
    """Return the stream of a seed for one concern, the same on every machine."""
    return Random("/".join((str(seed), *concern)))


def weighted(random: Random, choices: Sequence[tuple[T, float]]) -> T:
    """Return one of the choices, each drawn as often as its weight says."""
    values = [value for value, _ in choices]
    return random.choices(values, [weight for _, weight in choices])[0]


def shares(random: Random, total: int, weights: Sequence[float]) -> list[int]:
    """Split a total at random into as many whole parts as there are weights."""
    parts = [0] * len(weights)
    for place in random.choices(range(len(weights)), weights, k=total):
        parts[place] += 1
    return parts

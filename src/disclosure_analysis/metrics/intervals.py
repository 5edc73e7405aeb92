"""Closed intervals that the wording of a figure allows, and what follows from them exactly.

``-inf`` and ``inf`` stand for "no bound". Where several uncertain figures enter one result, its
bounds are found by optimising over the box of the figures, not by interval arithmetic term by
term, which would count the same uncertainty twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

INFINITY = math.inf


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval; ``lower > upper`` never occurs."""

    lower: float
    upper: float

    def __post_init__(self) -> None:
        if not self.lower <= self.upper:
            raise ValueError(f"an interval cannot run from {self.lower} to {self.upper}")

    @property
    def exact(self) -> bool:
        """Whether one number alone is allowed."""
        return self.lower == self.upper

    @property
    def open(self) -> bool:
        """Whether the interval says nothing of a count: no upper bound, and none above zero."""
        return self.lower <= 0 and self.upper == INFINITY

    def holds(self, number: float) -> bool:
        """Return whether the number lies in the interval."""
        return self.lower <= number <= self.upper

    def meets(self, other: Interval) -> bool:
        """Return whether the two intervals have a number in common."""
        return self.lower <= other.upper and other.lower <= self.upper

    def scaled(self, factor: float) -> Interval:
        """Return the interval with both ends multiplied by a positive factor."""
        return Interval(self.lower * factor, self.upper * factor)


def interval(lower: float, upper: float, *, least: float = -INFINITY) -> Interval:
    """Return the interval of two bounds; NaN is no bound, ``least`` stands in below."""
    low = least if math.isnan(lower) else lower
    high = INFINITY if math.isnan(upper) else upper
    return Interval(low, high)


def total(parts: Iterable[Interval]) -> Interval:
    """Return the interval of the sum; the empty sum is exactly zero."""
    kept = list(parts)
    return Interval(math.fsum(p.lower for p in kept), math.fsum(p.upper for p in kept))


def common(intervals: Sequence[Interval]) -> Interval | None:
    """Return what all intervals have in common, None where they have nothing."""
    lower = max(i.lower for i in intervals)
    upper = min(i.upper for i in intervals)
    return Interval(lower, upper) if lower <= upper else None


def hull(intervals: Sequence[Interval]) -> Interval:
    """Return the smallest interval that holds all of them."""
    return Interval(min(i.lower for i in intervals), max(i.upper for i in intervals))


def quotient(numerator: Interval, denominator: Interval) -> Interval | None:
    """Return the interval of a ratio of two independent figures that are not negative.

    None where the denominator can only be zero. Where it may be zero, the ratio has no upper
    bound, unless the numerator is zero in any case.
    """
    if denominator.upper <= 0:
        return None
    lower = 0.0 if denominator.upper == INFINITY else numerator.lower / denominator.upper
    if denominator.lower <= 0:
        return Interval(lower, INFINITY if numerator.upper > 0 else 0.0)
    return Interval(lower, numerator.upper / denominator.lower)


def share_of_whole(part: Interval, whole: Interval, scale: float = 1.0) -> Interval | None:
    """Return the interval of scale × part / whole where a part never exceeds its whole.

    None where the whole can only be zero, or the part is greater than the whole in any case.
    A scale of 100 gives per cent, right to the last digit: it enters before the division.
    """
    plain = quotient(part.scaled(scale), whole)
    if plain is None or part.lower > whole.upper:
        return None
    return Interval(plain.lower, min(scale, plain.upper))


def share_of_sum(parts: Sequence[Interval], position: int, scale: float = 1.0) -> Interval | None:
    """Return the exact interval of scale × x_i / Σx over the box of the parts.

    The share is least where the part is least and the others greatest, and the other way
    round. None where all parts can only be zero.
    """
    part = parts[position]
    others = total(p for i, p in enumerate(parts) if i != position)
    if part.upper + others.upper <= 0:
        return None
    # At the corner where all parts are zero no share exists; next to it there is only one.
    lower = _share(part.lower, others.upper, scale) if part.lower + others.upper > 0 else scale
    upper = _share(part.upper, others.lower, scale) if part.upper + others.lower > 0 else 0.0
    return Interval(lower, upper)


def _share(part: float, others: float, scale: float) -> float:
    # A part without an upper bound comes as close to the whole sum as one likes.
    return scale if part == INFINITY else scale * part / (part + others)

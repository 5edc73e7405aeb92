"""Concentration of a breakdown: the Herfindahl–Hirschman index with exact bounds.

It is computed in fractions, so that what follows from it (normalised, effective number) is right
to the last digit as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from disclosure_analysis.metrics.intervals import INFINITY, Interval, share_of_sum

MOST_UNCERTAIN_PARTS = 20
"""Above this number of uncertain parts the upper bound is a safe one, not the least one."""


def herfindahl(parts: Sequence[float | Fraction]) -> Fraction | None:
    """Return HHI = Σ (x_i / Σx)², between 1/n and 1; None where the parts sum to zero."""
    exact = [Fraction(part) for part in parts]
    whole = sum(exact)
    return sum(part * part for part in exact) / Fraction(whole * whole) if whole else None


def herfindahl_bounds(parts: Sequence[Interval]) -> tuple[Fraction, Fraction] | None:
    """Return the least and the greatest HHI over the box of the parts.

    HHI is quasi-convex in the parts. Its greatest value is therefore found at a corner of the
    box; its least one where every part is as near to one common level as its bounds let it be.
    Both are the bounds over real numbers; the upper end is attained by whole numbers if the
    parts' bounds are whole. None where all parts can only be zero.
    """
    if not any(part.upper > 0 for part in parts):
        return None
    lower = min(_levelled(parts))
    return lower, max(lower, _greatest(parts))


def _levelled(parts: Sequence[Interval]) -> Iterator[Fraction]:
    """Yield HHI at every level where it can be least: see ``herfindahl_bounds``."""
    for level in _levels(parts):
        value = herfindahl([min(max(level, p.lower), p.upper) for p in parts])
        if value is not None:
            yield value


def _levels(parts: Sequence[Interval]) -> Iterator[float | Fraction]:
    """Yield the ends of the parts and, between two ends, the level where the slope is zero."""
    ends = sorted({end for p in parts for end in (p.lower, p.upper) if end < INFINITY})
    yield from ends
    # Parts without an upper bound can rise above every end together.
    yield 2 * ends[-1] or 1.0
    for low, high in zip(ends, [*ends[1:], INFINITY], strict=True):
        free = [p.lower <= low and p.upper >= high for p in parts]
        clamped = [Fraction(min(max(low, p.lower), p.upper)) for p in parts]
        fixed = [x for x, moves in zip(clamped, free, strict=True) if not moves]
        if any(fixed):
            yield sum(x * x for x in fixed) / Fraction(sum(fixed))


def _greatest(parts: Sequence[Interval]) -> Fraction:
    if any(part.upper == INFINITY for part in parts):
        return Fraction(1)
    if sum(not part.exact for part in parts) > MOST_UNCERTAIN_PARTS:
        shares = [share_of_sum(parts, i) for i in range(len(parts))]
        return min(Fraction(1), sum((Fraction(s.upper) ** 2 for s in shares if s), Fraction(0)))
    return _greatest_corner(parts)


def _greatest_corner(parts: Sequence[Interval]) -> Fraction:
    import numpy as np

    sums = np.zeros(1)
    squares = np.zeros(1)
    for part in parts:
        ends = sorted({part.lower, part.upper})
        sums = np.concatenate([sums + end for end in ends])
        squares = np.concatenate([squares + end * end for end in ends])
    positive = np.where(sums > 0, sums, np.inf)
    corner = int(np.argmax(squares / positive**2))
    return Fraction(squares[corner]) / Fraction(sums[corner]) ** 2


def effective_number(index: Fraction) -> float:
    """Return 1 / HHI: as many equal parts would be as concentrated."""
    return float(1 / index)


def normalised(index: Fraction, count: int) -> float:
    """Return (HHI − 1/n) / (1 − 1/n) of n parts, two at least: 0 for equal parts, 1 for one."""
    return float((index * count - 1) / (count - 1))

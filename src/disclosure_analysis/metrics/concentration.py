"""Concentration of a breakdown: the Herfindahl–Hirschman index with exact bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from disclosure_analysis.metrics.intervals import INFINITY, Interval, share_of_sum

MOST_UNCERTAIN_PARTS = 20
"""Above this number of uncertain parts the upper bound is a safe one, not the least one."""


def herfindahl(parts: Sequence[float]) -> float:
    """Return HHI = Σ (x_i / Σx)², between 1/n and 1; NaN where the parts sum to zero."""
    whole = math.fsum(parts)
    if whole == 0:
        return math.nan
    return math.fsum(part * part for part in parts) / (whole * whole)


def herfindahl_bounds(parts: Sequence[Interval]) -> Interval | None:
    """Return the exact bounds of HHI over the box of the parts.

    HHI is quasi-convex in the parts. Its greatest value is therefore found at a corner of the
    box; its least one where every part is as near to one common level as its bounds let it be.
    Both are the bounds over real numbers; the upper end is attained by whole numbers if the
    parts' bounds are whole. None where all parts can only be zero.
    """
    if not any(part.upper > 0 for part in parts):
        return None
    if all(part.exact for part in parts):
        index = herfindahl([part.lower for part in parts])
        return Interval(index, index)
    lower = min(_levelled(parts))
    return Interval(lower, max(lower, _greatest(parts)))


def _levelled(parts: Sequence[Interval]) -> Iterator[float]:
    """Yield HHI at every level where it can be least: see ``herfindahl_bounds``."""
    for level in _levels(parts):
        value = herfindahl([min(max(level, p.lower), p.upper) for p in parts])
        if not math.isnan(value):
            yield value


def _levels(parts: Sequence[Interval]) -> Iterator[float]:
    """Yield the ends of the parts and, between two ends, the level where the slope is zero."""
    ends = sorted({end for p in parts for end in (p.lower, p.upper) if end < INFINITY})
    yield from ends
    # Parts without an upper bound can rise above every end together.
    yield 2 * ends[-1] or 1.0
    for low, high in zip(ends, [*ends[1:], INFINITY], strict=True):
        fixed = [min(max(low, p.lower), p.upper) for p in parts if not _free(p, low, high)]
        whole = math.fsum(fixed)
        if whole > 0:
            yield math.fsum(x * x for x in fixed) / whole


def _free(part: Interval, low: float, high: float) -> bool:
    return part.lower <= low and part.upper >= high


def _greatest(parts: Sequence[Interval]) -> float:
    if any(part.upper == INFINITY for part in parts):
        return 1.0
    if sum(not part.exact for part in parts) > MOST_UNCERTAIN_PARTS:
        shares = (share_of_sum(parts, i) for i in range(len(parts)))
        return min(1.0, math.fsum(s.upper**2 for s in shares if s is not None))
    return _greatest_corner(parts)


def _greatest_corner(parts: Sequence[Interval]) -> float:
    import numpy as np

    sums = np.zeros(1)
    squares = np.zeros(1)
    for part in parts:
        ends = sorted({part.lower, part.upper})
        sums = np.concatenate([sums + end for end in ends])
        squares = np.concatenate([squares + end * end for end in ends])
    positive = sums > 0
    return float(np.max(squares[positive] / sums[positive] ** 2))


def effective_number(index: Interval) -> Interval:
    """Return the interval of 1 / HHI: as many equal parts would be as concentrated."""
    return Interval(1 / index.upper, 1 / index.lower)


def normalised(index: float, count: int) -> float:
    """Return (HHI − 1/n) / (1 − 1/n): 0 for equal parts, 1 for one alone; NaN for one part."""
    return math.nan if count < 2 else (index - 1 / count) / (1 - 1 / count)

"""Exact bounds of ratios of sums: Σ a·x / Σ b·x over the box of the figures' intervals.

The sign of the slope in x is that of a − b·f, so a figure that stands in numerator and denominator
moves both at once. Between two neighbouring values of a / b those signs do not change: an extreme
value therefore lies at one of few corners, and all of these are tried for all rows at once.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]


def fraction_bounds(
    above: Sequence[float], below: Sequence[float], lower: Numbers, upper: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the least and the greatest value of Σ a·x / Σ b·x where the denominator is positive.

    Args:
        above: The factors a, one a figure.
        below: The factors b, one a figure; one at least is not zero.
        lower: Least values, a line a figure and a column a row; -inf is no bound.
        upper: Greatest values, likewise; inf is no bound.

    Returns:
        Two arrays, one number a row: -inf and inf where there is no bound, NaN where the
        denominator cannot be positive.
    """
    import numpy as np

    least = np.full(lower.shape[1], np.inf)
    most = np.full(lower.shape[1], -np.inf)
    for level in _between(_turns(above, below)):
        rising = [a - b * level > 0 for a, b in zip(above, below, strict=True)]
        high, low = np.where(_column(rising), [upper, lower], [lower, upper])
        most = np.fmax(most, _value(above, below, high))
        least = np.fmin(least, _value(above, below, low))
    for ray in _rays(above, below, lower, upper):
        most, least = np.fmax(most, ray), np.fmin(least, ray)
    vanishes = -_greatest([-b for b in below], lower, upper) <= 0
    most = np.where(vanishes & (_at_zero(above, below, lower, upper) > 0), np.inf, most)
    sunk = _at_zero([-a for a in above], below, lower, upper) > 0
    least = np.where(vanishes & sunk, -np.inf, least)
    impossible = _greatest(below, lower, upper) <= 0
    # Adding zero turns -0.0 into 0.0.
    return np.where(impossible, np.nan, least) + 0.0, np.where(impossible, np.nan, most) + 0.0


def _turns(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Return the values of a / b in order: there the slope in a figure changes its sign."""
    return sorted({a / b for a, b in zip(above, below, strict=True) if b})


def _between(turns: Sequence[float]) -> Iterator[float]:
    """Yield a number between any two neighbours, and beyond the last ones."""
    yield turns[0] - 1
    yield from ((low + high) / 2 for low, high in pairwise(turns))
    yield turns[-1] + 1


def _column(flags: Sequence[bool]) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.array(flags)[:, None]


def _value(above: Sequence[float], below: Sequence[float], corner: Numbers) -> Numbers:
    """Return the value at a corner, NaN where there is none or the corner is not finite."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        numerator, denominator = _sum(above, corner), _sum(below, corner)
        value = np.where(denominator > 0, numerator / denominator, np.nan)
    used = _column([bool(a or b) for a, b in zip(above, below, strict=True)])
    return np.where((np.isfinite(corner) | ~used).all(axis=0), value, np.nan)


def _at_zero(
    above: Sequence[float], below: Sequence[float], lower: Numbers, upper: Numbers
) -> Numbers:
    """Return the greatest numerator where the denominator vanishes.

    By duality it is the least, over all numbers t, of the greatest value of numerator − t ×
    denominator over the whole box; that is piecewise linear in t and turns at values of a / b.
    """
    import numpy as np

    found = [
        _greatest([a - t * b for a, b in zip(above, below, strict=True)], lower, upper)
        for t in _turns(above, below)
    ]
    result: Numbers = np.min(found, axis=0)
    return result


def _sum(factors: Sequence[float], corner: Numbers) -> Numbers:
    import numpy as np

    terms = [factor * line for factor, line in zip(factors, corner, strict=True) if factor]
    return np.sum(terms, axis=0) if terms else np.zeros(corner.shape[1])


def _rays(
    above: Sequence[float], below: Sequence[float], lower: Numbers, upper: Numbers
) -> Iterator[Numbers]:
    """Yield what the ratio tends to where a single figure has no bound."""
    import numpy as np

    for a, b, low, high in zip(above, below, lower, upper, strict=True):
        for sign, endless in ((1.0, np.isposinf(high)), (-1.0, np.isneginf(low))):
            if b * sign > 0:
                yield np.where(endless, a / b, np.nan)
            elif a and not b:
                yield np.where(endless, a * sign * np.inf, np.nan)


def _greatest(factors: Sequence[float], lower: Numbers, upper: Numbers) -> Numbers:
    import numpy as np

    figures = zip(factors, lower, upper, strict=True)
    ends = [np.maximum(factor * low, factor * high) for factor, low, high in figures if factor]
    return np.sum(ends, axis=0) if ends else np.zeros(lower.shape[1])

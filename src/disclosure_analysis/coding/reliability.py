"""Krippendorff's alpha: how far raters agree beyond chance, gaps allowed."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

T = TypeVar("T")

RESAMPLES = 1000
RESAMPLING_SEED = 1


def alpha(units: Sequence[Sequence[T]], spread: Callable[[Sequence[T]], float]) -> float | None:
    """Return Krippendorff's alpha, None where nothing is rated twice or all ratings are one.

    Computed from the sums of differences within units and overall, which is what the coincidence
    matrices of K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), come to.

    Args:
        units: The ratings of each unit, as many as raters rated it.
        spread: The sum of differences over all ordered pairs of some ratings: ``nominal`` or
            ``interval``.
    """
    paired = [unit for unit in units if len(unit) > 1]
    ratings = [rating for unit in paired for rating in unit]
    expected = spread(ratings)
    if not expected:
        return None
    observed = sum(spread(unit) / (len(unit) - 1) for unit in paired)
    return 1 - (len(ratings) - 1) * observed / expected


def nominal(ratings: Sequence[Hashable]) -> float:
    """Return how many ordered pairs of ratings differ."""
    return float(len(ratings) ** 2 - sum(count**2 for count in Counter(ratings).values()))


def interval(ratings: Sequence[float]) -> float:
    """Return the sum of squared differences over all ordered pairs of ratings."""
    if not ratings:
        return 0.0
    mean = sum(ratings) / len(ratings)
    return 2 * len(ratings) * sum((rating - mean) ** 2 for rating in ratings)


def alpha_interval(
    clusters: Sequence[Sequence[Sequence[T]]], spread: Callable[[Sequence[T]], float]
) -> tuple[float, float] | None:
    """Return a 95% bootstrap interval of alpha, None where there are fewer than two clusters.

    Args:
        clusters: The units of each document; documents are resampled, as the figures of one are
            not independent of each other. The seed is fixed.
        spread: As for ``alpha``.
    """
    if len(clusters) < 2:
        return None
    random = Random(RESAMPLING_SEED)
    drawn = []
    for _ in range(RESAMPLES):
        units = [unit for one in random.choices(clusters, k=len(clusters)) for unit in one]
        value = alpha(units, spread)
        if value is not None:
            drawn.append(value)
    drawn.sort()
    if not drawn:
        return None
    return drawn[int(0.025 * len(drawn))], drawn[min(int(0.975 * len(drawn)), len(drawn) - 1)]

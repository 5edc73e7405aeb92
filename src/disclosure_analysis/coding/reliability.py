"""Krippendorff's alpha: how far raters agree beyond chance, gaps allowed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

T = TypeVar("T")

RESAMPLES = 1000
RESAMPLING_SEED = 1


def nominal(one: object, other: object) -> float:
    """Return how far two names differ: not at all, or wholly."""
    return float(one != other)


def ratio(one: float, other: float) -> float:
    """Return how far two values differ on a scale with a natural zero, from 0 to 1.

    Krippendorff's ((c - k) / (c + k)) squared; a rise and a fall differ wholly.
    """
    if one == other:
        return 0.0
    return ((one - other) / (abs(one) + abs(other))) ** 2


def alpha(units: Sequence[Sequence[T]], difference: Callable[[T, T], float]) -> float | None:
    """Return Krippendorff's alpha, None where nothing is rated twice or all ratings are one.

    As in K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).

    Args:
        units: The ratings of each unit, as many as raters rated it.
        difference: How far two ratings differ: ``nominal`` or ``ratio``.
    """
    return next(iter(_alphas([units], np.ones((1, 1)), difference)), None)


def alpha_interval(
    clusters: Sequence[Sequence[Sequence[T]]], difference: Callable[[T, T], float]
) -> tuple[float, float] | None:
    """Return a 95% bootstrap interval of alpha, None where there are fewer than two clusters.

    Args:
        clusters: The units of each document; documents are resampled, as the figures of one are
            not independent of each other. The seed is fixed.
        difference: As for ``alpha``.
    """
    if len(clusters) < 2:
        return None
    random = Random(RESAMPLING_SEED)
    times = np.zeros((RESAMPLES, len(clusters)))
    for row in times:
        for number in random.choices(range(len(clusters)), k=len(clusters)):
            row[number] += 1
    drawn = sorted(_alphas(clusters, times, difference))
    if not drawn:
        return None
    return drawn[int(0.025 * len(drawn))], drawn[min(int(0.975 * len(drawn)), len(drawn) - 1)]


def _alphas(
    clusters: Sequence[Sequence[Sequence[T]]],
    times: NDArray[np.float64],
    difference: Callable[[T, T], float],
) -> list[float]:
    """Return alpha for each row of how often clusters are drawn, where it is defined."""
    paired = [[unit for unit in cluster if len(unit) > 1] for cluster in clusters]
    kinds = list(dict.fromkeys(r for cluster in paired for unit in cluster for r in unit))
    place = {rating: number for number, rating in enumerate(kinds)}
    apart = np.array([[difference(one, other) for other in kinds] for one in kinds])
    counts = np.zeros((len(clusters), len(kinds)))
    observed = np.zeros(len(clusters))
    for number, cluster in enumerate(paired):
        for unit in cluster:
            places = [place[rating] for rating in unit]
            np.add.at(counts[number], places, 1)
            observed[number] += apart[np.ix_(places, places)].sum() / (len(unit) - 1)
    drawn = times @ counts
    expected = ((drawn @ apart.reshape(len(kinds), len(kinds))) * drawn).sum(axis=1)
    known = expected > 0
    ratings = drawn.sum(axis=1)[known]
    found = 1 - (ratings - 1) * (times @ observed)[known] / expected[known]
    return [float(value) for value in found]

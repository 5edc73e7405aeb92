"""Checks of means: a mean a day or a month, times the days or months, against the year's figure."""

from __future__ import annotations

import calendar
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from disclosure_analysis.metrics.checks.rows import FAIL, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.intervals import Interval, interval
from disclosure_analysis.metrics.mentions import LABELLED
from disclosure_analysis.metrics.wording import amount, indicator_name, plain, sentence
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

MEAN = "stated_mean"
_SHORTEST = 2
"""Letters that a mean and a year's figure must share to speak of the same thing."""


def check_means(observations: pd.DataFrame, year: int, lang: str) -> list[Check]:
    """Check each mean that the text states (日均访问量) against the year's figure beside it.

    The year's figure has the same unit and names the same thing, or stands last before a mean
    that names nothing (日均24833人次). A mean is taken as rounded. More than the year's figure is
    uncertain, for it may be a mean of working days; less than it fails.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        year: The data year.
        lang: Language of the sentences, ``zh`` or ``en``.
    """
    stated = (observations["basis"] == "stated") & (observations["cell"] == "")
    means = stated & observations["quote"].str.contains(_any_cue(), regex=True)
    means |= stated & observations["label"].str.contains(_any_cue(), regex=True)
    if not means.any():
        return []
    whole = (observations["year"] == year) & (observations["period"] == "year") & ~means & stated
    wholes = [row for _, row in observations[whole & (observations["unit"] != "%")].iterrows()]
    checks = []
    for _, row in observations[means & observations["value"].notna()].iterrows():
        found = [_check(row, one, year, lang) for one in _of_the_year(row, wholes)]
        checks += [next((one for one in found if one.outcome == PASS), found[0])] if found else []
    return checks


@cache
def _any_cue() -> str:
    return "|".join(row["cue"] for row in table("mean_cues"))


def _of_the_year(mean: Any, wholes: Sequence[Any]) -> list[Any]:
    """Return the figures of the year that a mean may be of, the nearest before it first."""
    alike = [one for one in wholes if one["unit"] == mean["unit"]]
    before = [one for one in alike if one["start"] < mean["start"]][::-1]
    thing = re.sub(_any_cue(), "", mean["label"])
    if len(thing) < _SHORTEST:
        return before[:1]
    after = [one for one in alike if one["start"] > mean["start"]]
    return [one for one in (*before, *after) if _same(thing, one["label"])]


def _same(thing: str, label: str) -> bool:
    return len(label) >= _SHORTEST and (thing in label or label in thing)


def _check(mean: Any, whole: Any, year: int, lang: str) -> Check:
    cue, per = _cue(f"{mean['label']} {mean['quote']}")
    total = interval(whole["lower"], whole["upper"], least=0)
    bounds = interval(mean["lower"], mean["upper"], least=0)
    half = _last_digit(mean["value"]) / 2 if bounds.exact else 0.0
    # Many offices divide by 365 in leap years as well.
    tried = [12] if per == "month" else [365, 366][: 1 + calendar.isleap(year)]
    results = [(*_outcome(total, bounds, half, n), n) for n in tried]
    outcome, key, periods = next((r for r in results if r[0] == PASS), results[-1])
    words = sentence(
        f"mean_{key}",
        lang,
        mean=mean["label"] if cue in mean["label"] else cue,
        amount=amount(bounds, mean["unit"], lang),
        periods=periods,
        unit=sentence(f"mean_unit_{per}", lang),
        name=_name(whole, lang),
        total=amount(total, whole["unit"], lang),
    )
    ids = (str(mean["id"]), str(whole["id"]))
    expected = plain(_rounded(bounds, half, periods))
    return Check(MEAN, outcome, words, expected, plain(total), ids)


def _name(row: Any, lang: str) -> str:
    """Return the indicator's name, or the report's own words where there is none."""
    unnamed = row["indicator"] in LABELLED
    return str(row["label"]) if unnamed else indicator_name(row["indicator"], lang)


def _cue(words: str) -> tuple[str, str]:
    """Return the word that tells a mean, and ``day`` or ``month``."""
    found = ((re.search(row["cue"], words), row["per"]) for row in table("mean_cues"))
    return next((match[0], per) for match, per in found if match)


def _rounded(mean: Interval, half: float, periods: int) -> Interval:
    return Interval((mean.lower - half) * periods, (mean.upper + half) * periods)


def _outcome(total: Interval, mean: Interval, half: float, periods: int) -> tuple[str, str]:
    rounded, step = _rounded(mean, half, periods), 2 * half
    if rounded.meets(total):
        return PASS, "agrees"
    if step and mean.lower * periods <= total.upper and total.lower < (mean.lower + step) * periods:
        return UNCERTAIN, "truncated"
    if total.upper < rounded.lower:
        return UNCERTAIN, "above"
    return FAIL, "below"


def _last_digit(value: float) -> float:
    """Return what the last printed digit of a number is worth."""
    decimals = f"{value:.6f}".rstrip("0").partition(".")[2]
    return 10.0 ** -len(decimals)

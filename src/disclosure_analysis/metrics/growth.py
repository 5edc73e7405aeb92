"""Growth: as stated, as computed, and what the stated growth says of the year before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.metrics.comparability import BRIDGED, BROKEN, Step, step_of
from disclosure_analysis.metrics.eras import NARRATIVE, era, form_held
from disclosure_analysis.metrics.intervals import INFINITY, Interval
from disclosure_analysis.metrics.mentions import (
    Figure,
    check_previous,
    data_year,
    figure_of,
    read_figures,
)
from disclosure_analysis.metrics.rows import SMALL_BASE, metric_row, metrics_frame
from disclosure_analysis.metrics.wording import indicator_name, warning
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

SUFFIX = "_growth"


class Series(NamedTuple):
    """What two reports say of one indicator.

    Attributes:
        indicator: The indicator, without ``_growth``.
        year: The data year t.
        now: The value of year t.
        before: The value of year t − 1, from the report of that year if it is at hand and
            gives it, otherwise as the report of year t states it.
        stated: The growth that the report of year t states.
        own_base: Whether ``before`` is what the report of year t states.
        step: Whether the two years may be set against each other; None without a base.
    """

    indicator: str
    year: int
    now: Figure | None
    before: Figure | None
    stated: Figure | None
    own_base: bool
    step: Step | None = None

    @property
    def broken(self) -> bool:
        """Whether no growth may be computed, for the two years count differently."""
        return self.step is not None and self.step.step == BROKEN


def growth(
    observations: pd.DataFrame, previous: pd.DataFrame | None = None, *, lang: str = "zh"
) -> pd.DataFrame:
    """Return growth metrics of every indicator that has any.

    * ``growth_stated``: the growth x_growth as the report prints it, per cent, with the interval
      of its rounding.
    * ``implied_previous_value``: x / (1 + x_growth), in the unit of x. Bounds are the outermost
      whole numbers inside the real interval where x is a count.
    * ``growth_yoy``: 100 × (x(t) / x(t−1) − 1), per cent, numerator x(t) and denominator x(t−1),
      within [lo(t) / hi(t−1) − 1, hi(t) / lo(t−1) − 1]. Given for indicators whose series
      ``indicator_comparability.csv`` allows, and for those whose growth the report states.
    * ``growth_gap``: stated − computed, in percentage points; never from an implied base.

    At a zero or missing base growth is NaN with a warning, never 0 or infinite; so it is over a
    broken step of the series (see ``comparability``), and the warning gives the reason.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        previous: Observations of the same body's report of the year before, if there is one.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``.

    Raises:
        InputError: ``previous`` is another body's report, or of another year.
    """
    rows: list[dict[str, Any]] = []
    for one in series(observations, previous):
        if one.stated is not None:
            rows += [_stated_row(one, one.stated, lang), _implied_row(one, one.stated, lang)]
        rows.append(_computed_row(one, lang))
        if one.stated is not None:
            rows.append(_gap_row(one, one.stated, lang))
    return metrics_frame(rows)


def series(observations: pd.DataFrame, previous: pd.DataFrame | None = None) -> list[Series]:
    """Return the indicators with a stated growth or with values of both years."""
    year = data_year(observations)
    if year is None:
        return []
    if previous is not None:
        check_previous(observations, previous)
    now = read_figures(observations)
    before = [] if previous is None else read_figures(previous)
    names = dict.fromkeys(f.key.indicator.removesuffix(SUFFIX) for f in now if f.key.year == year)
    found = [_one_series(name, year, now, before) for name in names]
    form, scope = _form(observations, year), str(observations["scope"].iloc[0])
    form_before = NARRATIVE if previous is None else _form(previous, year - 1)
    stepped = [one._replace(step=_step(one, form, form_before, scope)) for one in found]
    return [s for s in stepped if s.stated is not None or _computable(s)]


def _form(observations: pd.DataFrame, year: int) -> str:
    """Return the official form whose cells count in a report, ``narrative`` if it has none."""
    return form_held(observations["form"][observations["year"] == year], year)


def _form_of(figure: Figure | None, form: str) -> str:
    """Return the form that a figure stands in: that of the report's tables, or none."""
    in_table = figure is not None and any(mention.key.cell for mention in figure.mentions)
    return form if in_table else NARRATIVE


def _step(one: Series, form: str, form_before: str, scope: str) -> Step | None:
    if one.before is None:
        return None
    if one.own_base:
        # A table that looks back counts as it counts now, unless its form did not exist yet.
        same_era = era(one.year - 1, NARRATIVE) == era(one.year, form)
        form_before = form if same_era else NARRATIVE
    before, now = _form_of(one.before, form_before), _form_of(one.now, form)
    return step_of(one.indicator, one.year - 1, one.year, before, now, scope)


def _one_series(
    indicator: str, year: int, now: Sequence[Figure], before: Sequence[Figure]
) -> Series:
    value = figure_of(now, indicator, year)
    base = _in_unit_of(value, figure_of(before, indicator, year - 1))
    own = _in_unit_of(value, figure_of(now, indicator, year - 1)) if base is None else None
    return Series(
        indicator=indicator,
        year=year,
        now=value,
        before=own if base is None else base,
        stated=figure_of(now, indicator + SUFFIX, year),
        own_base=own is not None,
    )


def _in_unit_of(value: Figure | None, base: Figure | None) -> Figure | None:
    if value is None or base is None or value.key.unit != base.key.unit:
        return None
    return base


def _computable(one: Series) -> bool:
    known = keyed("indicator_comparability", "indicator").get(one.indicator)
    comparable = known is not None and known["series"] == "yes"
    return comparable and one.now is not None and one.before is not None


def growth_bounds(now: Interval, before: Interval) -> Interval | None:
    """Return the interval of growth in per cent; None where the base can only be zero.

    A base that may be zero leaves growth without an upper bound.
    """
    if before.upper <= 0:
        return None
    if now.upper == 0:
        return Interval(-100.0, -100.0)
    lower = -100.0 if before.upper == INFINITY else _percent(now.lower, before.upper)
    if before.lower <= 0 or now.upper == INFINITY:
        return Interval(lower, INFINITY)
    return Interval(lower, _percent(now.upper, before.lower))


def _percent(now: float, before: float) -> float:
    return 100 * (now - before) / before


def implied_bounds(now: Interval, stated: Interval, *, whole: bool = True) -> Interval | None:
    """Return the interval of x / (1 + g / 100), g in per cent.

    With ``whole`` the bounds are the outermost whole numbers inside the real interval. None
    where no positive number agrees with the stated growth.
    """
    if stated.upper <= -100 or now.upper <= 0:
        return None
    lower = 0.0 if stated.upper == INFINITY else now.lower / (1 + stated.upper / 100)
    upper = INFINITY if stated.lower <= -100 else now.upper / (1 + stated.lower / 100)
    if whole:
        lower = float(math.ceil(_steady(lower)))
        upper = upper if upper == INFINITY else float(math.floor(_steady(upper)))
    return Interval(lower, upper) if lower <= upper and upper > 0 else None


def _steady(value: float) -> float:
    # 110 / 1.1 is 99.99999999999999: the last bits must not move a bound by one.
    return round(value, 9)


def counts_whole(unit: str) -> bool:
    """Return whether what the unit counts comes in whole numbers; so unless the table denies it."""
    known = keyed("unit_words", "unit").get(unit)
    return unit not in {"%", "百分点"} and (known is None or known["whole"] == "yes")


def _stated_row(one: Series, stated: Figure, lang: str) -> dict[str, Any]:
    return metric_row(
        "growth_stated",
        one.year,
        lang,
        value=stated.value,
        bounds=stated.bounds,
        warnings=[warning("mentions_conflict", lang)] if stated.conflicting else [],
        ids=stated.ids,
        subject=indicator_name(one.indicator, lang),
    )


def _implied_row(one: Series, stated: Figure, lang: str) -> dict[str, Any]:
    subject = indicator_name(one.indicator, lang)
    if one.now is None:
        return metric_row(
            "implied_previous_value",
            one.year - 1,
            lang,
            warnings=[warning("value_missing", lang)],
            ids=stated.ids,
            subject=subject,
        )
    whole = counts_whole(one.now.key.unit)
    bounds = implied_bounds(one.now.bounds, stated.bounds, whole=whole)
    return metric_row(
        "implied_previous_value",
        one.year - 1,
        lang,
        value=math.nan if bounds is None else _implied_value(one.now, stated, whole),
        bounds=bounds,
        unit=one.now.key.unit,
        numerator=one.now.value,
        warnings=[] if bounds else [warning(_why_not_implied(one.now, stated), lang)],
        ids=(*one.now.ids, *stated.ids),
        subject=subject,
    )


def _implied_value(now: Figure, stated: Figure, whole: bool) -> float:
    if stated.value <= -100:
        return math.nan
    value = now.value / (1 + stated.value / 100)
    return float(round(value)) if whole else value


def _why_not_implied(now: Figure, stated: Figure) -> str:
    undetermined = stated.bounds.upper <= -100 or now.bounds.upper <= 0
    return "implied_undefined" if undetermined else "no_whole_number"


def _computed_row(one: Series, lang: str) -> dict[str, Any]:
    known = keyed("indicator_comparability", "indicator").get(one.indicator)
    code = "unknown" if known is None else known["comparability"]
    bounds = _computed_bounds(one)
    now, before = one.now, one.before
    return metric_row(
        "growth_yoy",
        one.year,
        lang,
        value=_computed_value(one),
        bounds=bounds,
        numerator=math.nan if now is None else now.value,
        denominator=math.nan if before is None else before.value,
        comparability=code,
        warnings=_computed_warnings(one, lang),
        ids=(*(now.ids if now else ()), *(before.ids if before else ())),
        subject=indicator_name(one.indicator, lang),
    )


def _computed_bounds(one: Series) -> Interval | None:
    if one.now is None or one.before is None or one.before.value == 0 or _refused(one):
        return None
    return growth_bounds(one.now.bounds, one.before.bounds)


def _computed_value(one: Series) -> float:
    if one.now is None or one.before is None or one.before.value == 0 or _refused(one):
        return math.nan
    return _percent(one.now.value, one.before.value)


def _refused(one: Series) -> bool:
    return one.broken or _signed(one)


def _signed(one: Series) -> bool:
    """Tell figures that may lie below zero, of which there is no growth."""
    return any(f is not None and f.bounds.lower < 0 for f in (one.now, one.before))


def _computed_warnings(one: Series, lang: str) -> list[str]:
    keys = []
    if one.now is None:
        keys.append("value_missing")
    if one.before is None:
        keys.append("base_missing")
    elif _signed(one):
        keys.append("signed_number")
    elif one.before.value == 0:
        keys.append("base_zero")
    else:
        keys += ["base_maybe_zero"] if one.before.bounds.lower <= 0 else []
        keys += ["small_base"] if one.before.value < SMALL_BASE else []
    keys += ["base_own_statement"] if one.own_base else []
    keys += ["mentions_conflict"] if _conflicting(one) else []
    return [*(warning(key, lang) for key in keys), *_step_words(one, lang)]


def _conflicting(one: Series) -> bool:
    return any(figure.conflicting for figure in (one.now, one.before) if figure is not None)


def _step_words(one: Series, lang: str) -> list[str]:
    told = one.step is not None and one.step.step in (BRIDGED, BROKEN)
    return [one.step.words(lang)] if one.step is not None and told else []


def _gap_row(one: Series, stated: Figure, lang: str) -> dict[str, Any]:
    bounds = _computed_bounds(one)
    computed = _computed_value(one)
    return metric_row(
        "growth_gap",
        one.year,
        lang,
        value=stated.value - computed,
        bounds=None if bounds is None else _difference(stated.bounds, bounds),
        numerator=stated.value,
        denominator=computed,
        warnings=[] if bounds else _why_no_gap(one, lang),
        ids=(
            *stated.ids,
            *(one.now.ids if one.now else ()),
            *(one.before.ids if one.before else ()),
        ),
        subject=indicator_name(one.indicator, lang),
    )


def _why_no_gap(one: Series, lang: str) -> list[str]:
    if one.now is not None and one.broken:
        return _step_words(one, lang)
    if one.now is None:
        return [warning("value_missing", lang)]
    if one.before is None:
        return [warning("base_missing", lang)]
    return [warning("signed_number" if _signed(one) else "base_zero", lang)]


def _difference(first: Interval, second: Interval) -> Interval:
    return Interval(first.lower - second.upper, first.upper - second.lower)

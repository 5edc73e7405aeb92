"""Composition: what a total is made of, as far as the report lists its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from disclosure_analysis.metrics.concentration import (
    MOST_UNCERTAIN_PARTS,
    effective_number,
    herfindahl,
    herfindahl_bounds,
    normalised,
)
from disclosure_analysis.metrics.intervals import (
    INFINITY,
    Interval,
    share_of_sum,
    share_of_whole,
    total,
)
from disclosure_analysis.metrics.mentions import (
    Figure,
    data_year,
    figure_of,
    in_tables,
    in_text,
    parts_of,
    read_figures,
    sum_of_cells,
    wholes,
)
from disclosure_analysis.metrics.rows import metric_row, metrics_frame
from disclosure_analysis.metrics.wording import figure_name, indicator_name, warning
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    import pandas as pd

CHANNELS = "channels"
GROUPS = "groups"
CLASSES = "classes"

NAMES = {
    "hhi": {CLASSES: "composition_hhi", CHANNELS: "disclosure_channel_hhi"},
    "hhi_norm": {CLASSES: "composition_hhi_norm", CHANNELS: "disclosure_channel_hhi_norm"},
    "effective": {
        CLASSES: "composition_effective",
        CHANNELS: "disclosure_channels_effective",
        GROUPS: "reported_groups_effective",
    },
}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total and the parts that a report lists of it.

    Attributes:
        whole: The indicator of the total.
        year: The year that the figures speak of.
        stated: The total as the report states it, None where it does not.
        parts: The parts in the unit of the total, each figure once, in the order of the text.
        others: Parts in other units, and changes; they cannot be added and are left out.
        kind: ``channels`` (one item may go through several), ``groups`` (channels mixed with
            levels of government, which overlap) or ``classes`` (anything else: an item belongs
            to one class).
    """

    whole: str
    year: int
    stated: Figure | None
    parts: tuple[Figure, ...]
    others: tuple[Figure, ...]
    kind: str

    @property
    def sum(self) -> Interval:
        """The interval of the sum of the parts."""
        return total(part.bounds for part in self.parts)

    @property
    def written(self) -> float:
        """The sum of the parts as written."""
        return math.fsum(part.value for part in self.parts)

    @property
    def unit(self) -> str:
        """The unit of the total, or of the parts where no total is stated."""
        return self.parts[0].key.unit if self.stated is None else self.stated.key.unit

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all observations used: the total's, then the parts'."""
        own = () if self.stated is None else self.stated.ids
        return (*own, *(i for part in self.parts for i in part.ids))


def breakdown(figures: Sequence[Figure], whole: str, year: int) -> Breakdown:
    """Return the parts that a report lists of an indicator for a year.

    Percentages are statements about parts, not parts. A part in another unit than the total's
    is kept apart. Parts in a table go with the table's total, parts in the text with the text's.
    Beside a table's rows of channels, rows of anything else (主动公开规范性文件数) are no parts.
    """
    listed = _rows_of_channels([p for p in parts_of(figures, whole, year) if p.key.unit != "%"])
    stated = _stated(figures, whole, year, tabled=any(p.key.cell for p in listed))
    if stated is not None and stated.bounds.lower < 0:
        stated = None
    unit = stated.key.unit if stated else next((p.key.unit for p in listed), "")
    parts = tuple(p for p in listed if _adds_up(p, unit))
    others = tuple(p for p in listed if not _adds_up(p, unit))
    return Breakdown(whole, year, stated, parts, others, _kind(parts))


def _rows_of_channels(listed: list[Figure]) -> list[Figure]:
    known = keyed("reporting_groups", "indicator")
    channels = [p for p in listed if p.key.cell and p.key.indicator in known]
    return channels or listed


def _stated(figures: Sequence[Figure], whole: str, year: int, *, tabled: bool) -> Figure | None:
    cells = [
        f for f in in_tables(figures) if f.key.indicator == whole and f.key.year == year and tabled
    ]
    if cells:
        return sum_of_cells(cells)
    return figure_of(in_text(figures), whole, year) or figure_of(figures, whole, year)


def _adds_up(part: Figure, unit: str) -> bool:
    # A negative figure is a change (the ± columns of the form of 2019), never a part.
    return part.key.unit == unit and part.bounds.lower >= 0


def _kind(parts: Sequence[Figure]) -> str:
    known = keyed("reporting_groups", "indicator")
    kinds = [known[p.key.indicator]["kind"] for p in parts if p.key.indicator in known]
    if not kinds:
        return CLASSES
    only_channels = len(kinds) == len(parts) and set(kinds) == {"channel"}
    return CHANNELS if only_channels else GROUPS


def composition(observations: pd.DataFrame, whole: str, *, lang: str = "zh") -> pd.DataFrame:
    """Return shares, coverage and concentration of a breakdown.

    Parts are the figures whose ``part_of`` is ``whole``; mentions of the same figure count once.
    All shares are in per cent.

    * Classes: ``composition_share`` x_i / x_whole (NaN with a warning where the whole is not
      stated or zero, or less than the part), ``composition_covered_share`` Σ x_i / x_whole,
      ``composition_remainder`` x_whole − Σ x_i.
    * Channels, and channels mixed with levels of government (then a warning calls them reported
      groups, for they overlap): ``disclosure_channel_share`` x_i / Σ x, whose whole is the sum of
      the parts because an item may appear in several; ``disclosure_overlap_index``
      Σ x_i / x_whole − 1.
    * Both: ``composition_sum`` Σ x_i; with two parts or more ``*_hhi`` Σ (x_i / Σ x)² between 1/n
      and 1, ``*_hhi_norm``, and the effective number 1 / HHI.

    Bounds are exact over the box of the parts' intervals and the whole's (HHI by corners and
    levels, see ``concentration``). Values take the figures as written.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        whole: The indicator that is broken down.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``; empty where no part is listed.
    """
    year = data_year(observations)
    if year is None:
        return metrics_frame([])
    parts = breakdown(read_figures(observations), whole, year)
    return metrics_frame(_rows(parts, lang) if parts.parts else [])


def compositions(observations: pd.DataFrame, year: int, *, lang: str = "zh") -> pd.DataFrame:
    """Return ``composition`` for every indicator that a report breaks down, one after another.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        year: The data year.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``.
    """
    figures = read_figures(observations)
    found = [breakdown(figures, whole, year) for whole in wholes(figures, year)]
    return metrics_frame(row for parts in found if parts.parts for row in _rows(parts, lang))


def _rows(one: Breakdown, lang: str) -> list[dict[str, Any]]:
    by_kind = _class_rows(one, lang) if one.kind == CLASSES else _group_rows(one, lang)
    return [*by_kind, _sum_row(one, lang), *_concentration_rows(one, lang)]


def _class_rows(one: Breakdown, lang: str) -> list[dict[str, Any]]:
    rows = [_share_row(one, part, lang) for part in one.parts]
    return rows if one.stated is None else [*rows, *_coverage_rows(one, one.stated, lang)]


def _group_rows(one: Breakdown, lang: str) -> list[dict[str, Any]]:
    rows = [_group_share_row(one, position, lang) for position in range(len(one.parts))]
    return rows if one.stated is None else [*rows, _overlap_row(one, one.stated, lang)]


def _row(one: Breakdown, metric: str, lang: str, **values: Any) -> dict[str, Any]:
    values = {"ids": one.ids, "whole": indicator_name(one.whole, lang), **values}
    return metric_row(metric, one.year, lang, **values)


def _percent(part: float, whole: float) -> float:
    return math.nan if whole == 0 else 100 * part / whole


def _exceeds(part: float, bounds: Interval, whole: Figure) -> bool:
    """Tell a part that is greater than its whole, as written or in any case: it has no share."""
    return part > whole.value or bounds.lower > whole.bounds.upper


def _share_row(one: Breakdown, part: Figure, lang: str) -> dict[str, Any]:
    name = _part_name(one, part, lang)
    if one.stated is None:
        missing = [warning("whole_missing", lang)]
        return _row(one, "composition_share", lang, part=name, warnings=missing, ids=part.ids)
    none = _exceeds(part.value, part.bounds, one.stated)
    return _row(
        one,
        "composition_share",
        lang,
        part=name,
        value=math.nan if none else _percent(part.value, one.stated.value),
        bounds=None if none else share_of_whole(part.bounds, one.stated.bounds, 100),
        numerator=part.value,
        denominator=one.stated.value,
        warnings=_share_warnings(part, one.stated, lang),
        ids=(*part.ids, *one.stated.ids),
    )


def _part_name(one: Breakdown, part: Figure, lang: str) -> str:
    # Two rows of a table may count one indicator (商业秘密, 个人隐私): only their labels differ.
    alike = sum(other.key.indicator == part.key.indicator for other in one.parts)
    return part.label if alike > 1 and part.label else figure_name(part, lang)


def _share_warnings(part: Figure, whole: Figure, lang: str) -> list[str]:
    keys = ["mentions_conflict"] if part.conflicting or whole.conflicting else []
    if whole.value == 0:
        keys.append("whole_zero")
    elif _exceeds(part.value, part.bounds, whole):
        keys.append("part_exceeds_whole")
    return [warning(key, lang) for key in keys]


def _coverage_rows(one: Breakdown, whole: Figure, lang: str) -> list[dict[str, Any]]:
    listed = one.written
    none = _exceeds(listed, one.sum, whole)
    covered = _row(
        one,
        "composition_covered_share",
        lang,
        value=math.nan if none else _percent(listed, whole.value),
        bounds=None if none else share_of_whole(one.sum, whole.bounds, 100),
        numerator=listed,
        denominator=whole.value,
        warnings=_list_warnings(one, lang),
    )
    remainder = _row(
        one,
        "composition_remainder",
        lang,
        value=math.nan if none else whole.value - listed,
        bounds=None if none else _remainder(one.sum, whole.bounds),
        unit=one.unit,
        warnings=_list_warnings(one, lang),
    )
    return [covered, remainder]


def _remainder(listed: Interval, whole: Interval) -> Interval:
    return Interval(max(0.0, whole.lower - listed.upper), whole.upper - listed.lower)


def _group_share_row(one: Breakdown, position: int, lang: str) -> dict[str, Any]:
    part = one.parts[position]
    return _row(
        one,
        "disclosure_channel_share",
        lang,
        part=_part_name(one, part, lang),
        value=_percent(part.value, one.written),
        bounds=share_of_sum([p.bounds for p in one.parts], position, 100),
        numerator=part.value,
        denominator=one.written,
        warnings=_list_warnings(one, lang),
        ids=[*part.ids, *(i for p in one.parts for i in p.ids)],
    )


def _overlap_row(one: Breakdown, whole: Figure, lang: str) -> dict[str, Any]:
    return _row(
        one,
        "disclosure_overlap_index",
        lang,
        value=_above(one.written, whole.value) if whole.value else math.nan,
        bounds=_overlap(one.sum, whole.bounds),
        numerator=one.written,
        denominator=whole.value,
        warnings=_list_warnings(one, lang),
    )


def _overlap(listed: Interval, whole: Interval) -> Interval | None:
    """Return the interval of Σ x_i / x_whole − 1; None where the whole can only be zero."""
    if whole.upper <= 0:
        return None
    return Interval(_above(listed.lower, whole.upper), _above(listed.upper, whole.lower))


def _above(listed: float, whole: float) -> float:
    """Return listed / whole − 1 in one division: right to the last digit."""
    if listed == 0 or whole == INFINITY:
        return -1.0
    return INFINITY if whole <= 0 or listed == INFINITY else (listed - whole) / whole


def _sum_row(one: Breakdown, lang: str) -> dict[str, Any]:
    return _row(
        one,
        "composition_sum",
        lang,
        value=one.written,
        bounds=one.sum,
        unit=one.unit,
        warnings=_list_warnings(one, lang),
        ids=[i for part in one.parts for i in part.ids],
    )


def _concentration_rows(one: Breakdown, lang: str) -> list[dict[str, Any]]:
    count = len(one.parts)
    bounds = herfindahl_bounds([part.bounds for part in one.parts])
    if count < 2 or bounds is None:
        return []
    index = herfindahl([part.value for part in one.parts])
    turns: dict[str, Callable[[Fraction], float]] = {
        "hhi": float,
        "hhi_norm": partial(normalised, count=count),
        "effective": effective_number,
    }
    notes = [*_list_warnings(one, lang), *_wide_warning(one, lang)]
    ids = [i for part in one.parts for i in part.ids]
    return [
        _row(
            one,
            _name(key, one.kind),
            lang,
            value=math.nan if index is None else turn(index),
            bounds=Interval(*sorted(turn(end) for end in bounds)),
            warnings=notes,
            ids=ids,
        )
        for key, turn in turns.items()
    ]


def _name(key: str, kind: str) -> str:
    return NAMES[key].get(kind, NAMES[key][CHANNELS])


def _list_warnings(one: Breakdown, lang: str) -> list[str]:
    keys = []
    if one.stated is not None and one.kind == CLASSES:
        keys += ["partial_list"] if one.sum.upper < one.stated.bounds.lower else []
        keys += ["parts_exceed_whole"] if _exceeds(one.written, one.sum, one.stated) else []
        keys += ["whole_zero"] if one.stated.value == 0 else []
    keys += {GROUPS: ["reported_groups"], CHANNELS: ["channels_overlap"]}.get(one.kind, [])
    keys += ["mentions_conflict"] if any(part.conflicting for part in one.parts) else []
    keys += ["other_units"] if one.others else []
    return [warning(key, lang, count=len(one.others)) for key in keys]


def _wide_warning(one: Breakdown, lang: str) -> list[str]:
    uncertain = sum(not part.bounds.exact for part in one.parts)
    return [warning("upper_bound_wide", lang)] if uncertain > MOST_UNCERTAIN_PARTS else []

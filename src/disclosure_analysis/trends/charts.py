"""Charts of a trend: one small panel for each figure, drawn from what the reports state.

Points are joined only where two years compare; a dashed line stands for a bridge, and where a
series breaks a dotted line stands between the years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from disclosure_analysis.display import Chart, Prose
from disclosure_analysis.drawing import INK, MAIN, MUTED, in_lines, small_multiples, svg_of
from disclosure_analysis.metrics.eras import NARRATIVE, era
from disclosure_analysis.metrics.wording import figure_names
from disclosure_analysis.tables import keyed
from disclosure_analysis.trends.words import trend_words
from disclosure_analysis.words import interval_in_words, records, with_separators

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from disclosure_analysis.trends.trend import Trend

MOST_PANELS = 12
_TALLEST_LABELS = 1.32
"""How far above the highest point a panel reaches, so that its number has room."""
_MOST_BREAKS = 4
_JOINED = {"comparable": "-", "bridged": (0, (4, 2))}


@dataclass(frozen=True, slots=True)
class Point:
    """A year's value with its bounds; NaN where there is none."""

    year: int
    value: float
    lower: float
    upper: float
    coded: bool


Join = tuple[Point, Point, str]
"""Two neighbouring years of one series: ``comparable``, ``bridged`` or ``broken``."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure or ratio.

    Attributes:
        title: What is counted, with its unit.
        points: The years' values, in order; a body of unknown scope is a series of its own.
        joins: The neighbouring years of each series.
    """

    title: str
    points: tuple[Point, ...]
    joins: tuple[Join, ...]


def plot_series(trend: Trend, indicators_shown: Sequence[str] = ()) -> Chart | Prose:
    """Draw what the reports state, year by year: a panel for each indicator.

    Args:
        trend: The body's figures.
        indicators_shown: The indicators; empty for all that two years or more state, at most
            ``MOST_PANELS``, those of most years first.

    Returns:
        The chart, or a sentence where no figure has two years.
    """
    words = trend_words(trend.lang)
    names = list(indicators_shown) or _with_several_years(trend)
    panels = [panel for name in names if (panel := _series_panel(trend, name)).points]
    if not panels:
        return Prose(words["no_series"])
    return _chart(panels, words["series_caption"], trend.lang)


def plot_rates(trend: Trend, metrics_shown: Sequence[str] = ()) -> Chart | Prose:
    """Draw the ratios of each year: a panel for each.

    Args:
        trend: The body's figures.
        metrics_shown: Names of metrics; empty for all. Those that two years or more allow are
            drawn.

    Returns:
        The chart; nothing where no ratio has two years.
    """
    words = trend_words(trend.lang)
    rows = trend.rates[trend.rates["value"].notna()]
    if metrics_shown:
        rows = rows[rows["metric"].isin(metrics_shown)]
    several = rows.groupby(["metric", "label"], sort=False)["year"].transform("nunique") > 1
    kinds = rows[several].groupby(["metric", "label"], sort=False)
    panels = [_rate_panel(one) for _, one in kinds][:MOST_PANELS]
    if not panels:
        return Prose("")
    return _chart(panels, words["rates_caption"], trend.lang)


def _with_several_years(trend: Trend) -> list[str]:
    values = trend.values[(trend.values["applicant"] == "") & trend.values["value"].notna()]
    counts = values.groupby("indicator", sort=False)["year"].nunique()
    order = {name: place for place, name in enumerate(figure_names(trend.lang))}
    several = [str(name) for name, n in counts.items() if n > 1 and str(name) in order]
    chosen = sorted(several, key=lambda name: (-counts[name], order[name]))[:MOST_PANELS]
    return sorted(chosen, key=order.__getitem__)


def _series_panel(trend: Trend, name: str) -> Panel:
    rows = trend.values[(trend.values["indicator"] == name) & (trend.values["applicant"] == "")]
    steps = trend.steps[trend.steps["indicator"] == name]
    keys = zip(steps["reporter"], steps["scope"], steps["year"], strict=True)
    how = dict(zip(keys, steps["step"], strict=True))
    title, unit = figure_names(trend.lang)[name]
    return _panel(
        f"{title}（{unit}）" if trend.lang == "zh" else title,
        rows,
        lambda series, _before, after: how.get((*series, after), "broken"),
    )


def _rate_panel(rows: pd.DataFrame) -> Panel:
    breaks = keyed("comparability", "code")[str(rows["comparability"].iloc[0])]["breaks"]
    years = [int(year) for year in breaks.split()]
    unit, title = str(rows["unit"].iloc[0]), str(rows["label"].iloc[0])

    def how(_series: tuple[str, str], before: int, after: int) -> str:
        if any(before < year <= after for year in years):
            return "broken"
        return "comparable" if era(before, NARRATIVE) == era(after, NARRATIVE) else "bridged"

    return _panel(f"{title}（{unit}）" if unit else title, rows, how)


def _panel(
    title: str, rows: pd.DataFrame, how: Callable[[tuple[str, str], int, int], str]
) -> Panel:
    """Return a panel; points are joined within one reporter and scope alone."""
    points: list[Point] = []
    joins: list[Join] = []
    stated = rows[rows["value"].notna()].sort_values("year", kind="stable")
    for (reporter, scope), series in stated.groupby(["reporter", "scope"], sort=False):
        own = [
            Point(int(r.year), r.value, r.lower, r.upper, getattr(r, "origin", "") == "coded")
            for r in records(series.drop_duplicates("year"))
        ]
        points += own
        for before, after in pairwise(own):
            kind = how((str(reporter), str(scope)), before.year, after.year)
            joins.append((before, after, kind))
    return Panel(title, tuple(sorted(points, key=lambda point: point.year)), tuple(joins))


def _chart(panels: Sequence[Panel], caption: str, lang: str) -> Chart:
    first = min(panel.points[0].year for panel in panels)
    last = max(panel.points[-1].year for panel in panels)
    with small_multiples(len(panels)) as (figure, axes):
        for one, panel in zip(axes, panels, strict=True):
            _draw(one, panel, first, last)
        svg = svg_of(figure)
    return Chart(svg, _alt(panels, lang), caption)


def _draw(axes: Axes, panel: Panel, first: int, last: int) -> None:
    """Draw one series: intervals, points, what joins them, and the first and last number."""
    _draw_joins(axes, panel)
    for point in panel.points:
        _draw_point(axes, point)
    highest = max(_top(point) for point in panel.points) or 1
    top = max(panel.points, key=_top)
    for point in dict.fromkeys((panel.points[0], panel.points[-1], top)):
        _draw_number(axes, point)
    axes.set_title(in_lines(panel.title), loc="left", fontsize=8.5, color=INK, pad=4)
    axes.set_ylim(0, highest * _TALLEST_LABELS)
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.set_xticks(_ticks(panel), [str(year) for year in _ticks(panel)], fontsize=7.5)
    axes.set_yticks([])
    axes.tick_params(length=2, color=MUTED, labelcolor=INK)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _draw_joins(axes: Axes, panel: Panel) -> None:
    """Draw lines between years that compare, and mark breaks unless the series is all breaks."""
    broken = sum(kind not in _JOINED for _, _, kind in panel.joins)
    for before, after, kind in panel.joins:
        if kind in _JOINED:
            pair = [before.year, after.year], [before.value, after.value]
            axes.plot(*pair, color=MAIN, linewidth=1.2, linestyle=_JOINED[kind], zorder=1)
        elif broken <= _MOST_BREAKS:
            middle = (before.year + after.year) / 2
            axes.axvline(middle, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0)


def _draw_number(axes: Axes, point: Point) -> None:
    """Write a point's number above it, on white, so that no line runs through it."""
    from matplotlib.patheffects import withStroke

    axes.annotate(
        with_separators(point.value),
        (point.year, _top(point)),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=7.5,
        color=INK,
        zorder=2,
        path_effects=[withStroke(linewidth=2.5, foreground="white")],
    )


def _ticks(panel: Panel) -> list[int]:
    """Return the years that have room below a panel: all if they are few, else the ends."""
    years = [point.year for point in panel.points]
    return years if len(years) < 5 else [years[0], years[-1]]


def _draw_point(axes: Axes, point: Point) -> None:
    low = point.value if point.lower != point.lower else point.lower
    high = _top(point)
    if low < high:
        axes.plot([point.year, point.year], [low, high], color=INK, linewidth=1.2, zorder=2)
    axes.plot(
        point.year,
        point.value,
        marker="o",
        markersize=4.2,
        markerfacecolor="white" if point.coded else MAIN,
        markeredgecolor=MAIN,
        markeredgewidth=1,
        zorder=3,
    )


def _top(point: Point) -> float:
    return point.value if point.upper != point.upper else max(point.upper, point.value)


def _alt(panels: Iterable[Panel], lang: str) -> str:
    words = trend_words(lang)
    said = []
    for panel in panels:
        numbers = [
            words["alt_point"].format(
                year=p.year,
                value=interval_in_words(p.lower, p.upper, lang)
                if p.lower < p.upper
                else with_separators(p.value),
            )
            for p in panel.points
        ]
        points = words["comma"].join(numbers)
        said.append(words["alt_panel"].format(title=panel.title, points=points))
    return words["stop"].join(said)

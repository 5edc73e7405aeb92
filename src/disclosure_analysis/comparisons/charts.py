"""Charts of a comparison: one small panel for each figure or ratio, a dot for each place.

Of many panels those are drawn that a reader looks at first. Up to ``MOST_ROWS`` places stand one
below the other, each with its name and number. More are stacked where they lie, the median marked
and the places at both ends named; of more than ``MOST_DOTS`` a dot stands for many, at the
quantiles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log10
from statistics import fmean
from typing import TYPE_CHECKING, Any

from disclosure_analysis.comparisons.panels import (
    Dot,
    Panel,
    figure_panels,
    main_panels,
    rate_panels,
)
from disclosure_analysis.comparisons.words import comparison_words
from disclosure_analysis.display import Chart, Prose
from disclosure_analysis.drawing import (
    INK,
    LIGHT,
    MAIN,
    in_lines,
    is_wide,
    small_multiples,
    svg_of,
)
from disclosure_analysis.words import with_separators

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from disclosure_analysis.comparisons.comparison import Comparison

MOST_ROWS = 12
MOST_DOTS = 100
_QUANTILES = 50
_TALLEST_CHART = 7.4
"""Inches that a printed page has room for, caption included."""
_HEAD, _ROW, _STRIP, _LINE = 0.46, 0.165, 1.45, 0.13
"""Inches that a panel's title, a place's row, a panel of stacked dots and another line take."""
_BINS, _ROOM = 36, 48.0
"""Columns of stacked dots in a panel, and the points that a column may be high."""
_DOT = 4.2
_SMALL, _GAP = 7, 9
"""Points that small letters are high, and that stand between them and the dots."""
_NOTE, _CHINESE_NOTE = 58, 68
"""Half-width small letters that a panel has room for; a Chinese note has many digits."""
_UP = 2
"""A short line upwards (matplotlib's TICKUP), for an end that no dot stands for."""
_SOFT = "#52606d"


class Charts(tuple[Chart, ...]):
    """Charts that a notebook shows one below the other."""

    __slots__ = ()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for chart in self:
            display(chart)  # type: ignore[no-untyped-call]


def plot_figures(comparison: Comparison) -> Charts | Prose:
    """Draw the figures that compare across places, of many the main ones: a panel for each.

    Returns:
        The charts, or a sentence where no figure has two places that compare.
    """
    words = comparison_words(comparison.lang)
    panels = figure_panels(comparison)
    if not panels:
        return Prose(words["no_figures"])
    return _main_charts(panels, "figure", words["figures_caption"], comparison.lang)


def plot_rates(comparison: Comparison) -> Charts | Prose:
    """Draw the ratios that two places or more allow, of many the main ones: a panel for each.

    Returns:
        The charts, or a sentence where no ratio has two places that compare.
    """
    words = comparison_words(comparison.lang)
    panels = rate_panels(comparison)
    if not panels:
        return Prose(words["no_rates"])
    return _main_charts(panels, "rate", words["rates_caption"], comparison.lang)


def _main_charts(panels: Sequence[Panel], kind: str, caption: str, lang: str) -> Charts:
    """Return charts of the panels that are looked at first, and say how many are left out."""
    words, drawn = comparison_words(lang), main_panels(panels, kind)
    if len(drawn) < len(panels):
        left = words["not_drawn"].format(n=len(panels) - len(drawn))
        caption = words["space"].join([caption, left])
    return charts(drawn, caption, lang)


def charts(panels: Sequence[Panel], caption: str, lang: str) -> Charts:
    """Return charts of panels, as many on each as a page has room for."""
    words = comparison_words(lang)
    pages = list(_pages(panels))
    drawn = []
    for number, page in enumerate(pages, 1):
        said = [words["continued"].format(n=number, of=len(pages))] if len(pages) > 1 else []
        if number == 1:
            said += [caption, *_said_of(panels, lang)]
        drawn.append(Chart(_svg(page, lang), _alt(page, lang), words["space"].join(said)))
    return Charts(drawn)


def _said_of(panels: Sequence[Panel], lang: str) -> Iterator[str]:
    """Yield what a reader must know of stacked dots, where there are any."""
    words = comparison_words(lang)
    most = max(len(panel.dots) for panel in panels)
    if most > MOST_ROWS:
        yield words["stacked_note"]
    if most > MOST_DOTS:
        yield words["quantile_note"].format(most=MOST_DOTS, dots=_QUANTILES)


def _pages(panels: Sequence[Panel]) -> Iterator[list[list[Panel]]]:
    """Yield rows of two panels each, as many together as a page has room for.

    Stacked dots have no names beside them, so they stand apart from panels that do.
    """
    for stacked in (True, False):
        chosen = [panel for panel in panels if _is_stacked(panel) == stacked]
        page: list[list[Panel]] = []
        for row in (chosen[i : i + 2] for i in range(0, len(chosen), 2)):
            if page and sum(map(_height, [*page, row])) > _TALLEST_CHART:
                yield page
                page = []
            page.append(row)
        if page:
            yield page


def _is_stacked(panel: Panel) -> bool:
    return len(panel.dots) > MOST_ROWS


def _height(row: Sequence[Panel]) -> float:
    return max(map(_panel_height, row))


def _panel_height(panel: Panel) -> float:
    more = _LINE * _note(panel).count("\n")
    if _is_stacked(panel):
        return _STRIP + more
    return _HEAD + _ROW * (len(panel.dots) + 1) + more


def _svg(page: Sequence[Sequence[Panel]], lang: str) -> str:
    panels = [panel for row in page for panel in row]
    with small_multiples(len(panels), height=[_height(row) for row in page]) as (figure, axes):
        rows = []
        for number, (one, panel) in enumerate(zip(axes, panels, strict=True)):
            _entitle(one, panel)
            if _is_stacked(panel):
                _draw_strip(one, panel, lang)
            else:
                # Both panels of a row leave room for the longer one, so that rows stand level.
                most = max(len(beside.dots) for beside in page[number // 2])
                rows.append((one, panel, *_draw_rows(one, panel, most, lang)))
        # How wide panels and words are is known once they are laid out.
        figure.draw_without_rendering()
        for drawn in rows:
            _make_room(*drawn)
        return _shorter(svg_of(figure))


def _shorter(svg: str) -> str:
    """Return a drawing without digits below a hundredth of a point and without needless space."""
    numbers = re.compile(r"(\.\d\d)\d+")
    shorter = re.sub(r'(?<= d=")[^"]+', lambda path: numbers.sub(r"\1", path[0]), svg)
    return re.sub(r"\n\s*", "\n", shorter)


def _note(panel: Panel) -> str:
    return in_lines(panel.note, _CHINESE_NOTE if any(map(is_wide, panel.note)) else _NOTE)


def _entitle(axes: Axes, panel: Panel) -> None:
    note = _note(panel)
    above = 13 + 72 * _LINE * note.count("\n")
    axes.set_title(in_lines(panel.title), loc="left", fontsize=8.5, color=INK, pad=above)
    axes.annotate(
        note,
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        fontsize=_SMALL,
        color=_SOFT,
    )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(LIGHT)
    axes.tick_params(length=0, labelcolor=INK, pad=2)


def _draw_rows(axes: Axes, panel: Panel, rows: int, lang: str) -> tuple[list[Text], list[Text]]:
    """Draw a row for each place: its name, its dot with the interval, and its number.

    Returns:
        The names and the numbers; ``_make_room`` then sets the dots apart from them.
    """
    numbers = [number_of(dot, panel, lang) for dot in panel.dots]
    low, high = _reach(panel)
    written: tuple[list[Text], list[Text]] = ([], [])
    for row, (dot, number) in enumerate(zip(panel.dots, numbers, strict=True)):
        axes.plot([low, high], [row, row], color=LIGHT, linewidth=0.5, zorder=0)
        _draw_dot(axes, dot, row, high - low)
        for words, across, texts in ((dot.name, 0, written[0]), (number, 1, written[1])):
            text = axes.annotate(
                words,
                (across, row),
                xycoords=("axes fraction", "data"),
                ha="right" if across else "left",
                va="center",
                fontsize=_SMALL,
                color=INK,
            )
            texts.append(text)
    axes.plot([0, 0], [-0.5, len(panel.dots) - 0.5], color=LIGHT, linewidth=0.8, zorder=0)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    return written


def _make_room(axes: Axes, panel: Panel, names: Sequence[Text], numbers: Sequence[Text]) -> None:
    """Set the dots between the longest name and the longest number."""
    gap = _GAP * axes.figure.dpi / 72
    left, right = (
        (max(text.get_window_extent().width for text in texts) + gap) / axes.bbox.width
        for texts in (names, numbers)
    )
    low, high = _reach(panel)
    wide = (high - low) / max(1 - left - right, 0.05)
    axes.set_xlim(low - left * wide, high + right * wide)


def _reach(panel: Panel) -> tuple[float, float]:
    """Return the least and the greatest number that a panel of rows shows, zero among them."""
    low = min(0.0, *map(_start, panel.dots))
    high = max(0.0, *map(_end, panel.dots)) or (1.0 if low == 0 else 0.0)
    return low, high


def _draw_dot(axes: Axes, dot: Dot, row: float, width: float) -> None:
    """Draw a dot and its interval; a dotted end has no bound."""
    if dot.lower < dot.upper:
        axes.plot([dot.lower, dot.upper], [row, row], color=INK, linewidth=1.2, zorder=2)
    for bound, end in ((dot.upper, width * 0.04), (dot.lower, -width * 0.04)):
        if bound != bound:
            reach = [dot.value, dot.value + end]
            axes.plot(reach, [row, row], color=INK, linewidth=1.2, linestyle=(0, (1, 1)), zorder=2)
    axes.plot(dot.value, row, zorder=3, **_marker(dot.coded))


def _marker(coded: bool, size: float = _DOT) -> dict[str, Any]:
    """Return how a dot looks: filled from a document, hollow if coded by hand."""
    return {
        "marker": "o",
        "linestyle": "none",
        "markersize": size,
        "markerfacecolor": "white" if coded else MAIN,
        "markeredgecolor": MAIN if coded else "white",
        "markeredgewidth": 1 if coded else 0.4,
    }


def _draw_strip(axes: Axes, panel: Panel, lang: str) -> None:
    """Draw places where they lie, those of one stretch one above the other."""
    words, scale = comparison_words(lang), _scale(panel)
    low, high = scale(panel.least.value), scale(panel.greatest.value)
    _stack(axes, _columns(_shown(panel.dots), scale, (high - low) / _BINS), scale)
    if len(panel.dots) > MOST_DOTS:
        axes.plot([low, high], [0, 0], linestyle="none", marker=_UP, markersize=6, color=MAIN)
    _mark_median(axes, panel, scale, lang)
    axes.set_ylim(0, _ROOM + 18)
    margin = (high - low or 1) * 0.03
    axes.set_xlim(low - margin, high + margin)
    ticks = _ticks(panel)
    axes.set_xticks([scale(t) for t in ticks], [f"{t:,g}" for t in ticks], fontsize=_SMALL)
    axes.set_yticks([])
    ends = (
        words["least"].format(said=_end_said(panel, panel.least, lang)),
        words["greatest"].format(said=_end_said(panel, panel.greatest, lang)),
    )
    axes.set_xlabel("\n".join(ends), loc="left", fontsize=_SMALL, color=INK, labelpad=3)


def _columns(
    dots: Sequence[Dot], scale: Callable[[float], float], width: float
) -> dict[float, list[Dot]]:
    """Return the dots that lie too close to stand side by side, by where they lie on average."""
    columns: dict[int, list[Dot]] = defaultdict(list)
    for dot in dots:
        columns[round(scale(dot.value) / width) if width else 0].append(dot)
    return {fmean(scale(dot.value) for dot in stack): stack for stack in columns.values()}


def _stack(
    axes: Axes, columns: Mapping[float, Sequence[Dot]], scale: Callable[[float], float]
) -> None:
    step = min(_DOT + 1, _ROOM / max(map(len, columns.values())))
    for across, stack in columns.items():
        for place, dot in enumerate(stack):
            height = _DOT / 2 + 1.5 + place * step
            axes.plot(across, height, zorder=3, **_marker(dot.coded, _DOT * 0.95))
            if dot.lower < dot.upper:
                reach = [scale(dot.lower), scale(dot.upper)]
                axes.plot(reach, [height, height], color=INK, linewidth=0.8, zorder=2)


def _shown(dots: Sequence[Dot]) -> list[Dot]:
    """Return the dots in order; of very many those at evenly spaced quantiles."""
    ordered = sorted(dots, key=lambda dot: (dot.value, dot.coded))
    if len(ordered) <= MOST_DOTS:
        return ordered
    return [ordered[int((n + 0.5) * len(ordered) / _QUANTILES)] for n in range(_QUANTILES)]


def _mark_median(axes: Axes, panel: Panel, scale: Callable[[float], float], lang: str) -> None:
    words, median = comparison_words(lang), panel.median
    low, high = scale(panel.least.value), scale(panel.greatest.value)
    share = (scale(median.value) - low) / (high - low) if high > low else 0.5
    side = "left" if share < 0.5 else "right"
    axes.plot([scale(median.value)] * 2, [0, _ROOM + 14], color=INK, linewidth=0.9, zorder=1)
    axes.annotate(
        words["median"].format(value=number_of(median, panel, lang)),
        (scale(median.value), _ROOM + 12),
        xytext=(3 if side == "left" else -3, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=_SMALL,
        color=INK,
    )


def _scale(panel: Panel) -> Callable[[float], float]:
    """Return where a value lies: counts that differ by orders of magnitude by their logarithm."""
    return (lambda value: log10(1 + value)) if _is_skewed(panel) else (lambda value: value)


def _is_skewed(panel: Panel) -> bool:
    top = panel.greatest.value
    return panel.unit is None and panel.least.value >= 0 and top > max(20.0, 8 * panel.median.value)


def _ticks(panel: Panel) -> list[float]:
    """Return few round numbers within the values."""
    low, high = panel.least.value, panel.greatest.value
    if _is_skewed(panel):
        powers = [0.0, *(10.0**n for n in range(12))]
        within = [p for p in powers if low <= p <= high]
        return within if len(within) < 6 else [within[0], *within[1::2]]
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=panel.unit is None).tick_values(
        low, high
    )
    return [float(tick) for tick in found if low <= tick <= high]


def _end_said(panel: Panel, end: Dot, lang: str) -> str:
    """Name the place at an end, or tell how many share it."""
    tied = sum(dot.value == end.value for dot in panel.dots)
    key = "end_shared" if tied > 1 else "end_of"
    said = end if tied == 1 else Dot("", end.value, end.value, end.value)
    number = number_of(said, panel, lang)
    return comparison_words(lang)[key].format(value=number, place=end.name, n=with_separators(tied))


def number_of(dot: Dot, panel: Panel, lang: str) -> str:
    """Return a dot's number, or the range that its words allow."""

    def said(number: float) -> str:
        if panel.unit == "%":
            return f"{number:,.1f}"
        return f"{number:,.3f}" if panel.unit == "" else with_separators(number)

    if dot.lower < dot.upper:
        return f"{said(dot.lower)}–{said(dot.upper)}"
    if dot.lower == dot.upper:
        return said(dot.value)
    if dot.lower != dot.lower and dot.upper != dot.upper:
        return comparison_words(lang)["no_bounds"].format(value=said(dot.value))
    key, number = ("at_least", dot.lower) if dot.upper != dot.upper else ("at_most", dot.upper)
    return comparison_words(lang)[key].format(value=said(number))


def _start(dot: Dot) -> float:
    return dot.value if dot.lower != dot.lower else min(dot.lower, dot.value)


def _end(dot: Dot) -> float:
    return dot.value if dot.upper != dot.upper else max(dot.upper, dot.value)


def _alt(page: Sequence[Sequence[Panel]], lang: str) -> str:
    """Return what the panels show: each place's number, or the median and both ends."""
    words = comparison_words(lang)
    return words["alt_stop"].join(
        words["alt_panel"].format(title=panel.title, note=panel.note, said=_panel_said(panel, lang))
        for row in page
        for panel in row
    )


def _panel_said(panel: Panel, lang: str) -> str:
    words = comparison_words(lang)
    if _is_stacked(panel):
        said = [words["median"].format(value=number_of(panel.median, panel, lang))]
        said.append(words["least"].format(said=_end_said(panel, panel.least, lang)))
        said.append(words["greatest"].format(said=_end_said(panel, panel.greatest, lang)))
    else:
        said = [f"{dot.name} {number_of(dot, panel, lang)}" for dot in panel.dots]
    return words["comma"].join(said)

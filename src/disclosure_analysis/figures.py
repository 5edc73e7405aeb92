"""Charts of a report, drawn from its observations and metrics.

Charts format, they never compute: every bar is an observation or a metric, every interval its
bounds. What the wording leaves open is drawn as a thin line, what a report does not break down
as a hatched bar, so that parts never look like more of the whole than the report says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import Chart, Prose
from disclosure_analysis.drawing import INK, MAIN, MUTED, drawing, svg_of
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.facts import Facts, figures_of_year, metric, own_figures, parts_of
from disclosure_analysis.form_facts import Outcome, outcomes, outcomes_total
from disclosure_analysis.sheets import Sheet, own_sheets
from disclosure_analysis.words import (
    figure_words,
    interval_in_words,
    label_of,
    labels,
    records,
    with_separators,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from disclosure_analysis.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, length, bounds, and whether the report leaves it unexplained."""

    name: str
    value: float
    lower: float
    upper: float
    words: str
    hatched: bool = False


def plot_growth(analysis: Analysis) -> Chart | Prose:
    """Draw 图1: items disclosed in this year and the year before.

    The year before is the earlier report's figure where there is one, else the interval that the
    stated growth implies.

    Returns:
        The chart, or a sentence where the report gives nothing to draw.
    """
    words = labels(analysis.lang)
    total = _total(analysis)
    before, key = _year_before(analysis)
    refused = _growth_refused(analysis)
    if refused:
        return Prose(words["figure_growth_refused"].format(reason=refused))
    if total is None or before is None:
        return Prose("" if _has_no_total(analysis) else words["figure_growth_none"])
    years = {"before": analysis.year - 1, "now": analysis.year}
    with drawing(0.95) as (figure, axes):
        _draw_bars(axes, [before, total])
        svg = svg_of(figure)
    alt = words[f"figure_growth{key}_alt"].format(
        low=with_separators(before.lower),
        high=with_separators(before.upper),
        earlier=before.words,
        value=total.words,
        **years,
    )
    return Chart(svg, alt, words[f"figure_growth{key}_caption"].format(**years))


def _growth_refused(analysis: Analysis) -> str:
    """Return why two years of items disclosed are not set side by side; empty if they may be."""
    known = indicators()["disclosed_total"]
    name = known.zh if analysis.lang == "zh" else known.en
    rows = analysis.metrics[analysis.metrics["metric"] == "growth_yoy"]
    rows = rows[rows["label"].str.startswith(name)]
    both = rows[rows["numerator"].notna() & rows["denominator"].notna() & rows["value"].isna()]
    return str(both["warning"].iloc[0]) if len(both) else ""


def plot_composition(analysis: Analysis) -> Chart | Prose:
    """Draw 图2: the groups that the report gives, and the classes on the website.

    Returns:
        The chart, or a sentence where the report breaks nothing down.
    """
    words = labels(analysis.lang)
    groups, classes = _groups(analysis), _classes(analysis)
    if not any(bar.value for bar in (*groups, *classes)):
        return Prose("" if _has_no_total(analysis) else words["figure_composition_none"])
    panels = [
        (words[title], bars)
        for title, bars in (("groups_title", groups), ("classes_title", classes))
        if bars
    ]
    with drawing(*(0.38 + 0.21 * len(bars) for _, bars in panels)) as (figure, *axes):
        for one, (title, bars) in zip(axes, panels, strict=True):
            _draw_bars(one, bars)
            one.set_title(title, loc="left", fontsize=9, color=INK, pad=6)
        svg = svg_of(figure)
    middle = "" if groups and classes else ("_groups" if groups else "_classes")
    caption = words[f"figure_composition{middle}_caption"].format(year=analysis.year)
    return Chart(svg, _alt(panels, analysis.lang), caption)


def plot_outcomes(analysis: Analysis) -> Chart | Prose:
    """Draw 图3: how applications ended, as the official table counts them.

    Returns:
        The chart; nothing where there is no such table or all of it is zero.
    """
    words, lang = labels(analysis.lang), analysis.lang
    bars = [bar for sheet in own_sheets(analysis) for bar in _outcome_bars(sheet, lang)]
    if not any(bar.value for bar in bars):
        return Prose("")
    with drawing(0.2 + 0.21 * len(bars)) as (figure, axes):
        _draw_bars(axes, bars)
        svg = svg_of(figure)
    comma = words["list_comma"]
    alt = words["figure_outcomes_alt"].format(bars=comma.join(f"{b.name} {b.words}" for b in bars))
    return Chart(svg, alt, words["figure_outcomes_caption"].format(year=analysis.year))


def _outcome_bars(sheet: Sheet, lang: str) -> list[Bar]:
    """Return a bar for each outcome; where a cell was not read, its number is a least one."""
    words, total = labels(lang), outcomes_total(sheet)
    found = [one for one in outcomes(sheet, lang) if one.value is not None]
    whole = _whole(found, total)
    bars = []
    for one in found:
        value = one.value or 0.0
        number = words["applications_counted"].format(n=with_separators(value))
        if not one.complete:
            number = words["at_least"].format(low=number)
        bar = Bar(one.name, value, value, value, number)
        bars.append(_with_share(bar, whole, lang))
    return bars


def _whole(found: Sequence[Outcome], total: Any | None) -> float | None:
    """Return the total of outcomes, None where they do not make it up, so that none has a share."""
    if total is None or not all(one.complete for one in found):
        return None
    parts = sum(one.value or 0 for one in found)
    return parts if parts == total.value else None


def _has_no_total(analysis: Analysis) -> bool:
    """Tell a report in a form that has no total of disclosures, as the prose says already."""
    return "part_two" in Facts(analysis) and _total(analysis) is None


def _total(analysis: Analysis) -> Bar | None:
    own = own_figures(analysis)
    rows = own[(own["indicator"] == "disclosed_total") & (own["period"] == "year")]
    row = next(records(rows), None)
    return None if row is None else _bar(row, f"{analysis.year}", analysis.lang)


def _year_before(analysis: Analysis) -> tuple[Bar | None, str]:
    """Return last year's bar and the middle of the keys of the words that go with it."""
    name = str(analysis.year - 1)
    if analysis.previous is not None:
        rows = figures_of_year(analysis.previous, analysis.year - 1)
        row = next(records(rows[rows["indicator"] == "disclosed_total"]), None)
        if row is not None:
            return _bar(row, name, analysis.lang), "_known"
    facts = Facts(analysis)
    implied = metric(analysis, "implied_previous_value")
    if implied is None or "implied_lower" not in facts:
        return None, ""
    told = labels(analysis.lang)
    words = told["implied_bar"].format(
        range=interval_in_words(implied.lower, implied.upper, analysis.lang)
    )
    bar = Bar(name, implied.value, implied.lower, implied.upper, words, hatched=True)
    return bar, ""


def _groups(analysis: Analysis) -> list[Bar]:
    rows = parts_of(analysis, "disclosed_total")
    return [
        _bar(row, label_of(row.indicator, row.label, analysis.lang), analysis.lang)
        for row in records(rows)
    ]


def _classes(analysis: Analysis) -> list[Bar]:
    rows = parts_of(analysis, "disclosed_website").sort_values("value", ascending=False)
    bars = [
        _bar(row, label_of(row.indicator, row.label, analysis.lang), analysis.lang)
        for row in records(rows)
    ]
    facts = Facts(analysis)
    rest = facts.number("website_remainder")
    if bars and rest:
        words = labels(analysis.lang)
        number = words["items_counted"].format(n=with_separators(rest))
        bars.append(Bar(words["not_classified"], rest, rest, rest, number, hatched=True))
    return [_with_share(bar, facts.number("disclosed_website"), analysis.lang) for bar in bars]


def _with_share(bar: Bar, whole: float | None, lang: str) -> Bar:
    """Return a bar whose words give its share of the whole too."""
    if not whole or not bar.value or bar.lower < bar.upper:
        return bar
    words = labels(lang)["bar_with_share"].format(words=bar.words, share=100 * bar.value / whole)
    return replace(bar, words=words)


def _bar(row: Any, name: str, lang: str) -> Bar:
    words = figure_words(row, lang)
    lower = row.value if row.lower != row.lower else row.lower
    upper = row.value if row.upper != row.upper else row.upper
    return Bar(name, row.value, lower, upper, words)


def _draw_bars(axes: Axes, bars: Sequence[Bar]) -> None:
    """Draw horizontal bars from the top down, each with its number beside it."""
    longest = max(bar.upper for bar in bars) or 1
    for place, bar in enumerate(reversed(bars)):
        axes.barh(
            place,
            bar.value,
            height=0.62,
            color="white" if bar.hatched else MAIN,
            edgecolor=MAIN if not bar.hatched else MUTED,
            hatch="////" if bar.hatched else None,
            linewidth=0.6,
        )
        if bar.lower < bar.upper:
            axes.plot([bar.lower, bar.upper], [place, place], color=INK, linewidth=1.4)
        axes.text(
            max(bar.value, bar.upper) + longest * 0.012,
            place,
            bar.words,
            va="center",
            fontsize=8.5,
            color=INK,
        )
    axes.set_yticks(range(len(bars)), [bar.name for bar in reversed(bars)], fontsize=8.5)
    axes.set_xlim(0, longest * 1.18)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)


def _alt(panels: Sequence[tuple[str, Sequence[Bar]]], lang: str) -> str:
    colon, comma, stop = ("：", "，", "。") if lang == "zh" else (": ", ", ", ". ")
    said = (
        f"{title}{colon}" + comma.join(f"{bar.name} {bar.words}" for bar in bars)
        for title, bars in panels
    )
    return stop.join(said) + stop.strip()

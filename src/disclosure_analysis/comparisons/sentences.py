"""Sentences about a comparison, made from ``tables/comparison_sentences.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.comparisons.naming import province_of
from disclosure_analysis.comparisons.panels import (
    figure_panels,
    lone_indicators,
    own_totals,
    rate_panels,
    unexamined_indicators,
)
from disclosure_analysis.comparisons.words import comparison_words
from disclosure_analysis.display import Prose
from disclosure_analysis.metrics.wording import figure_names
from disclosure_analysis.prose import compose
from disclosure_analysis.tables import table
from disclosure_analysis.words import Told, records, with_separators

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disclosure_analysis.comparisons.comparison import Comparison

_MOST_PROVINCES = 6
_MOST_NAMED = 8
_FEW = 0.5
"""Share of the places below which the reports at hand stand for nothing beyond themselves."""


def describe_title(comparison: Comparison) -> Prose:
    """Return the page's title and subtitle."""
    words, facts = comparison_words(comparison.lang), comparison.facts
    subtitle = words["subtitle_one" if len(comparison.reports) == 1 else "subtitle"]
    return Prose(f"# {words['title'].format_map(facts)}\n\n{subtitle.format_map(facts)}")


def describe_summary(comparison: Comparison) -> Prose:
    """Return what is at hand, what compares and what does not."""
    return _describe(comparison, "summary")


def describe_own_totals(comparison: Comparison) -> Prose:
    """Return why totals that each office defines for itself are not ranked."""
    return _describe(comparison, "own")


def describe_checks(comparison: Comparison) -> Prose:
    """Return how many checks fail."""
    return _describe(comparison, "checks")


def _describe(comparison: Comparison, section: str) -> Prose:
    rows = [row for row in table("comparison_sentences") if row["section"] == section]
    return compose(rows, comparison.facts, comparison.lang)


def comparison_facts(comparison: Comparison) -> Told:
    """Return what sentences about a comparison can name (kept as ``Comparison.facts``)."""
    facts, words = Told(), comparison_words(comparison.lang)
    region = comparison.region
    facts |= {"year": comparison.year, "region": region, "where": region or words["country"]}
    for key in ("of_region", "of_region_title"):
        facts[key] = words[key].format(region=region) if region else ""
    facts["expected"] = with_separators(len(comparison.expected))
    _tell_reports(facts, comparison)
    _tell_provinces(facts, comparison)
    _tell_figures(facts, comparison)
    failures = comparison.failures
    facts.count(n_checks=len(comparison.dataset.checks), n_fail=len(failures))
    facts.count(n_failing=len(failures[["place_code", "reporter", "scope"]].drop_duplicates()))
    return facts


def _tell_reports(facts: Told, comparison: Comparison) -> None:
    reports = comparison.reports
    coded = int((reports["origin"] == "coded").sum())
    codes = {place.code for place in comparison.expected}
    places = reports["place_code"].nunique()
    facts.count(n_reports=len(reports), n_coded=coded, n_documents=len(reports) - coded)
    facts.count(n_places=places, n_unknown_scope=int((reports["scope"] == "").sum()))
    if len(codes & set(reports["place_code"])) < _FEW * len(codes):
        facts["few"] = "few"


def _tell_provinces(facts: Told, comparison: Comparison) -> None:
    """Name the provinces, or count them if they are many; a region has one."""
    found = [province_of(row, comparison.year) for row in records(comparison.reports)]
    provinces = list(dict.fromkeys(filter(None, found)))
    if comparison.region or not provinces:
        return
    if len(provinces) > _MOST_PROVINCES:
        facts.count(n_provinces=len(provinces))
    else:
        words = comparison_words(comparison.lang)
        facts["provinces_named"] = words["list_comma"].join(provinces)


def _tell_figures(facts: Told, comparison: Comparison) -> None:
    words = comparison_words(comparison.lang)
    found = {
        "compared": dict.fromkeys(panel.title for panel in figure_panels(comparison)),
        "lone": dict.fromkeys(lone_indicators(comparison)),
        "own": dict.fromkeys(own_totals(comparison)),
        "unexamined": dict.fromkeys(unexamined_indicators(comparison)),
    }
    for name, figures in found.items():
        facts.count(**{f"n_{name}": len(figures)})
        key = "figure_one" if len(figures) == 1 else "figure_many"
        facts[f"n_{name}_words"] = words[key].format(n=len(figures))
        facts[name] = _named(figures, comparison.lang)
    rates = len({panel.title for panel in rate_panels(comparison)})
    facts.count(n_rates=rates)
    told = words["and_rates" if found["compared"] else "but_rates"]
    facts["n_rates_words"] = told.format(n=rates) if rates else ""


def _named(names: Iterable[str], lang: str) -> str:
    """Return the short names of indicators, the first few of very many."""
    words = comparison_words(lang)
    known = figure_names(lang)
    labels = [known[name].label if name in known else name for name in names]
    if len(labels) <= _MOST_NAMED:
        return words["list_comma"].join(labels)
    shown = words["list_comma"].join(labels[:_MOST_NAMED])
    return words["and_more"].format(shown=shown)

"""Sentences about a trend, made from ``tables/trend_sentences.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.display import Prose
from disclosure_analysis.prose import compose
from disclosure_analysis.tables import table
from disclosure_analysis.trends.words import SHOWN_GROWTH, trend_words
from disclosure_analysis.words import Told, label_of, records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disclosure_analysis.trends.trend import Trend

_SUFFIX = "_growth"


def describe_title(trend: Trend) -> Prose:
    """Return the page's title and subtitle."""
    words, facts = trend_words(trend.lang), trend_facts(trend)
    subtitle = words["subtitle_one" if len(trend.years) == 1 else "subtitle"]
    return Prose(f"# {words['title'].format_map(facts)}\n\n{subtitle.format_map(facts)}")


def describe_summary(trend: Trend) -> Prose:
    """Return what is at hand and how far it compares."""
    return _describe(trend, "summary")


def describe_growth(trend: Trend) -> Prose:
    """Return what can be said of growth, and what the reports say of it themselves."""
    return _describe(trend, "growth")


def describe_checks(trend: Trend) -> Prose:
    """Return how the checks between years came out."""
    return _describe(trend, "checks")


def _describe(trend: Trend, section: str) -> Prose:
    rows = [row for row in table("trend_sentences") if row["section"] == section]
    return compose(rows, trend_facts(trend), trend.lang)


def trend_facts(trend: Trend) -> Told:
    """Return what sentences about a trend can name."""
    facts, words = Told(), trend_words(trend.lang)
    first, last = trend.years[0], trend.years[-1]
    span = words["span"].format(first=first, last=last) if last > first else str(first)
    facts |= {"first": first, "last": last, "span": span, "reporter": trend.reporter}
    facts["place"] = trend.place.folder_name if trend.lang == "zh" else trend.place.full_name
    facts["years"] = words["list_comma"].join(map(str, trend.years))
    facts["n_reports"] = len(trend.years)
    if trend.gaps:
        facts["gaps"] = words["list_comma"].join(map(str, trend.gaps))
    stated = words["list_comma"].join(_stated(trend))
    if stated:
        facts["stated"] = stated
    facts.count(n_years=len(trend.years))
    facts.count(**_reports(trend), **_steps(trend), **_checks(trend))
    return facts


def _reports(trend: Trend) -> dict[str, int]:
    coded = int((trend.reports["origin"] == "coded").sum())
    return {"n_coded": coded, "n_documents": len(trend.reports) - coded}


def _steps(trend: Trend) -> dict[str, int]:
    steps = trend.steps
    counts = steps["step"].value_counts()
    growth = trend.growth[trend.growth["metric"].isin(SHOWN_GROWTH)]
    return {
        "n_series": int(steps["indicator"].nunique()),
        "n_steps": len(steps),
        "n_growth": int(growth["value"].notna().sum()),
        **{f"n_{step}": int(counts.get(step, 0)) for step in ("comparable", "bridged", "broken")},
    }


def _checks(trend: Trend) -> dict[str, int]:
    counts = trend.checks["outcome"].value_counts()
    passed, failed = int(counts.get("PASS", 0)), int(counts.get("FAIL", 0))
    total = len(trend.checks)
    return {
        "n_checks": total,
        "n_pass": passed,
        "n_fail": failed,
        "n_open": total - passed - failed,
    }


def _stated(trend: Trend) -> Iterable[str]:
    """Yield growth that reports state over a year that is not at hand: 主动公开总数 +91%."""
    words, rows = trend_words(trend.lang), trend.dataset.observations
    stated = rows[rows["indicator"].str.endswith(_SUFFIX) & rows["value"].notna()]
    for row in records(stated.drop_duplicates(["indicator", "report_year"])):
        if row.report_year - 1 not in trend.years:
            name = label_of(row.indicator.removesuffix(_SUFFIX), row.label, trend.lang)
            said = words["stated_rise" if row.value >= 0 else "stated_fall"]
            yield said.format(year=row.report_year, name=name, value=f"{abs(row.value):.10g}")

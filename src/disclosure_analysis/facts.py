"""What can be said of one report: its figures and metrics in words, each tied to its source.

The values that the sentences of ``tables/sentences.csv`` speak of. A figure is written as the
report writes it (约, 余 and 万 kept) and links to the words it was read from.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.form_facts import form_facts
from disclosure_analysis.metrics import statutory_parts
from disclosure_analysis.metrics.mentions import of_one_form
from disclosure_analysis.sheets import WHOLE, has_cell, is_cumulative_besides, own_sheets
from disclosure_analysis.words import (
    Told,
    cited,
    day_in_words,
    interval_in_words,
    label_of,
    labels,
    number_as_written,
    records,
    with_separators,
)

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.analysis import Analysis

_ZEROS = ("applications_received", "fees_charged", "reconsiderations", "lawsuits", "complaints")
_CHANNELS = "1.2."
"""Where the form of 2014 lists the channels of disclosure."""

_SILENT = ("applications_received", "fees_charged", "reconsiderations", "lawsuits")
_OUTCOMES = ("PASS", "FAIL", "UNCERTAIN", "NOT_ASSESSABLE")


class Facts(Told):
    """Values by name: text for the sentences, numbers for their conditions.

    ``facts["disclosed_total"]`` is the text; ``facts.number("disclosed_total")`` the number.
    """

    def __init__(self, analysis: Analysis) -> None:
        super().__init__()
        self.analysis = analysis
        self.words = labels(analysis.lang)
        self.sheets = own_sheets(analysis)
        gatherers = (_document, _figures, _tables, _zeros, _growth, _groups, _classes, _checks)
        for gather in gatherers:
            self.update(gather(self))

    @property
    def lang(self) -> str:
        """The language of the values."""
        return self.analysis.lang

    def join(self, items: Iterable[str]) -> str:
        """Return items as a list in a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(items)


def own_figures(analysis: Analysis) -> pd.DataFrame:
    """Return the observations that speak of the report's own year, the first mention of each.

    Figures of official tables come first, without those of single kinds of applicant and of
    cumulative columns.
    """
    return figures_of_year(analysis.observations, analysis.year)


def figures_of_year(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the observations of a report that speak of a year, as ``own_figures`` does."""
    own = of_one_form(rows)
    own = own[(own["year"] == year) & own["value"].notna()]
    own = own[own["applicant"].isin(["", WHOLE])]
    stocks = records(own[own["period"] == "cumulative"])
    besides = [row.id for row in stocks if is_cumulative_besides(row)]
    own = own[~own["id"].isin(besides)]
    own = own.sort_values("cell", key=lambda cells: cells == "", kind="stable")
    return own.drop_duplicates(["indicator", "label", "part_of", "basis"])


def metric(analysis: Analysis, name: str, label: str = "") -> Any | None:
    """Return the row of a metric, None where it has no value."""
    rows = analysis.metrics
    found = rows[(rows["metric"] == name) & rows["value"].notna()]
    if label:
        found = found[found["label"].str.contains(label, regex=False)]
    return next(records(found), None)


def parts_of(analysis: Analysis, whole: str) -> pd.DataFrame:
    """Return the figures that the report gives as parts of an indicator.

    Where an official table lists the channels of disclosure, these are the parts of the total.
    """
    own = own_figures(analysis)
    parts = own[(own["part_of"] == whole) & (own["unit"] != "%")]
    channels = parts[parts["cell"].str.startswith(_CHANNELS)]
    return channels if len(channels) else parts[parts["basis"] == "stated"]


def _document(facts: Facts) -> dict[str, Any]:
    analysis, lang = facts.analysis, facts.lang
    report, row = analysis.report, analysis.registered
    values: dict[str, Any] = {
        "place": row.place if row.is_whole_district else row.reporter,
        "short_place": analysis.place.folder_name if row.is_whole_district else row.reporter,
        "reporter": row.reporter,
        "year": row.report_year,
        "previous_year": row.report_year - 1,
        "figure_growth": facts.words["figure_1"],
        "figure_composition": facts.words["figure_2"],
        "figure_outcomes": facts.words["figure_3"],
    }
    if analysis.previous is not None:
        values["previous_report"] = True
    lead = metric(analysis, "report_lead_days")
    if report.published:
        values["published"] = day_in_words(report.published.value, lang)
    if lead is not None and report.published:
        facts.numbers["report_lead_days"] = lead.value
        values["report_lead_days"] = f"{lead.value:.0f}"
        values["days_late"] = f"{-lead.value:.0f}"
        due = report.published.value + timedelta(days=lead.value)
        values["deadline_in_full"] = day_in_words(due, lang)
        values["deadline"] = _deadline(due, report.published.value, facts)
    if report.source_line:
        values["source_line"] = report.source_line.value
    for kind, name in (("figure", "figures_missing"), ("annex", "annexes_missing")):
        missing = [a for a in report.attachments if a.kind == kind and not a.held]
        if missing:
            values[name] = facts.join(_attachment(a.label, a.title, lang) for a in missing)
    parts = statutory_parts([s.title for s in report.sections], row.report_year, lang=lang)
    if len(parts):
        values["parts_required"] = len(parts)
        absent = parts.loc[~parts["present"].astype(bool), "label"]
        if len(absent):
            values["parts_missing"] = facts.join(absent)
    return values


def _deadline(due: date, published: date, facts: Facts) -> str:
    if due.year != published.year:
        return day_in_words(due, facts.lang)
    month = calendar.month_name[due.month]
    return facts.words["month_day"].format(m=due.month, d=due.day, month=month)


def _attachment(label: str, title: str, lang: str) -> str:
    return f"{label}“{title}”" if lang == "zh" else f"{label} “{title}”"


def _figures(facts: Facts) -> dict[str, Any]:
    values = {}
    for row in records(own_figures(facts.analysis)):
        if row.indicator == "unclassified" or row.indicator in values:
            continue
        if row.basis == "zero_statement":
            facts.numbers.setdefault(row.indicator, 0.0)
            values[row.indicator] = f"[0](#{row.id})"
        else:
            facts.numbers[row.indicator] = row.value
            values[row.indicator] = cited(row, facts.lang)
    return values


def _tables(facts: Facts) -> dict[str, Any]:
    told = form_facts(facts.analysis, facts.sheets)
    facts.numbers.update(told.numbers)
    return told.words


def _zeros(facts: Facts) -> dict[str, Any]:
    rows = facts.analysis.observations
    zeros = rows[rows["basis"] == "zero_statement"].drop_duplicates("indicator")
    ids = dict(zip(zeros["indicator"], zeros["id"], strict=True))
    values = {}
    said = [f"[{facts.words[f'zero_{name}']}](#{ids[name]})" for name in _ZEROS if name in ids]
    if said:
        values["zero_statements"] = facts.join(said).replace("、", "，")
    told = {name for name in _SILENT if has_cell(facts.sheets, name)}
    silent = [facts.words[f"silent_{n}"] for n in _SILENT if n not in facts and n not in told]
    if silent:
        values["remedies_silent"] = facts.join(silent)
    return values


def _growth(facts: Facts) -> dict[str, Any]:
    rows = facts.analysis.observations
    stated = rows[rows["indicator"] == "disclosed_total_growth"]
    if stated.empty:
        return {}
    row = next(records(stated))
    amount = number_as_written(row.quote, facts.lang)
    words = facts.words["grew" if row.value >= 0 else "fell"].format(amount=amount)
    values = {"growth_words": f"[{words}](#{row.id})"}
    implied = metric(facts.analysis, "implied_previous_value")
    total = indicators()["disclosed_total"].zh
    if implied is not None and (facts.lang == "en" or total in implied.label):
        values["implied_lower"] = with_separators(implied.lower)
        values["implied_upper"] = with_separators(implied.upper)
    return values


def _groups(facts: Facts) -> dict[str, Any]:
    groups = parts_of(facts.analysis, "disclosed_total")
    if len(groups) < 2:
        return {}
    in_table = bool((groups["cell"] != "").all())
    names = [
        f"{label_of(row.indicator, row.label, facts.lang)}{'' if facts.lang == 'zh' else ' '}"
        f"{cited(row, facts.lang)}"
        for row in records(groups)
    ]
    if in_table:
        return {"channel_list": facts.join(names)}
    values = {"group_list": facts.join(names)}
    total = metric(facts.analysis, "composition_sum", _whole_name("disclosed_total", facts.lang))
    if total is None or "disclosed_total" not in facts:
        return values
    values["sum_of_groups"] = interval_in_words(total.lower, total.upper, facts.lang)
    stated = facts.number("disclosed_total") or 0
    exact = total.lower == total.upper == stated
    inside = not (total.lower > stated or total.upper < stated)
    verdict = "sum_equal" if exact else "sum_inside" if inside else "sum_outside"
    values["sum_verdict"] = facts.words[verdict].format(total=facts["disclosed_total"])
    return values


def _classes(facts: Facts) -> dict[str, Any]:
    analysis, name = facts.analysis, _whole_name("disclosed_website", facts.lang)
    classes = parts_of(analysis, "disclosed_website")
    covered = metric(analysis, "composition_covered_share", name)
    rest = metric(analysis, "composition_remainder", name)
    total = metric(analysis, "composition_sum", name)
    if classes.empty or covered is None or rest is None or total is None:
        return {}
    facts.numbers["website_remainder"] = rest.value
    return {
        "website_classes": len(classes),
        "website_sum": with_separators(total.value),
        "website_covered": f"{covered.value:.1f}",
        "website_remainder": with_separators(rest.value),
    }


def _checks(facts: Facts) -> dict[str, Any]:
    checks = facts.analysis.checks
    if checks.empty:
        return {}
    counts = checks["outcome"].value_counts()
    said = (
        facts.words[f"count_{name}"].format(n=counts[name]) for name in _OUTCOMES if name in counts
    )
    values: dict[str, Any] = {"checks_total": len(checks), "checks_by_outcome": facts.join(said)}
    values["checks_by_outcome"] = values["checks_by_outcome"].replace("、", "，")
    lists = facts.analysis.enumerations
    rows = facts.analysis.observations
    columns = set(rows.loc[rows["indicator"] == "feature_columns", "id"])
    listed = lists[lists["observation_id"].isin(columns)]
    if len(listed):
        values["columns_listed"] = int(listed["listed"].iloc[0])
    return values


def _whole_name(indicator: str, lang: str) -> str:
    known = indicators()[indicator]
    return known.zh if lang == "zh" else known.en

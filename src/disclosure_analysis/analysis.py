"""One report, analysed: document, observations, metrics and checks in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from disclosure_analysis.account import Account, account_of
from disclosure_analysis.annexes import adopt, with_annexes
from disclosure_analysis.corrections import (
    Correction,
    apply_corrections,
    corrections_of,
    no_corrections,
    read_corrections,
)
from disclosure_analysis.errors import ReportNotFoundError
from disclosure_analysis.extraction import extract_enumerations, extract_observations
from disclosure_analysis.extraction.forms import FormReading, read_forms
from disclosure_analysis.metrics import report_checks, report_metrics
from disclosure_analysis.parameters import check_parameters
from disclosure_analysis.places import Place, find_place
from disclosure_analysis.project import find_root
from disclosure_analysis.registry import (
    Registered,
    annexes_of,
    find_registered,
    load_registered,
    read_registry,
)
from disclosure_analysis.report import Reading, Report
from disclosure_analysis.reuse import reuse
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Analysis:
    """All that is known of one report.

    Attributes:
        registered: The document's row in the registry.
        report: The document as its loader read it.
        observations: One row a figure; columns of ``observations.COLUMNS``.
        metrics: Columns of ``metrics.METRIC_COLUMNS``.
        checks: Columns of ``metrics.CHECK_COLUMNS``.
        enumerations: Names listed beside announced numbers (see ``extract_enumerations``).
        forms: What was read of the official tables in the document itself.
        annexes: Its annexes that are documents of their own, under the report's key.
        corrections: The declared corrections that its observations hold; columns of
            ``corrections.APPLIED_COLUMNS``.
        previous: Observations of the same reporter's report of the year before, if registered.
        lang: Language of labels and sentences, ``zh`` or ``en``.
    """

    registered: Registered
    report: Report
    observations: pd.DataFrame
    metrics: pd.DataFrame
    checks: pd.DataFrame
    enumerations: pd.DataFrame
    previous: pd.DataFrame | None
    forms: FormReading
    annexes: tuple[Report, ...] = ()
    corrections: pd.DataFrame = field(default_factory=no_corrections)
    lang: str = "zh"

    @property
    def year(self) -> int:
        """The data year."""
        return self.registered.report_year

    @cached_property
    def place(self) -> Place:
        """The district."""
        return find_place(self.registered.place_code, self.year)

    def _repr_html_(self) -> str:
        """Return what a notebook shows of it: who reports, when, and how much was read."""
        words = keyed("labels", "key")
        outcomes = self.checks["outcome"].value_counts()
        checks = (f"{words[str(name)][self.lang]} {count}" for name, count in outcomes.items())
        shown = (
            ("document_title", self.registered.title),
            ("reporter", self.registered.reporter),
            ("published", self.report.published.value if self.report.published else ""),
            ("figures_read", len(self.observations)),
            ("metrics_computed", int(self.metrics["value"].notna().sum())),
            ("checks_made", ("、" if self.lang == "zh" else ", ").join(checks)),
        )
        rows = (
            f"<tr><td>{escape(words[key][self.lang])}</td><td>{escape(str(value))}</td></tr>"
            for key, value in shown
        )
        return f"<table>{''.join(rows)}</table>"

    @cached_property
    def account(self) -> Account:
        """What was read of the document and its annexes, and what was not."""
        return account_of(self.report, self.forms, annexes=self.annexes)


def analyse(
    year: int,
    district: str,
    reporter: str = "",
    *,
    lang: str = "zh",
    root: Path | str | None = None,
) -> Analysis:
    """Read a registered report and work out its observations, metrics and checks.

    Args:
        year: The data year.
        district: Name or code of the district (东区, 攀枝花市东区, 510402).
        reporter: The reporting body; empty for the district's government.
        lang: Language of labels and sentences, ``zh`` or ``en``.
        root: The project's folder; found from the current folder upwards if None.

    Raises:
        InputError: A parameter is wrong, the document is damaged or there is none.
        PlaceError: The district is unknown or ambiguous.
    """
    parameters = check_parameters(year, district, reporter, lang)
    place = find_place(parameters.district, parameters.year)
    rows = read_registry(find_root(root))
    registered = find_registered(rows, place, parameters.year, parameters.reporter)
    return analyse_registered(registered, rows, lang=parameters.lang)


def analyse_registered(
    registered: Registered,
    rows: Sequence[Registered],
    *,
    corrections: Sequence[Correction] | None = None,
    lang: str = "zh",
) -> Analysis:
    """Work out the analysis of a row of the registry.

    Args:
        registered: The report's row.
        rows: The whole registry, for its annexes and the report of the year before.
        corrections: All declared corrections, where they are read already.
        lang: Language of labels and sentences, ``zh`` or ``en``.

    Raises:
        InputError: A document is missing, damaged or not the registered one, or declared
            corrections are wrong.
    """
    if corrections is None:
        corrections = read_corrections(registered.folder.parents[1], rows)
    annexes = annexes_of(rows, registered)
    return analysis_of(
        load_registered(registered),
        registered,
        annexes=[load_registered(row) for row in annexes],
        corrections=corrections_of(corrections, [registered, *annexes]),
        before=_before(rows, registered, corrections),
        lang=lang,
    )


class Before(NamedTuple):
    """The report of the year before: the document, and its observations with its annexes'."""

    report: Report
    observations: pd.DataFrame


def analysis_of(
    report: Report,
    registered: Registered,
    *,
    annexes: Iterable[Report] = (),
    corrections: Sequence[Correction] = (),
    before: Before | None = None,
    lang: str = "zh",
) -> Analysis:
    """Work out observations, metrics and checks of a report that is at hand.

    Args:
        report: The document as its loader read it.
        registered: Who reports, where and on which year, as the registry says it.
        annexes: Its annexes that are documents of their own.
        corrections: Declared corrections of these documents.
        before: The same body's report of the year before.
        lang: Language of labels and sentences, ``zh`` or ``en``.

    Raises:
        InputError: A correction does not fit what the documents say.
    """
    report = as_registered(report, registered)
    adopted = tuple(adopt(annex, report) for annex in annexes)
    report = with_annexes(report, adopted)
    forms = read_forms(report)
    observations, corrected = _corrected(_observations(report, adopted, forms), corrections)
    enumerations = extract_enumerations(report, observations)
    titles = [section.title for section in report.sections]
    previous = before.observations if before else None
    checks = report_checks(
        observations,
        report_year=registered.report_year,
        section_titles=titles,
        announced_parts=report.announced_parts.value if report.announced_parts else None,
        period=report.period.value if report.period else None,
        attachments=report.attachments,
        lists=enumerations,
        previous=previous,
        lang=lang,
    )
    return Analysis(
        registered=registered,
        report=report,
        observations=observations,
        metrics=report_metrics(
            observations,
            report_year=registered.report_year,
            body=registered.body,
            published=report.published.value if report.published else None,
            section_titles=titles,
            previous=previous,
            checks=checks,
            carried_over=reuse(report, before.report).characters if before else None,
            lang=lang,
        ),
        checks=checks,
        enumerations=enumerations,
        previous=previous,
        forms=forms,
        annexes=adopted,
        corrections=corrected,
        lang=lang,
    )


def _observations(
    report: Report, annexes: Iterable[Report], forms: FormReading | None = None
) -> pd.DataFrame:
    """Return the observations of a report and its annexes, the report's first."""
    import pandas as pd

    frames = [extract_observations(report, forms=forms), *map(extract_observations, annexes)]
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else (filled or frames)[0]


def _corrected(
    observations: pd.DataFrame, corrections: Sequence[Correction]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Apply all corrections of documents, even of one of which nothing else was read."""
    sources = {one.source for one in corrections}
    return apply_corrections(observations, corrections, sources=sources)


def registered_reports(
    chosen: Callable[[Registered], bool], root: Path | str | None = None
) -> tuple[Report, ...]:
    """Return registered reports under their keys, by place, reporter and year, without annexes.

    Args:
        chosen: Tells of a row of the registry whether its report is wanted.
        root: The project's folder; found from the current folder upwards if None.

    Raises:
        InputError: A document is missing, damaged or not the registered one.
    """
    rows = [row for row in read_registry(find_root(root)) if not row.is_annex and chosen(row)]
    rows.sort(key=lambda row: (row.place_code, row.reporter, row.report_year))
    return tuple(as_registered(load_registered(row), row) for row in rows)


def as_registered(report: Report, registered: Registered) -> Report:
    """Return a report under the key that its registry row gives it."""
    year = report.year
    if year is None or year.value != registered.report_year:
        year = Reading(registered.report_year, 0, 0)
    return replace(
        report,
        place=find_place(registered.place_code, registered.report_year),
        year=year,
        reporter=registered.reporter,
        body=registered.body,
        scope=registered.scope,
    )


def _before(
    rows: Sequence[Registered], registered: Registered, corrections: Sequence[Correction]
) -> Before | None:
    """Return the report of the year before, if there is one.

    It is of the same reporter on the same scope: others count other things.
    """
    place = find_place(registered.place_code, registered.report_year)
    alike = [row for row in rows if (row.body, row.scope) == (registered.body, registered.scope)]
    try:
        before = find_registered(alike, place, registered.report_year - 1, registered.reporter)
    except ReportNotFoundError:
        return None
    report = as_registered(load_registered(before), before)
    annexes = annexes_of(rows, before)
    adopted = [adopt(load_registered(row), report) for row in annexes]
    own = corrections_of(corrections, [before, *annexes])
    return Before(report, _corrected(_observations(report, adopted), own)[0])

"""One report, analysed: document, observations, metrics and checks in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import ReportNotFoundError
from disclosure_analysis.extraction import extract_enumerations, extract_observations
from disclosure_analysis.metrics import report_checks, report_metrics
from disclosure_analysis.parameters import check_parameters
from disclosure_analysis.places import Place, find_place
from disclosure_analysis.project import find_root
from disclosure_analysis.registry import (
    Registered,
    find_registered,
    load_registered,
    read_registry,
)
from disclosure_analysis.report import Reading, Report

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
    lang: str = "zh"

    @property
    def year(self) -> int:
        """The data year."""
        return self.registered.report_year

    @cached_property
    def place(self) -> Place:
        """The district."""
        return find_place(self.registered.place_code, self.year)


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
    return analysis_of(
        load_registered(registered),
        registered,
        previous=_previous(rows, registered, place),
        lang=parameters.lang,
    )


def analysis_of(
    report: Report,
    registered: Registered,
    *,
    previous: pd.DataFrame | None = None,
    lang: str = "zh",
) -> Analysis:
    """Work out observations, metrics and checks of a report that is at hand.

    Args:
        report: The document as its loader read it.
        registered: Who reports, where and on which year, as the registry says it.
        previous: Observations of the same body's report of the year before.
        lang: Language of labels and sentences, ``zh`` or ``en``.
    """
    report = as_registered(report, registered)
    observations = extract_observations(report)
    enumerations = extract_enumerations(report, observations)
    titles = [section.title for section in report.sections]
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
            lang=lang,
        ),
        checks=report_checks(
            observations,
            report_year=registered.report_year,
            section_titles=titles,
            announced_parts=report.announced_parts.value if report.announced_parts else None,
            period=report.period.value if report.period else None,
            attachments=report.attachments,
            lists=enumerations,
            previous=previous,
            lang=lang,
        ),
        enumerations=enumerations,
        previous=previous,
        lang=lang,
    )


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


def _previous(
    rows: tuple[Registered, ...], registered: Registered, place: Place
) -> pd.DataFrame | None:
    """Return the observations of the same reporter's report of the year before, if there is one."""
    try:
        before = find_registered(rows, place, registered.report_year - 1, registered.reporter)
    except ReportNotFoundError:
        return None
    return extract_observations(as_registered(load_registered(before), before))

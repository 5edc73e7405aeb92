"""All metrics of one report in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.completeness import cell_completeness, completeness
from disclosure_analysis.metrics.composition import compositions
from disclosure_analysis.metrics.growth import growth
from disclosure_analysis.metrics.identity_rate import identity_pass_rate
from disclosure_analysis.metrics.precision import precision
from disclosure_analysis.metrics.rates import rates
from disclosure_analysis.metrics.rows import metrics_frame
from disclosure_analysis.metrics.similarity import similarity_prev_year
from disclosure_analysis.metrics.timeliness import timeliness
from disclosure_analysis.metrics.values import values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd


def report_metrics(
    observations: pd.DataFrame,
    *,
    report_year: int,
    body: str,
    published: date | None,
    section_titles: Sequence[str],
    previous: pd.DataFrame | None = None,
    checks: pd.DataFrame | None = None,
    carried_over: tuple[int, int] | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Return all metrics of a report, in the order of ``metrics.csv``, then of the text.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        report_year: The data year.
        body: ``government``, ``department``, ``township`` or ``other``.
        published: The day of publication, None if unknown.
        section_titles: The report's headings of the first level, without enumerators.
        previous: Observations of the same body's report of the year before.
        checks: The report's checks, columns of ``checks.CHECK_COLUMNS``, if they are at hand.
        carried_over: Characters of its text that the report of the year before had already, and
            all that count (``reuse.reuse``); None without that report.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``.
    """
    composed = compositions(observations, report_year, lang=lang)
    frames = [
        growth(observations, previous, lang=lang),
        composed,
        _rates(observations, previous, report_year, set(composed["metric"]), lang),
        timeliness(report_year, body, published, lang=lang),
        completeness(section_titles, report_year, lang=lang),
        cell_completeness(observations, lang=lang),
        precision(observations, lang=lang),
    ]
    if checks is not None:
        frames.append(identity_pass_rate(checks, report_year, lang=lang))
    if carried_over is not None:
        frames.append(similarity_prev_year(*carried_over, report_year, lang=lang))
    return metrics_frame(row for frame in frames for row in frame.to_dict("records"))


def _rates(
    observations: pd.DataFrame,
    previous: pd.DataFrame | None,
    year: int,
    known: set[str],
    lang: str,
) -> pd.DataFrame:
    """Return the rates of a report, without those that its breakdowns gave."""
    import pandas as pd

    both = [frame for frame in (observations, previous) if frame is not None and len(frame)]
    if not both:
        return metrics_frame([])
    found = rates(values(pd.concat(both, ignore_index=True)), lang=lang)
    return found[(found["year"] == year) & ~found["metric"].isin(known)]

"""All metrics of one report in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.completeness import completeness
from disclosure_analysis.metrics.composition import compositions
from disclosure_analysis.metrics.growth import growth
from disclosure_analysis.metrics.precision import precision
from disclosure_analysis.metrics.rows import metrics_frame
from disclosure_analysis.metrics.timeliness import timeliness

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
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``.
    """
    frames = [
        growth(observations, previous, lang=lang),
        compositions(observations, report_year, lang=lang),
        timeliness(report_year, body, published, lang=lang),
        completeness(section_titles, report_year, lang=lang),
        precision(observations, lang=lang),
    ]
    return metrics_frame(row for frame in frames for row in frame.to_dict("records"))

"""Timeliness: the day of publication against the statutory day of the data year and body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.rows import metric_row, metrics_frame
from disclosure_analysis.metrics.wording import warning
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which the law lets a report be published, and where it says so."""

    day: date
    law: str
    article: str


def deadline(report_year: int, body: str) -> Deadline | None:
    """Return the statutory day for a data year and kind of body, None where no law sets one.

    Decree 492 (2007), art. 31, bound every administrative organ, townships among them; Decree
    711 (2019), art. 49, names governments from county level up and their departments only.
    """
    for row in table("deadlines"):
        last = int(row["year_to"] or report_year)
        if row["body"] == body and int(row["year_from"]) <= report_year <= last:
            day = date(report_year + 1, int(row["month"]), int(row["day"]))
            return Deadline(day, row["law"], row["article"])
    return None


def timeliness(
    report_year: int, body: str, published: date | None, *, lang: str = "zh"
) -> pd.DataFrame:
    """Return ``report_lead_days`` and ``report_on_time``.

    ``report_lead_days`` is the statutory day minus the day of publication, in days, negative if
    late; ``report_on_time`` is 1 if it is not negative, else 0. Both are NaN with a warning
    where the law sets the body no day or the day of publication is not known. Source: Decree 492
    (2007), art. 31; Decree 711 (2019), art. 49; see ``tables/deadlines.csv``.

    Args:
        report_year: The data year.
        body: ``government``, ``department``, ``township`` or ``other``.
        published: The day of publication, None if unknown.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``.
    """
    limit = deadline(report_year, body)
    if limit is None or published is None:
        key = "no_statutory_day" if limit is None else "published_missing"
        notes = [warning(key, lang)]
        names = ("report_lead_days", "report_on_time")
        return metrics_frame(metric_row(n, report_year, lang, warnings=notes) for n in names)
    lead = float((limit.day - published).days)
    results = {"report_lead_days": lead, "report_on_time": float(lead >= 0)}
    notes = [warning("published_early", lang)] if published.year <= report_year else []
    return metrics_frame(
        metric_row(
            name, report_year, lang, value=value, bounds=Interval(value, value), warnings=notes
        )
        for name, value in results.items()
    )

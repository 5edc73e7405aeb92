"""Identity rate: how many of the sums that the official tables must satisfy they do satisfy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.rows import FAIL, PASS, UNCERTAIN
from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.rows import metric_row, metrics_frame
from disclosure_analysis.metrics.wording import warning

if TYPE_CHECKING:
    import pandas as pd


def identity_pass_rate(checks: pd.DataFrame, report_year: int, *, lang: str = "zh") -> pd.DataFrame:
    """Return ``identity_pass_rate``: identities passed, per cent of identities evaluated.

    An uncertain one is evaluated and not passed; the upper bound takes it as passed. NaN where
    none could be evaluated. Source: ``identities.csv``.

    Args:
        checks: The checks of one report, columns of ``checks.CHECK_COLUMNS``.
        report_year: The data year.
        lang: Language of label and warning, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``; no row for a report without tables.
    """
    outcomes = checks.loc[checks["check"].str.startswith("identity_"), "outcome"]
    if outcomes.empty:
        return metrics_frame([])
    passed, evaluated = int((outcomes == PASS).sum()), outcomes.isin([PASS, FAIL, UNCERTAIN]).sum()
    if not evaluated:
        notes = [warning("no_identities", lang)]
        return metrics_frame([metric_row("identity_pass_rate", report_year, lang, warnings=notes)])
    doubtful = int((outcomes == UNCERTAIN).sum())
    row = metric_row(
        "identity_pass_rate",
        report_year,
        lang,
        value=100 * passed / evaluated,
        bounds=Interval(100 * passed / evaluated, 100 * (passed + doubtful) / evaluated),
        numerator=passed,
        denominator=int(evaluated),
    )
    return metrics_frame([row])

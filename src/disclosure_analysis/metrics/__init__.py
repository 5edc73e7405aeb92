"""Metrics and checks: pure functions from observations to tidy frames, no I/O, no plotting.

See docs/metrics.md for every metric's formula, unit, bounds and source.
"""

from __future__ import annotations

from disclosure_analysis.metrics.checks import CHECK_COLUMNS, report_checks
from disclosure_analysis.metrics.comparability import STEP_COLUMNS, steps
from disclosure_analysis.metrics.completeness import completeness, statutory_parts
from disclosure_analysis.metrics.composition import composition
from disclosure_analysis.metrics.growth import growth
from disclosure_analysis.metrics.overview import report_metrics
from disclosure_analysis.metrics.precision import precision
from disclosure_analysis.metrics.rows import METRIC_COLUMNS
from disclosure_analysis.metrics.timeliness import Deadline, deadline, timeliness
from disclosure_analysis.metrics.values import SERIES_KEY, VALUE_COLUMNS, values

__all__ = [
    "CHECK_COLUMNS",
    "METRIC_COLUMNS",
    "SERIES_KEY",
    "STEP_COLUMNS",
    "VALUE_COLUMNS",
    "Deadline",
    "completeness",
    "composition",
    "deadline",
    "growth",
    "precision",
    "report_checks",
    "report_metrics",
    "statutory_parts",
    "steps",
    "timeliness",
    "values",
]

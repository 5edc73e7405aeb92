"""Metrics and checks: pure functions from observations to tidy frames, no I/O, no plotting.

See docs/metrics.md for every metric's formula, unit, bounds and source, docs/comparability.md for
what may be set against what. Each metric of ``metrics.csv`` that is computed from ``values`` is a
function here as well: ``metrics.clearance_rate(values)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks import CHECK_COLUMNS, report_checks
from disclosure_analysis.metrics.comparability import STEP_COLUMNS, steps
from disclosure_analysis.metrics.completeness import completeness, statutory_parts
from disclosure_analysis.metrics.composition import composition
from disclosure_analysis.metrics.contributions import CONTRIBUTION_COLUMNS, growth_contributions
from disclosure_analysis.metrics.functions import metric_functions
from disclosure_analysis.metrics.growth import growth
from disclosure_analysis.metrics.overview import report_metrics
from disclosure_analysis.metrics.precision import precision
from disclosure_analysis.metrics.ranking import RANK_COLUMNS, across_places, is_ranked
from disclosure_analysis.metrics.rates import rates, with_bridges
from disclosure_analysis.metrics.rows import METRIC_COLUMNS
from disclosure_analysis.metrics.series import GROWTH_COLUMNS, series_growth
from disclosure_analysis.metrics.timeliness import Deadline, deadline, timeliness
from disclosure_analysis.metrics.values import SERIES_KEY, VALUE_COLUMNS, values
from disclosure_analysis.metrics.zero_reports import zero_report_share

if TYPE_CHECKING:
    from disclosure_analysis.metrics.functions import MetricFunction

__all__ = [
    "CHECK_COLUMNS",
    "CONTRIBUTION_COLUMNS",
    "GROWTH_COLUMNS",
    "METRIC_COLUMNS",
    "RANK_COLUMNS",
    "SERIES_KEY",
    "STEP_COLUMNS",
    "VALUE_COLUMNS",
    "Deadline",
    "across_places",
    "completeness",
    "composition",
    "deadline",
    "growth",
    "growth_contributions",
    "is_ranked",
    "metric_functions",
    "precision",
    "rates",
    "report_checks",
    "report_metrics",
    "series_growth",
    "statutory_parts",
    "steps",
    "timeliness",
    "values",
    "with_bridges",
    "zero_report_share",
]


def __getattr__(name: str) -> MetricFunction:
    """Return the function of a metric of ``metrics.csv``."""
    # Names with an underscore are asked for by the import system, before the tables are there.
    found = None if name.startswith("_") else metric_functions().get(name)
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *metric_functions()})

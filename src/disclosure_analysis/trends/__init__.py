"""One body's reports over the years: gathered, drawn, listed and described.

``from disclosure_analysis import trends`` is all that the notebook of a district's trend needs.
"""

from __future__ import annotations

from disclosure_analysis.trends.charts import plot_rates, plot_series
from disclosure_analysis.trends.figure_lists import list_values
from disclosure_analysis.trends.growth_lists import list_growth, list_rates
from disclosure_analysis.trends.lists import (
    list_checks,
    list_coverage,
    list_method,
    list_practices,
)
from disclosure_analysis.trends.sentences import (
    describe_checks,
    describe_growth,
    describe_summary,
    describe_title,
)
from disclosure_analysis.trends.text_lists import list_reuse
from disclosure_analysis.trends.trend import Trend, trend

__all__ = [
    "Trend",
    "describe_checks",
    "describe_growth",
    "describe_summary",
    "describe_title",
    "list_checks",
    "list_coverage",
    "list_growth",
    "list_method",
    "list_practices",
    "list_rates",
    "list_reuse",
    "list_values",
    "plot_rates",
    "plot_series",
    "trend",
]

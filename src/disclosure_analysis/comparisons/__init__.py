"""The reports on one year compared: gathered, drawn, listed and described.

``from disclosure_analysis import comparisons`` is all that the notebook of a year needs.
"""

from __future__ import annotations

from disclosure_analysis.comparisons.charts import plot_figures, plot_rates
from disclosure_analysis.comparisons.comparison import Comparison, compare
from disclosure_analysis.comparisons.lists import (
    list_checks,
    list_coverage,
    list_figures,
    list_method,
    list_own_totals,
    list_ranks,
    list_rates,
    list_warnings,
)
from disclosure_analysis.comparisons.sentences import (
    describe_checks,
    describe_own_totals,
    describe_summary,
    describe_title,
)
from disclosure_analysis.comparisons.shared_text import list_reuse

__all__ = [
    "Comparison",
    "compare",
    "describe_checks",
    "describe_own_totals",
    "describe_summary",
    "describe_title",
    "list_checks",
    "list_coverage",
    "list_figures",
    "list_method",
    "list_own_totals",
    "list_ranks",
    "list_rates",
    "list_reuse",
    "list_warnings",
    "plot_figures",
    "plot_rates",
]

"""Functions: every metric of a series or a report's values as a function of its own name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.contributions import growth_contributions
from disclosure_analysis.metrics.definitions import CONCENTRATION, RATIO
from disclosure_analysis.metrics.rates import rates
from disclosure_analysis.metrics.series import series_growth
from disclosure_analysis.metrics.zero_reports import zero_report_share
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    MetricFunction = Callable[..., pd.DataFrame]

_BY_NAME = {
    "growth_contribution": growth_contributions,
    "growth_residual": growth_contributions,
    "zero_report_share": zero_report_share,
}


@cache
def metric_functions() -> Mapping[str, MetricFunction]:
    """Return a function for each metric that is computed from values, by name and alias.

    Each takes ``values`` and ``lang``, and gives the rows of its metric: ``clearance_rate(values)``
    is ``rates(values, ["clearance_rate"])``.
    """
    found = {}
    for row in table("metrics"):
        if row["method"] in (RATIO, *CONCENTRATION, "series"):
            for name in (row["name"], *row["aliases"].split()):
                found[name] = _function(row, name)
    return found


def _function(row: Mapping[str, str], name: str) -> MetricFunction:
    of_series = row["method"] == "series"

    def metric(values: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
        if not of_series:
            return rates(values, [row["name"]], lang)
        found = _BY_NAME.get(row["name"], series_growth)(values, lang)
        return found[found["metric"] == row["name"]].reset_index(drop=True)

    metric.__name__ = metric.__qualname__ = name
    metric.__doc__ = _documentation(row)
    return metric


def _documentation(row: Mapping[str, str]) -> str:
    unit = row["unit"] or "none"
    return (
        f"Return {row['en']} ({row['zh']}): {row['formula']}.\n\n"
        f"Unit: {unit}. A base of zero or a missing figure gives NaN with a warning; bounds are "
        f"exact.\nSource: {row['source']}.\n\n"
        "Args:\n    values: Columns of ``values.VALUE_COLUMNS``.\n"
        "    lang: Language of labels and warnings, ``zh`` or ``en``.\n\n"
        "Returns:\n    A frame with the columns of ``SERIES_KEY`` and ``METRIC_COLUMNS``.\n"
    )

"""Small observation frames for tests."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis.observations import observations_frame

if TYPE_CHECKING:
    import pandas as pd

FIRST_REPORT = Path(__file__).parent / "fixtures" / "first_report_figures.csv"


def row(indicator: str, value: float, *bounds: float | str, **fields: Any) -> dict[str, Any]:
    """One observation of 2017; without bounds the figure is exact, "" is no bound."""
    lower, upper = bounds or (value, value)
    return {
        "report_year": 2017,
        "year": fields.pop("year", fields.get("report_year", 2017)),
        "indicator": indicator,
        "value": value,
        "lower": lower,
        "upper": upper,
        "unit": "条",
        "basis": "stated",
        "period": "year",
        "origin": "document",
        **fields,
    }


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows with a position each, so that equal mentions have ids of their own."""
    return observations_frame({"start": i, "end": i + 1, **r} for i, r in enumerate(rows))


def first_report() -> pd.DataFrame:
    """The 35 figures of 攀枝花市东区's report for 2017."""
    with FIRST_REPORT.open(encoding="utf-8", newline="") as lines:
        return frame(*(row("", 0) | r for r in csv.DictReader(lines)))

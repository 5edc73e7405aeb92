"""How the places and bodies of a comparison are named in charts and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disclosure_analysis.places import PlaceError, place_by_code
from disclosure_analysis.words import records

if TYPE_CHECKING:
    import pandas as pd

GOVERNMENT = "government"


def short_names(reports: pd.DataFrame, year: int, region: str) -> dict[tuple[str, str], str]:
    """Return the shortest clear name of each body, by place code and reporter.

    Args:
        reports: Columns ``place_code, place, reporter, body``.
        year: The data year.
        region: The full name that all places share; empty for the whole country.
    """
    return {
        (row.place_code, row.reporter): _short_name(row, year, region)
        for row in records(reports.drop_duplicates(["place_code", "reporter"]))
    }


def _short_name(row: Any, year: int, region: str) -> str:
    """Return a place without the names that all share; another body's own name."""
    if row.body != GOVERNMENT:
        return str(row.reporter).removeprefix(province_of(row, year))
    above = region or province_of(row, year)
    # A municipality is a city: 北京市朝阳区 needs its name, 四川省 tells nothing of 攀枝花市.
    if not region and above.endswith("市"):
        return str(row.place)
    return str(row.place).removeprefix(above) or str(row.place)


def province_of(row: Any, year: int) -> str:
    """Return the province of a report's place, empty where the gazetteer lacks it."""
    try:
        return place_by_code(row.place_code, year).province
    except PlaceError:
        return ""

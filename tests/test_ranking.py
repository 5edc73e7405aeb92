"""Ranking: only what counts alike stands in one order, and the rest is told why it does not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from disclosure_analysis.metrics import across_places, values
from observation_rows import frame, row

RECEIVED = "applications_received"


def at(place: int, value: float, **fields: Any) -> dict[str, Any]:
    known = {"place_code": f"51040{place}", "scope": "area", "body": "government", "unit": "件"}
    return row(RECEIVED, value, report_year=2016, **(known | fields))


def ranked(*rows: dict[str, Any]) -> pd.DataFrame:
    return across_places(values(frame(*rows)), RECEIVED, 2016, "en")


def test_a_place_of_another_unit_is_not_ranked() -> None:
    found = ranked(at(1, 100), at(2, 2, unit="万件"), at(3, 50))
    assert found["rank_least"].tolist()[::2] == [1, 2]
    assert pd.isna(found["rank_least"].iloc[1])
    assert found["warning"].tolist()[1].startswith("Its unit is not")
    assert found["warning"].tolist()[::2] == ["", ""]


def test_where_no_scope_is_known_only_the_scope_is_blamed() -> None:
    found = ranked(at(1, 5, scope=""), at(2, 9, scope=""))
    assert found["rank_least"].isna().all()
    assert found["warning"].str.startswith("Its scope is unknown").all()
    assert not found["warning"].str.contains("body|form|unit").any()


def test_a_place_alone_is_ranked_and_told_nothing() -> None:
    found = ranked(at(1, 5))
    assert found["rank_least"].tolist() == [1]
    assert found["warning"].tolist() == [""]

"""Contributions to growth: refused where the two years or the figures do not go together."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from disclosure_analysis.metrics import growth_contributions, series_growth, values
from made_panel import cell_row
from observation_rows import frame

RESULTS = {"upheld": (5, 8), "corrected": (3, 3), "other": (1, 2), "pending": (1, 2)}


def stated() -> pd.DataFrame:
    """What two forms of 2021 say of reconsiderations: 320 in 2022, 364 in 2023, by result."""
    rows = [
        cell_row(f"T4.rec.{name}", numbers[place], report_year=2022 + place)
        for name, numbers in RESULTS.items()
        for place in (0, 1)
    ]
    totals = [cell_row("T4.rec.total", n, report_year=y) for y, n in ((2022, 320), (2023, 364))]
    return values(frame(*rows, *totals))


def with_field(name: str, told: str, *, year: int, indicator: str = "") -> pd.DataFrame:
    found = stated()
    chosen = found["year"] == year
    if indicator:
        chosen &= found["indicator"] == indicator
    assert chosen.any()
    return found.assign(**{name: found[name].mask(chosen, told)})


def by_part(found: pd.DataFrame) -> Any:
    return growth_contributions(found, "en").set_index("part")


def test_contributions_are_right_to_the_last_digit() -> None:
    found = by_part(stated())
    numbers = ["value", "lower", "upper"]
    assert found.loc["reconsiderations_upheld", numbers].tolist() == [100 * 3 / 320] * 3
    assert found.loc["", numbers].tolist() == [100 * 39 / 320] * 3


@pytest.mark.parametrize("year", [2022, 2023])
def test_a_change_of_unit_leaves_no_contribution_as_it_leaves_no_growth(year: int) -> None:
    changed = with_field("unit", "万件", year=year)
    found = by_part(changed)
    assert found[["value", "lower", "upper", "numerator"]].isna().all(axis=None)
    assert found["warning"].str.contains("The unit changed").all()
    assert series_growth(changed)["value"].isna().all()


def test_a_part_in_another_unit_than_its_whole_contributes_nothing() -> None:
    found = stated()
    found["unit"] = found["unit"].mask(found["indicator"] == "reconsiderations_upheld", "百件")
    told = by_part(found)
    for part in ("reconsiderations_upheld", ""):
        assert pd.isna(told.loc[part, "value"])
        assert "units of its figures do not agree" in told.loc[part, "warning"]
    assert told.loc["reconsiderations_pending", "value"] == 100 / 320


def test_a_step_from_the_text_to_the_form_is_judged_for_each_figure() -> None:
    name = "reconsiderations_upheld"
    found = by_part(with_field("form", "narrative", year=2022, indicator=name))
    for part in (name, ""):
        assert pd.isna(found.loc[part, "value"])
        assert "form changed" in found.loc[part, "warning"]
    assert found.loc["reconsiderations_pending", "value"] == 100 / 320


def test_a_part_of_the_text_does_not_contribute_to_a_whole_of_the_table() -> None:
    found = stated()
    chosen = found["indicator"] == "reconsiderations_upheld"
    told = by_part(found.assign(form=found["form"].mask(chosen, "narrative")))
    for part in ("reconsiderations_upheld", ""):
        assert pd.isna(told.loc[part, "value"])
        assert "all in the text" in told.loc[part, "warning"]

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_analysis.metrics import METRIC_COLUMNS, growth
from disclosure_analysis.metrics.growth import growth_bounds, implied_bounds
from disclosure_analysis.metrics.intervals import Interval
from observation_rows import first_report, frame, row

if TYPE_CHECKING:
    import pandas as pd

counts = st.integers(1, 10**7)


def only(metrics: pd.DataFrame, metric: str) -> pd.Series:
    found = metrics[metrics["metric"] == metric]
    assert len(found) == 1, f"{len(found)} rows of {metric}"
    return found.iloc[0]


def last_year(value: float, *bounds: float) -> pd.DataFrame:
    return frame(row("disclosed_total", value, *bounds, report_year=2016))


def stated(value: float, growth_: float, *bounds: float) -> pd.DataFrame:
    return frame(
        row("disclosed_total", value), row("disclosed_total_growth", growth_, *bounds, unit="%")
    )


def test_the_first_report_implies_an_interval_for_2016() -> None:
    implied = only(growth(first_report()), "implied_previous_value")
    assert (implied["year"], implied["value"]) == (2016, 25720)
    assert (implied["lower"], implied["upper"], implied["unit"]) == (25653, 25787, "条")


def test_stated_growth_keeps_the_interval_of_its_rounding_and_its_observation() -> None:
    observations = first_report()
    growing = only(growth(observations), "growth_stated")
    assert (growing["value"], growing["lower"], growing["upper"]) == (91, 90.5, 91.5)
    used = observations[observations["id"] == growing["observation_ids"]]
    assert used["indicator"].tolist() == ["disclosed_total_growth"]


def test_growth_without_last_years_report_is_missing_and_says_why() -> None:
    metrics = growth(first_report())
    for name in ("growth_yoy", "growth_gap"):
        missing = only(metrics, name)
        assert math.isnan(missing["value"])
        assert missing["warning"] == "上年数值未见于可用的报告"


def test_growth_is_undefined_when_last_year_is_zero() -> None:
    metrics = growth(stated(10, 91, 90.5, 91.5), last_year(0))
    assert only(metrics, "growth_yoy")[["value", "lower", "upper"]].isna().all()
    assert only(metrics, "growth_gap")[["value", "lower", "upper"]].isna().all()
    assert "零" in only(metrics, "growth_yoy")["warning"]


def test_growth_of_two_exact_figures_is_exact() -> None:
    computed = only(growth(stated(300, 50, 49.5, 50.5), last_year(200)), "growth_yoy")
    assert computed["value"] == computed["lower"] == computed["upper"] == 50
    assert (computed["numerator"], computed["denominator"]) == (300, 200)


def test_growth_of_approximate_figures_is_an_interval() -> None:
    now = frame(row("disclosed_total", 140000, 140000, 149999))
    computed = only(growth(now, last_year(180000, 180000, 189999)), "growth_yoy")
    assert computed["lower"] == pytest.approx(-26.3, abs=0.05)
    assert computed["upper"] == pytest.approx(-16.7, abs=0.05)


def test_a_base_that_may_be_zero_leaves_growth_without_an_upper_bound() -> None:
    computed = only(growth(frame(row("disclosed_total", 8)), last_year(4, 0, 5)), "growth_yoy")
    assert computed["lower"] == pytest.approx(60)
    assert math.isnan(computed["upper"])


def test_the_gap_compares_the_stated_growth_with_the_computed_one() -> None:
    gap = only(growth(stated(300, 52, 51.5, 52.5), last_year(200)), "growth_gap")
    assert (gap["value"], gap["lower"], gap["upper"], gap["unit"]) == (2, 1.5, 2.5, "百分点")


def test_last_years_figure_from_this_years_report_serves_as_base_and_is_said_to() -> None:
    observations = frame(row("disclosed_website", 300), row("disclosed_website", 200, year=2016))
    computed = only(growth(observations), "growth_yoy")
    assert computed["value"] == 50
    assert "自述" in computed["warning"]


def test_no_growth_is_computed_over_a_break_of_the_series() -> None:
    grown = row("disclosed_total_growth", 50, 49.5, 50.5, unit="%", report_year=2019)
    now = frame(row("disclosed_total", 300, report_year=2019), grown)
    before = frame(row("disclosed_total", 200, report_year=2018))
    metrics = growth(now, before)
    for name in ("growth_yoy", "growth_gap"):
        refused = only(metrics, name)
        assert refused[["value", "lower", "upper"]].isna().all()
        assert "2019年起" in refused["warning"]
    computed = only(metrics, "growth_yoy")
    assert computed["comparability"] == "break_2019"
    assert (computed["numerator"], computed["denominator"]) == (300, 200)
    assert only(metrics, "implied_previous_value")["value"] == 200


def test_a_base_that_the_report_itself_gives_does_not_mend_a_break() -> None:
    rows = [row("disclosed_total", 300, report_year=2019)]
    rows.append(row("disclosed_total", 200, report_year=2019, year=2018))
    assert math.isnan(only(growth(frame(*rows)), "growth_yoy")["value"])


def test_growth_over_a_bridge_is_computed_and_says_so() -> None:
    form = {"form": "form2019", "cell": "T3.1", "applicant": "tot", "basis": "table"}
    now = frame(row("applications_received", 30, report_year=2019, unit="件") | form)
    before = frame(row("applications_received", 20, report_year=2018, unit="件"))
    computed = only(growth(now, before), "growth_yoy")
    assert computed["value"] == 50
    assert "本年新收" in computed["warning"]


def test_website_visits_have_no_computed_growth() -> None:
    now = frame(row("website_visits", 300, unit="人次"))
    before = frame(row("website_visits", 200, unit="人次", report_year=2016))
    assert growth(now, before).empty


def test_a_stock_is_no_base_of_growth() -> None:
    before = frame(row("disclosed_total", 200, report_year=2016, period="cumulative"))
    assert growth(frame(row("disclosed_total", 300)), before).empty


def test_any_indicator_with_a_stated_growth_is_covered() -> None:
    observations = frame(
        row("mailbox_replies", 120, unit="件"),
        row("mailbox_replies_growth", -20, -20.5, -19.5, unit="%"),
    )
    implied = only(growth(observations), "implied_previous_value")
    assert (implied["lower"], implied["upper"], implied["unit"]) == (150, 150, "件")


def test_amounts_of_money_are_not_rounded_to_whole_numbers() -> None:
    observations = frame(
        row("administrative_fees", 10.5, unit="万元"),
        row("administrative_fees_growth", 5, 4.5, 5.5, unit="%"),
    )
    assert only(growth(observations), "implied_previous_value")["value"] == pytest.approx(10)


def test_no_whole_number_is_named_when_none_agrees_with_the_growth() -> None:
    implied = only(growth(stated(3, 0.2, 0.15, 0.25)), "implied_previous_value")
    assert math.isnan(implied["value"])
    assert "没有整数" in implied["warning"]


def test_a_fall_to_nothing_does_not_tell_last_year() -> None:
    implied = only(growth(stated(0, -100, -100.5, -99.5)), "implied_previous_value")
    assert implied[["value", "lower", "upper"]].isna().all()


def test_a_stated_growth_without_its_figure_implies_nothing() -> None:
    observations = frame(row("disclosed_total_growth", 91, 90.5, 91.5, unit="%"))
    metrics = growth(observations, last_year(200))
    for name in ("implied_previous_value", "growth_yoy", "growth_gap"):
        assert math.isnan(only(metrics, name)["value"])
        assert "报告没有给出本年数值" in only(metrics, name)["warning"]
    assert only(metrics, "growth_stated")["value"] == 91


def test_a_base_in_another_unit_is_no_base() -> None:
    before = frame(row("disclosed_total", 200, report_year=2016, unit="件"))
    assert growth(frame(row("disclosed_total", 300)), before).empty


def test_contradicting_mentions_widen_growth_and_are_said_to() -> None:
    now = frame(row("disclosed_total", 300), row("disclosed_total", 310))
    computed = only(growth(now, last_year(200)), "growth_yoy")
    assert (computed["value"], computed["lower"], computed["upper"]) == (50, 50, 55)
    assert "互相矛盾" in computed["warning"]


def test_growth_of_what_is_never_a_series_is_refused_even_if_the_report_states_it() -> None:
    now = frame(
        row("website_visits", 300, unit="人次"),
        row("website_visits_growth", 50, 49.5, 50.5, unit="%"),
    )
    before = frame(row("website_visits", 200, unit="人次", report_year=2016))
    computed = only(growth(now, before), "growth_yoy")
    assert math.isnan(computed["value"])
    assert "访问量" in computed["warning"]


def test_no_observation_gives_an_empty_table_with_the_columns_of_the_contract() -> None:
    empty = growth(frame())
    assert empty.empty
    assert list(empty.columns) == METRIC_COLUMNS


@given(counts, counts)
def test_exact_values_give_exact_growth(now: int, before: int) -> None:
    bounds = growth_bounds(Interval(now, now), Interval(before, before))
    assert bounds is not None
    assert bounds.exact
    assert bounds.lower == pytest.approx(100 * (now - before) / before)


@given(counts, counts, st.integers(0, 500), st.integers(0, 500))
def test_wider_figures_never_give_narrower_growth(
    now: int, base: int, more: int, less: int
) -> None:
    narrow = growth_bounds(Interval(now, now), Interval(base, base))
    wide = growth_bounds(
        Interval(max(0, now - less), now + more), Interval(max(0, base - less), base + more)
    )
    assert narrow is not None and wide is not None
    assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


def test_growth_bounds_are_attained() -> None:
    now, before = Interval(5, 9), Interval(2, 4)
    reached = [100 * (x / y - 1) for x, y in product(range(5, 10), range(2, 5))]
    assert growth_bounds(now, before) == Interval(min(reached), max(reached))


@given(st.integers(1, 2000), st.integers(-90, 300))
def test_implied_bounds_hold_exactly_the_whole_numbers_that_agree(now: int, rate: int) -> None:
    bounds = implied_bounds(Interval(now, now), Interval(rate - 0.5, rate + 0.5))
    # Twice the rate keeps the comparison in whole numbers, where no rounding blurs an end.
    agree = [
        base
        for base in range(1, 11 * now + 100)
        if (2 * rate - 1) * base <= 200 * (now - base) <= (2 * rate + 1) * base
    ]
    if bounds is None:
        assert not agree
    else:
        assert (bounds.lower, bounds.upper) == (agree[0], agree[-1])

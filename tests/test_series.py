"""Growth over the years: to the last digit, and never over a break."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import ANNEX_2014, FORM_2019, FORM_2021, form_cells
from disclosure_analysis.metrics import (
    METRIC_COLUMNS,
    SERIES_KEY,
    across_places,
    growth,
    growth_contributions,
    series_growth,
    steps,
    values,
    zero_report_share,
)
from disclosure_analysis.metrics.comparability import step_of
from disclosure_analysis.metrics.contributions import CONTRIBUTION_COLUMNS
from disclosure_analysis.metrics.series import GROWTH_COLUMNS
from disclosure_analysis.metrics.values import NARRATIVE
from made_panel import cell_row, made_observations
from observation_rows import frame, row

VARIANTS = ("growth_yoy", "growth_log", "growth_symmetric", "growth_compound")
AREA = {"scope": "area", "body": "government", "reporter": "甲", "place_code": "510402"}


def told(year: int, value: float, *bounds: float | str, **fields: Any) -> dict[str, Any]:
    indicator = fields.pop("indicator", "applications_received")
    return row(indicator, value, *bounds, report_year=year, unit="件", **(AREA | fields))


def grown(*rows: dict[str, Any], lang: str = "zh") -> pd.DataFrame:
    return series_growth(values(frame(*rows)), lang)


def only(found: pd.DataFrame, metric: str, year: int = 2016) -> pd.Series[Any]:
    one = found[(found["metric"] == metric) & (found["year"] == year)]
    assert len(one) == 1, f"{len(one)} rows of {metric}"
    return one.iloc[0]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("growth_yoy", 50),
        ("growth_log", math.log(1.5)),
        ("growth_symmetric", 40),
        ("growth_compound", 50),
    ],
)
def test_growth_of_exact_figures_is_exact(metric: str, expected: float) -> None:
    one = only(grown(told(2015, 20), told(2016, 30)), metric)
    assert one[["value", "lower", "upper"]].tolist() == pytest.approx([expected] * 3)
    assert (one["numerator"], one["denominator"]) == (30, 20)


@pytest.mark.parametrize(
    ("indicator", "before", "now", "year", "expected"),
    [
        ("disclosed_total", 16200, 18182, 2018, 12.2345679),
        ("applications_answered", 25, 196, 2018, 684.0),
        ("applications_received", 1416, 1350, 2025, -4.6610169),
        ("reconsiderations", 192, 166, 2025, -13.5416667),
    ],
)
def test_growth_of_coded_figures_is_that_computed_by_hand(
    indicator: str, before: float, now: float, year: int, expected: float
) -> None:
    rows = [told(year - 1, before, indicator=indicator), told(year, now, indicator=indicator)]
    one = only(grown(*rows), "growth_yoy", year)
    assert one[["value", "lower", "upper"]].tolist() == pytest.approx([expected] * 3)


def test_compound_growth_runs_from_the_first_year() -> None:
    found = grown(told(2014, 16), told(2015, 20), told(2016, 25))
    assert only(found, "growth_compound")["value"] == pytest.approx(25)
    assert only(found, "growth_compound")["denominator"] == 16
    assert "2014年以来" in only(found, "growth_compound")["label"]


def test_years_between_leave_compound_growth_alone_a_yearly_rate() -> None:
    found = grown(told(2014, 16), told(2016, 25))
    assert math.isnan(only(found, "growth_yoy")["value"])
    assert "相隔2年" in only(found, "growth_yoy")["warning"]
    assert only(found, "growth_compound")["value"] == pytest.approx(25)
    assert not only(found, "growth_compound")["warning"]
    assert "相隔2年" in only(found, "growth_log")["warning"]
    assert only(found, "growth_log")["value"] == pytest.approx(math.log(25 / 16))


def test_approximate_figures_give_the_extremes_of_both() -> None:
    found = grown(told(2015, 180000, 180000, 189999), told(2016, 140000, 140000, 149999))
    one = only(found, "growth_yoy")
    assert one["lower"] == pytest.approx(100 * (140000 / 189999 - 1))
    assert one["upper"] == pytest.approx(100 * (149999 / 180000 - 1))


def test_a_base_of_zero_gives_no_growth_but_a_symmetric_one() -> None:
    found = grown(told(2015, 0), told(2016, 30))
    for metric in ("growth_yoy", "growth_log", "growth_compound"):
        assert only(found, metric)[["value", "lower", "upper"]].isna().all()
        assert "零" in only(found, metric)["warning"]
    assert only(found, "growth_symmetric")["value"] == 200


def test_two_zeros_have_no_growth_of_any_kind() -> None:
    found = grown(told(2015, 0), told(2016, 0))
    assert found[["value", "lower", "upper"]].isna().all(axis=None)
    assert "均为零" in only(found, "growth_symmetric")["warning"]


def test_a_base_that_may_be_zero_leaves_no_upper_bound() -> None:
    one = only(grown(told(2015, 4, 0, 5), told(2016, 8)), "growth_yoy")
    assert one["lower"] == pytest.approx(60)
    assert math.isnan(one["upper"])
    assert "没有上限" in one["warning"]


def test_open_bounds_stay_open() -> None:
    one = only(grown(told(2015, 20, 20, ""), told(2016, 30, 30, "")), "growth_yoy")
    assert one["lower"] == -100
    assert math.isnan(one["upper"])
    symmetric = only(grown(told(2015, 20, 20, ""), told(2016, 30, 30, "")), "growth_symmetric")
    assert (symmetric["lower"], symmetric["upper"]) == (-200, 200)


def test_a_broken_step_gives_nothing_and_says_why() -> None:
    total = {"indicator": "disclosed_total"}
    found = grown(told(2018, 900, **total), told(2019, 400, **total), told(2020, 800, **total))
    for metric in VARIANTS:
        refused = only(found, metric, 2019)
        assert refused[["value", "lower", "upper"]].isna().all()
        assert refused["warning"].startswith("2019年起表格不再设此项")
    assert only(found, "growth_compound", 2020)["denominator"] == 400


def test_a_bridge_is_told_with_the_growth() -> None:
    form = {"form": FORM_2019, "cell": "T3.1", "applicant": "tot", "basis": "table"}
    found = grown(told(2018, 20), told(2019, 30) | form, lang="en")
    assert only(found, "growth_yoy", 2019)["value"] == 50
    assert "newly received" in only(found, "growth_yoy", 2019)["warning"]
    later = told(2020, 40) | form
    found = grown(told(2018, 20), told(2019, 30) | form, later, lang="en")
    assert "newly received" in only(found, "growth_compound", 2020)["warning"]
    assert not only(found, "growth_yoy", 2020)["warning"]


def test_a_signed_number_has_no_growth() -> None:
    change = {"indicator": "licence_items_change", "form": FORM_2021}
    found = grown(told(2021, -2, **change), told(2022, 3, **change))
    assert found["value"].isna().all()


def test_growth_stands_in_the_columns_of_the_contract() -> None:
    found = series_growth(values(made_observations(places=1)))
    assert list(found.columns) == GROWTH_COLUMNS == [*SERIES_KEY, "indicator", *METRIC_COLUMNS]
    empty = series_growth(values(frame()))
    assert empty.empty
    assert list(empty.columns) == GROWTH_COLUMNS


SMALL = st.tuples(st.integers(0, 4), st.integers(0, 3))


@given(SMALL, SMALL)
@settings(max_examples=60, deadline=None)
def test_the_ends_of_growth_are_attained(now: tuple[int, int], base: tuple[int, int]) -> None:
    assume(base[0] > 0 and now[0] > 0)
    found = grown(told(2015, base[0], base[0], sum(base)), told(2016, now[0], now[0], sum(now)))
    pairs = list(product(range(now[0], sum(now) + 1), range(base[0], sum(base) + 1)))
    formulas: dict[str, Callable[[int, int], float]] = {
        "growth_yoy": lambda x, y: 100 * (x / y - 1),
        "growth_log": lambda x, y: math.log(x / y),
        "growth_symmetric": lambda x, y: 200 * (x - y) / (x + y),
    }
    for metric, formula in formulas.items():
        reached = [formula(x, y) for x, y in pairs]
        one = only(found, metric)
        assert one["lower"] == pytest.approx(min(reached))
        assert one["upper"] == pytest.approx(max(reached))


@cache
def panels(seed: int) -> pd.DataFrame:
    return made_observations(places=2, seed=seed)


@given(st.integers(0, 3), st.data())
@settings(max_examples=25, deadline=None)
def test_nothing_grows_over_a_broken_step(seed: int, data: st.DataObject) -> None:
    observations = panels(seed)
    kept = data.draw(st.sets(st.integers(2008, 2025), min_size=2, max_size=18))
    found = values(observations[observations["report_year"].isin(kept)])
    rows = series_growth(found)
    broken = steps(found)
    broken = broken[broken["step"] == "broken"]
    key = [*SERIES_KEY, "indicator", "year"]
    marked = rows.merge(broken[[*key, "reason"]], on=key, how="left")
    refused = marked["reason"].notna()
    assert refused.sum() == 4 * len(broken)
    assert marked.loc[refused, ["value", "lower", "upper"]].isna().all(axis=None)
    assert (marked.loc[refused, "warning"] != "").all()
    _compound_stays_within_runs(marked)
    parts = growth_contributions(found).merge(broken[[*key, "reason"]], on=key)
    assert parts[["value", "lower", "upper"]].isna().all(axis=None)


def _compound_stays_within_runs(marked: pd.DataFrame) -> None:
    """No compound growth reaches back behind a broken step."""
    compound = marked[marked["metric"] == "growth_compound"]
    since = compound["label"].str.extract(r"(\d{4})年以来")[0].astype("int64")
    last = compound["year"].where(compound["reason"].notna())
    last = last.groupby([compound[name] for name in [*SERIES_KEY, "indicator"]]).ffill()
    given_ = compound["value"].notna() & last.notna()
    assert (since[given_] >= last[given_]).all()


def standing_in(form: str, year: int, value: float, indicator: str) -> dict[str, Any]:
    """Return a figure in the one cell that a form has for it, else in running text."""
    codes = [c.code for c in form_cells(form).values() if c.indicator == indicator]
    fields = {"form": form, "cell": codes[0]} if len(codes) == 1 else {"form": NARRATIVE}
    return told(year, value, indicator=indicator, **fields)


FORMS_OF_YEARS = st.sampled_from([NARRATIVE, ANNEX_2014, FORM_2019, FORM_2021])
INDICATORS = st.sampled_from(
    [
        *("disclosed_total", "applications_received", "applications_granted", "website_visits"),
        *("reconsiderations", "lawsuits_direct", "request_unclear", "mailbox_replies"),
    ]
)


@given(INDICATORS, st.integers(2009, 2025), FORMS_OF_YEARS, FORMS_OF_YEARS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_single_report_grows_over_no_broken_step(
    indicator: str, year: int, before: str, after: str, own: bool
) -> None:
    stated = row(f"{indicator}_growth", 50, 49.5, 50.5, report_year=year, unit="%", **AREA)
    rows = [standing_in(after, year, 30, indicator), stated]
    base = standing_in(before, year - 1, 20, indicator)
    if own:
        rows.append(standing_in(after, year, 20, indicator) | {"year": year - 1})
    found = growth(frame(*rows), None if own else frame(base))
    forms = [str(one["form"]) for one in (rows[-1] if own else base, rows[0])]
    step = step_of(indicator, year - 1, year, *forms)
    if step.step == "broken":
        told_ = found[found["metric"].isin(["growth_yoy", "growth_gap"])]
        assert told_[["value", "lower", "upper"]].isna().all(axis=None)
        assert (told_["warning"] != "").all()
    elif not own:
        assert only(found, "growth_yoy", year)["value"] == 50


@pytest.mark.parametrize("seed", range(3))
def test_a_report_and_the_one_before_grow_as_their_series_does(seed: int) -> None:
    observations = panels(seed)
    whole = series_growth(values(observations))
    whole = whole[whole["metric"] == "growth_yoy"]
    compared = 0
    for (place, year), report in observations.groupby(["place_code", "report_year"]):
        of_place = observations["place_code"] == place
        before = observations[of_place & (observations["report_year"] == int(str(year)) - 1)]
        if before.empty:
            continue
        found = growth(report, before)
        found = found[found["metric"] == "growth_yoy"]
        alike = found.merge(whole[whole["place_code"] == place], on=["label", "year"], how="left")
        compared += len(alike)
        assert len(alike) == len(found)
        for column in ("value", "lower", "upper"):
            np.testing.assert_allclose(alike[f"{column}_x"], alike[f"{column}_y"], rtol=1e-12)
    assert compared > 100


RESULTS = {"upheld": (5, 8), "corrected": (3, 3), "other": (1, 2), "pending": (1, 2)}


def results(**totals: float) -> pd.DataFrame:
    rows = [
        cell_row(f"T4.rec.{name}", numbers[place], report_year=2022 + place)
        for name, numbers in RESULTS.items()
        for place in (0, 1)
    ]
    rows += [
        cell_row("T4.rec.total", totals[f"y{year}"], report_year=year) for year in (2022, 2023)
    ]
    return growth_contributions(values(frame(*rows)), "en")


def test_contributions_add_up_to_the_growth_of_the_whole() -> None:
    found = results(y2022=10, y2023=15)
    assert list(found.columns) == CONTRIBUTION_COLUMNS
    by_part = found.set_index("part")["value"]
    assert by_part["reconsiderations_upheld"] == pytest.approx(30)
    assert by_part["reconsiderations_corrected"] == 0
    assert by_part[""] == 0
    assert by_part.sum() == pytest.approx(50)


def test_what_the_parts_do_not_explain_is_named() -> None:
    found = results(y2022=10, y2023=20)
    residual = found[found["metric"] == "growth_residual"].iloc[0]
    assert residual[["value", "lower", "upper"]].tolist() == pytest.approx([50] * 3)
    assert "do not explain" in residual["label"]


def test_contributions_are_refused_over_a_broken_step() -> None:
    codes = ("T3.3.7", "T3.3.4.3", "T3.3.1")
    rows = [
        cell_row(code, 5 + year - 2020, form, report_year=year)
        for year, form in ((2020, FORM_2019), (2021, FORM_2021))
        for code in codes
    ]
    found: Any = growth_contributions(values(frame(*rows))).set_index("part")
    assert math.isnan(found.loc["request_unclear", "value"])
    assert "逾期不补正" in found.loc["request_unclear", "warning"]
    assert found.loc["applications_granted", "value"] == pytest.approx(20)
    assert math.isnan(found.loc["", "value"])


def test_no_values_have_no_contributions_and_no_zero_years() -> None:
    nothing = values(frame())
    assert list(growth_contributions(nothing).columns) == CONTRIBUTION_COLUMNS
    assert growth_contributions(nothing).empty
    assert zero_report_share(nothing).empty
    assert across_places(nothing, "meetings", 2016).empty


def test_years_of_zero_requests_are_a_share_of_the_years_that_state_them() -> None:
    rows = [told(2015, 0), told(2016, 3), told(2017, 2, 0, 9), told(2019, 0)]
    other = told(2018, 4, indicator="meetings")
    one = zero_report_share(values(frame(*rows, other))).iloc[0]
    assert (one["numerator"], one["denominator"], one["year"]) == (2, 4, 2019)
    assert one[["value", "lower", "upper"]].tolist() == [50, 50, 75]


def at(place: int, value: float, *bounds: float, **fields: Any) -> dict[str, Any]:
    return told(2016, value, *bounds, **({"place_code": f"51040{place}", "place": "P"} | fields))


def ranked(*rows: dict[str, Any], indicator: str = "applications_received") -> pd.DataFrame:
    return across_places(values(frame(*rows)), indicator, 2016)


def ranks(found: pd.DataFrame) -> list[tuple[Any, Any]]:
    return list(zip(found["rank_least"], found["rank_most"], strict=True))


def test_ranks_of_exact_figures_are_single_and_equal_figures_share_one() -> None:
    found = ranked(at(1, 5), at(2, 9), at(3, 5), at(4, 1))
    assert ranks(found) == [(2, 2), (1, 1), (2, 2), (4, 4)]
    assert found["n"].tolist() == [4] * 4
    assert (found["N"] > 2000).all()


def test_ranks_know_the_bounds() -> None:
    found = ranked(at(1, 50, 50, 59), at(2, 55), at(3, 10))
    assert ranks(found) == [(1, 2), (1, 2), (3, 3)]


@given(st.lists(SMALL, min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_ranks_are_attained(figures: Sequence[tuple[int, int]]) -> None:
    found = ranked(*(at(n, low, low, low + more) for n, (low, more) in enumerate(figures)))
    worlds = list(product(*(range(low, low + more + 1) for low, more in figures)))
    for place, (least, most) in enumerate(ranks(found)):
        reached = [1 + sum(x > world[place] for x in world) for world in worlds]
        assert (least, most) == (min(reached), max(reached))


def test_only_one_kind_of_body_scope_and_form_is_ranked() -> None:
    form = {"form": ANNEX_2014, "cell": "3.1", "basis": "table"}
    found = ranked(
        at(1, 5), at(2, 9), at(3, 7, **form), at(4, 8, scope=""), at(5, 1, body="department")
    )
    assert ranks(found)[:2] == [(2, 2), (1, 1)]
    assert found["rank_least"].isna().tolist() == [False, False, True, True, True]
    assert "表格" in found["warning"].iloc[2]
    assert "范围" in found["warning"].iloc[3]
    assert "机关" in found["warning"].iloc[4]


def test_totals_that_each_office_defines_are_never_ranked() -> None:
    for indicator in ("disclosed_total", "disclosed_website", "website_visits"):
        rows = [at(n, 5 * n, indicator=indicator) for n in (1, 2)]
        found = ranked(*rows, indicator=indicator)
        assert found[["rank_least", "rank_most"]].isna().all(axis=None)
        assert found["warning"].str.contains("不作排名").all()


def test_a_place_without_the_figure_has_no_row() -> None:
    assert ranked(at(1, 5, indicator="meetings")).empty


def test_growth_of_a_panel_does_not_depend_on_the_order_of_rows() -> None:
    found = values(panels(0))
    turned = found.sample(frac=1, random_state=3)
    first, second = (
        series_growth(one).sort_values([*SERIES_KEY, "indicator", "year", "metric"])
        for one in (found, turned)
    )
    pd.testing.assert_frame_equal(
        first.reset_index(drop=True), second.reset_index(drop=True), check_exact=False
    )
    assert np.isfinite(first["value"]).any()


def test_text_from_2019_on_is_no_base_for_a_form_even_beside_other_cells() -> None:
    beside = cell_row("T3.4", 3, report_year=2021) | AREA
    text = told(2021, 121)
    table_ = standing_in(FORM_2021, 2022, 90, "applications_received")
    found = grown(text, beside, table_)
    one = found[(found["indicator"] == "applications_received") & (found["year"] == 2022)]
    assert one[["value", "lower", "upper"]].isna().all(axis=None)
    assert (one["warning"] != "").all()
    own = growth(frame(table_, told(2022, 121) | {"year": 2021}, cell_row("T3.4", 3) | AREA))
    assert only(own, "growth_yoy", 2022)[["value", "lower", "upper"]].isna().all()


def test_a_stray_cell_of_an_old_form_does_not_take_a_text_back_over_a_break() -> None:
    rows = [
        standing_in(ANNEX_2014, 2018, 50, "disclosed_total"),
        told(2019, 60, indicator="disclosed_total"),
        cell_row("6", 5, ANNEX_2014, report_year=2019) | AREA,
    ]
    one = grown(*rows)
    one = one[one["indicator"] == "disclosed_total"]
    assert one[["value", "lower", "upper"]].isna().all(axis=None)


def test_an_old_form_used_late_does_not_bridge_text_and_form() -> None:
    assert step_of("applications_received", 2019, 2020, NARRATIVE, ANNEX_2014).step == "broken"


@pytest.mark.parametrize(
    "fields",
    [{"reporter": "某局"}, {"scope": "own"}, {"report_year": 2019, "year": 2019}],
)
def test_a_report_of_another_body_or_year_is_no_base(fields: dict[str, Any]) -> None:
    before = told(2021, 20) | fields
    with pytest.raises(InputError, match="is needed, of the same body and scope"):
        growth(frame(told(2022, 30)), frame(before))


def test_nothing_left_of_any_base_is_a_fall_of_all() -> None:
    observations = frame(told(2015, 0), told(2015, 3, 0, 5) | {"year": 2014})
    one = only(growth(observations), "growth_yoy", 2015)
    assert one[["value", "lower", "upper"]].tolist() == [-100, -100, -100]


def test_numbers_that_may_be_negative_have_no_growth_in_one_report_either() -> None:
    rows = [
        told(2020, -2, indicator="licence_items_change"),
        told(2020, -5, indicator="licence_items_change") | {"year": 2019},
        row("licence_items_change_growth", 60, 59.5, 60.5, report_year=2020, unit="%", **AREA),
    ]
    found = growth(frame(*rows))
    one = found[found["metric"] == "growth_yoy"].iloc[0]
    assert math.isnan(one["value"])
    assert "可为负" in one["warning"]
    gap = found[found["metric"] == "growth_gap"].iloc[0]
    assert "为零" not in gap["warning"]

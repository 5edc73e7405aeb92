"""Rates: to the last digit on forms of our own, with bounds that are attained."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from disclosure_analysis import metrics
from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import FORMS, form_cells
from disclosure_analysis.metrics import METRIC_COLUMNS, SERIES_KEY, rates, values
from disclosure_analysis.metrics.definitions import bridges, definitions, named_metrics
from disclosure_analysis.metrics.fractions import fraction_bounds
from disclosure_analysis.metrics.rates import with_bridges
from disclosure_analysis.metrics.value_rows import series_of_cells
from disclosure_analysis.tables import keyed, table
from made_panel import blank_row, cell_row, made_observations
from observation_rows import first_report, frame, row

FORM_2021 = {
    **{"T3.1": 120, "T3.2": 15, "T3.3.1": 50, "T3.3.2": 10, "T3.3.7": 120, "T3.4": 15},
    **dict(zip((f"T3.3.3.{n}" for n in range(1, 9)), (1, 2, 0, 3, 4, 0, 5, 5), strict=True)),
    **dict(zip((f"T3.3.4.{n}" for n in range(1, 4)), (18, 4, 3), strict=True)),
    **dict(zip((f"T3.3.5.{n}" for n in range(1, 6)), (6, 1, 1, 1, 1), strict=True)),
    **dict(zip((f"T3.3.6.{n}" for n in range(1, 4)), (2, 0, 3), strict=True)),
    **{"T4.rec.upheld": 6, "T4.rec.corrected": 3, "T4.rec.other": 2, "T4.rec.pending": 4},
    **{"T4.rec.total": 15, "T4.lit.direct.upheld": 5, "T4.lit.direct.corrected": 1},
    **{"T4.lit.direct.other": 2, "T4.lit.direct.pending": 2, "T4.lit.direct.total": 10},
    **{"T4.lit.after.upheld": 4, "T4.lit.after.corrected": 0, "T4.lit.after.other": 1},
    **{"T4.lit.after.pending": 3, "T4.lit.after.total": 8},
}
ANNEX = {
    **{"1.1": 900, "1.1.1": 30, "1.2.1": 20, "1.2.2": 700, "1.2.3": 100, "1.2.4": 50, "1.2.5": 80},
    **{"3.1": 40, "3.1.1": 10, "3.1.2": 2, "3.1.3": 20, "3.1.4": 8, "3.2": 38, "3.2.1": 35},
    **{"3.2.2": 3, "3.3": 38, "3.3.1": 8, "3.3.2": 12, "3.3.3": 4, "3.3.4": 3, "3.3.5": 5},
    **{"3.3.6": 4, "3.3.7": 1, "3.3.8": 1, "4": 4, "4.1": 2, "4.2": 1, "4.3": 1},
    **{"5": 2, "5.1": 1, "5.2": 1, "5.3": 0},
}

EXPECTED_2021 = {
    "disclosure_rate_broad": 100 * 60 / 120,
    "disclosure_rate_full": 100 * 50 / 120,
    "disclosure_rate_broad_of_all": 100 * 60 / 135,
    "grant_rate_decided": 100 * 60 / 80,
    "uk_foi_resolvable_full_grant_rate": 100 * 50 / 80,
    "refusal_rate": 100 * 20 / 120,
    "cannot_provide_rate": 100 * 25 / 120,
    "not_processed_rate": 100 * 10 / 120,
    "refusal_ground_hhi": 80 / 400,
    "refusal_ground_hhi_norm": (8 * 80 - 400) / (7 * 400),
    "clearance_rate": 100 * 120 / 135,
    "backlog_ratio": 100 * 15 / 120,
    "backlog_change": 0,
    "dispute_ratio": 100 * (11 + 8) / 120,
    "reconsideration_correction_rate": 100 * 3 / 11,
    "reconsideration_correction_rate_gross": 100 * 3 / 15,
    "litigation_correction_rate": 100 * 1 / (8 + 5),
    "escalation_ratio": 100 * 8 / 15,
    "applications_granted_broad": 50,
    "applications_not_held": 18,
    "reconsiderations_closed": 11,
    "lawsuits_closed": 13,
}
EXPECTED_2014 = {
    "disclosure_rate_broad": 100 * (8 + 12 + 4) / 38,
    "cannot_provide_rate": 100 * (5 + 4) / 38,
    "closed_without_extension_share": 100 * 35 / 38,
    "extension_rate": 100 * 3 / 38,
    "disclosure_channel_hhi": (20**2 + 700**2 + 100**2 + 50**2 + 80**2) / 950**2,
    "disclosure_overlap_index": 50 / 900,
    "new_media_share": 100 * 150 / 950,
    "reconsideration_correction_rate": 100 * 1 / 4,
    "litigation_correction_rate": 100 * 1 / 2,
    "applications_granted_broad": 20,
    "applications_not_held": 9,
    "reconsiderations_closed": 4,
    "lawsuits_closed": 2,
}


def of_form(
    cells: Mapping[str, float], *more: dict[str, Any], form: str = "form2021", **fields: Any
) -> pd.DataFrame:
    rows = [cell_row(code, value, form, **fields) for code, value in cells.items()]
    return values(frame(*rows, *more))


def only(found: pd.DataFrame, metric: str, label: str = "") -> pd.Series[Any]:
    one = found[(found["metric"] == metric) & found["label"].str.contains(label, regex=False)]
    assert len(one) == 1, f"{len(one)} rows of {metric}"
    return one.iloc[0]


@pytest.mark.parametrize(("metric", "expected"), EXPECTED_2021.items())
def test_rates_of_a_full_form_are_those_computed_by_hand(metric: str, expected: float) -> None:
    one = only(rates(of_form(FORM_2021)), metric)
    assert one[["value", "lower", "upper"]].tolist() == [expected] * 3


@pytest.mark.parametrize(("metric", "expected"), EXPECTED_2014.items())
def test_rates_of_the_table_of_2014_are_those_computed_by_hand(
    metric: str, expected: float
) -> None:
    one = only(rates(of_form(ANNEX, form="annex2014", report_year=2016)), metric)
    assert one[["value", "lower", "upper"]].tolist() == [expected] * 3


def test_every_rate_but_those_of_two_years_is_computed_by_hand_above() -> None:
    by_part = {one.metric for one in definitions() if one.part}
    lagging = {one.metric for one in definitions() if any(term.lag for term in one.terms)}
    derived = {"disclosure_channel_hhi_norm", "disclosure_channels_effective"}
    known = {*EXPECTED_2021, *EXPECTED_2014, *by_part, *lagging, *derived}
    assert {one.metric for one in definitions()} == known


def test_shares_of_parts_name_their_parts() -> None:
    found = rates(of_form(FORM_2021), lang="en")
    assert only(found, "refusal_ground_share", "third parties")["value"] == pytest.approx(15)
    assert only(found, "remedy_upheld_rate", "after reconsideration")["value"] == 80
    annex = rates(of_form(ANNEX, form="annex2014", report_year=2016), lang="en")
    assert only(annex, "application_channel_share", "online")["value"] == 50
    website = only(annex, "disclosure_channel_share", "website")
    assert website["value"] == pytest.approx(100 * 700 / 950)


def test_numerator_and_denominator_are_published_with_the_observations_used() -> None:
    one = only(rates(of_form(FORM_2021)), "clearance_rate")
    assert (one["numerator"], one["denominator"]) == (120, 135)
    assert len(one["observation_ids"].split()) == 3


def test_natural_persons_are_a_share_of_each_row() -> None:
    person = cell_row("T3.1", 90, applicant="nat")
    one = only(rates(of_form(FORM_2021, person)), "natural_person_share", "收到")
    assert one["value"] == 75


def test_what_was_carried_in_is_held_against_what_was_carried_out_before() -> None:
    before = [cell_row("T3.4", 12, report_year=2021)]
    found = rates(of_form(FORM_2021, *before))
    one = found[(found["metric"] == "carry_over_break") & (found["year"] == 2022)].iloc[0]
    assert one[["value", "lower", "upper"]].tolist() == [3, 3, 3]
    alone = only(rates(of_form(FORM_2021)), "carry_over_break")
    assert math.isnan(alone["value"])
    assert "上年“结转下年度”" in alone["warning"]


def test_a_denominator_of_zero_gives_nothing_and_says_so() -> None:
    one = only(rates(of_form(dict.fromkeys(FORM_2021, 0))), "clearance_rate")
    assert one[["value", "lower", "upper"]].isna().all()
    assert "分母为零" in one["warning"]
    assert (one["numerator"], one["denominator"]) == (0, 0)


def test_a_missing_part_gives_nothing_and_is_named() -> None:
    cells = {code: value for code, value in FORM_2021.items() if code != "T4.rec.pending"}
    found = rates(of_form(cells, blank_row("T4.rec.pending")), lang="en")
    one = only(found, "reconsideration_correction_rate")
    assert one[["value", "lower", "upper"]].isna().all()
    assert "missing: Reconsiderations: pending" in one["warning"]
    assert only(found, "reconsideration_correction_rate_gross")["value"] == 20


def test_a_small_base_is_marked() -> None:
    found = rates(of_form(FORM_2021))
    assert "基数小于10" in only(found, "remedy_upheld_rate", "复议后起诉")["warning"]
    assert not only(found, "clearance_rate")["warning"]


def test_more_pending_than_there_are_is_no_base() -> None:
    cells = FORM_2021 | {"T4.rec.pending": 16}
    one = only(rates(of_form(cells)), "reconsideration_correction_rate")
    assert one[["value", "lower", "upper"]].isna().all()
    assert "为负" in one["warning"]


def vague(code: str, value: float, lower: float | str, upper: float | str) -> dict[str, Any]:
    return cell_row(code, value) | {"lower": lower, "upper": upper}


@pytest.mark.parametrize(
    ("granted", "closed"),
    [
        (cell_row("T3.3.1", 12), cell_row("T3.3.7", 10)),
        (cell_row("T3.3.1", 12), vague("T3.3.7", 10, 10, 19)),
        (vague("T3.3.1", 10, 11, ""), cell_row("T3.3.7", 10)),
    ],
    ids=["exact", "as written", "in any case"],
)
def test_a_part_above_its_whole_has_no_share_and_is_said_to(
    granted: dict[str, Any], closed: dict[str, Any]
) -> None:
    one = only(rates(values(frame(granted, closed))), "disclosure_rate_full")
    assert one[["value", "lower", "upper"]].isna().all()
    assert "大于总数" in one["warning"]
    assert (one["numerator"], one["denominator"]) == (granted["value"], 10)


@pytest.mark.parametrize(("granted", "closed"), [(7, 25), (44, 320), (58, 100), (1, 3)])
def test_a_rate_is_right_to_the_last_digit(granted: int, closed: int) -> None:
    exact = float(Fraction(100 * granted, closed))
    found = rates(of_form({"T3.3.1": granted, "T3.3.7": closed}))
    one = only(found, "disclosure_rate_full")
    assert one[["value", "lower", "upper"]].tolist() == [exact] * 3
    vaguely = [cell_row("T3.3.1", granted), vague("T3.3.7", closed, closed, 2 * closed)]
    one = only(rates(values(frame(*vaguely))), "disclosure_rate_full")
    assert one[["lower", "upper"]].tolist() == [float(Fraction(50 * granted, closed)), exact]


def in_unit(found: pd.DataFrame, indicator: str, unit: str) -> pd.DataFrame:
    named = (found["indicator"] == indicator) & (found["applicant"] == "")
    assert named.any()
    return found.assign(unit=found["unit"].mask(named, unit))


def test_figures_in_different_units_give_no_rate_and_no_sum() -> None:
    found = in_unit(of_form(FORM_2021), "applications_closed", "万件")
    one = only(rates(found), "clearance_rate")
    assert one[["value", "lower", "upper", "numerator", "denominator"]].isna().all()
    assert "计量单位不一致" in one["warning"]
    assert only(rates(found), "backlog_ratio")["value"] == 12.5
    hundreds = in_unit(of_form(FORM_2021), "denied_third_party", "百件")
    for metric in ("refusal_ground_hhi", "refusal_ground_hhi_norm"):
        assert math.isnan(only(rates(hundreds), metric)["value"])
    other = in_unit(of_form(FORM_2021), "applications_granted", "万件")
    assert "applications_granted_broad" not in set(with_bridges(other)["indicator"])


def from_text(found: pd.DataFrame, *indicators: str) -> pd.DataFrame:
    assert set(indicators) <= set(found["indicator"])
    return found.assign(form=found["form"].mask(found["indicator"].isin(indicators), "narrative"))


def test_a_figure_of_the_table_is_not_set_against_one_of_the_text() -> None:
    mixed = from_text(of_form(FORM_2021), "applications_received")
    for metric in ("clearance_rate", "backlog_ratio"):
        one = only(rates(mixed, lang="en"), metric)
        assert one[["value", "lower", "upper"]].isna().all()
        assert "all in the text" in one["warning"]
    assert only(rates(mixed), "disclosure_rate_full")["value"] == 100 * 50 / 120
    assert "reconsiderations_closed" in set(with_bridges(mixed)["indicator"])
    mixed = from_text(of_form(FORM_2021), "reconsiderations")
    assert "reconsiderations_closed" not in set(with_bridges(mixed)["indicator"])


def test_two_figures_of_the_text_give_a_rate_beside_a_form() -> None:
    told = from_text(of_form(FORM_2021), "applications_received", "applications_carried_out")
    assert only(rates(told), "backlog_ratio")["value"] == 12.5
    assert rates(told.assign(form="narrative")).empty


def test_a_figure_in_numerator_and_denominator_moves_both() -> None:
    cells = {c: v for c, v in FORM_2021.items() if c != "T3.3.1"}
    one = only(rates(of_form(cells, vague("T3.3.1", 50, 50, 60))), "grant_rate_decided")
    assert one[["lower", "upper"]].tolist() == pytest.approx([100 * 60 / 80, 100 * 70 / 90])


def test_a_share_is_never_above_a_hundred() -> None:
    cells = {c: v for c, v in FORM_2021.items() if c != "T3.3.1"}
    one = only(rates(of_form(cells, vague("T3.3.1", 110, 110, 130))), "disclosure_rate_full")
    assert one[["lower", "upper"]].tolist() == pytest.approx([100 * 110 / 120, 100])


def test_a_base_that_may_be_zero_leaves_a_ratio_without_an_upper_bound() -> None:
    cells = {c: v for c, v in FORM_2021.items() if c != "T3.1"}
    one = only(rates(of_form(cells, vague("T3.1", 4, 0, 9))), "backlog_ratio")
    assert one["lower"] == pytest.approx(100 * 15 / 9)
    assert math.isnan(one["upper"])


def test_an_open_base_leaves_a_ratio_down_to_zero() -> None:
    cells = {c: v for c, v in FORM_2021.items() if c != "T3.1"}
    one = only(rates(of_form(cells, vague("T3.1", 120, 120, ""))), "backlog_ratio")
    assert (one["lower"], one["upper"]) == (0, pytest.approx(12.5))


def test_the_first_report_has_no_form_and_no_rates() -> None:
    assert rates(values(first_report())).empty


def test_the_columns_are_those_of_the_contract_in_the_order_of_the_table() -> None:
    found = rates(values(made_observations(places=2)))
    assert list(found.columns) == [*SERIES_KEY, *METRIC_COLUMNS]
    assert list(rates(values(first_report())).columns) == list(found.columns)
    assert {str(found[n].dtype) for n in ("value", "lower", "upper")} == {"float64"}
    place = {one["name"]: number for number, one in enumerate(table("metrics"))}
    for _, report in found.groupby([*SERIES_KEY, "year"]):
        assert report["metric"].map(place).is_monotonic_increasing


def test_names_choose_and_unknown_names_are_refused() -> None:
    found = rates(of_form(FORM_2021), ["clearance_rate", "us_foia_release_rate"])
    assert set(found["metric"]) == {"clearance_rate", "grant_rate_decided"}
    with pytest.raises(InputError, match="no rate called 'clearing'"):
        rates(of_form(FORM_2021), ["clearing"])


def test_every_metric_of_values_is_a_function_of_its_own_name() -> None:
    assert metrics.clearance_rate(of_form(FORM_2021))["value"].iloc[0] == pytest.approx(800 / 9)
    assert "Full-grant rate (予以公开率)" in str(metrics.us_foia_full_grant_rate.__doc__)
    with pytest.raises(AttributeError, match="no attribute 'clearing'"):
        _ = metrics.clearing
    assert set(named_metrics([])) <= set(dir(metrics))


def test_definitions_name_indicators_that_exist() -> None:
    cells = {cell.indicator for form in FORMS for cell in form_cells(form).values()}
    series = set(series_of_cells().values())
    named = {term.indicator for one in definitions() for term in one.terms}
    groups = {"applications_denied", "applications_not_processed", "applications_other_handling"}
    assert named <= cells | series | groups


def test_the_english_edition_has_no_chinese_label_or_warning() -> None:
    found = values(made_observations(places=2))
    for told in (rates(found, lang="en"), metrics.series_growth(found, "en")):
        assert not (told["label"] + told["warning"]).str.contains(r"[\u3400-\u9fff]").any()
    contributions = metrics.growth_contributions(found, "en")
    assert not (contributions["label"] + contributions["warning"]).str.contains("年").any()


def test_bridges_carry_a_series_over_the_change_of_form() -> None:
    annex = [cell_row(c, v, "annex2014", report_year=2018) for c, v in ANNEX.items()]
    form = [cell_row(c, v, "form2019", report_year=2019) for c, v in FORM_2021.items() if c in OLD]
    bridged = with_bridges(values(frame(*annex, *form)))
    assert bridges() <= set(bridged["indicator"])
    found = metrics.steps(bridged).set_index("indicator")
    for name in bridges():
        assert found.loc[name, "step"] == "bridged"
    for name in ("applications_granted", "reconsiderations"):
        assert found.loc[name, "step"] == "broken"


OLD = form_cells("form2019")


def test_bridges_are_added_once_and_know_form_and_conflict() -> None:
    cells = [cell_row(c, v) for c, v in FORM_2021.items()]
    once = with_bridges(values(frame(*cells, cell_row("T4.rec.pending", 5))))
    pd.testing.assert_frame_equal(with_bridges(once), once)
    added = once.set_index("indicator").loc[sorted(bridges())]
    assert set(added["form"]) == {"form2021"}
    assert set(added["unit"]) == {"件"}
    assert added["conflicting"].to_dict() == {
        name: name == "reconsiderations_closed" for name in bridges()
    }
    assert len(metrics.series_growth(once)) == len(metrics.series_growth(with_bridges(once)))


def test_a_label_that_names_a_whole_has_one() -> None:
    for one in definitions():
        label = keyed("metrics", "name")[one.metric]["label_en"]
        assert one.whole or "{whole}" not in label, one.metric
    annex = rates(of_form(ANNEX, form="annex2014", report_year=2016), ["disclosure_overlap_index"])
    assert annex["label"].tolist() == ["“主动公开政府信息总数”各组的重叠指数"]


def as_figures(lows: list[int], spreads: list[int]) -> tuple[Any, Any]:
    lower = np.array(lows, dtype="float64")[:, None]
    return lower, lower + np.array(spreads, dtype="float64")[:, None]


SUMS = st.lists(
    st.tuples(
        st.sampled_from([-1, 0, 1, 1]),
        st.sampled_from([-1, 0, 1, 1]),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=4,
)


@given(SUMS)
@settings(max_examples=300, deadline=None)
def test_the_ends_of_a_ratio_are_attained(figures: list[tuple[int, int, int, int]]) -> None:
    above, below, lows, spreads = (list(column) for column in zip(*figures, strict=True))
    assume(any(below))
    corners = list(
        product(*(range(low, low + d + 1) for low, d in zip(lows, spreads, strict=True)))
    )
    sides = [(np.dot(above, x), np.dot(below, x)) for x in corners]
    reached = [n / d for n, d in sides if d > 0]
    least, most = (
        float(end[0]) for end in fraction_bounds(above, below, *as_figures(lows, spreads))
    )
    if not reached:
        assert math.isnan(least)
        return
    always = all(d > 0 for _, d in sides)
    if always or math.isfinite(least):
        assert least == pytest.approx(min(reached))
    if always or math.isfinite(most):
        assert most == pytest.approx(max(reached))


@given(SUMS)
@settings(max_examples=100, deadline=None)
def test_exact_figures_give_an_exact_ratio(figures: list[tuple[int, int, int, int]]) -> None:
    above, below, lows, _ = (list(column) for column in zip(*figures, strict=True))
    assume(np.dot(below, lows) > 0)
    least, most = fraction_bounds(above, below, *as_figures(lows, [0] * len(lows)))
    assert least[0] == most[0] == pytest.approx(np.dot(above, lows) / np.dot(below, lows))


@given(SUMS, st.data())
@settings(max_examples=100, deadline=None)
def test_wider_figures_never_narrow_a_ratio(
    figures: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    above, below, lows, spreads = (list(column) for column in zip(*figures, strict=True))
    assume(any(below))
    lower, upper = as_figures(lows, spreads)
    more = np.array([data.draw(st.sampled_from([0, 1, math.inf])) for _ in lows])[:, None]
    narrow, wide = (fraction_bounds(above, below, lower, top) for top in (upper, upper + more))
    assume(not math.isnan(narrow[0][0]))
    assert wide[0][0] <= narrow[0][0] + 1e-9
    assert wide[1][0] >= narrow[1][0] - 1e-9


CELLS = ("T3.3.1", "T3.3.2", "T3.3.7", "T3.2", "T3.1", "T3.4")
SHOWN = ["disclosure_rate_full", "disclosure_rate_broad", "clearance_rate", "backlog_ratio"]
WORDED = st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 4))


def as_told(figures: Sequence[tuple[int, int, int]]) -> pd.DataFrame:
    rows = [
        vague(code, value, max(0, value - less), value + more)
        for code, (value, less, more) in zip(CELLS, figures, strict=True)
    ]
    return rates(values(frame(*rows)), SHOWN).set_index("metric")


@given(st.lists(WORDED, min_size=6, max_size=6), st.lists(st.integers(0, 2), min_size=12))
@settings(max_examples=60, deadline=None)
def test_wider_figures_never_narrow_the_rates_that_users_get(
    figures: list[tuple[int, int, int]], more: list[int]
) -> None:
    wider = [(v, a + more[n], b + more[n + 6]) for n, (v, a, b) in enumerate(figures)]
    narrow, wide = as_told(figures), as_told(wider)
    assert (narrow["value"].isna() == wide["value"].isna()).all()
    known = narrow[narrow["value"].notna()]
    beside = wide.loc[known.index]
    pd.testing.assert_series_equal(known["value"], beside["value"])
    assert (known["lower"] <= known["value"]).all()
    assert (known["value"] <= known["upper"].fillna(math.inf)).all()
    assert (beside["lower"] <= known["lower"]).all()
    assert (beside["upper"].fillna(math.inf) >= known["upper"].fillna(math.inf)).all()


@given(WORDED, WORDED)
@settings(max_examples=60, deadline=None)
def test_the_ends_of_a_rate_that_users_get_are_attained(
    granted: tuple[int, int, int], closed: tuple[int, int, int]
) -> None:
    zero = (0, 0, 0)
    found = as_told([granted, zero, closed, zero, zero, zero])
    one: dict[Any, Any] = found.loc["disclosure_rate_full", ["value", "lower", "upper"]].to_dict()
    spans = [range(max(0, v - a), v + b + 1) for v, a, b in (granted, closed)]
    reached = [Fraction(100 * x, w) for x, w in product(*spans) if x <= w and w > 0]
    if closed[0] == 0 or granted[0] > closed[0]:
        assert math.isnan(one["value"])
    else:
        assert one["value"] == float(Fraction(100 * granted[0], closed[0]))
        assert (one["lower"], one["upper"]) == (float(min(reached)), float(max(reached)))


def test_rates_of_a_panel_are_those_of_each_report() -> None:
    observations = made_observations(places=2, years=range(2016, 2023))
    together = rates(values(observations))
    together = together[together["metric"] != "carry_over_break"]
    alone = pd.concat(
        rates(values(report))
        for _, report in observations.groupby(["place_code", "report_year"], sort=True)
    )
    alone = alone[alone["metric"] != "carry_over_break"]
    pd.testing.assert_frame_equal(together.reset_index(drop=True), alone.reset_index(drop=True))


def test_a_conflict_of_mentions_is_said() -> None:
    again = row("applications_received", 100, report_year=2022, unit="件")
    cells = {c: v for c, v in FORM_2021.items() if c != "T3.1"}
    double = [cell_row("T3.1", 120), cell_row("T3.1", 130)]
    one = only(rates(of_form(cells, *double, again)), "backlog_ratio")
    assert "互相矛盾" in one["warning"]
    assert one[["lower", "upper"]].tolist() == pytest.approx([100 * 15 / 130, 12.5])

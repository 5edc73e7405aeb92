from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from disclosure_analysis.metrics import composition
from disclosure_analysis.metrics.concentration import herfindahl, herfindahl_bounds
from disclosure_analysis.metrics.intervals import INFINITY, Interval, share_of_sum, share_of_whole
from observation_rows import first_report, frame, row

if TYPE_CHECKING:
    import pandas as pd

WHOLE = "disclosed_website"
boxes = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda p: Interval(p[0], p[0] + p[1])),
    min_size=2,
    max_size=4,
)


def only(metrics: pd.DataFrame, metric: str) -> pd.Series:
    found = metrics[metrics["metric"] == metric]
    assert len(found) == 1, f"{len(found)} rows of {metric}"
    return found.iloc[0]


def part(label: str, value: float, *bounds: float | str, **fields: str) -> dict[str, object]:
    return row("unclassified", value, *bounds, label=label, part_of=WHOLE, **fields)


def whole_numbers(box: list[Interval]) -> list[tuple[int, ...]]:
    return [
        point
        for point in product(*(range(int(p.lower), int(p.upper) + 1) for p in box))
        if sum(point) > 0
    ]


def test_the_websites_classes_are_a_partial_list_of_58_per_cent() -> None:
    metrics = composition(first_report(), WHOLE)
    covered = only(metrics, "composition_covered_share")
    assert round(covered["value"], 1) == 58.1
    assert (covered["numerator"], covered["denominator"]) == (22237, 38295)
    assert covered["warning"] == "所列各项未涵盖总数的全部"
    assert only(metrics, "composition_remainder")["value"] == 38295 - 22237
    assert (metrics["metric"] == "composition_share").sum() == 8


def test_the_reported_groups_sum_to_an_interval_that_holds_the_total() -> None:
    metrics = composition(first_report(), "disclosed_total")
    listed = only(metrics, "composition_sum")
    assert (listed["lower"], listed["upper"]) == (48496, 49594)
    index = only(metrics, "disclosure_overlap_index")
    assert index["lower"] < 0 < index["upper"]


def test_channels_mixed_with_levels_of_government_are_called_reported_groups() -> None:
    metrics = composition(first_report(), "disclosed_total", lang="en")
    assert "reported_groups_effective" in set(metrics["metric"])
    assert "disclosure_channels_effective" not in set(metrics["metric"])
    assert metrics["warning"].str.contains("may overlap").all()


def test_true_channels_have_an_effective_number_of_channels() -> None:
    observations = frame(
        row("disclosed_total", 100),
        row("disclosed_website", 60, part_of="disclosed_total"),
        row("disclosed_wechat", 60, part_of="disclosed_total"),
    )
    metrics = composition(observations, "disclosed_total")
    assert only(metrics, "disclosure_channels_effective")["value"] == 2
    assert only(metrics, "disclosure_overlap_index")["value"] == pytest.approx(0.2)


def test_group_shares_are_bounded_over_the_box_and_not_term_by_term() -> None:
    metrics = composition(first_report(), "disclosed_total")
    website = metrics[metrics["metric"] == "disclosure_channel_share"].iloc[0]
    assert website["lower"] == pytest.approx(100 * 38295 / 49594)
    assert website["upper"] == pytest.approx(100 * 38295 / 48496)


def test_a_figure_mentioned_twice_counts_once() -> None:
    observations = frame(
        row(WHOLE, 100),
        row("disclosed_website_finance", 30, part_of=WHOLE),
        row("disclosed_website_personnel", 20, part_of=WHOLE),
        row("disclosed_website_finance", 30, part_of=WHOLE),
    )
    assert only(composition(observations, WHOLE), "composition_sum")["value"] == 50


def test_unclassified_parts_are_told_apart_by_their_labels() -> None:
    metrics = composition(frame(row(WHOLE, 50), part("甲", 10), part("乙", 10)), WHOLE)
    assert only(metrics, "composition_sum")["value"] == 20
    labels = metrics.loc[metrics["metric"] == "composition_share", "label"]
    assert labels.tolist() == ["甲占“政府网站公开数”的比重", "乙占“政府网站公开数”的比重"]


def test_shares_of_a_total_that_is_not_stated_are_missing() -> None:
    metrics = composition(frame(part("甲", 10), part("乙", 30)), WHOLE)
    shares = metrics[metrics["metric"] == "composition_share"]
    assert shares["value"].isna().all()
    assert (shares["warning"] == "报告没有给出总数").all()
    assert only(metrics, "composition_sum")["value"] == 40


def test_shares_of_zero_are_missing() -> None:
    metrics = composition(frame(row(WHOLE, 0), part("甲", 0), part("乙", 0)), WHOLE)
    shares = metrics[metrics["metric"] == "composition_share"]
    assert shares[["value", "lower", "upper"]].isna().all().all()
    assert "composition_hhi" not in set(metrics["metric"])


def test_a_share_never_exceeds_its_whole() -> None:
    metrics = composition(frame(row(WHOLE, 100, 100, 199), part("甲", 90, 90, 150)), WHOLE)
    share = only(metrics, "composition_share")
    assert share["lower"] == pytest.approx(100 * 90 / 199)
    assert share["upper"] == 100


@pytest.mark.parametrize(
    ("whole", "above"),
    [
        (row(WHOLE, 10), part("甲", 12)),
        (row(WHOLE, 10, 10, 19), part("甲", 12)),
        (row(WHOLE, 10), part("甲", 10, 11, "")),
    ],
    ids=["exact", "as written", "in any case"],
)
def test_a_part_above_its_whole_has_no_share_and_a_warning(
    whole: dict[str, object], above: dict[str, object]
) -> None:
    metrics = composition(frame(whole, above), WHOLE)
    share = only(metrics, "composition_share")
    assert share[["value", "lower", "upper"]].isna().all()
    assert share["warning"] == "分项大于总数，比重无从定义"
    assert (share["numerator"], share["denominator"]) == (above["value"], 10)
    for metric in ("composition_covered_share", "composition_remainder"):
        listed = only(metrics, metric)
        assert listed[["value", "lower", "upper"]].isna().all()
        assert "分项合计大于总数" in listed["warning"]


def test_nothing_of_a_whole_that_may_be_zero_is_a_share_of_zero() -> None:
    metrics = composition(frame(row(WHOLE, 5, 0, 9), part("甲", 0)), WHOLE)
    for metric in ("composition_share", "composition_covered_share"):
        assert only(metrics, metric)[["value", "lower", "upper"]].tolist() == [0, 0, 0]


def test_shares_are_right_to_the_last_digit() -> None:
    metrics = composition(frame(row(WHOLE, 25), part("甲", 7), part("乙", 18)), WHOLE)
    shares = metrics[metrics["metric"] == "composition_share"]
    assert shares[["value", "lower", "upper"]].to_numpy().tolist() == [[28.0] * 3, [72.0] * 3]


@pytest.mark.parametrize("counts", [(7, 3, 1, 49), (1, 1, 3), (10**9 + 7, 998244353, 65537)])
def test_concentration_is_right_to_the_last_digit(counts: tuple[int, ...]) -> None:
    n, squares, whole = len(counts), sum(x * x for x in counts), sum(counts)
    parts = [part(label, x) for label, x in zip("甲乙丙丁", counts, strict=False)]
    metrics = composition(frame(*parts), WHOLE)
    expected = {
        "composition_hhi": Fraction(squares, whole**2),
        "composition_hhi_norm": Fraction(n * squares - whole**2, (n - 1) * whole**2),
        "composition_effective": Fraction(whole**2, squares),
    }
    for metric, exact in expected.items():
        assert only(metrics, metric)[["value", "lower", "upper"]].tolist() == [float(exact)] * 3


def test_contradicting_mentions_of_the_whole_are_warned_of() -> None:
    observations = frame(row(WHOLE, 100), row(WHOLE, 120), part("甲", 30))
    share = only(composition(observations, WHOLE), "composition_share")
    assert (share["value"], share["lower"], share["upper"]) == (30, 25, 30)
    assert "互相矛盾" in share["warning"]


def test_a_negative_whole_is_no_whole() -> None:
    metrics = composition(frame(row(WHOLE, -5), part("甲", 3)), WHOLE)
    assert only(metrics, "composition_share")["warning"] == "报告没有给出总数"


def test_classes_above_their_whole_leave_no_remainder() -> None:
    observations = frame(row(WHOLE, 10), part("甲", 8), part("乙", 7))
    remainder = only(composition(observations, WHOLE), "composition_remainder")
    assert remainder[["value", "lower", "upper"]].isna().all()
    assert "分项合计大于总数" in remainder["warning"]


def test_parts_in_other_units_are_left_out_and_counted() -> None:
    observations = frame(row(WHOLE, 50), part("甲", 10), part("乙", 9, unit="个"))
    listed = only(composition(observations, WHOLE), "composition_sum")
    assert listed["value"] == 10
    assert "另有1项" in listed["warning"]


def test_a_change_is_no_part() -> None:
    observations = frame(row(WHOLE, 50), part("甲", 10), part("乙", -2))
    assert only(composition(observations, WHOLE), "composition_sum")["value"] == 10


def test_a_part_without_an_upper_bound_may_be_all_but_everything() -> None:
    metrics = composition(frame(row(WHOLE, 50), part("甲", 10, 10, ""), part("乙", 5)), WHOLE)
    hhi = only(metrics, "composition_hhi")
    assert hhi["upper"] == 1
    assert hhi["lower"] == 125 / 225


def test_nothing_is_said_of_an_indicator_without_parts() -> None:
    assert composition(first_report(), "mailbox_replies").empty


def test_equal_parts_are_not_concentrated_and_one_alone_is() -> None:
    equal = composition(frame(row(WHOLE, 40), *(part(x, 10) for x in "甲乙丙丁")), WHOLE)
    assert only(equal, "composition_hhi")["value"] == 0.25
    assert only(equal, "composition_hhi_norm")["value"] == 0
    assert only(equal, "composition_effective")["value"] == 4
    alone = composition(frame(row(WHOLE, 40), part("甲", 10), part("乙", 0)), WHOLE)
    assert only(alone, "composition_hhi_norm")["value"] == 1


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=8).filter(any))
def test_exact_parts_give_exact_shares_and_concentration(values: list[int]) -> None:
    parts = [Interval(v, v) for v in values]
    index = herfindahl(values)
    shares = [share_of_sum(parts, i) for i in range(len(parts))]
    assert index is not None
    assert herfindahl_bounds(parts) == (index, index)
    assert all(s is not None and s.exact for s in shares)
    assert sum(s.lower for s in shares if s) == pytest.approx(1)


@given(boxes)
def test_share_bounds_are_attained_by_whole_numbers(box: list[Interval]) -> None:
    points = whole_numbers(box)
    assume(points)
    for i in range(len(box)):
        bounds = share_of_sum(box, i)
        reached = [point[i] / sum(point) for point in points]
        assert bounds is not None
        assert (bounds.lower, bounds.upper) == pytest.approx((min(reached), max(reached)))


@given(boxes)
def test_concentration_bounds_hold_for_all_whole_numbers_and_the_upper_is_attained(
    box: list[Interval],
) -> None:
    points = whole_numbers(box)
    assume(points)
    bounds = herfindahl_bounds(box)
    reached = [index for point in points if (index := herfindahl(point)) is not None]
    assert bounds is not None
    assert bounds[1] == max(reached)
    assert bounds[0] <= min(reached)


@given(boxes)
def test_the_least_concentration_is_attained_in_the_box(box: list[Interval]) -> None:
    assume(any(p.upper > 0 for p in box))
    bounds = herfindahl_bounds(box)
    levels = [step / 100 for step in range(1, 1801)]
    reached = [herfindahl([min(max(t, p.lower), p.upper) for p in box]) for t in levels]
    assert bounds is not None
    assert float(bounds[0]) == pytest.approx(min(float(x) for x in reached if x), abs=1e-4)


@given(boxes, st.integers(0, 3), st.integers(0, 3))
def test_wider_parts_never_narrow_shares_or_concentration(
    box: list[Interval], less: int, more: int
) -> None:
    assume(any(p.upper > 0 for p in box))
    wider = [Interval(max(0, p.lower - less), p.upper + more) for p in box]
    index, wide_index = herfindahl_bounds(box), herfindahl_bounds(wider)
    assert index is not None and wide_index is not None
    assert wide_index[0] <= index[0] <= index[1] <= wide_index[1]
    for i in range(len(box)):
        narrow, wide = share_of_sum(box, i), share_of_sum(wider, i)
        assert narrow is not None and wide is not None
        assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


@given(boxes, st.booleans())
def test_ends_of_a_share_of_a_whole_are_attained(box: list[Interval], zero: bool) -> None:
    share, whole = Interval(0, 0) if zero else box[0], box[1]
    bounds = share_of_whole(share, whole, 100)
    points = [(x, w) for x, w in whole_numbers([share, whole]) if x <= w and w > 0]
    reached = [100 * x / w for x, w in points]
    if bounds is None:
        assert not reached
    else:
        assert (bounds.lower, bounds.upper) == (min(reached), max(reached))


def test_many_uncertain_parts_still_get_a_bound_that_holds() -> None:
    parts = [Interval(10, 10 + i) for i in range(25)]
    bounds = herfindahl_bounds(parts)
    assert bounds is not None
    for corner in ([p.lower for p in parts], [p.upper for p in parts]):
        index = herfindahl(corner)
        assert index is not None
        assert bounds[0] <= index <= bounds[1]


def test_parts_that_may_all_be_endless_can_be_equal_or_one_alone() -> None:
    one = Fraction(1)
    assert herfindahl_bounds([Interval(0, INFINITY)] * 4) == (one / 4, one)
    assert herfindahl_bounds([Interval(5, INFINITY), Interval(50, INFINITY)]) == (one / 2, one)

"""Values of many reports at once, held against the figures of each report by itself."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.errors import InputError
from disclosure_analysis.extraction import extract_observations
from disclosure_analysis.loaders import read_document
from disclosure_analysis.metrics.mentions import LABELLED, figure_of, read_figures
from disclosure_analysis.metrics.value_rows import series_of_cells, stocks
from disclosure_analysis.metrics.values import SERIES_KEY, VALUE_COLUMNS, values
from made_documents import make_document
from made_panel import blank_row as blank
from made_panel import cell_row as cell
from made_panel import made_observations
from observation_rows import first_report, frame, row

if TYPE_CHECKING:
    from collections.abc import Iterator

DENIED = [f"T3.3.3.{number}" for number in range(1, 9)]


def only(found: pd.DataFrame, indicator: str, applicant: str = "") -> pd.Series[Any]:
    one = found[(found["indicator"] == indicator) & (found["applicant"] == applicant)]
    assert len(one) == 1, f"{len(one)} values of {indicator}"
    return one.iloc[0]


def by_figures(observations: pd.DataFrame) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What ``figure_of`` makes of each report, stocks among its indicators included."""
    flowing = observations.copy()
    of_stock = flowing["indicator"].isin(stocks()) & (flowing["period"] == "cumulative")
    flowing.loc[of_stock, "period"] = "year"
    found = {}
    reports: Any = flowing.groupby([*SERIES_KEY, "report_year"], sort=False)
    for (*key, year), report in reports:
        figures = read_figures(report)
        for indicator in dict.fromkeys(figure.key.indicator for figure in figures):
            one = figure_of(figures, indicator, int(year))
            if one is not None and indicator not in LABELLED:
                numbers = (one.value, one.bounds.lower, one.bounds.upper)
                ids = frozenset(one.ids)
                found[(*key, int(year), indicator)] = (*numbers, one.conflicting, ids)
    return found


def by_values(observations: pd.DataFrame) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    found = values(observations)
    extra = set(series_of_cells().values())
    kept = found[(found["applicant"] == "") & ~found["indicator"].isin(extra)]
    return {
        tuple(one[name] for name in [*SERIES_KEY, "year", "indicator"]): (
            one["value"],
            -math.inf if math.isnan(one["lower"]) else one["lower"],
            math.inf if math.isnan(one["upper"]) else one["upper"],
            one["conflicting"],
            frozenset(one["observation_ids"].split()),
        )
        for one in kept.to_dict("records")
    }


@cache
def made_documents() -> pd.DataFrame:
    """The observations of made documents of every form, each of a reporter of its own."""

    def each() -> Iterator[pd.DataFrame]:
        for form in ("form2021", "form2019", "form2014", "narrative"):
            for seed in range(70, 76):
                made = make_document(seed, form, "html")
                report = read_document(made.content, ending=".html", source=made.name)
                read = extract_observations(report)
                yield read.assign(reporter=f"{form} {seed}", report_year=made.truth.year)

    return pd.concat(each(), ignore_index=True).astype({"report_year": "Int64"})


def test_values_of_documents_are_the_figures_of_each_report() -> None:
    assert by_values(made_documents()) == by_figures(made_documents())


@pytest.mark.parametrize("seed", range(3))
def test_values_of_a_panel_are_the_figures_of_each_report(seed: int) -> None:
    observations = made_observations(places=2, seed=seed)
    assert by_values(observations) == by_figures(observations)


SOME = [
    *("denied_internal_process_files", "applications_closed", "staff", "disclosed_total"),
    *("denied_state_secret", "normative_documents_in_force", "fees_charged_growth"),
]
SOME_ROW = st.fixed_dictionaries(
    {
        "report_year": st.sampled_from([2021, 2022]),
        "reporter": st.sampled_from(["甲", "乙"]),
        "indicator": st.sampled_from(SOME),
        "value": st.integers(0, 9),
        "below": st.integers(0, 3),
        "above": st.one_of(st.none(), st.integers(0, 3)),
        "unit": st.sampled_from(["件", "%"]),
        "period": st.sampled_from(["year", "year", "cumulative", "other"]),
        "applicant": st.sampled_from(["", "tot"]),
        "cell": st.sampled_from(["", "", "T3.3.3.5", "T3.3.3.6", "T3.3.3.7", "T3.3.7", "T3.3.3.1"]),
        "year": st.sampled_from([2020, 2021, 2022]),
    }
)


def as_row(told: dict[str, Any]) -> dict[str, Any]:
    below, above = told["below"], told["above"]
    upper = "" if above is None else told["value"] + above
    fields = {k: v for k, v in told.items() if k not in ("indicator", "value", "below", "above")}
    return row(told["indicator"], told["value"], told["value"] - below, upper, **fields)


@given(st.lists(SOME_ROW, max_size=12))
@settings(max_examples=150, deadline=None)
def test_values_of_any_rows_are_the_figures_of_each_report(rows: list[dict[str, Any]]) -> None:
    observations = frame(*map(as_row, rows))
    assert by_values(observations) == by_figures(observations)


def test_columns_and_types_are_those_of_the_contract() -> None:
    for observations in (first_report(), first_report().iloc[:0]):
        found = values(observations)
        assert list(found.columns) == VALUE_COLUMNS
        assert found["year"].dtype == np.dtype("int64")
        assert {str(found[n].dtype) for n in ("value", "lower", "upper")} == {"float64"}
        assert found["conflicting"].dtype == np.dtype("bool")


def test_a_number_without_an_upper_bound_has_none() -> None:
    told = only(values(frame(row("disclosed_total", 1842, 1842, ""))), "disclosed_total")
    assert (told["value"], told["lower"]) == (1842, 1842)
    assert math.isnan(told["upper"])


def test_a_figure_of_another_year_is_no_value_of_the_report() -> None:
    assert values(frame(row("disclosed_total", 5, year=2016))).empty


def test_half_a_year_is_no_year() -> None:
    assert values(frame(row("disclosed_total", 5, period="other"))).empty


def test_a_stock_is_a_value_only_of_what_is_counted_as_a_stock() -> None:
    found = values(
        frame(
            row("disclosed_total", 90000, period="cumulative"),
            row("normative_documents_in_force", 40, period="cumulative"),
        )
    )
    assert found["indicator"].tolist() == ["normative_documents_in_force"]


def test_what_only_its_label_explains_is_no_series() -> None:
    assert values(frame(row("unclassified", 7, label="问卷"))).empty


def test_kinds_of_applicants_are_values_of_what_they_break_down() -> None:
    nat = {"indicator": "applications_by_applicant", "part_of": "applications_received"}
    found = values(frame(cell("T3.1", 9), cell("T3.1", 7) | nat | {"applicant": "nat"}))
    assert only(found, "applications_received")["value"] == 9
    assert only(found, "applications_received", "nat")["value"] == 7


def test_rows_without_a_cell_for_their_sum_are_added() -> None:
    found = values(frame(*(cell(code, 2, start=n) for n, code in enumerate(DENIED))))
    denied = only(found, "applications_denied")
    assert (denied["value"], denied["lower"], denied["upper"]) == (16, 16, 16)
    assert len(denied["observation_ids"].split()) == 8


NAT = {"indicator": "applications_by_applicant", "applicant": "nat"}


def of_persons(code: str, value: float | None) -> dict[str, Any]:
    part_of = {"part_of": "denied_state_secret"}
    return (blank(code) if value is None else cell(code, value)) | NAT | part_of


def test_a_blank_of_one_kind_of_applicants_is_zero_where_its_row_has_a_total() -> None:
    persons = [of_persons(code, 1) for code in DENIED[1:]] + [of_persons(DENIED[0], None)]
    assert "applications_denied" not in set(values(frame(*persons))["indicator"])
    totals = [cell(code, 2) for code in DENIED]
    found = values(frame(*persons, *totals))
    assert only(found, "applications_denied", "nat")["value"] == 7
    assert only(found, "applications_denied")["value"] == 16


def test_a_blank_total_is_not_zero() -> None:
    rows = [*(cell(code, 2) for code in DENIED[1:]), blank(DENIED[0])]
    found = values(frame(*rows, cell("T3.3.7", 20)))
    assert not {"applications_denied", "denied_state_secret"} & set(found["indicator"])


def test_a_row_that_the_document_does_not_hold_is_not_zero() -> None:
    found = values(frame(*(cell(code, 2) for code in DENIED[1:]), cell("T3.3.7", 20)))
    assert "applications_denied" not in set(found["indicator"])


def test_rows_that_share_an_indicator_are_series_of_their_own_as_well() -> None:
    found = values(frame(*(cell(code, n) for n, code in enumerate(DENIED, 1))))
    assert only(found, "denied_internal_process_files")["value"] == 5 + 6 + 7
    assert only(found, "denied_deliberation")["value"] == 6


def test_channels_of_requests_are_told_apart_by_their_cells() -> None:
    codes = ("3.1.1", "3.1.2", "3.1.3", "3.1.4")
    found = values(frame(*(cell(c, n, form="annex2014") for n, c in enumerate(codes))))
    assert only(found, "applications_online")["value"] == 2
    assert "applications_by_channel" not in set(found["indicator"])


def test_the_documents_figure_goes_before_the_coded_one() -> None:
    coded = row("disclosed_total", 11, origin="coded")
    both = values(frame(coded, row("disclosed_total", 10), row("meetings", 3, origin="coded")))
    assert only(both, "disclosed_total")[["value", "origin"]].tolist() == [10, "document"]
    assert only(both, "meetings")["origin"] == "coded"


def test_the_form_is_that_of_the_cell_and_none_in_running_text() -> None:
    found = values(frame(cell("T3.1", 9), row("meetings", 3, report_year=2022)))
    assert only(found, "applications_received")["form"] == "form2021"
    assert only(found, "meetings")["form"] == "narrative"


def test_of_tables_of_two_forms_that_of_the_report_s_year_counts() -> None:
    old = cell("3.1", 100, "annex2014")
    for observations in (frame(cell("T3.1", 90), old), frame(old, cell("T3.1", 90))):
        assert only(values(observations), "applications_received")["value"] == 90
        figure = figure_of(read_figures(observations), "applications_received", 2022)
        assert figure is not None
        assert figure.value == 90


def test_the_first_report_gives_one_value_for_each_of_its_figures() -> None:
    found = values(first_report())
    total = only(found, "disclosed_total")
    assert (total["value"], total["unit"], total["form"]) == (49125, "条", "narrative")
    press = only(found, "disclosed_news_media")
    assert press[["value", "lower", "upper"]].tolist() == [1100, 1100, 1199]
    assert only(found, "applications_received")["value"] == 0
    assert not found.duplicated(["indicator", "applicant"]).any()


def test_bounds_the_wrong_way_round_are_named() -> None:
    with pytest.raises(InputError, match="lower bound of 9 above its upper bound of 3"):
        values(frame(row("disclosed_total", 5, 9, 3)))


def test_categories_and_missing_texts_are_read_as_texts() -> None:
    observations = made_observations(places=1, years=range(2019, 2021))
    names = ["indicator", "cell", "scope", "reporter"]
    categories = observations.astype(dict.fromkeys(names, "category"))
    pd.testing.assert_frame_equal(values(categories), values(observations))
    unknown = observations.assign(scope=None).astype({"scope": "object"})
    assert set(values(unknown)["scope"]) == {""}


def test_the_order_of_the_reports_does_not_matter() -> None:
    observations = made_observations(places=2, years=range(2017, 2023))
    turned = observations.sort_values("report_year", ascending=False, kind="stable")
    pd.testing.assert_frame_equal(values(turned.reset_index(drop=True)), values(observations))

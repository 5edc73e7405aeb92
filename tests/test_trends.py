"""Trends: what is at hand, what compares, and what is refused, for made reports of many years."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from disclosure_analysis import trends
from disclosure_analysis.dataset import Dataset, load_dataset
from disclosure_analysis.display import Chart, Prose
from disclosure_analysis.errors import InputError
from disclosure_analysis.trends import Trend, trend
from disclosure_analysis.trends.charts import _rate_panel, _series_panel
from disclosure_analysis.trends.growth_lists import refused_steps
from made_panel import made_observations

ROOT = Path(__file__).parents[1]
DISTRICT, CODE = "攀枝花市东区", "510402"
REPORTER = "攀枝花市东区人民政府"


def dataset(observations: pd.DataFrame) -> Dataset:
    """Return made observations of one place as the dataset of 东区."""
    own = observations.assign(
        place_code=CODE,
        place=f"四川省{DISTRICT}",
        reporter=REPORTER,
        body="government",
        scope="area",
    )
    held = load_dataset(ROOT)
    first = own.drop_duplicates("report_year")
    reports = pd.DataFrame(
        {
            **{name: first[name].to_numpy() for name in ("place_code", "place", "reporter")},
            **{name: first[name].to_numpy() for name in ("body", "scope", "report_year", "origin")},
            "form": "",
            "published": None,
            "figures": 3,
            "source": [f"{year}.txt" for year in first["report_year"]],
            "address": "",
        }
    )
    empty = {name: getattr(held, name).iloc[:0] for name in ("metrics", "checks", "practices")}
    return Dataset(observations=own.reset_index(drop=True), reports=reports, **empty)


def made(**options: Any) -> Trend:
    """Return the trend of a made place."""
    return trend(DISTRICT, dataset=dataset(made_observations(places=1, seed=3)), **options)


@pytest.fixture(scope="module")
def many() -> Trend:
    return made()


def only(years: range) -> Trend:
    observations = made_observations(places=1, years=years, seed=3)
    return trend(DISTRICT, dataset=dataset(observations))


def test_one_year_alone_is_no_trend_and_the_page_says_so() -> None:
    one = only(range(2017, 2018))
    assert one.years == [2017]
    assert "只有2017年度一份报告" in trends.describe_summary(one)
    assert isinstance(trends.plot_series(one), Prose)
    assert trends.list_growth(one) == ""
    assert "只有一个年度" in trends.describe_growth(one)


def test_the_years_that_no_report_covers_are_named() -> None:
    observations = made_observations(places=1, seed=3)
    kept = observations[observations["report_year"].isin([2015, 2016, 2019])]
    found = trend(DISTRICT, dataset=dataset(kept))
    assert found.gaps == [2017, 2018]
    assert "2017、2018年没有报告" in trends.describe_summary(found)
    assert trends.list_coverage(found).count("无报告") == 2


def test_the_chart_draws_a_panel_for_each_series_and_says_what_it_shows(many: Trend) -> None:
    chart = trends.plot_series(many)
    assert isinstance(chart, Chart)
    assert chart.svg.count('id="axes_') == 12
    assert "收到政府信息公开申请（件）：2008年" in chart.alt
    assert chart.svg == getattr(trends.plot_series(many), "svg", "")


def test_points_are_joined_within_one_scope_alone() -> None:
    observations = made_observations(places=1, years=range(2014, 2019), seed=3)
    unknown = observations["report_year"] == 2016
    data = dataset(observations)
    apart = data.observations.assign(
        scope=data.observations["scope"].where(~unknown.to_numpy(), "")
    )
    found = trend(DISTRICT, dataset=replace(data, observations=apart))
    panel = _series_panel(found, "applications_received")
    assert [point.year for point in panel.points] == [2015, 2016, 2017, 2018]
    joined = [(before.year, after.year) for before, after, _ in panel.joins]
    assert joined == [(2015, 2017), (2017, 2018)]


def test_ratios_of_different_things_have_panels_of_their_own(many: Trend) -> None:
    chart = trends.plot_rates(many, ["remedy_upheld_rate"])
    assert isinstance(chart, Chart)
    rows = many.rates[many.rates["metric"] == "remedy_upheld_rate"]
    years = rows[rows["value"].notna()].groupby("label")["year"].nunique()
    titles = years.index[years > 1]
    assert len(titles) > 1
    assert all(f"{title}（%）：" in chart.alt for title in titles)


def test_a_line_over_a_change_of_form_is_dashed(many: Trend) -> None:
    rows = many.rates[(many.rates["metric"] == "clearance_rate") & many.rates["value"].notna()]
    joins = {(a.year, b.year): kind for a, b, kind in _rate_panel(rows).joins}
    assert joins[2022, 2023] == "comparable"
    assert joins[2020, 2021] == "bridged"


def test_growth_is_listed_where_years_compare_and_its_refusals_with_their_reasons(
    many: Trend,
) -> None:
    listed = trends.list_growth(many)
    refused = refused_steps(many)
    assert 10 < len(refused) < (many.steps["step"] == "broken").sum() + 10
    assert f"另有{len(refused)}处" in listed
    assert (refused["warning"] != "").all()
    broken = many.steps[many.steps["step"] == "broken"]
    pairs = set(zip(broken["indicator"], broken["year"], strict=True))
    given = many.growth[many.growth["value"].notna()]
    assert not pairs & set(zip(given["indicator"], given["year"], strict=True))


def test_figures_stand_in_one_table_a_column_a_year_and_blanks_are_no_zeros(many: Trend) -> None:
    listed = trends.list_values(many)
    header = re.findall(r"<th[^>]*>(\d{4})</th>", listed)
    assert header == [str(year) for year in many.years]
    assert "空白表示该年报告未载或未录入，不是零" in listed


def test_coded_figures_are_marked() -> None:
    observations = made_observations(places=1, seed=3).assign(origin="coded")
    found = trend(DISTRICT, dataset=dataset(observations))
    assert "均为人工录入的数字" in trends.describe_summary(found)
    assert "*" in trends.list_values(found)
    assert trends.list_coverage(found).count("人工录入") == len(found.years)


def test_every_edition_has_its_own_language() -> None:
    english = made(lang="en")
    said = [
        trends.describe_title(english),
        trends.describe_summary(english),
        trends.describe_growth(english),
        trends.list_coverage(english),
        trends.list_growth(english),
    ]
    places = re.compile(r"[一-鿿]")
    for words in said:
        assert not places.search(re.sub(f"四川省|{DISTRICT}|人民政府", "", str(words))), words


def test_tables_for_readers_are_the_figures_the_metrics_and_the_checks(many: Trend) -> None:
    tables = many.tables()
    assert list(tables) == ["observations.csv", "metrics.csv", "checks.csv"]
    assert set(many.growth["metric"]) <= set(tables["metrics.csv"]["metric"])


def test_a_trend_shows_itself_in_a_notebook(many: Trend) -> None:
    assert DISTRICT in many._repr_html_()


@pytest.mark.parametrize(
    ("district", "reporter", "told"),
    [
        ("没有这个区", "", "没有这个区"),
        ("仁和区", "", "holds no report of the government of 四川省攀枝花市仁和区"),
        (DISTRICT, "攀枝花市东区教育局", "it has 攀枝花市东区人民政府 of that district"),
    ],
)
def test_what_the_dataset_lacks_is_told_with_what_it_has(
    district: str, reporter: str, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        trend(district, reporter, root=ROOT)


def test_the_first_reports_district_has_two_years_that_hardly_compare() -> None:
    first = trend("东区", root=ROOT)
    assert first.years == [2017, 2019]
    assert first.is_whole_district
    assert "2018年没有报告" in trends.describe_summary(first)
    assert "2017年主动公开总数比上年增长91%" in trends.describe_growth(first)
    given = first.growth[first.growth["value"].notna()]
    assert set(given["indicator"]) == {"feature_columns"}
    assert "只有一份" in trends.list_reuse(first)

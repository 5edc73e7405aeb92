"""The first report: every figure that it states, and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from disclosure_analysis import analyse
from disclosure_analysis.extraction import (
    extract_enumerations,
    extract_observations,
    read_quote,
)
from disclosure_analysis.loaders import read_report
from disclosure_analysis.observations import COLUMNS
from disclosure_analysis.report import Report

ROOT = Path(__file__).parents[1]
FIGURES = Path(__file__).parent / "data/510402-2017.csv"
CODED_ELSEWHERE = ROOT.parent / "shared/gold/seed_2017.csv"
SAID_TWICE = ["reading_points"]


def figures(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def report() -> Report:
    return read_report(ROOT / "data/raw/510402-2017.txt")


@pytest.fixture(scope="module")
def observations(report: Report) -> pd.DataFrame:
    return extract_observations(report)


def agrees(row: pd.Series, figure: dict[str, str]) -> bool:
    numbers = all(float(figure[name]) == row[name] for name in ("value", "lower", "upper"))
    return numbers and all(figure[name] == row[name] for name in ("unit", "basis", "part_of"))


def lies_in(row: pd.Series, text: str, words: str) -> bool:
    """Whether a row's span lies inside an occurrence of the words in the text."""
    start = text.find(words)
    while start >= 0:
        if start <= row["start"] and row["end"] <= start + len(words):
            return True
        start = text.find(words, start + 1)
    return False


@pytest.mark.parametrize("figure", figures(FIGURES), ids=lambda figure: str(figure["indicator"]))
def test_each_figure_is_read_with_bounds_unit_and_place(
    figure: dict[str, str], report: Report, observations: pd.DataFrame
) -> None:
    rows = observations[observations["indicator"] == figure["indicator"]]
    found = [row for _, row in rows.iterrows() if lies_in(row, report.text, figure["quote"])]
    assert found, rows.to_string()
    assert all(agrees(row, figure) for row in found), rows.to_string()


def test_no_indicator_is_claimed_for_anything_else(observations: pd.DataFrame) -> None:
    expected = [figure["indicator"] for figure in figures(FIGURES)]
    assert sorted(observations["indicator"]) == sorted(expected + SAID_TWICE)


def test_figures_coded_by_hand_elsewhere_agree_with_the_table_used_here() -> None:
    if not CODED_ELSEWHERE.exists():
        pytest.skip("the hand-coded figures stand beside the project, and here they are not")
    assert figures(CODED_ELSEWHERE) == figures(FIGURES)


def test_each_quote_stands_in_the_text_and_states_its_value(
    report: Report, observations: pd.DataFrame
) -> None:
    for _, row in observations.iterrows():
        assert report.text[row["start"] : row["end"]] == row["quote"]
        assert read_quote(row["quote"]) == row["value"], row["quote"]


def test_each_row_says_whose_figure_it_is_and_of_what_year(observations: pd.DataFrame) -> None:
    assert list(observations.columns) == COLUMNS
    constant = observations.drop_duplicates(["place_code", "place", "reporter", "body", "scope"])
    assert len(constant) == 1
    assert constant.iloc[0]["place_code"] == "510402"
    assert constant.iloc[0]["place"] == "四川省攀枝花市东区"
    assert constant.iloc[0]["reporter"] == "攀枝花市东区人民政府"
    assert constant.iloc[0]["body"] == "government"
    assert constant.iloc[0]["scope"] == "area"
    assert set(observations["report_year"]) == set(observations["year"]) == {2017}
    assert set(observations["form"]) == {"narrative"}
    assert set(observations["origin"]) == {"document"}
    assert observations["id"].is_unique
    assert observations["start"].is_monotonic_increasing


def test_each_row_names_the_headings_it_stands_under(observations: pd.DataFrame) -> None:
    section = observations.set_index("indicator")["section"]
    assert section["disclosed_website"] == "二、主动公开政府信息情况 / (一)政府网站"
    assert section["applications_received"] == "三、政府信息依申请公开情况"
    assert section["sections_announced"] == ""


def test_only_a_stock_is_called_cumulative(observations: pd.DataFrame) -> None:
    period = observations.set_index("indicator")["period"]
    assert list(period[period != "year"].index) == ["followers"]
    assert period["followers"] == "cumulative"


def test_labels_are_the_reports_own_words(observations: pd.DataFrame) -> None:
    label = observations.drop_duplicates("indicator").set_index("indicator")["label"]
    assert label["disclosed_website_regulations"] == "法规公文信息"
    assert label["disclosed_website_major_projects"] == "重大建设项目信息公开"
    assert label["special_pages"] == "刊发专版"
    assert label["feature_columns"] == "重点信息公开专栏"


def test_the_columns_announced_are_all_listed_by_name(
    report: Report, observations: pd.DataFrame
) -> None:
    lists = extract_enumerations(report, observations).merge(
        observations[["id", "indicator"]], left_on="observation_id", right_on="id"
    )
    columns = lists[lists["indicator"] == "feature_columns"].iloc[0]
    assert (columns["announced"], columns["listed"]) == (23, 23)
    names = columns["names"].split("、")
    assert (names[0], names[22]) == ("政策法规解读", "社会组织和中介机构")
    assert report.text[columns["start"] : columns["end"]] == columns["names"]
    points = lists[lists["indicator"] == "reading_points"]
    assert list(points["listed"]) == list(points["announced"]) == [3, 3]


def test_a_report_read_again_gives_the_same(report: Report, observations: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(extract_observations(report), observations)


def test_an_analysis_shows_itself_in_a_notebook() -> None:
    shown = analyse(2017, "东区")._repr_html_()
    assert "攀枝花市东区2017年政府信息公开工作年度报告" in shown
    assert "2018-03-23" in shown

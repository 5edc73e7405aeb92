"""Figures coded by hand: read as observations, and refused where they cannot be right."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from disclosure_analysis.coded_figures import (
    COLUMNS,
    coded_reports,
    read_coded_figures,
    read_coded_rows,
)
from disclosure_analysis.errors import InputError
from disclosure_analysis.observations import COLUMNS as OBSERVATION_COLUMNS

ROOT = Path(__file__).resolve().parents[1]
CODED = ROOT / "data/coded_figures.csv"
FIGURE = {
    "place_code": "510402",
    "place": "四川省攀枝花市东区",
    "reporter": "攀枝花市东区人民政府",
    "body": "government",
    "scope": "area",
    "report_year": "2018",
    "year": "2018",
    "indicator": "disclosed_total",
    "value": "1200",
    "lower": "1200",
    "upper": "1299",
    "unit": "条",
    "basis": "stated",
    "period": "year",
    "quote": "1200余条",
    "source": "http://example.gov.cn/2018.html",
    "published": "2019-03-20",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "coded.csv"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as told:
        read_coded_figures(path)
    return str(told.value)


def test_coded_figures_are_observations_that_say_that_they_were_coded(sheet: Path) -> None:
    rows = read_coded_figures(write(sheet, FIGURE))
    assert list(rows.columns) == OBSERVATION_COLUMNS
    (row,) = rows.to_dict("records")
    assert (row["origin"], row["form"], row["basis"]) == ("coded", "narrative", "stated")
    assert (row["value"], row["lower"], row["upper"]) == (1200, 1200, 1299)
    assert (row["quote"], row["source"]) == ("1200余条", "http://example.gov.cn/2018.html")
    assert pd.isna(row["start"])
    assert pd.isna(row["end"])
    assert (row["label"], row["section"], row["cell"], row["part_of"]) == ("", "", "", "")


def test_the_id_of_a_coded_figure_depends_on_what_it_says_alone(sheet: Path) -> None:
    other = FIGURE | {"indicator": "disclosed_website"}
    first = read_coded_figures(write(sheet, FIGURE))["id"]
    both = read_coded_figures(write(sheet, other, FIGURE))["id"]
    assert first[0] in set(both)
    assert both.is_unique


def test_an_empty_scope_and_an_absent_bound_stay_empty(sheet: Path) -> None:
    (row,) = read_coded_figures(write(sheet, FIGURE | {"scope": "", "upper": ""})).to_dict(
        "records"
    )
    assert row["scope"] == ""
    assert pd.isna(row["upper"])


def test_the_value_may_lie_just_outside_its_bounds(sheet: Path) -> None:
    beyond = FIGURE | {"lower": "1201", "upper": "", "quote": "超1200条"}
    assert read_coded_figures(write(sheet, beyond))["lower"][0] == 1201


def test_rows_stand_by_place_year_and_reporter_else_as_in_the_file(sheet: Path) -> None:
    later = FIGURE | {"report_year": "2019", "year": "2019"}
    website = FIGURE | {"indicator": "disclosed_website"}
    rows = read_coded_rows(write(sheet, later, website, FIGURE))
    assert [(row["report_year"], row["indicator"]) for row in rows] == [
        ("2018", "disclosed_website"),
        ("2018", "disclosed_total"),
        ("2019", "disclosed_total"),
    ]


def test_figures_of_one_report_make_one_report(sheet: Path) -> None:
    unknown = FIGURE | {"scope": "", "reporter": "攀枝花市东区人民政府办公室"}
    rows = read_coded_rows(write(sheet, FIGURE, FIGURE | {"indicator": "disclosed_weibo"}, unknown))
    assert [row["reporter"] for row in coded_reports(rows)] == [
        FIGURE["reporter"],
        unknown["reporter"],
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"place_code": "51040"}, "place_code “51040” is no six-digit code"),
        ({"place_code": "999999"}, "place_code: "),
        ({"place": "四川省攀枝花市西区"}, "place “四川省攀枝花市西区” is not 四川省攀枝花市东区"),
        ({"reporter": ""}, "reporter is empty"),
        ({"body": "office"}, "body “office” is none of government"),
        ({"scope": "whole"}, "scope “whole” is none of area, own"),
        ({"report_year": "1998"}, "report_year “1998” is no year"),
        ({"year": "18"}, "year “18” is no year"),
        ({"indicator": "disclosed"}, "indicator “disclosed” is no name of the codebook"),
        ({"value": ""}, "value “” is no number"),
        ({"value": "1,200"}, "value “1,200” is no number"),
        ({"value": "nan"}, "value “nan” is no number"),
        ({"lower": "a few"}, "lower “a few” is no number"),
        ({"lower": "1300"}, "lower 1300 is greater than upper 1299"),
        ({"unit": "件"}, "unit “件” is not 条, the unit of disclosed_total"),
        ({"basis": "guessed"}, "basis “guessed” is none of stated"),
        ({"basis": "zero_statement"}, "value 1200 is not 0"),
        ({"period": "month"}, "period “month” is none of year"),
        ({"quote": ""}, "quote “” is empty"),
        ({"source": "a letter"}, "source “a letter” is no web address"),
        ({"published": "20.3.2019"}, "published “20.3.2019” is no day"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_with_row_and_column(
    sheet: Path, changes: dict[str, str], said: str
) -> None:
    good = FIGURE | {"indicator": "disclosed_weibo"}
    assert f"row 3: {said}" in refusal(write(sheet, good, FIGURE | changes))


def test_all_wrong_rows_are_named_at_once(sheet: Path) -> None:
    said = refusal(write(sheet, FIGURE | {"unit": "件"}, FIGURE | {"body": "x", "period": "y"}))
    assert "row 2: unit" in said
    assert "row 3: body" in said
    assert "row 3: period" in said


def test_a_figure_that_stands_twice_is_refused(sheet: Path) -> None:
    said = refusal(write(sheet, FIGURE, FIGURE | {"quote": "1200多条"}))
    assert "row 3: indicator disclosed_total repeats row 2" in said


def test_figures_that_contradict_each_other_are_refused(sheet: Path) -> None:
    said = refusal(write(sheet, FIGURE, FIGURE | {"value": "1300", "lower": "", "upper": ""}))
    assert "row 3: indicator disclosed_total contradicts row 2 (value 1300 against 1200" in said


def test_a_stock_beside_the_years_own_figure_is_no_contradiction(sheet: Path) -> None:
    stock = FIGURE | {"period": "cumulative", "value": "1299"}
    assert len(read_coded_figures(write(sheet, FIGURE, stock))) == 2


@pytest.mark.parametrize("column", ["published", "body"])
def test_rows_that_say_different_things_of_one_report_are_refused(sheet: Path, column: str) -> None:
    other = FIGURE | {"indicator": "disclosed_weibo", column: {"body": "other"}.get(column, "")}
    assert (
        f"row 3: {column} “{other[column]}” is not what row 2 says of the same report"
        in refusal(write(sheet, FIGURE, other))
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"place,value\n", "must have the columns place_code"),
        (",".join(COLUMNS).encode() + b"\na,b\n", "row 2: it has 2 cells instead of 17"),
        ("数字".encode("gb18030"), "cannot be read as a CSV file in UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_told_in_a_sentence(
    sheet: Path, content: bytes, said: str
) -> None:
    sheet.write_bytes(content)
    assert said in refusal(sheet)


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").endswith("keeps the file with its header alone.")


def test_the_projects_own_coded_figures_are_right_and_in_order() -> None:
    with CODED.open(encoding="utf-8-sig", newline="") as stream:
        stored = list(csv.DictReader(stream))
    assert read_coded_rows(CODED) == stored
    rows = read_coded_figures(CODED)
    assert rows["id"].is_unique
    assert set(rows["origin"]) == {"coded"}
    assert b"\r" not in CODED.read_bytes()

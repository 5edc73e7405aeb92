"""Part four of the official forms in other layouts: read by labels, refused where none tells."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from disclosure_analysis.extraction import extract_observations
from disclosure_analysis.extraction.forms import read_forms
from disclosure_analysis.loaders.contents import Contents, GridCell
from disclosure_analysis.loaders.reading import report_from_contents
from disclosure_analysis.report import Report

TITLE = "攀枝花市西区2022年政府信息公开工作年度报告"
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
CODES = ("T4.rec", "T4.lit.direct", "T4.lit.after")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
NAMES = ("upheld", "corrected", "other", "pending", "total")
FIGURES = ((6, 2, 11, 3, 22), (5, 0, 1, 9, 15), (8, 4, 0, 7, 19))
ALL = {
    f"{code}.{name}": figure
    for code, row in zip(CODES, FIGURES, strict=True)
    for name, figure in zip(NAMES, row, strict=True)
}

Row = Sequence[str | tuple[str, int, int]]


def report_of(*tables: Sequence[Row]) -> Report:
    """Return a report; a cell is its text, or (text, columns, rows)."""
    grids = [
        [
            [
                GridCell(c) if isinstance(c, str) else GridCell(c[0], columns=c[1], rows=c[2])
                for c in row
            ]
            for row in table
        ]
        for table in tables
    ]
    return report_from_contents(Contents([TITLE, *grids]), source="made")


def cells_of(report: Report) -> dict[str, float | str]:
    frame = extract_observations(report)
    return {
        row["cell"]: row["missing"] if pd.isna(row["value"]) else row["value"]
        for row in frame[frame["cell"] != ""].to_dict("records")
    }


def problems_of(report: Report) -> list[str]:
    return [one.key for one in read_forms(report).problems]


def long_list(*, spans: bool) -> list[Row]:
    rows: list[Row] = [[("项目", 2, 1), "数量（件）"]]
    for group, figures in zip(GROUPS, FIGURES, strict=True):
        for number, (result, figure) in enumerate(zip(RESULTS, figures, strict=True)):
            first = [] if number and spans else ["" if number else group]
            label = [(group, 1, 5) if spans else one for one in first]
            rows.append([*label, result, str(figure)])
    return rows


def transposed() -> list[Row]:
    columns = zip(*FIGURES, strict=True)
    return [
        ["结果", *GROUPS],
        *([name, *map(str, row)] for name, row in zip(RESULTS, columns, strict=True)),
    ]


def in_one_row(*cells: str) -> list[Row]:
    return [
        [("行政复议", 5, 1), ("行政诉讼", 10, 1)],
        [*((one, 1, 2) for one in RESULTS), (GROUPS[1], 5, 1), (GROUPS[2], 5, 1)],
        [*RESULTS, *RESULTS],
        cells,
    ]


def test_totals_may_come_first_in_each_group() -> None:
    order = (RESULTS[-1], *RESULTS[:-1])
    table: list[Row] = [
        [("行政复议", 5, 1), ("行政诉讼", 10, 1)],
        [*((one, 1, 2) for one in order), (GROUPS[1], 5, 1), (GROUPS[2], 5, 1)],
        [*order, *order],
        [str(one) for row in FIGURES for one in (row[-1], *row[:-1])],
    ]
    assert cells_of(report_of(table)) == ALL


def test_results_may_stand_down_the_side_and_groups_across() -> None:
    assert cells_of(report_of(transposed())) == ALL


def test_a_row_of_a_result_with_a_cell_too_few_is_refused() -> None:
    table = transposed()
    table[2] = table[2][:-1]
    report = report_of(table)
    assert cells_of(report) == {k: v for k, v in ALL.items() if not k.endswith("corrected")}
    assert "row_refused" in problems_of(report)


def test_groups_across_need_their_figures_below_them() -> None:
    table = [["结果", *GROUPS, "合计"], *(row for row in transposed()[1:])]
    table[1] = ["结果维持", ("6", 2, 1), "5", "19"]
    found = cells_of(report_of(table))
    assert not any(code.endswith("upheld") for code in found)


@pytest.mark.parametrize("spans", [True, False])
def test_one_long_list_of_groups_and_results_is_read(spans: bool) -> None:
    assert cells_of(report_of(long_list(spans=spans))) == ALL


def test_a_group_in_the_middle_of_its_rows_gives_none_of_them() -> None:
    table = long_list(spans=False)
    for begin in (1, 6, 11):
        first, middle = list(table[begin]), list(table[begin + 2])
        first[0], middle[0] = middle[0], first[0]
        table[begin], table[begin + 2] = first, middle
    found = cells_of(report_of(table))
    assert all(found[code] == ALL[code] for code in found)
    assert len(found) == 3


def test_a_list_that_lost_a_group_gives_none_of_the_rows_that_two_groups_share() -> None:
    table = long_list(spans=False)
    table[6] = ["", *table[6][1:]]
    assert cells_of(report_of(table)) == {k: v for k, v in ALL.items() if "after" in k}


def test_a_list_with_figures_of_two_years_is_not_read() -> None:
    table = [[*row, "40"] for row in long_list(spans=True)]
    assert cells_of(report_of(table)) == {}


def test_remarks_beside_a_list_do_not_count_as_figures() -> None:
    head, *rows = long_list(spans=True)
    table: list[Row] = [[*head, "备注"], *([*row, ""] for row in rows)]
    assert cells_of(report_of(table)) == ALL


def test_three_small_tables_are_told_by_a_caption_within_them() -> None:
    captions = ("（一）行政复议", "（二）行政诉讼——未经复议直接起诉", "（三）行政诉讼——复议后起诉")
    tables: list[list[Row]] = [
        [[(caption, 5, 1)], RESULTS, [str(one) for one in row]]
        for caption, row in zip(captions, FIGURES, strict=True)
    ]
    assert cells_of(report_of(*tables)) == ALL


def test_small_tables_without_a_group_are_not_read() -> None:
    tables: list[list[Row]] = [[RESULTS, [str(one) for one in row]] for row in FIGURES]
    assert cells_of(report_of(*tables)) == {}


def test_lawsuits_are_never_taken_for_reconsiderations() -> None:
    table = [["结果", "行政复议", "未经复议直接起诉", "行政复议后起诉"], *transposed()[1:]]
    assert cells_of(report_of(table)) == ALL


REST = ("5", "0", "1", "9", "15", "8", "4", "0", "7", "19")


@pytest.mark.parametrize(
    "group",
    [
        ("62", "", "11", "3", "22"),
        ("", "62", "11", "3", "22"),
        ("06", "", "11", "3", "20"),
        ("6 2", "", "11", "3", "22"),
    ],
)
def test_figures_glued_beside_a_blank_are_both_refused(group: tuple[str, ...]) -> None:
    report = report_of(in_one_row(*group, *REST))
    found = cells_of(report)
    assert "T4.rec.upheld" not in found
    assert "T4.rec.corrected" not in found
    assert len(found) == 13
    assert problems_of(report).count("numbers_glued") == 1
    refused = {code for code, *_ in read_forms(report).refused}
    assert refused == {"T4.rec.upheld", "T4.rec.corrected"}


def test_a_blank_beside_a_figure_that_adds_up_stays_blank() -> None:
    report = report_of(in_one_row("62", "", "11", "3", "76", *REST))
    assert cells_of(report)["T4.rec.upheld"] == 62
    assert cells_of(report)["T4.rec.corrected"] == "blank"
    assert "numbers_glued" not in problems_of(report)


def test_a_sum_that_no_cut_mends_is_no_glue() -> None:
    report = report_of(in_one_row("62", "", "11", "3", "50", *REST))
    assert cells_of(report)["T4.rec.upheld"] == 62
    assert "numbers_glued" not in problems_of(report)

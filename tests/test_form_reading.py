"""Official tables: every cell by its labels, damage named, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.extraction import extract_observations, read_quote
from disclosure_analysis.extraction.forms import read_forms
from disclosure_analysis.loaders.contents import Contents, GridCell
from disclosure_analysis.loaders.reading import report_from_contents
from disclosure_analysis.report import Report
from made_documents import DAMAGES, make_document
from made_documents.__main__ import any_document
from made_reading import compare

FORMS = ("form2021", "form2019", "form2014", "narrative")
FORMATS = ("html", "docx", "txt", "pdf")
SEEDS = range(40, 46)
HARMLESS = ("local_row", "swapped_rows", "renumbered", "header_repeated", "nested_table")
NOT_SAID_HERE = {
    "broken_sum": "a sum is checked by metrics.checks, not by reading",
    "contradicting_reporter": "a government's own office may speak for it",
}

Row = Sequence[str | tuple[str, int] | tuple[str, int, int]]

TITLE = "攀枝花市西区2022年政府信息公开工作年度报告"
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_a_made_document_is_right(form: str, file_format: str) -> None:
    for seed in SEEDS:
        found = compare(make_document(seed, form, file_format))
        assert found.perfect, (seed, found.wrong, found.missed, found.about)


def test_every_cell_of_a_spreadsheet_is_right() -> None:
    for seed in SEEDS:
        found = compare(make_document(seed, "form2014", "xlsx"))
        assert found.perfect, (seed, found.wrong, found.missed, found.about)


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_damage_is_found_and_never_guessed_over(damage: str, file_format: str) -> None:
    for form in FORMS:
        for seed in SEEDS[:3]:
            try:
                document = make_document(seed, form, file_format, (damage,))
            except ValueError:  # this damage is none of that form or format
                continue
            found = compare(document)
            assert not (found.wrong or found.guessed), (seed, form, found.wrong, found.guessed)
            if damage in HARMLESS:
                assert found.perfect, (seed, form, found.missed, found.about)
            said = [*found.report.problems, *found.forms.problems]
            if document.truth.findings and damage not in NOT_SAID_HERE:
                assert said or not document.truth.refusals, (seed, form)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_every_quote_stands_in_the_text_and_reads_back_to_its_value(seed: int) -> None:
    found = compare(any_document(seed))
    for row in rows_of(found.observations):
        assert found.report.text[row.start : row.end] == row.quote
        again = read_quote(row.quote)
        scales = (1, 1e4, 1e-4) if row.unit in ("元", "万元") else (1,)
        assert (again is None) == pd.isna(row.value), row.quote
        assert again is None or any(
            again * scale == pytest.approx(row.value, rel=1e-12) for scale in scales
        )


def grid(*rows: Row) -> list[list[GridCell]]:
    """Return a table; a cell is its text, or (text, columns), or (text, columns, rows)."""
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: str | tuple[str, int] | tuple[str, int, int]) -> GridCell:
    if isinstance(cell, str):
        return GridCell(cell)
    return GridCell(cell[0], columns=cell[1], rows=cell[2] if len(cell) == 3 else 1)


def report_of(*blocks: str | list[list[GridCell]], title: str = TITLE) -> Report:
    return report_from_contents(Contents([title, *blocks]), source="made")


def cells_of(report: Report) -> dict[tuple[str, str], float | str]:
    """Return the value of each cell, or the word for why it has none."""
    frame = extract_observations(report)
    return {
        (row.cell, row.applicant): row.missing if pd.isna(row.value) else row.value
        for row in rows_of(frame[frame["cell"] != ""])
    }


def rows_of(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples())


def problems_of(report: Report) -> list[str]:
    return [one.key for one in read_forms(report).problems]


def part_three(*rows: Row) -> list[list[GridCell]]:
    return grid(
        [("（本列数据的勾稽关系为：第一项加第二项之和）", 3, 3), ("申请人情况", 7)],
        [("自然人", 1, 2), ("法人或其他组织", 5), ("总计", 1, 2)],
        APPLICANTS[1:6],
        *rows,
    )


def test_columns_that_do_not_meet_their_headings_are_read_in_order() -> None:
    report = report_of(
        grid(
            [("第二十条第（五）项", 5)],
            ["信息内容", "上一年项目数量", ("本年增/减", 2), "处理决定数量"],
            ["行政许可", ("37", 2), "-4", "61"],
            ["其他对外管理服务事项", ("8", 2), "+1", "—"],
        )
    )
    assert cells_of(report) == {
        ("T2.20_5.licence.items_prev", ""): 37,
        ("T2.20_5.licence.items_delta", ""): -4,
        ("T2.20_5.licence.decisions", ""): 61,
        ("T2.20_5.other_service.items_prev", ""): 8,
        ("T2.20_5.other_service.items_delta", ""): 1,
        ("T2.20_5.other_service.decisions", ""): "dash",
    }


def test_last_years_items_are_kept_under_last_year() -> None:
    report = report_of(
        grid(["信息内容", "上一年项目数量", "本年增/减"], ["行政事业性收费", "12", "0"]),
        title="攀枝花市西区2020年政府信息公开工作年度报告",
    )
    frame = extract_observations(report).set_index("cell")
    assert frame.loc["T2.20_8.fee.items_prev", "year"] == 2019
    assert frame.loc["T2.20_8.fee.items_delta", "year"] == 2020


def test_blank_dash_slash_and_zero_stay_four_different_things() -> None:
    row = ["一、本年新收政府信息公开申请数量", "0", "", "—", "/", "０", "无", "0"]
    report = report_of(
        part_three(
            [(row[0], 3), *row[1:]],
            [("二、上年结转政府信息公开申请数量", 3), *["0"] * 7],
            [("四、结转下年度继续办理", 3), *["0"] * 7],
        )
    )
    found = cells_of(report)
    assert [found["T3.1", key] for key in ("nat", "ent", "res", "ngo", "law", "oth", "tot")] == [
        0,
        "blank",
        "dash",
        "slash",
        0,
        0,
        0,
    ]
    frame = extract_observations(report)
    nothing = frame[(frame["cell"] == "T3.1") & (frame["applicant"] == "oth")].iloc[0]
    assert nothing["basis"] == "zero_statement"


def test_a_row_with_a_cell_too_few_is_refused_and_said() -> None:
    report = report_of(
        part_three(
            [("一、本年新收政府信息公开申请数量", 3), "4", "1", "0", "0", "0", "0", "5"],
            [("二、上年结转政府信息公开申请数量", 3), "2", "0", "0", "0", "0", "2"],
            [("四、结转下年度继续办理", 3), "1", "0", "0", "0", "0", "0", "1"],
        )
    )
    assert {code for code, _ in cells_of(report)} == {"T3.1", "T3.4"}
    assert "row_refused" in problems_of(report)


def test_two_figures_glued_in_one_cell_are_refused_if_only_their_parts_add_up() -> None:
    report = report_of(
        part_three(
            [("一、本年新收政府信息公开申请数量", 3), "12", "", "0", "0", "0", "0", "3"],
            [("二、上年结转政府信息公开申请数量", 3), "12", "", "0", "0", "0", "0", "12"],
            [("四、结转下年度继续办理", 3), "0", "0", "0", "0", "0", "0", "0"],
        )
    )
    found = cells_of(report)
    assert ("T3.1", "nat") not in found
    assert ("T3.1", "ent") not in found
    assert found["T3.1", "tot"] == 3
    assert found["T3.2", "nat"] == 12
    assert found["T3.2", "ent"] == "blank"
    assert "numbers_glued" in problems_of(report)


def test_the_columns_are_told_by_their_headings_not_by_their_order() -> None:
    table = grid(
        [("", 1, 2), "总计", "自然人", ("法人或其他组织", 5)],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    )
    table[0] = [GridCell("项目", rows=2), GridCell("总计", rows=2), GridCell("自然人", rows=2)]
    table[0].append(GridCell("法人或其他组织", columns=5))
    table += grid(
        ["一、本年新收政府信息公开申请数量", "9", "6", "3", "0", "0", "0", "0"],
        ["二、上年结转政府信息公开申请数量", "0", "0", "0", "0", "0", "0", "0"],
        ["四、结转下年度继续办理", "1", "1", "0", "0", "0", "0", "0"],
    )
    found = cells_of(report_of(table))
    assert (found["T3.1", "tot"], found["T3.1", "nat"], found["T3.1", "ent"]) == (9, 6, 3)


@pytest.mark.parametrize(
    ("heading", "written", "value"),
    [
        ("本年收费金额（单位：万元）", "12.5", 12.5),
        ("本年收费金额（单位：元）", "125000", 12.5),
        ("本年收费金额（单位：万元）", "125000元", 12.5),
        ("本年收费金额（单位：万元）", "0", 0),
    ],
)
def test_money_is_told_by_the_cell_then_by_its_heading(
    heading: str, written: str, value: float
) -> None:
    report = report_of(
        grid([("第二十条第（八）项", 2)], ["信息内容", heading], ["行政事业性收费", written])
    )
    row = extract_observations(report).set_index("cell").loc["T2.20_8.fee.amount"]
    assert (row["value"], row["unit"]) == (value, "万元")


def test_money_without_a_unit_is_kept_under_no_indicator() -> None:
    report = report_of(
        grid(["信息内容", "采购项目数量", "采购总金额"], ["政府集中采购", "3", "8600"]),
        title="攀枝花市西区2020年政府信息公开工作年度报告",
    )
    forms = read_forms(report)
    row = extract_observations(report, forms=forms).set_index("cell")
    amount = row.loc["T2.20_9.procurement.amount"]
    assert (amount["indicator"], amount["value"], amount["unit"]) == ("unclassified", 8600, "")
    assert "unit_missing" in [one.key for one in forms.problems]


def test_the_form_is_told_by_its_labels_and_not_by_the_year() -> None:
    old = grid(
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"], ["规章", "0", "0", "0"]
    )
    frame = extract_observations(report_of(old))
    assert set(frame["form"]) == {"form2019"}
    assert set(frame["report_year"]) == {2022}


def test_other_handling_in_one_row_is_the_form_of_2019_and_in_three_that_of_2021() -> None:
    received: Row = [("一、本年新收政府信息公开申请数量", 3), *["1"] * 7]
    one = report_of(part_three(received, ["", ("（六）其他处理", 2), *["0"] * 7]))
    labels = (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.其他",
    )
    split: list[Row] = [["", "（六）其他处理", label, *["0"] * 7] for label in labels]
    three = report_of(part_three(received, *split))
    assert set(extract_observations(one)["form"]) == {"form2019"}
    assert set(extract_observations(three)["form"]) == {"form2021"}
    assert ("T3.3.6.3", "tot") in cells_of(three)


def test_only_the_total_of_a_row_counts_its_indicator() -> None:
    report = report_of(
        part_three(
            [("一、本年新收政府信息公开申请数量", 3), "4", "1", "0", "0", "0", "0", "5"],
            [("二、上年结转政府信息公开申请数量", 3), *["0"] * 7],
            [("四、结转下年度继续办理", 3), *["0"] * 7],
        )
    )
    frame = extract_observations(report)
    received = frame[frame["indicator"] == "applications_received"]
    assert list(received["value"]) == [5]
    people = frame[(frame["cell"] == "T3.1") & (frame["applicant"] == "nat")].iloc[0]
    assert people["indicator"] == "applications_by_applicant"
    assert people["part_of"] == "applications_received"


def test_tables_that_differ_without_naming_a_year_are_both_refused() -> None:
    def table(count: str) -> list[list[GridCell]]:
        return grid(
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["行政规范性文件", count, "0", "9"],
        )

    report = report_of(table("2"), "另一张表", table("3"))
    assert ("T2.20_1.norm.issued", "") not in cells_of(report)
    assert cells_of(report)["T2.20_1.norm.in_force", ""] == 9
    assert "cells_twice" in problems_of(report)


def test_a_table_under_last_years_caption_is_kept_under_last_year() -> None:
    def table(count: str) -> list[list[GridCell]]:
        return grid(
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["行政规范性文件", count, "0", "9"],
        )

    report = report_of(table("2"), "2021年数据", table("3"))
    frame = extract_observations(report)
    issued = frame[frame["cell"] == "T2.20_1.norm.issued"].set_index("year")["value"]
    assert dict(issued) == {2022: 2, 2021: 3}
    assert "other_year" in problems_of(report)


def test_a_row_that_the_office_added_is_kept_with_its_label() -> None:
    report = report_of(
        grid(
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["行政规范性文件", "2", "0", "9"],
            ["其他主动公开文件", "41", "", ""],
        )
    )
    frame = extract_observations(report)
    added = frame[frame["indicator"] == "unclassified"]
    assert list(zip(added["label"], added["value"], strict=True)) == [("其他主动公开文件", 41)]


def test_equal_labels_of_the_list_of_2014_are_told_by_the_rows_around_them() -> None:
    rows = [
        ["统计指标", "单位", "统计数"],
        ["四、行政复议数量", "件", "6"],
        ["（一）维持具体行政行为数", "件", "3"],
        ["（二）被依法纠错数", "件", "2"],
        ["（三）其他情形数", "件", "1"],
        ["五、行政诉讼数量", "件", "4"],
        ["（二）被依法纠错数", "件", "1"],
        ["（三）其他情形数", "件", "3"],
        ["七、依申请公开信息收取的费用", "万元", "0.3"],
    ]
    report = report_of(grid(*rows), title="攀枝花市西区2016年政府信息公开工作年度报告")
    found = {code: value for (code, _), value in cells_of(report).items()}
    assert (found["4.2"], found["4.3"], found["5.2"], found["5.3"]) == (2, 1, 1, 3)
    fees = extract_observations(report).set_index("cell").loc["7"]
    assert (fees["value"], fees["unit"]) == (3000, "元")


def test_a_regional_list_before_2014_has_a_year_and_a_cumulative_column() -> None:
    rows = [
        ["指标名称", "计量单位", "2009年度", "历年累计"],
        ["主动公开信息数", "条", "730", "2110"],
        ["其中：全文电子化的主动公开信息数", "条", "655", "1902"],
        ["申请总数", "条", "5", "9"],
        ["其中：1.当面申请数", "条", "3", "4"],
        ["对申请的答复总数", "条", "5", ""],
        ["行政复议数", "件", "0", "0"],
    ]
    report = report_of(grid(*rows), title="攀枝花市西区2009年政府信息公开工作年度报告")
    frame = extract_observations(report)
    total = frame[frame["indicator"] == "disclosed_total"].set_index("period")["value"]
    assert dict(total) == {"year": 730, "cumulative": 2110}
    assert set(frame["form"]) == {"regional"}


def test_figures_of_tables_are_not_read_again_as_prose() -> None:
    report = report_of(
        "二、主动公开政府信息情况",
        grid(
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["行政规范性文件", "2件", "0件", "9件"],
        ),
        "三、其他",
        "全年公开信息120条。",
    )
    frame = extract_observations(report)
    assert list(frame["basis"]) == ["table", "table", "table", "stated"]


def test_problems_are_sentences_in_both_languages() -> None:
    document = make_document(41, "form2021", "html", ("missing_headings",))
    for one in compare(document).forms.problems:
        assert re.search("[\u4e00-\u9fff]", one.sentence("zh"))
        assert one.sentence("en").isprintable()


ROWS: list[Row] = [
    [("一、本年新收政府信息公开申请数量", 3), "61", "7", "5", "4", "3", "2", "82"],
    [("二、上年结转政府信息公开申请数量", 3), "8", "0", "0", "0", "0", "1", "9"],
    [("四、结转下年度继续办理", 3), "6", "0", "0", "0", "0", "0", "6"],
]
NEW_BY_APPLICANT = dict(
    zip(("nat", "ent", "res", "ngo", "law", "oth", "tot"), (61, 7, 5, 4, 3, 2, 82), strict=True)
)


@pytest.mark.parametrize(("corner", "organisations"), [(2, 5), (3, 4), (3, 1), (3, 6)])
def test_wrong_spans_in_the_header_move_no_figure(corner: int, organisations: int) -> None:
    table = grid(
        [("（勾稽关系）", 3, corner), ("申请人情况", 7)],
        [("自然人", 1, 2), ("法人或其他组织", organisations), ("总计", 1, 2)],
        APPLICANTS[1:6],
        *ROWS,
    )
    found = cells_of(report_of(table))
    assert {name: found["T3.1", name] for name in NEW_BY_APPLICANT} == NEW_BY_APPLICANT


def test_a_header_row_that_is_repeated_moves_no_figure() -> None:
    upper: Row = [("自然人", 1, 2), ("法人或其他组织", 5), ("总计", 1, 2)]
    table = grid([("", 3, 3), ("申请人情况", 7)], upper, upper, APPLICANTS[1:6], *ROWS)
    report = report_of(table)
    found = cells_of(report)
    assert {name: found["T3.1", name] for name in NEW_BY_APPLICANT} == NEW_BY_APPLICANT
    assert "headings_shifted" in problems_of(report)


def test_lost_headings_out_of_the_official_order_refuse_the_table() -> None:
    table = grid(
        ["", "总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "甲"],
        *[[row[0][0] if isinstance(row[0], tuple) else row[0], *row[1:]] for row in ROWS],
    )
    report = report_of(table)
    assert cells_of(report) == {}
    assert "applicants_unclear" in problems_of(report)


def test_a_column_that_is_no_applicants_is_passed_over() -> None:
    table = grid(
        [("", 3, 2), ("自然人", 1, 2), ("法人或其他组织", 6), ("总计", 1, 2)],
        [*APPLICANTS[1:6], "小计"],
        [("一、本年新收政府信息公开申请数量", 3), "61", "7", "5", "4", "3", "2", "21", "82"],
        [("二、上年结转政府信息公开申请数量", 3), *["0"] * 8],
        [("四、结转下年度继续办理", 3), *["0"] * 8],
    )
    found = cells_of(report_of(table))
    assert {name: found["T3.1", name] for name in NEW_BY_APPLICANT} == NEW_BY_APPLICANT


@pytest.mark.parametrize(("row", "refused"), [("014", "tot"), ("05", "oth")])
def test_a_figure_with_a_leading_zero_beside_a_blank_is_two_glued_together(
    row: str, refused: str
) -> None:
    figures = ["1", "0", "0", "0", "3", row, ""] if refused == "tot" else [*"10003", row, "9"]
    table = part_three(
        [("一、本年新收政府信息公开申请数量", 3), *figures],
        [("二、上年结转政府信息公开申请数量", 3), *["0"] * 7],
        [("四、结转下年度继续办理", 3), *["0"] * 7],
    )
    assert ("T3.1", "oth") not in cells_of(report_of(table))


@pytest.mark.parametrize(
    "line",
    [
        "（六）上年度存在问题整改情况",
        "申请数量与上年持平",
        "附：2021年以来工作情况",
        "注：表中2021年数据为更正后数据",
        "统计时间截至2023年1月10日",
        "二、主动公开政府信息情况（较2021年）",
    ],
)
def test_a_line_that_is_no_caption_gives_a_table_no_year(line: str) -> None:
    table = grid(
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "0", "0", "0"]
    )
    frame = extract_observations(report_of(line, table))
    assert set(frame[frame["cell"] != ""]["year"]) == {2022}


def test_a_row_only_like_an_official_one_is_the_offices_own() -> None:
    table = part_three(
        *ROWS,
        ["", "（五）不予处理", "2.重复申请", *[""] * 7],
        ["", "", "其中：重复申请中涉及征地的", "4", "0", "0", "0", "0", "0", "4"],
    )
    report = report_of(table)
    assert cells_of(report)["T3.3.5.2", "nat"] == "blank"
    added = extract_observations(report).query("indicator == 'unclassified'")
    assert list(added["value"]) == [4, 0, 0, 0, 0, 0, 4]


def test_lists_set_side_by_side_each_keep_their_place_in_the_form() -> None:
    table = grid(
        ["统计指标", "单位", "统计数", "统计指标", "单位", "统计数"],
        ["四、行政复议数量", "件", "3", "五、行政诉讼数量", "件", "9"],
        [
            "（一）维持具体行政行为数",
            "件",
            "3",
            "（一）维持具体行政行为或者驳回原告诉讼请求数",
            "件",
            "2",
        ],
        ["（二）被依法纠错数", "件", "", "（二）被依法纠错数", "件", "4"],
        ["（三）其他情形数", "件", "", "（三）其他情形数", "件", "3"],
    )
    found = cells_of(report_of(table, title="攀枝花市西区2016年政府信息公开工作年度报告"))
    assert found["4.2", ""] == found["4.3", ""] == "blank"
    assert (found["5.2", ""], found["5.3", ""]) == (4, 3)


def test_columns_of_two_years_keep_their_years() -> None:
    table = grid(
        ["统计指标", "单位", "2016年", "2015年"],
        ["（一）收到申请数", "件", "14", "11"],
        ["1.当面申请数", "件", "9", "8"],
        ["2.传真申请数", "件", "0", "0"],
        ["3.网络申请数", "件", "5", "3"],
    )
    report = report_of(table, title="攀枝花市西区2016年政府信息公开工作年度报告")
    received = extract_observations(report).query("cell == '3.1'").set_index("year")["value"]
    assert dict(received) == {2016: 14, 2015: 11}


def test_a_list_that_goes_on_in_a_second_table_keeps_its_place_in_the_form() -> None:
    upper = grid(
        ["统计指标", "单位", "统计数"],
        ["四、行政复议数量", "件", "5"],
        ["（二）被依法纠错数", "件", "4"],
        ["（三）其他情形数", "件", "1"],
        ["五、行政诉讼数量", "件", "7"],
    )
    lower = grid(
        ["统计指标", "单位", "统计数"],
        ["（二）被依法纠错数", "件", "6"],
        ["（三）其他情形数", "件", "1"],
        ["六、举报投诉数量", "件", "0"],
    )
    found = cells_of(report_of(upper, lower, title="攀枝花市西区2016年政府信息公开工作年度报告"))
    assert (found["4.2", ""], found["5.2", ""], found["5.3", ""]) == (4, 6, 1)

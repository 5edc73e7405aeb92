"""Official tables pasted as text: found in any layout, and never a figure under a wrong label."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from disclosure_analysis.extraction.forms import read_forms
from disclosure_analysis.loaders import read_plain_text
from disclosure_analysis.report import Report
from form_pages import HEADINGS, OPENING, PROSE, TITLE, Rows, read, text_of, truth

Layout = Callable[[Rows], str]


def _joined(part: Rows, cell: str, row: str = "\n") -> str:
    return row.join(cell.join(texts) for texts in part)


def _markdown(part: Rows) -> str:
    width = max(map(len, part))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in part]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _bar_after_each(part: Rows) -> str:
    width = max(map(len, part))
    rows = [[f"{text} |" if text else "|" for text in row] for row in part]
    return "\n".join("\n".join([*row, "|" * (width - len(row))]) for row in rows)


LAYOUTS: dict[str, Layout] = {
    "tabs": lambda part: _joined(part, "\t"),
    "tabs at the end": lambda part: _joined(part, "\t", "\t\n") + "\t",
    "bars": lambda part: _joined(part, "|"),
    "bars with spaces": lambda part: _joined(part, " | "),
    "markdown": _markdown,
    "a cell a line": lambda part: _joined(part, "\n"),
    "a cell a line, wide": lambda part: _joined(part, "\n\n", "\n\n"),
    "a cell a line, rows apart": lambda part: _joined(part, "\n", "\n\n"),
    "a cell a line, padded": lambda part: _joined(part, "  \n ", "  \n "),
    "a bar after each cell": _bar_after_each,
    "spaces": lambda part: _joined(part, "  "),
    "full-width spaces": lambda part: _joined(part, "\u3000"),
}


def of(text: str) -> Report:
    return read_plain_text(text.encode(), source="a.txt")


def sections(report: Report) -> list[str]:
    return [section.number + section.title for section in report.sections]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_cell_is_read_in_any_layout(name: str, end: str) -> None:
    report = of(text_of(LAYOUTS[name]).replace("\n", end))
    assert read(report) == truth()
    assert not read_forms(report).problems


@pytest.mark.parametrize("name", LAYOUTS)
def test_headings_and_lines_between_tables_stay_text(name: str) -> None:
    report = of(text_of(LAYOUTS[name], between="全年收到申请3件"))
    assert read(report) == truth()
    assert sections(report) == list(HEADINGS)
    lines = [m.start() for m in re.finditer("全年收到申请3件", report.text)]
    assert not any(one.start <= line < one.end for line in lines for one in report.tables)


@pytest.mark.parametrize("name", LAYOUTS)
def test_offsets_give_the_cells(name: str) -> None:
    report = of(text_of(LAYOUTS[name]))
    for one in report.tables:
        for cell in one.cells:
            assert one.start <= cell.start <= cell.end <= one.end
            assert "\n" not in report.text[cell.start : cell.end]


@pytest.mark.parametrize(
    "name", [name for name in LAYOUTS if "spaces" not in name or "bars" in name]
)
def test_blank_cells_stay_apart_from_zero(name: str) -> None:
    def layout(part: Rows) -> str:
        return LAYOUTS[name]([["" if text == "0" else text for text in row] for row in part])

    found = read(of(text_of(layout)))
    for key, value in found.items():
        assert value == truth()[key] or (value != value and truth()[key] == 0)
    assert len(found) == len(truth())


def test_blank_cells_that_spaces_cannot_show_are_refused() -> None:
    def layout(part: Rows) -> str:
        return LAYOUTS["spaces"]([[text for text in row if text != "0"] for row in part])

    report = of(text_of(layout))
    assert set(read(report).items()) <= set(truth().items())
    assert "row_refused" in {one.key for one in read_forms(report).problems}


def test_zeros_glued_to_one_are_the_zeros_of_a_row() -> None:
    three = "自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    rows = "（一）予以公开\n0000000\n1.属于国家秘密\n1200000\n2.重复申请\n5\n0\n0\n0\n0\n0\n5\n"
    found = read(of(f"{TITLE}\n{three}{rows}四、结转下年度继续办理\n0000000\n"))
    assert {value for (code, _), value in found.items() if code == "T3.3.1"} == {0.0}
    assert not any(code == "T3.3.3.1" for code, _ in found)
    assert found["T3.3.5.2", "tot"] == 5


def test_a_heading_lost_leaves_the_columns_as_the_form_has_them() -> None:
    text = text_of(LAYOUTS["a cell a line"]).replace("法人或其他组织\n", "")
    assert read(of(text)) == truth()


DAMAGES = {
    "a cell lost with its line": lambda lines, at: lines.pop(at),
    "two cells glued": lambda lines, at: lines.__setitem__(at, lines[at] + lines.pop(at + 1)),
    "two cells on a line": lambda lines, at: lines.__setitem__(
        at, f"{lines[at]} {lines.pop(at + 1)}"
    ),
    "a line of text between": lambda lines, at: lines.insert(at, "同比增长12%"),
    "a figure too many": lambda lines, at: lines.insert(at, "7"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["a cell a line", "a cell a line, rows apart"])
def test_damage_to_a_row_never_moves_a_figure(name: str, damage: str) -> None:
    whole = text_of(LAYOUTS[name]).split("\n")
    first = whole.index("（一）予以公开")
    chance = random.Random(7)
    for _ in range(12):
        lines = list(whole)
        places = [i for i in range(first, first + 150) if lines[i].isdigit() and lines[i + 1]]
        DAMAGES[damage](lines, chance.choice(places))
        assert set(read(of("\n".join(lines))).items()) <= set(truth().items())


NARRATIVES = [
    "一、概述\n主动公开情况：\n1.行政许可 12项\n2.行政处罚 30件\n3.规范性文件 8件\n行政强制 5\n"
    "其他 3\n总计 58\n二、申请\n其中：当面申请 1\n网络申请 2\n予以公开 2\n部分公开 1\n不予公开 0\n"
    "三、复议\n行政复议 0\n行政诉讼 0\n自然人 3\n附表：情况统计表\n",
    "规章\n规范性文件\n行政许可\n1\n2\n3\n收费标准\n其他\n总计\n2012\n附表一\n附表二 统计\n",
    "一、公开\n1. 自然人\n2. 商业企业\n3. 科研机构\n以上三类分别为5、2、1件。\n同意公开4件。\n",
    "（一）行政许可\n办理12件。\n（二）行政处罚\n作出3件。\n（三）行政强制\n无。\n总计15\n",
]


@pytest.mark.parametrize("words", NARRATIVES)
def test_lists_in_running_text_are_no_tables(words: str) -> None:
    report = of(f"青石县2012年政府信息公开工作年度报告\n{OPENING}\n{PROSE}\n{words}")
    assert report.tables == ()
    assert read(report) == {}


def test_a_line_of_text_does_not_open_or_join_a_table() -> None:
    report = of(f"{TITLE}\n{OPENING}\n行政许可\n{PROSE}\n" + LAYOUTS["tabs"]([["规章", "1"]]))
    assert report.tables == ()


def test_tables_of_two_years_stay_apart() -> None:
    last = text_of(LAYOUTS["tabs"]).split("二、主动公开政府信息情况\n")[1].split("三、收到")[0]
    last = last.replace("\t14\t25\t36", "\t15\t26\t37")
    text = text_of(LAYOUTS["tabs"]).replace(
        "三、收到", f"2022年主动公开政府信息情况\n{last}三、收到"
    )
    forms = read_forms(of(text))
    issued = {
        (one.year, one.value.value) for one in forms.figures if one.code == "T2.20_1.norm.issued"
    }
    assert (2022, 15.0) in issued and 14.0 in {value for year, value in issued if year != 2022}


def test_the_list_of_2014_is_read_line_by_line() -> None:
    labels = [
        ("1.主动公开政府信息数", "条", "120"),
        ("其中：主动公开规范性文件数", "条", "8"),
        ("制发规范性文件总数", "件", "9"),
        ("1.收到申请数", "件", ""),
        ("2.申请办结数", "件", "4"),
    ]
    for cell, row in (("\t", "\n"), ("|", "\n"), ("\n", "\n"), ("\n\n", "\n\n")):
        words = row.join(cell.join(one) for one in [("统计指标", "单位", "统计数"), *labels])
        figures = read_forms(
            of(f"{TITLE}\n政府信息公开情况统计表\n{words}\n五、其他\n无。\n")
        ).figures
        values = {one.value.value for one in figures if one.form == "annex2014"}
        assert {8.0, 9.0, 4.0} <= values

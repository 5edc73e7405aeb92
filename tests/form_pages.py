"""The official tables of 2021 with made-up figures, as rows of cells; laid out by the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from disclosure_analysis.extraction.forms import read_forms
from disclosure_analysis.forms import FORM_2021, applicants, form_cells
from disclosure_analysis.report import Report

TITLE = "青石县2023年政府信息公开工作年度报告"
OPENING = "本报告由青石县人民政府办公室编写，数据截止到2023年12月31日。"
PROSE = "全年公开信息1234条，其中规范性文件8件；回应关切56次。"
PROBLEMS = "存在的问题是业务培训不够；下一步将加强培训。"
OTHER = "本年度未收取信息处理费。"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
COLUMNS = tuple(key for key in applicants().values() if key != "org")
Rows = list[list[str]]
Truth = dict[tuple[str, str], float]

_SPANS = {"T3.3": 22, "T3.3.3": 8, "T3.3.4": 3, "T3.3.5": 5, "T3.3.6": 3}
_RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
_FOUR = [1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 9, 1, 2, 3, 15]
_TWO = ["1", "2", "3", "14", "25", "36", "4567", "789", "11", "12.5"]


def _row_figures(number: int) -> list[int]:
    figures = [(number * 7 + column * 11) % 23 for column in range(6)]
    return [*figures, sum(figures)]


def truth() -> Truth:
    """Return what stands in each cell."""
    found: Truth = {}
    cells = [cell for cell in form_cells(FORM_2021).values() if cell.unit]
    three = [cell.code for cell in cells if cell.code.startswith("T3.")]
    for number, code in enumerate(three):
        found |= {
            (code, name): float(figure)
            for name, figure in zip(COLUMNS, _row_figures(number), strict=True)
        }
    for part, figures in (("T2.", map(float, _TWO)), ("T4.", map(float, _FOUR))):
        codes = [cell.code for cell in cells if cell.code.startswith(part)]
        found |= {(code, ""): figure for code, figure in zip(codes, figures, strict=True)}
    return found


def read(report: Report) -> Truth:
    """Return the figures read of a report's tables, nan for a cell without a number."""
    return {
        (one.code, one.applicant): float("nan") if one.value.value is None else one.value.value
        for one in read_forms(report).figures
    }


def part_two() -> Rows:
    rules, decisions = ["本年制发件数", "本年废止件数", "现行有效件数"], "本年处理决定数量"
    return [
        ["第二十条第（一）项"],
        ["信息内容", *rules],
        ["规章", *_TWO[:3]],
        ["行政规范性文件", *_TWO[3:6]],
        ["第二十条第（五）项"],
        ["信息内容", decisions],
        ["行政许可", _TWO[6]],
        ["第二十条第（六）项"],
        ["信息内容", decisions],
        ["行政处罚", _TWO[7]],
        ["行政强制", _TWO[8]],
        ["第二十条第（八）项"],
        ["信息内容", "本年收费金额（单位：万元）"],
        ["行政事业性收费", _TWO[9]],
    ]


def part_three() -> Rows:
    rows = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"],
        ["自然人", "法人或其他组织", "总计"],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ]
    pending: list[str] = []
    number = 0
    for code, cell in form_cells(FORM_2021).items():
        if not code.startswith("T3."):
            continue
        if not cell.unit:
            pending.append(cell.label)
            continue
        rows.append([*pending, cell.label, *map(str, _row_figures(number))])
        pending, number = [], number + 1
    return rows


def part_four() -> Rows:
    return [
        ["行政复议", "行政诉讼"],
        ["未经复议直接起诉", "复议后起诉"],
        _RESULTS * 3,
        [str(figure) for figure in _FOUR],
    ]


def spans(part: Rows) -> list[list[tuple[int, int]]]:
    """Return rows and columns that each cell of a part spans on a page."""
    heads = {
        "行政复议": (2, 5),
        "行政诉讼": (1, 10),
        "申请人情况": (1, 7),
        "法人或其他组织": (1, 5),
        "自然人": (2, 1),
    }
    heads |= dict.fromkeys(("未经复议直接起诉", "复议后起诉"), (1, 5))
    groups = {form_cells(FORM_2021)[code].label: (rows, 1) for code, rows in _SPANS.items()}
    found = []
    for row in part:
        line = [heads.get(text) or groups.get(text) or (1, 1) for text in row]
        if row[0].startswith("（本列"):
            line[0] = (3, 3)
        if row[-1:] == ["总计"] and len(row) == 3:
            line[-1] = (2, 1)
        if len(row) >= 8 and len(row) < 11:
            line[-8] = (1, 3 - _depth(row))
        found.append(line)
    return found


def _depth(row: Sequence[str]) -> int:
    """Return how many group cells stand left of a row's label."""
    cells = form_cells(FORM_2021).values()
    codes = [c.code for c in cells if c.label == row[-8] and c.code.startswith("T3.")]
    return codes[-1].count(".") - 1


def table(part: Rows, figure: Callable[[str], str] = escape, tag: str = "td") -> str:
    """Return a part as a table of a page; ``figure`` lays out what stands in its last cells."""
    lines = []
    for row, sizes in zip(part, spans(part), strict=True):
        cells = [
            f'<{tag} rowspan="{rows}" colspan="{columns}">'
            f"{figure(text) if text.replace('.', '').isdigit() else escape(text)}</{tag}>"
            for text, (rows, columns) in zip(row, sizes, strict=True)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def article(
    figure: Callable[[str], str] = escape,
    paragraph: Callable[[str], str] = "<p>{}</p>".format,
    framed: Callable[[str], str] = "{}".format,
) -> str:
    """Return a report as a page's article."""
    tables = [framed(table(part(), figure)) for part in (part_two, part_three, part_four)]
    pieces = [OPENING, HEADINGS[0], PROSE, HEADINGS[1], "", HEADINGS[2], "", HEADINGS[3], ""]
    lines = [paragraph(words) if words else tables.pop(0) for words in pieces]
    lines += map(paragraph, (HEADINGS[4], PROBLEMS, HEADINGS[5], OTHER))
    return "".join(lines)


MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("首页", "公开", "办事"))


def page(
    body: str, *, title: str = TITLE, before: str | None = None, charset: str = "utf-8"
) -> str:
    """Return an article on a page of a site."""
    head = (
        f"<ul class='menu'>{MENU}</ul><h1>{title}</h1><p>发布时间：2024-01-20　来源：县政府办</p>"
    )
    foot = "<div id='ft'><p>主办：青石县人民政府办公室</p><p>网站标识码3500000001</p></div>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title></head>'
        f"<body>{head if before is None else before}{body}{foot}</body></html>"
    )


def text_of(layout: Callable[[Rows], str], between: str = "") -> str:
    """Return a report as text, its tables laid out as told."""
    parts = [layout(part()) for part in (part_two, part_three, part_four)]
    lines = [TITLE, "发布时间：2024-01-20", OPENING, HEADINGS[0], PROSE]
    for heading, part in zip(HEADINGS[1:4], parts, strict=True):
        lines += [heading, part, *([between] if between else [])]
    return "\n".join([*lines, HEADINGS[4], PROBLEMS, HEADINGS[5], OTHER]) + "\n"

"""PDF files: set by Typst in the official layouts, or drawn by hand where lines are odd."""

import io
import itertools
import logging
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import typst
from PIL import Image

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.fonts import font_folder
from disclosure_analysis.loaders.contents import Contents, GridCell, cell_text, lay_out
from disclosure_analysis.loaders.pdf import read_pdf

Row = list[tuple[str, int, int]]
"""The cells that begin in a row: text, rows, columns."""

PAGE = """#set page(paper: "a4", numbering: {numbering}, header: [{header}])
#set text(font: "Noto Serif SC", size: {size}pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
#set table(stroke: 0.5pt, align: center + horizon)
"""
OUTCOMES = {
    "（一）予以公开": [],
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": [],
    "（三）不予公开": [
        "1.属于国家秘密",
        "2.其他法律行政法规禁止公开",
        "3.危及“三安全一稳定”",
        "4.保护第三方合法权益",
        "5.属于三类内部事务信息",
        "6.属于四类过程性信息",
        "7.属于行政执法案卷",
        "8.属于行政查询事项",
    ],
    "（四）无法提供": [
        "1.本机关不掌握相关政府信息",
        "2.没有现成信息需要另行制作",
        "3.补正后申请内容仍不明确",
    ],
    "（五）不予处理": [
        "1.信访举报投诉类申请",
        "2.重复申请",
        "3.要求提供公开出版物",
        "4.无正当理由大量反复申请",
        "5.要求行政机关确认或重新出具已获取信息",
    ],
    "（六）其他处理": [
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.其他",
    ],
    "（七）总计": [],
}
APPLICANTS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
VALUES = ["", "0", "7", "—", "23", "/", "1234", "", "456", "0", "123456"]
STATISTICS = [
    ("统计指标", "单位", "统计数"),
    ("一、主动公开情况", "——", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "4510"),
    ("其中：主动公开规范性文件数", "条", ""),
    ("制发规范性文件总数", "件", "0"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——", "——"),
    ("1.政府公报公开政府信息数", "条", ""),
    ("2.政府网站公开政府信息数", "条", "3207"),
    ("3.政务微博公开政府信息数", "条", "12"),
    (
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及网站建设维护等方面的经费）",
        "万元",
        "3.5",
    ),
    ("九、政府信息公开会议和培训情况", "——", "——"),
]


def part_three(seed: int) -> list[Row]:
    """The 2021 form's part three with values that ``seed`` shifts."""
    count = 0

    def values() -> Row:
        nonlocal count
        count += 7
        return [(VALUES[(seed + count + i) % len(VALUES)], 1, 1) for i in range(7)]

    rows: list[Row] = [
        [
            ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            ("申请人情况", 1, 7),
        ],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [(name, 1, 1) for name in APPLICANTS],
        [("一、本年新收政府信息公开申请数量", 1, 3), *values()],
        [("二、上年结转政府信息公开申请数量", 1, 3), *values()],
    ]
    first = len(rows)
    for label, kinds in OUTCOMES.items():
        for number, kind in enumerate(kinds):
            head: Row = [(label, len(kinds), 1)] if number == 0 else []
            rows.append([*head, (kind, 1, 1), *values()])
        if not kinds:
            rows.append([(label, 1, 2), *values()])
    rows[first].insert(0, ("三、本年度办理结果", len(rows) - first, 1))
    rows.append([("四、结转下年度继续办理", 1, 3), *values()])
    return rows


def part_four() -> list[Row]:
    """Part four, the same in the 2019 and 2021 forms."""
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*[(name, 2, 1) for name in RESULTS], ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [(name, 1, 1) for name in RESULTS * 2],
        [(VALUES[i % len(VALUES)], 1, 1) for i in range(15)],
    ]


def part_two() -> list[Row]:
    """A piece of the 2019 form's part two."""
    return [
        [("第二十条第（一）项", 1, 4)],
        [
            (name, 1, 1)
            for name in ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量")
        ],
        [("规章", 1, 1), ("0", 1, 1), ("", 1, 1), ("/", 1, 1)],
        [("规范性文件", 1, 1), ("12", 1, 1), ("12", 1, 1), ("345", 1, 1)],
        [("第二十条第（九）项", 1, 4)],
        [("信息内容", 1, 1), ("采购项目数量", 1, 1), ("采购总金额", 1, 2)],
        [("政府集中采购", 1, 1), ("8", 1, 1), ("1,234.5万元", 1, 2)],
    ]


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_folder()]
    )


def typeset(
    body: str, *, numbering: str = '"— 1 —"', header: str = "某县年度报告", size: float = 9
) -> bytes:
    source = PAGE.format(numbering=numbering, header=header, size=size) + body
    with TemporaryDirectory() as folder:
        path = Path(folder) / "document.typ"
        path.write_text(source, encoding="utf-8")
        return typst.compile(path, font_paths=fonts(), ignore_system_fonts=True, format="pdf")


def markup(text: str) -> str:
    return "".join(f"\\{c}" if c in "#*_`$[]@<>~=-+/\\." else c for c in text)


def table(rows: Iterable[Row], columns: str, settings: str = "", header: int = 0) -> str:
    """Return rows as a Typst table, the first ``header`` rows repeated on each page."""
    lines = [
        "".join(
            f"table.cell(rowspan: {height}, colspan: {width})[{markup(text)}], "
            for text, height, width in row
        )
        for row in rows
    ]
    if header:
        lines[:header] = ["table.header(" + " ".join(lines[:header]) + "),"]
    return f"#table(columns: {columns}, {settings}\n" + "\n".join(lines) + ")\n"


def grids(contents: Contents) -> list[list[Row]]:
    """Return the tables of a document with the text of their cells on one line."""
    return [
        [[(cell_text(cell.text), cell.rows, cell.columns) for cell in row] for row in block]
        for block in contents.blocks
        if not isinstance(block, str)
    ]


def texts(contents: Contents) -> list[str]:
    return [block for block in contents.blocks if isinstance(block, str)]


def plain(rows: Iterable[Sequence[str]]) -> list[Row]:
    return [[(text, 1, 1) for text in row] for row in rows]


FONT = [
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo"
    b" << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000"
    b" /W [1 95 500 814 939 500] /FontDescriptor 5 0 R >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
]


def drawn(*pages: str, rotate: int = 0, mapped: dict[int, str] | None = None) -> bytes:
    """Return a PDF file of 595 by 842 points from the drawing commands of its pages.

    With ``mapped`` the font's codes mean what its character map says and nothing else.
    """
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *FONT]
    if mapped is not None:
        lines = " ".join(
            f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in mapped.items()
        )
        cmap = (
            "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange"
            f" {len(mapped)} beginbfchar {lines} endbfchar endcmap"
        ).encode()
        objects[2] = FONT[0].replace(b"UniGB-UCS2-H", b"Identity-H /ToUnicode 6 0 R")
        objects[3] = FONT[1].replace(b"GB1", b"Identity")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap))
    kids = []
    for page in pages:
        stream = page.encode("ascii")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate %d"
            b" /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>" % (rotate, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def words(x: float, y: float, text: str, size: float = 10, height: float = 842) -> str:
    """Return the command that prints words from ``x``, ``y`` points below the top."""
    code = text.encode("utf-16-be").hex()
    return f"BT /F {size} Tf 1 0 0 1 {x} {height - y} Tm <{code}> Tj ET\n"


def rule(x0: float, y0: float, x1: float, y1: float, kind: str, height: float = 842) -> str:
    low, high = height - y1, height - y0
    upright = x0 == x1
    if kind == "line":
        return f"0.5 w {x0} {high} m {x1} {low} l S\n"
    if kind == "thin rectangle":
        box = (x0 - 0.25, low, 0.5, y1 - y0) if upright else (x0, low - 0.25, x1 - x0, 0.5)
        return "{} {} {} {} re f\n".format(*box)
    if kind == "filled path":
        a, b = (0.25, 0.0) if upright else (0.0, 0.25)
        corners = [(x0 - a, high - b), (x0 + a, high + b), (x1 + a, low + b), (x1 - a, low - b)]
        path = " l ".join(f"{x} {y}" for x, y in corners).replace(" l ", " m ", 1)
        return f"{path} l h f\n"
    if kind == "doubled":
        a, b = (1.0, 0.0) if upright else (0.0, 1.0)
        return "".join(
            rule(x0 + s * a, y0 + s * b, x1 + s * a, y1 + s * b, "thin rectangle", height)
            for s in (-1, 1)
        )
    steps = range(0, int(x1 - x0 + y1 - y0), 2)
    dots = [(x0, high - step) if upright else (x0 + step, high) for step in steps]
    return "".join(f"{x} {y} 0.7 0.7 re f\n" for x, y in dots)


def ruled(
    xs: Sequence[float],
    ys: Sequence[float],
    cells: Sequence[Sequence[str]],
    *,
    kind: str = "line",
    without: str = "",
    size: float = 10,
    height: float = 842,
) -> str:
    """Return a table, each side of each cell drawn apart; ``without`` names lines left out."""
    out = []
    for row, (top, bottom) in enumerate(itertools.pairwise(ys)):
        for column, (left, right) in enumerate(itertools.pairwise(xs)):
            sides = {
                "top": (left, top, right, top),
                "bottom": (left, bottom, right, bottom),
                "left": (left, top, left, bottom),
                "right": (right, top, right, bottom),
            }
            outer = {
                "top": row == 0,
                "bottom": row == len(ys) - 2,
                "left": column == 0,
                "right": column == len(xs) - 2,
            }
            for side, place in sides.items():
                lost = without == "sides" and side in ("left", "right") and outer[side]
                lost = lost or (without == "ends" and side in ("top", "bottom") and outer[side])
                if not lost and without != "all":
                    out.append(rule(*place, kind, height))
            text = cells[row][column]
            start = (left + right) / 2 - size * sum(0.25 if c < "\xff" else 0.5 for c in text)
            out.append(words(start, (top + bottom) / 2 + 0.35 * size, text, size, height))
    return "".join(out)


SMALL = [["指标", "数量", "备注"], ["规章", "12", ""], ["规范性文件", "", "34"]]
XS = [80.0, 200.0, 300.0, 400.0]
YS = [100.0, 120.0, 140.0, 160.0]
INTRODUCTION = words(80, 80, "一、总体情况")


@pytest.mark.parametrize("header", [0, 3])
@pytest.mark.parametrize("above", range(0, 660, 30))
def test_part_three_is_one_table_wherever_the_page_breaks(above: int, header: int) -> None:
    rows = part_three(above)
    columns = "(1.5em + 10pt, 4em, 1fr) + (3.4em,) * 7"
    body = f"#v({above}pt)\n三、收到和处理申请情况\n" + table(rows, columns, header=header)
    contents = read_pdf(typeset(body + "\n五、存在的问题\n"), source="report.pdf")
    assert grids(contents) == [rows]
    assert texts(contents) == ["三、收到和处理申请情况", "五、存在的问题"]
    assert contents.problems == ()


@pytest.mark.parametrize("above", range(550, 700, 13))
def test_headings_over_two_rows_survive_a_page_break(above: int) -> None:
    body = f"#v({above}pt)\n四、行政复议、行政诉讼情况\n" + table(part_four(), "15")
    assert grids(read_pdf(typeset(body), source="report.pdf")) == [part_four()]


@pytest.mark.parametrize("size", [4, 7, 12])
def test_sub_tables_with_their_own_columns_and_very_small_type(size: float) -> None:
    contents = read_pdf(typeset(table(part_two(), "4"), size=size), source="report.pdf")
    assert grids(contents) == [part_two()]


def test_two_tables_on_a_page_stay_two() -> None:
    body = table(part_two(), "4") + "\n三、收到的申请\n" + table(part_four(), "15")
    contents = read_pdf(typeset(body, size=7), source="report.pdf")
    assert grids(contents) == [part_two(), part_four()]


def test_tables_in_the_middle_of_their_pages_stay_apart() -> None:
    page = ruled(XS, YS, SMALL)
    found = grids(read_pdf(drawn(page, page), source="report.pdf"))
    assert found == [plain(SMALL), plain(SMALL)]


def test_a_landscape_page_reads_as_any_other() -> None:
    body = "#set page(flipped: true)\n" + table(part_four(), "15")
    assert grids(read_pdf(typeset(body), source="report.pdf")) == [part_four()]


def test_blank_cells_stay_apart_from_zero_dash_and_slash() -> None:
    rows = plain([["规章", "0", "", "—", "/"], ["文件", "", "0", "/", ""]])
    assert grids(read_pdf(typeset(table(rows, "5")), source="report.pdf")) == [rows]


@pytest.mark.parametrize("kind", ["line", "thin rectangle", "filled path", "doubled", "dotted"])
def test_lines_of_any_make_rule_a_table(kind: str) -> None:
    pdf = drawn(INTRODUCTION + ruled(XS, YS, SMALL, kind=kind))
    contents = read_pdf(pdf, source="report.pdf")
    assert grids(contents) == [plain(SMALL)]
    assert texts(contents) == ["一、总体情况"]
    assert contents.problems == ()


@pytest.mark.parametrize("without", ["sides", "ends"])
def test_missing_outer_lines_lose_no_column_and_no_row(without: str) -> None:
    pdf = drawn(INTRODUCTION + ruled(XS, YS, SMALL, without=without))
    assert grids(read_pdf(pdf, source="report.pdf")) == [plain(SMALL)]


def test_cells_drawn_as_white_areas_on_black() -> None:
    areas = "".join(
        f"{left + 0.5} {842 - bottom + 0.5} {right - left - 1} {bottom - top - 1} re f\n"
        for top, bottom in itertools.pairwise(YS)
        for left, right in itertools.pairwise(XS)
    )
    page = f"0 g 79 681 322 62 re f\n1 g\n{areas}0 g\n" + ruled(XS, YS, SMALL, without="all")
    assert grids(read_pdf(drawn(page), source="report.pdf")) == [plain(SMALL)]


def test_a_frame_around_the_page_is_no_table() -> None:
    page = "20 20 555 802 re S\n" + INTRODUCTION + ruled(XS, YS, SMALL)
    contents = read_pdf(drawn(page), source="report.pdf")
    assert grids(contents) == [plain(SMALL)]
    assert texts(contents) == ["一、总体情况"]


@pytest.mark.parametrize(
    ("matrix", "rotate"),
    [("0 1 -1 0 595 0", 90), ("0 1 -1 0 595 0", 0), ("0 -1 1 0 0 842", 0)],
)
def test_tables_set_sideways_are_turned(matrix: str, rotate: int) -> None:
    page = f"{matrix} cm\n" + words(80, 80, "一、总体情况", height=595)
    pdf = drawn(page + ruled(XS, YS, SMALL, height=595), rotate=rotate)
    contents = read_pdf(pdf, source="report.pdf")
    assert grids(contents) == [plain(SMALL)]
    assert texts(contents) == ["一、总体情况"]


def test_a_number_that_runs_over_its_cell_stays_whole() -> None:
    cells = [["指标", "数量", "备注"], ["规章", "12", ""], ["规范性文件", "1234567", ""]]
    pdf = drawn(ruled([80, 200, 230, 260], YS, cells))
    assert grids(read_pdf(pdf, source="report.pdf")) == [plain(cells)]


def figures_in(total: str, other: str = "3", inset: str = "2pt", width: str = "15pt") -> list[str]:
    """Return what a reader finds in two narrow columns at a table's right edge."""
    body = (
        f"#table(columns: (80pt, {width}, {width}), inset: {inset}, align: left,"
        f" [项目], [其], [总], [办结], [{other}], [{total}])\n"
    )
    contents = read_pdf(typeset(body, size=7), source="report.pdf")
    assert texts(contents) == []
    return [text for text, _, _ in grids(contents)[0][1]][1:]


@pytest.mark.parametrize("total", ["132", "1324", "13245", "132456", "1,324", "1234567890"])
def test_a_figure_that_sticks_out_of_the_table_stays_whole(total: str) -> None:
    assert figures_in(total) == ["3", total]


def test_a_figure_that_sticks_out_into_a_blank_cell_stays_whole() -> None:
    assert figures_in("", "13245", width="18pt") == ["13245", ""]


@pytest.mark.parametrize("other", ["1324", "13245", "132456"])
@pytest.mark.parametrize("total", ["5", "57", "1323"])
@pytest.mark.parametrize("width", ["13pt", "14pt", "15pt", "15.5pt", "15.568pt", "15.6pt"])
def test_figures_that_meet_are_read_right_or_not_at_all(other: str, total: str, width: str) -> None:
    found = figures_in(total, other, width=width)
    for text, right in zip(found, [other, total], strict=True):
        assert text == right or " " in text


def test_figures_that_touch_at_the_border_are_not_parted_by_guess() -> None:
    page = ruled([80, 200, 220, 240], [100, 120, 140], [["项目", "甲", "乙"], ["办结", "", ""]])
    pdf = drawn(page + words(205, 133, "123456"))
    assert grids(read_pdf(pdf, source="report.pdf"))[0][1][1:] == [("1 2 3 4 5 6", 1, 1)] * 2


def narrow_cell(first: str, second: str, width: float) -> str:
    """Return what a reader finds in a cell with a number on each of two lines."""
    xs, ys = [80.0, 200.0, 200.0 + width], [100.0, 140.0, 180.0]
    page = ruled(xs, ys, [["收到申请", ""], ["办结申请", "5"]])
    page += words(205, 117, first) + words(205, 131, second)
    return grids(read_pdf(drawn(page), source="report.pdf"))[0][0][1][0]


def test_a_number_broken_by_a_narrow_cell_is_one_number() -> None:
    assert narrow_cell("123456", "7", 40) == "1234567"


def test_two_numbers_in_a_cell_stay_two() -> None:
    assert narrow_cell("12", "34", 80) == "12 34"


def test_a_number_cut_amid_its_commas_is_one_number() -> None:
    assert narrow_cell("1,23", "4", 80) == "1,234"


def test_numbers_all_cut_after_as_many_characters_are_whole() -> None:
    rows = [["收到申请", "123\n4"], ["办结申请", "456\n78"], ["答复申请", "120"]]
    contents = read_pdf(typeset(wide_cells(rows)), source="report.pdf")
    assert grids(contents) == [plain([["收到申请", "1234"], ["办结申请", "45678"], rows[2]])]
    assert contents.problems == (
        "page 1: 2 numbers broken over two lines were read as one number each",
    )


@pytest.mark.parametrize("other", ["45\n678", "456789"])
def test_numbers_not_all_cut_alike_stay_as_they_stand(other: str) -> None:
    rows = [["收到申请", "123\n4"], ["办结申请", other]]
    found = grids(read_pdf(typeset(wide_cells(rows)), source="report.pdf"))
    assert found == [plain([[a, b.replace("\n", " ")] for a, b in rows])]


def wide_cells(rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose cells leave room, their lines broken by hand."""
    cells = ", ".join(
        "[" + " \\ ".join(map(markup, text.split("\n"))) + "]" for row in rows for text in row
    )
    return f"#table(columns: (8em, 8em), {cells})\n"


@pytest.mark.parametrize("label", ["规章\n规范性文件", "4.无正当理由\n大量反复申请"])
def test_a_ruled_row_is_not_parted_by_its_figures(label: str) -> None:
    body = wide_cells([[label, "12\n345", "6\n7"]]).replace("(8em, 8em)", "(8em, 8em, 8em)")
    found = grids(read_pdf(typeset(body), source="report.pdf"))
    assert found == [plain([[label.replace("\n", ""), "12 345", "6 7"]])]


def test_numbers_beside_what_may_be_two_labels_stay_apart() -> None:
    rows = [["规章\n规范性文件", "12\n34"], ["行政许可\n行政处罚", "56\n78"]]
    found = grids(read_pdf(typeset(wide_cells(rows)), source="report.pdf"))
    assert [row[1][0] for row in found[0]] == ["12 34", "56 78"]


def test_a_row_of_several_numbered_labels_is_parted_by_them() -> None:
    rows = [["1.重复申请\n2.其他申请", "12\n3", "4\n56"]]
    body = wide_cells(rows).replace("(8em, 8em)", "(8em, 8em, 8em)")
    contents = read_pdf(typeset(body), source="report.pdf")
    assert grids(contents) == [plain([["1.重复申请", "12", "4"], ["2.其他申请", "3", "56"]])]
    assert contents.problems == ("page 1: rows without ruled lines were parted by their figures",)


@pytest.mark.parametrize("above", range(585, 640, 4))
def test_a_row_that_a_page_break_parts_is_one_row(above: int) -> None:
    label = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    rows = plain([["1.重复申请", "3", ""], [label, "1234567", "0"], ["3.其他", "", "8"]])
    body = f"#v({above}pt)\n" + table(rows, "(6em, 3em + 10pt, 1fr)")
    assert grids(read_pdf(typeset(body), source="report.pdf")) == [rows]


def test_a_label_set_one_character_a_line_is_one_string() -> None:
    characters = "办理结果"
    page = ruled([80, 110, 300], [100, 180, 260], [["", "一"], ["乙", "二"]])
    page += "".join(words(90, 120 + 14 * i, c) for i, c in enumerate(characters))
    found = read_pdf(drawn(page), source="report.pdf").blocks[0]
    assert found[0][0] == GridCell("办理结果")


def test_a_label_turned_sideways_is_read() -> None:
    page = ruled([80, 110, 300], [100, 180, 260], [["", "一"], ["乙", "二"]])
    code = "办理结果".encode("utf-16-be").hex()
    page += INTRODUCTION + f"BT /F 10 Tf 0 1 -1 0 98 680 Tm <{code}> Tj ET\n"
    assert grids(read_pdf(drawn(page), source="report.pdf"))[0][0][0] == ("办理结果", 1, 1)


@pytest.mark.parametrize(
    "stroke",
    [
        "none",
        "(x, y) => (top: 0.5pt, bottom: 0.5pt)",
        "(x, y) => (left: 0.5pt, right: 0.5pt)",
        "(x, y) => if y < 2 { (top: 0.5pt) } else { none }",
    ],
)
@pytest.mark.parametrize("above", [0, 560])
def test_a_table_without_ruled_lines_is_read_by_alignment(stroke: str, above: int) -> None:
    rows = plain(STATISTICS)
    body = f"#v({above}pt)\n附件 统计表\n" + table(rows, "(1fr, 4em, 6em)", f"stroke: {stroke},")
    contents = read_pdf(typeset(body + "\n说明见正文。\n", size=10.5), source="report.pdf")
    assert grids(contents) == [rows]
    assert texts(contents) == ["附件 统计表", "说明见正文。"]
    assert contents.problems[0] == (
        "page 1: a table without ruled lines was read by the alignment of its words"
    )


def test_rows_that_lost_their_upright_lines_keep_their_columns() -> None:
    sides = "if y < 4 or y > 8 { 0.5pt } else { none }"
    stroke = f"(x, y) => (top: 0.5pt, bottom: 0.5pt, left: {sides}, right: {sides})"
    rows = plain(STATISTICS)
    body = table(rows, "(1fr, 4em, 6em)", f"stroke: {stroke},")
    contents = read_pdf(typeset(body, size=10.5), source="report.pdf")
    assert grids(contents) == [rows]
    assert contents.problems == (
        "page 1: cells whose borders are lost were parted by their figures",
    )


@pytest.mark.parametrize("seed", range(0, 8))
@pytest.mark.parametrize("above", [0, 330])
def test_parts_three_and_four_without_ruled_lines_are_read(above: int, seed: int) -> None:
    body = (
        f"#v({above}pt)\n#set text(size: 7pt)\n#set par(first-line-indent: 0pt)\n"
        + table(part_three(seed), "(2.5em, 5em, 1fr) + (4.4em,) * 7", "stroke: none,")
        + "\n#text(size: 12pt)[四、行政复议、行政诉讼情况]\n\n"
        + table(part_four(), "15", "stroke: none,")
    )
    contents = read_pdf(typeset(body, size=12), source="report.pdf")
    assert grids(contents) == [part_three(seed), part_four()]
    assert all("without ruled lines was read by the headings" in p for p in contents.problems)


def test_part_two_without_ruled_lines_is_read() -> None:
    set_small = "#set text(size: 7pt)\n#set par(first-line-indent: 0pt)\n"
    body = set_small + table(part_two(), "4", "stroke: none,")
    found = grids(read_pdf(typeset(body, size=12), source="report.pdf"))
    filled = [[[text for text, _, _ in row] for row in grid] for grid in found]
    assert filled == [[[text for text, _, _ in row] for row in part_two()]]


def test_part_three_whose_words_do_not_align_is_kept_line_by_line_and_said() -> None:
    page = words(200, 100, "自然人") + words(300, 100, "总计")
    page += words(80, 120, "一、本年新收") + words(200, 120, "12") + words(300, 127, "34")
    contents = read_pdf(drawn(page), source="report.pdf")
    assert grids(contents) == [plain([["自然人 总计"], ["一、本年新收 12"], ["34"]])]
    assert contents.problems == (
        "page 1: a table without ruled lines could not be read, for its words and figures do not"
        " clearly align; compare it with the document",
    )


def test_words_that_do_not_align_stay_lines_of_text() -> None:
    page = "".join(
        words(80 + 17 * i, 100 + 20 * i, "联系电话") + words(200 + 31 * i, 100 + 20 * i, "见网站")
        for i in range(4)
    )
    contents = read_pdf(drawn(page), source="report.pdf")
    assert grids(contents) == []
    assert len(texts(contents)) == 4


PARAGRAPH = (
    "本年度，全县各级行政机关坚持以公开为常态，通过门户网站主动公开政府信息12345条，"
    "其中概况类信息120条、计划总结类88条，接受 open data 平台调用共计3.5万次"
)


@pytest.mark.parametrize(
    "numbering", ['"— 1 —"', '"- 1 -"', '"1"', '"1/1"', '"第1页 共1页"', "none"]
)
@pytest.mark.parametrize(("indent", "spacing"), [("2em", "0.65em"), ("0em", "1.3em")])
@pytest.mark.parametrize("size", [10.5, 16])
def test_lines_are_joined_to_paragraphs(
    numbering: str, indent: str, spacing: str, size: float
) -> None:
    paragraphs = [
        "根据有关规定，编制本报告。" + PARAGRAPH + "。",
        "一、总体情况",
        "（一）主动公开。" + f"{PARAGRAPH}；" * 3 + "以上为主动公开情况。",
        "1.收到申请。" + PARAGRAPH + "。",
        "二、存在的问题",
        "问题不多。",
        *[f"第{number}段，" + f"{PARAGRAPH}；" * 3 + "本段结束。" for number in "甲乙丙丁戊己庚辛"],
    ]
    settings = f"#set par(first-line-indent: (amount: {indent}, all: true), spacing: {spacing})\n"
    title = (
        "#align(center)[#text(size: 20pt)[某省某县人民政府 \\ 2023年政府信息公开工作年度报告]]\n\n"
    )
    body = settings + title + "\n\n".join(map(markup, paragraphs))
    contents = read_pdf(typeset(body, numbering=numbering, size=size), source="report.pdf")
    found = [text.replace(" ", "") for text in texts(contents)]
    assert found == [
        "某省某县人民政府2023年政府信息公开工作年度报告",
        *(paragraph.replace(" ", "") for paragraph in paragraphs),
    ]
    assert "open data 平台" in texts(contents)[1]


@pytest.mark.parametrize(
    "lines", [["某省某县人民政府政府信", "息公开工作年度报告"], ["某县年度报告（2021", "年）"]]
)
def test_a_title_in_larger_type_is_one_paragraph(lines: Sequence[str]) -> None:
    set_title = f"#align(center)[#text(size: 18pt)[{' #linebreak() '.join(lines)}]]\n\n"
    body = "#align(center)[来源：某县]\n\n" + set_title + markup(PARAGRAPH) + "。"
    found = texts(read_pdf(typeset(body, size=12), source="report.pdf"))
    assert found[:2] == ["来源：某县", "".join(lines)]
    assert len(found) == 3


def test_no_space_is_put_between_chinese_characters_spread_to_the_margins() -> None:
    spread = "".join(words(80 + 13 * i, 100, c) for i, c in enumerate("政府信息公开"))
    assert texts(read_pdf(drawn(spread), source="report.pdf")) == ["政府信息公开"]


def test_a_line_of_the_body_that_repeats_at_the_head_of_pages_is_kept() -> None:
    lines = [
        f"第{number}行文字一直写到右边为止而且没有标点所以占满整整一行" for number in range(40)
    ]
    page = "".join(words(72, 72 + 18 * i, line, 12) for i, line in enumerate(lines))
    contents = read_pdf(drawn(page, page), source="report.pdf")
    assert lay_out(contents.blocks)[0].count("第0行") == 2


def test_a_running_head_over_two_lines_is_left_out() -> None:
    head = words(100, 40, "某县人民政府政府信息公开工作") + words(100, 54, "年度报告", 10)
    pages = [head + words(80, 90, f"第{number}页的文字") for number in "甲乙"]
    found = texts(read_pdf(drawn(*pages), source="report.pdf"))
    assert "".join(found) == "第甲页的文字第乙页的文字"


@pytest.mark.parametrize("form", ["— {} —", "- {} -", "{}", "{}/2", "第{}页 共2页"])
def test_a_page_number_within_a_table_is_left_out(form: str) -> None:
    ys = [100.0 + 22 * i for i in range(33)] + [835.0]
    cells = [[f"{i}、项目", str(i) if i % 2 else ""] for i in range(33)]
    cells[-1][1] = ""
    pages = []
    for number in (1, 2):
        text = form.format(number)
        start = 297.5 - 5 * sum(0.5 if c < "\xff" else 1 for c in text)
        own = [[f"{number}{label}", value] for label, value in cells]
        own[-1] = ["", ""]
        page = ruled([80, 200, 450], ys, own) + words(120, 815, "合计")
        pages.append(page + words(start, 830, text))
    found = grids(read_pdf(drawn(*pages), source="report.pdf"))
    assert len(found) == 1
    assert [found[0][row] for row in (32, 65)] == plain([["合计", ""], ["合计", ""]])


def test_a_total_at_the_foot_of_a_page_is_no_page_number() -> None:
    ys = [100.0 + 22 * i for i in range(34)]
    cells = [[f"{i}、项目", str(i)] for i in range(33)]
    pdf = drawn(ruled([80, 200, 395], ys, cells), ruled([80, 200, 395], ys, cells[::-1]))
    found = grids(read_pdf(pdf, source="report.pdf"))
    assert found == [plain(cells + cells[::-1])]


def test_radicals_of_the_font_come_out_as_ordinary_characters() -> None:
    pdf = drawn(words(80, 100, "⻓期⽽⾔，⺠众⻅证⻔户⽹站"))
    assert texts(read_pdf(pdf, source="report.pdf")) == ["长期而言，民众见证门户网站"]


def scanned(*sizes: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    pictures = [Image.new("L", size, 200) for size in sizes]
    pictures[0].save(out, format="PDF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def test_a_scan_is_refused_with_the_way_out() -> None:
    with pytest.raises(DocumentError) as refusal:
        read_pdf(scanned((600, 800), (600, 800)), source="scan.pdf")
    assert str(refusal.value) == (
        "scan.pdf: the pages are pictures (a scan) without text that can be read; find the page's"
        " HTML or Word version, or run text recognition (OCR) on it or retype it and register"
        " the text."
    )


def test_a_single_page_that_is_a_picture_is_named() -> None:
    picture = '#pagebreak()\n#image("picture.png", width: 100%, height: 100%)'
    body = f"#set page(header: none, numbering: none)\n一、总体情况\n\n{markup(PARAGRAPH * 3)}\n"
    with TemporaryDirectory() as folder:
        Image.new("L", (300, 400), 120).save(Path(folder) / "picture.png")
        path = Path(folder) / "document.typ"
        path.write_text(PAGE.format(numbering="none", header="", size=10) + body + picture)
        pdf = typst.compile(path, font_paths=fonts(), ignore_system_fonts=True, format="pdf")
    contents = read_pdf(pdf, source="report.pdf")
    assert texts(contents)[0] == "一、总体情况"
    assert contents.problems == ("page 2: the page is a picture and was not read",)


@pytest.mark.parametrize("odd", ["\ue123", "\x05", "\ufffd", "¤"])
def test_a_broken_character_map_is_refused(odd: str) -> None:
    pdf = drawn(words(80, 100, "\x01" * 60), mapped={1: odd})
    with pytest.raises(DocumentError, match="fonts do not say which characters they print"):
        read_pdf(pdf, source="report.pdf")


def test_a_font_without_character_map_is_refused() -> None:
    with pytest.raises(DocumentError, match="find the page's HTML or Word version"):
        read_pdf(drawn(words(80, 100, "\x01" * 60), mapped={}), source="report.pdf")


def test_a_few_unreadable_characters_are_named_and_stay_no_figures() -> None:
    page = words(80, 100, "\x02" * 40 + "\x01")
    contents = read_pdf(drawn(page, mapped={2: "规"}), source="report.pdf")
    assert texts(contents) == ["规" * 40 + "\ufffd"]
    assert contents.problems == ("page 1: 1 characters could not be read and stand as \ufffd",)


@pytest.mark.parametrize(
    ("content", "words_of_refusal"),
    [
        (b"", "the document is empty"),
        (b"<html><body>404</body></html>", "the document is no PDF file"),
        (b"%PDF-1.7\n\x00\x01garbage", "the PDF file is damaged"),
    ],
)
def test_what_is_no_pdf_file_is_refused(content: bytes, words_of_refusal: str) -> None:
    with pytest.raises(DocumentError, match=words_of_refusal):
        read_pdf(content, source="report.pdf")


def test_a_cut_off_file_is_refused_or_read_but_never_crashes() -> None:
    pdf = typeset(table(part_four(), "15"))
    for share in range(1, 10):
        try:
            read_pdf(pdf[: len(pdf) * share // 10], source="report.pdf")
        except DocumentError as refusal:
            assert str(refusal).startswith("report.pdf: ")


def test_too_many_pages_are_refused() -> None:
    pdf = drawn(*[INTRODUCTION] * 501)
    with pytest.raises(DocumentError, match="501 pages are too many"):
        read_pdf(pdf, source="report.pdf")


def test_reading_is_quiet_and_repeats(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    pdf = typeset(table(part_three(3), "(2.5em, 4em, 1fr) + (3.4em,) * 7"))
    first = read_pdf(pdf, source="report.pdf")
    assert read_pdf(pdf, source="report.pdf") == first
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]

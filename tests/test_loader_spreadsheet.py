"""What the loader of spreadsheets reads: sheets as tables, title lines as paragraphs."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import GridCell, lay_out
from disclosure_analysis.loaders.spreadsheet import read_spreadsheet
from test_loader_old_word import LIBREOFFICE, compound

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy/m/d"/>'
    '</numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/>'
    "</cellXfs></styleSheet>"
)

Value = str | float | bool | None
Sheet = tuple[list[list[Value]], list[str]]

TITLE: list[list[Value]] = [
    ["政府信息公开情况统计表"],
    ["（2016年度）"],
    ["填报单位（盖章）：某县人民政府"],
]
ANNEX: list[list[Value]] = [
    ["统计指标", "单位", "统计数"],
    ["一、主动公开情况", "——", "——"],
    ["（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", 4120.0],
    ["（二）申请办结数", "件", None],
    ["七、依申请公开信息收取的费用", "万元", 0.0],
    ["（四）政府信息公开专项经费", "万元", 12.5],
]


def spreadsheet(*sheets: Sheet, names: tuple[str, ...] = (), hidden: tuple[int, ...] = ()) -> bytes:
    """Return an .xlsx file; a sheet is its rows and its merged ranges."""
    names = names or tuple(f"Sheet{n}" for n, _ in enumerate(sheets, 1))
    entries = relations = ""
    kinds = content_type("workbook", "sheet.main") + content_type("styles", "styles")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for n, (rows, merged) in enumerate(sheets, 1):
            state = ' state="hidden"' if n in hidden else ""
            entries += f'<sheet name="{names[n - 1]}" sheetId="{n}" r:id="rId{n}"{state}/>'
            relations += relation(n, "worksheet", f"worksheets/sheet{n}.xml")
            kinds += content_type(f"worksheets/sheet{n}", "worksheet")
            archive.writestr(f"xl/worksheets/sheet{n}.xml", worksheet(rows, merged))
        relations += relation(99, "styles", "styles.xml")
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", related(relations))
        archive.writestr("_rels/.rels", related(relation(1, "officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>',
        )
    return file.getvalue()


def relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def content_type(part: str, kind: str) -> str:
    name = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
    return f'<Override PartName="/xl/{part}.xml" ContentType="{name}"/>'


def related(relations: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'


def worksheet(rows: list[list[Value]], merged: list[str]) -> str:
    lines = "".join(
        f'<row r="{r}">' + "".join(cell(r, c, value) for c, value in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{found}"/>' for found in merged)
    together = f"<mergeCells>{ranges}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{together}</worksheet>'


def cell(row: int, column: int, value: Value) -> str:
    """Return a cell; text that begins with < is the cell's own markup."""
    name = f'r="{chr(65 + column)}{row}"'
    if value is None:
        return f"<c {name}/>"
    if isinstance(value, bool):
        return f'<c {name} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):
        return f"<c {name}><v>{value!r}</v></c>"
    if value.startswith("<c"):
        return value.replace("<c", f"<c {name}", 1)
    return f'<c {name} t="inlineStr"><is><t>{value}</t></is></c>'


def old_spreadsheet(
    rows: list[list[Value]], merged: list[tuple[int, int, int, int]], *, protected: bool = False
) -> bytes:
    """Return an .xls file; a merged range is its first and last row, first and last column."""
    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            place = struct.pack("<HHH", r, c, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += record(0x0204, place + text)
            elif value is not None:
                cells += record(0x0203, place + struct.pack("<d", value))
    ranges = b"".join(struct.pack("<HHHH", *found) for found in merged)
    sheet = (
        record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        + record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
        + cells
        + record(0x00E5, struct.pack("<H", len(merged)) + ranges)
        + record(0x000A, b"")
    )
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    head += record(0x002F, struct.pack("<HHH", 1, 1, 1)) if protected else b""
    head += record(0x0042, struct.pack("<H", 1200))
    offset = len(head) + 4 + 6 + 2 + 12 + 4
    head += record(0x0085, struct.pack("<IBBBB", offset, 0, 0, 6, 1) + "Sheet1".encode("utf-16-le"))
    return compound({"Workbook": head + record(0x000A, b"") + sheet})


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def texts(block: object) -> list[list[str]]:
    assert isinstance(block, list)
    return [[found.text for found in row] for row in block]


def refused(content: bytes) -> str:
    with pytest.raises(DocumentError) as error:
        read_spreadsheet(content, source="annex.xlsx")
    return str(error.value)


EXPECTED = [
    ["统计指标", "单位", "统计数"],
    ["一、主动公开情况", "——", "——"],
    ["（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "4120"],
    ["（二）申请办结数", "件", ""],
    ["七、依申请公开信息收取的费用", "万元", "0"],
    ["（四）政府信息公开专项经费", "万元", "12.5"],
]


def test_the_annex_of_2014_is_its_title_lines_and_a_table() -> None:
    closing: list[list[Value]] = [["单位负责人：　　审核人：　　填报人："]]
    content = spreadsheet((TITLE + ANNEX + closing, ["A1:C1", "A2:C2", "A10:C10"]))
    title, year, reporter, table, close = read_spreadsheet(content, source="x").blocks
    assert (title, year, reporter) == (
        *("政府信息公开情况统计表", "（2016年度）", "填报单位（盖章）：某县人民政府"),
    )
    assert texts(table) == EXPECTED
    assert close == "单位负责人：　　审核人：　　填报人："


def test_the_old_format_reads_as_the_new_one() -> None:
    content = old_spreadsheet(TITLE + ANNEX, [(0, 0, 0, 2), (1, 1, 0, 2)])
    new = spreadsheet((TITLE + ANNEX, ["A1:C1", "A2:C2"]))
    assert read_spreadsheet(content, source="x") == read_spreadsheet(new, source="x")


def test_blank_cells_stay_apart_from_zero() -> None:
    rows: list[list[Value]] = [["甲", "乙", "丙", "丁"], [None, 0.0, "/", "—"], [" ", "0", "", "x"]]
    (table,) = read_spreadsheet(spreadsheet((rows, [])), source="x").blocks
    assert texts(table)[1:] == [["", "0", "/", "—"], ["", "0", "", "x"]]


def test_values_are_written_as_their_readers_write_them() -> None:
    rows: list[list[Value]] = [
        [12.0, 12.5, -3.0, 0.1 + 0.2, 1e21, 0.00001],
        [True, "——", '<c s="1"><v>43182</v></c>'],
        ['<c s="2"><v>43182.75</v></c>', '<c t="str"><f>A1</f><v>七</v></c>', "上一年\n项目数量"],
    ]
    (table,) = read_spreadsheet(spreadsheet((rows, [])), source="x").blocks
    assert texts(table) == [
        ["12", "12.5", "-3", "0.3", "1000000000000000000000", "0.00001"],
        ["TRUE", "——", "2018-03-23", "", "", ""],
        ["2018-03-23 18:00:00", "七", "上一年\n项目数量", "", "", ""],
    ]


def test_cells_that_hold_an_error_or_no_result_are_a_problem() -> None:
    error = '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    rows: list[list[Value]] = [["甲", "乙"], [error, "<c><f>SUM(A1:A9)</f></c>"], ["丙", 1.0]]
    contents = read_spreadsheet(spreadsheet((rows, [])), source="x")
    assert texts(contents.blocks[0])[1] == ["", ""]
    assert contents.problems == (
        "Cells that show an error or were never calculated (2) are read as blank",
    )


def test_merged_cells_keep_their_reach() -> None:
    rows: list[list[Value]] = [
        ["办理结果", "", "数量", ""],
        ["三、本年度办理结果", "予以公开", 4.0, "甲"],
        ["藏", "部分公开", None, "乙"],
    ]
    content = spreadsheet((rows, ["A1:B1", "C1:D1", "A2:A3"]))
    (table,) = read_spreadsheet(content, source="x").blocks
    assert table == [
        [GridCell("办理结果", 1, 2), GridCell("数量", 1, 2)],
        [GridCell("三、本年度办理结果", 2, 1), *map(GridCell, ("予以公开", "4", "甲"))],
        [*map(GridCell, ("部分公开", "", "乙"))],
    ]


def test_blank_rows_and_columns_around_a_table_are_left_out() -> None:
    rows: list[list[Value]] = [
        [None],
        [None, "统计表", None, None, None],
        [None, "指标", "数量", None, ""],
        [None, "规章", 3.0, None, None],
        [None, None, " "],
    ]
    content = spreadsheet((rows, ["B2:E2", "A5:E5"]))
    assert read_spreadsheet(content, source="x").blocks == [
        "统计表",
        [[GridCell("指标"), GridCell("数量")], [GridCell("规章"), GridCell("3")]],
    ]


def test_a_title_over_several_rows_is_one_paragraph() -> None:
    rows: list[list[Value]] = [["统计表"], [None], ["指标", "数量"], ["规章", 3.0]]
    title, table = read_spreadsheet(spreadsheet((rows, ["A1:B2"])), source="x").blocks
    assert title == "统计表"
    assert texts(table) == [["指标", "数量"], ["规章", "3"]]


def test_the_heading_of_a_sub_table_stays_in_it() -> None:
    rows: list[list[Value]] = [
        ["二、主动公开政府信息情况"],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", 31.0],
    ]
    content = spreadsheet((rows, ["A1:B1", "A2:B2"]))
    title, table = read_spreadsheet(content, source="x").blocks
    assert title == "二、主动公开政府信息情况"
    assert table[0] == [GridCell("第二十条第（五）项", 1, 2)]


def test_a_table_that_is_not_filled_in_stays_a_table() -> None:
    rows: list[list[Value]] = [
        ["统计表"],
        ["合计", 4.0],
    ]
    rows[1:1] = [[f"指标{n}", None] for n in range(8)]
    content = spreadsheet((rows, ["A1:B1"]))
    title, table = read_spreadsheet(content, source="x").blocks
    assert title == "统计表"
    assert texts(table) == [*([f"指标{n}", ""] for n in range(8)), ["合计", "4"]]


def test_a_sheet_of_one_column_is_paragraphs() -> None:
    rows: list[list[Value]] = [["一、概述"], ["全年平稳。"], [None], ["二、其他"]]
    content = spreadsheet((rows, []))
    assert read_spreadsheet(content, source="x").blocks == ["一、概述", "全年平稳。", "二、其他"]


def test_visible_sheets_come_in_order_and_hidden_ones_not() -> None:
    rows: list[list[Value]] = [["指标", "数量"], ["规章", 3.0]]
    content = spreadsheet(
        *((rows, []) for _ in range(4)),
        ([[None]], []),
        names=("主动公开", "Sheet2", "旧数据", "工作表 4", "空白"),
        hidden=(3,),
    )
    blocks = read_spreadsheet(content, source="x").blocks
    assert [block if isinstance(block, str) else len(block) for block in blocks] == [
        *("主动公开", 2, 2, 2),
    ]


def test_the_name_of_an_only_sheet_is_left_out() -> None:
    rows: list[list[Value]] = [["指标", "数量"], ["规章", 3.0]]
    (table,) = read_spreadsheet(spreadsheet((rows, []), names=("附表",)), source="x").blocks
    assert texts(table) == [["指标", "数量"], ["规章", "3"]]


def test_cells_lie_where_the_sheet_has_them() -> None:
    rows: list[list[Value]] = [
        ["结果", "", "自然人", "总计"],
        ["三、办理结果", "公开", 2.0, 3.0],
        [None, "不公开", None, 0.0],
    ]
    content = spreadsheet((rows, ["A1:B1", "A2:A3"]))
    text, (table,) = lay_out(read_spreadsheet(content, source="x").blocks)
    found = {(c.row, c.column): text[c.start : c.end] for c in table.cells}
    assert found[2, 1] == "不公开" and found[2, 2] == "" and found[2, 3] == "0"


# What is refused


def test_what_is_no_spreadsheet_is_refused() -> None:
    sound = spreadsheet((ANNEX, []))
    other = compound({"WordDocument": b"x"})
    for content in (b"", b"<html></html>", sound[: len(sound) // 2], other, other[:600]):
        assert refused(content) == (
            "annex.xlsx: the file is damaged or no spreadsheet (.xlsx, .xls);"
            " fetch it again from its source."
        )


def test_damage_that_makes_the_library_panic_is_refused_without_a_trace(
    capfd: pytest.CaptureFixture[str],
) -> None:
    content = old_spreadsheet(ANNEX, [])
    for place in range(512, 1600, 90):
        damaged = content[:place] + b"\xff\x01\xff" + content[place + 3 :]
        try:
            read_spreadsheet(damaged[:-1], source="annex.xls")
        except DocumentError as error:
            assert str(error).startswith("annex.xls: ")
    assert capfd.readouterr() == ("", "")


def test_a_sheet_that_claims_all_memory_is_refused() -> None:
    content = old_spreadsheet([["甲", 1.0]], [])
    claimed = content.replace(
        struct.pack("<IIHH", 0, 1, 0, 2), b"\0\0\0\0\xff\xff\xff\xff\0\0\xff\xff"
    )
    assert claimed != content
    assert "damaged or no spreadsheet" in refused(claimed)


def test_a_chain_of_sectors_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disclosure_analysis.loaders.spreadsheet._SECONDS", 10)
    content = old_spreadsheet(ANNEX, [])
    table = content[512:1024]
    endless = table.replace(struct.pack("<I", 0xFFFFFFFE), struct.pack("<I", 2))
    assert "damaged or no spreadsheet" in refused(content[:512] + endless + content[1024:])


def test_protected_spreadsheets_are_refused() -> None:
    assert "protected by a password" in refused(compound({"EncryptedPackage": b"x"}))
    assert "protected by a password" in refused(old_spreadsheet(ANNEX, [], protected=True))


def test_a_spreadsheet_without_text_is_refused() -> None:
    assert "holds no text" in refused(spreadsheet(([[None, " "]], [])))


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 9 + "</row>",
    ],
)
def test_a_stray_cell_far_away_is_refused_before_it_takes_all_memory(far: str) -> None:
    content = spreadsheet((ANNEX, []))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            new.writestr(name, part.replace("</sheetData>", f"{far}</sheetData>"))
    assert "delete the stray cells far from its table" in refused(file.getvalue())


def test_blank_cells_far_away_do_no_harm() -> None:
    blank = '<c r="XFD99"/>'
    rows: list[list[Value]] = [["指标", "数量"], ["规章", 3.0]]
    content = spreadsheet((rows, []))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            end = f'<row r="1048576">{blank}</row></sheetData>'
            new.writestr(name, part.replace("</sheetData>", end))
    (table,) = read_spreadsheet(file.getvalue(), source="x").blocks
    assert texts(table) == [["指标", "数量"], ["规章", "3"]]


@given(st.binary(min_size=1, max_size=30), st.integers(0, 9000))
@settings(max_examples=15, deadline=None)
def test_damage_is_refused_or_read_and_nothing_else(noise: bytes, place: int) -> None:
    for sound in (spreadsheet((ANNEX, ["A1:C1"])), old_spreadsheet(ANNEX, [(1, 1, 0, 1)])):
        damaged = sound[:place] + noise + sound[place + len(noise) :]
        try:
            read_spreadsheet(damaged, source="x")
        except DocumentError as error:
            assert str(error).startswith("x: ")


@pytest.mark.skipif(not LIBREOFFICE, reason="LibreOffice is not installed")
def test_a_spreadsheet_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    content = spreadsheet((TITLE + ANNEX, ["A1:C1", "A5:B5"]))
    (tmp_path / "annex.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for ending in ("xls", "xlsx"):
        subprocess.run(
            [
                *(LIBREOFFICE, profile, "--headless", "--convert-to", ending),
                *("--outdir", str(tmp_path / "saved"), str(tmp_path / "annex.xlsx")),
            ],
            check=True,
            timeout=120,
            capture_output=True,
        )
        saved = (tmp_path / "saved" / f"annex.{ending}").read_bytes()
        assert read_spreadsheet(saved, source="x") == read_spreadsheet(content, source="x")

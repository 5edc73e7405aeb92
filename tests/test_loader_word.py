"""What the loader of Word documents reads: text as readers see it, tables as they stand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import nsmap
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table as WordTable
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import Contents, GridCell, lay_out
from disclosure_analysis.loaders.word import read_docx
from disclosure_analysis.loaders.word_numbering import joined, write_number

ROOT = Path(__file__).parents[1]
OFFICIAL = ROOT.parent / "shared/samples/form_2021_blank.docx"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        **{prefix: nsmap[prefix] for prefix in ("w", "wp", "a", "pic", "m", "r")},
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
RESULTS = {
    "（一）予以公开": ("",),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": ("",),
    "（三）不予公开": (
        *("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”"),
        *("4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息"),
        *("7.属于行政执法案卷", "8.属于行政查询事项"),
    ),
    "（四）无法提供": (
        *("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作"),
        "3.补正后申请内容仍不明确",
    ),
    "（五）不予处理": (
        *("1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物"),
        *("4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"),
    ),
}
OTHER_2019 = {"（六）其他处理": ("",), "（七）总计": ("",)}
OTHER_2021 = {
    "（六）其他处理": (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.其他",
    ),
    "（七）总计": ("",),
}
APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


def document(*elements: str, lists: str = "", styles: str = "") -> bytes:
    """Return a Word document with these elements as its body."""
    word = Document()
    body = word.element.body
    for text in elements:
        body.insert(len(body) - 1, element(text))
    numbering = word.part.numbering_part.element
    for child in list(numbering) if lists else ():
        numbering.remove(child)
    for child in element(f"<w:numbering>{lists}</w:numbering>"):
        numbering.append(child)
    for child in element(f"<w:styles>{styles}</w:styles>"):
        word.styles.element.append(child)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def element(text: str) -> BaseOxmlElement:
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMESPACES}", text.strip()))


def p(*runs: str, properties: str = "") -> str:
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*content: str, properties: str = "") -> str:
    inner = "".join(c if c.startswith("<") else p(c) for c in content) or p()
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def numbered(number: int | str, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(position: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{position}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def listed(number: int, *levels: str, also: str = "") -> tuple[str, str]:
    """Return a list definition and the number that refers to it."""
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>',
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/>{also}</w:num>',
    )


def lists(*pairs: tuple[str, str]) -> str:
    return "".join(first for first, _ in pairs) + "".join(second for _, second in pairs)


def read(*elements: str, lists: str = "", styles: str = "") -> Contents:
    return read_docx(document(*elements, lists=lists, styles=styles), source="report.docx")


def lines(*elements: str, lists: str = "", styles: str = "") -> list[object]:
    return list(read(*elements, lists=lists, styles=styles).blocks)


def grid(*elements: str, lists: str = "") -> list[list[tuple[str, int, int]]]:
    """Return the only table of a document, each cell with its rows and columns."""
    (found,) = read(*elements, lists=lists).blocks
    assert not isinstance(found, str)
    return [[(cell.text, cell.rows, cell.columns) for cell in row] for row in found]


def refused(content: bytes) -> str:
    with pytest.raises(DocumentError) as error:
        read_docx(content, source="report.docx")
    return str(error.value)


def changed(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return an archive with its parts changed; None leaves a part out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()


# Text of a paragraph


def test_paragraphs_and_tables_come_in_the_order_of_the_page() -> None:
    table = tbl(tr("规章", "3"), tr("规范性文件", ""))
    assert lines(p("一、总体情况"), table, p("二、其他"), p(), p("　　无。")) == [
        "一、总体情况",
        [[GridCell("规章"), GridCell("3")], [GridCell("规范性文件"), GridCell("")]],
        "二、其他",
        "　　无。",
    ]


def test_what_links_tags_and_controls_wrap_is_text() -> None:
    assert lines(
        p(
            "收到",
            f'<w:hyperlink r:id="rId1">{r("申请")}</w:hyperlink>',
            f'<w:smartTag w:element="x">{r("26")}</w:smartTag>',
            f"<w:sdt><w:sdtPr/><w:sdtContent>{r('件')}</w:sdtContent></w:sdt>",
            f'<w:customXml w:element="y">{r("。")}</w:customXml>',
        ),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('办结24件。')}</w:sdtContent></w:sdt>",
    ) == ["收到申请26件。", "办结24件。"]


def test_a_prompt_to_fill_in_is_no_text() -> None:
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{r('单击此处输入文字')}</w:sdtContent></w:sdt>"
    )
    assert grid(tbl(tr("规章", tc(p(prompt))))) == [[("规章", 1, 1), ("", 1, 1)]]


def test_tracked_insertions_count_and_deletions_do_not() -> None:
    contents = read(
        p(
            "公开",
            f"<w:del>{r('118').replace('w:t', 'w:delText')}</w:del>",
            f"<w:moveFrom>{r('旧')}</w:moveFrom>",
            f"<w:ins>{r('121')}</w:ins>",
            f"<w:moveTo>{r('条')}</w:moveTo>",
        )
    )
    assert contents.blocks == ["公开121条"]
    assert contents.problems == (
        "The document holds tracked changes: what was inserted is read, what was deleted is not",
    )


def test_a_paragraph_whose_end_was_deleted_runs_into_the_next() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    first = listed(1, level(0, "decimal", "%1."))
    assert lines(
        p("甲", properties=numbered(1) + gone),
        p("乙", properties=numbered(1)),
        p(properties=numbered(1) + gone),
        p("丙", properties=numbered(1)),
        lists=lists(first),
    ) == ["1.甲乙", "2.丙"]


def test_a_deleted_row_is_no_row() -> None:
    table = tbl(tr("规章", "1"), tr("废止", "9", properties="<w:del/>"), tr("文件", "2"))
    assert grid(table) == [[("规章", 1, 1), ("1", 1, 1)], [("文件", 1, 1), ("2", 1, 1)]]


def test_fields_show_their_results_and_not_their_codes() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>= SUM(ABOVE)</w:instrText></w:r>"
    inner = mark("begin") + code + mark("separate") + r("不见") + mark("end")
    assert lines(
        p("共", mark("begin"), code, inner, mark("separate"), "37", mark("end"), "件"),
        p("另", f'<w:fldSimple w:instr="PAGE">{r("5")}</w:fldSimple>', "件", mark("end")),
        p("未完", mark("begin"), code),
        p("照读"),
    ) == ["共37件", "另5件", "未完", "照读"]


def test_breaks_tabs_hyphens_and_signs_are_characters() -> None:
    assert lines(
        p(
            "甲<w:tab/>乙<w:br/>丙".join(("<w:r><w:t>", "</w:t></w:r>"))
            .replace("<w:tab/>", "</w:t><w:tab/><w:t>")
            .replace("<w:br/>", "</w:t><w:br/><w:t>"),
            "<w:r><w:t>0833</w:t><w:noBreakHyphen/><w:t>555</w:t></w:r>",
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
            '<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:sym w:font="x" w:char="2460"/></w:r>',
        )
    ) == ["甲\t乙\n丙0833-555☑①"]


def test_hidden_text_is_left_out() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Note"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    assert lines(
        p("受理", r("草稿", "<w:vanish/>"), r("7", '<w:vanish w:val="0"/>'), "件"),
        p("办结", r("草稿", '<w:rStyle w:val="Unseen"/>'), "6件"),
        p("内部说明", properties='<w:pStyle w:val="Note"/>'),
        styles=styles,
    ) == ["受理7件", "办结6件"]


def test_notes_headers_and_footers_are_left_out() -> None:
    word = Document()
    word.sections[0].header.paragraphs[0].text = "内部资料"
    word.sections[0].footer.paragraphs[0].text = "第1页"
    paragraph = word.add_paragraph("公开信息88条")
    paragraph._p.append(element('<w:r><w:footnoteReference w:id="1"/></w:r>'))
    file = io.BytesIO()
    word.save(file)
    assert read_docx(file.getvalue(), source="x").blocks == ["公开信息88条"]


def test_the_words_of_a_text_box_come_once() -> None:
    box = f"<w:txbxContent>{p('图1 公开渠道')}{p('网站520条')}</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic>"
        f"<a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    assert lines(p("见图", shape, "。"), p(old)) == [
        "见图。",
        *("图1 公开渠道", "网站520条", "图1 公开渠道", "网站520条"),
    ]


def test_a_reader_is_told_of_pictures_and_foreign_parts() -> None:
    contents = read(
        p("公开", "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"),
        p("<w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r>"),
        '<w:altChunk r:id="rId9"/>',
    )
    assert contents.problems == (
        "The document holds pictures (1), whose words are not read",
        "The document holds objects of other programs (1), which are not read",
        "The document holds parts of other formats (1), which are not read",
    )


# Automatic numbers


def test_automatic_numbers_are_read_as_they_are_shown() -> None:
    outline = listed(
        1,
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimalEnclosedCircle", "%4"),
    )
    levels = (0, 1, 2, 2, 3, 1, 2, 0, 1)
    paragraphs = [p(f"第{n}段", properties=numbered(1, at)) for n, at in enumerate(levels)]
    assert lines(*paragraphs, lists=lists(outline)) == [
        *("一、第0段", "（一）第1段", "1.第2段", "2.第3段", "①第4段", "（二）第5段", "1.第6段"),
        *("二、第7段", "（一）第8段"),
    ]


def test_a_level_may_show_the_numbers_above_it() -> None:
    legal = listed(
        1,
        level(0, "japaneseCounting", "第%1部分"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    )
    paragraphs = [p("条", properties=numbered(1, at)) for at in (0, 0, 1, 2)]
    assert lines(*paragraphs, lists=lists(legal)) == [
        *("第一部分条", "第二部分条", "二.1 条", "2.1.1 条"),
    ]


def test_lists_start_where_they_say_and_go_on_or_start_anew() -> None:
    same = '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    anew = (
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    first = listed(1, level(0, "decimal", "%1、", start=3))
    paragraphs = [p("项", properties=numbered(n)) for n in (1, 1, 2, 3, 3, 1)]
    assert lines(*paragraphs, lists=lists(first) + same + anew) == [
        *("3、项", "4、项", "5、项", "1、项", "2、项", "3、项"),
    ]


def test_a_level_may_go_on_over_the_levels_above_it() -> None:
    running = listed(
        1,
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'),
    )
    paragraphs = [p("项", properties=numbered(1, at)) for at in (0, 1, 1, 0, 1)]
    assert lines(*paragraphs, lists=lists(running)) == [
        *("一、项", "1.项", "2.项", "二、项", "3.项"),
    ]


def test_bullets_and_removed_numbers_are_nothing() -> None:
    bullet = listed(1, level(0, "bullet", "\uf0b7"))
    assert lines(
        p("甲", properties=numbered(1)),
        p("乙", properties=numbered(0)),
        p("丙", properties=numbered(77)),
        lists=lists(bullet),
    ) == ["甲", "乙", "丙"]


def test_paragraph_styles_number_their_paragraphs() -> None:
    outline = listed(
        1,
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="Part"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="Item"/>'),
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="Part"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="Item"><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Part"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    named = ("Part", "Item", "Child", "Loop")
    paragraphs = [p("段", properties=f'<w:pStyle w:val="{name}"/>') for name in named]
    plain = p("段", properties='<w:pStyle w:val="Part"/>' + numbered(0))
    assert lines(*paragraphs, plain, lists=lists(outline), styles=styles) == [
        *("一、段", "（一）段", "二、段", "段", "段"),
    ]


def test_a_list_may_be_that_of_a_list_style() -> None:
    own = (
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Ours"/>'
        f"{level(0, 'upperLetter', '%1.')}</w:abstractNum>"
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Ours"/></w:abstractNum>'
        '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    )
    assert lines(p("项", properties=numbered(2)), lists=own) == ["A.项"]


def test_cells_of_a_table_have_their_automatic_numbers() -> None:
    reasons = listed(1, level(0, "decimal", "%1."))
    table = tbl(
        *(tr(tc(p(name, properties=numbered(1))), "") for name in ("属于国家秘密", "其他")),
        tr(tc(p(properties=numbered(1))), "0"),
    )
    assert [row[0][0] for row in grid(table, lists=lists(reasons))] == [
        *("1.属于国家秘密", "2.其他", "3."),
    ]


def test_a_number_does_not_grow_into_the_figure_after_it() -> None:
    assert joined("1.", "3万件申请") == "1. 3万件申请"
    assert joined("1", "申请") == "1 申请"
    assert joined("（1）", "3万件") == "（1）3万件"
    assert joined("1.", "属于国家秘密") == "1.属于国家秘密"
    assert joined("一、", "总体情况") == "一、总体情况"


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 21, "二十一"),
        ("taiwaneseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 105, "一百零五"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalZero", 3, "03"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 2, "b"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"),
        ("none", 4, ""),
        ("chineseCounting", 0, "0"),
        ("upperRoman", 999_999_999, "999999999"),
        ("ordinalText", 4, "4"),
    ],
)
def test_number_formats_are_written_as_word_writes_them(
    form: str, value: int, written: str
) -> None:
    assert write_number(value, form) == written


# Tables


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


START, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cells_keep_their_reach() -> None:
    table = tbl(
        tr(tc("渠道", properties=START), tc("数量", properties=span(2))),
        tr(tc(properties=GO_ON), "网站", "微信"),
        tr("合计", tc("40", properties=span(2))),
    )
    assert grid(table) == [
        [("渠道", 2, 1), ("数量", 1, 2)],
        [("网站", 1, 1), ("微信", 1, 1)],
        [("合计", 1, 1), ("40", 1, 2)],
    ]


def test_cells_merged_in_the_old_way_are_one_cell() -> None:
    first, more = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    table = tbl(tr(tc("数量", properties=first), tc(properties=more)), tr("网站", "微信"))
    assert grid(table)[0] == [("数量", 1, 2)]


def test_a_cell_that_goes_on_from_nothing_is_a_cell() -> None:
    table = tbl(tr("甲", "乙"), tr(tc("丙", properties=GO_ON), "丁"))
    assert grid(table)[1] == [("丙", 1, 1), ("丁", 1, 1)]


def test_columns_that_a_row_leaves_out_keep_its_cells_in_their_place() -> None:
    left_out = '<w:gridBefore w:val="2"/>'
    contents = read(tbl(tr("甲", "乙", "丙"), tr("7", properties=left_out)))
    _, (table,) = lay_out(contents.blocks)
    assert [cell.column for cell in table.rows()[1]] == [0, 2]
    assert contents.problems == ()


def test_a_row_that_states_too_few_columns_is_mended_by_its_widths() -> None:
    def wide(text: str, width: int) -> str:
        return tc(text, properties=f'<w:tcW w:w="{width}" w:type="dxa"/>')

    table = tbl(
        tr("一", "二", "三"), tr(wide("合计", 2010), wide("9", 990)), widths=(1000, 1000, 1000)
    )
    assert grid(table)[1] == [("合计", 1, 2), ("9", 1, 1)]


def test_a_row_that_cannot_be_mended_is_a_problem() -> None:
    contents = read(tbl(tr("一", "二", "三"), tr("合计", "9")))
    assert contents.problems == (
        "The document holds tables with rows (1) of fewer columns than those around them, whose"
        " cells are taken from the left",
    )


def test_the_lines_of_a_cell_are_parted_by_line_feeds() -> None:
    assert grid(tbl(tr(tc("上一年", "", "项目数量"), "4"))) == [
        [("上一年\n项目数量", 1, 1), ("4", 1, 1)]
    ]


def test_a_table_that_holds_a_table_is_layout() -> None:
    inner = tbl(tr("规章", "2"))
    outer = tbl(tr(tc("二、主动公开", inner, p()), tc("注")), tr("甲", "乙"))
    assert lines(outer) == [
        "二、主动公开",
        [[GridCell("规章"), GridCell("2")]],
        *("注", "甲", "乙"),
    ]


def test_a_frame_around_the_text_is_layout() -> None:
    assert lines(tbl(tr(tc("一、概述", "　　平稳。")))) == ["一、概述", "　　平稳。"]


def test_rows_and_cells_in_controls_are_rows_and_cells() -> None:
    cell = f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('5')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtPr/><w:sdtContent>{tr('文件', cell)}</w:sdtContent></w:sdt>"
    assert grid(tbl(tr("规章", "3"), row))[1] == [("文件", 1, 1), ("5", 1, 1)]


def test_a_span_beyond_all_bounds_is_no_danger() -> None:
    found = grid(tbl(tr(tc("甲", properties=span(999_999_999)), "乙")))
    assert found[0][0][2] <= 1000


# The official forms


def requests(other: dict[str, tuple[str, ...]], values: Callable[[int, int], str]) -> bytes:
    """Return part 三 of a form of 2019 or later, made in Word by merging cells."""
    results = [(group, one) for group, ones in (RESULTS | other).items() for one in ones]
    word = Document()
    word.add_paragraph("三、收到和处理政府信息公开申请情况")
    table = word.add_table(len(results) + 6, 10)
    merge(
        table,
        (0, 0),
        (2, 2),
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
    )
    merge(table, (0, 3), (0, 9), "申请人情况")
    merge(table, (1, 3), (2, 3), "自然人")
    merge(table, (1, 4), (1, 8), "法人或其他组织")
    merge(table, (1, 9), (2, 9), "总计")
    for column, name in enumerate(APPLICANTS, 4):
        table.cell(2, column).text = name
    merge(table, (3, 0), (3, 2), "一、本年新收政府信息公开申请数量")
    merge(table, (4, 0), (4, 2), "二、上年结转政府信息公开申请数量")
    merge(table, (5, 0), (len(results) + 4, 0), "三、本年度办理结果")
    for row, (group, one) in enumerate(results, 5):
        if not one:
            merge(table, (row, 1), (row, 2), group)
            continue
        table.cell(row, 2).text = one
        if (group, one) == next(pair for pair in results if pair[0] == group):
            merge(table, (row, 1), (row + len((RESULTS | other)[group]) - 1, 1), group)
    merge(table, (len(results) + 5, 0), (len(results) + 5, 2), "四、结转下年度继续办理")
    for row in range(3, len(results) + 6):
        for column in range(3, 10):
            table.cell(row, column).text = values(row, column)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def merge(table: WordTable, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
    cell = table.cell(*first)
    cell.merge(table.cell(*last))
    cell.text = text


@pytest.mark.parametrize(("other", "rows"), [(OTHER_2019, 20), (OTHER_2021, 22)])
def test_the_results_of_the_year_span_all_their_rows(
    other: dict[str, tuple[str, ...]], rows: int
) -> None:
    content = requests(other, lambda row, column: f"{row}{column}" if column != 8 else "")
    text, (table,) = lay_out(read_docx(content, source="x").blocks)
    (results,) = [c for c in table.cells if text[c.start : c.end] == "三、本年度办理结果"]
    assert (results.row, results.column, results.rows, results.columns) == (5, 0, rows, 1)
    figures = {(c.row, c.column): text[c.start : c.end] for c in table.cells if c.row > 2}
    for row in range(3, rows + 6):
        assert [figures[row, column] for column in range(3, 10)] == [
            *(f"{row}{column}" for column in range(3, 8)),
            "",
            f"{row}9",
        ]


def test_the_annex_of_2014_keeps_dashes_blanks_and_zeros_apart() -> None:
    word = Document()
    rows = [
        ("统计指标", "单位", "统计数"),
        ("一、主动公开情况", "——", "——"),
        ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "351"),
        ("（二）申请办结数", "件", ""),
        ("七、依申请公开信息收取的费用", "万元", "0"),
    ]
    table = word.add_table(0, 3)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    word.save(file)
    (found,) = read_docx(file.getvalue(), source="x").blocks
    assert not isinstance(found, str)
    assert [tuple(cell.text for cell in row) for row in found] == rows


@pytest.mark.skipif(
    not OFFICIAL.exists(),
    reason="the official blank form stands beside the project, and here it does not",
)
def test_every_cell_of_the_official_blank_form_is_blank_and_in_its_place() -> None:
    text, tables = lay_out(read_docx(OFFICIAL.read_bytes(), source="form").blocks)
    own, requested, disputes = tables
    blanks = [[(c.row, c.column) for c in table.cells if c.start == c.end] for table in tables]
    assert blanks[0] == [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), *blanks[0][6:]]
    assert [row for row, _ in blanks[0][6:]] == [6, 9, 10, 13]
    assert blanks[1] == [(row, column) for row in range(3, 28) for column in range(3, 10)]
    assert blanks[2] == [(3, column) for column in range(15)]
    assert (own.height, requested.height, requested.width, disputes.width) == (14, 28, 10, 15)
    (results,) = [c for c in requested.cells if text[c.start : c.end] == "三、本年度办理结果"]
    assert (results.row, results.rows) == (5, 22)


# What is refused


def test_what_is_no_word_document_is_refused() -> None:
    for content in (b"", b"plain text", b"PK\x03\x04 and no more", document(p("甲"))[:3000]):
        assert refused(content).startswith("report.docx: the file is damaged or no Word document")


def test_another_kind_of_archive_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "no document")
    assert "damaged or no Word document" in refused(file.getvalue())


def test_damaged_markup_is_refused() -> None:
    def cut(name: str, part: bytes) -> bytes:
        return part[: len(part) // 2] if name == "word/document.xml" else part

    assert "damaged or no Word document" in refused(changed(document(p("甲")), cut))


def test_a_protected_document_is_refused() -> None:
    content = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le")
    )
    assert "protected by a password" in refused(content)


def test_a_document_without_text_is_refused() -> None:
    assert "holds no text;" in refused(document(p(), tbl(tr("", ""))))
    picture = "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"
    assert "holds no text but pictures;" in refused(document(p(picture)))


def test_a_document_that_unpacks_to_too_much_is_refused() -> None:
    def swell(name: str, part: bytes) -> bytes:
        return part + b" " * 61_000_000 if name == "word/document.xml" else part

    file = io.BytesIO(document(p("甲")))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.bmp", bytes(201_000_000))
    assert "unpacks to more than a report can need" in refused(file.getvalue())
    assert "unpacks to more than a report can need" in refused(changed(document(p("甲")), swell))


def test_entities_are_not_expanded() -> None:
    def bomb(name: str, part: bytes) -> bytes:
        if name != "word/document.xml":
            return part
        head = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document'
        return part.replace(b"<w:document", head, 1).replace(b"</w:t>", b"&b;</w:t>", 1)

    contents = read_docx(changed(document(p("甲")), bomb), source="x")
    assert contents.blocks == ["甲"]


def test_a_picture_named_and_missing_is_no_reason_to_refuse() -> None:
    def break_relation(name: str, part: bytes) -> bytes:
        relation = b'<Relationship Id="rId99" Type="http://x/image" Target="../NULL"/>'
        end = b"</Relationships>"
        return part.replace(end, relation + end) if name.endswith("document.xml.rels") else part

    assert read_docx(changed(document(p("甲")), break_relation), source="x").blocks == ["甲"]


def test_a_damaged_list_of_numbers_is_a_problem_and_no_more() -> None:
    def cut(name: str, part: bytes) -> bytes:
        return part[:40] if name == "word/numbering.xml" else part

    contents = read_docx(changed(document(p("甲")), cut), source="x")
    assert contents.blocks == ["甲"]
    assert contents.problems == ("The document's automatic numbers are damaged and not read",)


def test_the_strict_variant_of_the_format_is_read() -> None:
    def strict(_name: str, part: bytes) -> bytes:
        return part.replace(
            nsmap["w"].encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        )

    assert read_docx(changed(document(p("甲")), strict), source="x").blocks == ["甲"]


@given(st.binary(max_size=40), st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_damage_is_refused_or_read_and_nothing_else(noise: bytes, place: int) -> None:
    sound = document(tbl(tr("规章", "3")))
    damaged = sound[: place * 10] + noise + sound[place * 10 + len(noise) :]
    try:
        read_docx(damaged, source="x")
    except DocumentError as error:
        assert str(error).startswith("x: ")

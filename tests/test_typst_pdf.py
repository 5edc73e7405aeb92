"""The Typst exporter: what stands on the pages, what the file carries, what never happens."""

import base64
import ctypes
import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
import typst
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbformat import v4 as untyped_v4

from disclosure_analysis import fonts
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.publishing import typst_document, typst_pdf
from disclosure_analysis.publishing.typst_document import typst_formulas
from disclosure_analysis.publishing.typst_pdf import (
    ATTACHED_REPORT,
    TypstPDFExporter,
    choose_representation,
    notebook_to_pdf,
)

# nbformat and traitlets carry no types for these calls.
v4: Any = untyped_v4
Exporter: Any = TypstPDFExporter

HOSTILE = (
    '#panic("x") #read("/document.json") @cite <label> $x^2$ *b* _i_ `c` [br] \\ // no '
    "/* no */ = h - l + e ~ -- {{ 7*7 }} {% raise %} <script>alert(1)</script> &amp; 'q' \"r\""
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="60pt" viewBox="0 0 90 60">'
    '<rect width="90" height="60" fill="#ff0000"/></svg>'
)


def markdown(*sources: str, **metadata: Any) -> NotebookNode:
    cells = [v4.new_markdown_cell(source) for source in sources]
    return NotebookNode(v4.new_notebook(cells=cells, metadata=metadata))


def shown(data: dict[str, str], metadata: dict[str, Any] | None = None) -> NotebookNode:
    output = v4.new_output("display_data", data=data, metadata=metadata or {})
    return NotebookNode(v4.new_notebook(cells=[v4.new_code_cell("show()", outputs=[output])]))


def png(width: int = 40, height: int = 30) -> str:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    rows = (b"\0" + b"\xff\0\0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


@contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def page_texts(pdf: bytes) -> list[str]:
    with opened(pdf) as document:
        texts = []
        for page in document:
            textpage = page.get_textpage()
            texts.append(textpage.get_text_bounded())
            textpage.close()
            page.close()
        return texts


def squeezed(pdf: bytes) -> str:
    """The text without white space: readers take the gap between 汉字 and digits for a space."""
    return "".join("".join(page_texts(pdf)).replace("\u200b", "").split())


def links(pdf: bytes) -> tuple[list[int], list[str]]:
    """Pages that internal links lead to, and addresses of the others."""
    inner: list[int] = []
    outer: list[str] = []
    with opened(pdf) as document:
        for page in document:
            position, link = ctypes.c_int(0), raw.FPDF_LINK()
            while raw.FPDFLink_Enumerate(page.raw, position, link):
                goal = raw.FPDFLink_GetDest(document.raw, link)
                if goal:
                    inner.append(raw.FPDFDest_GetDestPageIndex(document.raw, goal))
                    continue
                action = raw.FPDFLink_GetAction(link)
                size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
                text = ctypes.create_string_buffer(size)
                raw.FPDFAction_GetURIPath(document.raw, action, text, size)
                outer.append(text.value.decode())
            page.close()
    return inner, outer


def red_share(pdf: bytes, page: int = 0) -> float:
    """Share of a page's pixels that are pure red."""
    with opened(pdf) as document:
        image = document[page].render(scale=1).to_pil().convert("RGB")
    pixels = image.tobytes()
    reds = sum(pixels[i : i + 3] == b"\xff\0\0" for i in range(0, len(pixels), 3))
    return 3 * float(reds) / len(pixels)


def test_chinese_prose_can_be_read_back() -> None:
    text = squeezed(
        notebook_to_pdf(markdown("## 主动公开\n\n全县公开信息**4,812条**，比上年增长。"))
    )
    assert "主动公开" in text
    assert "全县公开信息4,812条，比上年增长。" in text
    assert "\ufffd" not in text


def test_a_line_end_between_chinese_characters_is_no_space() -> None:
    (page,) = page_texts(notebook_to_pdf(markdown("公开为常态\n不公开为例外")))
    assert "公开为常态不公开为例外" in page


def test_title_stands_once_and_is_the_files_title() -> None:
    notebook = markdown(
        "# 云水县年报分析\n\n正文。", title="云水县年报分析", authors=[{"name": "某研究组"}]
    )
    pdf = notebook_to_pdf(notebook)
    assert squeezed(pdf).count("云水县年报分析") == 1
    with opened(pdf) as document:
        assert document.get_metadata_dict()["Title"] == "云水县年报分析"
        assert document.get_metadata_dict()["Author"] == "某研究组"


def test_a_first_heading_is_the_title_where_the_metadata_have_none() -> None:
    with opened(notebook_to_pdf(markdown("# A study\n\nText."))) as document:
        assert document.get_metadata_dict()["Title"] == "A study"


def test_the_only_first_heading_wins_over_the_metadatas_title() -> None:
    text = squeezed(notebook_to_pdf(markdown("# 云水县分析\n\n## 摘要", title="模板")))
    assert "云水县分析" in text
    assert "模板" not in text


def test_first_headings_that_are_sections_stand_below_the_title() -> None:
    text = squeezed(notebook_to_pdf(markdown("# One\n\n# Two", title="Whole")))
    assert text.startswith("WholeOneTwo")


@pytest.mark.parametrize("lead", ["", "- "])
def test_a_line_before_a_long_word_is_not_stretched(lead: str) -> None:
    pdf = notebook_to_pdf(markdown(f"{lead}文件甲乙丙丁\n" + "c4" * 32))
    with opened(pdf) as document:
        page = document[0]
        textpage = page.get_textpage()
        start = textpage.get_text_range().index("文")
        edges = [textpage.get_charbox(start + i)[0] for i in range(6)]
        textpage.close()
        page.close()
    assert edges[5] - edges[0] < 60


def test_a_word_longer_than_the_line_is_not_cut_off() -> None:
    pdf = notebook_to_pdf(markdown("x" * 400))
    with opened(pdf) as document:
        page = document[0]
        textpage = page.get_textpage()
        edges = [textpage.get_charbox(i)[2] for i in range(textpage.count_chars())]
        textpage.close()
        page.close()
    assert max(edges) < 595 - 60
    assert squeezed(pdf).count("x") == 400


def test_a_strong_line_is_not_parted_from_what_it_leads_to() -> None:
    pages = [
        page
        for lines in range(30, 42)
        for page in page_texts(
            notebook_to_pdf(markdown("行。\n\n" * lines + "**七、说明**\n\n末段。"))
        )
        if "七、说明" in page
    ]
    assert all("末段" in page for page in pages)


def test_pages_are_a4_and_numbered_with_the_title_above() -> None:
    pdf = notebook_to_pdf(markdown("# 题名\n\n" + "段落文字。\n\n" * 120))
    first, second, *_ = page_texts(pdf)
    assert "第1页" in "".join(first.split())
    assert "".join(second.split()).startswith("题名")
    with opened(pdf) as document:
        assert [round(side) for side in document[0].get_size()] == [595, 842]


def test_an_english_notebook_counts_its_pages_in_figures() -> None:
    (page,) = page_texts(notebook_to_pdf(markdown("Plain words.")))
    assert "1 / 1" in page


@pytest.mark.parametrize(
    "notebook",
    [
        v4.new_notebook(
            cells=[
                v4.new_code_cell(
                    "x", outputs=[v4.new_output("stream", name="stdout", text=HOSTILE)]
                )
            ]
        ),
        shown({"text/plain": HOSTILE}),
        v4.new_notebook(cells=[v4.new_code_cell(HOSTILE)]),
        v4.new_notebook(cells=[v4.new_raw_cell(HOSTILE)]),
        shown({"text/html": f"<table><tr><td>{HOSTILE.replace('<', '&lt;')}</td></tr></table>"}),
        markdown(f"```\n{HOSTILE}\n```"),
    ],
    ids=["stream", "text", "source", "raw", "table", "fence"],
)
def test_text_is_printed_as_it_is_and_never_run(notebook: NotebookNode) -> None:
    expected = HOSTILE
    if "text/html" in str(notebook):
        expected = HOSTILE.replace("&amp;", "&")
    text = squeezed(notebook_to_pdf(notebook, exclude_input=False))
    assert "".join(expected.split()) in text


def test_a_hostile_title_is_printed_as_it_is() -> None:
    notebook = markdown("text", title='#read("/etc/passwd") $x$', authors=["#panic()"])
    text = squeezed(notebook_to_pdf(notebook))
    assert '#read("/etc/passwd")$x$' in text
    assert "#panic()" in text


@pytest.mark.parametrize(
    "tex",
    [r"\text{#read(\"/document.json\")}", r'\text{" #panic("x") "}', r"\# read(\"x\")"],
)
def test_formulas_cannot_carry_code(tex: str) -> None:
    pdf = notebook_to_pdf(markdown(f"before ${tex}$ after"))
    assert '"blocks"' not in squeezed(pdf)
    assert "after" in squeezed(pdf)


@pytest.mark.parametrize(
    "code",
    [
        '$#import "@preview/cetz:0.3.0"$',
        '$x #read("/document.json")$',
        '$#box(read("/document.json"))$',
        '$#text(fill: std.read("x"))$',
        "$x$ #panic() $y$",
    ],
)
def test_formula_code_that_could_reach_out_is_refused(code: str) -> None:
    assert typst_document.checked_code(code) == ""


def test_a_formula_is_set_and_an_unreadable_one_is_printed_as_source() -> None:
    codes = typst_formulas([r"\frac{a}{b}", r"\nosuchmacro{x}"])
    assert codes[r"\frac{a}{b}"] == "a / b"
    assert codes[r"\nosuchmacro{x}"] == ""
    assert r"\nosuchmacro{x}" in squeezed(notebook_to_pdf(markdown(r"$\nosuchmacro{x}$")))


def test_table_header_is_repeated_on_the_next_page() -> None:
    rows = "".join(f"<tr><td>第{i}项</td><td>{i}</td></tr>" for i in range(90))
    head = "<thead><tr><th>公开事项</th><th>条数</th></tr></thead>"
    pages = page_texts(
        notebook_to_pdf(shown({"text/html": f"<table>{head}<tbody>{rows}</tbody></table>"}))
    )
    assert len(pages) > 1
    assert all("公开事项" in page for page in pages)


def test_a_short_table_is_not_parted_by_the_end_of_a_page() -> None:
    rows = "".join(f"<tr><td>第{i}项</td></tr>" for i in range(6))
    for lines in range(30, 40):
        notebook = shown({"text/html": f"<table><tr><th>事项</th></tr>{rows}</table>"})
        notebook.cells.insert(0, v4.new_markdown_cell("行。\n\n" * lines))
        pages = page_texts(notebook_to_pdf(notebook))
        assert sum("第0项" in "".join(page.split()) for page in pages) == 1
        assert all(
            ("第0项" in page) == ("第5项" in page) for page in map("".join, map(str.split, pages))
        )


def test_wide_tables_with_long_words_lose_nothing() -> None:
    columns = [f"column_with_a_long_name_{i}" for i in range(30)]
    cells = [f"{i:02d}" + "字" * 12 + "x" * 40 + f"end{i}" for i in range(30)]
    table = (
        "<table><thead><tr>" + "".join(f"<th>{c}</th>" for c in columns) + "</tr></thead>"
        "<tbody><tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr></tbody></table>"
    )
    pdf = notebook_to_pdf(shown({"text/html": table}))
    with opened(pdf) as document:
        width, height = document[0].get_size()
        assert width > height
        page = document[0]
        textpage = page.get_textpage()
        edges = [textpage.get_charbox(i)[2] for i in range(textpage.count_chars())]
        textpage.close()
        page.close()
    assert max(edges) < width - 50
    text = squeezed(pdf)
    assert text.count("x") == 30 * 40
    assert text.count("字") == 30 * 12


def test_a_narrow_table_stays_on_its_upright_page() -> None:
    table = "<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table>"
    with opened(notebook_to_pdf(shown({"text/html": table}))) as document:
        assert len(document) == 1
        assert document[0].get_width() < document[0].get_height()


def test_columns_of_numbers_lean_to_the_right() -> None:
    table = (
        "<table><thead><tr><th>a name that is long</th></tr></thead>"
        "<tbody><tr><td>1</td></tr><tr><td>22,222</td></tr></tbody></table>"
    )
    with opened(notebook_to_pdf(shown({"text/html": table}))) as document:
        page = document[0]
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        one, last = text.index("\n1") + 1, text.index("22,222") + 5
        right_edges = [textpage.get_charbox(i)[2] for i in (one, last)]
        textpage.close()
        page.close()
    assert right_edges[0] == pytest.approx(right_edges[1], abs=1.5)


def test_hidden_elements_and_styles_of_a_table_are_not_printed() -> None:
    source = (
        "<style>#T_c1 {display: none}</style><script>draw()</script>"
        "<table><tr><td id='T_c0'>shown</td></tr><tr><td id='T_c1'>hidden</td></tr></table>"
    )
    text = squeezed(notebook_to_pdf(shown({"text/html": source})))
    assert "shown" in text
    assert "hidden" not in text
    assert "draw()" not in text


@pytest.mark.parametrize(
    "anchor",
    [
        '<mark id="o123">49125条</mark>',
        '<span id="o123">49125条</span>',
        '<a id="o123"></a>49125条',
        "[]{#o123}49125条",
    ],
)
def test_a_link_leads_to_its_anchor(anchor: str) -> None:
    pages_between = "段落文字。\n\n" * 120
    notebook = markdown("[出处](#o123)", pages_between, f"公开{anchor}。")
    pdf = notebook_to_pdf(notebook)
    inner, _ = links(pdf)
    assert inner == [len(page_texts(pdf)) - 1]
    assert "公开49125条。" in squeezed(pdf)


def test_links_work_from_markdown_into_html_outputs() -> None:
    notebook = shown({"text/html": '<p>原文<mark id="o9">12件</mark></p>'})
    notebook.cells.insert(0, v4.new_markdown_cell("收到[12件](#o9)。"))
    assert links(notebook_to_pdf(notebook))[0] == [0]


def test_a_mark_is_highlighted() -> None:
    def yellow(source: str) -> int:
        with opened(notebook_to_pdf(markdown(source))) as document:
            pixels = document[0].render(scale=1).to_pil().convert("RGB").tobytes()
        return sum(pixels[i] > 240 and pixels[i + 2] < 215 for i in range(0, len(pixels), 3))

    assert yellow("公开<mark>49125条</mark>") > 100
    assert yellow("公开49125条") == 0


def test_a_link_to_nowhere_is_plain_text() -> None:
    pdf = notebook_to_pdf(markdown("[见此](#nowhere) [文件](file:///etc/passwd)"))
    assert links(pdf) == ([], [])
    assert "见此文件" in squeezed(pdf)


def test_anchors_given_twice_do_not_fail() -> None:
    notebook = markdown("[a](#o1) <mark id='o1'>1</mark> <mark id='o1'>2</mark>")
    assert links(notebook_to_pdf(notebook))[0] == [0]


def test_web_links_are_kept() -> None:
    assert links(notebook_to_pdf(markdown("[site](https://example.org/a?b=c)")))[1] == [
        "https://example.org/a?b=c"
    ]


def test_characters_without_a_glyph_are_shown_and_named() -> None:
    text = squeezed(notebook_to_pdf(markdown("表情😀与生僻字𠮷。", title="题")))
    assert "表情〓与生僻字〓。" in text
    assert "U+1F600、U+20BB7" in text


def test_no_note_where_every_character_has_a_glyph() -> None:
    assert "〓" not in squeezed(notebook_to_pdf(markdown("〇①→✓α 全部都有\u200b。\ufeff")))


def test_the_same_notebook_gives_the_same_bytes() -> None:
    notebook = shown({"image/svg+xml": SVG, "text/plain": "x"})
    notebook.cells.append(v4.new_markdown_cell("[a](#b) <mark id='b'>1</mark> $x^2$"))
    assert notebook_to_pdf(notebook) == notebook_to_pdf(notebook)


def test_the_files_time_is_the_notebooks_date_unless_one_is_given() -> None:
    def created(**options: Any) -> str:
        with opened(notebook_to_pdf(markdown("x", date="2018-03-23"), **options)) as document:
            return str(document.get_metadata_dict()["CreationDate"])

    assert created().startswith("D:20180323")
    assert created(timestamp=datetime(2020, 1, 2, tzinfo=UTC)).startswith("D:20200102")


@pytest.mark.parametrize(
    ("mime", "content"), [("image/svg+xml", SVG), ("image/png", png())], ids=["svg", "png"]
)
def test_pictures_are_printed_with_their_caption(mime: str, content: str) -> None:
    notebook = shown({mime: content, "text/plain": "<Figure>"}, {mime: {"caption": "图1 趋势"}})
    pdf = notebook_to_pdf(notebook)
    assert red_share(pdf) > 0.002
    assert "图1趋势" in squeezed(pdf)
    assert "Figure" not in squeezed(pdf)


def test_html_that_pandoc_cannot_read_is_printed_as_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = typst_document._pandoc_blocks

    def choosy(source: str) -> list[dict[str, Any]]:
        if "odd" in source:
            raise RuntimeError("Pandoc died")
        return read(source)

    monkeypatch.setattr(typst_document, "_pandoc_blocks", choosy)
    text = squeezed(notebook_to_pdf(markdown("- an odd one", "**the rest**")))
    assert "anoddone" in text
    assert "therest" in text


def test_a_caption_stands_on_the_page_of_its_picture() -> None:
    for lines in range(30, 40):
        notebook = shown({"image/svg+xml": SVG}, {"caption": "图1 趋势"})
        notebook.cells.insert(0, v4.new_markdown_cell("行。\n\n" * lines))
        pdf = notebook_to_pdf(notebook)
        pages = page_texts(pdf)
        assert "趋势" in pages[-1]
        assert red_share(pdf, len(pages) - 1) > 0.002


def test_a_picture_is_set_in_the_size_that_the_notebook_states() -> None:
    small = notebook_to_pdf(shown({"image/png": png()}, {"image/png": {"width": 40}}))
    large = notebook_to_pdf(shown({"image/png": png()}, {"image/png": {"width": 160}}))
    assert red_share(large) / red_share(small) == pytest.approx(16, rel=0.1)


@pytest.mark.parametrize(
    "source",
    [
        "<table></table>",
        "<ol start='-3'><li>one</li></ol>",
        "<table><tr><td colspan=900 rowspan=900>one</td></tr></table>",
        "<p>one<div><li>two",
        f"<img src='data:image/svg+xml,{SVG}' width=0>",
        "<input type=checkbox><input type=text><math><mi>x</mi>",
        "<b>\ud800</b>\x00\u202e",
        "<h7>one</h7><iframe src='http://example.org'></iframe>",
    ],
)
def test_odd_html_is_no_reason_to_fail(source: str) -> None:
    notebook = shown({"text/html": source, "text/plain": "plain"})
    notebook.cells.append(v4.new_markdown_cell("the rest"))
    assert "therest" in squeezed(notebook_to_pdf(notebook))


def test_attachments_of_markdown_cells_are_printed() -> None:
    notebook = markdown("![red](attachment:a.png)")
    notebook.cells[0].attachments = {"a.png": {"image/png": png()}}
    assert red_share(notebook_to_pdf(notebook)) > 0.002


def test_a_missing_attachment_leaves_its_text() -> None:
    assert "red" in squeezed(notebook_to_pdf(markdown("![red](attachment:gone.png)")))


def test_a_drawing_inside_html_is_printed() -> None:
    assert red_share(notebook_to_pdf(shown({"text/html": f"<div>{SVG}</div>"}))) > 0.002


def test_a_broken_picture_does_not_stop_the_rest() -> None:
    broken = base64.b64encode(b"no picture").decode()
    notebook = shown({"image/png": broken}, {"alt": "growth"})
    notebook.cells.append(v4.new_markdown_cell("the rest"))
    text = squeezed(notebook_to_pdf(notebook))
    assert "growth" in text
    assert "therest" in text


def test_pictures_are_read_from_the_notebooks_folder_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "near.svg").write_text(SVG)
    (tmp_path / "far.svg").write_text(SVG)
    for source, is_printed in (("near.svg", True), ("../far.svg", False)):
        path = folder / "notebook.ipynb"
        path.write_text(v4.writes(markdown(f"![picture]({source})")), encoding="utf-8")
        pdf, _ = Exporter().from_filename(str(path))
        assert (red_share(pdf) > 0.002) is is_printed
        assert ("picture" in squeezed(pdf)) is not is_printed


def test_errors_are_printed_without_colour_codes() -> None:
    error = v4.new_output(
        "error", ename="ValueError", evalue="错", traceback=["\x1b[0;31mValueError\x1b[0m: 错了"]
    )
    notebook = v4.new_notebook(cells=[v4.new_code_cell("f()", outputs=[error])])
    text = squeezed(notebook_to_pdf(notebook))
    assert "ValueError:错了" in text
    assert "[0;31m" not in text


def test_code_is_shown_by_the_exporter_and_left_out_of_reports() -> None:
    notebook = v4.new_notebook(cells=[v4.new_code_cell("answer = 42")])
    shown_pdf, resources = Exporter().from_notebook_node(notebook)
    assert "answer=42" in squeezed(shown_pdf)
    assert "answer" not in squeezed(notebook_to_pdf(notebook))
    assert resources["output_extension"] == ".pdf"


def test_the_exporter_does_not_change_the_notebook() -> None:
    notebook = shown({"text/html": "<p>x</p>", "text/plain": "x"})
    before = str(notebook)
    notebook_to_pdf(notebook)
    assert str(notebook) == before


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        ({"text/plain": "p", "text/html": "<table><tr><td>1</td></tr></table>"}, ["text/html"]),
        ({"text/plain": "p", "text/html": "<div></div><script>draw()</script>"}, ["text/plain"]),
        ({"text/plain": "p", "text/latex": r"\begin{tabular}{l}a\end{tabular}"}, ["text/plain"]),
        ({"text/plain": "p", "text/latex": "$x$", "image/png": "x"}, ["text/latex"]),
        ({"text/plain": "p", "text/markdown": "m", "text/html": "<p>h</p>"}, ["text/markdown"]),
        ({"text/plain": "p", "image/svg+xml": SVG, "image/png": "x"}, ["image/svg+xml"]),
        ({"application/json": "{}"}, []),
    ],
)
def test_the_richest_printable_representation_is_chosen(
    data: dict[str, str], chosen: list[str]
) -> None:
    assert choose_representation(data) == chosen


def archived(pdf: bytes) -> bool:
    return b"pdfaid:part" in pdf and b"pdfuaid:part" in pdf


def test_reports_are_archival_and_carry_their_notebook() -> None:
    notebook = shown({"image/svg+xml": SVG}, {"alt": "红色方块"})
    notebook.metadata.title = "题名"
    attached = {"report.ipynb": (b'{"cells": []}', "application/x-ipynb+json", "notebook")}
    pdf = notebook_to_pdf(notebook, standards=ATTACHED_REPORT, attachments=attached)
    assert archived(pdf)
    with opened(pdf) as document:
        attachment = document.get_attachment(0)
        assert attachment.get_name() == "report.ipynb"
        assert bytes(attachment.get_data()) == b'{"cells": []}'


@pytest.mark.parametrize(
    "notebook",
    [
        shown({"image/svg+xml": SVG}),
        markdown("# 题名\n\n## 一级\n\n#### 三级"),
    ],
    ids=["no alternative text", "skipped heading"],
)
def test_a_standard_that_cannot_be_met_gives_a_plain_file_and_a_warning(
    notebook: NotebookNode, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        pdf = notebook_to_pdf(notebook, standards=ATTACHED_REPORT)
    assert not archived(pdf)
    assert pdf.startswith(b"%PDF")
    assert "does not meet a-3a, ua-1" in caplog.text


def test_an_unknown_standard_is_one_plain_sentence() -> None:
    with pytest.raises(InputError, match="unknown pdf standard: a-9"):
        notebook_to_pdf(markdown("x"), standards=["a-9"])


def test_what_typst_cannot_set_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        error = typst.TypstError("layout did not converge", "")
        error.message, error.hints = "layout did not converge", ["remove a table"]
        raise error

    monkeypatch.setattr(typst_pdf, "_compile", fail)
    with pytest.raises(DisclosureError, match="Notebook could not be set as PDF: layout did not"):
        notebook_to_pdf(markdown("x"))


def test_every_font_is_embedded_and_comes_with_the_packages() -> None:
    pdf = notebook_to_pdf(
        markdown("# 题\n\n正文 `code` **强调** *em* $x$ ✓\n\n- 甲", "```\n代码 code\n```")
    )
    with opened(pdf) as document:
        used = {}
        for item in document[0].get_objects([raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item.raw)
            name = ctypes.create_string_buffer(100)
            raw.FPDFFont_GetBaseFontName(font, name, 100)
            used[name.value.decode().split("-")[0]] = raw.FPDFFont_GetIsEmbedded(font)
    assert all(embedded == 1 for embedded in used.values())
    families = {name.split("+")[-1] for name in used}
    assert {"NotoSerifSC", "NotoSansSC", "DejaVuSansMono"} <= families
    assert families <= {
        "NotoSerifSC", "NotoSansSC", "DejaVuSansMono", "LibertinusSerif", "NewCMMath"
    }  # fmt: skip


def test_nbconvert_knows_the_exporter_by_name() -> None:
    exporter = get_exporter("typst-pdf")
    assert exporter is TypstPDFExporter
    assert Exporter().file_extension == ".pdf"
    assert Exporter().export_from_notebook


def test_charts_get_the_chinese_sans_face() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    from matplotlib import font_manager

    with matplotlib.rc_context():
        family = fonts.use_chinese_fonts()
        assert matplotlib.rcParams["font.family"] == [family]
        found = font_manager.findfont(family, fallback_to_default=False)
    assert Path(found).parent == fonts.font_folder()


def test_coverage_tells_what_the_fonts_can_draw() -> None:
    covered = fonts.covered_characters()
    assert {ord(char) for char in "东区〓①✓α"} <= covered
    assert not {0x1F600, 0x20BB7} & covered

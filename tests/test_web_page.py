import base64
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from disclosure_analysis.publishing.headings import notebook_language, notebook_title
from disclosure_analysis.publishing.publication import MEDIA_TYPES, MOST_CARRIED, downloads_of
from disclosure_analysis.publishing.web_page import Download, notebook_to_page

v4 = nbformat.v4
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h9"/></svg>'
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


def display(metadata: Mapping[str, object] | None = None, **data: str) -> NotebookNode:
    """Return a cell with one output; media types are given with _ for / and no +xml."""
    kinds = {"svg": "image/svg+xml", "png": "image/png", "html": "text/html", "md": "text/markdown"}
    output = v4.new_output(
        "display_data",
        data={kinds.get(k, f"text/{k}"): v for k, v in data.items()},
        metadata=dict(metadata or {}),
    )
    cell: NotebookNode = v4.new_code_cell("show(1)", outputs=[output], execution_count=1)
    return cell


def notebook(*cells: NotebookNode | str, **metadata: object) -> NotebookNode:
    made = [v4.new_markdown_cell(c) if isinstance(c, str) else c for c in cells]
    whole: NotebookNode = v4.new_notebook(cells=made, metadata=metadata)
    return whole


def page(*cells: NotebookNode | str, **metadata: object) -> BeautifulSoup:
    return BeautifulSoup(notebook_to_page(notebook(*cells, **metadata)), "html.parser")


def the(found: Tag | None) -> Tag:
    assert found is not None
    return found


def test_a_chinese_notebook_makes_a_chinese_page_with_its_title() -> None:
    shown = page("# 某区年度报告\n\n正文", language="zh")
    assert the(shown.html)["lang"] == "zh"
    assert the(shown.title).string == "某区年度报告"
    assert [h.get_text() for h in shown.find_all("h1")] == ["某区年度报告"]
    assert the(shown.header).h1 is not None


def test_a_title_in_the_metadata_heads_a_page_that_has_no_heading_of_its_own() -> None:
    shown = page("正文", title="甲 <b>", subtitle="乙", authors=[{"name": "丙"}])
    assert the(shown.h1).get_text() == "甲 <b>"
    assert the(shown.select_one(".subtitle")).get_text() == "乙"
    assert the(shown.select_one("meta[name=author]"))["content"] == "丙"


def test_language_and_title_are_read_off_a_notebook_that_names_none() -> None:
    assert notebook_language(notebook("# Plain words")) == "en"
    assert notebook_language(notebook(display(md="公开"))) == "zh"
    assert notebook_language(notebook("x", language='"><script>')) == "en"
    assert notebook_title(notebook("## b", display(md="# 首章 #\n"))) == "首章"
    assert notebook_title(notebook("text")) == "Notebook"


def test_contents_lead_to_the_headings_in_their_order() -> None:
    shown = page("# 题", "## 概要", "### 一", display(md="### 二"), "## 概要", "### 一")
    links = shown.select("nav.contents a")
    assert [a.get_text() for a in links] == ["概要", "一", "二", "概要", "一"]
    addresses = [str(a["href"]) for a in links]
    assert len(set(addresses)) == 5
    assert all(shown.find(id=address[1:]) for address in addresses)


def test_every_id_stands_once() -> None:
    shown = page("# 题", "## o1", "## main", display(html='<mark id="o1">3条</mark>'), "## o1")
    ids = [tag["id"] for tag in shown.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert the(shown.find(id="o1")).name == "mark"


def test_a_number_in_prose_links_to_the_words_it_was_read_from() -> None:
    shown = page(
        display(md="共 <a href='#o1'>1,102</a> 条，**未收到**申请。"),
        display(html="<p>公开<mark id='o1'>1102条</mark></p>"),
    )
    link = the(shown.select_one("a[href='#o1']"))
    assert link.get_text() == "1,102"
    assert the(shown.find(id="o1")).get_text() == "1102条"


@pytest.mark.parametrize(("kind", "content"), [("svg", SVG), ("png", PNG)])
def test_a_figure_has_alternative_text_and_a_caption(kind: str, content: str) -> None:
    words = {"alt": '两条 "柱"', "caption": "图1 <甲>"}
    mime = "image/svg+xml" if kind == "svg" else "image/png"
    for metadata in ({mime: words}, dict(words)):
        shown = page(display(metadata, **{kind: content}))
        picture = the(shown.select_one("figure img"))
        assert picture["alt"] == '两条 "柱"'
        assert str(picture["src"]).startswith(f"data:{mime};base64,")
        assert the(shown.figcaption).get_text() == "图1 <甲>"


def test_code_is_folded_away_but_there() -> None:
    shown = page(display(md="结果"))
    code = the(shown.select_one("details.code"))
    assert "open" not in code.attrs
    assert "show(1)" in code.get_text()


def test_code_that_prints_nothing_folds_with_a_neighbours_code() -> None:
    silent = [v4.new_code_cell(source) for source in ("import a", "b = 2")]
    shown = page(*silent, display(md="结果"), v4.new_code_cell("c = 3"), "## 章", "文")
    codes = [code.get_text() for code in shown.select("details.code")]
    assert len(codes) == 1
    places = [codes[0].index(words) for words in ("import", "b =", "show(1)", "c = 3")]
    assert places == sorted(places)
    assert "结果" in shown.get_text()


def test_code_that_prints_nothing_stays_where_it_has_no_neighbour() -> None:
    shown = page("## 章", v4.new_code_cell("c = 3"), "## 节")
    assert [code.pre.get_text().strip() for code in shown.select("details.code") if code.pre] == [
        "c = 3"
    ]


def test_a_line_below_the_title_becomes_the_subtitle() -> None:
    shown = page(display(md="# 题\n\n据某区年度报告"), "正文")
    assert the(the(shown.header).select_one(".subtitle")).get_text() == "据某区年度报告"
    longer = page("# 题\n\n据某区年度报告\n\n又一段")
    assert longer.select_one(".subtitle") is None
    assert "据某区年度报告" in the(longer.main).get_text()


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches() -> None:
    shown = page(
        display(html="<table border='1'><caption>表</caption><tr><td>1</td></tr></table>"),
        "| a | b |\n|---|--:|\n| 1 | 2 |",
    )
    boxes = [the(table.find_parent("div", class_="table-scroll")) for table in shown("table")]
    assert [box["tabindex"] for box in boxes] == ["0", "0"]
    assert boxes[0]["aria-label"] == "表"
    assert "border" not in the(shown.table).attrs


ARMED = """
<script>alert(1)</script><img src="https://example.org/a.png" onerror="alert(2)" alt="地图">
<p style="background: url(https://example.org/b)">文</p><iframe src="//example.org"></iframe>
<link rel="stylesheet" href="https://example.org/c.css"><style>@import "d.css";</style>
<video poster="e.png"><source src="f.mp4"></video><a href=" JavaScript:alert(3)">点</a>
<a href="https://example.org/">出处</a><input onfocus="x()" autofocus>
"""


def test_what_a_notebook_would_load_or_run_is_taken_out() -> None:
    shown = page(display(html=ARMED), "![图](https://example.org/g.png)")
    text = str(shown)
    assert not shown.find_all(["script", "iframe", "video[src]"])
    assert not re.search(r"alert|\bon\w+=|@import|url\(https?", text)
    assert not [t for t in shown.find_all(src=True) if not str(t["src"]).startswith("data:")]
    assert "文" in text
    assert the(shown.find("a", string="出处"))["href"] == "https://example.org/"


def test_the_page_forbids_itself_the_network() -> None:
    policy = the(the(page("文").head).select_one("meta[http-equiv=Content-Security-Policy]"))
    assert str(policy["content"]).startswith("default-src 'none'; img-src data:;")
    assert "://" not in re.sub(r"http://www\.w3\.org/2000/svg", "", str(page("文")))


def test_files_are_carried_for_download_and_the_pdf_is_linked() -> None:
    content = "指标,值\n".encode()
    shown = BeautifulSoup(
        notebook_to_page(
            notebook("文"),
            downloads=[Download("metrics.csv", "text/csv", content)],
            pdf_link="report.pdf",
        ),
        "html.parser",
    )
    link = the(shown.select_one("a[download='metrics.csv']"))
    encoded = str(link["href"]).removeprefix("data:text/csv;base64,")
    assert base64.b64decode(encoded) == content
    assert link.get_text() == "指标"
    assert shown.select_one("a[href='report.pdf']") is not None


def test_an_error_a_warning_and_printed_text_are_shown_as_text() -> None:
    cell = v4.new_code_cell(
        "x",
        outputs=[
            v4.new_output("stream", name="stdout", text="a <b> \x1b[31m红\x1b[0m"),
            v4.new_output("stream", name="stderr", text="当心"),
            v4.new_output("error", ename="E", evalue="v", traceback=["\x1b[0;31mE\x1b[0m: <v>"]),
            v4.new_output("execute_result", data={"text/plain": "<结果>"}, execution_count=1),
        ],
    )
    shown = page(cell)
    texts = [pre.get_text() for pre in shown.select("pre.text")]
    assert texts[0] == "a <b> 红"
    assert texts[1] == "当心"
    assert texts[2].strip() == "E: <v>"
    assert texts[3] == "<结果>"


def test_the_same_notebook_gives_the_same_page() -> None:
    whole = notebook("# 题", display({"alt": "a"}, svg=SVG), display(html="<table></table>"))
    assert notebook_to_page(whole) == notebook_to_page(whole)


def test_nbconvert_finds_the_exporter_by_its_name(tmp_path: Path) -> None:
    from nbconvert.exporters import get_exporter

    path = tmp_path / "a.ipynb"
    nbformat.write(notebook("# 题"), path)
    body, resources = get_exporter("disclosure-html")().from_filename(str(path))
    assert "<title>题</title>" in body
    assert resources["output_extension"] == ".html"


def test_a_large_table_stands_beside_the_page_and_a_small_one_in_it() -> None:
    files = dict.fromkeys(MEDIA_TYPES, b"a\n") | {"observations.csv": b"a" * (MOST_CARRIED + 1)}
    offered = {one.name: one for one in downloads_of(files)}
    assert offered["observations.csv"].address == "observations.csv"
    assert offered["metrics.csv"].address.startswith("data:text/csv;base64,")
    shown = notebook_to_page(notebook("文"), downloads=list(offered.values()))
    assert 'download="observations.csv" href="observations.csv"' in shown

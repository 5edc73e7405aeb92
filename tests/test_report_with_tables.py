"""Reports of documents with official tables: what a reader finds of them, and where."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

import form_pages
from conftest import registry_row, write_registry
from disclosure_analysis import figures, listings, prose
from disclosure_analysis.analysis import Analysis, analysis_of
from disclosure_analysis.display import Chart, Prose
from disclosure_analysis.form_facts import short_name
from disclosure_analysis.forms import FORMS, applicants, form_cells
from disclosure_analysis.loaders import read_document
from disclosure_analysis.loaders.contents import Block, Contents, GridCell
from disclosure_analysis.loaders.html import read_html
from disclosure_analysis.loaders.reading import report_from_contents
from disclosure_analysis.publishing.pipeline import build_report
from disclosure_analysis.registry import Registered
from disclosure_analysis.sheets import sheets
from disclosure_analysis.tables import table
from disclosure_analysis.words import records
from made_annexes import annex_page
from made_documents import make_document
from made_up import ROOT, WEST, made_up

LINK = re.compile(r"\[([^\]]+)\]\(#(o[0-9a-f]+)\)")
DESCRIPTIONS = [getattr(prose, name) for name in dir(prose) if name.startswith("describe_")]
SHOWN = [getattr(listings, name) for name in listings.__all__]
WHOLE = [("form2021", "html"), ("form2019", "docx"), ("form2014", "html")]


@cache
def made(form: str, ending: str, *damage: str, seed: int = 5, lang: str = "zh") -> Analysis:
    """Return the analysis of a made document."""
    document = make_document(seed, form, ending, damage)
    truth = document.truth
    registered = Registered(
        place_code=truth.place_code,
        place=truth.place,
        reporter=truth.reporter,
        body=truth.body,
        scope=truth.scope,
        report_year=truth.year,
        file=document.name,
        sha256="0" * 64,
        title=truth.title,
        published="",
        publisher="",
        address="http://www.example.gov.cn/made",
        archived_address="",
        retrieved="",
        rights="official document",
        note="",
    )
    report = read_document(document.content, ending=f".{ending}", source=document.name)
    return analysis_of(report, registered, lang=lang)


def annex(**figures: str) -> Analysis:
    """Return the analysis of a report whose statistical table holds the given figures."""
    rows = [("统计指标", "单位", "统计数")]
    for code, cell in form_cells("annex2014").items():
        rows.append((cell.label, cell.unit or "——", figures.get(f"c{code.replace('.', '_')}", "0")))
    grid = [[GridCell(words) for words in row] for row in rows]
    text = figures.get("text", "一、概述\n工作平稳。")
    blocks: list[Block] = [WEST.title, "发布时间:2016-03-30", *text.split("\n"), grid]
    report = report_from_contents(Contents(blocks), source="west.html")
    return analysis_of(report, WEST, lang=figures.get("lang", "zh"))


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def rows_of(table: Tag) -> list[list[str]]:
    """Return what stands at each place of a table, spans filled in."""
    found: dict[tuple[int, int], str] = {}
    for number, row in enumerate(table.find_all("tr")):
        column = 0
        for cell in row.find_all(["td", "th"]):
            while (number, column) in found:
                column += 1
            height, width = (int(str(cell.get(name, "1"))) for name in ("rowspan", "colspan"))
            for down in range(height):
                for right in range(width):
                    found[number + down, column + right] = cell.get_text()
            column += width
    height = max(row for row, _ in found) + 1
    width = max(column for _, column in found) + 1
    return [[found[row, column] for column in range(width)] for row in range(height)]


def plain(words: str) -> str:
    return LINK.sub(r"\1", words)


@pytest.mark.parametrize(("form", "ending"), WHOLE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_has_its_anchor_once_on_the_page(form: str, ending: str, lang: str) -> None:
    analysis = made(form, ending, lang=lang)
    page = "".join(show(analysis) for show in SHOWN)
    anchors = re.findall(r'id="(o[0-9a-f]+)"', page)
    assert sorted(anchors) == sorted(analysis.observations["id"])
    links = set(re.findall(r'href="#(o[0-9a-f]+)"', page))
    linked = {id_ for describe in DESCRIPTIONS for _, id_ in LINK.findall(describe(analysis))}
    assert links | linked <= set(anchors)


@pytest.mark.parametrize(("form", "ending"), WHOLE)
def test_each_cell_stands_in_the_official_table_as_it_stands_in_the_document(
    form: str, ending: str
) -> None:
    analysis = made(form, ending)
    page = soup(listings.show_official_tables(analysis))
    for row in records(analysis.observations):
        if row.cell:
            cell = page.find(id=row.id)
            assert cell is not None
            assert re.sub(r"[,，\s]", "", cell.get_text()) == re.sub(r"[,，\s]", "", str(row.quote))


def test_part_three_has_the_rows_and_columns_of_the_form() -> None:
    analysis = made("form2021", "html")
    part_three = soup(listings.show_official_tables(analysis)).find("table", class_="part-three")
    assert isinstance(part_three, Tag)
    rows = rows_of(part_three)
    assert len(rows) == 3 + 25
    assert {len(row) for row in rows} == {3 + 7}
    assert rows[1][4:9] == ["法人或其他组织"] * 5
    assert [words.replace("\n", "") for words in rows[2][3:]] == [
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "总计",
    ]
    denied = [row for row in rows if row[1] == "（三）不予公开"]
    assert [row[2][:2] for row in denied] == [f"{number}." for number in range(1, 9)]


@pytest.mark.parametrize("form", ["form2021", "form2019"])
def test_part_four_is_one_row_of_fifteen_figures(form: str) -> None:
    analysis = made(form, "html")
    part_four = soup(listings.show_official_tables(analysis)).find("table", class_="part-four")
    assert isinstance(part_four, Tag)
    rows = rows_of(part_four)
    assert len(rows) == 4
    assert rows[0] == ["行政复议"] * 5 + ["行政诉讼"] * 10
    assert rows[2] == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3


def test_blank_dash_slash_and_zero_are_four_different_things() -> None:
    analysis = annex(c1_2_1="", c1_2_3="——", c1_2_4="/", c1_2_2="0")
    page = soup(listings.show_official_tables(analysis))
    marks = {"1.2.1": "blank", "1.2.3": "dash", "1.2.4": "slash", "1.2.2": "zero"}
    for row in records(analysis.observations):
        if row.cell in marks:
            anchor = page.find(id=row.id)
            assert isinstance(anchor, Tag) and isinstance(anchor.parent, Tag)
            assert anchor.get_text() == row.quote
            assert marks[row.cell] in anchor.parent["class"]
    assert "空格是原表空白；横线是原表所填" in page.get_text()


def test_cells_that_were_refused_or_are_not_there_say_so() -> None:
    analysis = made("form2021", "html", "glued_numbers", "cut_page", seed=8)
    page = soup(listings.show_official_tables(analysis))
    assert len(page.find_all("td", class_="refused")) == 2
    absent = page.find_all("td", class_="absent")
    assert absent and {cell.get_text() for cell in absent} == {"缺"}
    assert "“未读取”" in page.get_text() and "“缺”" in page.get_text()


def test_tables_of_another_year_stand_apart_and_below() -> None:
    analysis = made("form2021", "html", "last_year_table", seed=11)
    assert [sheet.year for sheet in sheets(analysis)] == [analysis.year, analysis.year - 1]
    page = listings.show_official_tables(analysis)
    assert page.index(f"（{analysis.year}年，") < page.index(
        f"文件还载有{analysis.year - 1}年的表格"
    )
    assert len(soup(page).find_all("table")) == 6


def test_without_official_tables_there_is_nothing_to_show() -> None:
    assert listings.show_official_tables(made_up("一、概述\n平稳。")) == ""


@pytest.mark.parametrize(("form", "ending"), WHOLE)
def test_the_list_of_figures_holds_those_of_the_text_and_points_to_the_tables(
    form: str, ending: str
) -> None:
    analysis = made(form, ending)
    cells = (analysis.observations["cell"] != "").sum()
    listed = listings.list_observations(analysis)
    rows = listed.count("<tr>")
    assert rows - bool(rows) == len(analysis.observations) - cells
    assert f"正式表格中的{cells}个单元格" in listed


@pytest.mark.parametrize(("form", "ending"), WHOLE)
def test_tables_of_the_source_stay_tables_and_all_text_is_there_once(
    form: str, ending: str
) -> None:
    analysis = made(form, ending)
    report = analysis.report
    source = soup(listings.show_source(analysis))
    shown = [rows_of(one) for one in source.find_all("table")]
    assert [len(rows) for rows in shown] == [one.height for one in report.tables]
    for rows, one in zip(shown, report.tables, strict=True):
        for cell in one.cells:
            assert rows[cell.row][cell.column] == report.text[cell.start : cell.end].strip()
    end = max(report.sections[-1].end, report.tables[-1].end)
    said = re.sub(r"\s", "", report.text[:end])
    body = source.find("div", class_="source")
    assert isinstance(body, Tag)
    assert re.sub(r"\s", "", body.get_text()).startswith(said)


def test_figures_in_tables_that_are_no_official_form_are_marked_in_the_source() -> None:
    grid = [[GridCell("渠道"), GridCell("条数")], [GridCell("公开政府信息"), GridCell("120条")]]
    report = report_from_contents(Contents([WEST.title, "一、概述", grid]), source="west.html")
    analysis = analysis_of(report, WEST)
    source = listings.show_source(analysis)
    assert len(analysis.observations)
    for id_ in analysis.observations["id"]:
        assert source.count(f'id="{id_}"') == 1


def test_the_text_of_an_annex_follows_that_of_its_report() -> None:
    report = report_from_contents(
        Contents([WEST.title, "一、概述", "工作平稳。", "附件:政府信息公开情况统计表.xls"]),
        source="west.html",
    )
    other = annex(c3_1="7", text="填表人:王小明").report
    analysis = analysis_of(report, WEST, annexes=[other])
    page = soup("".join(show(analysis) for show in SHOWN))
    assert len(page.find_all("div", class_="source")) == 2
    received = analysis.observations[analysis.observations["cell"] == "3.1"]["id"].item()
    anchor = page.find(id=received)
    assert isinstance(anchor, Tag) and anchor.get_text() == "7"
    assert "王小明" not in page.get_text()


def test_applications_are_told_from_the_table() -> None:
    analysis = annex(
        c3_1="12", c3_2="12", c3_2_1="9", c3_2_2="3", c3_3="12", c3_3_2="8", c3_3_4="4"
    )
    text = prose.describe_applications(analysis)
    assert (
        "全年收到政府信息公开申请12件，办结12件，其中按时办结9件，延期办结3件，答复12件。"
        in plain(text)
    )
    assert "办理结果（图3）为：同意公开答复8件、不同意公开答复4件。" in plain(text)
    cells = set(analysis.observations.loc[analysis.observations["cell"] != "", "id"])
    assert {id_ for _, id_ in LINK.findall(text)} <= cells


def test_outcomes_whose_cells_are_not_there_are_said_to_be_unread() -> None:
    text = plain(prose.describe_applications(made("form2021", "html", "cut_page", seed=8)))
    assert "其他处理的单元格缺失或没有读全，以上只是读到的数字。" in text


def test_a_zero_in_the_table_is_told_as_zero_and_not_as_silence() -> None:
    analysis = annex()
    text = plain(prose.describe_applications(analysis))
    assert "全年收到政府信息公开申请0件，办结0件" in text
    assert "表格中行政复议、行政诉讼、举报投诉、依申请公开收费填写为零。" in text
    assert "没有提到" not in text
    assert "收到政府信息公开申请0件" in plain(prose.describe_summary(analysis))


def test_a_cell_without_a_number_is_told_as_such_and_not_as_zero() -> None:
    text = plain(prose.describe_applications(annex(c6="", c4="——")))
    assert "表格中行政复议、举报投诉没有填数字，不能当作零。" in text
    assert "行政复议0件" not in text


def test_text_and_table_that_say_the_same_are_told_once() -> None:
    analysis = annex(c3_1="12", text="三、依申请公开\n全年收到政府信息公开申请12件。")
    assert plain(prose.describe_applications(analysis)).count("12件") == 1
    assert "写法不同" not in prose.describe_document(analysis)


@pytest.mark.parametrize("said", ["全年收到政府信息公开申请15件", "全年未收到政府信息公开申请"])
def test_text_and_table_that_differ_are_told_to_differ(said: str) -> None:
    analysis = annex(c3_1="12", text=f"三、依申请公开\n{said}。")
    told = plain(prose.describe_document(analysis))
    assert "表格为12件。以下以表格为准。" in told
    assert "全年收到政府信息公开申请12件" in plain(prose.describe_applications(analysis))


def test_an_approximate_mention_that_allows_the_cell_is_no_difference() -> None:
    analysis = annex(c3_1="12", text="三、依申请公开\n全年收到政府信息公开申请10余件。")
    assert "differences" not in prose.describe_document(analysis)
    assert "写法不同" not in prose.describe_document(analysis)


@pytest.mark.parametrize(("form", "ending"), WHOLE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_on_tables_are_whole(form: str, ending: str, lang: str) -> None:
    for describe in DESCRIPTIONS:
        text = describe(made(form, ending, lang=lang))
        assert not re.search(r"[{}]|\bnan\b|None|[，。；、：]{2}|,,|\.\.", text), text


def test_the_outcomes_are_drawn_with_their_numbers() -> None:
    analysis = made("form2021", "html", seed=3)
    chart = figures.plot_outcomes(analysis)
    assert isinstance(chart, Chart)
    rows = analysis.observations
    denied = rows[rows["cell"].str.startswith("T3.3.3.") & (rows["applicant"] == "tot")]
    assert f"不予公开 {denied['value'].sum():,.0f}件" in chart.alt
    assert chart.svg == getattr(figures.plot_outcomes(analysis), "svg", "")


def test_outcomes_that_are_all_zero_are_not_drawn() -> None:
    assert figures.plot_outcomes(annex()) == Prose("")
    assert figures.plot_outcomes(made_up("一、概述\n平稳。")) == Prose("")


def test_outcomes_that_do_not_make_up_their_total_have_no_shares() -> None:
    chart = figures.plot_outcomes(annex(c3_3="20", c3_3_2="8", c3_3_4="4"))
    assert isinstance(chart, Chart)
    assert "同意公开答复 8件" in chart.alt
    assert "%" not in chart.alt


def test_the_document_is_listed_with_its_form_and_cells() -> None:
    listed = unescape(listings.list_document(made("form2021", "html", seed=3)))
    assert "2021年格式（国办公开办函〔2021〕30号）" in listed
    assert "应有200格：读到200格" in listed


def test_problems_name_cells_by_their_labels() -> None:
    listed = listings.list_document(made("form2021", "html", "cut_page", seed=8))
    problems = soup(listed).find("ul")
    assert isinstance(problems, Tag)
    assert "表中缺少" in problems.get_text()
    assert not re.search(r"T\d\.", problems.get_text())


def test_metrics_of_groups_are_one_row_a_group() -> None:
    listed = soup(listings.list_metrics(made("form2021", "html", seed=3)))
    groups = listed.find_all("table")[-1]
    names = [row[0] for row in rows_of(groups)[1:]]
    assert "不予公开" in names
    assert max(Counter(names).values()) == 1


@pytest.mark.parametrize(("form", "ending"), WHOLE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_check_has_a_name(form: str, ending: str, lang: str) -> None:
    listed = soup(listings.list_checks(made(form, ending, lang=lang)))
    names = {row.find("td").get_text() for row in listed.select("tbody tr")}  # type: ignore[union-attr]
    assert not [name for name in names if "_" in name]


def test_checks_that_agree_are_folded_where_there_are_many() -> None:
    analysis = made("form2021", "html", "broken_sum", seed=3)
    analysis = replace(analysis, checks=pd.concat([analysis.checks] * 3))
    page = soup(listings.list_checks(analysis))
    folded = page.find("details")
    assert isinstance(folded, Tag)
    assert len(folded.select("tbody tr")) == (analysis.checks["outcome"] == "PASS").sum()
    assert len(page.select("tbody tr")) == len(analysis.checks)


def test_every_official_label_has_english_words() -> None:
    known = {row["label"] for row in table("form_words")}
    cells = {cell.label for form in FORMS for cell in form_cells(form).values()}
    columns = {row["label"] for row in table("form_applicants")}
    assert len(columns) == len(applicants())
    assert cells | columns == known


@pytest.mark.parametrize(
    ("label", "zh", "en"),
    [
        ("（三）不予公开", "不予公开", "denied"),
        ("1.属于国家秘密", "属于国家秘密", "state secret"),
        ("其中：涉及国家秘密", "涉及国家秘密", "state secret"),
        (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "部分公开",
            "granted in part",
        ),
    ],
)
def test_labels_lose_number_and_aside_within_a_sentence(label: str, zh: str, en: str) -> None:
    assert short_name(label, "zh") == zh
    assert short_name(label, "en") == en


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the report of a made page, in a project of its own."""
    root = tmp_path_factory.mktemp("project")
    document = make_document(3, "form2021", "html")
    (root / "data/raw").mkdir(parents=True)
    (root / "data/raw/made.html").write_bytes(document.content)
    for name in ("notebooks", "requirements.lock"):
        (root / name).symlink_to(ROOT / name)
    truth = document.truth
    write_registry(
        root,
        registry_row(
            place_code=truth.place_code,
            place=truth.place,
            reporter=truth.reporter,
            body=truth.body,
            scope=truth.scope,
            report_year=str(truth.year),
            file="made.html",
            sha256=hashlib.sha256(document.content).hexdigest(),
            title=truth.title,
            published="",
        ),
    )
    return build_report(root, truth.year, truth.place_code)[0].parent


def test_every_link_inside_the_page_has_its_target(published: Path) -> None:
    page = (published / "report.html").read_text(encoding="utf-8")
    targets = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(targets)
    assert max(targets.values()) == 1


def test_every_table_of_the_page_scrolls_in_a_box_of_its_own(published: Path) -> None:
    page = soup((published / "report.html").read_text(encoding="utf-8"))
    boxes = [one.find_parent("div", class_="table-scroll") for one in page.find_all("table")]
    assert boxes and all(boxes)


def test_the_tables_fit_upright_pages_of_the_pdf(published: Path) -> None:
    document = PdfDocument(published / "report.pdf")
    try:
        for page in document:
            width, height = page.get_size()
            assert width < height
            places = [text.get_bounds() for text in page.get_objects(filter=[FPDF_PAGEOBJ_TEXT])]
            assert all(left > 0 and right < width for left, _, right, _ in places)
    finally:
        document.close()


def test_nothing_that_is_empty_is_printed(published: Path) -> None:
    document = PdfDocument(published / "report.pdf")
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    assert "''" not in text


def test_a_stray_table_of_an_old_form_is_not_what_the_page_tells() -> None:
    old = annex_page(value=77)
    table_ = old[old.index("<table") : old.index("</table>") + len("</table>")]
    page_ = form_pages.page(f"{form_pages.article()}<p>附件：政府信息公开情况统计表</p>{table_}")
    report = report_from_contents(read_html(page_.encode(), source="own"), source="own")
    own = replace(WEST, report_year=2023)
    said = re.sub(r"\(#\w+\)", "", prose.describe_applications(analysis_of(report, own)))
    assert "77" not in said
    assert "73" in said

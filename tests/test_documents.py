"""Documents of a folder: which there are, and annexes beside their reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosure_analysis.checking import check_documents
from disclosure_analysis.documents import Documents
from disclosure_analysis.errors import DocumentError, InputError
from disclosure_analysis.extraction import extract_observations
from made_annexes import TABLE, annex_docx, annex_page, link, report_page, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "docs", report_html=report_page(), 表_html=annex_page())


def checked(folder: Path, lang: str = "en") -> str:
    paths, check = check_documents([folder], lang=lang)
    return "\n".join(check(path) for path in paths)


def test_an_annex_beside_its_report_counts_as_its_reports(folder: Path) -> None:
    documents = Documents([folder])
    annex = documents.read(folder / "表.html")
    assert annex.reporter == "攀枝花市西区人民政府"
    assert annex.year is not None and annex.year.value == 2016
    assert documents.report_of(folder / "表.html") == folder / "report.html"
    frame = extract_observations(annex)
    assert set(frame["place_code"]) == {"510403"} and set(frame["report_year"]) == {2016}
    assert all(frame["source"].str.endswith("表.html"))


def test_a_report_knows_that_its_annex_is_at_hand(folder: Path) -> None:
    documents = Documents([folder])
    report = documents.read(folder / "report.html")
    assert [one.held for one in report.attachments if one.kind == "annex"] == [True]
    assert [one.reporter for one in documents.annexes(folder / "report.html")] == [report.reporter]
    assert documents.report_of(folder / "report.html") is None


def test_a_document_alone_is_joined_to_nothing(folder: Path) -> None:
    documents = Documents([folder / "表.html"])
    assert documents.read(folder / "表.html").reporter == ""
    assert documents.annexes(folder / "表.html") == ()


def test_annexes_of_another_folder_are_not_joined(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "docs" / "other", 表_html=annex_page())
    documents = Documents([folder / "report.html", other / "表.html"])
    assert documents.report_of(other / "表.html") is None


def test_what_keeps_an_annex_apart_stands_among_its_problems(folder: Path) -> None:
    write(folder, later_html=report_page(year=2017))
    documents = Documents([folder])
    problems = [one.key for one in documents.read(folder / "表.html").problems]
    assert problems == ["annex_ambiguous"]
    report = documents.read(folder / "report.html")
    assert [one.held for one in report.attachments if one.kind == "annex"] == [False]


def test_a_neighbour_that_cannot_be_read_takes_nothing_along(folder: Path) -> None:
    write(folder, broken_docx=b"PK\x03\x04word/", empty_txt=b"")
    documents = Documents([folder])
    assert documents.report_of(folder / "表.html") == folder / "report.html"
    with pytest.raises(DocumentError, match="empty"):
        documents.read(folder / "empty.txt")


def test_reports_of_several_years_each_have_the_annex_that_they_link_to(tmp_path: Path) -> None:
    pages = {f"r{y}_html": report_page(year=y, annex=link(f"./{y}.docx")) for y in (2015, 2016)}
    annexes = {f"{y}_docx": annex_docx() for y in (2015, 2016)}
    folder = write(tmp_path / "docs", **pages, **annexes)
    documents = Documents([folder])
    for year in (2015, 2016):
        assert documents.report_of(folder / f"{year}.docx") == folder / f"r{year}.html"


def test_checks_of_a_report_include_the_figures_of_its_annex(folder: Path) -> None:
    text = checked(folder)
    assert "Cells: 58 expected, 58 found" in text
    assert "“政府信息公开情况统计表” is at hand." in text
    assert f"This is an annex of {folder / 'report.html'}" in text
    assert text.count("FAIL") + text.count("PASS") > 3
    (folder / "表.html").unlink()
    alone = checked(folder)
    assert "Cells:" not in alone
    assert "“政府信息公开情况统计表” is named and not at hand." in alone


def test_an_annex_alone_has_an_account_of_its_own(tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", 表_html=annex_page(f"攀枝花市西区2016年{TABLE}"))
    text = checked(folder)
    assert "Reporter: 攀枝花市西区人民政府; data year: 2016; published: not known." in text
    assert "parts that the law requires" not in text
    assert "58 found" in text


def test_without_a_data_year_nothing_is_checked_and_that_is_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", a_txt="政府信息公开年度报告\n一、概述\n公开信息3条。\n")
    assert "The data year is not known, so nothing was checked." in checked(folder)
    assert "编制机关：不明；数据年份：不明；发布日期：不明。" in checked(folder, "zh")


def test_a_wrong_language_is_told(folder: Path) -> None:
    with pytest.raises(InputError, match="zh"):
        check_documents([folder], lang="fr")


def test_a_check_says_which_places_a_report_may_be_of(tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", a_html=report_page("鼓楼区", 2022))
    assert "The place is not known: “鼓楼区” may be 江苏省南京市鼓楼区 (320106)" in checked(folder)


def test_a_check_says_that_money_has_no_unit(tmp_path: Path) -> None:
    table = (
        "<table><tr><td>信息内容</td><td>采购项目数量</td><td>采购总金额</td></tr>"
        "<tr><td>政府集中采购</td><td>4</td><td>7300</td></tr></table>"
    )
    page = report_page(year=2020).replace("<p>二、", f"{table}<p>二、")
    folder = write(tmp_path / "docs", a_html=page)
    assert checked(folder).count("does not say whether it counts 元 or 万元") == 1

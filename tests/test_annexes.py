"""Which annex belongs to which report; doubtful ones belong to none, and that is said."""

from __future__ import annotations

from datetime import date

import pytest

from disclosure_analysis.annexes import (
    adopt,
    claim_of,
    is_annex,
    join,
    with_annexes,
)
from disclosure_analysis.loaders import read_document
from disclosure_analysis.report import Report
from made_annexes import TABLE, annex_docx, annex_page, link, report_page


def read(page: str | bytes, ending: str = ".html") -> Report:
    content = page if isinstance(page, bytes) else page.encode()
    return read_document(content, ending=ending, source=f"a{ending}")


def annex(title: str = TABLE, line: str = "") -> Report:
    return read(annex_page(title, line))


def joined(reports: dict[str, Report], annexes: dict[str, Report]) -> dict[str, str]:
    return dict(join(reports, annexes).reports)


def doubts(reports: dict[str, Report], annexes: dict[str, Report]) -> dict[str, list[str]]:
    found = join(reports, annexes)
    assert not found.reports
    return {name: [one.key for one in problems] for name, problems in found.doubts.items()}


REPORT = read(report_page())


@pytest.mark.parametrize(
    "page",
    [
        annex_page(),
        annex_page(f"附件1：{TABLE}", "（2016年度）"),
        annex_page(f"攀枝花市西区2016年{TABLE}", "填报单位（盖章）：攀枝花市西区人民政府办公室"),
        annex_page(""),
    ],
)
def test_an_annex_is_told_by_its_title_or_by_holding_nothing_but_the_table(page: str) -> None:
    assert is_annex(read(page))
    assert joined({"r": REPORT}, {"表.html": read(page)}) == {"表.html": "r"}


def test_a_word_file_is_an_annex_as_a_page_is() -> None:
    word = read(annex_docx(TABLE, "（2016年度）"), ".docx")
    assert is_annex(word)
    assert joined({"r": REPORT}, {"表.docx": word}) == {"表.docx": "r"}


@pytest.mark.parametrize(
    "text",
    [
        "攀枝花市西区2016年政府信息公开工作年度报告\n附政府信息公开情况统计表\n一、概述\n无。\n",
        "只有一行字。\n",
    ],
)
def test_a_report_is_no_annex(text: str) -> None:
    assert not is_annex(read(text.encode(), ".txt"))


def test_the_link_of_a_page_names_its_file_whatever_the_file_is_called() -> None:
    one = read(report_page(annex=link("files/P0201.doc", "附件下载")))
    other = read(report_page(year=2015, annex=f"附件：{TABLE}"))
    claim = claim_of(one, annex(), "P0201.doc")
    assert claim is not None and claim.attachment.address == "files/P0201.doc"
    assert joined({"2016": one, "2015": other}, {"P0201.doc": annex()}) == {"P0201.doc": "2016"}


def test_an_annex_goes_to_the_report_of_its_year_and_place() -> None:
    reports = {str(year): read(report_page(year=year)) for year in (2015, 2016, 2017)} | {
        "东区": read(report_page("攀枝花市东区"))
    }
    annexes = {
        "a.html": annex(TABLE, "（2017年度）填报单位：攀枝花市西区人民政府办公室"),
        "b.html": annex(f"攀枝花市东区2016年{TABLE}"),
        "西区2015年统计表.html": annex(),
    }
    assert joined(reports, annexes) == {
        "a.html": "2017",
        "b.html": "东区",
        "西区2015年统计表.html": "2015",
    }


def test_an_annex_that_several_reports_may_mean_is_joined_to_none_and_names_them() -> None:
    reports = {"a.html": read(report_page(year=2015)), "b.html": read(report_page(year=2016))}
    assert doubts(reports, {"表.html": annex()}) == {"表.html": ["annex_ambiguous"]}
    sentence = join(reports, {"表.html": annex()}).doubts["表.html"][0].sentence()
    assert "a.html、b.html" in sentence


@pytest.mark.parametrize(
    ("title", "line", "problem"),
    [
        (f"2015年{TABLE}", "", "annex_year"),
        (f"攀枝花市东区{TABLE}", "", "annex_place"),
        (f"攀枝花市西区教育局{TABLE}", "", "annex_reporter"),
        (TABLE, "填报单位：攀枝花市西区教育局", "annex_reporter"),
    ],
)
def test_an_annex_of_another_year_place_or_body_is_not_joined_even_if_linked(
    title: str, line: str, problem: str
) -> None:
    other = annex(title, line)
    assert doubts({"r": REPORT}, {"表.html": other}) == {"表.html": ["annex_not_joined", problem]}
    linked = read(report_page(annex=link("表.html", f"附件：{TABLE}.html")))
    assert doubts({"r": linked}, {"表.html": other}) == {"表.html": ["annex_not_joined", problem]}


def test_a_year_in_a_files_name_counts_where_the_annex_names_none() -> None:
    found = doubts({"r": REPORT}, {"2015年统计表.html": annex()})
    assert found == {"2015年统计表.html": ["annex_not_joined", "annex_year"]}
    assert joined({"r": REPORT}, {"2016年统计表.html": annex()}) == {"2016年统计表.html": "r"}


def test_a_table_saved_twice_is_joined_to_none() -> None:
    annexes = {"表.html": annex(), "表.docx": read(annex_docx(), ".docx")}
    assert doubts({"r": REPORT}, annexes) == {
        "表.html": ["annex_twice"],
        "表.docx": ["annex_twice"],
    }


def test_of_two_files_the_linked_one_is_the_annex() -> None:
    report = read(report_page(annex=link("x/表.docx")))
    annexes = {"表.html": annex(), "表.docx": read(annex_docx(), ".docx")}
    found = join({"r": report}, annexes)
    assert dict(found.reports) == {"表.docx": "r"}
    assert [one.key for one in found.doubts["表.html"]] == ["annex_twice"]


def test_an_annex_that_no_report_names_is_left_alone() -> None:
    report = read(report_page(annex="特此报告。"))
    found = join({"r": report}, {"表.html": annex()})
    assert not found.reports and not found.doubts


def test_an_annex_that_stands_in_the_report_itself_claims_no_file() -> None:
    page = report_page().replace("</body></html>", annex_page().removeprefix("<html><body>"))
    assert joined({"r": read(page)}, {"表.html": annex()}) == {}


def test_an_adopted_annex_has_the_key_of_its_report_and_says_what_contradicts_it() -> None:
    adopted = adopt(annex(f"2015年{TABLE}"), REPORT)
    assert adopted.place == REPORT.place and adopted.year == REPORT.year
    assert (adopted.reporter, adopted.body, adopted.scope) == (
        "攀枝花市西区人民政府",
        "government",
        "area",
    )
    assert [one.key for one in adopted.problems] == ["annex_year"]
    for lang in ("zh", "en"):
        assert "2015" in adopted.problems[0].sentence(lang)
        assert "2016" in adopted.problems[0].sentence(lang)


def test_the_office_that_fills_in_the_table_does_not_contradict_its_government() -> None:
    for office in ("攀枝花市西区人民政府办公室", "西区政府办", "区政务服务管理局"):
        adopted = adopt(annex(TABLE, f"填报单位：{office}"), REPORT)
        assert adopted.problems == ()


def test_a_report_holds_the_annexes_that_it_is_given() -> None:
    assert [one.held for one in with_annexes(REPORT, [annex()]).attachments] == [True]
    assert [one.held for one in with_annexes(REPORT, []).attachments] == [False]


def test_an_annex_published_on_a_day_of_its_own_keeps_it() -> None:
    dated = annex(TABLE, "发布时间：2017-02-01")
    adopted = adopt(dated, REPORT)
    assert adopted.published is not None and adopted.published.value == date(2017, 2, 1)

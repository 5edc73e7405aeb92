"""Practices, problems and measures as a page shows them: the report's own words, coded."""

from __future__ import annotations

import re
from html import unescape

import pytest

from disclosure_analysis import listings, prose
from disclosure_analysis.tables import table
from disclosure_analysis.words import labels
from made_up import first_report, made_up


def rows_of(html: str) -> list[list[str]]:
    rows = (re.findall("<td[^>]*>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", html))
    return [[unescape(re.sub("<[^>]+>", "", cell)) for cell in row] for row in rows if row]


def test_problems_and_measures_are_the_reports_own_words_with_their_codes() -> None:
    rows = rows_of(listings.list_practices(first_report()))
    assert ["信息安全意识有待加强", "审查与安全把关不严"] in rows
    assert ["三是加强宣传，提升公众参与力度", "加强互动回应、加强宣传"] in rows


def test_practices_stand_by_group_each_group_named_once() -> None:
    rows = [row for row in rows_of(listings.list_practices(first_report())) if len(row) == 3]
    groups = [row[0] for row in rows if row[0]]
    assert groups[:2] == ["组织领导", "制度文件"]
    assert len(groups) == len(set(groups))
    assert [row[1] for row in rows[:3]] == ["领导小组", "责任分工", "研究部署"]


def test_every_quote_links_to_a_place_in_the_source_text() -> None:
    for analysis in (first_report(), made_up("一、概述\n举办培训三期，公开信息12条。")):
        page = listings.list_practices(analysis)
        places = re.findall(r'href="#(t\d+)"', page)
        assert places
        assert set(places) <= set(re.findall(r'id="(t\d+)"', listings.show_source(analysis)))


def test_a_place_stands_right_before_its_passage() -> None:
    source = listings.show_source(made_up("一、概述\n平稳。举办培训三期。"))
    assert re.search(r'平稳。<span id="t\d+"></span>举办', source)


def test_a_report_that_names_nothing_says_so() -> None:
    page = listings.list_practices(made_up("一、概述\n平稳。"))
    assert page.count(labels("zh")["nothing_named"]) == 3
    assert "<table>" not in page


def test_contacts_stay_out_of_quotes() -> None:
    page = listings.list_practices(made_up("一、概述\n开通监督电话0812-2222301。"))
    assert "开通监督电话" in page
    assert "2222301" not in page


def test_hostile_words_are_shown_and_never_run() -> None:
    page = listings.list_practices(made_up("一、概述\n举办培训<script>三期。"))
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_long_words_are_cut_and_frequent_ones_counted() -> None:
    page = listings.list_practices(made_up("一、概述\n" + "举办培训班一期。" * 3))
    assert "（共3处）" in page
    assert page.count("举办培训班一期") == 2
    long = "举办培训" + "一" * 80
    assert f"{long[:60]}……" in listings.list_practices(made_up(f"一、概述\n{long}。"))


def test_the_english_edition_names_codes_in_english() -> None:
    rows = rows_of(listings.list_practices(first_report("en")))
    assert ["信息安全意识有待加强", "Review or security wanting"] in rows


def test_prose_tells_figures_only() -> None:
    text = prose.describe_practice(first_report())
    assert "听取政务公开工作汇报" in text
    assert "有待加强" not in text


@pytest.mark.parametrize("group", sorted({row["group"] for row in table("practices")}))
def test_every_group_has_a_name(group: str) -> None:
    for lang in ("zh", "en"):
        assert labels(lang)[f"practice_group_{group}"]

"""Who reports, where, on which year and when: titles, page lines and openings of many shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_analysis.loaders.contents import Contents
from disclosure_analysis.loaders.reading import report_from_contents, report_from_text
from disclosure_analysis.loaders.reporters import body_of, read_reporter, without_citations
from disclosure_analysis.report import Report

OPENINGS = Path(__file__).parent / "fixtures/openings.txt"
PARTS = "一、总体情况\n全年工作平稳。"
USUAL = "根据《中华人民共和国政府信息公开条例》规定,编制本年度报告。\n\n" + PARTS


@dataclass(frozen=True)
class Opening:
    """The beginning of a document, and what is to be read off it."""

    text: str
    said: tuple[str, ...]
    title: str
    problems: tuple[str, ...]


def openings(section: str) -> pytest.MarkDecorator:
    """Give a test the openings of a section of the file."""
    text = OPENINGS.read_text(encoding="utf-8").partition(f"## {section}\n")[2]
    blocks = text.partition("\n## ")[0].strip("\n").split("\n\n")
    found = [opening(block) for block in blocks]
    return pytest.mark.parametrize("one", found, ids=[one.text.split("\n")[0] for one in found])


def opening(block: str) -> Opening:
    words = re.findall(r"^-> (?!title |problems )(.*)$", block, re.M)[0]
    title = re.findall(r"^-> title (.*)$", block, re.M)
    problems = re.findall(r"^-> problems (.*)$", block, re.M)
    lines = [line for line in block.split("\n") if not line.startswith("-> ")]
    text = "\n".join({"…": USUAL, "+": PARTS}.get(line, line) for line in lines)
    said = tuple(word.strip() for word in words.split("|"))
    return Opening(f"{text}\n", said, "".join(title), tuple("".join(problems).split()))


def said(report: Report) -> tuple[str, ...]:
    """What a report says of itself, in the order of the file."""
    return (
        report.place.full_name if report.place else "",
        report.reporter,
        report.body,
        report.scope,
        str(report.year.value) if report.year else "",
        report.published.value.isoformat() if report.published else "",
        report.source_line.value if report.source_line else "",
    )


def assert_reads(one: Opening) -> None:
    report = report_from_text(one.text, source="a.txt")
    assert said(report) == one.said
    assert tuple(problem.key for problem in report.problems) == one.problems
    if one.title:
        assert report.title is not None and report.title.value == one.title


def problems_of(report: Report) -> list[str]:
    return [problem.key for problem in report.problems]


@openings("a government reports on its area")
def test_a_government_reports_on_its_area(one: Opening) -> None:
    assert_reads(one)


@openings("a department reports on itself")
def test_a_department_reports_on_itself(one: Opening) -> None:
    assert_reads(one)


@openings("a town or a street reports on itself")
def test_a_town_or_a_street_reports_on_itself(one: Opening) -> None:
    assert_reads(one)


@openings("zones, hospitals and companies are other bodies")
def test_zones_hospitals_and_companies_are_other_bodies(one: Opening) -> None:
    assert_reads(one)


@openings("who is not named is not guessed")
def test_who_is_not_named_is_not_guessed(one: Opening) -> None:
    assert_reads(one)


@pytest.mark.parametrize(
    ("name", "year", "code", "as_it_was"),
    [
        ("郫县", 2015, "510124", "四川省成都市郫县"),
        ("郫县", 2016, "510117", "四川省成都市郫都区"),
        ("郫都区", 2015, "510124", "四川省成都市郫县"),
        ("邢台市桥东区", 2020, "130502", "河北省邢台市襄都区"),
        ("富阳区", 2012, "330183", "浙江省杭州市富阳市"),
        ("普兰店市", 2018, "210214", "辽宁省大连市普兰店区"),
    ],
)
def test_a_place_has_the_code_and_name_of_the_data_year(
    name: str, year: int, code: str, as_it_was: str
) -> None:
    reporter = read_reporter(f"{name}{year}年政府信息公开工作年度报告", year)
    assert reporter.place is not None
    assert (reporter.place.code, reporter.place.full_name) == (code, as_it_was)
    assert reporter.name.endswith(f"{name.removeprefix('邢台市')}人民政府")


def test_a_merged_district_does_not_take_the_code_of_what_it_became_part_of() -> None:
    report = report_from_text("杭州市江干区2021年政府信息公开年度报告\n", source="a.txt")
    assert report.place is not None and report.place.code == "330104"
    assert problems_of(report) == ["place_not_then"]
    assert "330104" in report.problems[0].sentence() and "2021" in report.problems[0].sentence("zh")


def test_a_name_that_districts_shared_then_names_none_even_if_one_bears_it_today() -> None:
    assert read_reporter("桥东区2013年政府信息公开年度报告", 2013).place is None
    alone = read_reporter("桥东区2021年政府信息公开年度报告", 2021).place
    assert alone is not None and alone.prefecture == "张家口市"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("人民法院", "department"),
        ("人民医院", "other"),
        ("实验学校", "other"),
        ("街道社区卫生服务中心", "other"),
        ("政务服务中心", "department"),
        ("城关镇人民政府", "township"),
        ("城关镇党政办", "township"),
        ("嘎查苏木", "township"),
        ("驻京办事处", "department"),
        ("工业园区管委会", "other"),
        ("", ""),
    ],
)
def test_the_ending_of_a_name_tells_the_kind_of_body(name: str, body: str) -> None:
    assert body_of(name) == body


def test_cited_documents_and_comparisons_are_blanked_out_in_their_places() -> None:
    text = "按照《某县人民政府办公室关于做好2019年年度报告工作的通知》,与2018年相比,2020年平稳。"
    plain = without_citations(text)
    assert len(plain) == len(text)
    assert re.findall(r"20\d\d", plain) == ["2020"]


def page(heading: str, line: str, **named: object) -> Report:
    blocks = [heading, line, "按照要求编制本报告。", "一、总体情况", "全年平稳。"]
    return report_from_contents(Contents(blocks, **named), source="a.html")  # type: ignore[arg-type]


def test_meta_tags_supply_what_the_page_does_not_print() -> None:
    report = page(
        "2019年政府信息公开工作年度报告",
        "字号：大 中 小",
        title="资中县水利局2019年政府信息公开工作年度报告",
        published=date(2020, 1, 14),
        publisher="资中县水利局",
    )
    assert said(report)[1:6] == ("内江市资中县水利局", "department", "own", "2019", "2020-01-14")
    assert report.problems == ()


def test_meta_tags_of_another_year_place_or_day_are_reported() -> None:
    report = page(
        "资中县水利局2019年政府信息公开工作年度报告",
        "发布时间：2020-01-14",
        title="威远县水利局2018年政府信息公开工作年度报告",
        published=date(2019, 1, 15),
    )
    assert sorted(problems_of(report)) == ["dates_differ", "places_differ", "years_differ"]
    assert said(report)[1:6] == ("内江市资中县水利局", "department", "own", "2019", "2020-01-14")


@pytest.mark.parametrize(
    "line",
    [
        "来源：资中县人民政府办公室",
        "来源：内江市人民政府网站",
        "来源：四川日报",
        "来源：新华网",
        "来源：朝阳网",
        "来源：资中县融媒体中心",
    ],
)
def test_the_office_or_the_site_that_published_contradicts_nobody(line: str) -> None:
    assert page("资中县水利局2019年政府信息公开工作年度报告", line).problems == ()


@pytest.mark.parametrize(
    "words",
    [
        "本报告由资中县人民政府办公室编制。",
        "本报告由县政府办公室根据各部门数据编制。",
        "本报告由县府办编制。",
        "本报告由县政务服务管理局编制。",
        "本报告由中共资中县委办公室编制。",
        "现将2018年报告的后续情况与2019年政府信息公开工作情况一并公布。",
        "2018年度政府信息公开工作年度报告已公布,现公布2019年度政府信息公开工作年度报告。",
        "依据《内江市关于做好2018年政府信息公开工作年度报告编制的通知》编制。",
        "数据期限为2019年1月1日至2019年12月31日,规划期限为2011年1月1日至2015年12月31日。",
    ],
)
def test_ordinary_openings_of_a_county_contradict_nothing(words: str) -> None:
    report = report_from_text(
        f"资中县2019年政府信息公开工作年度报告\n{words}\n{PARTS}\n", source="a.txt"
    )
    assert report.problems == ()
    assert said(report)[1:5] == ("内江市资中县人民政府", "government", "area", "2019")


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("攀枝花市教育局", "市教育局"),
        ("资中县文化广播电视和旅游局", "县文广旅局"),
        ("资中县发展和改革局", "资中县发改局"),
        ("资中县住房和城乡建设局", "县住建局"),
        ("资中县卫生健康局", "县卫健局"),
        ("资中县球溪镇人民政府", "球溪镇"),
    ],
)
def test_a_shortened_name_contradicts_nobody(title: str, short: str) -> None:
    report = report_from_text(
        f"{title}2019年政府信息公开工作年度报告\n现公布{short}2019年政府信息公开年度报告。\n{PARTS}\n",
        source="a.txt",
    )
    assert report.problems == ()


def test_a_period_is_read_with_spaces_between_its_digits_and_words() -> None:
    report = report_from_text(
        f"资中县政府信息公开年度报告\n统计自 2019 年 1 月 1 日起至 12 月 31 日止。\n{PARTS}\n",
        source="a.txt",
    )
    assert report.period is not None and report.period.value.last == date(2019, 12, 31)
    assert report.year is not None and report.year.value == 2019


def test_the_beginning_of_a_period_is_no_day_of_publication() -> None:
    for words in ("统计起止时间：2019年1月1日至2019年12月31日", "时间：2019年1月1日-12月31日"):
        report = report_from_text(
            f"资中县2019年政府信息公开年度报告\n{words}\n{PARTS}\n", source="a.txt"
        )
        assert report.published is None


@pytest.mark.parametrize(
    ("title", "year", "name"),
    [
        ("安徽省巢湖市人民政府2008年政府信息公开年度报告", 2008, "巢湖市人民政府"),
        ("河北省新区管委会2012年政府信息公开年度报告", 2012, "河北省新区管委会"),
    ],
)
def test_a_prefecture_of_the_year_goes_before_a_county_of_another(
    title: str, year: int, name: str
) -> None:
    assert read_reporter(title, year).name == name


@pytest.mark.parametrize(
    "title",
    [
        "资中县教育局（含下属学校；2019年政府信息公开年度报告",
        "资中县教育局，2019年政府信息公开年度报告",
        "“资中县教育局”2019年政府信息公开年度报告",
    ],
)
def test_what_is_added_to_a_name_does_not_make_it_the_governments(title: str) -> None:
    assert read_reporter(title, 2019).name == "内江市资中县教育局"


@given(
    st.text(alphabet=st.sampled_from("资中县教育局人民政府2019年度信息公开报告（）《》：，。 \n0"))
)
def test_any_title_is_read_without_a_fault(words: str) -> None:
    report = report_from_text(words, source="a.txt")
    assert (report.reporter == "") or report.body
    if report.title is not None:
        assert report.title.value


def test_long_lines_are_read_in_reasonable_time() -> None:
    for words in ("2019年政府信息公开", "本报告由资中县", "关于做好", "来源：", "《", "第"):
        started = monotonic()
        report_from_text(words * 20_000, source="a.txt")
        assert monotonic() - started < 5

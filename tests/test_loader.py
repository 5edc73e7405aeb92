"""What a loader reads off a document: who, where, when, and its parts."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders import read_plain_text, read_report
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.report import Period, Reading, Report

FIRST = Path(__file__).parents[1] / "data/raw/510402-2017.txt"

SMALL = """\
成都市双流区2019年政府信息公开工作年度报告

发布日期：2020年1月21日　　信息来源：双流区政务中心

本报告包括概述、主动公开、依申请公开三个部分，数据期限为2019年1月1日至2019年12月31日。

一、概述
　　全年平稳。
（一）组织领导
　　一是专人负责，每周更新。二是按月通报；三是年终考核。
（二）制度。健全了审查制度。
二、主动公开
1.公开网站
　　公开信息30条。
2．公开栏
三、依申请公开
无。
"""


def of(text: str) -> Report:
    return report_from_text(text, source="small.txt")


def titles(report: Report) -> list[tuple[int, str, str]]:
    return [(s.level, s.number, s.title) for s in report.all_sections()]


@pytest.fixture(scope="module")
def first() -> Report:
    return read_report(FIRST)


def test_the_first_report_says_who_reports_where_on_what_year_and_when(first: Report) -> None:
    assert first.title is not None and first.place is not None
    assert first.title.value == "攀枝花市东区2017年政府信息公开工作年度报告"
    assert (first.place.code, first.place.full_name) == ("510402", "四川省攀枝花市东区")
    assert (first.reporter, first.body, first.scope) == (
        "攀枝花市东区人民政府",
        "government",
        "area",
    )
    assert first.year is not None and first.year.value == 2017
    assert first.published is not None and first.published.value == date(2018, 3, 23)
    assert first.source_line is not None and first.source_line.value == "东区政府办公室"
    assert first.period is not None
    assert first.period.value == Period(date(2017, 1, 1), date(2017, 12, 31))


def test_the_first_report_announces_seven_parts_and_has_them(first: Report) -> None:
    assert first.announced_parts is not None
    assert first.announced_parts.value.count == 7
    assert len(first.announced_parts.value.names) == 7
    assert first.announced_parts.value.names[4] == "因政府信息公开申请行政复议、提起行政诉讼情况"
    assert [section.number for section in first.sections] == [f"{n}、" for n in "一二三四五六七"]


def test_the_first_report_has_headings_below_headings(first: Report) -> None:
    below = {s.number: [child.number for child in s.children] for s in first.sections}
    assert below["一、"] == ["(一)", "(二)", "(三)"]
    assert below["二、"] == ["(一)", "(二)", "(三)", "(四)"]
    assert below["六、"] == ["一是", "二是", "三是"]
    assert [child.title for child in first.sections[1].children] == [
        "政府网站", "新闻媒体", "微博、微信", "其它",
    ]  # fmt: skip


def test_the_first_report_names_figures_and_an_annex_that_it_does_not_hold(first: Report) -> None:
    assert [(a.kind, a.label, a.title, a.held) for a in first.attachments] == [
        ("figure", "图1", "2016年和2017年政府信息公开情况对比图", False),
        ("figure", "图2", "2017年政府信息公开发布情况", False),
        ("annex", "附件1", "政府信息公开情况统计表.doc", False),
    ]


def test_names_of_staff_stand_in_no_section_of_the_first_report(first: Report) -> None:
    end = max(section.end for section in first.sections)
    assert first.text[:end].endswith("公开的信息数据。")
    assert "审核" in first.text[end:]


@pytest.mark.parametrize("text", [FIRST.read_text(encoding="utf-8"), SMALL])
def test_offsets_give_the_words_that_were_read(text: str) -> None:
    report = of(text)
    assert report.text == text
    for name in ("title", "source_line"):
        reading: Reading[str] = getattr(report, name)
        assert text[reading.start : reading.end] == reading.value
    assert report.year is not None
    assert text[report.year.start : report.year.end].startswith(str(report.year.value))
    assert report.published is not None
    assert str(report.published.value.year) in text[report.published.start : report.published.end]
    assert report.announced_parts is not None
    announced = text[report.announced_parts.start : report.announced_parts.end]
    assert all(name in announced for name in report.announced_parts.value.names)
    for section in report.all_sections():
        assert text.startswith(section.number, section.start)
        assert section.title in text[section.start : section.body]
    for attachment in report.attachments:
        words = text[attachment.start : attachment.end]
        assert words.startswith(attachment.label) and words.endswith(attachment.title)


def test_full_width_punctuation_is_read_as_what_it_means() -> None:
    report = of(SMALL)
    assert report.published is not None and report.published.value == date(2020, 1, 21)
    assert report.source_line is not None and report.source_line.value == "双流区政务中心"
    assert report.announced_parts is not None
    assert report.announced_parts.value.names == ("概述", "主动公开", "依申请公开")
    assert report.announced_parts.value.count == 3
    assert titles(report) == [
        (1, "一、", "概述"),
        (2, "（一）", "组织领导"),
        (5, "一是", "专人负责"),
        (5, "二是", "按月通报"),
        (5, "三是", "年终考核"),
        (2, "（二）", "制度"),
        (1, "二、", "主动公开"),
        (3, "1.", "公开网站"),
        (3, "2．", "公开栏"),
        (1, "三、", "依申请公开"),
    ]


@given(st.integers(0, len(SMALL) - 1))
def test_the_sections_around_an_offset_lie_in_one_another(offset: int) -> None:
    around = of(SMALL).section_at(offset)
    assert [section.level for section in around] == sorted({s.level for s in around})
    for outer, inner in pairwise(around):
        assert inner in outer.children


def test_a_heading_that_runs_into_its_paragraph_ends_at_the_first_full_stop() -> None:
    report = of("一、工作\n(一)政府网站。网站公开信息30条。\n")
    section = report.sections[0].children[0]
    assert section.title == "政府网站"
    assert report.text[section.body : section.end].strip() == "网站公开信息30条。"


def test_a_long_numbered_sentence_is_no_heading() -> None:
    report = of(
        "一、工作\n(一)" + "各单位按照要求认真落实," * 8 + "公开信息30条。\n二、其他\n无。\n"
    )
    assert titles(report) == [(1, "一、", "工作"), (1, "二、", "其他")]


def test_a_number_with_decimals_begins_no_heading() -> None:
    assert titles(of("一、工作\n3.5万条信息公开。\n")) == [(1, "一、", "工作")]


def test_the_name_above_the_title_belongs_to_it() -> None:
    report = of("攀枝花市东区人民政府\n2018年政府信息公开工作年度报告\n一、概述\n公开3条。\n")
    assert report.title is not None and report.year is not None
    assert report.title.value == "攀枝花市东区人民政府2018年政府信息公开工作年度报告"
    assert (report.reporter, report.body) == ("攀枝花市东区人民政府", "government")
    assert report.year.value == 2018


@pytest.mark.parametrize(
    ("title", "reporter", "body", "scope"),
    [
        (
            "2018年攀枝花市东区政府信息公开工作年度报告",
            "攀枝花市东区人民政府",
            "government",
            "area",
        ),
        ("攀枝花市东区人民政府信息公开2018年度报告", "攀枝花市东区人民政府", "government", "area"),
        ("攀枝花市东区财政局2018年政府信息公开年度报告", "攀枝花市东区财政局", "department", "own"),
        ("攀枝花市东区银江镇2018年政府信息公开年度报告", "攀枝花市东区银江镇", "township", "own"),
        (
            "攀枝花市东区东华街道办事处2018年政务公开工作年度报告",
            "攀枝花市东区东华街道办事处",
            "township",
            "own",
        ),
        (
            "攀枝花市东区人民政府办公室2018年政府信息公开工作年度报告",
            "攀枝花市东区人民政府办公室",
            "department",
            "own",
        ),
        (
            "四川省攀枝花市米易县2018年政府信息公开工作年报",
            "攀枝花市米易县人民政府",
            "government",
            "area",
        ),
        ("攀枝花市东区某某2018年政府信息公开工作年报", "攀枝花市东区某某", "other", "own"),
    ],
)
def test_the_title_tells_the_reporting_body(
    title: str, reporter: str, body: str, scope: str
) -> None:
    report = of(f"{title}\n一、概述\n公开3条。\n")
    assert (report.reporter, report.body, report.scope) == (reporter, body, scope)
    assert report.year is not None and report.year.value == 2018


def test_a_year_that_the_title_lacks_is_read_from_the_period() -> None:
    report = of(
        "攀枝花市东区政府信息公开年度报告\n数据自2016年1月1日起至12月31日止。\n一、概述\n略。\n"
    )
    assert report.year is not None and report.year.value == 2016


def test_what_a_text_does_not_say_is_absent() -> None:
    report = of("只有一行字,没有别的")
    readings = (report.title, report.year, report.published, report.period, report.announced_parts)
    assert readings == (None,) * 5
    assert (report.place, report.reporter, report.body, report.scope) == (None, "", "", "")
    assert report.sections == () and report.attachments == ()


def test_a_day_that_the_calendar_lacks_is_no_day_of_publication() -> None:
    report = of("攀枝花市东区2018年政府信息公开年度报告\n发布时间:2019-02-30\n一、概述\n略。\n")
    assert report.published is None


def test_the_number_of_parts_decides_where_a_list_of_names_is_cut() -> None:
    names = "本报告由总体情况,行政复议、行政诉讼情况,存在问题、其他事项等四部分组成。\n"
    report = of("攀枝花市东区2021年政府信息公开工作年度报告\n" + names + "一、总体情况\n略。\n")
    assert report.announced_parts is not None
    assert report.announced_parts.value.names == (
        "总体情况", "行政复议、行政诉讼情况", "存在问题", "其他事项",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_give_the_same_text(encoding: str) -> None:
    assert read_plain_text(SMALL.encode(encoding), source="a.txt").text == SMALL


def test_line_ends_of_windows_change_neither_headings_nor_offsets() -> None:
    text = SMALL.replace("\n", "\r\n")
    report = read_plain_text(text.encode(), source="a.txt")
    assert report.text == text
    assert titles(report) == titles(of(SMALL))


@pytest.mark.parametrize("content", [b"", b" \n\t "])
def test_an_empty_document_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^a\.txt: the document is empty"):
        read_plain_text(content, source="a.txt")


@pytest.mark.parametrize("content", [b"%PDF-1.7\x00\x01", b"\xff\xfe\x00", bytes(range(256))])
def test_a_document_that_is_no_text_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^a\.txt: the document is damaged or no text"):
        read_plain_text(content, source="a.txt")


def test_a_document_of_many_megabytes_is_refused() -> None:
    with pytest.raises(DocumentError, match="too many"):
        read_plain_text(b"1" * 5_000_001, source="a.txt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.txt: there is no such file"):
        read_report(tmp_path / "gone.txt")


def test_an_unknown_format_is_refused_with_those_supported(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ\x90\x00")
    with pytest.raises(DocumentError, match=r"not supported \(\.exe\); supported: .*\.txt"):
        read_report(tmp_path / "a.exe")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(DocumentError, match="this is a folder"):
        read_report(tmp_path / "a.txt")


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from(sorted(set(SMALL + "12（）—附图表年月日\r\t"))), max_size=300)
)
def test_sections_cover_the_text_in_order_whatever_it_says(text: str) -> None:
    report = of(text)
    for section in report.all_sections():
        assert 0 <= section.start < section.body <= len(text)
        assert section.start < section.end <= len(text)
        for child in section.children:
            assert section.level < child.level
            assert section.start < child.start and child.end <= section.end

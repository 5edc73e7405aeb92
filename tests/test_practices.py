"""What a report did, where it fell short, what it means to do: read as a person codes it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_analysis.extraction.outer_characters import last_characters, quick
from disclosure_analysis.extraction.practices import (
    COLUMNS,
    IMPROVEMENT,
    KINDS,
    OTHER,
    PRACTICE,
    PROBLEM,
    codes,
    expanded,
    extract_practices,
)
from disclosure_analysis.loaders import read_report
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Report
from disclosure_analysis.tables import table
from disclosure_analysis.words import labels

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = Path(__file__).parent / "data" / "practice_sentences.csv"
TITLE = "攀枝花市西区2016年政府信息公开工作年度报告\n"
HEADINGS = {
    "report": "一、概述",
    "problems": "六、存在的主要问题",
    "measures": "七、改进措施",
    "both": "六、存在的主要问题及改进措施",
}


def report_with(words: str, part: str = "report") -> Report:
    text = f"{TITLE}{HEADINGS[part]}\n{words}\n八、其他事项\n没有。\n"
    return report_from_text(text, source="own.txt")


def coded(words: str, part: str = "report") -> set[str]:
    return set(extract_practices(report_with(words, part))["practice"])


@cache
def sample() -> list[tuple[str, str, frozenset[str]]]:
    with SAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [(row["part"], row["sentence"], frozenset(row["codes"].split())) for row in rows]


def agreement() -> Counter[str]:
    """Count codes found and expected, missed, and found in vain, over the sample."""
    counts: Counter[str] = Counter()
    for part, sentence, expected in sample():
        found = coded(sentence, part)
        counts["hit"] += len(found & expected)
        counts["missed"] += len(expected - found)
        counts["in vain"] += len(found - expected)
    return counts


def print_agreement() -> None:
    """Print precision and recall over the sample, and each sentence that is coded otherwise."""
    counts = agreement()
    print(f"precision {precision(counts):.3f}, recall {recall(counts):.3f}, {dict(counts)}")
    for part, sentence, expected in sample():
        found = coded(sentence, part)
        if found != expected:
            print(f"{sentence}  +{sorted(found - expected)}  -{sorted(expected - found)}")


def precision(counts: Counter[str]) -> float:
    return counts["hit"] / (counts["hit"] + counts["in vain"])


def recall(counts: Counter[str]) -> float:
    return counts["hit"] / (counts["hit"] + counts["missed"])


def test_codes_agree_with_those_of_a_person() -> None:
    counts = agreement()
    assert len(sample()) >= 120
    assert precision(counts) >= 0.95
    assert recall(counts) >= 0.9


def test_the_sample_knows_every_code() -> None:
    expected = frozenset[str]().union(*(codes_ for _, _, codes_ in sample()))
    assert expected == set(codes())


def test_the_agreement_is_printed_with_each_sentence_coded_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_agreement()
    assert capsys.readouterr().out.startswith("precision ")


@pytest.mark.parametrize("row", table("practices"), ids=lambda row: row["example"])
def test_the_example_of_a_code_bears_it(row: Mapping[str, str]) -> None:
    part = {PRACTICE: "report", PROBLEM: "problems", IMPROVEMENT: "measures"}[row["kind"]]
    heading = f"（一）{row['within']}工作\n" if row["within"] else ""
    assert row["practice"] in coded(heading + row["example"], part)
    if row["within"]:
        assert row["practice"] not in coded(row["example"], part)


def test_every_code_has_a_name_in_both_languages_and_one_kind() -> None:
    for code in codes().values():
        assert code.zh
        assert code.en
        assert code.kind in KINDS
    assert len({code.zh for code in codes().values()}) == len(codes())


def test_each_kind_has_one_code_for_what_is_left_over_but_practices() -> None:
    left = [code.kind for code in codes().values() if code.group == OTHER]
    assert left == [PROBLEM, IMPROVEMENT]


@pytest.mark.parametrize("row", table("practice_words"), ids=lambda row: row["name"])
def test_the_words_of_all_codes_match_their_example(row: Mapping[str, str]) -> None:
    assert re.search(expanded(row["pattern"]), plain_text(row["example"]))


def test_each_row_points_to_its_words_and_headings() -> None:
    report = report_with("开展业务培训两次；编发公报四期。\n（一）平台\n网站完成改版。")
    frame = extract_practices(report)
    assert list(frame.columns) == COLUMNS
    assert list(frame["practice"]) == ["training", "bulletin", "website"]
    assert list(frame["quote"]) == ["开展业务培训两次", "编发公报四期", "网站完成改版"]
    assert frame["section"].iloc[-1] == "一、概述 / （一）平台"
    for start, end, quote in zip(frame["start"], frame["end"], frame["quote"], strict=True):
        assert report.text[start:end] == quote


def test_a_report_without_practices_gives_an_empty_table_of_the_same_columns() -> None:
    frame = extract_practices(report_with("全年公开政府信息12条。"))
    assert frame.empty
    assert list(frame.columns) == COLUMNS
    assert frame["start"].dtype == "int64"


def test_a_sentence_may_bear_several_codes() -> None:
    assert coded("召开部署会，修订考核办法，举办培训班。") >= {"deliberation", "rules", "training"}


def test_what_is_planned_is_no_practice() -> None:
    assert coded("2017年我局将举办培训四期。") == {"improve_training"}
    assert coded("下一步，将开通微信公众号。") == {"improve_platforms"}


def test_what_happened_in_the_months_after_the_year_is_no_plan() -> None:
    assert coded("2017年1月召开政务公开工作会议总结全年工作。") == {"deliberation"}


def test_what_is_demanded_of_others_is_not_coded_as_done() -> None:
    assert coded("印发通知，要求各单位配备信息员。") == {"plans"}
    assert coded("督促各镇设立公开栏，并开展培训两次。") == {"inspection", "training"}


def test_what_is_denied_or_zero_is_not_coded() -> None:
    assert coded("未开展业务培训，召开新闻发布会0次。") == set()
    assert coded("保密审查无遗漏。") == {"secrecy_review"}


def test_a_documents_name_tells_what_it_is_and_not_what_it_speaks_of() -> None:
    assert coded("出台《政府网站信息员培训管理办法》。") == {"rules"}


def test_tables_are_no_passages(tmp_path: Path) -> None:
    row = "<tr><td>项目</td><td>开展业务培训。</td><td>3</td></tr>"
    page = f"<p>一、概述</p><p>平稳。</p><table>{row * 4}</table>"
    (tmp_path / "a.html").write_text(f"<html><body><h1>{TITLE}</h1>{page}</body></html>")
    report = read_report(tmp_path / "a.html")
    assert report.tables
    assert extract_practices(report).empty


def test_headings_that_only_name_their_part_are_not_coded() -> None:
    assert coded("（一）政策解读情况\n平稳。\n（二）加强业务培训\n平稳。") == {"training"}


def test_problems_and_measures_of_one_section_are_told_apart_at_the_turn() -> None:
    frame = extract_practices(report_with("栏目更新较慢，下一步充实人手。", "both"))
    assert frame[["practice", "quote"]].to_numpy().tolist() == [
        ["problem_late", "栏目更新较慢"],
        ["improve_training", "下一步充实人手"],
    ]


def test_a_section_on_problems_without_a_turn_announces_no_measures() -> None:
    frame = extract_practices(report_with("解读形式单一。加强学习。", "both"))
    assert set(frame["kind"]) == {PROBLEM}


def test_shortcomings_listed_in_one_sentence_are_quoted_one_by_one() -> None:
    frame = extract_practices(report_with("主要存在人手不足、更新不及时等问题。", "problems"))
    assert list(frame["quote"]) == ["人手不足", "更新不及时"]


def test_a_shortcoming_that_was_mended_is_not_admitted() -> None:
    assert coded("上年报告指出的解读偏少问题，今年已经解决。", "problems") == set()
    assert coded("着力解决更新不及时的问题。", "problems") == set()


def test_what_the_part_on_measures_says_was_done_is_a_practice() -> None:
    assert coded("2022年问题整改：针对人手问题，已组织培训2次。", "measures") == {"training"}
    assert coded("已组织培训2次，明年将增设专栏。", "measures") == {"training", "improve_platforms"}
    assert coded("完善已建立的工作机制。", "measures") == {"improve_rules"}
    assert coded("（一）上年度整改情况\n组织培训2次。", "measures") == {"training"}


def test_what_others_inspected_is_no_inspection_of_the_bodys_own() -> None:
    assert coded("上级对我县网站进行了检查，未发现问题。") == set()
    assert coded("接受省督查组的网站检查。") == set()
    assert coded("按照上级部署，对各镇网站进行了检查。") == {"inspection"}


def test_a_shortcoming_is_found_outside_its_section_only_where_it_is_admitted() -> None:
    assert coded("工作中还存在解读形式单一的问题。") == {"problem_interpretation"}
    assert coded("检查发现3家单位解读形式单一。") == set()


def test_practices_of_the_first_report_are_those_that_a_reader_finds() -> None:
    frame = extract_practices(read_report(ROOT / "data/raw/510402-2017.txt"))
    quotes = dict(zip(frame["practice"], frame["quote"], strict=True))
    assert len(frame) > 40
    assert {"leading_group", "plans", "key_areas", "reading_points", "new_media"} <= set(quotes)
    assert "citizens_invited" not in quotes
    assert quotes["problem_review"] == "信息安全意识有待加强"
    assert "problem_awareness" not in quotes
    assert "接听解决群众反映问题17个" in quotes["hotline_mailbox"]
    assert "公开各类信息7000余条" in quotes["grass_roots"]
    assert "主动推送政务信息2101条" in quotes["new_media"]
    assert not any("普查" in words for words in frame.query("practice == 'inspection'")["quote"])
    assert "training" not in quotes
    assert "improve_training" in quotes


@pytest.mark.parametrize("row", table("practices"), ids=lambda row: row["example"])
def test_a_quick_pattern_finds_what_the_pattern_finds(row: Mapping[str, str]) -> None:
    slow, fast = re.compile(expanded(row["cue"])), re.compile(quick(expanded(row["cue"])))
    assert fast.pattern != slow.pattern
    for _, sentence, _ in sample():
        words = plain_text(sentence)
        one, other = slow.search(words), fast.search(words)
        assert (one and one.span()) == (other and other.span())


@pytest.mark.parametrize("pattern", ["a*", "(?:x|.)y", "[^a]b", "^", "x?", "[\u4e00-\u9fff]y"])
def test_a_pattern_whose_beginning_cannot_be_told_stays_as_it_is(pattern: str) -> None:
    assert quick(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "ends"),
    [("公开(?:信息)?", "开息"), ("(?:网站|微信)$", "站信"), ("a[bc]+?", "bc"), ("x{0,2}", None)],
)
def test_the_last_characters_of_a_pattern_are_told(pattern: str, ends: str | None) -> None:
    assert last_characters(pattern) == (None if ends is None else frozenset(ends))


@pytest.mark.parametrize(
    ("pattern", "words"), [("a*b", "xaab"), ("[a-c\\d]x", "y3x"), ("(?<!z)(?:a|b)c", "zacbc")]
)
def test_a_quick_pattern_knows_ranges_digits_and_what_may_be_absent(
    pattern: str, words: str
) -> None:
    found, expected = re.search(quick(pattern), words), re.search(pattern, words)
    assert quick(pattern) != pattern
    assert found
    assert expected
    assert found.span() == expected.span()


@given(
    st.text(alphabet="开展培训未要求存在不足等问题，。；、《》一是将下步（）2017年", max_size=60)
)
def test_quotes_stand_in_the_text_whatever_it_is(words: str) -> None:
    report = report_with(words, "both")
    frame = extract_practices(report)
    for start, end, quote in zip(frame["start"], frame["end"], frame["quote"], strict=True):
        assert report.text[start:end] == quote
        assert quote.strip() == quote != ""


def rendered() -> str:
    """Return the tables of codes as docs/practice.md shows them."""
    zh, en = labels("zh"), labels("en")
    lines = []
    for kind in KINDS:
        title = f"{en[f'{kind}s']} {zh[f'{kind}s']}"
        lines += ["", f"### {title}", "", "| code | 中文 | English | group | example |"]
        lines += ["|---|---|---|---|---|"]
        for row in table("practices"):
            if row["kind"] == kind:
                group = zh[f"practice_group_{row['group']}"]
                cells = (f"`{row['practice']}`", row["zh"], row["en"], group, row["example"])
                lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_page_on_practice_shows_the_codebook() -> None:
    page = (ROOT / "docs" / "practice.md").read_text(encoding="utf-8")
    assert rendered() in page
    assert f"holds {len(sample())} sentences" in page


if __name__ == "__main__":
    print_agreement()
    print(rendered())

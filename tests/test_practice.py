"""Shortcomings and measures, in a report's own words, where they stand in plain sentences."""

from __future__ import annotations

from disclosure_analysis.extraction.practice import improvements, problems
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.report import Report

TITLE = "攀枝花市西区2022年政府信息公开工作年度报告\n"


def report_with(words: str) -> Report:
    text = f"{TITLE}五、存在的主要问题及改进情况\n{words}\n六、其他事项\n没有。\n"
    return report_from_text(text, source="own.txt")


def said(words: str) -> tuple[list[str], list[str]]:
    report = report_with(words)
    return [p.value for p in problems(report)], [p.value for p in improvements(report)]


def test_a_sentence_that_turns_to_measures_is_parted_at_the_turn() -> None:
    assert said("栏目更新较慢，下一步充实人手。") == (["栏目更新较慢"], ["下一步充实人手"])


def test_sentences_before_the_turn_are_problems_and_those_after_it_measures() -> None:
    assert said("栏目更新较慢。解读形式单一。\n下一步，充实人手。开展培训。") == (
        ["栏目更新较慢", "解读形式单一"],
        ["下一步，充实人手", "开展培训"],
    )


def test_a_section_without_a_turn_announces_no_measures() -> None:
    assert said("栏目更新较慢。") == (["栏目更新较慢"], [])


def test_passages_stand_where_their_offsets_say() -> None:
    report = report_with("栏目更新较慢，下一步充实人手。")
    for one in (*problems(report), *improvements(report)):
        assert report.text[one.start : one.end].startswith(one.value)


def test_paragraphs_of_their_own_go_before_the_sentences_around_them() -> None:
    assert said("主要有：\n一是栏目更新较慢。\n下一步：\n二是充实人手，开展培训。") == (
        ["一是栏目更新较慢"],
        ["二是充实人手，开展培训"],
    )

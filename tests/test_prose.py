"""The sentences of a page: every number from the text, every gap said, nothing beyond."""

from __future__ import annotations

import re

import pytest

from disclosure_analysis import prose
from disclosure_analysis.analysis import Analysis
from disclosure_analysis.errors import InputError
from disclosure_analysis.tables import table
from disclosure_analysis.words import labels, number_as_written
from made_up import first_report, made_up

LINK = re.compile(r"\[([^\]]+)\]\(#(o[0-9a-f]+)\)")
DESCRIPTIONS = [getattr(prose, name) for name in dir(prose) if name.startswith("describe_")]


@pytest.fixture(scope="module", params=["zh", "en"])
def first(request: pytest.FixtureRequest) -> Analysis:
    return first_report(request.param)


def test_every_link_points_at_an_observation(first: Analysis) -> None:
    ids = set(first.observations["id"])
    linked = [id_ for describe in DESCRIPTIONS for _, id_ in LINK.findall(describe(first))]
    assert linked
    assert set(linked) <= ids


def test_every_linked_number_stands_in_the_words_it_links_to() -> None:
    analysis = first_report()
    quotes = dict(zip(analysis.observations["id"], analysis.observations["quote"], strict=True))
    for describe in DESCRIPTIONS:
        for words, id_ in LINK.findall(describe(analysis)):
            for number in re.findall(r"\d[\d,.]*", words):
                assert number.replace(",", "") in quotes[id_], (words, quotes[id_])


def test_no_sentence_of_the_table_holds_a_typed_number() -> None:
    for row in table("sentences"):
        for lang in ("zh", "en"):
            assert not re.search(r"\d", re.sub(r"\{\w+\}", "", row[lang])), row


def test_no_sentence_leaves_a_placeholder_or_joins_two_marks(first: Analysis) -> None:
    for describe in DESCRIPTIONS:
        text = describe(first)
        assert not re.search(r"[{}]|nan|None|[，。；、：]{2}|,,|\.\.", text), text


def test_the_summary_tells_the_total_its_growth_and_what_they_imply() -> None:
    text = prose.describe_summary(first_report())
    plain = LINK.sub(r"\1", text)
    assert "比法定期限（3月31日）早8天" in plain
    assert "全年主动公开政府信息49,125条，比上年增长91%" in plain
    assert "上年应在25,653至25,787条之间" in plain
    assert "其余16,058条没有说明类别" in plain


def test_approximate_words_are_kept() -> None:
    analysis = first_report()
    text = LINK.sub(r"\1", prose.describe_channels(analysis))
    assert "6万余人次" in text
    assert "近6万条次" in text
    assert "4,000余人" in text


def test_a_late_report_is_said_to_be_late() -> None:
    text = prose.describe_summary(made_up("一、概述\n平稳。", published="2016-04-07"))
    assert "晚7天" in text


def test_a_report_of_the_last_day_is_neither_early_nor_late() -> None:
    text = prose.describe_summary(made_up("一、概述\n平稳。", published="2016-03-31"))
    assert "正是法定期限的最后一天" in text


def test_a_report_without_a_date_is_not_judged() -> None:
    text = prose.describe_summary(made_up("一、概述\n平稳。", published=""))
    assert "没有写明公布日期" in text


def test_what_the_text_does_not_say_is_said_to_be_missing() -> None:
    analysis = made_up("一、概述\n各项工作有序推进。")
    assert "没有给出主动公开政府信息的总数" in prose.describe_summary(analysis)
    assert "没有提到申请数量、收费、行政复议、行政诉讼" in prose.describe_applications(analysis)
    assert "没有给出公开渠道" in prose.describe_channels(analysis)


def test_applications_are_told_with_their_outcomes() -> None:
    analysis = made_up("三、依申请公开\n全年收到政府信息公开申请36件,答复35件,结转下年度1件。")
    text = LINK.sub(r"\1", prose.describe_applications(analysis))
    assert "收到政府信息公开申请36件，答复35件，结转下年1件。" in text


def test_a_stated_fall_is_told_as_a_fall() -> None:
    analysis = made_up("二、主动公开\n全区主动公开政府信息812条,比上年下降12.5%。")
    assert "比上年下降12.5%" in LINK.sub(r"\1", prose.describe_summary(analysis))


def test_a_section_without_sentences_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(InputError, match="summary"):
        prose.describe(made_up("一、概述\n平稳。"), "weather")


@pytest.mark.parametrize(
    ("quote", "zh", "en"),
    [
        ("公开信息1100余篇(条)", "1,100余篇（条）", "over 1,100"),
        ("查询信息数量近6万条次", "近6万条次", "nearly 60,000"),
        ("研究部署政务公开工作1 次", "1次", "1"),
        ("比上年度增长91%", "91%", "91%"),
        ("约3.5万件", "约3.5万件", "about 35,000"),
    ],
)
def test_numbers_are_written_as_the_report_writes_them(quote: str, zh: str, en: str) -> None:
    assert number_as_written(quote, "zh") == zh
    assert number_as_written(quote, "en") == en


def test_both_languages_have_every_label() -> None:
    assert labels("zh").keys() == labels("en").keys()
    assert all(labels("en").values()) and all(labels("zh").values())

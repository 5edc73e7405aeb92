"""Wordings that look like figures, denials or totals, and what is read from each."""

from __future__ import annotations

import pandas as pd
import pytest

from disclosure_analysis.extraction import extract_observations
from disclosure_analysis.extraction.masking import MASK, masked
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.quantities import plain_text
from made_narratives.documents import compose, reports

TITLE = "攀枝花市西区2017年政府信息公开工作年度报告\n"
DISCLOSURE, APPLICATIONS = "一、主动公开情况", "二、依申请公开情况"
REMEDIES = "三、行政复议、行政诉讼情况"


def read(heading: str, sentence: str) -> pd.DataFrame:
    """Return the observations of a report that says one thing under one heading."""
    return extract_observations(report_from_text(f"{TITLE}{heading}\n{sentence}\n", source="own"))


def claims(heading: str, sentence: str) -> list[tuple[str, float]]:
    """Return indicator and value of each row, in order."""
    frame = read(heading, sentence)
    return list(zip(frame["indicator"], frame["value"], strict=True))


@pytest.mark.parametrize("heading", [DISCLOSURE, APPLICATIONS, "一、概述"])
@pytest.mark.parametrize(
    "sentence",
    [
        "不断规范依申请公开办理流程。",
        "对不属于受理范围的申请,当场说明。",
        "无论何种方式提出的申请,一律登记。",
        "任何科室不得以任何借口拒收申请。",
        "凡未按程序办理申请的,予以提醒。",
        "无需当面提出申请。",
    ],
)
def test_words_about_procedure_deny_nothing(heading: str, sentence: str) -> None:
    assert claims(heading, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全镇未收到一件政府信息公开申请。", [("applications_received", 0)]),
        ("全年没有接到1件依申请公开。", [("applications_received", 0)]),
        ("没有接到一起申请。", [("applications_received", 0)]),
        ("政府信息公开申请数为零。", [("applications_received", 0)]),
        ("没有转入下年度办理的申请。", [("applications_carried_out", 0)]),
        ("其他部门均未收到申请。", []),
        ("未收到通过信函提出的政府信息公开申请。", []),
        ("除收取邮寄费27元外,未收取其他费用。", [("fees_charged", 27)]),
        ("收到网民留言145条,回复139条。", [("unclassified", 145), ("unclassified", 139)]),
        (
            "已办结申请41件,尚未办结申请2件。",
            [("applications_answered", 41), ("unclassified", 2)],
        ),
        (
            "收到申请47件,其中已主动公开5件,同意公开18件。",
            [
                ("applications_received", 47),
                ("applications_already_public", 5),
                ("applications_granted", 18),
            ],
        ),
    ],
)
def test_applications_and_their_denials(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert claims(APPLICATIONS, sentence) == expected


def test_a_denial_speaks_of_the_year_and_the_part_of_it_that_its_clause_names() -> None:
    frame = read(APPLICATIONS, "2016年未收到申请,2017年收到申请6件。")
    assert frame["year"].tolist() == [2016, 2017]
    assert read(APPLICATIONS, "上半年未收到申请。")["period"].tolist() == ["other"]


def test_years_that_share_a_verb_date_the_numbers() -> None:
    frame = read(APPLICATIONS, "2015年、2016年、2017年分别收到申请24件、31件、43件。")
    assert frame["year"].tolist() == [2015, 2016, 2017]
    assert set(frame["indicator"]) == {"applications_received"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("每年通过政府网站向群众主动公开的政务信息1480条。", [("disclosed_website", 1480)]),
        ("每季度对各科室公开情况检查一次并发布信息3126条。", [("disclosed_total", 3126)]),
        ("公示拟录用人员14人次,公开政府信息2260条。", [14, 2260]),
        ("依法必须公开的信息1350条已全部公开。", [1350]),
        ("累计92条被市政府网站采用。", [92]),
        ("主动公开信息,有11个部门受到表扬。", [("unclassified", 11)]),
        ("对公开信息的4个栏目作了调整。", [("unclassified", 4)]),
        ("区政府网站共设栏目117个,发布信息7650条。", [117, ("disclosed_website", 7650)]),
        ("微信公众号现有关注用户1.7万人,发布信息742条。", [17_000, ("disclosed_wechat", 742)]),
        ("区财政局公开信息330条。", [("unclassified", 330)]),
        ("在省政务服务网公开信息352条。", [("unclassified", 352)]),
        ("通过“两微一端”发布信息362条。", [("disclosed_new_media", 362)]),
        ("每日更新信息30条。", [("unclassified", 30)]),
        ("每期培训70人。", [("unclassified", 70)]),
        ("个别街道全年公开信息不足20条。", [("unclassified", 20)]),
        ("公开信息数千条。", []),
        ("计划公开信息1500条。", []),
        ("报送市政府信息公开网信息462条。", [("unclassified", 462)]),
        ("在14个镇街各设立查阅点1处。", [("unclassified", 14), ("unclassified", 1)]),
        ("公开信息仅1360条。", [("disclosed_total", 1360)]),
        (
            "2016年主动公开信息4106条,2017年达到4732条。",
            [("disclosed_total", 4106), ("disclosed_total", 4732)],
        ),
        (
            "主动公开4632条(网站3110条,微信762条),较上年(3890条)增长19.1%。",
            [
                ("disclosed_total", 4632),
                ("disclosed_website", 3110),
                ("disclosed_wechat", 762),
                ("disclosed_total", 3890),
                ("disclosed_total_growth", 19.1),
            ],
        ),
    ],
)
def test_items_disclosed_are_told_from_what_stands_near(
    sentence: str, expected: list[tuple[str, float] | float]
) -> None:
    found = claims(DISCLOSURE, sentence)
    assert len(found) == len(expected)
    for one, told in zip(found, expected, strict=True):
        assert (one if isinstance(told, tuple) else one[1]) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "累计公开政府信息27600条,其中2017年新增公开政府信息3120条。",
        "累计公开政府信息27600条,今年新增3120条。",
    ],
)
def test_what_the_year_added_makes_a_cumulated_number_a_stock(sentence: str) -> None:
    frame = read(DISCLOSURE, sentence)
    assert frame["period"].tolist() == ["cumulative", "year"]
    assert set(frame["indicator"]) == {"disclosed_total"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("发生行政复议一起,行政诉讼两起。", [("reconsiderations", 1), ("lawsuits", 2)]),
        ("行政复议、行政诉讼均为零。", [("lawsuits", 0), ("reconsiderations", 0)]),
        (
            "全年办理行政复议案件46件,其中涉及政府信息公开7件。",
            [("unclassified", 46), ("reconsiderations", 7)],
        ),
    ],
)
def test_remedies(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert sorted(claims(REMEDIES, sentence)) == sorted(expected)


def test_a_breakdown_ends_where_a_semicolon_and_another_subject_follow() -> None:
    frame = read(REMEDIES, "行政复议7件,其中4件维持、3件纠错;行政诉讼5件。")
    assert frame.set_index("indicator")["part_of"]["lawsuits"] == ""


def test_no_mask_cuts_a_number_in_two() -> None:
    for document in (*map(compose, range(1, 21)), *reports()):
        plain, blanked = plain_text(document.text), masked(document.text)
        cut = [
            plain[max(0, i - 20) : i + 20]
            for i in range(1, len(plain))
            if blanked[i - 1] == MASK and plain[i - 1].isdigit() and blanked[i].isdigit()
        ]
        assert cut == []

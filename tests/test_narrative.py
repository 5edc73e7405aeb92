"""The labelled corpus read: what it states is found, and no trap of the phrasings is sprung."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from benchmarks.corpus import as_coded

from disclosure_analysis.coding.coded import CodedDocument
from disclosure_analysis.coding.findings import findings_of
from disclosure_analysis.coding.scores import Outcome, outcomes_of, tally
from disclosure_analysis.extraction import extract_observations
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.loaders.reading import report_from_text
from made_narratives.documents import alone, compose, reports
from made_narratives.truth import Document

TITLE = "攀枝花市西区2015年政府信息公开工作年度报告\n一、概述\n"
FAULTS = ("missed", "false", "wrong")


def outcomes(documents: Sequence[Document]) -> list[Outcome]:
    known = frozenset(indicators())
    coded: list[CodedDocument] = [as_coded(one) for one in documents]
    return [
        one
        for document in coded
        for one in outcomes_of(document, findings_of(document.report), known)
    ]


def claims(body: str) -> list[tuple[str, float]]:
    """Return indicator and value of each row, in order."""
    frame = extract_observations(report_from_text(TITLE + body, source="own.txt"))
    return list(zip(frame["indicator"], frame["value"], strict=True))


@pytest.fixture(scope="module")
def passages() -> dict[str, list[Document]]:
    """Return the passages of each construction, each in a document of its own."""
    found: dict[str, list[Document]] = {}
    for document in alone(7):
        found.setdefault(document.passages[0].phrasing, []).append(document)
    return found


@pytest.mark.parametrize("number", range(1, 105))
def test_no_trap_of_a_numbered_phrasing_is_sprung(
    number: int, passages: dict[str, list[Document]]
) -> None:
    read = outcomes(passages[str(number)])
    assert [
        (one.measure, one.words, one.coded, one.claimed) for one in read if one.result in FAULTS
    ] == []


def test_figures_of_composed_and_whole_reports_are_found_with_their_bounds() -> None:
    read = outcomes([*map(compose, range(1, 21)), *reports()])
    counts = tally(read)[""]
    for measure, least in (("figures", 0.99), ("bounds", 0.99), ("zeros", 0.95), ("years", 0.99)):
        assert (counts[measure].recall or 0) >= least, measure
        assert (counts[measure].precision or 0) >= least, measure


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "政府信息公开方面的行政复议、行政诉讼0件。",
            [("lawsuits", 0), ("reconsiderations", 0)],
        ),
        ("政府信息公开方面的行政复议、行政诉讼共3件。", [("unclassified", 3)]),
        (
            "网站发布信息120条,微信发布信息80条,总计200条。",
            [("disclosed_website", 120), ("disclosed_wechat", 80), ("disclosed_total", 200)],
        ),
        (
            "主动公开信息数量比2014年增长25%,达到500条。",
            [("disclosed_total_growth", 25), ("disclosed_total", 500)],
        ),
        (
            "收到信息公开申请40件,与上年的50件相比下降20%。",
            [
                ("applications_received", 40),
                ("applications_received", 50),
                ("applications_received_growth", -20),
            ],
        ),
        ("配备专职、兼职人员各2名。", [("staff_fulltime", 2), ("staff_parttime", 2)]),
        ("2016年将公开信息300条以上。", []),
        ("对申请量10件以下的单位予以通报。", []),
        ("网站月均公开信息20条。", [("unclassified", 20)]),
        ("收到申请较上年增加3件。", [("unclassified", 3)]),
        ("“西区发布”微信粉丝9.2万,订阅人数为7606。", [("followers", 92_000), ("followers", 7606)]),
        ("公开率为百分之九十五。", [("unclassified", 95)]),
        ("粉丝分别达3.1万和12.6万。", [("followers", 31_000), ("followers", 126_000)]),
    ],
)
def test_numbers_are_read_with_the_words_around_them(
    sentence: str, expected: list[tuple[str, float]]
) -> None:
    assert sorted(claims(sentence)) == sorted(expected)


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    simplified = claims("全年主动公开政府信息120条,收到公开申请3件,未发生行政复议。")
    assert claims("全年主動公開政府信息120條,收到公開申請3件,未發生行政複議。") == simplified


def test_a_year_named_beside_a_carry_over_does_not_date_it() -> None:
    text = (
        "2015年某县政府信息公开工作年度报告\n一、依申请公开\n收到申请9件,其中2件结转2016年办理。\n"
    )
    frame = extract_observations(report_from_text(text, source="own.txt"))
    assert frame["year"].tolist() == [2015, 2015]
    assert frame["indicator"].tolist()[1] == "applications_carried_out"

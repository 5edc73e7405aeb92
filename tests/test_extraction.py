"""What extraction claims, and what it leaves alone; sentences and figures of our own."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.extraction import extract_enumerations, extract_observations, read_quote
from disclosure_analysis.extraction.codebook import cues, indicators
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.observations import COLUMNS
from disclosure_analysis.tables import table

TITLE = "攀枝花市西区2015年政府信息公开工作年度报告\n"


def observe(body: str) -> pd.DataFrame:
    text = f"{TITLE}一、概述\n{body}\n"
    frame = extract_observations(report_from_text(text, source="own.txt"))
    for _, row in frame.iterrows():
        assert text[row["start"] : row["end"]] == row["quote"]
        assert read_quote(row["quote"]) == pytest.approx(row["value"]), row["quote"]
    return frame


def claims(body: str) -> dict[str, float]:
    """Return indicators with their values; the last mention counts."""
    frame = observe(body)
    return dict(zip(frame["indicator"], frame["value"], strict=True))


@pytest.mark.parametrize(
    ("sentence", "indicator", "value"),
    [
        ("2015年共主动公开政府信息412条。", "disclosed_total", 412),
        ("通过政府门户网站发布政务信息２１５条。", "disclosed_website", 215),
        ("依托政务微博发布信息56条。", "disclosed_weibo", 56),
        ("政务微信公众号推送信息1203条次,", "disclosed_wechat", 1203),
        ("区政府网站访问量达到80213人次。", "website_visits", 80213),
        ("全年召开新闻发布会6场次。", "press_conferences", 6),
        ("举办政务公开业务培训班两次。", "training_sessions", 2),
        ("配备专职人员3名。", "staff_fulltime", 3),
        ("全区设立政府信息查阅点14处。", "reading_points", 14),
        ("全年受理政府信息公开申请27宗。", "applications_received", 27),
        ("收到政府信息公开申请31件,答复30件。", "applications_answered", 30),
        ("因政府信息公开引发行政复议案件4起。", "reconsiderations", 4),
        ("被提起政府信息公开行政诉讼2件。", "lawsuits", 2),
        ("公开人大建议和政协提案办理结果48件。", "proposals_published", 48),
        ("发布各类政策解读19篇。", "policy_interpretations", 19),
    ],
)
def test_a_plain_statement_is_claimed(sentence: str, indicator: str, value: float) -> None:
    assert claims(sentence)[indicator] == value


def test_digits_parted_by_a_space_could_be_two_numbers_and_are_left_alone() -> None:
    assert observe("微信推送信息1 203条。").empty


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《关于印发2015年工作要点的通知》(国办发〔2015〕22号)部署工作。",
        "联系电话:0812-3344556,邮编:617068。",
        "收听FM97.4和12345政务热线。",
        "治理PM2.5,推进“五公开”和“1+X”改革。",
        "按照第二十条第三款的规定,于2015年6月18日施行。",
        "在15个工作日内答复,最长不超过30天。",
        "网址http://www.example.gov.cn/2015/123.html。",
        "坚持“四个意识”,做到两个维护。",
        "全区20部门联动,落实22条例要求。",
    ],
)
def test_what_is_no_figure_is_left_alone(sentence: str) -> None:
    assert observe(sentence).empty


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("本年度未收到政府信息公开申请。", {"applications_received"}),
        ("全年没有接到群众要求公开政府信息的申请。", {"applications_received"}),
        ("未发生因政府信息公开引起的行政复议、行政诉讼。", {"reconsiderations", "lawsuits"}),
        (
            "未发生针对信息公开的行政复议案、行政诉讼案和投诉案。",
            {"reconsiderations", "lawsuits", "complaints"},
        ),
        ("对依申请公开信息未收取任何费用。", {"fees_charged"}),
        ("行政复议、行政诉讼均未发生。", {"reconsiderations", "lawsuits"}),
        ("目前尚无发现应公开而未予公开的情况。", set()),
        ("不断提高公开质量,无延误。", set()),
    ],
)
def test_a_denial_is_a_stated_zero_for_each_thing_denied(sentence: str, denied: set[str]) -> None:
    frame = observe(sentence)
    assert set(frame["indicator"]) == denied
    assert (frame["basis"] == "zero_statement").all()
    assert (frame["value"] == 0).all()


def test_a_heading_followed_by_nothing_denies_what_the_heading_names() -> None:
    text = f"{TITLE}一、概述\n平稳。\n二、行政复议和行政诉讼情况\n无。\n三、其他\n平稳。\n"
    frame = extract_observations(report_from_text(text, source="own.txt"))
    assert set(frame["indicator"]) == {"reconsiderations", "lawsuits"}


def test_a_number_beside_the_negation_is_read_and_no_zero_claimed() -> None:
    frame = observe("因信息公开引起的行政诉讼案件共1起。")
    assert frame[["indicator", "value", "basis"]].to_numpy().tolist() == [["lawsuits", 1, "stated"]]


def test_growth_belongs_to_the_figure_before_it() -> None:
    assert claims("全区主动公开政府信息812条,同比增长8.5%。")["disclosed_total_growth"] == 8.5


@pytest.mark.parametrize("word", ["下降", "减少", "回落", "降低"])
def test_a_decline_is_negative(word: str) -> None:
    frame = observe(f"全区主动公开政府信息812条,比上年{word}12.5%。")
    row = frame.iloc[1]
    assert (row["value"], row["lower"], row["upper"]) == (-12.5, -12.55, -12.45)


def test_growth_by_a_multiple_is_per_cent() -> None:
    assert claims("网站访问量90213人次,比上年增长1.5倍。")["website_visits_growth"] == 150


def test_a_share_is_no_growth() -> None:
    frame = observe("收到申请40件,其中网络申请25件,占62.5%。")
    assert frame.iloc[-1]["indicator"] == "unclassified"


def test_the_year_before_keeps_its_own_year() -> None:
    frame = observe("信息公开申请量由2014年的118件增加到2015年的203件。")
    assert frame[["value", "year"]].to_numpy().tolist() == [[118, 2014], [203, 2015]]


def test_parts_of_a_list_know_their_whole() -> None:
    frame = observe("网站公开信息500条,其中:工作动态信息300条、人事信息20条、便民信息80条。")
    parts = frame[frame["part_of"] == "disclosed_website"]
    assert parts["value"].tolist() == [300, 20, 80]
    assert parts["indicator"].tolist() == [
        "disclosed_website_work_updates",
        "disclosed_website_personnel",
        "unclassified",
    ]
    assert parts["label"].tolist()[-1] == "便民信息"


def test_a_list_may_open_the_next_sentence() -> None:
    frame = observe("全年主动公开政府信息90条。其中,网站60条,微信30条。")
    parts = frame[frame["part_of"] == "disclosed_total"]
    assert parts["indicator"].tolist() == ["disclosed_website", "disclosed_wechat"]


def test_a_breakdown_of_applications_does_not_swallow_lawsuits() -> None:
    frame = observe("收到政府信息公开申请8件。其中,引发行政诉讼1件。")
    assert frame.set_index("indicator").loc["lawsuits", "part_of"] == ""


def test_the_heading_names_the_channel() -> None:
    text = f"{TITLE}一、主动公开\n(一)政务微博。全年发布信息77条。\n(二)其他。平稳。\n"
    frame = extract_observations(report_from_text(text, source="own.txt"))
    assert frame["indicator"].tolist() == ["disclosed_weibo"]


def test_many_channels_together_are_the_total() -> None:
    assert claims("通过网站、微博、公示栏等多种渠道公开政府信息640条。") == {"disclosed_total": 640}


def test_disclosure_in_one_field_is_not_the_total() -> None:
    assert "disclosed_total" not in claims("围绕教育、医疗等重点领域,全年发布信息91条。")


@pytest.mark.parametrize("phrase", ["依申请公开信息12条", "不予公开信息27条"])
def test_the_size_of_a_catalogue_is_no_application_and_no_total(phrase: str) -> None:
    found = claims(f"目录中有{phrase}。")
    assert not {"disclosed_total", "applications_received", "applications_denied"} & set(found)


def test_a_stock_is_told_from_the_years_flow() -> None:
    frame = observe("历年累计主动公开政府信息5210条,其中本年新增主动公开政府信息640条。")
    assert frame["period"].tolist() == ["cumulative", "year"]


def test_cumulated_over_all_bodies_is_the_years_flow() -> None:
    frame = observe("2015年,全区各级行政机关累计主动公开政府信息640条。")
    assert frame["period"].tolist() == ["year"]


def test_half_a_year_is_not_the_year() -> None:
    assert observe("上半年主动公开政府信息64条。")["period"].tolist() == ["other"]


def test_names_before_an_announced_number_are_counted() -> None:
    text = f"{TITLE}一、概述\n网站设置了财政、人事、规划等5个专栏。\n"
    report = report_from_text(text, source="own.txt")
    lists = extract_enumerations(report, extract_observations(report))
    assert lists[["announced", "listed", "names", "open_ended"]].to_numpy().tolist() == [
        [5, 3, "财政、人事、规划", True]
    ]


def test_figures_that_nothing_claims_are_kept_with_their_label() -> None:
    frame = observe("全年编发政务简报35期。")
    assert frame[["indicator", "label", "value"]].to_numpy().tolist() == [
        ["unclassified", "编发政务简报", 35]
    ]


def test_every_cue_names_an_indicator_of_the_codebook() -> None:
    assert {cue.indicator for cue in cues()} <= set(indicators()) | {"@channel", "@named_channel"}
    assert {cue.parent for cue in cues()} <= set(indicators()) | {""}


def test_every_mask_matches_its_example() -> None:
    for row in table("masks"):
        assert re.search(row["pattern"], row["example"]), row


def test_text_without_figures_gives_an_empty_table() -> None:
    assert observe("各项工作有序推进。").empty


Claim = tuple[str, float, str, int, str]
NONE = "unclassified"
RECEIVED, ANSWERED = "applications_received", "applications_answered"


def told(heading: str, sentence: str) -> list[Claim]:
    """Return indicator, value, whole, year and period of each figure under a heading."""
    text = f"{TITLE}一、{heading}\n  {sentence}\n"
    frame = extract_observations(report_from_text(text, source="own.txt"))
    for _, row in frame.iterrows():
        assert text[row["start"] : row["end"]] == row["quote"]
        assert read_quote(row["quote"]) == pytest.approx(row["value"]), row["quote"]
    columns = ["indicator", "value", "part_of", "year", "period"]
    return [(i, float(v), p, int(y), t) for i, v, p, y, t in frame[columns].to_numpy().tolist()]


def plain(*figures: tuple[str, float] | tuple[str, float, str]) -> list[Claim]:
    """Return claims of the report's own year."""
    return [(f[0], f[1], f[2] if len(f) > 2 else "", 2015, "year") for f in figures]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("公开近600条政府信息。", plain(("disclosed_total", 600))),
        ("市级网站发布287条,专栏发布54条。", plain(("disclosed_website", 287), (NONE, 54))),
        (
            "微信公众号关注人数3万余人,推送信息470条。",
            [
                ("followers", 30_000, "", 2015, "cumulative"),
                ("disclosed_wechat", 470, "", 2015, "year"),
            ],
        ),
        (
            "微博、微信分别发布信息140条、650条。",
            plain(("disclosed_weibo", 140), ("disclosed_wechat", 650)),
        ),
        ("政府公报印发4期3200余册。", plain((NONE, 4), (NONE, 3200))),
        ("县长信箱收到留言71条,答复69条。", plain((NONE, 71), ("mailbox_replies", 69))),
        ("财政信息,3条。", plain((NONE, 3))),
        ("网站访问量日均320人次。", plain((NONE, 320))),
        ("受理12345热线来电615件。", plain((NONE, 615))),
        ("四大类共七个小类,涉及26个领域。", plain((NONE, 4), (NONE, 7), (NONE, 26))),
    ],
)
def test_items_and_visits_are_claimed_for_what_they_count(
    sentence: str, expected: list[Claim]
) -> None:
    assert told("主动公开情况", sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("受理10件以下的单位有5家。", plain((NONE, 5))),
        ("申请量在11—30件的单位有4家。", plain((NONE, 4))),
        (
            "收到申请20件,其中19件已答复,1件结转下年度办理。",
            plain(
                (RECEIVED, 20), (ANSWERED, 19, RECEIVED), ("applications_carried_out", 1, RECEIVED)
            ),
        ),
        (
            "答复申请85件(含上年度结转8件,另有7件顺延)。",
            plain((ANSWERED, 85), ("applications_carried_in", 8, ANSWERED), (NONE, 7)),
        ),
        (
            "新收申请78件,结转上年度办理3件,答复75件,结转下年度6件。",
            plain(
                (RECEIVED, 78),
                ("applications_carried_in", 3),
                (ANSWERED, 75),
                ("applications_carried_out", 6),
            ),
        ),
        (
            "答复申请10件,同意公开5件,部分公开2件,不予公开1件,信息不存在2件。",
            plain(
                (ANSWERED, 10),
                ("applications_granted", 5, ANSWERED),
                ("applications_granted_in_part", 2, ANSWERED),
                ("applications_denied", 1, ANSWERED),
                ("information_not_existing", 2, ANSWERED),
            ),
        ),
        (
            "收到申请10件,其中自然人9件、法人1件。",
            plain(
                (RECEIVED, 10),
                ("applications_by_applicant", 9, RECEIVED),
                ("applications_by_applicant", 1, RECEIVED),
            ),
        ),
        (
            "依申请公开信息12条,不予公开信息27条,收到申请1件。",
            plain((NONE, 12), (NONE, 27), (RECEIVED, 1)),
        ),
        ("收到申请8份,均为自然人申请。", plain((RECEIVED, 8))),
        ("收到申请0件次,收取费用0元。", plain((RECEIVED, 0), ("fees_charged", 0))),
        (
            "申请公开同意率从20.4%上升到27.3%。",
            [(NONE, 20.4, "", 2014, "year"), *plain((NONE, 27.3))],
        ),
        ("信息公开申请按时办结率100%。", plain((NONE, 100))),
    ],
)
def test_applications_are_told_from_their_outcomes_and_from_thresholds(
    sentence: str, expected: list[Claim]
) -> None:
    assert told("依申请公开情况", sentence) == expected


@pytest.mark.parametrize("unit", ["件", "条", "宗", "份", "起", "个", "件次"])
def test_applications_are_counted_in_many_units(unit: str) -> None:
    assert told("依申请公开情况", f"收到政府信息公开申请12{unit}。") == plain((RECEIVED, 12))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "公开信息由2014年的128条增加到2015年的187条。",
            [
                ("disclosed_total", 128, "", 2014, "year"),
                ("disclosed_total", 187, "", 2015, "year"),
            ],
        ),
        ("主动公开信息数量较去年回落12.3%。", plain(("disclosed_total_growth", -12.3))),
        ("公开信息90条,是2014年总量的1.5倍。", plain(("disclosed_total", 90), (NONE, 1.5))),
        (
            "历年累计公开信息520条,其中2015年新增140条。",
            [
                ("disclosed_total", 520, "", 2015, "cumulative"),
                ("disclosed_total", 140, "", 2015, "year"),
            ],
        ),
        (
            "网站栏目由原来的8个增加到现在的16个。",
            [(NONE, 8, "", 2014, "year"), (NONE, 16, "", 2015, "year")],
        ),
        ("2014年公开信息50条。", [("disclosed_total", 50, "", 2014, "year")]),
        ("去年公开信息50条。", [("disclosed_total", 50, "", 2014, "year")]),
        ("自2008年5月1日起公开信息500条。", [("disclosed_total", 500, "", 2015, "cumulative")]),
        ("截至12月31日,共公开信息342条。", plain(("disclosed_total", 342))),
    ],
)
def test_each_figure_has_its_own_year_and_stocks_are_no_flows(
    sentence: str, expected: list[Claim]
) -> None:
    assert told("主动公开情况", sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("未收到信息公开的申请和未涉及“不予公开”的信息。", {RECEIVED}),
        (
            "没有申请公开政府信息和不予公开政府信息的情况。",
            {RECEIVED, "applications_denied"},
        ),
        ("依申请公开工作中均没有收取费用。", {"fees_charged"}),
        ("没有收取依申请公开费用。", {"fees_charged"}),
        ("未发生依申请公开投诉。", {"complaints"}),
        ("未出现依申请公开超期答复的情况。", set()),
        ("各公开单位没有向申请人收取检索费。", {"fees_charged"}),
        ("无下年度结转。", {"applications_carried_out"}),
        ("没有结转下年度继续办理的信息公开申请。", {"applications_carried_out"}),
        ("未发生行政诉讼败诉案件。", set()),
        ("办理复议案件1宗,无诉讼案件。", {"lawsuits"}),
    ],
)
def test_a_denial_denies_its_object_and_nothing_beside_it(sentence: str, denied: set[str]) -> None:
    frame = observe(sentence)
    assert set(frame[frame["basis"] == "zero_statement"]["indicator"]) == denied


def test_a_corrected_reconsideration_is_no_further_case() -> None:
    rows = told("复议诉讼情况", "收到行政复议3件,被纠错1件。")
    assert rows == plain(
        ("reconsiderations", 3), ("reconsiderations_corrected", 1, "reconsiderations")
    )


def test_shares_between_the_items_of_a_list_do_not_end_it() -> None:
    frame = observe("公开信息39条。其中,政策12条,占30.8%;动态20条,占51.3%;其他7条,占17.9%。")
    parts = frame[frame["part_of"] == "disclosed_total"]
    assert parts["value"].tolist() == [12, 20, 7]


def test_the_number_of_a_list_item_is_no_part_of_its_label() -> None:
    frame = observe("公开信息15条。其中:1.组织机构5条;2.政务动态10条。")
    assert frame["label"].tolist()[1:] == ["组织机构", "政务动态"]


MARKS = "公开信息收到申请未发生复议网站微博其中包括分别2015年10余万近约一二十条件个次%"
MARKS += ",;:。、()“”《》\n \u00a0—"


@settings(deadline=None, max_examples=60)
@given(st.text(st.one_of(st.sampled_from(MARKS), st.characters(codec="utf-8")), max_size=200))
def test_any_text_is_read_and_each_quote_states_its_value(body: str) -> None:
    text = TITLE + "一、概述\n" + body
    report = report_from_text(text, source="own.txt")
    frame = extract_observations(report)
    extract_enumerations(report, frame)
    for _, row in frame.iterrows():
        assert text[row["start"] : row["end"]] == row["quote"]
        assert read_quote(row["quote"]) == pytest.approx(row["value"]), row["quote"]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "、" * 1_000_000,
        "一" * 300_000,
        "政" * 300_000,
        "1-" * 100_000,
        "公开信息" + "共计" * 2000 + "某3条。",
        "公开信息" + "2015年" * 2000 + "某3条。",
        "公开信息" + "总数为" * 3000 + "某3条。",
        "听取" * 50_000 + "3次",
        "增长约" * 20_000 + "3%",
        "甲乙、" * 50_000 + "3个专栏。",
        "一、\n" * 50_000,
        "a" * 300_000 + "@",
        "由" * 300_000,
    ],
    ids=lambda text: text[:6].strip(),
)
def test_a_text_of_any_kind_is_read_to_its_end(text: str) -> None:
    """A pattern that tries every way to read such a text would never come to an end."""
    report = report_from_text(TITLE + "一、概述\n" + text, source="own.txt")
    observations = extract_observations(report)
    assert list(observations.columns) == COLUMNS
    assert len(extract_enumerations(report, observations)) == 0

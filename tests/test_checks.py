from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from disclosure_analysis.metrics import CHECK_COLUMNS, report_checks
from disclosure_analysis.metrics.checks.identity_table import identity_table
from disclosure_analysis.report import AnnouncedParts, Attachment, Period
from disclosure_analysis.tables import table
from observation_rows import first_report, frame, row

NAMES = (
    "概述",
    "主动公开政府信息情况",
    "依申请公开政府信息情况",
    "政府信息公开的收费及减免情况",
    "因政府信息公开申请行政复议、提起行政诉讼情况",
    "政府信息公开工作存在的主要问题及改进措施",
    "需要说明的事项",
)
HEADINGS = (
    "概述",
    "主动公开政府信息情况",
    "政府信息依申请公开情况",
    "政府信息公开的收费及减免情况",
    "因政府信息公开申请行政复议、提起行政诉讼的情况",
    "政府信息公开工作存在的主要问题及改进措施",
    "说明",
)
WHOLE = "disclosed_website"


def checks(observations: pd.DataFrame, kind: str, **facts: Any) -> pd.DataFrame:
    table = report_checks(observations, **{"report_year": 2017, **facts})
    assert list(table.columns) == CHECK_COLUMNS
    return table[table["check"] == kind].reset_index(drop=True)


def check(observations: pd.DataFrame, kind: str, **facts: Any) -> pd.Series:
    found = checks(observations, kind, **facts)
    assert len(found) == 1, found["sentence"].tolist()
    return found.iloc[0]


def part(label: str, value: float, *bounds: float | str, **fields: str) -> dict[str, Any]:
    return row("unclassified", value, *bounds, label=label, part_of=WHOLE, **fields)


def test_the_first_reports_groups_agree_with_its_total_within_what_the_words_allow() -> None:
    groups = checks(first_report(), "parts_against_total").iloc[0]
    assert groups["outcome"] == "PASS"
    assert (groups["expected"], groups["found"]) == ("49125", "[48496, 49594]")
    assert groups["sentence"] == (
        "“主动公开政府信息总数”所列4项合计48,496至49,594条，所述总数为49,125条，"
        "在文字允许的范围内相符。"
    )
    assert len(groups["observation_ids"].split()) == 5


def test_the_first_reports_partial_list_passes_and_is_called_partial() -> None:
    classes = checks(first_report(), "parts_against_total").iloc[1]
    assert classes["outcome"] == "PASS"
    assert "58.1%" in classes["sentence"]
    assert "未涵盖总数的全部" in classes["sentence"]


def test_parts_that_equal_their_total_pass() -> None:
    observations = frame(row(WHOLE, 30), part("甲", 10), part("乙", 20))
    result = check(observations, "parts_against_total")
    assert result["outcome"] == "PASS"
    assert "与所述总数相等" in result["sentence"]


def test_classes_that_sum_to_more_than_their_total_fail() -> None:
    observations = frame(row(WHOLE, 160), part("甲", 90), part("乙", 80))
    result = check(observations, "parts_against_total")
    assert (result["outcome"], result["expected"], result["found"]) == ("FAIL", "160", "170")


def test_one_item_more_than_the_words_allow_fails_and_one_less_passes() -> None:
    parts = (part("甲", 100, 100, 199), part("乙", 60))
    assert check(frame(row(WHOLE, 159), *parts), "parts_against_total")["outcome"] == "FAIL"
    assert check(frame(row(WHOLE, 160), *parts), "parts_against_total")["outcome"] == "PASS"


def test_channels_above_the_total_are_uncertain_because_items_repeat() -> None:
    observations = frame(
        row("disclosed_total", 100),
        row("disclosed_website", 80, part_of="disclosed_total"),
        row("disclosed_wechat", 70, part_of="disclosed_total"),
    )
    assert check(observations, "parts_against_total")["outcome"] == "UNCERTAIN"


def test_a_single_channel_above_the_total_fails() -> None:
    observations = frame(
        row("disclosed_total", 100),
        row("disclosed_website", 120, part_of="disclosed_total"),
        row("disclosed_wechat", 10, part_of="disclosed_total"),
    )
    result = check(observations, "parts_against_total")
    assert (result["outcome"], result["found"]) == ("FAIL", "120")


def test_parts_of_a_total_that_is_not_stated_cannot_be_assessed() -> None:
    result = check(frame(part("甲", 90)), "parts_against_total")
    assert result["outcome"] == "NOT_ASSESSABLE"


def test_a_total_without_bounds_cannot_be_assessed() -> None:
    observations = frame(row(WHOLE, 1103, "", ""), part("甲", 90))
    assert check(observations, "parts_against_total")["outcome"] == "NOT_ASSESSABLE"


def test_parts_in_other_units_are_named_as_left_out() -> None:
    observations = frame(row(WHOLE, 160), part("甲", 90), part("乙", 800, unit="个"))
    result = check(observations, "parts_against_total")
    assert result["outcome"] == "PASS"
    assert result["sentence"].endswith("另有1项计量单位不同，未计入。")


def lists_of(observations: pd.DataFrame, listed: int) -> pd.DataFrame:
    id_ = observations.loc[observations["indicator"] == "feature_columns", "id"].iloc[0]
    fields = {"announced": 23, "listed": listed, "names": "", "start": 0, "end": 1}
    return pd.DataFrame([{"observation_id": id_, **fields}])


@pytest.mark.parametrize(("listed", "outcome"), [(23, "PASS"), (22, "UNCERTAIN"), (24, "FAIL")])
def test_an_announced_count_is_checked_against_the_names_listed(listed: int, outcome: str) -> None:
    observations = first_report()
    result = check(observations, "announced_list", lists=lists_of(observations, listed))
    assert result["outcome"] == outcome
    assert (result["expected"], result["found"]) == ("23", str(listed))


def test_a_closed_list_with_fewer_names_than_announced_fails() -> None:
    observations = first_report()
    lists = lists_of(observations, 22).assign(open_ended=False)
    assert check(observations, "announced_list", lists=lists)["outcome"] == "FAIL"


def test_no_list_gives_no_check() -> None:
    assert checks(first_report(), "announced_list", lists=pd.DataFrame()).empty


def announced(count: int | None, names: tuple[str, ...], headings: tuple[str, ...]) -> pd.Series:
    return check(
        first_report(),
        "announced_parts",
        announced_parts=AnnouncedParts(count, names),
        section_titles=headings,
    )


def test_the_first_report_has_all_seven_parts_that_it_announces() -> None:
    result = announced(7, NAMES, HEADINGS)
    assert result["outcome"] == "PASS"
    assert result["observation_ids"]


def test_an_announced_part_without_a_heading_fails_and_is_named() -> None:
    result = announced(7, NAMES, HEADINGS[:3] + HEADINGS[4:])
    assert result["outcome"] == "FAIL"
    assert "“政府信息公开的收费及减免情况”" in result["sentence"]


def test_a_name_that_matches_no_heading_is_uncertain_when_the_numbers_agree() -> None:
    result = announced(7, (*NAMES[:-1], "名词解释"), HEADINGS)
    assert result["outcome"] == "UNCERTAIN"
    assert "“名词解释”" in result["sentence"]


def test_counts_of_parts_are_compared_where_no_name_is_announced() -> None:
    assert announced(7, (), HEADINGS)["outcome"] == "PASS"
    assert announced(8, (), HEADINGS)["outcome"] == "FAIL"
    assert announced(6, (), HEADINGS)["outcome"] == "UNCERTAIN"


def test_parts_cannot_be_assessed_without_announcement_or_headings() -> None:
    assert check(first_report(), "announced_parts")["outcome"] == "NOT_ASSESSABLE"
    assert announced(7, NAMES, ())["outcome"] == "NOT_ASSESSABLE"


def test_the_number_of_announced_names_is_checked_against_the_number_announced() -> None:
    for names, outcome in ((NAMES, "PASS"), (NAMES[:-1], "FAIL")):
        result = check(
            first_report(),
            "announced_part_names",
            announced_parts=AnnouncedParts(7, names),
            section_titles=HEADINGS,
        )
        assert result["outcome"] == outcome


@pytest.mark.parametrize(
    ("first", "last", "outcome"),
    [
        (date(2017, 1, 1), date(2017, 12, 31), "PASS"),
        (date(2017, 1, 1), date(2017, 12, 20), "FAIL"),
        (date(2016, 1, 1), date(2016, 12, 31), "FAIL"),
        (date(2017, 1, 1), date(2018, 2, 7), "UNCERTAIN"),
        (date(2008, 5, 1), date(2017, 12, 31), "UNCERTAIN"),
    ],
)
def test_figures_cover_the_calendar_year(first: date, last: date, outcome: str) -> None:
    assert check(first_report(), "period", period=Period(first, last))["outcome"] == outcome


def test_the_first_year_of_the_regulations_began_in_may() -> None:
    short = Period(date(2008, 5, 1), date(2008, 12, 31))
    assert check(frame(), "period", period=short, report_year=2008)["outcome"] == "PASS"
    later = Period(date(2009, 5, 1), date(2009, 12, 31))
    assert check(frame(), "period", period=later, report_year=2009)["outcome"] == "FAIL"


def test_a_period_that_is_not_stated_cannot_be_assessed() -> None:
    assert check(first_report(), "period")["outcome"] == "NOT_ASSESSABLE"


def zero(indicator: str) -> dict[str, Any]:
    return row(indicator, 0, basis="zero_statement", unit="件")


def test_the_first_reports_four_zeros_are_not_contradicted() -> None:
    assert checks(first_report(), "zero_statement")["outcome"].tolist() == ["PASS"] * 4


def test_requests_answered_contradict_that_none_were_received() -> None:
    observations = frame(zero("applications_received"), row("applications_denied", 2, unit="件"))
    result = check(observations, "zero_statement")
    assert result["outcome"] == "FAIL"
    assert "“不予公开”2件" in result["sentence"]
    assert len(result["observation_ids"].split()) == 2


def test_requests_carried_in_may_explain_answers_without_new_requests() -> None:
    observations = frame(
        zero("applications_received"),
        row("applications_answered", 2, unit="件"),
        row("applications_carried_in", 2, unit="件"),
    )
    assert check(observations, "zero_statement")["outcome"] == "UNCERTAIN"


def test_a_zero_and_a_number_of_the_same_thing_contradict_each_other() -> None:
    observations = frame(zero("lawsuits"), row("lawsuits", 1, unit="件"))
    assert check(observations, "zero_statement")["outcome"] == "FAIL"
    assert check(observations, "repeated_mention")["outcome"] == "FAIL"


def test_a_zero_is_not_contradicted_by_another_zero_or_another_year() -> None:
    observations = frame(
        zero("applications_received"),
        row("applications_answered", 0, unit="件"),
        row("applications_denied", 3, unit="件", year=2016),
    )
    assert check(observations, "zero_statement")["outcome"] == "PASS"


def points(*values: tuple[float, ...]) -> pd.DataFrame:
    return frame(*(row("reading_points", *v, unit="个") for v in values))


def test_the_same_figure_twice_passes() -> None:
    result = check(points((3,), (3,)), "repeated_mention")
    assert result["outcome"] == "PASS"
    assert result["sentence"] == "“政府信息公开查阅点”在文中出现2次，均为3个。"


def test_a_round_and_an_exact_mention_of_one_figure_agree() -> None:
    result = check(points((1100, 1100, 1199), (1150,)), "repeated_mention")
    assert result["outcome"] == "PASS"
    assert "1,100至1,199个、1,150个" in result["sentence"]


def test_mentions_that_no_number_satisfies_fail() -> None:
    assert check(points((3,), (4,)), "repeated_mention")["outcome"] == "FAIL"


def test_mentions_in_different_years_are_different_figures() -> None:
    observations = frame(row("reading_points", 3), row("reading_points", 4, year=2016))
    assert checks(observations, "repeated_mention").empty


def test_unclassified_figures_of_one_label_are_not_taken_for_the_same() -> None:
    assert checks(frame(part("会议", 3), part("会议", 5)), "repeated_mention").empty


def attachment(kind: str, label: str, title: str, held: bool = False) -> Attachment:
    return Attachment(kind, label, title, held, 0, 1)


def test_the_missing_statistical_table_is_said_to_leave_58_figures_missing() -> None:
    named = attachment("annex", "附件1", "政府信息公开情况统计表.doc")
    result = check(first_report(), "attachment_held", attachments=[named])
    assert (result["outcome"], result["expected"]) == ("NOT_ASSESSABLE", "58")
    assert "58项" in result["sentence"]


def test_the_58_figures_are_those_of_2014_to_2018_only() -> None:
    named = attachment("annex", "附件1", "政府信息公开情况统计表.doc")
    facts = {"attachments": [named], "report_year": 2020}
    assert check(frame(), "attachment_held", **facts)["expected"] == ""


def test_a_missing_picture_is_said_to_be_missing_and_a_held_annex_passes() -> None:
    named = [attachment("figure", "图1", "对比图"), attachment("annex", "附件", "名单", held=True)]
    found = checks(first_report(), "attachment_held", attachments=named)
    assert found["outcome"].tolist() == ["NOT_ASSESSABLE", "PASS"]
    assert "没有图本身" in found["sentence"][0]


def growing(now: float, rate: float, low: float, high: float) -> pd.DataFrame:
    return frame(
        row("disclosed_total", now), row("disclosed_total_growth", rate, low, high, unit="%")
    )


def test_stated_growth_without_last_years_report_says_what_it_implies() -> None:
    result = check(first_report(), "stated_growth")
    assert result["outcome"] == "NOT_ASSESSABLE"
    assert "25,653至25,787条" in result["sentence"]


@pytest.mark.parametrize(
    ("base", "outcome"), [(25700, "PASS"), (25653, "PASS"), (25600, "UNCERTAIN"), (25000, "FAIL")]
)
def test_stated_growth_is_checked_by_rounding_then_by_truncation(base: int, outcome: str) -> None:
    before = frame(row("disclosed_total", base, report_year=2016))
    result = check(growing(49125, 91, 90.5, 91.5), "stated_growth", previous=before)
    assert result["outcome"] == outcome


@pytest.mark.parametrize(
    ("now", "outcome"),
    [(882, "PASS"), (872, "UNCERTAIN"), (871, "UNCERTAIN"), (870, "FAIL"), (890, "FAIL")],
)
def test_a_fall_is_truncated_towards_zero(now: int, outcome: str) -> None:
    before = frame(row("disclosed_total", 1000, report_year=2016))
    result = check(growing(now, -12, -12.5, -11.5), "stated_growth", previous=before)
    assert result["outcome"] == outcome
    assert "下降12%" in result["sentence"]


def test_a_percentage_whose_wording_sets_no_bound_cannot_be_assessed() -> None:
    observations = frame(
        row("disclosed_total", 120), row("disclosed_total_growth", 19, "", "", unit="%")
    )
    before = frame(row("disclosed_total", 100, report_year=2016))
    assert check(observations, "stated_growth", previous=before)["outcome"] == "NOT_ASSESSABLE"


def test_a_growth_above_a_number_fails_below_it() -> None:
    observations = frame(
        row("disclosed_total", 150), row("disclosed_total_growth", 91, 91, "", unit="%")
    )
    before = frame(row("disclosed_total", 100, report_year=2016))
    assert check(observations, "stated_growth", previous=before)["outcome"] == "FAIL"


def test_stated_growth_from_zero_cannot_be_assessed() -> None:
    before = frame(row("disclosed_total", 0, report_year=2016))
    result = check(growing(10, 91, 90.5, 91.5), "stated_growth", previous=before)
    assert result["outcome"] == "NOT_ASSESSABLE"


@pytest.mark.parametrize(
    ("rate", "low", "high", "outcome"),
    [
        (45.4, 45.35, 45.45, "PASS"),
        (45.3, 45.25, 45.35, "UNCERTAIN"),
        (46.0, 45.95, 46.05, "FAIL"),
    ],
)
def test_a_stated_share_is_checked_by_rounding_then_by_truncation(
    rate: float, low: float, high: float, outcome: str
) -> None:
    observations = frame(row(WHOLE, 130), part("甲", 59), part("甲", rate, low, high, unit="%"))
    assert check(observations, "stated_share")["outcome"] == outcome


def test_a_stated_share_without_its_part_cannot_be_assessed() -> None:
    observations = frame(row(WHOLE, 130), part("甲", 45.4, 45.35, 45.45, unit="%"))
    assert check(observations, "stated_share")["outcome"] == "NOT_ASSESSABLE"


def requests(**values: float) -> pd.DataFrame:
    return frame(*(row(f"applications_{n}", v, unit="件") for n, v in values.items()))


@pytest.mark.parametrize(("denied", "outcome"), [(2, "PASS"), (1, "PASS"), (3, "FAIL")])
def test_outcomes_never_exceed_the_answers(denied: int, outcome: str) -> None:
    observations = requests(answered=9, granted=7, denied=denied)
    result = check(observations, "applications_outcomes")
    assert (result["outcome"], result["found"]) == (outcome, str(7 + denied))


@pytest.mark.parametrize(("received", "outcome"), [(75, "PASS"), (78, "UNCERTAIN"), (70, "FAIL")])
def test_requests_in_equal_requests_out(received: int, outcome: str) -> None:
    observations = requests(received=received, carried_in=3, answered=75, carried_out=3)
    assert check(observations, "applications_balance")["outcome"] == outcome


def test_an_incomplete_balance_is_not_checked() -> None:
    assert checks(requests(received=5, answered=5), "applications_balance").empty


def test_every_check_of_the_first_report_uses_its_observations_in_both_languages() -> None:
    observations = first_report()
    tables = [report_checks(observations, report_year=2017, lang=lang) for lang in ("zh", "en")]
    assert tables[0]["outcome"].equals(tables[1]["outcome"])
    assert not (tables[0]["sentence"] == tables[1]["sentence"]).any()
    used = set(" ".join(tables[0]["observation_ids"]).split())
    assert used
    assert used <= set(observations["id"])


DOCS = (Path(__file__).parents[1] / "docs/checks.md").read_text(encoding="utf-8")


def test_the_documented_identities_are_those_of_the_table() -> None:
    shown = DOCS.partition("<!-- identities -->\n")[2].partition("<!-- end of identities -->")[0]
    assert shown == identity_table(), "put identity_table() between the marks in docs/checks.md"


def test_every_check_with_a_name_for_readers_is_documented() -> None:
    keys = [row["key"] for row in table("labels") if row["key"].startswith("check_")]
    names = [key.removeprefix("check_") for key in keys if not key.endswith("_numbered")]
    assert "stated_growth" in names
    assert [name for name in names if f"| `{name}` |" not in DOCS] == []


@pytest.mark.parametrize("name", ["check_sentences", "metric_warnings"])
def test_both_languages_of_a_sentence_take_the_same_words(name: str) -> None:
    for sentence in table(name):
        words = [set(re.findall(r"{(\w+)}", sentence[lang])) for lang in ("zh", "en")]
        assert words[0] == words[1], sentence["key"]


def mean(label: str, value: float, *bounds: float, **fields: Any) -> dict[str, Any]:
    return row("unclassified", value, *bounds, label=label, quote=f"{label}{value}", **fields)


def visits(value: float, *bounds: float) -> dict[str, Any]:
    return row("website_visits", value, *bounds, label="网站访问量", unit="人次")


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        (730_182, "PASS"),
        (729_818, "PASS"),
        (730_300, "UNCERTAIN"),
        (500_000, "UNCERTAIN"),
        (731_000, "FAIL"),
    ],
)
def test_a_daily_mean_times_the_days_is_the_years_figure(total: int, outcome: str) -> None:
    observations = frame(visits(total), mean("日均访问量", 2000, unit="人次"))
    result = check(observations, "stated_mean")
    assert result["outcome"] == outcome
    assert result["expected"] == "[729817.5, 730182.5]"
    assert "“日均访问量”2,000人次乘以365天" in result["sentence"]


def test_a_mean_of_a_leap_year_may_be_taken_over_365_days_as_well() -> None:
    for total, outcome in ((732_000, "PASS"), (730_000, "PASS"), (733_000, "FAIL")):
        rows = [visits(total), mean("日均访问量", 2000, unit="人次")]
        leap = frame(*(r | {"report_year": 2020, "year": 2020} for r in rows))
        assert check(leap, "stated_mean", report_year=2020)["outcome"] == outcome


def test_a_monthly_mean_is_held_against_the_figure_that_names_the_same_thing() -> None:
    observations = frame(
        row("disclosed_weibo", 900, label="发布微博"),
        row("disclosed_wechat", 240, label="发布微信"),
        mean("月均发布微博", 75),
    )
    assert check(observations, "stated_mean")["outcome"] == "PASS"


def test_a_mean_that_names_nothing_is_of_the_figure_before_it() -> None:
    bare = mean("日", 2000, unit="人次") | {"quote": "日均2000人次"}
    assert check(frame(visits(730_000), bare), "stated_mean")["outcome"] == "PASS"
    assert checks(frame(bare, visits(730_000)), "stated_mean").empty


def fees(total: float, *parts: float) -> pd.DataFrame:
    rows = [row("fees_charged", total, unit="元", quote=f"{total}元")]
    rows += [row("unclassified", p, unit="元", label=f"局{p}") for p in parts]
    return frame(*rows)


@pytest.mark.parametrize(
    ("parts", "outcomes"),
    [
        ((410, 320, 70), ["PASS"]),
        ((410, 320, 60), ["UNCERTAIN"]),
        ((410, 420), ["UNCERTAIN"]),
        ((100, 50), []),
        ((800,), []),
    ],
)
def test_fees_are_held_against_the_amounts_listed_behind_them(
    parts: tuple[float, ...], outcomes: list[str]
) -> None:
    assert checks(fees(800, *parts), "fees_and_parts")["outcome"].tolist() == outcomes


def test_fees_whose_parts_the_text_names_are_a_breakdown_like_others() -> None:
    parts = [
        row("unclassified", n, label=f"局{n}", unit="元", part_of="fees_charged")
        for n in (410, 320, 80)
    ]
    observations = frame(row("fees_charged", 800, unit="元"), *parts)
    assert checks(observations, "fees_and_parts").empty
    assert check(observations, "parts_against_total")["outcome"] == "FAIL"


def test_a_list_that_covers_nearly_all_may_be_meant_to_be_whole() -> None:
    """As in a county that lists 1105, 2896 and 2004 of 6391."""
    observations = frame(row(WHOLE, 5000), part("甲", 1200), part("乙", 2500), part("丙", 1000))
    result = check(observations, "parts_against_total")
    assert result["outcome"] == "UNCERTAIN"
    assert "合计4,700条，比所述总数5,000条少300条，占总数的94.0%" in result["sentence"]
    fewer = frame(row(WHOLE, 5000), part("甲", 1200), part("乙", 2500), part("丙", 700))
    assert check(fewer, "parts_against_total")["outcome"] == "PASS"


def test_a_slip_in_a_full_list_of_outcomes_is_told_with_its_size() -> None:
    """As in a city whose outcomes sum to 1227 of 1230."""
    found = check(
        requests(answered=630, granted=520, denied=65, granted_in_part=40), "applications_outcomes"
    )
    assert found["outcome"] == "UNCERTAIN"
    assert "尚少5件" in found["sentence"]


def test_more_outcomes_than_answers_may_before_2019_come_from_several_outcomes() -> None:
    """As in a bureau with 9 answers and 12 outcomes, whose shares are of 10 requests."""
    counts = {"received": 8, "answered": 7, "granted": 6, "denied": 2, "granted_in_part": 1}
    old = check(requests(**counts), "applications_outcomes")
    assert old["outcome"] == "FAIL"
    assert old["sentence"].endswith("2019年以前，一件答复可能计入几类结果。")
    new = requests(**counts).assign(report_year=2020, year=2020)
    sentence = check(new, "applications_outcomes", report_year=2020)["sentence"]
    assert "几类结果" not in sentence


def test_a_share_of_another_base_is_uncertain_and_names_the_base() -> None:
    rows = [
        row("applications_received", 8, unit="件"),
        row("applications_answered", 7, unit="件"),
        row("applications_granted", 6, unit="件", label="公开", part_of="applications_answered"),
        row("unclassified", 75, 74.5, 75.5, unit="%", label="公开"),
    ]
    result = check(frame(*rows), "stated_share")
    assert result["outcome"] == "UNCERTAIN"
    assert "若以收到申请数8件为底数则相符" in result["sentence"]
    rows[3] |= {"value": 50, "lower": 49.5, "upper": 50.5}
    assert check(frame(*rows), "stated_share")["outcome"] == "FAIL"


def test_a_percentage_of_another_label_is_no_share_of_the_figure_before_it() -> None:
    rows = [
        row("applications_answered", 8, unit="件"),
        row("applications_granted", 6, unit="件", label="公开", part_of="applications_answered"),
        row("unclassified", 100, unit="%", label="答复率"),
    ]
    assert checks(frame(*rows), "stated_share").empty


@pytest.mark.parametrize("times", [(50, 45, 55), (150, 145, 155)])
def test_a_multiple_that_the_figures_do_not_bear_out_fails_either_way(
    times: tuple[float, float, float],
) -> None:
    """As in a bureau that calls 2401 1.5 times 1128."""
    observations = frame(
        row("disclosed_total", 1700), row("disclosed_total_growth", *times, unit="%")
    )
    before = frame(row("disclosed_total", 800, report_year=2016))
    result = check(observations, "stated_growth", previous=before)
    assert result["outcome"] == "FAIL"
    assert "计算为112.50%" in result["sentence"]

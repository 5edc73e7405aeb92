"""Text carried over from one report to another: what counts, and what a share says."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.analysis import Before, analysis_of
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.metrics.similarity import similarity_prev_year
from disclosure_analysis.places import find_place
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Reading, Report
from disclosure_analysis.reuse import (
    IDENTICAL,
    MATCHES,
    MATRIX_COLUMNS,
    NEAR,
    NEW,
    NUMBERS,
    PASSAGE_COLUMNS,
    SENTENCE_COLUMNS,
    THRESHOLD,
    reuse,
    reuse_matrix,
    sentences,
)
from disclosure_analysis.tables import table
from made_up import WEST, made_up

TRAINING = "全年组织各单位信息员集中学习条例三次"
WEBSITE = "对区政府门户网站的栏目作了全面调整"
CONCERNS = "就供水改造等热点问题及时作出说明"
BULLETIN = "编印政府公报并送到每个村的阅览室"
FIGURES = "主动公开政府信息1532条，比上年增长8%"


def report(*said: str, year: int = 2016, code: str = "510403", reporter: str = "") -> Report:
    place = find_place(code, year)
    text = f"{place.folder_name}{year}年政府信息公开工作年度报告\n一、概述\n"
    text += "".join(f"{one}。" for one in said) + "\n二、其他\n"
    found = report_from_text(text, source=f"{code}-{year}.txt")
    own = reporter or f"{place.folder_name}人民政府"
    return replace(found, place=place, year=Reading(year, 0, 0), reporter=own)


def kinds(own: Report, earlier: Report) -> list[str]:
    return list(reuse(own, earlier).sentences["match"])


def test_the_same_text_is_carried_over_whole() -> None:
    own = report(TRAINING, WEBSITE)
    found = reuse(own, own)
    assert found.share == found.sentence_share == found.share_of(IDENTICAL) == 100
    assert kinds(own, own) == [IDENTICAL, IDENTICAL]


def test_other_text_is_new() -> None:
    found = reuse(report(TRAINING), report(BULLETIN))
    assert found.share == found.sentence_share == 0
    assert found.passages.empty


def test_a_changed_number_or_year_keeps_a_sentence_identical_but_for_numbers() -> None:
    earlier = report(FIGURES, "截至2015年底共办理三件来信事项", year=2015)
    own = report(FIGURES.replace("1532", "947"), "截至2016年底共办理五件来信事项")
    assert kinds(own, earlier) == [NUMBERS, NUMBERS]
    assert reuse(own, earlier).share_of(NUMBERS) == 100


def test_the_name_of_the_own_place_is_no_difference() -> None:
    own = report("西区人民政府常务会议听取专题汇报")
    other = report("东区人民政府常务会议听取专题汇报", code="510402")
    assert kinds(own, other) == [NUMBERS]


def test_a_sentence_with_a_few_other_words_is_near() -> None:
    other = report(f"今年{WEBSITE}")
    found = reuse(report(WEBSITE), other).sentences.iloc[0]
    assert found["match"] == NEAR
    assert THRESHOLD <= found["similarity"] < 100
    assert kinds(report(WEBSITE), report(WEBSITE[:8] + BULLETIN)) == [NEW]


def test_order_does_not_matter_and_a_number_in_a_list_neither() -> None:
    own, earlier = report(TRAINING, WEBSITE), report(WEBSITE, TRAINING)
    assert kinds(own, earlier) == [IDENTICAL, IDENTICAL]
    assert kinds(report(f"一是{TRAINING}"), report(f"三是{TRAINING}")) == [IDENTICAL]


def test_a_share_counts_characters_and_the_other_sentences() -> None:
    found = reuse(report(TRAINING, BULLETIN, CONCERNS), report(TRAINING))
    characters = [len(one) for one in (TRAINING, BULLETIN, CONCERNS)]
    assert found.share == pytest.approx(100 * characters[0] / sum(characters))
    assert found.sentence_share == pytest.approx(100 / 3)
    assert found.characters == (characters[0], sum(characters))
    metric = similarity_prev_year(*found.characters, 2019).iloc[0]
    assert metric["value"] == metric["lower"] == metric["upper"] == pytest.approx(found.share)
    assert (metric["numerator"], metric["denominator"]) == found.characters


def test_a_text_without_sentences_has_no_share() -> None:
    metric = similarity_prev_year(0, 0, 2019).iloc[0]
    assert metric[["value", "lower", "upper"]].isna().all()


def test_a_report_without_running_text_has_no_share() -> None:
    found = reuse(report("无"), report(TRAINING))
    assert math.isnan(found.share)
    assert math.isnan(found.sentence_share)
    assert list(found.sentences.columns) == SENTENCE_COLUMNS
    assert list(found.passages.columns) == PASSAGE_COLUMNS


def test_both_places_are_told_and_hold_their_words() -> None:
    own, earlier = report(BULLETIN, TRAINING), report(TRAINING, CONCERNS)
    row = reuse(own, earlier).sentences.iloc[1]
    assert own.text[row["start"] : row["end"]] == row["text"] == f"{TRAINING}。"
    assert earlier.text[row["earlier_start"] : row["earlier_end"]] == row["earlier_text"]
    assert row["earlier_text"] == f"{TRAINING}。"


def test_a_new_sentence_has_no_counterpart() -> None:
    row = reuse(report(BULLETIN), report(TRAINING)).sentences.iloc[0]
    assert row[["similarity", "earlier_start", "earlier_end"]].isna().all()
    assert row["earlier_text"] == ""


def test_neighbours_are_one_passage_and_others_are_not() -> None:
    earlier = report(TRAINING, WEBSITE, CONCERNS)
    together = reuse(report(BULLETIN, TRAINING, WEBSITE), earlier).passages
    assert list(together["sentences"]) == [2]
    assert (
        together["text"].iloc[0] == together["earlier_text"].iloc[0] == f"{TRAINING}。{WEBSITE}。"
    )
    apart = reuse(report(TRAINING, CONCERNS), earlier).passages
    assert list(apart["sentences"]) == [1, 1]


@pytest.mark.parametrize("row", table("reuse_stock"), ids=lambda row: row["name"])
def test_what_every_report_says_is_left_out(row: dict[str, str]) -> None:
    example = plain_text(row["example"])
    assert [one.words for one in sentences(report(example, TRAINING))] == [TRAINING]


def test_openings_headings_and_short_sentences_are_left_out() -> None:
    text = "本报告的电子版可从区政府门户网站下载。\n（一）加强组织领导情况\n平稳。"
    assert not list(sentences(report(text)))


def test_admitted_shortcomings_are_not_taken_for_denials() -> None:
    assert list(sentences(report("个别单位的栏目长期未能更新内容")))


def test_rows_of_the_matrix_are_years_and_bodies_of_one_year() -> None:
    before = report(TRAINING, BULLETIN, year=2015)
    own = report(TRAINING, WEBSITE)
    other = report(WEBSITE, CONCERNS, code="510402")
    frame = reuse_matrix([own, other, before])
    assert list(frame.columns) == MATRIX_COLUMNS
    pairs = frame[["place", "year", "other_place", "other_year"]].to_numpy().tolist()
    east, west = "四川省攀枝花市东区", "四川省攀枝花市西区"
    assert pairs == [
        [east, 2016, west, 2016],
        [west, 2016, west, 2015],
        [west, 2016, east, 2016],
    ]
    assert (frame["share"].between(40, 60)).all()


def test_the_year_before_is_told_whatever_its_share_and_others_above_a_share_only() -> None:
    own, before = report(TRAINING), report(BULLETIN, year=2015)
    other = report(TRAINING, WEBSITE, CONCERNS, code="510402")
    frame = reuse_matrix([own, before, other], above=60)
    assert frame[["reporter", "other_year", "share"]].to_numpy().tolist() == [
        ["攀枝花市西区人民政府", 2015, 0.0],
        ["攀枝花市西区人民政府", 2016, 100.0],
    ]


def test_two_bodies_of_one_place_are_compared_and_a_body_not_with_itself() -> None:
    one = report(TRAINING, reporter="攀枝花市西区教育局")
    other = report(TRAINING, reporter="攀枝花市西区民政局")
    assert len(reuse_matrix([one, other])) == 2
    assert reuse_matrix([one, one]).empty


def test_no_report_gives_an_empty_matrix() -> None:
    assert list(reuse_matrix([]).columns) == MATRIX_COLUMNS


SAID = st.lists(st.sampled_from([TRAINING, WEBSITE, CONCERNS, BULLETIN, FIGURES]), max_size=6)


@settings(deadline=None)
@given(SAID, SAID)
def test_shares_lie_between_nothing_and_all_and_sum_to_all(own: list[str], its: list[str]) -> None:
    found = reuse(report(*own), report(*its))
    if not own:
        assert math.isnan(found.share)
        return
    assert 0 <= found.share <= 100
    assert 0 <= found.sentence_share <= 100
    assert sum(found.share_of(kind) for kind in MATCHES) == pytest.approx(100)
    assert (found.share == 100) == (set(own) <= set(its))
    assert (found.share == 0) == set(own).isdisjoint(its)


@settings(deadline=None)
@given(SAID.filter(bool), st.randoms(use_true_random=False), st.integers(0, 9999))
def test_order_and_figures_do_not_change_a_share(own: list[str], rng: object, n: int) -> None:
    mixed = sorted(own, key=lambda _: getattr(rng, "random")())  # noqa: B009
    found = reuse(report(*own), report(*(one.replace("1532", str(n)) for one in mixed)))
    assert found.share == 100
    assert found.passages["sentences"].sum() == len(own)


def test_a_report_s_metrics_say_what_the_year_before_had_already() -> None:
    before = made_up(f"一、概述\n{TRAINING}。\n", report_year=2014)
    own = report_from_text(f"{WEST.title}\n一、概述\n{TRAINING}。\n{CONCERNS}。\n", source="own")
    found = analysis_of(own, WEST, before=Before(before.report, before.observations)).metrics
    row = found[found["metric"] == "similarity_prev_year"].iloc[0]
    assert row["numerator"] == len(TRAINING)
    assert row["denominator"] == len(TRAINING) + len(CONCERNS)
    alone = analysis_of(own, WEST).metrics
    assert "similarity_prev_year" not in set(alone["metric"])

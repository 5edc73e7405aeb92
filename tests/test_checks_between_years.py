from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from disclosure_analysis.metrics import CHECK_COLUMNS, report_checks
from disclosure_analysis.metrics.checks import checks_between
from disclosure_analysis.observations import observations_frame
from made_panel import cell_row, made_observations
from observation_rows import frame, row
from test_identities import FULL, cell, zeros

SERIES = {
    "place_code": "510402",
    "place": "四川省攀枝花市东区",
    "reporter": "攀枝花市东区人民政府",
    "body": "government",
    "scope": "area",
}


def table_of(name: str, year: int, changes: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """A whole form of a year with the cells of ``changes``; None takes a cell away."""
    places = zeros(name) | FULL[name] | dict(changes or {})
    return frame(
        *(
            cell(name, place, value, report_year=year, year=year + offset(place)) | SERIES
            for place, value in places.items()
            if value is not None
        )
    )


def offset(place: str) -> int:
    return -1 if place.endswith(".items_prev") else 0


def said(indicator: str, value: float, *bounds: float | str, **fields: Any) -> dict[str, Any]:
    year = fields.pop("report_year", 2023)
    own = {"report_year": year, "year": year, "unit": "件", **SERIES}
    return row(indicator, value, *bounds, **{**own, **fields})


def checks(
    now: pd.DataFrame, before: pd.DataFrame | None, year: int = 2023, lang: str = "zh"
) -> dict[str, pd.Series]:
    found = report_checks(now, report_year=year, previous=before, lang=lang)
    return {row["check"]: row for _, row in found.iterrows()}


def chain(
    id_: str, now: pd.DataFrame, before: pd.DataFrame, year: int = 2023, lang: str = "zh"
) -> pd.Series:
    return checks(now, before, year, lang)[f"identity_{id_}"]


OPEN_2022 = {"T3.4[nat]": 4, "T3.4[tot]": 4}
"""What the form of 2023 says that 2022 carried out."""


def test_requests_carried_in_are_those_that_last_years_report_carries_out() -> None:
    result = chain("B4", table_of("form2021", 2023), table_of("form2021", 2022, OPEN_2022))
    assert result["outcome"] == "PASS"
    assert "共核对7处，全部成立" in result["sentence"]
    assert len(result["observation_ids"].split()) == 14


def test_a_broken_chain_fails_in_each_column_that_breaks_and_says_what_may_explain_it() -> None:
    before = table_of("form2021", 2022, {"T3.4[nat]": 3, "T3.4[tot]": 4})
    result = chain("B4", table_of("form2021", 2023), before)
    assert result["outcome"] == "FAIL"
    assert (result["expected"], result["found"]) == ("4", "3")
    assert (
        "自然人：上年结转政府信息公开申请数量4件，而上年报告的结转下年度继续办理3件"
        in result["sentence"]
    )
    assert result["sentence"].endswith("机构撤并或上年数字事后订正，都可能使两年不相衔接。")


def test_a_broken_chain_is_told_in_english() -> None:
    now, before = table_of("form2021", 2023), table_of("form2021", 2022)
    sentence = chain("B4", now, before, lang="en")["sentence"]
    assert "but last year's Applications carried over to the next year (T3.4) 3" in sentence


def test_a_chain_runs_from_the_form_of_2019_to_that_of_2021() -> None:
    before = table_of("form2019", 2020, {"T3.4[nat]": 4, "T3.4[tot]": 4})
    assert chain("B4", table_of("form2021", 2021), before, 2021)["outcome"] == "PASS"


def test_blank_cells_of_either_year_count_as_zero_under_their_total_only() -> None:
    now = table_of("form2021", 2023, {"T3.2[oth]": "blank"})
    before = table_of("form2021", 2022, OPEN_2022 | {"T3.4[res]": "dash"})
    assert chain("B4", now, before)["outcome"] == "PASS"
    blank = table_of("form2021", 2022, dict.fromkeys(columns("T3.4"), "blank"))
    assert chain("B4", now, blank)["outcome"] == "NOT_ASSESSABLE"


def columns(code: str) -> list[str]:
    return [place for place in zeros("form2021") if place.startswith(f"{code}[")]


def test_without_last_years_report_one_row_names_all_that_needs_it() -> None:
    found = checks(table_of("form2021", 2023), None)
    row_of = found["chains"]
    assert row_of["outcome"] == "NOT_ASSESSABLE"
    assert row_of["sentence"].startswith("手头没有同一机关2022年的报告")
    assert "“上年结转数等于上年报告的结转下年度数”" in row_of["sentence"]
    assert "“现行有效件数等于" in row_of["sentence"]
    assert not {"identity_B4", "identity_D1", "identity_D5"} & set(found)


def test_what_another_form_of_the_year_before_does_not_hold_is_named_in_one_row() -> None:
    found = checks(table_of("form2021", 2021), table_of("form2019", 2020, OPEN_2022), 2021)
    sentence = found["chains"]["sentence"]
    assert sentence.startswith("2020年的报告没有所需的数字")
    assert "现行有效件数" in sentence
    assert "上年结转数" not in sentence


def test_a_narrative_without_such_figures_needs_no_report_of_the_year_before() -> None:
    found = checks(frame(said("disclosed_total", 80, unit="条")), None)
    assert "chains" not in found


@pytest.mark.parametrize(
    ("changes", "result"),
    [({"in_force": 42}, "PASS"), ({"in_force": 43}, "FAIL"), ({"in_force": 41}, "FAIL")],
)
def test_documents_in_force_follow_from_the_year_before(
    changes: dict[str, int], result: str
) -> None:
    norm = {"issued": 5, "repealed": 23, **changes}
    now = table_of("form2021", 2023, {f"T2.20_1.norm.{k}": n for k, n in norm.items()})
    before = table_of("form2021", 2022, {"T2.20_1.norm.in_force": 60})
    found = chain("D1", now, before)
    assert found["outcome"] == result
    if result == "FAIL":
        assert "上年存量可能经清理后重新认定" in found["sentence"]
        assert "行政规范性文件：现行有效件数" in found["sentence"]


def test_more_repealed_than_were_in_force_is_suspicious() -> None:
    before = table_of("form2021", 2022, {"T2.20_1.norm.in_force": 6})
    now = {"T2.20_1.norm.repealed": 8, "T2.20_1.norm.issued": 1}
    result = chain("D5", table_of("form2021", 2023, now), before)
    assert result["outcome"] == "UNCERTAIN"
    assert "本年废止件数8" in result["sentence"]
    fewer = table_of("form2021", 2023, {"T2.20_1.norm.repealed": 7, "T2.20_1.norm.issued": 1})
    assert chain("D5", fewer, before)["outcome"] == "PASS"


def test_last_years_items_follow_from_the_report_of_that_year() -> None:
    item = "T2.20_6.penalty.items"
    before = table_of("form2019", 2019, {f"{item}_prev": 31, f"{item}_delta": -1})
    changes = {"T2.20_5.licence.items_prev": 96}
    assert chain("D2", table_of("form2019", 2020, changes), before, 2020)["outcome"] == "PASS"
    wrong = chain("D2", table_of("form2019", 2020, {f"{item}_prev": 31, **changes}), before, 2020)
    assert wrong["outcome"] == "FAIL"
    assert "行政处罚：上一年项目数量31项，而上年报告的上一年项目数量31＋" in wrong["sentence"]
    assert "上年报告的本年增/减−1＝30项" in wrong["sentence"]


@pytest.mark.parametrize(("total", "result"), [(43, "PASS"), (30, "PASS"), (44, "FAIL")])
def test_open_documents_are_at_most_the_old_and_the_new(total: int, result: str) -> None:
    now = table_of("form2019", 2020, {"T2.20_1.norm.open_total": total})
    assert chain("D3b", now, table_of("form2019", 2019), 2020)["outcome"] == result


@pytest.mark.parametrize(
    ("year", "cases", "result"), [(2024, 2, "PASS"), (2024, 3, "UNCERTAIN"), (2023, 3, None)]
)
def test_lawsuits_without_reconsideration_should_not_rise_from_2024_on(
    year: int, cases: int, result: str | None
) -> None:
    place = {f"T4.lit.direct.{name}": cases for name in ("upheld", "total")}
    before = {f"T4.lit.direct.{name}": 2 for name in ("upheld", "total")}
    now = table_of("form2021", year, place)
    found = checks(now, table_of("form2021", year - 1, before), year)
    assert (found["identity_C3"]["outcome"] if "identity_C3" in found else None) == result


def test_closings_above_receipts_may_be_explained_by_the_year_before() -> None:
    now = table_of("annex2014", 2016, {"3.2": 14})
    explained = table_of("annex2014", 2015, {"3.1": 15, "3.2": 12})
    hint = "上年收到而未办结的申请足以补足此差"
    for before, told in ((explained, True), (table_of("annex2014", 2015), False), (None, False)):
        found = checks(now, before, 2016)["identity_A9"]
        assert found["outcome"] == "UNCERTAIN"
        assert (hint in found["sentence"]) is told


def test_indicators_of_the_text_make_a_chain_where_tables_do_not() -> None:
    now = frame(said("applications_carried_in", 3))
    for carried_out, result in ((3, "PASS"), (4, "FAIL")):
        before = frame(said("applications_carried_out", carried_out, report_year=2022))
        found = chain("B4", now, before)
        assert found["outcome"] == result
        assert f"上年报告的结转下年度{carried_out}" in found["sentence"]


def test_a_chain_may_run_from_a_text_to_a_table() -> None:
    before = frame(said("applications_carried_out", 4, report_year=2022))
    assert chain("B4", table_of("form2021", 2023), before)["outcome"] == "PASS"


def test_vague_words_are_compared_as_intervals() -> None:
    before = frame(said("applications_carried_out", 20, 20, 29, report_year=2022))
    for carried_in, result in ((29, "PASS"), (30, "FAIL")):
        now = frame(said("applications_carried_in", carried_in))
        assert chain("B4", now, before)["outcome"] == result


@pytest.mark.parametrize(("value", "result"), [(700, "PASS"), (710, "FAIL")])
def test_what_a_report_says_of_the_year_before_is_held_against_that_report(
    value: int, result: str
) -> None:
    now = frame(said("disclosed_total", value, year=2022, unit="条"))
    before = frame(said("disclosed_total", 700, report_year=2022, unit="条"))
    found = checks(now, before)["restated_value"]
    assert (found["outcome"], found["found"], found["expected"]) == (result, str(value), "700")
    assert f"本年报告称上年“主动公开政府信息总数”为{value}条" in found["sentence"]


def test_stated_growth_is_held_against_the_report_of_the_year_before() -> None:
    growth = said("disclosed_total_growth", 12.5, 12.45, 12.55, unit="%")
    now = frame(said("disclosed_total", 900, unit="条"), growth)
    for base, result in ((800, "PASS"), (850, "FAIL")):
        before = frame(said("disclosed_total", base, report_year=2022, unit="条"))
        assert checks(now, before)["stated_growth"]["outcome"] == result


def test_growth_that_neither_text_nor_tables_bear_out_names_both() -> None:
    now = pd.concat(
        [
            table_of("form2021", 2023, {"T3.1[tot]": 3525}),
            frame(
                said("applications_received", 3646),
                said("applications_received_growth", 1.05, 1.045, 1.055, unit="%"),
            ),
        ],
        ignore_index=True,
    )
    before = pd.concat(
        [
            table_of("form2021", 2022, {"T3.1[tot]": 3511}),
            frame(said("applications_received", 3607, report_year=2022)),
        ],
        ignore_index=True,
    )
    found = checks(now, before)["stated_growth"]
    assert found["outcome"] == "FAIL"
    assert "0.40%" in found["sentence"]
    assert "1.08%" in found["sentence"]


def whole(*frames: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)


def test_checks_between_years_cover_each_pair_of_neighbours_of_a_series() -> None:
    observations = whole(
        table_of("form2021", 2024),
        table_of("form2021", 2022),
        table_of("form2021", 2023),
        table_of("form2021", 2026),
    )
    found = checks_between(observations)
    b4 = found[found["check"] == "identity_B4"]
    assert b4["report_year"].tolist() == [2024, 2023]
    assert set(found["place"]) == {SERIES["place"]}
    alone = checks(table_of("form2021", 2024), table_of("form2021", 2023), 2024)
    assert b4["sentence"].iloc[0] == alone["identity_B4"]["sentence"]


def test_series_of_other_bodies_and_scopes_are_kept_apart() -> None:
    other = table_of("form2021", 2022).assign(scope="own")
    assert checks_between(whole(table_of("form2021", 2023), other)).empty


def test_coded_figures_are_checked_like_those_of_documents() -> None:
    rows = [
        said("applications_carried_in", 3, origin="coded"),
        said("applications_carried_out", 5, origin="coded", report_year=2022),
        said("disclosed_total", 90, unit="条", origin="coded"),
        said("disclosed_total", 80, unit="条", origin="coded", year=2022),
        said("disclosed_total", 81, unit="条", origin="coded", report_year=2022),
    ]
    found = checks_between(frame(*rows)).set_index("check")["outcome"]
    assert found.to_dict() == {"identity_B4": "FAIL", "restated_value": "FAIL"}


def test_a_documents_figure_stands_for_a_coded_one_of_the_same_year() -> None:
    rows = [
        said("applications_carried_in", 3),
        said("applications_carried_in", 7, origin="coded", source="b"),
        said("applications_carried_out", 3, report_year=2022),
    ]
    assert checks_between(frame(*rows))["outcome"].tolist() == ["PASS"]


def test_no_neighbours_give_an_empty_table_of_the_same_columns() -> None:
    found = checks_between(observations_frame([]))
    some = checks_between(whole(table_of("form2021", 2022), table_of("form2021", 2023)))
    assert found.empty
    assert found.dtypes.equals(some.dtypes)


def test_a_panels_checks_are_those_of_its_reports_one_by_one() -> None:
    panel = made_observations(places=1, years=range(2012, 2024), seed=3)
    found = checks_between(panel)
    kinds = {"chains", "restated_value", "stated_growth"}
    for year in range(2013, 2024):
        now, before = (panel[panel["report_year"] == one] for one in (year, year - 1))
        alone = report_checks(now, report_year=year, previous=before)
        between = alone["check"].isin(kinds | set(found["check"]))
        of_year = found.loc[found["report_year"] == year, CHECK_COLUMNS]
        assert of_year.to_numpy().tolist() == alone[between].to_numpy().tolist()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_are_whole_in_both_languages(lang: str) -> None:
    observations = whole(
        table_of("form2019", 2019),
        table_of("form2019", 2020, {"T2.20_1.norm.open_total": 99}),
        table_of("form2021", 2021, {"T3.2[ent]": 9}),
        table_of("form2021", 2022, {"T2.20_1.norm.repealed": 99}),
    )
    sentences = checks_between(observations, lang=lang)["sentence"]
    assert len(sentences) == 8
    for sentence in sentences:
        assert "{" not in sentence
        assert sentence.endswith("。" if lang == "zh" else ".")


def test_growth_over_a_break_is_not_checked_and_no_number_of_it_is_told() -> None:
    now = frame(
        row("disclosed_total", 150, report_year=2019, unit="条"),
        row("disclosed_total_growth", 20, 19.5, 20.5, report_year=2019, unit="%"),
    )
    before = frame(row("disclosed_total", 100, report_year=2018, unit="条"))
    found = report_checks(now, report_year=2019, previous=before)
    one = found[found["check"] == "stated_growth"].iloc[0]
    assert one["outcome"] == "NOT_ASSESSABLE"
    assert "口径不同" in one["sentence"]
    assert "50" not in one["sentence"] + one["expected"]


def test_last_year_s_figure_may_be_new_and_carried_over_requests_together() -> None:
    now = frame(row("applications_received", 121, report_year=2023, unit="件") | {"year": 2022})
    before = frame(cell_row("T3.1", 100), cell_row("T3.2", 21))
    found = report_checks(now, report_year=2023, previous=before)
    one = found[found["check"] == "restated_value"].iloc[0]
    assert (one["outcome"], one["expected"]) == ("PASS", "121")


def test_last_year_s_total_counted_on_another_basis_proves_nothing() -> None:
    now = frame(row("disclosed_total", 120, report_year=2019, unit="条") | {"year": 2018})
    before = frame(row("disclosed_total", 100, report_year=2018, unit="条"))
    found = report_checks(now, report_year=2019, previous=before)
    assert found.loc[found["check"] == "restated_value", "outcome"].tolist() == ["UNCERTAIN"]


def test_stated_growth_may_speak_of_requests_received_and_carried_in_together() -> None:
    now = frame(
        cell_row("T3.1", 100, report_year=2023),
        cell_row("T3.2", 21, report_year=2023),
        row("applications_received_growth", 21, 20.5, 21.5, report_year=2023, unit="%"),
    )
    before = frame(cell_row("T3.1", 90), cell_row("T3.2", 10))
    found = report_checks(now, report_year=2023, previous=before)
    one = found[found["check"] == "stated_growth"].iloc[0]
    assert (one["outcome"], one["expected"]) == ("PASS", "21")

from __future__ import annotations

import math
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from disclosure_analysis.errors import InputError
from disclosure_analysis.metrics import (
    METRIC_COLUMNS,
    completeness,
    composition,
    deadline,
    growth,
    precision,
    report_metrics,
    statutory_parts,
    timeliness,
)
from disclosure_analysis.metrics.completeness import cell_completeness
from disclosure_analysis.metrics.identity_rate import identity_pass_rate
from disclosure_analysis.metrics.intervals import INFINITY, Interval
from disclosure_analysis.metrics.wording import amount
from disclosure_analysis.tables import keyed, table
from made_panel import blank_row, cell_row
from observation_rows import first_report, frame, row

HEADINGS = [
    "概述",
    "主动公开政府信息情况",
    "政府信息依申请公开情况",
    "政府信息公开的收费及减免情况",
    "因政府信息公开申请行政复议、提起行政诉讼的情况",
    "政府信息公开工作存在的主要问题及改进措施",
    "说明",
]


def test_the_first_report_was_out_eight_days_before_the_statutory_day() -> None:
    lead, on_time = timeliness(2017, "government", date(2018, 3, 23))["value"]
    assert (lead, on_time) == (8, 1)


def test_the_statutory_day_itself_is_on_time_and_the_day_after_is_late() -> None:
    assert timeliness(2017, "government", date(2018, 3, 31))["value"].tolist() == [0, 1]
    assert timeliness(2017, "government", date(2018, 4, 1))["value"].tolist() == [-1, 0]


@pytest.mark.parametrize(
    ("year", "body", "day"),
    [
        (2018, "department", date(2019, 3, 31)),
        (2019, "department", date(2020, 1, 31)),
        (2019, "government", date(2020, 3, 31)),
        (2025, "government", date(2026, 3, 31)),
        (2017, "township", date(2018, 3, 31)),
    ],
)
def test_each_regulation_sets_its_own_day(year: int, body: str, day: date) -> None:
    limit = deadline(year, body)
    assert limit is not None
    assert limit.day == day


@pytest.mark.parametrize(("year", "body"), [(2019, "township"), (2007, "government")])
def test_without_a_statutory_day_timeliness_is_missing_with_a_warning(year: int, body: str) -> None:
    metrics = timeliness(year, body, date(year + 1, 1, 31))
    assert metrics["value"].isna().all()
    assert (metrics["warning"] == "法规没有为这类机关规定公布期限").all()


def test_an_unknown_day_of_publication_is_neither_late_nor_on_time() -> None:
    metrics = timeliness(2017, "government", None)
    assert metrics["value"].isna().all()
    assert (metrics["warning"] == "公布日期不详").all()


def test_a_report_out_before_its_year_ended_is_remarked() -> None:
    metrics = timeliness(2017, "government", date(2017, 12, 20))
    assert (metrics["warning"] == "公布日期早于数据年度终了").all()


def test_the_first_report_has_all_six_statutory_parts() -> None:
    complete = completeness(HEADINGS, 2017).iloc[0]
    assert (complete["value"], complete["numerator"], complete["denominator"]) == (100, 6, 6)
    found = statutory_parts(HEADINGS, 2017).set_index("part")["title"]
    assert found["on_request"] == "政府信息依申请公开情况"
    assert found["other"] == "说明"


def test_a_missing_part_is_named() -> None:
    fewer = [title for title in HEADINGS if "收费" not in title]
    complete = completeness(fewer, 2017).iloc[0]
    assert complete["value"] == pytest.approx(100 * 5 / 6)
    assert complete["warning"] == "未见：政府信息公开的收费及减免情况"


def test_a_heading_on_remedies_does_not_pass_for_one_on_requests() -> None:
    only_remedies = statutory_parts([HEADINGS[4]], 2017)
    assert only_remedies.loc[only_remedies["present"], "part"].tolist() == ["remedies"]


def test_from_2019_on_fees_are_not_required_and_an_overview_is() -> None:
    parts = statutory_parts(HEADINGS, 2020)["part"].tolist()
    assert "fees" not in parts
    assert parts[0] == "overview"


def test_the_fixed_headings_of_2021_are_complete() -> None:
    fixed = [
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ]
    for year in (2019, 2021, 2025):
        assert completeness(fixed, year)["value"].tolist() == [100]


def test_completeness_is_missing_where_no_heading_or_no_law_is_known() -> None:
    assert completeness([], 2017)["value"].isna().all()
    assert completeness(HEADINGS, 2005)["value"].isna().all()


def test_five_of_thirty_figures_of_the_first_report_are_approximate() -> None:
    exact = precision(first_report()).iloc[0]
    assert (exact["numerator"], exact["denominator"]) == (25, 30)


def test_zeros_percentages_and_table_cells_do_not_count_as_exact_figures() -> None:
    observations = frame(
        row("lawsuits", 0, basis="zero_statement"),
        row("disclosed_total_growth", 9, 8.5, 9.5, unit="%"),
        row("disclosed_gazette", 5, basis="table"),
    )
    missing = precision(observations).iloc[0]
    assert math.isnan(missing["value"])
    assert missing["warning"] == "文字中没有可计的数字"


def test_a_figure_mentioned_twice_is_one_exact_figure() -> None:
    observations = frame(
        row("reading_points", 3), row("reading_points", 3), row("followers", 400, 400, 499)
    )
    assert precision(observations)["value"].tolist() == [50]


def test_precision_of_no_observations_is_no_row() -> None:
    assert precision(frame()).empty


def test_a_figure_without_bounds_is_not_exact() -> None:
    observations = frame(row("disclosed_total", 1103, "", ""), row("reading_points", 3))
    assert precision(observations)["value"].tolist() == [50]


def test_filled_cells_are_a_share_of_the_form_and_blanks_fill_none() -> None:
    cells = [cell_row("3.1", 4, "annex2014"), cell_row("3.2", 0, "annex2014")]
    cells.append(blank_row("3.3", form="annex2014"))
    one = cell_completeness(frame(*cells)).iloc[0]
    assert (one["numerator"], one["denominator"]) == (2, 58)
    assert one["value"] == pytest.approx(100 * 2 / 58)
    assert cell_completeness(first_report()).empty


def test_part_three_has_seven_columns() -> None:
    cells = [cell_row("T3.1", 4), cell_row("T3.1", 3, applicant="nat")]
    one = cell_completeness(frame(*cells)).iloc[0]
    assert (one["numerator"], one["denominator"]) == (2, 7 * 25 + 10 + 15)


def checks(*outcomes: str) -> pd.DataFrame:
    names = [f"identity_{number}" for number in range(len(outcomes))]
    return pd.DataFrame({"check": [*names, "period"], "outcome": [*outcomes, "PASS"]})


def test_identities_passed_are_a_share_of_those_evaluated() -> None:
    told = checks("PASS", "PASS", "FAIL", "UNCERTAIN", "NOT_ASSESSABLE")
    one = identity_pass_rate(told, 2022).iloc[0]
    assert (one["numerator"], one["denominator"]) == (2, 4)
    assert one[["value", "lower", "upper"]].tolist() == [50, 50, 75]


def test_without_an_identity_evaluated_there_is_no_rate() -> None:
    one = identity_pass_rate(checks("NOT_ASSESSABLE"), 2022).iloc[0]
    assert math.isnan(one["value"])
    assert one["warning"]
    assert identity_pass_rate(checks(), 2022).empty


def test_the_metrics_of_a_report_hold_its_rates() -> None:
    cells = [cell_row("T3.1", 8), cell_row("T3.2", 2), cell_row("T3.3.7", 9)]
    found = report_metrics(
        frame(*cells),
        report_year=2022,
        body="government",
        published=None,
        section_titles=[],
        previous=frame(cell_row("T3.4", 1, report_year=2021)),
        checks=checks("PASS"),
    )
    by_name = found.set_index("metric")["value"]
    assert by_name["clearance_rate"] == 90
    assert by_name["carry_over_break"] == 1
    assert by_name["identity_pass_rate"] == 100


def all_metrics(lang: str = "zh") -> pd.DataFrame:
    return report_metrics(
        first_report(),
        report_year=2017,
        body="government",
        published=date(2018, 3, 23),
        section_titles=HEADINGS,
        lang=lang,
    )


def test_all_metrics_of_a_report_stand_in_one_table_of_the_contract() -> None:
    metrics = all_metrics()
    assert list(metrics.columns) == METRIC_COLUMNS
    assert {"implied_previous_value", "composition_covered_share", "report_lead_days"} <= set(
        metrics["metric"]
    )
    known = metrics.dropna(subset=["value", "lower", "upper"])
    assert (known["lower"] <= known["value"] + 1e-12).all()
    assert (known["value"] <= known["upper"] + 1e-12).all()


def test_the_table_of_metrics_is_the_same_each_time() -> None:
    assert all_metrics().equals(all_metrics())


def test_every_id_of_a_metric_is_an_observation() -> None:
    ids = set(" ".join(all_metrics()["observation_ids"]).split())
    assert ids
    assert ids <= set(first_report()["id"])


def test_the_english_edition_has_the_same_figures_and_no_chinese_label() -> None:
    chinese, english = all_metrics(), all_metrics("en")
    assert chinese["value"].equals(english["value"])
    texts = english["label"] + english["warning"]
    assert not texts.str.contains(r"[\u3400-\u9fff]").any()


def test_an_unknown_language_is_refused_with_a_sentence() -> None:
    with pytest.raises(InputError, match="use zh or en"):
        growth(first_report(), lang="fr")


def test_an_observation_with_crossed_bounds_is_refused_by_name() -> None:
    observations = frame(row("disclosed_total", 5, 9, 1))
    with pytest.raises(InputError, match=observations["id"].iloc[0]):
        composition(observations, "disclosed_total")


def test_every_comparability_code_is_explained() -> None:
    explained = keyed("comparability", "code")
    codes = {r["comparability"] for r in (*table("metrics"), *table("indicator_comparability"))}
    assert codes - {""} <= set(explained)


def test_the_documentation_tells_every_metric_with_its_formula_and_every_code() -> None:
    told = (Path(__file__).parents[1] / "docs" / "metrics.md").read_text(encoding="utf-8")
    for metric in table("metrics"):
        assert f"| `{metric['name']}` | {metric['zh']} | {metric['en']} |" in told
        assert metric["formula"] in told
    for code in table("comparability"):
        assert f"| `{code['code']}` | {code['zh']} | {code['en']} |" in told


def test_every_indicator_with_a_rule_of_comparison_exists() -> None:
    known = keyed("indicators", "indicator")
    assert {r["indicator"] for r in table("indicator_comparability")} <= set(known)


@pytest.mark.parametrize(
    ("interval", "unit", "zh", "en"),
    [
        (Interval(49125, 49125), "条", "49,125条", "49,125 items"),
        (Interval(25653, 25787), "条", "25,653至25,787条", "25,653 to 25,787 items"),
        (Interval(1, 1), "条", "1条", "1 item"),
        (Interval(300, INFINITY), "件", "不少于300件", "at least 300 items"),
        (Interval(-INFINITY, 5), "%", "不多于5%", "at most 5%"),
        (Interval(90.5, 91.5), "%", "90.5%至91.5%", "90.5% to 91.5%"),
    ],
)
def test_amounts_read_as_one_writes_them(interval: Interval, unit: str, zh: str, en: str) -> None:
    assert amount(interval, unit, "zh") == zh
    assert amount(interval, unit, "en") == en


def test_importing_the_metrics_does_not_import_pandas() -> None:
    code = "import sys, disclosure_analysis.metrics; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

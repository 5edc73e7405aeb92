from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

import pandas as pd
import pytest

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import applicants, form_cells
from disclosure_analysis.metrics import composition, report_checks, report_metrics
from disclosure_analysis.metrics.checks.formulas import between_reports, sum_in_table, terms
from disclosure_analysis.metrics.mentions import figure_of, read_figures
from disclosure_analysis.tables import keyed, table
from made_documents import make_document
from made_reading import compare
from observation_rows import frame, row

YEARS = {"annex2014": 2016, "form2019": 2020, "form2021": 2023, "regional": 2012}
COLUMNS = [name for name in applicants().values() if name != "org"]
Places = Mapping[str, Any]


def cell(form: str, place: str, value: Any, **fields: Any) -> dict[str, Any]:
    """A row for ``T3.1[nat]`` or ``T4.rec.total``: a number, or ``blank``, ``dash``, ``slash``."""
    code, _, column = place.rstrip("]").partition("[")
    known, whole = form_cells(form)[code], column in ("", "tot")
    indicator = known.indicator if whole else "applications_by_applicant"
    blank = isinstance(value, str)
    year = YEARS[form]
    written, lower, upper = value if isinstance(value, tuple) else (value, value, value)
    return row(
        indicator,
        *(("", "", "") if blank else (written, lower, upper)),
        **{
            "report_year": year,
            "year": year + known.year_offset,
            "form": form,
            "cell": code,
            "applicant": column,
            "label": known.label,
            "unit": keyed("indicators", "indicator")[indicator]["unit"],
            "basis": "table",
            "missing": value if blank else "",
            "period": known.period,
            "part_of": known.part_of if whole else known.indicator,
            **fields,
        },
    )


def zeros(form: str) -> dict[str, Any]:
    """All cells of a form, each zero."""
    places: dict[str, Any] = {}
    for code, known in form_cells(form).items():
        if known.unit:
            columns = [f"[{name}]" for name in COLUMNS] if code.startswith("T3") else [""]
            places |= {code + column: 0 for column in columns}
    return places


def form(name: str, changes: Places | None = None, *more: dict[str, Any]) -> pd.DataFrame:
    """A whole form with the cells of ``changes``; None takes a cell away."""
    places = zeros(name) | FULL[name] | dict(changes or {})
    rows = [cell(name, place, value) for place, value in places.items() if value is not None]
    return frame(*rows, *more)


FULL: dict[str, dict[str, Any]] = {
    "annex2014": {
        **{"1.1": 90, "1.1.1": 4, "1.1.2": 5, "1.2.2": 80, "1.2.4": 30},
        **{"3.1": 12, "3.1.1": 5, "3.1.3": 7, "3.2": 11, "3.2.1": 10, "3.2.2": 1},
        **{"3.3": 11, "3.3.2": 6, "3.3.4": 3, "3.3.4.2": 1, "3.3.4.3": 2, "3.3.6": 2},
        **{"4": 2, "4.1": 1, "4.2": 1, "8.3": 9, "8.3.1": 2, "8.3.2": 7, "9.2": 3},
    },
    "form2019": {
        **{"T2.20_1.norm.opened_new": 3, "T2.20_1.norm.open_total": 40},
        **{"T2.20_5.licence.items_prev": 100, "T2.20_5.licence.items_delta": -4},
        **{"T2.20_5.licence.decisions": 812, "T2.20_6.penalty.items_prev": 30},
    },
    "form2021": {
        **{"T3.1[nat]": 19, "T3.1[ent]": 2, "T3.1[tot]": 21, "T3.2[nat]": 4, "T3.2[tot]": 4},
        **{"T3.3.1[nat]": 11, "T3.3.1[ent]": 2, "T3.3.1[tot]": 13},
        **{"T3.3.3.4[nat]": 3, "T3.3.3.4[tot]": 3, "T3.3.4.1[nat]": 6, "T3.3.4.1[tot]": 6},
        **{"T3.3.7[nat]": 20, "T3.3.7[ent]": 2, "T3.3.7[tot]": 22, "T3.4[nat]": 3, "T3.4[tot]": 3},
        **{"T4.rec.upheld": 2, "T4.rec.pending": 1, "T4.rec.total": 3},
    },
    "regional": {"10": 8, "11": 3, "14": 5, "17": 7, "18": 5, "20": 2, "22": 2},
}


def checks_of(observations: pd.DataFrame, name: str, lang: str = "zh") -> pd.DataFrame:
    return report_checks(observations, report_year=YEARS[name], lang=lang)


def check(name: str, id_: str, changes: Places | None = None, lang: str = "zh") -> pd.Series:
    found = checks_of(form(name, changes), name, lang)
    found = found[found["check"] == f"identity_{id_}"]
    assert len(found) == 1
    return found.iloc[0]


def outcome(name: str, id_: str, changes: Places | None = None) -> str:
    return str(check(name, id_, changes)["outcome"])


@pytest.mark.parametrize("name", FULL)
def test_a_well_filled_form_satisfies_every_identity(name: str) -> None:
    found = checks_of(form(name), name)
    found = found[found["check"].str.startswith("identity_")]
    assert set(found["outcome"]) == {"PASS"}
    rules = [row for row in table("identities") if name in row["forms"].split()]
    ids = [row["id"] for row in rules if row["kind"] != "text" and not between_reports(row)]
    assert found["check"].tolist() == [f"identity_{id_}" for id_ in dict.fromkeys(ids)]


@pytest.mark.parametrize(
    ("name", "id_", "place", "value"),
    [
        ("annex2014", "A1", "3.1", 13),
        ("annex2014", "A2", "3.2.2", 2),
        ("annex2014", "A3", "3.3.8", 1),
        ("annex2014", "A4", "3.3.4", 2),
        ("annex2014", "A5", "5", 1),
        ("annex2014", "A6", "8.3.2", 8),
        ("annex2014", "A7", "2.2.2.1", 1),
        ("annex2014", "A8", "1.2.5", 91),
        ("annex2014", "A8", "1.1", 111),
        ("form2021", "B1", "T3.4[tot]", 4),
        ("form2021", "B2", "T3.3.6.3[ngo]", 1),
        ("form2021", "B3", "T3.3.5.2[tot]", 1),
        ("form2021", "B5", "T3.3.5.2[oth]", -1),
        ("form2021", "B5", "T4.rec.other", 0.5),
        ("form2021", "C1", "T4.lit.after.pending", 1),
        ("form2019", "D3", "T2.20_1.rules.opened_new", 1),
        ("regional", "R1", "16", 1),
    ],
)
def test_a_broken_identity_fails(name: str, id_: str, place: str, value: float) -> None:
    assert outcome(name, id_, {place: value}) == "FAIL"


def test_a_row_of_applicants_is_written_out_where_it_fails() -> None:
    result = check("form2021", "B3", {"T3.1[tot]": 20})
    assert result["sentence"] == (
        "表内勾稽关系“每行总计等于六类申请人之和”共核对25处，其中1处不成立："
        "本年新收政府信息公开申请数量（T3.1）：总计20件，而自然人19＋商业企业2＋科研机构0"
        "＋社会公益组织0＋法律服务机构0＋其他0＝21件。"
    )
    assert (result["expected"], result["found"]) == ("20", "21")
    assert len(result["observation_ids"].split()) == 175


def test_every_failing_row_is_named_and_numbers_stand_for_one_only() -> None:
    result = check("form2021", "B3", {"T3.1[tot]": 20, "T3.4[tot]": 9})
    assert "（T3.1）" in result["sentence"]
    assert "（T3.4）" in result["sentence"]
    assert (result["expected"], result["found"]) == ("", "")


def test_long_sums_leave_out_their_zeros() -> None:
    result = check("form2021", "B2", {"T3.3.7[tot]": 23})
    assert (
        "总计：本年度办理结果总计23件，而予以公开13＋保护第三方合法权益3＋"
        "本机关不掌握相关政府信息6＋其余各项0＝22件"
    ) in result["sentence"]


def test_carried_in_requests_counted_among_those_received_are_told() -> None:
    hint = "若新收数已包含上年结转则两边相等"
    both = {"T3.1[nat]": 23, "T3.1[tot]": 25}
    result = check("form2021", "B1", both)
    assert result["outcome"] == "FAIL"
    assert result["sentence"].count(hint) == 2
    assert hint not in check("form2021", "B1", {"T3.1[tot]": 24})["sentence"]


def test_a_total_above_its_three_results_may_hold_pending_cases() -> None:
    assert "未结案件" in check("annex2014", "A5", {"4": 3})["sentence"]


@pytest.mark.parametrize(
    ("id_", "changes"),
    [("A9", {"3.2": 13}), ("A10", {"3.3": 10, "3.3.2": 5}), ("A11", {"1.1.1": 6})],
)
def test_what_usually_holds_is_uncertain_where_it_does_not(id_: str, changes: Places) -> None:
    result = check("annex2014", id_, changes)
    assert result["outcome"] == "UNCERTAIN"
    assert "未必有误" in result["sentence"]


def test_decisions_that_equal_the_items_of_several_rows_are_suspicious() -> None:
    one = {"T2.20_5.licence.decisions": 96}
    assert outcome("form2019", "D4", one) == "PASS"
    several = one | {"T2.20_6.penalty.decisions": 30}
    assert outcome("form2019", "D4", several) == "UNCERTAIN"


def test_rules_of_a_county_are_suspicious() -> None:
    result = check("form2021", "D6", {"T2.20_1.rules.in_force": 2})
    assert result["outcome"] == "UNCERTAIN"
    assert "县级机关无权制定规章" in result["sentence"]


@pytest.mark.parametrize(
    ("fees", "result"), [(3_208_150, "UNCERTAIN"), (320.8, "PASS"), (1_000_000, "PASS")]
)
def test_fees_that_look_like_yuan_are_suspicious(fees: float, result: str) -> None:
    assert outcome("form2021", "D7", {"T2.20_8.fee.amount": fees}) == result


@pytest.mark.parametrize("mark", ["blank", "dash", "slash"])
def test_a_blank_under_a_total_counts_as_zero_and_is_told(mark: str) -> None:
    result = check("form2021", "B3", {"T3.1[res]": mark, "T3.1[oth]": mark})
    assert result["outcome"] == "PASS"
    assert "其中1处有未填的格，按0计算" in result["sentence"]


def test_blanks_cannot_excuse_parts_above_their_total() -> None:
    assert outcome("form2021", "B3", {"T3.1[res]": "blank", "T3.1[tot]": 20}) == "FAIL"


def test_parts_below_their_total_are_uncertain_where_blanks_may_fill_the_gap() -> None:
    result = check("form2021", "B3", {"T3.1[res]": "blank", "T3.1[tot]": 22})
    assert result["outcome"] == "UNCERTAIN"
    assert "未填是否即为0无法判断" in result["sentence"]
    assert "科研机构（未填）" in result["sentence"]


def test_a_blank_total_is_not_assessable_in_its_row_and_derived_elsewhere() -> None:
    blank = {"T3.1[tot]": "blank"}
    assert outcome("form2021", "B3", blank) == "NOT_ASSESSABLE"
    balance = check("form2021", "B1", blank)
    assert balance["outcome"] == "PASS"
    assert "未填的总计以同行各类申请人之和代替" in balance["sentence"]
    assert outcome("form2021", "B1", blank | {"T3.1[ent]": 3, "T3.3.7[ent]": 3}) == "FAIL"


def test_a_blank_row_without_a_total_is_no_zero() -> None:
    row_of_blanks = {f"T3.2[{name}]": "blank" for name in COLUMNS}
    result = check("form2021", "B1", row_of_blanks)
    assert result["outcome"] == "NOT_ASSESSABLE"
    assert "“上年结转政府信息公开申请数量”（未填）" in result["sentence"]


def test_wholly_blank_rows_say_nothing_and_spoil_nothing() -> None:
    row_of_blanks = {f"T3.3.5.1[{name}]": "blank" for name in COLUMNS}
    result = check("form2021", "B3", row_of_blanks)
    assert result["outcome"] == "PASS"
    assert "共核对24处" in result["sentence"]
    assert "另有1处全部未填" in result["sentence"]


def test_a_table_of_blanks_is_not_assessable() -> None:
    blanks = {place: "dash" for place in zeros("form2021") if place.startswith("T4")}
    assert outcome("form2021", "C1", blanks) == "NOT_ASSESSABLE"


def test_missing_rows_are_named() -> None:
    cut = {f"T3.4[{name}]": None for name in COLUMNS}
    result = check("form2021", "B1", cut)
    assert result["outcome"] == "NOT_ASSESSABLE"
    assert "缺少“结转下年度继续办理”的数字" in result["sentence"]
    rest = check("form2021", "B3", cut)
    assert rest["outcome"] == "NOT_ASSESSABLE"
    assert "能够核对的24处全部成立" in rest["sentence"]


def test_a_failure_outweighs_what_cannot_be_assessed() -> None:
    cut: dict[str, Any] = {f"T3.4[{name}]": None for name in COLUMNS}
    result = check("form2021", "B3", cut | {"T3.1[tot]": 20})
    assert result["outcome"] == "FAIL"
    assert "另有1处未核对" in result["sentence"]


def test_words_that_leave_a_number_open_are_compared_as_intervals() -> None:
    assert outcome("annex2014", "A1", {"3.1": (10, 10, 19)}) == "PASS"
    assert outcome("annex2014", "A1", {"3.1": (13, 13, 19)}) == "FAIL"


def test_tables_of_other_years_are_left_out() -> None:
    other = frame(cell("form2021", "T3.1[tot]", 5, year=2022))
    found = checks_of(other, "form2021")
    assert not found["check"].str.startswith("identity_").any()


def test_items_of_the_year_before_belong_to_this_years_table() -> None:
    observations = form("form2019")
    before = observations[observations["cell"].str.endswith(".items_prev")]
    assert set(before["year"]) == {2019}
    assert outcome("form2019", "D4") == "PASS"


def test_nothing_is_said_of_forms_that_the_report_does_not_hold() -> None:
    found = checks_of(frame(row("applications_received", 3, unit="件")), "form2021")
    assert not found["check"].str.startswith("identity_").any()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FULL)
def test_sentences_are_whole_in_both_languages(name: str, lang: str) -> None:
    broken = {"T3.1[tot]": 99, "3.1": 99, "10": 1}
    changes = {place: value for place, value in broken.items() if place in zeros(name)}
    for sentence in checks_of(form(name, changes), name, lang)["sentence"]:
        assert "{" not in sentence
        assert sentence.endswith("。" if lang == "zh" else ".")


def test_every_formula_names_cells_of_its_form() -> None:
    for rule in table("identities"):
        for name in rule["forms"].split():
            cells = keyed("indicators", "indicator") if name == "narrative" else form_cells(name)
            sides = [rule["right"]] if rule["kind"] == "text" else [rule["left"], rule["right"]]
            for term in (term for side in sides for term in terms(side)):
                known = term.code in cells or "*" in term.code
                assert known or term.code.isdigit(), (rule["id"], term.code)


def test_a_code_that_no_form_has_is_named() -> None:
    with pytest.raises(InputError, match=r"T3\.99"):
        sum_in_table("T3.99[tot]", "form2021", {})


FORMS = ("form2014", "form2019", "form2021")


@pytest.mark.parametrize("made_as", FORMS)
@pytest.mark.parametrize("damage", [(), ("broken_sum",)])
def test_just_the_broken_sums_of_made_documents_fail(made_as: str, damage: tuple[str, ...]) -> None:
    for seed in range(10):
        made = make_document(seed, made_as, "docx", damage)
        observations = compare(made).observations
        found = report_checks(observations, report_year=made.truth.year)
        found = found[found["check"].str.startswith("identity_")]
        failed = set(found.loc[found["outcome"] == "FAIL", "check"])
        broken = {name.partition(":")[0] for name in made.truth.broken_identities}
        assert failed == {f"identity_{id_}" for id_ in broken}, made.name
        for name in made.truth.broken_identities:
            id_, _, place = name.partition(":")
            if place.startswith("T3"):
                told = found.loc[found["check"] == f"identity_{id_}", "sentence"].iloc[0]
                assert f"（{place}）" in told


@pytest.mark.parametrize("name", ["annex2014", "form2021"])
def test_cells_of_tables_leave_other_checks_alone(name: str) -> None:
    found = checks_of(form(name), name)["check"]
    own = found.str.startswith("identity_")
    assert set(found[~own]) - {"chains"} == {"period", "announced_parts"}


def said(indicator: str, value: float, *bounds: float, **fields: Any) -> dict[str, Any]:
    year = YEARS["form2021"]
    return row(indicator, value, *bounds, **{"report_year": year, "unit": "件", **fields})


def against(*rows: dict[str, Any], changes: Places | None = None) -> pd.DataFrame:
    found = checks_of(form("form2021", changes, *rows), "form2021")
    return found[found["check"] == "text_against_table"].reset_index(drop=True)


@pytest.mark.parametrize(
    ("value", "result", "reading"),
    [
        (21, "PASS", "与表中本年新收数21件相符"),
        (25, "PASS", "与表中本年新收与上年结转之和25件相符"),
        (24, "UNCERTAIN", "本年新收数21件、本年新收与上年结转之和25件"),
    ],
)
def test_requests_in_the_text_may_or_may_not_hold_those_carried_in(
    value: int, result: str, reading: str
) -> None:
    found = against(said("applications_received", value))
    assert found["outcome"].tolist() == [result]
    assert reading in found["sentence"][0]
    assert found["found"][0] == str(value)


def test_reconsiderations_in_the_text_may_leave_out_pending_cases() -> None:
    found = against(said("reconsiderations", 2), said("reconsiderations", 4))
    assert found["outcome"].tolist() == ["PASS", "UNCERTAIN"]
    assert "扣除尚未审结" in found["sentence"][0]


@pytest.mark.parametrize(
    ("denied", "carried_in", "outcome"),
    [(3, 0, "PASS"), (5, 2, "PASS"), (1, 0, "PASS"), (2, 0, "UNCERTAIN"), (5, 1, "UNCERTAIN")],
)
def test_outcomes_in_the_text_sum_to_the_requests_received(
    denied: int, carried_in: int, outcome: str
) -> None:
    counts = {"received": 12, "granted": 7, "denied": denied, "carried_out": 2}
    rows = [said(f"applications_{name}", n) for name, n in counts.items()]
    rows += [said("applications_carried_in", carried_in)] if carried_in else []
    found = checks_of(frame(*rows), "form2021")
    sums = found[found["check"] == "applications_received_outcomes"]
    assert sums["outcome"].tolist() == [outcome]


def test_any_indicator_of_text_and_table_is_compared() -> None:
    found = against(said("applications_granted", 13), said("applications_carried_out", 2))
    assert found["outcome"].tolist() == ["PASS", "UNCERTAIN"]


def test_round_numbers_in_the_text_agree_with_the_table() -> None:
    assert against(said("applications_received", 20, 20, 29))["outcome"].tolist() == ["PASS"]


def test_a_blank_total_of_the_table_is_summed_before_the_text_is_held_against_it() -> None:
    found = against(said("applications_received", 21), changes={"T3.1[tot]": "blank"})
    assert found["outcome"].tolist() == ["PASS"]


def test_the_text_is_not_held_against_cells_that_are_not_there() -> None:
    cut = {f"T3.1[{name}]": None for name in COLUMNS}
    assert against(said("applications_received", 9), changes=cut).empty


def test_a_zero_in_the_text_contradicts_the_table() -> None:
    zero = said("applications_received", 0, basis="zero_statement")
    found = checks_of(form("form2021", None, zero), "form2021")
    assert found.loc[found["check"] == "zero_statement", "outcome"].tolist() == ["FAIL"]


def test_nothing_written_in_a_cell_is_no_statement_of_the_text() -> None:
    cells = [cell("form2021", "T3.1[tot]", 0, basis="zero_statement")]
    assert not (checks_of(frame(*cells), "form2021")["check"] == "zero_statement").any()


def test_lists_in_the_text_keep_their_own_check() -> None:
    parts = [
        said("applications_granted", n, part_of="applications_received", start=i)
        for i, n in enumerate((9, 14))
    ]
    observations = form("form2021", None, said("applications_received", 21), *parts)
    found = checks_of(observations, "form2021")
    sums = found[found["check"] == "parts_against_total"]
    assert len(sums) == 1
    assert sums["expected"].tolist() == ["21"]


def test_stated_growth_may_speak_of_the_texts_figures_or_of_the_tables() -> None:
    grown = said("applications_received_growth", 25, 24.5, 25.5, unit="%")
    now = form("form2021", None, said("applications_received", 25), grown)
    before = frame(
        said("applications_received", 20, report_year=2022, year=2022),
        cell("form2021", "T3.1[tot]", 20, report_year=2022, year=2022),
    )
    found = report_checks(now, report_year=2023, previous=before)
    assert found.loc[found["check"] == "stated_growth", "outcome"].tolist() == ["PASS"]


def test_a_tables_figure_is_preferred_to_the_texts() -> None:
    figures = read_figures(form("form2021", None, said("applications_received", 24)))
    received = figure_of(figures, "applications_received", 2023)
    assert received is not None
    assert (received.value, received.conflicting) == (21, False)


def test_cells_that_count_one_indicator_add_up() -> None:
    figures = read_figures(form("annex2014"))
    third = figure_of(figures, "denied_third_party", 2016)
    assert third is not None
    assert (third.value, third.bounds.upper) == (3, 3)
    figures = read_figures(form("annex2014", {"3.3.4.2": "blank"}))
    third = figure_of(figures, "denied_third_party", 2016)
    assert third is not None
    assert (third.value, third.bounds.upper) == (2, float("inf"))


def test_refusals_are_summed_from_their_grounds() -> None:
    figures = read_figures(form("form2021"))
    denied = figure_of(figures, "applications_denied", 2023)
    assert denied is not None
    assert denied.value == 3
    assert len(denied.ids) == 8
    without_total = {"T3.3.3.1[tot]": "blank", "T3.3.7[tot]": "blank"}
    blank = read_figures(form("form2021", without_total))
    assert figure_of(blank, "applications_denied", 2023) is None


def test_outcomes_of_a_full_table_cover_all_requests_closed() -> None:
    shares = composition(form("form2021"), "applications_closed")
    covered = shares[shares["metric"] == "composition_covered_share"]
    assert covered["value"].tolist() == [100]


def test_a_list_in_text_and_table_counts_once() -> None:
    more = [
        row("disclosed_website", 80, report_year=2016, part_of="disclosed_total"),
        row("disclosed_total", 90, report_year=2016),
    ]
    sums = composition(form("annex2014", None, *more), "disclosed_total")
    assert sums.loc[sums["metric"] == "composition_sum", "value"].tolist() == [110]


def test_a_change_below_zero_may_lack_a_bound() -> None:
    place = "T2.20_5.licence.items_delta"
    figures = read_figures(frame(cell("form2019", place, (-3, "", -3))))
    assert figures[0].bounds.lower == float("-inf")


@pytest.mark.parametrize("name", FULL)
def test_checks_and_metrics_of_a_full_form_take_few_steps(name: str) -> None:
    observations = form(name)
    checks_of(observations, name)
    calls = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(counted)
    checks_of(observations, name)
    sys.setprofile(None)
    assert calls < 300_000
    facts: dict[str, Any] = {"body": "government", "published": None, "section_titles": ()}
    assert len(report_metrics(observations, report_year=YEARS[name], **facts)) > 5


def test_the_natural_persons_cell_taken_for_the_total_is_told() -> None:
    """As in an office whose text has 258 granted where the table has 275."""
    granted = {"T3.3.1[nat]": 11, "T3.3.1[ent]": 2, "T3.3.1[tot]": 13}
    found = against(said("applications_granted", 11), changes=granted)
    assert found["outcome"].tolist() == ["UNCERTAIN"]
    assert found["sentence"][0].endswith("11件恰与表中“予以公开（自然人）”的数字相同。")


def test_one_row_of_what_cannot_be_provided_taken_for_all_is_told() -> None:
    """As in an office whose text has 265 where the three rows sum to 337."""
    rows = {"T3.3.4.1[tot]": 26, "T3.3.4.2[tot]": 5, "T3.3.4.3[tot]": 2}
    told = said("unclassified", 26, label="无法提供")
    found = against(told, changes=rows)
    assert found["outcome"].tolist() == ["UNCERTAIN"]
    assert "与表中的数字不符（无法提供各项之和33件）" in found["sentence"][0]
    assert "“本机关不掌握相关政府信息（总计）”" in found["sentence"][0]
    agreeing = against(told | {"value": 33, "lower": 33, "upper": 33}, changes=rows)
    assert agreeing["outcome"].tolist() == ["PASS"]


@pytest.mark.parametrize(
    ("received", "carried_in", "handled", "carried_out"), [(66, 3, 63, 3), (4, 0, 4, 1)]
)
def test_requests_in_that_are_not_those_out_fail_and_both_sides_are_given(
    received: int, carried_in: int, handled: int, carried_out: int
) -> None:
    """As in offices with 78 + 3 against 75 + 3, and 4 against 4 + 1."""
    counts = {"T3.1": received, "T3.2": carried_in, "T3.3.7": handled, "T3.4": carried_out}
    changes = {f"{code}[tot]": n for code, n in counts.items()}
    result = check("form2021", "B1", changes)
    assert result["outcome"] == "FAIL"
    assert f"＝{received + carried_in}件，而" in result["sentence"]
    assert f"＝{handled + carried_out}" in result["sentence"]
    holds_them = received == handled + carried_out
    assert ("若新收数已包含上年结转则两边相等" in result["sentence"]) is holds_them

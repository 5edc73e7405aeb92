"""Which years of a series may be set against each other."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from scripts.metric_pages import DOCS, PAGES, rendered

from disclosure_analysis.forms import FORMS, form_cells
from disclosure_analysis.metrics.comparability import (
    STEP_COLUMNS,
    step_of,
    steps,
    usage_warning,
)
from disclosure_analysis.metrics.eras import ERAS
from disclosure_analysis.metrics.mentions import LABELLED
from disclosure_analysis.metrics.values import SERIES_KEY, values
from disclosure_analysis.tables import keyed, table
from made_panel import made_observations
from observation_rows import frame, row

SPANS = {*ERAS.values(), *(str(year) for year in ERAS if year > 2008), "2024"}


def received(year: int, value: float = 10, **fields: Any) -> dict[str, Any]:
    return row("applications_received", value, report_year=year, unit="件") | fields


def made_steps(*rows: dict[str, Any], lang: str = "zh") -> pd.DataFrame:
    area = {"scope": "area", "body": "government", "reporter": "甲"}
    return steps(values(frame(*(area | one for one in rows))), lang=lang)


def told(one: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(zip(one["year_before"], one["year"], one["step"], one["reason"], strict=True))


def test_every_indicator_of_the_crosswalk_and_of_the_forms_has_every_span() -> None:
    known: dict[str, set[str]] = {}
    for one in table("series_steps"):
        known.setdefault(one["indicator"], set()).add(one["span"])
    cells = {c.indicator for form in FORMS for c in form_cells(form).values()}
    crosswalk = {one["indicator"] for one in table("crosswalk")} - {"report_published"}
    assert (cells | crosswalk) - LABELLED - {""} <= known.keys()
    assert all(spans | {"2024"} == SPANS for spans in known.values())


def test_every_step_names_a_usage_warning_unless_it_is_comparable() -> None:
    codes = keyed("usage_warnings", "code")
    for one in table("series_steps"):
        assert one["step"] in ("comparable", "bridged", "broken")
        assert (one["reason"] in codes) == (one["step"] != "comparable")
        assert bool(one["zh"]) == bool(one["en"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_usage_warnings_stand_in_both_languages(lang: str) -> None:
    for code in keyed("usage_warnings", "code"):
        assert usage_warning(code, lang, years=3)


def test_neighbouring_stated_years_make_a_step_and_gaps_are_named() -> None:
    found = made_steps(received(2015), received(2018), received(2016))
    assert list(found.columns) == STEP_COLUMNS
    assert told(found) == [(2015, 2016, "comparable", ""), (2016, 2018, "comparable", "")]
    assert found["bridge"].tolist() == ["", ""]


def test_requests_cross_2019_over_a_bridge_in_words() -> None:
    form: dict[str, Any] = {
        "form": "form2019",
        "cell": "T3.1",
        "applicant": "tot",
        "basis": "table",
    }
    found = made_steps(received(2018), received(2019, **form), lang="en")
    assert told(found) == [(2018, 2019, "bridged", "bridged")]
    assert "newly received" in found["bridge"].iloc[0]


def test_the_total_of_items_breaks_in_2014_and_2019() -> None:
    for year in (2014, 2019):
        broken = step_of("disclosed_total", year - 1, year)
        assert (broken.step, broken.reason) == ("broken", "basis_changed")
    inside = step_of("disclosed_total", 2010, 2011)
    assert (inside.step, inside.reason) == ("bridged", "own_basis")


def test_website_visits_are_never_comparable() -> None:
    for first in range(2008, 2025):
        assert step_of("website_visits", first, first + 1).step == "broken"


def test_a_step_over_several_boundaries_is_as_bad_as_the_worst_of_them() -> None:
    assert step_of("applications_received", 2012, 2023, "narrative", "form2021").step == "bridged"
    assert step_of("normative_documents_in_force", 2019, 2023, "form2019", "form2021").step == (
        "broken"
    )


def test_direct_lawsuits_break_with_the_law_of_2024_and_others_do_not() -> None:
    forms = ("form2021", "form2021")
    assert step_of("lawsuits_direct", 2023, 2024, *forms).reason == "law_changed"
    assert step_of("lawsuits_direct", 2022, 2023, *forms).step == "comparable"
    assert step_of("lawsuits_after_reconsideration", 2023, 2024, *forms).step == "comparable"


def test_the_form_counts_where_an_office_kept_the_old_one() -> None:
    late = step_of("applications_received", 2020, 2021, "form2019", "form2019")
    assert late.step == "comparable"
    kept = step_of("request_unclear", 2021, 2022, "form2019", "form2021")
    assert (kept.step, kept.reason) == ("broken", "basis_changed")


def test_text_beside_a_form_is_bridged_up_to_2018_and_broken_after() -> None:
    early = step_of("applications_received", 2015, 2016, "narrative", "annex2014")
    assert (early.step, early.reason) == ("bridged", "text_and_form")
    late = step_of("applications_received", 2021, 2022, "narrative", "form2021")
    assert (late.step, late.reason) == ("broken", "form_changed")


def test_texts_of_years_with_forms_are_never_silently_comparable() -> None:
    found = step_of("applications_received", 2021, 2022)
    assert (found.step, found.reason) == ("bridged", "text_only")


def test_a_change_of_form_that_the_crosswalk_says_nothing_of_is_broken() -> None:
    assert step_of("mailbox_replies", 2018, 2019, "annex2014", "form2019").step == "broken"
    inside = step_of("mailbox_replies", 2015, 2016)
    assert (inside.step, inside.reason) == ("bridged", "basis_unexamined")


def test_an_unknown_scope_is_bridged_with_a_warning() -> None:
    found = made_steps(received(2015, scope=""), received(2016, scope=""))
    assert told(found) == [(2015, 2016, "bridged", "scope_unknown")]
    assert found["bridge"].iloc[0]


def test_a_series_never_crosses_from_one_reporter_or_scope_to_another() -> None:
    assert made_steps(received(2015), received(2016, scope="own")).empty
    assert made_steps(received(2015), received(2016, reporter="乙")).empty


def test_another_unit_breaks_a_series() -> None:
    found = made_steps(received(2015), received(2016, unit="条"))
    assert told(found) == [(2015, 2016, "broken", "unit_changed")]


def test_stated_growth_and_kinds_of_applicants_have_no_steps_of_their_own() -> None:
    grown = [row("meetings_growth", 5, report_year=year, unit="%") for year in (2015, 2016)]
    assert made_steps(*grown).empty
    panel = values(made_observations(places=1, years=range(2021, 2024)))
    found = steps(panel)
    assert not found.duplicated([*SERIES_KEY, "indicator", "year"]).any()


def test_steps_of_a_panel_are_those_of_single_steps() -> None:
    found = steps(values(made_observations(places=2)))
    for one in found.sample(200, random_state=1).to_dict("records"):
        names = ("indicator", "year_before", "year", "form_before", "form")
        single = step_of(*(one[name] for name in names))
        if one["reason"] != "unit_changed":
            assert (one["step"], one["reason"]) == (single.step, single.reason)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_hold_the_tables_of_the_package(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert rendered(page) == page, "run python -m scripts.metric_pages"


def test_no_values_have_no_steps() -> None:
    found = steps(values(frame()))
    assert found.empty
    assert list(found.columns) == STEP_COLUMNS

"""Comparisons of a year's districts: what is at hand, what compares, and what never does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from disclosure_analysis import comparisons
from disclosure_analysis.comparisons import Comparison, compare
from disclosure_analysis.comparisons.panels import (
    MOST_PANELS,
    Panel,
    figure_panels,
    main_panels,
    rate_panels,
)
from disclosure_analysis.display import Prose
from disclosure_analysis.errors import InputError, ReportNotFoundError
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.metrics.wording import figure_names
from disclosure_analysis.places import PlaceError, counties, find_parent
from disclosure_analysis.report import Report
from disclosure_analysis.tables import keyed, table
from made_years import made_dataset, small_dataset, told

ROOT = Path(__file__).parents[1]
EAST, WEST, RENHE, MIYI = "510402", "510403", "510411", "510421"
PUDONG = "310115"
RECEIVED = "applications_received"


def of(*rows: Any, lang: str = "zh", region: str = "", **more: Any) -> Comparison:
    return compare(2017, region, lang=lang, dataset=small_dataset(*rows, **more))


def three(**changes: Any) -> list[Any]:
    """Three places' applications; the changes are those of the third."""
    return [told(EAST, RECEIVED, 12), told(WEST, RECEIVED, 30), told(RENHE, RECEIVED, 7, **changes)]


def test_places_that_count_alike_stand_in_one_panel_the_greatest_first() -> None:
    (panel,) = figure_panels(of(*three()))
    assert [dot.name for dot in panel.dots] == ["攀枝花市西区", "攀枝花市东区", "攀枝花市仁和区"]
    assert panel.note.startswith("3／2,851个县级地方")
    assert panel.median.value == 12


@pytest.mark.parametrize(
    "changes",
    [{"form": "annex2014"}, {"scope": "own"}, {"scope": ""}, {"body": "department"}],
    ids=lambda changes: str(next(iter(changes.items()))),
)
def test_reports_of_another_form_scope_or_body_are_left_out(changes: dict[str, str]) -> None:
    (panel,) = figure_panels(of(*three(**changes)))
    assert [dot.value for dot in panel.dots] == [30, 12]


def test_departments_are_held_against_departments() -> None:
    offices = [
        told(code, RECEIVED, n, body="department", scope="own", reporter=f"{code}教育局")
        for n, code in enumerate((EAST, WEST))
    ]
    panels = figure_panels(of(*three(), *offices))
    assert [len(panel.dots) for panel in panels] == [3, 2]
    assert "部门" in panels[1].note
    assert panels[1].dots[0].name == f"{WEST}教育局"


def test_totals_that_each_office_defines_are_listed_by_code_and_never_drawn_or_ranked() -> None:
    found = of(
        told(WEST, "disclosed_total", 10, unit="条"),
        told(EAST, "disclosed_total", 9_000, unit="条"),
        told(PUDONG, "website_visits", 5, unit="人次"),
        told(EAST, "website_visits", 6, unit="人次"),
    )
    assert figure_panels(found) == []
    assert "没有一项数字" in comparisons.plot_figures(found)
    listed = comparisons.list_own_totals(found)
    assert listed.index("东区") < listed.index("西区")
    assert "不分名次" in listed
    assert "有2项数字（主动公开总数、网站访问量）各机关口径不一" in comparisons.describe_summary(
        found
    )
    assert "没有统一口径" in comparisons.describe_own_totals(found)
    assert comparisons.list_ranks(found) == ""
    assert "不作排名" in comparisons.list_warnings(found)


def test_a_figure_of_one_place_alone_is_refused_with_its_reason() -> None:
    found = of(told(EAST, RECEIVED, 12), told(WEST, "reconsiderations", 1))
    assert isinstance(comparisons.plot_figures(found), Prose)
    assert "收到政府信息公开申请、行政复议）口径虽可比，但只见于一个地方" in (
        comparisons.describe_summary(found)
    )


def test_one_report_alone_is_no_comparison_and_the_page_says_so() -> None:
    found = of(told(EAST, RECEIVED, 12))
    said = comparisons.describe_summary(found)
    assert "只掌握2017年度报告一份，没有其他地方可比" in said
    assert "不能代表" not in said


def test_ranks_of_figures_whose_ranges_overlap_are_left_open() -> None:
    found = of(
        told(EAST, RECEIVED, 1100, 1100, 1199),
        told(WEST, RECEIVED, 1150),
        told(RENHE, RECEIVED, 7),
    )
    ranks = re.findall(r"<td[^>]*>([\d–]+)</td></tr>", comparisons.list_ranks(found))
    assert ranks == ["1–2", "1–2", "3"]


def test_coded_figures_are_hollow_marked_and_counted_apart() -> None:
    rows = three(origin="coded")
    found = of(*rows)
    assert [dot.coded for dot in figure_panels(found)[0].dots] == [False, False, True]
    assert "2份有报告原文，1份只有人工录入的数字" in comparisons.describe_summary(found)
    assert "7*" in comparisons.list_figures(found)
    assert comparisons.list_coverage(found).count("人工录入") == 1


def test_ratios_show_numerator_and_denominator_and_warn_of_small_bases() -> None:
    rows = [
        told(code, name, value, form="form2019", cell=cell, applicant="tot", basis="table")
        for code, closed in ((EAST, 4), (WEST, 40))
        for name, cell, value in (
            ("applications_granted", "T3.3.1", closed / 2),
            ("applications_closed", "T3.3.7", closed),
        )
    ]
    rows = [row | {"report_year": 2019, "year": 2019} for row in rows]
    found = compare(2019, dataset=small_dataset(*rows))
    (panel,) = (panel for panel in rate_panels(found) if panel.title == "予以公开率（%）")
    assert [dot.value for dot in panel.dots] == [50, 50]
    listed = comparisons.list_rates(found)
    assert "20 / 40" in listed
    assert "2 / 4" in listed
    assert "基数小于10" in listed
    assert "基数小于10" in comparisons.list_warnings(found)


def test_series_of_single_cells_are_listed_drawn_and_compared_as_what_they_are_part_of() -> None:
    found = of(
        *(
            told(code, "applications_by_channel", n, form="annex2014", cell="3.1.3", basis="table")
            for n, code in enumerate((EAST, WEST, RENHE))
        )
    )
    assert [panel.title for panel in figure_panels(found)] == ["网络申请（含电子邮件，件）"]
    assert "网络申请（含电子邮件）" in comparisons.list_figures(found)
    assert "未经查考" not in comparisons.describe_summary(found)


def test_corrected_figures_are_marked_and_the_note_says_where_they_are_declared() -> None:
    found = of(told(EAST, RECEIVED, 12, basis="derived"), told(WEST, RECEIVED, 30))
    listed = comparisons.list_figures(found)
    assert "12†<" in listed
    assert "30<" in listed
    assert "标†的数字已按data/corrections.csv更正" in listed
    assert "†" not in comparisons.list_figures(of(*three()))


def test_figures_that_the_table_has_no_row_for_are_counted() -> None:
    left = [
        told(EAST, "normative_documents", 5, label="新制发"),
        told(EAST, "disclosed_website", 900, unit="条", period="cumulative"),
    ]
    assert "另有2个只凭原文名目才能分辨、或历年累计的数字" in comparisons.list_figures(
        of(*three(), *left)
    )
    assert "另有" not in comparisons.list_figures(of(*three()))


def test_ranges_of_ratios_have_one_decimal() -> None:
    found = of(told(EAST, "disclosure_budget", 91, 90.5, 91.5, unit="万元"))
    assert "<small>90.5–91.5</small>" in comparisons.list_figures(found)


def test_a_document_is_linked_where_the_registry_knows_its_address() -> None:
    found = of(*three())
    address = "https://example.org/2017.html"
    reports = found.dataset.reports.assign(address=[address, "", ""])
    linked = replace(found, dataset=replace(found.dataset, reports=reports))
    for listed in (comparisons.list_coverage(linked), comparisons.list_method(linked)):
        assert listed.count(f'<a href="{address}">') == 1


def test_days_and_places_stay_on_one_line() -> None:
    coverage = comparisons.list_coverage(of(*three()))
    assert '<span style="white-space: nowrap">攀枝花市仁和区</span>' in coverage


@pytest.mark.parametrize("places", [30, 300])
def test_a_page_of_many_places_is_short(places: int) -> None:
    found = compare(2022, dataset=made_dataset(places, 2022))
    tables = [
        comparisons.list_coverage(found),
        comparisons.list_ranks(found),
        comparisons.list_own_totals(found),
        comparisons.list_rates(found),
        comparisons.list_figures(found),
        comparisons.list_warnings(found),
        comparisons.list_checks(found),
    ]
    assert sum(table.count("<tr>") for table in tables) < 150
    assert len(main_panels(figure_panels(found), "figure")) <= MOST_PANELS


def test_of_many_panels_the_main_ones_are_drawn_each_for_most_places() -> None:
    many = [
        Panel(name, note, (), name=name)
        for name in ("staff", "lawsuits", RECEIVED, "training_sessions", "complaints")
        for note in ("most places", "fewer")
    ]
    chosen = main_panels(many, "figure")
    assert [(panel.name, panel.note) for panel in chosen] == [
        (RECEIVED, "most places"),
        ("lawsuits", "most places"),
    ]
    assert main_panels(many[:MOST_PANELS], "figure") == many[:MOST_PANELS]


def test_the_main_figures_and_ratios_are_names_that_the_tables_know() -> None:
    known = {"rate": keyed("metrics", "name")}
    for row in table("comparison_charts"):
        assert row["name"] in known.get(row["kind"], figure_names("zh"))


def test_the_table_of_figures_has_blanks_not_zeros() -> None:
    listed = comparisons.list_figures(
        of(told(EAST, RECEIVED, 12), told(WEST, "reconsiderations", 0))
    )
    assert re.search(r"行政复议</td><td>件</td><td[^>]*></td><td[^>]*>0</td>", listed)


def test_checks_that_fail_are_told_in_the_edition_s_language() -> None:
    rows = [
        told(EAST, "disclosed_total", 10, unit="条"),
        told(EAST, "disclosed_weibo", 20, unit="条", part_of="disclosed_total"),
    ]
    from disclosure_analysis.metrics import report_checks

    dataset = small_dataset(*rows)
    checks = report_checks(dataset.observations, report_year=2017)
    key = {n: rows[0][n] for n in ("place_code", "place", "reporter", "body", "scope")}
    stored = [row | key | {"report_year": 2017} for row in checks.to_dict("records")]
    zh, en = (of(*rows, checks=stored, lang=lang) for lang in ("zh", "en"))
    assert len(zh.failures) == (checks["outcome"] == "FAIL").sum() > 0
    assert zh.failures["sentence"].iloc[0] in comparisons.list_checks(zh)
    assert re.search(r"[a-z]{4}", en.failures["sentence"].iloc[0])
    assert f"有{len(zh.failures)}项核对不符，涉及1份报告" in comparisons.describe_checks(zh)


def test_a_region_is_known_by_its_full_name_short_name_or_code() -> None:
    rows = [*three(), told(PUDONG, RECEIVED, 99)]
    for name in ("四川", "四川省"):
        found = of(*rows, region=name)
        assert found.region == "四川省"
        assert len(found.reports) == 3
    city = of(*rows, region="510400")
    assert (city.region, len(city.expected)) == ("四川省攀枝花市", 5)
    assert [dot.name for dot in figure_panels(city)[0].dots] == ["西区", "东区", "仁和区"]
    assert comparisons.describe_title(city).startswith("# 四川省攀枝花市2017年各地")
    assert "make comparison YEAR=2017 REGION=四川省攀枝花市" in comparisons.list_method(city)


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("四州省", "四川省 (510000)?"),
        ("吉林", "吉林省 (220000), 吉林省吉林市 (220200); write the name in full"),
        ("攀枝花市东区", "is a district or county"),
        ("nowhere", "check its spelling"),
    ],
)
def test_a_region_that_is_none_is_told_with_what_is_near(region: str, said: str) -> None:
    with pytest.raises(InputError, match=f"REGION: .*{re.escape(said)}"):
        of(*three(), region=region)


def test_regions_and_their_counties_are_those_of_the_year() -> None:
    assert find_parent("襄樊", 2009).full_name == "湖北省襄樊市"
    with pytest.raises(PlaceError, match="襄阳市"):
        find_parent("襄樊市", 2017)
    assert find_parent("吉林市").full_name == "吉林省吉林市"
    assert len(counties(2017)) == 2851
    assert "510402" in {place.code for place in counties(2017, find_parent("攀枝花"))}


def test_a_year_or_region_without_reports_is_told_with_the_years_there_are() -> None:
    with pytest.raises(ReportNotFoundError, match="no report on 2016: it has reports on 2017"):
        compare(2016, dataset=small_dataset(*three()))
    with pytest.raises(ReportNotFoundError, match="of 上海市 on 2017: it has no report of 上海市"):
        of(*three(), region="上海")


def test_many_places_are_covered_by_province_and_their_figures_left_to_the_files() -> None:
    found = compare(2022, dataset=made_dataset(61, 2022))
    coverage = comparisons.list_coverage(found)
    assert coverage.count("<tr>") == 1 + len({place.province for place in found.expected})
    assert "observations.csv" in comparisons.list_figures(found)
    assert "metrics.csv" in comparisons.list_rates(found)
    assert len(comparisons.list_method(found)) < 5_000


def test_the_english_page_is_english_but_for_names_of_places() -> None:
    found = of(*three(), told(EAST, "disclosed_total", 5, unit="条"), lang="en")
    said = [
        comparisons.describe_title(found),
        comparisons.describe_summary(found),
        comparisons.describe_own_totals(found),
        comparisons.describe_checks(found),
        comparisons.list_coverage(found),
        comparisons.list_ranks(found),
        comparisons.list_figures(found),
        comparisons.list_warnings(found),
        comparisons.list_method(found),
    ]
    names = "四川省|攀枝花市|东区|西区|仁和区|人民政府"
    for words in said:
        assert not re.search(r"[一-鿿]", re.sub(names, "", str(words))), words


@pytest.mark.parametrize("rows", [three(), three()[:1]], ids=["three places", "one place"])
def test_every_cell_of_the_notebook_runs(rows: list[Any]) -> None:
    notebook = nbformat.read(ROOT / "notebooks/year_comparison.ipynb", as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"][2:]
    assert {cell.split(".")[1].split("(")[0] for cell in cells} == {
        name for name in comparisons.__all__ if name.startswith(("describe", "list", "plot"))
    }
    for cell in cells:
        eval(cell, {"comparisons": comparisons, "comparison": of(*rows)})


def test_a_comparison_shows_itself_in_a_notebook() -> None:
    assert "攀枝花市仁和区" in of(*three())._repr_html_()


def test_tables_for_readers_are_the_figures_the_ratios_and_the_checks() -> None:
    assert list(of(*three()).tables()) == ["observations.csv", "metrics.csv", "checks.csv"]


@pytest.mark.parametrize("year", [2017, 2018, 2024])
def test_the_reports_at_hand_are_compared_as_far_as_they_go(year: int) -> None:
    found = compare(year, root=ROOT)
    assert f"{len(found.reports)}份" in comparisons.describe_summary(found)
    assert all(len(panel.dots) > 1 for panel in figure_panels(found))
    coverage = comparisons.list_coverage(found)
    assert all(name in coverage for name in found.names.values())


def texts(*bodies: str) -> tuple[Report, ...]:
    """Return reports of one year that say this, each of a body of its own."""
    names = (f"攀枝花市{name}人民政府" for name in ("东区", "西区", "仁和区"))
    head = "2018年政府信息公开工作年度报告\n一、概述\n"
    return tuple(
        replace(
            report_from_text(f"{name.removesuffix('人民政府')}{head}{body}\n", source=name),
            reporter=name,
        )
        for name, body in zip(names, bodies, strict=False)
    )


COMMON = "全年坚持把公开工作与业务工作同研究同部署。窗口人员轮流到社区讲解公开目录的查询方法。"


def test_documents_that_share_text_are_listed_with_the_passages() -> None:
    other = "各股室按月报送目录更新清单并由专人逐条核验。"
    shown = replace(of(*three()), documents=texts(COMMON, COMMON, other))
    listed = comparisons.list_reuse(shown)
    assert listed.count("<td>攀枝花市东区人民政府</td><td>攀枝花市西区人民政府</td>") == 1
    assert "100%" in listed
    assert "窗口人员轮流到社区讲解" in listed
    assert "仁和区" not in listed


def test_documents_that_share_nothing_or_are_too_few_are_told_in_a_sentence() -> None:
    assert "没有登记在册的报告原文" in comparisons.list_reuse(of(*three()))
    alone = replace(of(*three(), lang="en"), documents=texts(COMMON))
    assert "One registered document alone" in comparisons.list_reuse(alone)
    apart = replace(
        of(*three()), documents=texts(COMMON, "各股室按月报送目录更新清单并由专人核验。")
    )
    assert "没有两份" in comparisons.list_reuse(apart)

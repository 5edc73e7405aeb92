"""Charts: what they show is what the text says, in words too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosure_analysis import figures
from disclosure_analysis.analysis import Before, analysis_of
from disclosure_analysis.display import Chart, Prose
from disclosure_analysis.loaders.reading import report_from_text
from made_up import WEST, first_report, made_up


@pytest.mark.parametrize("plot", [figures.plot_growth, figures.plot_composition])
def test_a_chart_repeats_byte_for_byte(plot: object) -> None:
    assert callable(plot)
    analysis = first_report()
    assert plot(analysis).svg == plot(analysis).svg


def test_the_growth_chart_tells_the_implied_interval_in_words() -> None:
    chart = figures.plot_growth(first_report())
    assert isinstance(chart, Chart)
    assert "25,653至25,787" in chart.alt
    assert "49,125条" in chart.alt
    assert chart.caption.startswith("图1")


def test_the_composition_shows_what_is_not_classified() -> None:
    chart = figures.plot_composition(first_report())
    assert isinstance(chart, Chart)
    assert "未说明类别 16,058条（41.9%）" in chart.alt
    assert "1,100余篇（条）" in chart.alt


def test_nothing_is_drawn_where_nothing_is_stated() -> None:
    analysis = made_up("一、概述\n各项工作有序推进。")
    assert isinstance(figures.plot_growth(analysis), Prose)
    assert isinstance(figures.plot_composition(analysis), Prose)


def test_a_list_that_covers_the_whole_leaves_no_hatched_rest() -> None:
    analysis = made_up("二、主动公开\n网站公开政府信息90条,其中:工作动态信息70条、人事信息20条。")
    chart = figures.plot_composition(analysis)
    assert isinstance(chart, Chart)
    assert "未说明类别" not in chart.alt


def test_a_chart_carries_its_alternative_text_in_the_metadata() -> None:
    chart = figures.plot_growth(first_report())
    assert isinstance(chart, Chart)
    data, metadata = chart._repr_mimebundle_()
    assert set(data) == {"image/svg+xml", "text/plain"}
    assert metadata["image/svg+xml"]["alt"] == chart.alt


def test_charts_draw_text_as_shapes_so_that_no_reader_needs_the_font() -> None:
    chart = figures.plot_composition(first_report())
    assert isinstance(chart, Chart)
    assert "<text" not in chart.svg


def test_two_years_that_count_differently_are_not_drawn_side_by_side() -> None:
    body = "一、概述\n全年主动公开政府信息{}条。\n"
    before = made_up(body.format(300), report_year=2018, published="2019-03-30")
    text = "攀枝花市西区2019年政府信息公开工作年度报告\n" + body.format(90)
    later = replace(WEST, report_year=2019)
    earlier = Before(before.report, before.observations)
    shown = figures.plot_growth(
        analysis_of(report_from_text(text, source="own"), later, before=earlier)
    )
    assert isinstance(shown, Prose)
    assert "不能与本年相比" in shown


def test_two_reported_years_are_said_to_be_reported() -> None:
    body = "一、概述\n全年主动公开政府信息{}条。\n"
    before = made_up(body.format(300), report_year=2014)
    own = report_from_text(f"{WEST.title}\n" + body.format(390), source="own")
    shown = figures.plot_growth(
        analysis_of(own, WEST, before=Before(before.report, before.observations))
    )
    assert isinstance(shown, Chart)
    assert shown.alt == "柱形图：2014年报告为300条，2015年报告为390条。"

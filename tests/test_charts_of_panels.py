"""Charts of small panels: nothing overlaps, nothing is cut, of three places or of thousands."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from disclosure_analysis import comparisons, trends
from disclosure_analysis.comparisons import charts
from disclosure_analysis.comparisons.charts import MOST_DOTS, MOST_ROWS
from disclosure_analysis.comparisons.panels import Dot, Panel
from made_panel import made_observations
from made_years import dataset_of, made_dataset, small_dataset, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.figure import Figure

    from disclosure_analysis.comparisons import Comparison

LONGEST_NAME = "克孜勒苏柯尔克孜自治州阿合奇县"
LONGEST_OFFICE = "红河哈尼族彝族自治州开远市交通运输局"
TALLEST = 200 / 25.4
"""Inches that the printed page gives a picture."""


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The height of each chart that is drawn, and what is wrong with its texts."""
    found: list[Any] = []

    def inspected(figure: Figure) -> str:
        figure.draw_without_rendering()
        found.append((figure.get_size_inches()[1], faults(figure)))
        return "<svg/>"

    monkeypatch.setattr(charts, "svg_of", inspected)
    monkeypatch.setattr("disclosure_analysis.trends.charts.svg_of", inspected)
    return found


def faults(figure: Figure) -> list[str]:
    """Name the texts of a figure that overlap others or leave the page."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    page = figure.bbox
    cut = [
        f"{text} is cut"
        for text, box in boxes
        if box.x0 < page.x0 - 1 or box.x1 > page.x1 + 1 or box.y0 < 0 or box.y1 > page.y1 + 1
    ]
    for (one, first), (other, second) in combinations(boxes, 2):
        if first.padded(-1).overlaps(second.padded(-1)):
            cut.append(f"{one} overlaps {other}")
    dots = list(markers(figure))
    cut += [f"{text} overlaps a dot" for text, box in boxes if box.count_overlaps(dots)]
    return cut


def markers(figure: Figure) -> Iterator[Bbox]:
    """Yield the boxes of all dots of a figure."""
    for line in figure.findobj(Line2D):
        if line.get_marker() in ("o", "s"):
            reach = line.get_markersize() / 2 * figure.dpi / 72
            for x, y in line.get_transform().transform(line.get_xydata()):
                yield Bbox([[x - reach, y - reach], [x + reach, y + reach]])


@pytest.mark.parametrize(
    ("places", "lang", "plot"),
    [(3, "zh", comparisons.plot_rates), (40, "en", comparisons.plot_figures)],
)
def test_texts_of_real_size_neither_overlap_nor_leave_the_page(
    places: int, lang: str, plot: Callable[[Comparison], object], drawn: list[Any]
) -> None:
    comparison = comparisons.compare(2022, dataset=made_dataset(places, 2022), lang=lang)
    assert isinstance(plot(comparison), charts.Charts)
    assert len(drawn) >= 1
    assert [fault for _, found in drawn for fault in found] == []
    assert max(height for height, _ in drawn) <= TALLEST


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_texts_of_a_trend_of_eighteen_years_do_so_neither(lang: str, drawn: list[Any]) -> None:
    observations = made_observations(places=1, seed=3).assign(
        place_code="510402", place="四川省攀枝花市东区", reporter="攀枝花市东区人民政府"
    )
    found = trends.trend("510402", dataset=dataset_of(observations), lang=lang)
    trends.plot_series(found)
    trends.plot_rates(found)
    assert len(drawn) == 2
    assert [fault for _, found in drawn for fault in found] == []


def panel(values: list[float], title: str = "收到政府信息公开申请（件）", **fields: Any) -> Panel:
    """A panel of places with these values, the greatest first."""
    ordered = sorted(values, reverse=True)
    dots = (
        Dot(f"{LONGEST_NAME[:-2]}{n}县", value, value, value, coded=n % 3 == 0)
        for n, value in enumerate(ordered)
    )
    return Panel(title, "2,800／2,846个县级地方 · 全区域 · 取自2021年格式", tuple(dots), **fields)


@pytest.mark.parametrize(
    "values",
    [
        [0.0, 0.0],
        [3_330_146.0, 158_008.0, 7.0],
        [float(n) for n in range(MOST_ROWS)],
        [0.0] * 900 + [1.0] * 90 + [17_929_472.0],
        [5.0] * 3000,
        [float(n * n % 1009) for n in range(3000)],
    ],
    ids=["zeros", "far apart", "rows", "mostly zero", "all alike", "thousands"],
)
def test_the_longest_names_and_the_widest_numbers_have_room(
    values: list[float], drawn: list[Any]
) -> None:
    charts.charts([panel(values), panel(values, "公开率（占全部在办申请，%）", unit="%")], "", "zh")
    assert [fault for _, found in drawn for fault in found] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_long_name_keeps_off_its_dot_whatever_else_the_panel_says(
    lang: str, drawn: list[Any]
) -> None:
    note = {
        "zh": "4／2,851个县级地方 · 乡镇、街道 · 机关自身 · 取自2019年格式",
        "en": "4 of 2,851 places · departments · body itself · form of 2019",
    }[lang]
    dots = (Dot(LONGEST_OFFICE, 2, 2, 2), Dot(LONGEST_OFFICE[:-1] + "处", 0, 0, 0))
    charts.charts([Panel("收到政府信息公开申请（件）", note, dots)] * 2, "", lang)
    assert [fault for _, found in drawn for fault in found] == []


def test_panels_fill_as_many_charts_as_pages_are_needed(drawn: list[Any]) -> None:
    many = [panel([float(n) for n in range(MOST_ROWS)]) for _ in range(9)]
    assert len(charts.charts(many, "", "zh")) == len(drawn) == 3


def test_very_many_places_are_shown_by_quantiles_and_the_caption_says_so() -> None:
    wide = [float(n) for n in range(MOST_DOTS + 1)]
    chart = charts.charts([panel(wide)], "各地报告所载的数字。", "zh")[0]
    assert "50个点" in chart.caption
    assert len(chart.svg) < 100_000
    assert "中位数 50" in chart.alt
    assert f"最大：{LONGEST_NAME[:-2]}0县 100" in chart.alt


def test_places_that_share_an_end_are_counted_not_named() -> None:
    chart = charts.charts([panel([0.0] * 30 + [4.0])], "", "zh")[0]
    assert "最小：0（30个地方相同）" in chart.alt


def test_a_range_is_told_as_a_range_and_an_open_end_as_a_bound() -> None:
    nan = float("nan")
    dots = (Dot("甲县", 1100, 1100, 1199), Dot("乙县", 900, 900, nan), Dot("丙县", 90, nan, 90))
    chart = charts.charts([Panel("申请", "", dots)], "", "zh")[0]
    assert "甲县 1,100–1,199，乙县 ≥900，丙县 ≤90" in chart.alt


def test_drawing_again_gives_the_same_chart() -> None:
    rows = [told("510402", "applications_received", 12), told("510411", "applications_received", 7)]
    comparison = comparisons.compare(2017, dataset=small_dataset(*rows))
    once, again = (comparisons.plot_figures(comparison) for _ in range(2))
    assert isinstance(once, charts.Charts)
    assert once == again

"""The labelled corpus says what it says: numbers, marks, slots, noise and composed reports."""

from __future__ import annotations

import ast
import csv
from importlib import resources
from pathlib import Path
from random import Random

import pytest

from made_narratives.documents import all_cases, alone, compose, reports
from made_narratives.files import (
    ERAS,
    FOLDER,
    Case,
    case_files,
    era_of,
    read_cases,
    read_report,
)
from made_narratives.marked_text import MarkedTextError, known_indicators, read_marked_text
from made_narratives.noise import NOISES, with_noise
from made_narratives.numbers import plain, read_words
from made_narratives.slots import SlotError, fill
from made_narratives.truth import Document, Item

SEEDS = range(12)


def _item(marked: str, year: int = 2017) -> Item:
    (item,) = read_marked_text(marked, year=year)[1]
    return item


def _stated(item: Item) -> tuple[float | None, float | None, float | None]:
    return item.value, item.lower, item.upper


@pytest.mark.parametrize(
    ("words", "value", "lower", "upper", "unit"),
    [
        ("1102条", 1102, 1102, 1102, "条"),
        ("1，102 条", 1102, 1102, 1102, "条"),
        ("１２３件", 123, 123, 123, "件"),
        ("1100余篇（条）", 1100, 1100, 1199, "篇(条)"),
        ("1600多份", 1600, 1600, 1699, "份"),
        ("1842余条", 1842, 1842, None, "条"),
        ("6万余人次", 60000, 60000, 69999, "人次"),
        ("近6万条次", 60000, 50001, 60000, "条次"),
        ("近6458人", 6458, None, 6458, "人"),
        ("约1200条", 1200, 1150, 1250, "条"),
        ("1200条左右", 1200, 1150, 1250, "条"),
        ("约13.91%", 13.91, None, None, "%"),
        ("大约60%", 60, 55, 65, "%"),
        ("26.8万条", 268000, 267500, 268499, "条"),
        ("6万人", 60000, 55000, 64999, "人"),
        ("超30万人", 300000, 300001, None, "人"),
        ("突破550万次", 5500000, 5500001, None, "次"),
        ("500条以上", 500, 500, None, "条"),
        ("不足20件", 20, None, 19, "件"),
        ("不超过20件", 20, None, 20, "件"),
        ("91%", 91, 90.5, 91.5, "%"),
        ("12.3 ％", 12.3, 12.25, 12.35, "%"),
        ("1.5倍", 1.5, 1.45, 1.55, "倍"),
        ("二十余件", 20, 20, 29, "件"),
        ("十多次", 10, 10, 19, "次"),
        ("三百零五条", 305, 305, 305, "条"),
        ("两次", 2, 2, 2, "次"),
        ("六万条", 60000, 55000, 64999, "条"),
        ("百分之九十八", 98, 97.5, 98.5, "%"),
        ("-2项", -2, -2, -2, "项"),
        ("67", 67, 67, 67, ""),
    ],
)
def test_words_of_a_figure_allow_what_the_table_of_bounds_says(
    words: str, value: float, lower: float | None, upper: float | None, unit: str
) -> None:
    item = _item(f"⟦{words}|unclassified⟧")
    assert _stated(item) == (value, lower, upper)
    assert item.unit == unit


@pytest.mark.parametrize("words", ["数百条", "条", "第3期", "3—5次", "许多"])
def test_words_without_one_number_state_none(words: str) -> None:
    assert read_words(words) is None


def test_a_mark_leaves_its_words_in_the_text() -> None:
    text, items = read_marked_text(
        "公开⟦12条|disclosed_total⟧，⟦未收到申请|applications_received|zero⟧。", year=2017
    )
    assert text == "公开12条，未收到申请。"
    assert [text[item.start : item.end] for item in items] == ["12条", "未收到申请"]
    assert [item.kind for item in items] == ["figure", "zero"]


def test_a_fall_is_negative_with_its_bounds() -> None:
    item = _item("⟦12.3%|disclosed_total_growth|value=-12.3⟧")
    assert _stated(item) == (-12.3, -12.35, -12.25)
    assert item.kind == "growth"


def test_growth_in_times_is_told_in_per_cent() -> None:
    assert _stated(_item("⟦1.5倍|disclosed_total_growth⟧")) == (150, 145, 155)
    assert _stated(_item("⟦1.5倍|unclassified⟧")) == (1.5, 1.45, 1.55)


def test_amounts_stand_in_the_unit_of_their_indicator() -> None:
    assert _stated(_item("⟦3.2万元|disclosure_budget⟧")) == (3.2, 3.15, 3.25)
    assert _stated(_item("⟦3.2万元|fees_charged⟧")) == (32000, 31500, 32500)


def test_fields_say_what_the_plain_reading_does_not() -> None:
    item = _item("⟦30条|disclosed_total|wording=at_least year=-1 part_of=staff period=other⟧")
    assert _stated(item) == (30, 30, None)
    assert (item.year, item.part_of, item.period) == (2016, "staff", "other")
    assert _stated(_item("⟦30条|disclosed_total|lower=- upper=40⟧")) == (30, None, 40)


def test_a_question_mark_leaves_open_what_the_words_leave_open() -> None:
    assert not _item("⟦数百条|?⟧").scored
    item = _item("⟦30条|disclosed_total|period=? year=?⟧")
    assert (item.period, item.year, item.scored) == ("", None, True)


def test_one_number_may_speak_of_two_things() -> None:
    item = _item("⟦2名|staff_fulltime+staff_parttime⟧")
    assert item.indicators == ("staff_fulltime", "staff_parttime")


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("⟦12条⟧", "is not ⟦words|indicator⟧"),
        ("⟦12条|disclosed⟧", "is no indicator"),
        ("⟦12条|disclosed_total|kind=x⟧", "unknown field"),
        ("⟦12条|disclosed_total|wording=much⟧", "unknown wording"),
        ("⟦12条|disclosed_total|period=month⟧", "unknown period"),
        ("⟦12条|disclosed_total|year=last⟧", "write -1, 2015 or ?"),
        ("⟦12条|disclosed_total|value=x⟧", "is no number"),
        ("⟦许多条|disclosed_total⟧", "no number can be read"),
        ("⟦1%|disclosed_total+disclosed_total_growth⟧", "mixes growth"),
        ("公开⟦12条|disclosed_total", "not closed"),
    ],
)
def test_a_faulty_mark_is_told_in_words(marked: str, message: str) -> None:
    with pytest.raises(MarkedTextError, match=message.replace("?", r"\?").replace("|", r"\|")):
        read_marked_text(marked, year=2017)


def test_slots_draw_repeat_and_compute() -> None:
    filled = fill("<a+b>=<a:10-99>+<b:10-99> <a> <p:1.0-9.9> <n:二|三> <Y-1>", Random(1), 2017)
    total, parts, again, share, numeral, year = filled.replace("=", " ").split(" ")
    assert int(total) == sum(map(int, parts.split("+")))
    assert again == parts.split("+")[0]
    assert len(share) == 3
    assert numeral in "二三"
    assert year == "2016"


def test_slots_repeat_by_seed() -> None:
    def drawn(seed: int) -> str:
        return fill("<a:1-9999999> <p:0.01-99.99>", Random(seed), 2017)

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


@pytest.mark.parametrize(
    ("slot", "message"),
    [
        ("<a>", "no slot draws"),
        ("<a:9-1>", "runs backwards"),
        ("<a:x>", "is neither"),
        ("<a:1-9><a:1-9>", "second time"),
        ("<a:1-9><a+>", "cannot be computed"),
    ],
)
def test_a_faulty_slot_is_told_in_words(slot: str, message: str) -> None:
    with pytest.raises(SlotError, match=message):
        fill(slot, Random(1), 2017)


@pytest.mark.parametrize(
    "block",
    ["@ 17\n公开。", "@ 17 case\n", "@ 17 case size=3\n公开。", "@ 17 case body=school\n公开。"],
)
def test_a_faulty_case_is_told_with_file_and_line(block: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.txt"
    path.write_text(f"@ 1 case\n公开。\n\n{block}\n", encoding="utf-8")
    with pytest.raises(MarkedTextError, match=r"cases\.txt:4: "):
        read_cases(path)


def test_a_faulty_mark_in_a_case_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.txt"
    path.write_text("@ 1 case\n公开⟦12条⟧。\n", encoding="utf-8")
    (case,) = read_cases(path)
    with pytest.raises(MarkedTextError, match=r"cases\.txt:1: mark"):
        case.written(Random(1))


def test_a_report_needs_its_header(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("reporter: 甲县人民政府  year: 2016\n\n甲县年报\n", encoding="utf-8")
    with pytest.raises(MarkedTextError, match=r"report\.txt: the header lacks “body:”"):
        read_report(path)


def test_a_faulty_mark_in_a_report_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    header = "reporter: 甲县人民政府\nyear: 2016\nbody: government\nera: 2014-2018\n"
    path.write_text(f"{header}\n甲县年报\n公开⟦12条⟧。\n", encoding="utf-8")
    with pytest.raises(MarkedTextError, match=r"report\.txt:7: mark"):
        read_report(path)


@pytest.mark.parametrize("near_miss", [False, True])
def test_every_numbered_phrasing_has_a_case_and_a_near_miss(near_miss: bool) -> None:
    numbers = {case.phrasing for case in all_cases() if case.near_miss is near_miss}
    assert {str(number) for number in range(1, 105)} <= numbers


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.name)
def test_every_case_can_be_written(path: Path) -> None:
    for case in read_cases(path):
        for seed in SEEDS:
            _assert_well_placed(*case.written(Random(seed)))


def _assert_well_placed(text: str, items: tuple[Item, ...]) -> None:
    ends = [0, *(item.end for item in items)]
    for item, end_before in zip(items, ends, strict=False):
        assert text[item.start : item.end] == item.words
        assert item.start >= end_before
        if item.lower is not None and item.upper is not None:
            assert item.lower <= item.upper


def test_every_report_written_by_hand_places_its_items() -> None:
    for report in reports():
        _assert_well_placed(report.text, report.items)
        assert report.items, report.name


@pytest.mark.parametrize("seed", SEEDS)
def test_a_composed_report_places_its_items(seed: int) -> None:
    report = compose(seed)
    _assert_well_placed(report.text, report.items)
    assert report.era == era_of(report.year)
    assert len(report.passages) >= 5
    assert str(report.year) in plain(report.text.split("\n", 1)[0])


def test_composing_repeats_by_seed() -> None:
    assert compose(3) == compose(3)
    assert compose(3).text != compose(4).text
    assert alone(3) == alone(3)


def test_composed_reports_are_of_every_era_and_body() -> None:
    composed = [compose(seed) for seed in range(40)]
    assert {report.era for report in composed} == set(ERAS)
    assert {report.body for report in composed} == {"government", "department", "township"}


def test_a_case_keeps_its_heading_its_body_and_its_year() -> None:
    cases = {case.source: case for case in all_cases()}
    for seed in SEEDS:
        report = compose(seed)
        for passage in report.passages:
            _assert_kept(cases[passage.source], report)


def _assert_kept(case: Case, report: Document) -> None:
    assert case.body in ("", report.body)
    assert case.any_year or case.year == report.year
    if "traditional" not in report.name and not any(char.isdigit() for char in case.heading):
        assert case.heading in report.text


def test_a_case_alone_stands_below_a_title_and_a_heading() -> None:
    documents = alone(1)
    assert len(documents) == len(all_cases())
    for document in documents:
        _assert_well_placed(document.text, document.items)
        lines = document.text.split("\n")
        assert str(document.year) in lines[0]
        assert "、" in lines[1]


@pytest.mark.parametrize("name", NOISES)
def test_noise_changes_the_text_and_never_the_truth(name: str) -> None:
    for document in alone(5)[::9]:
        noisy = with_noise(document, name, Random(5))
        _assert_well_placed(noisy.text, noisy.items)
        for item, before in zip(noisy.items, document.items, strict=True):
            assert _stated(item) == _stated(before)
            if name != "traditional" and item.kind == "figure":
                assert plain(item.words) == plain(before.words)


def test_each_noise_does_something() -> None:
    document = next(d for d in alone(5) if d.passages[0].phrasing == "16")
    for name in NOISES:
        assert with_noise(document, name, Random(2)).text != document.text or name == "line breaks"


def test_the_corpus_names_only_indicators_that_the_package_has() -> None:
    table = resources.files("disclosure_analysis") / "tables" / "indicators.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    assert known_indicators() - {row["indicator"] for row in rows} == set()


def test_the_corpus_imports_nothing_of_the_package() -> None:
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
        assert not [name for name in names if name.startswith("disclosure_analysis")], path.name

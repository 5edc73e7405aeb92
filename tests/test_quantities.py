"""How numbers are read: bounds, units, digits, and what is no figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_analysis.extraction.masking import masked
from disclosure_analysis.quantities import Quantity, find_quantities, plain_text

MARKS = "0123456789一二两七十百千万亿零〇余多来近约超达上了条件个次期份项元%％‰倍数月年第号公开"
MARKS += "、，。,;:.()-—“”《》１．\n \u00a0\u3000"
NUMBERS = ["17", "1100", "1842", "49125", "6.5", "26.8", "1,234"]
WORDS = ["将近", "大约", "超过", "突破", "不足", "不到", "不少于", "不超过", "至少", "以上", "以下"]
WORDS += ["左右", "篇(条)", "人次", "条次", "场次", "个百分点", "信息"]
PHRASES = st.lists(st.sampled_from([*MARKS, *NUMBERS, *WORDS]), max_size=14).map("".join)
OUTSIDE = ("over", "under")


def only(text: str) -> Quantity:
    quantities = find_quantities(text)
    assert len(quantities) == 1, quantities
    return quantities[0]


def reading(text: str) -> tuple[float, float | None, float | None]:
    quantity = only(text)
    return quantity.value, quantity.lower, quantity.upper


@pytest.mark.parametrize(
    ("text", "value", "lower", "upper"),
    [
        ("1102条", 1102, 1102, 1102),
        ("0件", 0, 0, 0),
        ("1100余条", 1100, 1100, 1199),
        ("1100多条", 1100, 1100, 1199),
        ("1100条余", 1100, 1100, 1199),
        ("7000余条", 7000, 7000, 7999),
        ("120余条", 120, 120, 129),
        ("6万余人次", 60_000, 60_000, 69_999),
        ("14万多条", 140_000, 140_000, 149_999),
        ("17余条", 17, 17, None),
        ("1842余条", 1842, 1842, None),
        ("近6万条次", 60_000, 50_001, 60_000),
        ("将近300条", 300, 201, 300),
        ("近6458条", 6458, None, 6458),
        ("约300条", 300, 250, 350),
        ("大约1200条", 1200, 1150, 1250),
        ("300条左右", 300, 250, 350),
        ("达千人", 1000, 500, 1500),
        ("约1842条", 1842, None, None),
        ("26.8万条", 268_000, 267_500, 268_499),
        ("6万条", 60_000, 55_000, 64_999),
        ("1.20亿人次", 120_000_000, 119_500_000, 120_499_999),
        ("超2300万人次", 23_000_000, 23_000_001, None),
        ("突破550万人次", 5_500_000, 5_500_001, None),
        ("多于20条", 20, 21, None),
        ("31件以上", 31, 31, None),
        ("不少于5次", 5, 5, None),
        ("上千人", 1000, 1000, None),
        ("不足10件", 10, None, 9),
        ("不到100条", 100, None, 99),
        ("10件以下", 10, None, 10),
        ("不超过3次", 3, None, 3),
        ("91%", 91, 90.5, 91.5),
        ("12.3%", 12.3, 12.25, 12.35),
        ("70.30%", 70.3, 70.295, 70.305),
        ("约60%", 60, 55, 65),
        ("超过90%", 90, 90, None),
        ("1.5倍", 1.5, 1.45, 1.55),
        ("2.5个百分点", 2.5, 2.45, 2.55),
    ],
)
def test_the_wording_sets_the_bounds(
    text: str, value: float, lower: float | None, upper: float | None
) -> None:
    assert reading(text) == pytest.approx((value, lower, upper))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 次", 1),
        ("1\u00a0次", 1),
        ("1\u3000次", 1),
        ("25 %", 25),
        ("25％", 25),
        ("１２３条", 123),
        ("1,234条", 1234),
        ("1，234条", 1234),
        ("1,234,567人次", 1_234_567),
        ("达到3330146人次", 3_330_146),
        ("3 万余条", 30_000),
        ("59237.24万元", 592_372_400),
        ("400元", 400),
    ],
)
def test_digits_are_read_as_what_they_mean(text: str, value: float) -> None:
    assert only(text).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("七个", 7),
        ("两次", 2),
        ("十次", 10),
        ("十二个", 12),
        ("二十个", 20),
        ("三百零五条", 305),
        ("两千条", 2000),
        ("一万二千条", 12_000),
        ("三千五百万人次", 35_000_000),
        ("零件", 0),
    ],
)
def test_chinese_numerals_count_before_a_unit(text: str, value: float) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.chinese) == (value, True)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [("二十余件", 20, 29), ("十多次", 10, 19), ("十来个", 5, 15), ("近百次", 1, 100)],
)
def test_chinese_numerals_take_bounding_words(text: str, lower: float, upper: float) -> None:
    quantity = only(text)
    assert (quantity.lower, quantity.upper) == (lower, upper)


@pytest.mark.parametrize(
    ("text", "unit", "kind"),
    [
        ("30条次", "条次", "count"),
        ("30人次", "人次", "count"),
        ("30场次", "场次", "count"),
        ("30件次", "件次", "count"),
        ("30篇(条)", "篇(条)", "count"),
        ("30篇（条）", "篇(条)", "count"),
        ("30万元", "元", "money"),
        ("3个百分点", "个百分点", "points"),
        ("2‰", "‰", "permille"),
        ("2倍", "倍", "ratio"),
    ],
)
def test_the_longest_unit_is_taken(text: str, unit: str, kind: str) -> None:
    quantity = only(text)
    assert (quantity.unit, quantity.kind) == (unit, kind)


@pytest.mark.parametrize(
    "text",
    [
        "2017年",
        "电话83702233",
        "第12条",
        "20243月",
        "12条例",
        "3个月",
        "5个工作日",
        "12部门",
        "3名单",
        "1.2.3条",
        "A4件",
        "①条",
        "1" * 16 + "条",
        "1,2345条",
    ],
)
def test_a_number_without_a_measure_word_is_passed_over(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2017〕24号",
        "琼政[2016]69号",
        "FM88.5",
        "PM2.5",
        "联系电话:0812-1234567",
        "12345政务热线",
        "“12345”热线",
        "邮编:617000",
        "2017年11月",
        "2018-03-23",
        "12月31日",
        "2017年1月1日至12月31日",
        "15个工作日",
        "三个工作日",
        "7×24小时",
        "1+X",
        "“五公开”",
        "“六稳”",
        "“十四五”",
        "第二十条第(一)项",
        "第六期",
        "《创业富民30条》",
        "http://www.example.gov.cn/3条",
        "a1b2@example.com",
        "228号3楼",
        "11—30件",
        "两个维护",
        "图1",
        "2.0版",
        "98.5分",
    ],
)
def test_names_dates_and_document_numbers_are_no_figures(text: str) -> None:
    assert find_quantities(masked(text)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("网址http://www.example.gov.cn,公开30条", 30),
        ("公开30条,邮箱office@example.cn", 30),
        ("邀请代表5人", 5),
        ("增长2.0%", 2),
        ("公开15000条", 15_000),
        ("2017年公开30条", 30),
    ],
)
def test_a_figure_beside_what_is_none_stays(text: str, value: float) -> None:
    assert only(masked(text)).value == value


@given(st.text(max_size=200))
def test_plain_text_keeps_every_character_in_its_place(text: str) -> None:
    plain = plain_text(text)
    assert len(plain) == len(text)
    assert plain_text(plain) == plain


def test_plain_text_makes_full_width_forms_and_odd_spaces_plain() -> None:
    assert plain_text("１２，５％\u00a0（条）\u3000：") == "12,5% (条) :"
    assert plain_text("《〔〕》、。“”") == "《〔〕》、。“”"


@given(st.one_of(st.text(max_size=200), PHRASES))
def test_any_text_can_be_read_and_spans_lie_inside_it(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start <= quantity.number < quantity.end <= len(text)
        end = quantity.end


@given(PHRASES)
def test_reading_a_span_again_gives_the_same_quantity(text: str) -> None:
    for quantity in find_quantities(text):
        if not quantity.unit:  # a number by the words before it: 人次数0
            continue
        again = only(text[quantity.start : quantity.end])
        fields = ("value", "lower", "upper", "unit", "kind", "wording")
        assert [getattr(again, f) for f in fields] == [getattr(quantity, f) for f in fields]


@given(
    st.integers(0, 10**7 - 1),
    st.sampled_from(["", "近", "约", "超过", "突破", "不足", "不少于", "不超过"]),
    st.sampled_from(["", "万", "亿"]),
    st.sampled_from(["", "余", "多"]),
    st.sampled_from(["条", "人次", "元", "%"]),
)
def test_the_interval_holds_the_number_unless_the_word_excludes_it(
    number: int, before: str, scale: str, after: str, unit: str
) -> None:
    quantity = only(f"{before}{number}{scale}{after}{unit}")
    if quantity.wording not in OUTSIDE:
        assert quantity.lower is None or quantity.lower <= quantity.value
        assert quantity.upper is None or quantity.value <= quantity.upper
    if quantity.lower is not None and quantity.upper is not None:
        assert quantity.lower <= quantity.upper

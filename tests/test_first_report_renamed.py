"""Nothing knows the first report: other numbers, names and words give the same indicators."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.extraction import extract_enumerations, extract_observations, read_quote
from disclosure_analysis.loaders.reading import report_from_text

TEXT = (Path(__file__).parents[1] / "data/raw/510402-2017.txt").read_text(encoding="utf-8")
RUN = re.compile(r"\d+")
SEEDS = range(8)
SAME = ["indicator", "unit", "basis", "period", "part_of"]
FIGURES = [*SAME, "value", "lower", "upper"]
FULL_WIDTH = str.maketrans(",:;()%", "，：；（）％")
FULL_WIDTH_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
NUMERALS = dict(zip("三四五六八九", (3, 4, 5, 6, 8, 9), strict=True))


class Elsewhere(NamedTuple):
    """Another place: its code, the names that a title gives it, and its kind."""

    code: str
    province: str
    city: str
    county: str
    kind: str


PLACES = [
    Elsewhere("210203", "辽宁省", "大连市", "西岗区", "区"),
    Elsewhere("430105", "湖南省", "长沙市", "开福区", "区"),
    Elsewhere("350623", "福建省", "漳州市", "漳浦县", "县"),
    Elsewhere("500112", "重庆市", "重庆市", "渝北区", "区"),
    Elsewhere("450225", "广西壮族自治区", "柳州市", "融水苗族自治县", "县"),
]

NAMES = {
    "乐堡啤酒节": ["樱桃采摘节", "民歌大会", "茶文化节"],
    "国际马拉松皮划艇赛": ["全国龙舟邀请赛", "城市定向赛"],
    "川报": ["都市报", "农民报"],
    "阳光政务": ["民生在线", "百姓热线", "行风面对面"],
    "书记、区长": ["区长", "书记"],
    "政务中心、档案馆、文化馆": ["图书馆、行政服务中心、博物馆", "规划馆、图书馆、便民大厅"],
    "政策法规解读、行政权力": ["双随机一公开、河长制", "权力清单、营商环境"],
    "环境保护、食品药品": ["饮用水源、疫苗管理", "污水治理、校园餐饮"],
}

SYNONYMS = {
    "累计主动公开政府信息": ["主动公开政府信息", "共主动公开政府信息", "主动公开各类政府信息共"],
    "比上年度增长": ["同比增长", "较上年增加", "比去年上升", "较上年度提高"],
    "访问量达到": ["访问量为", "点击量累计达", "总访问量"],
    "主动听取政务公开工作汇报": ["专题听取政务公开工作汇报", "听取信息公开情况汇报"],
    "研究部署政务公开工作": ["专题研究政务公开工作", "部署信息公开工作"],
    "公开各类信息": ["发布各类信息", "主动公开信息"],
    "刊发专版": ["刊登专版", "推出专版"],
    "信箱答复": ["信箱办理", "信箱回复来信"],
    "受关注度": ["关注人数", "粉丝数达", "关注用户"],
    "主动推送政务信息": ["发布政务信息", "推送信息"],
    "接待公众查询": ["接待群众咨询", "接待来访查阅"],
    "解决群众反映问题": ["解答群众反映的问题", "处理群众问题"],
    "其中:重点信息": ["包括:重点信息", "其中包括重点信息", "其中,重点领域信息"],
    "未收到政府信息公开申请件": ["没有收到政府信息公开申请", "未接到任何公开政府信息的申请"],
    "均未对依申请提供政府公开信息进行收费": [
        "未收取任何费用",
        "没有向申请人收取检索、复制等费用",
    ],
    "未发生因政府信息公开提起的行政复议和行政诉讼": [
        "没有发生因政府信息公开引起的行政复议、行政诉讼",
        "未收到涉及政府信息公开的行政复议申请和行政诉讼案件",
    ],
}


@cache
def stated() -> pd.DataFrame:
    """The observations of the first report itself."""
    return extract_observations(report_from_text(TEXT, source="first.txt"))


def observe(text: str) -> pd.DataFrame:
    """The observations of a text, each quote of which states its value."""
    frame = extract_observations(report_from_text(text, source="first.txt"))
    for _, row in frame.iterrows():
        assert text[row["start"] : row["end"]] == row["quote"]
        assert read_quote(row["quote"]) == row["value"], row["quote"]
    return frame


def same(found: pd.DataFrame, expected: pd.DataFrame, columns: list[str]) -> None:
    pd.testing.assert_frame_equal(
        found[columns].reset_index(drop=True), expected[columns].reset_index(drop=True)
    )


# Other numbers


def same_shape(digits: str, rng: random.Random) -> str:
    """A random number with as many digits and as many zeros at its end."""
    kept = len(digits.rstrip("0")) or 1
    places = [rng.choice("0123456789") for _ in range(kept)]
    places[0] = rng.choice("123456789")
    places[-1] = rng.choice("123456789") if kept > 1 else places[0]
    return "".join(places) + digits[kept:]


def renumbered(text: str, rng: random.Random) -> tuple[str, list[str], int]:
    """The text with other numbers, the numbers in order, and the other year."""
    shift = rng.randint(-7, 7)
    numbers: list[str] = []

    def other(match: re.Match[str]) -> str:
        numbers.append(_other(text, match, shift, rng))
        return numbers[-1]

    return RUN.sub(other, text), numbers, 2017 + shift


def _other(text: str, match: re.Match[str], shift: int, rng: random.Random) -> str:
    digits = match[0]
    before, after = text[match.start() - 1], text[match.end()]
    if len(digits) == 4 and digits.startswith("20"):
        return str(int(digits) + shift)
    if before == "-" and len(digits) == 2:
        return f"{rng.randint(1, 12):02}"
    if before in "图件" or (after in "月日" and digits != "11"):
        return digits
    if after == "月":
        return str(rng.randint(1, 12))
    return digits[0] + same_shape(digits[1:], rng) if digits[0] == "0" else same_shape(digits, rng)


@dataclass(frozen=True)
class Bounds:
    value: float
    lower: float
    upper: float


def bounds(number: str, before: str, after: str) -> Bounds:
    """What the wordings of the first report allow, worked out apart from the package."""
    value = int(number) * (10_000 if after.lstrip().startswith("万") else 1)
    place = 10 ** (len(str(value)) - len(str(value).rstrip("0")))
    if after.startswith("%"):
        return Bounds(value, value - 0.5, value + 0.5)
    if before.endswith("近"):
        return Bounds(value, value - place + 1, value)
    if "余" in after[:2]:
        return Bounds(value, value, value + place - 1)
    return Bounds(value, value, value)


def expected_numbers(text: str, numbers: list[str]) -> pd.DataFrame:
    """The first report's observations with the numbers that now stand in their places."""
    expected = stated().copy()
    for index, row in expected.iterrows():
        for number, run in zip(numbers, RUN.finditer(text), strict=True):
            if row["basis"] == "stated" and row["start"] <= run.start() < row["end"]:
                now = bounds(number, text[: run.start()], text[run.end() : run.end() + 4])
                for name in ("value", "lower", "upper"):
                    expected.loc[index, name] = getattr(now, name)
    return expected


def check_other_numbers(seed: int) -> None:
    text, numbers, year = renumbered(TEXT, random.Random(seed))
    found = observe(text)
    same(found, expected_numbers(TEXT, numbers), FIGURES)
    assert set(found["report_year"]) == set(found["year"]) == {year}


@pytest.mark.parametrize("seed", SEEDS)
def test_other_numbers_give_the_same_indicators_with_the_new_values(seed: int) -> None:
    check_other_numbers(seed)


@settings(max_examples=15, deadline=None)
@given(st.integers(100, 2**32))
def test_whatever_the_numbers_are_they_are_read(seed: int) -> None:
    check_other_numbers(seed)


@pytest.mark.parametrize("numeral", NUMERALS)
def test_another_chinese_numeral_is_read(numeral: str) -> None:
    found = observe(TEXT.replace("七个部分", f"{numeral}个部分"))
    assert list(found["indicator"]) == list(stated()["indicator"])
    assert found["value"].iloc[0] == NUMERALS[numeral]


# Other names


def renamed(place: Elsewhere, rng: random.Random) -> str:
    """The text as another place could have written it."""
    text = TEXT
    for name, others in NAMES.items():
        text = text.replace(name, rng.choice(others))
    short, stem = place.county.removesuffix(place.kind), place.city.removesuffix("市")
    title = place.county if place.province == place.city else place.city + place.county
    for name, other in {
        "攀枝花市东区2017": f"{title}2017",
        "攀枝花市东区": title,
        "攀枝花东区": short,
        "攀枝花日报": f"{stem}日报",
        "攀枝花市": place.city,
        "四川省": place.province,
        "中共四川": "中共",
        "东区": place.county,
        "川办发": "府办发",
        "攀办发": "市办发",
        "攀东府办": "政办",
        "scdongqu": "example",
        "dqzfbxxg": "office",
    }.items():
        text = text.replace(name, other)
    for name in ("全区", "我区", "区政府", "区级", "区长", "副区长", "区政务"):
        text = text.replace(name, name.replace("区", place.kind)) if place.kind == "县" else text
    return text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.code)
@pytest.mark.parametrize("seed", SEEDS[:3])
def test_other_names_give_the_same_figures(place: Elsewhere, seed: int) -> None:
    text = renamed(place, random.Random(seed))
    found = observe(text)
    same(found, stated(), FIGURES)
    assert set(found["place_code"]) == {place.code}
    assert set(found["body"]) == {"government"}
    assert "攀枝花" not in "".join(found["reporter"])


@pytest.mark.parametrize("seed", SEEDS)
def test_other_names_and_numbers_together_give_the_new_figures(seed: int) -> None:
    rng = random.Random(seed)
    text, numbers, year = renumbered(renamed(rng.choice(PLACES), rng), rng)
    found = observe(text)
    same(found, expected_numbers(TEXT, numbers), FIGURES)
    assert set(found["report_year"]) == {year}


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_other_columns_are_counted_by_their_names(seed: int) -> None:
    text = renamed(PLACES[0], random.Random(seed)).replace("教育、卫生、", "教育、")
    report = report_from_text(text, source="first.txt")
    lists = extract_enumerations(report, extract_observations(report))
    assert list(lists["announced"]) == [23, 3, 3]
    assert list(lists["listed"]) == [22, 3, 3]


# Other words, signs and order


@pytest.mark.parametrize(
    ("words", "others"), [(words, other) for words, all_ in SYNONYMS.items() for other in all_]
)
def test_a_synonym_changes_no_figure(words: str, others: str) -> None:
    assert words in TEXT
    same(observe(TEXT.replace(words, others)), stated(), FIGURES)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_synonyms_and_other_numbers_together_change_no_indicator(seed: int) -> None:
    rng = random.Random(seed)
    text = TEXT
    for words, others in SYNONYMS.items():
        text = text.replace(words, rng.choice([words, *others]))
    text, numbers, _ = renumbered(text, rng)
    same(observe(text), expected_numbers(TEXT, numbers), FIGURES)


def test_full_width_punctuation_changes_no_figure() -> None:
    text = TEXT.translate(FULL_WIDTH)
    found = observe(text)
    same(found, stated(), [*FIGURES, "year", "place_code", "reporter", "start", "end"])


def test_full_width_digits_change_no_figure() -> None:
    found = observe(TEXT.translate(FULL_WIDTH | FULL_WIDTH_DIGITS))
    same(found, stated(), [*FIGURES, "year", "start", "end"])


@pytest.mark.parametrize("seed", SEEDS)
def test_spaces_between_number_and_unit_change_no_figure(seed: int) -> None:
    rng = random.Random(seed)
    text = re.sub(
        r"(?<=\d)(?=[条件个次场人篇余万%])",
        lambda _: rng.choice(["", " ", "\u00a0", "\u3000", "\u2002"]),
        TEXT,
    )
    assert text != TEXT
    same(observe(text), stated(), FIGURES)


def shuffled(text: str, rng: random.Random) -> str:
    """The text with the chapters two to five in another order, and so the paragraphs of two."""
    chapters = re.split(r"(?=^  [一二三四五六七]、)", text, flags=re.MULTILINE)
    paragraphs = re.split(r"(?=^  \([一二三四]\))", chapters[2], flags=re.MULTILINE)
    below = paragraphs[1:]
    rng.shuffle(below)
    middle = [paragraphs[0] + "".join(below), *chapters[3:6]]
    rng.shuffle(middle)
    return "".join([*chapters[:2], *middle, *chapters[6:]])


@pytest.mark.parametrize("seed", SEEDS)
def test_another_order_of_paragraphs_gives_the_same_figures(seed: int) -> None:
    text = shuffled(TEXT, random.Random(seed))
    assert text != TEXT and sorted(text) == sorted(TEXT)
    found, expected = observe(text), stated()
    same(found.sort_values(FIGURES), expected.sort_values(FIGURES), FIGURES)

"""How the labelled corpus reads the words of a figure, by the table in docs/observations.md.

Own code on purpose: what is tested must not test itself.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_BEFORE = {
    "near": "近 将近 接近",
    "about": "约 大约 约为 大概 约达 约有",
    "over": "超 超过 突破 多于 逾 高于",
    "at_least": "不少于 不低于 至少",
    "under": "不足 不到 少于 低于 未满",
    "at_most": "不超过 不多于 不高于 最多",
    "": "达 达到 已达 为 共 计",
}
_AFTER_NUMBER = {"余": "more", "多": "more", "几": "more", "来": "about"}
_AFTER_UNIT = {
    "余": "more",
    "多": "more",
    "左右": "about",
    "上下": "about",
    "以上": "at_least",
    "及以上": "at_least",
    "以下": "at_most",
    "及以下": "at_most",
    "以内": "at_most",
}
_WORDING_BEFORE = {word: wording for wording, words in _BEFORE.items() for word in words.split()}
WORDINGS = frozenset({*_BEFORE, *_AFTER_NUMBER.values(), *_AFTER_UNIT.values(), "exact", "rounded"})
_SCALES = {"十": 10, "百": 100, "千": 1000, "萬": 10**4, "万": 10**4, "亿": 10**8, "億": 10**8}
_NUMERALS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")}
_NUMERALS |= {"〇": 0, "两": 2, "兩": 2}
_CONTINUOUS = frozenset({"%", "‰", "个百分点", "百分点", "倍", "元"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as its words have it.

    Attributes:
        value: In single units (6万 → 60000, 万元 → 元).
        lower: Least value that the words allow; None for no bound.
        upper: Greatest value that the words allow; None for no bound.
        unit: The unit as written, in plain characters.
    """

    value: Decimal
    lower: Decimal | None
    upper: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    last_digit: Decimal
    last_nonzero: Decimal
    in_ten_thousands: bool


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FIGURE = re.compile(
    rf"""
    (?P<before>{_any_of(_WORDING_BEFORE)})?了?
    (?P<percent>百分之)?
    (?P<sign>[+-])?
    (?: (?P<digits>\d+(?:\.\d+)?)
      | (?P<reach>上)?(?P<numerals>[零〇一二两兩三四五六七八九十百千万萬亿億]+) )
    (?P<scale>[十百千万萬亿億]{{1,2}})?
    (?P<after_number>[余餘多几幾来來])?
    (?P<late_scale>[万萬亿億])?
    (?P<unit>[^\d+\-.,]{{0,6}}?)
    (?P<after_unit>{_any_of(_AFTER_UNIT)})?
    """,
    re.VERBOSE,
)


def plain(words: str) -> str:
    """Return words in half-width characters, without spaces and thousands commas."""
    narrow = unicodedata.normalize("NFKC", words)
    return re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\s", "", narrow))


def read_words(words: str, wording: str = "") -> Reading | None:
    """Return the number that words state, None where they state none.

    Args:
        words: A number with its bounding words and its unit (近6万人次).
        wording: How the number is bounded, if not as the words themselves have it.
    """
    match = _FIGURE.fullmatch(plain(words))
    if not match:
        return None
    number = _number(match)
    unit = "%" if match["percent"] else match["unit"]
    wording = wording or _wording_of(match, number, unit)
    step = Decimal(0 if unit in _CONTINUOUS else 1)
    lower, upper = bounds(number.value, number.last_digit, number.last_nonzero, wording, step)
    return Reading(number.value, lower, upper, unit)


def bounds(
    value: Decimal, last_digit: Decimal, last_nonzero: Decimal, wording: str, step: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """Return the closed interval of a wording, as the table of bounds has it.

    Args:
        value: The number.
        last_digit: What one of the last written digit is worth.
        last_nonzero: What one of the last written digit that is not zero is worth.
        wording: One of ``WORDINGS``.
        step: 1 for whole numbers, 0 for amounts and rates.
    """
    pointed = last_nonzero < 10
    if wording == "rounded":
        return value - last_digit / 2, value + last_digit / 2 - step
    if wording == "more":
        return value, None if pointed else value + last_nonzero - step
    if wording == "near":
        return None if pointed else value - last_nonzero + step, value
    if wording == "about":
        half = last_nonzero / 2
        return (None, None) if pointed else (value - half, value + half)
    one_sided: dict[str, tuple[Decimal | None, Decimal | None]] = {
        "over": (value + step, None),
        "at_least": (value, None),
        "under": (None, value - step),
        "at_most": (None, value),
    }
    return one_sided.get(wording, (value, value))


def _wording_of(match: re.Match[str], number: _Number, unit: str) -> str:
    if match["after_number"]:
        return "about" if match["after_number"] in "来來" else "more"
    if match["after_unit"]:
        return _AFTER_UNIT[match["after_unit"]]
    said = _WORDING_BEFORE.get(match["before"] or "", "")
    if match["reach"]:
        return "at_least"
    if match["before"] == "达" and (match["numerals"] or "")[:1] in _SCALES:
        return "about"
    rounded = unit in ("%", "‰", "倍", "个百分点", "百分点") or number.in_ten_thousands
    return said or ("rounded" if rounded else "exact")


def _number(match: re.Match[str]) -> _Number:
    factor = Decimal(1)
    for scale in (match["scale"] or "") + (match["late_scale"] or ""):
        factor *= _SCALES[scale]
    if match["digits"]:
        value = Decimal(match["digits"]) * factor
        last_digit = factor.scaleb(min(0, int(Decimal(match["digits"]).as_tuple().exponent)))
        scaled = factor > 1
    else:
        value = _from_numerals(match["numerals"]) * factor
        scaled = factor > 1 or match["numerals"][-1] in "万萬亿億"
        last_digit = _last_nonzero(value, Decimal(1)) if scaled else Decimal(1)
    nonzero = _last_nonzero(value, last_digit)
    return _Number(-value if match["sign"] == "-" else value, last_digit, nonzero, scaled)


def _last_nonzero(value: Decimal, last_digit: Decimal) -> Decimal:
    place = last_digit
    while value and value % (place * 10) == 0:
        place *= 10
    return place


def _from_numerals(numerals: str) -> Decimal:
    """Read 七, 十二, 三百零五, 两千, 一万二千; a scale without a digit before it counts once."""
    total, section, digit = 0, 0, -1
    for char in numerals:
        if char in _NUMERALS:
            digit = _NUMERALS[char]
        elif _SCALES[char] < 10**4:
            section += (digit if digit >= 0 else 1) * _SCALES[char]
            digit = -1
        else:
            total = (total + section + max(digit, 0) or 1) * _SCALES[char]
            section, digit = 0, -1
    return Decimal(total + section + max(digit, 0))

"""How Chinese reports write numbers: digits, 万 and 亿, 余 and 近, Chinese numerals, units.

Traditional characters are read as the simplified ones that they stand for.

Ground floor: imports nothing else of this package. The measure words stand in
``tables/units.csv``, the words that bound a number (余, 近, 约, 不足 …) or let it stand without
a unit in ``tables/number_wording.csv``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import NamedTuple

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_KEPT = frozenset("〈〉《》「」『』【】〔〕。、…—")
_ODD = {"\u2236": ":", "\u02d0": ":", "\u200b": " ", "\ufeff": " ", "\u066a": "%", "﹪": "%"}
_VARIANTS = {"谘": "咨", "乾": "乾"}
"""Where sites write otherwise than the general conversion expects; 乾 is in names of places."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as written, and the closed interval that its wording allows.

    Attributes:
        start: First character, words such as 近 and 约 included.
        end: One past the last character, unit and words such as 以上 included.
        number: First character of the number itself.
        value: The number in single units (6万 → 60000; 万元 → 元); per cent for percentages.
        lower: Least value that the wording allows, None where it sets no bound.
        upper: Greatest value that the wording allows, None where it sets no bound.
        unit: The unit as written, in plain characters (人次, 篇(条), %, 元).
        kind: ``count``, ``money``, ``percent``, ``permille``, ``points`` or ``ratio``.
        wording: ``exact``, ``rounded`` or one of the wordings of number_wording.csv.
        chinese: Whether the number is written in Chinese numerals (七, 二十余).
    """

    start: int
    end: int
    number: int
    value: float
    lower: float | None
    upper: float | None
    unit: str
    kind: str
    wording: str
    chinese: bool


class _Written(NamedTuple):
    """A number as written: its value and what its last digits are worth."""

    value: Decimal
    last_digit: Decimal
    last_nonzero: Decimal
    scaled: bool


def plain_text(text: str) -> str:
    """Return text with full-width and traditional forms made plain, character for character.

    The result has the length of ``text``, so offsets into one hold for the other: ，→ ``,``,
    １ → ``1``, ％ → ``%``, 條 → 条, a non-breaking space → a space. Book-title marks and 。、 stay.
    """
    return text.translate(_PLAIN)


class _PlainCharacters(dict[int, str]):
    """The plain form of each character, found when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = _plain_character(chr(code))
        self[code] = plain
        return plain


_PLAIN = _PlainCharacters()


def _plain_character(char: str) -> str:
    if char in _KEPT or char == "\n":
        return char
    if char in _ODD:
        return _ODD[char]
    if char.isspace():
        return " "
    if unicodedata.category(char) == "No":  # ① and ㈠ number a list, they count nothing
        return char
    plain = unicodedata.normalize("NFKC", char)
    return _simplified(plain) if len(plain) == 1 else char


def _simplified(char: str) -> str:
    if not "\u3400" <= char <= "\u9fff":
        return char
    return _VARIANTS.get(char) or _to_simplified()(char)


@cache
def _to_simplified() -> Callable[[str], str]:
    """Return the conversion of a traditional character; it is loaded when first needed."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def find_quantities(text: str) -> list[Quantity]:
    """Return the numbers with a unit in a text, in order.

    Numbers without a unit (years, document numbers, telephone numbers) are passed over, and so
    is what looks like a number but could be read in two ways.

    Args:
        text: Any text; full-width forms and non-breaking spaces are read as what they mean.
    """
    return find_plain_quantities(plain_text(text))


def find_plain_quantities(plain: str) -> list[Quantity]:
    """Return the numbers with a unit in a text whose characters are plain already."""
    found: list[Quantity] = []
    end = 0
    for run in _runs().finditer(plain):
        if run.start() < end:
            continue
        match = _pattern().match(plain, run.start())
        quantity = _read(match) if match else _read_alone(plain, run.start())
        if quantity:
            found.append(quantity)
        end = match.end() if match else end
    return found


def may_hold_quantities(plain: str) -> bool:
    """Tell, quickly, whether a text may hold a number with a unit; few that do not seem to."""
    return _runs().search(plain) is not None


def find_unreadable(plain: str) -> list[tuple[int, int]]:
    """Return the spans of numbers with a unit that can be read in two ways and so are not read.

    They are two numbers glued together (68525893件), or digits that a space parts (1 203条).

    Args:
        plain: A text whose characters are plain.
    """
    glued = [
        match.span()
        for run in re.finditer(r"\d+", plain)
        if (match := _pattern().match(plain, run.start()))
        and _glued(match["digits"], match["scale"], match["unit"])
    ]
    return sorted([*glued, *(match.span() for match in _parted().finditer(plain))])


@cache
def _parted() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,])\d{{1,3}}(?: \d{{3}})+(?!\d)\s?(?:{unit_pattern()})")


@cache
def _runs() -> re.Pattern[str]:
    """Return the pattern of where a number may begin: digits or numerals that a unit can follow."""
    units = {unit[0] for unit in _units()}
    words = {words[0] for words in _wordings("after_number")}
    follows = "".join(map(re.escape, sorted({*units, *words, *"十百千万亿,. 。;)\n"})))
    return re.compile(rf"(?:\d+|[零〇一二两三四五六七八九十百千万亿]+)(?=[{follows}]|分之|$)")


def _read(match: re.Match[str]) -> Quantity | None:
    digits, unit = match["digits"], match["unit"]
    if _glued(digits, match["scale"], unit):
        return None
    return _quantity(match, unit, _units()[unit]["kind"])


def _read_alone(plain: str, start: int) -> Quantity | None:
    """Read 百分之九十五, and a number whose unit is left out: 粉丝9.2万, 人数为7606, 类50,占4%."""
    if plain.startswith("百分之", start):
        match = _pattern_alone().match(plain, start + 3)
        return _quantity(match, "%", "percent", start) if match else None
    match = _pattern_alone().match(plain, start)
    if match is None or not match["digits"]:
        return None
    if match["pair"] and not _RESPECTIVELY.search(plain, max(0, start - _LONGEST_BOUND), start):
        return None
    told = (
        match["scale"]
        or match["late_scale"]
        or _needs_no_unit().search(plain[max(0, start - _LONGEST_BOUND) : start])
        or (plain[start - 1 : start] == "类" and _SHARE.match(plain, match.end()))
    )
    return _quantity(match, "", "count") if told else None


def _glued(digits: str | None, scale: str | None, unit: str) -> bool:
    """Tell two numbers that lost what parted them: no office counts 68525893 documents."""
    most = _units()[unit]["most_digits"]
    whole = digits is not None and digits.isdigit() and not digits.endswith("000")
    return bool(digits and most and whole and not scale and len(digits) > int(most))


def _quantity(
    match: re.Match[str], unit: str, kind: str, start: int | None = None
) -> Quantity | None:
    groups = match.groupdict()
    scale = (groups["scale"] or "") + (groups["late_scale"] or "")
    written = _written_number(groups["digits"], groups["numerals"], scale)
    if written is None:
        return None
    number = match.start("digits" if groups["digits"] else "numerals")
    begin = start if start is not None else match.start()
    begin -= bool(groups.get("before_scale"))  # 达十条 begins with 达
    bound = _bound().search(match.string, max(0, begin - _LONGEST_BOUND), begin)
    wording = _wording(groups, bound["before"] if bound else None, written, kind)
    lower, upper = _interval(written, wording, Decimal(1 if kind == "count" else 0))
    return Quantity(
        start=bound.start() if bound else begin,
        end=match.end(),
        number=number,
        value=float(written.value),
        lower=None if lower is None else float(lower),
        upper=None if upper is None else float(upper),
        unit=unit,
        kind=kind,
        wording=wording,
        chinese=groups["digits"] is None,
    )


def _wording(
    groups: dict[str, str | None], before: str | None, written: _Written, kind: str
) -> str:
    for position, word in (
        ("after_number", groups["after_number"]),
        ("after_unit", groups.get("after_unit")),
        ("before", before),
    ):
        if word:
            return _wordings(position)[word]
    if groups["digits"] is None and groups.get("before_scale"):
        return {"上": "at_least"}.get(groups["before_scale"] or "", "about")
    if kind in ("percent", "permille", "points", "ratio"):
        return "rounded"
    return "rounded" if written.scaled else "exact"


def _interval(
    written: _Written, wording: str, step: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """Return the closed interval of a wording; ``step`` is 1 for whole numbers, else 0."""
    value = written.value
    if wording == "exact":
        return value, value
    if wording == "rounded":
        half = written.last_digit / 2
        return value - half, value + half - step
    place = written.last_nonzero
    units_digit_given = place < 10
    intervals: dict[str, tuple[Decimal | None, Decimal | None]] = {
        "more": (value, None if units_digit_given else value + place - step),
        "near": (None if units_digit_given else value - place + step, value),
        "about": (None, None) if units_digit_given else (value - place / 2, value + place / 2),
        "over": (value + step, None),
        "at_least": (value, None),
        "under": (None, value - step),
        "at_most": (None, value),
    }
    return intervals[wording]


def _written_number(digits: str | None, numerals: str | None, scale: str) -> _Written | None:
    factor = Decimal(1)
    for char in scale.strip():
        factor *= _SCALES[char]
    if digits is not None:
        return _from_digits(re.sub(r"[,\s]", "", digits), factor)
    return _from_numerals(numerals or "", factor)


def _from_digits(digits: str, factor: Decimal) -> _Written:
    whole, _, decimals = digits.partition(".")
    last_digit = factor.scaleb(-len(decimals))
    figures = whole + decimals
    zeros = len(figures) - len(figures.rstrip("0")) if figures.strip("0") else 0
    return _Written(Decimal(digits) * factor, last_digit, last_digit.scaleb(zeros), factor > 1)


_LARGEST = 10**20
"""A run of scales (亿亿亿) says more than anybody counts."""


def _from_numerals(numerals: str, factor: Decimal) -> _Written | None:
    """Read 七, 十二, 三百零五, 两千; a scale without a digit before it counts once (十, 千)."""
    total, section, digit = 0, 0, None
    for char in numerals:
        if char in _NUMERALS:
            if digit:
                return None
            digit = _NUMERALS[char]
        elif _SCALES[char] >= 10_000:
            total = (total + section + (digit or 0) or 1) * _SCALES[char]
            section, digit = 0, None
        else:
            section += (1 if digit is None else digit) * _SCALES[char]
            digit = None
    value = Decimal(total + section + (digit or 0)) * factor
    if value > _LARGEST:
        return None
    if value == 0 and numerals not in ("零", "〇"):
        return None
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    scaled = numerals[-1] in "万亿" or factor > 1
    return _Written(value, Decimal(place if scaled else 1), Decimal(place), scaled)


@cache
def _rows(table: str) -> list[dict[str, str]]:
    path = resources.files("disclosure_analysis") / "tables" / table
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def _units() -> dict[str, dict[str, str]]:
    return {row["unit"]: row for row in _rows("units.csv")}


@cache
def _wordings(position: str) -> dict[str, str]:
    rows = _rows("number_wording.csv")
    return {row["words"]: row["wording"] for row in rows if row["position"] == position}


def _wording_pattern(position: str) -> str:
    """Return a pattern for the words of a position; 附近 is no 近, and 多7件 no 多."""
    rows = [row for row in _rows("number_wording.csv") if row["position"] == position]
    rows.sort(key=lambda row: len(row["words"]), reverse=True)
    return "|".join(
        (f"(?<!{row['unless_after']})" if row["unless_after"] else "")
        + re.escape(row["words"])
        + (f"(?!{row['unless_before']})" if row["unless_before"] else "")
        for row in rows
    )


def unit_pattern() -> str:
    """Return a pattern for any unit, the longest first, none that begins a longer word."""
    parts = []
    for unit in sorted(_units(), key=len, reverse=True):
        unless = _units()[unit]["unless_before"]
        parts.append(re.escape(unit) + (f"(?!{unless})" if unless else ""))
    return "|".join(parts)


_DIGITS = r"(?P<digits> (?: \d{1,3} (?: ,\d{3} ){1,4} | \d{1,15} ) (?: \.\d{1,6} )? ) (?! \d )"
_NOT_INSIDE = r"(?<! [\d.A-Za-z+第] ) (?<! \d, ) (?<! [\d第]\s )"
_LONGEST_BOUND = 8


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a number with its unit, from its first digit or numeral on."""
    return re.compile(
        rf"""
        (?:
            {_NOT_INSIDE} {_DIGITS} \s{{0,3}}
          | (?<! [第零〇一二两三四五六七八九十百千万亿\d] )
            (?! (?<= [数几] ) [十百千万亿]+ (?! [一二三四五六七八九] ) )
            (?: (?<= (?P<before_scale> [达上] )) (?= [十百千万亿] ) )?
            (?P<numerals> [零〇一二两三四五六七八九十百千万亿]{{1,12}} )
        )
        (?P<scale> [十百千万亿]{{1,2}} \s? )?
        (?P<after_number> {_wording_pattern("after_number")} )?
        (?P<late_scale> [万亿] )?
        \s?
        (?P<unit> {unit_pattern()} )
        (?P<after_unit> {_wording_pattern("after_unit")} )?
        """,
        re.VERBOSE,
    )


@cache
def _pattern_alone() -> re.Pattern[str]:
    """Return the pattern of a number without a unit, which only some words make a figure."""
    return re.compile(
        rf"""
        (?: (?P<numerals> [零〇一二三四五六七八九十百]{{1,4}} )
          | {_NOT_INSIDE} {_DIGITS} \s? )
        (?P<scale> [万亿]{{1,2}} )?
        (?P<after_number> {_wording_pattern("after_number")} )?
        (?P<late_scale> [万亿] )?
        (?= \s? (?: [,。;)\n] | $ | (?P<pair> [、和与及]\s?\d ) ) )
        """,
        re.VERBOSE,
    )


@cache
def _bound() -> re.Pattern[str]:
    """Return the pattern of the words before a number that bound it: 近, 约, 不少于."""
    return re.compile(rf"(?P<before>{_wording_pattern('before')})了?\s{{0,3}}$")


@cache
def _needs_no_unit() -> re.Pattern[str]:
    """Return the pattern of the words behind which a number counts without a unit."""
    return re.compile(rf"(?:{_wording_pattern('no_unit')})(?:达到|为|达|共|约|:)?\s?$")


_RESPECTIVELY = re.compile(r"分别(?:达到|为|达|有|是)?\s?$")
_SHARE = re.compile(r"\s?,\s?占")

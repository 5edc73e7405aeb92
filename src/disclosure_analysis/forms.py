"""The official forms: their cells, labels and columns; how a label and a cell are written.

Ground floor. The forms stand in ``tables/form_cells.csv`` and ``tables/form_applicants.csv``
(sources: 国办发〔2014〕32号; 国办公开办函〔2019〕60号; 国办公开办函〔2021〕30号; the regional form
before 2014 as used in 定西).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from types import MappingProxyType

from disclosure_analysis.quantities import find_quantities, plain_text
from disclosure_analysis.tables import table

ANNEX_2014, FORM_2019, FORM_2021, REGIONAL = "annex2014", "form2019", "form2021", "regional"
FORMS = (FORM_2021, FORM_2019, ANNEX_2014, REGIONAL)

_NUMERAL = "[一二三四五六七八九十]"
_ENUMERATOR = re.compile(
    rf"^(?:{_NUMERAL}{{1,3}}[、.,:]|\({_NUMERAL}{{1,3}}\)|\(\d{{1,2}}\)|\d{{1,2}}(?:[、.,):]|(?=\D))"
    rf"|[①-⑳]|其中:?)"
)
_ASIDE = re.compile(r"\([^()]{3,}\)")
_WORDS = re.compile(r"[^\w]|_")
_BLANK_MARKS = {"dash": re.compile(r"[-—–―─‐‑−~_]+"), "slash": re.compile(r"[/\\╱]+")}
_NOTHING = re.compile(r"(?:无|没有|未发生|零|无变化|无增减|不变)[。.]?")
_DIGITS = re.compile(r"\d")
_SIGNED = re.compile(r"^(?P<sign>[+\-−]|新增|净增|净减|增加?|减少?)?\s?(?P<rest>[^\s+\-−].*)$")
_BARE = re.compile(r"^(?:0|0{7}|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?$")
_LEADING_ZERO = re.compile(r"^0(?!0{6}$)\d")
"""Two figures glued together; but seven zeros are those of a row of part three."""
_CURRENCY = re.compile(r"^[￥¥]\s*")
_BRACKETED_UNIT = re.compile(r"\((万?元|[件条项次个])\)$")
_ZEROS = re.compile(r"^0+(?:\.0+)?(?:万?元)?$")
_NEAREST = 0.84


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell, row or heading of an official form: a row of form_cells.csv.

    Attributes:
        form: ``annex2014``, ``form2019``, ``form2021`` or ``regional``.
        code: Its code (``T3.3.1``); codes of cells of part two end with the column.
        label: The official label.
        parent: The code that it stands under.
        unit: The unit that the form prints; empty for headings, which hold no figure.
        indicator: What its figure counts.
        part_of: The indicator in whose breakdown the figure stands.
        period: ``year`` or ``cumulative``.
        year_offset: -1 for figures of the year before.
    """

    form: str
    code: str
    label: str
    parent: str
    unit: str
    indicator: str
    part_of: str
    period: str
    year_offset: int


@dataclass(frozen=True, slots=True)
class CellValue:
    """What stands in a cell.

    Attributes:
        kind: ``number``, ``nothing`` (无), ``blank``, ``dash``, ``slash``, ``words`` or
            ``unreadable`` (digits that make no single number).
        value: The number as written, in 元 where the cell says 元 or 万元; else None.
        lower: Least value that the cell allows.
        upper: Greatest value that the cell allows.
        money: Whether the cell itself says 元 or 万元.
    """

    kind: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    money: bool = False

    @property
    def missing(self) -> str:
        """``blank``, ``dash`` or ``slash``; empty for a cell that holds something."""
        return self.kind if self.kind in ("blank", "dash", "slash") else ""

    @property
    def is_value(self) -> bool:
        """Whether a figure, or a mark in place of one, stands in the cell."""
        return self.kind != "words"


@cache
def form_cells(form: str) -> Mapping[str, FormCell]:
    """Return the cells and headings of a form by code, in the order of the form."""
    rows = [row for row in table("form_cells") if row["form"] == form]
    return MappingProxyType(
        {
            row["code"]: FormCell(
                **{name: row[name] for name in row if name != "year_offset"},
                year_offset=int(row["year_offset"] or 0),
            )
            for row in rows
        }
    )


@cache
def applicants() -> Mapping[str, str]:
    """Return the applicant columns of part three: key of the label → key of the column.

    In the order of the form; the heading over five of them (法人或其他组织) is among them.
    """
    rows = table("form_applicants")
    return MappingProxyType({label_key(row["label"]): row["key"] for row in rows})


def label_key(text: str) -> str:
    """Return what tells a label from others: no enumerator, spaces, marks or longer asides.

    Other ways of writing an official label (合计 for 总计) give the official one.
    """
    plain = re.sub(r"\s", "", plain_text(text))
    while match := _ENUMERATOR.match(plain):
        plain = plain[match.end() :]
    key = _WORDS.sub("", _ASIDE.sub("", plain))
    return _aliases().get(key, key)


@cache
def _aliases() -> Mapping[str, str]:
    return {row["written"]: row["official"] for row in table("form_aliases")}


def match_label(text: str, labels: Mapping[str, str]) -> tuple[str, bool] | None:
    """Return the code whose label a text is, and whether it is so to the letter.

    A label that lost or gained a few letters is still told if it is like one label only.

    Args:
        text: What stands in a cell.
        labels: Key of each label (see ``label_key``) → code.
    """
    key = label_key(text)
    if key in labels:
        return labels[key], True
    if len(key) < 3 or len(key) > 80:
        return None
    near = {labels[other] for other in _alike(key, labels)}
    return (near.pop(), False) if len(near) == 1 else None


def _alike(key: str, labels: Iterable[str]) -> list[str]:
    shorter = [o for o in labels if len(key) >= 4 and 2 * len(key) >= len(o) and key in o]
    if shorter:
        return shorter
    likeness = {
        o: SequenceMatcher(None, key, o).ratio() for o in labels if abs(len(o) - len(key)) < 4
    }
    best = max(likeness.values(), default=0.0)
    return [o for o, r in likeness.items() if r == best] if best >= _NEAREST else []


def read_cell(text: str) -> CellValue:
    """Return what a cell says; a number may carry a sign, separators, a unit, 约 or 余."""
    plain = plain_text(text).strip()
    if not plain:
        return CellValue("blank")
    for kind, marks in _BLANK_MARKS.items():
        if marks.fullmatch(re.sub(r"\s", "", plain)):
            return CellValue(kind)
    if _NOTHING.fullmatch(plain):
        return CellValue("nothing", 0.0, 0.0, 0.0)
    if not _DIGITS.search(plain):
        return CellValue("words")
    return _number(plain) or CellValue("unreadable" if _is_mostly_digits(plain) else "words")


def _is_mostly_digits(plain: str) -> bool:
    letters = [char for char in plain if char.isalpha() and not char.isdigit()]
    return len(letters) < sum(map(str.isdigit, plain))


def _number(plain: str) -> CellValue | None:
    if _CURRENCY.match(plain):
        found = _number(_CURRENCY.sub("", plain))
        return found and (found if found.money else replace(found, money=True))
    match = _SIGNED.match(plain.rstrip("。;,"))
    if match is None:
        return None
    sign = -1.0 if match["sign"] in ("-", "−", "减", "减少", "净减") else 1.0
    rest = _BRACKETED_UNIT.sub(r"\1", match["rest"].strip())
    if _LEADING_ZERO.match(rest):
        return None
    if _BARE.match(rest):
        number = sign * float(rest.replace(",", ""))
        return CellValue("number", number, number, number)
    return _worded(rest, sign)


def _worded(rest: str, sign: float) -> CellValue | None:
    """Read 12件, 251000元, 12.5万元, 约100."""
    for words in (rest, f"{rest}件"):
        found = find_quantities(words)
        if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)):
            one = found[0]
            if one.chinese or one.kind not in ("count", "money"):
                return None
            lower, upper = (0.0, 0.0) if _ZEROS.match(rest) else (one.lower, one.upper)
            if sign < 0:
                lower, upper = _negative(upper), _negative(lower)
            # 325.32万 of money leaves out the 元; of anything else the mark does no harm.
            money = one.kind == "money" or rest[-1] in "万亿"
            return CellValue("number", sign * one.value, lower, upper, money)
    return None


def _negative(bound: float | None) -> float | None:
    return None if bound is None else -bound


PART_TWO, PART_THREE, PART_FOUR = "T2.", "T3.", "T4."
_RESULTS = {
    "结果维持": "upheld",
    "结果纠正": "corrected",
    "其他结果": "other",
    "尚未审结": "pending",
}
"""Columns of part four before their total."""


@cache
def row_labels(form: str, part: str = "") -> Mapping[str, tuple[str, ...]]:
    """Return the labels of a form's rows, or of those of one part: key → codes.

    In parts two and four a code is that of the row, without its column. A key with several codes
    (其他情形) is told by the rows around it.
    """
    found: dict[str, list[str]] = {}
    for code, cell in form_cells(form).items():
        if not code.startswith(part) or _is_column(code):
            continue
        for key in dict.fromkeys((label_key(cell.label), label_key(_bare(cell.label)))):
            found.setdefault(key, []).append(code)
    return MappingProxyType({key: tuple(codes) for key, codes in found.items()})


def _bare(label: str) -> str:
    """Return a label whose longer asides have lost their brackets."""
    enumerated = _ENUMERATOR.sub("", re.sub(r"\s", "", plain_text(label)))
    return re.sub(r"[()]", "", enumerated)


@cache
def column_labels(form: str) -> Mapping[str, str]:
    """Return the columns of part two: key of the label → column (``issued``)."""
    return MappingProxyType(
        {
            label_key(cell.label): code.rsplit(".", 1)[1]
            for code, cell in form_cells(form).items()
            if code.startswith(PART_TWO) and _is_column(code)
        }
    )


@cache
def result_labels() -> Mapping[str, str]:
    """Return the columns of part four: key of the label → column (``upheld``)."""
    return MappingProxyType(_RESULTS | {"总计": "total"})


def _is_column(code: str) -> bool:
    """Tell a cell of part two or four, which stands in a column of its own, from a row."""
    return code.startswith((PART_TWO, PART_FOUR)) and bool(
        form_cells(FORM_2019).get(code, form_cells(FORM_2021).get(code, _NO_CELL)).unit
    )


_NO_CELL = FormCell("", "", "", "", "", "", "", "", 0)

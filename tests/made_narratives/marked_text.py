"""The notation ⟦words|indicator|fields⟧: marked text → text and the items it states."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from .numbers import WORDINGS, Reading, read_words
from .truth import Item

_FOLDER = Path(__file__).parent
_MARK = re.compile(r"⟦([^⟦⟧]*)⟧")
_STRAY = re.compile(r"[⟦⟧]")
_FIELDS = {"value", "lower", "upper", "wording", "year", "period", "part_of"}
_IN_TEN_THOUSAND_YUAN = {"administrative_fees", "procurement_amount", "disclosure_budget"}
_PERIODS = {"year", "cumulative", "other", "?"}

Bound = Decimal | None


class MarkedTextError(ValueError):
    """Marked text that cannot be read; the message says what is wrong."""


def read_marked_text(
    marked: str, *, year: int, phrasing: str = "", near_miss: bool = False
) -> tuple[str, tuple[Item, ...]]:
    """Return the text without its marks, and the items that the marks state.

    Args:
        marked: Text with ⟦…⟧ around each figure.
        year: The data year of the report.
        phrasing: Number or slug of the construction.
        near_miss: Whether its trap must not be sprung here.
    """
    text, items, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        item = _item(mark[1], len(text), year, phrasing, near_miss)
        items.append(item)
        text += item.words
        at = mark.end()
    text += marked[at:]
    if stray := _STRAY.search(text):
        near = text[max(0, stray.start() - 8) : stray.start() + 8]
        raise MarkedTextError(f"a mark is not closed or not opened near “{near}”")
    return text, tuple(items)


def _item(inside: str, start: int, year: int, phrasing: str, near_miss: bool) -> Item:
    parts = inside.split("|")
    if not 2 <= len(parts) <= 3 or not parts[0] or not parts[1]:
        raise MarkedTextError(f"mark “{inside}” is not ⟦words|indicator⟧ or with |fields")
    words, names = parts[0], _indicators(parts[1].strip(), inside)
    fields = _fields(parts[2] if len(parts) == 3 else "", inside)
    scored = names != ("?",)
    kind = _kind(names, fields, inside)
    value, lower, upper, unit = _stated(words, names, kind, fields, scored)
    return Item(
        start=start,
        end=start + len(words),
        words=words,
        indicators=names,
        value=_number(value),
        lower=_number(lower),
        upper=_number(upper),
        unit=unit,
        year=_year(fields.get("year"), year, inside),
        period=fields.get("period", "year").replace("?", ""),
        part_of=fields.get("part_of", ""),
        kind=kind,
        phrasing=phrasing,
        near_miss=near_miss,
        scored=scored,
    )


def known_indicators() -> frozenset[str]:
    """Return the names that a mark may give, as listed in indicators.txt of this folder."""
    lines = (_FOLDER / "indicators.txt").read_text(encoding="utf-8").split()
    return frozenset(lines)


_KNOWN = known_indicators()


def _indicators(names: str, inside: str) -> tuple[str, ...]:
    if names == "?":
        return ("?",)
    split = tuple(names.split("+"))
    for name in split:
        if name != "unclassified" and name.removesuffix("_growth") not in _KNOWN:
            raise MarkedTextError(f"mark “{inside}” names “{name}”, which is no indicator")
    return split


def _fields(written: str, inside: str) -> dict[str, str]:
    fields = {}
    for word in written.split():
        name, equals, content = word.partition("=")
        if word == "zero":
            fields["zero"] = "yes"
        elif equals and content and name in _FIELDS:
            fields[name] = content
        else:
            raise MarkedTextError(f"mark “{inside}” has the unknown field “{word}”")
    if fields.get("wording", "exact") not in WORDINGS:
        raise MarkedTextError(f"mark “{inside}” has the unknown wording “{fields['wording']}”")
    if fields.get("period", "year") not in _PERIODS:
        raise MarkedTextError(f"mark “{inside}” has the unknown period “{fields['period']}”")
    if fields.get("part_of") and fields["part_of"] not in _KNOWN:
        raise MarkedTextError(f"mark “{inside}” is part of “{fields['part_of']}”: no indicator")
    return fields


def _kind(names: tuple[str, ...], fields: dict[str, str], inside: str) -> str:
    growth = [name.endswith("_growth") for name in names]
    if any(growth) and (not all(growth) or "zero" in fields):
        raise MarkedTextError(f"mark “{inside}” mixes growth with something else")
    if "zero" in fields:
        return "zero"
    return "growth" if all(growth) else "figure"


def _stated(
    words: str, names: tuple[str, ...], kind: str, fields: dict[str, str], scored: bool
) -> tuple[Bound, Bound, Bound, str]:
    if kind == "zero":
        return Decimal(0), Decimal(0), Decimal(0), ""
    reading = read_words(words, fields.get("wording", ""))
    if reading is None and "value" not in fields and scored:
        raise MarkedTextError(f"no number can be read in “{words}”; shorten it or give value=")
    unit = reading.unit if reading else ""
    scale = _scale(unit, names, kind)
    value, lower, upper = _scaled(reading, scale)
    unit = "万元" if unit == "元" and scale < 1 else unit
    if "value" in fields:
        value, lower, upper = _as_told(_decimal(fields["value"], words), value, lower, upper)
    if "lower" in fields:
        lower = _bound(fields["lower"], words)
    if "upper" in fields:
        upper = _bound(fields["upper"], words)
    return value, lower, upper, unit


def _scale(unit: str, names: tuple[str, ...], kind: str) -> Decimal:
    if unit == "倍" and kind == "growth":
        return Decimal(100)
    if unit == "元" and set(names) <= _IN_TEN_THOUSAND_YUAN:
        return Decimal("0.0001")
    return Decimal(1)


def _scaled(reading: Reading | None, scale: Decimal) -> tuple[Bound, Bound, Bound]:
    if reading is None:
        return None, None, None
    lower = None if reading.lower is None else reading.lower * scale
    upper = None if reading.upper is None else reading.upper * scale
    return reading.value * scale, lower, upper


def _as_told(told: Decimal, value: Bound, lower: Bound, upper: Bound) -> tuple[Bound, Bound, Bound]:
    """A value told beside the words: as read, its negative (a fall), or exact by itself."""
    if value is not None and told == value:
        return value, lower, upper
    if value is not None and told == -value:
        return told, None if upper is None else -upper, None if lower is None else -lower
    return told, told, told


def _bound(written: str, words: str) -> Bound:
    return None if written == "-" else _decimal(written, words)


def _decimal(written: str, words: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        raise MarkedTextError(f"“{written}” beside “{words}” is no number") from None


def _number(value: Bound) -> float | None:
    return None if value is None else float(value)


def _year(written: str | None, year: int, inside: str) -> int | None:
    if written is None or written == "?":
        return None if written else year
    if not re.fullmatch(r"-\d|\d{4}", written):
        raise MarkedTextError(f"mark “{inside}” has the year “{written}”; write -1, 2015 or ?")
    return year + int(written) if written.startswith("-") else int(written)

"""How figures, days and names are put into words, in Chinese and English."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.extraction.masking import masked
from disclosure_analysis.quantities import find_quantities
from disclosure_analysis.sheets import is_official
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    import pandas as pd

_FULL_WIDTH = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；"})


class Told(dict[str, Any]):
    """Values by name: text for sentences, and the numbers behind it for their conditions.

    Attributes:
        numbers: The numbers by name, where a value has one.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, float] = {}

    def number(self, name: str) -> float | None:
        """Return the number behind a value, None where there is none."""
        return self.numbers.get(name)

    def count(self, **numbers: int) -> None:
        """Add numbers by name; zeros are left out, so that conditions can ask for them."""
        for name, number in numbers.items():
            if number:
                self[name], self.numbers[name] = with_separators(number), number


@cache
def words_of(name: str, lang: str) -> Mapping[str, str]:
    """Return the words of a table with the columns ``key``, ``zh`` and ``en`` in a language."""
    return {row["key"]: row[lang] for row in table(name)}


def labels(lang: str) -> Mapping[str, str]:
    """Return the words of ``labels.csv`` in a language."""
    return words_of("labels", lang)


def day_in_words(day: date, lang: str) -> str:
    """Return a day as prose writes it (2018年3月23日, 23 March 2018)."""
    return labels(lang)["date"].format(
        y=day.year, m=day.month, d=day.day, month=calendar.month_name[day.month]
    )


def with_separators(number: float) -> str:
    """Return a number with thousands separated, without needless decimals."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def typeset(words: str) -> str:
    """Return Chinese words with full-width punctuation and no stray spaces, for reading."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", words).translate(_FULL_WIDTH)


def number_as_written(quote: str, lang: str) -> str:
    """Return the number in a quote as the report writes it, thousands separated.

    In English the unit is left out, and 余, 近 and 约 are put into words.
    """
    quantities = find_quantities(masked(quote))
    if not quantities:
        return ""
    quantity = quantities[0]
    if lang == "zh":
        written = re.sub(r"[\s,，]", "", quote[quantity.start : quantity.end])
        written = re.sub(r"(?<![\d.])\d{4,}", lambda m: f"{int(m[0]):,}", written)
        return written.translate(str.maketrans("()", "（）"))
    words = {"more": "over ", "near": "nearly ", "about": "about ", "over": "more than "}
    words |= {"at_least": "at least ", "at_most": "at most ", "under": "fewer than "}
    mark = "%" if quantity.kind == "percent" else ""
    return f"{words.get(quantity.wording, '')}{with_separators(quantity.value)}{mark}"


def figure_words(row: Any, lang: str) -> str:
    """Return an observation's number for a sentence, in Chinese with its unit.

    A figure of the text is written as the report writes it; the unit of a cell is that of its
    indicator. A corrected figure is written as it was corrected.
    """
    if row.basis == "derived":
        number = interval_in_words(row.lower, row.upper, lang)
        return f"{number}{row.unit}" if lang == "zh" else number
    if not is_official(row):
        return number_as_written(row.quote, lang)
    if row.lower == row.upper:
        number = f"{row.value:,.10g}"
        return f"{number}{row.unit}" if lang == "zh" else number
    return number_as_written(f"{row.quote}{row.unit}", lang) or typeset(row.quote)


def cited(row: Any, lang: str) -> str:
    """Return an observation's number as a link to the words it was read from."""
    return f"[{figure_words(row, lang)}](#{row.id})"


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a frame as named tuples."""
    return iter(frame.itertuples(index=False))


def label_of(indicator: str, label: str, lang: str) -> str:
    """Return the short name of an indicator, or the report's own words where it has none."""
    known = indicators().get(indicator)
    if known is None:
        return typeset(label) if lang == "zh" else label
    return (known.short_zh or known.zh) if lang == "zh" else (known.short_en or known.en)


def unit_in_words(unit: str, lang: str) -> str:
    """Return a unit as tables head it: as it is in Chinese, translated in English."""
    if lang == "zh":
        return unit
    known = {row["unit"]: row["many"] for row in table("unit_words")}
    return known.get(unit, unit)


def interval_in_words(lower: float, upper: float, lang: str) -> str:
    """Return an interval in words; one number where both ends are the same."""
    words = labels(lang)
    if lower == upper:
        return with_separators(lower)
    if lower != lower:
        return words["at_most"].format(high=with_separators(upper))
    if upper != upper:
        return words["at_least"].format(low=with_separators(lower))
    return words["between"].format(low=with_separators(lower), high=with_separators(upper))

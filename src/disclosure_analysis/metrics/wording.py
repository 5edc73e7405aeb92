"""Names, warnings and sentences of metrics and checks, in Chinese and English, from tables."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from disclosure_analysis.errors import InputError
from disclosure_analysis.metrics.intervals import INFINITY, Interval
from disclosure_analysis.tables import keyed, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from disclosure_analysis.metrics.mentions import Figure

LANGUAGES = ("zh", "en")


def in_language(row: Mapping[str, str], lang: str) -> str:
    """Return a row's text in ``zh`` or ``en``.

    Raises:
        InputError: The language is neither.
    """
    if lang not in LANGUAGES:
        raise InputError(f"There is no edition in the language '{lang}'; use zh or en.")
    return row[lang]


def warning(key: str, lang: str, **words: object) -> str:
    """Return the warning of ``metric_warnings.csv`` that ``key`` names."""
    return in_language(keyed("metric_warnings", "key")[key], lang).format_map(words)


def sentence(key: str, lang: str, **words: object) -> str:
    """Return the sentence of ``check_sentences.csv`` that ``key`` names."""
    return in_language(keyed("check_sentences", "key")[key], lang).format_map(words)


def figure_name(figure: Figure, lang: str) -> str:
    """Return what a figure counts: the indicator's name, or else the report's own words."""
    known = keyed("indicators", "indicator").get(figure.key.indicator)
    if known is None or figure.key.label:
        return figure.label or figure.key.indicator
    return in_language(known, lang)


def indicator_name(indicator: str, lang: str) -> str:
    """Return an indicator's name, or the indicator itself where no table has it.

    Series of single cells and sums of indicators have names as well, and so have kinds of
    applicants (``applications_received[nat]``).
    """
    indicator, _, applicant = indicator.rstrip("]").partition("[")
    if applicant:
        label = keyed("form_applicants", "key")[applicant]["label"]
        return in_language({"zh": label, "en": keyed("form_words", "label")[label]["en"]}, lang)
    for name in ("indicators", "cell_series", "metrics"):
        known = keyed(name, "name" if name == "metrics" else "indicator").get(indicator)
        if known is not None:
            return in_language(known, lang)
    return indicator


class FigureName(NamedTuple):
    """How pages call a figure: its short name, and the unit that it is counted in."""

    label: str
    unit: str


@cache
def figure_names(lang: str) -> Mapping[str, FigureName]:
    """Return the names of all that ``values`` may give, in the order of the codebook.

    Indicators, and behind each the series of single cells that it is made of.
    """
    parts: dict[str, list[Mapping[str, str]]] = {}
    for row in table("cell_series"):
        parts.setdefault(row["part_of"], []).append(row)
    found = {}
    for row in table("indicators"):
        label = row[f"short_{lang}"] or in_language(row, lang)
        found[row["indicator"]] = FigureName(label, row["unit"])
        for part in parts.get(row["indicator"], []):
            found[part["indicator"]] = FigureName(in_language(part, lang), part["unit"])
    return found


def number(value: float, digits: int = 0) -> str:
    """Return a number with thousands separators: 49,125; 12.5 keeps its decimals."""
    if not digits and value != round(value):
        digits = 2
        return f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    return f"{value:,.{digits}f}"


def amount(bounds: Interval, unit: str, lang: str, digits: int = 0) -> str:
    """Return an interval with its unit in words: 49,125条; 25,653至25,787条; 不少于300件."""
    if bounds.upper == INFINITY:
        if bounds.lower == -INFINITY:
            return sentence("amount_any", lang)
        return sentence("amount_from", lang, low=_shown(bounds.lower, unit, lang, digits))
    if bounds.lower == -INFINITY:
        return sentence("amount_to", lang, high=_shown(bounds.upper, unit, lang, digits))
    low, high = number(bounds.lower, digits), number(bounds.upper, digits)
    if low == high:
        return _with_unit(low, unit, lang)
    return sentence("amount_between", lang, low=_low(low, unit), high=_with_unit(high, unit, lang))


def _shown(value: float, unit: str, lang: str, digits: int) -> str:
    return _with_unit(number(value, digits), unit, lang)


def _low(low: str, unit: str) -> str:
    return f"{low}%" if unit == "%" else low


def _with_unit(text: str, unit: str, lang: str) -> str:
    if lang == "zh" or unit in {"", "%"}:
        return f"{text}{unit}"
    words = keyed("unit_words", "unit").get(unit)
    if words is None:
        return f"{text} ({unit})"
    return f"{text} {words['one'] if text == '1' else words['many']}".rstrip()


def percentage(bounds: Interval, lang: str) -> str:
    """Return an interval of per cent with one decimal: 58.1%; 90.5%至91.5%."""
    return amount(bounds, "%", lang, digits=1)


def plain(bounds: Interval) -> str:
    """Return an interval for a table cell: ``49125`` or ``[48496, 49594]``; ``..`` is no bound."""
    if bounds.exact:
        return _digits(bounds.lower)
    return f"[{_digits(bounds.lower)}, {_digits(bounds.upper)}]"


def _digits(value: float) -> str:
    if math.isinf(value):
        return ".."
    return str(int(value)) if value == int(value) else str(round(value, 4))


def listing(names: Iterable[str], lang: str) -> str:
    """Return names in one string: 甲、乙、丙 or a, b, c."""
    return ("、" if lang == "zh" else ", ").join(names)

"""What can be said of the official tables of a report: values for sentences and charts.

Each number is that of a cell and links to it. Only the outcomes that a form gives in several
cells (不予公开 in eight) are summed here; where one of the cells was not read, at least so many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.forms import FORM_2019, FORM_2021, FormCell
from disclosure_analysis.sheets import OUTCOMES, READ, WHOLE, Sheet, is_official, words_of
from disclosure_analysis.tables import keyed
from disclosure_analysis.words import cited, label_of, labels, records, with_separators

if TYPE_CHECKING:
    from disclosure_analysis.analysis import Analysis

_COMPARED = (
    "disclosed_total",
    "disclosed_website",
    "disclosed_weibo",
    "disclosed_wechat",
    "disclosed_gazette",
    "applications_received",
    "applications_carried_in",
    "applications_closed",
    "applications_answered",
    "applications_carried_out",
    "reconsiderations",
    "lawsuits",
    "complaints",
    "fees_charged",
)
"""What text and table both state, and must state alike."""

_REMEDIES = (
    "reconsiderations",
    "lawsuits",
    "lawsuits_direct",
    "lawsuits_after_reconsideration",
    "complaints",
    "fees_charged",
)
"""What the prose says to be zero where the table says so."""

_COUNTS = (
    "disclosed_total",
    "applications_received",
    "applications_carried_in",
    "applications_closed",
    "applications_answered",
    "applications_carried_out",
    *_REMEDIES,
)
"""What the prose says to be missing where the table gives no number."""

_RESULTS = {
    "reconsiderations": "reconsideration_results",
    "lawsuits": "lawsuit_results",
    "lawsuits_direct": "direct_results",
    "lawsuits_after_reconsideration": "after_results",
}
_BEFORE = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]）|其中[：:]?"
    r"|[IVX]+\. |of which: |\(\d+\) ?|\d+\. ?)+"
)
_ASIDE = re.compile(r"（[^（）]*）$| \([^()]*\)$")


@dataclass(frozen=True, slots=True)
class FormFacts:
    """Values by name, as words and, where they are single numbers, as numbers."""

    words: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which applications ended.

    Attributes:
        name: Its name.
        value: How many, None where no cell gives a number.
        whole: Its own cell, None where the form gives only its parts.
        parts: The cells that its parts stand in: name and observation.
        complete: Whether all its cells were read.
    """

    name: str
    value: float | None
    whole: Any | None
    parts: tuple[tuple[str, Any], ...]
    complete: bool


def form_facts(analysis: Analysis, held: Sequence[Sheet]) -> FormFacts:
    """Return what the official tables of the report's own year say."""
    told = FormFacts()
    if not held:
        return told
    lang = analysis.lang
    told.words["official_form"] = keyed("account_sentences", "key")[f"form_{held[0].form}"][lang]
    for sheet in held:
        told.words.update(_applications(sheet, lang))
        told.words.update(_part_two(sheet, lang))
    told.words.update(_unfilled(analysis, held))
    differences = list(_differences(analysis))
    if differences:
        told.words["differences"] = labels(lang)["differ_join"].join(differences)
    return told


def outcomes(sheet: Sheet, lang: str) -> list[Outcome]:
    """Return the ways in which applications ended, in the order of the form."""
    above, total = OUTCOMES[sheet.form]
    return [_outcome(sheet, code, lang) for code in sheet.below(above) if code != total]


def outcomes_total(sheet: Sheet) -> Any | None:
    """Return the cell that counts all outcomes."""
    return sheet.whole(OUTCOMES[sheet.form][1])


def short_name(label: str, lang: str) -> str:
    """Return an official label without number and aside, as it stands within a sentence."""
    name = _ASIDE.sub("", _BEFORE.sub("", words_of(label, lang)))
    return _within(name.removesuffix("数"), lang)


def _outcome(sheet: Sheet, code: str, lang: str) -> Outcome:
    own = sheet.whole(code)
    below = [leaf for leaf in sheet.leaves(code) if leaf != code]
    parts = [(short_name(sheet.cells[leaf].label, lang), sheet.whole(leaf)) for leaf in below]
    read = tuple((name, row) for name, row in parts if _has_value(row))
    counted = [row.value for row in _counted(own, read)]
    column = WHOLE if code.startswith("T3") else ""
    asked = [code] if sheet.cells[code].unit else below
    return Outcome(
        name=short_name(sheet.cells[code].label, lang),
        value=sum(counted) if counted else None,
        whole=own,
        parts=read,
        complete=all(sheet.state(one, column) == READ for one in asked),
    )


def _counted(own: Any | None, parts: Iterable[tuple[str, Any]]) -> Iterator[Any]:
    """Yield the observations that an outcome is counted by: its own cell's, or its parts'."""
    if own is None:
        yield from (row for _, row in parts)
    elif _has_value(own):
        yield own


def _has_value(row: Any | None) -> bool:
    return row is not None and row.value == row.value


def _applications(sheet: Sheet, lang: str) -> Iterator[tuple[str, str]]:
    """Yield how applications ended, and how reconsiderations and lawsuits did."""
    ways = outcomes(sheet, lang)
    told = [_outcome_words(one, lang) for one in ways if one.value]
    if told:
        yield "outcome_list", _joined(told, lang)
        unread = [one.name for one in ways if not one.complete]
        if unread:
            yield "outcomes_unread", _joined(unread, lang)
    for code, cell in sheet.cells.items():
        if cell.indicator == "applications_received" and sheet.whole(code) is not None:
            yield "received_cell", code
        name = _RESULTS.get(cell.indicator)
        if name is None or sheet.whole(code) is None:
            continue
        yield "remedies_cells", code
        group = code.removesuffix(".total")
        results = [c for c in sheet.below(group) if sheet.cells[c].unit and c != code]
        parts = [(short_name(sheet.cells[c].label, lang), sheet.whole(c)) for c in results]
        yield name, _in_brackets([(n, row) for n, row in parts if _has_value(row)], lang)


def _outcome_words(one: Outcome, lang: str) -> str:
    """Return an outcome with its number, and with its parts in brackets."""
    words = labels(lang)
    if one.whole is not None:
        number = cited(one.whole, lang)
    else:
        number = words["applications_counted"].format(n=with_separators(one.value or 0))
    if not one.complete:
        number = words["at_least"].format(low=number)
    return words["name_and_number"].format(name=one.name, n=number) + _in_brackets(one.parts, lang)


def _in_brackets(parts: Iterable[tuple[str, Any]], lang: str) -> str:
    """Return the parts that are not zero, in brackets; nothing without any."""
    words = labels(lang)
    told = [
        words["name_and_number"].format(name=name, n=cited(row, lang))
        for name, row in parts
        if row.value
    ]
    return words["in_brackets"].format(words=_joined(told, lang)) if told else ""


def _part_two(sheet: Sheet, lang: str) -> Iterator[tuple[str, str]]:
    """Yield what part two counts: the cells with a number, with zero and with none."""
    if sheet.form not in (FORM_2019, FORM_2021) or not sheet.has_part("T2."):
        return
    yield "part_two", sheet.form
    filled, zero, blank = [], [], []
    for code, cell in sheet.cells.items():
        row = sheet.whole(code)
        if row is None or not code.startswith("T2.") or cell.year_offset:
            continue
        name = _indicator_name(cell, lang)
        if not _has_value(row):
            blank.append(_link(name, row))
        elif row.value:
            words = labels(lang)["name_and_number"]
            unit = "" if row.unit else labels(lang)["unit_not_given"]
            filled.append(words.format(name=name, n=cited(row, lang)) + unit)
        else:
            zero.append(_link(name, row))
    for key, told in (("list", filled), ("zeros", zero), ("blank", blank)):
        if told:
            yield f"part_two_{key}", _joined(told, lang)


def _indicator_name(cell: FormCell, lang: str) -> str:
    return _within(label_of(cell.indicator, cell.label, lang), lang)


def _total_name(sheet: Sheet, code: str, lang: str) -> str:
    """Return what a cell counts; a total of part four counts what its group is called."""
    cell = sheet.cells[code]
    if code.startswith("T4"):
        return short_name(sheet.cells[cell.parent].label, lang)
    return _indicator_name(cell, lang)


def _within(name: str, lang: str) -> str:
    """Return a name as it stands within a sentence."""
    return name if lang == "zh" else name[:1].lower() + name[1:]


def _link(words: str, row: Any) -> str:
    return f"[{words}](#{row.id})"


def _joined(items: Iterable[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(items)


def _unfilled(analysis: Analysis, held: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    """Yield the cells that say zero, and those that say nothing where a figure belongs."""
    lang = analysis.lang
    rows = analysis.observations
    said = set(rows.loc[rows["basis"] == "zero_statement", "indicator"])
    zero, blank = {}, {}
    for sheet in held:
        for code, cell in sheet.cells.items():
            row = sheet.whole(code)
            if row is None or cell.indicator not in _COUNTS:
                continue
            name = _link(_total_name(sheet, code, lang), row)
            if not _has_value(row):
                blank[cell.indicator] = name
            elif row.value == 0 and cell.indicator in _REMEDIES and cell.indicator not in said:
                zero[cell.indicator] = name
    for key, told in (("zero_cells", zero), ("blank_cells", blank)):
        if told:
            yield key, _joined(told.values(), lang)


def _differences(analysis: Analysis) -> Iterator[str]:
    """Yield what text and table state differently: no mention in the text allows the cell."""
    rows = analysis.observations
    own = rows[rows["indicator"].isin(_COMPARED) & rows["applicant"].isin(["", WHOLE])]
    own = own[(own["year"] == analysis.year) & own["value"].notna() & (own["period"] == "year")]
    found = list(records(own))
    for name in _COMPARED:
        cells = [row for row in found if row.indicator == name and is_official(row)]
        mentions = [row for row in found if row.indicator == name and not is_official(row)]
        if cells and mentions and not any(_allows(row, cells[0].value) for row in mentions):
            yield labels(analysis.lang)["differ"].format(
                name=_full_name(name, analysis.lang),
                text=_mention(mentions[0], analysis.lang),
                table=cited(cells[0], analysis.lang),
            )


def _full_name(indicator: str, lang: str) -> str:
    known = indicators()[indicator]
    return known.zh if lang == "zh" else known.en


def _allows(row: Any, value: float) -> bool:
    """Tell whether the words of a figure allow a value; no bound allows anything."""
    return not (row.lower > value or row.upper < value)


def _mention(row: Any, lang: str) -> str:
    if row.basis == "zero_statement":
        return f"[0](#{row.id})"
    return cited(row, lang)

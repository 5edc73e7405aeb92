"""Sentences about a report, in Chinese and English, made from ``tables/sentences.csv``.

No number is typed here or there: every value comes from the observations, metrics and checks,
and every figure links to the words it was read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from disclosure_analysis.display import Prose
from disclosure_analysis.errors import InputError
from disclosure_analysis.facts import Facts
from disclosure_analysis.tables import table
from disclosure_analysis.words import Told, labels

if TYPE_CHECKING:
    from disclosure_analysis.analysis import Analysis

_CONDITION = re.compile(r"(?P<negated>!?)(?P<name>\w+)(?:(?P<sign>[=<>])(?P<number>-?\d+))?")
_ENDS = ("。", "；", "：", ".", ";", ":")


def describe(analysis: Analysis, section: str) -> Prose:
    """Return what one section of a page says in sentences.

    Args:
        analysis: The report.
        section: A name of the column ``section`` of sentences.csv.

    Raises:
        InputError: The table has no such section.
    """
    rows = [row for row in table("sentences") if row["section"] == section]
    if not rows:
        known = ", ".join(dict.fromkeys(row["section"] for row in table("sentences")))
        raise InputError(f"There are no sentences for “{section}”; there are some for {known}.")
    return compose(rows, Facts(analysis), analysis.lang)


def compose(rows: Iterable[Mapping[str, str]], facts: Told, lang: str) -> Prose:
    """Return the sentences whose conditions hold, joined into paragraphs.

    Args:
        rows: Rows with the columns ``paragraph``, ``when``, ``zh`` and ``en``.
        facts: What the conditions ask for and the sentences name.
        lang: ``zh`` or ``en``.

    Raises:
        InputError: A condition is not understood.
    """
    paragraphs: dict[str, list[str]] = {}
    for row in rows:
        if _holds(row["when"], facts):
            words = row[lang].format_map(facts)
            paragraphs.setdefault(row["paragraph"], []).append(words)
    return Prose("\n\n".join(_paragraph(p, lang) for p in paragraphs.values()))


def describe_title(analysis: Analysis) -> Prose:
    """Return the page's title and subtitle."""
    facts, words = Facts(analysis), labels(analysis.lang)
    subtitle = words["subtitle" if "published" in facts else "subtitle_undated"]
    title = words["title"].format_map(facts)
    return Prose(f"# {title}\n\n{subtitle.format_map(facts)}")


def describe_summary(analysis: Analysis) -> Prose:
    """Return the page's summary."""
    return describe(analysis, "summary")


def describe_document(analysis: Analysis) -> Prose:
    """Return what the document at hand holds and lacks."""
    return describe(analysis, "document")


def describe_disclosure(analysis: Analysis) -> Prose:
    """Return the total that the report states, and its growth."""
    return describe(analysis, "disclosure")


def describe_composition(analysis: Analysis) -> Prose:
    """Return how the items disclosed divide into groups and classes, as far as they do."""
    return describe(analysis, "composition")


def describe_channels(analysis: Analysis) -> Prose:
    """Return what the report says of channels and public service."""
    return describe(analysis, "channels")


def describe_applications(analysis: Analysis) -> Prose:
    """Return what the report says of applications, fees and remedies."""
    return describe(analysis, "applications")


def describe_practice(analysis: Analysis) -> Prose:
    """Return how disclosure was organised, as far as figures tell it."""
    return describe(analysis, "practice")


def describe_growth(analysis: Analysis) -> Prose:
    """Return how the report compares with the same body's report of the year before."""
    return describe(analysis, "growth")


def _holds(when: str, facts: Told) -> bool:
    return all(_condition_holds(condition, facts) for condition in _conditions(when))


@cache
def _conditions(when: str) -> tuple[re.Match[str], ...]:
    return tuple(_read_conditions(when))


def _read_conditions(when: str) -> Iterator[re.Match[str]]:
    for words in when.split():
        match = _CONDITION.fullmatch(words)
        if match is None:
            raise InputError(f"sentences.csv: the condition “{words}” is not understood.")
        yield match


def _condition_holds(condition: re.Match[str], facts: Told) -> bool:
    name, sign = condition["name"], condition["sign"]
    if sign is None:
        return (name in facts) != bool(condition["negated"])
    number = facts.number(name)
    if number is None:
        return False
    limit = float(condition["number"])
    holds = {"=": number == limit, "<": number < limit, ">": number > limit}
    return holds[sign] != bool(condition["negated"])


def _paragraph(clauses: list[str], lang: str) -> str:
    """Return clauses as one paragraph: commas between, a full stop at the end."""
    comma, stop, space = ("，", "。", "") if lang == "zh" else (", ", ".", " ")
    text = ""
    for clause in clauses:
        glue = space if text.endswith(_ENDS) else comma
        text += (glue if text else "") + clause
    text = text[:1].upper() + text[1:]
    return text if text.endswith(_ENDS) else text + stop

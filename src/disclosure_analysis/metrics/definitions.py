"""Definitions of ratios: what ``metrics.csv`` writes down, read into sums of indicators.

A sum is written ``applications_granted + applications_granted_in_part``. A term may name a kind of
applicants (``applications_received[nat]``), the year before (``applications_carried_out(t-1)``) or
all parts of a set of ``metric_parts.csv`` (``Σrefusal_grounds``), and with ``?`` counts as zero
where it is not stated. ``{part}`` stands for each part of the row's own set in turn, ``Σ`` for all
of them. Forms that count differently have sums of their own, parted by ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from disclosure_analysis.errors import InputError
from disclosure_analysis.metrics.wording import indicator_name, warning
from disclosure_analysis.tables import keyed, table

RATIO, CONCENTRATION = "ratio", ("hhi", "hhi_norm", "effective")

_TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<all>Σ?)(?P<name>\w*)(?:\[(?P<applicant>\w+)\])?"
    r"(?P<lag>\(t-1\))?(?P<optional>\??)\s*"
)


class Term(NamedTuple):
    """A figure in a sum.

    Attributes:
        indicator: What it counts.
        applicant: A kind of applicants, empty for all.
        lag: 1 for the figure of the year before, else 0.
        optional: Whether it counts as zero where it is not stated.
    """

    indicator: str
    applicant: str = ""
    lag: int = 0
    optional: bool = False

    def name(self, lang: str) -> str:
        """Return what it counts in words."""
        name = indicator_name(self.indicator, lang)
        return warning("of_year_before", lang, name=name) if self.lag else name


Sum = tuple[tuple[int, Term], ...]
"""Terms with their factors."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A ratio or concentration for some forms.

    Attributes:
        metric: Its name.
        method: ``ratio``, ``hhi``, ``hhi_norm`` or ``effective``.
        forms: The forms that it holds in.
        above: The numerator; the parts of a concentration.
        below: The denominator; empty where nothing is divided.
        part: The part that it is of, empty if none.
        whole: The indicator that the parts add up to, empty if none.
        share: Whether the numerator is a part of the denominator.
    """

    metric: str
    method: str
    forms: frozenset[str]
    above: Sum
    below: Sum
    part: str
    whole: str
    share: bool

    @property
    def terms(self) -> tuple[Term, ...]:
        """All figures, each once."""
        return tuple(dict.fromkeys(term for _, term in (*self.above, *self.below)))

    @property
    def unit(self) -> str:
        """The unit of the result."""
        return keyed("metrics", "name")[self.metric]["unit"]

    def factor(self, side: Sum, term: Term) -> int:
        """Return how often a figure enters a side."""
        return sum(sign for sign, one in side if one == term)


@cache
def definitions() -> tuple[Definition, ...]:
    """Return all ratios and concentrations, in the order of ``metrics.csv``."""
    methods = (RATIO, *CONCENTRATION)
    return tuple(
        one for row in table("metrics") if row["method"] in methods for one in _defined(row)
    )


def named_metrics(names: Iterable[str]) -> list[str]:
    """Return the metrics that names, aliases among them, stand for; all ratios for no name.

    Raises:
        InputError: A name is not that of a ratio.
    """
    known = {one.metric: one.metric for one in definitions()}
    aliases = {a: row["name"] for row in table("metrics") for a in row["aliases"].split()}
    found = []
    for name in names:
        if name not in known and name not in aliases:
            raise InputError(
                f"There is no rate called '{name}'; docs/metrics.md lists them: {', '.join(known)}."
            )
        found.append(aliases.get(name, name))
    return found or list(known)


def parts(set_: str, form: str) -> tuple[str, ...]:
    """Return the parts of a set in a form, in the order of the form."""
    return tuple(
        row["part"]
        for row in table("metric_parts")
        if row["set"] == set_ and form in row["forms"].split()
    )


def _defined(row: Mapping[str, str]) -> list[Definition]:
    variants = [
        [cell.strip() for cell in row[column].split("|")]
        for column in ("forms", "numerator", "denominator")
    ]
    count = len(variants[0])
    filled = [cells if len(cells) == count else cells * count for cells in variants]
    return [
        one
        for forms, above, below in zip(*filled, strict=True)
        for group in _alike(row["parts"], forms.split())
        for one in _of_forms(row, group, above, below)
    ]


def _alike(set_: str, forms: list[str]) -> list[list[str]]:
    """Return forms in groups that share the parts of a set."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for form in forms:
        groups.setdefault(parts(set_, form), []).append(form)
    return list(groups.values())


def _of_forms(row: Mapping[str, str], forms: list[str], above: str, below: str) -> list[Definition]:
    named = parts(row["parts"], forms[0])
    every = ["" if row["method"] != RATIO or "{part}" not in above + below else p for p in named]
    found = []
    for part in dict.fromkeys(every or [""]):
        sides = [s.replace("{part}", part) for s in (above, below)]
        if row["method"] != RATIO:
            sides = [" + ".join(named), ""]
        terms = [_sum(side, row["parts"], forms[0]) for side in sides]
        found.append(
            Definition(
                metric=row["name"],
                method=row["method"],
                forms=frozenset(forms),
                above=terms[0],
                below=terms[1],
                part=part,
                whole=_whole(row["parts"], forms[0]),
                share=row["share"] == "yes",
            )
        )
    return found


def _whole(set_: str, form: str) -> str:
    rows = table("metric_parts")
    return next(
        (row["whole"] for row in rows if row["set"] == set_ and form in row["forms"].split()), ""
    )


def _sum(text: str, set_: str, form: str) -> Sum:
    """Read a sum.

    Raises:
        InputError: The table is not written as the module says.
    """
    found: list[tuple[int, Term]] = []
    place = 0
    while place < len(text):
        match = _TERM.match(text, place)
        if match is None or match.end() == place or not (match["name"] or match["all"]):
            raise InputError(f"tables/metrics.csv: '{text}' is no sum of indicators; correct it.")
        place = match.end()
        sign = -1 if match["sign"] == "-" else 1
        names = parts(match["name"] or set_, form) if match["all"] else (match["name"],)
        lag, optional = int(bool(match["lag"])), bool(match["optional"])
        found += [(sign, term_of(n, match["applicant"] or "", lag, optional)) for n in names]
    return tuple(found)


def term_of(name: str, applicant: str = "", lag: int = 0, optional: bool = False) -> Term:
    """Return the figure that ``applications_received[nat]`` names."""
    indicator, _, kind = name.rstrip("]").partition("[")
    return Term(indicator, applicant or kind, lag, optional)


@cache
def bridges() -> frozenset[str]:
    """Return the sums that carry a series over a change of form."""
    known = keyed("metrics", "name")
    return frozenset(
        one.metric
        for one in definitions()
        if one.method == RATIO
        and not one.below
        and known[one.metric]["source"].startswith("bridge")
    )

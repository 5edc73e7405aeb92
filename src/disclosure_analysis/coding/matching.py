"""Coded figures beside claimed ones: which are the same number, and what differs."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure_analysis.coding.placing import comparable
from disclosure_analysis.extraction.codebook import indicators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from disclosure_analysis.coding.coded import CodedDocument, CodedFigure
    from disclosure_analysis.coding.findings import Finding

_WRITTEN_UNIT = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿](?:余|多|来)?(?P<unit>\D*)$")
_SCALE = re.compile(r"^(?P<scale>[十百千万亿]+)")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Match:
    """What became of the coded figures of a document, and of the claimed ones.

    Attributes:
        found: Coded figures with the findings that agree in place, value and unit.
        differing: Coded figures with findings at their place whose value or unit differs.
        missed: Coded figures that no finding answers.
        unasked: Findings, in the coded part, of figures that were not coded.
    """

    found: tuple[tuple[CodedFigure, Finding], ...]
    differing: tuple[tuple[CodedFigure, Finding], ...]
    missed: tuple[CodedFigure, ...]
    unasked: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ZeroMatch:
    """What became of the coded denials: one entry for each indicator denied."""

    found: tuple[tuple[CodedFigure, str], ...]
    missed: tuple[tuple[CodedFigure, str], ...]
    unasked: tuple[tuple[Finding, str], ...]


def match_figures(document: CodedDocument, findings: Sequence[Finding]) -> Match:
    """Return how the figures and the growth that a document states were found.

    A finding is the same figure if its number stands where the coded quote stands. Cells of tables
    count where they were coded, and are asked for nowhere else; what lies behind the coded part
    is left out.

    Args:
        document: The document.
        findings: What is claimed of it, denials included.
    """
    stated = [finding for finding in findings if finding.kind != "zero"]
    at = _by_character(stated)
    taken: dict[int, CodedFigure] = {}
    coded = [one for one in document.figures if one.start is not None]
    for fits in (agree, _same_value, _anything):
        for one in coded:
            if one.scored and not any(one is other for other in taken.values()):
                _take(one, at, stated, taken, fits)
    paired = [(one, stated[number]) for number, one in taken.items()]
    paired.sort(key=lambda pair: pair[1].start)
    matched = {id(one) for one, _ in paired}
    unscored = {n for one in coded if not one.scored for n in _overlapping(one, at)}
    return Match(
        found=tuple(pair for pair in paired if agree(*pair)),
        differing=tuple(pair for pair in paired if not agree(*pair)),
        missed=tuple(one for one in coded if one.scored and id(one) not in matched),
        unasked=tuple(
            finding
            for number, finding in enumerate(stated)
            if number not in taken
            and number not in unscored
            and finding.kind != "table"
            and finding.end <= document.coded_until
        ),
    )


def _take(
    one: CodedFigure,
    at: dict[int, list[int]],
    findings: Sequence[Finding],
    taken: dict[int, CodedFigure],
    fits: Callable[[CodedFigure, Finding], bool],
) -> None:
    for number in _overlapping(one, at):
        if number not in taken and fits(one, findings[number]):
            taken[number] = one
            return


def _by_character(findings: Sequence[Finding]) -> dict[int, list[int]]:
    at: dict[int, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        for offset in range(finding.start, finding.end):
            at[offset].append(number)
    return at


def _overlapping(one: CodedFigure, at: dict[int, list[int]]) -> list[int]:
    offsets = range(one.start or 0, one.end or 0)
    return list(dict.fromkeys(n for offset in offsets for n in at.get(offset, ())))


def agree(one: CodedFigure, finding: Finding) -> bool:
    """Tell whether a finding gives the value and the unit that were coded."""
    return _same_value(one, finding) and _same_unit(one, finding)


def _anything(_: CodedFigure, __: Finding) -> bool:
    return True


def _same_value(one: CodedFigure, finding: Finding) -> bool:
    if one.value is None:
        return True
    if one.kind == "growth" and finding.kind == "growth" and one.value * finding.value < 0:
        return False
    scale = _scale_of(comparable(one.unit))
    coded = {abs(one.value), abs(one.value * scale)}
    if comparable(one.unit) == "倍":
        coded.add(abs(one.value) * 100)
    return any(
        math.isclose(mine, abs(theirs), rel_tol=1e-6, abs_tol=1e-9)
        for mine in coded
        for theirs in finding.values
    )


def _same_unit(one: CodedFigure, finding: Finding) -> bool:
    """Tell whether units agree as written; where one of them is not known they do."""
    quote = _WRITTEN_UNIT.search(comparable(one.quote))
    coded = {_bare(comparable(one.unit)), _bare(quote["unit"]) if quote else ""} - {""}
    claimed = {_bare(comparable(unit)) for unit in finding.units}
    return not coded or not claimed or bool(coded & claimed)


def _scale_of(unit: str) -> int:
    factor = 1
    for char in (_SCALE.match(unit) or [""])[0]:
        factor *= _SCALES[char]
    return factor


def _bare(unit: str) -> str:
    """Return a unit without its scale and without what bounds the number (件以上)."""
    return re.sub(r"(?:以上|以下|左右|之多)$", "", _SCALE.sub("", unit))


def match_zeros(document: CodedDocument, findings: Sequence[Finding]) -> ZeroMatch:
    """Return how the denials of a document were found.

    A denial is found if its indicator is claimed to be zero at an overlapping place, or anywhere
    if no place was coded. A zero in digits answers for a denial as well.
    """
    denials = [(f, name) for f in findings if f.kind == "zero" for name in sorted(f.names)]
    digits = [(f, name) for f in findings if f.kind != "zero" and f.value == 0 for name in f.names]
    wanted = [(one, name) for one in document.zeros if one.scored for name in sorted(one.names)]
    used: set[int] = set()
    found: list[tuple[CodedFigure, str]] = []
    missed: list[tuple[CodedFigure, str]] = []
    for one, name in wanted:
        answers = [n for n, (f, other) in enumerate(denials) if other == name and _meet(one, f)]
        used.update(answers)
        told = any(other == name and _meet(one, f) for f, other in digits)
        (found if answers or told else missed).append((one, name))
    unscored = [one for one in document.coded if not one.scored]
    unasked = tuple(
        (finding, name)
        for n, (finding, name) in enumerate(denials)
        if n not in used
        and finding.end <= document.coded_until
        and not any(_meet(one, finding) for one in unscored)
    )
    return ZeroMatch(tuple(found), tuple(missed), unasked)


def _meet(one: CodedFigure, finding: Finding) -> bool:
    if one.start is None or one.end is None:
        return True
    return one.start < finding.end and finding.start < one.end


def bounds_agree(one: CodedFigure, finding: Finding) -> bool | None:
    """Tell whether the interval is the one that was coded; None where none was coded."""
    if one.bounds is not None:
        scale = finding.value / one.value if one.value else 1.0
        mine = one.bounds if scale >= 0 else one.bounds[::-1]
        pairs = zip(mine, (finding.lower, finding.upper), strict=True)
        return all(_same_bound(coded, claimed, scale) for coded, claimed in pairs)
    if not one.approx or one.value is None:
        return None
    return _allows(one.approx, finding)


def _same_bound(mine: float | None, theirs: float | None, scale: float) -> bool:
    if mine is None or theirs is None:
        return mine is theirs
    return math.isclose(mine * scale, theirs, rel_tol=1e-6, abs_tol=1e-6)


def _allows(approx: str, finding: Finding) -> bool:
    """Tell whether bounds are those of a number that is exact, a minimum, a maximum or about."""
    value, lower, upper = finding.value, finding.lower, finding.upper
    low, high = -math.inf if lower is None else lower, math.inf if upper is None else upper
    around = low < value < high
    return {
        "exact": low == value == high or (finding.rounded and around),
        "at_least": low >= value and high > value and low < high,
        "at_most": high <= value and low < value and low < high,
        "about": around,
    }[approx]


def periods_agree(one: CodedFigure, finding: Finding, report_year: int | None) -> bool | None:
    """Tell whether the period is the one that was coded; None where none was coded.

    Where coders give no year, the figure of another year is coded as another period. What is by
    nature a stock (followers of an account) is one whatever the words say.
    """
    if not one.period:
        return None
    if one.period == "year" and any(_is_stock(name) for name in finding.names):
        return True
    elsewhere = one.year is None and finding.year not in (None, report_year)
    if one.period == "other" and elsewhere:
        return True
    return one.period == finding.period


def _is_stock(indicator: str) -> bool:
    known = indicators().get(indicator)
    return known is not None and known.period == "cumulative"


def told_names(
    one: CodedFigure, finding: Finding, vocabulary: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield each indicator of a figure with ``hit``, ``missed``, ``false`` or ``outside``."""
    for name in sorted(one.names | finding.names):
        if name in one.names:
            yield name, "hit" if name in finding.names else "missed"
        else:
            yield name, "false" if name in vocabulary else "outside"

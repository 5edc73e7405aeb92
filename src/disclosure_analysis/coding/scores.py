"""Recall and precision, with intervals, from what became of each figure and denial."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure_analysis.coding.coded import GROWTH, UNCLASSIFIED, CodedDocument, CodedFigure
from disclosure_analysis.coding.matching import (
    bounds_agree,
    match_figures,
    match_zeros,
    periods_agree,
    told_names,
)
from disclosure_analysis.extraction.codebook import indicators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from disclosure_analysis.coding.findings import Finding

MEASURES = {
    "figures": "figures: place, value and unit",
    "indicators": "indicators of the figures found",
    "named figures": "figures with their indicator",
    "zeros": "zero statements",
    "bounds": "bounds of the figures found",
    "growth": "growth told from shares",
    "periods": "periods of the figures found",
    "years": "years of the figures found",
}
"""What is scored, in the order of tables, with the words that tables use."""

AROUND = 20
"""How many characters on each side of a figure a list of confusions shows."""
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one figure or denial by one measure.

    Attributes:
        measure: A key of ``MEASURES``.
        result: ``hit``, ``missed`` (coded, not claimed), ``false`` (claimed, not coded),
            ``wrong`` (both, and they differ) or ``outside`` (an indicator that no coding has).
        document: The document's name.
        body: The kind of body that reports.
        era: The era of the data year.
        group: The group of the indicator; empty if there is none.
        start: Where it stands in the text; -1 where that is not known.
        words: The words around, the figure itself in 【】.
        coded: What was coded.
        claimed: What is claimed.
    """

    measure: str
    result: str
    document: str
    body: str
    era: str
    group: str
    start: int
    words: str
    coded: str
    claimed: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How often what is claimed is right, and what is coded is found."""

    hit: int = 0
    missed: int = 0
    false: int = 0
    wrong: int = 0

    @property
    def coded(self) -> int:
        """How many there are to find."""
        return self.hit + self.missed + self.wrong

    @property
    def claimed(self) -> int:
        """How many are claimed."""
        return self.hit + self.false + self.wrong

    @property
    def recall(self) -> float | None:
        """The share of what is coded that is found; None of nothing."""
        return self.hit / self.coded if self.coded else None

    @property
    def precision(self) -> float | None:
        """The share of what is claimed that is right; None of nothing."""
        return self.hit / self.claimed if self.claimed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of recall and precision; None where there is neither."""
        total = self.coded + self.claimed
        return 2 * self.hit / total if total else None


def wilson(hits: int, of: int, z: float = Z_95) -> tuple[float, float] | None:
    """Return Wilson's score interval of a share, for 95% unless told; None of nothing."""
    if not of:
        return None
    share, square = hits / of, z * z
    middle = share + square / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    below = 0.0 if hits == 0 else (middle - spread) / (1 + square / of)
    above = 1.0 if hits == of else (middle + spread) / (1 + square / of)
    return below, above


def tally(
    outcomes: Iterable[Outcome], by: Callable[[Outcome], str] = lambda _: ""
) -> dict[str, dict[str, Counts]]:
    """Return the counts of each measure, for each value of a key, in the order of the values."""
    numbers: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in outcomes:
        if one.result != "outside":
            numbers[by(one), one.measure][one.result] += 1
    counts: dict[str, dict[str, Counts]] = {}
    for key, measure in sorted(numbers, key=lambda pair: (pair[0], list(MEASURES).index(pair[1]))):
        counts.setdefault(key, {})[measure] = Counts(**numbers[key, measure])
    return counts


def outcomes_of(
    document: CodedDocument, findings: Sequence[Finding], vocabulary: frozenset[str]
) -> list[Outcome]:
    """Return what became of all that was coded of a document, and of all that is claimed of it.

    Args:
        document: The coded document.
        findings: What is claimed of its text.
        vocabulary: The indicators that the coders use; a finding of any other is put aside.
    """
    match = match_figures(document, findings)
    outcomes = [_outcome(document, "figures", "hit", one, finding) for one, finding in match.found]
    outcomes += [_outcome(document, "figures", "wrong", *pair) for pair in match.differing]
    outcomes += [_outcome(document, "figures", "missed", one, None) for one in match.missed]
    outcomes += [_outcome(document, "figures", "false", None, f) for f in match.unasked]
    for one, finding in match.found:
        outcomes += _details(document, one, finding, vocabulary)
    for one, finding in match.differing:
        outcomes += _named(document, one, None, vocabulary)
        outcomes += _named(document, None, finding, vocabulary)
    for one in match.missed:
        outcomes += _named(document, one, None, vocabulary)
    for finding in match.unasked:
        outcomes += _named(document, None, finding, vocabulary)
    return [*outcomes, *_zero_outcomes(document, findings, vocabulary)]


def _details(
    document: CodedDocument, one: CodedFigure, finding: Finding, vocabulary: frozenset[str]
) -> Iterator[Outcome]:
    for name, result in told_names(one, finding, vocabulary):
        measures = ["indicators", "named figures"]
        if name.endswith(GROWTH):
            measures.append("growth")
        for measure in measures:
            yield _outcome(document, measure, result, one, finding, name)
    report_year = document.report.year.value if document.report.year else None
    checks = {
        "bounds": bounds_agree(one, finding),
        "periods": periods_agree(one, finding, report_year),
        "years": None if one.year is None else one.year == finding.year,
    }
    for measure, right in checks.items():
        if right is not None:
            yield _outcome(document, measure, "hit" if right else "wrong", one, finding)


def _named(
    document: CodedDocument,
    one: CodedFigure | None,
    finding: Finding | None,
    vocabulary: frozenset[str],
) -> Iterator[Outcome]:
    """Yield what a figure without its counterpart means for the indicators it names."""
    for name in sorted(one.names if one else ()):
        yield _outcome(document, "named figures", "missed", one, finding, name)
    for name in sorted(finding.names if finding else ()):
        result = "false" if name in vocabulary else "outside"
        yield _outcome(document, "named figures", result, one, finding, name)


def _zero_outcomes(
    document: CodedDocument, findings: Sequence[Finding], vocabulary: frozenset[str]
) -> Iterator[Outcome]:
    match = match_zeros(document, findings)
    for one, name in match.found:
        yield _outcome(document, "zeros", "hit", one, None, name)
    for one, name in match.missed:
        yield _outcome(document, "zeros", "missed", one, None, name)
    for finding, name in match.unasked:
        result = "false" if name in vocabulary else "outside"
        yield _outcome(document, "zeros", result, None, finding, name)


def _outcome(
    document: CodedDocument,
    measure: str,
    result: str,
    one: CodedFigure | None,
    finding: Finding | None,
    name: str = "",
) -> Outcome:
    names = [name] if name else [n for side in (one, finding) if side for n in side.indicators]
    spot = one if one is not None and one.start is not None else finding
    return Outcome(
        measure=measure,
        result=result,
        document=document.name,
        body=document.body,
        era=document.era,
        group=group_of(names[0] if names else ""),
        start=spot.start if spot and spot.start is not None else -1,
        words=_words(document, spot),
        coded=_said_coded(measure, one, name) if one else "",
        claimed=_said_claimed(measure, finding, name) if finding else "",
    )


def group_of(indicator: str) -> str:
    """Return the group of an indicator in the codebook; empty for one that it does not have."""
    known = indicators().get(indicator)
    return known.group if known else ""


def _words(document: CodedDocument, spot: CodedFigure | Finding | None) -> str:
    if spot is None or spot.start is None or spot.end is None:
        return ""
    text, start, end = document.report.text, spot.start, spot.end
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return " ".join(f"{before}【{text[start:end]}】{after}".split())


def _said_coded(measure: str, one: CodedFigure, name: str) -> str:
    if one.kind == "zero" or measure in ("zeros", "growth"):
        return name or _joined(one.indicators)
    if measure == "bounds":
        return one.approx or (_interval(*one.bounds) if one.bounds else "")
    if measure == "periods":
        return one.period
    if measure == "years":
        return str(one.year)
    return f"{_joined(one.indicators)} {plain_number(one.value)}{one.unit}"


def _said_claimed(measure: str, finding: Finding, name: str) -> str:
    if finding.kind == "zero" or measure in ("zeros", "growth"):
        return name or _joined(finding.indicators)
    if measure == "bounds":
        return _interval(finding.lower, finding.upper)
    if measure == "periods":
        return finding.period
    if measure == "years":
        return str(finding.year or "")
    unit = finding.units[-1] if finding.units else ""
    return f"{_joined(finding.indicators)} {plain_number(finding.value)}{unit}"


def _joined(names: Sequence[str]) -> str:
    return "+".join(names or (UNCLASSIFIED,))


def _interval(lower: float | None, upper: float | None) -> str:
    return f"[{plain_number(lower)}, {plain_number(upper)}]"


def plain_number(number: float | None) -> str:
    """Return a number without an idle ``.0``, and a dash for none."""
    return "–" if number is None else f"{number:.10g}"

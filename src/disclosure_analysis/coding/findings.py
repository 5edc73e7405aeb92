"""What the extraction finds in a text, one finding for each number or denial."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from disclosure_analysis.coding.coded import GROWTH, UNCLASSIFIED
from disclosure_analysis.extraction.masking import masked
from disclosure_analysis.quantities import Quantity, find_quantities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disclosure_analysis.report import Report


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure or a denial that a reader of texts claims to have found.

    Attributes:
        indicators: What it counts; ``unclassified`` where that is not claimed.
        values: Its value in each unit that it can be given in; the first is the observation's.
        lower: Least value that the wording allows, None for no bound.
        upper: Greatest value that the wording allows, None for no bound.
        units: The unit as written and that of the indicator; none for a cell of a table.
        start: First character of the number with its unit, of the denial, or of the cell.
        end: One past the last character.
        kind: ``figure``, ``growth``, ``zero`` or ``table``.
        period: ``year``, ``cumulative`` or ``other``.
        year: The year that it speaks of, None where that is not known.
        rounded: Whether an exact number may have an interval: it is written in 万 or per cent.
    """

    indicators: tuple[str, ...]
    values: tuple[float, ...]
    lower: float | None
    upper: float | None
    units: tuple[str, ...]
    start: int
    end: int
    kind: str
    period: str = "year"
    year: int | None = None
    rounded: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The indicators claimed; none where the figure is unclassified."""
        return frozenset(self.indicators) - {UNCLASSIFIED}

    @property
    def value(self) -> float:
        """The value in the observation's unit."""
        return self.values[0]


def findings_of(report: Report) -> list[Finding]:
    """Return what the extraction finds in a report, in the order of the text."""
    from disclosure_analysis.extraction import extract_observations

    return findings_of_observations(extract_observations(report))


def findings_of_observations(observations: pd.DataFrame) -> list[Finding]:
    """Return observations as findings; blank cells of tables give none."""
    rows: Iterable[Any] = observations.itertuples(index=False)
    return _merged(_finding(row) for row in rows if not math.isnan(row.value) and row.start >= 0)


def _finding(row: Any) -> Finding:
    start, end, quantity = int(row.start), int(row.end), None
    if row.basis == "stated":
        quantity = number_in(row.quote)
    if quantity is not None:
        start, end = start + quantity.start, start + quantity.end
    return Finding(
        indicators=(row.indicator,),
        values=(row.value, quantity.value) if quantity else (row.value,),
        lower=_bound(row.lower),
        upper=_bound(row.upper),
        units=tuple(dict.fromkeys((quantity.unit, row.unit))) if quantity else (),
        start=start,
        end=end,
        kind=_kind(row),
        period=row.period,
        year=None if pd.isna(row.year) else int(row.year),
        rounded=quantity is not None and quantity.wording == "rounded",
    )


def number_in(quote: str) -> Quantity | None:
    """Return the one number of an observation's quote, None where there is none or several."""
    found = find_quantities(masked(quote)) or find_quantities(quote)
    return found[0] if len(found) == 1 else None


def _kind(row: Any) -> str:
    if row.basis == "zero_statement":
        return "zero"
    if row.basis == "table":
        return "table"
    return "growth" if row.indicator.endswith(GROWTH) else "figure"


def _bound(number: float) -> float | None:
    return None if math.isnan(number) else number


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, one for each number: two rows of 各2名 are one finding of two indicators."""
    at: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        own = finding.indicators if finding.kind == "zero" else ()
        key = (finding.start, finding.end, abs(finding.value), finding.kind, own)
        known = at.get(key)
        if known is not None:
            finding = replace(known, indicators=(*known.indicators, *finding.indicators))
        at[key] = finding
    return list(at.values())

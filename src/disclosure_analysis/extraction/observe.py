"""Observations of a report: every figure of its text, with bounds, unit and quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from disclosure_analysis.extraction.codebook import UNCLASSIFIED, growth_cues, indicators
from disclosure_analysis.extraction.context import Figure
from disclosure_analysis.extraction.figures import figures
from disclosure_analysis.extraction.form_rows import Row, common_fields, form_rows, without_tables
from disclosure_analysis.extraction.forms import FormReading, read_forms
from disclosure_analysis.extraction.growth import as_percent
from disclosure_analysis.extraction.lines import squeezed, unbroken
from disclosure_analysis.extraction.masking import masked
from disclosure_analysis.extraction.past import Past
from disclosure_analysis.extraction.sentences import Path, Sentence, section_finder, sentences
from disclosure_analysis.extraction.zero_statements import (
    ZeroStatement,
    empty_sections,
    zero_statements,
)
from disclosure_analysis.forms import read_cell
from disclosure_analysis.observations import observations_frame
from disclosure_analysis.quantities import find_quantities, plain_text
from disclosure_analysis.report import Report

if TYPE_CHECKING:
    import pandas as pd


def extract_observations(report: Report, *, forms: FormReading | None = None) -> pd.DataFrame:
    """Return the observations of a report, one row for each mention of a figure.

    Cells of the official tables come with their codes; running text is read sentence by sentence.

    Args:
        report: A report as a loader returns it.
        forms: What was read of its official tables, where that is known already.

    Returns:
        A frame with the columns of ``observations.COLUMNS``, in the order of the text; empty
        where the text states nothing.
    """
    rows: list[Row] = []
    sections_at = section_finder(report)
    told: list[tuple[Sentence, Figure]] = []
    past, chapter = Past(), None
    forms = read_forms(report) if forms is None else forms
    rows += form_rows(report, forms)
    for sentence in sentences(without_tables(report, forms)):
        if sentence.chapter != chapter:
            past, chapter = Past(), sentence.chapter
        found, past = figures(sentence, past)
        told += [(sentence, figure) for figure in found]
        rows += [_zero(report, statement) for statement in zero_statements(sentence)]
    # Only now: a later sentence can tell that what was counted before is a stock.
    rows += [_stated(report, sentence, figure) for sentence, figure in told]
    rows += [_zero(report, statement) for statement in empty_sections(report)]
    paths: dict[int, str] = {}
    for row in rows:
        path = sections_at(int(str(row["start"])))
        innermost = path[-1].start if path else -1
        if innermost not in paths:
            paths[innermost] = _heading_path(path)
        row["section"] = paths[innermost]
    rows.sort(key=lambda row: (row["start"], row["end"], row["indicator"]))
    return observations_frame(_with_parents(_without_repeated_zeros(rows)))


def read_quote(quote: str) -> float | None:
    """Return the value that a quote states, None where it holds no figure or several.

    Zero statements read as 0, a stated decline as a negative number. A cell's text reads as the
    number in it, whatever unit its heading gives.
    """
    cell = read_cell(quote)
    if cell.kind in ("number", "nothing", "blank", "dash", "slash"):
        return cell.value
    blanked = masked(squeezed(unbroken(plain_text(quote)), quote=True)[0])
    quantities = find_quantities(blanked)
    if len(quantities) > 1:
        return None
    if not quantities:
        whole = Sentence(0, blanked, blanked, (), ())
        return 0.0 if any(zero_statements(whole)) else None
    quantity = quantities[0]
    if quantity.kind in ("percent", "ratio"):
        for cue in growth_cues():
            if cue.found(blanked[: quantity.start], blanked[quantity.end :]):
                return cue.sign * as_percent(quantity).value
    return quantity.value


def _heading_path(sections: Path) -> str:
    return " / ".join(f"{section.number}{section.title}" for section in sections)


def _stated(report: Report, sentence: Sentence, figure: Figure) -> Row:
    start, end = sentence.span(figure.start, figure.end)
    label_start, label_end = sentence.span(*figure.label)
    return (
        common_fields(report, start, end)
        | _year(report, figure)
        | _number(figure)
        | {
            "indicator": figure.indicator,
            "label": " ".join(report.text[label_start:label_end].split()),
            "basis": "stated",
            "period": figure.period,
            "part_of": figure.part_of,
        }
    )


def _year(report: Report, told: Figure | ZeroStatement) -> Row:
    """Return the year that the words name, else the report's or one beside it, if that is known."""
    if told.year is not None:
        return {"year": told.year}
    return {"year": report.year.value + told.year_offset} if report.year else {}


def _number(figure: Figure) -> Row:
    """Return value, bounds and unit, in the unit of the indicator."""
    quantity, unit, scale = figure.quantity, figure.quantity.unit, 1.0
    if figure.indicator != UNCLASSIFIED:
        unit = indicators()[figure.indicator].unit
        scale = 10_000.0 if unit == "万元" else 1.0
    lower, upper = quantity.lower, quantity.upper
    if figure.sign < 0:
        lower, upper = _negative(upper), _negative(lower)
    return {
        "value": figure.sign * quantity.value / scale,
        "lower": "" if lower is None else lower / scale,
        "upper": "" if upper is None else upper / scale,
        "unit": unit,
    }


def _negative(bound: float | None) -> float | None:
    return None if bound is None else -bound


def _zero(report: Report, statement: ZeroStatement) -> Row:
    row = common_fields(report, statement.start, statement.end) | _year(report, statement)
    return row | {
        "indicator": statement.indicator,
        "label": indicators()[statement.indicator].zh,
        "value": 0,
        "lower": 0,
        "upper": 0,
        "unit": indicators()[statement.indicator].unit,
        "basis": "zero_statement",
        "period": statement.period,
    }


def _without_repeated_zeros(rows: list[Row]) -> Iterator[Row]:
    """Yield rows, an empty section's zero left out where its own sentence already says it."""
    seen: list[tuple[object, int, int]] = []
    for row in rows:
        start, end = int(str(row["start"])), int(str(row["end"]))
        if row["basis"] == "zero_statement":
            if any(row["indicator"] == i and s <= end and start <= e for i, s, e in seen):
                continue
            seen.append((row["indicator"], start, end))
        yield row


def _with_parents(rows: Iterator[Row]) -> list[Row]:
    """Return rows with ``part_of`` filled in where the codebook's parent is stated too."""
    complete = list(rows)
    stated = {row["indicator"] for row in complete if row["basis"] == "stated"}
    for row in complete:
        known = indicators().get(str(row["indicator"]))
        if known is None or row.get("part_of") or row["basis"] != "stated":
            continue
        if known.parent in stated:
            row["part_of"] = known.parent
    return complete

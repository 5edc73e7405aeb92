"""Cells of official tables as rows of observations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosure_analysis.extraction.codebook import UNCLASSIFIED, indicators
from disclosure_analysis.extraction.forms import FormFigure, FormReading, LocalFigure
from disclosure_analysis.extraction.masking import MASK
from disclosure_analysis.forms import CellValue, FormCell, form_cells
from disclosure_analysis.loaders import reading
from disclosure_analysis.report import Problem, Report, problem

Row = dict[str, object]

BY_APPLICANT = "applications_by_applicant"
_TOTAL = "tot"
_TEN_THOUSAND = 10_000


def form_rows(report: Report, forms: FormReading) -> Iterator[Row]:
    """Yield the rows of a document's official tables.

    A figure of one kind of applicant counts ``applications_by_applicant``, as a part of what the
    row's total counts, so that no indicator counts anything twice.

    Args:
        report: The document.
        forms: What was read of its tables; a money cell without a unit is added to its problems.
    """
    forms.problems += [one for one in missing_units(report, forms) if one not in forms.problems]
    for one in forms.figures:
        yield _figure_row(report, one)
    for other in forms.local:
        yield _local_row(report, other, forms)


def missing_units(report: Report, forms: FormReading) -> Iterator[Problem]:
    """Yield what is to be said of numbers that do not say whether they count 元 or 万元."""
    for one in forms.figures:
        if _lacks_unit(one.value, _unit(one, form_cells(one.form)[one.code])):
            yield problem("unit_missing", one.cell.start, row=_label(report, one))


def without_tables(report: Report, forms: FormReading) -> Report:
    """Return a document whose official tables are blanked out, so that its prose can be read."""
    tables = [report.tables[number] for number in forms.read]
    return replace(report, text=reading.without_tables(report.text, tables, MASK))


def common_fields(report: Report, start: int, end: int) -> Row:
    """Return what all rows of a report share, and where this one stands."""
    place = report.place
    year = report.year.value if report.year else ""
    return {
        "place_code": place.code if place else "",
        "place": place.full_name if place else "",
        "reporter": report.reporter,
        "body": report.body,
        "scope": report.scope,
        "report_year": year,
        "form": "narrative",
        "year": year,
        "start": start,
        "end": end,
        "quote": report.text[start:end],
        "origin": "document",
        "source": report.source,
    }


def _figure_row(report: Report, one: FormFigure) -> Row:
    cell = form_cells(one.form)[one.code]
    whole = one.applicant in ("", _TOTAL)
    indicator = cell.indicator if whole else BY_APPLICANT
    row = common_fields(report, one.cell.start, one.cell.end) | {
        "form": one.form,
        "indicator": indicator,
        "label": _label(report, one),
        "applicant": one.applicant,
        "part_of": cell.part_of if whole else cell.indicator,
        "cell": one.code,
        "period": one.period or cell.period,
    }
    year = one.year or (report.year.value if report.year else None)
    if year is not None:
        row["year"] = year + cell.year_offset
    return row | _value(one.value, _unit(one, cell), indicator)


def _label(report: Report, one: FormFigure) -> str:
    return " ".join(report.text[slice(*one.label)].split())


def _unit(one: FormFigure, cell: FormCell) -> str:
    """Return the unit that a number stands in: as the cell says, its heading, or the form."""
    if one.value.money:
        return "元"
    return one.unit or cell.unit


def _lacks_unit(value: CellValue, unit: str) -> bool:
    """Tell whether a number may be 元 or 万元; of nothing it does not matter."""
    return "|" in unit and bool(value.value)


def _value(value: CellValue, unit: str, indicator: str) -> Row:
    """Return value, bounds and unit in the unit of the indicator, and how they are stated."""
    wanted = indicators()[indicator].unit
    stated: Row = {
        "unit": wanted,
        "missing": value.missing,
        "basis": "zero_statement" if value.kind == "nothing" else "table",
    }
    if value.value is None:
        return stated
    if _lacks_unit(value, unit):
        return stated | _bounds(value, 1) | {"indicator": UNCLASSIFIED, "unit": "", "part_of": ""}
    return stated | _bounds(value, _scale(unit, wanted))


def _scale(unit: str, wanted: str) -> float:
    """Return by what a number in one unit is multiplied to stand in another."""
    return {("万元", "元"): _TEN_THOUSAND, ("元", "万元"): 1 / _TEN_THOUSAND}.get((unit, wanted), 1)


def _bounds(value: CellValue, scale: float) -> Row:
    return {
        "value": _scaled(value.value, scale),
        "lower": _scaled(value.lower, scale),
        "upper": _scaled(value.upper, scale),
    }


def _scaled(number: float | None, scale: float) -> float | str:
    if number is None:
        return ""
    # Dividing is exact where multiplying by the inverse is not.
    return number * scale if scale >= 1 else number / round(1 / scale)


def _local_row(report: Report, one: LocalFigure, forms: FormReading) -> Row:
    row = common_fields(report, one.cell.start, one.cell.end)
    form = one.form or next((other.form for other in forms.figures), "")
    return (
        row
        | {
            "form": form,
            "indicator": UNCLASSIFIED,
            "label": " ".join(one.label.split()),
            "applicant": one.applicant,
            "basis": "table",
            "period": "year",
            "unit": "元" if one.value.money else one.unit,
            "year": one.year or row["year"],
        }
        | _bounds(one.value, 1)
    )

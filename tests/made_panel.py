"""Observations of many made-up reports, in the shape and size of a national panel.

Figures are drawn at random within the sums that the official forms demand; some cells are blank,
some numbers in the text are approximate. A report is narrative up to 2013, holds the statistical
table of 2014 for some of 2014 to 2018, and the forms of 2019 and 2021 after. Whole columns are
made at once, so that a panel of thousands of places takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from disclosure_analysis.forms import ANNEX_2014, FORM_2019, FORM_2021, applicants, form_cells
from disclosure_analysis.observations import COLUMNS, INTEGERS, NUMBERS
from observation_rows import row

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.float64]


def cell_row(code: str, value: float, form: str = FORM_2021, **fields: Any) -> dict[str, Any]:
    """One cell of a form of 2022, the column of all applicants unless ``applicant`` tells another.

    For ``observation_rows.frame``.
    """
    known = form_cells(form)[code]
    told: dict[str, Any] = {
        "report_year": 2022,
        "form": form,
        "cell": code,
        "applicant": "tot" if code.startswith("T3.") else "",
        "part_of": known.part_of,
        "unit": known.unit.split("|")[-1],
        "basis": "table",
        "period": known.period,
    }
    kind = fields.get("applicant", "tot")
    if code.startswith("T3.") and kind != "tot":
        told |= {"indicator": "applications_by_applicant", "part_of": known.indicator}
    indicator = told.pop("indicator", known.indicator)
    return row(str(indicator), value, **(told | fields))


def blank_row(code: str, **fields: Any) -> dict[str, Any]:
    """One blank cell."""
    empty = {"value": "", "lower": "", "upper": "", "missing": "blank"}
    return cell_row(code, 0, **fields) | empty


KINDS = tuple(name for name in applicants().values() if name not in ("org", "tot"))
TOLD = (
    ("disclosed_total", "条", "", 9.0),
    ("disclosed_website", "条", "disclosed_total", 8.5),
    ("disclosed_weibo", "条", "disclosed_total", 6.0),
    ("website_visits", "人次", "", 12.0),
    ("policy_interpretations", "篇", "", 3.5),
    ("applications_received", "件", "", 3.0),
    ("applications_answered", "件", "", 3.0),
    ("reconsiderations", "件", "", 0.5),
    ("reading_points", "个", "", 2.0),
)
"""What the text tells: indicator, unit, total, and how large the number is (its logarithm)."""


class Row(NamedTuple):
    """One row for each of some reports: what they share, and the numbers of each."""

    reports: Integers
    texts: dict[str, str]
    value: Numbers
    lower: Numbers
    upper: Numbers


def made_observations(
    places: int = 12, years: Iterable[int] = range(2008, 2026), seed: int = 1
) -> pd.DataFrame:
    """Return the observations of made reports, columns and types of ``observations.COLUMNS``.

    Args:
        places: How many districts.
        years: The data years; each district reports in each.
        seed: Another seed gives other figures.
    """
    rng = np.random.default_rng(seed)
    years = list(years)
    year = np.tile(np.array(years, dtype="int64"), places)
    rows: list[Row] = []
    size = np.repeat(rng.normal(0.0, 1.0, places), len(years))
    for form in ("narrative", ANNEX_2014, FORM_2019, FORM_2021):
        chosen = np.flatnonzero(_forms(year, rng) == form)
        rows += _told(rng, chosen, size)
        if form != "narrative" and len(chosen):
            rows += _table(rng, form, chosen, size)
    return _frame(rows, places, years)


def _forms(year: Integers, rng: np.random.Generator) -> Any:
    annexed = np.random.default_rng(len(year)).random(len(year)) < 0.7
    del rng
    return np.select(
        [year < 2014, year < 2019, year < 2021],
        ["narrative", np.where(annexed, ANNEX_2014, "narrative"), FORM_2019],
        FORM_2021,
    )


def _told(rng: np.random.Generator, reports: Integers, size: Numbers) -> list[Row]:
    """Return what the text tells: most of it exactly, some of it as 余 or 万."""
    rows = []
    for indicator, unit, part_of, magnitude in TOLD:
        own = reports[rng.random(len(reports)) < 0.7]
        exact = np.floor(np.exp(magnitude + size[own] + rng.normal(0, 0.3, len(own))))
        vague = (rng.random(len(own)) < 0.2) & (exact >= 1000)
        written = np.where(vague, np.floor(exact / 100) * 100, exact)
        texts = {"indicator": indicator, "unit": unit, "part_of": part_of, "basis": "stated"}
        upper = np.where(vague, written + 99, written)
        rows.append(Row(own, texts, written, written, upper))
        again = own[rng.random(len(own)) < 0.1]
        repeated = np.isin(own, again)
        rows.append(Row(again, texts, written[repeated], written[repeated], upper[repeated]))
    return rows


def _table(rng: np.random.Generator, form: str, reports: Integers, size: Numbers) -> list[Row]:
    cells = [cell for cell in form_cells(form).values() if cell.unit]
    parents = {cell.parent for cell in cells}
    leaves = [cell.code for cell in cells if cell.code not in parents]
    # Items disclosed are many, requests are few.
    large = {code: 6.0 if code.startswith("1.2") else 0.5 for code in leaves}
    numbers = {code: _counts(rng, len(reports), size[reports] + large[code]) for code in leaves}
    channels = [numbers[code] for code in leaves if code.startswith("1.2.")]
    if channels:
        numbers["1.1"] = np.sum(channels, axis=0)
    rows = []
    for cell in reversed(cells):
        if cell.code.startswith("T3."):
            continue
        above = cell.parent if cell.code.endswith(".total") else cell.code
        under = [numbers[c.code] for c in cells if c.parent == above and c is not cell]
        sums = (
            len(under) > 1
            and cell.code not in numbers
            and (above == cell.parent or cell.code in parents)
        )
        numbers[cell.code] = (
            np.sum(under, axis=0)
            if sums
            else numbers.get(cell.code, _counts(rng, len(reports), size[reports]))
        )
        rows.append(_cell(rng, reports, cell, "", numbers[cell.code]))
    return rows[::-1] + (_part_three(rng, form, reports, size) if form != ANNEX_2014 else [])


def _counts(rng: np.random.Generator, count: int, size: Numbers) -> Numbers:
    return rng.poisson(np.exp(np.minimum(size, 9.0))).astype("float64")[:count]


def _part_three(rng: np.random.Generator, form: str, reports: Integers, size: Numbers) -> list[Row]:
    """Return the rows of part three, for each kind of applicants and all of them."""
    cells = [c for c in form_cells(form).values() if c.code.startswith("T3.") and c.unit]
    outcomes = [c.code for c in cells if c.code.startswith("T3.3.") and c.code != "T3.3.7"]
    rows, totals = [], {c.code: np.zeros(len(reports)) for c in cells}
    for kind in KINDS:
        less = 0.0 if kind == "nat" else 2.0
        found = {code: _counts(rng, len(reports), size[reports] - less) for code in outcomes}
        found["T3.3.7"] = np.sum(list(found.values()), axis=0)
        found["T3.2"] = np.minimum(_counts(rng, len(reports), size[reports] - 1), found["T3.3.7"])
        found["T3.4"] = _counts(rng, len(reports), size[reports] - 1)
        found["T3.1"] = found["T3.3.7"] + found["T3.4"] - found["T3.2"]
        rows += [_cell(rng, reports, c, kind, found[c.code]) for c in cells]
        totals = {code: totals[code] + found[code] for code in totals}
    return rows + [_cell(rng, reports, c, "tot", totals[c.code]) for c in cells]


def _cell(
    rng: np.random.Generator, reports: Integers, cell: Any, applicant: str, value: Numbers
) -> Row:
    whole = applicant in ("", "tot")
    texts = {
        "form": cell.form,
        "indicator": cell.indicator if whole else "applications_by_applicant",
        "part_of": cell.part_of if whole else cell.indicator,
        "applicant": applicant,
        "unit": cell.unit.split("|")[-1],
        "period": cell.period,
        "basis": "table",
        "cell": cell.code,
        "offset": str(cell.year_offset),
    }
    # Zeros are left blank now and then.
    shown = np.where((value == 0) & (rng.random(len(value)) < 0.1), np.nan, value)
    return Row(reports, texts, shown, shown, shown)


def _frame(rows: Sequence[Row], places: int, years: Sequence[int]) -> pd.DataFrame:
    sizes = [len(row.reports) for row in rows]
    report = np.concatenate([row.reports for row in rows])
    order = np.argsort(report, kind="stable")
    report = report[order]
    year = np.array(years, dtype="int64")[report % len(years)]
    district = report // len(years)
    number = np.arange(len(report))
    columns: dict[str, Any] = {name: _numbers(rows, name, order) for name in NUMBERS}
    for name in COLUMNS:
        if name not in (*NUMBERS, *INTEGERS, "id"):
            columns[name] = _shared(rows, name, sizes, order)
    columns |= _reporters(places, district)
    columns["report_year"] = year
    columns["year"] = year + _shared(rows, "offset", sizes, order).astype("int64")
    columns["start"], columns["end"] = number, number + 1
    for name in INTEGERS:
        columns[name] = pd.array(columns[name], dtype="Int64")
    columns["missing"] = pd.array(np.where(np.isnan(columns["value"]), "blank", ""), dtype="str")
    columns["id"] = pd.array(np.char.mod("o%010x", number), dtype="str")
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False)


def _numbers(rows: Sequence[Row], name: str, order: Integers) -> Numbers:
    result: Numbers = np.concatenate([getattr(row, name) for row in rows])[order]
    return result


_DEFAULTS = {"form": "narrative", "period": "year", "origin": "document", "offset": "0"}


def _shared(rows: Sequence[Row], name: str, sizes: Sequence[int], order: Integers) -> Any:
    told = [row.texts.get(name, _DEFAULTS.get(name, "")) for row in rows]
    return pd.array(told, dtype="str").take(np.repeat(np.arange(len(rows)), sizes)[order])


def _reporters(places: int, district: Integers) -> dict[str, Any]:
    names = [f"青石省白河市{number}区" for number in range(places)]
    texts = {
        "place_code": [f"{990000 + number}" for number in range(places)],
        "place": names,
        "reporter": [f"{name}人民政府" for name in names],
        "body": ["government"] * places,
        "scope": ["area"] * places,
        "source": [f"{number}.html" for number in range(places)],
    }
    return {name: pd.array(told, dtype="str").take(district) for name, told in texts.items()}

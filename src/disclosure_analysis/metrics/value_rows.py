"""Rows of values: the observations that can enter a value, as columns of numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import FORMS
from disclosure_analysis.metrics.eras import NARRATIVE, fitness
from disclosure_analysis.metrics.mentions import (
    ALL_APPLICANTS,
    LABELLED,
    NOT_OF_THE_YEAR,
    SERIES_KEY,
    SIGNED_UNITS,
    groups_without_cell,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Integers = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.float64]
    # Text columns as whole numbers, with the texts that they stand for.
    _Texts = dict[str, tuple[Integers, list[str]]]

_BY_APPLICANT = "applications_by_applicant"


@dataclass(frozen=True, slots=True)
class Reports:
    """Which report each row of the observations is of.

    Attributes:
        codes: The report of each row, -1 for rows without a data year.
        firsts: The position of the first row of each report.
        form: The official form that counts in each report, ``narrative`` if it holds none.
    """

    codes: Integers
    firsts: Integers
    form: npt.NDArray[np.object_]


def reports_of(observations: pd.DataFrame) -> Reports:
    """Return which report each row is of: those of one series and data year are one report."""
    import numpy as np

    years = observations["report_year"].fillna(-1).to_numpy("int64")
    codes = _combined([_codes(observations[name]) for name in SERIES_KEY] + [years])
    codes = np.where(years < 0, -1, codes)
    known = [*FORMS, *FORMS, NARRATIVE]
    count = int(codes.max(initial=-1)) + 1
    best = np.full(count, 2 * len(FORMS))
    kept = codes >= 0
    told = kept & (observations["year"].fillna(-2).to_numpy("int64") == years)
    np.minimum.at(best, codes[told], _fitness(observations["form"], years)[told])
    firsts = np.full(count, len(codes))
    np.minimum.at(firsts, codes[kept], np.flatnonzero(kept))
    return Reports(codes, firsts, np.array(known, dtype="object")[best])


def _fitness(forms: pd.Series[Any], years: Integers) -> Integers:
    """Return how well the form of each row fits its report's year, see ``eras.fitness``."""
    import numpy as np

    codes, names = _factorized(forms)
    pairs, place = np.unique(years * len(names) + codes, return_inverse=True)
    found = [fitness(names[pair % len(names)], pair // len(names)) for pair in pairs.tolist()]
    return taken(np.array(found, dtype="int64"), place)


def _factorized(column: pd.Series[Any]) -> tuple[Integers, list[str]]:
    """Return a text column as whole numbers, and the texts that they stand for."""
    import pandas as pd

    codes, names = pd.factorize(column, use_na_sentinel=False)
    return codes.astype("int64"), ["" if pd.isna(name) else str(name) for name in names]


def _codes(column: pd.Series[Any]) -> Integers:
    return _factorized(column)[0]


def _combined(parts: Sequence[Integers]) -> Integers:
    """Return one whole number for each combination, in the order of first appearance."""
    import pandas as pd

    combined = parts[0]
    for part in parts[1:]:
        combined, _ = pd.factorize(combined * (int(part.max(initial=0)) + 2) + part)
    return combined.astype("int64")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that can enter a value, as columns of numbers.

    Attributes:
        position: The row's place in the observations.
        report: Its report.
        indicator: Its indicator, a number of ``names``.
        applicant: The kind of applicants, a number of ``kinds``; 0 is all of them.
        cell: Its cell, a number of ``cells``; 0 is none.
        figure: Rows of one report with the same number are mentions of one figure.
        value: The number as written; NaN for a cell without a number.
        lower: Its least value, -inf for no bound.
        upper: Its greatest value, inf for no bound.
        coded: Whether it was coded by hand.
        names: The indicators.
        kinds: The kinds of applicants.
        cells: The cells' codes.
        ids: The id of each row.
        units: The unit of each row.
    """

    position: Integers
    report: Integers
    indicator: Integers
    applicant: Integers
    cell: Integers
    figure: Integers
    value: Numbers
    lower: Numbers
    upper: Numbers
    coded: npt.NDArray[np.bool_]
    names: list[str]
    kinds: list[str]
    cells: list[str]
    ids: npt.NDArray[np.object_]
    units: npt.NDArray[np.object_]

    def thing(self) -> Integers:
        """Return a number for each report, indicator and kind of applicant."""
        width, height = len(self.names), len(self.kinds)
        return (self.report * width + self.indicator) * height + self.applicant

    def where(self, kept: npt.NDArray[np.bool_]) -> Rows:
        """Return the rows that are kept."""
        columns = {name: getattr(self, name)[kept] for name in _COLUMNS}
        return Rows(**columns, names=self.names, kinds=self.kinds, cells=self.cells)


_COLUMNS = (
    *("position", "report", "indicator", "applicant", "cell", "figure"),
    *("value", "lower", "upper", "coded", "ids", "units"),
)


@cache
def stocks() -> frozenset[str]:
    """Return the indicators that count what there is, not what a year brought."""
    own = {row["indicator"] for row in table("indicators") if row["period"] == "cumulative"}
    return frozenset(
        own | {row["indicator"] for row in table("form_cells") if row["period"] == "cumulative"}
    )


@cache
def series_of_cells() -> Mapping[tuple[str, str], str]:
    """Return the series of single cells that share an indicator: (indicator, cell) → its name."""
    return {
        (row["part_of"], code): row["indicator"]
        for row in table("cell_series")
        for code in row["cells"].split()
    }


_TEXTS = ("indicator", "unit", "period", "part_of", "applicant", "cell", "origin")


def rows_of(observations: pd.DataFrame, reports: Reports) -> Rows:
    """Return the rows that can enter a value.

    Raises:
        InputError: A row's lower bound is above its upper bound.
    """
    texts = {name: _factorized(observations[name]) for name in _TEXTS}
    position = _of_own_year(observations, reports, texts)
    texts = {name: (codes[position], names) for name, (codes, names) in texts.items()}
    rows = _numbers(observations, position, reports, texts)
    return _documents_first(_with_cell_series(_renamed(rows, *texts["part_of"])))


def _of_own_year(observations: pd.DataFrame, reports: Reports, texts: _Texts) -> Integers:
    """Return the rows that speak of the report's own year and hold a number, or a blank of a group.

    Raises:
        InputError: A row's lower bound is above its upper bound.
    """
    import numpy as np

    lower, upper = (observations[name].to_numpy("float64") for name in ("lower", "upper"))
    stated = ~np.isnan(observations["value"].to_numpy("float64"))
    wrong = np.flatnonzero(stated & (lower > upper))
    if len(wrong):
        row = observations.iloc[int(wrong[0])]
        raise InputError(
            f"Observation {row['id']} ({row['indicator']}) has a lower bound of {row['lower']:g} "
            f"above its upper bound of {row['upper']:g}; correct the two bounds."
        )
    own = observations["year"].fillna(observations["report_year"]).fillna(-2).to_numpy("int64")
    own_year = own == observations["report_year"].fillna(-1).to_numpy("int64")
    grouped = {code for group in groups_without_cell() for code in group.cells}
    holds = stated | _in(texts["cell"], grouped)
    of_year = ~_in(texts["period"], NOT_OF_THE_YEAR)
    of_year |= _in(texts["period"], {"cumulative"}) & _in(texts["indicator"], stocks())
    kept = (reports.codes >= 0) & own_year & holds & of_year
    return np.flatnonzero(kept & _of_the_form(observations, reports, texts))


def _of_the_form(
    observations: pd.DataFrame, reports: Reports, texts: _Texts
) -> npt.NDArray[np.bool_]:
    """Tell cells of the form that counts in a report, and all that stands in no cell."""
    import numpy as np

    held = np.append(reports.form, NARRATIVE)[reports.codes]
    forms = observations["form"].to_numpy("object")
    own: npt.NDArray[np.bool_] = (forms == held) | ~observations["form"].isin(FORMS).to_numpy()
    return own | ~_in(texts["cell"], {name for name in texts["cell"][1] if name})


def _in(
    column: tuple[Integers, list[str]], names: frozenset[str] | set[str]
) -> npt.NDArray[np.bool_]:
    import numpy as np

    codes, found = column
    return taken(np.array([name in names for name in found], dtype="bool"), codes)


def _numbers(
    observations: pd.DataFrame, position: Integers, reports: Reports, texts: _Texts
) -> Rows:
    import numpy as np

    value = observations["value"].to_numpy("float64")[position]
    lower, upper = _bounds(observations, position, _in(texts["unit"], SIGNED_UNITS) | (value < 0))
    told = [texts[name][0] for name in _TEXTS if name != "origin"]
    cell, cells = _first_empty(*texts["cell"])
    applicant, kinds = _all_as_one(*texts["applicant"])
    return Rows(
        position=position,
        report=reports.codes[position],
        indicator=texts["indicator"][0],
        applicant=applicant,
        cell=cell,
        figure=_combined([reports.codes[position], *told]),
        value=value,
        lower=lower,
        upper=upper,
        coded=_in(texts["origin"], {"coded"}),
        names=texts["indicator"][1],
        kinds=kinds,
        cells=cells,
        ids=observations["id"].array.take(position).to_numpy("object"),
        units=taken(np.array(texts["unit"][1], dtype="object"), texts["unit"][0]),
    )


def _bounds(
    observations: pd.DataFrame, position: Integers, signed: npt.NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """Return least and greatest values; only signed numbers may be below zero."""
    import numpy as np

    lower, upper = (observations[n].to_numpy("float64")[position] for n in ("lower", "upper"))
    least = np.where(np.isnan(lower), np.where(signed, -np.inf, 0.0), lower)
    return least, np.where(np.isnan(upper), np.inf, upper)


def taken(known: npt.NDArray[Any], codes: Integers) -> npt.NDArray[Any]:
    """Return what codes stand for; no codes need nothing known."""
    result: npt.NDArray[Any] = known[codes] if len(codes) else known[:0]
    return result


def _first_empty(codes: Integers, names: list[str]) -> tuple[Integers, list[str]]:
    """Return codes and names with the empty name at 0."""
    import numpy as np

    ordered = ["", *(name for name in names if name)]
    place = {name: number for number, name in enumerate(ordered)}
    return taken(np.array([place[name] for name in names], dtype="int64"), codes), ordered


def _all_as_one(codes: Integers, names: list[str]) -> tuple[Integers, list[str]]:
    """Return the kinds of applicants; the total and no kind at all are the same, at 0."""
    return _first_empty(codes, ["" if name in ALL_APPLICANTS else name for name in names])


def _renamed(rows: Rows, part_of: Integers, wholes: Sequence[str]) -> Rows:
    """Give rows of one kind of applicants the indicator that they break down."""
    import numpy as np

    names = list(dict.fromkeys([*rows.names, *wholes]))
    place = {name: number for number, name in enumerate(names)}
    of_part = np.array([place[name] for name in wholes], dtype="int64")
    by_applicant = (rows.indicator == place.get(_BY_APPLICANT, -1)) & (rows.applicant > 0)
    indicator = np.where(by_applicant, taken(of_part, part_of), rows.indicator)
    return replace(rows, indicator=indicator, names=names)


def _with_cell_series(rows: Rows) -> Rows:
    """Add the rows of cells that have a series of their own, and drop what only labels tell."""
    import numpy as np

    known = series_of_cells()
    groups = groups_without_cell()
    summed = [group.indicator for group in groups]
    names = list(dict.fromkeys([*rows.names, *known.values(), *summed]))
    place = {name: number for number, name in enumerate(names)}
    lookup = np.full((len(names), len(rows.cells)), -1, dtype="int64")
    for (part_of, code), name in known.items():
        if part_of in place and code in rows.cells:
            lookup[place[part_of], rows.cells.index(code)] = place[name]
    own = lookup[rows.indicator, rows.cell]
    told_by_label = np.array([name in LABELLED or not name for name in names], dtype="bool")
    extra = np.flatnonzero((own >= 0) & (rows.applicant == 0))
    plain = np.flatnonzero(~told_by_label[rows.indicator])
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(rows, name)[plain], getattr(rows, name)[extra]])
        for name in _COLUMNS
    }
    columns["indicator"] = np.concatenate([rows.indicator[plain], own[extra]])
    shift = int(rows.figure.max(initial=-1)) + 1
    columns["figure"] = np.concatenate([rows.figure[plain], rows.figure[extra] + shift])
    cells = [*rows.cells, *(group.heading for group in groups)]
    return replace(rows, **columns, names=names, cells=cells)


def _documents_first(rows: Rows) -> Rows:
    """Drop what was coded by hand where a document gives the same figure."""
    import numpy as np

    if not rows.coded.any():
        return rows
    thing = rows.thing()
    given = np.unique(thing[~rows.coded & ~np.isnan(rows.value)])
    return rows.where(~(rows.coded & np.isin(thing, given)))

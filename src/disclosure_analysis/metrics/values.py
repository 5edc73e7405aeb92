"""Values: what each report says of each indicator for its own year, of many reports at once.

The meaning is that of ``mentions.figure_of``, for all reports, indicators and kinds of applicants
together: whole columns are worked on, never row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import FORMS, form_cells
from disclosure_analysis.metrics.mentions import (
    ALL_APPLICANTS,
    LABELLED,
    NOT_OF_THE_YEAR,
    SIGNED_UNITS,
    Group,
    cells_counting,
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

SERIES_KEY = ["place_code", "place", "reporter", "body", "scope"]
"""Columns that tell series apart."""

VALUE_COLUMNS = [
    *SERIES_KEY,
    *("form", "year", "indicator", "applicant", "unit", "value", "lower", "upper"),
    *("conflicting", "origin", "observation_ids"),
]
"""Columns of ``values``, in order."""

NARRATIVE = "narrative"
_BY_APPLICANT = "applications_by_applicant"


def values(observations: pd.DataFrame) -> pd.DataFrame:
    """Return what the reports state for their own data years, one row a figure.

    A table's cell goes before the running text; mentions of one figure count once, within what
    all of them allow, or where they contradict each other within what any allows; cells that count
    one indicator are added, and so are the rows of a group without a row for its sum (not granted,
    not processed); there a blank of one kind of applicants counts as zero if the total of its row
    is given. Stocks count only for indicators that are stocks. Where a series has figures both
    from documents and coded by hand, the document's stand.

    Args:
        observations: Observations of any number of reports, columns of ``observations.COLUMNS``.

    Returns:
        A frame with the columns of ``VALUE_COLUMNS``, one row a series, year, indicator and kind
        of applicant (empty for all of them), in that order of columns: ``form`` is the report's
        (``narrative`` without tables), ``year`` int64, ``value``, ``lower`` and ``upper`` float64
        in ``unit`` (NaN is no bound), ``conflicting`` bool, ``observation_ids`` joined by spaces.

    Raises:
        InputError: A row's lower bound is above its upper bound.
    """
    reports = _reports(observations)
    rows = _rows(observations, reports)
    figures = _cell_figures(rows)
    cells = _sums_of_cells(_with_group_sums(figures, rows))
    return _frame(observations, reports, [cells, _text_figures(rows, cells)])


@dataclass(frozen=True, slots=True)
class _Reports:
    """Which report each row of the observations is of.

    Attributes:
        codes: The report of each row, -1 for rows without a data year.
        firsts: The position of the first row of each report.
        form: The official form that each report holds, ``narrative`` if none.
    """

    codes: Integers
    firsts: Integers
    form: npt.NDArray[np.object_]


def _reports(observations: pd.DataFrame) -> _Reports:
    import numpy as np

    years = observations["report_year"].fillna(-1).to_numpy("int64")
    codes = _combined([_codes(observations[name]) for name in SERIES_KEY] + [years])
    codes = np.where(years < 0, -1, codes)
    known = [*FORMS, NARRATIVE]
    own, names = _factorized(observations["form"])
    rank = {name: number for number, name in enumerate(known)}
    ranks = np.array([rank.get(name, len(FORMS)) for name in names], dtype="int64")
    count = int(codes.max(initial=-1)) + 1
    best = np.full(count, len(FORMS))
    kept = codes >= 0
    np.minimum.at(best, codes[kept], ranks[own[kept]])
    firsts = np.full(count, len(codes))
    np.minimum.at(firsts, codes[kept], np.flatnonzero(kept))
    return _Reports(codes, firsts, np.array(known, dtype="object")[best])


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
class _Rows:
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

    def where(self, kept: npt.NDArray[np.bool_]) -> _Rows:
        """Return the rows that are kept."""
        columns = {name: getattr(self, name)[kept] for name in _COLUMNS}
        return _Rows(**columns, names=self.names, kinds=self.kinds, cells=self.cells)


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


def _rows(observations: pd.DataFrame, reports: _Reports) -> _Rows:
    texts = {name: _factorized(observations[name]) for name in _TEXTS}
    position = _of_own_year(observations, reports, texts)
    texts = {name: (codes[position], names) for name, (codes, names) in texts.items()}
    rows = _numbers(observations, position, reports, texts)
    return _documents_first(_with_cell_series(_renamed(rows, *texts["part_of"])))


def _of_own_year(observations: pd.DataFrame, reports: _Reports, texts: _Texts) -> Integers:
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
    return np.flatnonzero((reports.codes >= 0) & own_year & holds & of_year)


def _in(
    column: tuple[Integers, list[str]], names: frozenset[str] | set[str]
) -> npt.NDArray[np.bool_]:
    import numpy as np

    codes, found = column
    return _taken(np.array([name in names for name in found], dtype="bool"), codes)


def _numbers(
    observations: pd.DataFrame, position: Integers, reports: _Reports, texts: _Texts
) -> _Rows:
    import numpy as np

    value, lower, upper = (
        observations[name].to_numpy("float64")[position] for name in ("value", "lower", "upper")
    )
    signed = _in(texts["unit"], SIGNED_UNITS) | (value < 0)
    told = [texts[name][0] for name in _TEXTS if name != "origin"]
    cell, cells = _first_empty(*texts["cell"])
    applicant, kinds = _all_as_one(*texts["applicant"])
    units = np.array(texts["unit"][1], dtype="object")
    return _Rows(
        position=position,
        report=reports.codes[position],
        indicator=texts["indicator"][0],
        applicant=applicant,
        cell=cell,
        figure=_combined([reports.codes[position], *told]),
        value=value,
        lower=np.where(np.isnan(lower), np.where(signed, -np.inf, 0.0), lower),
        upper=np.where(np.isnan(upper), np.inf, upper),
        coded=_in(texts["origin"], {"coded"}),
        names=texts["indicator"][1],
        kinds=kinds,
        cells=cells,
        ids=observations["id"].array.take(position).to_numpy("object"),
        units=_taken(units, texts["unit"][0]),
    )


def _taken(known: npt.NDArray[Any], codes: Integers) -> npt.NDArray[Any]:
    result: npt.NDArray[Any] = known[codes] if len(codes) else known[:0]
    return result


def _first_empty(codes: Integers, names: list[str]) -> tuple[Integers, list[str]]:
    """Return codes and names with the empty name at 0."""
    import numpy as np

    ordered = ["", *(name for name in names if name)]
    place = {name: number for number, name in enumerate(ordered)}
    return _taken(np.array([place[name] for name in names], dtype="int64"), codes), ordered


def _all_as_one(codes: Integers, names: list[str]) -> tuple[Integers, list[str]]:
    """Return the kinds of applicants; the total and no kind at all are the same, at 0."""
    return _first_empty(codes, ["" if name in ALL_APPLICANTS else name for name in names])


def _renamed(rows: _Rows, part_of: Integers, wholes: Sequence[str]) -> _Rows:
    """Give rows of one kind of applicants the indicator that they break down."""
    import numpy as np

    names = list(dict.fromkeys([*rows.names, *wholes]))
    place = {name: number for number, name in enumerate(names)}
    of_part = np.array([place[name] for name in wholes], dtype="int64")
    by_applicant = (rows.indicator == place.get(_BY_APPLICANT, -1)) & (rows.applicant > 0)
    indicator = np.where(by_applicant, _taken(of_part, part_of), rows.indicator)
    return _replaced(rows, indicator=indicator, names=names)


def _replaced(rows: _Rows, **columns: Any) -> _Rows:
    from dataclasses import replace

    return replace(rows, **columns)


def _with_cell_series(rows: _Rows) -> _Rows:
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
    columns = {
        name: np.concatenate([getattr(rows, name)[plain], getattr(rows, name)[extra]])
        for name in _COLUMNS
    }
    columns["indicator"] = np.concatenate([rows.indicator[plain], own[extra]])
    shift = int(rows.figure.max(initial=-1)) + 1
    columns["figure"] = np.concatenate([rows.figure[plain], rows.figure[extra] + shift])
    cells = [*rows.cells, *(group.heading for group in groups)]
    return _replaced(rows, **columns, names=names, cells=cells)


def _documents_first(rows: _Rows) -> _Rows:
    """Drop what was coded by hand where a document gives the same figure."""
    import numpy as np

    if not rows.coded.any():
        return rows
    thing = rows.thing()
    given = np.unique(thing[~rows.coded & ~np.isnan(rows.value)])
    return rows.where(~(rows.coded & np.isin(thing, given)))


@dataclass(frozen=True, slots=True)
class _Figures:
    """Figures: rows joined; columns as in ``_Rows``.

    Attributes:
        thing: The report, indicator and kind of applicants, as ``_Rows.thing`` numbers them.
        cell: The cell, 0 for none.
        first: The position of the first row in the observations.
        value: The number as written.
        lower: The least value.
        upper: The greatest value.
        conflicting: Whether the mentions contradict each other.
        ids: The ids of the rows, joined by spaces.
        unit: The unit.
        rows: The rows that they were made of, for the names.
    """

    thing: Integers
    cell: Integers
    first: Integers
    value: Numbers
    lower: Numbers
    upper: Numbers
    conflicting: npt.NDArray[np.bool_]
    ids: npt.NDArray[np.object_]
    unit: npt.NDArray[np.object_]
    rows: _Rows

    @property
    def indicator(self) -> Integers:
        """The indicator, a number of ``rows.names``."""
        result: Integers = self.thing // len(self.rows.kinds) % len(self.rows.names)
        return result


def _joined(rows: _Rows, groups: Integers) -> _Figures:
    """Join the rows of each group into a figure, as ``mentions.join`` does."""
    import numpy as np

    order = np.lexsort((rows.position, rows.figure, groups))
    starts, sizes = _runs(groups[order])
    value, lower, upper = rows.value[order], rows.lower[order], rows.upper[order]
    if not len(starts):
        return _figures(rows, order, starts, [value, lower, upper], np.zeros(0, dtype="bool"))
    low, high = np.maximum.reduceat(lower, starts), np.minimum.reduceat(upper, starts)
    conflicting = low > high
    low = np.where(conflicting, np.minimum.reduceat(lower, starts), low)
    high = np.where(conflicting, np.maximum.reduceat(upper, starts), high)
    chosen = np.where(conflicting, starts, _sharpest(upper - lower, starts, sizes))
    return _figures(rows, order, starts, [value[chosen], low, high], conflicting)


def _runs(ordered: Integers) -> tuple[Integers, Integers]:
    """Return where each run of equal numbers starts, and how long it is."""
    import numpy as np

    changes = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    return changes, np.diff(changes, append=len(ordered))


def _sharpest(widths: Numbers, starts: Integers, sizes: Integers) -> Integers:
    """Return the first of the most precise rows of each run."""
    import numpy as np

    least = np.repeat(np.minimum.reduceat(widths, starts), sizes)
    places = np.where(widths == least, np.arange(len(widths)), len(widths))
    result: Integers = np.minimum.reduceat(places, starts)
    return result


def _figures(
    rows: _Rows,
    order: Integers,
    starts: Integers,
    numbers: Sequence[Numbers],
    conflicting: npt.NDArray[np.bool_],
) -> _Figures:
    firsts = order[starts]
    value, lower, upper = numbers
    return _Figures(
        thing=rows.thing()[firsts],
        cell=rows.cell[firsts],
        first=rows.position[firsts],
        value=value,
        lower=lower,
        upper=upper,
        conflicting=conflicting,
        ids=_chained(*_without_repeats(rows.ids[order], starts)),
        unit=rows.units[firsts],
        rows=rows,
    )


def _chained(ids: npt.NDArray[np.object_], starts: Integers) -> npt.NDArray[np.object_]:
    """Return the texts of each run joined by spaces: round by round, the n-th of all runs."""
    import numpy as np

    ends = np.append(starts[1:], len(ids))
    chained = ids[starts].copy()
    longer = np.flatnonzero(ends - starts > 1)
    place = 1
    while len(longer):
        chained[longer] = chained[longer] + " " + ids[starts[longer] + place]
        place += 1
        longer = longer[(ends - starts)[longer] > place]
    return chained


def _without_repeats(
    ids: npt.NDArray[np.object_], starts: Integers
) -> tuple[npt.NDArray[np.object_], Integers]:
    """Return the texts of each run, each once, and where the runs start then."""
    import numpy as np
    import pandas as pd

    run = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ids)))
    several = np.flatnonzero(np.bincount(run, minlength=1)[run] > 1) if len(ids) else run
    again = pd.DataFrame({"run": run[several], "id": ids[several]}).duplicated().to_numpy()
    if not again.any():
        return ids, starts
    kept = np.ones(len(ids), dtype="bool")
    kept[several[again]] = False
    return ids[kept], _runs(run[kept])[0]


def _cell_figures(rows: _Rows) -> _Figures:
    """Return the figures of cells: one for each cell of a report."""
    import numpy as np

    stated = rows.where((rows.cell > 0) & ~np.isnan(rows.value))
    return _joined(stated, stated.figure)


def _text_figures(rows: _Rows, tabled: _Figures) -> _Figures:
    """Return the figures of the running text that no table states."""
    import numpy as np

    said = rows.where((rows.cell == 0) & ~np.isnan(rows.value))
    # What tables state is in order.
    place = np.searchsorted(tabled.thing, said.thing())
    known = np.append(tabled.thing, -1)[place] == said.thing()
    said = said.where(~known)
    return _joined(said, said.thing())


def _added(figures: _Figures, groups: Integers, order: Integers) -> tuple[_Figures, Integers]:
    """Return the sums of groups of figures, and where each group starts in the order."""
    import numpy as np

    starts, _ = _runs(groups[order])
    firsts = order[starts]

    def summed(column: Numbers) -> Numbers:
        result: Numbers = np.add.reduceat(column[order], starts) if len(starts) else column[:0]
        return result

    conflicts = figures.conflicting[order]
    conflicting = np.logical_or.reduceat(conflicts, starts) if len(starts) else conflicts
    sums = _replaced_figures(
        figures,
        thing=figures.thing[firsts],
        cell=figures.cell[firsts],
        first=figures.first[firsts],
        value=summed(figures.value),
        lower=summed(figures.lower),
        upper=summed(figures.upper),
        conflicting=conflicting,
        ids=_chained(figures.ids[order], starts),
        unit=figures.unit[firsts],
    )
    return sums, starts


def _replaced_figures(figures: _Figures, **columns: Any) -> _Figures:
    from dataclasses import replace

    return replace(figures, **columns)


_FIGURE_COLUMNS = (
    *("thing", "cell", "first", "value", "lower", "upper", "conflicting", "ids", "unit"),
)


def _stacked(figures: Sequence[_Figures]) -> _Figures:
    import numpy as np

    return _replaced_figures(
        figures[0],
        **{
            name: np.concatenate([getattr(one, name) for one in figures])
            for name in _FIGURE_COLUMNS
        },
    )


def _with_group_sums(figures: _Figures, rows: _Rows) -> _Figures:
    """Add the sums of groups that have no cell for them, as figures of their heading's cell."""
    sums = [_group_sum(figures, rows, group) for group in groups_without_cell()]
    return _stacked([figures, *sums])


def _group_sum(figures: _Figures, rows: _Rows, group: Group) -> _Figures:
    import numpy as np

    names, kinds, cells = figures.rows.names, len(figures.rows.kinds), figures.rows.cells
    places = {code: n for n, code in enumerate(group.cells)}
    place = np.array([places.get(code, -1) for code in cells], dtype="int64")
    main = ~np.isin(figures.indicator, _extra_names(names))
    chosen = np.flatnonzero((place[figures.cell] >= 0) & main)
    report = figures.thing[chosen] // (kinds * len(names))
    column = report * kinds + figures.thing[chosen] % kinds
    # Of two figures of one cell the later one stands, as in ``mentions``.
    key = column * len(places) + place[figures.cell[chosen]]
    last = len(key) - 1 - np.unique(key[::-1], return_index=True)[1]
    chosen, column, key = chosen[last], column[last], key[last]
    counted = _counted_blanks(figures, rows, group, column, key)
    whole = np.isin(column, counted)
    chosen, column, key = chosen[whole], column[whole], key[whole]
    summed, _ = _added(_picked(figures, chosen), column, np.argsort(key, kind="stable"))
    of_group = (summed.thing // (kinds * len(names))) * len(names) + names.index(group.indicator)
    return _replaced_figures(
        summed,
        thing=of_group * kinds + summed.thing % kinds,
        cell=np.full(len(summed.thing), cells.index(group.heading)),
    )


def _extra_names(names: Sequence[str]) -> Integers:
    """Return the numbers of the series of single cells, which repeat cells of others."""
    import numpy as np

    extra = set(series_of_cells().values())
    return np.array([n for n, name in enumerate(names) if name in extra], dtype="int64")


def _picked(figures: _Figures, chosen: Integers) -> _Figures:
    columns = {name: getattr(figures, name)[chosen] for name in _FIGURE_COLUMNS}
    return _replaced_figures(figures, **columns)


def _counted_blanks(
    figures: _Figures, rows: _Rows, group: Group, column: Integers, key: Integers
) -> Integers:
    """Return the columns of a group in which every cell holds a number or counts as zero.

    A blank, a dash or a slash of one kind of applicants counts as zero where the total of its row
    is given.
    """
    import numpy as np

    kinds, width = len(figures.rows.kinds), len(group.cells)
    places = {code: n for n, code in enumerate(group.cells)}
    place = np.array([places.get(code, -1) for code in rows.cells], dtype="int64")
    blank = np.flatnonzero(np.isnan(rows.value) & (place[rows.cell] >= 0) & (rows.applicant > 0))
    row_total = rows.report[blank] * kinds * width + place[rows.cell[blank]]
    blank = blank[np.isin(row_total, key[column % kinds == 0])]
    in_column = rows.report[blank] * kinds + rows.applicant[blank]
    zero = in_column * width + place[rows.cell[blank]]
    filled = np.unique(np.concatenate([key, zero]))
    found, sizes = np.unique(filled // width, return_counts=True)
    result: Integers = np.intersect1d(found[sizes == width], column)
    return result


def _sums_of_cells(figures: _Figures) -> _Figures:
    """Add the cells that count one thing; without all of its cells a sum has no upper bound."""
    import numpy as np

    order = np.lexsort((np.arange(len(figures.thing)), figures.thing))
    sums, starts = _added(figures, figures.thing, order)
    if not len(starts):
        return sums
    open_above = ~_complete(figures, order, starts)
    return _replaced_figures(sums, upper=np.where(open_above, np.inf, sums.upper))


def _complete(figures: _Figures, order: Integers, starts: Integers) -> npt.NDArray[np.bool_]:
    """Tell which groups hold all cells of their indicator, or the heading of a group alone."""
    import numpy as np
    import pandas as pd

    # Cells are told apart by bits: an indicator has few of them.
    indicator = figures.indicator
    bits = np.zeros((len(figures.rows.names), len(figures.rows.cells)), dtype="int64")
    pairs = np.flatnonzero(np.bincount(indicator * len(figures.rows.cells) + figures.cell))
    used: dict[int, list[int]] = {}
    for pair in pairs.tolist():
        name, cell = divmod(pair, len(figures.rows.cells))
        used.setdefault(name, []).append(cell)
        bits[name, cell] = 1 << (len(used[name]) - 1)
    masks = np.bitwise_or.reduceat(bits[indicator, figures.cell][order], starts)
    wide = 1 << max(map(len, used.values()))
    place, found = pd.factorize(indicator[order[starts]] * wide + masks)
    told = [divmod(pair, wide) for pair in found.tolist()]
    whole = [_is_whole(figures.rows, used[name], name, mask) for name, mask in told]
    return _taken(np.array(whole, dtype="bool"), place)


def _is_whole(rows: _Rows, used: Sequence[int], name: int, mask: int) -> bool:
    codes = frozenset(rows.cells[cell] for n, cell in enumerate(used) if mask >> n & 1)
    headings = {group.heading for group in groups_without_cell()}
    return (
        codes in cells_counting(rows.names[name])
        or codes in _cells_of_series(rows.names[name])
        or (len(codes) == 1 and codes <= headings)
    )


@cache
def _cells_of_series(name: str) -> frozenset[frozenset[str]]:
    """Return the cells of a series of single cells, one set for each form."""
    codes = {code for (_, code), series in series_of_cells().items() if series == name}
    return frozenset(frozenset(codes & set(form_cells(form))) for form in FORMS if codes)


def _frame(
    observations: pd.DataFrame, reports: _Reports, figures: Sequence[_Figures]
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    told = figures[0].rows
    keys = observations.iloc[reports.firsts]
    both = _picked(_stacked(figures), _order(figures, keys))
    kinds, names = len(told.kinds), len(told.names)
    report = both.thing // (kinds * names)
    columns: dict[str, Any] = {
        name: keys[name].fillna("").astype("str").array.take(report) for name in SERIES_KEY
    }
    columns["form"] = pd.array(reports.form, dtype="str").take(report)
    columns["year"] = keys["report_year"].to_numpy("int64")[report]
    columns["indicator"] = pd.array(told.names, dtype="str").take(both.indicator)
    columns["applicant"] = pd.array(told.kinds, dtype="str").take(both.thing % kinds)
    columns["unit"] = pd.array(both.unit, dtype="str")
    columns["value"] = both.value
    columns["lower"] = np.where(np.isinf(both.lower), np.nan, both.lower)
    columns["upper"] = np.where(np.isinf(both.upper), np.nan, both.upper)
    columns["conflicting"] = both.conflicting
    columns["origin"] = observations["origin"].iloc[both.first].astype("str").array
    columns["observation_ids"] = pd.array(both.ids, dtype="str")
    return pd.DataFrame({name: columns[name] for name in VALUE_COLUMNS}, copy=False)


def _order(figures: Sequence[_Figures], keys: pd.DataFrame) -> Integers:
    """Return the order of series, year, indicator and kind; few texts are compared for it."""
    import numpy as np

    told, thing = figures[0].rows, np.concatenate([one.thing for one in figures])
    kinds, names = len(told.kinds), len(told.names)
    sorted_keys = keys.reset_index(drop=True).sort_values([*SERIES_KEY, "report_year"])
    of_report = _ranks(sorted_keys.index.to_numpy("int64"))
    of_name, of_kind = (_ranks(np.argsort(np.array(n))) for n in (told.names, told.kinds))
    report, name = of_report[thing // (kinds * names)], of_name[thing // kinds % names]
    result: Integers = np.argsort((report * names + name) * kinds + of_kind[thing % kinds])
    return result


def _ranks(order: Integers) -> Integers:
    import numpy as np

    ranks = np.empty(len(order), dtype="int64")
    ranks[order] = np.arange(len(order))
    return ranks

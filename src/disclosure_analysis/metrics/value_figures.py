"""Figures of values: rows joined into figures, figures into sums, for all reports at once.

The meaning is that of ``mentions``: ``join``, ``sum_of_cells`` and the sums of groups.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from disclosure_analysis.forms import FORMS, form_cells
from disclosure_analysis.metrics.mentions import Group, cells_counting, groups_without_cell
from disclosure_analysis.metrics.value_rows import Rows, series_of_cells, taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Integers = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures: rows joined; columns as in ``Rows``.

    Attributes:
        thing: The report, indicator and kind of applicants, as ``Rows.thing`` numbers them.
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
    rows: Rows

    @property
    def indicator(self) -> Integers:
        """The indicator, a number of ``rows.names``."""
        result: Integers = self.thing // len(self.rows.kinds) % len(self.rows.names)
        return result


def _joined(rows: Rows, groups: Integers) -> Figures:
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
    rows: Rows,
    order: Integers,
    starts: Integers,
    numbers: Sequence[Numbers],
    conflicting: npt.NDArray[np.bool_],
) -> Figures:
    firsts = order[starts]
    value, lower, upper = numbers
    return Figures(
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


def cell_figures(rows: Rows) -> Figures:
    """Return the figures of cells: one for each cell of a report."""
    import numpy as np

    stated = rows.where((rows.cell > 0) & ~np.isnan(rows.value))
    return _joined(stated, stated.figure)


def text_figures(rows: Rows, tabled: Figures) -> Figures:
    """Return the figures of the running text that no table states."""
    import numpy as np

    said = rows.where((rows.cell == 0) & ~np.isnan(rows.value))
    # What tables state is in order.
    place = np.searchsorted(tabled.thing, said.thing())
    known = np.append(tabled.thing, -1)[place] == said.thing()
    said = said.where(~known)
    return _joined(said, said.thing())


def _added(figures: Figures, groups: Integers, order: Integers) -> tuple[Figures, Integers]:
    """Return the sums of groups of figures, and where each group starts in the order."""
    import numpy as np

    starts, _ = _runs(groups[order])
    firsts = order[starts]

    def summed(column: Numbers) -> Numbers:
        result: Numbers = np.add.reduceat(column[order], starts) if len(starts) else column[:0]
        return result

    conflicts = figures.conflicting[order]
    conflicting = np.logical_or.reduceat(conflicts, starts) if len(starts) else conflicts
    sums = replace(
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


COLUMNS = (*("thing", "cell", "first", "value", "lower", "upper", "conflicting", "ids", "unit"),)


def stacked(figures: Sequence[Figures]) -> Figures:
    """Return figures one after another."""
    import numpy as np

    columns: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in figures]) for name in COLUMNS
    }
    return replace(figures[0], **columns)


def with_group_sums(figures: Figures, rows: Rows) -> Figures:
    """Add the sums of groups that have no cell for them, as figures of their heading's cell."""
    sums = [_group_sum(figures, rows, group) for group in groups_without_cell()]
    return stacked([figures, *sums])


def _group_sum(figures: Figures, rows: Rows, group: Group) -> Figures:
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
    summed, _ = _added(picked(figures, chosen), column, np.argsort(key, kind="stable"))
    of_group = (summed.thing // (kinds * len(names))) * len(names) + names.index(group.indicator)
    return replace(
        summed,
        thing=of_group * kinds + summed.thing % kinds,
        cell=np.full(len(summed.thing), cells.index(group.heading)),
    )


def _extra_names(names: Sequence[str]) -> Integers:
    """Return the numbers of the series of single cells, which repeat cells of others."""
    import numpy as np

    extra = set(series_of_cells().values())
    return np.array([n for n, name in enumerate(names) if name in extra], dtype="int64")


def picked(figures: Figures, chosen: Integers) -> Figures:
    """Return the figures at places, in their order."""
    columns = {name: getattr(figures, name)[chosen] for name in COLUMNS}
    return replace(figures, **columns)


def _counted_blanks(
    figures: Figures, rows: Rows, group: Group, column: Integers, key: Integers
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


def sums_of_cells(figures: Figures) -> Figures:
    """Add the cells that count one thing; without all of its cells a sum has no upper bound."""
    import numpy as np

    order = np.lexsort((np.arange(len(figures.thing)), figures.thing))
    sums, starts = _added(figures, figures.thing, order)
    if not len(starts):
        return sums
    open_above = ~_complete(figures, order, starts)
    return replace(sums, upper=np.where(open_above, np.inf, sums.upper))


def _complete(figures: Figures, order: Integers, starts: Integers) -> npt.NDArray[np.bool_]:
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
    return taken(np.array(whole, dtype="bool"), place)


def _is_whole(rows: Rows, used: Sequence[int], name: int, mask: int) -> bool:
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

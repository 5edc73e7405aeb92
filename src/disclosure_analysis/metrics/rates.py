"""Rates: ratios, sums and concentrations of the values of many reports, defined in metrics.csv."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.forms import FORMS
from disclosure_analysis.metrics.concentration import (
    MOST_UNCERTAIN_PARTS,
    effective_number,
    herfindahl_bounds,
    normalised,
)
from disclosure_analysis.metrics.definitions import (
    RATIO,
    Definition,
    Term,
    bridges,
    definitions,
    named_metrics,
)
from disclosure_analysis.metrics.fractions import fraction_bounds
from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.mentions import SIGNED_UNITS
from disclosure_analysis.metrics.rows import (
    SMALL_BASE,
    Block,
    blocks_frame,
    joined_warnings,
    label_of,
)
from disclosure_analysis.metrics.values import NARRATIVE, SERIES_KEY
from disclosure_analysis.metrics.wording import indicator_name, listing, warning

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Integers = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


def rates(values: pd.DataFrame, names: Iterable[str] = (), lang: str = "zh") -> pd.DataFrame:
    """Return the ratios that ``metrics.csv`` defines, of every report whose form has them.

    A row stands for each ratio of which the report states anything. Value and bounds are NaN with
    a warning where a figure is not stated, the denominator is zero, a part is greater than its
    whole, units differ, or figures of the table and of the text would mix. Bounds are exact over
    the box of all figures (see ``fractions``); a share never exceeds 100 per cent.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``.
        names: The ratios wanted, all if none are named.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``SERIES_KEY`` and ``METRIC_COLUMNS``, in the order of series,
        year and ``metrics.csv``.

    Raises:
        InputError: A name is not that of a ratio.
    """
    import numpy as np
    import pandas as pd

    wanted = set(named_metrics(names))
    grid = grid_of(values)
    blocks, places = [], []
    at_hand = [(n, d) for n, d in enumerate(definitions()) if d.forms & set(grid.form)]
    chosen = [(number, one) for number, one in at_hand if one.metric in wanted]
    # A definition without reports still gives the columns.
    for number, one in chosen or enumerate(definitions()[:1]):
        block, report = block_of(one, grid, lang)
        blocks.append(block)
        places.append(np.stack([report, np.full(len(report), number)]))
    place = np.concatenate(places, axis=1)
    order = np.lexsort((place[1], place[0]))
    found = blocks_frame(blocks).take(order).reset_index(drop=True)
    keys = grid.reports[SERIES_KEY].take(place[0][order]).reset_index(drop=True)
    return pd.concat([keys, found], axis=1)


def with_bridges(values: pd.DataFrame) -> pd.DataFrame:
    """Return values with the sums that carry a series over a change of form (crosswalk.csv).

    They are indicators of their own: ``applications_granted_broad``, ``applications_not_held``,
    ``reconsiderations_closed``, ``lawsuits_closed``. Values that have them already stay as they
    are. Form and origin of a sum are those of its first term.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``.

    Returns:
        A frame with the same columns, the sums behind the values.
    """
    import pandas as pd

    grid, known = grid_of(values), values[values["indicator"].isin(bridges())]
    sums = [_bridge(one, grid, values) for one in definitions() if one.metric in bridges()]
    found = pd.concat([known, *sums]).drop_duplicates([*SERIES_KEY, "year", "indicator"])
    return pd.concat([values, found.iloc[len(known) :]], ignore_index=True)


def _bridge(one: Definition, grid: Grid, values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a sum as values, where every figure of it is stated."""
    import numpy as np

    block, report = block_of(one, grid, "zh")
    stated = ~np.isnan(block.numbers["value"])
    places = np.stack([grid.places(term) for term in one.terms])[:, report[stated]]
    numbers = {name: block.numbers[name][stated] for name in ("value", "lower", "upper")}
    return values.take(places[0]).assign(
        indicator=one.metric,
        unit=one.unit,
        conflicting=np.logical_or.reduce(list(grid.conflicting[places])),
        observation_ids=block.ids[stated],
        **numbers,
    )


BASES = (*FORMS, NARRATIVE)
"""Where a figure may stand: in the cell of a form, or else in running text."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Values by report, for definitions to look their figures up.

    Attributes:
        reports: One row a report: series and year, in order.
        year: The year of each.
        scope: The scope of each, a number of ``scopes``.
        scopes: The scopes.
        form: The form of each: that of any of its figures, or else ``narrative``.
        rows: The rows of each indicator and kind of applicants in the values.
        report: The report of each row of the values.
        before: The report of the same series of the year before; behind the last if none.
        value: The values as written, a zero behind them.
        lower: Their least values, likewise; -inf for no bound.
        upper: Their greatest values, likewise; inf for no bound.
        conflicting: Whether their mentions contradict each other, likewise.
        basis: The form that each stands in, a number of ``BASES``, -1 behind them.
        unit: The unit of each, a number of ``units``, -1 behind them.
        units: The units.
        ids: The ids of their observations with a space before, an empty text behind them.
    """

    reports: pd.DataFrame
    year: Integers
    scope: Integers
    scopes: list[str]
    form: npt.NDArray[np.object_]
    rows: dict[tuple[str, str], Integers]
    report: Integers
    before: Integers
    value: Numbers
    lower: Numbers
    upper: Numbers
    conflicting: Flags
    basis: Integers
    unit: Integers
    units: list[str]
    ids: npt.NDArray[np.object_]

    def places(self, term: Term) -> Integers:
        """Return the row of the values in which each report states a figure, -1 if none."""
        import numpy as np

        found = np.full(len(self.year) + 1, -1, dtype="int64")
        rows = self.rows.get((term.indicator, term.applicant))
        if rows is not None:
            found[self.report[rows]] = rows
        return found[self.before] if term.lag else found[:-1]


def grid_of(values: pd.DataFrame) -> Grid:
    """Return values by report; ``values`` has the columns of ``values.VALUE_COLUMNS``."""
    import numpy as np
    import pandas as pd

    by_report = values.groupby([*SERIES_KEY, "year"], sort=True)
    report = np.asarray(by_report.ngroup(), dtype="int64")
    _, firsts = np.unique(report, return_index=True)
    reports = values[[*SERIES_KEY, "year"]].take(firsts).reset_index(drop=True)
    rows: dict[Any, Any] = values.groupby(["indicator", "applicant"], sort=False).indices
    unit, units = pd.factorize(values["unit"])
    scope, scopes = pd.factorize(reports["scope"])
    basis = _basis(values["form"])
    best = np.full(len(reports), len(FORMS))
    np.minimum.at(best, report, basis)
    return Grid(
        reports=reports,
        year=reports["year"].to_numpy("int64"),
        scope=scope.astype("int64"),
        scopes=[str(name) for name in scopes],
        form=np.array(BASES, dtype="object")[best],
        rows=rows,
        report=report,
        before=_before(reports),
        value=np.append(values["value"].to_numpy("float64"), 0.0),
        lower=_with_open_ends(values["lower"], -np.inf),
        upper=_with_open_ends(values["upper"], np.inf),
        conflicting=np.append(values["conflicting"].to_numpy("bool"), False),
        basis=np.append(basis, -1),
        unit=np.append(unit.astype("int64"), -1),
        units=[str(name) for name in units],
        ids=np.append(" " + values["observation_ids"].to_numpy("object"), ""),
    )


def _basis(forms: pd.Series[str]) -> Integers:
    import numpy as np
    import pandas as pd

    codes, names = pd.factorize(forms)
    known = [BASES.index(name) if name in BASES else len(FORMS) for name in names]
    result: Integers = np.array([*known, len(FORMS)], dtype="int64")[codes]
    return result


def _before(reports: pd.DataFrame) -> Integers:
    """Return the report of the year before; the place behind the last stands for none."""
    import numpy as np

    series = np.asarray(reports.groupby(SERIES_KEY, sort=False).ngroup())
    year = reports["year"].to_numpy("int64")
    before = np.full(len(reports), len(reports))
    follows = np.flatnonzero((series[1:] == series[:-1]) & (year[1:] == year[:-1] + 1)) + 1
    before[follows] = follows - 1
    return before


def _with_open_ends(column: pd.Series[float], end: float) -> Numbers:
    import numpy as np

    told = column.to_numpy("float64")
    return np.append(np.where(np.isnan(told), end, told), 0.0)


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of a definition: a line a term, a column a report.

    Attributes:
        value: As written; zero for what may be left out.
        lower: Least values.
        upper: Greatest values.
        missing: Whether it is needed and is not stated.
        conflicting: Whether its mentions contradict each other.
        mixed: Of each report, whether figures of one year stand in the table and in the text.
        units: Of each report, whether units differ.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers
    missing: Flags
    conflicting: Flags
    mixed: Flags
    units: Flags

    @property
    def refused(self) -> Flags:
        """The reports of which nothing may be computed from what they state."""
        return self.mixed | self.units


def block_of(one: Definition, grid: Grid, lang: str) -> tuple[Block, Integers]:
    """Return the rows of a definition, and the report of each."""
    import numpy as np

    of_form = np.isin(grid.form, list(one.forms))
    places = np.stack([grid.places(term) for term in one.terms])
    report = np.flatnonzero(of_form & (places >= 0).any(axis=0))
    places = places[:, report]
    figures = _figures(one, grid, places)
    found = _ratio(one, figures) if one.method == RATIO else _concentration(one, figures)
    found = _Found(*(np.where(figures.refused, np.nan, line) for line in found))
    return _block(one, grid, places, figures, found, report, lang), report


def _figures(one: Definition, grid: Grid, places: Integers) -> _Figures:
    import numpy as np

    # The last of each column stands for a figure that is not stated, at place -1.
    optional = np.array([term.optional for term in one.terms])[:, None]
    return _Figures(
        value=grid.value[places],
        lower=grid.lower[places],
        upper=grid.upper[places],
        missing=(places < 0) & ~optional,
        conflicting=grid.conflicting[places],
        mixed=_mixed(one, grid, places),
        units=_units_differ(one, grid, places),
    )


def _mixed(one: Definition, grid: Grid, places: Integers) -> Flags:
    """Tell reports whose figures of one year do not all stand in one form or in the text."""
    import numpy as np

    lags = np.array([term.lag for term in one.terms])
    basis = grid.basis[places]
    return _differ(basis[lags == 0]) | _differ(basis[lags == 1])


def _units_differ(one: Definition, grid: Grid, places: Integers) -> Flags:
    """Tell reports whose figures are in different units; a sum has the unit of its definition."""
    import numpy as np

    unit = grid.unit[places]
    if not one.below and one.method == RATIO:
        own = grid.units.index(one.unit) if one.unit in grid.units else len(grid.units)
        unit = np.vstack([unit, np.full(unit.shape[1], own)])
    return _differ(unit)


def _differ(codes: Integers) -> Flags:
    """Tell columns with two different codes; -1 is none."""
    import numpy as np

    most = codes.max(axis=0, initial=-1)
    result: Flags = np.asarray(((codes != most) & (codes >= 0)).any(axis=0))
    return result


class _Found(NamedTuple):
    """What a definition gives for each report; NaN where it does not exist."""

    value: Numbers
    lower: Numbers
    upper: Numbers
    numerator: Numbers
    denominator: Numbers


def _ratio(one: Definition, figures: _Figures) -> _Found:
    import numpy as np

    above = [one.factor(one.above, term) for term in one.terms]
    below = [one.factor(one.below, term) for term in one.terms]
    lines = [figures.value, figures.lower, figures.upper]
    numerator = _summed(above, figures, figures.value)
    denominator = _summed(below, figures, figures.value) if one.below else np.ones_like(numerator)
    if not one.below:
        # Nothing is divided: a figure that is 1 stands below.
        above, below = [*above, 0], [*below, 1]
        lines = [np.vstack([line, np.ones(line.shape[1])]) for line in lines]
    # The scale enters before the division: whole numbers give a rate right to the last digit.
    scale = _scale(one)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(denominator > 0, scale * numerator / denominator, np.nan)
    lower, upper = _ends([scale * factor for factor in above], below, value, lines)
    if one.share:
        value = np.where((value > scale) | (lower > scale), np.nan, value)
        upper = np.minimum(upper, scale)
    ends = [np.where(np.isnan(value) | np.isinf(end), np.nan, end) for end in (lower, upper)]
    below_all = denominator if one.below else np.full_like(denominator, np.nan)
    return _Found(value, ends[0], ends[1], numerator, below_all)


def _ends(
    above: Sequence[float], below: Sequence[float], value: Numbers, lines: Sequence[Numbers]
) -> tuple[Numbers, Numbers]:
    """Return the bounds of a ratio; where every figure is exact they are its value."""
    import numpy as np

    written, lower, upper = lines
    vague = ~((lower == upper) & (lower == written)).all(axis=0)
    least, most = value.copy(), value.copy()
    if vague.any():
        least[vague], most[vague] = fraction_bounds(
            above, below, np.asarray(lower[:, vague]), np.asarray(upper[:, vague])
        )
    return least, most


def _scale(one: Definition) -> float:
    return 100.0 if one.unit in SIGNED_UNITS else 1.0


def _summed(factors: Sequence[float], figures: _Figures, line: Numbers) -> Numbers:
    """Return the sum of a side as written, NaN where a figure of it is missing."""
    import numpy as np

    result: Numbers = np.zeros(line.shape[1])
    for factor, column, missing in zip(factors, line, figures.missing, strict=True):
        if factor:
            result = result + np.where(missing, np.nan, factor * column)
    return result


def _concentration(one: Definition, figures: _Figures) -> _Found:
    """Return HHI, its normalised form or the effective number, over the parts of each report."""
    import numpy as np

    whole, count = figures.value.sum(axis=0), len(one.terms)
    none = figures.missing.any(axis=0) | (whole <= 0)
    above, below = (figures.value**2).sum(axis=0), whole**2
    if one.method == "effective":
        above, below = below, above
    elif one.method == "hhi_norm":
        above, below = count * above - below, (count - 1) * below
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(none, np.nan, above / below)
    lower, upper = value.copy(), value.copy()
    exact = (figures.lower == figures.upper) & (figures.lower == figures.value)
    for column in np.flatnonzero(~exact.all(axis=0) & ~none):
        box = zip(figures.lower[:, column], figures.upper[:, column], strict=True)
        bounds = herfindahl_bounds([Interval(*ends) for ends in box])
        turned = [np.nan] * 2 if bounds is None else sorted(map(_turn(one), bounds))
        lower[column], upper[column] = turned
    empty = np.full(len(value), np.nan)
    return _Found(value, lower, upper, empty, empty)


def _turn(one: Definition) -> Callable[[Fraction], float]:
    """Return what makes the result of a method from HHI."""
    if one.method == "effective":
        return effective_number
    return float if one.method == "hhi" else partial(normalised, count=len(one.terms))


def _block(
    one: Definition,
    grid: Grid,
    places: Integers,
    figures: _Figures,
    found: _Found,
    report: Integers,
    lang: str,
) -> Block:
    words = {
        "part": indicator_name(one.part, lang) if one.part else "",
        "whole": indicator_name(one.whole, lang) if one.whole else "",
    }
    return Block(
        metric=one.metric,
        year=grid.year[report],
        numbers=found._asdict(),
        warnings=_warnings(one, figures, found, lang),
        ids=_ids(grid, places),
        label=label_of(one.metric, lang, words),
    )


def _ids(grid: Grid, places: Integers) -> npt.NDArray[np.object_]:
    """Return the ids of the observations used, joined by spaces."""
    import numpy as np

    # Each begins with a space, so that adding them joins them.
    joined = np.add.reduce(grid.ids[places], axis=0)
    return np.array([*(text[1:] for text in joined), ""], dtype="object")[:-1]


def _warnings(
    one: Definition, figures: _Figures, found: _Found, lang: str
) -> npt.NDArray[np.object_]:
    """Return the warnings of each row; each combination is put into words once."""
    import numpy as np

    below = found.denominator
    base = below if one.below or one.method == RATIO else figures.value.sum(axis=0)
    complete = ~(figures.missing.any(axis=0) | figures.refused)
    vague = (figures.lower != figures.upper).sum(axis=0) > MOST_UNCERTAIN_PARTS
    flags = {
        "denominator_zero": complete & (base == 0),
        "denominator_negative": complete & (base < 0),
        "mixed_basis": figures.mixed,
        "units_differ": figures.units,
        "part_exceeds_whole": complete & one.share & (base > 0) & np.isnan(found.value),
        "small_base": complete & (base > 0) & (base < SMALL_BASE),
        "mentions_conflict": figures.conflicting.any(axis=0),
        "upper_bound_wide": vague & (one.method != RATIO),
    }
    lines = np.vstack([*figures.missing, *flags.values()])
    bits = (lines.astype("int64") << np.arange(len(lines))[:, None]).sum(axis=0)
    combined, place = np.unique(bits, return_inverse=True)
    columns = [[bool(mask >> n & 1) for n in range(len(lines))] for mask in combined.tolist()]
    texts = [_told(one, list(flags), column, lang) for column in columns]
    result: npt.NDArray[np.object_] = np.array([*texts, ""], dtype="object")[place]
    return result


def _told(one: Definition, flags: Sequence[str], column: Sequence[bool], lang: str) -> str:
    absent, raised = column[: len(one.terms)], column[len(one.terms) :]
    names = [t.name(lang) for t, gone in zip(one.terms, absent, strict=True) if gone]
    told = [warning("terms_missing", lang, missing=listing(dict.fromkeys(names), lang))]
    keys = [key for key, up in zip(flags, raised, strict=True) if up]
    return joined_warnings([*(told if names else []), *(warning(k, lang) for k in keys)], lang)

"""Values: what each report says of each indicator for its own year, of many reports at once.

The meaning is that of ``mentions.figure_of``, for all reports, indicators and kinds of applicants
together: whole columns are worked on, never row by row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disclosure_analysis.forms import FORMS
from disclosure_analysis.metrics.eras import NARRATIVE
from disclosure_analysis.metrics.mentions import SERIES_KEY
from disclosure_analysis.metrics.value_figures import (
    Figures,
    cell_figures,
    picked,
    stacked,
    sums_of_cells,
    text_figures,
    with_group_sums,
)
from disclosure_analysis.metrics.value_rows import (
    Reports,
    reports_of,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Integers = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.float64]

__all__ = ["NARRATIVE", "SERIES_KEY", "VALUE_COLUMNS", "values"]

VALUE_COLUMNS = [
    *SERIES_KEY,
    *("form", "year", "indicator", "applicant", "unit", "value", "lower", "upper"),
    *("conflicting", "origin", "observation_ids"),
]
"""Columns of ``values``, in order."""


def values(observations: pd.DataFrame) -> pd.DataFrame:
    """Return what the reports state for their own data years, one row a figure.

    A table's cell goes before the running text; mentions of one figure count once, within what
    all of them allow, or where they contradict each other within what any allows; cells that count
    one indicator are added, and so are the rows of a group without a row for its sum (not granted,
    not processed); there a blank of one kind of applicants counts as zero if the total of its row
    is given. Of tables of several forms those of the report's year count. Stocks count only for
    indicators that are stocks. Where a series has figures both from documents and coded by hand,
    the document's stand.

    Args:
        observations: Observations of any number of reports, columns of ``observations.COLUMNS``.

    Returns:
        A frame with the columns of ``VALUE_COLUMNS``, one row a series, year, indicator and kind
        of applicant (empty for all of them), in that order of columns: ``form`` is that of the
        figure's cell (``narrative`` in running text and where coded), ``year`` int64, ``value``,
        ``lower`` and ``upper`` float64 in ``unit`` (NaN is no bound), ``conflicting`` bool,
        ``observation_ids`` joined by spaces.

    Raises:
        InputError: A row's lower bound is above its upper bound.
    """
    reports = reports_of(observations)
    rows = rows_of(observations, reports)
    figures = cell_figures(rows)
    cells = sums_of_cells(with_group_sums(figures, rows))
    return _frame(observations, reports, [cells, text_figures(rows, cells)])


def _frame(
    observations: pd.DataFrame, reports: Reports, figures: Sequence[Figures]
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    told = figures[0].rows
    keys = observations.iloc[reports.firsts]
    both = picked(stacked(figures), _order(figures, keys))
    kinds, names = len(told.kinds), len(told.names)
    report = both.thing // (kinds * names)
    columns: dict[str, Any] = {
        name: keys[name].fillna("").astype("str").array.take(report) for name in SERIES_KEY
    }
    form = observations["form"].iloc[both.first].astype("str")
    columns["form"] = form.where(form.isin(FORMS), NARRATIVE).array
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


def _order(figures: Sequence[Figures], keys: pd.DataFrame) -> Integers:
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

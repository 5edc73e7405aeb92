"""Contributions: what each part of a whole gave to the growth of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from disclosure_analysis.metrics.comparability import BROKEN, step_of
from disclosure_analysis.metrics.definitions import RATIO, Definition, Sum, Term, term_of
from disclosure_analysis.metrics.rates import Grid, block_of, grid_of
from disclosure_analysis.metrics.rows import METRIC_COLUMNS, blocks_frame, joined_warnings
from disclosure_analysis.metrics.values import SERIES_KEY
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Flags = npt.NDArray[np.bool_]

CONTRIBUTION_COLUMNS = [*SERIES_KEY, "indicator", "part", *METRIC_COLUMNS]
"""Columns of ``growth_contributions``, in order."""


def growth_contributions(values: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return what each part gave to the growth of its whole from one year to the next.

    * ``growth_contribution``: 100 × (x_i(t) − x_i(t−1)) / x_whole(t−1), in percentage points.
    * ``growth_residual``: growth of the whole less all contributions: what the parts listed do
      not explain. It is below zero where parts overlap (channels) and grow faster than the whole.

    Wholes and parts are those of ``metric_parts.csv``. Where a part is missing in either year, or
    a step of part or whole is broken, the row is NaN and the warning says why.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``CONTRIBUTION_COLUMNS``: ``indicator`` is the whole, ``part``
        the part, empty for the residual.
    """
    import pandas as pd

    grid = grid_of(values)
    frames = [_contribution(one, grid, lang) for one in _contributions()]
    found = pd.concat(frames, ignore_index=True)
    order = [*SERIES_KEY, "year", "indicator"]
    return found.sort_values(order, kind="stable", ignore_index=True)[CONTRIBUTION_COLUMNS]


def _contributions() -> Iterator[Definition]:
    """Yield the contribution of every part, and the residual of every whole."""
    listed: dict[tuple[str, str, str], list[str]] = {}
    for row in table("metric_parts"):
        if row["whole"]:
            listed.setdefault((row["set"], row["whole"], row["forms"]), []).append(row["part"])
    for (_, whole, forms), names in listed.items():
        terms = [term_of(name) for name in names]
        for name, term in zip(names, terms, strict=True):
            yield _definition("growth_contribution", forms, _change(term), name, whole)
        rest = tuple((-sign, term) for one in terms for sign, term in _change(one))
        yield _definition("growth_residual", forms, (*_change(Term(whole)), *rest), "", whole)


def _change(term: Term) -> Sum:
    return ((1, term), (-1, term._replace(lag=1)))


def _definition(metric: str, forms: str, above: Sum, part: str, whole: str) -> Definition:
    return Definition(
        metric=metric,
        method=RATIO,
        forms=frozenset(forms.split()),
        above=above,
        below=((1, Term(whole, lag=1)),),
        part=part,
        whole=whole,
        share=False,
    )


def _contribution(one: Definition, grid: Grid, lang: str) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    block, report = block_of(one, grid, lang)
    frame = blocks_frame([block])
    whole = Term(one.whole)
    both = (grid.places(whole) >= 0) & (grid.places(whole._replace(lag=1)) >= 0)
    kept = both[report]
    frame, report = frame[kept].reset_index(drop=True), report[kept]
    keys = grid.reports.take(report).reset_index(drop=True)
    before = grid.reports["form"].take(grid.before[report]).to_numpy("object")
    refused, reasons = _broken(one, keys, before, lang)
    for name in ("value", "lower", "upper"):
        frame[name] = np.where(refused, np.nan, frame[name])
    frame["warning"] = np.where(refused, reasons, frame["warning"].to_numpy("object"))
    frame = frame.astype({"warning": "str"})
    told = pd.DataFrame({"indicator": one.whole, "part": one.part}, index=frame.index, dtype="str")
    whole_row: pd.DataFrame = pd.concat([keys[SERIES_KEY], told, frame], axis=1)
    return whole_row


def _broken(
    one: Definition, keys: pd.DataFrame, before: npt.NDArray[Any], lang: str
) -> tuple[Flags, npt.NDArray[np.object_]]:
    """Tell the steps on which a definition must not be computed, and why."""
    import numpy as np
    import pandas as pd

    told = pd.DataFrame({"year": keys["year"], "before": before, "form": keys["form"]})
    told["scope"] = keys["scope"]
    place = np.asarray(told.groupby([*told], sort=False).ngroup(), dtype="int64")
    names = dict.fromkeys(term.indicator for term in one.terms)
    words = []
    for year, form_before, form, scope in told.drop_duplicates().itertuples(index=False):
        found = [step_of(name, year - 1, year, form_before, form, scope) for name in names]
        broken = dict.fromkeys(step.words(lang) for step in found if step.step == BROKEN)
        words.append(joined_warnings(list(broken), lang))
    reasons = np.array([*words, ""], dtype="object")[place]
    return reasons != "", reasons

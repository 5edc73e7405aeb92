"""Contributions: what each part of a whole gave to the growth of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from disclosure_analysis.metrics.comparability import BROKEN, step_of
from disclosure_analysis.metrics.definitions import RATIO, Definition, Sum, Term, term_of
from disclosure_analysis.metrics.rates import Grid, block_of, grid_of
from disclosure_analysis.metrics.rows import METRIC_COLUMNS, Block, blocks_frame, joined_warnings
from disclosure_analysis.metrics.values import SERIES_KEY
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Integers = npt.NDArray[np.int64]

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
    import numpy as np
    import pandas as pd

    grid = grid_of(values)
    steps = _steps_into(grid)
    # A definition without reports still gives the columns.
    at_hand = [one for one in _contributions() if one.forms & set(grid.form)]
    chosen = at_hand or list(_contributions())[:1]
    blocks, reports = zip(*(_contribution(one, grid, steps, lang) for one in chosen), strict=True)
    report = np.concatenate(reports)
    number = np.repeat(np.arange(len(chosen)), [len(one) for one in reports])
    keys = grid.reports[SERIES_KEY].take(report).reset_index(drop=True)
    for name, told in (("indicator", "whole"), ("part", "part")):
        texts = pd.array([getattr(one, told) for one in chosen], dtype="str")
        keys[name] = texts.take(number)
    found = pd.concat([keys, blocks_frame(blocks)], axis=1)
    order = np.lexsort((number, found["indicator"].to_numpy("object"), report))
    return found.take(order).reset_index(drop=True)[CONTRIBUTION_COLUMNS]


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


class _Steps(NamedTuple):
    """The steps into the reports from those of the year before.

    Attributes:
        kind: The kind of step into each report, a number of ``kinds``.
        kinds: Year, form before, form and scope of each kind.
    """

    kind: Integers
    kinds: list[tuple[int, str, str, str]]


def _steps_into(grid: Grid) -> _Steps:
    import numpy as np
    import pandas as pd

    told = pd.DataFrame({"year": grid.year, "before": np.append(grid.form, "")[grid.before]})
    told["form"], told["scope"] = grid.form, grid.reports["scope"].to_numpy("object")
    kind = np.asarray(told.groupby([*told], sort=False).ngroup(), dtype="int64")
    return _Steps(kind, list(told.drop_duplicates().itertuples(index=False, name=None)))


def _contribution(one: Definition, grid: Grid, steps: _Steps, lang: str) -> tuple[Block, Integers]:
    import numpy as np

    block, report = block_of(one, grid, lang)
    whole = Term(one.whole)
    both = (grid.places(whole) >= 0) & (grid.places(whole._replace(lag=1)) >= 0)
    kept = both[report]
    reasons = _broken(one, steps, lang)[steps.kind[report[kept]]]
    refused = reasons != ""
    numbers = {name: column[kept] for name, column in block.numbers.items()}
    for name in ("value", "lower", "upper"):
        numbers[name] = np.where(refused, np.nan, numbers[name])
    trimmed = block._replace(
        year=block.year[kept],
        numbers=numbers,
        warnings=np.where(refused, reasons, block.warnings[kept]),
        ids=block.ids[kept],
    )
    return trimmed, report[kept]


def _broken(one: Definition, steps: _Steps, lang: str) -> npt.NDArray[np.object_]:
    """Return for each kind of step why a definition must not be computed, empty if it may be."""
    import numpy as np

    names = dict.fromkeys(term.indicator for term in one.terms)
    words = []
    for year, form_before, form, scope in steps.kinds:
        found = [
            step_of(name, year - 1, year, form_before, form, scope) for name in names if form_before
        ]
        broken = dict.fromkeys(step.words(lang) for step in found if step.step == BROKEN)
        words.append(joined_warnings(list(broken), lang))
    return np.array(words, dtype="object")

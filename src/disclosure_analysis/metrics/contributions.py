"""Contributions: what each part of a whole gave to the growth of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.comparability import BROKEN, step_of
from disclosure_analysis.metrics.definitions import RATIO, Definition, Sum, Term, term_of
from disclosure_analysis.metrics.rates import BASES, Grid, block_of, grid_of
from disclosure_analysis.metrics.rows import METRIC_COLUMNS, Block, blocks_frame, joined_warnings
from disclosure_analysis.metrics.values import SERIES_KEY
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Integers = npt.NDArray[np.int64]
    Texts = npt.NDArray[np.object_]

CONTRIBUTION_COLUMNS = [*SERIES_KEY, "indicator", "part", *METRIC_COLUMNS]
"""Columns of ``growth_contributions``, in order."""


def growth_contributions(values: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return what each part gave to the growth of its whole from one year to the next.

    * ``growth_contribution``: 100 × (x_i(t) − x_i(t−1)) / x_whole(t−1), in percentage points.
    * ``growth_residual``: growth of the whole less all contributions: what the parts listed do
      not explain. It is below zero where parts overlap (channels) and grow faster than the whole.

    Wholes and parts are those of ``metric_parts.csv``. Where a part is missing in either year, or
    a step of part or whole is broken (units that changed break it), the row is NaN and the warning
    says why.

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
    broken = cache(partial(_broken, grid, lang))
    # A definition without reports still gives the columns.
    at_hand = [one for one in _contributions() if one.forms & set(grid.form)]
    chosen = at_hand or list(_contributions())[:1]
    blocks, reports = zip(*(_contribution(one, grid, broken, lang) for one in chosen), strict=True)
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


def _contribution(
    one: Definition, grid: Grid, broken: Callable[[Term], Texts], lang: str
) -> tuple[Block, Integers]:
    import numpy as np

    block, report = block_of(one, grid, lang)
    whole = Term(one.whole)
    both = (grid.places(whole) >= 0) & (grid.places(whole._replace(lag=1)) >= 0)
    kept = both[report]
    terms = dict.fromkeys(term._replace(lag=0) for term in one.terms)
    reasons = _joined([broken(term)[report[kept]] for term in terms], lang)
    refused = reasons != ""
    trimmed = block._replace(
        year=block.year[kept],
        numbers={n: np.where(refused, np.nan, line[kept]) for n, line in block.numbers.items()},
        warnings=np.where(refused, reasons, block.warnings[kept]),
        ids=block.ids[kept],
    )
    return trimmed, report[kept]


def _joined(lines: Sequence[Texts], lang: str) -> Texts:
    """Return the different texts of each column in one."""
    import numpy as np

    told = np.full(len(lines[0]), "", dtype="object")
    for place in np.flatnonzero(np.logical_or.reduce([line != "" for line in lines])):
        texts = dict.fromkeys(line[place] for line in lines if line[place])
        told[place] = joined_warnings(list(texts), lang)
    return told


def _broken(grid: Grid, lang: str, term: Term) -> Texts:
    """Return for each report why no step of a figure leads into it, empty if one may.

    Each kind of step is judged once.
    """
    import numpy as np
    import pandas as pd

    now, before = grid.places(term), grid.places(term._replace(lag=1))
    report = np.flatnonzero((now >= 0) & (before >= 0))
    told = pd.DataFrame({"year": grid.year, "scope": grid.scope}).take(report)
    for name, line in (("basis", grid.basis), ("unit", grid.unit)):
        told[f"{name}_before"], told[name] = line[before[report]], line[now[report]]
    kind = told.groupby([*told], sort=False).ngroup().to_numpy("int64")
    kinds = told.drop_duplicates().itertuples(index=False, name=None)
    words = [_why_broken(term.indicator, grid, lang, *row) for row in kinds]
    result: Texts = np.full(len(grid.year), "", dtype="object")
    result[report] = np.array([*words, ""], dtype="object")[kind]
    return result


def _why_broken(
    indicator: str,
    grid: Grid,
    lang: str,
    year: int,
    scope: int,
    basis_before: int,
    basis: int,
    unit_before: int,
    unit: int,
) -> str:
    forms, units = (BASES[basis_before], BASES[basis]), (grid.units[unit_before], grid.units[unit])
    step = step_of(indicator, year - 1, year, *forms, grid.scopes[scope], *units)
    return step.words(lang) if step.step == BROKEN else ""

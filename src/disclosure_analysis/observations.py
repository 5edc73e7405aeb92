"""The table of observations: one row for each mention of a figure in a report."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

COLUMNS = [
    *("place_code", "place", "reporter", "body", "scope", "report_year", "form", "year"),
    *("indicator", "label", "applicant", "value", "lower", "upper", "unit", "basis"),
    *("missing", "period", "part_of", "cell", "section", "start", "end", "quote"),
    *("origin", "source", "id"),
]
"""Columns of an observation, in order; docs/observations.md describes each."""

NUMBERS = ("value", "lower", "upper")
INTEGERS = ("report_year", "year", "start", "end")


TEXTS = tuple(name for name in COLUMNS if name not in (*NUMBERS, *INTEGERS))


def _id(cells: Iterable[str]) -> str:
    """Return the short hash that names a row in tables, pages and anchors.

    It depends on the row's content alone, so the same document gives the same ids.
    """
    return "o" + hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:10]


def observations_frame(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows as a frame with the columns of ``COLUMNS``.

    Numbers are float64 (NaN where a bound or a value is absent), years and offsets nullable
    integers, all else strings (empty where nothing applies). Ids are filled in.
    """
    import numpy as np
    import pandas as pd

    rows = list(rows)
    cells = {name: [str(row.get(name, "")) for row in rows] for name in COLUMNS if name != "id"}
    cells["id"] = [_id(row) for row in zip(*cells.values(), strict=True)]
    # One array of all texts, cut into columns, is much quicker than an array for each.
    texts = pd.array([text for name in TEXTS for text in cells[name]], dtype="str")
    columns: dict[str, object] = {
        name: texts[number * len(rows) : (number + 1) * len(rows)]
        for number, name in enumerate(TEXTS)
    }
    for name in NUMBERS:
        columns[name] = np.array([cell or "nan" for cell in cells[name]], dtype="float64")
    for name in INTEGERS:
        whole = np.array([cell or "0" for cell in cells[name]], dtype="int64")
        absent = np.array([not cell for cell in cells[name]], dtype="bool")
        columns[name] = pd.arrays.IntegerArray(whole, absent)
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False)

"""The table of observations: one row for each mention of a figure in a report."""

from __future__ import annotations

import hashlib
import math
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


def observation_id(row: Mapping[str, object]) -> str:
    """Return the short hash that names a row in tables, pages and anchors.

    It depends on the row's content alone, so the same document gives the same ids.
    """
    content = "\x1f".join(str(row.get(name, "")) for name in COLUMNS if name != "id")
    return "o" + hashlib.sha256(content.encode()).hexdigest()[:10]


def observations_frame(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows as a frame with the columns of ``COLUMNS``.

    Numbers are float64 (NaN where a bound or a value is absent), years and offsets nullable
    integers, all else strings (empty where nothing applies). Ids are filled in.
    """
    import pandas as pd

    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    for row in rows:
        full = {name: row.get(name, "") for name in COLUMNS}
        full["id"] = observation_id(full)
        for name, value in full.items():
            columns[name].append(value)
    frame = pd.DataFrame({name: _column(name, values) for name, values in columns.items()})
    texts = [name for name in COLUMNS if name not in (*NUMBERS, *INTEGERS)]
    return frame if len(frame) else frame.astype(dict.fromkeys(texts, "str"))


def _column(name: str, values: list[object]) -> object:
    import numpy as np
    import pandas as pd

    if name in NUMBERS:
        return np.array([math.nan if v == "" else float(str(v)) for v in values], dtype="float64")
    if name in INTEGERS:
        return pd.array([pd.NA if v == "" else int(str(v)) for v in values], dtype="Int64")
    return [str(value) for value in values]

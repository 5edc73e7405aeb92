"""The table of metrics: its columns, and one row of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.metrics.wording import in_language
from disclosure_analysis.tables import keyed, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from disclosure_analysis.metrics.intervals import Interval

METRIC_COLUMNS = [
    "metric",
    "label",
    "year",
    "value",
    "lower",
    "upper",
    "unit",
    "numerator",
    "denominator",
    "comparability",
    "warning",
    "observation_ids",
]
"""Columns of the metrics table, in order; docs/metrics.md describes each."""

SMALL_BASE = 10
"""Rates and growth of a smaller base carry a warning."""

_NUMBERS = ("value", "lower", "upper", "numerator", "denominator")


def joined_warnings(warnings: Sequence[str], lang: str) -> str:
    """Return warnings in one text."""
    return ("；" if lang == "zh" else "; ").join(warnings)


def label_of(metric: str, lang: str, words: Mapping[str, object]) -> str:
    """Return the label of a metric, its placeholders filled in."""
    known = keyed("metrics", "name")[metric]
    return in_language({"zh": known["label_zh"], "en": known["label_en"]}, lang).format_map(words)


class Block(NamedTuple):
    """Rows of one metric.

    Attributes:
        metric: A name of ``metrics.csv``.
        year: The year of each row.
        numbers: The columns ``value``, ``lower``, ``upper``, ``numerator`` and ``denominator``;
            those that are not given are empty.
        warnings: The warning of each row.
        ids: The observations used, joined by spaces.
        label: The label of all rows or of each.
        comparability: The code of all rows or of each; by default that of ``metrics.csv``.
    """

    metric: str
    year: Any
    numbers: Mapping[str, Any]
    warnings: Any
    ids: Any
    label: Any
    comparability: Any = None


def blocks_frame(blocks: Sequence[Block]) -> pd.DataFrame:
    """Return the rows of blocks, one after another, with the columns of ``METRIC_COLUMNS``."""
    import numpy as np
    import pandas as pd

    sizes = [len(block.year) for block in blocks]
    known = keyed("metrics", "name")
    codes = [
        known[b.metric]["comparability"] if b.comparability is None else b.comparability
        for b in blocks
    ]
    columns: dict[str, Any] = {
        "metric": _texts([block.metric for block in blocks], sizes),
        "label": _texts([block.label for block in blocks], sizes),
        "year": np.concatenate([np.asarray(block.year, dtype="int64") for block in blocks]),
        "unit": _texts([known[block.metric]["unit"] for block in blocks], sizes),
        "comparability": _texts(codes, sizes),
        "warning": pd.array(np.concatenate([b.warnings for b in blocks]), dtype="str"),
        "observation_ids": pd.array(np.concatenate([b.ids for b in blocks]), dtype="str"),
    }
    for name in _NUMBERS:
        lines = [
            block.numbers.get(name, np.full(size, np.nan))
            for block, size in zip(blocks, sizes, strict=True)
        ]
        columns[name] = np.concatenate(lines)
    return pd.DataFrame({name: columns[name] for name in METRIC_COLUMNS}, copy=False)


def _texts(told: Sequence[Any], sizes: Sequence[int]) -> Any:
    """Return a text column: each block's text, or its own texts, as often as it has rows."""
    import numpy as np
    import pandas as pd

    if all(isinstance(text, str) for text in told):
        return pd.array(list(told), dtype="str").take(np.repeat(np.arange(len(told)), sizes))
    columns = [
        pd.Series(_texts([text], [size]) if isinstance(text, str) else text)
        for text, size in zip(told, sizes, strict=True)
    ]
    return pd.concat(columns, ignore_index=True).array


def metric_row(
    metric: str,
    year: int,
    lang: str,
    *,
    value: float = math.nan,
    bounds: Interval | None = None,
    unit: str | None = None,
    numerator: float = math.nan,
    denominator: float = math.nan,
    comparability: str | None = None,
    warnings: Sequence[str] = (),
    ids: Iterable[str] = (),
    **words: str,
) -> dict[str, Any]:
    """Return a row of the metrics table.

    Label, unit and comparability come from ``metrics.csv`` unless they are given; ``words`` fill
    the label's placeholders.
    """
    known = keyed("metrics", "name")[metric]
    return {
        "metric": metric,
        "label": label_of(metric, lang, words),
        "year": year,
        "value": value,
        "lower": _bound(None if bounds is None else bounds.lower),
        "upper": _bound(None if bounds is None else bounds.upper),
        "unit": known["unit"] if unit is None else unit,
        "numerator": numerator,
        "denominator": denominator,
        "comparability": known["comparability"] if comparability is None else comparability,
        "warning": joined_warnings(warnings, lang),
        "observation_ids": " ".join(dict.fromkeys(ids)),
    }


def _bound(end: float | None) -> float:
    return math.nan if end is None or math.isinf(end) else end


def metrics_frame(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """Return rows as a frame with the columns of ``METRIC_COLUMNS``.

    Rows stand in the order of ``metrics.csv``, then of year, then as given. Numbers are float64
    (NaN where a value or bound does not exist), the year int64, all else strings.
    """
    import pandas as pd

    order = {row["name"]: position for position, row in enumerate(table("metrics"))}
    kept = sorted(rows, key=lambda row: (order[row["metric"]], row["year"]))
    frame = pd.DataFrame(kept, columns=METRIC_COLUMNS)
    texts = [name for name in METRIC_COLUMNS if name not in (*_NUMBERS, "year")]
    types = dict.fromkeys(_NUMBERS, "float64") | {"year": "int64"} | dict.fromkeys(texts, "str")
    return frame.astype(types)

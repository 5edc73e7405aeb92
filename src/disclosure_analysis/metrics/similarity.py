"""How much of a report's text the report of the year before had already."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.rows import metric_row, metrics_frame

if TYPE_CHECKING:
    import pandas as pd


def similarity_prev_year(
    carried: int, characters: int, year: int, *, lang: str = "zh"
) -> pd.DataFrame:
    """Return ``similarity_prev_year``: 100 × characters carried over / all that count, per cent.

    ``docs/practice.md`` says which sentences count and what is carried over. NaN without any
    sentence that counts.

    Args:
        carried: Characters of sentences that stood in the report of the year before.
        characters: Characters of all sentences that count.
        year: The data year.
        lang: Language of the label, ``zh`` or ``en``.

    Returns:
        A frame of one row with the columns of ``rows.METRIC_COLUMNS``.
    """
    value = 100 * carried / characters if characters else math.nan
    row = metric_row(
        "similarity_prev_year",
        year,
        lang,
        value=value,
        bounds=Interval(value, value) if characters else None,
        numerator=carried,
        denominator=characters,
    )
    return metrics_frame([row])

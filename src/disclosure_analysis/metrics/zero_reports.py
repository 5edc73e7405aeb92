"""Zero reports: the years in which a body states that nobody requested anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.rows import SMALL_BASE, Block, blocks_frame, label_of
from disclosure_analysis.metrics.values import SERIES_KEY
from disclosure_analysis.metrics.wording import warning

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_RECEIVED = "applications_received"


def zero_report_share(values: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return ``zero_report_share``: years with zero requests, per cent of years that state them.

    Numerator: years whose report states zero requests received; denominator: years whose report
    states a number. A year without a statement is in neither. Bounds: years that can only be zero,
    years that can be zero.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``SERIES_KEY`` and ``METRIC_COLUMNS``, one row a series; its
        year is the last one.
    """
    import pandas as pd

    found = _counted(values)
    of = {"value": "zero", "lower": "surely", "upper": "maybe"}
    numbers = {
        name: (100 * found[n] / found["years"]).to_numpy("float64") for name, n in of.items()
    }
    block = Block(
        metric="zero_report_share",
        year=found["year"].to_numpy(),
        numbers={
            **numbers,
            "numerator": found["zero"].to_numpy("float64"),
            "denominator": found["years"].to_numpy("float64"),
        },
        warnings=_few(found["years"], lang),
        ids=found["ids"].to_numpy("object"),
        label=label_of("zero_report_share", lang, {}),
    )
    return pd.concat([found[SERIES_KEY], blocks_frame([block])], axis=1)


def _counted(values: pd.DataFrame) -> pd.DataFrame:
    """Return for each series how many years it states, and how many of them are zero."""
    told = values[(values["indicator"] == _RECEIVED) & (values["applicant"] == "")]
    counted = told[[*SERIES_KEY, "year", "observation_ids"]].assign(
        zero=told["value"] == 0, surely=told["upper"] == 0, maybe=told["lower"] == 0
    )
    return (
        counted.groupby(SERIES_KEY, sort=True)
        .agg(
            year=("year", "max"),
            years=("year", "size"),
            zero=("zero", "sum"),
            surely=("surely", "sum"),
            maybe=("maybe", "sum"),
            ids=("observation_ids", " ".join),
        )
        .reset_index()
    )


def _few(years: pd.Series[int], lang: str) -> npt.NDArray[np.object_]:
    import numpy as np

    small = warning("small_base", lang)
    return np.where(years < SMALL_BASE, small, "").astype("object")

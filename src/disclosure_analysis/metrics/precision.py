"""Precision: how many of the figures in the text are given exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.mentions import Mention, data_year, read_mentions
from disclosure_analysis.metrics.rows import metric_row, metrics_frame
from disclosure_analysis.metrics.wording import warning

if TYPE_CHECKING:
    import pandas as pd


def precision(observations: pd.DataFrame, *, lang: str = "zh") -> pd.DataFrame:
    """Return ``exact_figure_share``: figures given exactly, per cent of figures stated.

    Denominator: mentions with basis ``stated`` in the report's own text. Zero statements are left
    out (they hold no figure), and so are percentages (their interval comes from printed
    decimals, not from a vague word) and table cells. Numerator: those that allow one number
    alone, the one written; 余, 多, 近, 约, 万 and the like do not. NaN where there is no such
    mention.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        lang: Language of label and warning, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``; no row for an empty frame.
    """
    year = data_year(observations)
    if year is None:
        return metrics_frame([])
    stated = [m for m in read_mentions(observations) if m.basis == "stated" and m.key.unit != "%"]
    if not stated:
        notes = [warning("no_figures", lang)]
        return metrics_frame([metric_row("exact_figure_share", year, lang, warnings=notes)])
    exact = sum(_exact(mention) for mention in stated)
    value = 100 * exact / len(stated)
    row = metric_row(
        "exact_figure_share",
        year,
        lang,
        value=value,
        bounds=Interval(value, value),
        numerator=exact,
        denominator=len(stated),
        ids=[mention.id for mention in stated],
    )
    return metrics_frame([row])


def _exact(mention: Mention) -> bool:
    return mention.bounds.exact and mention.bounds.lower == mention.value

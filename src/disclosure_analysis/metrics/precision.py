"""Precision: how many of the figures in the text are given exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.mentions import Figure, data_year, read_figures
from disclosure_analysis.metrics.rows import metric_row, metrics_frame
from disclosure_analysis.metrics.wording import warning

if TYPE_CHECKING:
    import pandas as pd


def precision(observations: pd.DataFrame, *, lang: str = "zh") -> pd.DataFrame:
    """Return ``exact_figure_share``: figures given exactly, per cent of figures stated.

    Denominator: figures with basis ``stated``, mentions of the same figure counted once. Zero
    statements are left out (they hold no figure), and so are percentages (their interval comes
    from printed decimals, not from a vague word) and table cells. Numerator: those that allow
    one number alone, the one written; 余, 多, 近, 约, 万 and the like do not. NaN where there is
    no such figure.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        lang: Language of label and warning, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``; no row for an empty frame.
    """
    year = data_year(observations)
    if year is None:
        return metrics_frame([])
    stated = [f for f in read_figures(observations) if _counts(f)]
    if not stated:
        notes = [warning("no_figures", lang)]
        return metrics_frame([metric_row("exact_figure_share", year, lang, warnings=notes)])
    exact = sum(_exact(figure) for figure in stated)
    value = 100 * exact / len(stated)
    row = metric_row(
        "exact_figure_share",
        year,
        lang,
        value=value,
        bounds=Interval(value, value),
        numerator=exact,
        denominator=len(stated),
        ids=[i for figure in stated for i in figure.ids],
    )
    return metrics_frame([row])


def _counts(figure: Figure) -> bool:
    return figure.key.unit != "%" and any(m.basis == "stated" for m in figure.mentions)


def _exact(figure: Figure) -> bool:
    return figure.bounds.exact and figure.bounds.lower == figure.value

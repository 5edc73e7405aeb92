"""Ranking: the places of one year beside each other, as far as they count alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disclosure_analysis.forms import FORMS, form_cells
from disclosure_analysis.metrics.comparability import usage_warning
from disclosure_analysis.metrics.definitions import bridges
from disclosure_analysis.metrics.rows import joined_warnings
from disclosure_analysis.metrics.values import SERIES_KEY
from disclosure_analysis.metrics.wording import warning
from disclosure_analysis.places import counties
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

RANK_COLUMNS = [
    *(*SERIES_KEY, "form", "year", "indicator", "unit", "value", "lower", "upper"),
    *("rank_least", "rank_most", "n", "N", "warning", "observation_ids"),
]
"""Columns of ``across_places``, in order."""

_REASONS = {
    "body": "other_reporter",
    "scope": "other_scope",
    "form": "other_form",
    "unit": "other_unit",
}


def across_places(
    values: pd.DataFrame, indicator: str, year: int, lang: str = "zh"
) -> pd.DataFrame:
    """Return what the places state of an indicator for a year, with ranks where they count alike.

    Ranked are bodies of one kind, on one scope, with one form and unit: those that most places
    have; one whose scope is not known is never ranked. Ranks
    know the bounds: a place is at best behind those that are certainly greater, at worst behind
    those that may be. Equal figures share a rank; 1 is the greatest. What each office defines for
    itself (column ``ranked`` of ``indicator_comparability.csv``) is never ranked.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``.
        indicator: The indicator.
        year: The data year.
        lang: Language of the warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``RANK_COLUMNS``, by place: one row a place, and a row for each
        body where a place has several of the kind that is ranked. ``rank_least`` and ``rank_most``
        are NaN where ranking is refused, and ``warning`` says why; ``n`` counts the places with a
        row, ``N`` the county-level places that the year had.
    """
    import numpy as np

    stated = values[(values["indicator"] == indicator) & (values["applicant"] == "")]
    stated = stated[stated["year"] == year].sort_values(SERIES_KEY, ignore_index=True)
    chosen = _most_common(stated)
    alike = {name: (stated[name] == chosen[name]).to_numpy() for name in _REASONS}
    alike["scope"] = alike["scope"] & (stated["scope"] != "").to_numpy()
    same = np.logical_and.reduce(list(alike.values()))
    kept = same | _only_of_its_place(stated, same)
    found, same = stated[kept].reset_index(drop=True), same[kept]
    flags = {_REASONS[name]: ~up[kept] for name, up in alike.items()}
    flags["not_ranked"] = np.full(len(found), not is_ranked(indicator))
    same = same & ~flags["not_ranked"]
    found["rank_least"], found["rank_most"] = _ranks(found, same)
    found["n"], found["N"] = found["place_code"].nunique(), len(counties(year))
    found["warning"] = _warnings(found, flags, lang)
    ranked: pd.DataFrame = found[RANK_COLUMNS]
    return ranked


def is_ranked(indicator: str) -> bool:
    """Tell whether places may be ranked by an indicator.

    Where ``indicator_comparability.csv`` does not name it, what an official form counts may. A
    series of single cells may if the indicator may that it is a part of.
    """
    part = keyed("cell_series", "indicator").get(indicator)
    if part is not None:
        return is_ranked(part["part_of"])
    known = keyed("indicator_comparability", "indicator").get(indicator)
    if known is not None:
        return known["ranked"] == "yes"
    counted = {cell.indicator for form in FORMS for cell in form_cells(form).values()}
    return indicator in counted or indicator in bridges()


def _most_common(stated: pd.DataFrame) -> dict[str, str]:
    """Return the kind of body, scope, form and unit that most rows share, of a known scope if any.

    Of no rows they are empty.
    """
    names = list(_REASONS)
    known = stated[stated["scope"] != ""]
    counts = (stated if known.empty else known).value_counts(names, sort=False).sort_index()
    if counts.empty:
        return dict.fromkeys(names, "")
    best: Any = counts.idxmax()
    return dict(zip(names, best, strict=True))


def _only_of_its_place(stated: pd.DataFrame, same: npt.NDArray[np.bool_]) -> Any:
    """Tell the first row of each place that has none of the chosen kind."""
    covered = stated["place_code"].isin(stated.loc[same, "place_code"])
    return (~covered & ~stated.duplicated("place_code")).to_numpy()


def _ranks(found: pd.DataFrame, same: npt.NDArray[np.bool_]) -> tuple[Any, Any]:
    """Return the best and the worst rank of each row, NaN for rows that are not alike."""
    import numpy as np

    lower = found["lower"].fillna(-np.inf).to_numpy("float64")
    upper = found["upper"].fillna(np.inf).to_numpy("float64")
    lows, highs = np.sort(lower[same]), np.sort(upper[same])
    least = 1 + len(lows) - np.searchsorted(lows, upper, side="right")
    # A wide interval overlaps itself, which is no place before it.
    most = 1 + len(highs) - np.searchsorted(highs, lower, side="right") - (upper > lower)
    return np.where(same, least, np.nan), np.where(same, most, np.nan)


def _warnings(found: pd.DataFrame, flags: dict[str, npt.NDArray[np.bool_]], lang: str) -> list[str]:
    conflicts = found["conflicting"].to_numpy()
    told = []
    for row in range(len(found)):
        codes = [usage_warning(code, lang) for code, up in flags.items() if up[row]]
        codes += [warning("mentions_conflict", lang)] if conflicts[row] else []
        told.append(joined_warnings(codes, lang))
    return told

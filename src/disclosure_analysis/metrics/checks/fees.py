"""Checks of fees: a sum of money against the amounts that the text lists behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disclosure_analysis.metrics.checks.rows import PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.checks.sums import NEARLY_ALL
from disclosure_analysis.metrics.intervals import Interval, interval, total
from disclosure_analysis.metrics.wording import amount, indicator_name, plain, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

FEES = "fees_and_parts"
_INDICATOR = "fees_charged"
_NEAR = 24
"""Most characters between two amounts of one list."""


def check_fees(observations: pd.DataFrame, year: int, lang: str) -> list[Check]:
    """Check the fees that the text states against the amounts listed directly behind them.

    Amounts that no breakdown claims may be the parts or not, so a difference is uncertain; far
    fewer are taken for something else and left out. Parts that the text itself ties to the fees
    are checked as any other breakdown (``parts_against_total``).

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        year: The data year.
        lang: Language of the sentences, ``zh`` or ``en``.
    """
    stated = (observations["cell"] == "") & (observations["year"] == year)
    stated &= observations["value"].notna()
    if not (stated & (observations["indicator"] == _INDICATOR)).any():
        return []
    rows = observations[stated].to_dict("records")
    found = (_check(row, _listed(rows[n:]), lang) for n, row in enumerate(rows) if _whole(row))
    return [one for one in found if one is not None]


def _whole(row: Any) -> bool:
    return bool(row["indicator"] == _INDICATOR and row["basis"] == "stated" and row["value"] > 0)


def _listed(rows: Sequence[Any]) -> list[Any]:
    """Return the amounts that follow the first row one by one."""
    listed: list[Any] = []
    first = last = rows[0]
    for row in rows[1:]:
        near = row["section"] == first["section"] and 0 <= row["start"] - last["end"] <= _NEAR
        loose = row["indicator"] == "unclassified" and row["part_of"] == ""
        if not (near and loose and row["unit"] == first["unit"]):
            break
        listed.append(row)
        last = row
    return listed


def _check(whole: Any, listed: Sequence[Any], lang: str) -> Check | None:
    bounds, summed = _bounds(whole), total(map(_bounds, listed))
    same = summed.meets(bounds)
    if len(listed) < 2 or (not same and summed.upper < NEARLY_ALL * bounds.lower):
        return None
    words = sentence(
        "fees_equal" if same else "fees_differ",
        lang,
        name=indicator_name(_INDICATOR, lang),
        total=amount(bounds, whole["unit"], lang),
        count=len(listed),
        sum=amount(summed, whole["unit"], lang),
    )
    ids = tuple(str(row["id"]) for row in (whole, *listed))
    return Check(FEES, PASS if same else UNCERTAIN, words, plain(bounds), plain(summed), ids)


def _bounds(row: Any) -> Interval:
    return interval(row["lower"], row["upper"], least=0)

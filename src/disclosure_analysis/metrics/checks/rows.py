"""The table of checks: its columns, its outcomes, and one row of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

CHECK_COLUMNS = ["check", "outcome", "sentence", "expected", "found", "observation_ids"]
"""Columns of the table of checks, in order; docs/checks.md describes each."""

PASS = "PASS"
FAIL = "FAIL"
UNCERTAIN = "UNCERTAIN"
NOT_ASSESSABLE = "NOT_ASSESSABLE"


@dataclass(frozen=True, slots=True)
class Check:
    """One check carried out on one report.

    Attributes:
        check: What was checked; docs/checks.md lists the names.
        outcome: ``PASS``, ``FAIL``, ``UNCERTAIN`` or ``NOT_ASSESSABLE``.
        sentence: The result in words.
        expected: What the check expects, as a number or ``[lower, upper]``.
        found: What the report gives, likewise.
        ids: The ids of the observations used.
    """

    check: str
    outcome: str
    sentence: str
    expected: str = ""
    found: str = ""
    ids: tuple[str, ...] = ()


def checks_frame(checks: Iterable[Check]) -> pd.DataFrame:
    """Return checks as a frame with the columns of ``CHECK_COLUMNS``, all strings."""
    import pandas as pd

    rows = [
        (c.check, c.outcome, c.sentence, c.expected, c.found, " ".join(dict.fromkeys(c.ids)))
        for c in checks
    ]
    return pd.DataFrame(rows, columns=CHECK_COLUMNS).astype("str")

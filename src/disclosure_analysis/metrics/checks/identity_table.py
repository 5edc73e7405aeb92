"""The identities as a table for docs/checks.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.formulas import terms
from disclosure_analysis.metrics.checks.rows import FAIL, UNCERTAIN
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_IF_BROKEN = {"must": FAIL, "chain": FAIL, "soft": UNCERTAIN, "text": UNCERTAIN}
_MOST_TERMS = 8
_MOST_FORMULAS = 3
_SIGNS = {"<=": "≤", "whole": "is a whole number ≥ 0"}
_HEADER = ("id", "forms", "kind", "identity", "formula", "otherwise", "source")


def identity_table() -> str:
    """Return ``identities.csv`` as Markdown: one row for each identity and its formulas."""
    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in table("identities"):
        groups.setdefault((row["id"], row["zh"]), []).append(row)
    lines = [_line(_HEADER), _line(["---"] * len(_HEADER))]
    return "\n".join([*lines, *(_line(_cells(rows)) for rows in groups.values())]) + "\n"


def _cells(rows: Sequence[Mapping[str, str]]) -> list[str]:
    first = rows[0]
    forms = dict.fromkeys(form for row in rows for form in row["forms"].split())
    since = f" (from {first['year_from']})" if first["year_from"] else ""
    return [
        first["id"],
        ", ".join(forms) + since,
        first["kind"],
        f"{first['en']}<br>{first['zh']}",
        _formulas(rows),
        _IF_BROKEN.get(first["kind"], f"{UNCERTAIN} if it is so"),
        "<br>".join(dict.fromkeys(row["source"] for row in rows if row["source"])),
    ]


def _formulas(rows: Sequence[Mapping[str, str]]) -> str:
    formulas = list(dict.fromkeys(map(_formula, rows)))
    more = [f"and {len(formulas) - _MOST_FORMULAS} more"] * (len(formulas) > _MOST_FORMULAS)
    least = rows[0]["at_least"]
    count = [f"in {least} or more of them"] * bool(least)
    return "<br>".join([*formulas[:_MOST_FORMULAS], *more, *count])


def _formula(row: Mapping[str, str]) -> str:
    relation = _SIGNS.get(row["relation"], row["relation"])
    right = f" `{_short(row['right'])}`" if row["right"] else ""
    return f"`{row['left']}` {relation}{right}"


def _short(formula: str) -> str:
    """Return a formula; of a long sum the first and the last terms."""
    if len(terms(formula)) <= _MOST_TERMS:
        return formula
    parts = formula.split(" + ")
    return " + ".join([*parts[:2], "…", parts[-1]])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""The sums that a well-filled form satisfies, checked on the generator's own figures."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .figures import Figures
from .forms import APPLICANTS, CASES, RESULTS, request_rows

_ANNEX_SUMS = {
    "A1": ("3.1", 4),
    "A2": ("3.2", 2),
    "A3": ("3.3", 8),
    "A4": ("3.3.4", 6),
    "A5": ("4", 3),
    "A5b": ("5", 3),
    "A6": ("8.3", 2),
}
"""Total and number of its parts, coded total.1, total.2 …"""


def broken_identities(form: str, figures: Figures) -> tuple[str, ...]:
    """Return the sums that do not hold, each with the cell or column that it is about."""
    checks = _annex(figures) if form == "form2014" else _parts(form, figures)
    return tuple(name for name, left, right in checks if left != right)


def break_a_sum(random: Random, form: str, figures: Figures) -> None:
    """Alter one total, so that at least one sum does not hold."""
    if form == "form2014":
        key = (random.choice(list(_ANNEX_SUMS.values()))[0], "")
    else:
        totals = [(row.code, "tot") for row in request_rows(form)]
        totals += [("T3.3.7", applicant) for applicant in APPLICANTS]
        totals += [(f"{group}.total", "") for group, _, _ in CASES]
        key = random.choice(totals)
    figures[key] += random.randint(1, 9)


def _annex(figures: Figures) -> Iterator[tuple[str, float, float]]:
    for name, (code, parts) in _ANNEX_SUMS.items():
        total = sum(figures[f"{code}.{part}", ""] for part in range(1, parts + 1))
        yield f"{name[:2]}:{code}", figures[code, ""], total


def _parts(form: str, figures: Figures) -> Iterator[tuple[str, float, float]]:
    if form == "narrative":
        return
    rows = [row.code for row in request_rows(form)]
    outcomes = [code for code in rows if code.startswith("T3.3.") and code != "T3.3.7"]
    for applicant in APPLICANTS:
        column = {code: figures[code, applicant] for code in rows}
        asked, settled = column["T3.1"] + column["T3.2"], column["T3.3.7"] + column["T3.4"]
        yield f"B1:{applicant}", asked, settled
        yield f"B2:{applicant}", column["T3.3.7"], sum(column[code] for code in outcomes)
    for code in rows:
        people = sum(figures[code, applicant] for applicant in APPLICANTS[:-1])
        yield f"B3:{code}", figures[code, "tot"], people
    for group, _, _ in CASES:
        results = sum(figures[f"{group}.{code}", ""] for code, _ in RESULTS[:-1])
        yield f"C1:{group}", figures[f"{group}.total", ""], results

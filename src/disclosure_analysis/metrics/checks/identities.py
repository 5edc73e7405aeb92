"""Arithmetic identities inside the official tables of one report.

``identities.csv`` lists them, one formula a row; rows of one id make one check, whose outcome is
the worst of its instances. A scholar adds an identity by adding a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.cells import Cells, cell_rows, earlier, read_tables
from disclosure_analysis.metrics.checks.formulas import (
    SOFT,
    WARN,
    Result,
    between_reports,
    evaluate,
    in_use,
    instances_of,
    rules_of,
    sum_of,
)
from disclosure_analysis.metrics.checks.identity_sentences import identity_sentence, in_state
from disclosure_analysis.metrics.checks.rows import FAIL, NOT_ASSESSABLE, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.wording import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd


def check_identities(
    observations: pd.DataFrame, year: int, lang: str, previous: pd.DataFrame | None = None
) -> list[Check]:
    """Check the identities of every official form that the report holds, one row for each.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        year: The data year; tables of other years are left out.
        lang: Language of the sentences, ``zh`` or ``en``.
        previous: Observations of the report of the year before; it can only add a note.
    """
    checks = []
    before = {} if previous is None else read_tables(cell_rows(previous), year - 1)
    for form, held in read_tables(cell_rows(observations), year).items():
        cells = held | earlier(before.get(form, {}))
        within = (rules for rules in rules_of(form) if not between_reports(rules[0]))
        checks += [check_identity(r, form, cells, lang) for r in within if in_use(r[0], year)]
    return checks


def check_identity(rules: Sequence[Mapping[str, str]], form: str, cells: Cells, lang: str) -> Check:
    """Check one identity.

    Args:
        rules: Its rows of ``identities.csv``.
        form: The form, or ``narrative``.
        cells: The cells of the report, and of the one of the year before where needed.
        lang: Language of the sentence, ``zh`` or ``en``.
    """
    instances = instances_of(rules[0]["id"], form)
    results = [evaluate(one, cells) for one in instances]
    if rules[0]["relation"] == "whole":
        # What is not there is neither whole nor broken; the sums name it.
        results = [one for one in results if one.state not in ("missing", "empty")]
    kind, name = rules[0]["kind"], f"identity_{rules[0]['id']}"
    outcome, key, shown = (_warned if kind == WARN else _tested)(rules[0], results)
    words = identity_sentence(key, rules[0], results, shown, lang)
    left = right = ""
    if len(shown) == 1 and outcome != PASS:
        left, right = plain(sum_of(shown[0].left)), _found(shown[0])
    ordered = sorted(results, key=lambda one: one not in shown)
    ids = tuple(i for one in ordered for value in one.values for i in value.ids)
    return Check(name, outcome, words, left, right, ids)


def _found(one: Result) -> str:
    return plain(sum_of(one.right)) if one.right else ""


def _tested(
    rule: Mapping[str, str], results: Sequence[Result]
) -> tuple[str, str, Sequence[Result]]:
    """Return the outcome, the sentence and the instances that it shows: the worst of all."""
    states = {one.state for one in results}
    if "broken" in states:
        outcome, key = (UNCERTAIN, "soft") if rule["kind"] == SOFT else (FAIL, "broken")
        return outcome, key, in_state(results, "broken")
    if "open" in states:
        return UNCERTAIN, "open", in_state(results, "open")
    if "missing" in states:
        return NOT_ASSESSABLE, "partly" if "holds" in states else "missing", ()
    held = in_state(results, "holds")
    return (PASS, "holds", held) if held else (NOT_ASSESSABLE, "empty", ())


def _warned(
    rule: Mapping[str, str], results: Sequence[Result]
) -> tuple[str, str, Sequence[Result]]:
    """Return the same for what is suspicious if it is so; zeros alone never are."""
    found = [one for one in results if one.state == "holds" and not one.trivial]
    if len(found) >= int(rule["at_least"] or 1):
        return UNCERTAIN, "suspicious", found
    if in_state(results, "missing"):
        return NOT_ASSESSABLE, "missing", ()
    seen = any(one.state != "empty" for one in results)
    return (PASS, "unsuspicious", ()) if seen else (NOT_ASSESSABLE, "empty", ())

"""What ties a report to the one of the year before: chains of tables, figures stated again.

Rows of ``identities.csv`` with ``@-1`` are the chains. Those of the form ``narrative`` name
indicators, for reports that state a figure in the text or of which only figures are coded; they
are tried where the chain of the tables is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.cells import Cells, cell_rows, earlier, read_tables
from disclosure_analysis.metrics.checks.formulas import (
    NARRATIVE,
    between_reports,
    in_use,
    instances_of,
    read_stated,
    rules_of,
)
from disclosure_analysis.metrics.checks.identities import check_identity
from disclosure_analysis.metrics.checks.rows import FAIL, NOT_ASSESSABLE, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.checks.statements import Reading, readings
from disclosure_analysis.metrics.comparability import BROKEN, step_of
from disclosure_analysis.metrics.mentions import (
    LABELLED,
    Figure,
    figure_of,
    in_text,
    read_figures,
)
from disclosure_analysis.metrics.wording import (
    amount,
    in_language,
    indicator_name,
    plain,
    sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

CHAINS = "chains"
RESTATED = "restated_value"


@dataclass(frozen=True)
class Held:
    """What a report holds of the figures that tie it to others.

    Attributes:
        year: Its data year.
        tables: The cells of its official tables, by form.
        observations: Gives its observations, when they are asked for.
    """

    year: int
    tables: Mapping[str, Cells]
    observations: Callable[[], pd.DataFrame]

    @cached_property
    def stated(self) -> Cells:
        """The indicators that chains name, in table or text."""
        return read_stated(self.observations(), self.year)

    def cells(self, form: str) -> Cells:
        """Return the cells of a form, or in place of ``narrative`` the indicators."""
        return self.stated if form == NARRATIVE else self.tables.get(form, {})

    def cells_like(self, form: str) -> Cells:
        """Return what chains of a form may begin with; forms of 2019 and 2021 share cells."""
        if form == NARRATIVE:
            return self.stated
        own = self.tables.get(form, {})
        return {at: cell for cells in self.tables.values() for at, cell in cells.items()} | own


def held_in(observations: pd.DataFrame, year: int) -> Held:
    """Return what the observations of one report hold.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        year: Its data year.
    """
    return Held(year, read_tables(cell_rows(observations), year), lambda: observations)


def check_chains(now: Held, before: Held | None, lang: str) -> list[Check]:
    """Check what ties a report to the one of the year before, one row for each identity.

    Identities of which this report holds nothing are left out. All that need figures of the year
    before which are not at hand share one row, ``chains``, whose sentence names them.

    Args:
        now: The report.
        before: The report of the year before, None if it is not at hand.
        lang: Language of the sentences, ``zh`` or ``en``.
    """
    checks: dict[str, Check] = {}
    wanting: dict[str, str] = {}
    for form in (*now.tables, NARRATIVE):
        for rules in rules_of(form):
            id_ = rules[0]["id"]
            if id_ in checks or not between_reports(rules[0]) or not in_use(rules[0], now.year):
                continue
            if not _held(id_, form, now.cells(form), before=False):
                continue
            base = {} if before is None else earlier(before.cells_like(form))
            if _held(id_, form, base, before=True):
                checks[id_] = check_identity(rules, form, now.cells(form) | base, lang)
            else:
                wanting[id_] = in_language(rules[0], lang)
    titles = [title for id_, title in wanting.items() if id_ not in checks]
    found = list(checks.values())
    return [*found, _without_base(titles, before is None, now.year, lang)] if titles else found


def _held(id_: str, form: str, cells: Cells, *, before: bool) -> bool:
    """Tell whether any cell of this report, or of the one before, is at hand for an identity."""
    named = (term for one in instances_of(id_, form) for term in one.terms)
    return any(term.place in cells for term in named if term.before == before)


def _without_base(titles: Sequence[str], no_report: bool, year: int, lang: str) -> Check:
    quoted = (sentence("quoted", lang, name=title) for title in titles)
    key = "chains_without_report" if no_report else "chains_without_figures"
    named = ("" if lang == "zh" else ", ").join(quoted)
    return Check(CHAINS, NOT_ASSESSABLE, sentence(key, lang, year=year - 1, titles=named))


def check_restated(
    observations: pd.DataFrame, previous: pd.DataFrame | None, year: int, lang: str
) -> list[Check]:
    """Check what the text says of the year before against the report of that year.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        previous: Observations of the report of the year before, None if it is not at hand.
        year: The data year of the report.
        lang: Language of the sentences, ``zh`` or ``en``.
    """
    rows = observations["year"] == year - 1
    if previous is None or not rows.any():
        return []
    said, then = in_text(read_figures(observations[rows])), read_figures(previous)
    names = dict.fromkeys(f.key.indicator for f in said if f.key.indicator not in LABELLED)
    tables = read_tables(cell_rows(previous), year - 1)
    checks = []
    for name in names:
        now, before = figure_of(said, name, year - 1), figure_of(then, name, year - 1)
        if now is not None and before is not None and now.key.unit == before.key.unit:
            meant = list(readings(now, then, tables, lang))
            checks.append(_check_restated(now, before, meant, year, lang))
    return checks


def _check_restated(
    now: Figure, before: Figure, meant: Sequence[Reading], year: int, lang: str
) -> Check:
    """Check a figure against what last year's report states, and what its tables may mean by it.

    Where the two years count differently, a difference proves nothing.
    """
    agreeing = [one for one in meant if one.bounds.meets(now.bounds)]
    same = now.bounds.meets(before.bounds)
    bounds, ids = before.bounds, before.ids
    if agreeing and not same:
        same, bounds, ids = True, agreeing[0].bounds, agreeing[0].ids
    broken = step_of(now.key.indicator, year - 1, year).step == BROKEN
    differs = "restated_otherwise" if broken else "restated_differs"
    words = sentence(
        "restated_same" if same else differs,
        lang,
        name=indicator_name(now.key.indicator, lang),
        now=amount(now.bounds, now.key.unit, lang),
        before=amount(bounds, before.key.unit, lang),
    )
    outcome = PASS if same else UNCERTAIN if broken else FAIL
    return Check(RESTATED, outcome, words, plain(bounds), plain(now.bounds), (*now.ids, *ids))

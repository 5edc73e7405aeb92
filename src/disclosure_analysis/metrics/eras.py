"""The eras of official forms: which form a data year is reported in."""

from __future__ import annotations

from collections.abc import Iterable

from disclosure_analysis.forms import ANNEX_2014, FORM_2019, FORM_2021, FORMS, REGIONAL

NARRATIVE = "narrative"
"""What stands for a form where a figure stands in running text."""

ERAS = {2008: "2008-2013", 2014: "2014-2018", 2019: "2019-2020", 2021: "2021-"}
"""The eras of forms by their first year, as ``series_steps.csv`` calls them."""

_ERA_OF_FORM = {REGIONAL: 2008, ANNEX_2014: 2014, FORM_2019: 2019, FORM_2021: 2021}


def era(year: int, form: str) -> int:
    """Return the first year of the era that a form is of, or without a form that of the year."""
    return _ERA_OF_FORM.get(form) or max(first for first in ERAS if first <= max(year, 2008))


def fitness(form: str, year: int) -> int:
    """Return how well a form fits a data year, the least the best: its own era's, then others."""
    if form not in FORMS:
        return 2 * len(FORMS)
    own_era = era(year, form) == era(year, NARRATIVE)
    return FORMS.index(form) + (0 if own_era else len(FORMS))


def form_held(forms: Iterable[str], year: int) -> str:
    """Return the form that counts where a report holds tables of several: that of its year.

    Args:
        forms: The forms of its tables' figures for its own year.
        year: Its data year.
    """
    return min({*forms} & {*FORMS}, key=lambda form: fitness(form, year), default=NARRATIVE)

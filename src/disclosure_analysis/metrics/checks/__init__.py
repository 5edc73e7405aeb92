"""Consistency checks of one report: each with an outcome, a sentence and the figures it used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.announced import check_announced_parts, check_lists
from disclosure_analysis.metrics.checks.between import checks_between
from disclosure_analysis.metrics.checks.chains import check_chains, check_restated, held_in
from disclosure_analysis.metrics.checks.document import check_attachments, check_period
from disclosure_analysis.metrics.checks.fees import check_fees
from disclosure_analysis.metrics.checks.identities import check_identities
from disclosure_analysis.metrics.checks.means import check_means
from disclosure_analysis.metrics.checks.percentages import (
    check_shares,
    check_stated_growth,
    shares_in_place,
)
from disclosure_analysis.metrics.checks.rows import (
    CHECK_COLUMNS,
    FAIL,
    NOT_ASSESSABLE,
    PASS,
    UNCERTAIN,
    Check,
    checks_frame,
)
from disclosure_analysis.metrics.checks.statements import (
    check_repeated_mentions,
    check_text_against_tables,
    check_zero_statements,
)
from disclosure_analysis.metrics.checks.sums import (
    check_balance,
    check_outcomes,
    check_parts,
    check_received,
)
from disclosure_analysis.metrics.mentions import (
    check_previous,
    figure_of,
    read_figures,
    text_first,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from disclosure_analysis.report import AnnouncedParts, Attachment, Period

__all__ = [
    "CHECK_COLUMNS",
    "FAIL",
    "NOT_ASSESSABLE",
    "PASS",
    "UNCERTAIN",
    "Check",
    "checks_between",
    "report_checks",
]


def report_checks(
    observations: pd.DataFrame,
    *,
    report_year: int,
    section_titles: Sequence[str] = (),
    announced_parts: AnnouncedParts | None = None,
    period: Period | None = None,
    attachments: Sequence[Attachment] = (),
    lists: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Return all checks of a report, in a fixed order of kinds, then of the text.

    Every comparison is one of intervals: a check fails only if no reading of the words agrees.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        report_year: The data year.
        section_titles: The report's headings of the first level, without enumerators.
        announced_parts: The parts that the opening announces.
        period: The days that the report says its figures cover.
        attachments: Figures and annexes that the text names.
        lists: Announced counts with the names listed beside them, as ``extract_enumerations``
            gives them.
        previous: Observations of the same body's report of the year before.
        lang: Language of the sentences, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``CHECK_COLUMNS``.

    Raises:
        InputError: ``previous`` is another body's report, or of another year.
    """
    if previous is not None:
        check_previous(observations, previous)
    figures = read_figures(observations)
    before = None if previous is None else held_in(previous, report_year - 1)
    placed = shares_in_place(observations)
    shares = text_first(figures if placed is observations else read_figures(placed))
    announced = figure_of(figures, "sections_announced", report_year)
    part_ids = announced.ids if announced else ()
    return checks_frame(
        [
            check_period(period, report_year, lang),
            *check_announced_parts(announced_parts, section_titles, report_year, lang, part_ids),
            *check_lists(figures, lists, lang),
            *check_parts(figures, report_year, lang),
            *check_fees(observations, report_year, lang),
            *check_means(observations, report_year, lang),
            *check_shares(shares, report_year, lang),
            *check_stated_growth(observations, previous, lang),
            *check_zero_statements(figures, report_year, lang),
            *check_outcomes(figures, report_year, lang),
            *check_received(figures, report_year, lang),
            *check_balance(figures, report_year, lang),
            *check_identities(observations, report_year, lang, previous),
            *check_chains(held_in(observations, report_year), before, lang),
            *check_restated(observations, previous, report_year, lang),
            *check_repeated_mentions(figures, lang),
            *check_text_against_tables(observations, figures, report_year, lang),
            *check_attachments(attachments, report_year, lang),
        ]
    )

"""Text carried over from one year's report to the next."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from disclosure_analysis.display import Hypertext, folded, html_table
from disclosure_analysis.reuse import reuse
from disclosure_analysis.trends.words import trend_words
from disclosure_analysis.words import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure_analysis.report import Report
    from disclosure_analysis.reuse import Reuse
    from disclosure_analysis.trends.trend import Trend

_MOST_PASSAGES = 12


def list_reuse(trend: Trend) -> Hypertext:
    """Return how much of each document stood in the one before, with the passages carried over."""
    words = trend_words(trend.lang)
    if len(trend.documents) < 2:
        return Hypertext(f"<p>{words[f'reuse_of_{len(trend.documents)}']}</p>")
    pairs = [reuse(now, before) for before, now in pairwise(trend.documents)]
    shown = [
        (
            f"{_year(found.text.report)} / {_year(found.earlier.report)}",
            str(len(found.matches)),
            *(f"{found.share_of(kind):.0f}%" for kind in ("identical", "numbers", "near")),
            f"{found.share:.0f}%",
        )
        for found in pairs
    ]
    keys = ("reuse_years", "sentences", "identical", "numbers", "near", "carried_over")
    pieces: list[str] = [html_table([words[key] for key in keys], shown, numeric=range(1, 6))]
    pieces += [_passages(found, words) for found in pairs if len(found.passages)]
    return Hypertext("\n".join(pieces))


def _passages(found: Reuse, words: Mapping[str, str]) -> str:
    """Return the longest passages that two documents share, side by side."""
    longest = found.passages.sort_values("characters", ascending=False, kind="stable")
    rows = [
        (str(row.characters), escape(row.text), escape(row.earlier_text))
        for row in records(longest.head(_MOST_PASSAGES))
    ]
    header = (words["characters"], _year(found.text.report), _year(found.earlier.report))
    title = words["passages"].format(
        year=header[1], earlier=header[2], n=len(rows), all=len(found.passages)
    )
    return folded(title, html_table(header, rows, numeric=(0,)))


def _year(report: Report) -> str:
    return str(report.year.value) if report.year else ""

"""Text that reports of one year share: copied reports are a known fault."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.comparisons.words import comparison_words, shortened
from disclosure_analysis.display import Hypertext, folded, html_table
from disclosure_analysis.reuse import reuse, reuse_matrix
from disclosure_analysis.words import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure_analysis.comparisons.comparison import Comparison
    from disclosure_analysis.report import Report

LEAST_SHARE = 30.0
"""Per cent of a report's text that another must share for the pair to be listed."""
_MOST_PAIRS = 10
_MOST_PASSAGES = 3
_PAIRS_SHOWN_IN_FULL = 2


def list_reuse(comparison: Comparison) -> Hypertext:
    """Return the pairs of documents that share much text, the passages of the closest beside.

    A report's row says how much of it stands in the other; docs/practice.md says what that means.
    """
    words = comparison_words(comparison.lang)
    documents = [one for one in comparison.documents if one.reporter]
    if len(documents) < 2:
        return Hypertext(f"<p>{words[f'reuse_of_{len(documents)}']}</p>")
    pairs = reuse_matrix(documents, above=LEAST_SHARE)
    pairs = pairs[pairs["year"] == pairs["other_year"]]
    pairs = pairs.sort_values("share", ascending=False, kind="stable").head(_MOST_PAIRS)
    if pairs.empty:
        said = words["reuse_little"].format(n=len(documents), share=f"{LEAST_SHARE:.0f}%")
        return Hypertext(f"<p>{said}</p>")
    keys = ("reporter", "other", "sentences", "identical", "numbers", "near", "shared")
    pieces: list[str] = [
        html_table(
            [words[key] for key in keys],
            [_cells(row) for row in records(pairs)],
            numeric=range(2, 7),
        )
    ]
    by_key = {(one.place.code if one.place else "", one.reporter): one for one in documents}
    for row in records(pairs.head(_PAIRS_SHOWN_IN_FULL)):
        own = by_key[row.place_code, row.reporter]
        pieces.append(_passages(own, by_key[row.other_place_code, row.other_reporter], words))
    return Hypertext("\n".join(pieces))


def _cells(row: Any) -> tuple[str, ...]:
    shares = row.share_identical, row.share_numbers, row.share_near, row.share
    return (
        escape(row.reporter),
        escape(row.other_reporter),
        str(row.sentences),
        *(f"{share:.0f}%" for share in shares),
    )


def _passages(own: Report, other: Report, words: Mapping[str, str]) -> str:
    """Return the longest passages that two reports share, side by side."""
    found = reuse(own, other).passages
    longest = found.sort_values("characters", ascending=False, kind="stable")
    rows = [
        tuple(escape(shortened(text)) for text in (row.text, row.earlier_text))
        for row in records(longest.head(_MOST_PASSAGES))
    ]
    title = words["passages"].format(one=own.reporter, other=other.reporter)
    names = escape(own.reporter), escape(other.reporter)
    return folded(title, html_table(names, rows))

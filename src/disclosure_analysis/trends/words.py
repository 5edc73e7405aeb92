"""The words of trends: headings, captions, notes."""

from __future__ import annotations

from collections.abc import Mapping

from disclosure_analysis.words import words_of

SHOWN_GROWTH = ("growth_yoy", "growth_compound")
"""Growth that pages show; logarithmic and symmetric growth stand in the data."""


def trend_words(lang: str) -> Mapping[str, str]:
    """Return the words of ``trend_words.csv`` in a language."""
    return words_of("trend_words", lang)

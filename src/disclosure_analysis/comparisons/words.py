"""The words of comparisons: headings, captions, notes."""

from __future__ import annotations

from collections.abc import Mapping

from disclosure_analysis.words import words_of


def comparison_words(lang: str) -> Mapping[str, str]:
    """Return the words of ``comparison_words.csv`` in a language."""
    return words_of("comparison_words", lang)


def shortened(text: str, most: int = 200) -> str:
    """Return a text, of a long one its beginning."""
    return text if len(text) <= most else f"{text[:most]}……"

"""The words of trends and comparisons: headings, captions, notes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from disclosure_analysis.tables import table

SHOWN_GROWTH = ("growth_yoy", "growth_compound")
"""Growth that pages show; logarithmic and symmetric growth stand in the data."""


@cache
def trend_words(lang: str) -> Mapping[str, str]:
    """Return the words of ``trend_words.csv`` in a language."""
    return {row["key"]: row[lang] for row in table("trend_words")}

"""Tables of plain text, in columns also where characters are two columns wide."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from disclosure_analysis.coding.scores import Counts, wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SCORE_COLUMNS = (
    *("coded", "claimed", "right", "recall", "95% interval", "precision", "95% interval", "F1"),
)
NOTHING = "–"


def text_table(header: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """Return a Markdown table whose columns are aligned in a terminal as well.

    Args:
        header: The names of the columns.
        rows: The cells, as many in each row as there are names.
        words: How many columns hold words, which are set left; the rest are set right.
    """
    lines = [[_cell(cell) for cell in row] for row in (header, *rows)]
    widths = [max(3, *map(width, column)) for column in zip(*lines, strict=True)]
    rule = [
        "-" * size if number < words else "-" * (size - 1) + ":"
        for number, size in enumerate(widths)
    ]
    lines.insert(1, rule)
    return "\n".join(_line(line, widths, words) for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _line(cells: Sequence[str], widths: Sequence[int], words: int) -> str:
    padded = []
    for number, (cell, size) in enumerate(zip(cells, widths, strict=True)):
        blanks = " " * (size - width(cell))
        padded.append(cell + blanks if number < words else blanks + cell)
    return f"| {' | '.join(padded)} |"


def width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) != 0 for char in text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def score_cells(counts: Counts) -> list[str]:
    """Return counts as the cells below ``SCORE_COLUMNS``."""
    return [
        str(counts.coded),
        str(counts.claimed),
        str(counts.hit),
        percent(counts.recall),
        _interval(counts.hit, counts.coded),
        percent(counts.precision),
        _interval(counts.hit, counts.claimed),
        percent(counts.f1),
    ]


def percent(share: float | None) -> str:
    """Return a share in per cent with one decimal."""
    return NOTHING if share is None else f"{100 * share:.1f}"


def _interval(hits: int, of: int) -> str:
    interval = wilson(hits, of)
    return NOTHING if interval is None else f"{percent(interval[0])}–{percent(interval[1])}"

"""How charts are drawn: size, fonts, colours, and the same bytes for the same figures."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from disclosure_analysis.fonts import use_chinese_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1f2933"
MUTED = "#7b8794"
MAIN = "#31688e"
LIGHT = "#b4c7d6"
"""A dark and a light blue told apart in grey and by colour-blind readers."""

WIDTH = 6.4


@contextmanager
def drawing(*heights: float) -> Iterator[tuple[Any, ...]]:
    """Yield a figure and its axes, one below the other; a missing glyph is an error.

    Args:
        heights: The height of each, in inches.
    """
    with _canvas(len(heights), 1, sum(heights), height_ratios=heights) as (figure, axes):
        yield (figure, *axes[:, 0])


@contextmanager
def small_multiples(
    count: int, *, columns: int = 2, height: float | Sequence[float] = 1.35
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Yield a figure and its panels, row by row; places that no panel fills stay empty.

    Args:
        count: How many panels there are.
        columns: How many stand side by side.
        height: The height of each, in inches, or that of each row.
    """
    rows = -(-count // columns)
    heights = [height] * rows if isinstance(height, float) else list(height)
    with _canvas(rows, columns, sum(heights), height_ratios=heights) as (figure, axes):
        panels = list(axes.flat)
        for spare in panels[count:]:
            spare.set_axis_off()
        yield figure, panels[:count]


@contextmanager
def _canvas(rows: int, columns: int, height: float, **options: Any) -> Iterator[tuple[Any, Any]]:
    import matplotlib.pyplot as plt
    import seaborn as sns

    settings: Any = {
        "svg.hashsalt": "disclosure-analysis",
        "svg.fonttype": "path",
        "hatch.linewidth": 0.5,
        "hatch.color": MUTED,
    }
    with plt.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        sns.set_theme(style="white", font=use_chinese_fonts(), rc=settings)
        figure, axes = plt.subplots(
            rows,
            columns,
            figsize=(WIDTH, height),
            layout="constrained",
            squeeze=False,
            **options,
        )
        try:
            yield figure, axes
        finally:
            plt.close(figure)


def in_lines(title: str, width: int = 46) -> str:
    """Return a title in lines that fit; Chinese letters take twice the room of others.

    Args:
        title: The title.
        width: Half-width letters of a line; one of two panels side by side has room for 46.
    """
    return "\n".join(wrap(title, width // 2 if any(map(is_wide, title)) else width))


def is_wide(letter: str) -> bool:
    """Tell whether a letter is a Chinese one, as wide as it is high."""
    return ord(letter) > 0x2E80


def svg_of(figure: Figure) -> str:
    """Return a figure as SVG, the same for the same drawing."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return drawn.getvalue()

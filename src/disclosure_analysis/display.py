"""What notebooks show: prose, tables and charts, each with the forms that a page needs.

A chart carries its alternative text and caption in its output's metadata, where the page and the
PDF find them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_NUMERIC = "text-align: right"


class _Shown(str):
    """Text that a notebook shows in another form than its characters; nothing if it is empty."""

    __slots__ = ()

    def _ipython_display_(self) -> None:
        # An empty text would be shown as a pair of quotation marks; raising means "as usual".
        if self:
            raise NotImplementedError


class Prose(_Shown):
    """Markdown text that a notebook shows as text."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


class Hypertext(_Shown):
    """HTML that a notebook shows as a page does."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with the words that stand for it.

    Attributes:
        svg: The drawing.
        alt: What it shows, for those who cannot see it.
        caption: What stands below it.
    """

    svg: str
    alt: str
    caption: str

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        words = {"alt": self.alt, "caption": self.caption}
        data = {"image/svg+xml": self.svg, "text/plain": f"{self.caption}（{self.alt}）"}
        return data, {"image/svg+xml": words, **words}


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table that is laid out row by row, as in HTML.

    Attributes:
        html: What stands in it, HTML already.
        rows: How many rows it spans.
        columns: How many columns it spans.
        head: Whether it names others.
        kind: Words for style sheets, empty for none.
        side: The side that it leans to: ``left``, ``right`` or ``center``; empty for its column's.
    """

    html: str
    rows: int = 1
    columns: int = 1
    head: bool = False
    kind: str = ""
    side: str = ""

    def markup(self) -> str:
        """Return the cell as HTML."""
        tag = "th" if self.head else "td"
        spans = f' rowspan="{self.rows}"' * (self.rows > 1)
        spans += f' colspan="{self.columns}"' * (self.columns > 1)
        kind = f' class="{self.kind}"' if self.kind else ""
        side = f' style="text-align: {self.side}"' if self.side else ""
        return f"<{tag}{kind}{spans}{side}>{self.html}</{tag}>"


def grid(
    body: Iterable[Sequence[Box]],
    *,
    head: Iterable[Sequence[Box]] = (),
    caption: str = "",
    kind: str = "",
) -> Hypertext:
    """Return rows of cells, which may span others, as an HTML table that keeps its place.

    It stands in a figure: on paper it is made smaller rather than moved to a page of its own.

    Args:
        body: The rows below the headings.
        head: The rows of headings, repeated where a page ends.
        caption: What stands above, HTML already.
        kind: Words for style sheets.
    """
    title = f"<caption>{caption}</caption>\n" if caption else ""
    top = "\n".join(map(_grid_row, head))
    top = f"<thead>\n{top}\n</thead>\n" if top else ""
    rows = "\n".join(map(_grid_row, body))
    table = f'<table class="{kind}">\n{title}{top}<tbody>\n{rows}\n</tbody>\n</table>'
    return Hypertext(f'<figure class="table">\n{table}\n</figure>')


def _grid_row(boxes: Sequence[Box]) -> str:
    return "<tr>" + "".join(box.markup() for box in boxes) + "</tr>"


def html_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: Sequence[int] = ()
) -> Hypertext:
    """Return an HTML table of cells that are HTML already."""

    def row(cells: Sequence[str], tag: str) -> str:
        styles = (f' style="{_NUMERIC}"' if n in numeric else "" for n in range(len(cells)))
        return (
            "<tr>"
            + "".join(
                f"<{tag}{style}>{cell}</{tag}>" for cell, style in zip(cells, styles, strict=True)
            )
            + "</tr>"
        )

    head = f"<thead>\n{row(header, 'th')}\n</thead>\n" if header else ""
    body = "\n".join(row(cells, "td") for cells in rows)
    return Hypertext(f"<table>\n{head}<tbody>\n{body}\n</tbody>\n</table>")


def link_to(words: str, address: str) -> str:
    """Return words as a link to an address, as HTML; as they are where it is none of the web."""
    said = escape(words)
    return f'<a href="{escape(address)}">{said}</a>' if address.startswith("http") else said


def day_in_table(value: object) -> str:
    """Return a day as 2018-03-23, empty where there is none (NaT differs from itself)."""
    return "" if value is None or value != value else str(value)[:10]


def number_of(value: object) -> float:
    """Return a number, NaN where there is none."""
    return float("nan") if value is None or value != value else float(str(value))


def folded(title: str, content: str) -> str:
    """Return what a page shows on a click, and paper below its title."""
    return f"<details><summary>{escape(title)}</summary>\n{content}\n</details>"


def number_in_table(value: float, unit: str = "") -> str:
    """Return a number for a table: shares with one decimal, ratios with three."""
    if value != value:
        return ""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.1f}" if unit else f"{value:,.3f}"


def range_in_table(lower: float, upper: float, value: float, unit: str = "") -> str:
    """Return bounds for a table; empty where they are the value itself."""
    if lower == upper == value:
        return ""
    low, high = number_in_table(lower, unit), number_in_table(upper, unit)
    return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else "?"

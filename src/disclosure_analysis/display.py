"""What notebooks show: prose, tables and charts, each with the forms that a page needs.

A chart carries its alternative text and caption in its output's metadata, where the page and the
PDF find them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Prose(str):
    """Markdown text that a notebook shows as text."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


class Hypertext(str):
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

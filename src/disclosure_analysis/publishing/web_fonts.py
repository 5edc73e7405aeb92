"""Fonts that a web page carries, so that it looks the same on machines without Chinese fonts."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

FACES = (("Report Serif", serif_path), ("Report Sans", sans_path))
"""Family name in the page's style sheet, and the font that it is cut from."""

_ASCII = "".join(map(chr, range(32, 127)))
_FEATURES = ["ccmp", "chws", "halt", "kern", "locl"]


def font_faces(text: str) -> str:
    """Return the style rules that define the page's two faces, with the characters of a text.

    Args:
        text: All text of the page; characters that the fonts lack are left to the reader's own.
    """
    characters = frozenset(text) | frozenset(_ASCII)
    wanted = tuple(sorted(ord(char) for char in characters))
    return "\n".join(_rule(family, Path(path()), wanted) for family, path in FACES)


def _rule(family: str, font: Path, characters: tuple[int, ...]) -> str:
    data = base64.b64encode(_cut(font, characters)).decode("ascii")
    source = f"url(data:font/woff;base64,{data}) format('woff')"
    return f"@font-face {{ font-family: '{family}'; src: {source}; }}"


@lru_cache(maxsize=4)
def _cut(font: Path, characters: Iterable[int]) -> bytes:
    """Return a web font (WOFF) with the given characters only; the same input, the same bytes."""
    from fontTools import subset

    options = subset.Options(
        layout_features=_FEATURES, hinting=False, flavor="woff", notdef_outline=True
    )
    with subset.load_font(str(font), options, dontLoadGlyphNames=True) as loaded:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=characters)
        cutter.subset(loaded)
        drawn = io.BytesIO()
        subset.save_font(loaded, drawn, options)
        return drawn.getvalue()

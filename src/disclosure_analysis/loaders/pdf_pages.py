"""The pages of a PDF file as characters and drawn lines, upright, from the top left corner."""

from __future__ import annotations

import logging
import math
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from pdfplumber.page import Page as PlumberPage
    from pdfplumber.pdf import PDF

UNREADABLE = "\ufffd"
"""Stands for a character that the file's fonts do not name."""

_MOST_BYTES = 200_000_000
_MOST_PAGES = 500
_MOST_DRAWING = 12_000_000
_MOST_SEGMENTS = 20_000
_THIN = 3.0
_DOT = 2.0
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings")


@dataclass(frozen=True, slots=True)
class Char:
    """A character as printed; ``turn`` is how far it is turned to the left, in degrees."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: int = 0
    artifact: bool = False

    @property
    def x(self) -> float:
        """Its middle from the left."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Its middle from the top."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A drawn line: at x = ``at`` from top to bottom, or at y = ``at`` from left to right."""

    vertical: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page, turned so that its text is upright.

    Attributes:
        number: From 1.
        width: In points.
        height: In points.
        chars: Its characters in the file's order, white space included.
        segments: The lines drawn on it.
        fills: The edges of filled areas, which may be the background of cells.
        pictured: The share of the page that its largest picture covers.
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    segments: tuple[Segment, ...]
    fills: tuple[Segment, ...]
    pictured: float


def read_pages(content: bytes, *, source: str) -> tuple[Page, ...]:
    """Read the pages of a PDF file.

    Args:
        content: The file's bytes.
        source: The file or address that the bytes come from.

    Raises:
        DocumentError: The bytes are empty, no PDF file, damaged, locked, or too many.
    """
    _check_bytes(content, source)
    with _silence(), _opened(content, source) as pdf:
        try:
            return tuple(_pages(pdf, source))
        except DocumentError:
            raise
        except Exception as error:
            raise _damaged(source) from error


def _check_bytes(content: bytes, source: str) -> None:
    if not content.strip():
        raise DocumentError(f"{source}: the document is empty; publish or download it again.")
    if b"%PDF-" not in content[:1024]:
        raise DocumentError(
            f"{source}: the document is no PDF file, whatever its name says;"
            " open it to see what it is and fetch it again from its source."
        )
    if len(content) > _MOST_BYTES:
        raise DocumentError(
            f"{source}: {len(content):,} bytes are too many for a report;"
            " register the part that holds the report."
        )


def _damaged(source: str) -> DocumentError:
    return DocumentError(
        f"{source}: the PDF file is damaged and cannot be read; fetch it again from its source."
    )


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the PDF library's remarks on untidy files off standard error."""
    loggers = [logging.getLogger(name) for name in ("pdfminer", "pdfplumber")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _opened(content: bytes, source: str) -> Iterator[PDF]:
    import pdfplumber

    try:
        pdf = pdfplumber.open(BytesIO(content))
    except Exception as error:
        if _is_locked(error):
            raise DocumentError(
                f"{source}: the PDF file is locked with a password;"
                " save it without one, or find the page's HTML or Word version."
            ) from error
        raise _damaged(source) from error
    with pdf:
        yield pdf


def _is_locked(error: BaseException) -> bool:
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    causes = [error, error.__cause__, error.__context__, *error.args]
    return any(isinstance(cause, (PDFEncryptionError, PDFPasswordIncorrect)) for cause in causes)


def _pages(pdf: PDF, source: str) -> Iterator[Page]:
    if len(pdf.pages) > _MOST_PAGES:
        raise DocumentError(
            f"{source}: {len(pdf.pages):,} pages are too many for a report"
            f" (at most {_MOST_PAGES}); register the part that holds the report."
        )
    if not pdf.pages:
        raise DocumentError(f"{source}: the PDF file has no page; fetch it again from its source.")
    for page in pdf.pages:
        _check_drawing(page, source)
        yield _upright(_page(page))
        page.close()


def _check_drawing(page: PlumberPage, source: str) -> None:
    """Refuse a page whose drawing would take minutes to follow."""
    size = sum(len(stream.get_data()) for stream in page.page_obj.contents)
    if size > _MOST_DRAWING:
        raise DocumentError(
            f"{source}: page {page.page_number} holds a drawing too large to read;"
            " find the page's HTML or Word version."
        )


def _page(page: PlumberPage) -> Page:
    left, top, right, bottom = (float(side) for side in page.bbox)
    objects = page.objects
    chars = [_char(found, left, top) for found in objects.get("char", [])]
    segments: list[Segment] = []
    fills: list[Segment] = []
    for kind in ("line", "rect", "curve"):
        for found in objects.get(kind, []):
            _add_segments(found, left, top, segments, fills)
    width, height = right - left, bottom - top
    pictures = [_covered(found, page.bbox) for found in objects.get("image", [])]
    return Page(
        number=page.page_number,
        width=width,
        height=height,
        chars=_printed(chars, width, height),
        segments=tuple(segments[:_MOST_SEGMENTS]),
        fills=tuple(fills[:_MOST_SEGMENTS]),
        pictured=max(pictures, default=0.0) / max(width * height, 1.0),
    )


def _covered(picture: dict[str, Any], page: tuple[float, float, float, float]) -> float:
    """Return how much of the page a picture covers, in square points."""
    width = min(picture["x1"], page[2]) - max(picture["x0"], page[0])
    height = min(picture["bottom"], page[3]) - max(picture["top"], page[1])
    return float(max(width, 0.0) * max(height, 0.0))


def _char(found: dict[str, Any], left: float, above: float) -> Char | None:
    """Return a character, None for one set aslant, as watermarks are."""
    a, b, _c, _d, _, f = found["matrix"]
    length = math.hypot(a, b) or 1.0
    if min(abs(a), abs(b)) > 0.1 * length:
        return None
    turn = (0 if a >= 0 else 180) if abs(a) >= abs(b) else (90 if b > 0 else 270)
    top, bottom = found["top"], found["bottom"]
    size = bottom - top if turn in (0, 180) else found["x1"] - found["x0"]
    baseline = bottom - (f - found["y0"])
    if turn == 0 and size > 0 and abs(f - found["y0"]) < 0.6 * size:
        # Fonts differ in where they put their box; the baseline is the same for all.
        top, bottom = baseline - 0.86 * size, baseline + 0.14 * size
    return Char(
        text=_plain(found["text"], str(found.get("fontname") or "")),
        x0=found["x0"] - left,
        top=top - above,
        x1=found["x1"] - left,
        bottom=bottom - above,
        size=float(size),
        turn=turn,
        artifact=found.get("tag") == "Artifact",
    )


def _plain(text: str, font: str) -> str:
    """Return a character in its ordinary form, ``UNREADABLE`` where the font does not name it."""
    if text.startswith("(cid:"):
        return UNREADABLE
    if len(text) == 1:
        return _plain_character(text, font.lower())
    return "".join(_plain_character(character, font.lower()) for character in text)


@cache
def _plain_character(character: str, font: str) -> str:
    if character.isspace():
        return character if character in " \u3000\xa0" else " "
    category = unicodedata.category(character)
    if category == "Co" and any(name in font for name in _SYMBOL_FONTS):
        return "•"
    if category in ("Co", "Cn", "Cc", "Cs"):
        return UNREADABLE
    if category == "Cf":
        return ""
    return _ordinary_forms().get(character, character)


@cache
def _ordinary_forms() -> dict[str, str]:
    """The ordinary characters for the radicals and compatibility forms that fonts yield."""
    forms = {row["form"]: row["character"] for row in table("cjk_radicals")}
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
        forms[chr(code)] = unicodedata.normalize("NFKC", chr(code))
    return forms


def _printed(chars: list[Char | None], width: float, height: float) -> tuple[Char, ...]:
    """Return the characters that lie on the page, those printed twice (as bold type) once."""
    kept: list[Char] = []
    seen: dict[tuple[str, int, int], Char] = {}
    for char in chars:
        if char is None or not char.text or not _is_inside(char, width, height):
            continue
        key = (char.text, round(char.x0 / 2), round(char.y / 2))
        near = ((char.text, key[1] + i, key[2] + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        if any(_overprinted(seen.get(place), char) for place in near):
            continue
        seen[key] = char
        kept.append(char)
    return tuple(kept)


def _is_inside(char: Char, width: float, height: float) -> bool:
    return 0 <= char.x <= width and 0 <= char.y <= height


def _overprinted(first: Char | None, second: Char) -> bool:
    if first is None:
        return False
    near = 0.2 * second.size
    return abs(first.x0 - second.x0) < near and abs(first.y - second.y) < near


def _add_segments(
    found: dict[str, Any],
    left: float,
    above: float,
    segments: list[Segment],
    fills: list[Segment],
) -> None:
    x0, x1 = found["x0"] - left, found["x1"] - left
    top, bottom = found["top"] - above, found["bottom"] - above
    stroked = bool(found.get("stroke"))
    pen = float(found.get("linewidth") or 0.0) if stroked else 0.0
    if min(x1 - x0, bottom - top) <= _THIN:
        if pen <= 2 * _THIN:
            segments.extend(_thin(x0, top, x1, bottom))
    elif found["object_type"] == "rect" and stroked:
        segments.extend(_outline(x0, top, x1, bottom))
    elif found["object_type"] == "rect" and found.get("fill"):
        fills.extend(_outline(x0, top, x1, bottom))
    elif found["object_type"] == "curve" and stroked:
        points = [(x - left, y - above) for x, y in found["pts"]]
        for (ax, ay), (bx, by) in pairwise(points[:200]):
            if min(abs(ax - bx), abs(ay - by)) < 0.5:
                box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                segments.extend(_thin(*box))


def _thin(x0: float, top: float, x1: float, bottom: float) -> list[Segment]:
    if max(x1 - x0, bottom - top) <= 0:
        return []
    if max(x1 - x0, bottom - top) <= _DOT:
        # A dotted line is made of these; which way it runs shows when they are joined.
        middle = ((x0 + x1) / 2, (top + bottom) / 2)
        return [Segment(True, middle[0], top, bottom), Segment(False, middle[1], x0, x1)]
    if bottom - top >= x1 - x0:
        return [Segment(True, (x0 + x1) / 2, top, bottom)]
    return [Segment(False, (top + bottom) / 2, x0, x1)]


def _outline(x0: float, top: float, x1: float, bottom: float) -> list[Segment]:
    return [
        Segment(True, x0, top, bottom),
        Segment(True, x1, top, bottom),
        Segment(False, top, x0, x1),
        Segment(False, bottom, x0, x1),
    ]


def _upright(page: Page) -> Page:
    """Turn a page whose text is set sideways, as wide tables are on an upright sheet."""
    counts = dict.fromkeys((0, 90, 180, 270), 0)
    for char in page.chars:
        counts[char.turn] += not char.text.isspace()
    turn = max(counts, key=lambda turn: counts[turn])
    return page if turn == 0 else _turned(page, turn)


def _turned(page: Page, turn: int) -> Page:
    width, height = page.width, page.height

    def point(x: float, y: float) -> tuple[float, float]:
        if turn == 90:
            return height - y, x
        if turn == 270:
            return y, width - x
        return width - x, height - y

    def turned(segment: Segment) -> Segment:
        upright = segment.vertical != (turn in (90, 270))
        ends = [(segment.at, segment.start), (segment.at, segment.end)]
        (ax, ay), (bx, by) = (point(*(end if segment.vertical else end[::-1])) for end in ends)
        if upright:
            return Segment(True, ax, min(ay, by), max(ay, by))
        return Segment(False, ay, min(ax, bx), max(ax, bx))

    def turned_char(char: Char) -> Char:
        (ax, ay), (bx, by) = point(char.x0, char.top), point(char.x1, char.bottom)
        return replace(
            char,
            x0=min(ax, bx),
            x1=max(ax, bx),
            top=min(ay, by),
            bottom=max(ay, by),
            turn=(char.turn - turn) % 360,
        )

    return replace(
        page,
        width=height if turn in (90, 270) else width,
        height=width if turn in (90, 270) else height,
        chars=tuple(map(turned_char, page.chars)),
        segments=tuple(map(turned, page.segments)),
        fills=tuple(map(turned, page.fills)),
    )

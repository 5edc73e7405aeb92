"""PDF files whose text can be selected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import Block, Contents
from disclosure_analysis.loaders.pdf_columns import read_columns
from disclosure_analysis.loaders.pdf_furniture import furniture
from disclosure_analysis.loaders.pdf_joining import grid_of, joined, joins
from disclosure_analysis.loaders.pdf_lines import Line, is_chinese, lines_of
from disclosure_analysis.loaders.pdf_numbers import mend_numbers
from disclosure_analysis.loaders.pdf_pages import UNREADABLE, Char, Page, read_pages
from disclosure_analysis.loaders.pdf_paragraphs import (
    PlacedLine,
    body_size,
    paragraphs,
    placed_lines,
    text_margins,
)
from disclosure_analysis.loaders.pdf_rulings import Ruling, find_rulings, joined_lines
from disclosure_analysis.loaders.pdf_tables import PageTable, fill, is_figure, touching
from disclosure_analysis.loaders.pdf_unruled import read_unruled

_WAY_OUT = (
    "find the page's HTML or Word version, or run text recognition (OCR) on it or retype it"
    " and register the text."
)
_FEW_WORDS = 20
_PICTURE = 0.3
_WHOLE_PAGE = 0.8
_EDGE = 0.1
_UNREADABLE_SHARE = 0.02
_COMMON = frozenset("的政府信息公开年度报告和一是")

Piece = PlacedLine | PageTable


def read_pdf(content: bytes, *, source: str) -> Contents:
    """Read a PDF file.

    Running heads and page numbers are left out, lines are joined to paragraphs, and tables
    that go on over pages are one table.

    Args:
        content: The file's bytes.
        source: The file or address that the bytes come from.

    Returns:
        Its paragraphs and tables in reading order, and what could not be read.

    Raises:
        DocumentError: The bytes are empty, no PDF file, damaged or locked; the pages are
            pictures; or the fonts do not say which characters they print.
    """
    pages = read_pages(content, source=source)
    problems = _check_pages(pages, source)
    pieces, found = _pieces(pages)
    return Contents(blocks=_blocks(pieces), problems=(*problems, *found))


def _check_pages(pages: Sequence[Page], source: str) -> list[str]:
    """Refuse pages without text that can be read; name single pages of that kind."""
    pictures = [page for page in pages if _is_picture(page)]
    words = sum(_words(page) for page in pages)
    if not words or (pictures and words < _FEW_WORDS * len(pages)):
        raise DocumentError(
            f"{source}: the pages are pictures (a scan) without text that can be read; {_WAY_OUT}"
        )
    problems = _check_characters(pages, source)
    for page in pages:
        if _is_picture(page):
            problems.append(f"page {page.number}: the page is a picture and was not read")
        elif page.pictured > _WHOLE_PAGE:
            problems.append(
                f"page {page.number}: the text lies over a picture of the page, as recognised"
                " text (OCR) does; compare its figures with the picture"
            )
    return problems


def _words(page: Page) -> int:
    return sum(not char.text.isspace() for char in page.chars)


def _is_picture(page: Page) -> bool:
    return page.pictured > _PICTURE and _words(page) < _FEW_WORDS


def _check_characters(pages: Sequence[Page], source: str) -> list[str]:
    text = "".join(char.text for page in pages for char in page.chars)
    text = "".join(text.split())
    unreadable = text.count(UNREADABLE)
    if unreadable > max(_UNREADABLE_SHARE * len(text), 3) or _is_garbled(text):
        raise DocumentError(
            f"{source}: the PDF file's fonts do not say which characters they print, so that"
            f" its text comes out garbled; {_WAY_OUT}"
        )
    return [
        f"page {page.number}: {count} characters could not be read and stand as {UNREADABLE}"
        for page in pages
        if (count := sum(char.text.count(UNREADABLE) for char in page.chars))
    ]


def _is_garbled(text: str) -> bool:
    """Whether text is made of odd signs, or of Chinese characters without the commonest ones."""
    chinese = [character for character in text if is_chinese(character)]
    if len(chinese) > 200:
        return sum(character in _COMMON for character in chinese) < 0.01 * len(chinese)
    odd = sum(not (c.isascii() and c.isalnum()) and not is_chinese(c) for c in text)
    return len(text) > 40 and len(chinese) < 0.1 * len(text) and odd > 0.4 * len(text)


def _pieces(pages: Sequence[Page]) -> tuple[list[Piece], list[str]]:
    """Return the lines and tables of all pages in reading order, and what was mended."""
    rulings = [_rulings(page) for page in pages]
    dropped = furniture(pages, rulings)
    tables: list[list[PageTable]] = []
    lines: list[list[Line]] = []
    for page, ruled, gone in zip(pages, rulings, dropped, strict=True):
        inside, outside = _sorted_chars(page, ruled, gone)
        tables.append([fill(ruling, chars, page.number) for ruling, chars in inside])
        lines.append(lines_of(outside))
    unruled, lines = read_unruled(pages, lines)
    for number, page in enumerate(pages):
        aligned, lines[number] = read_columns(page, lines[number])
        tables[number] += unruled[number] + aligned
        for table in tables[number]:
            table.reach = table.bottom / page.height
    margins = text_margins(pages, lines)
    size = body_size(chain.from_iterable(lines))
    pieces: list[Piece] = []
    for page, own, rest, edges in zip(pages, tables, lines, margins, strict=True):
        found: list[Piece] = [*own, *placed_lines(page, rest, edges, size)]
        pieces.extend(sorted(found, key=_height))
    whole = list(_joined_tables(pieces))
    joined_tables = [piece for piece in whole if isinstance(piece, PageTable)]
    mend_numbers(joined_tables)
    return whole, [problem for table in joined_tables for problem in table.problems]


def _height(piece: Piece) -> tuple[float, float]:
    if isinstance(piece, PageTable):
        return piece.top, piece.x0
    return piece.line.y, piece.line.x0


def _rulings(page: Page) -> list[Ruling]:
    """Return a page's tables; a frame around others is none, nor is one without words."""
    points = [(char.x, char.y) for char in page.chars if not char.text.isspace()]
    found = [r for r in find_rulings(joined_lines(page.segments)) if _is_table(r, page, points)]
    for ruling in find_rulings(joined_lines(page.fills)):
        apart = not any(_overlap(ruling, other) for other in found)
        if apart and len(ruling.xs) > 2 and len(ruling.ys) > 2 and _is_table(ruling, page, points):
            found.append(ruling)
    frames = [r for r in found if any(r.encloses(other) for other in found)]
    return [ruling for ruling in found if ruling not in frames]


def _is_table(ruling: Ruling, page: Page, points: list[tuple[float, float]]) -> bool:
    """Whether lines enclose words in two cells or more, or begin or end a table at a page break."""
    if len(ruling.xs) < 3:
        return False
    filled = len({ruling.box_at(x, y) for x, y in points if ruling.holds(x, y)})
    return filled > 1 or (filled == 1 and _is_at_page_break(ruling, page, points))


def _is_at_page_break(ruling: Ruling, page: Page, points: list[tuple[float, float]]) -> bool:
    body = [y for _, y in points if _EDGE * page.height < y < (1 - _EDGE) * page.height]
    first = all(y > ruling.top for y in body)
    last = all(y < ruling.bottom for y in body)
    return first != last


def _overlap(first: Ruling, second: Ruling) -> bool:
    return (
        first.x0 < second.x1
        and second.x0 < first.x1
        and first.top < second.bottom
        and second.top < first.bottom
    )


def _sorted_chars(
    page: Page, rulings: Sequence[Ruling], dropped: set[int]
) -> tuple[list[tuple[Ruling, list[Char]]], list[Char]]:
    """Return the characters within each table and those outside, without what was dropped."""
    inside: list[tuple[Ruling, list[Char]]] = [(ruling, []) for ruling in rulings]
    outside: list[Char] = []
    for word in touching(char for char in page.chars if id(char) not in dropped):
        for char, holder in zip(word, _holders(word, inside), strict=True):
            if holder is not None:
                holder.append(char)
            elif not char.turn:
                outside.append(char)
    return inside, outside


def _holders(
    word: Sequence[Char], tables: Sequence[tuple[Ruling, list[Char]]]
) -> list[list[Char] | None]:
    """Return for each character of a word whose it is: a table's characters, or None.

    A figure that sticks out of a table is the table's as a whole: no digit of it may be lost.
    """
    found = [
        next((held for ruling, held in tables if ruling.holds(char.x, char.y)), None)
        for char in word
    ]
    held = next((one for one in found if one is not None), None)
    if held is not None and is_figure(word):
        return [held if one is None else one for one in found]
    return found


def _joined_tables(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with each table that goes on over a page break in one."""
    last: PageTable | None = None
    for piece in pieces:
        if last is not None and isinstance(piece, PageTable) and joins(last, piece):
            last = joined(last, piece)
            continue
        if last is not None:
            yield last
        last = piece if isinstance(piece, PageTable) else None
        if last is None:
            yield piece
    if last is not None:
        yield last


def _blocks(pieces: Sequence[Piece]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for is_table, group in groupby(pieces, key=lambda piece: isinstance(piece, PageTable)):
        if is_table:
            blocks.extend(grid_of(piece) for piece in group if isinstance(piece, PageTable))
        else:
            lines = [piece for piece in group if isinstance(piece, PlacedLine)]
            blocks.extend(paragraphs(lines))
    return tuple(blocks)

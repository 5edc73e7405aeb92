"""PDF files, set with Typst."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import typst
from pylopdf_fonts_zh_cn import serif_path

from .drafts import Block, Draft, Heading, Paragraph
from .grids import Box, Sheet, placed, width


@dataclass(frozen=True, slots=True)
class Look:
    """How the pages are set.

    Attributes:
        font: Name of the font family.
        size: Size of running text, in points.
        table_size: Size of the text in tables.
        narrow: Whether numbers are broken in columns too narrow for them.
        header: Whether a running header stands on each page.
        numbers: How pages are numbered: ``dash``, ``of`` or ``none``.
        repeated: Whether header rows are repeated on the next page.
        ruled: Whether tables have ruling.
    """

    font: str
    size: float
    table_size: float
    narrow: bool
    header: bool
    numbers: str
    repeated: bool
    ruled: bool


def draw_look(random: Random, *, ruled: bool) -> Look:
    """Return the typography of one office."""
    return Look(
        font=random.choice(("Noto Serif SC", "Noto Sans SC")),
        size=random.choice((10.5, 12, 14, 16)),
        table_size=random.choice((6.5, 7.5, 9)),
        narrow=random.random() < 0.4,
        header=random.random() < 0.4,
        numbers=random.choice(("dash", "of", "none")),
        repeated=random.random() < 0.3,
        ruled=ruled,
    )


def make_pdf(draft: Draft) -> bytes:
    """Return a draft as the bytes of a PDF file."""
    random = draft.chance("pdf")
    look = draw_look(random, ruled="lost_borders" not in draft.damage)
    source = "\n".join([_set_up(draft, look), *(_block(block, look) for block in draft.blocks)])
    pdf = typst.compile(source.encode(), font_paths=_fonts())
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single file")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Return the two Chinese fonts; the system's own would differ from machine to machine."""
    folder = Path(str(serif_path())).parent
    return typst.Fonts(font_paths=[folder], include_system_fonts=False)


def _quoted(text: str) -> str:
    """Return text as a string of Typst's."""
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _set_up(draft: Draft, look: Look) -> str:
    header = f"header: align(center)[{_quoted(''.join(draft.title))}], " if look.header else ""
    numbering = {
        "dash": 'numbering: "— 1 —", ',
        "of": "footer: context align(center)[第 #counter(page).display() 页], ",
        "none": "",
    }[look.numbers]
    title = "#linebreak()".join(_quoted(line) for line in draft.title)
    return (
        f'#set document(title: "report", date: none)\n'
        f'#set page(paper: "a4", {header}{numbering}margin: 60pt)\n'
        f'#set text(font: "{look.font}", size: {look.size}pt, lang: "zh")\n'
        f"#align(center)[#text(size: {look.size + 6}pt)[{title}]]\n"
    )


def _block(block: Block, look: Look) -> str:
    if isinstance(block, Heading):
        return f"\n#text(size: {look.size + 1}pt)[{_quoted(block.text)}]\n"
    if isinstance(block, Paragraph):
        side = {"left": "left", "right": "right", "center": "center"}[block.align]
        return f"\n#align({side})[{_quoted(block.text)}]\n"
    caption = f"\n#align(center)[{_quoted(block.caption)}]\n" if block.caption else ""
    return caption + _table(block, look)


def _table(sheet: Sheet, look: Look) -> str:
    columns = width(sheet.grid)
    widths = sheet.widths if len(sheet.widths) == columns else (1.0,) * columns
    if look.narrow and columns == 10:
        # Labels of groups run down their columns, one character a line.
        widths = (0.45, 0.45, *widths[2:])
    breaking = look.narrow and columns > 4
    tracks = ", ".join(f"{share}fr" for share in widths)
    heads: list[str] = []
    rest: list[str] = []
    for row, column, box in placed(sheet.grid):
        cell = _cell(row, column, box, len(sheet.grid), breaking=breaking)
        (heads if look.repeated and row < sheet.heads else rest).append(cell)
    header = f"table.header(repeat: true, {', '.join(heads)}), " if heads else ""
    stroke = "0.5pt" if look.ruled else "none"
    return (
        f"\n#text(size: {look.table_size}pt)[#table(columns: ({tracks},), stroke: {stroke}, "
        f"align: center + horizon, inset: 3pt, {header}{', '.join(rest)})]\n"
    )


def _cell(row: int, column: int, box: Box, rows: int, *, breaking: bool) -> str:
    down = min(box.rows, rows - row)
    text = box.text
    if breaking and box.role == "value" and len(text) > 3 and "\n" not in text:
        text = text[:3] + "\n" + text[3:]
    words = "#linebreak()".join(_quoted(line) for line in text.split("\n"))
    return f"table.cell(x: {column}, y: {row}, rowspan: {down}, colspan: {box.columns})[{words}]"

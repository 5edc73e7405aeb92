"""Tables for paper: column widths, type size and page orientation from what the cells hold.

All widths are in em of the table's own type. The input is a table as pandoc describes it.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]

PORTRAIT_WIDTH = 448.0
"""Width of the type area of an upright A4 page, in points (margins of 26 mm)."""

LANDSCAPE_WIDTH = 715.0
"""The same of a page turned on its side (margins of 22 mm)."""

_PORTRAIT_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
_LANDSCAPE_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.0)
_CELL_PADDING = 0.9
_LETTER = 0.56
# Typst parts 汉字 from letters and digits by a quarter of an em.
_GAP = 0.25
_MEETING = re.compile(r"[\u4e00-\u9fff](?=[A-Za-z0-9])|[A-Za-z0-9](?=[\u4e00-\u9fff])")
_SLACK = 0.3
_JOINTS = r"-_./=&?,;:@"
_STANDS_ALONE = re.compile(r"[\u2e80-\U0003ffff]")
_LONGEST_WORD = 9.0
_SHORT = 8.0
_MOST_LINES = 4
_WIDE_TABLE = 5
_ROW_THAT_MAY_BREAK = 24
_TABLE_KEPT_WHOLE = 12
_NUMBER = re.compile(r"[-−+±<>≤≥≈~约]?[¥$€]?\d[\d,. ]*\d*(%|‰|[eE][-+]?\d+)?")
_NO_NUMBER = {"", "-", "–", "—", "/", "NaN", "nan", "None", "<NA>", "NaT"}
# What a line cannot break: neither white space nor a character that stands on its own.
_WORD = re.compile(r"[^\s\u200b\u2e80-\U0003ffff]+")


@dataclass(frozen=True)
class _Cell:
    row: int
    column: int
    span: int
    node: list[Any]
    text: str


def lay_out_table(table: Any, *, may_turn: bool) -> Node:
    """Decide how a table is set.

    Args:
        table: The content of a pandoc ``Table`` element.
        may_turn: Whether the table may take a page of its own, turned on its side.

    Returns:
        A node of type ``Table`` whose ``c`` holds ``caption`` (blocks), ``columns`` (widths in
        em, padding included; empty when the table is narrow enough to set itself), ``size``
        (points), ``turned``, ``whole`` (not parted by a page's end), ``count`` (of columns),
        ``head`` and ``body``: rows of cells with ``align``, ``rowspan``, ``colspan``,
        ``breakable`` and ``blocks``.
    """
    _, caption, columns, head, bodies, foot = table
    head_rows = list(head[1])
    body_rows = [row for body in bodies for row in (*body[2], *body[3])] + list(foot[1])
    count = len(columns)
    head_cells, body_cells = list(_placed(head_rows)), list(_placed(body_rows))
    natural, least = _measured([*head_cells, *body_cells], count)
    size, turned, widths = _setting(natural, least, body_cells, may_turn)
    aligns = [_column_alignment(body_cells, i, columns[i][0]["t"]) for i in range(count)]
    lines = _row_lines(body_cells, widths or natural, len(body_rows))
    return {
        "t": "Table",
        "c": {
            "caption": caption[1],
            "columns": [width + _CELL_PADDING for width in widths],
            "size": size,
            "turned": turned,
            "whole": sum(lines) <= _TABLE_KEPT_WHOLE,
            "count": count,
            "head": _rows(head_cells, len(head_rows), aligns, widths),
            "body": _rows(body_cells, len(body_rows), aligns, widths, lines),
        },
    }


def plain_text(node: Any) -> str:
    """The text of a pandoc element or list of elements; line and paragraph ends as newlines."""
    if isinstance(node, list):
        return "".join(plain_text(item) for item in node)
    if not isinstance(node, dict):
        return ""
    kind: str = node.get("t", "")
    content: Any = node.get("c")
    if kind == "Str":
        return str(content)
    if kind in {"Space", "SoftBreak"}:
        return " "
    if kind == "LineBreak":
        return "\n"
    if kind == "Math" and isinstance(content, dict):
        return str(content["source"])
    if kind in {"Code", "CodeBlock", "Math", "RawInline", "RawBlock"}:
        return str(content[1])
    if kind == "Table":
        return "\n".join(cell.text for cell in _placed([r for b in content[4] for r in b[3]]))
    if kind in {"Link", "Span", "Div", "Quoted", "Image", "Figure", "Header", "Cite"}:
        return plain_text(content[-1] if kind not in {"Link", "Image"} else content[1])
    return plain_text(content) + ("\n" if kind in {"Para", "Plain"} else "")


def text_width(text: str) -> float:
    """Width of a text in em: full-width characters count one, all others about a half."""
    characters = sum(
        1.0 if unicodedata.east_asian_width(char) in "WFA" else _LETTER for char in text
    )
    return characters + _GAP * len(_MEETING.findall(text))


def longest_word(text: str) -> float:
    """Width in em of the widest word that a line cannot break; zero where there is none."""
    return max((text_width(word) for word in _WORD.findall(text)), default=0.0)


def breakable(text: str, width: float) -> str:
    """The text with break opportunities inside the words that are wider than the column."""
    return _WORD.sub(lambda word: _split_word(word[0], width), text)


def _split_word(word: str, width: float) -> str:
    if _least_width(word) <= width:
        return word
    most = max(1, min(6, int(width / _LETTER) - 1))
    return "\u200b".join(re.findall(rf"[^{_JOINTS}]{{1,{most}}}[{_JOINTS}]?|.", word))


def _placed(rows: list[Any]) -> Iterator[_Cell]:
    """The cells with the column that row and column spans leave to each."""
    taken: set[tuple[int, int]] = set()
    for row, (_, cells) in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            _, _, rowspan, colspan, blocks = cell
            taken.update((row + i, column + j) for i in range(rowspan) for j in range(colspan))
            yield _Cell(row, column, colspan, cell, plain_text(blocks).strip())


def _least_width(text: str) -> float:
    """Width of the widest piece that cannot be broken: a word, or a character and its mark."""
    return max(longest_word(text), 2.0 if _STANDS_ALONE.search(text) else 0.5)


def _measured(cells: list[_Cell], count: int) -> tuple[list[float], list[float]]:
    """Natural and least width of each column."""
    natural, least = [1.0] * count, [1.0] * count
    for cell in cells:
        if cell.span == 1 and cell.column < count:
            longest = max(text_width(line) for line in cell.text.split("\n")) + _SLACK
            natural[cell.column] = max(natural[cell.column], longest)
            shortest = min(_least_width(cell.text), _LONGEST_WORD)
            least[cell.column] = max(least[cell.column], shortest)
    # Short words are not worth a second line.
    least = [max(low, min(full, _SHORT)) for low, full in zip(least, natural, strict=True)]
    return natural, [min(pair) for pair in zip(natural, least, strict=True)]


def _setting(
    natural: list[float], least: list[float], cells: list[_Cell], may_turn: bool
) -> tuple[float, bool, list[float]]:
    """Type size, orientation and column widths: the largest upright type that reads well."""
    choices = [(size, False) for size in _PORTRAIT_SIZES]
    if may_turn:
        choices += [(size, True) for size in _LANDSCAPE_SIZES]
    padding = _CELL_PADDING * len(natural)
    for size, turned in choices:
        room = (LANDSCAPE_WIDTH if turned else PORTRAIT_WIDTH) / size - padding
        if sum(natural) <= room:
            return size, turned, []
        if sum(least) > room:
            continue
        widths = _shared(natural, least, room)
        if len(natural) <= _WIDE_TABLE or max(_row_lines(cells, widths), default=0) <= _MOST_LINES:
            return size, turned, widths
    size, turned = choices[-1]
    room = (LANDSCAPE_WIDTH if turned else PORTRAIT_WIDTH) / size - padding
    return size, turned, _shared(natural, least, max(room, 0.5 * len(natural)))


def _shared(natural: list[float], least: list[float], room: float) -> list[float]:
    """Widths that fill the room and make the tallest row as low as it can be.

    Every column gets its least width or its natural width divided by one number of lines, the
    smallest that fits.
    """
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    low, high = 1.0, max(natural)
    for _ in range(30):
        lines = (low + high) / 2
        if sum(_for_lines(natural, least, lines)) > room:
            low = lines
        else:
            high = lines
    widths = _for_lines(natural, least, high)
    return [width * room / sum(widths) for width in widths]


def _for_lines(natural: list[float], least: list[float], lines: float) -> list[float]:
    # One character more than the even share, lest the last line hold a single one.
    return [max(low, min(full, full / lines + 1)) for full, low in zip(natural, least, strict=True)]


def _row_lines(cells: list[_Cell], widths: list[float], rows: int = 0) -> list[int]:
    """How many lines each row takes, about."""
    lines = [1] * max(rows, max((cell.row + 1 for cell in cells), default=0))
    for cell in cells:
        width = max(sum(widths[cell.column : cell.column + cell.span]), 1.0)
        needed = sum(math.ceil(text_width(line) / width) or 1 for line in cell.text.split("\n"))
        lines[cell.row] = max(lines[cell.row], needed)
    return lines


def _column_alignment(cells: list[_Cell], column: int, stated: str) -> str:
    """The side a column leans to: as stated, else right for numbers and left for words."""
    if stated != "AlignDefault":
        return stated
    texts = [cell.text for cell in cells if cell.column == column and cell.span == 1]
    numbers = [text for text in texts if text not in _NO_NUMBER]
    if numbers and all(_NUMBER.fullmatch(text) for text in numbers):
        return "AlignRight"
    return "AlignLeft"


def _rows(
    cells: list[_Cell],
    count: int,
    aligns: list[str],
    widths: list[float],
    lines: Sequence[int] = (),
) -> list[list[Node]]:
    rows: list[list[Node]] = [[] for _ in range(count)]
    for cell in cells:
        _, align, rowspan, colspan, blocks = cell.node
        width = sum(widths[cell.column : cell.column + cell.span])
        column_align = aligns[cell.column] if cell.column < len(aligns) else "AlignLeft"
        if colspan > 1:
            column_align = "AlignCenter"
        rows[cell.row].append(
            {
                "align": _SIDES[align["t"] if align["t"] != "AlignDefault" else column_align],
                "rowspan": max(1, min(rowspan, count - cell.row)),
                "colspan": colspan,
                "breakable": bool(lines) and lines[cell.row] > _ROW_THAT_MAY_BREAK,
                "blocks": _with_breaks(blocks, width) if widths else blocks,
            }
        )
    return rows


_SIDES = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}


def _with_breaks(node: Any, width: float) -> Any:
    """The same elements, with break opportunities in words wider than the column."""
    if isinstance(node, list):
        return [_with_breaks(item, width) for item in node]
    if not isinstance(node, dict) or "c" not in node:
        return node
    if node["t"] == "Str":
        return {**node, "c": breakable(node["c"], width)}
    if node["t"] in {"Code", "CodeBlock"}:
        return {**node, "c": [node["c"][0], breakable(node["c"][1], width)]}
    if node["t"] in {"Link", "Image"}:
        return {**node, "c": [node["c"][0], _with_breaks(node["c"][1], width), node["c"][2]]}
    if node["t"] in {"Math", "Table"}:
        return node
    return {**node, "c": _with_breaks(node["c"], width)}

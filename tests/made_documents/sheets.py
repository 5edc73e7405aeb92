"""Sheets: the forms filled with figures, as grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from .figures import Figures
from .forms import (
    ANNEX,
    APPLICANTS,
    CASES,
    CORNER,
    ORGANISATIONS,
    PART_TWO,
    RESULTS,
    RequestRow,
    SubTable,
    request_rows,
)
from .grids import Box, Grid, Sheet, placed
from .hands import Hand, write
from .truth import CellKey, TrueCell


@dataclass(slots=True)
class Clerk:
    """Writes figures into boxes and keeps the truth of each.

    Attributes:
        random: Where chance comes from.
        form: The form that is filled.
        year: The year that the figures speak of.
        figures: The figures.
        hand: How numbers are written.
        cells: The truth, in the order of writing.
    """

    random: Random
    form: str
    year: int
    figures: Figures
    hand: Hand
    cells: list[TrueCell] = field(default_factory=list)

    def value(self, code: str, applicant: str, unit: str, columns: int = 1) -> Box:
        """Return the box of a cell."""
        kind = {"items_delta": "delta", "amount": "money"}.get(code.rsplit(".", 1)[-1], "")
        if kind == "money" and unit:
            kind = ""
        number = self.figures[code, applicant]
        written = write(self.random, self.hand, number, unit, kind=kind)
        key = CellKey(code, applicant, self.year)
        cell = TrueCell(*key, written.value, written.missing, written.text, written.unit)
        self.cells.append(cell)
        return Box(self._spaced(written.text), "value", columns=columns, key=key)

    def _spaced(self, text: str) -> str:
        if not text or not self.hand.spaces or self.random.random() < 0.5:
            return text
        return self.random.choice((" {} ", " {}", "{} ", "\u3000{}")).format(text)


def make_sheets(clerk: Clerk, *, joined: bool, skewed: bool) -> list[Sheet]:
    """Return the sheets of a form.

    Args:
        clerk: Who writes the figures.
        joined: Whether the sub-tables of part two share one table.
        skewed: Whether the columns of the sub-tables in it fail to meet.
    """
    if clerk.form == "narrative":
        return []
    if clerk.form == "form2014":
        return [_annex(clerk)]
    return [*_part_two(clerk, joined=joined, skewed=skewed), _part_three(clerk), _part_four(clerk)]


def _part_two(clerk: Clerk, *, joined: bool, skewed: bool) -> list[Sheet]:
    grids = [_sub_table(clerk, table, joined=joined) for table in PART_TWO[clerk.form]]
    if not joined:
        return [Sheet("two", clerk.year, grid, heads=2) for grid in grids]
    whole: Grid = []
    for grid in grids:
        whole.extend(_skewed(clerk.random, grid) if skewed else grid)
    return [Sheet("two", clerk.year, whole, heads=0)]


def _sub_table(clerk: Clerk, table: SubTable, *, joined: bool) -> Grid:
    columns = len(table.columns)
    spans = [1] * columns
    if joined:
        spans[-1] = 4 - columns
    grid = [[Box(table.item, "item", columns=1 + sum(spans))]]
    heads = zip(table.columns, spans, strict=True)
    grid.append([Box("信息内容", "head")] + [Box(c.label, "head", columns=s) for c, s in heads])
    for row, label in table.rows:
        boxes = [Box(label, "label")]
        for column, span in zip(table.columns, spans, strict=True):
            code = f"{table.code}.{row}.{column.code}"
            boxes.append(clerk.value(code, "", column.unit, span))
        grid.append(boxes)
    return grid


def _skewed(random: Random, grid: Grid) -> Grid:
    """Lay a sub-table out on a grid four times as fine, its inner edges a step to either side."""
    result: Grid = []
    for row in grid:
        edges = [0]
        for box in row:
            edges.append(edges[-1] + 4 * box.columns)
        inner = [edge + random.choice((-1, 0, 0, 1)) for edge in edges[1:-1]]
        edges = [0, *inner, edges[-1]]
        spans = [right - left for left, right in pairwise(edges)]
        result.append([replace(b, columns=s) for b, s in zip(row, spans, strict=True)])
    return result


def _part_three(clerk: Clerk) -> Sheet:
    heads: Grid = [
        [Box(CORNER, "corner", rows=3, columns=3), Box("申请人情况", "head", columns=7)],
        [
            Box("自然人", "head", rows=2),
            Box("法人或其他组织", "head", columns=5),
            Box("总计", "head", rows=2),
        ],
        [Box(label, "head") for label in ORGANISATIONS],
    ]
    rows = request_rows(clerk.form)
    body = [_request_row(clerk, rows, place) for place in range(len(rows))]
    widths = (1.1, 1.3, 3.6, *[1.0] * 7)
    return Sheet("three", clerk.year, heads + body, heads=3, widths=widths)


def _request_row(clerk: Clerk, rows: Sequence[RequestRow], place: int) -> list[Box]:
    row = rows[place]
    before = rows[place - 1] if place else None
    boxes: list[Box] = []
    for label, last in ((row.outer, before and before.outer), (row.group, before and before.group)):
        if label and label != last:
            span = sum(label in {other.outer, other.group} for other in rows)
            boxes.append(Box(label, "group", rows=span))
    columns = 3 - bool(row.outer) - bool(row.group)
    boxes.append(Box(row.label, "label", columns=columns))
    return boxes + [clerk.value(row.code, applicant, "件") for applicant in APPLICANTS]


def _part_four(clerk: Clerk) -> Sheet:
    results = [label for _, label in RESULTS]
    grid: Grid = [
        [Box("行政复议", "head", columns=5), Box("行政诉讼", "head", columns=10)],
        [Box(label, "head", rows=2) for label in results],
        [Box(label, "head") for label in results * 2],
        [clerk.value(f"{group}.{code}", "", "件") for group, _, _ in CASES for code, _ in RESULTS],
    ]
    grid[1] += [Box(label, "head", columns=5) for _, label, above in CASES if above]
    return Sheet("four", clerk.year, grid, heads=3)


def _annex(clerk: Clerk) -> Sheet:
    nothing = clerk.random.choice(("——", "——", "/", ""))
    grid: Grid = [[Box(label, "head") for label in ("统计指标", "单位", "统计数")]]
    for row in ANNEX:
        last = Box(nothing, "note")
        if row.unit != "——":
            last = clerk.value(row.code, "", row.unit)
        indent = "\u3000" * row.code.count(".") if clerk.hand.spaces else ""
        grid.append([Box(indent + row.label, "label"), Box(row.unit, "unit"), last])
    return Sheet("annex", clerk.year, grid, widths=(6, 1, 1.4))


def columns_of(grid: Grid) -> dict[CellKey, tuple[int, int]]:
    """Return row and column of every cell of the form in a grid."""
    return {box.key: (row, column) for row, column, box in placed(grid) if box.key is not None}

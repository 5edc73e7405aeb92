"""Damage that real pages have: what it is called, where it can happen, and how it is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from .drafts import Block, Draft
from .figures import count, draw_figures
from .forms import APPLICANTS, LOCAL_ROWS
from .grids import Box, Grid, Sheet, changed, clipped, parted, unmerged, with_row_below
from .hands import write
from .sheets import Clerk, make_sheets
from .truth import CellKey, LocalRow

_TABLES = ("form2014", "form2019", "form2021")
_NEW = ("form2019", "form2021")
_NOT_XLSX = ("html", "docx", "pdf", "txt")


@dataclass(frozen=True, slots=True)
class Damage:
    """A damage.

    Attributes:
        name: Its name.
        says: What it does, in one sentence.
        forms: The forms that it can happen to.
        formats: The files that it can happen to.
        unreadable: Whether it makes cells unreadable.
        reported: Whether a reader should report it.
        act: What does it to a draft; None where the text or the file is made so from the start.
        excludes: Other damage that leaves no room for it.
    """

    name: str
    says: str
    forms: tuple[str, ...] = _TABLES
    formats: tuple[str, ...] = _NOT_XLSX
    unreadable: bool = False
    reported: bool = False
    act: Callable[[Draft, Random], None] | None = None
    excludes: tuple[str, ...] = ()

    def applies(self, form: str, file_format: str) -> bool:
        """Whether a form in a file format can have it."""
        return form in self.forms and file_format in self.formats


def checked(form: str, file_format: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of damage in the order in which it is done.

    Raises:
        ValueError: A name is unknown, or the damage cannot happen here.
    """
    for name in names:
        if name not in DAMAGES:
            raise ValueError(f"no damage is called {name}; known are {', '.join(DAMAGES)}")
        damage = DAMAGES[name]
        if not damage.applies(form, file_format):
            raise ValueError(f"{name} cannot happen to {form} as {file_format}")
        clash = set(damage.excludes).intersection(names)
        if clash:
            raise ValueError(f"{name} and {min(clash)} leave no room for each other")
    return tuple(name for name in DAMAGES if name in names)


def do_damage(draft: Draft) -> None:
    """Do the damage that a draft is marked for."""
    for name in draft.damage:
        act = DAMAGES[name].act
        if act is not None:
            act(draft, draft.chance(f"damage {name}"))
    # Whatever no longer stands in a table cannot be read from it.
    draft.refusals.update({cell.key for cell in draft.cells} - draft.standing())
    draft.doubtful -= draft.refusals


def _main_sheet(draft: Draft) -> Sheet:
    """Return this year's part three, or the 2014 table."""
    return draft.sheets("annex" if draft.form == "form2014" else "three")[0]


def _label(row: list[Box]) -> Box | None:
    return next((box for box in row if box.role == "label"), None)


def _row_keys(row: list[Box]) -> list[CellKey]:
    return [box.key for box in row if box.key is not None]


def _value_rows(grid: Grid) -> list[int]:
    """Return the rows that hold cells of the form."""
    return [number for number, row in enumerate(grid) if _row_keys(row)]


def _carry_last_year(draft: Draft, random: Random) -> None:
    """Carry the tables of the year before, under a caption that names it."""
    carried = {a: draft.figures.get(("T3.2", a), 0) for a in APPLICANTS}
    chain = None if draft.form == "form2014" else carried
    figures = draw_figures(random, draft.form, draft.size, chain)
    clerk = Clerk(random, draft.form, draft.year - 1, figures, draft.hand)
    sheets = make_sheets(clerk, joined=True, skewed=False)
    parts = random.choice(({"two", "three", "four", "annex"}, {"three", "annex"}))
    kept = [sheet for sheet in sheets if sheet.part in parts]
    standing = {key for sheet in kept for row in sheet.grid for key in _row_keys(row)}
    draft.cells.extend(cell for cell in clerk.cells if cell.key in standing)
    year = draft.year - 1
    captions = (f"{year}年度政府信息公开情况统计表", f"附：{year}年数据", f"上年度（{year}年）情况")
    kept[0].caption = random.choice(captions)
    _insert_last_year(draft, random, kept)


def _insert_last_year(draft: Draft, random: Random, kept: list[Sheet]) -> None:
    blocks: list[Block] = list(kept)
    if random.random() < 0.5:
        draft.blocks.extend(blocks)
        return
    first = next(i for i, block in enumerate(draft.blocks) if block is _main_sheet(draft))
    draft.blocks[first + 1 : first + 1] = blocks


def _add_local_row(draft: Draft, random: Random) -> None:
    """Add a row that the form does not have."""
    label, unit = random.choice(LOCAL_ROWS[draft.form])
    if draft.form == "form2014":
        code, columns = ("9.3", [""]) if label.startswith("（四）") else ("1.1.2", [""])
        sheet = _main_sheet(draft)
    else:
        code = "T2.20_1.norm"
        sheet = draft.sheets("two")[0]
        heads = next(row for row in sheet.grid if row[0].text == "信息内容")
        columns = [box.text for box in heads[1:]]
    at = next(
        number
        for number, row in enumerate(sheet.grid)
        if any(key.cell == code or key.cell.startswith(f"{code}.") for key in _row_keys(row))
    )
    like = sheet.grid[at]
    new = [replace(like[0], text=label)]
    if draft.form == "form2014":
        new.append(replace(like[1], text=unit))
    for box, column in zip(like[len(new) :], columns, strict=True):
        number = 1 + count(random, "some", 0)
        text = write(random, draft.hand, number, unit).text
        local = LocalRow(label, column, number, text, unit)
        new.append(Box(text, "value", columns=box.columns, local=local))
    sheet.grid = with_row_below(sheet.grid, at, new)


def _swap_rows(draft: Draft, random: Random) -> None:
    """Let two rows of one group change places, labels and values together."""
    grid = _main_sheet(draft).grid
    codes = {keys[0].cell: row for row, boxes in enumerate(grid) if (keys := _row_keys(boxes))}
    groups: dict[str, list[int]] = {}
    deep = 2 if draft.form == "form2014" else 3
    for code, row in codes.items():
        bottom = not any(other.startswith(f"{code}.") for other in codes)
        if bottom and code.count(".") >= deep:
            groups.setdefault(code.rpartition(".")[0], []).append(row)
    rows = random.choice([rows for rows in groups.values() if len(rows) > 1])
    pair = random.sample(rows, 2)
    heads = [[box for box in grid[row] if box.role == "group"] for row in pair]
    own = [[box for box in grid[row] if box.role != "group"] for row in pair]
    grid[pair[0]], grid[pair[1]] = heads[0] + own[1], heads[1] + own[0]


def _mistype(draft: Draft, random: Random) -> None:
    """Lose or double a character of a long label."""
    sheet = _main_sheet(draft)
    long = [
        (row, label)
        for row, boxes in enumerate(sheet.grid)
        if (label := _label(boxes)) and len(label.text.strip()) >= 10 and _row_keys(boxes)
    ]
    row, label = random.choice(long)
    text = label.text
    # The number in front and the ends stay, so that a person still knows the row.
    at = random.randint(len(text) - len(text.lstrip("\u3000")) + 4, len(text) - 2)
    again = random.choice(("", text[at] * 2))
    typo = replace(label, text=text[:at] + again + text[at + 1 :])
    sheet.grid[row] = [typo if box is label else box for box in sheet.grid[row]]


def _renumber(draft: Draft, random: Random) -> None:
    """Write 1. as 1、 or （1）, and perhaps （一） as (一)."""
    small = random.choice(("{}、", "（{}）", "{}．", "({})"))
    narrow = random.random() < 0.5

    def renumbered(box: Box) -> Box:
        text = re.sub(r"(?<!\d)(\d)\.(?=\D)", lambda m: small.format(m[1]), box.text, count=1)
        if narrow:
            text = re.sub(r"^(\u3000*)（([一二三四五六七])）", r"\1(\2)", text)
        return replace(box, text=text) if box.role in {"label", "group"} else box

    for sheet in draft.sheets():
        sheet.grid = changed(sheet.grid, renumbered)


def _split_a_row(draft: Draft, random: Random) -> None:
    """Break a row's label over two rows; its values stand in one of them."""
    sheet = _main_sheet(draft)
    rows = [
        row
        for row in _value_rows(sheet.grid)
        if (label := _label(sheet.grid[row])) and len(label.text) >= 8
    ]
    at = random.choice(rows)
    groups = [box for box in sheet.grid[at] if box.role == "group"]
    own = [box for box in sheet.grid[at] if box.role != "group"]
    cut = len(own[0].text) // 2 + random.randint(-1, 1)
    empty = [replace(box, text="", key=None) for box in own[1:]]
    upper, lower = own[1:], empty
    if random.random() < 0.3:
        upper, lower = empty, own[1:]
    sheet.grid[at] = [*groups, replace(own[0], text=own[0].text[:cut]), *upper]
    sheet.grid = with_row_below(sheet.grid, at, [replace(own[0], text=own[0].text[cut:]), *lower])


def _glue_numbers(draft: Draft, random: Random) -> None:
    """Put two neighbouring numbers into one cell; the other is blank, or is lost."""
    sheet = draft.sheets("three")[0]
    numbers = {cell.key: cell.value for cell in draft.cells}
    pairs = []
    for row in _value_rows(sheet.grid):
        keys = _row_keys(sheet.grid[row])
        pairs += [(row, a, b) for a, b in pairwise(keys[:-1]) if numbers[a]]
    row, left, right = random.choice(pairs)
    boxes = {box.key: box for box in sheet.grid[row]}
    glue = random.choice(("", "", " ", "\n"))
    text = boxes[left].text.strip() + glue + boxes[right].text.strip()
    lost = random.random() < 0.5 and draft.file_format != "pdf"
    changes = {left: replace(boxes[left], text=text), right: replace(boxes[right], text="")}
    glued = [changes.get(box.key, box) if box.key else box for box in sheet.grid[row]]
    sheet.grid[row] = [box for box in glued if not (lost and box.key == right)]
    draft.refusals.update((left, right))
    if lost:
        draft.doubtful.update(_row_keys(sheet.grid[row]))


def _lose_a_cell(draft: Draft, random: Random) -> None:
    """Leave a row with a cell too few, so that nobody knows which is whose."""
    sheet = draft.sheets("three")[0]
    whole = [row for row in _value_rows(sheet.grid) if len(_row_keys(sheet.grid[row])) == 7]
    row = random.choice(whole)
    keys = _row_keys(sheet.grid[row])
    lost = random.choice(keys)
    sheet.grid[row] = [box for box in sheet.grid[row] if box.key != lost]
    draft.refusals.update(keys)


def _lose_headings(draft: Draft, random: Random) -> None:
    """Lose the rows that name the applicants."""
    sheet = draft.sheets("three")[0]
    if random.random() < 0.5:
        sheet.grid, sheet.heads = sheet.grid[3:], 0
    else:
        first = [replace(box, rows=1) for box in sheet.grid[0]]
        sheet.grid, sheet.heads = [first, *sheet.grid[3:]], 1
    draft.doubtful.update(key for row in sheet.grid for key in _row_keys(row))


def _repeat_header(draft: Draft, random: Random) -> None:
    """Repeat the header rows where a page ended, in the same table or in a new one."""
    sheet = _main_sheet(draft)
    at = random.randint(sheet.heads + 3, len(sheet.grid) - 4)
    heads = sheet.grid[: sheet.heads]
    top, bottom = parted(sheet.grid, at, repeat=random.random() < 0.5)
    if random.random() < 0.5:
        sheet.grid = [*top, *heads, *bottom]
        return
    place = next(i for i, block in enumerate(draft.blocks) if block is sheet)
    sheet.grid = top
    rest = replace(sheet, grid=[*heads, *bottom], caption="")
    draft.blocks.insert(place + 1, rest)


def _cut(draft: Draft, random: Random) -> None:
    """Lose everything below a row of a table."""
    sheet = _main_sheet(draft)
    at = random.randint(sheet.heads + 1, len(sheet.grid) - 1)
    sheet.grid = clipped(sheet.grid[:at])
    place = next(i for i, block in enumerate(draft.blocks) if block is sheet)
    draft.blocks = draft.blocks[: place + 1]
    draft.cut = True


def _split_merged(draft: Draft, random: Random) -> None:
    """Split labels that span several cells into single cells."""
    repeat = random.random() < 0.5
    for sheet in draft.sheets():
        sheet.grid = unmerged(sheet.grid, repeat=repeat)


def _doubt_vanished(draft: Draft, _: Random) -> None:
    """Mark the rows whose numbers have lost their columns."""
    missing = {cell.key: cell.missing for cell in draft.cells}
    for sheet in draft.sheets():
        for row in sheet.grid:
            keys = _row_keys(row)
            blank = {missing[key] == "blank" for key in keys}
            if len(blank) == 2:
                draft.doubtful.update(keys)


DAMAGES: dict[str, Damage] = {
    damage.name: damage
    for damage in (
        Damage(
            "broken_sum",
            "one total is not the sum of its parts",
            formats=(*_NOT_XLSX, "xlsx"),
            reported=True,
        ),
        Damage(
            "contradicting_year",
            "the opening paragraph names the year before the one in the title",
            forms=(*_TABLES, "narrative"),
            reported=True,
        ),
        Damage(
            "contradicting_reporter",
            "the opening paragraph names another body than the title",
            forms=(*_TABLES, "narrative"),
            reported=True,
        ),
        Damage(
            "last_year_table",
            "the tables of the year before are carried too, under a caption that names it",
            act=_carry_last_year,
        ),
        Damage(
            "local_row",
            "a row that the form does not have",
            formats=(*_NOT_XLSX, "xlsx"),
            act=_add_local_row,
        ),
        Damage(
            "swapped_rows",
            "two rows of a group have changed places",
            formats=(*_NOT_XLSX, "xlsx"),
            act=_swap_rows,
        ),
        Damage(
            "label_typo",
            "a character of a label is lost or doubled",
            formats=(*_NOT_XLSX, "xlsx"),
            act=_mistype,
        ),
        Damage(
            "renumbered",
            "rows are numbered 1、 or （1） instead of 1.",
            formats=(*_NOT_XLSX, "xlsx"),
            act=_renumber,
        ),
        Damage(
            "split_row",
            "the label of a row is broken over two rows",
            formats=(*_NOT_XLSX, "xlsx"),
            act=_split_a_row,
        ),
        Damage(
            "glued_numbers",
            "two neighbouring numbers stand in one cell, and the other is blank or lost",
            forms=_NEW,
            unreadable=True,
            reported=True,
            act=_glue_numbers,
            excludes=("vanished_blanks",),
        ),
        Damage(
            "missing_column_cell",
            "a row has a cell too few",
            forms=_NEW,
            formats=("html", "docx", "txt"),
            unreadable=True,
            reported=True,
            act=_lose_a_cell,
        ),
        Damage(
            "missing_headings",
            "the rows that name the applicants are lost",
            forms=_NEW,
            reported=True,
            act=_lose_headings,
            excludes=("header_repeated",),
        ),
        Damage(
            "header_repeated",
            "the header rows stand again where a page ended",
            formats=("html", "docx"),
            act=_repeat_header,
        ),
        Damage(
            "cut_page",
            "everything below some row of a table is lost",
            formats=(*_NOT_XLSX, "xlsx"),
            unreadable=True,
            reported=True,
            act=_cut,
        ),
        Damage(
            "split_merged",
            "labels that span several cells are split, the label repeated or left blank",
            forms=_NEW,
            formats=("html", "docx"),
            act=_split_merged,
        ),
        Damage(
            "nested_table",
            "the tables stand inside cells of other tables",
            formats=("html", "docx"),
        ),
        Damage("lost_borders", "the tables have no ruling", formats=("pdf",)),
        Damage(
            "site_noise",
            "lists of other reports' titles, with other places and years, around the article",
            forms=(*_TABLES, "narrative"),
            formats=("html", "txt"),
        ),
        Damage(
            "vanished_blanks",
            "in text of one cell a line, blank cells have left no line",
            formats=("txt",),
            reported=True,
            act=_doubt_vanished,
        ),
    )
}
"""All damage by name, in the order in which it is done."""


def findings(draft: Draft) -> tuple[str, ...]:
    """Return the names of the damage that a reader should report."""
    return tuple(name for name in draft.damage if DAMAGES[name].reported)

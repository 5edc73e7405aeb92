"""The official tables of a report, laid out as the forms are, each number where it stands.

Every cell is the anchor of its observation. A blank cell, ``—``, ``/`` and ``0`` look as they do
in the document; a cell that could not be read, or that the document has not, says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import Box, Hypertext, grid
from disclosure_analysis.forms import FORM_2019, FORM_2021
from disclosure_analysis.sheets import ABSENT, PARTS, READ, REFUSED, Sheet, sheets, words_of
from disclosure_analysis.tables import keyed, table
from disclosure_analysis.words import labels, typeset

if TYPE_CHECKING:
    from disclosure_analysis.analysis import Analysis

_LABEL_COLUMNS = 3
_NARROW = 3
"""How many 汉字 one line of the head of a narrow column holds."""
_GROUP = 4
"""How many 汉字 one line of a label beside several rows holds."""

_INDENT = "\u3000"
_DIGITS = re.compile(r"\d{4,}")


def show_official_tables(analysis: Analysis) -> Hypertext:
    """Return the official tables of a report, those of its own year first; empty without any."""
    held = sheets(analysis)
    if not held:
        return Hypertext("")
    lang, words = analysis.lang, labels(analysis.lang)
    pieces = [f"<h3>{words['official_tables']}</h3>", f"<p>{_legend(held[0], words)}</p>"]
    for sheet in held:
        if sheet.year != analysis.year:
            told = words["tables_of_year"].format(year=sheet.year)
            pieces.append(f"<p><strong>{told}</strong></p>")
        pieces += _tables(sheet, lang)
    return Hypertext("\n".join(pieces))


def _tables(sheet: Sheet, lang: str) -> Iterator[str]:
    if sheet.form not in (FORM_2019, FORM_2021):
        yield _list_table(sheet, lang)
        return
    layouts = {"T2": _part_two, "T3": _part_three, "T4": _part_four}
    for part in PARTS:
        if sheet.has_part(f"{part}."):
            yield layouts[part](sheet, lang)


def _legend(sheet: Sheet, words: Mapping[str, str]) -> str:
    """Return what the marks in the tables mean, as far as there are any."""
    shown = {
        row.missing or ("zero" if row.value == 0 else "")
        for rows in sheet.rows.values()
        for row in rows
    }
    states = {state for _, state in _unread(sheet)}
    keys = ["tables_intro"]
    keys += [f"legend_{kind}" for kind in ("zero", "blank", "dash", "slash") if kind in shown]
    keys += [f"legend_{state}" for state in (REFUSED, ABSENT) if state in states]
    return words["legend_join"].join(words[key] for key in keys) + words["legend_end"]


def _unread(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield the cells of the parts shown that hold no observation, each with its state."""
    parts = [part for part in PARTS if sheet.has_part(f"{part}.")] or [""]
    for code, cell in sheet.cells.items():
        if not cell.unit or not code.startswith(tuple(parts)):
            continue
        for applicant in _applicants() if code.startswith("T3.") else ("",):
            state = sheet.state(code, applicant)
            if state != READ:
                yield code, state


def _figure(sheet: Sheet, code: str, lang: str, applicant: str = "", columns: int = 1) -> Box:
    """Return the cell of a figure, or the mark of a cell that holds none."""
    found = sheet.rows.get((code, applicant, False), ())
    return _content(found, sheet.state(code, applicant), lang, columns)


def _content(found: Sequence[Any], state: str, lang: str, columns: int = 1) -> Box:
    if not found:
        mark = labels(lang)[f"mark_{state}"]
        return Box(mark, columns=columns, kind=f"figure {state}", side="right")
    kind = found[0].missing or ("zero" if found[0].value == 0 else "number")
    pieces = [f'<span id="{row.id}">{_as_printed(row)}</span>' for row in found]
    return Box("；".join(pieces), columns=columns, kind=f"figure {kind}", side="right")


def _as_printed(row: Any) -> str:
    """Return a cell as printed, thousands separated in a bare number."""
    words = typeset(row.quote.strip())
    return escape(_DIGITS.sub(lambda m: f"{int(m[0]):,}", words, count=1))


def _head(label: str, lang: str, rows: int = 1, columns: int = 1, kind: str = "") -> Box:
    return Box(escape(words_of(label, lang)), rows, columns, head=True, kind=kind, side="left")


def _narrow(label: str, lang: str) -> str:
    """Return a label for the head of a narrow column, in lines of two 汉字 or a word each."""
    words = words_of(label, lang)
    if lang != "zh":
        lines = keyed("form_words", "label")[label]["narrow"]
        return escape(lines or words.replace(" ", "|")).replace("|", "<br>")
    if len(words) <= _NARROW:
        return words
    return "<br>".join(words[n : n + 2] for n in range(0, len(words), 2))


def _narrow_head(label: str, lang: str, rows: int = 1) -> Box:
    return Box(_narrow(label, lang), rows, head=True, kind="figure", side="right")


def _over(label: str, lang: str, columns: int, rows: int = 1) -> Box:
    """Return a heading over several columns."""
    return Box(escape(words_of(label, lang)), rows, columns, head=True, side="center")


def _between(words: str, columns: int, kind: str) -> Box:
    """Return a heading inside a table; as a plain cell, lest it be taken for the table's own."""
    side = "right" if "figure" in kind else "left"
    return Box(escape(words), columns=columns, kind=kind, side=side)


def _part_two(sheet: Sheet, lang: str) -> str:
    """Lay out part two: for each item of article 20 its heading, its columns and its rows."""
    words = labels(lang)
    items = [code for code in sheet.below("") if code.startswith("T2.")]
    width = max(len(sheet.below(row)) for item in items for row in sheet.below(item))
    body: list[list[Box]] = []
    for item in items:
        body.append([_between(words_of(sheet.cells[item].label, lang), width + 1, "item")])
        for number, row in enumerate(sheet.below(item)):
            columns = sheet.below(row)
            if number == 0:
                names = [_between(words["part_two_content"], 1, "column")]
                names += [
                    _between(words_of(sheet.cells[c].label, lang), span, "column figure")
                    for c, span in zip(columns, _spans(len(columns), width), strict=True)
                ]
                body.append(names)
            cells = [_head(sheet.cells[row].label, lang)]
            cells += [
                _figure(sheet, c, lang, columns=span)
                for c, span in zip(columns, _spans(len(columns), width), strict=True)
            ]
            body.append(cells)
    return grid(body, caption=words["caption_T2"].format(year=sheet.year), kind="official part-two")


def _spans(columns: int, width: int) -> list[int]:
    """Return how many columns each of a sub-table's columns takes up; the last the rest."""
    each = width // columns
    return [each] * (columns - 1) + [width - each * (columns - 1)]


def _applicants() -> tuple[str, ...]:
    return tuple(row["key"] for row in table("form_applicants") if row["key"] != "org")


def _part_three(sheet: Sheet, lang: str) -> str:
    """Lay out part three: outcomes down, kinds of applicant across."""
    words = labels(lang)
    body = [
        [*heads, *(_figure(sheet, code, lang, applicant) for applicant in _applicants())]
        for code, heads in _labelled(sheet, lang)
    ]
    return grid(
        body,
        head=_applicant_heads(lang),
        caption=words["caption_T3"].format(year=sheet.year),
        kind="official part-three",
    )


def _applicant_heads(lang: str) -> list[list[Box]]:
    words = labels(lang)
    names = {row["key"]: row for row in table("form_applicants")}
    upper = [row for row in names.values() if not row["parent"]]
    lower = [row for row in names.values() if row["parent"]]
    corner = Box(words["corner"], 3, _LABEL_COLUMNS, head=True, kind="corner", side="left")
    whole = _over(words["applicants"], lang, len(names) - 1)
    second = [
        _over(row["label"], lang, len(lower))
        if row["key"] == "org"
        else _narrow_head(row["label"], lang, rows=2)
        for row in upper
    ]
    third = [_narrow_head(row["label"], lang) for row in lower]
    return [[corner, whole], second, third]


def _labelled(sheet: Sheet, lang: str) -> Iterator[tuple[str, list[Box]]]:
    """Yield the rows of part three with the labels that begin in each, from left to right."""
    begun: set[str] = set()
    for top in sheet.below(""):
        if not top.startswith("T3."):
            continue
        for code in sheet.leaves(top):
            boxes = []
            path = _path(sheet, code)
            for depth, one in enumerate(path):
                if one in begun:
                    continue
                begun.add(one)
                last = one == code
                rows = 1 if last else len(list(sheet.leaves(one)))
                columns = _LABEL_COLUMNS - depth if last else 1
                label = sheet.cells[one].label
                if last:
                    boxes.append(_head(label, lang, rows, columns))
                else:
                    boxes.append(_group(label, lang, rows))
            yield code, boxes


def _group(label: str, lang: str, rows: int) -> Box:
    """Return the label of several rows, in short lines below its number."""
    if lang == "zh":
        number, mark, name = re.split("([、）])", label, maxsplit=1)
        half = len(name) // 2 if len(name) > _GROUP else 0
        lines = f"{number}{mark}<br>{name[:half]}{'<br>' if half else ''}{name[half:]}"
    else:
        lines = _narrow(label, lang)
    return Box(lines, rows, head=True, kind="group", side="left")


def _path(sheet: Sheet, code: str) -> list[str]:
    """Return the codes above one and itself, outermost first."""
    path = [code]
    while parent := sheet.cells[path[0]].parent:
        path.insert(0, parent)
    return path


def _part_four(sheet: Sheet, lang: str) -> str:
    """Lay out part four: one row of figures under three groups of results."""
    words = labels(lang)
    groups = ["T4.rec", *sheet.below("T4.lit")]
    results = [[c for c in sheet.below(group) if sheet.cells[c].unit] for group in groups]
    first = [
        _over(sheet.cells["T4.rec"].label, lang, len(results[0]), rows=2),
        _over(sheet.cells["T4.lit"].label, lang, sum(map(len, results[1:]))),
    ]
    second = [
        _over(sheet.cells[group].label, lang, len(found))
        for group, found in zip(groups[1:], results[1:], strict=True)
    ]
    codes = [code for found in results for code in found]
    third = [_narrow_head(sheet.cells[code].label, lang) for code in codes]
    return grid(
        [[_figure(sheet, code, lang) for code in codes]],
        head=[first, second, third],
        caption=words["caption_T4"].format(year=sheet.year),
        kind="official part-four",
    )


def _list_table(sheet: Sheet, lang: str) -> str:
    """Lay out a form that is a list: label, unit, figure, and the cumulative figure if given."""
    words = labels(lang)
    columns = 3 + sheet.has_cumulative
    head = [words["annex_indicator"], words["unit"], words["annex_value"]]
    head += [words["annex_cumulative"]] * sheet.has_cumulative
    body = [_list_row(sheet, code, lang, columns) for code in sheet.cells]
    caption = words[f"caption_{sheet.form}"].format(year=sheet.year)
    sides = ("left", "left", "right", "right")
    heads = [[Box(escape(w), head=True, side=s) for w, s in zip(head, sides, strict=False)]]
    return grid(body, head=heads, caption=caption, kind="official list-form")


def _list_row(sheet: Sheet, code: str, lang: str, columns: int) -> list[Box]:
    cell = sheet.cells[code]
    # Spaces, as paper knows no style sheet.
    name = escape(_INDENT * (len(_path(sheet, code)) - 1) + words_of(cell.label, lang))
    if not cell.unit:
        return [Box(name, columns=columns, kind="item", side="left")]
    unit = Box(escape(_unit(cell.unit, lang)), side="left")
    row = [Box(name, head=True, side="left"), unit, _figure(sheet, code, lang)]
    if sheet.has_cumulative:
        found = sheet.rows.get((code, "", True), ())
        row.append(_content(found, READ, lang) if found else Box("", kind="figure"))
    return row


def _unit(unit: str, lang: str) -> str:
    known = keyed("unit_words", "unit").get(unit)
    return known["many"] if known and known["many"] and lang == "en" else unit

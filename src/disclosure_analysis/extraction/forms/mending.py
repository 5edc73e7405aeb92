"""Rows put in order before they are read: broken labels joined, captions told apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from disclosure_analysis.extraction.forms.cells import FormReading, Row, RowCell, TableRows
from disclosure_analysis.forms import FORMS, label_key, row_labels
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import problem
from disclosure_analysis.tables import keyed

_CAPTION = re.compile(
    r"(?:附[件表]?|表|[(]?[一二三四五六七八九十\d]{1,2}[)、.])?[一二三四五六七八九十\d]{0,2}[:、.]?[(]?"
    r"(?:上一?年度?|去年|(?=20\d\d))[(]?(?:(?P<year>20\d\d)年?度?)?[)]?"
    r"(?:[的()]|政府信息公开|政府信息|主动公开|收到和处理|申请|工作|年度|报告|相关|各项|情况|统计|数据|表格|表)*"
)
_TABLE_TITLE = re.compile(
    r"(?!.*(?:上年|上一年|去年|截[至止]|以来|较|比|整改|问题)).{0,36}?(?<!\d)(?P<year>20\d\d)年?度?[)]?"
    r".{0,36}?(?:统计表|情况表|一览表)?[)]?(?<=[表)])"
)
_PART = re.compile(r"^\s*[一二三四五六]\s*[、.．]")
_ENUMERATOR = re.compile(
    r"\s*(?:\d{1,2}\s*[、.．)）]|[(（]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]?|[一二三四五六七八九十]{1,3}\s*、)\s*"
)
_LONGEST_CAPTION = 40


def joined_rows(
    rows: Sequence[Row], labels: Collection[str], reading: FormReading
) -> Iterator[Row]:
    """Yield rows, a label that is broken over two rows put together again.

    Two rows are one only if together their words are an official label, the first alone is none,
    and one of them has no figures.

    Args:
        rows: The rows of a table.
        labels: Keys of the official labels.
        reading: Takes in a problem for each label put together.
    """
    pending: Row | None = None
    for row in rows:
        whole = None if pending is None else _joined(pending, row, labels)
        if whole is not None and pending is not None:
            said = f"{_words(pending)}{_words(row)}"
            reading.problems.append(problem("row_split", pending[0].cell.start, row=said))
            yield whole
            pending = None
            continue
        if pending is not None:
            yield pending
        pending = row
    if pending is not None:
        yield pending


def _joined(upper: Row, lower: Row, labels: Collection[str]) -> Row | None:
    numbered = _number_alone(upper, lower, labels)
    if numbered is not None:
        return numbered
    first, second = _words(upper), _words(lower)
    if not first or not second or {label_key(first), label_key(second)} & set(labels):
        return None
    key = label_key(first + second)
    if key not in labels or (_filled(upper) and _filled(lower)):
        return None
    kept, words = (lower, second) if _filled(lower) else (upper, first)
    return [replace(one, key=key) if one.text == words else one for one in kept]


def _number_alone(upper: Row, lower: Row, labels: Collection[str]) -> Row | None:
    """Return two rows as one if the first has the figures and of the label only its number."""
    place = next((p for p, one in enumerate(upper) if _ENUMERATOR.fullmatch(one.text)), None)
    label = next((one for one in reversed(lower) if one.key in labels and one.key), None)
    if place is None or label is None or _filled(lower) or not _filled(upper[place + 1 :]):
        return None
    return [*upper[:place], replace(label, cell=upper[place].cell), *upper[place + 1 :]]


def _words(row: Row) -> str:
    """Return the words of a row's label; a unit is none."""
    units = keyed("units", "unit")
    words = (one.text for one in reversed(row) if one.value.kind == "words")
    return next((text for text in words if text not in units and text != "万元"), "")


def _filled(row: Row) -> bool:
    return any(_figure(one) for one in row)


def _figure(one: RowCell) -> bool:
    return one.value.is_value and one.value.kind != "blank"


def segments(table: TableRows, own_year: int | None) -> Iterator[TableRows]:
    """Yield the stretches of a table that stand under a caption of their own.

    Tables pasted as lines run into one another: a line that names a year heads the rows after it,
    up to the heading of the next part.

    Args:
        table: A table.
        own_year: The report's data year.
    """
    begin, year = 0, table.year
    for number, row in enumerate(table.rows):
        heads = _heads(row)
        named = year_named(row[0].text, own_year) if heads else None
        if not heads or (named is None and (year == table.year or not _PART.match(row[0].text))):
            continue
        if number > begin:
            yield replace(table, rows=table.rows[begin:number], year=year)
        begin, year = number, named if named is not None else table.year
    yield replace(table, rows=table.rows[begin:], year=year)


def _heads(row: Row) -> bool:
    """Tell a line of words alone that is no official label."""
    return (
        len(row) == 1
        and row[0].value.kind in ("words", "unreadable")
        and not any(row[0].key in row_labels(form) for form in FORMS)
    )


def year_named(words: str, own_year: int | None) -> int | None:
    """Return the data year that a caption names, None if it names none.

    Only a line that is a caption and nothing else counts, and no year after the report's.
    """
    plain = re.sub(r"\s", "", plain_text(words))
    found = _CAPTION.fullmatch(plain) or _TABLE_TITLE.fullmatch(plain)
    if len(plain) > _LONGEST_CAPTION or found is None:
        return None
    year = found["year"]
    if year is None:
        return own_year - 1 if own_year else None
    return int(year) if own_year is None or int(year) <= own_year else None

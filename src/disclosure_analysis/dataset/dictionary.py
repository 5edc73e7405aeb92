"""The data dictionary, docs/data-dictionary.md: every column of every table, in two languages."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure_analysis.dataset.fields import OF_ALL, Field, fields_of, key_of, table_names
from disclosure_analysis.tables import keyed

_HEAD = """\
# Data dictionary 数据字典

The tables of `data/processed/`, column by column. `make data` writes this page from
`tables/fields.csv`; see [dataset.md](dataset.md) for what the tables are. All tables begin with
the columns that say whose report a row is of.
"""
_COLUMNS = (
    "| column | name | type | content | values | unit | source |",
    "|---|---|---|---|---|---|---|",
)


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    shared = fields_of(OF_ALL)
    lines = [_HEAD, "## All tables 各表共有", "", *_COLUMNS, *map(_line, shared)]
    for name in table_names():
        words = keyed("dataset_tables", "table")[name]
        lines += ["", f"## `{name}` {words['title_en']} {words['title_zh']}", ""]
        lines += [f"{words['en']}. {words['zh']}。", *_key_line(name), "", *_COLUMNS]
        lines += [_line(field) for field in fields_of(name) if field not in shared]
    return "\n".join(lines) + "\n"


def _key_line(name: str) -> Iterator[str]:
    if key_of(name):
        yield f"Primary key 主键: {', '.join(f'`{column}`' for column in key_of(name))}."


def _line(field: Field) -> str:
    cells = (
        f"`{field.name}`",
        f"{field.titles['en']} {field.titles['zh']}",
        field.type + (", required" if field.required else ""),
        f"{field.descriptions['en']}. {field.descriptions['zh']}。",
        _values(field),
        field.unit,
        field.source,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _values(field: Field) -> str:
    if field.allowed:
        return ", ".join(f"`{word}`" for word in field.allowed.split("|"))
    if field.pattern:
        return f"`{field.pattern}`"
    ends = ("" if end is None else str(end) for end in (field.minimum, field.maximum))
    return "–".join(ends).strip("–") + (
        "–" if field.maximum is None and field.minimum is not None else ""
    )

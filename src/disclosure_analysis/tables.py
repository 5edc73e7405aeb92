"""The package's tables as rows of strings."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from disclosure_analysis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of ``tables/<name>.csv``, in file order; cells are strings, never None.

    Raises:
        InputError: A row has more or fewer cells than the header.
    """
    path = resources.files("disclosure_analysis") / "tables" / f"{name}.csv"
    lines = csv.reader(path.read_text(encoding="utf-8").splitlines())
    header = next(lines)
    rows = []
    for cells in filter(None, lines):
        if len(cells) != len(header):
            raise InputError(
                f"tables/{name}.csv, line {lines.line_num}: {len(cells)} cells instead of "
                f"{len(header)}; put a cell that holds a comma in quotation marks."
            )
        rows.append(MappingProxyType(dict(zip(header, cells, strict=True))))
    return tuple(rows)


@cache
def keyed(name: str, key: str) -> Mapping[str, Mapping[str, str]]:
    """Return the rows of a table by the value of its column ``key``."""
    return MappingProxyType({row[key]: row for row in table(name)})

"""The package's tables as rows of strings."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of ``tables/<name>.csv``, in file order; cells are strings, never None."""
    path = resources.files("disclosure_analysis") / "tables" / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(MappingProxyType(row) for row in csv.DictReader(lines))


@cache
def keyed(name: str, key: str) -> Mapping[str, Mapping[str, str]]:
    """Return the rows of a table by the value of its column ``key``."""
    return MappingProxyType({row[key]: row for row in table(name)})

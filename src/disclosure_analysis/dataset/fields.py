"""The fields of the dataset's tables, as ``tables/fields.csv`` defines them, each once.

Types, schemas, the data package and the data dictionary all follow from these definitions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from disclosure_analysis.tables import keyed, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

KEY = ("place_code", "place", "reporter", "body", "scope", "report_year")
"""Fields that every table begins with."""

DATASET = "dataset"
"""What ``dataset_tables.csv`` calls the dataset as a whole."""

OF_ALL = "all"
"""What ``fields.csv`` calls the table of a field that every table has."""

TYPES = {"string": "str", "integer": "Int64", "number": "float64", "date": "datetime64[s]"}
"""The type of a column in a frame, by the type of its field."""

_CODES = re.compile(r"\{(\w+)\.(\w+)\}")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table of the dataset.

    Attributes:
        name: The column's name.
        type: ``string``, ``integer``, ``number`` or ``date``.
        required: Whether every row has a value.
        allowed: What may stand in it besides nothing, parted by ``|``: values, or the codes of a
            table (``{table.column}``, with or without more letters); empty if anything may.
        pattern: What its values look like from end to end, as a regular expression; may be empty.
        minimum: The least value, None if there is none.
        maximum: The greatest value, None if there is none.
        unit: The unit of its numbers; empty where they have none.
        source: Where its values are from.
        titles: Its name in words, by language (``zh``, ``en``).
        descriptions: What it holds, by language.
    """

    name: str
    type: str
    required: bool
    allowed: str
    pattern: str
    minimum: int | None
    maximum: int | None
    unit: str
    source: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]

    def values_allowed(self) -> list[str]:
        """Return the values that may stand in the field, each once, empty if anything may."""
        words = self.allowed.split("|") if self.allowed else []
        return list(dict.fromkeys(value for word in words for value in _spelt_out(word)))


def table_names() -> tuple[str, ...]:
    """Return the names of the dataset's tables, in order."""
    return tuple(row["table"] for row in table("dataset_tables") if row["table"] != DATASET)


@cache
def fields_of(name: str) -> tuple[Field, ...]:
    """Return the fields of a table of the dataset, in the order of its columns."""
    return tuple(_field(row) for row in table("fields") if row["table"] in (OF_ALL, name))


def columns_of(name: str) -> list[str]:
    """Return the column names of a table of the dataset, in order."""
    return [field.name for field in fields_of(name)]


def key_of(name: str) -> list[str]:
    """Return the columns that tell a table's rows apart, empty if rows have no key."""
    return keyed("dataset_tables", "table")[name]["key"].split()


def references_of(name: str) -> list[str]:
    """Return the columns whose values a row of ``reports`` must have, empty if none must."""
    return keyed("dataset_tables", "table")[name]["refers"].split()


def typed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table of texts, with empty cells for what is absent, in the types of its fields.

    Raises:
        ValueError: A cell is not of its field's type; the message names the column.
        KeyError: A column is missing.
    """
    import pandas as pd

    return pd.DataFrame({f.name: _typed_column(frame[f.name], f) for f in fields_of(name)})


def _typed_column(cells: pd.Series[Any], field: Field) -> pd.Series[Any]:
    import pandas as pd

    try:
        if field.type == "date":
            cells = pd.to_datetime(cells, format="%Y-%m-%d", exact=True)
        elif field.type != "string":
            cells = pd.to_numeric(cells)
        typed: pd.Series[Any] = cells.astype(TYPES[field.type])  # type: ignore[call-overload]
        return typed
    except (ValueError, TypeError) as error:
        raise ValueError(f"column {field.name}: {error}") from None


def _field(row: Mapping[str, str]) -> Field:
    return Field(
        name=row["field"],
        type=row["type"],
        required=row["required"] == "yes",
        allowed=row["allowed"],
        pattern=row["pattern"],
        minimum=int(row["minimum"]) if row["minimum"] else None,
        maximum=int(row["maximum"]) if row["maximum"] else None,
        unit=row["unit"],
        source=row["source"],
        titles={"zh": row["title_zh"], "en": row["title_en"]},
        descriptions={"zh": row["zh"], "en": row["en"]},
    )


def _spelt_out(word: str) -> Iterator[str]:
    found = _CODES.search(word)
    if found is None:
        yield word
        return
    for row in table(found[1]):
        yield word.replace(found[0], row[found[2]])

"""What every table of the dataset must be like: schemas made of its fields.

All failures of all tables are found before any is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from disclosure_analysis.dataset.fields import (
    TYPES,
    Field,
    fields_of,
    key_of,
    references_of,
)
from disclosure_analysis.errors import DisclosureError
from disclosure_analysis.parameters import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    import pandera.pandas as pa

MOST_SHOWN = 5
"""How many failures of one rule in one column a message tells one by one."""

_EMPTY = "must not be empty"
_RULES = {
    "not_nullable": _EMPTY,
    "field_uniqueness": "must not stand in two rows",
    "column_in_dataframe": "is missing",
    "column_in_schema": "is no column of this table",
    "column_ordered": "stands in the wrong place",
}
"""What the rules that a schema knows by itself ask for."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A cell, or a column, that breaks a rule.

    Attributes:
        table: The table.
        row: The row in the CSV file, the header being row 1; 0 for a column as a whole.
        column: The column.
        value: What stands there; empty for a column as a whole.
        rule: What the rule asks for.
    """

    table: str
    row: int
    column: str
    value: str
    rule: str

    def sentence(self) -> str:
        """Return the failure in words."""
        if not self.row:
            return f"{self.table}, column {self.column}: {self.rule}"
        return f"{self.table}, row {self.row}, {self.column} {quoted(self.value)}: {self.rule}"


def check_dataset(frames: Mapping[str, pd.DataFrame]) -> None:
    """Check the tables of a dataset, each by its schema and all against each other.

    Args:
        frames: The tables by name (see ``fields.table_names``).

    Raises:
        DisclosureError: Rows break rules; all of them are told together, as table, row, column,
            value and rule.
    """
    failures = [*failures_of(frames)]
    if not failures:
        return
    raise DisclosureError(
        f"The dataset breaks its own rules in {len(failures)} places, so nothing was written:\n"
        + "\n".join(_lines(failures))
    )


def _lines(failures: Sequence[Failure]) -> Iterator[str]:
    """Yield failures as sentences; of many alike the first few, and how many more."""
    alike: dict[tuple[str, str, str], list[Failure]] = {}
    for one in failures:
        alike.setdefault((one.table, one.column, one.rule), []).append(one)
    for same in alike.values():
        yield from (one.sentence() for one in same[:MOST_SHOWN])
        if len(same) > MOST_SHOWN:
            yield f"  and {len(same) - MOST_SHOWN} more rows alike"


def failures_of(frames: Mapping[str, pd.DataFrame]) -> Iterator[Failure]:
    """Yield all that is wrong with the tables of a dataset, table by table."""
    whole = True
    for name, frame in frames.items():
        for failure in _schema_failures(name, frame):
            whole = whole and failure.row > 0
            yield failure
    if whole:  # The rules below need every column.
        for name, frame in frames.items():
            yield from _bound_failures(name, frame)
            yield from _key_failures(name, frame)
            yield from _reference_failures(name, frame, frames["reports"])
            yield from _id_failures(name, frame, frames["observations"])


def schema_of(name: str) -> pa.DataFrameSchema:
    """Return the pandera schema of a table: types, allowed values, ranges, required, unique."""
    import pandera.pandas as pa

    unique = key_of(name) if len(key_of(name)) == 1 else []
    return pa.DataFrameSchema(
        {
            field.name: pa.Column(
                TYPES[field.type],
                checks=[*_checks(field)],
                nullable=field.type != "string" and not field.required,
                unique=field.name in unique,
            )
            for field in fields_of(name)
        },
        strict=True,
        ordered=True,
    )


def _checks(field: Field) -> Iterator[Any]:
    import pandera.pandas as pa

    empty = [] if field.required else [""]
    if field.required and field.type == "string":
        yield pa.Check.str_length(min_value=1, error=_EMPTY)
    if field.allowed:
        values = field.values_allowed()
        yield pa.Check.isin([*values, *empty], error=f"must be one of {_listed(values, field)}")
    if field.pattern:
        pattern = f"(?:{field.pattern})" + ("" if field.required else "?")
        yield pa.Check(
            lambda cells: cells.str.fullmatch(pattern), error=f"must look like {field.pattern}"
        )
    if field.minimum is not None:
        yield pa.Check.ge(field.minimum, error=f"must be at least {field.minimum}")
    if field.maximum is not None:
        yield pa.Check.le(field.maximum, error=f"must be at most {field.maximum}")


def _listed(values: list[str], field: Field) -> str:
    return field.allowed if "{" in field.allowed else ", ".join(values)


def _schema_failures(name: str, frame: pd.DataFrame) -> Iterator[Failure]:
    import pandera.pandas as pa

    try:
        schema_of(name).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        for row in error.failure_cases.itertuples():
            yield _failure(name, row)


def _failure(name: str, row: Any) -> Failure:
    import pandas as pd

    whole = row.schema_context == "DataFrameSchema" or pd.isna(row.index)
    column = row.failure_case if row.schema_context == "DataFrameSchema" else row.column
    rule = _RULES.get(row.check, str(row.check))
    if rule.startswith("dtype("):
        rule = f"is of the type {row.failure_case}, not {rule[7:-2]}"
    value = "" if whole or pd.isna(row.failure_case) else str(row.failure_case)
    return Failure(name, 0 if whole else int(row.index) + 2, str(column), value, rule)


def _bound_failures(name: str, frame: pd.DataFrame) -> Iterator[Failure]:
    """Yield lower bounds above upper ones.

    The number as written may lie just outside (超, 不足), so it is not compared with them.
    """
    if not {"lower", "upper"} <= set(frame.columns):
        return
    for at, (lower, upper) in enumerate(zip(frame["lower"], frame["upper"], strict=True)):
        if lower > upper:
            rule = f"must not be greater than upper ({upper})"
            yield Failure(name, at + 2, "lower", str(lower), rule)


def _key_failures(name: str, frame: pd.DataFrame) -> Iterator[Failure]:
    """Yield rows that share a key of several columns with a row before them."""
    key = key_of(name)
    if len(key) < 2:
        return
    again = frame.duplicated(key)
    for at, row in enumerate(frame[key].itertuples(index=False, name=None)):
        if again.iloc[at]:
            said = " ".join(map(str, row))
            yield Failure(name, at + 2, ", ".join(key), said, _RULES["field_uniqueness"])


def _reference_failures(name: str, frame: pd.DataFrame, reports: pd.DataFrame) -> Iterator[Failure]:
    """Yield rows whose report is none of the table of reports."""
    key = references_of(name)
    if not key:
        return
    known = set(reports[key].itertuples(index=False, name=None))
    for at, row in enumerate(frame[key].itertuples(index=False, name=None)):
        if row not in known:
            said = " ".join(map(str, row))
            yield Failure(name, at + 2, ", ".join(key), said, "must be a report of reports")


def _id_failures(name: str, frame: pd.DataFrame, observations: pd.DataFrame) -> Iterator[Failure]:
    """Yield ids of observations that there are not."""
    known = set(observations["id"])
    for column in frame.columns.intersection(["observation_id", "observation_ids"]):
        for at, ids in enumerate(frame[column]):
            for one in sorted(set(ids.split()) - known):
                yield Failure(name, at + 2, column, one, "must be an id of observations")

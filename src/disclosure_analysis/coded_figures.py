"""Figures coded by hand from published reports: ``data/coded_figures.csv``.

One row a figure, in columns of an observation, and the day on which the report was published. An
empty ``scope`` means that nobody could tell whether the office speaks of the whole area or of
itself. What is not coded is missing, not zero. Nothing of this file is guessed or mended: any row
that cannot be right is an error, and all errors are named at once.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import InputError
from disclosure_analysis.observations import observations_frame
from disclosure_analysis.parameters import quoted
from disclosure_analysis.places import PlaceError, place_by_code
from disclosure_analysis.registry import SCOPES, cell_problem
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

CODED_FIGURES = Path("data/coded_figures.csv")
COLUMNS = (
    *("place_code", "place", "reporter", "body", "scope", "report_year", "year", "indicator"),
    *("value", "lower", "upper", "unit", "basis", "period", "quote", "source", "published"),
)
"""Columns of the file, in order."""

REPORT_KEY = ("place_code", "reporter", "scope", "report_year")
"""What a report is known by."""

_OF_THE_REPORT = ("place", "body", "published")
"""Columns that say the same in all rows of a report."""

_CHECKED_AS_REGISTERED = ("place_code", "reporter", "body", "report_year", "published")
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_PATTERNS = {
    "place": (r".+", "is empty"),
    "scope": ("|".join((*SCOPES, "")), f"is none of {', '.join(SCOPES)}, and not empty"),
    "year": (r"(?:19|20)[0-9]{2}", "is no year"),
    "value": (_NUMBER, "is no number"),
    "lower": (f"(?:{_NUMBER})?", "is no number"),
    "upper": (f"(?:{_NUMBER})?", "is no number"),
    "basis": ("stated|zero_statement|table", "is none of stated, zero_statement, table"),
    "period": ("year|cumulative|other", "is none of year, cumulative, other"),
    "quote": (r".+", "is empty"),
    "source": (r"https?://\S+", "is no web address"),
}
"""For a column, what its cells look like, and what is said of one that does not."""

Row = dict[str, str]


def read_coded_figures(path: Path) -> pd.DataFrame:
    """Return coded figures as observations with the origin ``coded``.

    Args:
        path: The CSV file (UTF-8, columns of ``COLUMNS``).

    Returns:
        A frame with the columns of ``observations.COLUMNS``: ``source`` is the report's address;
        label, section, cell and offsets are empty, as nobody coded them.

    Raises:
        InputError: The file is missing or damaged, or rows are wrong; all problems are named.
    """
    return coded_observations(read_coded_rows(path))


def read_coded_rows(path: Path) -> list[Row]:
    """Return the rows of a file of coded figures, all of them right, by place, year and reporter.

    Raises:
        InputError: The file is missing or damaged, or rows are wrong; all problems are named.
    """
    numbered = _numbered_rows(path)
    problems = [f"row {n}: {said}" for n, row in numbered for said in _row_problems(row)]
    if not problems:
        problems = [*_repeated(numbered), *_reports_at_odds(numbered)]
    if problems:
        raise InputError(f"{_shown(path)} must be corrected: {'; '.join(problems)}.")
    return sorted((row for _, row in numbered), key=_order)


def coded_observations(rows: Iterable[Row]) -> pd.DataFrame:
    """Return rows of ``read_coded_rows`` as observations; see ``read_coded_figures``."""
    return observations_frame(
        {name: cell for name, cell in row.items() if name != "published"}
        | {"form": "narrative", "origin": "coded"}
        for row in rows
    )


def coded_reports(rows: Iterable[Row]) -> list[Row]:
    """Return one row for each report that figures were coded of, the first that speaks of it."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        first.setdefault(_report(row), row)
    return list(first.values())


def _numbered_rows(path: Path) -> list[tuple[int, Row]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            if tuple(next(reader, [])) != COLUMNS:
                raise InputError(f"{_shown(path)} must have the columns {', '.join(COLUMNS)}.")
            return [(reader.line_num, _named(cells)) for cells in reader]
    except FileNotFoundError:
        raise InputError(
            f"{_shown(path)} is missing: restore it; a project without coded figures keeps the "
            "file with its header alone."
        ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{_shown(path)} cannot be read as a CSV file in UTF-8 ({error}): save it as one."
        ) from None


def _named(cells: Sequence[str]) -> Row:
    if len(cells) == len(COLUMNS):
        return dict(zip(COLUMNS, cells, strict=True))
    return {"misfit": f"it has {len(cells)} cells instead of {len(COLUMNS)}"}


def _row_problems(row: Mapping[str, str]) -> Iterator[str]:
    if "misfit" in row:
        yield row["misfit"]
        return
    cells = [*filter(None, (_cell_problem(name, row[name]) for name in COLUMNS))]
    yield from cells or [*_place_problems(row), *_figure_problems(row)]


def _cell_problem(column: str, cell: str) -> str:
    if column in _CHECKED_AS_REGISTERED:
        return cell_problem(column, cell)
    pattern, otherwise = _PATTERNS.get(column, ("(?s:.*)", ""))
    return "" if re.fullmatch(pattern, cell) else f"{column} {quoted(cell)} {otherwise}"


def _place_problems(row: Mapping[str, str]) -> Iterator[str]:
    try:
        name = place_by_code(row["place_code"], int(row["report_year"])).full_name
    except PlaceError as error:
        yield f"place_code: {str(error).rstrip('.')}"
        return
    if row["place"] != name:
        yield f"place {quoted(row['place'])} is not {name}, which has the code {row['place_code']}"


def _figure_problems(row: Mapping[str, str]) -> Iterator[str]:
    known = keyed("indicators", "indicator").get(row["indicator"])
    if known is None:
        yield f"indicator {quoted(row['indicator'])} is no name of the codebook"
    elif row["unit"] != known["unit"]:
        yield f"unit {quoted(row['unit'])} is not {known['unit']}, the unit of {row['indicator']}"
    if row["lower"] and row["upper"] and float(row["lower"]) > float(row["upper"]):
        yield f"lower {row['lower']} is greater than upper {row['upper']}"
    if row["basis"] == "zero_statement" and float(row["value"]) != 0:
        yield f"value {row['value']} is not 0, as the basis zero_statement asks"


def _repeated(numbered: Iterable[tuple[int, Row]]) -> Iterator[str]:
    """Yield the rows that speak of a figure that a row before them gives already."""
    first: dict[tuple[str, ...], tuple[int, Row]] = {}
    for number, row in numbered:
        key = (*_report(row), row["year"], row["indicator"], row["period"])
        before, other = first.setdefault(key, (number, row))
        if other is row:
            continue
        said = [f"{n} {row[n]} against {other[n]}" for n in _said_otherwise(row, other)]
        verb = "contradicts" if said else "repeats"
        yield f"row {number}: indicator {row['indicator']} {verb} row {before}" + (
            f" ({', '.join(said)})" if said else ""
        )


def _said_otherwise(row: Row, other: Row) -> list[str]:
    return [name for name in ("value", "lower", "upper", "basis") if row[name] != other[name]]


def _reports_at_odds(numbered: Iterable[tuple[int, Row]]) -> Iterator[str]:
    """Yield the cells that say another thing of a report than its first row does."""
    first: dict[tuple[str, ...], tuple[int, Row]] = {}
    for number, row in numbered:
        before, other = first.setdefault(_report(row), (number, row))
        for name in _OF_THE_REPORT:
            if row[name] != other[name]:
                yield (
                    f"row {number}: {name} {quoted(row[name])} is not what row {before} says of "
                    f"the same report, {quoted(other[name])}"
                )


def _report(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in REPORT_KEY)


def _order(row: Row) -> tuple[str, ...]:
    return (row["place_code"], row["report_year"], row["reporter"], row["scope"])


def _shown(path: Path) -> str:
    return str(CODED_FIGURES) if path.match(str(CODED_FIGURES)) else str(path)

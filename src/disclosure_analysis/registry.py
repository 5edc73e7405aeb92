"""The registry: which documents the project holds, and where each is from.

``data/raw/registry.csv`` has one row a document. A document is read only while its bytes are the
ones that its row names.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import DocumentError, InputError, ReportNotFoundError
from disclosure_analysis.parameters import FIRST_YEAR, LAST_YEAR, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from disclosure_analysis.places import Place
    from disclosure_analysis.report import Report

RAW = Path("data/raw")
REGISTRY = RAW / "registry.csv"
BODIES = ("government", "department", "township", "other")
SCOPES = ("area", "own")
WHOLE_DISTRICT = ("government", "area")
REQUIRED = ("place", "reporter", "file", "title", "rights")


@dataclass(frozen=True, slots=True)
class Registered:
    """A row of the registry: one document.

    Attributes:
        place_code: Six-digit code of the district.
        place: Its full name (四川省攀枝花市东区).
        reporter: Full name of the body that reports.
        body: ``government``, ``department``, ``township`` or ``other``.
        scope: ``area`` (the whole district) or ``own`` (the body itself).
        report_year: The data year.
        file: The document's path below ``data/raw``.
        sha256: SHA-256 of its bytes, in hexadecimal.
        title: The document's title.
        published: Day of publication (ISO), or empty.
        publisher: The office that published it, as the page names it.
        address: Where it was published.
        archived_address: Where an archive keeps it, or empty.
        retrieved: Day of retrieval (ISO), or empty if not recorded.
        rights: Why it may be kept and passed on.
        note: What else a reader should know.
        folder: The ``data/raw`` folder that holds the file.
    """

    place_code: str
    place: str
    reporter: str
    body: str
    scope: str
    report_year: int
    file: str
    sha256: str
    title: str
    published: str
    publisher: str
    address: str
    archived_address: str
    retrieved: str
    rights: str
    note: str
    folder: Path = field(default=RAW, compare=False)

    @property
    def path(self) -> Path:
        """The document's file."""
        return self.folder / self.file

    @property
    def is_whole_district(self) -> bool:
        """Whether this is the district government's report on its whole area."""
        return (self.body, self.scope) == WHOLE_DISTRICT

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What a report is known by: place code, data year, reporter and scope."""
        return (self.place_code, self.report_year, self.reporter, self.scope)


COLUMNS = tuple(column.name for column in fields(Registered) if column.name != "folder")


def read_registry(root: Path) -> tuple[Registered, ...]:
    """Return the rows of a project's registry, in its order.

    Raises:
        InputError: The registry is missing, or rows of it are wrong; all problems are named.
    """
    path = root / REGISTRY
    rows = _read_rows(path)
    problems = [f"row {n}: {p}" for n, row in rows for p in _row_problems(row, root / RAW)]
    if not problems:
        registered = tuple(_registered(row, root / RAW) for _, row in rows)
        problems = list(_shared_keys(registered))
    if problems:
        raise InputError(f"{REGISTRY} must be corrected: {'; '.join(problems)}.")
    return registered


def find_registered(
    rows: Sequence[Registered], place: Place, year: int, reporter: str = ""
) -> Registered:
    """Return the document that a place, a data year and a reporter name.

    Args:
        rows: The registry (see ``read_registry``).
        place: The district.
        year: The data year.
        reporter: Name of the reporting body, with or without the places it begins with; empty
            for the district government's report on its whole area.

    Raises:
        ReportNotFoundError: No document answers; the message names the years or reporters
            that there are.
    """
    local = [row for row in rows if row.place_code == place.code]
    found = [row for row in local if _reported_by(row, reporter)]
    of_year = [row for row in found if row.report_year == year]
    if len(of_year) == 1:
        return of_year[0]
    raise ReportNotFoundError(_not_found(place, year, reporter, local, found, of_year))


def years_of(rows: Iterable[Registered], place: Place, reporter: str = "") -> tuple[int, ...]:
    """Return the data years, in order, that a place's reporter has documents for."""
    return tuple(
        sorted(
            {
                row.report_year
                for row in rows
                if row.place_code == place.code and _reported_by(row, reporter)
            }
        )
    )


def read_registered(row: Registered) -> bytes:
    """Return a document's bytes, once they are known to be the registered ones.

    Raises:
        DocumentError: The file is missing, unreadable, empty or not the one registered.
    """
    name = RAW / row.file
    restore = "restore the file, or correct its row in registry.csv"
    try:
        content = row.path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(f"{name} is registered but missing: {restore}.") from None
    except OSError as error:
        raise DocumentError(f"{name} cannot be read ({error.strerror}): {restore}.") from None
    if not content:
        raise DocumentError(f"{name} is empty: {restore}.")
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise DocumentError(
            f"{name} is not the document that was registered, as its SHA-256 differs: {restore}."
        )
    return content


def load_registered(row: Registered) -> Report:
    """Read a registered document, once its bytes are known to be the registered ones.

    Raises:
        DocumentError: The file is missing, empty, not the one registered, or not readable as a
            report.
    """
    from disclosure_analysis.loaders import read_report

    read_registered(row)
    return read_report(row.path, source=row.file)


def _read_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if tuple(header) != COLUMNS:
                raise InputError(f"{REGISTRY} must have the columns {', '.join(COLUMNS)}.")
            return [(reader.line_num, _named(cells)) for cells in reader]
    except FileNotFoundError:
        raise InputError(f"{REGISTRY} is missing in {path.parents[2]}: restore it.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{REGISTRY} cannot be read as a CSV file in UTF-8: {error}.") from None


def _named(cells: list[str]) -> dict[str, str]:
    row = dict(zip(COLUMNS, (*cells, *[""] * len(COLUMNS)), strict=False))
    return {**row, "cells": str(len(cells))}


def _row_problems(row: dict[str, str], folder: Path) -> Iterator[str]:
    if row["cells"] != str(len(COLUMNS)):
        yield f"it has {row['cells']} cells instead of {len(COLUMNS)}"
        return
    yield from (f"{name} is empty" for name in REQUIRED if not row[name].strip())
    yield from _code_problems(row)
    yield from (
        f"{name} {quoted(row[name])} is no day such as 2018-03-23"
        for name in ("published", "retrieved")
        if row[name] and not _is_day(row[name])
    )
    yield from (
        f"{name} {quoted(row[name])} is no web address"
        for name in ("address", "archived_address")
        if row[name] and not re.fullmatch(r"https?://\S+", row[name])
    )
    if not _is_plain_name(row["reporter"]):
        yield f"reporter {quoted(row['reporter'])} is no plain name"
    if row["file"] and not _is_below(folder, row["file"]):
        yield f"file {quoted(row['file'])} leads out of {RAW}"


def _code_problems(row: dict[str, str]) -> Iterator[str]:
    if not re.fullmatch(r"[0-9]{6}", row["place_code"]):
        yield f"place_code {quoted(row['place_code'])} is no six-digit code"
    if not re.fullmatch(r"[0-9a-f]{64}", row["sha256"]):
        yield f"sha256 {quoted(row['sha256'])} is no SHA-256"
    if row["body"] not in BODIES:
        yield f"body {quoted(row['body'])} is none of {', '.join(BODIES)}"
    if row["scope"] not in SCOPES:
        yield f"scope {quoted(row['scope'])} is none of {', '.join(SCOPES)}"
    year = row["report_year"]
    if not re.fullmatch(r"[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        yield f"report_year {quoted(year)} is no year from {FIRST_YEAR} on"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_plain_name(name: str) -> bool:
    """Tell whether a name can stand as a folder's name."""
    return name.isprintable() and not re.search(r"[/\\:]|^\.", name)


def _is_below(folder: Path, file: str) -> bool:
    if "\\" in file or Path(file).is_absolute() or not file.isprintable():
        return False
    return (folder / file).resolve().is_relative_to(folder.resolve())


def _registered(row: dict[str, str], folder: Path) -> Registered:
    texts = {name: row[name] for name in COLUMNS if name != "report_year"}
    return Registered(report_year=int(row["report_year"]), folder=folder, **texts)


def _shared_keys(rows: tuple[Registered, ...]) -> Iterator[str]:
    for key, count in Counter(row.key for row in rows).items():
        if count > 1:
            code, year, reporter, scope = key
            yield f"{count} rows stand for {code}, {year}, {reporter}, {scope}"


def _reported_by(row: Registered, reporter: str) -> bool:
    if not reporter:
        return row.is_whole_district
    longer, shorter = sorted((row.reporter, reporter), key=len, reverse=True)
    return longer.endswith(shorter) and longer.removesuffix(shorter) in row.place


def _not_found(
    place: Place,
    year: int,
    reporter: str,
    local: Sequence[Registered],
    found: Sequence[Registered],
    of_year: Sequence[Registered],
) -> str:
    who = f"{place.full_name}, reporter {quoted(reporter)}," if reporter else place.full_name
    if of_year:
        names = "、".join(f"{row.reporter} ({row.scope})" for row in of_year)
        return f"Several reports of {who} for {year} are registered ({names}): write the full name."
    if found:
        years = ", ".join(str(y) for y in sorted({row.report_year for row in found}))
        return (
            f"No report of {who} for {year} is registered: choose one of the years there are "
            f"({years}), or add the document to {REGISTRY}."
        )
    if reporter and local:
        names = "、".join(sorted({row.reporter for row in local}))
        return f"No report of {who} is registered: choose one of the reporters there are ({names})."
    return f"No report of {who} is registered: add its document to {REGISTRY}."

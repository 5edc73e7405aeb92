"""The registry: which documents the project holds, and where each is from.

``data/raw/registry.csv`` has one row a document: a report, or an annex of one. A document is read
only while its bytes are the ones that its row names.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import DocumentError, InputError, ReportNotFoundError
from disclosure_analysis.parameters import FIRST_YEAR, LAST_YEAR, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from disclosure_analysis.places import Place
    from disclosure_analysis.report import Report

RAW = Path("data/raw")
REGISTRY = RAW / "registry.csv"
BODIES = ("government", "department", "township", "other")
SCOPES = ("area", "own")
WHOLE_DISTRICT = ("government", "area")
REQUIRED = ("place", "reporter", "file", "title", "rights")
ANNEX_COLUMN = "annex_of"


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
        annex_of: The file of the report that it is an annex of; empty for a report.
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
    annex_of: str = field(default="", kw_only=True)
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
    def is_annex(self) -> bool:
        """Whether this is an annex of a report, which has a row of its own."""
        return bool(self.annex_of)

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What a report is known by: place code, data year, reporter and scope.

        Its annexes share it.
        """
        return (self.place_code, self.report_year, self.reporter, self.scope)


COLUMNS = tuple(column.name for column in fields(Registered) if column.name != "folder")
COLUMNS_WITHOUT_ANNEXES = tuple(name for name in COLUMNS if name != ANNEX_COLUMN)
"""The columns of registries from before annexes, which are read as well."""


def read_registry(root: Path) -> tuple[Registered, ...]:
    """Return the rows of a project's registry, in its order.

    Raises:
        InputError: The registry is missing, or rows of it are wrong; all problems are named.
    """
    path = root / REGISTRY
    rows = _read_rows(path)
    problems = [f"row {n}: {p}" for n, row in rows for p in _row_problems(row, root / RAW)]
    if not problems:
        registered = tuple(registered_of(row, root / RAW) for _, row in rows)
        problems = [*_shared_keys(registered), *_annex_problems(registered, [n for n, _ in rows])]
    if problems:
        raise InputError(f"{REGISTRY} must be corrected: {'; '.join(problems)}.")
    return registered


def find_registered(
    rows: Sequence[Registered], place: Place, year: int, reporter: str = ""
) -> Registered:
    """Return the report that a place, a data year and a reporter name; never an annex.

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
    local = [row for row in rows if row.place_code == place.code and not row.is_annex]
    found = [row for row in local if _reported_by(row, reporter)]
    of_year = [row for row in found if row.report_year == year]
    if len(of_year) == 1:
        return of_year[0]
    raise ReportNotFoundError(_not_found(place, year, reporter, local, found, of_year))


def annexes_of(rows: Iterable[Registered], registered: Registered) -> tuple[Registered, ...]:
    """Return the annexes of a report, in the registry's order; an annex has none."""
    if registered.is_annex:
        return ()
    return tuple(
        row for row in rows if row.annex_of == registered.file and row.key == registered.key
    )


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
            header = tuple(next(reader, []))
            if header not in (COLUMNS, COLUMNS_WITHOUT_ANNEXES):
                raise InputError(f"{REGISTRY} must have the columns {', '.join(COLUMNS)}.")
            return [(reader.line_num, _named(cells, header)) for cells in reader]
    except FileNotFoundError:
        raise InputError(f"{REGISTRY} is missing in {path.parents[2]}: restore it.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{REGISTRY} cannot be read as a CSV file in UTF-8: {error}.") from None


def _named(cells: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=False))
    if len(cells) == len(header):
        return row
    return row | {"misfit": f"it has {len(cells)} cells instead of {len(header)}"}


def _row_problems(row: dict[str, str], folder: Path) -> Iterator[str]:
    if "misfit" in row:
        yield row["misfit"]
        return
    yield from filter(None, (cell_problem(name, row[name]) for name in COLUMNS))
    if row["file"]:
        yield from filter(None, [file_problem(row["file"], folder)])


def cell_problem(column: str, value: str, *, name: str = "") -> str:
    """Return what is wrong with a cell of the registry, as a clause; empty if nothing is.

    Args:
        column: The registry's column.
        value: What stands in the cell.
        name: What the clause calls the column, if not by its own name.
    """
    name = name or column
    if column in REQUIRED and not value.strip():
        return f"{name} is empty"
    is_right, otherwise = _CHECKS.get(column, (_anything, ""))
    return "" if is_right(value) else f"{name} {quoted(value)} {otherwise}"


def file_problem(file: str, folder: Path) -> str:
    """Return why a file cannot stand in the registry, as a clause; empty if it can.

    Args:
        file: The path, as the registry would have it.
        folder: The ``data/raw`` folder.
    """
    return "" if _is_below(folder, file) else f"file {quoted(file)} leads out of {RAW}"


def _anything(_: str) -> bool:
    return True


def _is_year(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}", text) is not None and FIRST_YEAR <= int(text) <= LAST_YEAR


def _is_day_or_blank(text: str) -> bool:
    if not text:
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_plain_name(name: str) -> bool:
    """Tell whether a name can stand as a folder's name."""
    return name.isprintable() and not re.search(r"[/\\:]|^\.", name)


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


_CHECKS: dict[str, tuple[Callable[[str], bool], str]] = {
    "place_code": (_matches(r"[0-9]{6}"), "is no six-digit code"),
    "reporter": (_is_plain_name, "is no plain name"),
    "body": (BODIES.__contains__, f"is none of {', '.join(BODIES)}"),
    "scope": (SCOPES.__contains__, f"is none of {', '.join(SCOPES)}"),
    "report_year": (_is_year, f"is no year from {FIRST_YEAR} on"),
    "sha256": (_matches(r"[0-9a-f]{64}"), "is no SHA-256"),
    "published": (_is_day_or_blank, "is no day such as 2018-03-23"),
    "address": (_matches(r"(?:https?://\S+)?"), "is no web address"),
    "archived_address": (_matches(r"(?:https?://\S+)?"), "is no web address"),
    "retrieved": (_is_day_or_blank, "is no day such as 2018-03-23"),
}
"""For a column, what tells whether a cell is right, and what is said of one that is not."""


def _is_below(folder: Path, file: str) -> bool:
    if "\\" in file or Path(file).is_absolute() or not file.isprintable():
        return False
    return (folder / file).resolve().is_relative_to(folder.resolve())


def registered_of(row: Mapping[str, str], folder: Path) -> Registered:
    """Return a row of the registry as the document that it stands for.

    Args:
        row: Its cells by column, all of them right (see ``cell_problem``).
        folder: The ``data/raw`` folder.
    """
    texts = {name: row[name] for name in COLUMNS if name != "report_year"}
    return Registered(report_year=int(row["report_year"]), folder=folder, **texts)


def _shared_keys(rows: tuple[Registered, ...]) -> Iterator[str]:
    for key, count in Counter(row.key for row in rows if not row.is_annex).items():
        if count > 1:
            code, year, reporter, scope = key
            yield f"{count} rows stand for {code}, {year}, {reporter}, {scope}"


def _annex_problems(rows: Sequence[Registered], numbers: Sequence[int]) -> Iterator[str]:
    of_file = defaultdict(list)
    for row in rows:
        of_file[row.file].append(row)
    for number, row in zip(numbers, rows, strict=True):
        if row.is_annex:
            problem = _annex_problem(row, of_file[row.annex_of])
            if problem:
                yield f"row {number}: annex_of {quoted(row.annex_of)} {problem}"


def _annex_problem(annex: Registered, named: Sequence[Registered]) -> str:
    """Return why an annex cannot belong to the rows whose file it names; empty if it can."""
    reports = [row for row in named if not row.is_annex]
    if not named:
        return "names no registered file"
    if not reports:
        return "names an annex, not a report"
    if all(row.key != annex.key for row in reports):
        return "names a report of another place, year, reporter or scope"
    return ""


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
            f"({years}), or add the document with disclosure add."
        )
    if reporter and local:
        names = "、".join(sorted({row.reporter for row in local}))
        return f"No report of {who} is registered: choose one of the reporters there are ({names})."
    return f"No report of {who} is registered: add its document with disclosure add."

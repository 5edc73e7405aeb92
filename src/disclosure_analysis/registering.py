"""Registering: documents, and what is known of them → ``data/raw`` and its registry.

What a document says of itself fills its row; what a person says supplies the rest, and goes before
the document only on their word (``despite``). Documents take their places first and the registry
last, so that it never names a file that is not there; whatever stops that, nothing is left behind.
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import hashlib
import io
import os
import re
import shutil
import tempfile
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.loaders import read_report
from disclosure_analysis.loaders.reporters import Reporter, body_of
from disclosure_analysis.parameters import quoted
from disclosure_analysis.places import (
    AmbiguousPlaceError,
    Place,
    PlaceError,
    find_place,
    place_by_code,
)
from disclosure_analysis.registry import (
    ANNEX_COLUMN,
    COLUMNS,
    RAW,
    REGISTRY,
    Registered,
    cell_problem,
    file_problem,
    find_registered,
    read_registry,
    registered_of,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from disclosure_analysis.report import Report

OFFICIAL_DOCUMENT = (
    "Official document of a state organ, outside copyright (Copyright Law of the PRC, art. 5)"
)
PROBLEM = "problem"
COMMENT = "#"
_MARK = "\ufeff"
_YES = ("yes", "y", "true", "1", "是")
_NO = ("", "no", "n", "false", "0", "否")
_OPTION_OF = {"report_year": "year"}
_FROM_THE_REPORT = ("place_code", "place", "reporter", "body", "scope", "report_year")
_LONGEST_SHORT_NAME = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to register, and what a person says of it.

    Attributes:
        file: The document's path as it was written.
        said: What is said of it, by column of ``tables/registry_columns.csv``; no blank values.
        folder: Where the path begins.
        number: The row of the sheet that it stands in; 0 outside a sheet.
    """

    file: str
    said: Mapping[str, str]
    folder: Path = Path()
    number: int = 0

    @property
    def path(self) -> Path:
        """The document's file."""
        return self.folder / self.file


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that is not registered, and all that stands against it.

    Attributes:
        entry: The document.
        missing: The columns that neither it nor the person says.
        wrong: The columns whose values are wrong, or contradict the document.
        problems: What is wrong beside what is missing, a clause each.
        contradicts: Whether any of these is a contradiction of the document.
    """

    entry: Entry
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    contradicts: bool = False

    def sentence(self) -> str:
        """Return all problems, and the options of the command that mend them."""
        remedies = []
        if self.missing:
            remedies.append(f"give {_joined(map(option_of, self.missing))}")
        if self.wrong:
            keep = " (or add --despite to keep what contradicts)" if self.contradicts else ""
            remedies.append(f"correct {_joined(map(option_of, self.wrong))}{keep}")
        remedy = f": {', and '.join(remedies)}" if remedies else ""
        return f"{self.entry.file} is not registered, as {self._clauses()}{remedy}."

    def problem(self) -> str:
        """Return all problems in the words of a sheet."""
        keep = "; write yes under despite to keep what contradicts" if self.contradicts else ""
        return self._clauses() + keep

    def _clauses(self) -> str:
        verb = "is" if len(self.missing) == 1 else "are"
        missing = [f"{_joined(self.missing)} {verb} missing"] if self.missing else []
        return "; ".join([*missing, *self.problems])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the documents.

    Attributes:
        registered: Each document that was taken, with its new row.
        refused: The others, in the order in which they were given.
    """

    registered: tuple[tuple[Entry, Registered], ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a document says of itself, each blank where it says nothing."""

    sha256: str
    title: str
    place: Place | None
    reporter: str
    body: str
    scope: str
    year: str
    published: str
    publisher: str


@dataclass(slots=True)
class _Draft:
    """A row in the making, and what stands against it."""

    entry: Entry
    stated: _Stated
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    contradicts: bool = False

    @property
    def despite(self) -> bool:
        """Whether what is said goes before what the document states."""
        return self.said("despite").casefold() in _YES

    def said(self, column: str) -> str:
        """Return what is said of the document, empty if nothing is."""
        return self.entry.said.get(column, "")

    def needs(self, column: str, value: str) -> str:
        """Return a value, once it is noted if it is missing."""
        if not value:
            self.missing.append(column)
        return value

    def refuse(self, problem: str, *columns: str) -> None:
        """Note a problem, and the columns whose values are to be corrected."""
        self.problems.append(problem)
        self.wrong += [column for column in columns if column not in self.wrong]

    def contradict(self, column: str, given: str, stated: str) -> None:
        """Note that what is said contradicts the document: in the row, or against it."""
        if self.despite:
            self.notes.append(f"{column} as given ({given}), against the document ({stated})")
            return
        self.contradicts = True
        self.refuse(f"{column} {given} contradicts the document, which says {stated}", column)

    def settle(self, column: str, given: str, stated: str) -> str:
        """Return what is said, or else what the document states."""
        if given and stated and given != stated:
            self.contradict(column, given, stated)
        return given or stated

    def refused(self) -> Refused | None:
        """Return what stands against the row, None if nothing does."""
        if not self.missing and not self.problems:
            return None
        return Refused(
            entry=self.entry,
            missing=tuple(self.missing),
            wrong=tuple(self.wrong),
            problems=tuple(self.problems),
            contradicts=self.contradicts,
        )


def columns() -> tuple[str, ...]:
    """Return the columns of a sheet: the file, and what can be said of it."""
    return tuple(row["column"] for row in table("registry_columns"))


def option_of(column: str) -> str:
    """Return the command's option that a column of a sheet stands for."""
    return f"--{column.replace('_', '-')}"


def register(
    root: Path,
    entries: Iterable[Entry],
    *,
    read: Callable[[Path], Report] = read_report,
) -> Outcome:
    """Copy documents into ``data/raw`` and describe each in a row of the registry.

    Args:
        root: The project's folder.
        entries: The documents; an annex may name a report among them, wherever it stands.
        read: What reads a document.

    Returns:
        What was registered, and what was refused with all its problems. All that could be
        registered takes its place at once, or (where an error is raised) none of it.

    Raises:
        InputError: The registry is missing or wrong.
        DisclosureError: ``data/raw`` cannot be written.
    """
    read_registry(root)  # A registry that is wrong is told before the long reading, not after it.
    looked_at = [(entry, _look_at(entry, read)) for entry in entries]
    drafts = [_Draft(entry, found) for entry, found in looked_at if isinstance(found, _Stated)]
    folder = root / RAW
    with _told(folder), _one_at_a_time(folder), _staging(folder) as staging:
        adding = _Adding(root, staging)
        for _, found in looked_at:
            if isinstance(found, Refused):
                adding.refuse(found)
        for draft in sorted(drafts, key=lambda draft: bool(draft.said(ANNEX_COLUMN))):
            adding.take(draft)
        adding.place()
    order = {id(entry): n for n, (entry, _) in enumerate(looked_at)}
    refused = sorted(adding.refused, key=lambda refused: order[id(refused.entry)])
    return Outcome(tuple(adding.added), tuple(refused))


def _look_at(entry: Entry, read: Callable[[Path], Report]) -> _Stated | Refused:
    if not entry.file:
        return Refused(entry, missing=("file",))
    if entry.path.is_dir():
        return Refused(entry, problems=("it is a folder: name the documents themselves",))
    try:
        report = read(entry.path)
        return _stated(report, _sha256(entry.path))
    except DisclosureError as error:
        said = str(error).removeprefix(f"{entry.path}: ").removeprefix(f"{entry.path.name}: ")
        return Refused(entry, problems=(said.rstrip("."),))
    except OSError as error:
        return Refused(entry, problems=(f"the file cannot be read ({error.strerror})",))


def _stated(report: Report, sha256: str) -> _Stated:
    return _Stated(
        sha256=sha256,
        title=report.title.value if report.title else "",
        place=report.place,
        reporter=report.reporter,
        body=report.body,
        scope=report.scope,
        year=str(report.year.value) if report.year else "",
        published=report.published.value.isoformat() if report.published else "",
        publisher=report.source_line.value if report.source_line else "",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Adding:
    """Rows and files that are to join the registry, all of them in one step."""

    def __init__(self, root: Path, staging: Path) -> None:
        self.root = root
        self.folder = root / RAW
        self.staging = staging
        self.staged: list[str] = []
        self.rows: list[Registered] = []
        self.by_bytes: dict[str, Registered] = {}
        self.by_year: defaultdict[tuple[str, int], list[Registered]] = defaultdict(list)
        self.files: set[str] = set()
        self.added: list[tuple[Entry, Registered]] = []
        self.refused: list[Refused] = []
        self.outcomes: dict[str, Registered | Refused] = {}
        for row in read_registry(root):
            self._know(row)

    def _know(self, row: Registered) -> None:
        self.rows.append(row)
        self.by_bytes.setdefault(row.sha256, row)
        self.by_year[row.place_code, row.report_year].append(row)
        self.files.add(row.file.casefold())

    def refuse(self, refused: Refused) -> None:
        """Note a document that is not registered."""
        self.refused.append(refused)
        self.outcomes.setdefault(_plain_path(refused.entry.file), refused)

    def take(self, draft: _Draft) -> None:
        """Add a document to what takes its place later, or to what is refused."""
        report = self._report_of(draft) if draft.said(ANNEX_COLUMN) else None
        if report is not None:
            cells = _annex_cells(draft, report)
        elif draft.said(ANNEX_COLUMN):
            cells = {}
        else:
            cells = _report_cells(draft)
        cells |= _common_cells(draft)
        _check_cells(draft, cells)
        self._check_copy(draft)
        if not draft.refused():
            self._complete(draft, cells)
        refused = draft.refused()
        if refused:
            self.refuse(refused)

    def _complete(self, draft: _Draft, cells: dict[str, str]) -> None:
        """Give the row its file, which needs the whole key."""
        row = registered_of(dict.fromkeys(COLUMNS, "") | cells, self.folder)
        there = None if row.is_annex else self._same_report(row)
        if there is not None:
            draft.refuse(
                f"{self._named(there)} is the report of {there.reporter} for {there.report_year} "
                f"({there.scope}) already; an annex of it needs annex_of"
            )
            return
        file = self._file_for(draft, row)
        if not draft.problems:
            row = registered_of(dict.fromkeys(COLUMNS, "") | cells | {"file": file}, self.folder)
            self._know(row)
            self.added.append((draft.entry, row))
            self.outcomes[_plain_path(draft.entry.file)] = row

    def _check_copy(self, draft: _Draft) -> None:
        row = self.by_bytes.get(draft.stated.sha256)
        if row is not None:
            # Annexes in the same sheet may still name it.
            self.outcomes[_plain_path(draft.entry.file)] = row
            draft.refuse(
                f"the same bytes are registered already as {self._named(row)}, the "
                f"{'annex' if row.is_annex else 'report'} of {row.reporter} for {row.report_year}"
            )

    def _same_report(self, new: Registered) -> Registered | None:
        """Return the row that stands for the same report.

        A district's government has one report on its area, under whatever name it reports.
        """
        for row in self.by_year[new.place_code, new.report_year]:
            of_district = row.is_whole_district and new.is_whole_district
            if not row.is_annex and (of_district or row.key == new.key):
                return row
        return None

    def _named(self, row: Registered) -> str:
        """Name a row by its file and, as the first line is the header, its line."""
        return f"{row.file} (row {self.rows.index(row) + 2})"

    def _report_of(self, draft: _Draft) -> Registered | None:
        """Return the report that an annex names: in the sheet, in the registry, or by its key."""
        text = draft.said(ANNEX_COLUMN)
        in_sheet = self.outcomes.get(_plain_path(text)) if draft.entry.number else None
        if isinstance(in_sheet, Refused):
            draft.refuse(f"its report {quoted(text)}, row {in_sheet.entry.number}, is refused")
            return None
        if in_sheet is not None and not in_sheet.is_annex:
            return in_sheet
        try:
            return _registered_report(self.rows, text.removeprefix(f"{RAW}/"))
        except (InputError, PlaceError):
            draft.refuse(f"annex_of {quoted(text)} names no registered report", ANNEX_COLUMN)
            return None

    def _file_for(self, draft: _Draft, row: Registered) -> str:
        """Return the file of a new row below ``data/raw``, copied beside there if need be."""
        path = draft.entry.path
        if path.resolve().is_relative_to(self.folder.resolve()):
            return self._file_in_place(draft, path.resolve().relative_to(self.folder.resolve()))
        name = _free_name(_stem(row), path.suffix.lower(), self.files)
        target = self.folder / name
        problem = file_problem(name, self.folder)
        if problem:
            draft.refuse(f"{problem}: rename the document")
        elif not target.exists():
            self._stage(draft, name)
        elif _sha256(target) != draft.stated.sha256:
            draft.refuse(
                f"{RAW / name} is another file and not registered: register it, or move it away"
            )
        return name

    def _file_in_place(self, draft: _Draft, path: Path) -> str:
        """Return the file of a document that lies below ``data/raw`` already: it stays there."""
        file = path.as_posix()
        if file.casefold() in self.files:
            draft.refuse(f"{file} is registered already, but with other bytes: restore the file")
        problem = file_problem(file, self.folder)
        if problem:
            draft.refuse(f"{problem}: rename it")
        return file

    def _stage(self, draft: _Draft, name: str) -> None:
        shutil.copyfile(draft.entry.path, self.staging / name)
        if _sha256(self.staging / name) != draft.stated.sha256:
            draft.refuse("the file changed while it was read: add it again")
            return
        self.staged.append(name)

    def place(self) -> None:
        """Put documents and registry in their places, or leave all as it was."""
        if not self.added:
            return
        registry = self.root / REGISTRY
        content = _with_rows(registry.read_bytes(), [row for _, row in self.added])
        (self.staging / registry.name).write_bytes(content)
        try:
            for name in self.staged:
                (self.staging / name).replace(self.folder / name)
            (self.staging / registry.name).replace(registry)
        except BaseException:
            # An interrupt may come after the last step, when the registry names the files.
            if registry.read_bytes() != content:
                for name in self.staged:
                    (self.folder / name).unlink(missing_ok=True)
            raise


def _report_cells(draft: _Draft) -> dict[str, str]:
    """Return the cells that a report is known by."""
    year = draft.needs("year", draft.settle("year", _digits(draft.said("year")), draft.stated.year))
    place = _place(draft, None if cell_problem("report_year", year) else int(year))
    reporter = draft.needs("reporter", _reporter(draft, place))
    body, scope = _body_and_scope(draft, reporter)
    if not draft.said("archived_address"):
        draft.needs("address", draft.said("address"))
    return {
        "place_code": place.code if place else "",
        "place": place.full_name if place else "",
        "reporter": reporter,
        "body": body,
        "scope": scope,
        "report_year": year,
    }


def _place(draft: _Draft, year: int | None) -> Place | None:
    """Return the district, as it was named in the data year."""
    stated = draft.stated.place
    text = draft.said("district") or (stated.code if stated else "")
    if not draft.needs("district", text):
        return None
    try:
        place = _find_place(text, year, stated)
    except PlaceError as error:
        draft.refuse(str(error).rstrip("."), "district")
        return None
    if stated is not None and not _is_same(place, stated) and not _lies_in(place, stated):
        draft.contradict("district", place.full_name, stated.full_name)
    return place


def _find_place(text: str, year: int | None, stated: Place | None) -> Place:
    """Return the place that a text names; where it may be several, the one of the document."""
    try:
        return find_place(text, year)
    except AmbiguousPlaceError as error:
        for candidate in error.candidates:
            if stated is not None and _is_same(candidate, stated):
                return candidate
        raise


def _is_same(place: Place, stated: Place) -> bool:
    """Tell whether two places are one; its code or its name may change from year to year."""
    return place.code == stated.code or place.full_name == stated.full_name


def _lies_in(place: Place, parent: Place) -> bool:
    """Tell whether a document that names a prefecture or province may mean a county of it."""
    return place.full_name.startswith(parent.full_name)


def _reporter(draft: _Draft, place: Place | None) -> str:
    """Return the full name of the reporting body, as documents give it: 攀枝花市东区教育局."""
    given, stated = draft.said("reporter"), draft.stated.reporter
    if place is None:
        return given or stated
    of = draft.stated.place
    if of and not _is_same(place, of) and (draft.despite or _lies_in(place, of)):
        stated = ""  # The body of another place cannot report here.
    if not given:
        return stated
    body = Reporter(place, _own_name(given, place.full_name), county=True)
    if stated and body.own_name == _own_name(stated, place.full_name):
        return stated
    named = body.name if body.own_name != given or body.is_government else given
    return draft.settle("reporter", named, stated)


def _own_name(reporter: str, place: str) -> str:
    """Return a body's name (教育局) without as much of its place's full name as it begins with."""
    for start in range(len(place) - 1):
        if reporter.startswith(place[start:]):
            return reporter.removeprefix(place[start:])
    return reporter


def _body_and_scope(draft: _Draft, reporter: str) -> tuple[str, str]:
    """Return the kind of a body, and whom its figures cover: as said, stated, or usual."""
    by_itself = reporter == draft.stated.reporter
    body = draft.said("body") or (draft.stated.body if by_itself else body_of(reporter))
    if by_itself and body == draft.stated.body and draft.stated.scope:
        usual = draft.stated.scope
    else:
        usual = "area" if body == "government" else "own"
    return body, draft.said("scope") or usual


def _annex_cells(draft: _Draft, report: Registered) -> dict[str, str]:
    """Return the cells that an annex shares with its report."""
    own_name = _own_name(report.reporter, report.place)
    given = {
        "year": (_digits(draft.said("year")), str(report.report_year)),
        "district": (_annex_place(draft, report), report.place),
        "reporter": (_own_name(draft.said("reporter"), report.place), own_name),
        "body": (draft.said("body"), report.body),
        "scope": (draft.said("scope"), report.scope),
    }
    for column, (said, shared) in given.items():
        if said not in ("", shared):
            draft.refuse(f"{column} {quoted(said)} is not that of the report, {shared}", column)
    _check_annex_itself(draft, report)
    shared_cells = {column: str(getattr(report, column)) for column in _FROM_THE_REPORT}
    return shared_cells | {ANNEX_COLUMN: report.file}


def _annex_place(draft: _Draft, report: Registered) -> str:
    """Return the full name of the district that is said of an annex."""
    text = draft.said("district")
    if not text or report.place.endswith(text):
        return report.place
    try:
        place = find_place(text, report.report_year)
    except PlaceError:
        return text
    return report.place if _is_of(place, report) else place.full_name


def _is_of(place: Place, report: Registered) -> bool:
    return place.code == report.place_code or place.full_name == report.place


def _check_annex_itself(draft: _Draft, report: Registered) -> None:
    """Note where an annex speaks of another place or year than its report."""
    year, place = draft.stated.year, draft.stated.place
    if year and year != str(report.report_year):
        draft.contradict(ANNEX_COLUMN, f"{report.file} ({report.report_year})", year)
    if place is not None and not _is_of(place, report):
        draft.contradict(ANNEX_COLUMN, f"{report.file} ({report.place})", place.full_name)


def _registered_report(rows: Sequence[Registered], text: str) -> Registered:
    """Return the report that a file's name or a key (510402-2017, 510402-2017-教育局) names."""
    for row in rows:
        if row.file == text and not row.is_annex:
            return row
    key = re.fullmatch(r"(?P<code>[0-9]{6})-(?P<year>[0-9]{4})(?:-(?P<reporter>.+))?", text)
    if key is None:
        raise InputError(f"{quoted(text)} is neither a report's file nor its key.")
    year = int(key["year"])
    return find_registered(rows, place_by_code(key["code"], year), year, key["reporter"] or "")


def _common_cells(draft: _Draft) -> dict[str, str]:
    """Return the cells that do not belong to the key."""
    title = draft.said("title") or draft.stated.title
    if draft.said(ANNEX_COLUMN):
        title = title or draft.entry.path.stem
    given = {name: _day(draft.said(name)) for name in ("published", "retrieved")}
    published = draft.settle("published", given["published"], draft.stated.published)
    return {
        "sha256": draft.stated.sha256,
        "title": draft.needs("title", title),
        "published": published,
        "publisher": draft.said("publisher") or draft.stated.publisher,
        "address": draft.said("address"),
        "archived_address": draft.said("archived_address"),
        "retrieved": given["retrieved"],
        "rights": draft.said("rights") or OFFICIAL_DOCUMENT,
        "note": "; ".join(filter(None, [draft.said("note"), *draft.notes])),
    }


def _check_cells(draft: _Draft, cells: Mapping[str, str]) -> None:
    """Note which cells are wrong; what is missing or without a place is known already."""
    for column, value in cells.items():
        option = _OPTION_OF.get(column, column)
        if not value or column in ("place_code", "place", ANNEX_COLUMN, "sha256"):
            continue
        problem = cell_problem(column, value, name=option)
        if not value.isprintable():
            problem = f"{option} {quoted(value)} holds characters that are no text"
        if problem:
            draft.refuse(problem, option)
    if draft.said("despite").casefold() not in (*_YES, *_NO):
        said = quoted(draft.said("despite"))
        draft.refuse(f"despite {said} is neither yes nor no", "despite")


def _digits(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _day(text: str) -> str:
    """Return a day in ISO's form; spreadsheet programs write 2018/3/23."""
    parts = re.fullmatch(
        r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", _digits(text).strip()
    )
    if parts is None:
        return text
    try:
        return date(*map(int, parts.groups())).isoformat()
    except ValueError:
        return text


def _stem(row: Registered) -> str:
    """Return a file's name without its ending: 510402-2017, 510402-2017-教育局, …-annex."""
    stem = f"{row.place_code}-{row.report_year}"
    if not row.is_whole_district:
        own_name = _own_name(row.reporter, row.place) or row.reporter
        stem += f"-{own_name[:_LONGEST_SHORT_NAME]}"
    return f"{stem}-annex" if row.is_annex else stem


def _free_name(stem: str, ending: str, taken: set[str]) -> str:
    """Return a file's name that no row has; some file systems do not tell A from a."""
    name, number = f"{stem}{ending}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}{ending}"
    return name


def _with_rows(content: bytes, rows: Sequence[Registered]) -> bytes:
    """Return a registry's bytes with rows after those that it has, which stay as they are.

    Only a registry from before annexes is written anew, as each of its rows needs a cell more.
    """
    text = content.decode("utf-8")
    line_end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    if not text.endswith("\n"):
        text += line_end
    header = next(csv.reader(io.StringIO(text.removeprefix(_MARK), newline="")))
    if ANNEX_COLUMN not in header:
        text = _with_annex_column(text, line_end)
    added = [[str(getattr(row, column)) for column in COLUMNS] for row in rows]
    return (text + _csv(added, line_end)).encode()


def _with_annex_column(text: str, line_end: str) -> str:
    mark = _MARK if text.startswith(_MARK) else ""
    lines = csv.DictReader(io.StringIO(text.removeprefix(_MARK), newline=""))
    cells = [[line.get(column, "") for column in COLUMNS] for line in lines]
    return mark + _csv([COLUMNS, *cells], line_end)


def _csv(lines: Iterable[Sequence[str]], line_end: str = "\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=line_end).writerows(lines)
    return stream.getvalue()


def read_sheet(path: Path) -> tuple[Entry, ...]:
    """Return the documents that a sheet lists, and what it says of each.

    The sheet is a CSV file in UTF-8 or GB18030; its columns are those of ``columns()``, in any
    order, and of them only ``file`` must be there. Blank rows, rows that begin with ``#`` and the
    column ``problem`` are passed over.

    Raises:
        InputError: It cannot be read, or its columns are wrong.
    """
    lines = _sheet_lines(path)
    header = [" ".join(name.split()) for name in next(iter(lines), [])]
    rows = [(n, cells) for n, cells in enumerate(lines[1:], start=2) if _is_filled(cells)]
    problems = [*_header_problems(header), *_nameless_cells(header, rows)]
    if problems:
        raise InputError(
            f"{path} must be corrected: {'; '.join(problems)} (columns: {', '.join(columns())})."
        )
    if not rows:
        raise InputError(f"{path} lists no document: write one in each row below the header.")
    return tuple(_entry(number, header, cells, path.parent) for number, cells in rows)


def _is_filled(cells: Sequence[str]) -> bool:
    """Tell whether a row is neither blank nor a comment."""
    first = next((cell.strip() for cell in cells if cell.strip()), COMMENT)
    return not first.startswith(COMMENT)


def _entry(number: int, header: Sequence[str], cells: Sequence[str], folder: Path) -> Entry:
    said = {
        name: cell.strip() if name in ("file", ANNEX_COLUMN) else " ".join(cell.split())
        for name, cell in zip(header, cells, strict=False)
        if cell.strip() and name != PROBLEM
    }
    return Entry(said.pop("file", ""), said, folder, number)


def _sheet_lines(path: Path) -> list[list[str]]:
    save = "save it from the spreadsheet as CSV UTF-8"
    try:
        text = _decoded(path.read_bytes())
        if text is None:
            raise InputError(f"{path} is no text in UTF-8 or GB18030: {save}.")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path.") from None
    except csv.Error as error:
        raise InputError(f"{path} is no CSV file ({error}): {save}.") from None


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            return None if "\0" in text else text
    return None


def _header_problems(header: Sequence[str]) -> Iterator[str]:
    if "file" not in header:
        yield "the column file is missing"
    for name in dict.fromkeys(filter(None, header)):
        if name not in (*columns(), PROBLEM):
            yield f"the column {quoted(name)} is unknown"
        if header.count(name) > 1:
            yield f"the column {quoted(name)} stands there twice"


def _nameless_cells(
    header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[str]:
    """Yield what stands in columns without a name, as it would be lost."""
    for number, cells in rows:
        for position, cell in enumerate(cells):
            if cell.strip() and not (position < len(header) and header[position]):
                yield f"row {number}: {quoted(cell)} stands in a column without a name"
                break


def template() -> bytes:
    """Return an empty sheet whose comment rows explain each column and give an example."""
    names = columns()
    rows = table("registry_columns")
    lines = [[row[kind] for row in rows] for kind in ("zh", "en", "example")]
    for line in lines:
        line[0] = f"{COMMENT} {line[0]}"
    return (_MARK + _csv([names, *lines])).encode()


def refused_sheet(outcome: Outcome, folder: Path) -> bytes:
    """Return refused documents as a sheet with their problems, to be corrected and given again.

    Args:
        outcome: What became of the documents of a sheet.
        folder: Where the new sheet will be; paths are written as seen from there.
    """
    names = ["file", PROBLEM, *columns()[1:]]
    lines = []
    for refused in outcome.refused:
        entry = refused.entry
        cells = {**entry.said, "file": _path_from(folder, entry, entry.file)}
        cells[PROBLEM] = refused.problem()
        if ANNEX_COLUMN in entry.said:
            cells[ANNEX_COLUMN] = _report_from(folder, entry, outcome)
        lines.append([cells.get(name, "") for name in names])
    return (_MARK + _csv([names, *lines])).encode()


def _report_from(folder: Path, annex: Entry, outcome: Outcome) -> str:
    """Return how the new sheet names an annex's report, which may be registered by now."""
    text = annex.said[ANNEX_COLUMN]
    if _plain_path(text) in (_plain_path(refused.entry.file) for refused in outcome.refused):
        return _path_from(folder, annex, text)
    for entry, row in outcome.registered:
        if _plain_path(entry.file) == _plain_path(text):
            return row.file
    return text


def _path_from(folder: Path, entry: Entry, file: str) -> str:
    if not file or Path(file).is_absolute():
        return file
    return os.path.relpath((entry.folder / file).absolute(), folder.absolute())


def _plain_path(file: str) -> str:
    return os.path.normpath(file) if file else ""


def _joined(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Give a folder for files on their way, on the same disk as their places."""
    staging = Path(tempfile.mkdtemp(prefix=".adding-", dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one run at a time change the registry, so that none loses the rows of another.

    The folder itself is locked: the registry is a new file after each change, and a file for the
    lock alone would lie about.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems know no locks; adding must not be impossible there.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DisclosureError(
            f"{folder} cannot be written ({error.strerror}), so nothing was registered: make it a "
            "folder that you may write to, with room on its disk."
        ) from None

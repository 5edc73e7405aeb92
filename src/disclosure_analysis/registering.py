"""Registering: documents, and what is known of them → ``data/raw`` and its registry.

What a document says of itself fills its row; what a person says supplies the rest, and goes before
the document only on their word (``despite``). Documents take their places first and the registry
last, so that it never names a file that is not there; whatever stops that, nothing is left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.loaders import read_report
from disclosure_analysis.parameters import quoted
from disclosure_analysis.places import PlaceError, place_by_code
from disclosure_analysis.project import one_at_a_time
from disclosure_analysis.registering_rows import (
    OFFICIAL_DOCUMENT,
    Draft,
    Stated,
    annex_cells,
    check_cells,
    common_cells,
    own_name_of,
    report_cells,
    stated,
)
from disclosure_analysis.registering_sheets import (
    Entry,
    Outcome,
    Refused,
    columns,
    option_of,
    plain_path,
    read_sheet,
    refused_sheet,
    template,
    with_rows,
)
from disclosure_analysis.registry import (
    ANNEX_COLUMN,
    COLUMNS,
    RAW,
    REGISTRY,
    Registered,
    file_problem,
    find_registered,
    read_registry,
    registered_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from disclosure_analysis.report import Report

_LONGEST_SHORT_NAME = 60


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
    drafts = [Draft(entry, found) for entry, found in looked_at if isinstance(found, Stated)]
    folder = root / RAW
    with _told(folder), one_at_a_time(folder), _staging(folder) as staging:
        adding = _Adding(root, staging)
        for _, found in looked_at:
            if isinstance(found, Refused):
                adding.refuse(found)
        for draft in sorted(drafts, key=lambda draft: bool(draft.said(ANNEX_COLUMN))):
            adding.take(draft)
        adding.place()
    order = {id(entry): n for n, (entry, _) in enumerate(looked_at)}
    refused = sorted(adding.refused, key=lambda refused: order[id(refused.entry)])
    return Outcome(tuple(adding.added), tuple(refused), tuple(adding.doubts))


def _look_at(entry: Entry, read: Callable[[Path], Report]) -> Stated | Refused:
    if not entry.file:
        return Refused(entry, missing=("file",))
    if entry.path.is_dir():
        return Refused(entry, problems=("it is a folder: name the documents themselves",))
    try:
        report = read(entry.path)
        return stated(report, _sha256(entry.path))
    except DisclosureError as error:
        said = str(error).removeprefix(f"{entry.path}: ").removeprefix(f"{entry.path.name}: ")
        return Refused(entry, problems=(said.rstrip("."),))
    except OSError as error:
        return Refused(entry, problems=(f"the file cannot be read ({error.strerror})",))


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
        self.doubts: list[tuple[Entry, str]] = []
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
        self.outcomes.setdefault(plain_path(refused.entry.file), refused)

    def take(self, draft: Draft) -> None:
        """Add a document to what takes its place later, or to what is refused."""
        report = self._report_of(draft) if draft.said(ANNEX_COLUMN) else None
        if report is not None:
            cells = annex_cells(draft, report)
        elif draft.said(ANNEX_COLUMN):
            cells = {}
        else:
            cells = report_cells(draft)
        cells |= common_cells(draft)
        check_cells(draft, cells)
        self._check_copy(draft)
        if not draft.refused():
            self._complete(draft, cells)
        refused = draft.refused()
        if refused:
            self.refuse(refused)

    def _complete(self, draft: Draft, cells: dict[str, str]) -> None:
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
            self.doubts += [(draft.entry, doubt) for doubt in draft.stated.doubts]
            self.outcomes[plain_path(draft.entry.file)] = row

    def _check_copy(self, draft: Draft) -> None:
        row = self.by_bytes.get(draft.stated.sha256)
        if row is not None:
            # Annexes in the same sheet may still name it.
            self.outcomes[plain_path(draft.entry.file)] = row
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

    def _report_of(self, draft: Draft) -> Registered | None:
        """Return the report that an annex names: in the sheet, in the registry, or by its key."""
        text = draft.said(ANNEX_COLUMN)
        in_sheet = self.outcomes.get(plain_path(text)) if draft.entry.number else None
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

    def _file_for(self, draft: Draft, row: Registered) -> str:
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

    def _file_in_place(self, draft: Draft, path: Path) -> str:
        """Return the file of a document that lies below ``data/raw`` already: it stays there."""
        file = path.as_posix()
        if file.casefold() in self.files:
            draft.refuse(f"{file} is registered already, but with other bytes: restore the file")
        problem = file_problem(file, self.folder)
        if problem:
            draft.refuse(f"{problem}: rename it")
        return file

    def _stage(self, draft: Draft, name: str) -> None:
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
        content = with_rows(registry.read_bytes(), [row for _, row in self.added])
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


def _stem(row: Registered) -> str:
    """Return a file's name without its ending: 510402-2017, 510402-2017-教育局, …-annex."""
    stem = f"{row.place_code}-{row.report_year}"
    if not row.is_whole_district:
        own_name = own_name_of(row.reporter, row.place) or row.reporter
        stem += f"-{own_name[:_LONGEST_SHORT_NAME]}"
    return f"{stem}-annex" if row.is_annex else stem


def _free_name(stem: str, ending: str, taken: set[str]) -> str:
    """Return a file's name that no row has; some file systems do not tell A from a."""
    name, number = f"{stem}{ending}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}{ending}"
    return name


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Give a folder for files on their way, on the same disk as their places."""
    staging = Path(tempfile.mkdtemp(prefix=".adding-", dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DisclosureError(
            f"{folder} cannot be written ({error.strerror}), so nothing was registered: make it a "
            "folder that you may write to, with room on its disk."
        ) from None


__all__ = [
    "OFFICIAL_DOCUMENT",
    "Entry",
    "Outcome",
    "Refused",
    "columns",
    "option_of",
    "read_sheet",
    "refused_sheet",
    "register",
    "template",
]

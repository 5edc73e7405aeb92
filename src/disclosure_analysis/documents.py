"""Documents that lie in files, registered or not: which there are, and what each holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from disclosure_analysis.annexes import Joins, adopt, is_annex, join, with_annexes
from disclosure_analysis.loaders import READERS, read_report
from disclosure_analysis.report import Report


@dataclass(frozen=True, slots=True)
class _Brief:
    """What is kept of a document that was read: what it says of itself, and whether it is an annex.

    The text is let go, as a folder may hold hundreds of documents.
    """

    report: Report
    is_annex: bool

    @property
    def awaits_annexes(self) -> bool:
        """Whether it names an annex that it does not hold."""
        return any(one.kind == "annex" and not one.held for one in self.report.attachments)


class Documents:
    """The documents among paths; an annex is read as its report's where both are among them.

    Attributes:
        paths: The documents, in order; a folder without any stands for itself.
        passed_over: How many files of folders are of other formats.
    """

    def __init__(self, paths: Iterable[Path | str]) -> None:
        self.paths: list[Path] = []
        self.passed_over = 0
        for path in map(Path, paths):
            self.paths += self._found(path)
        self._known: dict[Path, _Brief | None] = {}
        self._joins: dict[Path, Joins] = {}

    def _found(self, path: Path) -> Sequence[Path]:
        if not path.is_dir():
            return [path]
        files = sorted(p for p in path.rglob("*") if _is_visible(p, path))
        found = [file for file in files if file.suffix.lower() in READERS]
        self.passed_over += len(files) - len(found)
        return found or [path]

    def read(self, path: Path) -> Report:
        """Return a document as its loader reads it, joined to what belongs to it.

        An annex takes place, year and reporter of the report in its folder that names it; of a
        report, the annexes that lie in its folder are marked as held.

        Raises:
            DocumentError: The document cannot be read.
        """
        report = self._read(path)
        joins = self._joins_of(path)
        if path.name in joins.reports:
            of = self._known[path.parent / joins.reports[path.name]]
            return adopt(report, of.report) if of else report
        doubts = joins.doubts.get(path.name, ())
        known = [self._known[path.parent / name] for name in joins.annexes_of(path.name)]
        report = replace(report, problems=(*report.problems, *doubts))
        return with_annexes(report, [one.report for one in known if one])

    def report_of(self, path: Path) -> Path | None:
        """Return the report that a document is read as an annex of, None if it is none."""
        name = self._joins_of(path).reports.get(path.name)
        return path.parent / name if name else None

    def annexes(self, path: Path) -> tuple[Report, ...]:
        """Return the annexes of a report among the documents, under its key.

        Raises:
            DocumentError: An annex cannot be read.
        """
        names = self._joins_of(path).annexes_of(path.name)
        return tuple(self.read(path.parent / name) for name in names)

    def _joins_of(self, path: Path) -> Joins:
        """Return which annexes belong to which reports in a document's folder."""
        brief = self._brief(path)
        if brief is None or not (brief.is_annex or brief.awaits_annexes):
            return Joins()
        folder = path.parent
        if folder not in self._joins:
            beside = {p.name: self._brief(p) for p in self.paths if p.parent == folder}
            known = {name: one for name, one in beside.items() if one is not None}
            self._joins[folder] = join(
                {name: one.report for name, one in known.items() if not one.is_annex},
                {name: one.report for name, one in known.items() if one.is_annex},
            )
        return self._joins[folder]

    def _read(self, path: Path) -> Report:
        report = read_report(path, source=str(path))
        self._known[path] = _Brief(_brief(report), is_annex(report))
        return report

    def _brief(self, path: Path) -> _Brief | None:
        """Return what a document says of itself, None if it cannot be read."""
        if path not in self._known:
            try:
                self._read(path)
            except Exception:
                # Whatever is wrong with it is told when its own turn comes.
                self._known[path] = None
        return self._known[path]


def _brief(report: Report) -> Report:
    return replace(report, text="", sections=(), tables=())


def _is_visible(path: Path, folder: Path) -> bool:
    """Tell whether a path is a file that is neither hidden nor left by an office program (~$)."""
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return not hidden and path.is_file()

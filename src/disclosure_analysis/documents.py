"""Documents that lie in files, registered or not: which there are, and what each holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from disclosure_analysis.annexes import adopt, is_annex, names_annex, with_annexes
from disclosure_analysis.errors import DisclosureError
from disclosure_analysis.loaders import READERS, read_report
from disclosure_analysis.report import Report


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
        self._known: dict[Path, Report | None] = {}

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
        others = self._neighbours(path)
        if is_annex(report):
            return self._adopted(report, path, others)
        named = [one for one in report.attachments if one.kind == "annex" and not one.held]
        if not named or not others:
            return report
        known = ((other, self._brief(other)) for other in others)
        return with_annexes(
            report,
            [
                replace(one, source=other.name)
                for other, one in known
                if one is not None and is_annex(one) and names_annex(report, one, other.name)
            ],
        )

    def _adopted(self, annex: Report, path: Path, others: Iterable[Path]) -> Report:
        for other in others:
            report = self._brief(other)
            if report is not None and names_annex(report, annex, path.name):
                return adopt(annex, report)
        return annex

    def _neighbours(self, path: Path) -> list[Path]:
        return [other for other in self.paths if other.parent == path.parent and other != path]

    def _read(self, path: Path) -> Report:
        report = read_report(path, source=str(path))
        self._known[path] = _brief(report)
        return report

    def _brief(self, path: Path) -> Report | None:
        """Return what a document says of itself, None if it cannot be read."""
        if path not in self._known:
            try:
                self._read(path)
            except DisclosureError:
                self._known[path] = None
        return self._known[path]


def _brief(report: Report) -> Report:
    return replace(report, text="", sections=(), tables=())


def _is_visible(path: Path, folder: Path) -> bool:
    """Tell whether a path is a file that is neither hidden nor left by an office program (~$)."""
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return not hidden and path.is_file()

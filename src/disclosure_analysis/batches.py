"""Many documents in one run: what one of them lacks stops none of the others."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from disclosure_analysis.errors import DisclosureError, DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from disclosure_analysis.report import Report

T = TypeVar("T")

DEBUG_VARIABLE = "DISCLOSURE_DEBUG"
A_FEW = 3


def read_safely(path: Path) -> Report:
    """Read a document; a fault of ours is told like one of the document's, and the rest goes on."""
    from disclosure_analysis.loaders import read_report

    try:
        return read_report(path, source=str(path))
    except DisclosureError:
        raise
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        raise DocumentError(f"{path}: {unexpected(error)}") from None


def with_progress(items: Sequence[T], *, quiet: bool) -> Iterator[T]:
    """Yield items, with a bar on a terminal's standard error where there are more than a few."""
    if quiet or len(items) <= A_FEW or not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm

    yield from tqdm(items, unit=" files", file=sys.stderr, leave=False, dynamic_ncols=True)


class Tables:
    """The observations of documents, piece by piece.

    Attributes:
        passed_over: How many files are of other formats.
        failed: Why documents gave no table, a sentence each.
        apart: Why annexes were joined to no report, a sentence each.
    """

    def __init__(self, *, as_json: bool, byte_order_mark: bool, quiet: bool) -> None:
        self.as_json = as_json
        self.byte_order_mark = byte_order_mark
        self.quiet = quiet
        self.passed_over = 0
        self.failed: list[str] = []
        self.apart: list[str] = []

    def of(self, paths: Iterable[str]) -> Iterator[bytes]:
        """Yield the table of each document; the first CSV table has the header."""
        from disclosure_analysis.documents import Documents

        documents = Documents(paths)
        self.passed_over = documents.passed_over
        first = True
        for path in with_progress(documents.paths, quiet=self.quiet):
            frame = tried(lambda p: self._frame(p, documents.read(p)), path, self.failed)
            if frame is not None:
                yield self._bytes(frame, first=first)
                first = False

    def _frame(self, path: Path, report: Report) -> pd.DataFrame:
        from disclosure_analysis.annexes import DOUBTS
        from disclosure_analysis.extraction import extract_observations

        doubts = [one.sentence() for one in report.problems if one.key in DOUBTS]
        self.apart += [f"{path}: {doubt}" for doubt in doubts]
        return extract_observations(report)

    def _bytes(self, frame: pd.DataFrame, *, first: bool) -> bytes:
        from disclosure_analysis.outputs import csv_bytes, json_lines

        if self.as_json:
            return json_lines(frame)
        return csv_bytes(frame, header=first, byte_order_mark=first and self.byte_order_mark)


def tried(work: Callable[[Path], T], path: Path, failed: list[str]) -> T | None:
    """Return what can be made of a document; why it cannot is added to ``failed``."""
    from disclosure_analysis.loaders import READERS

    if path.is_dir():
        formats = ", ".join(READERS)
        failed.append(f"{path} holds no document of a supported format ({formats})")
        return None
    try:
        return work(path)
    except DisclosureError as error:
        failed.append(str(error).rstrip("."))
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        failed.append(f"{path}: {unexpected(error)}")
    return None


def unexpected(error: Exception) -> str:
    """Say that an error is ours, not the user's."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"An unexpected error occurred ({what[:300].rstrip('.')}); this is a fault of the program: "
        f"set {DEBUG_VARIABLE}=1 to see the traceback, and report it"
    )

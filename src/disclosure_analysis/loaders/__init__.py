"""Loaders: a published document's bytes → :class:`~disclosure_analysis.report.Report`."""

from __future__ import annotations

from pathlib import Path

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.plain_text import read_plain_text
from disclosure_analysis.report import Report

READERS = {".txt": read_plain_text}
"""The loader of each file format, by the file's ending."""


def read_report(path: Path | str, *, source: str = "") -> Report:
    """Read a document from a file.

    Args:
        path: The document; its ending tells the format (see ``READERS``).
        source: What the observations name as their source; the file's name if empty.

    Raises:
        DocumentError: The file is missing, unreadable, empty, damaged or of an unknown format.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        formats = ", ".join(READERS)
        raise DocumentError(f"{path}: this file format is not supported; supported: {formats}.")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(f"{path}: there is no such file; check the path.") from None
    except OSError as error:
        raise DocumentError(f"{path}: the file cannot be read ({error.strerror}).") from None
    return reader(content, source=source or path.name)


__all__ = ["READERS", "read_plain_text", "read_report"]

"""Loaders: a published document's bytes → :class:`~disclosure_analysis.report.Report`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.plain_text import read_plain_text
from disclosure_analysis.loaders.web_archive import is_web_archive

if TYPE_CHECKING:
    from disclosure_analysis.loaders.contents import Contents
    from disclosure_analysis.report import Report

READERS = {
    **dict.fromkeys((".htm", ".html", ".shtml", ".shtm", ".xhtml", ".jhtml", ".jsp"), "html"),
    **dict.fromkeys((".php", ".asp", ".aspx", ".mht", ".mhtml"), "html"),
    ".docx": "docx",
    **dict.fromkeys((".doc", ".wps", ".rtf"), "doc"),
    ".pdf": "pdf",
    **dict.fromkeys((".xls", ".xlsx"), "spreadsheet"),
    **dict.fromkeys((".txt", ".text", ".md"), "text"),
}
"""The format that a file's ending promises; what its bytes say goes before it."""

_READ_BY_OTHERS = frozenset({"pdf", "docx", "doc", "encrypted", "spreadsheet"})
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta|br)\b", re.I)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
_HEAD = 4096
_FAR = 65_536
_SAID = {
    "zip": "is an archive: unpack it and read the documents in it",
    "ofd": "is an OFD file, which this package does not read: print it to PDF, or save its text",
    "rar": "is an archive: unpack it and read the documents in it",
    "image": "is a picture: find the report's page or its Word file, or retype it as text",
}


def read_report(path: Path | str, *, source: str = "") -> Report:
    """Read a document from a file.

    The format is told from the bytes, as sites serve pages and Word files under any name, and
    from the file's ending where the bytes do not tell.

    Args:
        path: The document.
        source: What the observations name as their source; the file's name if empty.

    Raises:
        DocumentError: The file is missing, unreadable, empty, damaged or of an unknown format.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(f"{path}: there is no such file; check the path.") from None
    except IsADirectoryError:
        raise DocumentError(f"{path}: this is a folder; name a document in it.") from None
    except OSError as error:
        raise DocumentError(f"{path}: the file cannot be read ({error.strerror}).") from None
    return read_document(content, ending=path.suffix, source=source or path.name)


def read_document(content: bytes, *, ending: str = "", source: str) -> Report:
    """Read a document from its bytes.

    Args:
        content: The bytes.
        ending: The ending of its name (``.html``); tells the format where the bytes do not.
        source: What the observations name as their source.

    Raises:
        DocumentError: The bytes are empty, damaged or of an unknown format.
    """
    from disclosure_analysis.loaders.reading import report_from_contents

    kind = format_of(content, ending)
    if kind == "text":
        return read_plain_text(content, source=source)
    try:
        contents = _contents(kind, content, source, ending)
    except DocumentError:
        raise
    except Exception as error:
        # The libraries that read damaged files raise whatever they stumble over.
        if kind not in _READ_BY_OTHERS:
            raise
        raise DocumentError(
            f"{source}: the document is damaged and cannot be read ({type(error).__name__}); "
            "fetch it again from its source."
        ) from error
    return report_from_contents(contents, source=source)


def format_of(content: bytes, ending: str = "") -> str:
    """Return a document's format: ``html``, ``docx``, ``doc``, ``pdf``, ``spreadsheet``, ``text``.

    Or what it is instead: ``zip``, ``rar``, ``ofd``, ``image``, ``encrypted``, or empty.
    """
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        from disclosure_analysis.loaders.old_word import ole_kind

        return {"xls": "spreadsheet", "": "doc"}.get(ole_kind(content), ole_kind(content))
    for mark, kind in ((b"{\\rtf", "doc"), (b"Rar!", "rar"), (b"\x89PNG", "image")):
        if content.startswith(mark):
            return kind
    if content.startswith((b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")):
        return "image"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if is_web_archive(content):
        return "html"
    promised = READERS.get(ending.lower(), "")
    opening = content[:_FAR].replace(b"\0", b"")
    if _PAGE.match(opening) or (promised != "text" and _MARKUP.search(opening)):
        return "html"
    return promised if promised in ("html", "text", "pdf", "docx") else promised and "text"


def _kind_of_zip(content: bytes) -> str:
    names = content[:_HEAD] + content[-65536:]
    for mark, kind in (
        (b"word/", "docx"),
        (b"xl/", "spreadsheet"),
        (b"OFD.xml", "ofd"),
    ):
        if mark in names:
            return kind
    return "zip"


def _contents(kind: str, content: bytes, source: str, ending: str) -> Contents:
    """Return what the loader of a format makes of bytes; loaders are imported when needed."""
    if kind == "html":
        from disclosure_analysis.loaders.html import read_html

        return read_html(content, source=source)
    if kind == "pdf":
        from disclosure_analysis.loaders.pdf import read_pdf

        return read_pdf(content, source=source)
    if kind == "docx":
        from disclosure_analysis.loaders.word import read_docx

        return read_docx(content, source=source)
    if kind in ("doc", "encrypted"):
        from disclosure_analysis.loaders.old_word import read_doc

        return read_doc(content, source=source)
    if kind == "spreadsheet":
        from disclosure_analysis.loaders.spreadsheet import read_spreadsheet

        return read_spreadsheet(content, source=source)
    if kind in _SAID:
        raise DocumentError(f"{source}: this {_SAID[kind]}.")
    if not content.strip():
        raise DocumentError(f"{source}: the document is empty; publish or download it again.")
    formats = ", ".join(READERS)
    raise DocumentError(
        f"{source}: this file format is not supported"
        f"{f' ({ending})' if ending else ''}; supported: {formats}."
    )


__all__ = ["READERS", "format_of", "read_document", "read_plain_text", "read_report"]

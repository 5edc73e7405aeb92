"""Plain text as it was saved from a published page."""

from __future__ import annotations

from disclosure_analysis.loaders.decoding import decode
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.report import Report


def read_plain_text(content: bytes, *, source: str) -> Report:
    """Read a text document; its characters stay as they are, each in its place.

    Args:
        content: The document's bytes in UTF-8 (with or without a mark), UTF-16 with a mark, or
            GB18030.
        source: The file or address that the bytes come from.

    Raises:
        DocumentError: The bytes are empty, too many, or no text.
    """
    text, problems = decode(content, source=source)
    return report_from_text(text, source=source, problems=problems)

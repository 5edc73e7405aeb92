"""Plain text as it was saved from a published page."""

from __future__ import annotations

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.front_matter import read_front_matter
from disclosure_analysis.loaders.structure import find_attachments, find_sections
from disclosure_analysis.report import Report

_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v")
_LONGEST = 5_000_000


def read_plain_text(content: bytes, *, source: str) -> Report:
    """Read a text document.

    Args:
        content: The document's bytes in UTF-8 (with or without a mark) or GB18030.
        source: The file or address that the bytes come from.

    Raises:
        DocumentError: The bytes are empty, or no text.
    """
    return report_from_text(decode(content, source=source), source=source)


def report_from_text(text: str, *, source: str) -> Report:
    """Read title, place, dates, sections and attachments off a report's text."""
    sections = find_sections(text)
    opening = sections[0].start if sections else len(text)
    return Report(
        text=text,
        source=source,
        sections=sections,
        attachments=find_attachments(text),
        **read_front_matter(text, opening=opening),
    )


def decode(content: bytes, *, source: str) -> str:
    """Return bytes as text, refusing what is no text.

    Raises:
        DocumentError: The bytes are empty, too many, or no text in UTF-8 or GB18030.
    """
    if not content.strip():
        raise DocumentError(f"{source}: the document is empty; publish or download it again.")
    if len(content) > _LONGEST:
        raise DocumentError(f"{source}: {len(content):,} bytes are too many for a report's text.")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.isdisjoint(text) and "\ufffd" not in text:
            return text
    raise DocumentError(
        f"{source}: the document is damaged or no text (neither UTF-8 nor GB18030);"
        " fetch it again from its source."
    )

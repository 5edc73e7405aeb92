"""From bytes to characters."""

from __future__ import annotations

from disclosure_analysis.errors import DocumentError

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v")
_DAMAGED = 0.01
"""Share of unreadable characters above which a document is refused."""
LONGEST_TEXT = 5_000_000
LONGEST_PAGE = 20_000_000


def decode(
    content: bytes, *, source: str, declared: str = "", longest: int = LONGEST_TEXT
) -> tuple[str, tuple[str, ...]]:
    """Return a document's characters, and a sentence for what could not be read.

    A byte-order mark counts first, then the encoding in which every byte can be read: UTF-8, the
    declared one, GB18030 (which GB2312 and GBK are parts of). Where none fits, the one with the
    fewest unreadable characters does, if these are few.

    Args:
        content: The document's bytes.
        source: The file or address that they come from.
        declared: The encoding that the document names; empty if none.
        longest: The most bytes that are read.

    Raises:
        DocumentError: The bytes are empty, too many, or no text.
    """
    if not content.strip():
        raise DocumentError(f"{source}: the document is empty; publish or download it again.")
    if len(content) > longest:
        raise DocumentError(f"{source}: {len(content):,} bytes are too many for a report's text.")
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _checked(content.decode(encoding, errors="replace"), source)
    other = [declared] if declared and declared[:2] not in ("gb", "ut") else []
    for encoding in ("utf-8", *other, "gb18030"):
        try:
            return _checked(content.decode(encoding), source)
        except (UnicodeDecodeError, LookupError):
            continue
    texts = [content.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")]
    return _checked(min(texts, key=lambda text: text.count("\ufffd")), source)


def _checked(text: str, source: str) -> tuple[str, tuple[str, ...]]:
    unreadable = text.count("\ufffd")
    if not _CONTROL.isdisjoint(text) or unreadable > _DAMAGED * len(text):
        raise DocumentError(
            f"{source}: the document is damaged or no text (neither UTF-8 nor GB18030);"
            " fetch it again from its source."
        )
    if unreadable:
        return text, (f"{unreadable} characters are damaged and cannot be read",)
    return text, ()

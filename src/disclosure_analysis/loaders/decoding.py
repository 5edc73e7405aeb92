"""From bytes to characters."""

from __future__ import annotations

from disclosure_analysis.errors import DocumentError

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v\x1a")
_DAMAGED = 0.01
"""Share of unreadable characters above which a document is refused."""
_FEWEST_ZEROS = 0.01
"""Share of zero bytes from which a text may be in UTF-16; Latin letters and marks have one each."""
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
    for encoding in (*_wide(content), "utf-8", *other, "gb18030"):
        try:
            return _checked(content.decode(encoding), source)
        except (UnicodeDecodeError, LookupError):
            continue
    texts = [content.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")]
    return _checked(min(texts, key=lambda text: text.count("\ufffd")), source)


def _wide(content: bytes) -> list[str]:
    """Return UTF-16 if bytes without a mark look like it: zeros at odd or at even places."""
    zeros = content[::2].count(0), content[1::2].count(0)
    if max(zeros) < _FEWEST_ZEROS * len(content) or 3 * min(zeros) > max(zeros):
        return []
    return ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]


def _checked(text: str, source: str) -> tuple[str, tuple[str, ...]]:
    unreadable = text.count("\ufffd") + sum(map(text.count, _CONTROL & set(text)))
    if unreadable > _DAMAGED * len(text):
        raise DocumentError(
            f"{source}: the document is damaged or no text (neither UTF-8 nor GB18030);"
            " fetch it again from its source."
        )
    if unreadable:
        return text, (f"{unreadable} characters are damaged and cannot be read",)
    return text, ()

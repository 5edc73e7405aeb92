"""Pages that a browser or Word saved as one file (.mht): the page itself, without its pictures."""

from __future__ import annotations

import re
from email import message_from_bytes

_HEAD = re.compile(
    rb"\A\s*(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?"
    rb"Content-Type:\s*multipart/related\b",
    re.I,
)
_FAR = 16_384


def is_web_archive(content: bytes) -> bool:
    """Tell a file that begins like a letter and holds parts that belong together."""
    return _HEAD.match(content[:_FAR]) is not None


def page_of_web_archive(content: bytes) -> bytes:
    """Return the longest page in an archive; frames and Word's headers are pages too."""
    pages = [
        payload
        for part in message_from_bytes(content).walk()
        if part.get_content_type() == "text/html"
        and isinstance(payload := part.get_payload(decode=True), bytes)
    ]
    return max(pages, key=len, default=b"")

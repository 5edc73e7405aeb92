"""The format of a document is told from its bytes; what cannot be read is refused in words."""

from __future__ import annotations

import random
import time

import pytest

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders import READERS, format_of, read_document
from disclosure_analysis.loaders.decoding import decode
from form_pages import article, page, read, text_of, truth
from made_documents import make_document

PAGE = page(article()).encode()


@pytest.mark.parametrize(
    "ending", [".html", ".doc", ".xls", ".docx", ".pdf", ".txt", ".md", ".do", "", ".SHTML"]
)
def test_a_page_is_a_page_under_any_ending(ending: str) -> None:
    assert format_of(PAGE, ending) == "html"
    assert read(read_document(PAGE, ending=ending, source="a")) == truth()


def test_a_page_may_begin_late() -> None:
    for before in (" \r\n" * 3000, f"<!-- {'x' * 5000} -->"):
        assert format_of(before.encode() + PAGE, ".do") == "html"


def test_a_text_that_speaks_of_markup_is_text() -> None:
    assert format_of("首行<br>是换行标记。".encode(), ".txt") == "text"


def test_a_text_saved_as_a_word_file_is_text() -> None:
    text = text_of(lambda part: "\n".join("\t".join(row) for row in part))
    for ending in (".doc", ".wps", ".xls"):
        assert read(read_document(text.encode("gb18030"), ending=ending, source="a")) == truth()


@pytest.mark.parametrize(
    ("file_format", "kind"), [("docx", "docx"), ("pdf", "pdf"), ("html", "html")]
)
def test_a_wrong_ending_does_not_mislead(file_format: str, kind: str) -> None:
    content = make_document(1, "form2021", file_format).content
    assert {format_of(content, ending) for ending in (".doc", ".xls", ".html", "")} == {kind}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\0\0a/b.txt", "archive: unpack it"),
        (b"Rar!\x1a\x07\0", "archive: unpack it"),
        (b"PK\x03\x04\0\0OFD.xml", "OFD file"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"GIF89a", "picture"),
        (b"", "empty"),
        (b" \n", "empty"),
        (bytes(range(256)) * 9, "not supported"),
    ],
)
def test_what_is_no_document_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=rf"^a\.bin: .*{words}"):
        read_document(content, ending=".bin", source="a.bin")


def test_endings_are_those_of_known_formats() -> None:
    assert set(READERS.values()) == {"html", "docx", "doc", "pdf", "spreadsheet", "text"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8-sig"])
def test_text_is_decoded_whatever_its_encoding(encoding: str) -> None:
    words = "一、概述\n全年公开信息1234条，𠮷䶮。\n" * 3
    assert decode(words.encode(encoding), source="a") == (words, ())


def test_a_declared_encoding_is_used_where_utf_8_fails() -> None:
    words = "政府資訊公開年度報告，共12件。"
    assert decode(words.encode("big5"), source="a", declared="big5")[0] == words
    assert "12" in decode(words.encode("big5"), source="a", declared="no-such")[0]


def test_a_stray_control_character_is_said_and_many_are_refused() -> None:
    words = "全年公开信息1234条。" * 30
    text, problems = decode((words + "\0").encode(), source="a")
    assert text == words + "\0" and problems == ("1 characters are damaged and cannot be read",)
    with pytest.raises(DocumentError, match="damaged or no text"):
        decode((words + "\0\1" * 20).encode(), source="a")
    assert decode((words + "\x1a").encode(), source="a")[1] == ()


def _damaged(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    at = chance.randrange(len(damaged))
    kind = chance.randrange(4)
    if kind == 0:
        return bytes(damaged[:at])
    if kind == 1:
        for _ in range(chance.choice((1, 20, 200))):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        return bytes(damaged)
    if kind == 2:
        return bytes(damaged[:at] + damaged[at + chance.randrange(1, 2000) :])
    return bytes(damaged[:at] + chance.randbytes(40) + damaged[at:])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("file_format", "times"), [("html", 120), ("txt", 120), ("docx", 25), ("pdf", 12)]
)
def test_damaged_files_are_read_or_refused_and_never_hang(file_format: str, times: int) -> None:
    chance = random.Random(3)
    content = make_document(4, "form2021", file_format).content
    began = time.monotonic()
    for _ in range(times):
        try:
            read_document(_damaged(content, chance), ending=f".{file_format}", source="a")
        except DocumentError as error:
            assert str(error).startswith("a: ")
    assert time.monotonic() - began < 30

"""Old Word documents: what they are, and how they are converted."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import GridCell
from disclosure_analysis.loaders.old_word import CONVERTER, ole_kind, read_doc
from disclosure_analysis.loaders.word import read_docx

LIBREOFFICE = next(
    filter(
        None,
        map(
            shutil.which,
            ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
        ),
    ),
    "",
)
FREE, END, TABLE_PART, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(streams: dict[str, bytes], *, below: dict[str, bytes] | None = None) -> bytes:
    """Return an OLE2 compound file with these streams, and others in a storage below the top."""
    top, inner = list(streams), list(below or {})
    names = ["Root Entry", *top, *(["Storage"] if inner else []), *inner]
    contents = [b"", *streams.values(), *([b""] if inner else []), *(below or {}).values()]
    directory_sectors = (len(names) + 3) // 4
    table, data, starts = [TABLE_PART], b"", []
    table += [*range(2, directory_sectors + 1), END]
    for content in contents:
        padded = content.ljust(4096, b"\0") if content else b""
        padded += bytes(-len(padded) % 512)
        count = len(padded) // 512
        starts.append(len(table) if count else END)
        table += [*range(len(table) + 1, len(table) + count), END] if count else []
        data += padded
    assert len(table) <= 128
    last_of_top = len(top) + (1 if inner else 0)
    entries = b"".join(
        _entry(
            name,
            kind=5 if not n else 1 if inner and n == last_of_top else 2,
            right=n + 1 if n not in (0, last_of_top, len(names) - 1) else NONE,
            child=1 if not n else last_of_top + 1 if inner and n == last_of_top else NONE,
            start=starts[n],
            size=max(len(contents[n]), 4096) if contents[n] else 0,
        )
        for n, name in enumerate(names)
    )
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, 1, 1, 0, 4096, END, 0, END, 0),
    )
    header += struct.pack("<109I", 0, *[FREE] * 108)
    allocation = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    return header + allocation + entries.ljust(directory_sectors * 512, b"\0") + data


def _entry(name: str, *, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36sIQ",
        *(encoded, len(encoded) + 2, kind, 1, NONE, right, child, b"", start, size),
    )


DOC = compound({"1Table": b"x", "WordDocument": b"\xec\xa5" + bytes(30)})


def report() -> bytes:
    word = Document()
    word.add_paragraph("一、总体情况")
    table = word.add_table(2, 2)
    for cell, text in zip(table._cells, ("指标", "数量", "收到申请数", ""), strict=True):
        cell.text = text
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def converter(folder: Path, script: str, *, name: str = "converter") -> Path:
    """Return a program that stands in for the converter; its last line may copy the answer."""
    (folder / "answer.docx").write_bytes(report())
    program = folder / name
    program.write_text(f"#!/bin/sh\nANSWER='{folder}/answer.docx'\nLOG='{folder}/log'\n{script}\n")
    program.chmod(0o755)
    return program


SUCCEEDS = """
echo "$@" > "$LOG"
while [ "$1" != --outdir ]; do shift; done
cp "$ANSWER" "$2/document.docx"
"""


def refused(content: bytes, *, seconds: float = 20) -> str:
    with pytest.raises(DocumentError) as error:
        read_doc(content, source="annex.doc", seconds=seconds)
    return str(error.value)


# What a compound file holds


def test_compound_files_are_told_by_their_streams() -> None:
    assert ole_kind(DOC) == "doc"
    assert ole_kind(compound({"Workbook": b"x"})) == "xls"
    assert ole_kind(compound({"Book": b"x"})) == "xls"
    assert ole_kind(compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"})) == "encrypted"
    assert ole_kind(compound({"PowerPoint Document": b"x"})) == ""


def test_what_is_embedded_does_not_tell_the_kind() -> None:
    assert ole_kind(compound({"WordDocument": b"x"}, below={"Workbook": b"y"})) == "doc"
    assert ole_kind(compound({"Workbook": b"x"}, below={"WordDocument": b"y"})) == "xls"


def test_other_bytes_are_no_compound_file() -> None:
    for content in (b"", b"WordDocument", DOC[:8], DOC[:700], b"PK\x03\x04"):
        assert ole_kind(content) == ""


@given(st.binary(max_size=80), st.integers(0, len(DOC)))
@settings(max_examples=150, deadline=None)
def test_a_damaged_compound_file_is_told_or_not_but_never_hangs(noise: bytes, place: int) -> None:
    damaged = DOC[:place] + noise + DOC[place + len(noise) :]
    assert ole_kind(damaged) in ("doc", "")


# Conversion


def test_a_document_is_read_as_its_conversion_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONVERTER, str(converter(tmp_path, SUCCEEDS)))
    contents = read_doc(DOC, source="annex.doc")
    assert contents == read_docx(report(), source="annex.doc")
    assert contents.blocks[1] == [
        [GridCell("指标"), GridCell("数量")],
        [GridCell("收到申请数"), GridCell("")],
    ]


def test_the_converter_works_in_a_folder_and_profile_of_its_own_that_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONVERTER, str(converter(tmp_path, SUCCEEDS)))
    read_doc(DOC, source="annex.doc")
    call = (tmp_path / "log").read_text().split()
    original = Path(call[-1])
    assert f"-env:UserInstallation={(original.parent / 'profile').as_uri()}" in call
    assert "--headless" in call and original.suffix == ".doc"
    assert not original.parent.exists()


def test_rich_text_is_told_by_its_first_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONVERTER, str(converter(tmp_path, SUCCEEDS)))
    assert read_doc(b"{\\rtf1 text}", source="annex.doc").blocks[0] == "一、总体情况"
    assert (tmp_path / "log").read_text().strip().endswith(".rtf")


def test_the_converter_of_macos_is_called_in_its_own_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = '[ "$1 $2 $3" = "-convert docx -output" ] && cp "$ANSWER" "$4"'
    monkeypatch.setenv(CONVERTER, str(converter(tmp_path, script, name="textutil")))
    contents = read_doc(DOC, source="annex.doc")
    assert contents.blocks[0] == "一、总体情况"
    assert contents.problems == (
        "The document was converted by textutil, which may part merged cells; LibreOffice does not",
    )


def test_without_a_converter_the_reader_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CONVERTER, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("disclosure_analysis.loaders.old_word._PROGRAMS", ("soffice",))
    assert refused(DOC) == (
        "annex.doc: reading this old format needs LibreOffice, which is not installed; install it,"
        " or open the file in any word processor, save it as .docx and read that copy."
    )


def test_a_converter_that_is_named_and_missing_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONVERTER, "no-such-program")
    assert "no-such-program, which DISCLOSURE_CONVERTER names" in refused(DOC)


def test_a_program_that_cannot_run_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "converter"
    program.write_bytes(b"#!/no/such/interpreter\n")
    program.chmod(0o755)
    monkeypatch.setenv(CONVERTER, str(program))
    assert "cannot be run" in refused(DOC)


@pytest.mark.parametrize("script", ["exit 0", "echo failed >&2; exit 1"])
def test_a_conversion_that_makes_nothing_is_a_failure(
    script: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(CONVERTER, str(converter(tmp_path, script)))
    assert "could not be converted and may be damaged" in refused(DOC)
    assert capfd.readouterr() == ("", "")


def test_a_conversion_that_does_not_end_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = '(sleep 2; echo late > "$LOG") &\nsleep 60'
    monkeypatch.setenv(CONVERTER, str(converter(tmp_path, script)))
    begun = time.monotonic()
    assert "took longer than 1 seconds" in refused(DOC, seconds=1)
    assert time.monotonic() - begun < 15
    time.sleep(max(0.0, begun + 3.5 - time.monotonic()))
    assert not (tmp_path / "log").exists()


# What is refused before any conversion


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>a page</html>", compound({"Workbook": b"x"}), DOC[:600]],
    ids=["nothing", "page", "spreadsheet", "cut"],
)
def test_what_is_no_word_document_is_refused(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONVERTER, "no-such-program")
    assert "damaged or no Word document (.doc, .wps, .rtf)" in refused(content)


def test_protected_documents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONVERTER, "no-such-program")
    head = struct.pack("<5HH", 0xA5EC, 193, 0, 0, 0, 0x0100)
    assert "protected by a password" in refused(compound({"WordDocument": head}))
    assert "protected by a password" in refused(compound({"EncryptedPackage": b"x"}))


# The real converter


@pytest.mark.skipif(not LIBREOFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("filter_name", ["doc:MS Word 97", "rtf:Rich Text Format"])
def test_libreoffice_keeps_every_cell_and_number(
    filter_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CONVERTER, raising=False)
    content = _merged_report()
    (tmp_path / "report.docx").write_bytes(content)
    subprocess.run(
        [
            *(LIBREOFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
            *("--headless", "--convert-to", filter_name, "--outdir", str(tmp_path)),
            str(tmp_path / "report.docx"),
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )
    old = (tmp_path / f"report.{filter_name[:3]}").read_bytes()
    assert list(read_doc(old, source="x").blocks) == list(read_docx(content, source="x").blocks)


def _merged_report() -> bytes:
    """Return a report with an automatic number and a table of merged, blank and zero cells."""
    word = Document()
    word.add_paragraph("收到和处理申请情况", style="List Number")
    table = word.add_table(24, 4)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "申请人情况"
    table.cell(0, 2).merge(table.cell(0, 3)).text = "数量"
    table.cell(1, 2).text, table.cell(1, 3).text = "自然人", "总计"
    table.cell(2, 0).merge(table.cell(23, 0)).text = "三、本年度办理结果"
    for row in range(2, 24):
        table.cell(row, 1).text = f"第{row}项"
        table.cell(row, 2).text = ("", "0", "/", "—")[row % 4]
        table.cell(row, 3).text = str(row * 11)
    word.add_paragraph("无其他事项。")
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()

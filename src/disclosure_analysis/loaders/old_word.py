"""Word's old binary format and rich text (.doc, .wps, .rtf), read through a word processor."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import Contents
from disclosure_analysis.loaders.word import read_docx

CONVERTER = "DISCLOSURE_CONVERTER"
"""The environment variable that may name the converter's program."""

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_MACOS_PROGRAM = "textutil"
_SECONDS = 120.0
_REMEDY = "open the file in any word processor, save it as .docx and read that copy"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RICH_TEXT = b"{\\rtf"
_FREE = 0xFFFF_FFFA
_BEGINNING, _WRITE_PROTECTION, _ENCRYPTION = 0x0809, 0x0086, 0x002F
_KINDS = {
    "EncryptedPackage": "encrypted",
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
}
# A document of unknown origin runs no macros and fetches nothing from the network.
_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501


def read_doc(content: bytes, *, source: str, seconds: float = _SECONDS) -> Contents:
    """Read a document of Word's old binary format or rich text.

    It is converted to .docx by LibreOffice, or on macOS by the system's own converter; the
    environment variable ``DISCLOSURE_CONVERTER`` may name another program that is called like
    one of these.

    Args:
        content: The bytes of a .doc, .wps or .rtf file.
        source: The file or address that the bytes come from.
        seconds: How long the conversion may take.

    Raises:
        DocumentError: The bytes are no such document, damaged, protected or hold no text; or there
            is no converter, or it failed.
    """
    ending = _ending(content, source)
    program = _converter(source)
    with tempfile.TemporaryDirectory(prefix="disclosure-", ignore_cleanup_errors=True) as folder:
        original = Path(folder, f"document{ending}")
        original.write_bytes(content)
        converted = Path(folder, "converted", "document.docx")
        converted.parent.mkdir()
        _run(_command(program, original, converted), Path(folder), source, seconds)
        if not converted.is_file():
            raise DocumentError(
                f"{source}: the document could not be converted and may be damaged; {_REMEDY}."
            )
        contents = read_docx(converted.read_bytes(), source=source)
    if Path(program).name != _MACOS_PROGRAM:
        return contents
    caution = (
        "The document was converted by textutil, which may part merged cells; LibreOffice does not"
    )
    return replace(contents, problems=(*contents.problems, caution))


def ole_kind(content: bytes) -> str:
    """Return what an OLE2 compound file holds, by the names of its top-level streams.

    Returns:
        ``doc``, ``xls``, ``encrypted`` (a protected file of a newer format), or empty if the bytes
        are no compound file, damaged, or of another program.
    """
    if not content.startswith(_COMPOUND):
        return ""
    try:
        names = _streams(content)
    except (struct.error, IndexError):
        return ""
    return next((kind for name, kind in _KINDS.items() if name in names), "")


def is_protected(content: bytes) -> bool:
    """Return whether a file that ``ole_kind`` calls ``doc`` or ``xls`` is encrypted."""
    streams = _streams(content)
    size = _sector_size(content)
    for name, is_encrypted in (
        ("WordDocument", _is_encrypted_text),
        ("Workbook", _is_encrypted_sheet),
        ("Book", _is_encrypted_sheet),
    ):
        if name in streams:
            start = (streams[name] + 1) * size
            return is_encrypted(content[start : start + 4096])
    return False


def _is_encrypted_text(head: bytes) -> bool:
    """Return whether a bit of a document's head says that it is encrypted."""
    return bool(_half_word(head, 0x0A) & 0x0100)


def _is_encrypted_sheet(head: bytes) -> bool:
    """Return whether a record about encryption follows on a spreadsheet's first record."""
    position = 4 + _half_word(head, 2)
    while _half_word(head, position) == _WRITE_PROTECTION:
        position += 4 + _half_word(head, position + 2)
    return _half_word(head, 0) == _BEGINNING and _half_word(head, position) == _ENCRYPTION


def _ending(content: bytes, source: str) -> str:
    """Return the ending of the file's name that tells the converter the format."""
    if content.lstrip()[: len(_RICH_TEXT)] == _RICH_TEXT:
        return ".rtf"
    kind = ole_kind(content)
    if kind == "encrypted" or (kind == "doc" and is_protected(content)):
        raise DocumentError(
            f"{source}: the file is protected by a password;"
            " open it, save it without one and read that copy."
        )
    if kind != "doc":
        raise DocumentError(
            f"{source}: the file is damaged or no Word document (.doc, .wps, .rtf);"
            " fetch it again from its source."
        )
    return ".doc"


def _converter(source: str) -> str:
    """Return the program that converts documents."""
    named = os.environ.get(CONVERTER, "")
    for program in (named,) if named else (*_PROGRAMS, _MACOS_PROGRAM):
        found = shutil.which(program)
        if found:
            return found
    if named:
        raise DocumentError(
            f"{source}: {named}, which {CONVERTER} names as the converter of old Word documents,"
            " cannot be run; correct the name or unset the variable."
        )
    raise DocumentError(
        f"{source}: reading this old format needs LibreOffice, which is not installed;"
        f" install it, or {_REMEDY}."
    )


def _command(program: str, original: Path, converted: Path) -> list[str]:
    if Path(program).name == _MACOS_PROGRAM:
        return [program, "-convert", "docx", "-output", str(converted), str(original)]
    profile = original.parent / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    # The filter is named, or damaged documents would be taken for plain text.
    filter_name = "Rich Text Format" if original.suffix == ".rtf" else "MS Word 97"
    return [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"--infilter={filter_name}",
        *("--convert-to", "docx:MS Word 2007 XML"),
        *("--outdir", str(converted.parent), str(original)),
    ]


def _run(command: list[str], folder: Path, source: str, seconds: float) -> None:
    """Run the converter in a process group of its own, which ends with it.

    Its output goes to a file: waiting for the end of a pipe could outlast the time allowed.
    """
    environment = os.environ | {"HOME": str(folder), "TMPDIR": str(folder)}
    with (folder / "output.txt").open("wb") as output:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise DocumentError(
                f"{source}: the converter {command[0]} cannot be run ({error.strerror});"
                f" set {CONVERTER} to one that can, or {_REMEDY}."
            ) from None
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise DocumentError(
                f"{source}: the conversion took longer than {seconds:g} seconds; {_REMEDY}."
            ) from None
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a converter with the processes that it started."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _streams(content: bytes) -> dict[str, int]:
    """Return the names of a compound file's entries at the top level, each with its first sector.

    Entries below them do not count: a text document may hold a spreadsheet and the other way round.
    """
    directory = b"".join(_sectors(content, _word(content, 0x30)))
    waiting = [_word(directory, 0x4C)]
    seen: set[int] = set()
    streams: dict[str, int] = {}
    while waiting:
        entry = waiting.pop()
        start = entry * 128
        if entry in seen or start + 128 > len(directory):
            continue
        seen.add(entry)
        length = min(64, max(0, _half_word(directory, start + 64) - 2))
        name = directory[start : start + length].decode("utf-16-le", errors="replace")
        streams[name] = _word(directory, start + 116)
        waiting += struct.unpack_from("<II", directory, start + 68)
    return streams


def _sectors(content: bytes, first: int) -> Iterator[bytes]:
    """Yield the sectors of a chain of a compound file."""
    size = _sector_size(content)
    table = _allocation(content, size)
    sector, seen = first, set[int]()
    while sector < _FREE and sector not in seen:
        seen.add(sector)
        yield content[(sector + 1) * size : (sector + 2) * size]
        sector = table[sector]


def _allocation(content: bytes, size: int) -> list[int]:
    """Return the table that gives each sector's next one.

    The header names the sectors of its first 109 parts, a chain of sectors those of the others.
    """
    parts = list(struct.unpack_from("<109I", content, 0x4C))
    more, seen = _word(content, 0x44), set[int]()
    while more < _FREE and more not in seen:
        seen.add(more)
        *found, more = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        parts += found
    table: list[int] = []
    for part in dict.fromkeys(part for part in parts if part < _FREE):
        table += struct.unpack_from(f"<{size // 4}I", content, (part + 1) * size)
    return table


def _sector_size(content: bytes) -> int:
    return 1 << min(12, max(9, _half_word(content, 0x1E)))


def _word(content: bytes, offset: int) -> int:
    return int.from_bytes(content[offset : offset + 4], "little")


def _half_word(content: bytes, offset: int) -> int:
    return int.from_bytes(content[offset : offset + 2], "little")

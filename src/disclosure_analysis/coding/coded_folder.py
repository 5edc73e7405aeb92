"""Folders of coded documents: lines of JSON, and the texts that they speak of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis.coding.coded import (
    APPROX,
    GROWTH,
    PERIODS,
    UNCLASSIFIED,
    CodedDocument,
    CodedFigure,
    coded_document,
    kind_of,
)
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.loaders import READERS, read_report
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.quantities import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from disclosure_analysis.report import Report

_WORDS = ("reporter", "body", "text", "file", "address")
_SHOWN = 10
"""How many faults are named at once."""


@dataclass(frozen=True, slots=True)
class CodedFolder:
    """The coded documents of a folder.

    Attributes:
        documents: Those that have a text, in order.
        without_text: The names of those that have none.
        unreadable: Why the texts of others cannot be read, a sentence each.
    """

    documents: tuple[CodedDocument, ...]
    without_text: tuple[str, ...]
    unreadable: tuple[str, ...]

    @property
    def vocabulary(self) -> frozenset[str]:
        """The indicators that occur in any coding of the folder."""
        return vocabulary_of(self.documents)


def vocabulary_of(documents: tuple[CodedDocument, ...]) -> frozenset[str]:
    """Return the indicators that occur in any coding of some documents."""
    return frozenset(
        name
        for document in documents
        for one in (*document.coded, *document.unplaced)
        for name in one.names
    )


def read_coded_folder(folder: Path | str) -> CodedFolder:
    """Read a folder of ``*.jsonl`` files, one coded document a line.

    A document's text is the line's ``text``, or the file that its ``file`` names, or a file that
    is named by the line's number (``7.txt``, ``007.html``); see docs/accuracy.md for the rest.

    Raises:
        InputError: There is no such folder or no line in it, or lines are wrong; they are named.
    """
    folder = Path(folder)
    lines = list(_lines(folder))
    numbered = _numbered(folder, len(lines))
    documents, without, unreadable = [], [], []
    problems: list[str] = []
    for name, number, line in lines:
        try:
            coded = list(_coded(line))
            report = _report(folder, numbered.get(number), line, name)
            if report is None:
                without.append(name)
            else:
                documents.append(_document(report, coded, line, name))
        except _WrongLineError as error:
            problems.append(f"{name}: {error}")
        except DisclosureError as error:
            unreadable.append(f"{name}: {error}")
    if problems:
        raise InputError(f"{folder} must be corrected: {'; '.join(problems[:_SHOWN])}.")
    return CodedFolder(tuple(documents), tuple(without), tuple(unreadable))


class _WrongLineError(Exception):
    """A clause that says what is wrong with a line."""


def _lines(folder: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield the name, the number and the content of each line of a folder's JSON files."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder: name one that holds coded documents (*.jsonl).")
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError(f"{folder} holds no *.jsonl file: put one coded document a line there.")
    number = 0
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{file} cannot be read as UTF-8 ({error}): save it anew.") from None
        for row, line in enumerate(lines, start=1):
            if line.strip():
                number += 1
                yield f"{file.name}, line {row}", number, _object(line, f"{file}, line {row}")


def _object(line: str, name: str) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except ValueError as error:
        raise InputError(f"{name} is no JSON ({error}): write one object a line.") from None
    if not isinstance(content, dict):
        raise InputError(f"{name} is no JSON object: write one object a line.")
    return content


def _numbered(folder: Path, lines: int) -> dict[int, Path]:
    """Return the documents of a folder that are named by a line's number, which begin with 1.

    Where there is a document 0 and none for the last line, they are counted from 0.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in READERS)
    found = {int(path.stem): path for path in files if re.fullmatch(r"[0-9]{1,9}", path.stem)}
    first = 0 if 0 in found and lines not in found else 1
    return {number + 1 - first: path for number, path in found.items()}


def _report(
    folder: Path, numbered: Path | None, line: Mapping[str, Any], name: str
) -> Report | None:
    for key in _WORDS:
        if not isinstance(line.get(key) or "", str):
            raise _WrongLineError(f"{key} is no text")
    if line.get("text"):
        return report_from_text(line["text"], source=line.get("address") or name)
    file = folder / line["file"] if line.get("file") else numbered
    return read_report(file) if file else None


def _document(
    report: Report, coded: list[CodedFigure], line: Mapping[str, Any], name: str
) -> CodedDocument:
    year = line.get("report_year") or line.get("year")
    if year is not None and not isinstance(year, int):
        raise _WrongLineError("report_year is no whole number")
    return coded_document(
        report,
        coded,
        name=name,
        reporter=line.get("reporter") or "",
        body=line.get("body") or "",
        year=year,
        coded_until=_until(line.get("coded_until"), report.text),
    )


def _until(said: object, text: str) -> int | None:
    """Return where the coded part ends: an offset, ``end``, or the words that it ends with."""
    if said is None or said == "":
        return None
    if said == "end":
        return len(text)
    if isinstance(said, int):
        return said
    words = plain_text(str(said))
    at = plain_text(text).rfind(words)
    if at < 0:
        raise _WrongLineError(f"coded_until “{said}” does not stand in the text")
    return at + len(words)


def _coded(line: Mapping[str, Any]) -> Iterator[CodedFigure]:
    for kind in ("figures", "growth", "zero_statements"):
        rows = line.get(kind)
        rows = [] if rows is None else rows
        if not isinstance(rows, list):
            raise _WrongLineError(f"{kind} is no list")
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                raise _WrongLineError(f"{kind} {number} is no object")
            try:
                yield _zero(row) if kind == "zero_statements" else _figure(row, kind == "growth")
            except _WrongLineError as error:
                raise _WrongLineError(f"{kind} {number}: {error}") from None


def _figure(row: Mapping[str, Any], growth: bool) -> CodedFigure:
    names = _names(row.get("indicator"))
    if growth:
        names = tuple(n if n.endswith(GROWTH) or n == UNCLASSIFIED else n + GROWTH for n in names)
    value, quote = _number(row, "value"), _word(row, "quote")
    approx, period = _word(row, "approx"), _word(row, "period")
    if approx and approx not in APPROX:
        raise _WrongLineError(f"approx “{approx}” is none of {', '.join(APPROX)}")
    if period and period not in PERIODS:
        raise _WrongLineError(f"period “{period}” is none of {', '.join(PERIODS)}")
    bounded = "lower" in row or "upper" in row
    scope = _word(row, "scope")
    kind = kind_of(names[0], value, quote)
    return CodedFigure(
        indicators=names,
        value=value,
        unit=_word(row, "unit"),
        quote=quote,
        kind="growth" if growth and kind == "figure" else kind,
        label=_word(row, "label"),
        approx="" if bounded else approx,
        bounds=(_number(row, "lower"), _number(row, "upper")) if bounded else None,
        period=period,
        year=row["year"] if isinstance(row.get("year"), int) else None,
        part=scope == "part" if scope else None,
    )


def _zero(row: Mapping[str, Any]) -> CodedFigure:
    return CodedFigure(
        indicators=_names(row.get("indicator")),
        value=0.0,
        unit="",
        quote=_word(row, "quote"),
        kind="zero",
    )


def _names(said: object) -> tuple[str, ...]:
    names = said if isinstance(said, list) else [said or UNCLASSIFIED]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise _WrongLineError("indicator is neither a name nor a list of names")
    return tuple(names)


def _word(row: Mapping[str, Any], key: str) -> str:
    said = row.get(key)
    if said is None:
        return ""
    if not isinstance(said, str):
        raise _WrongLineError(f"{key} is no text")
    return said.strip()


def _number(row: Mapping[str, Any], key: str) -> float | None:
    said = row.get(key)
    if said is None or said == "":
        return None
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise _WrongLineError(f"{key} is no number")
    return float(said)

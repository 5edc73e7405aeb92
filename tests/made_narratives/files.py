"""The files of the corpus: passages in cases/, whole reports in reports/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .marked_text import MarkedTextError, read_marked_text
from .slots import SlotError, fill
from .truth import Document, Item

FOLDER = Path(__file__).parent
ERAS = ("2008-2013", "2014-2018", "2019-2020", "2021-")
BODIES = ("government", "department", "township")
_FIRST_LINE = re.compile(r"@ (?P<phrasing>[\w-]+) (?P<sort>case|near-miss)(?P<keys>(?: .*)?)")
_KEY = re.compile(r"(?P<name>heading|year|body)=(?P<content>\S+)")
_YEAR_WRITTEN = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Case:
    """A short passage with the truth beside it, before its slots are filled.

    Attributes:
        source: File and line, for messages.
        phrasing: Number or slug of the construction.
        near_miss: Whether the construction's trap must not be sprung here.
        marked: The passage in marked text, with slots.
        heading: Title of the section it stands in; empty for any.
        year: The data year it is written for.
        any_year: Whether it can stand in a report on another year.
        body: Kind of body that reports; empty for any.
    """

    source: str
    phrasing: str
    near_miss: bool
    marked: str
    heading: str
    year: int
    any_year: bool
    body: str

    def written(self, random: Random, year: int | None = None) -> tuple[str, tuple[Item, ...]]:
        """Return the passage with its slots filled, and its items.

        Args:
            random: What the slots are drawn from.
            year: The report's data year; the case's own by default.
        """
        year = year or self.year
        try:
            return read_marked_text(
                fill(self.marked, random, year),
                year=year,
                phrasing=self.phrasing,
                near_miss=self.near_miss,
            )
        except (MarkedTextError, SlotError) as error:
            raise MarkedTextError(f"{self.source}: {error}") from error


def case_files() -> list[Path]:
    """Return the files of passages, by name."""
    return sorted((FOLDER / "cases").glob("*.txt"))


def report_files() -> list[Path]:
    """Return the files of whole reports, by name."""
    return sorted((FOLDER / "reports").glob("*.txt"))


def read_cases(path: Path) -> list[Case]:
    """Return the passages of a file."""
    return [_case(path.name, line, block) for line, block in _blocks(path)]


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    lines = [*path.read_text(encoding="utf-8").splitlines(), ""]
    for number, line in enumerate(lines, start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _case(name: str, line: int, block: list[str]) -> Case:
    source = f"{name}:{line}"
    first = _FIRST_LINE.fullmatch(block[0].strip())
    if not first:
        raise MarkedTextError(f"{source}: “{block[0]}” is not like “@ 17 case” or “@ 17 near-miss”")
    if len(block) == 1:
        raise MarkedTextError(f"{source}: no passage below the first line")
    keys = _keys(first["keys"], source)
    marked = "\n".join(block[1:])
    fixed = "year" in keys or bool(_YEAR_WRITTEN.search(marked))
    return Case(
        source=source,
        phrasing=first["phrasing"],
        near_miss=first["sort"] == "near-miss",
        marked=marked,
        heading=keys.get("heading", ""),
        year=int(keys.get("year", "2017")),
        any_year=not fixed,
        body=keys.get("body", ""),
    )


def _keys(written: str, source: str) -> dict[str, str]:
    keys = {}
    for word in written.split():
        key = _KEY.fullmatch(word)
        if not key:
            raise MarkedTextError(f"{source}: “{word}” is not heading=…, year=… or body=…")
        keys[key["name"]] = key["content"]
    if keys.get("body", "government") not in BODIES:
        raise MarkedTextError(f"{source}: body={keys['body']} is none of {', '.join(BODIES)}")
    if not keys.get("year", "2017").isdigit():
        raise MarkedTextError(f"{source}: year={keys['year']} is no year")
    return keys


def read_report(path: Path) -> Document:
    """Return a whole report written by hand."""
    head, _, marked = path.read_text(encoding="utf-8").lstrip().partition("\n\n")
    keys = _header(head, path.name)
    year = int(keys["year"])
    try:
        text, items = read_marked_text(marked, year=year)
    except MarkedTextError as error:
        line = _line_of_error(marked.split("\n"), year) + head.count("\n") + 2
        raise MarkedTextError(f"{path.name}:{line}: {error}") from error
    return Document(
        name=path.name,
        text=text,
        reporter=keys["reporter"],
        year=year,
        body=keys["body"],
        era=keys["era"],
        items=items,
    )


def _line_of_error(lines: list[str], year: int) -> int:
    """Return the number of the first line that cannot be read by itself."""
    for number, line in enumerate(lines, start=1):
        try:
            read_marked_text(line, year=year)
        except MarkedTextError:
            return number
    return 1


def _header(head: str, name: str) -> dict[str, str]:
    keys = {}
    for line in re.findall(r"(\w+)\s*[:：]\s*(\S+)", head):
        keys[line[0]] = line[1]
    for wanted in ("reporter", "year", "body", "era"):
        if wanted not in keys:
            raise MarkedTextError(f"{name}: the header lacks “{wanted}:”")
    if keys["era"] not in ERAS or keys["body"] not in BODIES or not keys["year"].isdigit():
        raise MarkedTextError(f"{name}: the header's year, body or era is none that is known")
    return keys


def era_of(year: int) -> str:
    """Return the era of a data year."""
    return ERAS[(year >= 2014) + (year >= 2019) + (year >= 2021)]

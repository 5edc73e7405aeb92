"""A random sample of documents, to be coded by people who do not see what extraction found."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from disclosure_analysis.batches import tried
from disclosure_analysis.coding.coded import UNKNOWN, era_of
from disclosure_analysis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from disclosure_analysis.documents import Documents

STRATA = ("era", "body")
REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Drawable:
    """A document that can be drawn.

    Attributes:
        file: How a sheet names its file.
        path: Where it is.
        sha256: Of its bytes.
        reporter: The body that reports, where known.
        title: Its title.
        address: Where it was published.
        year: The data year, None where not known.
        body: The kind of body.
    """

    file: str
    path: Path
    sha256: str
    reporter: str = ""
    title: str = ""
    address: str = ""
    year: int | None = None
    body: str = UNKNOWN

    def stratum(self, by: Sequence[str]) -> tuple[str, ...]:
        """Return the part of all documents that it belongs to."""
        known = {"era": era_of(self.year), "body": self.body}
        return tuple(known[name] for name in by)


def drawable(
    paths: Sequence[str], root: Path | str | None, failed: list[str]
) -> Iterator[Drawable]:
    """Yield the documents that can be drawn, each once; an annex of a report is none.

    Args:
        paths: Files and folders; none, or ``registered``, for the registered documents.
        root: The project's folder; found from the current folder upwards if None.
        failed: Why documents cannot be read is added here, a sentence each.
    """
    if not paths or tuple(paths) == (REGISTERED,):
        found = _registered(root)
    else:
        found = _loose(paths, failed)
    seen: set[str] = set()
    for one in found:
        if one.sha256 not in seen:
            seen.add(one.sha256)
            yield one


def _registered(root: Path | str | None) -> Iterator[Drawable]:
    from disclosure_analysis.project import find_root
    from disclosure_analysis.registry import RAW, read_registry

    for row in read_registry(find_root(root)):
        if not row.is_annex:
            yield Drawable(
                file=(RAW / row.file).as_posix(),
                path=row.path,
                sha256=row.sha256,
                reporter=row.reporter,
                title=row.title,
                address=row.address,
                year=row.report_year,
                body=row.body,
            )


def _loose(paths: Sequence[str], failed: list[str]) -> Iterator[Drawable]:
    from disclosure_analysis.documents import Documents

    for given in paths:
        if not Path(given).exists():
            raise InputError(f"{given}: there is no such file or folder; check the path.")
    documents = Documents(paths)
    for path in documents.paths:
        if path.is_dir():
            continue
        one = tried(lambda p: _loose_one(documents, p), path, failed)
        if one is not None:
            yield one


def _loose_one(documents: Documents, path: Path) -> Drawable | None:
    """Return a document that is not registered, None for an annex of another one."""
    report = documents.read(path)
    if documents.report_of(path) is not None:
        return None
    return Drawable(
        file=_shown(path),
        path=path,
        sha256=sha256(path.read_bytes()),
        reporter=report.reporter,
        title=report.title.value if report.title else "",
        year=report.year.value if report.year else None,
        body=report.body or UNKNOWN,
    )


def _shown(path: Path) -> str:
    """Return a path as seen from the current folder where it lies below it."""
    full, here = path.absolute(), Path.cwd()
    return full.relative_to(here).as_posix() if full.is_relative_to(here) else os.fspath(full)


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def draw(
    documents: Iterable[Drawable], size: int, seed: int, by: Sequence[str] = ()
) -> list[Drawable]:
    """Return a random sample; the same documents and seed give the same one, in the same order.

    Args:
        documents: All that can be drawn, in any order.
        size: How many to draw.
        seed: The seed of the random numbers.
        by: ``era`` or ``body``, or both: as many from each stratum, as far as it has them.

    Raises:
        InputError: There are fewer documents than asked for.
    """
    population = sorted(documents, key=lambda one: one.sha256)
    if not 1 <= size <= len(population):
        there = (
            "is 1 readable document"
            if len(population) == 1
            else (f"are {len(population)} readable documents")
        )
        raise InputError(
            f"A sample of {size} cannot be drawn, as there {there}: give a smaller --size, or name "
            "more documents."
        )
    random = Random(seed)
    random.shuffle(population)
    strata: dict[tuple[str, ...], list[Drawable]] = defaultdict(list)
    for one in population:
        strata[one.stratum(by)].append(one)
    order = sorted(strata)
    random.shuffle(order)
    drawn: list[Drawable] = []
    while len(drawn) < size:
        for name in order:
            if strata[name] and len(drawn) < size:
                drawn.append(strata[name].pop())
    return drawn


def sample_sheets(
    paths: Sequence[str],
    output: Path,
    *,
    size: int,
    seed: int,
    by: Sequence[str],
    coders: int,
    root: Path | str | None,
    failed: list[str],
) -> dict[str, bytes]:
    """Return the sheets of a new sample and their instructions, by the names of their files.

    Args:
        paths: Where documents are drawn from (see ``drawable``).
        output: The first coder's sheet; others stand beside it.
        size: How many documents to draw.
        seed: The seed of the draw.
        by: The strata (see ``draw``).
        coders: How many sheets to write.
        root: The project's folder.
        failed: Why documents cannot be read is added here, a sentence each.

    Raises:
        InputError: A file would be overwritten, or there are too few documents.
    """
    from disclosure_analysis.coding.coding_sheets import empty_sheet, instructions

    names = [output.name] + [
        f"{output.stem}-{coder}{output.suffix}" for coder in range(2, coders + 1)
    ]
    guide = f"{output.stem}-instructions.txt"
    for name in (*names, guide):
        if (output.parent / name).exists():
            raise InputError(
                f"{output.parent / name} is there already and may be filled: name another file "
                "with --output."
            )
    drawn = draw(drawable(paths, root, failed), size, seed, by)
    files = {name: empty_sheet(drawn, seed, coder) for coder, name in enumerate(names, start=1)}
    return files | {guide: instructions(size, seed, by)}

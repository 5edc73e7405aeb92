"""What tells whether the dataset is up to date: the hashes that its descriptor holds.

``datapackage.json`` has the hash of each table and of each file that the tables were made from.
The registry stands for the documents, as it has the hash of each.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis.coded_figures import CODED_FIGURES
from disclosure_analysis.corrections import CORRECTIONS
from disclosure_analysis.dataset.fields import table_names
from disclosure_analysis.errors import InputError
from disclosure_analysis.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROCESSED = Path("data/processed")
DESCRIPTOR = "datapackage.json"
_SOURCES = {
    str(REGISTRY): "Annual reports as published, each with its address",
    str(CODED_FIGURES): "Figures coded by hand, each with its address",
    str(CORRECTIONS): "Corrections, each with its reason",
}
"""The files that tables are made from, and what they hold."""


def fingerprint(content: bytes) -> dict[str, Any]:
    """Return size and hash of a file as a data package has them: ``bytes`` and ``hash``."""
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def source_hashes(root: Path) -> dict[str, str]:
    """Return the hash of each file that tables are made from, empty for one that is not there."""
    paths = {name: root / name for name in _SOURCES}
    return {
        name: fingerprint(path.read_bytes())["hash"] if path.is_file() else ""
        for name, path in paths.items()
    }


def told_sources(hashes: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the sources of the dataset as its descriptor has them."""
    return [
        {"title": f"{held}: {name}", "file": name, "hash": hashes[name]}
        for name, held in _SOURCES.items()
    ]


def read_files(root: Path) -> dict[str, bytes]:
    """Return the descriptor and the CSV files of the dataset by name.

    Raises:
        InputError: One of them is not there or cannot be read.
    """
    names = (DESCRIPTOR, *(f"{name}.csv" for name in table_names()))
    return {name: _content(root, PROCESSED / name) for name in names}


def check_hashes(root: Path, files: Mapping[str, bytes]) -> None:
    """Check that tables are as they were written and their sources as they were then.

    Args:
        root: The project's folder.
        files: Descriptor and tables (see ``read_files``).

    Raises:
        InputError: They are not; all files that differ are named.
    """
    try:
        changed = [str(PROCESSED / name) for name in _changed(json.loads(files[DESCRIPTOR]), files)]
        told = {one["file"]: one["hash"] for one in json.loads(files[DESCRIPTOR])["sources"]}
    except (ValueError, KeyError, TypeError):
        changed, told = [str(PROCESSED / DESCRIPTOR)], {}
    if changed:
        raise InputError(f"{_listed(changed)} not as make data wrote it: run make data.")
    outdated = [name for name, found in source_hashes(root).items() if told.get(name) != found]
    if outdated:
        raise InputError(f"{_listed(outdated)} not what {PROCESSED} was made from: run make data.")


def _changed(package: Any, files: Mapping[str, bytes]) -> Iterator[str]:
    told = {one["path"]: one for one in package["resources"]}
    for name in (name for name in files if name != DESCRIPTOR):
        expected = {key: told[name][key] for key in ("bytes", "hash")}
        if fingerprint(files[name]) != expected:
            yield name


def _listed(names: list[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _content(root: Path, path: Path) -> bytes:
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} is not there: run make data.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): run make data.") from None

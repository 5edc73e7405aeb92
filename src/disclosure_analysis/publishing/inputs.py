"""What a published report was made of, and whether it still is."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from disclosure_analysis.registry import Registered

DISTRIBUTION = "disclosure-analysis"
LOCK = "requirements.lock"
PACKAGE = Path(__file__).parents[1]


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def inputs_of(
    root: Path,
    parameters: Mapping[str, int | str],
    notebook: Path,
    *,
    documents: Iterable[Registered] = (),
    data: Iterable[Path] = (),
) -> dict[str, Any]:
    """Return what a publication depends on, as ``inputs.json`` holds it.

    Its keys: ``documents`` (file, SHA-256 and address of each), ``data`` (file and SHA-256 of
    each table that is read, left out where there is none), ``parameters``, ``lock`` (SHA-256),
    ``source`` (SHA-256 of the package's files), ``notebook`` (name and SHA-256), ``version``,
    ``python`` (its minor version) and ``platform``.

    Raises:
        InputError: The lock, the notebook or a table cannot be read.
    """
    tables = [
        {"file": path.relative_to(root).as_posix(), "sha256": sha256(_read(path))} for path in data
    ]
    return {
        "documents": [
            {"file": row.file, "sha256": row.sha256, "address": row.address} for row in documents
        ],
        **({"data": tables} if tables else {}),
        "parameters": dict(parameters),
        "lock": sha256(_read(root / LOCK)),
        "source": _hash_of_package(),
        "notebook": {"file": notebook.name, "sha256": sha256(_read(notebook))},
        "version": version(DISTRIBUTION),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "platform": f"{sys.platform}-{platform.machine()}",
    }


def manifest_of(inputs: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return ``manifest.json``: the inputs, and the SHA-256 of each output."""
    return {
        **inputs,
        "outputs": {name: sha256(content) for name, content in sorted(files.items())},
    }


def is_up_to_date(folder: Path, inputs: Mapping[str, Any]) -> bool:
    """Tell whether a folder holds the report that the inputs would give, unharmed.

    How the user wrote the district plays no part: the folder stands for it.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        outputs = manifest.pop("outputs")
        intact = all(sha256((folder / n).read_bytes()) == h for n, h in outputs.items())
    except (OSError, ValueError, LookupError, AttributeError, TypeError):
        return False
    return intact and _without_spelling(manifest) == _without_spelling(inputs)


def _without_spelling(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != "parameters"}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): restore it.") from None


def _hash_of_package() -> str:
    """Return one hash for all files of the package: code, tables and templates."""
    total = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()

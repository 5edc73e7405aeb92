"""Where results may be written: never over an input, nor over what is none of our tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure_analysis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_place(path: Path, begins: Iterable[bytes], inputs: Iterable[Path] = ()) -> None:
    """Refuse a place whose file would be lost; an older table of ours may be written anew.

    Args:
        path: Where a table is to go.
        begins: What our tables begin with.
        inputs: The files that it is made from.

    Raises:
        InputError: Something else is there.
    """
    if not path.exists():
        return
    if path.is_dir():
        raise InputError(f"{path} is a folder: name a file.")
    if any(one.exists() and path.samefile(one) for one in inputs):
        raise InputError(f"{path} is one of the filled sheets: name another file with --output.")
    if not _begins(path, begins):
        raise InputError(f"{path} is there already and is no table of results: name another file.")


def _begins(path: Path, begins: Iterable[bytes]) -> bool:
    """Tell whether a file begins with one of some words; an empty one loses nothing."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return not content or content.startswith(tuple(begins))

"""The project's folder: where documents, notebooks and reports are."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from disclosure_analysis.errors import InputError

ROOT_VARIABLE = "DISCLOSURE_ROOT"
MARKERS = ("notebooks", "data/raw")


def is_project(folder: Path) -> bool:
    """Tell whether a folder is a project: it holds ``notebooks`` and ``data/raw``."""
    return all((folder / marker).is_dir() for marker in MARKERS)


def find_root(root: Path | str | None = None, *, start: Path | None = None) -> Path:
    """Return the project's folder.

    Args:
        root: The folder, where it is given; else ``DISCLOSURE_ROOT``, else the nearest project
            folder from ``start`` upwards.
        start: Where the search begins; the current folder if not given.

    Raises:
        InputError: The folder given is no project, or none is found.
    """
    given = root or os.environ.get(ROOT_VARIABLE)
    if given:
        return _given_root(Path(given))
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if is_project(folder):
            return folder
    raise InputError(
        f"No project found in {start} or above it: go to the project's folder, or name it with "
        f"--root or {ROOT_VARIABLE}."
    )


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one run at a time change a folder's files; others wait until it has done so.

    The folder itself is locked: a file for the lock alone would lie about.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems know no locks; the work must not be impossible there.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _given_root(folder: Path) -> Path:
    if not is_project(folder):
        raise InputError(
            f"{folder} is no project folder, as it lacks {' or '.join(MARKERS)}: correct --root "
            f"or {ROOT_VARIABLE}."
        )
    return folder.resolve()

"""Files that readers get: their bytes, and how they are put in place all at once."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis.errors import DisclosureError
from disclosure_analysis.project import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

LARGEST_EXACT = 1e15


def csv_bytes(frame: pd.DataFrame, *, byte_order_mark: bool = True, header: bool = True) -> bytes:
    """Return a frame as CSV in UTF-8 with LF line ends; whole numbers have no ``.0``.

    Args:
        frame: The table; its index is left out.
        byte_order_mark: Begin with the mark that spreadsheet programs need.
        header: Begin with a line of column names.
    """
    plain = frame.copy()
    for name in plain.columns[[dtype.kind == "f" for dtype in plain.dtypes]]:
        plain[name] = plain[name].map(_number, na_action="ignore").astype(object)
    text = plain.to_csv(index=False, header=header, lineterminator="\n")
    return text.encode("utf-8-sig" if byte_order_mark else "utf-8")


def json_bytes(value: object) -> bytes:
    """Return a value as readable JSON in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def json_lines(frame: pd.DataFrame) -> bytes:
    """Return a frame as JSON lines in UTF-8, one object a row; absent values are ``null``."""
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    lines = [
        json.dumps({str(k): _plain(v) for k, v in record.items()}, ensure_ascii=False) + "\n"
        for record in records
    ]
    return "".join(lines).encode()


def check_writable(folder: Path) -> None:
    """Make a folder and try it, before the work that fills it begins.

    Raises:
        DisclosureError: Nothing can be written there.
    """
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()


def place_files(
    folder: Path, files: Mapping[str, bytes], *, last: str = "", remove: tuple[str, ...] = ()
) -> list[Path]:
    """Write files into a folder so that readers never meet a half-written one.

    All are written beside the folder first; only then each takes its place, in one step.

    Args:
        folder: Where the files go; made if it is not there.
        files: Their names and contents.
        last: The file that takes its place after all others, so that it vouches for them.
        remove: Files that the new ones make obsolete.

    Returns:
        The files' paths.

    Raises:
        DisclosureError: The folder cannot be written; files of before are as they were.
    """
    names = sorted(files, key=lambda name: (name == last, name))
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
        try:
            for name in names:
                (staging / name).write_bytes(files[name])
            with one_at_a_time(folder):
                for name in names:
                    (staging / name).replace(folder / name)
                for name in remove:
                    (folder / name).unlink(missing_ok=True)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return [folder / name for name in names]


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DisclosureError(
            f"{folder} cannot be written ({error.strerror}): make it a folder that you may write "
            "to, with room on its disk."
        ) from None


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < LARGEST_EXACT:
        return str(int(value))
    return repr(float(value))


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        return int(value)
    return value

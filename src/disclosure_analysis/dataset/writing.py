"""The files of the dataset: its tables, their descriptor and the data dictionary."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.dataset.dictionary import dictionary
from disclosure_analysis.dataset.fields import fields_of
from disclosure_analysis.dataset.hashes import DESCRIPTOR, PROCESSED, source_hashes
from disclosure_analysis.dataset.package import descriptor
from disclosure_analysis.outputs import check_writable, csv_bytes, json_bytes, place_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

    from disclosure_analysis.registry import Registered

DICTIONARY = Path("docs/data-dictionary.md")


def write_dataset(
    root: Path, track: Callable[[Sequence[Registered]], Iterable[Registered]] | None = None
) -> list[Path]:
    """Build ``data/processed`` anew from all registered documents and coded figures.

    The same inputs give the same bytes. Nothing is written unless everything could be made.

    Args:
        root: The project's folder.
        track: Given the rows of the registry, yields them one by one, and may show how far it is.

    Returns:
        The paths of the files.

    Raises:
        InputError: The registry, the coded figures or documents are wrong; all are named.
        DisclosureError: The tables break their own rules, or the files cannot be written.
    """
    from disclosure_analysis.dataset.gathering import gather, untracked
    from disclosure_analysis.dataset.schemas import check_dataset

    check_writable(root / PROCESSED)
    # Taken first: what is edited during the work makes the dataset out of date.
    sources = source_hashes(root)
    frames = gather(root, track or untracked)
    check_dataset(frames)
    placed = place_files(root / DICTIONARY.parent, {DICTIONARY.name: dictionary().encode()})
    files = dataset_files(frames, sources)
    return [*place_files(root / PROCESSED, files, last=DESCRIPTOR), *placed]


def dataset_files(
    frames: Mapping[str, pd.DataFrame], sources: Mapping[str, str]
) -> dict[str, bytes]:
    """Return the files of the dataset by name: its tables as CSV and Parquet, and the descriptor.

    Args:
        frames: The tables by name, in the types of their fields.
        sources: What they were made from (see ``hashes.source_hashes``).
    """
    tables = {f"{name}.csv": csv_bytes(frame) for name, frame in frames.items()}
    parquet = {f"{name}.parquet": parquet_bytes(frame, name) for name, frame in frames.items()}
    return {**tables, **parquet, DESCRIPTOR: json_bytes(descriptor(tables, sources))}


def parquet_bytes(frame: pd.DataFrame, name: str) -> bytes:
    """Return a table as Parquet in the types of its fields, with nothing of how it was made."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, schema=_arrow_schema(name), preserve_index=False)
    content = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), content, compression="zstd")
    return content.getvalue()


def _arrow_schema(name: str) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
    }
    return pa.schema([(field.name, kinds[field.type]) for field in fields_of(name)])

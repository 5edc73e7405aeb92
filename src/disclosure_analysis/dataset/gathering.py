"""From registered documents and coded figures to the tables of the dataset."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from disclosure_analysis.analysis import Analysis, analyse_registered
from disclosure_analysis.batches import DEBUG_VARIABLE, unexpected
from disclosure_analysis.coded_figures import (
    CODED_FIGURES,
    REPORT_KEY,
    coded_observations,
    coded_reports,
    read_coded_rows,
)
from disclosure_analysis.corrections import CORRECTIONS, apply_corrections, read_corrections
from disclosure_analysis.dataset.fields import KEY, columns_of, table_names, typed
from disclosure_analysis.dataset.report_rows import (
    coded_row,
    document_key,
    document_row,
)
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.places import PlaceError
from disclosure_analysis.registry import RAW, Registered, read_registry

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from disclosure_analysis.corrections import Correction

Frames = dict[str, "pd.DataFrame"]
Row = dict[str, object]
Track = Callable[[Sequence[Registered]], Iterable[Registered]]

_ORDER = ("place_code", "report_year", "reporter", "scope")


def untracked(rows: Sequence[Registered]) -> Iterable[Registered]:
    """Show no progress."""
    return rows


def gather(root: Path, track: Track = untracked) -> Frames:
    """Return the tables of all registered documents and of all coded figures, by name.

    Reports stand in the order of place code, data year, reporter and scope; a document before
    what was coded of the same report; rows of one report in the order of its text.

    Args:
        root: The project's folder.
        track: Given the rows of the registry, yields them one by one, and may show how far it is.

    Raises:
        InputError: The registry, the coded figures, corrections or documents are wrong; all
            documents are tried, and all that cannot be read are named.
        DisclosureError: A document met a fault of the program.
    """
    coded = read_coded_rows(root / CODED_FIGURES)
    registry = read_registry(root)
    corrections = read_corrections(root, registry)
    by_hand, applied = apply_corrections(coded_observations(coded), corrections)
    parts: dict[str, list[pd.DataFrame]] = defaultdict(list)
    reports: list[Row] = []
    for row, tables in _documents(registry, corrections, track):
        reports.append(row)
        for name, frame in tables.items():
            parts[name].append(frame)
    count = Counter(tuple(row[name] for name in REPORT_KEY) for row in coded)
    reports += [
        coded_row(row, count[tuple(row[name] for name in REPORT_KEY)])
        for row in coded_reports(coded)
    ]
    parts["observations"].append(by_hand)
    parts["corrections"].append(_with_report(applied, by_hand))
    parts["reports"].append(_of_texts("reports", reports))
    return {name: _in_order(_joined(name, parts[name])) for name in table_names()}


def _documents(
    registry: Sequence[Registered], corrections: Sequence[Correction], track: Track
) -> Iterable[tuple[Row, Frames]]:
    """Yield what each document adds to the tables, its row of reports apart.

    Once all were tried, it is told which could not be read.
    """
    failed: list[str] = []
    kind: type[DisclosureError] = InputError
    for row in track([row for row in registry if not row.is_annex]):
        try:
            analysis = analyse_registered(row, registry, corrections=corrections)
            added = document_row(analysis), _tables(analysis)
        except (InputError, PlaceError) as error:
            failed.append(_named(row, str(error)))
        except Exception as error:
            if os.environ.get(DEBUG_VARIABLE):
                raise
            told = str(error) if isinstance(error, DisclosureError) else unexpected(error)
            failed.append(_named(row, told))
            kind = DisclosureError
        else:
            yield added
    if failed:
        lines = dict.fromkeys(line for sentences in failed for line in sentences.splitlines())
        raise kind("\n".join([*lines, "No table was written: mend this first."]))


def _named(row: Registered, sentence: str) -> str:
    name = str(RAW / row.file)
    # A correction that does not fit may be of another document, that of the year before.
    named = name in sentence or sentence.startswith(str(CORRECTIONS))
    said = sentence if named else f"{name}: {sentence}"
    return f"{said.rstrip('.')}."


def _tables(analysis: Analysis) -> Frames:
    """Return what a document adds to each table but that of reports."""
    key = document_key(analysis)
    return {
        "observations": analysis.observations,
        "metrics": _with_key(analysis.metrics, key),
        "checks": _with_key(analysis.checks, key),
        "practices": _with_key(_practices(analysis), key),
        "corrections": _with_report(analysis.corrections, analysis.observations),
    }


def _with_report(applied: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return applied corrections under the keys of the reports whose figures they changed."""
    import pandas as pd

    own = observations.set_index("id").loc[applied["observation_id"], list(KEY)]
    told = applied.drop(columns=[name for name in KEY if name in applied])
    return pd.concat([own.reset_index(drop=True), told], axis=1)[columns_of("corrections")]


def _practices(analysis: Analysis) -> pd.DataFrame:
    from disclosure_analysis.extraction.practices import extract_practices

    return extract_practices(analysis.report).assign(source=analysis.registered.file)


def _with_key(frame: pd.DataFrame, key: Row) -> pd.DataFrame:
    import pandas as pd

    first = pd.DataFrame({name: [value] * len(frame) for name, value in key.items()})
    return pd.concat([first, frame.reset_index(drop=True)], axis=1)


def _of_texts(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows as a frame in the types of the table's fields; what a row lacks is empty."""
    import pandas as pd

    columns = columns_of(name)
    cells = [[str(row.get(column, "")) for column in columns] for row in rows]
    return typed(pd.DataFrame(cells, columns=columns, dtype="str"), name)


def _joined(name: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return _of_texts(name, [])
    return pd.concat(filled, ignore_index=True).astype(_of_texts(name, []).dtypes.to_dict())


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order of reports; those of one report keep theirs, documents first."""
    return frame.sort_values(list(_ORDER), kind="stable", ignore_index=True)

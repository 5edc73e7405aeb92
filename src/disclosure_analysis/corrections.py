"""Declared corrections: figures that a document or a coding gives wrongly, and what they are.

``data/corrections.csv`` has one row a correction. A source is never edited: the row names the
figure as extraction or coding gives it, and what to take instead, with a reason and an address.
Once the figure is no longer given so, because the source was mended or is read otherwise, the
correction fails, so that none outlives its reason.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis.errors import InputError
from disclosure_analysis.forms import FORMS, applicants, form_cells
from disclosure_analysis.observations import COLUMNS as OBSERVATION_COLUMNS
from disclosure_analysis.observations import observations_frame
from disclosure_analysis.parameters import quoted
from disclosure_analysis.registry import cell_problem, read_registry
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.registry import Registered

CORRECTIONS = Path("data/corrections.csv")
CODED_FIGURES = Path("data/coded_figures.csv")
COLUMNS = (
    *("place_code", "reporter", "report_year", "source", "indicator", "applicant", "cell", "year"),
    *("quote", "expected", "value", "lower", "upper", "reason", "address", "by"),
)
"""Columns of the file, in order; docs/corrections.md describes each."""

REPORT_KEY = ("place_code", "reporter", "report_year", "source")
FIGURE_KEY = (*REPORT_KEY, "indicator", "applicant", "cell", "year", "quote")
"""What names a figure; with ``expected`` it must name one observation and no other."""

APPLIED_COLUMNS = (
    *COLUMNS,
    *("form", "label", "unit", "expected_lower", "expected_upper", "replaced_id", "observation_id"),
)
"""Columns of the corrections that were applied."""

_NUMBERS = ("expected", "value", "lower", "upper", "expected_lower", "expected_upper")
_INTEGERS = ("report_year", "year")
_CHANGED = ("value", "lower", "upper", "basis", "missing", "id")
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_MOST_FOUND = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of ``data/corrections.csv``.

    Attributes:
        row: Its line in the file.
        cells: What stands in it, by column, as text.
    """

    row: int
    cells: Mapping[str, str]

    @property
    def source(self) -> str:
        """The registered file, or the address of a coded report."""
        return self.cells["source"]

    @property
    def figure(self) -> tuple[str, ...]:
        """What names the figure."""
        return tuple(self.cells[name] for name in FIGURE_KEY)

    @property
    def report(self) -> tuple[str, ...]:
        """What names the report: place code, reporter, data year and source."""
        return tuple(self.cells[name] for name in REPORT_KEY)

    def number(self, column: str) -> float:
        """Return a number; NaN where the cell is empty."""
        return float(self.cells[column] or math.nan)


def read_corrections(
    root: Path, registry: Sequence[Registered] | None = None
) -> tuple[Correction, ...]:
    """Return the corrections that a project declares, in the order of the file.

    Args:
        root: The project's folder; a project without ``data/corrections.csv`` declares none.
        registry: Its registered documents, where they are read already.

    Raises:
        InputError: The file cannot be read, or rows of it are wrong; all problems are named, by
            row and column.
    """
    found = [Correction(number, cells) for number, cells in _read_rows(root / CORRECTIONS)]
    problems = [f"row {one.row}: {said}" for one in found for said in _problems(one.cells)]
    if found and not problems:
        known = _known_reports(root, registry)
        problems = [*_repeated(found), *_unknown_reports(found, known)]
    if problems:
        raise InputError(f"{CORRECTIONS} must be corrected: {'; '.join(problems)}.")
    return tuple(found)


def corrections_of(
    corrections: Iterable[Correction], documents: Iterable[Registered]
) -> tuple[Correction, ...]:
    """Return the corrections of registered documents: of a report and its annexes."""
    reports = {(d.place_code, d.reporter, str(d.report_year), d.file) for d in documents}
    return tuple(one for one in corrections if one.report in reports)


def corrections_files(
    root: Path, documents: Iterable[Registered], registry: Sequence[Registered]
) -> list[Path]:
    """Return the file of corrections where any of it is of these documents, else nothing.

    Raises:
        InputError: The file cannot be read, or rows of it are wrong.
    """
    own = corrections_of(read_corrections(root, registry), documents)
    return [root / CORRECTIONS] if own else []


def apply_corrections(
    observations: pd.DataFrame,
    corrections: Iterable[Correction],
    *,
    sources: Collection[str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return observations with declared corrections, and the corrections that were applied.

    A correction holds for the one observation that agrees with it in the columns of
    ``FIGURE_KEY`` and whose value is the one expected. That row gets value and bounds of the
    correction, the basis ``derived``, no ``missing``, and the id of its new content; quote and
    offsets still show what is printed. Rows keep their order; the frame given is not changed.

    Args:
        observations: Observations of documents or of coded reports, columns of
            ``observations.COLUMNS``.
        corrections: Declared corrections (see ``read_corrections``).
        sources: The files or addresses in hand; those of the observations if None. Corrections
            of other sources are left out.

    Returns:
        The observations, and a frame with the columns of ``APPLIED_COLUMNS`` (one row an applied
        correction: its cells, form, label and unit of the figure, the bounds that it had, its id
        before and after), in the order of the file.

    Raises:
        InputError: Corrections of sources in hand match no row or several; each is named with
            what it expected and what was found.
    """
    at_hand = set(observations["source"]) if sources is None else set(sources)
    tried = [one for one in corrections if one.source in at_hand]
    if not tried:
        return observations, no_corrections()
    matches = [(one, _matching(observations, one)) for one in tried]
    failed = [_failure(observations, one, rows) for one, rows in matches if len(rows) != 1]
    if failed:
        raise InputError("\n".join(failed))
    corrected, applied = observations.copy(), []
    for one, rows in matches:
        before = {str(name): cell for name, cell in observations.iloc[rows[0]].items()}
        after = _corrected(one, before)
        for name in _CHANGED:
            corrected.iloc[rows[0], list(corrected.columns).index(name)] = after[name]
        applied.append(_applied(one, before, str(after["id"])))
    return corrected, _applied_frame(applied)


def no_corrections() -> pd.DataFrame:
    """Return the table of applied corrections without a row."""
    return _applied_frame([])


def _matching(observations: pd.DataFrame, one: Correction) -> list[int]:
    """Return the positions of the rows that a correction speaks of."""
    import numpy as np

    same = _alike(observations, one, FIGURE_KEY)
    value, expected = observations["value"], one.number("expected")
    same &= value.isna() if math.isnan(expected) else np.isclose(value, expected, rtol=1e-12)
    return [int(position) for position in np.flatnonzero(same)]


def _alike(observations: pd.DataFrame, one: Correction, columns: Iterable[str]) -> pd.Series:
    import pandas as pd

    same = pd.Series(True, index=observations.index)
    for name in columns:
        wanted = int(one.cells[name]) if name in _INTEGERS else one.cells[name]
        same &= (observations[name] == wanted).fillna(False).astype("bool")
    return same


def _failure(observations: pd.DataFrame, one: Correction, rows: Sequence[int]) -> str:
    cells = one.cells
    column = f", column {cells['applicant']}" if cells["applicant"] else ""
    place = f", cell {cells['cell']}{column}" if cells["cell"] else ""
    wanted = (
        f"{cells['expected'] or 'no number'} in {quoted(cells['quote'])} "
        f"({cells['indicator']}, {cells['year']}{place})"
    )
    return (
        f"{CORRECTIONS}, row {one.row}: {one.source} should give {wanted} once, but "
        f"{_found(observations, one, rows)}: {_remedy(rows)}."
    )


def _found(observations: pd.DataFrame, one: Correction, rows: Sequence[int]) -> str:
    """Return what was found in place of the figure: the nearest that the source gives."""
    if rows:
        return f"gives it {len(rows)} times"
    for columns in ((*REPORT_KEY, "cell", "applicant", "year", "indicator"), (*REPORT_KEY, "year")):
        near = observations[_alike(observations, one, columns)]
        near = near[
            (near["indicator"] == one.cells["indicator"]) | (near["quote"] == one.cells["quote"])
        ]
        if len(near):
            shown = [_shown(row) for row in near.head(_MOST_FOUND).to_dict("records")]
            return f"gives {', '.join(shown)}{' and others' * (len(near) > _MOST_FOUND)}"
    return "gives nothing of the kind"


def _shown(row: Mapping[Any, Any]) -> str:
    value = "no number" if row["value"] != row["value"] else f"{row['value']:.15g}"
    return f"{value} in {quoted(str(row['quote']))} ({row['indicator']})"


def _remedy(rows: Sequence[int]) -> str:
    if rows:
        return "tell them apart by applicant, cell, year or quote, or remove the row"
    return "correct the row, or remove it if the source was mended or is read otherwise now"


def _corrected(one: Correction, before: Mapping[str, Any]) -> dict[str, Any]:
    import pandas as pd

    changed = {name: one.number(name) for name in ("value", "lower", "upper")}
    row = {**before, **changed, "basis": "derived", "missing": ""}
    kept = {name: row[name] for name in OBSERVATION_COLUMNS if name != "id"}
    # NaN and NA stand for an absent number, which a row of texts leaves empty.
    texts = {name: "" if pd.isna(cell) else cell for name, cell in kept.items()}
    return row | {"id": observations_frame([texts])["id"].iloc[0]}


def _applied(one: Correction, before: Mapping[str, Any], new_id: str) -> dict[str, Any]:
    return {
        **{name: one.number(name) if name in _NUMBERS else one.cells[name] for name in COLUMNS},
        **{name: before[name] for name in ("form", "label", "unit")},
        "expected_lower": before["lower"],
        "expected_upper": before["upper"],
        "replaced_id": before["id"],
        "observation_id": new_id,
    }


def _applied_frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    import pandas as pd

    types = dict.fromkeys(APPLIED_COLUMNS, "str")
    types |= dict.fromkeys(_NUMBERS, "float64") | dict.fromkeys(_INTEGERS, "int64")
    return pd.DataFrame(rows, columns=list(APPLIED_COLUMNS)).astype(types)


def _read_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            if tuple(next(reader, [])) != COLUMNS:
                raise InputError(f"{CORRECTIONS} must have the columns {', '.join(COLUMNS)}.")
            return [(reader.line_num, _named(cells)) for cells in reader if any(cells)]
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{CORRECTIONS} cannot be read as a CSV file in UTF-8: {error}.") from None


def _named(cells: Sequence[str]) -> dict[str, str]:
    if len(cells) == len(COLUMNS):
        return dict(zip(COLUMNS, cells, strict=True))
    return {"misfit": f"it has {len(cells)} cells instead of {len(COLUMNS)}"}


def _problems(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a row, a clause for each column."""
    if "misfit" in cells:
        yield cells["misfit"]
        return
    for name in ("place_code", "reporter", "report_year"):
        yield from filter(None, [cell_problem(name, cells[name])])
    for name, (is_right, otherwise) in _CHECKS.items():
        if not is_right(cells[name]):
            yield f"{name} {quoted(cells[name])} {otherwise}"
    for name in ("reporter", "source", "reason"):
        if not cells[name].strip():
            yield f"{name} is empty"
    if not cells["cell"] and not (cells["quote"] and cells["expected"]):
        yield "quote and expected must say what the text gives, as it names no cell"
    bounds = [float(cells[name]) for name in ("lower", "upper") if _is_number(cells[name])]
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        yield f"lower {cells['lower']} is greater than upper {cells['upper']}"


def _is_number(text: str) -> bool:
    return re.fullmatch(_NUMBER, text) is not None


def _is_number_or_blank(text: str) -> bool:
    return not text or _is_number(text)


def _is_address(text: str) -> bool:
    return re.fullmatch(r"https?://\S+", text) is not None


_CHECKS: dict[str, tuple[Callable[[str], bool], str]] = {
    "indicator": (
        lambda text: text == "unclassified" or text in keyed("indicators", "indicator"),
        "is no name of the codebook",
    ),
    "applicant": (lambda text: text in ("", *applicants().values()), "is no column of part three"),
    "cell": (
        lambda text: not text or any(text in form_cells(form) for form in FORMS),
        "is no cell of an official form",
    ),
    "year": (lambda text: re.fullmatch(r"(?:19|20)[0-9]{2}", text) is not None, "is no year"),
    "expected": (_is_number_or_blank, "is no number"),
    "value": (_is_number, "is no number"),
    "lower": (_is_number_or_blank, "is no number"),
    "upper": (_is_number_or_blank, "is no number"),
    "address": (_is_address, "is no web address"),
}
"""For a column, what tells whether a cell is right, and what is said of one that is not."""


def _repeated(corrections: Iterable[Correction]) -> Iterator[str]:
    first: dict[tuple[str, ...], int] = {}
    for one in corrections:
        before = first.setdefault((*one.figure, one.cells["expected"]), one.row)
        if before != one.row:
            yield f"row {one.row}: it corrects the figure that row {before} corrects"


def _known_reports(root: Path, registry: Sequence[Registered] | None) -> set[tuple[str, ...]]:
    """Return what names each registered document and each coded report."""
    rows = read_registry(root) if registry is None else registry
    known: set[tuple[str, ...]] = {
        (row.place_code, row.reporter, str(row.report_year), row.file) for row in rows
    }
    coded = root / CODED_FIGURES
    if coded.exists():
        with coded.open(encoding="utf-8-sig", newline="") as stream:
            known |= {tuple(row[name] for name in REPORT_KEY) for row in csv.DictReader(stream)}
    return known


def _unknown_reports(
    corrections: Iterable[Correction], known: Collection[tuple[str, ...]]
) -> Iterator[str]:
    for one in corrections:
        if one.report not in known:
            yield (
                f"row {one.row}: source {quoted(one.source)} with this place_code, reporter and "
                f"report_year is neither in the registry nor in {CODED_FIGURES}"
            )

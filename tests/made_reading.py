"""What the package reads of a made document, held against the truth beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from disclosure_analysis.extraction import extract_observations
from disclosure_analysis.extraction.forms import FormReading, read_forms
from disclosure_analysis.loaders import read_document
from disclosure_analysis.report import Report
from made_documents import MadeDocument
from made_documents.truth import CellKey, TrueCell


@dataclass
class Comparison:
    """Where reading and truth differ; all lists are empty for a perfect reading."""

    report: Report
    forms: FormReading
    observations: pd.DataFrame
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    local_missed: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    cells: int = 0

    @property
    def perfect(self) -> bool:
        """Whether nothing differs."""
        lists = (self.wrong, self.missed, self.guessed, self.local_missed, self.about)
        return not any(lists)


def compare(document: MadeDocument) -> Comparison:
    """Read a made document and say where that differs from its truth."""
    truth = document.truth
    report = read_document(
        document.content, ending=Path(document.name).suffix, source=document.name
    )
    forms = read_forms(report)
    frame = extract_observations(report, forms=forms)
    found = Comparison(report, forms, frame)
    cells: Any = frame[frame["cell"] != ""].itertuples()
    read = {
        (row.cell, row.applicant, int(row.year) if pd.notna(row.year) else 0): row for row in cells
    }
    for cell in truth.cells:
        key = _key(cell.key)
        row = read.pop(key, None)
        if cell.key in truth.refusals:
            if row is not None and (pd.notna(row.value) or row.missing):
                found.guessed.append(f"{key}: {row.quote!r} for {cell.written!r}")
            continue
        if row is None:
            if cell.key not in truth.doubtful:
                found.missed.append(f"{key}: {cell.written!r}")
            continue
        found.cells += 1
        if (said := _said(row)) != (meant := _meant(cell)):
            found.wrong.append(f"{key}: {said} for {meant} ({cell.written!r})")
    found.wrong += [f"{key}: {row.quote!r} where nothing stands" for key, row in read.items()]
    for local in truth.local_rows:
        same = frame[(frame["indicator"] == "unclassified") & (frame["value"] == local.value)]
        if not any(_letters(local.label) in _letters(label) for label in same["label"]):
            found.local_missed.append(f"{local.label} {local.written}")
    _compare_front(found, document)
    return found


def _key(key: CellKey) -> tuple[str, str, int]:
    """Return a cell's key under the year that its figure speaks of."""
    before = key.cell.endswith(".items_prev")
    return key.cell, key.applicant, key.year - before


def _letters(words: str) -> str:
    return "".join(char for char in words if char.isalnum())


def _said(row: Any) -> tuple[float | None, str]:
    value, unit = row.value, row.unit
    if pd.isna(value):
        return None, row.missing
    return round(value * (10_000 if unit == "万元" else 1), 2), ""


def _meant(cell: TrueCell) -> tuple[float | None, str]:
    value, _ = cell.in_base_unit()
    return (None, cell.missing) if value is None else (round(value, 2), "")


def _compare_front(found: Comparison, document: MadeDocument) -> None:
    truth, report = document.truth, found.report
    said = {
        "place": report.place.full_name if report.place else "",
        "place_code": report.place.code if report.place else "",
        "reporter": report.reporter,
        "body": report.body,
        "scope": report.scope,
        "year": report.year.value if report.year else None,
        "published": report.published.value if report.published else None,
        "title": report.title.value if report.title else "",
    }
    for name, value in said.items():
        meant = getattr(truth, name)
        if value != meant:
            found.about.append(f"{name}: {value!r} for {meant!r}")

"""How far filled coding sheets agree with extraction, and coders with each other."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from disclosure_analysis.coding.coded import UNCLASSIFIED, CodedDocument, coded_document
from disclosure_analysis.coding.coding_sheets import FilledSheet, SheetDocument, read_filled
from disclosure_analysis.coding.findings import Finding, findings_of
from disclosure_analysis.coding.matching import agree, match_figures
from disclosure_analysis.coding.reliability import (
    RESAMPLES,
    alpha,
    alpha_interval,
    interval,
    nominal,
)
from disclosure_analysis.coding.sampling import sha256
from disclosure_analysis.coding.scores import MEASURES, Outcome, outcomes_of, tally
from disclosure_analysis.coding.text_tables import (
    NOTHING,
    SCORE_COLUMNS,
    counted,
    score_cells,
    text_table,
)
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.parameters import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from disclosure_analysis.coding.coded import CodedFigure
    from disclosure_analysis.report import Report

EXTRACTION = "extraction"
T = TypeVar("T")

ALPHA_COLUMNS = ("raters", "ratings", "scale", "units", "alpha", "95% interval")
METHOD = (
    "Method: the documents were drawn at random and coded from their text by people who did not "
    "see what extraction found. A figure is found if the extraction gives its value and unit at "
    "its place in the text; recall is the share of the coded figures that it found, precision "
    "the share of its own that were coded, with Wilson 95% intervals. Krippendorff's alpha is over "
    "figures that at least two raters marked, nominal for the indicator (unclassified is one "
    "category) and interval for the value; its 95% interval is a percentile bootstrap of "
    f"{RESAMPLES} resamples of documents with a fixed seed. Cells of official tables are left out."
)

Mark = tuple[int, int, str, "CodedFigure | Finding"]
Ratings = list[list[str]]
Values = list[list[float]]


@dataclass(frozen=True, slots=True)
class Rated:
    """What the raters said of the figures of one document, by rater."""

    coders: dict[str, CodedDocument]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Scores and reliability of filled sheets.

    Attributes:
        sizes: How many documents, figures and coders there are, as a sentence.
        scores: Rows below ``raters``, ``measure`` and ``SCORE_COLUMNS``.
        alphas: Rows below ``ALPHA_COLUMNS``.
    """

    sizes: str
    scores: list[list[str]] = field(default_factory=list)
    alphas: list[list[str]] = field(default_factory=list)

    def text(self) -> str:
        """Return the tables with what they rest on, for a paper's appendix."""
        scores = text_table(("coded by", "measure", *SCORE_COLUMNS), self.scores, words=2)
        alphas = text_table(ALPHA_COLUMNS, self.alphas, words=3)
        return f"{self.sizes}\n\n{scores}\n\n{alphas}\n\n{METHOD}\n"

    def csv(self) -> bytes:
        """Return both tables as one, a row for each measure or alpha."""
        columns = [*SCORE_COLUMNS]
        columns[4], columns[6] = "recall 95% interval", "precision 95% interval"
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["raters", "measure", *columns, "units", "alpha", "alpha 95% interval"])
        writer.writerows([*row, "", "", ""] for row in self.scores)
        blanks = [""] * len(columns)
        for raters, ratings, scale, *rest in self.alphas:
            writer.writerow([raters, f"alpha of {ratings} ({scale})", *blanks, *rest])
        return stream.getvalue().encode("utf-8-sig")


def agreement_of(paths: Sequence[Path], root: Path | str | None = None) -> Agreement:
    """Return how filled sheets agree with extraction and with each other.

    Args:
        paths: The sheets, one a coder.
        root: The project's folder, where registered documents lie.

    Raises:
        InputError: Sheets are faulty, of other texts or of other samples; all is named.
    """
    sheets = [read_filled(path) for path in paths]
    reports = _reports(sheets, root)
    rated = _rated(sheets, reports)
    problems = [*(p for sheet in sheets for p in sheet.problems), *_mismatches(sheets)]
    if problems:
        raise InputError("\n".join(f"{problem}." for problem in problems))
    if not rated:
        raise InputError(f"{paths[0]} is empty: fill it as its instructions say.")
    return _agreement(sheets, rated)


def _reports(sheets: Sequence[FilledSheet], root: Path | str | None) -> dict[str, Report]:
    """Return the documents that were coded, by the hash of their bytes."""
    from disclosure_analysis.loaders import read_document

    reports: dict[str, Report] = {}
    for sheet in sheets:
        for one in sheet.documents.values():
            if one.sha256 in reports or not one.is_coded:
                continue
            path = _path_of(one, sheet, root)
            try:
                content = path.read_bytes() if path else b""
                if path is None or sha256(content) != one.sha256:
                    sheet.problems.append(_not_there(sheet, one, found=path is not None))
                    continue
                reports[one.sha256] = read_document(content, ending=path.suffix, source=one.file)
            except (OSError, DisclosureError) as error:
                sheet.problems.append(f"{sheet.path}: {str(error).rstrip('.')}")
    return reports


def _path_of(one: SheetDocument, sheet: FilledSheet, root: Path | str | None) -> Path | None:
    """Return where a document lies: as seen from here, from the sheet, or from the project."""
    from disclosure_analysis.project import find_root

    folders = [Path(), sheet.path.parent]
    try:
        folders.insert(0, find_root(root))
    except InputError:
        if root is not None:
            raise
    found = [folder / one.file for folder in folders if (folder / one.file).is_file()]
    right = [path for path in found if sha256(path.read_bytes()) == one.sha256]
    return next(iter(right or found), None)


def _not_there(sheet: FilledSheet, one: SheetDocument, *, found: bool) -> str:
    what = "is not the text that was coded, as its SHA-256 differs" if found else "is not there"
    return (
        f"{sheet.path}, document {one.number}: {one.file} {what}; restore the file that the sample "
        "was drawn from"
    )


def _mismatches(sheets: Sequence[FilledSheet]) -> Iterator[str]:
    """Yield why sheets cannot be taken together."""
    first = sheets[0]
    for sheet in sheets[1:]:
        if {d.sha256 for d in sheet.documents.values()} != {
            d.sha256 for d in first.documents.values()
        }:
            yield (
                f"{sheet.path} is of another sample than {first.path}: give sheets that one call "
                "of disclosure sample wrote"
            )
    names = [sheet.coder for sheet in sheets]
    for sheet in sheets:
        if names.count(sheet.coder) > 1:
            yield f"{sheet.path} is coder {quoted(sheet.coder)}'s, and another sheet is too"


def _rated(sheets: Sequence[FilledSheet], reports: Mapping[str, Report]) -> dict[str, Rated]:
    """Return what coders and extraction say of each document that anybody coded."""
    rated: dict[str, Rated] = {}
    for sheet in sheets:
        for one in sheet.documents.values():
            report = reports.get(one.sha256)
            if report is None or not one.is_coded:
                continue
            held = rated.setdefault(one.sha256, Rated({}, []))
            if not held.findings:
                held.findings.extend(f for f in findings_of(report) if f.kind != "table")
            held.coders[sheet.coder] = _coded(sheet, one, report)
    return rated


def _coded(sheet: FilledSheet, one: SheetDocument, report: Report) -> CodedDocument:
    document = coded_document(
        report,
        [figure for _, figure in one.coded],
        name=f"{one.number}",
        coded_until=len(report.text),
    )
    for figure in document.unplaced:
        row = next(row for row, other in one.coded if other == figure)
        sheet.fault(
            row,
            "quote",
            f"{quoted(figure.quote)} does not stand in {one.file}, or not as often as it is coded: "
            "copy the words from the document",
        )
    return document


def _agreement(sheets: Sequence[FilledSheet], rated: Mapping[str, Rated]) -> Agreement:
    coders = [sheet.coder for sheet in sheets]
    documents = [one for held in rated.values() for one in held.coders.values()]
    figures = sum(1 for one in documents for _ in one.figures)
    zeros = sum(1 for one in documents for _ in one.zeros)
    whole = len(sheets[0].documents)
    sizes = (
        f"Sample: {counted(whole, 'document')} (seed {sheets[0].seed}), {len(rated)} of them "
        f"coded; {counted(len(coders), 'coder')}; {counted(figures, 'figure')} and "
        f"{counted(zeros, 'zero statement')} coded."
    )
    scores = [row for coder in coders for row in _score_rows(coder, rated.values())]
    return Agreement(sizes, scores, list(_alpha_rows(coders, list(rated.values()))))


def _score_rows(coder: str, rated: Iterable[Rated]) -> Iterator[list[str]]:
    vocabulary = frozenset(indicators())
    outcomes: list[Outcome] = []
    for held in rated:
        if coder in held.coders:
            outcomes += outcomes_of(held.coders[coder], held.findings, vocabulary)
    counts = tally(outcomes).get("", {})
    for measure, words in MEASURES.items():
        if measure in counts:
            yield [f"coder {coder}", words, *score_cells(counts[measure])]


def _alpha_rows(coders: Sequence[str], rated: Sequence[Rated]) -> Iterator[list[str]]:
    groups = {"extraction and coders": [EXTRACTION, *coders]}
    if len(coders) > 1:
        groups["coders"] = list(coders)
    for words, raters in groups.items():
        names: list[Ratings] = []
        values: list[Values] = []
        for held in rated:
            units = list(_units(held, raters))
            names.append([[name for name, _ in unit] for unit in units])
            values.append([[value for _, value in unit] for unit in units])
        yield [words, "indicators", "nominal", *_alpha_cells(names, nominal)]
        yield [words, "values", "interval", *_alpha_cells(values, interval)]


def _alpha_cells(
    clusters: Sequence[Sequence[Sequence[T]]], spread: Callable[[Sequence[T]], float]
) -> list[str]:
    units = [unit for cluster in clusters for unit in cluster]
    value, bounds = alpha(units, spread), alpha_interval(clusters, spread)
    return [
        str(sum(len(unit) > 1 for unit in units)),
        NOTHING if value is None else f"{value:.3f}",
        NOTHING if bounds is None else f"{bounds[0]:.3f}–{bounds[1]:.3f}",
    ]


def _units(held: Rated, raters: Sequence[str]) -> Iterator[list[tuple[str, float]]]:
    """Yield for each figure of a document the indicator and the value that each rater gave it.

    Marks that overlap are of one figure. Where a rater marked nothing there is no rating: what
    was overlooked shows in recall and precision.
    """
    marks = [mark for rater in raters for mark in _marks(held, rater)]
    marks.sort(key=lambda mark: mark[:2])
    unit: dict[str, CodedFigure | Finding] = {}
    last = -1
    for start, end, rater, mark in marks:
        if start >= last and unit:
            yield _ratings(unit)
            unit = {}
        unit.setdefault(rater, mark)
        last = max(last, end)
    if unit:
        yield _ratings(unit)


def _marks(held: Rated, rater: str) -> Iterator[Mark]:
    """Yield where a rater marked figures; a coder's words shrink to the number found in them."""
    if rater == EXTRACTION:
        yield from ((one.start, one.end, rater, one) for one in held.findings if one.kind != "zero")
    elif rater in held.coders:
        match = match_figures(held.coders[rater], held.findings)
        for figure, finding in (*match.found, *match.differing):
            yield finding.start, finding.end, rater, figure
        for figure in match.missed:
            yield figure.start or 0, figure.end or 0, rater, figure


def _ratings(unit: Mapping[str, CodedFigure | Finding]) -> list[tuple[str, float]]:
    coded = [one for one in unit.values() if not isinstance(one, Finding)]
    return [
        ("+".join(sorted(one.names)) or UNCLASSIFIED, _value(one, coded)) for one in unit.values()
    ]


def _value(one: CodedFigure | Finding, coded: Sequence[CodedFigure]) -> float:
    """Return a value in the unit of the coders, who may write 3.5万元 or 35000元."""
    if isinstance(one, Finding):
        same = [other.value for other in coded if agree(other, one) and other.value is not None]
        return same[0] if same else one.value
    return one.value or 0.0

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
from disclosure_analysis.coding.matching import match_figures
from disclosure_analysis.coding.reliability import (
    RESAMPLES,
    alpha,
    alpha_interval,
    nominal,
    ratio,
)
from disclosure_analysis.coding.results import check_place
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

    from disclosure_analysis.report import Report

EXTRACTION = "extraction"
T = TypeVar("T")

TEXT_BEGINS = "Sample: "
CSV_BEGINS = ("raters", "measure")
ALPHA_COLUMNS = ("raters", "ratings", "scale", "units", "alpha", "95% interval")
METHOD = (
    "Method: the documents were drawn at random and coded from their text by people who did not "
    "see what extraction found. A figure is found if the extraction gives its value and unit at "
    "its place in the text; recall is the share of the coded figures that it found, precision "
    "the share of its own that were coded, with Wilson 95% intervals. Krippendorff's alpha is over "
    "figures and rates of growth that at least two raters marked; zero statements do not enter it. "
    "It is nominal for the indicator (unclassified is one category), and of ratio scale for the "
    "value: c and k differ by ((c-k)/(c+k))², a rise and a fall by 1. Its 95% interval is a "
    f"percentile bootstrap of {RESAMPLES} resamples of documents with a fixed seed. Cells of "
    "official tables are left out."
)

Rating = tuple[str, float]
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
        writer.writerow([*CSV_BEGINS, *columns, "units", "alpha", "alpha 95% interval"])
        writer.writerows([*row, "", "", ""] for row in self.scores)
        blanks = [""] * len(columns)
        for raters, ratings, scale, *rest in self.alphas:
            writer.writerow([raters, f"alpha of {ratings} ({scale})", *blanks, *rest])
        return stream.getvalue().encode("utf-8-sig")


def check_output(output: Path, sheets: Iterable[Path]) -> None:
    """Refuse an output that is one of the sheets, or any other file that is no such table.

    Raises:
        InputError: Something would be lost.
    """
    csv_begins = ",".join(CSV_BEGINS).encode("utf-8-sig")
    check_place(output, (TEXT_BEGINS.encode(), csv_begins), sheets)


def agreement_of(paths: Sequence[Path], root: Path | str | None = None) -> Agreement:
    """Return how filled sheets agree with extraction and with each other.

    Args:
        paths: The sheets, one a coder.
        root: The project's folder, where registered documents lie.

    Raises:
        InputError: Sheets are faulty, of other texts or of other samples; all is named.
    """
    _check_given_once(paths)
    sheets = [read_filled(path) for path in paths]
    reports = _reports(sheets, root)
    rated = _rated(sheets, reports)
    problems = [*(p for sheet in sheets for p in sheet.problems), *_mismatches(sheets)]
    if problems:
        raise InputError("\n".join(f"{problem}." for problem in problems))
    if not rated:
        raise InputError(f"{paths[0]} holds no coding yet: fill it as its instructions say.")
    return _agreement(sheets, rated)


def _check_given_once(paths: Sequence[Path]) -> None:
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise InputError(f"{path} is given twice: name each coder's sheet once.")
        seen.add(path.resolve())


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
    for coder in dict.fromkeys(sheet.coder for sheet in sheets):
        own = [str(sheet.path) for sheet in sheets if sheet.coder == coder]
        if len(own) > 1:
            yield (
                f"{' and '.join(own)} are all of coder {quoted(coder)}: give one of them, or let "
                "each coder fill the sheet of their own that disclosure sample --coders writes"
            )


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
        f"{TEXT_BEGINS}{counted(whole, 'document')} (seed {sheets[0].seed}), {len(rated)} of them "
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
        yield [words, "values", "ratio", *_alpha_cells(values, ratio)]


def _alpha_cells(
    clusters: Sequence[Sequence[Sequence[T]]], difference: Callable[[T, T], float]
) -> list[str]:
    units = [unit for cluster in clusters for unit in cluster]
    value, bounds = alpha(units, difference), alpha_interval(clusters, difference)
    return [
        str(sum(len(unit) > 1 for unit in units)),
        NOTHING if value is None else f"{value:.3f}",
        NOTHING if bounds is None else f"{bounds[0]:.3f}–{bounds[1]:.3f}",
    ]


def _units(held: Rated, raters: Sequence[str]) -> Iterator[list[Rating]]:
    """Yield for each figure of a document the indicator and the value that each rater gave it.

    Marks that overlap are of one figure. Where a rater marked nothing there is no rating: what
    was overlooked shows in recall and precision.
    """
    marks = [
        (start, end, rater, rating)
        for rater in raters
        for start, end, rating in _marks(held, rater)
    ]
    marks.sort(key=lambda mark: mark[:2])
    unit: dict[str, Rating] = {}
    last = -1
    for start, end, rater, rating in marks:
        if start >= last and unit:
            yield list(unit.values())
            unit = {}
        unit.setdefault(rater, rating)
        last = max(last, end)
    if unit:
        yield list(unit.values())


def _marks(held: Rated, rater: str) -> Iterator[tuple[int, int, Rating]]:
    """Yield where a rater marked figures; a coder's words shrink to the number found in them.

    A value that agrees is taken in the extraction's unit: coders may write 3.5万元 or 35000元.
    """
    if rater == EXTRACTION:
        for one in held.findings:
            if one.kind != "zero":
                yield one.start, one.end, _rating(one.names, one.value)
    elif rater in held.coders:
        match = match_figures(held.coders[rater], held.findings)
        for figure, one in match.found:
            yield one.start, one.end, _rating(figure.names, one.value)
        for figure, one in match.differing:
            yield one.start, one.end, _rating(figure.names, figure.value)
        for figure in match.missed:
            yield figure.start or 0, figure.end or 0, _rating(figure.names, figure.value)


def _rating(names: frozenset[str], value: float | None) -> Rating:
    return "+".join(sorted(names)) or UNCLASSIFIED, value or 0.0

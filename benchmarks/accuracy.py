"""How accurate the extraction is, beside a baseline: ``make accuracy [CODED=folder] [SEEDS=n]``."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from benchmarks.baseline import baseline_findings
from benchmarks.corpus import WHOLE, Part, parts
from disclosure_analysis.coding.coded import CodedDocument
from disclosure_analysis.coding.coded_folder import CodedFolder, read_coded_folder
from disclosure_analysis.coding.findings import Finding, findings_of
from disclosure_analysis.coding.results import check_place
from disclosure_analysis.coding.scores import MEASURES, Counts, Outcome, outcomes_of, tally
from disclosure_analysis.coding.text_tables import (
    SCORE_COLUMNS,
    counted,
    percent,
    score_cells,
    text_table,
)
from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.extraction.codebook import indicators

Reader = Callable[[CodedDocument], list[Finding]]

OURS, BASELINE = "extraction", "baseline"
READERS: dict[str, Reader] = {
    OURS: lambda document: findings_of(document.report),
    BASELINE: lambda document: baseline_findings(document.report.text, document.year),
}
CONFUSIONS = ("figures", "indicators", "zeros", "bounds", "periods", "years")
"""What the list of confusions tells; the other measures say the same again."""
SAID = {
    "missed": "missed",
    "false": "wrongly claimed",
    "wrong": "wrong",
    "outside": "outside the coders' vocabulary",
}
SHOWN = 40
CSV_COLUMNS = [field.name for field in fields(Outcome)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and return the exit status."""
    options = _options(arguments)
    try:
        if options.csv:
            check_place(Path(options.csv), [",".join(CSV_COLUMNS).encode("utf-8-sig")])
        confusions = list(_report(options))
        if options.csv:
            _write(Path(options.csv), confusions)
    except DisclosureError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make accuracy", description=__doc__)
    parser.add_argument("--coded", default="", help="a folder of coded documents")
    parser.add_argument("--seeds", default="3", help="how often figures are drawn anew")
    parser.add_argument("--all", action="store_true", help="list every confusion")
    parser.add_argument("--csv", default="", help="write every confusion to a file")
    return parser.parse_args(arguments)


def _report(options: argparse.Namespace) -> Iterable[Outcome]:
    if not options.seeds.isdecimal() or not 1 <= int(options.seeds) <= 1000:
        raise InputError(f"SEEDS {options.seeds} is no number from 1 to 1000: give such a number.")
    shown = None if options.all else SHOWN
    folder = read_coded_folder(options.coded) if options.coded else None
    for part in parts(int(options.seeds)):
        outcomes = _scored(part.documents, frozenset(indicators()))
        yield from _told(f"Made corpus: {part.name}", part.documents, outcomes, shown)
        if part.name == "cases alone":
            print_traps(part, outcomes[OURS])
        elif part.name == WHOLE:
            print_batches(outcomes[OURS])
    if folder is not None:
        _print_left_out(folder)
        if not folder.documents:
            raise InputError(
                f"{options.coded} has no document with a text: give each line a text or a file, "
                "or put files named by the lines' numbers there."
            )
        outcomes = _scored(folder.documents, folder.vocabulary)
        yield from _told(f"Coded folder: {options.coded}", folder.documents, outcomes, shown)


def _scored(
    documents: tuple[CodedDocument, ...], vocabulary: frozenset[str]
) -> dict[str, list[Outcome]]:
    return {
        name: [
            one
            for document in documents
            for one in outcomes_of(document, reader(document), vocabulary)
        ]
        for name, reader in READERS.items()
    }


def _told(
    title: str,
    documents: tuple[CodedDocument, ...],
    outcomes: dict[str, list[Outcome]],
    shown: int | None,
) -> list[Outcome]:
    """Print all tables of some documents and return the extraction's confusions."""
    figures = sum(one.scored for document in documents for one in document.figures)
    zeros = sum(one.scored for document in documents for one in document.zeros)
    unscored = sum(not one.scored for document in documents for one in document.coded)
    unplaced = [(d.name, one.quote) for d in documents for one in d.unplaced]
    print(f"\n# {title}\n")
    sizes = {"document": len(documents), "figure": figures, "zero statement": zeros}
    print(", ".join(counted(number, noun) for noun, number in sizes.items()), end="")
    either = f"; {counted(unscored, 'item')} that may be read either way: not scored"
    print(either if unscored else "")
    for name, quote in unplaced:
        print(f"not found in the text, and not scored: {name}: {quote}")
    print_scores(outcomes)
    for key, label in (("group", "indicators of the group"), ("body", "body"), ("era", "era")):
        print_breakdown(outcomes[OURS], key, label)
    print_outside(outcomes[OURS])
    confusions = [one for one in outcomes[OURS] if one.measure in CONFUSIONS and one.result in SAID]
    print_confusions([one for one in confusions if one.result != "outside"], shown)
    return confusions


def print_scores(outcomes: dict[str, list[Outcome]]) -> None:
    """Print recall and precision of each measure, the baseline's below the extraction's."""
    counts = {name: tally(rows).get("", {}) for name, rows in outcomes.items()}
    rows = [
        [words, name, *score_cells(counts[name][measure])]
        for measure, words in MEASURES.items()
        for name in outcomes
        if measure in counts[name]
    ]
    print()
    print(text_table(["measure", "reader", *SCORE_COLUMNS], rows, words=2))


def print_breakdown(outcomes: Sequence[Outcome], key: str, label: str) -> None:
    """Print the extraction's scores for each value of a field of outcomes."""
    measures = ("figures", "named figures", "zeros")
    counts = tally(outcomes, lambda one: str(getattr(one, key)))
    rows = [
        [value or "(none)", MEASURES[measure], *score_cells(held[measure])]
        for value, held in counts.items()
        for measure in measures
        if measure in held
    ]
    print()
    print(text_table([label, "measure", *SCORE_COLUMNS], rows, words=2))


def print_batches(outcomes: Sequence[Outcome]) -> None:
    """Print the extraction's scores for each batch of whole reports, a row each.

    A batch was written at one time; the first letter of its files names it.
    """
    measures = ("figures", "named figures", "zeros")
    header = ["batch", "reports"]
    for measure in measures:
        header += [MEASURES[measure].split(":")[0], "recall", "precision"]
    rows = []
    for batch, held in tally(outcomes, _batch).items():
        reports = {one.document for one in outcomes if _batch(one) == batch}
        row = [batch, str(len(reports))]
        for counts in (held.get(measure, Counts()) for measure in measures):
            row += [str(counts.coded), percent(counts.recall), percent(counts.precision)]
        rows.append(row)
    print()
    print(text_table(header, rows))


def _batch(one: Outcome) -> str:
    return Path(one.document).name[0]


def print_outside(outcomes: Sequence[Outcome]) -> None:
    """Print which claimed indicators no coding has, with how often each is claimed."""
    names = Counter(
        name
        for one in outcomes
        if one.result == "outside" and one.measure in ("named figures", "zeros")
        for name in [one.claimed.split(" ")[0]]
    )
    if names:
        print("\nClaimed, and in no coding (not scored):")
        print("; ".join(f"{name} {count}" for name, count in names.most_common()))


def print_confusions(confusions: Sequence[Outcome], shown: int | None) -> None:
    """Print what differs, each with the words around and both sides."""
    confusions = list({_key(one): one for one in confusions}.values())
    rows = [
        [_what(one), one.document, one.words, one.coded, one.claimed] for one in confusions[:shown]
    ]
    if rows:
        print()
        print(text_table(["what", "document", "words", "coded", "claimed"], rows, words=5))
    if shown is not None and len(confusions) > shown:
        print(
            f"\n{len(confusions) - shown} more: python -m benchmarks.accuracy --all, or --csv FILE."
        )


def _key(one: Outcome) -> tuple[str, str, int, str, str]:
    """Return what tells a confusion from others: one figure with two wrong names is one."""
    return one.measure, one.document, one.start, one.coded, one.claimed


def _what(one: Outcome) -> str:
    kind = one.measure.rstrip("s").replace("zero", "zero statement")
    if one.measure == "indicators":
        return "wrong indicator"
    return f"wrong {kind}" if one.result == "wrong" else f"{SAID[one.result]} {kind}"


def print_traps(part: Part, outcomes: Sequence[Outcome]) -> None:
    """Print the phrasings whose cases, or whose look-alikes, were not read right every time."""
    wrong = {
        (one.document, one.start)
        for one in outcomes
        if one.measure in CONFUSIONS and one.result in ("missed", "false", "wrong")
    }
    by_document: dict[str, list[int]] = {}
    for name, start in wrong:
        by_document.setdefault(name, []).append(start)
    tried: Counter[tuple[str, str]] = Counter()
    fell: Counter[tuple[str, str]] = Counter()
    for name, passages in part.passages.items():
        for one in passages:
            key = (one.phrasing, "near-miss" if one.near_miss else "case")
            tried[key] += 1
            fell[key] += any(one.start <= s < one.end for s in by_document.get(name, ()))
    print(f"\nPassages read without any fault: {sum(tried.values()) - sum(fell.values())}", end="")
    print(f" of {sum(tried.values())}")
    rows = [
        [*key, str(fell[key]), str(tried[key])]
        for key in sorted(tried, key=lambda key: (key[0].zfill(12), key[1]))
        if fell[key]
    ]
    if rows:
        print("\nTraps fallen into:\n")
        print(text_table(["phrasing", "sort", "fallen", "of"], rows, words=2))


def _print_left_out(folder: CodedFolder) -> None:
    if folder.without_text:
        names = "; ".join(folder.without_text[:SHOWN])
        print(f"\nLines without a text, left out: {len(folder.without_text)} ({names})")
    for sentence in folder.unreadable:
        print(sentence)


def _write(path: Path, confusions: Sequence[Outcome]) -> None:
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(CSV_COLUMNS)
            writer.writerows([getattr(one, name) for name in CSV_COLUMNS] for one in confusions)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): name another.") from None


if __name__ == "__main__":
    sys.exit(main())

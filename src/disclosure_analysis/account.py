"""The account of a document: what of it was read, what was not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from disclosure_analysis.annexes import is_annex
from disclosure_analysis.extraction.form_rows import missing_units, without_tables
from disclosure_analysis.extraction.forms import FormReading, read_forms
from disclosure_analysis.extraction.forms.cells import FormFigure
from disclosure_analysis.extraction.forms.reading import (
    expected_cells,
    is_refused,
    main_form,
    unread_tables,
)
from disclosure_analysis.extraction.sentences import unread_numbers
from disclosure_analysis.metrics import statutory_parts
from disclosure_analysis.places import match_places
from disclosure_analysis.report import Attachment, Problem, Report
from disclosure_analysis.tables import keyed

_LONGEST_WORDS = 20
_SHOWN = 3
"""How many problems of one kind are told one by one."""
_MOST_PLACES = 8
"""How many places are named that a report may be of."""
_REFUSALS = frozenset({"row_refused", "row_without_heading", "numbers_glued"})
"""Problems that keep rows of a recognised table from being read."""


@dataclass(frozen=True, slots=True)
class UnreadTable:
    """A table of which nothing was read.

    Attributes:
        number: Which table of the document, from 1.
        rows: Its rows.
        columns: Its columns.
        words: The words that it begins with.
    """

    number: int
    rows: int
    columns: int
    words: str


@dataclass(frozen=True, slots=True)
class Account:
    """What was read of a document.

    Attributes:
        form: The official form that its tables are of; ``unread`` if none of them could be read,
            ``narrative`` if it has none.
        tables_read: The numbers, from 1, of the tables that hold parts of a form.
        tables_refused: Tables that were recognised as official ones and could not be read.
        tables_unread: The other tables.
        cells_expected: How many cells the parts of the form that it holds have.
        cells_found: How many were read, those without a number included.
        cells_blank: How many of them are blank.
        cells_marked: How many hold a dash or a slash.
        cells_missing: Cells that were not found: code, or code and applicant.
        cells_refused: Cells that were found and could not be read.
        local_rows: How many figures stand in rows that the office added.
        parts_found: Labels of the parts that the law in force requires and that it has.
        parts_missing: Labels of those that it has not.
        annexes_held: Annexes named in the text and at hand.
        annexes_missing: Annexes named in the text and not at hand.
        problems: All else that a reader should know.
    """

    form: str
    tables_read: tuple[int, ...]
    tables_refused: tuple[UnreadTable, ...]
    tables_unread: tuple[UnreadTable, ...]
    cells_expected: int
    cells_found: int
    cells_blank: int
    cells_marked: int
    cells_missing: tuple[str, ...]
    cells_refused: tuple[str, ...]
    local_rows: int
    parts_found: tuple[str, ...]
    parts_missing: tuple[str, ...]
    annexes_held: tuple[Attachment, ...]
    annexes_missing: tuple[Attachment, ...]
    problems: tuple[Problem, ...]

    def sentences(self, lang: str = "en") -> Iterator[str]:
        """Yield the account as sentences in ``zh`` or ``en``."""

        def said(key: str, **words: object) -> str:
            return sentence_of(key, lang, **words)

        def joined(words: Sequence[str]) -> str:
            return ("、" if lang == "zh" else ", ").join(words)

        yield said("form", form=said(f"form_{self.form}"))
        if self.tables_read:
            yield said("tables_read", numbers=joined([str(n) for n in self.tables_read]))
        for kind, tables in (("refused", self.tables_refused), ("unread", self.tables_unread)):
            for one in tables:
                yield said(
                    f"table_{kind}",
                    number=one.number,
                    rows=one.rows,
                    columns=one.columns,
                    words=one.words,
                )
        if self.cells_expected:
            yield said(
                "cells",
                expected=self.cells_expected,
                found=self.cells_found,
                blank=self.cells_blank,
                marked=self.cells_marked,
                missing=len(self.cells_missing),
                refused=len(self.cells_refused),
            )
        if self.local_rows:
            yield said("local_rows", count=self.local_rows)
        if self.parts_found or self.parts_missing:
            total = len(self.parts_found) + len(self.parts_missing)
            yield said("parts", found=len(self.parts_found), total=total)
        if self.parts_missing:
            yield said("parts_missing", parts=joined(self.parts_missing))
        for kind, annexes in (("held", self.annexes_held), ("missing", self.annexes_missing)):
            for annex in annexes:
                yield said(f"annex_{kind}", label=annex.label, title=annex.title)
        yield from _problem_sentences(self.problems, lang)


def account_of(
    report: Report,
    forms: FormReading | None = None,
    *,
    annexes: Sequence[Report] = (),
    annex_forms: Sequence[FormReading] | None = None,
) -> Account:
    """Return the account of a document.

    Args:
        report: The document as its loader read it.
        forms: What was read of its official tables, where that is known already.
        annexes: Its annexes that came as files of their own; their tables count as the report's.
        annex_forms: What was read of the tables of each annex, where that is known already.
    """
    own_forms = read_forms(report) if forms is None else forms
    if annex_forms is None:
        annex_forms = [read_forms(annex) for annex in annexes]
    readings = [(report, own_forms), *zip(annexes, annex_forms, strict=True)]
    whole = FormReading()
    for _, reading in readings:
        whole.figures += reading.figures
        whole.local += reading.local
        whole.refused += reading.refused
        whole.problems += reading.problems
    own = report.year.value if report.year else None
    cells = _cells(one for one in whole.figures if one.year in (None, own))
    figures, found = list(cells.values()), set(cells)
    refused = {(code, applicant) for code, applicant, _ in whole.refused}
    form = main_form(whole)
    expected = list(expected_cells(form, {code for code, _ in found | refused}))
    absent = [cell for cell in expected if cell not in found and not is_refused(cell, refused)]
    titles = [section.title for section in report.sections]
    parts = statutory_parts(titles, own) if own and not is_annex(report) else None
    named = [one for one in report.attachments if one.kind == "annex"]
    problems = [p for one, _ in readings for p in one.problems] + whole.problems
    problems += [p for one, reading in readings for p in missing_units(one, reading)]
    problems += [
        p for one, reading in readings for p in unread_numbers(without_tables(one, reading))
    ]
    refused_tables = list(_unread(report, own_forms, recognised=True))
    return Account(
        form=form or ("unread" if refused_tables else "narrative"),
        tables_read=tuple(number + 1 for number in sorted(own_forms.read)),
        tables_refused=tuple(refused_tables),
        tables_unread=tuple(_unread(report, own_forms, recognised=False)),
        cells_expected=len(expected),
        cells_found=len(figures),
        cells_blank=sum(one.value.kind == "blank" for one in figures),
        cells_marked=sum(one.value.missing in ("dash", "slash") for one in figures),
        cells_missing=tuple(map(_cell_name, absent)),
        cells_refused=tuple(map(_cell_name, sorted(refused))),
        local_rows=len(whole.local),
        parts_found=_labels(parts, present=True),
        parts_missing=_labels(parts, present=False),
        annexes_held=tuple(one for one in named if one.held),
        annexes_missing=tuple(one for one in named if not one.held),
        problems=tuple(dict.fromkeys(problems)),
    )


def sentence_of(key: str, lang: str = "en", **words: object) -> str:
    """Return a sentence of ``account_sentences.csv`` with the words that it names."""
    sentence: str = keyed("account_sentences", "key")[key][lang]
    return sentence.format_map(words)


def about(report: Report, lang: str = "en") -> str:
    """Return who reports, on which year and since when, as a sentence."""
    unknown = sentence_of("unknown", lang)
    return sentence_of(
        "about",
        lang,
        reporter=report.reporter or (report.place.full_name if report.place else unknown),
        year=report.year.value if report.year else unknown,
        published=report.published.value.isoformat() if report.published else unknown,
    )


def place_doubt(report: Report, lang: str = "en") -> str:
    """Return that a report's place is not known and what to do, as a sentence; empty if it is."""
    if report.place or is_annex(report):
        return ""
    year = report.year.value if report.year else None
    found = match_places(report.reporter, year)
    if found is None or len(found[0]) < 2:
        return sentence_of("place_unknown", lang)
    places, end = found
    names = [f"{place.full_name} ({place.code})" for place in places]
    more = ["…"] if len(names) > _MOST_PLACES else []
    return sentence_of(
        "place_ambiguous",
        lang,
        name=report.reporter[:end].strip(),
        places=("、" if lang == "zh" else ", ").join(names[:_MOST_PLACES] + more),
    )


def _problem_sentences(problems: Sequence[Problem], lang: str) -> Iterator[str]:
    """Yield problems as sentences; of many of one kind the first few, and how many more."""
    stop = "。" if lang == "zh" else "."
    count = Counter(one.key for one in problems)
    told: Counter[str] = Counter()
    for one in problems:
        told[one.key] += 1
        alike = one.key != "as_said"  # which is a sentence of its own each time
        if told[one.key] <= _SHOWN or not alike:
            yield one.sentence(lang).rstrip("。.") + stop
        if told[one.key] == _SHOWN < count[one.key] and alike:
            yield sentence_of("more_problems", lang, count=count[one.key] - _SHOWN)


def _cells(figures: Iterable[FormFigure]) -> dict[tuple[str, str], FormFigure]:
    """Return one figure for each cell: a page and its annex may both give it."""
    found: dict[tuple[str, str], FormFigure] = {}
    for one in figures:
        found.setdefault((one.code, one.applicant), one)
    return found


def _unread(report: Report, reading: FormReading, *, recognised: bool) -> Iterator[UnreadTable]:
    """Yield the tables without a figure that were read: official ones, or all others."""
    refusals = [one.start for one in reading.problems if one.key in _REFUSALS]
    for number, one in unread_tables(report, reading):
        if any(one.start <= start < one.end for start in refusals) != recognised:
            continue
        words = " ".join(report.text[one.start : one.end].split())[:_LONGEST_WORDS]
        yield UnreadTable(number + 1, one.height, one.width, words)


def _cell_name(cell: tuple[str, str]) -> str:
    code, applicant = cell
    return f"{code}[{applicant}]" if applicant else code


def _labels(parts: object, *, present: bool) -> tuple[str, ...]:
    import pandas as pd

    if not isinstance(parts, pd.DataFrame) or parts.empty:
        return ()
    return tuple(parts.loc[parts["present"].astype(bool) == present, "label"])

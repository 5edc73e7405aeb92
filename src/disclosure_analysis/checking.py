"""The account and the checks of documents, as text for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.account import Account, about, account_of, place_doubt, sentence_of
from disclosure_analysis.errors import InputError, ReportNotFoundError
from disclosure_analysis.parameters import LANGUAGES, check_parameters, quoted

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.extraction.forms import FormReading
    from disclosure_analysis.registry import Registered
    from disclosure_analysis.report import Report

Checked = tuple[list[Path], Callable[[Path], str]]
"""The documents, and the function that gives the text for each."""


def check_documents(paths: Iterable[Path | str], *, lang: str = "zh") -> Checked:
    """Return the documents among paths, and a function that checks one of them.

    Args:
        paths: Files and folders, registered or not.
        lang: Language of the text, ``zh`` or ``en``.
    """
    from disclosure_analysis.documents import Documents
    from disclosure_analysis.extraction.forms import read_forms

    _check_language(lang)
    documents = Documents(paths)

    def checked(path: Path) -> str:
        of = documents.report_of(path)
        if of is not None:
            return f"{path}\n  {sentence_of('annex_of', lang, report=of)}\n"
        report, annexes = documents.read(path), documents.annexes(path)
        forms, *others = [read_forms(one) for one in (report, *annexes)]
        checks = checks_of(report, annexes=annexes, forms=[forms, *others], lang=lang)
        account = account_of(report, forms, annexes=annexes, annex_forms=others)
        said = filter(None, (about(report, lang), place_doubt(report, lang)))
        return check_text("\n  ".join((str(path), *said)), account, checks, lang=lang)

    return documents.paths, checked


def check_registered(
    root: Path | str | None = None,
    year: object = None,
    district: str | None = None,
    *,
    lang: str = "zh",
) -> Checked:
    """Return the registered documents, all or some, and a function that checks one of them.

    Args:
        root: The project's folder; found from the current folder upwards if None.
        year: Only reports on this data year.
        district: Only reports of this district.
        lang: Language of the text, ``zh`` or ``en``.

    Raises:
        InputError: The year or the language is wrong, or no document answers.
        PlaceError: The district is unknown or ambiguous.
    """
    from disclosure_analysis.analysis import analyse_registered
    from disclosure_analysis.project import find_root
    from disclosure_analysis.registry import read_registry

    _check_language(lang)
    rows = read_registry(find_root(root))
    chosen = [row for row in _chosen(rows, year, district) if not row.is_annex]
    if not chosen:
        raise ReportNotFoundError(
            "No registered report answers to this year and district: see data/raw/registry.csv, "
            "or name files to check."
        )
    by_path = {row.path: row for row in chosen}

    def checked(path: Path) -> str:
        analysis = analyse_registered(by_path[path], rows, lang=lang)
        name = f"{by_path[path].file}: {by_path[path].reporter}, {by_path[path].report_year}"
        return check_text(name, analysis.account, analysis.checks, lang=lang)

    return list(by_path), checked


def checks_of(
    report: Report,
    *,
    annexes: Sequence[Report] = (),
    forms: Sequence[FormReading] | None = None,
    lang: str = "zh",
) -> pd.DataFrame | None:
    """Return the checks of a loose document, None where its data year is not known.

    Columns are those of ``metrics.CHECK_COLUMNS``.

    Args:
        report: The document as its loader read it.
        annexes: Its annexes, under its key; their figures are checked with its own.
        forms: What was read of the tables of the document and of each annex, where known already.
        lang: Language of the sentences, ``zh`` or ``en``.
    """
    import pandas as pd

    from disclosure_analysis.extraction import extract_enumerations, extract_observations
    from disclosure_analysis.metrics import report_checks

    if report.year is None:
        return None
    known = forms if forms is not None else [None] * (1 + len(annexes))
    frames = [
        extract_observations(one, forms=read)
        for one, read in zip((report, *annexes), known, strict=True)
    ]
    filled = [frame for frame in frames if len(frame)]
    observations = pd.concat(filled, ignore_index=True) if filled else frames[0]
    return report_checks(
        observations,
        report_year=report.year.value,
        section_titles=[section.title for section in report.sections],
        announced_parts=report.announced_parts.value if report.announced_parts else None,
        period=report.period.value if report.period else None,
        attachments=report.attachments,
        lists=extract_enumerations(report, observations),
        lang=lang,
    )


def check_text(name: str, account: Account, checks: pd.DataFrame | None, *, lang: str) -> str:
    """Return account and checks of a document as lines of text."""
    lines = [name, *(f"  {sentence}" for sentence in account.sentences(lang))]
    if checks is None:
        lines.append(f"  {sentence_of('no_checks', lang)}")
    else:
        lines += [f"  {line}" for line in _check_lines(checks)]
    return "\n".join(lines) + "\n"


def _check_lines(checks: pd.DataFrame) -> Iterator[str]:
    width = max((len(outcome) for outcome in checks["outcome"]), default=0)
    for outcome, sentence in zip(checks["outcome"], checks["sentence"], strict=True):
        yield f"{outcome:<{width}}  {sentence}"


def _check_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise InputError(f"--lang must be zh (Chinese) or en (English), not {quoted(lang)}.")


def _chosen(rows: Sequence[Registered], year: object, district: str | None) -> Iterator[Registered]:
    from disclosure_analysis.places import PlaceError, find_place

    wanted = check_parameters(year, district or "110000").year if year else None
    try:
        place = find_place(district, wanted) if district else None
    except PlaceError as error:
        raise InputError(str(error)) from None
    for row in rows:
        of_place = place is None or row.place_code == place.code
        if of_place and wanted in (None, row.report_year):
            yield row

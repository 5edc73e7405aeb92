"""From a registered document to the files that readers get."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.corrections import corrections_files
from disclosure_analysis.parameters import (
    Parameters,
    check_body,
    check_parameters,
    check_region,
    district_named,
)
from disclosure_analysis.publishing import inputs as made_of
from disclosure_analysis.publishing.publication import Publication, publish, silent
from disclosure_analysis.registry import (
    Registered,
    annexes_of,
    find_registered,
    load_registered,
    read_registry,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from disclosure_analysis.places import Place

NOTEBOOK = Path("notebooks/district_year.ipynb")
TREND_NOTEBOOK = Path("notebooks/district_trend.ipynb")
COMPARISON_NOTEBOOK = Path("notebooks/year_comparison.ipynb")
REPORTS = Path("reports")
TRENDS = REPORTS / "trends"
COMPARISONS = REPORTS / "comparisons"
PROCESSED = Path("data/processed")


def build_report(
    root: Path,
    year: object,
    district: object,
    reporter: object = "",
    lang: object = "zh",
    *,
    force: bool = False,
    progress: Callable[[str], None] = silent,
) -> list[Path]:
    """Make a district's report for a year, unless it is there and up to date.

    Args:
        root: The project's folder.
        year: The data year.
        district: Name or code of the district.
        reporter: Name of the reporting body; empty for the district's government.
        lang: Language of the report, ``zh`` or ``en``.
        force: Make it even if it is up to date.
        progress: Called with a line for a person before each step.

    Returns:
        The paths of all files of the report.

    Raises:
        InputError: A parameter, the registry or the document is wrong (exit status 2).
        DisclosureError: The notebook failed, or the files cannot be written (exit status 1);
            files of before are as they were.
    """
    parameters = check_parameters(year, district, reporter, lang)
    rows = read_registry(root)
    place = district_named(parameters.district, parameters.year)
    registered = find_registered(rows, place, parameters.year, parameters.reporter)
    load_registered(registered)
    one = _plan(root, parameters, place, registered, rows)
    return publish(one, force=force, progress=progress)


def _plan(
    root: Path,
    parameters: Parameters,
    place: Place,
    registered: Registered,
    rows: Sequence[Registered],
) -> Publication:
    """Return what a report is made of and where it goes."""
    documents = [registered, *annexes_of(rows, registered), *_report_before(rows, registered)]

    def tables() -> Mapping[str, pd.DataFrame]:
        from disclosure_analysis.analysis import analyse_registered

        analysis = analyse_registered(registered, rows, lang=parameters.lang)
        return {
            "observations.csv": analysis.observations,
            "metrics.csv": analysis.metrics,
            "checks.csv": analysis.checks,
        }

    return Publication(
        root=root,
        notebook=NOTEBOOK,
        parameters=parameters.for_notebook(),
        lang=parameters.lang,
        subject=f"{place.full_name}, {parameters.year}",
        folder=report_folder(root, place, registered, parameters.lang),
        inputs=made_of.inputs_of(
            root,
            parameters.for_notebook(),
            root / NOTEBOOK,
            documents=documents,
            data=corrections_files(root, documents, rows),
        ),
        tables=tables,
    )


def build_trend(
    root: Path,
    district: object,
    reporter: object = "",
    lang: object = "zh",
    *,
    force: bool = False,
    progress: Callable[[str], None] = silent,
) -> list[Path]:
    """Make the page of a district over its years, unless it is there and up to date.

    Args:
        root: The project's folder.
        district: Name or code of the district.
        reporter: Name of the reporting body; empty for the district's government.
        lang: Language of the page, ``zh`` or ``en``.
        force: Make it even if it is up to date.
        progress: Called with a line for a person before each step.

    Returns:
        The paths of all files.

    Raises:
        InputError: A parameter is wrong, or the dataset has no such report (exit status 2).
        DisclosureError: The notebook failed, or the files cannot be written (exit status 1).
    """
    from disclosure_analysis.trends import trend

    asked, body, lang = check_body(district, reporter, lang)
    found = trend(asked, body, lang=lang, root=root)
    folder = root / TRENDS / found.place.folder_name
    if not found.is_whole_district:
        folder /= found.reporter
    documents = [
        row
        for row in read_registry(root)
        if (row.place_code, row.reporter) == (found.place.code, found.reporter)
    ]
    one = _from_dataset(
        root,
        TREND_NOTEBOOK,
        {"DISTRICT": asked, "REPORTER": body, "REPORT_LANG": lang},
        subject=found.place.full_name,
        folder=folder,
        tables=found.tables,
        documents=documents,
    )
    return publish(one, force=force, progress=progress)


def build_comparison(
    root: Path,
    year: object,
    region: object = "",
    lang: object = "zh",
    *,
    force: bool = False,
    progress: Callable[[str], None] = silent,
) -> list[Path]:
    """Make the page that compares the districts of a year, unless it is there and up to date.

    Args:
        root: The project's folder.
        year: The data year.
        region: A province or prefecture; empty for the whole country.
        lang: Language of the page, ``zh`` or ``en``.
        force: Make it even if it is up to date.
        progress: Called with a line for a person before each step.

    Returns:
        The paths of all files.

    Raises:
        InputError: A parameter is wrong, or the dataset has no report of that year (exit
            status 2).
        DisclosureError: The notebook failed, or the files cannot be written (exit status 1).
    """
    from disclosure_analysis.comparisons import compare

    wanted, named, lang = check_region(year, region, lang)
    found = compare(wanted, named, lang=lang, root=root)
    folder = root / COMPARISONS / str(wanted)
    if found.region:
        folder /= found.region
    one = _from_dataset(
        root,
        COMPARISON_NOTEBOOK,
        {"YEAR": wanted, "REGION": named, "REPORT_LANG": lang},
        subject=f"{found.region} {wanted}".strip(),
        folder=folder,
        tables=found.tables,
    )
    return publish(one, force=force, progress=progress)


def _from_dataset(
    root: Path,
    notebook: Path,
    parameters: dict[str, int | str],
    *,
    subject: str,
    folder: Path,
    tables: Callable[[], Mapping[str, pd.DataFrame]],
    documents: Iterable[Registered] = (),
) -> Publication:
    """Return what a page from the dataset is made of; ``folder`` is that of its Chinese edition."""
    lang = str(parameters["REPORT_LANG"])
    return Publication(
        root=root,
        notebook=notebook,
        parameters=parameters,
        lang=lang,
        subject=subject,
        folder=folder if lang == "zh" else folder / lang,
        inputs=made_of.inputs_of(
            root,
            parameters,
            root / notebook,
            documents=documents,
            data=sorted((root / PROCESSED).glob("*.csv")),
        ),
        tables=tables,
    )


def report_folder(root: Path, place: Place, registered: Registered, lang: str = "zh") -> Path:
    """Return the folder of a report: ``reports/<year>/<place>[/<reporter>][/en]``."""
    folder = root / REPORTS / str(registered.report_year) / place.folder_name
    if not registered.is_whole_district:
        folder /= registered.reporter
    return folder if lang == "zh" else folder / lang


def _report_before(rows: Sequence[Registered], registered: Registered) -> list[Registered]:
    """Return the same reporter's documents of the year before, which growth is computed from."""
    code, year, *rest = registered.key
    return [row for row in rows if row.key == (code, year - 1, *rest)]

"""From a registered document to the files that readers get."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import InputError
from disclosure_analysis.parameters import Parameters, check_parameters
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
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from disclosure_analysis.places import Place

NOTEBOOK = Path("notebooks/district_year.ipynb")
REPORTS = Path("reports")


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
    place = placed(parameters.district, parameters.year)
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
            root, parameters.for_notebook(), root / NOTEBOOK, documents=documents
        ),
        tables=tables,
    )


def report_folder(root: Path, place: Place, registered: Registered, lang: str = "zh") -> Path:
    """Return the folder of a report: ``reports/<year>/<place>[/<reporter>][/en]``."""
    folder = root / REPORTS / str(registered.report_year) / place.folder_name
    if not registered.is_whole_district:
        folder /= registered.reporter
    return folder if lang == "zh" else folder / lang


def placed(district: str, year: int) -> Place:
    """Return the place that a district's name or code means.

    Raises:
        InputError: The place is unknown or ambiguous.
    """
    from disclosure_analysis.places import PlaceError, find_place

    try:
        return find_place(district, year)
    except PlaceError as error:
        raise InputError(str(error)) from None


def _report_before(rows: Sequence[Registered], registered: Registered) -> list[Registered]:
    """Return the same reporter's documents of the year before, which growth is computed from."""
    code, year, *rest = registered.key
    return [row for row in rows if row.key == (code, year - 1, *rest)]

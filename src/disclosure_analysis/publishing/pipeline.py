"""From a registered document to the files that readers get."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.parameters import Parameters, check_parameters
from disclosure_analysis.publishing import inputs as made_of
from disclosure_analysis.publishing import outputs
from disclosure_analysis.registry import (
    Registered,
    annexes_of,
    find_registered,
    load_registered,
    read_registry,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbformat import NotebookNode

    from disclosure_analysis.places import Place

NOTEBOOK = Path("notebooks/district_year.ipynb")
REPORTS = Path("reports")
FAILED = "report.failed.ipynb"
PDF = "report.pdf"
MANIFEST = "manifest.json"
MEDIA_TYPES = {
    "report.ipynb": "application/x-ipynb+json",
    "observations.csv": "text/csv",
    "metrics.csv": "text/csv",
    "checks.csv": "text/csv",
    "inputs.json": "application/json",
}
"""Files that page and PDF carry, in the order that they are offered in."""


@dataclass(frozen=True, slots=True)
class Job:
    """A report to be made.

    Attributes:
        root: The project's folder.
        parameters: What was asked for.
        place: The district found.
        registered: The document found.
        folder: Where the files go.
        inputs: What the files depend on.
    """

    root: Path
    parameters: Parameters
    place: Place
    registered: Registered
    folder: Path
    inputs: dict[str, Any]

    @property
    def shown_folder(self) -> str:
        """The folder as messages name it."""
        return str(self.folder.relative_to(self.root))


def silent(_line: str) -> None:
    """Show no progress."""


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
    job = plan_report(root, check_parameters(year, district, reporter, lang))
    load_registered(job.registered)
    if not force and made_of.is_up_to_date(job.folder, job.inputs):
        progress(f"{job.shown_folder} is up to date.")
        return _published_files(job.folder)
    outputs.check_writable(job.folder)
    notebook = _executed(job, progress)
    progress("[2/4] Writing the tables")
    files = _data_files(job, notebook)
    progress("[3/4] Writing the page and the PDF")
    files |= _editions(notebook, files)
    progress(f"[4/4] Placing the files in {job.shown_folder}")
    files[MANIFEST] = outputs.json_bytes(made_of.manifest_of(job.inputs, files))
    return outputs.place_files(job.folder, files, last=MANIFEST, remove=(FAILED,))


def plan_report(root: Path, parameters: Parameters) -> Job:
    """Find place and document of a report, and where it goes, before any work is done.

    Raises:
        InputError: The place is unknown or ambiguous, or no such report is registered.
    """
    place = _find_place(parameters)
    rows = read_registry(root)
    registered = find_registered(rows, place, parameters.year, parameters.reporter)
    documents = [registered, *annexes_of(rows, registered), *_report_before(rows, registered)]
    return Job(
        root=root,
        parameters=parameters,
        place=place,
        registered=registered,
        folder=report_folder(root, place, registered, parameters.lang),
        inputs=made_of.report_inputs(root, parameters, documents, root / NOTEBOOK),
    )


def report_folder(root: Path, place: Place, registered: Registered, lang: str = "zh") -> Path:
    """Return the folder of a report: ``reports/<year>/<place>[/<reporter>][/en]``."""
    folder = root / REPORTS / str(registered.report_year) / place.folder_name
    if not registered.is_whole_district:
        folder /= registered.reporter
    return folder if lang == "zh" else folder / lang


def _find_place(parameters: Parameters) -> Place:
    from disclosure_analysis.places import PlaceError, find_place

    try:
        return find_place(parameters.district, parameters.year)
    except PlaceError as error:
        raise InputError(str(error)) from None


def _report_before(rows: Sequence[Registered], registered: Registered) -> list[Registered]:
    """Return the same reporter's documents of the year before, which growth is computed from."""
    code, year, *rest = registered.key
    return [row for row in rows if row.key == (code, year - 1, *rest)]


def _executed(job: Job, progress: Callable[[str], None]) -> NotebookNode:
    from disclosure_analysis.publishing.execute import (
        NotebookFailedError,
        read_notebook,
        run_notebook,
    )
    from disclosure_analysis.publishing.headings import in_language

    progress(f"[1/4] Running {NOTEBOOK} for {job.place.full_name}, {job.parameters.year}")
    try:
        notebook = run_notebook(
            in_language(read_notebook(job.root / NOTEBOOK), job.parameters.lang),
            job.parameters.for_notebook(),
            root=job.root,
            name=NOTEBOOK.name,
            show_progress=progress is not silent,
        )
    except NotebookFailedError as error:
        raise _kept(job, error.notebook, str(error)) from None
    return _described(job, notebook)


def _kept(job: Job, notebook: NotebookNode, message: str) -> DisclosureError:
    """Keep a failed notebook beside the published files, and say where."""
    outputs.place_files(job.folder, {FAILED: _notebook_bytes(notebook)})
    return DisclosureError(
        f"{message.rstrip('.')}; see {job.shown_folder}/{FAILED} for the notebook as far as it "
        "ran (files published before are untouched)."
    )


def _described(job: Job, notebook: NotebookNode) -> NotebookNode:
    """Give a notebook the title, language and inputs that its editions carry."""
    from disclosure_analysis.publishing.headings import UNTITLED, notebook_title

    notebook.metadata["language"] = job.parameters.lang
    title = notebook_title(notebook)
    if title == UNTITLED:
        title = f"{job.registered.title} ({job.place.full_name}, {job.parameters.year})"
    notebook.metadata["title"] = title
    notebook.metadata["disclosure"] = {"inputs": job.inputs}
    return notebook


def _data_files(job: Job, notebook: NotebookNode) -> dict[str, bytes]:
    from disclosure_analysis.analysis import analyse

    asked = job.parameters
    analysis = analyse(asked.year, asked.district, asked.reporter, lang=asked.lang, root=job.root)
    return {
        "report.ipynb": _notebook_bytes(notebook),
        "observations.csv": outputs.csv_bytes(analysis.observations),
        "metrics.csv": outputs.csv_bytes(analysis.metrics),
        "checks.csv": outputs.csv_bytes(analysis.checks),
        "inputs.json": outputs.json_bytes(job.inputs),
    }


def _editions(notebook: NotebookNode, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return page and PDF, each carrying the data files."""
    from disclosure_analysis.publishing.typst_pdf import ATTACHED_REPORT, notebook_to_pdf
    from disclosure_analysis.publishing.web_page import Download, notebook_to_page, read_labels

    downloads = [Download(name, kind, files[name]) for name, kind in MEDIA_TYPES.items()]
    labels = read_labels(notebook.metadata["language"])
    attachments = {d.name: (d.content, d.mimetype, labels[d.name]) for d in downloads}
    page = notebook_to_page(notebook, downloads=downloads, pdf_link=PDF)
    pdf = notebook_to_pdf(notebook, standards=ATTACHED_REPORT, attachments=attachments)
    return {"report.html": page.encode(), PDF: pdf}


def _notebook_bytes(notebook: NotebookNode) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return text.encode()


def _published_files(folder: Path) -> list[Path]:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    return [*(folder / name for name in manifest["outputs"]), folder / MANIFEST]

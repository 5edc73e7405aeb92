"""A notebook with its parameters, and the files that readers get of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosure_analysis import outputs
from disclosure_analysis.errors import DisclosureError
from disclosure_analysis.publishing import inputs as made_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from nbformat import NotebookNode

    from disclosure_analysis.publishing.web_page import Download

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
MOST_CARRIED = 1_000_000
"""Bytes of a table that page and PDF carry; they name a larger one, which stands beside them."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published, planned before any work is done.

    Attributes:
        root: The project's folder.
        notebook: The notebook's path below it.
        parameters: Values of the notebook's parameters.
        lang: Language of the edition, ``zh`` or ``en``.
        subject: What it is about, for messages and for a notebook without a title.
        folder: Where the files go.
        inputs: What the files depend on.
        tables: Gives the tables that go with it, by file name.
    """

    root: Path
    notebook: Path
    parameters: dict[str, int | str]
    lang: str
    subject: str
    folder: Path
    inputs: dict[str, Any]
    tables: Callable[[], Mapping[str, pd.DataFrame]]

    @property
    def shown_folder(self) -> str:
        """The folder as messages name it."""
        return str(self.folder.relative_to(self.root))


def silent(_line: str) -> None:
    """Show no progress."""


def publish(
    one: Publication, *, force: bool = False, progress: Callable[[str], None] = silent
) -> list[Path]:
    """Make the files of a publication, unless they are there and up to date.

    Args:
        one: What is to be published.
        force: Make it even if it is up to date.
        progress: Called with a line for a person before each step.

    Returns:
        The paths of all files.

    Raises:
        DisclosureError: The notebook failed, or the files cannot be written (exit status 1);
            files of before are as they were.
    """
    if not force and made_of.is_up_to_date(one.folder, one.inputs):
        progress(f"{one.shown_folder} is up to date.")
        return _published_files(one.folder)
    outputs.check_writable(one.folder)
    notebook = _executed(one, progress)
    progress("[2/4] Writing the tables")
    files = _data_files(one, notebook)
    progress("[3/4] Writing the page and the PDF")
    files |= _editions(notebook, files)
    progress(f"[4/4] Placing the files in {one.shown_folder}")
    files[MANIFEST] = outputs.json_bytes(made_of.manifest_of(one.inputs, files))
    return outputs.place_files(one.folder, files, last=MANIFEST, remove=(FAILED,))


def _executed(one: Publication, progress: Callable[[str], None]) -> NotebookNode:
    from disclosure_analysis.publishing.execute import (
        NotebookFailedError,
        read_notebook,
        run_notebook,
    )
    from disclosure_analysis.publishing.headings import in_language

    progress(f"[1/4] Running {one.notebook} for {one.subject}")
    try:
        notebook = run_notebook(
            in_language(read_notebook(one.root / one.notebook), one.lang),
            one.parameters,
            root=one.root,
            name=one.notebook.name,
            show_progress=progress is not silent,
        )
    except NotebookFailedError as error:
        raise _kept(one, error.notebook, str(error)) from None
    return _described(one, notebook)


def _kept(one: Publication, notebook: NotebookNode, message: str) -> DisclosureError:
    """Keep a failed notebook beside the published files, and say where."""
    outputs.place_files(one.folder, {FAILED: _notebook_bytes(notebook)})
    return DisclosureError(
        f"{message.rstrip('.')}; see {one.shown_folder}/{FAILED} for the notebook as far as it "
        "ran (files published before are untouched)."
    )


def _described(one: Publication, notebook: NotebookNode) -> NotebookNode:
    """Give a notebook the title, language and inputs that its editions carry."""
    from disclosure_analysis.publishing.headings import UNTITLED, notebook_title

    notebook.metadata["language"] = one.lang
    title = notebook_title(notebook)
    if title == UNTITLED:
        title = one.subject
    notebook.metadata["title"] = title
    notebook.metadata["disclosure"] = {"inputs": one.inputs}
    return notebook


def _data_files(one: Publication, notebook: NotebookNode) -> dict[str, bytes]:
    return {
        "report.ipynb": _notebook_bytes(notebook),
        **{name: outputs.csv_bytes(frame) for name, frame in one.tables().items()},
        "inputs.json": outputs.json_bytes(one.inputs),
    }


def _editions(notebook: NotebookNode, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return page and PDF, each carrying the data files but for large tables."""
    from disclosure_analysis.publishing.typst_pdf import ATTACHED_REPORT, notebook_to_pdf
    from disclosure_analysis.publishing.web_page import notebook_to_page, read_labels

    downloads = downloads_of(files)
    labels = read_labels(notebook.metadata["language"])
    attachments = {
        d.name: (d.content, d.mimetype, labels[d.name]) for d in downloads if not d.beside
    }
    page = notebook_to_page(notebook, downloads=downloads, pdf_link=PDF)
    pdf = notebook_to_pdf(notebook, standards=ATTACHED_REPORT, attachments=attachments)
    return {"report.html": page.encode(), PDF: pdf}


def downloads_of(files: Mapping[str, bytes]) -> list[Download]:
    """Return the files that a page offers; large tables stand beside it."""
    from disclosure_analysis.publishing.web_page import Download

    large = {name for name in files if name.endswith(".csv") and len(files[name]) > MOST_CARRIED}
    return [Download(name, kind, files[name], name in large) for name, kind in MEDIA_TYPES.items()]


def _notebook_bytes(notebook: NotebookNode) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return text.encode()


def _published_files(folder: Path) -> list[Path]:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    return [*(folder / name for name in manifest["outputs"]), folder / MANIFEST]

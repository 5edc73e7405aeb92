"""What a notebook is called and which language it is in."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

TITLE = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
CHINESE = re.compile(r"[一-鿿]")
UNTITLED = "Notebook"


def notebook_title(notebook: NotebookNode) -> str:
    """Return a notebook's title: its metadata's, else its first top-level heading."""
    given = str(notebook.metadata.get("title", "")).strip()
    headings = (match.group(1) for text in _markdown(notebook) for match in TITLE.finditer(text))
    return given or next(headings, UNTITLED)


def notebook_language(notebook: NotebookNode) -> str:
    """Return a notebook's language: its metadata's, else ``zh`` where it holds Chinese."""
    given = str(notebook.metadata.get("language", ""))
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", given):
        return given
    return "zh" if any(CHINESE.search(text) for text in _markdown(notebook)) else "en"


def in_language(notebook: NotebookNode, lang: str) -> NotebookNode:
    """Return a notebook with its Markdown cells in a language.

    A cell carries its translations in its metadata, under ``translations`` by language; a cell
    without one stays as it is.
    """
    translated = copy.deepcopy(notebook)
    for cell in translated.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.metadata.get("translations", {}).get(lang, cell.source)
    return translated


def _markdown(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/markdown", "")
            yield "".join(text)

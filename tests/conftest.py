"""Small worlds that the tests run in."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from disclosure_analysis.registry import COLUMNS

DOCUMENT = "攀枝花市东区2017年政府信息公开工作年度报告\n\n  一、概述\n\n  2017年公开信息120条。\n"


def registry_row(**changes: str) -> dict[str, str]:
    """Return the row of the small document, with changes."""
    row = dict.fromkeys(COLUMNS, "") | {
        "place_code": "510402",
        "place": "四川省攀枝花市东区",
        "reporter": "攀枝花市东区人民政府",
        "body": "government",
        "scope": "area",
        "report_year": "2017",
        "file": "a.txt",
        "sha256": hashlib.sha256(DOCUMENT.encode()).hexdigest(),
        "title": "攀枝花市东区2017年政府信息公开工作年度报告",
        "published": "2018-03-23",
        "rights": "none reserved",
    }
    return row | changes


def write_registry(root: Path, *rows: dict[str, str]) -> None:
    with (root / "data/raw/registry.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def notebook_of(*cells: str, parameters: str = "") -> NotebookNode:
    """Return a notebook of code cells, those that begin with "#" and a space being Markdown."""
    v4 = nbformat.v4
    made = [
        v4.new_markdown_cell(text) if text.startswith("# ") else v4.new_code_cell(text)
        for text in cells
    ]
    if parameters:
        made.insert(0, v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook: NotebookNode = v4.new_notebook(cells=made, metadata=metadata)
    return notebook


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with one registered document."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/a.txt").write_bytes(DOCUMENT.encode())
    (tmp_path / "requirements.lock").write_text("", encoding="utf-8")
    write_registry(tmp_path, registry_row())
    return tmp_path


@pytest.fixture
def write_notebook(project: Path) -> Callable[..., Path]:
    """Store a notebook of the given cells as the district-year notebook."""

    def write(*cells: str, parameters: str = "YEAR = 2017\nDISTRICT = ''") -> Path:
        path = project / "notebooks/district_year.ipynb"
        nbformat.write(notebook_of(*cells, parameters=parameters), path)
        return path

    return write

import json
import sys
from pathlib import Path

import nbformat
import pytest

from conftest import notebook_of
from disclosure_analysis.errors import InputError
from disclosure_analysis.publishing import execute
from disclosure_analysis.publishing.execute import (
    NotebookFailedError,
    check_notebook_parameters,
    read_notebook,
    run_notebook,
)

DEFAULTS = "YEAR = 2017  # the data year\nDISTRICT = ''"


def outputs(notebook: nbformat.NotebookNode) -> str:
    return "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])
    )


def test_a_notebook_gets_its_parameters_readably(project: Path) -> None:
    hostile = "东区 \"'\\ $(x) {y} \\u4e1c"
    executed = run_notebook(
        notebook_of("print(YEAR + 1, DISTRICT)", parameters=DEFAULTS),
        {"YEAR": 2018, "DISTRICT": hostile},
        root=project,
    )
    injected = executed.cells[1]
    assert injected.metadata.tags == ["injected-parameters"]
    assert "东区" in injected.source
    assert outputs(executed) == f"2019 {hostile}\n"


def test_the_kernel_is_the_running_interpreter_in_the_notebooks_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = project / "kernels/python3"
    foreign.mkdir(parents=True)
    spec = {"argv": ["/bin/false"], "display_name": "foreign", "language": "python"}
    (foreign / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(project))
    code = "import os, sys; print(sys.executable, os.getcwd(), os.environ['DISCLOSURE_ROOT'])"
    executed = run_notebook(notebook_of(code), {}, root=project)
    assert outputs(executed).split() == [
        sys.executable,
        str(project.resolve() / "notebooks"),
        str(project),
    ]


def test_two_runs_give_the_same_bytes_and_a_clean_standard_error(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    notebook = notebook_of("for i in range(50): print(i, {'东', '西'})", parameters=DEFAULTS)
    first, second = (
        nbformat.writes(run_notebook(notebook, {"YEAR": 2016}, root=project)) for _ in range(2)
    )
    assert first == second
    assert str(project) not in first
    assert capfd.readouterr().err == ""


def test_a_failed_cell_is_kept_and_told_in_a_sentence(project: Path) -> None:
    with pytest.raises(NotebookFailedError, match="in cell 2: ValueError: no such district") as e:
        run_notebook(
            notebook_of("print('before')", "raise ValueError('no such\\ndistrict')", "print(3)"),
            {},
            root=project,
            name="district_year.ipynb",
        )
    kept = e.value.notebook
    assert "before" in outputs(kept)
    assert any(
        output.output_type == "error" for cell in kept.cells for output in cell.get("outputs", [])
    )
    assert e.value.exit_status == 1
    assert "\n" not in str(e.value)


def test_a_kernel_that_dies_leaves_a_notebook_that_says_so(project: Path) -> None:
    with pytest.raises(NotebookFailedError, match="DeadKernelError") as e:
        run_notebook(notebook_of("import os; os._exit(1)"), {}, root=project)
    assert "did not run" in e.value.notebook.cells[0].source


def test_a_cell_that_takes_too_long_is_stopped(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "CELL_SECONDS", 1)
    with pytest.raises(NotebookFailedError, match="CellTimeoutError"):
        run_notebook(notebook_of("import time; time.sleep(60)"), {}, root=project)


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"JAHR": 2017}, "JAHR is unknown; it has YEAR, DISTRICT"),
        ({"YEAR": "2017"}, "YEAR must be int, not str"),
        ({"YEAR": True}, "YEAR must be int, not bool"),
        ({"DISTRICT": None}, "DISTRICT must be str, not NoneType"),
        ({"YEAR": 2.0, "X": 1}, "YEAR must be int, not float; X is unknown"),
    ],
)
def test_a_parameter_that_the_notebook_does_not_have_is_refused(
    parameters: dict[str, object], problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        check_notebook_parameters(notebook_of(parameters=DEFAULTS), parameters)


def test_a_default_that_is_computed_takes_any_type() -> None:
    notebook = notebook_of(parameters="YEAR = max(years)")
    check_notebook_parameters(notebook, {"YEAR": "2017"})


@pytest.mark.parametrize("content", [None, "", "[]", '{"cells": 3}', "text"])
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.ipynb"):
        read_notebook(path)


def test_a_folder_is_no_notebook(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_notebook(tmp_path)

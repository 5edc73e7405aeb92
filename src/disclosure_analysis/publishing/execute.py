"""Running a parameterised notebook with papermill.

What comes back depends on the notebook, its parameters and the library alone: run times, paths
and random ids are taken out, the kernel is the running interpreter whatever kernels a machine
has, and the user's IPython settings play no part.
"""

from __future__ import annotations

import ast
import copy
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.project import ROOT_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

KERNEL_START_SECONDS = 120
CELL_SECONDS = 900
INJECTED_CELL_ID = "injected-parameters"
DATES_IN_FIGURES = "0"


class NotebookFailedError(DisclosureError):
    """A notebook did not run to its end.

    Attributes:
        notebook: The notebook as far as it ran, with the error in it.
    """

    def __init__(self, message: str, notebook: NotebookNode) -> None:
        super().__init__(message)
        self.notebook = notebook


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file in the present format.

    Raises:
        InputError: The file is missing, unreadable or no notebook.
    """
    import nbformat

    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise InputError(f"The notebook {path} is missing: restore it.") from None
    except OSError as error:
        raise InputError(f"The notebook {path} cannot be read ({error.strerror}).") from None
    except Exception:
        # nbformat raises errors of many unrelated kinds for files that are no notebooks.
        raise InputError(f"{path} is no Jupyter notebook: restore it.") from None
    return notebook


def run_notebook(
    notebook: NotebookNode,
    parameters: Mapping[str, object],
    *,
    root: Path,
    name: str = "notebook",
    show_progress: bool = False,
) -> NotebookNode:
    """Run a notebook with papermill and return it executed.

    Args:
        notebook: The notebook; it is left as it is.
        parameters: Values for the names that its cell tagged ``parameters`` sets.
        root: The project's folder; the notebook runs in its ``notebooks`` folder.
        name: What messages call the notebook.
        show_progress: Draw a progress bar on standard output while it runs.

    Raises:
        InputError: A parameter has a name or a type that the notebook does not have.
        NotebookFailedError: A cell failed, took too long, or the kernel did not start.
    """
    check_notebook_parameters(notebook, parameters, name=name)
    with tempfile.TemporaryDirectory() as folder:
        executed = _run_with_papermill(
            notebook,
            parameters,
            log=Path(folder) / "executed.ipynb",
            settings=_kernel_settings(root, Path(folder)),
            folder=root / "notebooks",
            name=name,
            show_progress=show_progress,
        )
    return without_traces(executed)


def check_notebook_parameters(
    notebook: NotebookNode, parameters: Mapping[str, object], *, name: str = "notebook"
) -> None:
    """Refuse parameters that a notebook does not have, or has with another type.

    Raises:
        InputError: papermill itself would warn at most, and run on the defaults.
    """
    declared = _declared_parameters(notebook)
    problems = []
    for parameter, value in parameters.items():
        kind = declared.get(parameter)
        if parameter not in declared:
            problems.append(f"{parameter} is unknown")
        elif kind is not None and type(value) is not kind:
            problems.append(f"{parameter} must be {kind.__name__}, not {type(value).__name__}")
    if problems:
        names = ", ".join(declared) or "none"
        raise InputError(
            f"Parameters of {name} are wrong: {'; '.join(problems)}; it has {names}: correct them."
        )


def without_traces(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of an executed notebook without what differs from run to run."""
    clean = copy.deepcopy(notebook)
    trace = clean.metadata.pop("papermill", {})
    clean.metadata["papermill"] = {"parameters": dict(sorted(trace.get("parameters", {}).items()))}
    for cell in clean.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if INJECTED_CELL_ID in cell.metadata.get("tags", []):
            cell["id"] = INJECTED_CELL_ID
    return clean


def _declared_parameters(notebook: NotebookNode) -> dict[str, type | None]:
    """Return the parameters' names with their types, where the default is a literal."""
    import papermill

    return {
        name: _literal_type(details["default"])
        for name, details in papermill.inspect_notebook(copy.deepcopy(notebook)).items()
    }


def _literal_type(default: str) -> type | None:
    try:
        return type(ast.literal_eval(default))
    except (ValueError, SyntaxError):
        return None


def _run_with_papermill(
    notebook: NotebookNode,
    parameters: Mapping[str, object],
    *,
    log: Path,
    settings: dict[str, str],
    folder: Path,
    name: str,
    show_progress: bool,
) -> NotebookNode:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    _register_readable_parameters()
    options: dict[str, Any] = {
        "kernel_name": "python3",
        "progress_bar": _progress_bar(name) if show_progress else False,
        "start_timeout": KERNEL_START_SECONDS,
        "execution_timeout": CELL_SECONDS,
        "resources": {"metadata": {"path": str(folder)}},
        "record_timing": False,
        "coalesce_streams": True,
    }
    try:
        with log.with_suffix(".noise").open("w", encoding="utf-8") as noise:
            options["kernel_manager_class"] = _kernel_manager_class(settings, noise)
            executed: NotebookNode = papermill.execute_notebook(
                copy.deepcopy(notebook), _literal_path(log), dict(parameters), **options
            )
    except PapermillExecutionError as error:
        message = f"{name} failed in cell {error.exec_count}: {error.ename}: {error.evalue}"
        raise NotebookFailedError(_sentence(message), _log_of_run(log, notebook)) from None
    except Exception as error:
        message = f"{name} did not run: {type(error).__name__}: {error} {_last_noise(log)}"
        failed = _log_of_run(log, notebook)
        failed.cells.insert(0, _note(message))
        raise NotebookFailedError(_sentence(message), failed) from None
    return executed


def _literal_path(path: Path) -> str:
    """Return a path for papermill, which takes braces for parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _last_noise(log: Path) -> str:
    """Return the last line that the kernel process wrote before it gave up."""
    noise = log.with_suffix(".noise")
    text = noise.read_text(encoding="utf-8", errors="replace") if noise.exists() else ""
    return text.strip().rpartition("\n")[2]


def _log_of_run(log: Path, notebook: NotebookNode) -> NotebookNode:
    """Return the notebook as far as it ran, which papermill writes after each cell."""
    return without_traces(read_notebook(log) if log.exists() else notebook)


def _note(message: str) -> NotebookNode:
    import nbformat

    cell: NotebookNode
    cell = nbformat.v4.new_markdown_cell(f"**{_sentence(message)}**", id="failure")
    cell.metadata["tags"] = ["papermill-error-cell-tag"]
    return cell


def _sentence(message: str) -> str:
    first = " ".join(message.split())
    return first if len(first) <= 500 else first[:500] + " …"


def _progress_bar(name: str) -> dict[str, Any]:
    return {"desc": name, "file": sys.stdout, "disable": not sys.stdout.isatty(), "leave": False}


def _kernel_settings(root: Path, folder: Path) -> dict[str, str]:
    """Return the environment of a kernel whose results depend on the project alone."""
    return {
        ROOT_VARIABLE: str(root),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", DATES_IN_FIGURES),
        # Else the debugger writes to standard error that modules are frozen.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _kernel_manager_class(settings: dict[str, str], noise: TextIO) -> type:
    """Return a manager of kernels that are the running interpreter.

    A kernel looked up by the name python3 may be any interpreter that the user once installed.

    Args:
        settings: The kernel's environment, beside the process's own.
        noise: Where the kernel process's own standard error goes; cells' output is apart.
    """
    import zmq
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    class RunningInterpreter(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(**get_kernel_dict(), env=settings)

        @default("transport_encryption")
        def _encrypt_where_possible(self) -> str:
            return "auto" if zmq.has("curve") else "disabled"

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            await super().start_kernel(stderr=noise, **options)

    return RunningInterpreter


def _register_readable_parameters() -> None:
    """Have papermill write 东区 into the notebook as it is, not as escapes."""
    from papermill.translators import PythonTranslator, papermill_translators

    class ReadableTranslator(PythonTranslator):  # type: ignore[misc]
        @classmethod
        def translate_str(cls, val: str) -> str:
            return repr(val)

    papermill_translators.register("python", ReadableTranslator)

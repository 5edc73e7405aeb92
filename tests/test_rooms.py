"""The rooms of CONTRIBUTING.md: a module imports only from its own room and those above it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/disclosure_analysis"
ABOVE_ALL = ("__init__", "__main__")


def rooms() -> dict[str, int]:
    """Return the number of each module's room, from the first to the last."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {
        name.rstrip("/"): number
        for number, row in enumerate(rows)
        for name in re.findall(r"`([\w/]+)`", row)
    }


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of the package that a file imports when it runs, not for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in for_types or not node.module:
            continue
        package, _, module = node.module.partition(".")
        if package == "disclosure_analysis":
            yield from [module.split(".")[0]] if module else (name.name for name in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_from_no_room_below_its_own(path: Path) -> None:
    known = rooms()
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own in ABOVE_ALL:
        return
    assert own in known, f"CONTRIBUTING.md names no room for {own}"
    below = [name for name in imported(path) if known.get(name, 0) > known[own]]
    assert below == []

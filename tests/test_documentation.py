"""Examples in the documentation run as they are written, from the project's folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "README.md",
    "README.zh.md",
    *(f"docs/{name}.md" for name in ("dataset", "corrections", "practice", "metrics")),
)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(page, found[1], id=f"{page}-{number}")
    for page in PAGES
    for number, found in enumerate(BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")), 1)
]


def test_every_page_has_an_example() -> None:
    assert {one.values[0] for one in EXAMPLES} == set(PAGES)


@pytest.mark.parametrize(("page", "code"), EXAMPLES)
def test_an_example_runs_alone(monkeypatch: pytest.MonkeyPatch, page: str, code: str) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("DISCLOSURE_ROOT", raising=False)
    exec(compile(code, page, "exec"), {"__name__": "example"})

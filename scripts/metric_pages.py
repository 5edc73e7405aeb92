"""Writes the tables of docs/metrics.md and docs/comparability.md: python -m scripts.metric_pages.

Each stands between ``<!-- NAME -->`` and ``<!-- end -->`` and comes from the package's tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from disclosure_analysis.metrics.eras import ERAS
from disclosure_analysis.tables import table

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = ("metrics.md", "comparability.md")
_SPANS = [span for year, era in ERAS.items() for span in (str(year), era) if span != "2008"]
_SIGNS = {"comparable": "=", "bridged": "~", "broken": "×"}


def main() -> None:
    """Write the tables of both pages anew."""
    for name in PAGES:
        path = DOCS / name
        path.write_text(rendered(path.read_text(encoding="utf-8")), encoding="utf-8")


def rendered(page: str) -> str:
    """Return a page with its tables written anew."""
    return re.sub(
        r"(<!-- (\w+) -->\n).*?(<!-- end -->)",
        lambda match: f"{match[1]}{TABLES[match[2]]()}\n{match[3]}",
        page,
        flags=re.DOTALL,
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def metrics() -> str:
    """Return the table of all metrics."""
    header = ("name", "中文", "English", "formula", "unit", "forms", "comparability", "source")
    return _table(
        header,
        (
            (
                _code(row["name"]),
                row["zh"],
                row["en"],
                row["formula"],
                row["unit"] or "–",
                ", ".join(row["forms"].replace("|", " ").split()) or "–",
                _code(row["comparability"]) or "of the indicator",
                row["source"],
            )
            for row in table("metrics")
        ),
    )


def sums() -> str:
    """Return the table of numerators and denominators."""
    rows = []
    for row in table("metrics"):
        if row["method"] == "ratio":
            columns = [row[name].split("|") for name in ("forms", "numerator", "denominator")]
            most = max(map(len, columns))
            filled = [column if len(column) == most else column * most for column in columns]
            for forms, above, below in zip(*filled, strict=True):
                sides = [f"Σ{row['parts']}" if s.strip() == "Σ" else s for s in (above, below)]
                told = [_code(side.strip()) for side in sides]
                rows.append((_code(row["name"]), forms.strip(), *told))
    return _table(("name", "forms", "numerator", "denominator"), rows)


def parts() -> str:
    """Return the table of sets of parts."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in table("metric_parts"):
        found.setdefault((row["set"], row["whole"], row["forms"]), []).append(row["part"])
    rows = (
        (_code(set_), _code(whole), forms, ", ".join(map(_code, names)))
        for (set_, whole, forms), names in found.items()
    )
    return _table(("set", "whole", "forms", "parts"), rows)


def comparability_codes() -> str:
    """Return the table of comparability codes."""
    rows = ((_code(row["code"]), row["zh"], row["en"]) for row in table("comparability"))
    return _table(("code", "中文", "English"), rows)


def usage_warnings() -> str:
    """Return the table of usage warnings."""
    rows = (
        (_code(row["code"]), row["zh"], row["en"], row["meaning"])
        for row in table("usage_warnings")
    )
    return _table(("code", "中文", "English", "when"), rows)


def steps() -> str:
    """Return the table of steps: indicators that are treated alike share a row."""
    by_indicator: dict[str, dict[str, str]] = {}
    for row in table("series_steps"):
        reason = "" if row["reason"] in ("", "bridged") else f" {row['reason']}"
        by_indicator.setdefault(row["indicator"], {})[row["span"]] = _SIGNS[row["step"]] + reason
    alike: dict[tuple[str, ...], list[str]] = {}
    for indicator, told in by_indicator.items():
        alike.setdefault(tuple(told.get(s, "") for s in [*_SPANS, "2024"]), []).append(indicator)
    rows = (([", ".join(map(_code, names)), *told]) for told, names in alike.items())
    return _table(("indicators", *_SPANS, "2024"), rows)


def bridges() -> str:
    """Return the words of bridges and breaks."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for row in table("series_steps"):
        if row["zh"]:
            key = (row["span"], _SIGNS[row["step"]], row["zh"], row["en"])
            found.setdefault(key, []).append(row["indicator"])
    rows = ((*key, ", ".join(map(_code, names))) for key, names in sorted(found.items()))
    return _table(("boundary", "", "中文", "English", "indicators"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "metrics": metrics,
    "sums": sums,
    "parts": parts,
    "comparability_codes": comparability_codes,
    "usage_warnings": usage_warnings,
    "steps": steps,
    "bridges": bridges,
}

if __name__ == "__main__":
    main()

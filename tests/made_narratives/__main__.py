"""Look at the corpus: ``python -m tests.made_narratives check [FILE…]`` or ``show SEED``."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from .documents import compose
from .files import Case, case_files, read_cases, read_report, report_files
from .marked_text import MarkedTextError
from .truth import Item

_USAGE = "Usage: python -m tests.made_narratives check [FILE…] | show SEED\n"


def main(words: list[str]) -> int:
    """Run the command; return 0 for no errors, 1 for some, 2 for a wrong call."""
    if words[:1] == ["check"]:
        return check([Path(name) for name in words[1:]])
    if len(words) == 2 and words[0] == "show" and words[1].isdigit():
        return show(int(words[1]))
    sys.stderr.write(_USAGE)
    return 2


def show(seed: int) -> int:
    """Print a composed report and what it states."""
    report = compose(seed)
    print(f"{report.name}; {report.reporter}, {report.year}\n\n{report.text}")
    _print_items(report.items, aloud=True)
    return 0


def check(paths: list[Path]) -> int:
    """Parse files; print errors, and for files that were named every item."""
    errors = 0
    for path in paths or [*case_files(), *report_files()]:
        try:
            errors += _check_file(path, aloud=bool(paths))
        except OSError as error:
            print(f"{path} cannot be read: {error.strerror}")
            errors += 1
    print(f"{errors} errors" if errors else "no errors")
    return 1 if errors else 0


def _check_file(path: Path, *, aloud: bool) -> int:
    try:
        if path.resolve().parent.name == "reports":
            report = read_report(path)
            _print_items(report.items, aloud)
            return 0
        cases = read_cases(path)
    except MarkedTextError as error:
        print(error)
        return 1
    return sum(_check_case(case, aloud) for case in cases)


def _check_case(case: Case, aloud: bool) -> int:
    try:
        text, items = case.written(Random(0))
        for seed in range(1, 10):
            case.written(Random(seed))
    except MarkedTextError as error:
        print(error)
        return 1
    if aloud:
        print(f"\n{case.source} {case.phrasing}{' near-miss' * case.near_miss}\n  {text}")
        _print_items(items, aloud)
    return 0


def _print_items(items: tuple[Item, ...], aloud: bool) -> None:
    for item in items if aloud else ():
        print("    " + _described(item))


def _described(item: Item) -> str:
    bounds = f"[{_short(item.lower)}, {_short(item.upper)}]"
    parts = [item.words, "+".join(item.indicators), _short(item.value), bounds, item.unit]
    parts += [str(item.year or "year?"), {"year": ""}.get(item.period, item.period or "period?")]
    parts += [f"part of {item.part_of}" if item.part_of else "", item.kind]
    return "  ".join(part for part in parts if part)


def _short(number: float | None) -> str:
    return "–" if number is None else f"{number:.10g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How fast a national panel is: values, steps, growth and rates of made reports.

``python -m benchmarks.panel`` (and ``make bench``) makes a quarter, a half and the whole of 3,000
districts over 18 years, each in a process of its own, and prints seconds, rows and the greatest
memory; beside it what the same values cost report by report in a groupby, over a small share and
scaled up.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from disclosure_analysis.coding.text_tables import text_table

ROOT = Path(__file__).resolve().parents[1]
PLACES = 3000
SHARES = (4, 2, 1)
FEW = 10
STAGES = ("values", "steps", "growth", "rates")


def main() -> int:
    """Print the table and return the exit status."""
    print(f"{PLACES:,} districts × 18 years, and shares of them; one process each, in seconds")
    print("memory: the most that the process held beyond the observations themselves")
    print()
    measured = [_measured(PLACES // share) for share in SHARES]
    header = ("districts", "observations", "values", *STAGES, "all", "memory", "per million rows")
    print(text_table(header, [_row(one) for one in measured]))
    whole, few = measured[-1], _measured(FEW, by_report=True)
    scaled = few["by_report"] * whole["observations"] / few["observations"]
    print()
    print(
        f"the values report by report in a groupby: {few['by_report']:.1f} s for {FEW} districts, "
        f"{scaled:,.0f} s scaled up to all: {scaled / whole['seconds']['values']:.0f} times as long"
    )
    return 0


def _row(one: dict[str, Any]) -> list[str]:
    seconds = [one["seconds"][stage] for stage in STAGES]
    per_million = one["memory"] / one["observations"] * 1e6
    return [
        f"{one['places']:,}",
        f"{one['observations']:,}",
        f"{one['values']:,}",
        *(f"{second:.1f}" for second in seconds),
        f"{sum(seconds):.1f}",
        f"{one['memory'] / 1e9:.2f} GB",
        f"{per_million / 1e9:.2f} GB",
    ]


def _measured(places: int, *, by_report: bool = False) -> dict[str, Any]:
    """Return what a process of its own measures."""
    command = [sys.executable, "-m", "benchmarks.panel", str(places), *(["by"] * by_report)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(places: int, *, by_report: bool = False) -> dict[str, Any]:
    """Return the seconds of each stage, rows and memory for a made panel."""
    from disclosure_analysis import metrics

    observations = _made(places)
    metrics.values(observations[:1000])
    held = _most_held()
    seconds: dict[str, float] = {}
    values = _timed(seconds, "values", lambda: metrics.values(observations))
    _timed(seconds, "steps", lambda: metrics.steps(values))
    _timed(seconds, "growth", lambda: metrics.series_growth(values))
    _timed(seconds, "rates", lambda: metrics.rates(values))
    found = {
        "places": places,
        "observations": len(observations),
        "values": len(values),
        "seconds": seconds,
        "memory": _most_held() - held,
    }
    if by_report:
        found["by_report"] = _timed({}, "", lambda: _by_report(observations), seconds_only=True)
    return found


def _made(places: int) -> Any:
    # The tests' folder is no package.
    sys.path.insert(0, str(ROOT / "tests"))
    return import_module("made_panel").made_observations(places)


def _timed(
    seconds: dict[str, float], name: str, work: Callable[[], Any], *, seconds_only: bool = False
) -> Any:
    begin = time.perf_counter()
    result = work()
    seconds[name] = time.perf_counter() - begin
    return seconds[name] if seconds_only else result


def _by_report(observations: Any) -> Any:
    """Return the values as one would write them without ``metrics.values``."""
    from disclosure_analysis.metrics import SERIES_KEY
    from disclosure_analysis.metrics.mentions import figure_of, read_figures

    def of_report(report: Any) -> dict[str, float]:
        figures = read_figures(report)
        year = int(report["report_year"].iloc[0])
        names = dict.fromkeys(figure.key.indicator for figure in figures)
        found = {name: figure_of(figures, name, year) for name in names}
        return {name: one.value for name, one in found.items() if one is not None}

    return observations.groupby([*SERIES_KEY, "report_year"])[observations.columns].apply(of_report)


def _most_held() -> int:
    """Return the most memory that this process ever held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]), by_report=len(sys.argv) > 2)))
        sys.exit(0)
    sys.exit(main())

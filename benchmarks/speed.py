"""How fast the extraction is, beside one pass of a Chinese word segmenter: ``make bench``.

The segmenter is jieba, on the same text, in a process of its own: both are timed inside their
processes, when all tables and dictionaries are loaded, in turn, and the median of the ratios of
neighbouring rounds is told.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import panel
from benchmarks.corpus import compose, reports
from disclosure_analysis.coding.text_tables import text_table
from disclosure_analysis.extraction import extract_observations
from disclosure_analysis.loaders import read_report
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.report import Report

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 21
COMPOSED = 10
MOST_WHOLE = 10

SEGMENTER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import jieba
jieba.setLogLevel(60)
jieba.initialize()
for line in sys.stdin:
    text = json.loads(line)
    begin = time.perf_counter()
    words = list(jieba.cut(text))
    print(time.perf_counter() - begin, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """One text's times in seconds, round by round."""

    name: str
    characters: int
    ours: list[float]
    theirs: list[float]

    @property
    def ratios(self) -> list[float]:
        """Our time over theirs, round by round."""
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]


class Segmenter:
    """jieba in a process of its own, its dictionary loaded."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SEGMENTER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def seconds(self, text: str) -> float:
        """Return how long one pass over a text takes."""
        sent, told = self._process.stdin, self._process.stdout
        if sent is None or told is None:
            raise RuntimeError("the segmenter's process has no pipes")
        sent.write(json.dumps(text) + "\n")
        sent.flush()
        return float(told.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def main() -> int:
    """Print the table and return the exit status."""
    segmenter = Segmenter()
    try:
        timed = [_timed(name, report, segmenter.seconds) for name, report in _texts()]
    finally:
        segmenter.close()
    print(f"Python {platform.python_version()}, {ROUNDS} rounds in turn; times in milliseconds")
    print("ratio: extraction of a text that was read, its table included / one pass of jieba")
    print()
    header = ("text", "characters", "extraction", "jieba", "ratio", "least", "most")
    print(text_table(header, [*map(_row, timed), _summary(timed)]))
    print()
    return panel.main()


def _texts() -> Iterator[tuple[str, Report]]:
    for path in sorted((ROOT / "data/raw").glob("*.txt")):
        yield f"data/raw/{path.name}", read_report(path)
    for one in reports()[:MOST_WHOLE]:
        yield Path(one.name).name, report_from_text(one.text, source=one.name)
    for seed in range(1, COMPOSED + 1):
        made = compose(seed)
        yield made.name, report_from_text(made.text, source=made.name)


def _timed(name: str, report: Report, segmenting: Callable[[str], float]) -> Timed:
    extract_observations(report)
    segmenting(report.text)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        extract_observations(report)
        ours.append(time.perf_counter() - begin)
        theirs.append(segmenting(report.text))
    return Timed(name, len(report.text), ours, theirs)


def _row(one: Timed) -> list[str]:
    times = [f"{1000 * statistics.median(seconds):.2f}" for seconds in (one.ours, one.theirs)]
    return [one.name, str(one.characters), *times, *_spread(one.ratios)]


def _summary(timed: list[Timed]) -> list[str]:
    medians = [statistics.median(one.ratios) for one in timed]
    return ["median of all texts", "", "", "", *_spread(medians)]


def _spread(ratios: list[float]) -> list[str]:
    return [f"{ratio:.2f}" for ratio in (statistics.median(ratios), min(ratios), max(ratios))]


if __name__ == "__main__":
    sys.exit(main())

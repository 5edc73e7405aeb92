"""Text carried over: which sentences of a report stand in an earlier one, or in another's.

docs/practice.md says what a share means and what it does not.
"""

from __future__ import annotations

import math
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from disclosure_analysis.extraction.practices import is_boilerplate
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Report
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

IDENTICAL, NUMBERS, NEAR, NEW = "identical", "numbers", "near", "new"
MATCHES = (IDENTICAL, NUMBERS, NEAR, NEW)
"""How a sentence stands in the other report: as it is, but for numbers, nearly, or not at all."""

THRESHOLD = 80.0
"""Least ``rapidfuzz.fuzz.ratio`` (0 to 100) of sentences that are nearly the same."""

SENTENCE_COLUMNS = [
    *("start", "end", "text", "characters", "match", "similarity"),
    *("earlier_start", "earlier_end", "earlier_text"),
]
"""Columns of the sentences of a report, see ``Reuse.sentences``."""

PASSAGE_COLUMNS = [
    *("sentences", "characters", "start", "end", "text"),
    *("earlier_start", "earlier_end", "earlier_text"),
]
"""Columns of the passages carried over, see ``Reuse.passages``."""

MATRIX_COLUMNS = [
    *("place_code", "place", "reporter", "year"),
    *("other_place_code", "other_place", "other_reporter", "other_year"),
    *("sentences", "share", "share_identical", "share_numbers", "share_near", "sentence_share"),
]
"""Columns of ``reuse_matrix``."""

_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")
_ITEM = re.compile(
    r"^\s*(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.](?!\d)|[一二三四五六七八九十]是|其[一二三四五六])[,、]?"
)
_NUMBER = re.compile(
    r"\d[\d,.]*|[〇零一二三四五六七八九十百千两]+(?=[年月日期次场名件条份个家篇人余多])"
)
_BLANKS = re.compile(r"[\s\u3000]+")
_LEAST = 8
"""A sentence with fewer characters says too little to be carried over (无, 具体如下)."""
_CHAPTER_LEVELS = (1, 2)
_RUN = 8
_SAMPLED = 2
_BUCKETS = 16384


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that counts when texts are compared.

    Attributes:
        start: First character in the report's text.
        end: One past its last.
        words: Its characters made plain, without blanks, its number in a list and its full stop.
        skeleton: The same with each number, year and name of the own place as one mark.
    """

    start: int
    end: int
    words: str
    skeleton: str


class Text:
    """A report with what is compared of it, worked out once.

    Attributes:
        report: The report.
        year: Its data year, None if unknown.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.year = report.year.value if report.year else None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences that count."""
        return tuple(sentences(self.report))

    @cached_property
    def by_words(self) -> dict[str, int]:
        """The first sentence of each wording."""
        return {one.words: n for n, one in reversed(list(enumerate(self.sentences)))}

    @cached_property
    def by_skeleton(self) -> dict[str, int]:
        """The first sentence of each wording but for numbers."""
        return {one.skeleton: n for n, one in reversed(list(enumerate(self.sentences)))}

    @cached_property
    def runs(self) -> list[int]:
        """Its runs of characters as numbers, one in ``_SAMPLED``: the same in every report."""
        found = {
            one.skeleton[n : n + _RUN]
            for one in self.sentences
            for n in range(len(one.skeleton) - _RUN + 1)
        }
        hashes = (zlib.crc32(run.encode()) for run in found)
        return [number // _SAMPLED % _BUCKETS for number in hashes if number % _SAMPLED == 0]

    def said(self, sentence: Sentence) -> str:
        """Return a sentence as the report prints it."""
        return self.report.text[sentence.start : sentence.end]


@dataclass(frozen=True, slots=True)
class Match:
    """How a sentence stands in the other report.

    Attributes:
        kind: One of ``MATCHES``.
        similarity: 0 to 100; NaN for a new sentence.
        number: Which sentence it is there, -1 for a new one.
    """

    kind: str = NEW
    similarity: float = math.nan
    number: int = -1


@dataclass(frozen=True)
class Reuse:
    """What of a report stands in an earlier one.

    Attributes:
        text: The report.
        earlier: The one that it is held against.
        matches: How each of its sentences stands there.
    """

    text: Text
    earlier: Text
    matches: tuple[Match, ...]

    @property
    def share(self) -> float:
        """Characters of sentences that are carried over, in per cent; NaN without sentences."""
        return self._share(IDENTICAL, NUMBERS, NEAR)

    @property
    def characters(self) -> tuple[int, int]:
        """Characters of sentences that are carried over, and of all that count."""
        sizes = [len(one.words) for one in self.text.sentences]
        pairs = zip(sizes, self.matches, strict=True)
        return sum(size for size, match in pairs if match.kind != NEW), sum(sizes)

    @property
    def sentence_share(self) -> float:
        """Sentences that are carried over, in per cent; NaN without sentences."""
        carried = sum(match.kind != NEW for match in self.matches)
        return 100 * carried / len(self.matches) if self.matches else math.nan

    def share_of(self, kind: str) -> float:
        """Characters of sentences of one kind of ``MATCHES``, in per cent."""
        return self._share(kind)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row a sentence that counts, in order, with the columns of ``SENTENCE_COLUMNS``.

        ``start``, ``end``, ``text``, ``characters`` (blanks not counted), ``match`` (one of
        ``MATCHES``), ``similarity`` (0 to 100; NaN for a new one) and ``earlier_start``,
        ``earlier_end``, ``earlier_text`` of its counterpart (missing and empty for a new one).
        """
        import pandas as pd

        pairs = zip(self.text.sentences, self.matches, strict=True)
        rows = [self._sentence_row(one, match) for one, match in pairs]
        return pd.DataFrame(rows, columns=SENTENCE_COLUMNS).astype(
            {"start": "int64", "end": "int64", "characters": "int64", "similarity": "float64"}
            | {"earlier_start": "Int64", "earlier_end": "Int64"}
            | dict.fromkeys(("text", "match", "earlier_text"), "str")
        )

    @cached_property
    def passages(self) -> pd.DataFrame:
        """Neighbouring sentences carried over together, one row each; ``PASSAGE_COLUMNS``.

        Sentences are joined where no sentence that counts stands between them in either report.
        """
        import pandas as pd

        rows = [self._passage_row(first, last) for first, last in _runs(self.matches)]
        whole = dict.fromkeys((*PASSAGE_COLUMNS[:4], "earlier_start", "earlier_end"), "int64")
        texts = dict.fromkeys(("text", "earlier_text"), "str")
        return pd.DataFrame(rows, columns=PASSAGE_COLUMNS).astype(whole | texts)

    def _share(self, *kinds: str) -> float:
        sizes = [len(one.words) for one in self.text.sentences]
        held = sum(
            size for size, match in zip(sizes, self.matches, strict=True) if match.kind in kinds
        )
        return 100 * held / sum(sizes) if sizes else math.nan

    def _sentence_row(self, one: Sentence, match: Match) -> tuple[Any, ...]:
        own = one.start, one.end, self.text.said(one), len(one.words), match.kind, match.similarity
        if match.kind == NEW:
            return *own, None, None, ""
        its = self.earlier.sentences[match.number]
        return *own, its.start, its.end, self.earlier.said(its)

    def _passage_row(self, first: int, last: int) -> tuple[Any, ...]:
        own = self.text.sentences[first : last + 1]
        its = [self.earlier.sentences[match.number] for match in self.matches[first : last + 1]]
        start, end, before, after = own[0].start, own[-1].end, its[0].start, its[-1].end
        return (
            *(len(own), sum(len(one.words) for one in own)),
            *(start, end, self.text.report.text[start:end]),
            *(before, after, self.earlier.report.text[before:after]),
        )


def _runs(matches: Sequence[Match]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of neighbours whose counterparts are neighbours as well."""
    begin = 0
    for n, match in enumerate(matches):
        follows = n + 1 < len(matches) and matches[n + 1].number == match.number + 1
        if match.kind == NEW:
            begin = n + 1
        elif not follows:
            yield begin, n
            begin = n + 1


def reuse(report: Report, earlier: Report) -> Reuse:
    """Return which sentences of a report stand in an earlier one.

    All running text is compared, sentence by sentence, whatever its order. Left out are tables,
    the title, headings of the first two levels, sentences below eight characters, what every
    report opens with and what denies that anything happened (``reuse_stock.csv``). A sentence is
    ``identical`` to an earlier one; or identical but for ``numbers``, years and the names of the
    own place; or ``near`` one: their ``rapidfuzz.fuzz.ratio`` is at least ``THRESHOLD``, which
    for a sentence of 40 characters allows eight of them to be others.

    Args:
        report: The report.
        earlier: The report of the year before, or any other.
    """
    return _compared(Text(report), Text(earlier))


def reuse_matrix(reports: Sequence[Report], *, above: float = 30.0) -> pd.DataFrame:
    """Return how much of each report stands in the others that it may have been taken from.

    A report is held against the same body's report of the year before, and against each of the
    same year of other bodies. Of the latter, pairs are compared only if runs of eight characters
    that they share make it likely, so that the 2,000 reports of a year need no 4 million
    comparisons.

    Args:
        reports: Reports that know their year and reporter.
        above: Least ``share`` of a row for two bodies of one year, in per cent.

    Returns:
        A frame with the columns of ``MATRIX_COLUMNS``: who reports, whom it is held against,
        ``sentences`` (how many count), ``share`` (of characters, in per cent), its parts by kind
        of match, and ``sentence_share``. By place, reporter and year; the year before first.
    """
    import pandas as pd

    texts = [Text(report) for report in reports]
    rows = [_pair_row(texts[i], texts[j]) for i, j in _year_before(texts)]
    others = (_pair_row(texts[i], texts[j]) for i, j in _likely(texts, above))
    rows += [row for row in others if float(str(row["share"])) >= above]
    frame = pd.DataFrame(rows, columns=MATRIX_COLUMNS)
    return frame.sort_values(["place_code", "reporter", "year"], kind="stable", ignore_index=True)


def sentences(report: Report) -> Iterator[Sentence]:
    """Yield the sentences of a report that count when texts are compared."""
    plain, names = plain_text(report.text), _names(report)
    tables = [(one.start, one.end) for one in report.tables]
    headings = {
        one.start: one.body for one in report.all_sections() if one.level in _CHAPTER_LEVELS
    }
    begin = report.title.end if report.title else 0
    end = report.sections[-1].end if report.sections else len(plain)
    for match in _SENTENCE.finditer(plain, begin, end):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if (start in headings and match.end() <= headings[start] + 1) or _within(start, tables):
            continue
        words = _BLANKS.sub("", _ITEM.sub("", match[0])).rstrip("。;!?,:")
        if len(words) >= _LEAST and not _is_stock(words):
            stop = match.start() + len(match[0].rstrip())
            yield Sentence(start, stop, words, _NUMBER.sub("#", names.sub("□", words)))


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(spans, (place, math.inf)) - 1
    return before >= 0 and place < spans[before][1]


def _names(report: Report) -> re.Pattern[str]:
    """Return a pattern for what a report calls its place and its reporter."""
    names = {report.reporter}
    if report.place:
        place = report.place
        names |= {place.full_name, place.folder_name, place.prefecture + place.name, place.name}
    words = sorted(filter(None, names), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


def _is_stock(words: str) -> bool:
    return is_boilerplate(words) or any(one.search(words) for one in _stock())


@cache
def _stock() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in table("reuse_stock"))


def _compared(text: Text, other: Text) -> Reuse:
    """Return how each sentence of a text stands in another."""
    found = [_same(one, other) for one in text.sentences]
    left = [n for n, match in enumerate(found) if match.kind == NEW]
    nearest = _nearest([text.sentences[n].skeleton for n in left], other)
    for n, match in zip(left, nearest, strict=False):
        found[n] = match
    return Reuse(text, other, tuple(found))


def _same(one: Sentence, other: Text) -> Match:
    """Return where a sentence stands in a text as it is, or but for numbers."""
    if one.words in other.by_words:
        return Match(IDENTICAL, 100.0, other.by_words[one.words])
    if one.skeleton in other.by_skeleton:
        return Match(NUMBERS, 100.0, other.by_skeleton[one.skeleton])
    return Match()


def _nearest(skeletons: list[str], other: Text) -> Iterator[Match]:
    """Yield the nearest sentence of a text to each of some, if it is near enough."""
    if not skeletons or not other.sentences:
        return
    from rapidfuzz import fuzz, process

    known = [one.skeleton for one in other.sentences]
    scores = process.cdist(skeletons, known, scorer=fuzz.ratio, score_cutoff=THRESHOLD)
    for row, best in zip(scores, scores.argmax(axis=1), strict=True):
        score = float(row[best])
        yield Match(NEAR, score, int(best)) if score >= THRESHOLD else Match()


def _year_before(texts: Sequence[Text]) -> Iterator[tuple[int, int]]:
    """Yield each report with the same body's of the year before."""
    known = {(_body(text), text.year): n for n, text in enumerate(texts)}
    for n, text in enumerate(texts):
        if text.year is not None and (_body(text), text.year - 1) in known:
            yield n, known[_body(text), text.year - 1]


def _body(text: Text) -> tuple[str, str]:
    """Return who reports; a report that does not say it is a body of its own."""
    place = text.report.place
    return place.code if place else "", text.report.reporter or text.report.source


def _likely(texts: Sequence[Text], above: float) -> Iterator[tuple[int, int]]:
    """Yield pairs of one year that may share more than a share of their text, both ways."""
    years = sorted({text.year for text in texts if text.year is not None})
    for year in years:
        numbers = [n for n, text in enumerate(texts) if text.year == year]
        shared = _shared_runs([texts[n] for n in numbers])
        for i, j in zip(*(shared >= _least_shared(above)).nonzero(), strict=True):
            one, other = numbers[int(i)], numbers[int(j)]
            if one != other and _body(texts[one]) != _body(texts[other]):
                yield one, other


def _least_shared(above: float) -> float:
    """Return the share of runs that makes a share of text likely; near sentences share fewer."""
    return above / 100 / 2


def _shared_runs(texts: Sequence[Text]) -> np.ndarray[Any, Any]:
    """Return which share of each report's sampled runs stands in each other's."""
    import numpy as np

    held = np.zeros((len(texts), _BUCKETS), dtype="float32")
    for n, text in enumerate(texts):
        held[n, text.runs] = 1
    shared: np.ndarray[Any, Any] = held @ held.T / np.maximum(held.sum(axis=1, keepdims=True), 1)
    return shared


def _pair_row(text: Text, other: Text) -> dict[str, object]:
    found = _compared(text, other)
    row: dict[str, object] = {}
    for prefix, one in (("", text), ("other_", other)):
        place = one.report.place
        row[f"{prefix}place_code"] = place.code if place else ""
        row[f"{prefix}place"] = place.full_name if place else ""
        row[f"{prefix}reporter"] = one.report.reporter
        row[f"{prefix}year"] = one.year
    return row | {
        "sentences": len(found.matches),
        "share": found.share,
        "share_identical": found.share_of(IDENTICAL),
        "share_numbers": found.share_of(NUMBERS),
        "share_near": found.share_of(NEAR),
        "sentence_share": found.sentence_share,
    }

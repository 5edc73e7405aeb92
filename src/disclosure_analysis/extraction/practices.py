"""What a report says it did, where it fell short and what it means to do, sentence by sentence.

The codes stand in ``tables/practices.csv``, the words that hold for all of them (denials, demands,
what is to come) in ``tables/practice_words.csv``; docs/practice.md describes both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from disclosure_analysis.extraction.outer_characters import quick
from disclosure_analysis.extraction.patterns import Keyed, Lookup, keyed
from disclosure_analysis.extraction.sentences import Path, section_finder
from disclosure_analysis.loaders import reading
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Report
from disclosure_analysis.tables import keyed as rows_by
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["practice", "kind", "group", "section", "start", "end", "quote"]
"""Columns of the table of practices, in order."""

PRACTICE, PROBLEM, IMPROVEMENT = "practice", "problem", "improvement"
KINDS = (PRACTICE, PROBLEM, IMPROVEMENT)
OTHER = "other"
"""The group of what no other code of its kind claims."""

_MASK = "■"
_NEXT_YEAR = "▷"
_KEPT = 8
"""Characters at the end of a document's name that tell what kind of document it is."""
_TITLE = re.compile(rf"《([^》\n]{{0,200}}?)([^》\n]{{0,{_KEPT}}})》")
_NOT_BEFORE, _NOT_AFTER = "(?<![转入至到于在接])", r"(?!\d|[^,。;]{0,6}(?:印发|发布|公布|办理))"
"""Next year's name tells no plan where cases go there, or where the report itself came out."""
_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")
_MARKS = re.compile(r"[,、]")
_CLAUSE_END = re.compile(r"[,;:。]")
_SHORT, _LONG = "[^,。;]{0,12}", "[^,。;]{0,30}"
_CLASS = re.compile("@[a-z_]+")


@dataclass(frozen=True, slots=True)
class Code:
    """One row of practices.csv; a code may have several.

    Attributes:
        practice: The code's name in data.
        kind: ``practice``, ``problem`` or ``improvement``.
        group: What it belongs to (organisation, platforms …); ``other`` for what is left.
        zh: Its Chinese label.
        en: Its English label.
        cue: The words that tell it.
        within: Words that must stand in the headings above.
        without: Words that must not stand in the cue's own clause.
    """

    practice: str
    kind: str
    group: str
    zh: str
    en: str
    cue: Keyed
    within: Keyed | None
    without: Keyed | None


@dataclass(frozen=True, slots=True)
class _Above:
    """What the headings above a passage say.

    Attributes:
        section: The headings as printed, outermost first.
        titles: Their words in plain characters.
        part: ``problem``, ``improvement``, both, or neither: what is told below them.
        telling: Where the heading begins that tells it, -1 for none.
    """

    section: str
    titles: str
    part: frozenset[str]
    telling: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or the part of one that speaks of one thing.

    Attributes:
        start: Where it begins in the report's text.
        words: Its characters, made plain, names of documents blanked out but for their ends.
        above: What its headings say.
        turned: Whether the words up to its end have turned to what is to be done.
        before: What its sentence says before it.
    """

    start: int
    words: str
    above: _Above
    turned: bool
    before: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A code that a passage bears.

    Attributes:
        code: The code.
        section: The headings above, with their numbers.
        start: First character of the passage in the report's text.
        end: One past its last.
        words: Where its clause with the cue begins and ends.
    """

    code: Code
    section: str
    start: int
    end: int
    words: tuple[int, int]


def extract_practices(report: Report) -> pd.DataFrame:
    """Return what a report says of its practice, its problems and its improvements.

    Tables, chapter headings, what every report opens with, and what is denied or demanded are
    left out; what is planned is an ``improvement``, never a ``practice``.

    Args:
        report: A report as a loader returns it.

    Returns:
        A frame with the columns of ``COLUMNS``, one row for each code of a passage: ``practice``,
        ``kind`` and ``group`` (see practices.csv), ``section`` (the headings above), ``start`` and
        ``end`` (characters of the text, int64) and ``quote``, which is ``text[start:end]``. In
        the order of the text; empty where nothing is coded.
    """
    import numpy as np
    import pandas as pd

    found = list(find_practices(report))
    columns: dict[str, Any] = {
        "practice": [one.code.practice for one in found],
        "kind": [one.code.kind for one in found],
        "group": [one.code.group for one in found],
        "section": [one.section for one in found],
        "quote": [report.text[one.start : one.end] for one in found],
    }
    # One array of all texts, cut into columns, is much quicker than an array for each.
    texts = pd.array([text for column in columns.values() for text in column], dtype="str")
    for number, name in enumerate(columns):
        columns[name] = texts[number * len(found) : (number + 1) * len(found)]
    columns["start"] = np.array([one.start for one in found], dtype="int64")
    columns["end"] = np.array([one.end for one in found], dtype="int64")
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False)


def find_practices(report: Report) -> Iterator[Finding]:
    """Yield the codes of a report's passages, in the order of the text."""
    for passage in passages(report):
        found = list(_codes_of(passage))
        start, end = _trimmed(passage) if found else (0, 0)
        for code, (first, last) in found:
            words = passage.start + first, min(passage.start + last, end)
            yield Finding(code, passage.above.section, start, end, words)


@cache
def codes() -> Mapping[str, Code]:
    """Return the codes of practices.csv by name, in file order; of several rows the first."""
    found: dict[str, Code] = {}
    for code in _rows():
        found.setdefault(code.practice, code)
    return found


@cache
def _rows() -> tuple[Code, ...]:
    """Return the rows of practices.csv."""
    return tuple(
        Code(
            **{name: row[name] for name in ("practice", "kind", "group", "zh", "en")},
            cue=keyed(quick(expanded(row["cue"]))),
            within=keyed(expanded(row["within"])) if row["within"] else None,
            without=keyed(expanded(row["without"])) if row["without"] else None,
        )
        for row in table("practices")
    )


def expanded(pattern: str) -> str:
    """Return a pattern with ``@name``, … and …… replaced by what they stand for."""
    pattern = _CLASS.sub(
        lambda match: rows_by("practice_words", "name")[match[0]]["pattern"], pattern
    )
    return pattern.replace("……", _LONG).replace("…", _SHORT)


@cache
def _words(name: str) -> Keyed:
    return keyed(quick(expanded(rows_by("practice_words", "name")[name]["pattern"])))


@cache
def _lookup(kind: str) -> Lookup[Code]:
    return Lookup((code.cue, code) for code in _rows() if code.kind == kind)


def passages(report: Report) -> Iterator[Passage]:
    """Yield the passages of a report: its sentences, parted where they change their subject."""
    plain = _prepared(report)
    above_at = _above_finder(report)
    headings = {section.start for section in report.all_sections()}
    chapters = {section.start for section in report.sections}
    begin = report.title.end if report.title else 0
    end = report.sections[-1].end if report.sections else len(plain)
    turned_in, turned = -1, False
    for sentence in _SENTENCE.finditer(plain, begin, end):
        words = sentence[0]
        start = sentence.start() + len(words) - len(words.lstrip())
        if start in chapters or _says_nothing(words.strip(), start in headings):
            continue
        above = above_at(start)
        if above.telling != turned_in:
            turned_in, turned = above.telling, False
        for first, last in _parted(words, PROBLEM in above.part):
            piece = words[first:last]
            turned = turned or bool(_words("turn").search(piece))
            yield Passage(sentence.start() + first, piece, above, turned, words[:first])


def _above_finder(report: Report) -> Callable[[int], _Above]:
    """Return a function that gives what stands above an offset; each heading is read once."""
    sections_at = section_finder(report)
    known: dict[int, _Above] = {}

    def above_at(offset: int) -> _Above:
        path = sections_at(offset)
        innermost = path[-1].start if path else -1
        if innermost not in known:
            known[innermost] = _above(path)
        return known[innermost]

    return above_at


def _above(path: Path) -> _Above:
    """Return what headings say; the innermost that tells the part of the report counts."""
    section = " / ".join(f"{one.number}{one.title}" for one in path)
    titles = [plain_text(one.title) for one in path]
    for one, title in zip(reversed(path), reversed(titles), strict=True):
        if _CLAUSE_END.search(title):
            continue
        names = (PROBLEM, IMPROVEMENT)
        found = frozenset(name for name in names if _words(f"{name}_heading").search(title))
        if found:
            return _Above(section, "/".join(titles), found, one.start)
    return _Above(section, "/".join(titles), frozenset(), -1)


def _prepared(report: Report) -> str:
    """Return the text in plain characters, tables blanked out, next year and titles marked."""
    plain = reading.without_tables(plain_text(report.text), report.tables, "\n")
    plain = _TITLE.sub(lambda match: f"《{_MASK * len(match[1])}{match[2]}》", plain)
    if report.year:
        year = f"{report.year.value + 1}年"
        plain = re.sub(rf"{_NOT_BEFORE}{year}{_NOT_AFTER}", _NEXT_YEAR * len(year), plain)
    return plain


def _says_nothing(words: str, is_heading: bool) -> bool:
    """Tell whether a sentence is part of every report, or a heading without words of its own."""
    return bool(is_heading and _words("plain_heading").search(words)) or is_boilerplate(words)


def is_boilerplate(words: str) -> bool:
    """Tell whether a sentence, in plain characters, is what every report opens with."""
    return bool(_words("boilerplate").search(words))


def _parted(words: str, of_problems: bool) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence: items of a list, problems, and what is to be done."""
    cuts = {match.end() for match in _words("item").pattern.finditer(words)}
    turn = _words("turn" if of_problems else "to_come").search(words)
    if turn and words[: turn.start()].rstrip().endswith((",", ":", "、")):
        cuts.add(turn.start())
    if of_problems:
        cuts |= {match.end() for match in _words("lead").pattern.finditer(words)}
        cuts |= set(_between_problems(words, cuts))
    places = sorted({0, len(words)} | cuts)
    yield from pairwise(places)


def _between_problems(words: str, cuts: set[int]) -> Iterator[int]:
    """Yield where one shortcoming of a list ends and the next begins."""
    begin, others = 0, sorted(cuts)
    for mark in _MARKS.finditer(words):
        earlier = bisect_right(others, mark.start())
        begin = max(begin, others[earlier - 1] if earlier else 0)
        if _falls_short(words[begin : mark.start()]):
            begin = mark.end()
            yield begin


def _falls_short(words: str) -> bool:
    return bool(_words("@lack").search(words) or _words("@need").search(words))


def _codes_of(passage: Passage) -> Iterator[tuple[Code, tuple[int, int]]]:
    """Yield the codes of a passage with the clause that tells each."""
    for kind in _kinds(passage):
        found: dict[str, tuple[Code, tuple[int, int]]] = {}
        for code in _lookup(kind).possible(passage.words):
            if code.group == OTHER and (found or kind not in passage.above.part):
                continue
            clause = None if code.practice in found else _told(code, passage)
            if clause:
                found[code.practice] = codes()[code.practice], clause
        yield from found.values()


def _kinds(passage: Passage) -> Iterator[str]:
    """Yield the kinds of codes that a passage may bear."""
    if not passage.above.part:
        if _words("admits").search(passage.words):
            yield PROBLEM
            return
        to_come = _words("to_come").search(passage.before + passage.words)
        yield IMPROVEMENT if to_come else PRACTICE
        return
    if PROBLEM in passage.above.part:
        yield PROBLEM
    if passage.turned or PROBLEM not in passage.above.part:
        yield IMPROVEMENT
    if _is_done(passage, len(passage.words)):
        yield PRACTICE


def _told(code: Code, passage: Passage) -> tuple[int, int] | None:
    """Return the clause of a passage that tells a code, None if none does."""
    words, match = passage.words, code.cue.pattern.search(passage.words)
    if match and code.within and not code.within.search(passage.above.titles):
        return None
    while match:
        start, end = _clause(words, *match.span())
        barred = code.without and code.without.search(words[start:end])
        if not barred and _holds(code.kind, passage, match.start(), (start, end)):
            return start, end
        match = code.cue.pattern.search(words, match.end())
    return None


def _clause(words: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause around some characters begins and ends."""
    begin = max((mark.end() for mark in _CLAUSE_END.finditer(words, 0, start)), default=0)
    stop = _CLAUSE_END.search(words, end)
    return begin, stop.start() if stop else len(words)


def _holds(kind: str, passage: Passage, start: int, clause: tuple[int, int]) -> bool:
    """Tell whether a clause says of a cue what its kind says: done, amiss, or meant."""
    if kind == PROBLEM:
        return not _words("mending").search(passage.before + passage.words[:start])
    words = passage.words[slice(*clause)]
    if _is_denied(words) or _falls_short(words):
        return False
    if passage.above.part and _is_done(passage, clause[1]) != (kind == PRACTICE):
        return False
    return kind == IMPROVEMENT or not _is_left_to_others(passage.words, start)


def _is_done(passage: Passage, end: int) -> bool:
    """Tell whether a part on problems or measures, up to a clause's end, tells what was done.

    What was said last counts: that something was done, or that it is to come.
    """
    said = f"{passage.above.titles}。{passage.before}{passage.words[:end]}"
    done = [match.end() for match in _words("done").pattern.finditer(said)]
    return bool(done) and not _words("to_come").search(said[done[-1] :])


def _is_left_to_others(words: str, start: int) -> bool:
    """Tell what is demanded, or what others are urged to do in the same clause."""
    if _stands_before(_words("demand").search(words), start):
        return True
    urged = _words("urged").search(words)
    if urged is None or not _stands_before(urged, start):
        return False
    return not _CLAUSE_END.search(words, urged.end(), start)


def _stands_before(match: re.Match[str] | None, start: int) -> bool:
    return match is not None and match.start() < start


def _is_denied(clause: str) -> bool:
    if not _words("denied").search(clause):
        return False
    rest = _words("no_denial").pattern.sub("", clause)
    return bool(_words("denied").search(rest))


def _trimmed(passage: Passage) -> tuple[int, int]:
    """Return where a passage begins and ends, marks and 等问题 at its ends left out."""
    words = passage.words.rstrip(" \t\u3000。;!?,:、")
    start = len(words) - len(words.lstrip(" \t\u3000,:、"))
    if PROBLEM in passage.above.part and not passage.turned:
        words = _words("list_end").pattern.sub("", words)
    return passage.start + start, passage.start + len(words)

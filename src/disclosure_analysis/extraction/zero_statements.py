"""What a report says did not happen: 未收到申请, 未发生行政复议, 均未收费."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from disclosure_analysis.extraction.codebook import ZeroCue, grammar, possible_zero_cues, zero_cues
from disclosure_analysis.extraction.sentences import Sentence
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Report

_NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d) {0,3}年(?!以来|起|[至到—-])")
_CLAUSE = re.compile(r"[^,;。]+")
_NO_FACT = ("other_years", "intended", "part_subject")
_LONGEST_NOTHING = 60


@dataclass(frozen=True, slots=True)
class ZeroStatement:
    """An indicator stated to be zero; offsets count characters of the report's text.

    Attributes:
        indicator: What is denied.
        start: First character of the words that deny it.
        end: One past their last character.
        year: The year that the clause names; None where it names none.
        year_offset: The year meant otherwise, relative to the report's.
        period: ``year``, or ``other`` where a part of a year is meant.
    """

    indicator: str
    start: int
    end: int
    year: int | None = None
    year_offset: int = 0
    period: str = "year"


def zero_statements(sentence: Sentence) -> Iterator[ZeroStatement]:
    """Yield the zero statements of a sentence, one for each indicator it denies."""
    if not grammar("negation").pattern.search(sentence.masked):
        return
    heading = sentence.headings.rsplit("/", 1)[-1]
    if grammar("future_heading").search(heading) and not grammar("done").search(sentence.masked):
        return
    for begin, start, end in _clauses(sentence.masked):
        clause = sentence.masked[start:end]
        numbers = [q.end for q in sentence.quantities if start <= q.start < end]
        for cue in possible_zero_cues(clause):
            span = _denial(cue, clause, sentence)
            if span and not _counts(clause[span[0] :], start + span[0], numbers):
                before = sentence.plain[begin : start + span[1]]
                if any(grammar(name).search(before) for name in _NO_FACT):
                    continue
                first, last = sentence.span(start + span[0], start + span[1])
                yield ZeroStatement(cue.indicator, first, last, *_time(before))


def _clauses(words: str) -> Iterator[tuple[int, int, int]]:
    """Yield each clause that holds a negation: where the whole begins, where it begins and ends.

    未收到申请、未收费 are two, 未制定、未废止规范性文件 is one, as its verbs share an object.
    """
    for whole in _CLAUSE.finditer(words):
        start = whole.start()
        for mark in (*grammar("next_denial").pattern.finditer(words, start, whole.end()), None):
            end = mark.start() if mark else whole.end()
            if mark and grammar("verb_last").pattern.search(words, start, end):
                continue
            if grammar("negation").pattern.search(words, start, end):
                yield whole.start(), start, end
            start = end


def _counts(words: str, start: int, numbers: list[int]) -> bool:
    """Tell a clause with a number of its own, unless the denial comes behind it.

    12件申请均未收费 denies, 无复议的单位3家 does not, nor does a rule: 10件以下不收费.
    """
    return bool(numbers) and (max(numbers) > start or words.startswith("不"))


def _time(words: str) -> tuple[int | None, int, str]:
    """Return the year that a denial names, else its distance from the report's, and the period."""
    if grammar("carried").search(words):
        return None, 0, "year"
    period = "other" if grammar("part_of_year").search(words) else "year"
    named = _NAMED_YEAR.search(words)
    if named:
        return int(named[1]), 0, period
    return None, -1 if grammar("last_year").search(words) else 0, period


def _denial(cue: ZeroCue, clause: str, sentence: Sentence) -> tuple[int, int] | None:
    if cue.within and not cue.within.search(sentence.surroundings):
        return None
    if cue.without and cue.without.search(clause):
        return None
    if cue.statement is None or cue.objects is None:
        alone = cue.alone.search(clause) if cue.alone else None
        return alone.span() if alone else None
    negation = cue.statement.search(clause)
    if negation is None or grammar("condition").search(clause[: negation.start()]):
        return None
    bare = negation[0].endswith(("没有", "无"))
    if bare and grammar("other_deed").pattern.match(clause, negation.end()):
        return None
    objects = list(cue.objects.pattern.finditer(clause, negation.start()))
    if objects and not _ends_there(clause, objects[-1].end()):
        return None
    if objects:
        return negation.start(), objects[-1].end()
    before = cue.objects.search(clause[: negation.start()])
    if before is None or not grammar("denial_end").pattern.match(clause, negation.end()):
        return None
    return before.start(), negation.end()


def _ends_there(clause: str, end: int) -> bool:
    """Tell that what is denied ends here: 没有申请的情况, not 没有申请登记台账."""
    return not grammar("of_denied").pattern.match(clause, end) and bool(
        grammar("denied_tail").pattern.match(clause, end)
    )


def empty_sections(report: Report) -> Iterator[ZeroStatement]:
    """Yield zero statements for headings that are followed by 无 and nothing else."""
    for section in report.all_sections():
        if section.children or section.end - section.body > _LONGEST_NOTHING:
            continue
        body = plain_text(report.text[section.body : section.end])
        if not grammar("nothing").pattern.fullmatch(body):
            continue
        for cue in zero_cues():
            title = plain_text(section.title)
            named = cue.objects and cue.objects.search(title)
            if named and not (cue.without and cue.without.search(title)):
                yield ZeroStatement(cue.indicator, section.start, section.end)

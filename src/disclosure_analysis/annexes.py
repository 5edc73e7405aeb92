"""Annexes that come as files of their own, joined to the report that names them.

The 政府信息公开情况统计表 of 2014 to 2018 is often a file beside the page. Its figures are the
report's: they take its place, year and reporter, and keep the annex's file as their source. An
annex that speaks of another place, year or body, or that several reports may mean, is joined to
none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from disclosure_analysis.extraction.forms import read_forms
from disclosure_analysis.forms import ANNEX_2014
from disclosure_analysis.loaders.reporters import read_reporter
from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Attachment, Problem, Report, problem
from disclosure_analysis.tables import table

_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
_LABEL = re.compile(r"^附[件表]?\s*\d{0,2}[:、.\s]*")
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)年")
DOUBTS = ("annex_ambiguous", "annex_not_joined", "annex_twice")
"""The problems of annexes that are joined to no report though one names them."""
_BY_LINK, _BY_TITLE, _BY_BEING_THE_ONLY_ONE = 3, 2, 1


class Claim(NamedTuple):
    """That a report names a file as its annex: which of its attachments, and how surely."""

    attachment: Attachment
    strength: int


@dataclass(frozen=True, slots=True)
class Joins:
    """Which annexes belong to which reports, all by their files' names.

    Attributes:
        reports: For each annex that is joined, its report.
        doubts: What is to be said of annexes that are joined to none though reports name them.
    """

    reports: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def annexes_of(self, report: str) -> tuple[str, ...]:
        """Return the annexes of a report, by name."""
        return tuple(sorted(annex for annex, of in self.reports.items() if of == report))


def is_annex(report: Report) -> bool:
    """Tell an annex from a report: an official table's title, or nothing but that table."""
    title = plain_text(report.title.value) if report.title else ""
    if title:
        return bool(_cues().search(title)) and not re.search(r"报告|年报", title)
    if report.sections or not report.tables:
        return False
    return any(one.form == ANNEX_2014 for one in read_forms(report).figures)


def join(reports: Mapping[str, Report], annexes: Mapping[str, Report]) -> Joins:
    """Return which annexes belong to which of the reports beside them.

    Args:
        reports: The reports of a folder, by their files' names.
        annexes: Its annexes.
    """
    joined: dict[str, tuple[str, Claim]] = {}
    doubts: dict[str, tuple[Problem, ...]] = {}
    for file, annex in annexes.items():
        claims = {
            name: claim
            for name, report in reports.items()
            if (claim := claim_of(report, annex, file))
        }
        against = {name: _against(annex, reports[name], file) for name in claims}
        free = _strongest({name: claim for name, claim in claims.items() if not against[name]})
        if len(free) == 1:
            joined[file] = next(iter(free.items()))
        elif free:
            doubts[file] = (problem("annex_ambiguous", reports="、".join(sorted(free))),)
        elif claims:
            name = next(iter(_strongest(claims)))
            doubts[file] = (problem("annex_not_joined", report=name), *against[name])
    for twins in _twins(joined):
        for file in twins:
            del joined[file]
            doubts[file] = (problem("annex_twice", files="、".join(twins)),)
    return Joins({file: name for file, (name, _) in joined.items()}, doubts)


def claim_of(report: Report, annex: Report, file: str = "") -> Claim | None:
    """Return the attachment of a report that a file is, None if the report does not name it.

    A file is told by the name that the page links to, by the annex's title, or, where the report
    names one official table only, by being such a table.

    Args:
        report: The report.
        annex: What was read of a file that is an annex.
        file: That file's name.
    """
    named = [one for one in report.attachments if one.kind == "annex" and not one.held]
    for one in named:
        if one.address and file and _file_of(one.address) == file:
            return Claim(one, _BY_LINK)
    titles = {_core(annex.title.value) if annex.title else "", _core(file)} - {""}
    alike = [one for one in named if _core(one.title) in titles]
    if len(alike) == 1:
        return Claim(alike[0], _BY_TITLE)
    tables = [one for one in named if _cues().search(one.title)]
    if len(tables) == 1:
        return Claim(tables[0], _BY_BEING_THE_ONLY_ONE)
    return None


def adopt(annex: Report, report: Report) -> Report:
    """Return an annex under the key of its report.

    Where the annex itself names another place, year or body, that is added to its problems.
    """
    return replace(
        annex,
        place=report.place,
        year=report.year,
        reporter=report.reporter,
        body=report.body,
        scope=report.scope,
        published=annex.published or report.published,
        problems=(*annex.problems, *_contradictions(annex, report)),
    )


def with_annexes(report: Report, annexes: Iterable[Report]) -> Report:
    """Return a report whose named annexes are marked as held where they are at hand.

    Args:
        report: The report.
        annexes: Its annexes, as their loaders read them; ``source`` is their file's name.
    """
    attachments = list(report.attachments)
    for annex in annexes:
        file = PurePosixPath(annex.source).name
        claim = claim_of(replace(report, attachments=tuple(attachments)), annex, file)
        waiting = [a for a in attachments if a.kind == "annex" and not a.held]
        found = claim.attachment if claim else None
        if found is None and len(waiting) == 1:
            found = waiting[0]
        if found is not None:
            attachments[attachments.index(found)] = replace(found, held=True)
    return replace(report, attachments=tuple(attachments))


def _strongest(claims: Mapping[str, Claim]) -> dict[str, Claim]:
    most = max((claim.strength for claim in claims.values()), default=0)
    return {name: claim for name, claim in claims.items() if claim.strength == most}


def _twins(joined: Mapping[str, tuple[str, Claim]]) -> Iterator[list[str]]:
    """Yield the files that are the same annex of one report, as of a table saved twice."""
    of_attachment: dict[tuple[str, int], dict[str, Claim]] = defaultdict(dict)
    for file, (name, claim) in joined.items():
        of_attachment[name, claim.attachment.start][file] = claim
    for claims in of_attachment.values():
        strongest = _strongest(claims)
        if len(strongest) > 1:
            yield sorted(claims)
        else:
            yield from ([file] for file in claims if file not in strongest)


def _against(annex: Report, report: Report, file: str) -> tuple[Problem, ...]:
    """Return what an annex or its file's name says against a report."""
    found = list(_contradictions(annex, report))
    year = _YEAR_IN_NAME.search(plain_text(file))
    if year and report.year and int(year[1]) != report.year.value and not annex.year:
        found.append(problem("annex_year", year=report.year.value, other=year[1]))
    return tuple(found)


def _contradictions(annex: Report, report: Report) -> Iterator[Problem]:
    if annex.year and report.year and annex.year.value != report.year.value:
        yield problem("annex_year", year=report.year.value, other=annex.year.value)
    one, two = annex.place, report.place
    if (
        one
        and two
        and not (one.full_name.startswith(two.full_name) or two.full_name.startswith(one.full_name))
    ):
        yield problem("annex_place", place=two.full_name, other=one.full_name)
    elif annex.reporter and report.reporter:
        year = report.year.value if report.year else None
        body, other = read_reporter(report.reporter, year), read_reporter(annex.reporter, year)
        if not body.name_agrees_with(other):
            yield problem("annex_reporter", reporter=report.reporter, other=annex.reporter)


def _cues() -> re.Pattern[str]:
    return re.compile("|".join(row["cue"] for row in table("annex_forms")))


def _file_of(address: str) -> str:
    return unquote(PurePosixPath(urlsplit(address).path).name)


def _core(words: str) -> str:
    """Return what tells an annex's name from others: no label, ending, year or brackets."""
    plain = _LABEL.sub("", _ENDING.sub("", plain_text(words).strip()))
    return re.sub(r"\(?20\d\d年?度?\)?|\W|_", "", plain)

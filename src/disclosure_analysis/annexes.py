"""Annexes that come as files of their own, joined to the report that names them.

The 政府信息公开情况统计表 of 2014 to 2018 is often a file beside the page. Its figures are the
report's: they take its place, year and reporter, and keep the annex's file as their source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from disclosure_analysis.quantities import plain_text
from disclosure_analysis.report import Attachment, Problem, Report, problem
from disclosure_analysis.tables import table

_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
_LABEL = re.compile(r"^附[件表]?\s*\d{0,2}[:、.\s]*")


def is_annex(report: Report) -> bool:
    """Tell an annex from a report: its title is that of an official table."""
    title = plain_text(report.title.value) if report.title else ""
    return bool(_cues().search(title)) and not re.search(r"报告|年报", title)


def names_annex(report: Report, annex: Report, file: str = "") -> Attachment | None:
    """Return the attachment of a report that a file is, None if the report does not name it.

    A file is told by the name that the page links to, by the annex's title, or, where the report
    names one official table only, by place and year.

    Args:
        report: The report.
        annex: What was read of the other file.
        file: That file's name.
    """
    named = [one for one in report.attachments if one.kind == "annex" and not one.held]
    for one in named:
        if one.address and file and _file_of(one.address) == file:
            return one
    if not _may_belong(report, annex):
        return None
    titles = {_core(annex.title.value) if annex.title else "", _core(file)} - {""}
    for one in named:
        if _core(one.title) in titles:
            return one
    tables = [one for one in named if _cues().search(one.title)]
    return tables[0] if len(tables) == 1 and is_annex(annex) else None


def adopt(annex: Report, report: Report) -> Report:
    """Return an annex under the key of its report.

    Where the annex itself names another place or year, that is added to its problems.
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
        found = names_annex(replace(report, attachments=tuple(attachments)), annex, annex.source)
        waiting = [a for a in attachments if a.kind == "annex" and not a.held]
        if found is None and len(waiting) == 1:
            found = waiting[0]
        if found is not None:
            attachments[attachments.index(found)] = replace(found, held=True)
    return replace(report, attachments=tuple(attachments))


def _may_belong(report: Report, annex: Report) -> bool:
    """Tell whether nothing that an annex says of itself speaks against a report."""
    return not any(True for _ in _contradictions(annex, report))


def _contradictions(annex: Report, report: Report) -> Iterable[Problem]:
    if annex.year and report.year and annex.year.value != report.year.value:
        yield problem("annex_year", year=report.year.value, other=annex.year.value)
    one, two = annex.place, report.place
    if (
        one
        and two
        and not (one.full_name.startswith(two.full_name) or two.full_name.startswith(one.full_name))
    ):
        yield problem("annex_place", place=two.full_name, other=one.full_name)


def _cues() -> re.Pattern[str]:
    return re.compile("|".join(row["cue"] for row in table("annex_forms")))


def _file_of(address: str) -> str:
    return unquote(PurePosixPath(urlsplit(address).path).name)


def _core(words: str) -> str:
    """Return what tells an annex's name from others: no label, ending, year or brackets."""
    plain = _LABEL.sub("", _ENDING.sub("", plain_text(words).strip()))
    return re.sub(r"\(?20\d\d年?度?\)?|\W|_", "", plain)

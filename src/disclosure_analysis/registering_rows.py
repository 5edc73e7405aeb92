"""What a document states and what a person says of it, made a row of the registry."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from disclosure_analysis.loaders.reporters import Reporter, body_of, read_reporter
from disclosure_analysis.parameters import quoted
from disclosure_analysis.places import (
    AmbiguousPlaceError,
    Place,
    PlaceError,
    find_place,
    is_parent,
)
from disclosure_analysis.registering_sheets import Entry, Refused
from disclosure_analysis.registry import ANNEX_COLUMN, Registered, cell_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure_analysis.report import Report

OFFICIAL_DOCUMENT = (
    "Official document of a state organ, outside copyright (Copyright Law of the PRC, art. 5)"
)
CONTRADICTIONS = (
    "years_differ",
    "places_differ",
    "reporters_differ",
    "dates_differ",
    "place_renamed",
    "place_not_then",
)
"""The problems of a document that whoever registers it should see."""
_YES = ("yes", "y", "true", "1", "是")
_NO = ("", "no", "n", "false", "0", "否")
_OPTION_OF = {"report_year": "year"}
_FROM_THE_REPORT = ("place_code", "place", "reporter", "body", "scope", "report_year")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document says of itself, each blank where it says nothing."""

    sha256: str
    title: str
    place: Place | None
    reporter: str
    body: str
    scope: str
    year: str
    published: str
    publisher: str
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """A row in the making, and what stands against it."""

    entry: Entry
    stated: Stated
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    contradicts: bool = False

    @property
    def despite(self) -> bool:
        """Whether what is said goes before what the document states."""
        return self.said("despite").casefold() in _YES

    def said(self, column: str) -> str:
        """Return what is said of the document, empty if nothing is."""
        return self.entry.said.get(column, "")

    def needs(self, column: str, value: str) -> str:
        """Return a value, once it is noted if it is missing."""
        if not value:
            self.missing.append(column)
        return value

    def refuse(self, problem: str, *columns: str) -> None:
        """Note a problem, and the columns whose values are to be corrected."""
        self.problems.append(problem)
        self.wrong += [column for column in columns if column not in self.wrong]

    def contradict(self, column: str, given: str, stated: str) -> None:
        """Note that what is said contradicts the document: in the row, or against it."""
        if self.despite:
            self.notes.append(f"{column} as given ({given}), against the document ({stated})")
            return
        self.contradicts = True
        self.refuse(f"{column} {given} contradicts the document, which says {stated}", column)

    def settle(self, column: str, given: str, stated: str) -> str:
        """Return what is said, or else what the document states."""
        if given and stated and given != stated:
            self.contradict(column, given, stated)
        return given or stated

    def refused(self) -> Refused | None:
        """Return what stands against the row, None if nothing does."""
        if not self.missing and not self.problems:
            return None
        return Refused(
            entry=self.entry,
            missing=tuple(self.missing),
            wrong=tuple(self.wrong),
            problems=tuple(self.problems),
            contradicts=self.contradicts,
        )


def stated(report: Report, sha256: str) -> Stated:
    """Return what a document says of itself, and where it contradicts itself."""
    return Stated(
        sha256=sha256,
        title=report.title.value if report.title else "",
        place=report.place,
        reporter=report.reporter,
        body=report.body,
        scope=report.scope,
        year=str(report.year.value) if report.year else "",
        published=report.published.value.isoformat() if report.published else "",
        publisher=report.source_line.value if report.source_line else "",
        doubts=tuple(one.sentence() for one in report.problems if one.key in CONTRADICTIONS),
    )


def report_cells(draft: Draft) -> dict[str, str]:
    """Return the cells that a report is known by."""
    year = draft.needs("year", draft.settle("year", _digits(draft.said("year")), draft.stated.year))
    place = _place(draft, None if cell_problem("report_year", year) else int(year))
    reporter = draft.needs("reporter", _reporter(draft, place))
    body, scope = _body_and_scope(draft, reporter)
    if not draft.said("archived_address"):
        draft.needs("address", draft.said("address"))
    return {
        "place_code": place.code if place else "",
        "place": place.full_name if place else "",
        "reporter": reporter,
        "body": body,
        "scope": scope,
        "report_year": year,
    }


def _place(draft: Draft, year: int | None) -> Place | None:
    """Return the district, as it was named in the data year."""
    stated = draft.stated.place
    text = draft.said("district") or (stated.code if stated else "")
    if not draft.needs("district", text):
        return None
    if stated is not None and is_parent(stated) and not draft.said("district"):
        draft.refuse(
            f"it is a report of {stated.full_name} ({stated.code}), which is no district or "
            "county, and the registry holds those of districts and counties only; give --district "
            "if it is of one"
        )
        return None
    try:
        place = _find_place(text, year, stated)
    except PlaceError as error:
        draft.refuse(str(error).rstrip("."), "district")
        return None
    if stated is not None and not _is_same(place, stated) and not _lies_in(place, stated):
        draft.contradict("district", place.full_name, stated.full_name)
    return place


def _find_place(text: str, year: int | None, stated: Place | None) -> Place:
    """Return the place that a text names; where it may be several, the one of the document."""
    try:
        return find_place(text, year)
    except AmbiguousPlaceError as error:
        for candidate in error.candidates:
            if stated is not None and _is_same(candidate, stated):
                return candidate
        raise


def _is_same(place: Place, stated: Place) -> bool:
    """Tell whether two places are one; its code or its name may change from year to year."""
    return place.code == stated.code or place.full_name == stated.full_name


def _lies_in(place: Place, parent: Place) -> bool:
    """Tell whether a document that names a prefecture or province may mean a county of it."""
    return place.full_name.startswith(parent.full_name)


def _reporter(draft: Draft, place: Place | None) -> str:
    """Return the full name of the reporting body, as documents give it: 攀枝花市东区教育局."""
    given, stated = draft.said("reporter"), draft.stated.reporter
    if place is None:
        return given or stated
    of = draft.stated.place
    if of and not _is_same(place, of) and (draft.despite or _lies_in(place, of)):
        stated = ""  # The body of another place cannot report here.
    if not given and of is None and stated:
        return read_reporter(stated, None).completed_by(Reporter(place, county=True), "").name
    if not given:
        return stated
    body = Reporter(place, own_name_of(given, place.full_name), county=True)
    if stated and body.own_name == own_name_of(stated, place.full_name):
        return stated
    named = body.name if body.own_name != given or body.is_government else given
    return draft.settle("reporter", named, stated)


def own_name_of(reporter: str, place: str) -> str:
    """Return a body's name (教育局) without as much of its place's full name as it begins with."""
    for start in range(len(place) - 1):
        if reporter.startswith(place[start:]):
            return reporter.removeprefix(place[start:])
    return reporter


def _body_and_scope(draft: Draft, reporter: str) -> tuple[str, str]:
    """Return the kind of a body, and whom its figures cover: as said, stated, or usual."""
    by_itself = reporter == draft.stated.reporter
    body = draft.said("body") or (draft.stated.body if by_itself else body_of(reporter))
    if by_itself and body == draft.stated.body and draft.stated.scope:
        usual = draft.stated.scope
    else:
        usual = "area" if body == "government" else "own"
    return body, draft.said("scope") or usual


def annex_cells(draft: Draft, report: Registered) -> dict[str, str]:
    """Return the cells that an annex shares with its report."""
    own_name = own_name_of(report.reporter, report.place)
    given = {
        "year": (_digits(draft.said("year")), str(report.report_year)),
        "district": (_annex_place(draft, report), report.place),
        "reporter": (own_name_of(draft.said("reporter"), report.place), own_name),
        "body": (draft.said("body"), report.body),
        "scope": (draft.said("scope"), report.scope),
    }
    for column, (said, shared) in given.items():
        if said not in ("", shared):
            draft.refuse(f"{column} {quoted(said)} is not that of the report, {shared}", column)
    _check_annex_itself(draft, report)
    shared_cells = {column: str(getattr(report, column)) for column in _FROM_THE_REPORT}
    return shared_cells | {ANNEX_COLUMN: report.file}


def _annex_place(draft: Draft, report: Registered) -> str:
    """Return the full name of the district that is said of an annex."""
    text = draft.said("district")
    if not text or report.place.endswith(text):
        return report.place
    try:
        place = find_place(text, report.report_year)
    except PlaceError:
        return text
    return report.place if _is_of(place, report) else place.full_name


def _is_of(place: Place, report: Registered) -> bool:
    return place.code == report.place_code or place.full_name == report.place


def _check_annex_itself(draft: Draft, report: Registered) -> None:
    """Note where an annex speaks of another place or year than its report."""
    year, place = draft.stated.year, draft.stated.place
    if year and year != str(report.report_year):
        draft.contradict(ANNEX_COLUMN, f"{report.file} ({report.report_year})", year)
    if place is not None and not _is_of(place, report):
        draft.contradict(ANNEX_COLUMN, f"{report.file} ({report.place})", place.full_name)


def common_cells(draft: Draft) -> dict[str, str]:
    """Return the cells that do not belong to the key."""
    title = draft.said("title") or draft.stated.title
    if draft.said(ANNEX_COLUMN):
        title = title or draft.entry.path.stem
    given = {name: _day(draft.said(name)) for name in ("published", "retrieved")}
    published = draft.settle("published", given["published"], draft.stated.published)
    return {
        "sha256": draft.stated.sha256,
        "title": draft.needs("title", title),
        "published": published,
        "publisher": draft.said("publisher") or draft.stated.publisher,
        "address": draft.said("address"),
        "archived_address": draft.said("archived_address"),
        "retrieved": given["retrieved"],
        "rights": draft.said("rights") or OFFICIAL_DOCUMENT,
        "note": "; ".join(filter(None, [draft.said("note"), *draft.notes])),
    }


def check_cells(draft: Draft, cells: Mapping[str, str]) -> None:
    """Note which cells are wrong; what is missing or without a place is known already."""
    for column, value in cells.items():
        option = _OPTION_OF.get(column, column)
        if not value or column in ("place_code", "place", ANNEX_COLUMN, "sha256"):
            continue
        problem = cell_problem(column, value, name=option)
        if not value.isprintable():
            problem = f"{option} {quoted(value)} holds characters that are no text"
        if problem:
            draft.refuse(problem, option)
    if draft.said("despite").casefold() not in (*_YES, *_NO):
        said = quoted(draft.said("despite"))
        draft.refuse(f"despite {said} is neither yes nor no", "despite")


def _digits(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _day(text: str) -> str:
    """Return a day in ISO's form; spreadsheet programs write 2018/3/23."""
    parts = re.fullmatch(
        r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", _digits(text).strip()
    )
    if parts is None:
        return text
    try:
        return date(*map(int, parts.groups())).isoformat()
    except ValueError:
        return text

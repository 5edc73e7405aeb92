"""Whole reports from the corpus: composed of cases, each case on its own, or written by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from random import Random

from .files import Case, case_files, era_of, read_cases, read_report, report_files
from .noise import noisy
from .scenery import HEADINGS, OPENINGS, REPORTERS, SENTENCES, TITLES, YEARS
from .truth import Document, Item, Passage

_NUMERALS = "一二三四五六七八九十"
_OWN_HEADING = re.compile(r"^[一二三四五六七八九十]+(?=、(?P<title>\S{2,30})$)", re.MULTILINE)
_KIND_OF_HEADING = (
    ("fees", r"收费|费用|减免"),
    ("remedies", r"复议|诉讼|申诉|投诉|举报"),
    ("apply", r"申请"),
    ("problems", r"问题|不足|打算|改进"),
    ("other", r"说明|其他需要|附件|附表"),
    ("overview", r"概述|组织|机构|总体|领导|培训|队伍|基本情况|制度|保障"),
)
_KIND_OF_INDICATOR = (
    ("fees", r"fees_charged"),
    ("remedies", r"reconsider|lawsuit|complaint"),
    ("apply", r"appl|denied|not_|information_not|request_unclear|needs_new"),
    ("overview", r"staff|training|meetings|leadership|sections_announced|offices|budget"),
    ("active", r"\w"),
)


class _Draft:
    """A report in the making: its text so far and what it states."""

    def __init__(self) -> None:
        self.text = ""
        self.items: list[Item] = []
        self.passages: list[Passage] = []

    def line(self, text: str) -> None:
        """Add a line without figures."""
        self.text += f"{text}\n"

    def case(self, case: Case, seed: str, year: int) -> None:
        """Add a case as a paragraph of its own."""
        text, items = case.written(Random(f"{seed} {case.source}"), year)
        start = len(self.text)
        self.items += [
            replace(item, start=item.start + start, end=item.end + start) for item in items
        ]
        self.passages.append(
            Passage(start, start + len(text), case.phrasing, case.near_miss, case.source)
        )
        self.line(text)

    def document(self, name: str, reporter: str, year: int, body: str) -> Document:
        """Return the finished report."""
        return Document(
            name=name,
            text=self.text,
            reporter=reporter,
            year=year,
            body=body,
            era=era_of(year),
            items=tuple(self.items),
            passages=tuple(self.passages),
        )


@cache
def all_cases() -> tuple[Case, ...]:
    """Return the passages of all files."""
    return tuple(case for path in case_files() for case in read_cases(path))


def reports() -> list[Document]:
    """Return the whole reports written by hand."""
    return [read_report(path) for path in report_files()]


def alone(seed: int) -> list[Document]:
    """Return each case as a small report of its own: title, heading, case."""
    return [_alone(case, seed) for case in all_cases()]


def _alone(case: Case, seed: int) -> Document:
    body = case.body or "government"
    reporter = REPORTERS[body][0]
    draft = _Draft()
    draft.line(f"{_short_name(reporter)}{case.year}年政府信息公开工作年度报告")
    if not _OWN_HEADING.search(case.marked):
        draft.line(f"一、{case.heading or _usual_heading(case)}")
    draft.case(case, f"alone {seed}", case.year)
    return draft.document(f"{case.source} alone, seed {seed}", reporter, case.year, body)


def compose(seed: int) -> Document:
    """Return a whole report of random cases, with headings, dull sentences and noise."""
    random = Random(f"composed {seed}")
    era = random.choice(list(YEARS))
    year, body = random.choice(YEARS[era]), random.choice(list(REPORTERS))
    reporter = random.choice(REPORTERS[body])
    cases = _drawn_cases(random, year, body)
    draft = _Draft()
    draft.line(random.choice(TITLES).format(name=_short_name(reporter), year=year))
    draft.line(random.choice(OPENINGS))
    _write_sections(draft, cases, era, random)
    return noisy(draft.document(f"composed {seed}", reporter, year, body), random)


def _short_name(reporter: str) -> str:
    """Return a name as titles have it: without the province, 人民政府 left out."""
    name = re.sub(r"^\w{2,3}省", "", reporter)
    return re.sub(r"^\w+?(?:市|自治州)(?=\w+[县区])", "", name).removesuffix("人民政府")


def _drawn_cases(random: Random, year: int, body: str) -> list[Case]:
    fitting = [
        case
        for case in all_cases()
        if case.body in ("", body) and (case.any_year or case.year == year)
    ]
    drawn = random.sample(fitting, min(random.randint(10, 22), len(fitting)))
    return list({case.phrasing: case for case in drawn}.values())


def _write_sections(draft: _Draft, cases: list[Case], era: str, random: Random) -> None:
    kinds = {kind for kind, _ in HEADINGS[era]}
    whole = {_kind(case): case for case in cases if _OWN_HEADING.search(case.marked)}
    placed = [(_section_of(case, kinds), case) for case in cases if case not in whole.values()]
    seed, year = str(random.random()), _year_of(draft)
    for numeral, (kind, titles) in zip(_NUMERALS, HEADINGS[era], strict=False):
        title = random.choice(titles)
        if kind in whole:
            draft.case(_numbered(whole[kind], numeral), seed, year)
            continue
        draft.line(f"{numeral}、{title}")
        draft.line(random.choice(SENTENCES[kind]))
        _write_cases(draft, [case for own, case in placed if own == kind], title, seed)
    draft.line("特此报告。")


def _numbered(case: Case, numeral: str) -> Case:
    """Return a case that is a section of its own, with the numeral of its place."""
    return replace(case, marked=_OWN_HEADING.sub(numeral, case.marked, count=1))


def _write_cases(draft: _Draft, cases: list[Case], title: str, seed: str) -> None:
    """Write the cases of a section, those that ask for a heading below theirs, at the end."""
    year = _year_of(draft)
    for case in (case for case in cases if case.heading in ("", title)):
        draft.case(case, seed, year)
    under: dict[str, list[Case]] = {}
    for case in cases:
        if case.heading not in ("", title):
            under.setdefault(case.heading, []).append(case)
    for number, (heading, below) in enumerate(under.items()):
        draft.line(f"（{_NUMERALS[number]}）{heading}")
        for case in below:
            draft.case(case, seed, year)


def _year_of(draft: _Draft) -> int:
    return int(re.findall(r"20\d\d", draft.text.split("\n", 1)[0])[0])


def _section_of(case: Case, kinds: set[str]) -> str:
    kind = _kind(case)
    return kind if kind in kinds else "apply"


def _kind(case: Case) -> str:
    """Return what kind of section a case belongs in: by its heading, or by what it counts."""
    own = _OWN_HEADING.search(case.marked)
    if own or case.heading:
        return _first(_KIND_OF_HEADING, own["title"] if own else case.heading) or "active"
    items = case.written(Random(0))[1]
    names = {name for item in items for name in item.indicators} - {"?", "unclassified"}
    return _first(_KIND_OF_INDICATOR, " ".join(names)) or "overview"


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((kind for kind, pattern in table if re.search(pattern, text)), "")


def _usual_heading(case: Case) -> str:
    kind = _kind(case)
    return next(titles[0] for name, titles in HEADINGS["2014-2018"] if name == kind)

"""Drafts: a report as its office meant it, before it is damaged and made a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from . import sentences
from .chance import stream, weighted
from .figures import Figures, draw_figures, draw_size
from .forms import PARTS, YEARS
from .grids import Sheet, keys
from .hands import Hand, draw_hand
from .identities import break_a_sum
from .places import Place, Reporter, draw_reporter, places
from .sheets import Clerk, make_sheets
from .truth import CellKey, LocalRow, Stated, TrueCell

_NUMERALS = "零一二三四五六七八九"

_TITLES = (
    ("{name}{year}年政府信息公开工作年度报告", 5.0),
    ("{year}年{name}政府信息公开工作年度报告", 4.0),
    ("{name}{year}年度政府信息公开工作年度报告", 2.0),
    ("{name}关于{year}年度政府信息公开工作的报告", 1.0),
    ("{name}关于{year}年政府信息公开工作情况的年度报告", 1.0),
    ("{name}政府信息公开工作{year}年度报告", 1.0),
    ("{name}政府信息公开工作年度报告（{year}年）", 1.0),
    ("{name}{year}年政府信息公开年度报告", 1.5),
    ("{name}{year}年政府信息公开工作年报", 0.7),
    ("{name}{numerals}年政府信息公开工作年度报告", 0.5),
)
_SHEET_TITLES = (
    ("{name}{year}年政府信息公开情况统计表", 2.0),
    ("{year}年度{name}政府信息公开情况统计表", 1.0),
)


@dataclass(slots=True)
class Heading:
    """The heading of a part: its number and its words."""

    number: int
    words: str

    @property
    def text(self) -> str:
        """The heading as it is usually printed."""
        return f"{_NUMERALS[self.number]}、{self.words}"


@dataclass(slots=True)
class Paragraph:
    """A paragraph, with the figures that it states.

    Attributes:
        text: Its words.
        stated: The figures in them.
        signed: The day, if it is the date under the report.
        align: ``left``, ``right`` or ``center``.
    """

    text: str
    stated: list[Stated] = field(default_factory=list)
    signed: date | None = None
    align: str = "left"


Block = Heading | Paragraph | Sheet


@dataclass(slots=True)
class Draft:
    """A report that is being made.

    Attributes:
        seed: What all chance comes from.
        form: Its form.
        file_format: The kind of file that it is to become.
        damage: Names of the damage to do.
        place: The place that it is about.
        reporter: The body that reports.
        year: Its data year.
        size: How much there was to do.
        hand: How numbers are written.
        figures: All figures of the form.
        title: The title, a line or two.
        published: The day of publication.
        published_where: ``line``, ``meta``, ``both`` or ``none``.
        source_line: The office named as source; empty if none is.
        blocks: Headings, paragraphs and tables in their order.
        cells: The truth of every cell.
        refusals: Cells that damage has made unreadable.
        doubtful: Cells whose place damage has made uncertain.
        cut: Whether the end is lost.
    """

    seed: int
    form: str
    file_format: str
    damage: tuple[str, ...]
    place: Place
    reporter: Reporter
    year: int
    size: str
    hand: Hand
    figures: Figures
    title: list[str]
    published: date
    published_where: str
    source_line: str
    blocks: list[Block] = field(default_factory=list)
    cells: list[TrueCell] = field(default_factory=list)
    refusals: set[CellKey] = field(default_factory=set)
    doubtful: set[CellKey] = field(default_factory=set)
    cut: bool = False

    def chance(self, concern: str) -> Random:
        """Return the stream of random numbers for a concern of this report."""
        return stream(self.seed, self.form, concern)

    def look(self) -> Random:
        """Return the stream of random numbers for the looks of the file."""
        return stream(self.seed, self.form, self.file_format, "look")

    def sheets(self, part: str = "", year: int | None = None) -> list[Sheet]:
        """Return all tables, or those of a part, for this year where no other is named."""
        wanted = self.year if year is None else year
        found = [block for block in self.blocks if isinstance(block, Sheet)]
        return [sheet for sheet in found if not part or (sheet.part, sheet.year) == (part, wanted)]

    def standing(self) -> set[CellKey]:
        """Return the cells that stand in the tables."""
        return {key for sheet in self.sheets() for key in keys(sheet.grid)}

    def local_rows(self) -> tuple[LocalRow, ...]:
        """Return the figures of rows that the office added."""
        boxes = (box for sheet in self.sheets() for row in sheet.grid for box in row)
        return tuple(box.local for box in boxes if box.local is not None)

    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]


def compose(seed: int, form: str, file_format: str, damage: tuple[str, ...]) -> Draft:
    """Return a report as its office meant it, ready to be damaged."""
    names = stream(seed, form, "names")
    place = names.choice(places())
    reporter = _reporter(names, place, damage)
    year = names.choice(YEARS[form][1:] if "last_year_table" in damage else YEARS[form])
    numbers = stream(seed, form, "figures")
    size = draw_size(numbers, at_least_some="glued_numbers" in damage)
    published = _day_of_publication(names, reporter, year)
    where = _where_published(stream(seed, form, file_format, "publication"), file_format)
    draft = Draft(
        seed=seed,
        form=form,
        file_format=file_format,
        damage=damage,
        place=place,
        reporter=reporter,
        year=year,
        size=size,
        hand=draw_hand(stream(seed, form, "hand"), zero=_zero(damage)),
        figures=draw_figures(numbers, form, size),
        title=_title(stream(seed, form, "title"), reporter.printed, year, file_format),
        published=published,
        published_where=where,
        source_line=_source(stream(seed, form, "source"), reporter, place, where),
    )
    if "broken_sum" in damage:
        break_a_sum(draft.chance("broken_sum"), form, draft.figures)
    _write(draft)
    return draft


def _reporter(random: Random, place: Place, damage: tuple[str, ...]) -> Reporter:
    reporter = draw_reporter(random, place)
    if "contradicting_reporter" in damage:
        # With a bare name in the title nothing would tell whose report it is.
        return replace(reporter, printed=reporter.name)
    return reporter


def _zero(damage: tuple[str, ...]) -> str:
    """Return how zeros must be written for a damage to do what it says; empty if it is all one."""
    if "vanished_blanks" in damage:
        return "blank"
    # A sum with a dash in it cannot be checked, and a glued zero would look like a blank.
    return "0" if {"glued_numbers", "broken_sum"}.intersection(damage) else ""


def _day_of_publication(random: Random, reporter: Reporter, year: int) -> date:
    last = 88 if reporter.scope == "area" else 30
    return date(year + 1, 1, 1) + timedelta(days=random.randint(5, last))


def _where_published(random: Random, file_format: str) -> str:
    if file_format == "html":
        return weighted(random, [("line", 6), ("both", 2), ("meta", 1), ("none", 1)])
    return random.choice(("line", "none")) if file_format == "txt" else "none"


def _source(random: Random, reporter: Reporter, place: Place, where: str) -> str:
    office = f"{place.local}人民政府办公室"
    name = random.choice((reporter.name, office))
    if reporter.body != "government":
        name = reporter.name
    return name if where != "none" and random.random() < 0.75 else ""


def _title(random: Random, name: str, year: int, file_format: str) -> list[str]:
    pattern = weighted(random, _SHEET_TITLES if file_format == "xlsx" else _TITLES)
    numerals = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    title = pattern.format(name=name, year=year, numerals=numerals)
    at = title.find("政府信息公开")
    if random.random() < 0.25 and at > 0 and file_format != "xlsx":
        return [title[:at], title[at:]]
    return [title]


def _write(draft: Draft) -> None:
    """Write the blocks of a report."""
    look = draft.look()
    clerk = Clerk(draft.chance("writing"), draft.form, draft.year, draft.figures, draft.hand)
    joined = look.random() < 0.5
    skewed = joined and draft.file_format == "html" and look.random() < 0.4
    # Split along columns that fail to meet, a label would fall into sixteen cells.
    skewed = skewed and "split_merged" not in draft.damage
    sheets = make_sheets(clerk, joined=joined, skewed=skewed)
    draft.cells.extend(clerk.cells)
    if draft.file_format == "xlsx":
        draft.blocks.extend(sheets)
        return
    text = draft.chance("sentences")
    draft.blocks.append(_opening(draft, text))
    if draft.form in {"form2019", "form2021"}:
        _write_six_parts(draft, text, sheets)
    else:
        _write_free_parts(draft, text, sheets)
    _write_ending(draft, text)


def _opening(draft: Draft, text: Random) -> Paragraph:
    year, name = draft.year, draft.reporter.name
    if "contradicting_year" in draft.damage:
        year -= 1
    if "contradicting_reporter" in draft.damage:
        name = _other_reporter(draft)
    sentence = text.choice(sentences.OPENING)
    return Paragraph(sentence.format(name=name, year=year))


def _other_reporter(draft: Draft) -> str:
    """Return another body, of this place or of another one, that has left its name behind."""
    random = draft.chance("contradicting_reporter")
    place = random.choice((draft.place, random.choice(places())))
    while True:
        other = draw_reporter(random, place)
        if other.name != draft.reporter.name:
            return other.name


def _paragraph(draft: Draft, text: Random, chosen: list[str]) -> Paragraph:
    """Return sentences filled with figures as a paragraph."""
    received = int(draft.figures.get(("T3.1", "tot"), draft.figures.get(("3.1", ""), 0)))
    words = {
        "name": draft.reporter.name,
        "self_name": draft.reporter.self_name,
        "year": draft.year,
        "received": received,
        "carried": int(draft.figures.get(("T3.2", "tot"), 0)),
        "reconsiderations": int(draft.figures.get(("4", ""), 0)),
        "suits": int(draft.figures.get(("5", ""), 0)),
    }
    filled = [sentences.fill(text, sentence, **words) for sentence in chosen]
    stated = [figure for _, figures in filled for figure in figures]
    if any("{received}" in sentence for sentence in chosen):
        stated.append(Stated("收到申请", received, "件", f"{received}件"))
    return Paragraph("".join(sentence for sentence, _ in filled), stated)


def _requests_sentence(draft: Draft, text: Random) -> str:
    tables = draft.form in {"form2019", "form2021"}
    received = draft.figures.get(("T3.1", "tot") if tables else ("3.1", ""), 0)
    if not received:
        return text.choice(sentences.NO_REQUESTS)
    return text.choice(sentences.REQUESTS) if tables else sentences.REQUESTS[1]


def _write_six_parts(draft: Draft, text: Random, sheets: list[Sheet]) -> None:
    tables = {2: "two", 3: "three", 4: "four"}
    for number, words in PARTS.items():
        draft.blocks.append(Heading(number, words))
        if number == 1:
            draft.blocks.append(_paragraph(draft, text, sentences.some(text, sentences.GENERAL)))
            draft.blocks.append(_paragraph(draft, text, [_requests_sentence(draft, text)]))
        elif number in tables:
            draft.blocks.extend(sheet for sheet in sheets if sheet.part == tables[number])
        else:
            # Sentences of part six contradict each other, so there is one only.
            said, most = (sentences.PROBLEMS, 3) if number == 5 else (sentences.OTHER, 1)
            draft.blocks.append(_paragraph(draft, text, sentences.some(text, said, most)))


def _write_free_parts(draft: Draft, text: Random, sheets: list[Sheet]) -> None:
    disputes = draft.figures.get(("4", ""), 0) + draft.figures.get(("5", ""), 0)
    for number, (words, said) in enumerate(sentences.PARTS_BEFORE_2019, 1):
        chosen = sentences.some(text, said, 3) if said else []
        if not said:
            chosen = [sentences.DISPUTES if disputes else sentences.NO_DISPUTES]
        if words.startswith("依申请"):
            chosen.insert(0, _requests_sentence(draft, text))
        draft.blocks.append(Heading(number, words))
        draft.blocks.append(_paragraph(draft, text, chosen))
    for sheet in sheets:
        year = text.choice((f"（{draft.year}年度）", ""))
        draft.blocks.append(Paragraph(f"附件：政府信息公开情况统计表{year}"))
        draft.blocks.append(Paragraph(f"填报单位（盖章）：{draft.reporter.name}"))
        draft.blocks.append(sheet)


def _write_ending(draft: Draft, text: Random) -> None:
    if draft.form != "form2014" and text.random() < 0.3:
        attached = text.choice(("政府信息公开目录.xls", "重点领域公开事项清单.doc", "统计表.pdf"))
        draft.blocks.append(Paragraph(f"附件：{draft.year}年{attached}"))
    if text.random() < 0.4:
        day = draft.published - timedelta(days=text.randint(0, 4))
        draft.blocks.append(Paragraph(draft.reporter.name, align="right"))
        written = f"{day.year}年{day.month}月{day.day}日"
        draft.blocks.append(Paragraph(written, signed=day, align="right"))

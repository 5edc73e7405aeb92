"""From a file's contents to a report: its text laid out, and what can be read off it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from disclosure_analysis.forms import ANNEX_2014, FORMS, label_key, row_labels
from disclosure_analysis.loaders.contents import Contents, Link, lay_out
from disclosure_analysis.loaders.flat_tables import find_flat_tables
from disclosure_analysis.loaders.front_matter import Named, read_front_matter
from disclosure_analysis.loaders.structure import find_attachments, find_sections
from disclosure_analysis.report import Attachment, Report, Table, problem
from disclosure_analysis.tables import table

_OFFICIAL = 3
"""How many different official labels make a table an official one."""
_HELD = 10
"""How many of its labels make a table the annex of 2014."""
_SHORTEST = 4
"""How many letters a label has at least that tells a table."""
_UNIT = 4
"""How many letters a unit behind a label has at most: 单位件."""
_LABEL = re.compile(r"附[件表]\s*\d{0,2}")


def report_from_contents(contents: Contents, *, source: str) -> Report:
    """Lay contents out as one text, and read the report off it.

    Args:
        contents: What a loader made of a file.
        source: The file or address that it came from.
    """
    text, tables = lay_out(contents.blocks)
    named = Named(contents.title, contents.published, contents.publisher)
    return _report(text, tables, source, named, contents.links, contents.problems)


def report_from_text(text: str, *, source: str, problems: tuple[str, ...] = ()) -> Report:
    """Read a report off a text as it was published; every character stays in its place."""
    return _report(text, (), source, Named(), (), problems)


def _report(
    text: str,
    tables: tuple[Table, ...],
    source: str,
    named: Named,
    links: Sequence[Link],
    problems: tuple[str, ...],
) -> Report:
    tables = _with_flat_tables(text, tables)
    official = [one for one in tables if _labels(text, one, FORMS) >= _OFFICIAL]
    prose = without_tables(text, official)
    sections = find_sections(prose)
    opening = sections[0].start if sections else len(text)
    attachments = (*find_attachments(prose), *_linked(text, links))
    front, contradictions = read_front_matter(prose, opening=opening, named=named)
    said = tuple(problem("as_said", words=words) for words in problems)
    return Report(
        text=text,
        source=source,
        sections=sections,
        attachments=_held(text, _once(attachments), official),
        tables=tables,
        problems=(*said, *contradictions),
        **front,
    )


def without_tables(text: str, tables: Iterable[Table], mark: str = " ") -> str:
    """Return a text with tables blanked out by a mark, character for character."""
    for one in tables:
        blanks = re.sub(r"[^\n]", mark, text[one.start : one.end])
        text = text[: one.start] + blanks + text[one.end :]
    return text


def _with_flat_tables(text: str, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return tables, those pasted as lines between them included, in order."""
    found = list(tables)
    begin = 0
    for stop in (*tables, None):
        found += find_flat_tables(text, begin, stop.start if stop else len(text))
        begin = stop.end if stop else begin
    return tuple(sorted(found, key=lambda one: one.start))


def _labels(text: str, one: Table, forms: Iterable[str]) -> int:
    """Return how many different labels of forms stand in a table, with or without their units."""
    labels = {key for form in forms for key in row_labels(form) if len(key) >= _SHORTEST}
    keys = {label_key(text[cell.start : cell.end]) for cell in one.cells}
    return len({_begun_with(key, labels) for key in keys} - {""})


def _begun_with(key: str, labels: Collection[str]) -> str:
    """Return the label that a key is, or is but for a unit behind it; empty if there is none."""
    shortest = max(_SHORTEST, len(key) - _UNIT)
    beginnings = (key[:end] for end in range(len(key), shortest - 1, -1))
    return next((one for one in beginnings if one in labels), "")


def _linked(text: str, links: Sequence[Link]) -> Iterator[Attachment]:
    """Yield the annexes that a page links to; they are looked for from the end, where they stand.

    The words of a link may stand in the report as well, before the list of annexes.
    """
    end = len(text)
    for link in reversed(links):
        start = text.rfind(link.words, 0, end)
        if start < 0:
            continue
        label = _LABEL.match(link.words)
        line = text.rfind("\n", 0, start) + 1
        before = _LABEL.search(text, max(line, start - 8), start)
        title = link.words[label.end() :].lstrip(" :：、.") if label else link.words
        yield Attachment(
            kind="annex",
            label=(label or before or ["附件"])[0].replace(" ", ""),
            title=title or link.words,
            held=False,
            start=start,
            end=start + len(link.words),
            address=link.address,
        )
        end = start


def _once(attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return attachments in order; one found by its line and by its link is one."""
    kept: list[Attachment] = []
    for one in sorted(attachments, key=lambda a: (a.start, a.end)):
        same = next((k for k in kept if k.kind == one.kind and one.start < k.end), None)
        if same is None:
            kept.append(one)
        elif one.address and not same.address:
            kept[kept.index(same)] = replace(same, address=one.address)
    return tuple(kept)


def _held(
    text: str, attachments: Iterable[Attachment], official: Sequence[Table]
) -> tuple[Attachment, ...]:
    """Return attachments, an annexed official table marked as held if it stands in the text."""
    cues = "|".join(row["cue"] for row in table("annex_forms"))
    here = any(_labels(text, one, [ANNEX_2014]) >= _HELD for one in official)
    return tuple(
        replace(one, held=True)
        if here and one.kind == "annex" and re.search(cues, one.title)
        else one
        for one in attachments
    )

"""Text files, as text saved from a page."""

from __future__ import annotations

from random import Random

from . import noise
from .chance import weighted
from .drafts import Draft, Heading, Paragraph
from .grids import Grid, Sheet

_ENCODINGS = (("utf-8", 5.0), ("utf-8-sig", 1.5), ("gb18030", 1.5), ("gbk", 1.0))


def make_text(draft: Draft) -> bytes:
    """Return a draft as the bytes of a text file."""
    random = draft.chance("txt")
    style = weighted(random, [("tabs", 4), ("bars", 2), ("flat", 3)])
    if "vanished_blanks" in draft.damage:
        style = "vanished"
    lines = [*_top(draft, random)]
    for block in draft.blocks:
        if isinstance(block, Heading):
            lines.append(block.text)
        elif isinstance(block, Paragraph):
            lines.append(random.choice(("", "\u3000\u3000", "    ")) + block.text)
        else:
            lines.extend(_sheet(block, style))
    if not draft.cut:
        lines.extend(_bottom(draft, random))
    encoding = weighted(random, _ENCODINGS)
    end = random.choice(("\n", "\n", "\r\n"))
    return (end.join(lines) + end).encode(encoding)


def _top(draft: Draft, random: Random) -> list[str]:
    lines: list[str] = []
    if random.random() < 0.4 or "site_noise" in draft.damage:
        lines += [" ".join(noise.MENU), "您现在的位置：" + " > ".join(noise.BREADCRUMB)]
    if "site_noise" in draft.damage:
        lines += [f"{title} {day}" for title, day in noise.other_reports(random, 4)]
    lines += draft.title
    if draft.published_where == "line":
        parts = [noise.published_line(random, draft.published)]
        if draft.source_line:
            parts.append(noise.source_line(random, draft.source_line))
        lines += [random.choice(("  ", "\t", " | ")).join(parts)]
    return [*lines, ""] if random.random() < 0.5 else lines


def _bottom(draft: Draft, random: Random) -> list[str]:
    lines: list[str] = []
    if "site_noise" in draft.damage:
        lines += ["相关信息"]
        lines += [f"{day} {title}" for title, day in noise.other_reports(random, 4)]
    if random.random() < 0.3:
        lines += noise.footer(random, draft.place.local)
    return lines


def _sheet(sheet: Sheet, style: str) -> list[str]:
    lines = [sheet.caption] if sheet.caption else []
    if style in {"flat", "vanished"}:
        return lines + _flat(sheet.grid, blanks=style == "flat")
    for row in sheet.grid:
        texts = [box.text.replace("\n", " ") for box in row]
        bars = "".join(f"{text} | " for text in texts).rstrip(" ")
        lines.append("\t".join(texts) if style == "tabs" else bars)
    return lines


def _flat(grid: Grid, *, blanks: bool) -> list[str]:
    texts = [box.text.replace("\n", " ") for row in grid for box in row]
    return [text for text in texts if blanks or text.strip()]

"""Tables of what a report says it did, where it fell short and what it means to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from disclosure_analysis.display import Hypertext, html_table
from disclosure_analysis.extraction.practices import (
    IMPROVEMENT,
    PRACTICE,
    PROBLEM,
    Code,
    Finding,
    codes,
    find_practices,
)
from disclosure_analysis.source_text import place_of, quoted
from disclosure_analysis.words import labels, typeset

if TYPE_CHECKING:
    from disclosure_analysis.analysis import Analysis

_MOST_QUOTES = 2
_MOST_CHARACTERS = 60


def list_practices(analysis: Analysis) -> Hypertext:
    """Return what a report says it did, where it fell short and what it means to do.

    Practices stand by group, each with the words that tell it; problems and improvements in the
    order of the text, each with its codes. Quotes link to their place in the source text.
    """
    words, found = labels(analysis.lang), list(find_practices(analysis.report))
    intro = words["practice_intro"].format(most=_MOST_QUOTES)
    done = [one for one in found if one.code.kind == PRACTICE]
    header = tuple(words[key] for key in ("practice_group", "practice", "practice_words"))
    pieces = [f"<p><strong>{words['practices']}</strong></p>"]
    pieces += [f"<p>{intro}</p>", html_table(header, _by_practice(done, analysis))] if done else []
    pieces += [] if done else [f"<p>{words['nothing_named']}</p>"]
    for kind, title in ((PROBLEM, "problems"), (IMPROVEMENT, "improvements")):
        rows = list(_by_passage([one for one in found if one.code.kind == kind], analysis))
        header = words["practice_words"], words["practice_code"]
        pieces.append(f"<p><strong>{words[title]}</strong></p>")
        pieces.append(html_table(header, rows) if rows else f"<p>{words['nothing_named']}</p>")
    return Hypertext("\n".join(pieces))


def _by_practice(found: Sequence[Finding], analysis: Analysis) -> Iterator[tuple[str, ...]]:
    """Yield a row for each practice, in the order of the codebook."""
    words, comma = labels(analysis.lang), "；" if analysis.lang == "zh" else "; "
    last = ""
    for code in codes().values():
        places = {one.words: one for one in found if one.code is code}
        if not places:
            continue
        group = words[f"practice_group_{code.group}"] if code.group != last else ""
        last = code.group
        shown = [_passage(*place, one, analysis) for place, one in places.items()]
        more = words["practice_times"].format(n=len(shown)) * (len(shown) > _MOST_QUOTES)
        yield group, escape(_named(code, analysis.lang)), comma.join(shown[:_MOST_QUOTES]) + more


def _by_passage(found: Sequence[Finding], analysis: Analysis) -> Iterator[tuple[str, ...]]:
    """Yield a row for each passage with all its codes, in the order of the text."""
    passages: dict[tuple[int, int], list[Finding]] = {}
    for one in found:
        passages.setdefault((one.start, one.end), []).append(one)
    comma = "、" if analysis.lang == "zh" else ", "
    for place, coded in passages.items():
        names = comma.join(_named(one.code, analysis.lang) for one in coded)
        yield _passage(*place, coded[0], analysis), escape(names)


def _passage(start: int, end: int, one: Finding, analysis: Analysis) -> str:
    """Return words of a report, cut if they are long, as a link to their place."""
    passage = typeset(analysis.report.text[start:end].strip())
    if len(passage) > _MOST_CHARACTERS:
        passage = f"{passage[:_MOST_CHARACTERS]}……"
    html = quoted(passage, labels(analysis.lang))
    return f'<a href="#{place_of(one.start)}">{html}</a>'


def _named(code: Code, lang: str) -> str:
    return code.zh if lang == "zh" else code.en

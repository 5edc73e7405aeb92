"""Which part of a page is the document, and which is the site around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from disclosure_analysis.forms import applicants, label_key
from disclosure_analysis.tables import table

_MOST_NODES = 400_000
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div"),
        *("details", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_SITE_PARTS = frozenset({"nav", "footer", "aside"})
SENTENCE = re.compile(r"[。；]")
_HEADING = re.compile(r"(?m)^\s*[一二三四五六七八九十]{1,2}\s*[、．.]")
_MOST = 0.8
"""Share of a page's running text from which a part of it may be the whole document."""
ENOUGH_LABELS = 2
"""How many official labels make a table an official one."""


class Weight(NamedTuple):
    """How much of a document stands in a part of a page, and whose part it is."""

    node: LexborNode
    weight: int


def find_article(body: LexborNode) -> LexborNode:
    """Return the smallest part of a page that holds all of its running text and its tables.

    A small part beside it that links to other pages and has no heading of a report (news, as
    sites show them in a side column) does not count.
    """
    chains = [
        _Chain([*reversed([*ancestors(one.node)]), one.node], one.weight) for one in weights(body)
    ]
    article, depth = body, 1
    while chains:
        parts: dict[int, list[_Chain]] = {}
        for chain in chains:
            if len(chain.nodes) > depth:
                parts.setdefault(chain.nodes[depth].mem_id, []).append(chain)
        heaviest = max(parts.values(), key=_total, default=[])
        if not heaviest or heaviest[0].nodes[depth].tag in ("table", "p", "tr", "td"):
            break
        if not _is_all(heaviest, chains, depth):
            break
        article, chains, depth = heaviest[0].nodes[depth], heaviest, depth + 1
    return article


class _Chain(NamedTuple):
    """A block that reads like a document, after all that it stands in, and its weight."""

    nodes: list[LexborNode]
    weight: int


def _total(chains: Sequence[_Chain]) -> int:
    return sum(chain.weight for chain in chains)


def _is_all(part: Sequence[_Chain], whole: Sequence[_Chain], depth: int) -> bool:
    """Tell whether a part holds all of a document, news beside it left aside."""
    if len(part) == len(whole):
        return True
    if _total(part) < _MOST * _total(whole):
        return False
    inside = part[0].nodes[depth].mem_id
    rest = [c for c in whole if len(c.nodes) <= depth or c.nodes[depth].mem_id != inside]
    return all(len(c.nodes) > depth and _is_news(c.nodes[depth]) for c in rest)


def _is_news(node: LexborNode) -> bool:
    """Tell a part of a page that links elsewhere and holds nothing of the form of a report."""
    if node.css_first("a[href]") is None or labels_in(node) >= ENOUGH_LABELS:
        return False
    return _HEADING.search(node.text(deep=True, separator="\n")) is None


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements around a node, the closest first, up to the body."""
    parent = node.parent
    while parent is not None and parent.tag != "html":
        yield parent
        parent = parent.parent


def weights(body: LexborNode) -> Iterator[Weight]:
    """Yield the blocks that read like a document, each with its length; links do not count."""
    count = 0
    for node in body.traverse(include_text=False):
        count += 1
        if count > _MOST_NODES:
            return
        if node.tag not in BLOCKS or _is_site_part(node):
            continue
        words = own_words(node)
        if len(words) >= 8 and SENTENCE.search(words) and not is_furniture(words):
            yield Weight(node, len(words))
        elif node.tag == "table" and labels_in(node) >= ENOUGH_LABELS:
            yield Weight(node, 100)


def own_words(node: LexborNode) -> str:
    """Return the text of a block that stands neither in blocks below it nor in links."""
    pieces: list[str] = []

    def gather(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            if child.tag == "-text":
                pieces.append(child.text_content or "")
            elif child.tag not in BLOCKS and child.tag != "a":
                gather(child)

    gather(node)
    return re.sub(r"\s+", "", "".join(pieces))


def _is_site_part(node: LexborNode) -> bool:
    return any(names_site_part(one) for one in (node, *ancestors(node)))


def names_site_part(node: LexborNode) -> bool:
    """Tell a part that its tag, class or id names as the site's."""
    if node.tag in _SITE_PARTS:
        return True
    if node.tag == "body":
        return False
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
    return bool(_site_places().search(names))


@cache
def _site_places() -> re.Pattern[str]:
    return re.compile(
        "|".join(r["pattern"] for r in table("site_furniture") if r["kind"] == "place")
    )


@cache
def _site_lines() -> re.Pattern[str]:
    patterns = [row["pattern"] for row in table("site_furniture") if row["kind"] == "line"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def is_furniture(words: str) -> bool:
    """Tell a line that is the site's and not the document's."""
    return len(words) < 200 and _site_lines().search(words.strip()) is not None


@cache
def _form_labels() -> frozenset[str]:
    labels = {label_key(row["label"]) for row in table("form_cells")} | set(applicants())
    return frozenset(label for label in labels if len(label) >= 4)


def labels_in(node: LexborNode, *, own: bool = False) -> int:
    """Return how many different official labels stand in a table, counted up to a few.

    Args:
        node: A table, or what holds tables.
        own: Whether only the cells of the table itself count, not those of tables in it.
    """
    found: set[str] = set()
    for cell in node.css("td,th"):
        if cell.css_first("table") is None and not (own and _table_of(cell) != node.mem_id):
            key = label_key(cell.text(deep=True))
            if key in _form_labels():
                found.add(key)
        if len(found) >= ENOUGH_LABELS:
            break
    return len(found)


def _table_of(cell: LexborNode) -> int | None:
    return next((one.mem_id for one in ancestors(cell) if one.tag == "table"), None)

"""Which part of a page is the document, and which is the site around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

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
ANNEX_FILE = re.compile(r"\.(?:docx?|xlsx?|wps|et|pdf|rar|zip|ofd|rtf)(?:$|[?#])", re.I)
_ANNEX = re.compile(r"附[件表]\s*(?:[\d一二三四五六七八九]{1,2}(?!\d)|[:：])")
_NO_TITLE = re.compile(r"\s|[\d:：/.年月日|>-]")
_MOST = 0.8
"""Share of the text from which a part of a page is the document, or a list one of links."""
_FEWEST_LINKS = 3
_FEWEST_LETTERS = 8
_TABLE_WEIGHT = 100
ENOUGH_LABELS = 2
"""How many official labels make a table an official one."""


@dataclass(slots=True)
class _Sums:
    """What stands in a part of a page, what is below it included.

    Attributes:
        weight: Letters of running text, and a fixed weight for each official table.
        words: Letters that make titles, not dates.
        linked: How many of them are links.
        links: The number of links.
        annexes: The number of links to annexes.
        tables: The number of tables.
        sentences: The number of full stops.
    """

    weight: int = 0
    words: int = 0
    linked: int = 0
    links: int = 0
    annexes: int = 0
    tables: int = 0
    sentences: int = 0

    def add(self, other: _Sums) -> None:
        """Add what stands in a part below."""
        self.weight += other.weight
        self.words += other.words
        self.linked += other.linked
        self.links += other.links
        self.annexes += other.annexes
        self.tables += other.tables
        self.sentences += other.sentences


class PageParts:
    """The parts of a page with what stands in each, measured once."""

    def __init__(self, body: LexborNode) -> None:
        self._body = body
        self._sums: dict[int, _Sums] = {}
        self._measure()

    def weight(self, node: LexborNode) -> int:
        """Return how much of a document stands in a part of the page."""
        return self._of(node).weight

    def has_sentence(self, node: LexborNode) -> bool:
        """Tell whether a sentence stands in a part."""
        return self._of(node).sentences > 0

    def is_list_of_links(self, node: LexborNode) -> bool:
        """Tell a list of other documents: several links, and hardly any words beside them."""
        sums = self._of(node)
        if sums.links < _FEWEST_LINKS or sums.tables or sums.annexes:
            return False
        return sums.linked >= _MOST * sums.words

    def article(self) -> LexborNode:
        """Return the smallest part of the page that holds all of its running text and tables.

        A small part beside it that links to other pages and has no heading of a report (news, as
        sites show them in a side column) does not count.
        """
        article = self._body
        while True:
            parts = [child for child in article.iter() if self.weight(child)]
            heaviest = max(parts, key=self.weight, default=None)
            if heaviest is None or heaviest.tag in ("table", "p", "tr", "td"):
                return article
            own = self.weight(article) - sum(map(self.weight, parts))
            beside = [one for one in parts if one.mem_id != heaviest.mem_id]
            most = self.weight(heaviest) >= _MOST * self.weight(article)
            if own or (beside and not (most and all(map(_is_news, beside)))):
                return article
            article = heaviest

    def _of(self, node: LexborNode) -> _Sums:
        return self._sums.get(node.mem_id, _NOTHING)

    def _measure(self) -> None:
        """Measure each element by itself, then add each to what it stands in, from the end."""
        order: list[tuple[int, int]] = []
        in_site: dict[int, bool] = {}
        in_link: dict[int, bool] = {}
        for node in self._body.traverse(include_text=True):
            parent = node.parent
            above = parent.mem_id if parent is not None else 0
            if node.tag == "-text":
                self._add_text(node.text_content or "", above, in_link.get(above, False))
                continue
            if len(order) == _MOST_NODES:
                break
            own = node.mem_id
            order.append((own, above))
            in_site[own] = in_site.get(above, False) or names_site_part(node)
            in_link[own] = in_link.get(above, False) or node.tag == "a"
            self._sums[own] = _own_sums(node, is_site=in_site[own])
        for own, above in reversed(order):
            if above in self._sums:
                self._sums[above].add(self._sums[own])

    def _add_text(self, words: str, above: int, linked: bool) -> None:
        sums = self._sums.get(above)
        if sums is not None:
            letters = len(_NO_TITLE.sub("", words))
            sums.words += letters
            sums.linked += letters if linked else 0
            sums.sentences += len(SENTENCE.findall(words))


def _own_sums(node: LexborNode, *, is_site: bool) -> _Sums:
    sums = _Sums(tables=int(node.tag == "table"))
    if node.tag == "a":
        sums.links = 1
        sums.annexes = int(is_annex(node.attributes.get("href") or "", node.text(deep=True)))
    if node.tag in BLOCKS and not is_site:
        words = own_words(node)
        if len(words) >= _FEWEST_LETTERS and SENTENCE.search(words) and not is_furniture(words):
            sums.weight = len(words)
        elif node.tag == "table" and labels_in(node, own=True) >= ENOUGH_LABELS:
            sums.weight = _TABLE_WEIGHT
    return sums


_NOTHING = _Sums()


def is_annex(address: str, words: str) -> bool:
    """Tell a link to a file that belongs to a report."""
    return bool(ANNEX_FILE.search(address) or ANNEX_FILE.search(words) or _ANNEX.match(words))


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

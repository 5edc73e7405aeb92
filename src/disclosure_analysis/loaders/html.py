"""Web pages as government sites serve them: the article, without the site around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.forms import applicants, label_key
from disclosure_analysis.loaders.contents import Block, Contents, GridCell, Link
from disclosure_analysis.loaders.decoding import LONGEST_PAGE, decode
from disclosure_analysis.tables import table

_DEEPEST = 300
_SLACK = 1000
"""Elements that a page may leave open; the parser closes them."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNNESTED = frozenset("p br td tr th li img input hr meta link col dd dt option".split())  # noqa: SIM905
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ANNEX_FILE = re.compile(r"\.(?:docx?|xlsx?|wps|et|pdf|rar|zip|ofd|rtf)(?:$|[?#])", re.I)
_TITLE = re.compile(r"(?:信息|政务)公开.{0,12}(?:报告|年报)|(?:年度报告|年报)")
_PAGE_LINE = re.compile(
    r"(?:发布|公布|发文|成文|生成|更新)?(?:时间|日期)\s*[:：]|来源\s*[:：]|(?:发布|公开|发文)(?:机构|单位)"
    r"|20\d\d[-年./]\d{1,2}[-月./]\d{1,2}"
)
_ISO_DAY = re.compile(r"(20\d\d)[-/年.]?(\d{1,2})[-/月.]?(\d{1,2})")
_META = {
    "title": ("articletitle", "og:title"),
    "published": ("pubdate", "publishdate", "article:published_time", "firstpublishedtime"),
    "publisher": ("contentsource", "source"),
}
_WIDEST_SPAN = 200


def read_html(content: bytes, *, source: str) -> Contents:
    """Read a page: its article with all tables, its title, day of publication and source.

    What the site puts around an article (navigation, share buttons, lists of other documents,
    footers) is left out; so is what the page hides.

    Args:
        content: The page's bytes, in UTF-8, GBK, GB18030 or UTF-16, declared or not.
        source: The file or address that the bytes come from.

    Raises:
        DocumentError: The bytes are empty, too many, no text, or hold no article.
    """
    text, problems = _decoded(content, source)
    _check_depth(text, None, source)
    tree = LexborHTMLParser(text)
    _check_depth(text, tree, source)
    metas = _metas(tree)
    body = _cleaned(tree, source)
    article = find_article(body)
    walker = _Walker()
    walker.walk(article)
    blocks = [*_page_head(body, article, walker.blocks, metas), *walker.blocks]
    if not any(_CHINESE.search(b) if isinstance(b, str) else b for b in blocks):
        raise DocumentError(
            f"{source}: the page holds no Chinese text, so it may be filled by a script; open it "
            "in a browser and save the complete page, or its text."
        )
    return Contents(
        blocks=blocks,
        problems=problems,
        title=metas.get("title", ""),
        published=_day(metas.get("published", "")),
        publisher=metas.get("publisher", ""),
        links=tuple(walker.links),
    )


def _decoded(content: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    found = _DECLARED.search(content[:4096])
    declared = found[1].decode("ascii").lower() if found else ""
    return decode(content, source=source, declared=declared, longest=LONGEST_PAGE)


def _check_depth(text: str, tree: LexborHTMLParser | None, source: str) -> None:
    """Refuse elements nested as on no page, before they are parsed and before they are walked."""
    depth = _depth_written(text) if tree is None else _depth_parsed(tree)
    if depth > _DEEPEST:
        raise DocumentError(
            f"{source}: the page's elements are nested more than {_DEEPEST} deep, as on no page "
            "that a browser shows; save the page's text and use that."
        )


def _depth_written(text: str) -> int:
    """Return by how many elements more are opened than closed, at most, ``_SLACK`` left out."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _UNNESTED:
            depth = max(0, depth + (-1 if match[1] else 1))
            deepest = max(deepest, depth)
    return deepest - _SLACK


def _depth_parsed(tree: LexborHTMLParser) -> int:
    node, depth, deepest = tree.root, 0, 0
    while node is not None:
        following = node.first_child
        depth += following is not None
        deepest = max(deepest, depth)
        while following is None and node is not None:
            following = node.next
            if following is None:
                node, depth = node.parent, depth - 1
        node = following
    return deepest


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what the page's meta tags say: title, published, publisher."""
    said: dict[str, str] = {}
    for node in tree.css("meta"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        words = (node.attributes.get("content") or "").strip()
        for field, names in _META.items():
            if name in names and words:
                said.setdefault(field, words)
    title = tree.css_first("title")
    parts = re.split(r"[-_|—–]+", title.text()) if title is not None else []
    named = next((part.strip() for part in parts if _is_title(part)), "")
    return said | ({"title": named} if named and not _is_title(said.get("title", "")) else {})


def _page_head(
    body: LexborNode, article: LexborNode, blocks: Sequence[Block], metas: dict[str, str]
) -> list[Block]:
    """Return title and page line where they stand outside the article."""
    outside = _lines_before(body, article)
    opening = [line for b in blocks[:12] if isinstance(b, str) for line in b.split("\n")]
    head: list[Block] = []
    if not any(map(_is_title, opening)):
        at = next((i for i in reversed(range(len(outside))) if _is_title(outside[i])), None)
        if at is not None:
            # A title over two lines begins with the name on the line before.
            head += [line for line in outside[max(0, at - 1) : at] if _may_begin_title(line)]
            head.append(outside[at])
        elif metas.get("title"):
            head.append(metas["title"])
    head += [line for line in outside[-12:] if _PAGE_LINE.search(line) and len(line) <= 200]
    return list(dict.fromkeys(head))


def _is_title(line: str) -> bool:
    return bool(_TITLE.search(line)) and 6 <= len(line.strip()) <= 60 and "。" not in line


def _may_begin_title(line: str) -> bool:
    return 2 <= len(line) <= 30 and not re.search(r"[。，,：:>＞|]", line)


def _lines_before(body: LexborNode, article: LexborNode) -> list[str]:
    """Return the lines of a page before its article, links to elsewhere left out."""
    if article.mem_id == body.mem_id:
        return []
    walker = _Walker(stop=article.mem_id)
    walker.walk(body)
    return [line for block in walker.blocks for line in _lines(block) if line]


def _lines(block: Block) -> list[str]:
    if isinstance(block, str):
        return [line.strip() for line in block.split("\n")]
    return [" ".join(" ".join(cell.text.split()) for cell in row).strip() for row in block]


def _day(words: str) -> date | None:
    match = _ISO_DAY.search(words)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


class _Reached(Exception):  # noqa: N818
    """The part of the page that was to be read ends here."""


class _Walker:
    """Collects the blocks of a part of a page, in reading order."""

    def __init__(self, stop: int | None = None) -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self._stop = stop
        self._line: list[str] = []

    def walk(self, node: LexborNode) -> None:
        """Read a node and all below it."""
        with suppress(_Reached):
            self._children(node)
        self._flush()

    def _children(self, node: LexborNode) -> None:
        for child in node.iter(include_text=True):
            if child.mem_id == self._stop:
                raise _Reached
            self._node(child)

    def _node(self, node: LexborNode) -> None:
        if node.tag == "-text":
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", node.text_content or ""))
        elif node.tag == "br":
            self._flush()
        elif node.tag == "table" and _is_data(node):
            self._flush()
            self.blocks.append(_grid(node))
        elif _is_beside_the_article(node):
            self._flush()
        elif node.tag == "a":
            self._link(node)
        elif node.tag in BLOCKS:
            self._flush()
            self._children(node)
            self._flush()
        else:
            self._children(node)

    def _link(self, node: LexborNode) -> None:
        address = (node.attributes.get("href") or "").strip()
        words = " ".join(node.text(deep=True).split())
        if words and (_ANNEX_FILE.search(address) or _ANNEX_FILE.search(words)):
            self.links.append(Link(words, address))
        self._children(node)

    def _flush(self) -> None:
        line = "".join(self._line).strip(" ")
        self._line = []
        if line.strip() and (_PAGE_LINE.search(line) or not is_furniture(line)):
            self.blocks.append(line)


def _is_beside_the_article(node: LexborNode) -> bool:
    if node.tag in ("ul", "ol", "div", "dl") and _is_list_of_links(node):
        return True
    return names_site_part(node) and not SENTENCE.search(node.text(deep=True))


def _is_list_of_links(node: LexborNode) -> bool:
    """Tell a list of other documents: several links, and hardly any words beside them."""
    links = node.css("a")
    if len(links) < 3 or node.css_first("table") is not None:
        return False
    if any(_ANNEX_FILE.search(link.attributes.get("href") or "") for link in links):
        return False
    words = len(re.sub(r"\s|[\d:：/.年月日|>-]", "", node.text(deep=True)))
    linked = sum(len(re.sub(r"\s|[\d:：/.年月日|>-]", "", link.text(deep=True))) for link in links)
    return linked >= 0.8 * words


def _is_data(node: LexborNode) -> bool:
    """Tell a table of figures from one that only lays out the page."""
    inner = [one for one in node.css("table") if one.mem_id != node.mem_id]
    if inner:
        return labels_in(node) >= ENOUGH_LABELS and not any(map(labels_in, inner))
    rows = node.css("tr")
    cells = [cell.text(deep=True).strip() for cell in node.css("td,th")]
    if len(rows) < 2 or len(cells) < 4 or len(cells) < 2 * len(rows) - 1:
        return labels_in(node) >= 1 and len(cells) >= 2
    longest = sum(1 for cell in cells if len(cell) > 120)
    return longest <= len(cells) // 10


def _grid(node: LexborNode) -> list[list[GridCell]]:
    grid = []
    for row in _rows(node):
        cells = [c for c in row.iter() if c.tag in ("td", "th")]
        grid.append([_cell(c) for c in cells])
    caption = node.css_first("caption")
    if caption is not None and caption.text(deep=True).strip():
        grid.insert(0, [GridCell(_cell_lines(caption))])
    return grid


def _cell(node: LexborNode) -> GridCell:
    return GridCell(_cell_lines(node), _span(node, "rowspan"), _span(node, "colspan"))


def _rows(node: LexborNode) -> Iterator[LexborNode]:
    for child in node.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _span(cell: LexborNode, attribute: str) -> int:
    match = re.match(r"\s*(\d{1,4})", cell.attributes.get(attribute) or "")
    return min(max(int(match[1]), 1), _WIDEST_SPAN) if match else 1


def _cell_lines(cell: LexborNode) -> str:
    walker = _Walker()
    walker.walk(cell)
    lines = []
    for block in walker.blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += [one.text for row in block for one in row]
    return "\n".join(line for line in lines if line.strip())

"""Web pages as government sites serve them: the article, without the site around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import Block, Contents, GridCell, Link, visible
from disclosure_analysis.loaders.decoding import LONGEST_PAGE, decode
from disclosure_analysis.loaders.page_cleaning import clean_page
from disclosure_analysis.loaders.page_parts import (
    ANNEX_FILE,
    BLOCKS,
    ENOUGH_LABELS,
    SENTENCE,
    PageParts,
    ancestors,
    is_annex,
    is_furniture,
    labels_in,
    names_site_part,
)
from disclosure_analysis.loaders.web_archive import is_web_archive, page_of_web_archive

_DEEPEST = 300
_SLACK = 1000
"""Elements that a page may leave open; the parser closes them."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNNESTED = frozenset("p br td tr th li img input hr meta link col dd dt option".split())  # noqa: SIM905
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WRITTEN = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
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
_OPENING = 12
"""Blocks in which a report's title is looked for."""
_FEWEST_WORDS = 30
"""Words beside links that a page without any sentence must hold to be read."""
_COPIED_BLOCKS = 5
"""Blocks from which a repetition can be a copy of the article."""


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
    body = tree.body
    if body is None:
        raise DocumentError(f"{source}: the page is empty; fetch it again from its source.")
    clean_page(body)
    parts = PageParts(body)
    article = parts.article()
    walker = _Walker(parts)
    walker.walk(article)
    _check_article(walker, parts.weight(article), source)
    blocks, copied = _without_copy(walker.blocks)
    return Contents(
        blocks=[*_page_head(_lines_before(body, article, parts), blocks, metas), *blocks],
        problems=(*problems, *copied),
        title=metas.get("title", ""),
        published=_day(metas.get("published", "")),
        publisher=metas.get("publisher", ""),
        links=tuple(walker.links),
    )


def _check_article(walker: _Walker, weight: int, source: str) -> None:
    """Refuse a page that says nothing, or nothing but where else to look."""
    if not any(_CHINESE.search("".join(_lines(block))) for block in walker.blocks):
        raise DocumentError(
            f"{source}: the page holds no Chinese text, so a script may fill it or pictures may "
            "stand in its place; open it in a browser and save the complete page, or its text."
        )
    if walker.unlinked < _FEWEST_WORDS and not walker.links and not weight:
        raise DocumentError(
            f"{source}: the page holds titles and links, but no sentence or table of a report; "
            "open the report's own page, or the file that it links to, and save that."
        )


def _without_copy(blocks: Sequence[Block]) -> tuple[list[Block], tuple[str, ...]]:
    """Return blocks without a copy of the article, as made for printing or for small screens.

    A copy repeats several blocks in order, the first sentence among them; last year's report on
    the same page has another.
    """
    keys = ["".join("".join(_lines(block)).split()) for block in blocks]
    opening = next((i for i, key in enumerate(keys) if SENTENCE.search(key)), len(keys))
    first: dict[str, int] = {}
    kept: list[Block] = []
    at = 0
    while at < len(blocks):
        begin = first.setdefault(keys[at], at)
        count = _repeated(keys, begin, at)
        if count < _COPIED_BLOCKS or not begin <= opening < begin + count:
            kept.append(blocks[at])
            count = 1
        at += count
    said = "the page holds its article twice; the copy was left out"
    return kept, (said,) if len(kept) < len(blocks) else ()


def _repeated(keys: Sequence[str], first: int, again: int) -> int:
    """Return how many blocks from ``again`` on are those from ``first`` on."""
    count = 0
    while again + count < len(keys) and first + count < again:
        if keys[first + count] != keys[again + count]:
            break
        count += 1
    return count


def _decoded(content: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    if is_web_archive(content):
        content = page_of_web_archive(content)
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
    outside: Sequence[str], blocks: Sequence[Block], metas: dict[str, str]
) -> list[Block]:
    """Return title and page line where they stand outside the article."""
    opening = [line for b in blocks[:_OPENING] if isinstance(b, str) for line in b.split("\n")]
    head: list[Block] = []
    if not any(_is_title(line) and not ANNEX_FILE.search(line) for line in opening):
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


def _lines_before(body: LexborNode, article: LexborNode, parts: PageParts) -> list[str]:
    """Return the lines of a page before its article, links to elsewhere left out."""
    if article.mem_id == body.mem_id:
        return []
    walker = _Walker(parts, stop=article.mem_id)
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

    def __init__(self, parts: PageParts, stop: int | None = None) -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.unlinked = 0
        self._parts = parts
        self._stop = stop
        self._line: list[str] = []
        self._beside_links = 0
        self._in_link = self._as_written = False

    def walk(self, node: LexborNode) -> None:
        """Read a node and all below it."""
        self._as_written = any(map(_keeps_lines, (node, *ancestors(node))))
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
            self._text(node.text_content or "")
        elif node.tag == "br":
            self._flush()
        elif node.tag == "table" and _is_data(node):
            self._flush()
            self.blocks.append(_grid(node, self._parts))
        elif _is_beside_the_article(node, self._parts):
            self._flush()
        elif node.tag == "a":
            self._link(node)
        elif node.tag in BLOCKS:
            self._flush()
            before = self._as_written
            self._as_written = before or _keeps_lines(node)
            self._children(node)
            self._flush()
            self._as_written = before
        else:
            self._children(node)

    def _text(self, words: str) -> None:
        lines = re.split(r"\r\n?|\n", words) if self._as_written else [words]
        for number, line in enumerate(lines):
            if number:
                self._flush()
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", line))
            self._beside_links += 0 if self._in_link else len("".join(line.split()))

    def _link(self, node: LexborNode) -> None:
        address = (node.attributes.get("href") or "").strip()
        words = " ".join(visible(node.text(deep=True)).split())
        if not words and ANNEX_FILE.search(address):
            words = "".join(self._line).strip()  # the link is an icon after its name
        if words and is_annex(address, words):
            self.links.append(Link(words, address))
        before, self._in_link = self._in_link, bool(address)
        self._children(node)
        self._in_link = before

    def _flush(self) -> None:
        line = "".join(self._line).strip(" ")
        is_about_page = _PAGE_LINE.search(line) is not None
        if self._names_another_report(line):
            line = ""
        if line.strip() and (is_about_page or not is_furniture(line)):
            self.blocks.append(line)
            self.unlinked += 0 if is_about_page else self._beside_links
        self._line, self._beside_links = [], 0

    def _names_another_report(self, line: str) -> bool:
        """Tell a line below the opening that is nothing but a link to a report's page."""
        return (
            self._beside_links == 0
            and len(self.blocks) > _OPENING
            and _is_title(line)
            and not ANNEX_FILE.search(line)
            and line != (self.links[-1].words if self.links else "")
        )


def _keeps_lines(node: LexborNode) -> bool:
    return node.tag == "pre" or bool(_WRITTEN.search(node.attributes.get("style") or ""))


def _is_beside_the_article(node: LexborNode, parts: PageParts) -> bool:
    if node.tag in ("ul", "ol", "div", "dl") and parts.is_list_of_links(node):
        return True
    if not names_site_part(node) or parts.has_sentence(node):
        return False
    return node.css_first("h1,h2,h3") is None and labels_in(node) < ENOUGH_LABELS


def _is_data(node: LexborNode) -> bool:
    """Tell a table of figures from one that only lays out the page."""
    inner = [one for one in node.css("table") if one.mem_id != node.mem_id]
    if inner:
        forms_inside = any(labels_in(one) >= ENOUGH_LABELS for one in inner)
        return not forms_inside and labels_in(node, own=True) >= ENOUGH_LABELS
    rows = node.css("tr")
    cells = [cell.text(deep=True).strip() for cell in node.css("td,th")]
    if len(rows) < 2 or len(cells) < 4 or len(cells) < 2 * len(rows) - 1:
        return labels_in(node) >= 1 and len(cells) >= 2
    longest = sum(1 for cell in cells if len(cell) > 120)
    return longest <= len(cells) // 10


def _grid(node: LexborNode, parts: PageParts) -> list[list[GridCell]]:
    grid = []
    for group in _row_groups(node):
        for number, row in enumerate(group):
            cells = [c for c in row.iter() if c.tag in ("td", "th")]
            grid.append([_cell(c, len(group) - number, parts) for c in cells])
    caption = node.css_first("caption")
    if caption is not None and caption.text(deep=True).strip():
        grid.insert(0, [GridCell(_cell_lines(caption, parts))])
    return grid


def _cell(node: LexborNode, most_rows: int, parts: PageParts) -> GridCell:
    """Return a cell; it ends with its group of rows, and spans all of that if it says 0."""
    rows = _span(node, "rowspan")
    return GridCell(
        _cell_lines(node, parts), min(rows or most_rows, most_rows), _span(node, "colspan") or 1
    )


def _row_groups(node: LexborNode) -> list[list[LexborNode]]:
    """Return the rows of a table in the order in which a browser shows them, group by group."""
    order = {"thead": 0, "tfoot": 2}
    groups = [
        (order.get(child.tag or "", 1), [row for row in child.iter() if row.tag == "tr"])
        for child in node.iter()
        if child.tag in ("thead", "tbody", "tfoot")
    ]
    return [rows for _, rows in sorted(groups, key=lambda group: group[0])]


def _span(cell: LexborNode, attribute: str) -> int:
    match = re.match(r"\s*(\d{1,5})", cell.attributes.get(attribute) or "")
    return min(int(match[1]), _WIDEST_SPAN) if match else 1


def _cell_lines(cell: LexborNode, parts: PageParts) -> str:
    walker = _Walker(parts)
    walker.walk(cell)
    lines = []
    for block in walker.blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += [one.text for row in block for one in row]
    return "\n".join(line for line in lines if line.strip())

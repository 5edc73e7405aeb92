"""What Typst sets, as data: HTML read by pandoc, with anchors, tables, glyphs and formulas settled.

The notebook's text never becomes Typst code. It reaches Typst as JSON, whose strings the layout
prints as they are; only formulas are code, written by pandoc and checked here.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup

from disclosure_analysis.fonts import covered_characters
from disclosure_analysis.publishing.typst_tables import (
    Node,
    breakable,
    lay_out_table,
    longest_word,
    plain_text,
)

MISSING_GLYPH = "〓"
"""Printed for a character that no bundled font has (the printers' 下駄, geta)."""

_BRACED_ANCHOR = re.compile(r"\[\]\{#([^\s{}]+)\}")
_WEB_ADDRESS = re.compile(r"(https?://|mailto:)\S+")
_CODE_WIDTH = 45.0
_WIDEST_WORD = 36.0
# A line before a longer word would be stretched beyond reading.
_WORD_TO_JUSTIFY = 14.0
_LONGEST_LEAD = 4
_MARK = "formula-{}-ends-here"
# All that pandoc writes after "#" in a formula; anything else is refused.
_SAFE_CODE = re.compile(
    r"(?:\\.|\"(?:\\.|[^\"\\])*\"|#(?:h|v|box|text|math\.\w+)\b|[^#\\\"])*", re.S
)
_CODE_IN_MATH = re.compile(
    r"\b(?:read|import|include|plugin|eval|image|json|csv|toml|xml|yaml|sys)\b"
)


@dataclass
class Draft:
    """What is gathered while a document is prepared.

    Attributes:
        targets: Anchors that some link of the document points to.
        placed: Those that have got their place.
        missing: Characters that no bundled font has.
        formulas: TeX source to Typst code; empty where the formula is printed as source.
        pictures: File names of the pictures kept.
    """

    targets: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    formulas: dict[str, str] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)


def read_html(source: str) -> list[Node]:
    """HTML as pandoc's blocks. Pandoc runs in its sandbox and fetches nothing.

    Args:
        source: Clean HTML.

    Returns:
        Pandoc block elements, plain groups dissolved.
    """
    # Half a surrogate pair is no character; JSON may carry it, UTF-8 cannot.
    source = re.sub("[\ud800-\udfff]", MISSING_GLYPH, source)
    try:
        blocks = _pandoc_blocks(source)
    except RuntimeError:
        blocks = _blocks_piece_by_piece(source)
    return _ungrouped(blocks)


def prepare(blocks: list[Node], draft: Draft) -> list[Node]:
    """Settle everything that depends on the document as a whole.

    Args:
        blocks: Pandoc blocks.
        draft: Collects what the caller has to know; ``pictures`` must be filled.

    Returns:
        Blocks as the layout expects them.
    """
    links = {node["c"][2][0] for node in _nodes(blocks) if node["t"] == "Link"}
    anchors = set(_anchors(blocks))
    draft.targets = {link[1:] for link in links if link.startswith("#")} & anchors
    draft.formulas = typst_formulas([n["c"][1] for n in _nodes(blocks) if n["t"] == "Math"])
    blocks = [_prepared(block, draft) for block in _level_headings(blocks)]
    return _turned_together([_with_table_laid_out(block, may_turn=True) for block in blocks])


def split_title(blocks: list[Node], title: str | None) -> tuple[str | None, list[Node]]:
    """Take a first-level heading that opens the document as its title.

    Args:
        blocks: Pandoc blocks.
        title: The title that the metadata give, if any. It gives way to the heading, unless
            first-level headings are the document's sections.

    Returns:
        The title and the blocks without the heading.
    """
    tops = [block for block in blocks if block["t"] == "Header" and block["c"][0] == 1]
    if not tops or tops[0] is not blocks[0]:
        return title, blocks
    found = plain_text(tops[0]).strip()
    if found and (not title or found == title or len(tops) == 1):
        return found, _anchor_kept(tops[0]) + blocks[1:]
    return title, blocks


def typst_formulas(sources: list[str]) -> dict[str, str]:
    """Translate TeX formulas, all in one call of pandoc.

    Args:
        sources: TeX without dollar signs.

    Returns:
        Source to Typst code; empty code for a formula that cannot be translated.
    """
    unique = list(dict.fromkeys(sources))
    if not unique:
        return {}
    blocks: list[Node] = []
    for number, source in enumerate(unique):
        math = {"t": "Math", "c": [{"t": "InlineMath"}, source]}
        end = {"t": "Str", "c": _MARK.format(number)}
        blocks += [{"t": "Para", "c": [math]}, {"t": "Para", "c": [end]}]
    written = _pandoc_typst(blocks)
    codes: dict[str, str] = {}
    for number, source in enumerate(unique):
        code, _, written = written.partition(_MARK.format(number))
        codes[source] = checked_code(code.strip())
    return codes


def checked_code(code: str) -> str:
    """Refuse whatever pandoc would write beyond a formula, should it ever do so.

    Args:
        code: Typst code of a formula, dollar signs included.

    Returns:
        The code between the dollar signs; nothing where it could read files or load packages.
    """
    body = code[1:-1]
    if len(code) < 3 or code[0] != "$" or code[-1] != "$":
        return ""
    unquoted = re.sub(r"\"(?:\\.|[^\"\\])*\"", "", body)
    if not _SAFE_CODE.fullmatch(body) or _CODE_IN_MATH.search(unquoted):
        return ""
    return body


def printable(text: str, draft: Draft) -> str:
    """The text with 〓 for what no font has, and without control and direction characters."""
    covered = covered_characters()
    return "".join(
        char if ord(char) in covered or char in "\n\t\u200b\u00ad" else _substitute(char, draft)
        for char in text
    )


def missing_glyphs_note(missing: set[str], language: str) -> str:
    """The sentence that explains 〓, or nothing where every character could be printed."""
    if not missing:
        return ""
    codes = [f"U+{ord(char):04X}" for char in sorted(missing)]
    if language == "zh":
        return f"{MISSING_GLYPH}：随附字体中没有的字符，依次为 {'、'.join(codes)}。"
    return f"{MISSING_GLYPH}: characters not in the bundled fonts: {', '.join(codes)}."


def _substitute(char: str, draft: Draft) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Cf"} or 0xFE00 <= ord(char) <= 0xFE0F:
        return ""
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    draft.missing.add(char)
    return MISSING_GLYPH


def _pandoc_blocks(source: str) -> list[Node]:
    import pypandoc

    read = pypandoc.convert_text(
        source, "json", format="html-auto_identifiers", sandbox=True, verify_format=False
    )
    blocks: list[Node] = json.loads(read)["blocks"]
    return blocks


def _blocks_piece_by_piece(source: str) -> list[Node]:
    """Every element read on its own, those that pandoc cannot read as their bare text."""
    blocks: list[Node] = []
    for piece in BeautifulSoup(source, "html.parser").contents:
        try:
            blocks += _pandoc_blocks(str(piece))
        except RuntimeError:
            blocks += [{"t": "Para", "c": [{"t": "Str", "c": piece.get_text(" ", strip=True)}]}]
    return blocks


def _pandoc_typst(blocks: list[Node]) -> str:
    import pypandoc

    document = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}
    written = pypandoc.convert_text(
        json.dumps(document),
        "typst",
        format="json",
        sandbox=True,
        verify_format=False,
        extra_args=["--wrap=none", "--quiet"],
    )
    return str(written)


def _nodes(node: Any) -> Iterator[Node]:
    if isinstance(node, list):
        for item in node:
            yield from _nodes(item)
    elif isinstance(node, dict):
        if "t" in node and "c" in node:
            yield node
        yield from _nodes(list(node.values()))


_ATTRIBUTE_AT = {"Span": 0, "Div": 0, "Link": 0, "Image": 0, "Code": 0, "CodeBlock": 0}
_ATTRIBUTE_AT |= {"Figure": 0, "Table": 0, "Header": 1}


def _anchors(blocks: list[Node]) -> Iterator[str]:
    for node in _nodes(blocks):
        if node["t"] in _ATTRIBUTE_AT and node["c"][_ATTRIBUTE_AT[node["t"]]][0]:
            yield node["c"][_ATTRIBUTE_AT[node["t"]]][0]
        elif node["t"] == "Str":
            yield from _BRACED_ANCHOR.findall(node["c"])


def _ungrouped(blocks: list[Node]) -> list[Node]:
    """The blocks with plain groups dissolved, so that tables stand on the page itself."""
    result: list[Node] = []
    for block in blocks:
        if block["t"] == "Div" and not _special_classes(block):
            result += _anchor_kept(block) + _ungrouped(block["c"][1])
        else:
            result.append(block)
    return result


def _special_classes(block: Node) -> set[str]:
    return {"nb-input", "nb-stderr", "nb-error"} & set(block["c"][0][1])


def _anchor_kept(block: Node) -> list[Node]:
    """An empty paragraph with the anchor of an element that itself is dropped."""
    identifier = block["c"][_ATTRIBUTE_AT[block["t"]]][0]
    if not identifier:
        return []
    return [{"t": "Plain", "c": [{"t": "Span", "c": [[identifier, [], []], []]}]}]


def _level_headings(blocks: list[Node]) -> list[Node]:
    """Headings raised so that the highest is of the first level."""
    levels = [node["c"][0] for node in _nodes(blocks) if node["t"] == "Header"]
    lift = min(levels, default=1) - 1

    def lifted(node: Any) -> Any:
        if isinstance(node, dict) and node.get("t") == "Header":
            return {"t": "Header", "c": [node["c"][0] - lift, *node["c"][1:]]}
        return node

    return [lifted(_mapped(block, lifted)) for block in blocks] if lift else blocks


def _mapped(node: Any, change: Callable[[Any], Any]) -> Any:
    """The same structure with every member changed, innermost first."""
    if isinstance(node, list):
        return [change(_mapped(item, change)) for item in node]
    if isinstance(node, dict):
        return {key: change(_mapped(value, change)) for key, value in node.items()}
    return node


def _prepared(node: Any, draft: Draft) -> Any:
    if isinstance(node, list):
        return _prepared_list(node, draft)
    if not isinstance(node, dict):
        return node
    if node.get("t") in _ATTRIBUTE_AT:
        node = _with_own_anchor(node, draft)
    settle = _SETTLERS.get(node.get("t", ""))
    if settle is not None:
        return settle(node, draft)
    return {key: _prepared(value, draft) for key, value in node.items()}


def _prepared_list(items: list[Any], draft: Draft) -> list[Any]:
    result: list[Any] = []
    for index, item in enumerate(items):
        if isinstance(item, dict) and item.get("t") == "SoftBreak":
            if not _between_chinese(items, index):
                result.append({"t": "Space"})
        elif isinstance(item, dict) and item.get("t") == "Str" and "[]{#" in item["c"]:
            result += [_prepared(part, draft) for part in _anchors_apart(item["c"])]
        else:
            result.append(_prepared(item, draft))
    return result


def _between_chinese(items: list[Any], index: int) -> bool:
    """Whether a line end stands between full-width characters, where it means no space."""
    before = plain_text(items[:index])[-1:]
    after = plain_text(items[index + 1 :])[:1]
    return all(char and unicodedata.east_asian_width(char) in "WF" for char in (before, after))


def _anchors_apart(text: str) -> Iterator[Node]:
    for number, part in enumerate(_BRACED_ANCHOR.split(text)):
        if number % 2:
            yield {"t": "Span", "c": [[part, [], []], []]}
        elif part:
            yield {"t": "Str", "c": part}


def _with_own_anchor(node: Node, draft: Draft) -> Node:
    """Keep an element's anchor if a link needs it and no earlier element bears it."""
    at = _ATTRIBUTE_AT[node["t"]]
    identifier, classes, pairs = node["c"][at]
    if identifier not in draft.targets or identifier in draft.placed:
        identifier = ""
    draft.placed.add(identifier)
    content = list(node["c"])
    content[at] = [identifier, classes, pairs]
    return {**node, "c": content}


def _settle_string(node: Node, draft: Draft) -> Node:
    return {"t": "Str", "c": breakable(printable(node["c"], draft), _WIDEST_WORD)}


def _settle_code(node: Node, draft: Draft) -> Node:
    attributes, text = node["c"]
    text = printable(text, draft).expandtabs(4)
    if node["t"] == "CodeBlock":
        text = breakable(text.strip("\n"), _CODE_WIDTH)
    return {"t": node["t"], "c": [attributes, text]}


def _settle_link(node: Node, draft: Draft) -> Node:
    attributes, inlines, (address, title) = node["c"]
    if address.startswith("#"):
        kind = "anchor" if address[1:] in draft.targets else ""
    else:
        kind = "web" if _WEB_ADDRESS.fullmatch(address) else ""
    target = {"kind": kind, "to": address.removeprefix("#") if kind == "anchor" else address}
    return {"t": "Link", "c": [attributes, _prepared(inlines, draft), target, title]}


def _settle_image(node: Node, draft: Draft) -> Node:
    attributes, inlines, (name, title) = node["c"]
    alt = plain_text(inlines)
    if name not in draft.pictures:
        return {"t": "Str", "c": printable(alt, draft)}
    width = dict(attributes[2]).get("width", "")
    points = float(width) * 0.75 if re.fullmatch(r"\d+(\.\d+)?", width) else 0.0
    picture = {"file": name, "alt": alt or None, "width": points or None}
    return {"t": "Image", "c": [attributes, picture, printable(title, draft)]}


def _settle_paragraph(node: Node, draft: Draft) -> Node:
    """A paragraph; one of nothing but a picture is a figure, one all strong leads to the next."""
    inlines = _prepared(node["c"], draft)
    solid = [item for item in inlines if item["t"] not in {"Space", "LineBreak"}]
    if len(solid) == 1 and solid[0]["t"] == "Image":
        title = solid[0]["c"][2]
        caption = [{"t": "Plain", "c": [{"t": "Str", "c": title}]}] if title else []
        return {"t": "Figure", "c": [["", [], []], caption, solid]}
    if len(solid) == 1 and solid[0]["t"] == "Strong" and node["t"] == "Para":
        return {"t": "Lead", "c": inlines}
    has_display = any(n["t"] == "Math" and n["c"]["display"] for n in _nodes(inlines))
    ragged = longest_word(plain_text(inlines)) > _WORD_TO_JUSTIFY
    return {"t": "Plain" if has_display else node["t"], "c": inlines, "ragged": ragged}


def _settle_figure(node: Node, draft: Draft) -> Node:
    attributes, caption, blocks = node["c"]
    content = _prepared(blocks, draft)
    if len(content) == 1 and content[0]["t"] == "Figure":
        # A paragraph of one picture has become a figure; the figure around it is the real one.
        content = content[0]["c"][2]
    return {"t": "Figure", "c": [attributes, _prepared(caption[1], draft), content]}


def _settle_math(node: Node, draft: Draft) -> Node:
    kind, source = node["c"]
    math = {
        "display": kind["t"] == "DisplayMath",
        "source": printable(source.strip(), draft),
        "code": draft.formulas.get(source, ""),
    }
    return {"t": "Math", "c": math}


_SETTLERS: dict[str, Callable[[Node, Draft], Node]] = {
    "Str": _settle_string,
    "Code": _settle_code,
    "CodeBlock": _settle_code,
    "Link": _settle_link,
    "Image": _settle_image,
    "Para": _settle_paragraph,
    "Plain": _settle_paragraph,
    "Figure": _settle_figure,
    "Math": _settle_math,
}


def _with_table_laid_out(node: Any, *, may_turn: bool) -> Any:
    if isinstance(node, list):
        return [_with_table_laid_out(item, may_turn=False) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Table":
        table = lay_out_table(node["c"], may_turn=may_turn)
        table["c"]["id"] = node["c"][0][0]
        return {"t": "Table", "c": _with_table_laid_out(table["c"], may_turn=False)}
    return {key: _with_table_laid_out(value, may_turn=False) for key, value in node.items()}


def _turned_together(blocks: list[Node]) -> list[Node]:
    """Turned tables on turned pages, along with the heading and lines that lead to them."""
    result: list[Node] = []
    for block in blocks:
        if block["t"] != "Table" or not block["c"]["turned"]:
            result.append(block)
            continue
        lead = _lead(result)
        del result[len(result) - len(lead) :]
        if not lead and result and result[-1]["t"] == "Turned":
            result[-1]["c"].append(block)
        else:
            result.append({"t": "Turned", "c": [*lead, block]})
    return result


def _lead(blocks: list[Node]) -> list[Node]:
    """A heading, with a few paragraphs or a code cell after it, at the end of the blocks."""
    for length, block in enumerate(reversed(blocks[-_LONGEST_LEAD:]), 1):
        if block["t"] == "Header":
            # The first page keeps something under its title.
            return blocks[-length:] if length < len(blocks) else []
        if block["t"] not in {"Para", "Plain", "Div"}:
            break
    return []

"""HTML fragments made fit for paper: Markdown rendered, scripts dropped, pictures set aside."""

import base64
import binascii
import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import tinycss2  # type: ignore[import-untyped]
from bs4 import BeautifulSoup, Comment
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from soupsieve import SelectorSyntaxError

_ENDINGS = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
_NOT_FOR_PAPER = (
    "iframe object embed applet link meta base template noscript audio video canvas "
    "button select textarea form dialog map frame frameset head title .anchor-link"
).replace(" ", ", ")
_RIGHT_ALIGNED = {"right", "text-right", "align-right", "num", "number", "numeric"}
_DRAWING = re.compile(r"<svg\b[^>]*>.*?</svg>", re.DOTALL | re.IGNORECASE)
_MATH_SCRIPT = "math/tex"


@dataclass
class Pictures:
    """The pictures of one notebook, each kept once under a short file name.

    Attributes:
        folder: The notebook's own folder; pictures are read from there and nowhere else.
            None when the notebook has no folder.
        files: File name to content.
    """

    folder: Path | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, content: bytes, mime: str) -> str | None:
        """Keep a picture; gives its file name, or None if its kind cannot be printed."""
        ending = _ENDINGS.get(mime.strip().lower())
        if ending is None or not content:
            return None
        key = f"{hashlib.sha256(content).hexdigest()}.{ending}"
        name = self._names.setdefault(key, f"picture-{len(self._names) + 1}.{ending}")
        self.files[name] = content
        return name

    def add_encoded(self, text: str, mime: str) -> str | None:
        """Keep a picture as notebooks store it: SVG as text, the others in base 64."""
        if mime == "image/svg+xml" and "<" in text:
            return self.add(text.encode("utf-8", "replace"), mime)
        try:
            return self.add(base64.b64decode(text), mime)
        except (binascii.Error, ValueError):
            return None

    def add_address(self, address: str) -> str | None:
        """Keep what an ``img`` element points to: a data URI, or a file beside the notebook."""
        if address.startswith("data:"):
            return self._add_data_uri(address)
        if self.folder is None or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", address):
            return None
        root = self.folder.resolve()
        path = (root / unquote(address.split("?")[0].split("#")[0])).resolve()
        ending = path.suffix.lower().removeprefix(".").replace("jpeg", "jpg")
        mime = next((mime for mime, known in _ENDINGS.items() if known == ending), "")
        if not mime or not path.is_relative_to(root) or not path.is_file():
            return None
        return self.add(path.read_bytes(), mime)

    def _add_data_uri(self, address: str) -> str | None:
        kind, _, payload = address.removeprefix("data:").partition(",")
        mime, *options = kind.split(";")
        if "base64" in options:
            return self.add_encoded(unquote(payload), mime)
        return self.add(unquote_to_bytes(payload), mime)


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown renderer, with formulas marked as such for pandoc."""

    def block_math(self, body: str) -> str:
        return formula(body, display=True)

    def inline_math(self, body: str) -> str:
        return formula(body)

    def latex_environment(self, name: str, body: str) -> str:
        return formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)

    def block_code(self, code: str, info: str | None = None) -> str:
        language = html.escape((info or "").split(" ")[0])
        return f'<pre class="{language}">{html.escape(code)}</pre>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:") and url[11:] not in self.attachments:
            url = ""
        return str(super().image(text, url, title))


def formula(tex: str, *, display: bool = False) -> str:
    """A formula in the form that pandoc reads from HTML."""
    mode = "; mode=display" if display else ""
    # "</" would end the element; to TeX the blank means nothing.
    return f'<script type="{_MATH_SCRIPT}{mode}">{tex.replace("</", "< /")}</script>'


def render_markdown(
    source: str, pictures: Pictures, attachments: Mapping[str, dict[str, str]] | None = None
) -> str:
    """Markdown to clean HTML, by the same rules as nbconvert's HTML page.

    Args:
        source: The Markdown text.
        pictures: Where pictures are set aside.
        attachments: The cell's attachments, by name and media type.

    Returns:
        HTML for :func:`clean_html`'s readers.
    """
    renderer = _Renderer(escape=False, anchor_link_text="", attachments=dict(attachments or {}))
    return clean_html(MarkdownWithMath(renderer=renderer).render(source), pictures)


def clean_html(source: str, pictures: Pictures) -> str:
    """Balanced HTML without scripts, styles, controls or anything that would be fetched.

    Style sheets inside the fragment are obeyed where they align text or hide elements.

    Args:
        source: HTML of any quality.
        pictures: Where pictures are set aside; ``img`` elements then name the file kept.

    Returns:
        HTML whose every element is closed.
    """
    soup = BeautifulSoup(_DRAWING.sub(_drawing_as_image, source), "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    _apply_style_sheets(soup)
    _drop_unprintable(soup)
    _set_pictures_aside(soup, pictures)
    _align_cells(soup)
    _mark_table_heads(soup)
    for control in soup.find_all("input"):
        is_box = control.get("type") == "checkbox"
        control.replace_with(("☑" if control.has_attr("checked") else "☐") if is_box else "")
    for summary in soup.find_all("summary"):
        summary.name = "p"
        strong = soup.new_tag("strong")
        strong.extend(list(summary.contents))
        summary.append(strong)
    for details in soup.find_all("details"):
        details.name = "div"
    return str(soup)


def has_print(source: str) -> bool:
    """Whether an HTML fragment has anything that paper can show."""
    soup = BeautifulSoup(source, "html.parser")
    if soup.select(f"script:not([type^='{_MATH_SCRIPT}']), iframe, object, embed, canvas"):
        # Such fragments draw themselves in a browser; what text they hold is a stand-in.
        return bool(soup.select("table, svg, img"))
    _drop_unprintable(soup)
    return bool(soup.get_text(strip=True) or soup.select("img, svg"))


def _apply_style_sheets(soup: BeautifulSoup) -> None:
    for sheet in soup.find_all("style"):
        rules = tinycss2.parse_stylesheet(
            sheet.get_text(), skip_comments=True, skip_whitespace=True
        )
        for rule in rules:
            if rule.type == "qualified-rule":
                _apply_rule(soup, rule)
        sheet.decompose()


def _apply_rule(soup: BeautifulSoup, rule: Any) -> None:
    declarations = {
        item.lower_name: tinycss2.serialize(item.value).strip().lower()
        for item in tinycss2.parse_blocks_contents(rule.content)
        if item.type == "declaration"
    }
    style = ";".join(
        f"{name}:{declarations[name]}" for name in ("text-align", "display") if name in declarations
    )
    if not style:
        return
    try:
        elements = soup.select(tinycss2.serialize(rule.prelude).strip())
    except (SelectorSyntaxError, NotImplementedError):
        return
    for element in elements:
        element["style"] = f"{style};{element.get('style', '')}"


def _drop_unprintable(soup: BeautifulSoup) -> None:
    for element in soup.select(f"script:not([type^='{_MATH_SCRIPT}']), style, {_NOT_FOR_PAPER}"):
        element.decompose()
    for element in soup.select("[hidden], [style]"):
        if element.decomposed:
            continue
        hidden = "display:none" in str(element.get("style", "")).replace(" ", "").lower()
        if hidden or element.has_attr("hidden"):
            element.decompose()


def _set_pictures_aside(soup: BeautifulSoup, pictures: Pictures) -> None:
    for image in soup.find_all("img"):
        address = str(image.get("src", ""))
        name = pictures.add_address(address)
        if name is None and address not in pictures.files:
            image.replace_with(str(image.get("alt", "")))
        elif name is not None:
            image["src"] = name


def _drawing_as_image(match: re.Match[str]) -> str:
    """An inline SVG drawing as ``img``: an HTML parser would write its mixed-case names small."""
    drawing = match[0]
    if "xmlns=" not in drawing[: drawing.index(">")]:
        drawing = drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    found = re.search(r'aria-label="([^"]*)"|<title[^>]*>([^<]*)</title>', drawing)
    alt = (found[1] or found[2]) if found else ""
    encoded = base64.b64encode(drawing.encode("utf-8", "replace")).decode()
    return f'<img src="data:image/svg+xml;base64,{encoded}" alt="{alt}">'


def _align_cells(soup: BeautifulSoup) -> None:
    for cell in soup.select("td[class], th[class]"):
        if _RIGHT_ALIGNED & set(cell.get_attribute_list("class")):
            cell["style"] = f"{cell.get('style', '')};text-align: right"


def _mark_table_heads(soup: BeautifulSoup) -> None:
    """Put leading rows of header cells into a ``thead`` where a table has none."""
    for table in soup.find_all("table"):
        rows = table.find_all("tr")
        head = list(takewhile(lambda row: row.find("th") and not row.find("td"), rows))
        if head and len(head) < len(rows) and not table.find("thead"):
            thead = soup.new_tag("thead")
            head[0].insert_before(thead)
            thead.extend(head)

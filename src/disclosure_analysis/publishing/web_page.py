"""An nbconvert exporter that makes one self-contained page of a notebook.

The page asks the network for nothing: it has no script, its figures and downloads are part of
it, and what a notebook's own HTML would load or run is taken out.
"""

from __future__ import annotations

import base64
import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from traitlets import Dict, Instance, List, Unicode, default

from disclosure_analysis.publishing.headings import notebook_language, notebook_title
from disclosure_analysis.publishing.web_fonts import font_faces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bs4 import Tag
    from nbformat import NotebookNode
    from traitlets.config import Config

TEMPLATES = Path(__file__).parent / "templates"
FORBIDDEN = ["script", "iframe", "object", "embed", "link", "meta", "base", "form", "style"]
SOURCES = ("src", "srcset", "poster", "background", "data")
LONGEST_SUBTITLE = 80
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the page carries.

    Attributes:
        name: Its name when a reader saves it.
        mimetype: Its kind, for instance ``text/csv``.
        content: Its bytes.
        beside: Whether the page names the file beside it instead of carrying it.
    """

    name: str
    mimetype: str
    content: bytes
    beside: bool = False

    @property
    def address(self) -> str:
        """The file as a ``data:`` address, or its name if it stands beside the page."""
        if self.beside:
            return self.name
        return f"data:{self.mimetype};base64,{base64.b64encode(self.content).decode()}"

    @property
    def size(self) -> str:
        """The file's size for a reader."""
        return f"{max(1, round(len(self.content) / 1024)):,} KB"


class WebPageExporter(HTMLExporter):
    """Exports a notebook as a self-contained page for readers (``--to disclosure-html``).

    Title, language, subtitle and authors are the notebook's metadata ``title``, ``language``,
    ``subtitle`` and ``authors``; a figure's alternative text and caption are ``alt`` and
    ``caption`` in its output's metadata.
    """

    export_from_notebook = "Web page for readers (HTML)"

    downloads = List(Instance(Download), help="Files that the page carries.")
    pdf_link = Unicode("", help="Address of the PDF edition beside the page.").tag(config=True)
    labels = Dict(help="The page's own words, by key; those of its language if empty.")

    @default("template_name")
    def _template_name_default(self) -> str:
        return "disclosure-html"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [*super()._default_extra_template_basedirs(), str(TEMPLATES)]

    @default("exclude_anchor_links")
    def _exclude_anchor_links_default(self) -> bool:
        return True

    @property
    def default_config(self) -> Config:
        """Show what a page without scripts can show."""
        config: Config = super().default_config
        config.NbConvertBase.display_data_priority = [
            "image/svg+xml",
            "text/html",
            "text/markdown",
            "image/png",
            "image/jpeg",
            "text/latex",
            "text/plain",
        ]
        return config

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook to a page."""
        lang = notebook_language(nb)
        labels = self.labels or read_labels(lang)
        self.environment.globals["page"] = {
            "lang": lang,
            "title": notebook_title(nb),
            "subtitle": nb.metadata.get("subtitle", ""),
            "authors": [author.get("name", "") for author in nb.metadata.get("authors", [])],
            "labels": labels,
            "downloads": self.downloads,
            "pdf_link": self.pdf_link,
        }
        html, resources = super().from_notebook_node(nb, resources, **options)
        return finish_page(html, labels), resources


def notebook_to_page(
    notebook: NotebookNode, *, downloads: Sequence[Download] = (), pdf_link: str = ""
) -> str:
    """Return an executed notebook as a page.

    Args:
        notebook: The notebook.
        downloads: Files that the page carries.
        pdf_link: Address of the PDF edition beside the page.
    """
    exporter = WebPageExporter(  # type: ignore[no-untyped-call]
        downloads=list(downloads), pdf_link=pdf_link
    )
    page: str = exporter.from_notebook_node(notebook)[0]
    return page


def read_labels(lang: str) -> dict[str, str]:
    """Return the page's own words in a language."""
    path = TEMPLATES / "disclosure-html" / "labels.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["key"]: row.get(lang, row["en"]) for row in rows}


def finish_page(html: str, labels: dict[str, str]) -> str:
    """Return a rendered page with what needs a view of the whole: contents, ids, wide tables."""
    page = BeautifulSoup(html, "html.parser")
    main = page.find("main")
    if main is None:
        return html
    _disarm(main)
    _lift_title(page, main)
    _gather_code(main)
    _name_headings(page, main, labels)
    _fill_contents(page, main, labels)
    for table in main.find_all("table"):
        _let_scroll(page, table, labels)
    _embed_fonts(page)
    return str(page)


def _embed_fonts(page: BeautifulSoup) -> None:
    """Give the page the faces of its own characters."""
    style = page.find("style")
    if style is not None and page.body is not None:
        style.insert_before(_new_style(page, font_faces(page.body.get_text())))


def _new_style(page: BeautifulSoup, rules: str) -> Tag:
    style = page.new_tag("style")
    style.string = rules
    return style


def _disarm(main: Tag) -> None:
    """Take out what would run or load something."""
    for tag in main.find_all(FORBIDDEN):
        tag.decompose()
    for tag in main.find_all(True):
        for name, value in list(tag.attrs.items()):
            if _is_armed(name.lower(), str(value).strip().lower()):
                del tag[name]


def _is_armed(name: str, value: str) -> bool:
    if name.startswith("on"):
        return True
    if name in SOURCES:
        return not value.startswith("data:image/")
    if name == "style":
        return "url(" in value
    return name.endswith("href") and re.match(r"\s*(javascript|vbscript|data):", value) is not None


def _lift_title(page: BeautifulSoup, main: Tag) -> None:
    """Print a title once: the notebook's own first heading becomes the page's."""
    first = main.find(HEADINGS)
    title = page.find("h1")
    if first is not None and title is not None and first.name == "h1":
        _lift_subtitle(first, title)
        title.replace_with(first.extract())
    for other in main.find_all("h1"):
        other.name = "h2"


def _lift_subtitle(heading: Tag, title: Tag) -> None:
    """Print a single line of text below the title as the page's subtitle, if it has none."""
    line = heading.find_next_sibling()
    if line is None or line.name != "p" or title.find_next_sibling(class_="subtitle"):
        return
    if len(line.get_text()) <= LONGEST_SUBTITLE and line.find_next_sibling() is None:
        line["class"] = "subtitle"
        title.insert_after(line.extract())


def _gather_code(main: Tag) -> None:
    """Fold code that prints nothing together with that of the next cell, or of the one before."""
    for cell in main.find_all("section", class_="cell", recursive=False):
        folded = _code(cell)
        if folded is None or _prints(cell):
            continue
        after, before = _code(cell.find_next_sibling()), _code(cell.find_previous_sibling())
        blocks = folded.find_all(["div", "pre"], recursive=False)
        if after is not None:
            for block in reversed(blocks):
                after.insert(1, block.extract())
        elif before is not None:
            before.extend([block.extract() for block in blocks])
        else:
            continue
        cell.decompose()


def _code(cell: Tag | None) -> Tag | None:
    return cell.find("details", class_="code") if cell is not None else None


def _prints(cell: Tag) -> bool:
    """Tell whether a cell shows something beside its code."""
    results = [child for child in cell.find_all(recursive=False) if child.name != "details"]
    return any(r.get_text(strip=True) or r.find(["img", "svg", "table"]) for r in results)


def _name_headings(page: BeautifulSoup, main: Tag, labels: dict[str, str]) -> None:
    """Give each heading an id of its own and a link to it."""
    headings = main.find_all(HEADINGS)
    for heading in headings:
        del heading["id"]
    taken = {str(tag["id"]) for tag in page.find_all(id=True)}
    for heading in headings:
        name = _free_name(re.sub(r"\s+", "-", heading.get_text(strip=True)) or "section", taken)
        taken.add(name)
        heading["id"] = name
        link = page.new_tag(
            "a", href=f"#{name}", attrs={"class": "anchor", "aria-label": labels["anchor"]}
        )
        link.string = "#"
        heading.append(link)


def _free_name(name: str, taken: set[str]) -> str:
    candidates = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)


def _fill_contents(page: BeautifulSoup, main: Tag, labels: dict[str, str]) -> None:
    nav = page.find("nav", class_="contents")
    chapters = main.find_all("h2")
    if nav is None or len(chapters) < 2:
        return
    heading = page.new_tag("p")
    heading.string = labels["contents"]
    entries = page.new_tag("ol")
    for chapter in chapters:
        entry = page.new_tag("li")
        entry.append(_link_to(page, chapter))
        entries.append(entry)
        sections = list(_sections_of(chapter))
        if sections:
            below = page.new_tag("ol")
            for section in sections:
                item = page.new_tag("li")
                item.append(_link_to(page, section))
                below.append(item)
            entry.append(below)
    nav.extend([heading, entries])


def _sections_of(chapter: Tag) -> Iterator[Tag]:
    for heading in chapter.find_all_next(["h2", "h3"]):
        if heading.name == "h2":
            return
        yield heading


def _link_to(page: BeautifulSoup, heading: Tag) -> Tag:
    link = page.new_tag("a", href=f"#{heading['id']}")
    link.string = heading.get_text(strip=True).removesuffix("#")
    return link


def _let_scroll(page: BeautifulSoup, table: Tag, labels: dict[str, str]) -> None:
    """Put a table into a box of its own, which scrolls where a screen is too narrow."""
    if table.find_parent("table") is not None:
        return
    del table["border"]
    caption = table.find("caption")
    name = caption.get_text(strip=True) if caption is not None else labels["table"]
    table.wrap(
        page.new_tag(
            "div",
            attrs={"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": name},
        )
    )

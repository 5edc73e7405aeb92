"""Notebooks as PDF files, set by Typst: an nbconvert exporter and a plain function.

``jupyter nbconvert --to typst-pdf notebook.ipynb`` works on any notebook, and so does
JupyterLab's export menu. Nothing but the locked packages is needed.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from nbconvert.exporters import TemplateExporter
from nbconvert.filters import strip_ansi
from traitlets import Dict, Integer, List, Unicode, default

from disclosure_analysis.errors import DisclosureError, InputError
from disclosure_analysis.fonts import font_folder
from disclosure_analysis.publishing import markup, typst_document
from disclosure_analysis.publishing.headings import notebook_language
from disclosure_analysis.publishing.markup import Pictures

if TYPE_CHECKING:
    import typst
    from nbformat import NotebookNode

ATTACHED_REPORT = ("a-3a", "ua-1")
"""The PDF standards of our own reports: archival with attachments, and accessible."""

_TEMPLATES = Path(__file__).parent / "templates"
_LAYOUT = _TEMPLATES / "typst_pdf" / "layout.typ"
_PRIORITY = (
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "text/html",
    "image/png",
    "image/jpeg",
    "text/plain",
)
_MATH = re.compile(r"\s*(\$|\\\[|\\\(|\\begin\{(equation|align|gather|multline|eqnarray|math))")


def notebook_to_pdf(
    notebook: "NotebookNode",
    *,
    exclude_input: bool = True,
    standards: Sequence[str] = (),
    attachments: Mapping[str, tuple[bytes, str, str]] | None = None,
    timestamp: datetime | None = None,
) -> bytes:
    """Set an executed notebook as PDF.

    The same notebook and arguments give the same bytes.

    Args:
        notebook: The notebook; its metadata may give ``title``, ``subtitle``, ``authors``,
            ``date``, ``language`` and ``keywords``.
        exclude_input: Leave the code out.
        standards: PDF standards to meet, e.g. ``ATTACHED_REPORT``. Where the notebook cannot
            meet them, a plain PDF is made and a warning logged.
        attachments: Files to attach: name to (content, media type, description).
        timestamp: Time written into the file; without it the notebook's date.

    Returns:
        The PDF file.

    Raises:
        DisclosureError: Typst could not set the notebook.
        InputError: A standard is unknown.
    """
    exporter = TypstPDFExporter(  # type: ignore[no-untyped-call]
        exclude_input=exclude_input,
        pdf_standards=list(standards),
        attachments=dict(attachments or {}),
        timestamp=None if timestamp is None else int(timestamp.timestamp()),
    )
    pdf, _ = exporter.from_notebook_node(notebook)
    return pdf


class TypstPDFExporter(TemplateExporter):
    """Exports a notebook as PDF by way of Typst, with Chinese typography and bundled fonts.

    Pictures need alternative text for the accessible standards: it is read from the output's
    metadata (``metadata[mime]["alt"]`` or ``metadata["alt"]``), else from the cell's
    (``cell.metadata["alt"]``), and in Markdown from the picture itself. ``caption`` in the
    same places is set below the picture.
    """

    export_from_notebook = "PDF via Typst"
    output_mimetype = "application/pdf"

    pdf_standards = List(
        Unicode(), help="PDF standards to meet, e.g. a-3a and ua-1; a plain PDF if they cannot be."
    ).tag(config=True)
    attachments = Dict(help="Files to attach: name to (content, media type, description).")
    timestamp = Integer(
        None, allow_none=True, help="Seconds since 1970 (UTC) written as the file's time."
    ).tag(config=True)

    _pictures = Pictures()

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".html.j2"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "typst_pdf"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(_TEMPLATES)]

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """The filters that turn cells and outputs into clean HTML."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "filter_data_type", choose_representation
        yield "markdown_cell", self._markdown_cell
        yield "markdown_output", self._markdown_output
        yield "html_output", self._html_output
        yield "latex_output", latex_output
        yield "figure_output", self._figure_output
        yield "error_text", error_text

    def from_notebook_node(  # type: ignore[override]
        self, nb: "NotebookNode", resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Export a notebook.

        Args:
            nb: The notebook.
            resources: nbconvert's resources; ``metadata.path`` is the folder of its pictures.
            **kw: Passed on to nbconvert.

        Returns:
            The PDF file and the resources.

        Raises:
            DisclosureError: Typst could not set the notebook.
        """
        folder = ((resources or {}).get("metadata") or {}).get("path")
        self._pictures = Pictures(None if folder is None else Path(folder or "."))
        source, resources = super().from_notebook_node(nb, resources, **kw)
        name = str(resources.get("metadata", {}).get("name") or "notebook")
        language = notebook_language(nb).split("-")[0].lower()
        document = self._document(source, nb.metadata, name, language)
        resources["output_extension"] = self.file_extension
        return self._typeset(document, nb.metadata, name), resources

    def _markdown_cell(self, cell: "NotebookNode") -> str:
        attachments = cell.get("attachments", {})
        return markup.render_markdown(cell.source, self._pictures, attachments)

    def _markdown_output(self, source: str) -> str:
        return markup.render_markdown(source, self._pictures)

    def _html_output(self, source: str) -> str:
        return markup.clean_html(source, self._pictures)

    def _figure_output(self, output: "NotebookNode", mime: str, cell: "NotebookNode") -> str:
        name = self._pictures.add_encoded(output.data[mime], mime)
        details = {**cell.metadata, **output.metadata, **output.metadata.get(mime, {})}
        return figure_html(name, details) if name else ""

    def _document(
        self, source: str, metadata: Mapping[str, Any], name: str, language: str
    ) -> dict[str, Any]:
        """All that the layout prints, as data."""
        draft = typst_document.Draft(pictures=set(self._pictures.files))
        blocks = typst_document.read_html(source)
        title, blocks = typst_document.split_title(blocks, metadata.get("title"))
        prepared = typst_document.prepare(blocks, draft)
        document = {
            "language": language,
            "show-title": bool(title),
            **_front_matter({**metadata, "title": title or name}, draft),
            "blocks": prepared,
            "attachments": _attachment_list(self.attachments),
        }
        document["note"] = typst_document.missing_glyphs_note(draft.missing, language)
        return document

    def _typeset(self, document: dict[str, Any], metadata: Mapping[str, Any], name: str) -> bytes:
        import typst

        moment = self.timestamp if self.timestamp is not None else _moment(metadata.get("date"))
        with tempfile.TemporaryDirectory(prefix="typst-pdf-") as folder:
            root = Path(folder)
            for picture, content in self._pictures.files.items():
                (root / picture).write_bytes(content)
            for file, (content, _, _) in zip(
                document["attachments"], self.attachments.values(), strict=True
            ):
                (root / file["path"]).write_bytes(content)
            try:
                return self._compile_to_standard(root, document, moment)
            except typst.TypstError as error:
                raise DisclosureError(
                    f"{name} could not be set as PDF: {_sentence(error)}; "
                    "look at the notebook's pictures, formulas and tables"
                ) from error
            except ValueError as error:
                raise InputError(
                    f"{name} could not be set as PDF: {error}; correct pdf_standards"
                ) from error

    def _compile_to_standard(self, root: Path, document: dict[str, Any], moment: int) -> bytes:
        """Compile; leave broken pictures and formulas out, and standards that cannot be met."""
        import typst

        standards = list(self.pdf_standards)
        try:
            return _compile(root, document, moment, standards)
        except typst.TypstError:
            repaired = _without_broken_parts(root, document)
        try:
            return _compile(root, repaired, moment, standards)
        except typst.TypstError as error:
            if not standards:
                raise
            self.log.warning(
                "The PDF does not meet %s: %s. A plain PDF is made instead.",
                ", ".join(standards),
                _sentence(error),
            )
        return _compile(root, repaired, moment, [])


def choose_representation(data: Mapping[str, Any]) -> list[str]:
    """The media type of an output that is printed: the richest that paper can show.

    Args:
        data: An output's data, by media type.

    Returns:
        One media type, or none.
    """
    for mime in _PRIORITY:
        content = data.get(mime)
        if not content:
            continue
        if mime == "text/latex" and not _MATH.match(content):
            continue
        if mime == "text/html" and not markup.has_print(content):
            continue
        return [mime]
    return []


def latex_output(source: str) -> str:
    """A LaTeX output, which is a formula, as HTML that pandoc reads."""
    tex = source.strip()
    display = not (tex.startswith(r"\(") or re.fullmatch(r"\$[^$].*[^$]\$|\$.\$", tex, re.DOTALL))
    for start, end in (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")):
        if tex.startswith(start) and tex.endswith(end):
            tex = tex[len(start) : -len(end)]
            break
    tex = tex.removeprefix(r"\displaystyle").strip()
    return f"<p>{markup.formula(tex, display=display)}</p>"


def error_text(output: Mapping[str, Any]) -> str:
    """An error's traceback without colour codes, or its name and message where it has none."""
    traceback = "\n".join(output.get("traceback") or [])
    plain = str(strip_ansi(traceback))
    return plain or f"{output.get('ename')}: {output.get('evalue')}"


def figure_html(name: str, details: Mapping[str, Any]) -> str:
    """A picture with its alternative text, size (in pixels) and caption."""
    width = f' width="{details["width"]}"' if isinstance(details.get("width"), (int, float)) else ""
    alt = escape(str(details.get("alt") or ""))
    caption = escape(str(details.get("caption") or ""))
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{name}" alt="{alt}"{width}>{caption}</figure>'


def _front_matter(metadata: Mapping[str, Any], draft: typst_document.Draft) -> dict[str, Any]:
    """Title, authors and dates of a notebook, in letters that the fonts have."""

    def clean(value: Any) -> str:
        return typst_document.printable(str(value).strip(), draft)

    listed = metadata.get("authors") or []
    listed = [listed] if isinstance(listed, (str, Mapping)) else listed
    authors = [clean(a.get("name", "") if isinstance(a, Mapping) else a) for a in listed]
    byline = "  ·  ".join([*authors, *([clean(metadata["date"])] if metadata.get("date") else [])])
    keywords = metadata.get("keywords") or []
    return {
        "title": clean(metadata["title"]),
        "subtitle": clean(metadata["subtitle"]) if metadata.get("subtitle") else None,
        "authors": [author for author in authors if author],
        "byline": byline or None,
        "keywords": [clean(k) for k in ([keywords] if isinstance(keywords, str) else keywords)],
    }


def _attachment_list(attachments: Mapping[str, tuple[bytes, str, str]]) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "path": f"attachment-{number}",
            "mime": mime,
            "description": description,
            "relationship": "source" if name.endswith(".ipynb") else "data",
        }
        for number, (name, (_, mime, description)) in enumerate(attachments.items(), 1)
    ]


def _moment(date: Any) -> int:
    """Midnight (UTC) of an ISO date in seconds since 1970; zero without one."""
    try:
        moment = datetime.fromisoformat(str(date))
    except ValueError:
        return 0
    return max(int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()), 0)


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_folder()]
    )


def _compile(root: Path, document: dict[str, Any], moment: int, standards: list[str]) -> bytes:
    import typst

    (root / "document.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    layout = root / "layout.typ"
    layout.write_bytes(_LAYOUT.read_bytes())
    return typst.compile(
        layout,
        root=root,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=cast("list[typst.PDFStandard]", standards),
        timestamp=moment,
    )


def _compiles(root: Path, source: str) -> bool:
    import typst

    trial = root / "trial.typ"
    trial.write_text(source, encoding="utf-8")
    try:
        typst.compile(trial, root=root, font_paths=_fonts(), ignore_system_fonts=True, format="svg")
    except typst.TypstError:
        return False
    return True


def _without_broken_parts(root: Path, document: dict[str, Any]) -> dict[str, Any]:
    """The document with unreadable pictures and formulas replaced by their text."""

    def mended(node: Any) -> Any:
        if isinstance(node, list):
            return [mended(item) for item in node]
        if not isinstance(node, dict):
            return node
        if node.get("t") == "Image" and not _compiles(root, f'#image("/{node["c"][1]["file"]}")'):
            return {"t": "Str", "c": f"[{node['c'][1]['alt'] or '×'}]"}
        if node.get("t") == "Math" and not _compiles(root, f"${node['c']['code']}$"):
            return {**node, "c": {**node["c"], "code": ""}}
        return {key: mended(value) for key, value in node.items()}

    return {**document, "blocks": mended(document["blocks"])}


def _sentence(error: "typst.TypstError") -> str:
    return " ".join([error.message, *error.hints]).strip().rstrip(".")

"""Word documents (.docx): paragraphs with their automatic numbers, and tables."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from disclosure_analysis.errors import DocumentError
from disclosure_analysis.loaders.contents import Block, Contents, GridCell
from disclosure_analysis.loaders.word_numbering import Numbering, joined

_NS = {"w": nsmap["w"]}
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VERSIONS = f"{_MC}AlternateContent"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_IMAGES = ("{urn:schemas-microsoft-com:vml}imagedata", qn("pic:pic"))
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
_OBJECTS = (qn("w:object"), f"{_DRAWING}chart}}chart", f"{_DRAWING}diagram}}relIds")
_TEXT = (qn("w:t"), _MATH_TEXT)
_RUN, _SYMBOL, _FIELD, _BOX = qn("w:r"), qn("w:sym"), qn("w:fldChar"), qn("w:txbxContent")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_CONTROL, _FOREIGN = qn("w:sdt"), qn("w:altChunk")
_GONE = (qn("w:del"), qn("w:moveFrom"))
_NEW = (qn("w:ins"), qn("w:moveTo"))
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_COMPOUND = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LARGEST_ARCHIVE = 200_000_000
_LARGEST_PART = 60_000_000
_MOST_CELLS = 50_000
_MOST_COLUMNS = 200

_UNSEEN = frozenset(
    qn(f"w:{name}")
    for name in (
        *("delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "sdtPr", "sectPr"),
        *("tblPr", "tblGrid", "trPr", "tcPr"),
    )
)
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
# Signs of the Wingdings fonts that forms use; any other sign of a symbol font has no known meaning.
_SYMBOLS = {
    **{0xF0FE: "☑", 0xF052: "☑", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF0FC: "✓", 0xF0FB: "✗"},
    **{0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF0D8: "➢"},
}


def read_docx(content: bytes, *, source: str) -> Contents:
    """Read a Word document.

    Paragraphs and tables come in the order of the body, text boxes after the paragraph that they
    hang on. Tracked insertions count, deletions and hidden text do not; headers, footers and notes
    are left out. A table that holds a table, or has one column only, is there for the layout: what
    stands in it comes as paragraphs and tables.

    Args:
        content: The bytes of a .docx file.
        source: The file or address that the bytes come from.

    Raises:
        DocumentError: The bytes are no .docx file, damaged, protected, too large or hold no text.
    """
    archive = Archive(content, source=source, kind="Word document (.docx)")
    main, parts = _main_part(archive)
    problems: list[str] = []
    styles = _optional(archive, parts.get("styles"), problems, "styles")
    numbering = _optional(archive, parts.get("numbering"), problems, "automatic numbers")
    reader = _Reader(source, Numbering(numbering, styles), _hidden_styles(styles))
    try:
        blocks = reader.blocks(main)
    except RecursionError:
        raise DocumentError(
            f"{source}: the document is nested too deeply to be read; save it anew from Word."
        ) from None
    problems += reader.problems()
    if not any(map(_has_text, blocks)):
        pictures = " but pictures" if reader.pictures else ""
        raise DocumentError(
            f"{source}: the document holds no text{pictures}; look for another copy of it."
        )
    return Contents(blocks=blocks, problems=tuple(problems))


class Archive:
    """The parts of an Office file, a zip archive, with limits on what they may unpack to."""

    def __init__(self, content: bytes, *, source: str, kind: str) -> None:
        """Open an archive.

        Args:
            content: The file's bytes.
            source: The file or address that they come from.
            kind: What the file should be, for messages.

        Raises:
            DocumentError: The bytes are no archive, damaged, protected or too large.
        """
        self._source, self._kind = source, kind
        if content.startswith(_COMPOUND) and _ENCRYPTED in content:
            raise self._protected()
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
            raise self.damaged() from None
        # Some programs part the folders of a name by a backslash.
        self._entries = {entry.filename.replace("\\", "/").lstrip("/"): entry for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise self._protected()
        if sum(entry.file_size for entry in entries) > _LARGEST_ARCHIVE:
            raise self._too_large()

    def names(self) -> list[str]:
        """Return the names of the parts."""
        return list(self._entries)

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes, None where there is no such part.

        Raises:
            DocumentError: The part is damaged or too large.
        """
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.file_size > _LARGEST_PART:
            raise self._too_large()
        try:
            return self._archive.read(entry)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError):
            raise self.damaged() from None

    def damaged(self) -> DocumentError:
        """Return the error for bytes that are not what they should be."""
        return DocumentError(
            f"{self._source}: the file is damaged or no {self._kind};"
            " fetch it again from its source."
        )

    def _protected(self) -> DocumentError:
        return DocumentError(
            f"{self._source}: the file is protected by a password;"
            " open it, save it without one and read that copy."
        )

    def _too_large(self) -> DocumentError:
        return DocumentError(
            f"{self._source}: the file unpacks to more than a report can need;"
            " open it and save a copy without its pictures."
        )


def _main_part(archive: Archive) -> tuple[BaseOxmlElement, dict[str, str]]:
    """Return the body of a document, and the names of the parts that it refers to, by kind.

    The parts are found here and not by python-docx, which refuses a whole document for one
    picture that is named and missing, and does not know documents with macros.
    """
    name = _related(archive, PurePosixPath()).get("officeDocument", "word/document.xml")
    document = archive.read(name)
    try:
        body = None if document is None else _parsed(document).find("w:body", _NS)
    except SyntaxError:
        body = None
    if body is None:
        raise archive.damaged()
    return body, _related(archive, PurePosixPath(name))


def _related(archive: Archive, part: PurePosixPath) -> dict[str, str]:
    """Return the names of the parts that a part (or the archive) refers to, by kind."""
    content = archive.read(str(part.parent / "_rels" / f"{part.name}.rels"))
    if content is None:
        return {}
    try:
        root = _parsed(content)
    except SyntaxError:
        return {}
    related: dict[str, str] = {}
    for relation in root.iterchildren("{*}Relationship"):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        name = target[1:] if target.startswith("/") else str(part.parent / target)
        related.setdefault(kind, name)
    return related


def _optional(
    archive: Archive, name: str | None, problems: list[str], what: str
) -> BaseOxmlElement | None:
    """Return a part that a document can be read without."""
    try:
        content = archive.read(name) if name else None
        return None if content is None else _parsed(content)
    except (DocumentError, SyntaxError):
        problems.append(f"The document's {what} are damaged and not read")
        return None


def _parsed(content: bytes) -> BaseOxmlElement:
    """Parse a part; lxml's errors are syntax errors.

    Documents of the format's strict variant name the same elements in another namespace.
    """
    content = content.replace(_STRICT, nsmap["w"].encode())
    return parse_xml(content)


@dataclass(slots=True)
class _Line:
    """A paragraph in the making."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[BaseOxmlElement] = field(default_factory=list)
    in_code: list[bool] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Add text, unless it is the code of a field and not its result."""
        if not any(self.in_code):
            self.pieces.append(text)

    def mark(self, kind: str | None) -> None:
        """Note where a field begins, where its result begins and where it ends."""
        if kind == "begin":
            self.in_code.append(True)
        elif kind == "separate" and self.in_code:
            self.in_code[-1] = False
        elif kind == "end" and self.in_code:
            self.in_code.pop()


@dataclass(slots=True)
class _Place:
    """A cell of a table: where it begins, how far it reaches and what stands in it."""

    column: int
    columns: int
    merge: str = ""
    element: BaseOxmlElement | None = None
    blocks: list[Block] = field(default_factory=list)
    rows: int = 1


class _Reader:
    """Makes blocks of a document's elements, in reading order; counts what it cannot read."""

    def __init__(self, source: str, numbering: Numbering, hidden: frozenset[str]) -> None:
        self.pictures = 0
        self._source = source
        self._numbering = numbering
        self._hidden = hidden
        self._objects = 0
        self._foreign = 0
        self._uneven = 0
        self._cells = 0
        self._tracked = False

    def problems(self) -> list[str]:
        """Return a sentence for each kind of thing that was not read or had to be mended."""
        sentences = {
            "tracked changes: what was inserted is read, what was deleted is not": self._tracked,
            f"pictures ({self.pictures}), whose words are not read": self.pictures,
            f"objects of other programs ({self._objects}), which are not read": self._objects,
            f"parts of other formats ({self._foreign}), which are not read": self._foreign,
            f"tables with rows ({self._uneven}) of fewer columns than those around them, whose"
            " cells are taken from the left": self._uneven,
        }
        return [f"The document holds {what}" for what, count in sentences.items() if count]

    def blocks(self, container: BaseOxmlElement) -> list[Block]:
        """Return the paragraphs and tables that stand in an element."""
        found: list[Block] = []
        carried: str | None = None
        for element in self._elements(container, (_PARAGRAPH, _TABLE)):
            if element.tag == _TABLE:
                found += self._table(element)
                continue
            line = _Line()
            self._collect(element, line)
            text = (carried or "") + "".join(line.pieces)
            # A paragraph whose end was deleted runs into the next one.
            carried = text if self._is_deleted(element.find("w:pPr/w:rPr", _NS)) else None
            if carried is None and (text or not self._is_hidden_mark(element)):
                found.append(joined(self._numbering.label(element), text))
            for box in line.boxes:
                found += self.blocks(box)
        return _without_blanks([*found, carried or ""])

    def _elements(
        self, container: BaseOxmlElement, tags: Sequence[str]
    ) -> Iterator[BaseOxmlElement]:
        """Yield the elements of some tags, wherever controls and other tags wrap them."""
        for child in self._seen(container):
            if child.tag in tags:
                yield child
            else:
                yield from self._elements(child, tags)

    def _seen(self, element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
        """Yield the children that a reader sees: of two versions one, no deletions, no prompts."""
        for child in element.iterchildren("*"):
            tag = child.tag
            if tag == _FOREIGN:
                self._foreign += 1
            elif tag == _VERSIONS:
                versions = [*child.iterchildren(f"{_MC}Choice"), *child.iterchildren("*")]
                yield from versions[:1]
            elif tag in _GONE:
                self._tracked = True
            elif tag not in _UNSEEN and not (tag == _CONTROL and _is_prompt(child)):
                self._tracked = self._tracked or tag in _NEW
                yield child

    def _collect(self, element: BaseOxmlElement, line: _Line) -> None:
        """Add to a line what a reader sees of an element of a paragraph."""
        for child in self._seen(element):
            tag = child.tag
            if tag in _TEXT:
                line.put((child.text or "").replace("\n", " "))
            elif tag in _CHARACTERS:
                line.put(_CHARACTERS[tag])
            elif tag == _SYMBOL:
                line.put(_symbol(child))
            elif tag == _FIELD:
                line.mark(child.get(qn("w:fldCharType")))
            elif tag == _BOX:
                line.boxes.append(child)
            elif tag in _OBJECTS:
                self._objects += 1
            elif tag in _IMAGES:
                self.pictures += 1
            elif tag != _RUN or not self._is_hidden_run(element, child):
                self._collect(child, line)

    def _is_hidden_run(self, parent: BaseOxmlElement, run: BaseOxmlElement) -> bool:
        own = _switch(run, "w:rPr/w:vanish")
        if own is not None:
            return own
        style = run.find("w:rPr/w:rStyle", _NS)
        if style is not None and style.get(qn("w:val")) in self._hidden:
            return True
        style = parent.find("w:pPr/w:pStyle", _NS)
        return style is not None and style.get(qn("w:val")) in self._hidden

    def _is_hidden_mark(self, paragraph: BaseOxmlElement) -> bool:
        return _switch(paragraph, "w:pPr/w:rPr/w:vanish") is True

    def _is_deleted(self, properties: BaseOxmlElement | None) -> bool:
        """Return whether a paragraph's end or a row is a tracked deletion."""
        if properties is None:
            return False
        deleted = any(properties.find(name, _NS) is not None for name in ("w:del", "w:moveFrom"))
        self._tracked = self._tracked or deleted
        return deleted

    def _table(self, table: BaseOxmlElement) -> list[Block]:
        """Return a table, or what stands in it where it is there for the layout only."""
        rows = self._merged(self._rows(table))
        blocks = [block for row in rows for place in row for block in place.blocks]
        if all(isinstance(block, str) for block in blocks) and max(map(len, rows), default=0) > 1:
            return [[[_grid_cell(place) for place in row] for row in rows]]
        return blocks

    def _rows(self, table: BaseOxmlElement) -> list[list[_Place]]:
        """Return the rows of a table, their cells in the columns of its grid."""
        rows: list[list[_Place]] = []
        ends: list[int] = []
        for row in self._elements(table, (_ROW,)):
            properties = row.find("w:trPr", _NS)
            if self._is_deleted(properties) or _switch(row, "w:trPr/w:hidden"):
                continue
            cells = list(self._elements(row, (_CELL,)))
            self._count(cells)
            before = _number(properties, "w:gridBefore")
            rows.append(_places(cells, before))
            ends.append(_end(rows[-1]) + _number(properties, "w:gridAfter"))
        edges = _edges(table)
        for places, end in zip(rows, ends, strict=True):
            width = max(ends)
            if end < width and not (len(edges) == width + 1 and _fit(places, edges)):
                self._uneven += 1
        return rows

    def _merged(self, rows: list[list[_Place]]) -> list[list[_Place]]:
        """Return the rows with cells that go on from above taken into the cell that they extend."""
        above: dict[int, _Place] = {}
        merged: list[list[_Place]] = []
        for row in rows:
            here: dict[int, _Place] = {}
            kept: list[_Place] = []
            for place in row:
                upper = above.get(place.column)
                if place.merge == "continue" and upper and upper.columns == place.columns:
                    upper.rows += 1
                    here[place.column] = upper
                    continue
                if place.merge:
                    here[place.column] = place
                if place.element is not None:
                    place.blocks = self.blocks(place.element)
                kept.append(place)
            merged.append(kept)
            above = here
        return merged

    def _count(self, cells: list[BaseOxmlElement]) -> None:
        self._cells += len(cells)
        if self._cells > _MOST_CELLS:
            raise DocumentError(
                f"{self._source}: the tables have more than {_MOST_CELLS:,} cells;"
                " a report's tables are smaller, so check that it is the right document."
            )


def _places(cells: list[BaseOxmlElement], before: int) -> list[_Place]:
    """Return the cells of a row; the columns that it leaves out at its start are a blank cell."""
    places = [_Place(0, before)] if before else []
    for cell in cells:
        properties = cell.find("w:tcPr", _NS)
        columns = max(1, _number(properties, "w:gridSpan"))
        if _merge(properties, "w:hMerge") == "continue" and places:
            places[-1].columns += columns
            continue
        places.append(_Place(_end(places), columns, _merge(properties, "w:vMerge"), cell))
    return places


def _merge(properties: BaseOxmlElement | None, name: str) -> str:
    found = None if properties is None else properties.find(name, _NS)
    return "" if found is None else str(found.get(qn("w:val"), "continue"))


def _end(places: list[_Place]) -> int:
    return places[-1].column + places[-1].columns if places else 0


def _edges(table: BaseOxmlElement) -> list[int]:
    """Return where the columns of a table's grid begin and end, in twentieths of a point."""
    edges = [0]
    for column in table.findall("w:tblGrid/w:gridCol", _NS):
        edges.append(edges[-1] + _whole(column.get(qn("w:w"))))
    return edges


def _fit(places: list[_Place], edges: list[int]) -> bool:
    """Let the cells of a row span what their widths cover, where the row states too few columns.

    Returns:
        Whether the widths are stated and fill the grid from side to side.
    """
    position, ends = 0, []
    for place in places:
        width = None if place.element is None else place.element.find("w:tcPr/w:tcW", _NS)
        if width is None or width.get(qn("w:type"), "dxa") != "dxa":
            return False
        position += _whole(width.get(qn("w:w")))
        ends.append(min(range(len(edges)), key=lambda n: abs(edges[n] - position)))
    starts = [0, *ends[:-1]]
    if ends[-1:] != [len(edges) - 1] or any(a >= b for a, b in zip(starts, ends, strict=True)):
        return False
    for place, start, end in zip(places, starts, ends, strict=True):
        place.column, place.columns = start, end - start
    return True


def _grid_cell(place: _Place) -> GridCell:
    lines = [block for block in place.blocks if isinstance(block, str)]
    return GridCell("\n".join(lines), place.rows, place.columns)


def _without_blanks(blocks: list[Block]) -> list[Block]:
    tidy = [block.strip("\n").rstrip() if isinstance(block, str) else block for block in blocks]
    return [block for block in tidy if not isinstance(block, str) or block.strip()]


def _has_text(block: Block) -> bool:
    if isinstance(block, str):
        return True
    return any(cell.text.strip() for row in block for cell in row)


def _is_prompt(control: BaseOxmlElement) -> bool:
    """Return whether a content control holds no more than the prompt to fill it in."""
    return _switch(control, "w:sdtPr/w:showingPlcHdr") is True


def _switch(element: BaseOxmlElement, path: str) -> bool | None:
    """Return whether a property is on, None where it is not stated."""
    found = element.find(path, _NS)
    return None if found is None else found.get(qn("w:val")) not in ("0", "false", "off", "none")


def _hidden_styles(styles: BaseOxmlElement | None) -> frozenset[str]:
    """Return the ids of the styles whose text is hidden."""
    found = styles.findall("w:style", _NS) if styles is not None else []
    return frozenset(
        style.get(qn("w:styleId"), "") for style in found if _switch(style, "w:rPr/w:vanish")
    )


def _symbol(element: BaseOxmlElement) -> str:
    code = element.get(qn("w:char"), "")
    if not re.fullmatch("[0-9A-Fa-f]{4}", code):
        return ""
    value = int(code, 16)
    private = 0xD800 <= value <= 0xF8FF
    return _SYMBOLS.get(value, "" if private else chr(value))


def _number(properties: BaseOxmlElement | None, name: str) -> int:
    found = None if properties is None else properties.find(name, _NS)
    return min(_MOST_COLUMNS, _whole(found.get(qn("w:val")))) if found is not None else 0


def _whole(value: str | None) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,9}", value) else 0

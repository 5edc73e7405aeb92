"""Documents: from a seed to a file with its truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .damages import checked, do_damage, findings
from .drafts import Draft, compose
from .html_pages import make_html
from .identities import broken_identities
from .pdf_files import make_pdf
from .text_files import make_text
from .truth import FORMATS, FORMS, MadeDocument, Truth
from .word_files import make_word
from .workbooks import make_workbook

_MAKERS: dict[str, Callable[[Draft], bytes]] = {
    "html": make_html,
    "docx": make_word,
    "pdf": make_pdf,
    "txt": make_text,
    "xlsx": make_workbook,
}


def make_document(
    seed: int, form: str, file_format: str, damage: Sequence[str] = ()
) -> MadeDocument:
    """Make a document; the same call gives the same bytes.

    Args:
        seed: What all chance comes from.
        form: ``form2014``, ``form2019``, ``form2021`` or ``narrative``.
        file_format: ``html``, ``docx``, ``pdf``, ``txt``, or ``xlsx`` for the 2014 table alone.
        damage: Names from ``DAMAGES``.

    Raises:
        ValueError: The form, the format or a damage is unknown, or they do not go together.
    """
    if form not in FORMS or file_format not in FORMATS:
        raise ValueError(f"no document is made as {form} {file_format}; see FORMS and FORMATS")
    if file_format == "xlsx" and form != "form2014":
        raise ValueError(f"only form2014 is made as xlsx, not {form}")
    names = checked(form, file_format, tuple(damage))
    draft = compose(seed, form, file_format, names)
    do_damage(draft)
    name = "-".join((form, str(seed), *names)) + f".{file_format}"
    return MadeDocument(name, _MAKERS[file_format](draft), _truth(draft))


def _truth(draft: Draft) -> Truth:
    paragraphs = draft.paragraphs()
    return Truth(
        form=draft.form,
        place=draft.place.full,
        place_code=draft.place.code,
        reporter=draft.reporter.name,
        printed_reporter=draft.reporter.printed,
        body=draft.reporter.body,
        scope=draft.reporter.scope,
        year=draft.year,
        published=None if draft.published_where == "none" else draft.published,
        signed=next((p.signed for p in paragraphs if p.signed), None),
        title="".join(draft.title),
        source_line=draft.source_line,
        cells=tuple(draft.cells),
        local_rows=draft.local_rows(),
        stated=tuple(figure for p in paragraphs for figure in p.stated),
        refusals=frozenset(draft.refusals),
        doubtful=frozenset(draft.doubtful),
        findings=findings(draft),
        damage=draft.damage,
        broken_identities=broken_identities(draft.form, draft.figures),
    )

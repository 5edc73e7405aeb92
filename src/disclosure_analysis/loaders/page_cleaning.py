"""What of a page a reader sees: nothing hidden or struck out; fields as the values in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from disclosure_analysis.loaders.page_parts import (
    BLOCKS,
    ENOUGH_LABELS,
    PageParts,
    ancestors,
    labels_in,
)

_REMOVED = (
    "script,style,noscript,template,svg,iframe,object,embed,select,option,button,input,textarea,"
    "form>label,audio,video,canvas,map,del,s,strike,rt,rp,[hidden],[aria-hidden=true]"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_TINY = re.compile(r"(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:p[xt]|r?em|%)?\s*(?:[;!]|$)", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
_NOTE_MARK = re.compile(r"[\[［(（【〔]?(?:\d{1,2}|[*＊※①-⑳])[\]］)）】〕]?")
_LETTER = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]$")
_NO_TEXT_FIELDS = frozenset(
    "hidden checkbox radio submit button image reset file password".split()  # noqa: SIM905
)


def clean_page(body: LexborNode) -> None:
    """Take out of a page what a reader does not see.

    A page that hides all of its document shows it by a script (in tabs, or once it is loaded);
    then the document stays.
    """
    _fields_as_text(body)
    _remove(body.css(_REMOVED))
    hidden = [one for one in body.css("[style]") if _is_hidden(one)]
    _remove(_without_the_document(body, hidden))
    _drop_note_marks(body)


def _remove(nodes: Iterable[LexborNode]) -> None:
    """Take nodes out; what lies in one that is taken out goes with it and is left alone."""
    for node in _outermost(list(nodes)):
        node.decompose()


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Return those of several nodes, once each, that stand in none of the others."""
    once = {node.mem_id: node for node in nodes}
    inside: dict[int, bool] = {}

    def is_inside(node: LexborNode) -> bool:
        seen = []
        for around in ancestors(node):
            if around.mem_id in once or around.mem_id in inside:
                found = around.mem_id in once or inside[around.mem_id]
                break
            seen.append(around.mem_id)
        else:
            found = False
        inside.update(dict.fromkeys(seen, found))
        return found

    return [node for node in once.values() if not is_inside(node)]


def _is_hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    if _HIDDEN.search(style) or _STRUCK.search(style):
        return True
    # Around elements with a size of their own, size 0 only closes the gaps between them.
    return bool(_TINY.search(style)) and all(n.tag == "-text" for n in node.iter(include_text=True))


def _without_the_document(body: LexborNode, hidden: Sequence[LexborNode]) -> list[LexborNode]:
    """Return what is hidden, without the parts that hold the document if all of it is hidden."""
    if not hidden:
        return []
    parts = PageParts(body)
    if parts.weight(body) > sum(map(parts.weight, _outermost(hidden))):
        return list(hidden)
    return [node for node in hidden if not parts.weight(node)]


def _fields_as_text(body: LexborNode) -> None:
    """Put the values of fields that stand in cells of a form in their places."""
    tables = [one for one in body.css("table") if one.css_first("input,textarea,select")]
    forms = [one for one in tables if labels_in(one, own=True) >= ENOUGH_LABELS]
    fields = {
        field.mem_id: field
        for form in forms
        for field in form.css("td input,td textarea,td select,th input,th textarea,th select")
    }
    for field in fields.values():
        field.replace_with(_value(field))


def _value(field: LexborNode) -> str:
    """Return what a browser shows in a field."""
    if field.tag == "textarea":
        return field.text(deep=True)
    if field.tag == "select":
        chosen = field.css_first("option[selected]") or field.css_first("option")
        return chosen.text(deep=True) if chosen is not None else ""
    kind = (field.attributes.get("type") or "text").strip().lower()
    return "" if kind in _NO_TEXT_FIELDS else field.attributes.get("value") or ""


def _drop_note_marks(body: LexborNode) -> None:
    """Take out the raised marks of notes: 21 with a raised 1 is no 211; m² keeps its 2."""
    raised = [n for n in body.css("[style]") if _RAISED.search(n.attributes.get("style") or "")]
    for node in _outermost([*body.css("sup"), *raised]):
        if _NOTE_MARK.fullmatch(node.text(deep=True).strip()) and _may_have_note(node):
            node.decompose()


def _may_have_note(node: LexborNode) -> bool:
    while node.prev is None and node.parent is not None and node.parent.tag not in BLOCKS:
        node = node.parent
    words = (node.prev.text(deep=True) if node.prev is not None else "").rstrip()
    return bool(words) and not _LETTER.search(words)

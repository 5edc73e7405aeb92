"""Tables of a report, and its source text with every figure marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import Hypertext
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.facts import (
    Facts,
    day_in_words,
    label_of,
    labels,
    metric,
    number_as_written,
    parts_of,
    records,
    typeset,
)
from disclosure_analysis.metrics import statutory_parts
from disclosure_analysis.quantities import plain_text

if TYPE_CHECKING:
    from disclosure_analysis.analysis import Analysis

_CONTACT = re.compile(
    r"[\w.\-]+@[\w.\-]+|(?<!\d)(?:\(0\d{2,3}\) ?|0\d{2,3}[-—])\d{7,8}|(?<![\d.])1[3-9]\d{9}(?!\d)"
)
_STAFF = re.compile(r"(?:审核|审签|责任编辑|责编|编辑|供稿|撰稿|联系人|经办人)[ ]*:[ ]*[^\s,。;)]+")
_NUMERIC = "text-align: right"
_YES_OR_NO = ("report_on_time",)
_SINGLE_PARTS = ("composition_share", "disclosure_channel_share")


def list_document(analysis: Analysis) -> Hypertext:
    """Return who reports, on what, when: a table of two columns."""
    words, report = labels(analysis.lang), analysis.report
    facts = Facts(analysis)
    period = report.period.value if report.period else None
    days = period and words["period_days"].format(
        first=day_in_words(period.first, analysis.lang),
        last=day_in_words(period.last, analysis.lang),
    )
    rows = [
        ("document_title", analysis.registered.title),
        ("reporter", analysis.registered.reporter),
        ("published", facts.get("published")),
        ("deadline", facts.get("deadline_in_full")),
        ("period", days),
        ("source_line", facts.get("source_line")),
        ("sections", _sections(analysis)),
    ]
    shown = ((words[key], value or words["not_stated"]) for key, value in rows)
    return _table((), [(escape(name), escape(value)) for name, value in shown])


def list_required_parts(analysis: Analysis) -> Hypertext:
    """Return the items that the law requires, with the part of the report that has each."""
    words = labels(analysis.lang)
    titles = [section.title for section in analysis.report.sections]
    parts = statutory_parts(titles, analysis.year, lang=analysis.lang)
    rows = [
        (escape(row.label), words["yes" if row.present else "no"], escape(typeset(row.title)))
        for row in records(parts)
    ]
    return _table((words["required_part"], words["present"], words["heading"]), rows)


def list_classes(analysis: Analysis) -> Hypertext:
    """Return the classes of items on the website, with their shares; empty without classes."""
    words, lang = labels(analysis.lang), analysis.lang
    classes = parts_of(analysis, "disclosed_website")
    facts = Facts(analysis)
    if classes.empty or "disclosed_website" not in facts:
        return Hypertext("")
    shares = _shares(analysis)
    rows = [
        (
            escape(label_of(row.indicator, row.label, lang)),
            escape(typeset(row.label)),
            _link(number_as_written(row.quote, lang), row.id),
            shares.get(row.id, ""),
        )
        for row in records(classes)
    ]
    if facts.get("website_remainder"):
        rest = metric(analysis, "composition_covered_share", _website(lang))
        share = f"{100 - rest.value:.1f}%" if rest is not None else ""
        number = words["items_counted"].format(n=facts["website_remainder"])
        rows.append((words["not_classified"], "", number, share))
    header = (words["class"], words["as_written"], words["items"], words["share"])
    return _table(header, rows, numeric=(2, 3))


def list_metrics(analysis: Analysis, names: Sequence[str] = ()) -> Hypertext:
    """Return metrics that have a value, with their ranges.

    Args:
        analysis: The report.
        names: The metrics to show; all but the shares of single parts if empty.
    """
    words = labels(analysis.lang)
    rows = analysis.metrics[analysis.metrics["value"].notna()]
    chosen = rows["metric"].isin(names) if names else ~rows["metric"].isin(_SINGLE_PARTS)
    shown = [
        (
            escape(row.label),
            _value(row, words),
            _range(row.lower, row.upper, row.value, row.unit),
            escape(row.warning),
        )
        for row in records(rows[chosen])
    ]
    header = tuple(words[key] for key in ("metric", "value", "range", "remark"))
    table = _table(header, shown, numeric=(1, 2))
    return table if names else Hypertext(f"{table}\n<p>{words['by_shares_above']}</p>")


def list_checks(analysis: Analysis) -> Hypertext:
    """Return every check with its outcome, its sentence and links to the figures it used."""
    words = labels(analysis.lang)
    rows = [
        (
            escape(words.get(f"check_{row.check}", row.check)),
            f'<span class="outcome {row.outcome.lower()}">{words[row.outcome]}</span>',
            escape(row.sentence) + _references(row.observation_ids.split()),
        )
        for row in records(analysis.checks)
    ]
    return _table((words["check"], words["outcome"], words["explanation"]), rows)


def list_observations(analysis: Analysis) -> Hypertext:
    """Return the full table of observations with quotes that link to the source text."""
    words, lang = labels(analysis.lang), analysis.lang
    rows = [
        (
            str(number),
            escape(_indicator(row, lang)),
            escape(typeset(row.label)),
            _with_unit(row),
            _range(row.lower, row.upper, row.value, row.unit),
            words[f"basis_{row.basis}"],
            _link(typeset(row.quote), row.id),
        )
        for number, row in enumerate(records(analysis.observations), start=1)
    ]
    keys = ("number", "indicator", "as_written", "value", "range", "basis", "quote")
    intro = words["observations_intro"].format(n=len(rows))
    table = _table(tuple(words[key] for key in keys), rows, numeric=(0, 3, 4))
    return Hypertext(f"<p>{intro}</p>\n{table}")


def show_source(analysis: Analysis) -> Hypertext:
    """Return the report's text with every figure marked and named, for links to point at.

    What follows the last section (annex list, names of editors, download links) and contacts of
    staff are left out.
    """
    words, report = labels(analysis.lang), analysis.report
    end = report.sections[-1].end if report.sections else len(report.text)
    spans = _marks(analysis, end) + _redactions(report.text, end)
    lines = []
    for line in re.finditer(r"[^\n]+", report.text[:end]):
        if line[0].strip():
            inside = [s for s in spans if line.start() <= s[0] < line.end()]
            content = _marked(report.text, line.start(), line.end(), inside, words["redacted"])
            heading = any(s.start == _first(line) for s in report.sections)
            lines.append(f"<p>{f'<strong>{content}</strong>' if heading else content}</p>")
    intro = f"<p>{words['source_intro']}</p>"
    return Hypertext(f'{intro}\n<div class="source" lang="zh">\n' + "\n".join(lines) + "\n</div>")


def list_method(analysis: Analysis) -> Hypertext:
    """Return where the document is from and how the page can be made again."""
    from disclosure_analysis import __version__

    words, row = labels(analysis.lang), analysis.registered
    district = analysis.place.folder_name
    command = f"make report YEAR={row.report_year} DISTRICT={district}"
    if not row.is_whole_district:
        command += f" REPORTER={row.reporter}"
    address = f'<a href="{escape(row.address)}">{escape(row.address)}</a>'
    items = [
        escape(words["method_source"]).format(title=escape(row.title), address=address),
        escape(words["method_hash"].format(file=row.file, sha256=row.sha256)),
        escape(words["method_rebuild"]).format(command=f"<code>{escape(command)}</code>"),
        escape(words["method_numbers"]),
        escape(words["method_rights"]),
        escape(words["method_versions"].format(version=__version__)),
    ]
    return Hypertext("<ul>\n" + "\n".join(f"<li>{item}</li>" for item in items) + "\n</ul>")


def _sections(analysis: Analysis) -> str:
    separator = "；" if analysis.lang == "zh" else "; "
    return separator.join(f"{s.number}{typeset(s.title)}" for s in analysis.report.sections)


def _website(lang: str) -> str:
    known = indicators()["disclosed_website"]
    return known.zh if lang == "zh" else known.en


def _shares(analysis: Analysis) -> dict[str, str]:
    """Return the share of each part by the id of its observation."""
    rows = analysis.metrics[analysis.metrics["metric"] == "composition_share"]
    return {
        id_: f"{row.value:.1f}%"
        for row in records(rows)
        if row.value == row.value
        for id_ in row.observation_ids.split()[:1]
    }


def _indicator(row: Any, lang: str) -> str:
    known = indicators().get(row.indicator)
    if known is None:
        return labels(lang)["unclassified"]
    return known.zh if lang == "zh" else known.en


def _number(value: float, unit: str = "") -> str:
    """Return a number for a table: shares with one decimal, ratios with three."""
    if value != value:
        return ""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.1f}" if unit else f"{value:,.3f}"


def _value(row: Any, words: Mapping[str, str]) -> str:
    if row.metric in _YES_OR_NO:
        return words["metric_yes" if row.value else "metric_no"]
    return _with_unit(row)


def _with_unit(row: Any) -> str:
    return f"{_number(row.value, row.unit)}{escape(row.unit)}"


def _range(lower: float, upper: float, value: float, unit: str = "") -> str:
    if lower == upper == value:
        return ""
    low, high = _number(lower, unit), _number(upper, unit)
    return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else "?"


def _link(words: str, id_: str) -> str:
    return f'<a href="#{id_}">{escape(words)}</a>'


def _references(ids: Sequence[str]) -> str:
    links = ", ".join(f'<a href="#{id_}">{n}</a>' for n, id_ in enumerate(ids, start=1))
    return f" <sup>{links}</sup>" if links else ""


def _table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: Sequence[int] = ()
) -> Hypertext:
    """Return an HTML table of cells that are HTML already."""

    def row(cells: Sequence[str], tag: str) -> str:
        styles = (f' style="{_NUMERIC}"' if n in numeric else "" for n in range(len(cells)))
        return (
            "<tr>"
            + "".join(
                f"<{tag}{style}>{cell}</{tag}>" for cell, style in zip(cells, styles, strict=True)
            )
            + "</tr>"
        )

    head = f"<thead>\n{row(header, 'th')}\n</thead>\n" if header else ""
    body = "\n".join(row(cells, "td") for cells in rows)
    return Hypertext(f"<table>\n{head}<tbody>\n{body}\n</tbody>\n</table>")


_Span = tuple[int, int, tuple[str, ...]]


def _marks(analysis: Analysis, end: int) -> list[_Span]:
    """Return the spans of all quotes with their ids; overlapping ones become one."""
    rows = analysis.observations[analysis.observations["start"] < end].sort_values(["start", "end"])
    merged: list[_Span] = []
    for start, stop, id_ in zip(rows["start"], rows["end"], rows["id"], strict=True):
        if merged and start < merged[-1][1]:
            first, last, ids = merged[-1]
            merged[-1] = (first, max(last, int(stop)), (*ids, id_))
        else:
            merged.append((int(start), int(stop), (id_,)))
    return merged


def _redactions(text: str, end: int) -> list[_Span]:
    plain = plain_text(text[:end])
    return [(*m.span(), ()) for pattern in (_CONTACT, _STAFF) for m in pattern.finditer(plain)]


def _marked(text: str, start: int, end: int, spans: Sequence[_Span], redacted: str) -> str:
    """Return a line as HTML, its figures in ``<mark>`` and its contacts left out."""
    pieces, position = [], start
    for first, last, ids in sorted(spans):
        if first < position:
            continue
        pieces.append(escape(text[position:first]))
        last = min(last, end)
        if ids:
            anchors = "".join(f'<span id="{id_}"></span>' for id_ in ids[1:])
            pieces.append(f'<mark id="{ids[0]}">{anchors}{escape(text[first:last])}</mark>')
        else:
            pieces.append(redacted)
        position = last
    pieces.append(escape(text[position:end]))
    return "".join(pieces).strip()


def _first(line: re.Match[str]) -> int:
    return line.start() + len(line[0]) - len(line[0].lstrip())

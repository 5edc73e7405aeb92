"""Tables about a report, its official tables, and its source text with every figure marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import (
    Hypertext,
    folded,
    html_table,
    number_in_table,
    range_in_table,
)
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.facts import Facts, metric, parts_of
from disclosure_analysis.metrics import statutory_parts
from disclosure_analysis.official_tables import show_official_tables
from disclosure_analysis.practice_listing import list_practices
from disclosure_analysis.report import Problem
from disclosure_analysis.sheets import cell_name, is_official, words_of
from disclosure_analysis.source_text import has_place, show_source
from disclosure_analysis.tables import keyed, table
from disclosure_analysis.words import (
    day_in_words,
    figure_words,
    label_of,
    labels,
    records,
    typeset,
)

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.analysis import Analysis

__all__ = [
    "list_checks",
    "list_classes",
    "list_corrections",
    "list_document",
    "list_method",
    "list_metrics",
    "list_observations",
    "list_practices",
    "list_required_parts",
    "show_official_tables",
    "show_source",
]

_YES_OR_NO = ("report_on_time",)
_SINGLE_PARTS = ("composition_share", "disclosure_channel_share")
_BY_GROUP = (
    "composition_sum",
    "composition_covered_share",
    "composition_remainder",
    "composition_hhi",
    "composition_hhi_norm",
    "composition_effective",
)
_QUOTED = re.compile('[“"](.+?)[”"]')
_MOST_METRICS = 30
_MOST_CHECKS = 20
_MOST_NAMES = 8
_MOST_LINKS = 12


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
        *_account(analysis),
    ]
    shown = ((words[key], value or words["not_stated"]) for key, value in rows)
    listed = html_table((), [(escape(name), escape(value)) for name, value in shown])
    problems = [_problem(one, analysis) for one in analysis.account.problems]
    if not problems:
        return listed
    items = "\n".join(f"<li>{escape(words)}</li>" for words in problems)
    return Hypertext(f"{listed}\n<p>{words['document_problems']}</p>\n<ul>\n{items}\n</ul>")


def _account(analysis: Analysis) -> Iterator[tuple[str, str]]:
    """Yield what was found of the official tables: their form, and their cells by kind."""
    account, lang = analysis.account, analysis.lang
    sentences = keyed("account_sentences", "key")
    yield "form", sentences[f"form_{account.form}"][lang]
    words = labels(lang)
    counts = [
        ("cells_found", account.cells_found),
        ("cells_blank", account.cells_blank),
        ("cells_marked", account.cells_marked),
        ("cells_missing", len(account.cells_missing)),
        ("cells_refused", len(account.cells_refused)),
        ("cells_local", account.local_rows),
    ]
    said = [words[key].format(n=n) for key, n in counts if n or key == "cells_found"]
    if account.cells_expected:
        expected = words["cells_expected"].format(n=account.cells_expected)
        yield "cells", expected + words["list_comma"].join(said)
    unread = account.tables_unread
    if unread:
        told = (words["table_unread"].format(n=one.number, words=one.words) for one in unread)
        yield "tables_unread", words["list_comma"].join(told)


def _problem(one: Problem, analysis: Analysis) -> str:
    """Return a problem as a sentence, cells named by their labels instead of their codes."""
    form, lang = analysis.account.form, analysis.lang
    named = tuple(
        (key, _cell_names(value, form, lang) if key in ("cell", "cells") else value)
        for key, value in one.values
    )
    stop = "。" if lang == "zh" else "."
    return replace(one, values=named).sentence(lang).rstrip("。.") + stop


def _cell_names(codes: str, form: str, lang: str) -> str:
    """Return cells named by codes (``T3.1[nat], T3.4``) by their labels; a long list is cut."""
    words = labels(lang)
    columns = {row["key"]: row["label"] for row in table("form_applicants")}
    names = []
    for code, _, applicant in (one.rstrip("]").partition("[") for one in codes.split(", ")):
        name = cell_name(code, form, lang)
        column = words_of(columns[applicant], lang) if applicant in columns else ""
        names.append(words["cell_in_column"].format(cell=name, column=column) if column else name)
    shown = words["list_comma"].join(names[:_MOST_NAMES])
    return shown + words["and_more"] * (len(names) > _MOST_NAMES)


def list_required_parts(analysis: Analysis) -> Hypertext:
    """Return the items that the law requires, with the part of the report that has each."""
    words = labels(analysis.lang)
    titles = [section.title for section in analysis.report.sections]
    parts = statutory_parts(titles, analysis.year, lang=analysis.lang)
    rows = [
        (escape(row.label), words["yes" if row.present else "no"], escape(typeset(row.title)))
        for row in records(parts)
    ]
    return html_table((words["required_part"], words["present"], words["heading"]), rows)


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
            _link(figure_words(row, lang), row.id),
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
    return html_table(header, rows, numeric=(2, 3))


def list_metrics(analysis: Analysis, names: Sequence[str] = ()) -> Hypertext:
    """Return metrics that have a value, with their ranges.

    Those of groups of parts, of which official tables have many, are one row a group.

    Args:
        analysis: The report.
        names: The metrics to show; all but the shares of single parts if empty.
    """
    words = labels(analysis.lang)
    rows = analysis.metrics[analysis.metrics["value"].notna()]
    if names:
        return _metric_table(rows[rows["metric"].isin(names)], words)
    rows = rows[~rows["metric"].isin(_SINGLE_PARTS)]
    note = f"<p>{_shares_note(analysis)}</p>"
    if len(rows) <= _MOST_METRICS and not any(map(is_official, records(analysis.observations))):
        return Hypertext(f"{_metric_table(rows, words)}\n{note}")
    grouped, growing = rows["metric"].isin(_BY_GROUP), rows["metric"].str.startswith("growth")
    pieces: list[str] = [_metric_table(rows[~grouped & ~growing], words)]
    if growing.any():
        title = words["metrics_growth"].format(n=growing.sum())
        pieces.append(folded(title, _metric_table(rows[growing], words)))
    if grouped.any():
        title = words["metrics_by_group"]
        pieces += [f"<p><strong>{title}</strong></p>", _group_table(rows[grouped], words), note]
    return Hypertext("\n".join(pieces))


def _group_table(rows: pd.DataFrame, words: Mapping[str, str]) -> Hypertext:
    """Return the metrics of groups of parts, one row a group."""
    groups: dict[str, dict[str, Any]] = {}
    for row in records(rows):
        name = _QUOTED.search(row.label)
        groups.setdefault(name[1] if name else row.label, {})[row.metric] = row
    shown = [
        (escape(name), *(_in_group(found.get(metric), words) for metric in _BY_GROUP))
        for name, found in groups.items()
    ]
    header = (words["group"], *(words[f"group_{metric}"] for metric in _BY_GROUP))
    return html_table(header, shown, numeric=tuple(range(1, len(header))))


def _in_group(row: Any | None, words: Mapping[str, str]) -> str:
    """Return a metric with its range, if it has one, for a table of groups."""
    if row is None:
        return ""
    bounded = row.lower == row.lower or row.upper == row.upper
    span = range_in_table(row.lower, row.upper, row.value, row.unit) if bounded else ""
    return f"{_value(row, words)}{words['in_brackets'].format(words=span) if span else ''}"


def _shares_note(analysis: Analysis) -> str:
    """Return where the shares of single parts are found."""
    words = labels(analysis.lang)
    shares = analysis.metrics[analysis.metrics["metric"].isin(_SINGLE_PARTS)]
    above = parts_of(analysis, "disclosed_total"), parts_of(analysis, "disclosed_website")
    shown = {id_ for parts in above for id_ in parts["id"]}
    parts = [ids.split()[0] for ids in shares["observation_ids"] if ids]
    return words["by_shares_above" if shown.issuperset(parts) else "by_shares_in_file"]


def _metric_table(rows: pd.DataFrame, words: Mapping[str, str]) -> Hypertext:
    shown = [
        (
            escape(row.label),
            _value(row, words),
            range_in_table(row.lower, row.upper, row.value, row.unit),
            escape(row.warning),
        )
        for row in records(rows)
    ]
    header = tuple(words[key] for key in ("metric", "value", "range", "remark"))
    return html_table(header, shown, numeric=(1, 2))


def _check_name(check: str, words: Mapping[str, str]) -> str:
    """Return a check's name; the sums inside official tables share one, with their number."""
    kind, _, number = check.rpartition("_")
    shared = words.get(f"check_{kind}_numbered")
    return shared.format(number=number) if shared else words.get(f"check_{check}", check)


def list_checks(analysis: Analysis) -> Hypertext:
    """Return every check with its outcome, its sentence and links to the figures it used.

    Where there are many, those that agree are folded together, so that the others are seen.
    """
    words, rows = labels(analysis.lang), analysis.checks
    if len(rows) <= _MOST_CHECKS:
        return _check_table(rows, words)
    agrees = rows["outcome"] == "PASS"
    pieces: list[str] = [_check_table(rows[~agrees], words)] if not agrees.all() else []
    if agrees.any():
        title = words["checks_agreeing"].format(n=agrees.sum())
        pieces.append(folded(title, _check_table(rows[agrees], words)))
    return Hypertext("\n".join(pieces))


def _check_table(rows: pd.DataFrame, words: Mapping[str, str]) -> Hypertext:
    shown = [
        (
            escape(_check_name(row.check, words)),
            f'<span class="outcome {row.outcome.lower()}">{words[row.outcome]}</span>',
            escape(row.sentence) + _references(row.observation_ids.split()),
        )
        for row in records(rows)
    ]
    return html_table((words["check"], words["outcome"], words["explanation"]), shown)


def list_corrections(analysis: Analysis) -> Hypertext:
    """Return the declared corrections of the report; empty where there are none.

    Each with the figure, its number as published and as corrected, the reason and an address.
    """
    words, lang = labels(analysis.lang), analysis.lang
    rows = [
        (
            _link(_corrected_figure(row, lang), row.observation_id),
            _numbers(row.expected, row.expected_lower, row.expected_upper, row.unit)
            or escape(words["correction_no_number"]),
            _numbers(row.value, row.lower, row.upper, row.unit),
            escape(row.reason),
            f'<a href="{escape(row.address)}">{escape(row.address)}</a>',
        )
        for row in records(analysis.corrections)
    ]
    if not rows:
        return Hypertext("")
    header = [words[f"correction_{key}"] for key in ("figure", "before", "after", "why", "address")]
    title = f"<p><strong>{words['corrections']}</strong></p>"
    return Hypertext(f"{title}\n{html_table(header, rows, numeric=(1, 2))}")


def _corrected_figure(row: Any, lang: str) -> str:
    """Return what a corrected figure counts, and of which year."""
    words, year = labels(lang), str(row.year)
    name = _indicator(row, lang)
    if row.cell:
        name = cell_name(row.cell, row.form, lang)
        columns = {column["key"]: column["label"] for column in table("form_applicants")}
        if row.applicant:
            column = words_of(columns[row.applicant], lang)
            name = words["cell_in_column"].format(cell=name, column=column)
    elif row.indicator == "unclassified":
        name = typeset(row.label) or name
    return words["correction_of_year"].format(figure=name, year=year)


def _numbers(value: float, lower: float, upper: float, unit: str) -> str:
    """Return a number with its unit, and the range that its wording allows, if it has one."""
    if value != value:
        return ""
    span = range_in_table(lower, upper, value, unit)
    return f"{number_in_table(value, unit)}{escape(unit)}" + (f" ({span})" if span else "")


def list_observations(analysis: Analysis) -> Hypertext:
    """Return the figures of the text with quotes that link to the source text.

    Cells of the official tables are not listed; ``show_official_tables`` shows them in their
    places, and a sentence says so.
    """
    words, lang = labels(analysis.lang), analysis.lang
    figures = [row for row in records(analysis.observations) if not is_official(row)]
    rows = [
        (
            str(number),
            escape(_indicator(row, lang)),
            escape(typeset(row.label)),
            _with_unit(row),
            range_in_table(row.lower, row.upper, row.value, row.unit),
            words[f"basis_{row.basis}"],
            _link(typeset(row.quote), row.id) if has_place(row, analysis) else escape(row.quote),
        )
        for number, row in enumerate(figures, start=1)
    ]
    keys = ("number", "indicator", "as_written", "value", "range", "basis", "quote")
    pieces = [f"<p>{words['observations_intro'].format(n=len(rows))}</p>"]
    if rows:
        pieces.append(html_table(tuple(words[key] for key in keys), rows, numeric=(0, 3, 4)))
    else:
        pieces = [f"<p>{words['observations_none']}</p>"]
    cells = len(analysis.observations) - len(rows)
    if cells:
        pieces.append(f"<p>{words['observations_cells'].format(n=cells)}</p>")
    return Hypertext("\n".join(pieces))


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


def _value(row: Any, words: Mapping[str, str]) -> str:
    if row.metric in _YES_OR_NO:
        return words["metric_yes" if row.value else "metric_no"]
    return _with_unit(row)


def _with_unit(row: Any) -> str:
    return f"{number_in_table(row.value, row.unit)}{escape(row.unit)}"


def _link(words: str, id_: str) -> str:
    return f'<a href="#{id_}">{escape(words)}</a>'


def _references(ids: Sequence[str]) -> str:
    links = ", ".join(
        f'<a href="#{id_}">{n}</a>' for n, id_ in enumerate(ids[:_MOST_LINKS], start=1)
    )
    more = " …" if len(ids) > _MOST_LINKS else ""
    return f" <sup>{links}{more}</sup>" if links else ""

"""Tables of a comparison: what is at hand, ratios, all figures, warnings, checks, method."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.comparisons.naming import province_of
from disclosure_analysis.comparisons.panels import groups, main_names, own_totals
from disclosure_analysis.comparisons.words import comparison_words, shortened
from disclosure_analysis.display import (
    Hypertext,
    day_in_table,
    folded,
    html_table,
    link_to,
    number_in_table,
    number_of,
    range_in_table,
)
from disclosure_analysis.metrics.wording import figure_names
from disclosure_analysis.tables import keyed
from disclosure_analysis.words import labels, records, unit_in_words, with_separators

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disclosure_analysis.comparisons.comparison import Comparison

MOST_PLACES = 60
"""Places that a table names; of more it counts by province, and the data files have them all."""
_MOST_ROWS = 60
"""Rows of a table that a page has; longer ones stand in the data files."""
_MOST_CHECKS = 12
_MOST_SOURCES = 12
_MOST_NAMED = 6
_COLUMNS = 6
"""Figures, or places if they are few, side by side in the table of all figures."""

Report = tuple[str, str, str]
"""Place code, reporter and scope."""


def list_coverage(comparison: Comparison) -> Hypertext:
    """Return a row for each report at hand; for very many a row for each province."""
    if len(comparison.reports) > MOST_PLACES:
        return _coverage_by_province(comparison)
    words = comparison_words(comparison.lang)
    shown = [_report_cells(comparison, row, words) for row in records(comparison.reports)]
    keys = ("province", "place", "scope", "form", "origin", "published", "figures")
    return html_table([words[key] for key in keys], shown, numeric=(6,))


def _report_cells(comparison: Comparison, row: Any, words: Mapping[str, str]) -> tuple[str, ...]:
    province = province_of(row, comparison.year)
    coded = row.origin == "coded"
    return (
        _unbroken(province),
        _unbroken(comparison.names[(row.place_code, row.reporter)]),
        words[f"scope_{row.scope}"],
        words["form_" if coded else f"form_{row.form}"],
        link_to(words["origin_coded" if coded else "origin_document"], str(row.address)),
        _unbroken(day_in_table(row.published)),
        number_in_table(number_of(row.figures)),
    )


def _coverage_by_province(comparison: Comparison) -> Hypertext:
    """Return a row for each province: its places, those with reports, documents, coded."""
    words, reports = comparison_words(comparison.lang), comparison.reports
    of_report = [province_of(row, comparison.year) for row in records(reports)]
    provinces = dict.fromkeys([place.province for place in comparison.expected] + of_report)
    shown = []
    for province in provinces:
        here = reports[[found == province for found in of_report]]
        expected = sum(place.province == province for place in comparison.expected)
        coded = int((here["origin"] == "coded").sum())
        numbers = (expected, here["place_code"].nunique(), len(here) - coded, coded)
        shown.append((escape(province or words["scope_"]), *map(with_separators, numbers)))
    keys = ("province", "expected", "at_hand", "documents", "coded")
    return html_table([words[key] for key in keys], shown, numeric=(1, 2, 3, 4))


def list_ranks(comparison: Comparison) -> Hypertext:
    """Return the ranks of what compares, folded; nothing where nothing does."""
    words, lang = comparison_words(comparison.lang), comparison.lang
    names = figure_names(lang)
    rows = [
        (names[name].label, row)
        for name, stated in comparison.figures.items()
        for group in groups(stated)
        for row in records(group.sort_values(["rank_least", "rank_most", "place_code"]))
    ]
    if not rows:
        return Hypertext("")
    if len(rows) > _MOST_ROWS:
        return Hypertext(f"<p>{words['too_many_ranks'].format(n=with_separators(len(rows)))}</p>")
    shown = [
        (
            escape(label),
            _unbroken(comparison.names[(row.place_code, row.reporter)]),
            _marked(row, comparison),
            range_in_table(row.lower, row.upper, row.value, row.unit),
            range_in_table(row.rank_least, row.rank_most, math.nan)
            if row.rank_least < row.rank_most
            else number_in_table(row.rank_least),
        )
        for label, row in rows
    ]
    keys = ("indicator", "place", "value", "range", "rank")
    table = html_table([words[key] for key in keys], shown, numeric=(2, 3, 4))
    title = words["ranks_title"].format(n=len(shown))
    return Hypertext(folded(title, f"{table}\n<p>{words['ranks_note']}</p>"))


def list_own_totals(comparison: Comparison) -> Hypertext:
    """Return the totals that each office defines for itself, in the order of place codes."""
    names = own_totals(comparison)
    if not names:
        return Hypertext("")
    note = comparison_words(comparison.lang)["own_note"]
    return Hypertext(f"{_figure_tables(comparison, names, 'own')}\n<p>{note}</p>")


def list_rates(comparison: Comparison) -> Hypertext:
    """Return the ratios with numerator and denominator, folded; nothing without any."""
    words, lang = comparison_words(comparison.lang), comparison.lang
    order = {name: place for place, name in enumerate(keyed("metrics", "name"))}
    rows = comparison.rates[comparison.rates["value"].notna()]
    if rows.empty:
        return Hypertext("")
    if len(rows) > _MOST_ROWS:
        return Hypertext(f"<p>{words['too_many_rates'].format(n=with_separators(len(rows)))}</p>")
    rows = rows.assign(order=rows["metric"].map(order)).sort_values(["order", "place_code"])
    shown = [
        (
            escape(row.label),
            _unbroken(comparison.names[(row.place_code, row.reporter)]),
            _with_unit(row.value, row.unit, lang),
            range_in_table(row.lower, row.upper, row.value, row.unit),
            f"{number_in_table(row.numerator)} / {number_in_table(row.denominator)}"
            if row.denominator == row.denominator
            else "",
            escape(row.warning),
        )
        for row in records(rows)
    ]
    keys = ("measure", "place", "value", "range", "fraction", "remark")
    table = html_table([words[key] for key in keys], shown, numeric=(2, 3, 4))
    return Hypertext(folded(words["ratios_title"].format(n=len(shown)), table))


def list_figures(comparison: Comparison) -> Hypertext:
    """Return all figures, in the order of place codes, or the main ones if they are many.

    Coded and corrected ones are marked; a note counts those that have no place in the table.
    """
    words, names = comparison_words(comparison.lang), list(comparison.figures)
    notes = [words["values_note"]]
    if comparison.dataset.corrected:
        notes.append(words["corrected_note"])
    if comparison.dataset.n_left_out:
        n = with_separators(comparison.dataset.n_left_out)
        notes.append(words["left_out_note"].format(n=n))
    table = _figure_tables(comparison, names, "figure")
    said = "\n".join(f"<p>{note}</p>" for note in notes)
    return Hypertext(f"{table}\n{said}")


def _figure_tables(comparison: Comparison, names: Sequence[str], kind: str) -> str:
    """Return tables of figures.

    Few reports stand side by side, a row a figure; more have a row each, and few figures a table.
    Of many figures only the main ones are shown; those of very many reports stand in the data
    files alone.
    """
    words, reports = comparison_words(comparison.lang), comparison.reports
    if len(reports) > MOST_PLACES:
        said = words["too_many"].format(n=with_separators(reports["place_code"].nunique()))
        return f"<p>{said}</p>"
    tables = -(-len(names) // _COLUMNS)
    if len(reports) > _COLUMNS and len(reports) * tables > _MOST_ROWS:
        said = words["main_only"].format(n=len(names))
        main = [name for name in main_names(kind) if name in names]
        return f"<p>{said}</p>\n{_tables_of(comparison, main)}"
    return _tables_of(comparison, names)


def _tables_of(comparison: Comparison, names: Sequence[str]) -> str:
    cells: dict[Report, dict[str, str]] = {}
    rows = comparison.whole_values
    for row in records(rows[rows["indicator"].isin(names)]):
        report = (row.place_code, row.reporter, row.scope)
        cells.setdefault(report, {}).setdefault(row.indicator, _cell(row, comparison))
    cells = dict(sorted(cells.items()))
    if len(cells) <= _COLUMNS:
        return _figures_down(comparison, cells, names)
    pieces = (names[i : i + _COLUMNS] for i in range(0, len(names), _COLUMNS))
    return "\n".join(_figures_across(comparison, cells, piece) for piece in pieces)


def _figures_down(
    comparison: Comparison, cells: Mapping[Report, Mapping[str, str]], names: Sequence[str]
) -> Hypertext:
    """Return a row for each figure and a column for each report."""
    words, known = comparison_words(comparison.lang), figure_names(comparison.lang)
    shown = [
        (
            escape(known[name].label),
            escape(unit_in_words(known[name].unit, comparison.lang)),
            *(found.get(name, "") for found in cells.values()),
        )
        for name in names
    ]
    places = [escape(comparison.names[report[:2]]) for report in cells]
    header = [words["indicator"], words["unit"], *places]
    return html_table(header, shown, numeric=range(2, len(header)))


def _figures_across(
    comparison: Comparison, cells: Mapping[Report, Mapping[str, str]], names: Sequence[str]
) -> Hypertext:
    """Return a row for each report that states one of the figures, and a column for each figure."""
    shown = [
        (_unbroken(comparison.names[report[:2]]), *(found.get(name, "") for name in names))
        for report, found in cells.items()
        if any(name in found for name in names)
    ]
    lang = comparison.lang
    header = [comparison_words(lang)["place"], *(_headed(name, lang) for name in names)]
    return html_table(header, shown, numeric=range(1, len(header)))


def _headed(name: str, lang: str) -> str:
    """Return an indicator's name with its unit below."""
    label, unit = figure_names(lang)[name]
    return f"{escape(label)}<br><small>{escape(unit_in_words(unit, lang))}</small>"


def _cell(row: Any, comparison: Comparison) -> str:
    span = range_in_table(row.lower, row.upper, row.value, row.unit)
    number = _marked(row, comparison)
    return f"{number}<br><small>{span}</small>" if span else number


def _marked(row: Any, comparison: Comparison) -> str:
    """Return a figure's number, with a mark if it was coded by hand and one if corrected."""
    words = comparison_words(comparison.lang)
    mark = words["coded_mark"] if row.origin == "coded" else ""
    if not comparison.dataset.corrected.isdisjoint(row.observation_ids.split()):
        mark += words["corrected_mark"]
    return f"{number_in_table(row.value, row.unit)}{mark}"


def _with_unit(value: float, unit: str, lang: str) -> str:
    space = " " if lang == "en" and unit != "%" else ""
    return f"{number_in_table(value, unit)}{space}{escape(unit_in_words(unit, lang))}".rstrip()


def _unbroken(words: str) -> str:
    """Return words that a line does not part: names of places, days."""
    return f'<span style="white-space: nowrap">{escape(words)}</span>'


def list_warnings(comparison: Comparison) -> Hypertext:
    """Return what a reader must know, a row a warning, with what it concerns and how often."""
    words = comparison_words(comparison.lang)
    shown = []
    for warning, names in _warned(comparison).items():
        concerns = words["list_comma"].join(list(names)[:_MOST_NAMED])
        if len(names) > _MOST_NAMED:
            concerns += words["and_others"].format(n=len(names))
        rows = with_separators(sum(names.values()))
        shown.append((escape(warning), escape(concerns), rows))
    if not shown:
        return Hypertext("")
    return html_table([words[key] for key in ("warning", "concerns", "rows")], shown, numeric=(2,))


def _warned(comparison: Comparison) -> dict[str, Counter[str]]:
    """Return each warning with the names of figures and ratios and how many rows have it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    stop = comparison_words(comparison.lang)["warning_stop"]
    known = figure_names(comparison.lang)
    for name, rows in comparison.figures.items():
        label = known[name].label
        for said in filter(None, rows["warning"]):
            for warning in said.split(stop):
                found[warning][label] += 1
    rates = comparison.rates[comparison.rates["value"].notna()]
    for row in records(rates[rates["warning"] != ""]):
        for warning in row.warning.split(stop):
            found[warning][row.label] += 1
    return found


def list_checks(comparison: Comparison) -> Hypertext:
    """Return the checks that fail, a row a check; nothing without any."""
    words, told = comparison_words(comparison.lang), labels(comparison.lang)
    failures, names = comparison.failures, comparison.names
    if failures.empty:
        return Hypertext("")
    shown = [
        (
            _unbroken(names.get((row.place_code, row.reporter), row.place)),
            escape(shortened(row.sentence)),
        )
        for row in records(failures.head(_MOST_CHECKS))
    ]
    table = html_table([words["place"], told["explanation"]], shown)
    if len(failures) <= _MOST_CHECKS:
        return table
    said = words["too_many_checks"].format(n=with_separators(len(failures)), most=_MOST_CHECKS)
    return Hypertext(f"<p>{said}</p>\n{table}")


def list_method(comparison: Comparison) -> Hypertext:
    """Return what the page was made from and how it can be made again."""
    from disclosure_analysis import __version__

    words = comparison_words(comparison.lang)
    region = f" REGION={comparison.region}" if comparison.region else ""
    command = f"make comparison YEAR={comparison.year}{region}"
    items = [
        escape(words["method_data"]),
        escape(words["method_compare"]),
        escape(words["method_rebuild"]).format(command=f"<code>{escape(command)}</code>"),
        escape(words["method_version"].format(version=__version__)),
        _sources(comparison, words),
    ]
    method = "\n".join(f"<li>{item}</li>" for item in items)
    return Hypertext(f"<ul>\n{method}\n</ul>")


def _sources(comparison: Comparison, words: Mapping[str, str]) -> str:
    rows = records(comparison.reports)
    sources = dict.fromkeys((str(row.address or row.source), str(row.address)) for row in rows)
    if len(sources) > _MOST_SOURCES:
        return words["sources_many"].format(n=with_separators(len(comparison.reports)))
    listed = "\n".join(f"<li>{link_to(*source)}</li>" for source in sources)
    return f"{words['sources']}\n<ul>\n{listed}\n</ul>"

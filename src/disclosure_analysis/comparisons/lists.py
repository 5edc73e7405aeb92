"""Tables of a comparison: what is at hand, ratios, all figures, warnings, checks, method."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from html import escape
from typing import TYPE_CHECKING, Any

from disclosure_analysis.comparisons.naming import province_of
from disclosure_analysis.comparisons.panels import groups, own_totals
from disclosure_analysis.comparisons.words import comparison_words
from disclosure_analysis.display import (
    Hypertext,
    folded,
    html_table,
    number_in_table,
    range_in_table,
)
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.tables import keyed
from disclosure_analysis.words import label_of, labels, records, with_separators

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from disclosure_analysis.comparisons.comparison import Comparison

MOST_PLACES = 60
"""Places that a table names; of more it counts by province, and the data files have them all."""
_MOST_ROWS = 400
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
    keys = ("province", "place", "reporter", "scope", "form", "origin", "published", "figures")
    return html_table([words[key] for key in keys], shown, numeric=(7,))


def _report_cells(comparison: Comparison, row: Any, words: Mapping[str, str]) -> tuple[str, ...]:
    province = province_of(row, comparison.year)
    coded = row.origin == "coded"
    return (
        escape(province),
        escape(str(row.place).removeprefix(province) or str(row.place)),
        escape(str(row.reporter).removeprefix(province)),
        words[f"scope_{row.scope}"],
        words["form_" if coded else f"form_{row.form}"],
        words["origin_coded" if coded else "origin_document"],
        _day(row.published),
        number_in_table(_number(row.figures)),
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
    rows = [
        (label_of(name, "", lang), row)
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
            escape(comparison.names[(row.place_code, row.reporter)]),
            _marked(row, words),
            range_in_table(row.lower, row.upper, row.value),
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
    return Hypertext(f"{_figure_tables(comparison, names)}\n<p>{note}</p>")


def list_rates(comparison: Comparison) -> Hypertext:
    """Return the ratios with numerator and denominator, folded; nothing without any."""
    words = comparison_words(comparison.lang)
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
            escape(comparison.names[(row.place_code, row.reporter)]),
            f"{number_in_table(row.value, row.unit)}{escape(row.unit)}",
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
    """Return all figures, in the order of place codes; coded ones are marked."""
    note = comparison_words(comparison.lang)["values_note"]
    return Hypertext(f"{_figure_tables(comparison, list(comparison.figures))}\n<p>{note}</p>")


def _figure_tables(comparison: Comparison, names: Sequence[str]) -> str:
    """Return tables of figures.

    Few reports stand side by side, a row a figure; more have a row each, and few figures a table;
    very many stand in the data files alone.
    """
    words, reports = comparison_words(comparison.lang), comparison.reports
    if len(reports) > MOST_PLACES:
        said = words["too_many"].format(n=with_separators(reports["place_code"].nunique()))
        return f"<p>{said}</p>"
    cells: dict[Report, dict[str, str]] = {}
    rows = comparison.whole_values
    for row in records(rows[rows["indicator"].isin(names)]):
        report = (row.place_code, row.reporter, row.scope)
        cells.setdefault(report, {}).setdefault(row.indicator, _cell(row, words))
    cells = dict(sorted(cells.items()))
    if len(cells) <= _COLUMNS:
        return _figures_down(comparison, cells, names)
    pieces = (names[i : i + _COLUMNS] for i in range(0, len(names), _COLUMNS))
    return "\n".join(_figures_across(comparison, cells, piece) for piece in pieces)


def _figures_down(
    comparison: Comparison, cells: Mapping[Report, Mapping[str, str]], names: Sequence[str]
) -> Hypertext:
    """Return a row for each figure and a column for each report."""
    words, lang = comparison_words(comparison.lang), comparison.lang
    shown = [
        (
            escape(label_of(name, "", lang)),
            escape(_unit(indicators()[name].unit, lang)),
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
        (escape(comparison.names[report[:2]]), *(found.get(name, "") for name in names))
        for report, found in cells.items()
        if any(name in found for name in names)
    ]
    lang = comparison.lang
    header = [comparison_words(lang)["place"], *(_headed(name, lang) for name in names)]
    return html_table(header, shown, numeric=range(1, len(header)))


def _headed(name: str, lang: str) -> str:
    """Return an indicator's name with its unit below."""
    unit = escape(_unit(indicators()[name].unit, lang))
    return f"{escape(label_of(name, '', lang))}<br><small>{unit}</small>"


def _unit(unit: str, lang: str) -> str:
    known = keyed("unit_words", "unit").get(unit)
    return unit if lang == "zh" or known is None else known["many"]


def _cell(row: Any, words: Mapping[str, str]) -> str:
    span = range_in_table(row.lower, row.upper, row.value)
    number = _marked(row, words)
    return f"{number}<br><small>{span}</small>" if span else number


def _marked(row: Any, words: Mapping[str, str]) -> str:
    mark = words["coded_mark"] if row.origin == "coded" else ""
    return f"{number_in_table(row.value)}{mark}"


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
    for name, rows in comparison.figures.items():
        label = label_of(name, "", comparison.lang)
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
        (escape(names.get((row.place_code, row.reporter), row.place)), escape(row.sentence))
        for row in records(failures.head(_MOST_ROWS))
    ]
    table = html_table([words["place"], told["explanation"]], shown)
    if len(failures) <= _MOST_ROWS:
        return table
    said = words["too_many_checks"].format(n=with_separators(len(failures)), most=_MOST_ROWS)
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
    ]
    method = "\n".join(f"<li>{item}</li>" for item in items)
    return Hypertext(f"<ul>\n{method}\n</ul>\n{_sources(comparison, words)}")


def _sources(comparison: Comparison, words: Mapping[str, str]) -> str:
    sources = dict.fromkeys(str(row.source) for row in records(comparison.reports))
    if len(sources) > MOST_PLACES:
        said = words["sources_many"].format(n=with_separators(len(comparison.reports)))
        return f"<p>{said}</p>"
    listed = "\n".join(f"<li>{_source(source)}</li>" for source in sources)
    return f"<p>{words['sources']}</p>\n<ul>\n{listed}\n</ul>"


def _source(source: str) -> str:
    words = escape(source)
    return f'<a href="{words}">{words}</a>' if source.startswith("http") else words


def _day(value: Any) -> str:
    """Return a day as 2018-03-23, empty where there is none (NaT differs from itself)."""
    return "" if value is None or value != value else str(value)[:10]


def _number(value: object) -> float:
    return float("nan") if value is None or value != value else float(str(value))

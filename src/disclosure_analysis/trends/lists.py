"""Tables of a trend: what is at hand, growth and its refusals, all figures, checks, method."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from disclosure_analysis.display import (
    Hypertext,
    folded,
    html_table,
    number_in_table,
    range_in_table,
)
from disclosure_analysis.extraction.codebook import indicators
from disclosure_analysis.tables import keyed
from disclosure_analysis.trends.words import SHOWN_GROWTH, trend_words
from disclosure_analysis.words import label_of, labels, records

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from disclosure_analysis.report import Report
    from disclosure_analysis.reuse import Reuse
    from disclosure_analysis.trends.trend import Trend

_MOST_PASSAGES = 12


def list_coverage(trend: Trend) -> Hypertext:
    """Return a row for each year from the first to the last: the report at hand, or none."""
    words, sentences = trend_words(trend.lang), keyed("account_sentences", "key")
    by_year = {int(row.report_year): row for row in records(trend.reports)}
    shown = []
    for year in range(trend.years[0], trend.years[-1] + 1):
        row = by_year.get(year)
        if row is None:
            shown.append((str(year), words["no_report"], "", "", ""))
            continue
        form = sentences.get(f"form_{row.form}", {}).get(trend.lang, "")
        coded = row.origin == "coded"
        shown.append(
            (
                str(year),
                words["origin_coded" if coded else "origin_document"],
                "" if coded else escape(form),
                escape(_text(row.published)),
                number_in_table(_number(row.figures)),
            )
        )
    keys = ("year", "origin", "form", "published", "figures")
    return html_table([words[key] for key in keys], shown, numeric=(4,))


def list_growth(trend: Trend) -> Hypertext:
    """Return growth over each step, or why it is refused; nothing where there are no steps."""
    words = trend_words(trend.lang)
    rows = trend.growth[trend.growth["metric"].isin(SHOWN_GROWTH)]
    given = rows[rows["value"].notna()]
    refused = rows[rows["value"].isna() & (rows["metric"] == "growth_yoy")]
    pieces: list[str] = []
    if len(given):
        pieces.append(_growth_table(given, words))
    if len(refused):
        title = words["growth_refused"].format(n=len(refused))
        table = _refusals(refused, words, trend.lang)
        pieces.append(folded(title, table) if len(given) else f"<p>{title}</p>\n{table}")
    return Hypertext("\n".join(pieces))


def _growth_table(rows: pd.DataFrame, words: Mapping[str, str]) -> Hypertext:
    shown = [
        (
            escape(row.label),
            str(row.year),
            number_in_table(row.denominator),
            number_in_table(row.numerator),
            f"{row.value:+,.1f}%",
            range_in_table(row.lower, row.upper, row.value, "%"),
            escape(row.warning),
        )
        for row in records(rows)
    ]
    keys = ("measure", "year", "base", "now", "growth", "range", "remark")
    return html_table([words[key] for key in keys], shown, numeric=(2, 3, 4, 5))


def _refusals(rows: pd.DataFrame, words: Mapping[str, str], lang: str) -> Hypertext:
    shown = [
        (
            escape(label_of(row.indicator, "", lang)),
            str(row.year),
            number_in_table(row.denominator),
            number_in_table(row.numerator),
            escape(row.warning),
        )
        for row in records(rows)
    ]
    keys = ("indicator", "year", "base", "now", "reason")
    return html_table([words[key] for key in keys], shown, numeric=(2, 3))


def list_rates(trend: Trend) -> Hypertext:
    """Return the ratios of each year with numerator and denominator; nothing without any."""
    words = trend_words(trend.lang)
    rows = trend.rates[trend.rates["value"].notna()].sort_values(
        ["metric", "year"], key=_metric_order, kind="stable"
    )
    if rows.empty:
        return Hypertext(f"<p>{words['no_rates']}</p>")
    shown = [
        (
            escape(row.label),
            str(row.year),
            f"{number_in_table(row.value, row.unit)}{escape(row.unit)}",
            range_in_table(row.lower, row.upper, row.value, row.unit),
            f"{number_in_table(row.numerator)} / {number_in_table(row.denominator)}"
            if row.denominator == row.denominator
            else "",
            escape(row.warning),
        )
        for row in records(rows)
    ]
    keys = ("measure", "year", "value", "range", "fraction", "remark")
    return html_table([words[key] for key in keys], shown, numeric=(2, 3, 4))


def _metric_order(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.name != "metric":
        return column
    order = {name: place for place, name in enumerate(keyed("metrics", "name"))}
    return column.map(order)


def list_values(trend: Trend) -> Hypertext:
    """Return all figures, a row an indicator and a column a year; coded ones are marked."""
    words = trend_words(trend.lang)
    rows = trend.values[(trend.values["applicant"] == "") & trend.values["value"].notna()]
    order = {name: place for place, name in enumerate(indicators())}
    names = sorted({n for n in rows["indicator"] if n in order}, key=order.__getitem__)
    cells: dict[tuple[str, int], str] = {}
    for row in records(rows):
        cells.setdefault((row.indicator, int(row.year)), _cell(row, words))
    shown = [
        (
            escape(label_of(name, "", trend.lang)),
            escape(indicators()[name].unit),
            *(cells.get((name, year), "") for year in trend.years),
        )
        for name in names
    ]
    header = (words["indicator"], words["unit"], *map(str, trend.years))
    table = html_table(header, shown, numeric=range(2, len(header)))
    return Hypertext(f"{table}\n<p>{words['values_note']}</p>")


def _cell(row: Any, words: Mapping[str, str]) -> str:
    span = range_in_table(row.lower, row.upper, row.value)
    mark = words["coded_mark"] if row.origin == "coded" else ""
    number = f"{number_in_table(row.value)}{mark}"
    return f"{number}<br><small>{span}</small>" if span else number


def list_checks(trend: Trend) -> Hypertext:
    """Return the checks between years with their outcomes; nothing without any."""
    words, told = trend_words(trend.lang), labels(trend.lang)
    if trend.checks.empty:
        return Hypertext("")
    shown = [
        (
            str(row.report_year),
            f'<span class="outcome {row.outcome.lower()}">{told[row.outcome]}</span>',
            escape(row.sentence),
        )
        for row in records(trend.checks)
    ]
    return html_table([words["year"], told["outcome"], told["explanation"]], shown)


def list_practices(trend: Trend) -> Hypertext:
    """Return what was done in which year, a row a practice; nothing without any."""
    words, known = trend_words(trend.lang), keyed("practices", "practice")
    rows = trend.dataset.practices
    done = rows[rows["kind"] == "practice"]
    if done.empty:
        return Hypertext("")
    years = sorted({int(year) for year in done["report_year"]})
    seen = set(zip(done["practice"], done["report_year"].astype(int), strict=True))
    shown = [
        (escape(row[trend.lang]), *("●" if (name, year) in seen else "" for year in years))
        for name, row in known.items()
        if any((name, year) in seen for year in years)
    ]
    return html_table([words["practice"], *map(str, years)], shown)


def list_reuse(trend: Trend) -> Hypertext:
    """Return how much of each document stood in the one before, with the passages carried over."""
    from disclosure_analysis.reuse import reuse

    words = trend_words(trend.lang)
    if len(trend.documents) < 2:
        return Hypertext(f"<p>{words['reuse_none'].format(n=len(trend.documents))}</p>")
    pairs = [reuse(now, before) for before, now in pairwise(trend.documents)]
    shown = [
        (
            f"{_year(found.text.report)} / {_year(found.earlier.report)}",
            str(len(found.matches)),
            *(f"{found.share_of(kind):.0f}%" for kind in ("identical", "numbers", "near")),
            f"{found.share:.0f}%",
        )
        for found in pairs
    ]
    keys = ("reuse_years", "sentences", "identical", "numbers", "near", "carried_over")
    pieces: list[str] = [html_table([words[key] for key in keys], shown, numeric=range(1, 6))]
    pieces += [_passages(found, words) for found in pairs if len(found.passages)]
    return Hypertext("\n".join(pieces))


def _passages(found: Reuse, words: Mapping[str, str]) -> str:
    """Return the longest passages that two documents share, side by side."""
    longest = found.passages.sort_values("characters", ascending=False, kind="stable")
    rows = [
        (str(row.characters), escape(row.text), escape(row.earlier_text))
        for row in records(longest.head(_MOST_PASSAGES))
    ]
    header = (words["characters"], _year(found.text.report), _year(found.earlier.report))
    title = words["passages"].format(
        year=header[1], earlier=header[2], n=len(rows), all=len(found.passages)
    )
    return folded(title, html_table(header, rows, numeric=(0,)))


def _year(report: Report) -> str:
    return str(report.year.value) if report.year else ""


def list_method(trend: Trend) -> Hypertext:
    """Return what the page was made from and how it can be made again."""
    from disclosure_analysis import __version__

    words = trend_words(trend.lang)
    command = f"make trend DISTRICT={trend.place.folder_name}"
    sources = dict.fromkeys(str(row.source) for row in records(trend.reports))
    items = [
        escape(words["method_data"]),
        escape(words["method_steps"]),
        escape(words["method_rebuild"]).format(command=f"<code>{escape(command)}</code>"),
        escape(words["method_version"].format(version=__version__)),
    ]
    listed = "\n".join(f"<li>{_source(source)}</li>" for source in sources)
    method = "\n".join(f"<li>{item}</li>" for item in items)
    return Hypertext(f"<ul>\n{method}\n</ul>\n<p>{words['sources']}</p>\n<ul>\n{listed}\n</ul>")


def _source(source: str) -> str:
    words = escape(source)
    return f'<a href="{words}">{words}</a>' if source.startswith("http") else words


def _text(value: object) -> str:
    """Return a day as it is written in tables; empty where it is unknown."""
    return "" if value is None or value != value else str(value)[:10]


def _number(value: object) -> float:
    return float("nan") if value is None or value != value else float(str(value))

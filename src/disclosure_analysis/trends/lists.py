"""Tables of a trend: what is at hand, growth and its refusals, all figures, checks, method."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from disclosure_analysis.display import (
    Hypertext,
    day_in_table,
    html_table,
    link_to,
    number_in_table,
    number_of,
)
from disclosure_analysis.tables import keyed
from disclosure_analysis.trends.words import trend_words
from disclosure_analysis.words import labels, records

if TYPE_CHECKING:
    from disclosure_analysis.trends.trend import Trend


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
                day_in_table(row.published),
                number_in_table(number_of(row.figures)),
            )
        )
    keys = ("year", "origin", "form", "published", "figures")
    return html_table([words[key] for key in keys], shown, numeric=(4,))


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


def list_method(trend: Trend) -> Hypertext:
    """Return what the page was made from and how it can be made again."""
    from disclosure_analysis import __version__

    words = trend_words(trend.lang)
    command = f"make trend DISTRICT={trend.place.folder_name}"
    sources = dict.fromkeys(str(row.address or row.source) for row in records(trend.reports))
    items = [
        escape(words["method_data"]),
        escape(words["method_steps"]),
        escape(words["method_rebuild"]).format(command=f"<code>{escape(command)}</code>"),
        escape(words["method_version"].format(version=__version__)),
    ]
    listed = "\n".join(f"<li>{link_to(source, source)}</li>" for source in sources)
    items.append(f"{words['sources']}\n<ul>\n{listed}\n</ul>")
    method = "\n".join(f"<li>{item}</li>" for item in items)
    return Hypertext(f"<ul>\n{method}\n</ul>")

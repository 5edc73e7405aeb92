"""Completeness: the parts that the law requires of a report, and the cells of its form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from disclosure_analysis.forms import FORMS, PART_THREE, applicants, form_cells
from disclosure_analysis.metrics.intervals import Interval
from disclosure_analysis.metrics.rows import metric_row, metrics_frame
from disclosure_analysis.metrics.wording import in_language, listing, warning
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

PART_COLUMNS = ["regime", "part", "label", "present", "title", "source"]


def required_parts(report_year: int) -> list[Mapping[str, str]]:
    """Return the rows of ``statutory_parts.csv`` in force for a data year; none before 2008."""
    return [
        row
        for row in table("statutory_parts")
        if int(row["year_from"]) <= report_year <= int(row["year_to"] or report_year)
    ]


def title_of_part(part: Mapping[str, str], titles: Iterable[str]) -> str:
    """Return the first heading with a cue word of the part, empty if there is none."""
    return next((t for t in titles if re.search(part["cues"], re.sub(r"\s", "", t))), "")


def statutory_parts(
    section_titles: Sequence[str], report_year: int, *, lang: str = "zh"
) -> pd.DataFrame:
    """Return which of the required parts a report has.

    Args:
        section_titles: The report's headings of the first level, without enumerators.
        report_year: The data year; it decides which law is in force.
        lang: Language of the labels, ``zh`` or ``en``.

    Returns:
        A frame with one row a required part: ``regime`` (year of the regulation), ``part`` (key),
        ``label``, ``present`` (bool), ``title`` (the heading found, empty if none), ``source``.
    """
    import pandas as pd

    rows = [
        {
            "regime": part["regime"],
            "part": part["part"],
            "label": in_language(part, lang),
            "present": bool(title_of_part(part, section_titles)),
            "title": title_of_part(part, section_titles),
            "source": part["source"],
        }
        for part in required_parts(report_year)
    ]
    return pd.DataFrame(rows, columns=PART_COLUMNS)


def completeness(
    section_titles: Sequence[str], report_year: int, *, lang: str = "zh"
) -> pd.DataFrame:
    """Return ``part_completeness``: required parts present, per cent of parts required.

    Numerator: parts found by their headings; denominator: the six items of art. 32, Decree 492
    (data years 2008 to 2018), or the six fixed parts of the forms of 2019 and 2021, five of them
    art. 50, Decree 711. The warning names the missing ones. NaN where no law required parts or no
    heading was recognised.

    Args:
        section_titles: The report's headings of the first level, without enumerators.
        report_year: The data year.
        lang: Language of label and warning, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``, one row.
    """
    parts = statutory_parts(section_titles, report_year, lang=lang)
    if parts.empty or not section_titles:
        key = "no_statutory_parts" if parts.empty else "no_sections"
        notes = [warning(key, lang)]
        return metrics_frame([metric_row("part_completeness", report_year, lang, warnings=notes)])
    present = parts["present"].astype(bool)
    missing = listing(parts.loc[~present, "label"], lang)
    value = 100 * int(present.sum()) / len(parts)
    row = metric_row(
        "part_completeness",
        report_year,
        lang,
        value=value,
        bounds=Interval(value, value),
        numerator=int(present.sum()),
        denominator=len(parts),
        warnings=[warning("parts_missing", lang, missing=missing)] if missing else [],
    )
    return metrics_frame([row])


def cell_completeness(observations: pd.DataFrame, *, lang: str = "zh") -> pd.DataFrame:
    """Return ``cell_completeness``: cells with a number, per cent of the cells of the form.

    Numerator: cells of which a number was read; blanks, dashes and slashes hold none. Denominator:
    all cells of the form for one period, seven columns of applicants in part three.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        lang: Language of the label, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``rows.METRIC_COLUMNS``; no row for a report without tables.
    """
    held = set(observations["form"])
    form = next((form for form in FORMS if form in held), None)
    if form is None:
        return metrics_frame([])
    rows = observations[(observations["form"] == form) & observations["value"].notna()]
    found = rows.loc[rows["cell"].isin(form_cells(form)), ["cell", "applicant"]]
    filled, size = len(found.drop_duplicates()), _size(form)
    value = 100 * filled / size
    row = metric_row(
        "cell_completeness",
        int(observations["report_year"].iloc[0]),
        lang,
        value=value,
        bounds=Interval(value, value),
        numerator=filled,
        denominator=size,
    )
    return metrics_frame([row])


def _size(form: str) -> int:
    """Return how many cells a form has."""
    columns = len(set(applicants().values()) - {"org"})
    cells = [cell.code for cell in form_cells(form).values() if cell.unit]
    return sum(columns if code.startswith(PART_THREE) else 1 for code in cells)

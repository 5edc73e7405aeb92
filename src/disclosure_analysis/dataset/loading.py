"""The dataset at hand: its tables as frames, for notebooks, trends and comparisons."""

from __future__ import annotations

import html
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.dataset.fields import columns_of, typed
from disclosure_analysis.dataset.report_rows import CODED, DOCUMENT
from disclosure_analysis.dataset.writing import PROCESSED
from disclosure_analysis.errors import InputError
from disclosure_analysis.project import find_root
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """All tables of the dataset; docs/data-dictionary.md describes their columns.

    Attributes:
        observations: One row a mention of a figure, read from documents or coded by hand.
        reports: One row a document, and one a report that figures were coded of.
        metrics: Metrics of each document.
        checks: Consistency checks of each document.
        practices: One row a mention of a practice in a document.
    """

    observations: pd.DataFrame
    reports: pd.DataFrame
    metrics: pd.DataFrame
    checks: pd.DataFrame
    practices: pd.DataFrame

    @cached_property
    def values(self) -> pd.DataFrame:
        """One row a figure of a report, its mentions put together; see ``metrics.values``.

        Where a document tells a figure that was also coded by hand, the document's counts.
        """
        from disclosure_analysis.metrics.values import values

        return values(self.observations)

    def where(self, chosen: Callable[[pd.DataFrame], pd.Series[bool]]) -> Dataset:
        """Return the part of the dataset that a condition on the columns of its keys chooses.

        Args:
            chosen: Given a table, tells which of its rows to keep. All tables have the columns
                ``place_code, place, reporter, body, scope, report_year``.
        """
        frames = {field.name: getattr(self, field.name) for field in fields(self)}
        kept = {name: frame[chosen(frame)] for name, frame in frames.items()}
        return Dataset(**{name: frame.reset_index(drop=True) for name, frame in kept.items()})

    def __repr__(self) -> str:
        return f"Dataset: {self._summary('en')}"

    def _repr_html_(self) -> str:
        words = keyed("dataset_tables", "table")
        rows = "".join(
            f"<tr><td><code>{field.name}</code></td><td>{words[field.name]['title_zh']}</td>"
            f"<td>{words[field.name]['title_en']}</td>"
            f"<td style='text-align: right'>{len(getattr(self, field.name)):,}</td></tr>"
            for field in fields(self)
        )
        said = "<br>".join(html.escape(self._summary(lang)) for lang in ("zh", "en"))
        return f"<p>{said}</p><table>{rows}</table>"

    def _summary(self, lang: str) -> str:
        years = self.reports["report_year"]
        origins = self.reports["origin"].value_counts()
        words: str = keyed("labels", "key")["dataset_summary"][lang]
        return words.format(
            places=self.reports["place_code"].nunique(),
            first=years.min() if len(years) else "–",
            last=years.max() if len(years) else "–",
            documents=origins.get(DOCUMENT, 0),
            coded=origins.get(CODED, 0),
        )


def load_dataset(root: Path | str | None = None) -> Dataset:
    """Return the dataset that ``make data`` wrote to ``data/processed``.

    Args:
        root: The project's folder; found from the current folder upwards if None.

    Returns:
        The tables, in the types of ``tables/fields.csv``: texts as strings (empty where nothing
        applies), whole numbers as nullable integers, other numbers as floats (NaN where there is
        none), days as dates.

    Raises:
        InputError: There is no project, or a table is missing or damaged.
    """
    folder = find_root(root) / PROCESSED
    return Dataset(**{field.name: _read(folder, field.name) for field in fields(Dataset)})


def _read(folder: Path, name: str) -> pd.DataFrame:
    import pandas as pd

    path = folder / f"{name}.csv"
    shown, remedy = PROCESSED / path.name, "run make data"
    try:
        texts = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{shown} is not there: {remedy}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{shown} cannot be read ({error}): {remedy}.") from None
    if list(texts.columns) != columns_of(name):
        raise InputError(f"{shown} has other columns than docs/data-dictionary.md: {remedy}.")
    try:
        return typed(texts, name)
    except ValueError as error:
        raise InputError(f"{shown} is damaged ({error}): {remedy}.") from None

"""The dataset at hand: its tables as frames, for notebooks, trends and comparisons."""

from __future__ import annotations

import html
import io
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.dataset.fields import columns_of, typed
from disclosure_analysis.dataset.hashes import PROCESSED, check_hashes, read_files
from disclosure_analysis.dataset.report_rows import CODED, DOCUMENT
from disclosure_analysis.errors import InputError
from disclosure_analysis.metrics.mentions import LABELLED
from disclosure_analysis.project import find_root
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd


def _no_corrections() -> pd.DataFrame:
    import pandas as pd

    return typed(pd.DataFrame(columns=columns_of("corrections"), dtype="str"), "corrections")


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """All tables of the dataset; docs/data-dictionary.md describes their columns.

    Attributes:
        observations: One row a mention of a figure, read from documents or coded by hand.
        reports: One row a document, and one a report that figures were coded of.
        metrics: Metrics of each document.
        checks: Consistency checks of each document.
        practices: One row a mention of a practice in a document.
        corrections: One row a figure that a declared correction changed, with its reason.
    """

    observations: pd.DataFrame
    reports: pd.DataFrame
    metrics: pd.DataFrame
    checks: pd.DataFrame
    practices: pd.DataFrame
    corrections: pd.DataFrame = field(default_factory=_no_corrections)

    @cached_property
    def values(self) -> pd.DataFrame:
        """One row a figure of a report, its mentions put together; see ``metrics.values``.

        Where a document tells a figure that was also coded by hand, the document's counts.
        """
        from disclosure_analysis.metrics.values import values

        return values(self.observations)

    @cached_property
    def corrected(self) -> frozenset[str]:
        """The ids of observations that a declared correction changed."""
        rows = self.observations
        return frozenset(rows.loc[rows["basis"] == "derived", "id"])

    @cached_property
    def n_left_out(self) -> int:
        """How many figures of the reports' own years give no value of a known name.

        They are told apart by the report's own words alone, or cumulated over years.
        """
        rows = self.observations
        own = rows[(rows["year"] == rows["report_year"]) & rows["value"].notna()]
        used = {id_ for ids in self.values["observation_ids"] for id_ in ids.split()}
        told = own["indicator"].isin(LABELLED - {"unclassified"}) | (own["period"] == "cumulative")
        return int((told & ~own["id"].isin(used)).sum())

    def where(self, chosen: Callable[[pd.DataFrame], pd.Series[bool]]) -> Dataset:
        """Return the part of the dataset that a condition on the columns of its keys chooses.

        Args:
            chosen: Given a table, tells which of its rows to keep. All tables have the columns
                ``place_code, place, reporter, body, scope, report_year``.
        """
        frames = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = {name: frame[chosen(frame)] for name, frame in frames.items()}
        return Dataset(**{name: frame.reset_index(drop=True) for name, frame in kept.items()})

    def __repr__(self) -> str:
        return f"Dataset: {self._summary('en')}"

    def _repr_html_(self) -> str:
        words = keyed("dataset_tables", "table")
        rows = "".join(
            f"<tr><td><code>{one.name}</code></td><td>{words[one.name]['title_zh']}</td>"
            f"<td>{words[one.name]['title_en']}</td>"
            f"<td style='text-align: right'>{len(getattr(self, one.name)):,}</td></tr>"
            for one in fields(self)
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
        InputError: There is no project; a file of the dataset is missing or is not as it was
            written; or the registry, the coded figures or the corrections have changed since.
    """
    project = find_root(root)
    files = read_files(project)
    check_hashes(project, files)
    return Dataset(**{one.name: _read(files, one.name) for one in fields(Dataset)})


def _read(files: Mapping[str, bytes], name: str) -> pd.DataFrame:
    import pandas as pd

    file = f"{name}.csv"
    texts = pd.read_csv(
        io.BytesIO(files[file]), dtype="str", keep_default_na=False, encoding="utf-8-sig"
    )
    if list(texts.columns) != columns_of(name):
        raise InputError(
            f"{PROCESSED / file} has other columns than docs/data-dictionary.md: run make data."
        )
    return typed(texts, name)

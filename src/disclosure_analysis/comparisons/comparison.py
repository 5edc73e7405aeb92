"""The reports on one year, of the country or a region: gathered, with what compares among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.comparisons.naming import short_names
from disclosure_analysis.errors import InputError, ReportNotFoundError
from disclosure_analysis.metrics.wording import figure_names
from disclosure_analysis.parameters import check_region
from disclosure_analysis.places import Place, PlaceError, counties, find_parent

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.dataset import Dataset
    from disclosure_analysis.report import Report
    from disclosure_analysis.words import Told

REPORT_KEY = ["place_code", "reporter", "scope"]
"""What tells the reports of a year apart."""


@dataclass(frozen=True)
class Comparison:
    """What the reports of many bodies state for one year.

    Attributes:
        year: The data year.
        parent: The province or prefecture; None for the whole country.
        dataset: What the dataset holds of this year and region alone.
        rates: Ratios of each report (``metrics.rates``).
        documents: Its reports that are at hand as documents.
        lang: Language of labels and sentences, ``zh`` or ``en``.
    """

    year: int
    parent: Place | None
    dataset: Dataset
    rates: pd.DataFrame
    documents: tuple[Report, ...] = ()
    lang: str = "zh"

    @property
    def region(self) -> str:
        """Full name of the province or prefecture, empty for the whole country."""
        return self.parent.full_name if self.parent else ""

    @property
    def values(self) -> pd.DataFrame:
        """What each report states for the year (``metrics.values``)."""
        return self.dataset.values

    @cached_property
    def whole_values(self) -> pd.DataFrame:
        """The values of all kinds of applicants together; stated growth is no value of a year."""
        rows = self.values
        of_all = (rows["applicant"] == "") & ~rows["indicator"].str.endswith("_growth")
        return rows[of_all & rows["value"].notna()]

    @cached_property
    def expected(self) -> list[Place]:
        """The county-level places that the year had in the country or region."""
        return counties(self.year, self.parent)

    @cached_property
    def reports(self) -> pd.DataFrame:
        """One row a report, by place; where a document is at hand its coding has no row."""
        # “document” sorts after “coded”: of two rows of a report the document's stays.
        rows = self.dataset.reports.sort_values([*REPORT_KEY, "origin"], kind="stable")
        return rows.drop_duplicates(REPORT_KEY, keep="last").reset_index(drop=True)

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """The shortest clear name of each body, by place code and reporter."""
        return short_names(self.reports, self.year, self.region)

    @cached_property
    def figures(self) -> dict[str, pd.DataFrame]:
        """What is stated of each indicator, ranked where it compares (``metrics.across_places``).

        Each kind of body is held against its own kind; ``origin`` tells what was coded by hand.
        """
        import pandas as pd

        from disclosure_analysis import metrics

        key = metrics.SERIES_KEY
        found = {}
        for name, stated in self.whole_values.groupby("indicator"):
            kinds = [
                metrics.across_places(rows, str(name), self.year, self.lang)
                for _, rows in stated.groupby("body")
            ]
            found[str(name)] = pd.concat(kinds).merge(stated[[*key, "origin"]], on=key)
        return {name: found[name] for name in figure_names(self.lang) if name in found}

    @cached_property
    def facts(self) -> Told:
        """What sentences about it can name."""
        from disclosure_analysis.comparisons.sentences import comparison_facts

        return comparison_facts(self)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Checks that fail in the reports at hand."""
        checks = self.dataset.checks
        failed = checks[checks["outcome"] == "FAIL"].reset_index(drop=True)
        if self.lang == "zh" or failed.empty:
            return failed
        return self._retold(failed)

    def _retold(self, failed: pd.DataFrame) -> pd.DataFrame:
        """Put sentences into this language; what only the document's text tells stays Chinese."""
        import pandas as pd

        from disclosure_analysis.metrics import report_checks

        failing = pd.MultiIndex.from_frame(failed[REPORT_KEY].drop_duplicates())
        told = []
        for key, rows in self.dataset.observations.groupby(REPORT_KEY, sort=False):
            if key in failing:
                checks = report_checks(rows, report_year=self.year, lang=self.lang)
                told.append(checks.assign(**{n: rows[n].iloc[0] for n in REPORT_KEY}))
        names = [*REPORT_KEY, "check", "observation_ids"]
        found = pd.concat([*told, failed]).drop_duplicates(names).set_index(names)["sentence"]
        own = pd.MultiIndex.from_frame(failed[names])
        return failed.assign(sentence=found.reindex(own).to_numpy())

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that readers get, by file name."""
        return {
            "observations.csv": self.dataset.observations,
            "metrics.csv": self.rates,
            "checks.csv": self.dataset.checks,
        }

    def _repr_html_(self) -> str:
        from disclosure_analysis.comparisons.lists import list_coverage, list_figures

        title = f"{self.region} {self.year}".strip()
        return (
            f"<p><strong>{escape(title)}</strong></p>\n{list_coverage(self)}\n{list_figures(self)}"
        )


def compare(
    year: int,
    region: str = "",
    *,
    lang: str = "zh",
    root: Path | str | None = None,
    dataset: Dataset | None = None,
) -> Comparison:
    """Gather what the reports of a year state.

    Args:
        year: The data year.
        region: A province or prefecture, by full or short name or code; empty for the country.
        lang: Language of labels and sentences, ``zh`` or ``en``.
        root: The project's folder; found from the current folder upwards if None.
        dataset: The dataset, where it is loaded already.

    Raises:
        InputError: A parameter is wrong, the region is unknown or ambiguous, or the dataset is
            not built.
        ReportNotFoundError: The dataset has no report on this year there.
    """
    from disclosure_analysis import metrics
    from disclosure_analysis.dataset import load_dataset

    year, region, lang = check_region(year, region, lang)
    parent = region_of(region, year) if region else None
    data = load_dataset(root) if dataset is None else dataset
    own = _own(data, year, parent)
    return Comparison(
        year=year,
        parent=parent,
        dataset=own,
        rates=metrics.rates(own.values, lang=lang),
        documents=_documents(own, year, root) if dataset is None else (),
        lang=lang,
    )


def _documents(own: Dataset, year: int, root: Path | str | None) -> tuple[Report, ...]:
    """Return the registered reports among those of a year and region."""
    from disclosure_analysis.analysis import registered_reports

    codes = set(own.reports["place_code"])
    return registered_reports(lambda row: row.report_year == year and row.place_code in codes, root)


def region_of(region: str, year: int) -> Place:
    """Return the province or prefecture of a name or code, as it was in a year.

    Raises:
        InputError: No such region is known, or several are.
    """
    try:
        return find_parent(region, year)
    except PlaceError as error:
        raise InputError(f"REGION: {error}") from None


def _own(data: Dataset, year: int, parent: Place | None) -> Dataset:
    """Return what a dataset holds of a year and region."""
    here = data.reports
    if parent is not None:
        codes = {place.code for place in counties(year, parent)} | {parent.code}
        here = here[here["place_code"].isin(codes)]
    reports = here[here["report_year"] == year]
    if reports.empty:
        raise ReportNotFoundError(_nothing(here, year, parent))
    chosen = set(reports["place_code"])
    return data.where(
        lambda frame: (frame["report_year"] == year) & frame["place_code"].isin(chosen)
    )


def _nothing(here: pd.DataFrame, year: int, parent: Place | None) -> str:
    """Say which years the dataset has, or that it has none of the region."""
    of = f" of {parent.full_name}" if parent else ""
    years = ", ".join(str(y) for y in sorted(set(here["report_year"])))
    held = f"it has reports{of} on {years}" if years else f"it has no report{of} at all"
    return (
        f"The dataset holds no report{of} on {year}: {held}. Choose another year, or register "
        "documents with `disclosure add` or add rows to data/coded_figures.csv, then run "
        "`make data`."
    )

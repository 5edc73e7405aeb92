"""One body's reports over the years: what is at hand, what compares, and what does not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from disclosure_analysis.errors import ReportNotFoundError
from disclosure_analysis.parameters import check_body, district_named
from disclosure_analysis.places import Place

if TYPE_CHECKING:
    import pandas as pd

    from disclosure_analysis.dataset import Dataset
    from disclosure_analysis.report import Report

GOVERNMENT = "government"


@dataclass(frozen=True)
class Trend:
    """A body's figures over the years.

    Attributes:
        place: The district, as it is named today.
        reporter: Full name of the body that reports.
        dataset: What the dataset holds of this body alone.
        growth: Growth over every step, refused where the step is broken
            (``metrics.series_growth``).
        rates: Ratios of each year (``metrics.rates``).
        steps: Whether neighbouring years compare (``metrics.steps``).
        checks: Checks between years (``metrics.checks_between``).
        documents: The body's reports that are at hand as documents, by year.
        lang: Language of labels and sentences, ``zh`` or ``en``.
    """

    place: Place
    reporter: str
    dataset: Dataset
    growth: pd.DataFrame
    rates: pd.DataFrame
    steps: pd.DataFrame
    checks: pd.DataFrame
    documents: tuple[Report, ...] = ()
    lang: str = "zh"

    @property
    def values(self) -> pd.DataFrame:
        """What each year's report states for its own year (``metrics.values``)."""
        return self.dataset.values

    @property
    def reports(self) -> pd.DataFrame:
        """One row a report, by year; of two for a year the document stands, not the coding."""
        rows = self.dataset.reports.sort_values(["report_year", "origin"], ascending=[True, False])
        return rows.drop_duplicates("report_year", keep="first").reset_index(drop=True)

    @property
    def is_whole_district(self) -> bool:
        """Whether it is the district government that reports."""
        return bool((self.reports["body"] == GOVERNMENT).any())

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that readers get, by file name."""
        import pandas as pd

        return {
            "observations.csv": self.dataset.observations,
            "metrics.csv": pd.concat([self.growth, self.rates], ignore_index=True),
            "checks.csv": self.checks,
        }

    @cached_property
    def years(self) -> list[int]:
        """The data years at hand."""
        return [int(year) for year in self.reports["report_year"]]

    @cached_property
    def gaps(self) -> list[int]:
        """The years between the first and the last that no report at hand covers."""
        return sorted(set(range(self.years[0], self.years[-1] + 1)) - set(self.years))

    def _repr_html_(self) -> str:
        from disclosure_analysis.trends.figure_lists import list_values
        from disclosure_analysis.trends.lists import list_coverage
        from disclosure_analysis.trends.words import trend_words

        title = f"{self.place.full_name} · {self.reporter}"
        figures = trend_words(self.lang)["all_figures"]
        return (
            f"<p><strong>{escape(title)}</strong></p>\n{list_coverage(self)}\n"
            f"<p>{figures}</p>\n{list_values(self)}"
        )


def trend(
    district: str,
    reporter: str = "",
    *,
    lang: str = "zh",
    root: Path | str | None = None,
    dataset: Dataset | None = None,
) -> Trend:
    """Gather what is known of a body over the years.

    Args:
        district: Name or code of the district.
        reporter: The reporting body; empty for the district's government.
        lang: Language of labels and sentences, ``zh`` or ``en``.
        root: The project's folder; found from the current folder upwards if None.
        dataset: The dataset, where it is loaded already.

    Raises:
        InputError: A parameter is wrong, the district is unknown or ambiguous, or the dataset is
            not built.
        ReportNotFoundError: The dataset has no report of this body.
    """
    from disclosure_analysis import metrics
    from disclosure_analysis.dataset import load_dataset
    from disclosure_analysis.metrics.checks import checks_between

    district, reporter, lang = check_body(district, reporter, lang)
    place = district_named(district)
    data = load_dataset(root) if dataset is None else dataset
    own = _own(data, place, reporter)
    body = str(own.reports["reporter"].iloc[-1])
    return Trend(
        place=place,
        reporter=body,
        dataset=own,
        growth=metrics.series_growth(own.values, lang=lang),
        rates=metrics.rates(own.values, lang=lang),
        steps=metrics.steps(own.values),
        checks=checks_between(own.observations, lang=lang),
        documents=_documents(place, body, root) if dataset is None else (),
        lang=lang,
    )


def _documents(place: Place, reporter: str, root: Path | str | None) -> tuple[Report, ...]:
    """Return the registered reports of a body, by year."""
    from disclosure_analysis.analysis import registered_reports

    own = (place.code, reporter)
    return registered_reports(lambda row: (row.place_code, row.reporter) == own, root)


def _own(data: Dataset, place: Place, reporter: str) -> Dataset:
    """Return what a dataset holds of one body."""
    reports = data.reports
    here = reports[reports["place_code"] == place.code]
    wanted = here["reporter"] == reporter if reporter else here["body"] == GOVERNMENT
    if here[wanted].empty:
        raise ReportNotFoundError(_nothing(here, place, reporter))
    names = set(here[wanted]["reporter"])
    return data.where(
        lambda frame: (frame["place_code"] == place.code) & frame["reporter"].isin(names)
    )


def _nothing(here: pd.DataFrame, place: Place, reporter: str) -> str:
    """Say which bodies of a district the dataset has, or that it has none."""
    asked = reporter or f"the government of {place.full_name}"
    bodies = "、".join(sorted(set(here["reporter"])))
    held = f"it has {bodies} of that district" if bodies else "it has none of that district"
    return (
        f"The dataset holds no report of {asked}: {held}. Register documents with `disclosure add` "
        "or add rows to data/coded_figures.csv, then run `make data`."
    )

"""Datasets of made reports on one year, in places that the gazetteer knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from disclosure_analysis.dataset import Dataset
from disclosure_analysis.dataset.fields import columns_of, typed
from disclosure_analysis.places import counties, place_by_code
from made_panel import made_observations
from observation_rows import frame, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from disclosure_analysis.places import Place


def told(place: str, indicator: str, value: float, *bounds: float | str, **fields: Any) -> Any:
    """One observation of a district government's report of 2017, exact without bounds."""
    found = place_by_code(place, 2017)
    return row(indicator, value, *bounds) | {
        "place_code": place,
        "place": found.full_name,
        "reporter": f"{found.full_name}人民政府",
        "body": "government",
        "scope": "area",
        "form": "narrative",
        "unit": "件",
        "source": f"{place}.txt",
        **fields,
    }


def small_dataset(*rows: Any, checks: Iterable[dict[str, Any]] = ()) -> Dataset:
    """A dataset of these observations and checks, with a report for each place and origin."""
    return dataset_of(frame(*rows), checks)


def made_dataset(places: int, year: int, coded: float = 0.3) -> Dataset:
    """A dataset of made reports of many counties on one year; some of them are coded."""
    observations = made_observations(places, [year])
    names = dict(zip(observations["place"].unique(), _spread(places, year), strict=False))
    observations = observations[observations["place"].isin(list(names))].reset_index(drop=True)
    place = observations["place"].map(names)
    by_hand = set(list(names)[: int(places * coded)])
    origin = np.where(observations["place"].isin(by_hand), "coded", "document")
    found = {
        "place_code": place.map(lambda one: one.code),
        "place": place.map(lambda one: one.full_name),
        "reporter": place.map(lambda one: f"{one.full_name}人民政府"),
        "origin": pd.Series(origin),
    }
    return dataset_of(observations.assign(**{n: c.astype("str") for n, c in found.items()}))


def _spread(count: int, year: int) -> list[Place]:
    """Return counties from all over the country, always the same."""
    known = counties(year)
    order = np.random.default_rng(3).permutation(len(known))
    return [known[place] for place in order[:count]]


def dataset_of(observations: pd.DataFrame, checks: Iterable[dict[str, Any]] = ()) -> Dataset:
    """A dataset of these observations, with the rows of reports that belong to them."""
    key = ["place_code", "place", "reporter", "body", "scope", "report_year", "origin", "source"]
    count = observations.groupby(key, sort=False).size().rename("figures").reset_index()
    tables = {
        "reports": count.assign(form="narrative", address=""),
        "metrics": pd.DataFrame(),
        "checks": pd.DataFrame(list(checks)),
        "practices": pd.DataFrame(),
    }
    filled = {name: typed(_texts(table, columns_of(name)), name) for name, table in tables.items()}
    return Dataset(observations=observations, **filled)


def _texts(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return table.reindex(columns=columns, fill_value="").astype("str")

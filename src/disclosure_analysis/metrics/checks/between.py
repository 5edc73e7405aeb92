"""Checks between neighbouring years, over the observations of many reports at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.metrics.checks.cells import cell_rows, read_tables
from disclosure_analysis.metrics.checks.chains import Held, check_chains, check_restated
from disclosure_analysis.metrics.checks.formulas import chained_cells, chained_indicators
from disclosure_analysis.metrics.checks.percentages import check_stated_growth
from disclosure_analysis.metrics.checks.rows import CHECK_COLUMNS, Check, checks_frame
from disclosure_analysis.metrics.growth import SUFFIX
from disclosure_analysis.metrics.mentions import LABELLED, groups_without_cell

if TYPE_CHECKING:
    import pandas as pd


class Key(NamedTuple):
    """What a report is known by."""

    place_code: str
    place: str
    reporter: str
    body: str
    scope: str
    report_year: int


class Report(NamedTuple):
    """What a report holds, and whether its text tells of the year before and of growth."""

    held: Held
    tells_before: bool
    tells_growth: bool


BETWEEN_COLUMNS = [*Key._fields, *CHECK_COLUMNS]


def checks_between(observations: pd.DataFrame, *, lang: str = "zh") -> pd.DataFrame:
    """Return the checks of every report against the one of the year before.

    Chains of the tables and of indicators (``identity_B4`` …), figures of the year before that
    are stated again (``restated_value``), and stated growth (``stated_growth``). Coded figures
    count like those of documents; where both state a figure of a year the document's stands.

    Args:
        observations: Observations of any number of reports, columns of ``observations.COLUMNS``.
        lang: Language of the sentences, ``zh`` or ``en``.

    Returns:
        One row a check of each pair of neighbouring years at hand, in the order of the reports:
        the columns of ``BETWEEN_COLUMNS``, ``report_year`` (int64) being the later year.
    """
    import pandas as pd

    held = _held(_needed(_preferred(observations)))
    reports = observations[list(Key._fields)].drop_duplicates()
    # A report may be at hand and hold nothing that is needed here.
    bare = Report(Held(0, {}, partial(_rows_at, observations, [])), False, False)
    at_hand = {_key(one): bare for one in reports.itertuples(index=False, name=None)} | held
    keys: list[Key] = []
    checks: list[Check] = []
    for key, now in held.items():
        before = at_hand.get(key._replace(report_year=key.report_year - 1))
        if before is not None:
            found = _checks(now, before, lang)
            keys += [key] * len(found)
            checks += found
    of_reports = pd.DataFrame(keys, columns=list(Key._fields))
    types = dict.fromkeys(Key._fields, "str") | {"report_year": "int64"}
    return pd.concat([of_reports.astype(types), checks_frame(checks)], axis=1)


def _preferred(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations without coded figures of what a document of the report states."""
    coded = observations["origin"] == "coded"
    if not coded.any() or coded.all():
        return observations
    keys = observations[[*Key._fields, "year", "indicator"]]
    figure = keys.groupby(list(keys.columns), dropna=False, sort=False).ngroup()
    documented = figure[~coded].unique()
    return observations[~(coded & figure.isin(documented))]


def _needed(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a check between years may use: reading all of them takes long."""
    telling = _again(observations) | _grown(observations)
    names = set(observations.loc[telling, "indicator"].unique()) - LABELLED
    names |= {name.removesuffix(SUFFIX) for name in names} | chained_indicators()
    # Blank rows of a group count as zero where the total over the group is given.
    names |= {group.part_of for group in groups_without_cell() if group.indicator in names}
    named = observations["indicator"].isin(names) | observations["part_of"].isin(names)
    return observations[named | observations["cell"].isin(chained_cells())]


def _again(observations: pd.DataFrame) -> pd.Series:
    """Tell the figures of the year before that the text states."""
    return (observations["year"] == observations["report_year"] - 1) & (observations["cell"] == "")


def _grown(observations: pd.DataFrame) -> pd.Series:
    return observations["indicator"].str.endswith(SUFFIX)


def _held(observations: pd.DataFrame) -> dict[Key, Report]:
    """Return what each report holds, in the order of the reports."""
    grouped = observations.groupby(list(Key._fields), sort=False)
    rows = cell_rows(observations)
    again, grown = _again(observations).to_numpy(), _grown(observations).to_numpy()
    found = {}
    for group, positions in grouped.indices.items():
        key = _key(group)
        tables = read_tables((rows[position] for position in positions), key.report_year)
        held = Held(key.report_year, tables, partial(_rows_at, observations, positions))
        found[key] = Report(held, bool(again[positions].any()), bool(grown[positions].any()))
    return found


def _rows_at(observations: pd.DataFrame, positions: Any) -> pd.DataFrame:
    rows: pd.DataFrame = observations.iloc[positions]
    return rows


def _key(group: Any) -> Key:
    *series, year = group
    return Key._make((*series, int(year)))


def _checks(now: Report, before: Report, lang: str) -> list[Check]:
    checks = check_chains(now.held, before.held, lang)
    if now.tells_before or now.tells_growth:
        rows, earlier = now.held.observations(), before.held.observations()
        checks += check_restated(rows, earlier, now.held.year, lang) if now.tells_before else []
        checks += check_stated_growth(rows, earlier, lang) if now.tells_growth else []
    return checks

"""Comparability: which neighbouring years of a series may be set against each other, and why not.

What a figure counts depends on the form that it stands in. ``series_steps.csv`` says for each
indicator what becomes of a step within an era of forms and over each boundary between two eras;
``crosswalk.csv`` gives the rows of the forms and the reasons. See docs/comparability.md.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.metrics.eras import ERAS, NARRATIVE, era
from disclosure_analysis.metrics.values import SERIES_KEY
from disclosure_analysis.metrics.wording import in_language
from disclosure_analysis.tables import keyed, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

STEP_COLUMNS = [
    *SERIES_KEY,
    *("indicator", "year_before", "year", "form_before", "form", "step", "reason", "bridge"),
]
"""Columns of ``steps``, in order."""

COMPARABLE, BRIDGED, BROKEN = "comparable", "bridged", "broken"
_WORST_FIRST = (BROKEN, BRIDGED, COMPARABLE)

_LAW_OF_2024 = 2024
_GROWTH = "_growth"


class Step(NamedTuple):
    """What becomes of a step from one year of a series to another.

    Attributes:
        step: ``comparable``, ``bridged`` or ``broken``.
        reason: The code of ``usage_warnings.csv`` that says why; empty if comparable.
        zh: Bridge or reason in Chinese; empty if comparable.
        en: The same in English.
    """

    step: str
    reason: str
    zh: str
    en: str

    def words(self, lang: str) -> str:
        """Return bridge or reason in ``zh`` or ``en``."""
        return in_language({"zh": self.zh, "en": self.en}, lang)


def usage_warning(code: str, lang: str, **words: object) -> str:
    """Return the sentence of ``usage_warnings.csv`` that a code names."""
    return in_language(keyed("usage_warnings", "code")[code], lang).format_map(words)


def steps(values: pd.DataFrame, *, lang: str = "zh") -> pd.DataFrame:
    """Return what becomes of each step between neighbouring stated years of a series.

    A series stays within one reporter, body and scope. Years may lie between the two: ``year``
    less ``year_before`` tells how many. Kinds of applicants share the steps of their total, and
    stated growth has none.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``.
        lang: Language of the bridge, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``STEP_COLUMNS``: ``step`` is ``comparable``, ``bridged`` or
        ``broken``; ``reason`` a code of ``usage_warnings.csv``, empty if comparable; ``bridge``
        what joins the two years in words, empty if they are not bridged.
    """
    paired, kinds = pairs(values[values["applicant"] == ""])
    known = [kind.words(lang) if kind.step == BRIDGED else "" for kind in kinds]
    paired["bridge"] = _told(known, paired)
    return paired[STEP_COLUMNS]


def pairs(values: pd.DataFrame) -> tuple[pd.DataFrame, list[Step]]:
    """Return neighbouring stated years of each series, indicator and kind of applicants in a row.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``, in any order.

    Returns:
        A frame with all columns of the later year, those of the earlier one with ``_before``
        behind their names, ``step``, ``reason`` and ``kind``, the place of the step in the list of
        steps that comes second.
    """
    import numpy as np

    ordered = values[~values["indicator"].str.endswith(_GROWTH)]
    series = ordered.groupby([*SERIES_KEY, "indicator", "applicant"], sort=False).ngroup()
    order = np.lexsort((ordered["year"], series))
    numbers = series.to_numpy()[order]
    after = np.flatnonzero(numbers[1:] == numbers[:-1]) + 1
    now, before = (
        ordered.iloc[order[place]].reset_index(drop=True) for place in (after, after - 1)
    )
    told = ("form", "year", "unit", "value", "lower", "upper", "conflicting", "observation_ids")
    for name in told:
        now[f"{name}_before"] = before[name]
    return _with_steps(now)


def _with_steps(now: pd.DataFrame) -> tuple[pd.DataFrame, list[Step]]:
    """Add the step of each row; each kind of step is looked up once."""
    names = ["indicator", "year_before", "year", "form_before", "form", "scope", "unit_before"]
    groups = now.groupby([*names, "unit"], sort=False)
    first = now[[*names, "unit"]].drop_duplicates()
    kinds = [step_of(*row) for row in first.itertuples(index=False)]
    now["kind"] = groups.ngroup().to_numpy("int64")
    now["step"] = _told([kind.step for kind in kinds], now)
    now["reason"] = _told([kind.reason for kind in kinds], now)
    return now, kinds


def _told(known: list[str], paired: pd.DataFrame) -> Any:
    import pandas as pd

    return pd.array(known, dtype="str").take(paired["kind"].to_numpy())


def step_of(
    indicator: str,
    year_before: int,
    year: int,
    form_before: str = NARRATIVE,
    form: str = NARRATIVE,
    scope: str = "area",
    unit_before: str = "",
    unit: str = "",
) -> Step:
    """Return what becomes of one step of a series: the worst that anything says of it.

    Args:
        indicator: The indicator.
        year_before: The earlier data year.
        year: The later one.
        form_before: The form of the earlier report: ``narrative`` or one of ``forms.FORMS``.
        form: The form of the later one.
        scope: The scope of the series; empty if unknown.
        unit_before: The unit of the earlier figure.
        unit: The unit of the later one.
    """
    found = [
        *([_coded(BROKEN, "unit_changed")] if unit_before != unit else []),
        *_of_table(indicator, era(year_before, form_before), era(year, form)),
        *_of_law(indicator, year_before, year),
        *_of_forms(indicator, (year_before, form_before), (year, form)),
        *([_coded(BRIDGED, "scope_unknown")] if not scope else []),
    ]
    return min(found, key=lambda one: _WORST_FIRST.index(one.step))


@cache
def _steps_of(indicator: str) -> Mapping[str, Step]:
    found = {}
    for row in table("series_steps"):
        if row["indicator"] == indicator:
            words = keyed("usage_warnings", "code").get(row["reason"], row)
            texts = (row["zh"] or words["zh"], row["en"] or words["en"])
            found[row["span"]] = Step(row["step"], row["reason"], *texts)
    return found


def _coded(step: str, code: str) -> Step:
    words = keyed("usage_warnings", "code")[code]
    return Step(step, code, words["zh"], words["en"])


def _of_table(indicator: str, before: int, after: int) -> Iterator[Step]:
    known = _steps_of(indicator)
    if not known:
        yield _coded(BRIDGED, "basis_unexamined")
        return
    first, last = sorted((before, after))
    yield known[ERAS[first]]
    for boundary in ERAS:
        if first < boundary <= last:
            yield known[str(boundary)]
            yield known[ERAS[boundary]]


def _of_law(indicator: str, year_before: int, year: int) -> Iterator[Step]:
    changed = _steps_of(indicator).get(str(_LAW_OF_2024))
    if changed is not None and year_before < _LAW_OF_2024 <= year:
        yield changed


def _of_forms(indicator: str, before: tuple[int, str], after: tuple[int, str]) -> Iterator[Step]:
    """Yield what a change between text and form, or from form to form, makes of a step."""
    in_text = [year for year, form in (before, after) if form == NARRATIVE]
    if not _steps_of(indicator) and before[1] != after[1]:
        yield _coded(BROKEN, "form_changed")
    if len(in_text) == 1 and before[1] != after[1]:
        if in_text[0] >= 2019:
            yield _coded(BROKEN, "form_changed")
        elif era(*before) == era(*after):
            yield _coded(BRIDGED, "text_and_form")
    if any(year >= 2019 for year in in_text):
        yield _coded(BRIDGED, "text_only")

"""Growth over the years of a series, in its variants.

Nothing here gives a growth over a broken step (see ``comparability``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from disclosure_analysis.metrics.comparability import (
    BROKEN,
    COMPARABLE,
    Step,
    pairs,
    usage_warning,
)
from disclosure_analysis.metrics.rows import (
    METRIC_COLUMNS,
    SMALL_BASE,
    Block,
    blocks_frame,
    joined_warnings,
    label_of,
)
from disclosure_analysis.metrics.values import SERIES_KEY
from disclosure_analysis.metrics.wording import indicator_name, warning
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Integers = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

GROWTH_COLUMNS = [*SERIES_KEY, "indicator", *METRIC_COLUMNS]
"""Columns of ``series_growth``, in order."""


class _Growth(NamedTuple):
    """Growth between two years.

    Attributes:
        value: From the figures as written.
        lower: The least that their intervals allow.
        upper: The greatest.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers


def series_growth(values: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return the growth of each series from each stated year to the next.

    * ``growth_yoy``: 100 × (x(t) / x(t−1) − 1); NaN where years lie between the two.
    * ``growth_log``: ln x(t) − ln x(t−1), over all years between.
    * ``growth_symmetric``: 100 × (x(t) − x(t−1)) / mean of both, over all years between.
    * ``growth_compound``: 100 × ((x(t) / x(0))^(1/T) − 1), x(0) the first figure since the last
      broken step, T years before.

    Numerator x(t), denominator the earlier figure. Over a broken step value and bounds are NaN
    and the warning says why; so they are at a base of zero. Bounds are exact: each variant rises
    with x(t) and falls with the base.

    Args:
        values: Columns of ``values.VALUE_COLUMNS``; kinds of applicants and stated growth are
            left out.
        lang: Language of labels and warnings, ``zh`` or ``en``.

    Returns:
        A frame with the columns of ``GROWTH_COLUMNS``, in the order of series, indicator, year and
        metric.
    """
    import numpy as np
    import pandas as pd

    paired, kinds = pairs(values[values["applicant"] == ""])
    since, symmetric = _runs(paired), _growth(paired, paired, _symmetric)
    blocks = [
        _block("growth_yoy", kinds, paired, paired, _yearly(paired), lang),
        _block("growth_log", kinds, paired, paired, _growth(paired, paired, _log), lang),
        _block("growth_symmetric", kinds, paired, paired, symmetric, lang),
        _block("growth_compound", kinds, paired, since, _compound(paired, since), lang),
    ]
    order = np.arange(4 * len(paired)).reshape(4, -1).T.ravel()
    found = blocks_frame(blocks).take(order).reset_index(drop=True)
    keys = paired[[*SERIES_KEY, "indicator"]].take(np.arange(len(paired)).repeat(4))
    return pd.concat([keys.reset_index(drop=True), found], axis=1)[GROWTH_COLUMNS]


def _runs(paired: pd.DataFrame) -> pd.DataFrame:
    """Return for each step the first one since the last broken step of its series.

    A broken step is the first one itself: there is nothing to go back to.
    """
    import numpy as np

    broken = (paired["step"] == BROKEN).to_numpy()
    first = _first_of_series(paired) | broken
    first[1:] |= broken[:-1]
    return paired.take(np.maximum.accumulate(np.where(first, np.arange(len(first)), 0)))


def _first_of_series(paired: pd.DataFrame) -> Flags:
    import numpy as np

    series = np.asarray(
        paired.groupby([*SERIES_KEY, "indicator", "applicant"], sort=False).ngroup()
    )
    result: Flags = np.diff(series, prepend=-1) != 0
    return result


def _ends(paired: pd.DataFrame, base: pd.DataFrame) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield figure and base as written, at the least growth and at the greatest."""
    import numpy as np

    def column(frame: pd.DataFrame, name: str, nothing: float) -> Numbers:
        told = frame[name].to_numpy("float64")
        return np.where(np.isnan(told), nothing, told)

    yield column(paired, "value", np.nan), column(base, "value_before", np.nan)
    yield column(paired, "lower", -np.inf), column(base, "upper_before", np.inf)
    yield column(paired, "upper", np.inf), column(base, "lower_before", -np.inf)


def _growth(
    paired: pd.DataFrame, base: pd.DataFrame, formula: Callable[[Numbers, Numbers], Numbers]
) -> _Growth:
    """Return growth by a formula that rises with the figure and falls with the base."""
    import numpy as np

    with np.errstate(all="ignore"):
        value, lower, upper = (formula(now, before) for now, before in _ends(paired, base))
    # Where figure and base may both be zero, growth has one value next to that corner.
    lower = np.where(np.isnan(lower), 200.0, lower)
    upper = np.where(np.isnan(upper), -200.0 if formula is _symmetric else -100.0, upper)
    broken = (paired["step"] == BROKEN).to_numpy()
    refused = np.logical_or.reduce([broken, _signed(paired, base), ~np.isfinite(value)])
    return _Growth(*(np.where(refused | np.isinf(x), np.nan, x) for x in (value, lower, upper)))


def _signed(paired: pd.DataFrame, base: pd.DataFrame) -> Flags:
    """Tell figures that may lie below zero, of which there is no growth."""
    import numpy as np

    least: Numbers = np.minimum(paired["lower"].to_numpy(), base["lower_before"].to_numpy())
    return np.logical_not(least >= 0)


def _ratio(now: Numbers, before: Numbers) -> Numbers:
    """Return 100 × (x(t) / x(t−1) − 1); an endless base leaves −100."""
    import numpy as np

    return np.where(np.isinf(before), -100.0, 100 * (now - before) / before)


def _log(now: Numbers, before: Numbers) -> Numbers:
    import numpy as np

    return np.where(np.isinf(before), -np.inf, np.log(now) - np.log(before))


def _symmetric(now: Numbers, before: Numbers) -> Numbers:
    import numpy as np

    plain = 200 * (now - before) / (now + before)
    return np.where(np.isinf(before), -200.0, np.where(np.isinf(now), 200.0, plain))


def _yearly(paired: pd.DataFrame) -> _Growth:
    import numpy as np

    between = (paired["year"] - paired["year_before"] > 1).to_numpy()
    return _Growth(*(np.where(between, np.nan, x) for x in _growth(paired, paired, _ratio)))


def _compound(paired: pd.DataFrame, since: pd.DataFrame) -> _Growth:
    years = paired["year"].to_numpy() - since["year_before"].to_numpy()

    def formula(now: Numbers, before: Numbers) -> Numbers:
        import numpy as np

        return np.where(np.isinf(before), -100.0, 100 * ((now / before) ** (1 / years) - 1))

    return _growth(paired, since, formula)


def _block(
    metric: str,
    kinds: Sequence[Step],
    paired: pd.DataFrame,
    base: pd.DataFrame,
    growth: _Growth,
    lang: str,
) -> Block:
    ids = paired["observation_ids"].to_numpy("object") + " "
    return Block(
        metric=metric,
        year=paired["year"].to_numpy(),
        numbers={
            **growth._asdict(),
            "numerator": paired["value"].to_numpy(),
            "denominator": base["value_before"].to_numpy(),
        },
        warnings=_warnings(metric, kinds, paired, base, growth, lang),
        ids=ids + base["observation_ids_before"].to_numpy("object"),
        label=_labels(metric, paired["indicator"], base["year_before"], lang),
        comparability=_codes(paired["indicator"]),
    )


_UNKNOWN = {"comparability": "unknown"}


def _codes(indicators: pd.Series[str]) -> Any:
    """Return the code of comparability of each row."""
    import pandas as pd

    known = keyed("indicator_comparability", "indicator")
    place, names = pd.factorize(indicators)
    told = [known.get(str(name), _UNKNOWN)["comparability"] for name in names]
    return pd.array(told, dtype="str").take(place)


def _labels(metric: str, indicators: pd.Series[str], since: pd.Series[int], lang: str) -> Any:
    """Return the label of each row; each combination is put into words once."""
    import numpy as np
    import pandas as pd

    codes, names = pd.factorize(indicators)
    years, year_names = pd.factorize(since.to_numpy())
    found, place = np.unique(codes * (len(year_names) + 1) + years, return_inverse=True)
    told = []
    for pair in found.tolist():
        name, year = divmod(pair, len(year_names) + 1)
        words = {"subject": indicator_name(str(names[name]), lang), "since": year_names[year]}
        told.append(label_of(metric, lang, words))
    return pd.array(told, dtype="str").take(place)


def _warnings(
    metric: str,
    kinds: Sequence[Step],
    paired: pd.DataFrame,
    base: pd.DataFrame,
    growth: _Growth,
    lang: str,
) -> npt.NDArray[np.object_]:
    """Return the warnings of each row; each combination is put into words once."""
    import numpy as np

    broken = (paired["step"] == BROKEN).to_numpy()
    flags = {key: up & ~broken for key, up in _flags(metric, paired, base, growth).items()}
    flags["mentions_conflict"] = (
        paired["conflicting"] | base["conflicting_before"].array
    ).to_numpy()
    years = (paired["year"] - paired["year_before"]).to_numpy()
    bridged = _first_bridge(paired, base) if metric == "growth_compound" else paired["kind"]
    mask = sum(up.astype("int64") << n for n, up in enumerate(flags.values()))
    rows = np.stack([mask, years, np.asarray(paired["kind"]), np.asarray(bridged)])
    place = _numbered(rows)
    _, firsts = np.unique(place, return_index=True)
    texts = [_told(metric, list(flags), rows[:, f].tolist(), kinds, lang) for f in firsts]
    result: npt.NDArray[np.object_] = np.array([*texts, ""], dtype="object")[place]
    return result


def _numbered(rows: npt.NDArray[Any]) -> Integers:
    """Return a number for each different column, from zero on."""
    import numpy as np
    import pandas as pd

    place = np.zeros(rows.shape[1], dtype="int64")
    for line in rows:
        low = line.min(initial=0)
        wide = place * (int(line.max(initial=0) - low) + 1) + (line - low)
        place = pd.factorize(wide)[0]
    return place


def _flags(
    metric: str, paired: pd.DataFrame, base: pd.DataFrame, growth: _Growth
) -> dict[str, Flags]:
    now, before = paired["value"].to_numpy(), base["value_before"].to_numpy()
    signed = _signed(paired, base)
    known = growth.value == growth.value
    flags: dict[str, Flags] = {"signed_number": signed}
    if metric == "growth_log":
        flags["log_of_zero"] = ~signed & ((now == 0) | (before == 0))
    elif metric == "growth_symmetric":
        flags["both_zero"] = ~signed & (now == 0) & (before == 0)
    else:
        flags["base_zero"] = ~signed & (before == 0)
        flags["base_maybe_zero"] = known & (base["lower_before"].to_numpy() <= 0)
    flags["small_base"] = ~signed & (before > 0) & (before < SMALL_BASE)
    return flags


def _first_bridge(paired: pd.DataFrame, base: pd.DataFrame) -> Integers:
    """Return the kind of the first step since the base that is not simply comparable."""
    import numpy as np

    start, place = np.asarray(base.index, dtype="int64"), np.arange(len(paired))
    marked = np.where((paired["step"] != COMPARABLE).to_numpy(), place, len(paired))
    first = np.full(len(paired), len(paired))
    np.minimum.at(first, start, marked)
    result: Integers = paired["kind"].to_numpy("int64")[np.minimum(first[start], place)]
    return result


def _told(
    metric: str, flags: Sequence[str], row: Sequence[int], kinds: Sequence[Step], lang: str
) -> str:
    mask, years, kind, bridged = row
    told = [warning(key, lang) for n, key in enumerate(flags) if mask >> n & 1]
    if years > 1 and metric != "growth_compound":
        told.append(usage_warning("years_between", lang, years=years))
    steps = dict.fromkeys(kinds[n] for n in (kind, bridged) if kinds[n].step != COMPARABLE)
    if kinds[kind].step == BROKEN:
        steps = {kinds[kind]: None}
    return joined_warnings([*told, *(step.words(lang) for step in steps)], lang)

"""Checks of stated percentages, growth and shares, against what the figures give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from disclosure_analysis.metrics.checks.cells import cell_rows, read_tables
from disclosure_analysis.metrics.checks.formulas import TEXT, sum_in_table
from disclosure_analysis.metrics.checks.rows import FAIL, NOT_ASSESSABLE, PASS, UNCERTAIN, Check
from disclosure_analysis.metrics.growth import (
    SUFFIX,
    Series,
    counts_whole,
    growth_bounds,
    implied_bounds,
    series,
)
from disclosure_analysis.metrics.intervals import INFINITY, Interval, quotient, total
from disclosure_analysis.metrics.mentions import Figure, figure_of, read_figures, told_in_text
from disclosure_analysis.metrics.wording import (
    amount,
    figure_name,
    in_language,
    indicator_name,
    plain,
    sentence,
)
from disclosure_analysis.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

GROWTH = "stated_growth"
SHARE = "stated_share"
SHARE_SUFFIX = "_share"
_SLACK = 1e-9


def agreement(stated: Figure, computed: Interval) -> str:
    """Return ``agrees``, ``truncated``, ``differs`` or ``unbounded``.

    A printed percentage is taken as rounded. Some offices drop the digits instead: what fails by
    rounding and holds by truncation is called ``truncated``.
    A percentage whose wording sets no bound (约13.91%) is called ``unbounded``.
    """
    if stated.bounds == Interval(-INFINITY, INFINITY):
        return "unbounded"
    # Ends of printed decimals are not exact in binary: 12.35 must count as inside [12.25, 12.35].
    if _widened(computed).meets(stated.bounds):
        return "agrees"
    step = stated.bounds.upper - stated.bounds.lower
    if step == INFINITY:
        return "differs"
    return "truncated" if _cut_to(stated.value, step, computed) else "differs"


def _cut_to(printed: float, step: float, computed: Interval) -> bool:
    """Return whether dropping digits can give the number printed; the next step is excluded."""
    exact = _widened(computed)
    if printed < 0:
        return exact.lower <= printed and computed.upper - printed + step > _SLACK
    return exact.upper >= printed and printed + step - computed.lower > _SLACK


def _widened(computed: Interval) -> Interval:
    return Interval(computed.lower - _SLACK, computed.upper + _SLACK)


_OUTCOMES = {"agrees": PASS, "truncated": UNCERTAIN, "differs": FAIL, "other_base": UNCERTAIN}
_BEST_FIRST = (PASS, UNCERTAIN, FAIL, NOT_ASSESSABLE)


def check_stated_growth(
    observations: pd.DataFrame, previous: pd.DataFrame | None, lang: str
) -> list[Check]:
    """Check stated growth by the tables' figures and by the text's: it may speak of either.

    Where neither agrees, the sentence gives both.

    Args:
        observations: Observations of one report, columns of ``observations.COLUMNS``.
        previous: Observations of the same body's report of the year before, if it is at hand.
        lang: Language of the sentences, ``zh`` or ``en``.
    """
    if not any(name.endswith(SUFFIX) for name in observations["indicator"].unique()):
        return []
    counted = check_growth(observations, previous, lang)
    before = None if previous is None else told_in_text(previous)
    said = {one.ids[0]: one for one in check_growth(told_in_text(observations), before, lang)}
    found = [_better(one, said.get(one.ids[0], one), lang) for one in counted]
    if previous is None or all(one.outcome != FAIL for one in found):
        return found
    summed = {one.ids[0]: one for one in _growth_of_sums(observations, previous, lang)}
    return [summed.get(one.ids[0], one) if one.outcome == FAIL else one for one in found]


def _growth_of_sums(
    observations: pd.DataFrame, previous: pd.DataFrame, lang: str
) -> Iterator[Check]:
    """Yield stated growth that agrees with sums of the tables which the text may mean.

    Requests received may or may not include those carried in (rows of kind ``text`` in
    ``identities.csv``).
    """
    for one in series(observations, previous):
        if one.stated is None or one.now is None or one.before is None or one.broken:
            continue
        now, before = (
            _sums(rows, one.indicator, year)
            for rows, year in ((observations, one.year), (previous, one.year - 1))
        )
        for formula in (formula for formula in now if formula in before):
            computed = growth_bounds(now[formula].bounds, before[formula].bounds)
            if computed is not None and agreement(one.stated, computed) == "agrees":
                summed = one._replace(now=now[formula], before=before[formula])
                yield _check_growth(summed, one.stated, lang)
                break


def _sums(observations: pd.DataFrame, indicator: str, year: int) -> dict[str, Figure]:
    """Return what sums of a report's tables give for an indicator, by formula."""
    tables = read_tables(cell_rows(observations), year)
    figure = figure_of(read_figures(observations), indicator, year)
    found = {}
    for row in table("identities"):
        if row["kind"] != TEXT or row["left"] != indicator or figure is None:
            continue
        for form in (form for form in row["forms"].split() if form in tables):
            summed = sum_in_table(row["right"], form, tables[form])
            if summed is not None:
                found[row["right"]] = replace(figure, value=summed[0].lower, bounds=summed[0])
    return found


def _better(counted: Check, said: Check, lang: str) -> Check:
    if {counted.outcome, said.outcome} == {FAIL} and counted.expected != said.expected:
        words = sentence("growth_in_text", lang, tables=counted.sentence, text=said.sentence)
        return replace(counted, sentence=words, ids=(*counted.ids, *said.ids))
    return min(counted, said, key=lambda one: _BEST_FIRST.index(one.outcome))


def check_growth(
    observations: pd.DataFrame, previous: pd.DataFrame | None, lang: str
) -> list[Check]:
    """Check each stated growth against the value of the year before, where one is at hand."""
    return [
        _check_growth(one, one.stated, lang)
        for one in series(observations, previous)
        if one.stated is not None
    ]


def _check_growth(one: Series, stated: Figure, lang: str) -> Check:
    if one.now is None or one.before is None:
        return _growth_without_base(one, stated, lang)
    if one.broken and one.step is not None:
        return _growth_over_a_break(one, stated, one.step.words(lang), lang)
    zero = one.before.value == 0
    computed = None if zero else growth_bounds(one.now.bounds, one.before.bounds)
    result = "base_zero" if computed is None else agreement(stated, computed)
    words = sentence(
        f"growth_{result}",
        lang,
        name=indicator_name(one.indicator, lang),
        grew=_grew(stated, lang),
        before=amount(one.before.bounds, one.before.key.unit, lang),
        now=amount(one.now.bounds, one.now.key.unit, lang),
        computed="" if computed is None else _precise(computed, lang),
    )
    return Check(
        check=GROWTH,
        outcome=_OUTCOMES.get(result, NOT_ASSESSABLE),
        sentence=words,
        expected="" if computed is None else plain(computed),
        found=plain(stated.bounds),
        ids=(*stated.ids, *one.now.ids, *one.before.ids),
    )


def _growth_without_base(one: Series, stated: Figure, lang: str) -> Check:
    bounds = None
    if one.now is not None:
        whole = counts_whole(one.now.key.unit)
        bounds = implied_bounds(one.now.bounds, stated.bounds, whole=whole)
    words = sentence(
        "growth_no_value" if bounds is None else "growth_no_base",
        lang,
        name=indicator_name(one.indicator, lang),
        grew=_grew(stated, lang),
        implied="" if bounds is None or one.now is None else amount(bounds, one.now.key.unit, lang),
    )
    ids = (*stated.ids, *(one.now.ids if one.now else ()))
    return Check(GROWTH, NOT_ASSESSABLE, words, found=plain(stated.bounds), ids=ids)


def _growth_over_a_break(one: Series, stated: Figure, reason: str, lang: str) -> Check:
    words = sentence(
        "growth_broken",
        lang,
        name=indicator_name(one.indicator, lang),
        grew=_grew(stated, lang),
        reason=reason,
    )
    return Check(GROWTH, NOT_ASSESSABLE, words, found=plain(stated.bounds), ids=stated.ids)


def _grew(stated: Figure, lang: str) -> str:
    size = Interval(abs(stated.value), abs(stated.value))
    key = "fell" if stated.value < 0 else "grew"
    return sentence(key, lang, amount=amount(size, "%", lang))


def _precise(computed: Interval, lang: str) -> str:
    # Two decimals show why 45.38 is not 45.3.
    return amount(computed, "%", lang, digits=2)


def check_shares(figures: Sequence[Figure], year: int, lang: str) -> list[Check]:
    """Check each stated share against part and whole.

    A stated share is a percentage in the breakdown of the whole: of the indicator x_share for
    the part x, or under the part's own label. Where it disagrees, but agrees with another base
    that offices take (``share_bases.csv``), it is uncertain.
    """
    stated = [f for f in figures if f.key.unit == "%" and f.key.part_of and f.key.year == year]
    return [_check_share(figures, share, year, lang) for share in stated]


def _check_share(figures: Sequence[Figure], share: Figure, year: int, lang: str) -> Check:
    whole = figure_of(figures, share.key.part_of, year)
    part = _part_of_share(figures, share)
    ratio = quotient(part.bounds, whole.bounds) if part and whole else None
    computed = None if ratio is None else ratio.scaled(100)
    result = "no_value" if computed is None else agreement(share, computed)
    other = _other_base(figures, share, part, year) if result == "differs" else None
    result = "other_base" if other else result
    words = sentence(
        f"share_{result}",
        lang,
        part=figure_name(share if part is None else part, lang),
        whole=indicator_name(share.key.part_of, lang),
        stated=amount(Interval(share.value, share.value), "%", lang),
        base=in_language(other[0], lang) if other else "",
        base_amount=amount(other[1], whole.key.unit, lang) if other and whole else "",
        computed="" if computed is None else _precise(computed, lang),
    )
    ids = [i for figure in (share, part, whole) if figure is not None for i in figure.ids]
    return Check(
        check=SHARE,
        outcome=_OUTCOMES.get(result, NOT_ASSESSABLE),
        sentence=words,
        expected="" if computed is None else plain(computed),
        found=plain(share.bounds),
        ids=tuple(ids),
    )


def _other_base(
    figures: Sequence[Figure], share: Figure, part: Figure | None, year: int
) -> tuple[Mapping[str, str], Interval] | None:
    """Return another base with which a share agrees by rounding, and its number."""
    rows = table("share_bases")
    if part is None or share.key.part_of not in {row["base"] for row in rows}:
        return None
    for row in rows:
        summed = [figure_of(figures, name, year) for name in row["base"].split(" + ")]
        known = [figure.bounds for figure in summed if figure is not None]
        ratio = quotient(part.bounds, total(known)) if len(known) == len(summed) else None
        if ratio is not None and agreement(share, ratio.scaled(100)) == "agrees":
            return row, total(known)
    return None


def shares_in_place(observations: pd.DataFrame) -> pd.DataFrame:
    """Return observations in which a share stands in the breakdown of the part it follows.

    A percentage without a breakdown that bears the label of the figure before it (予以公开258件,
    占33.9%) is that figure's share.
    """
    before = observations.shift(1)
    follows = (
        (observations["unit"] == "%")
        & (observations["part_of"] == "")
        & (observations["label"] != "")
        & (observations["label"] == before["label"])
        & (observations["section"] == before["section"])
        & (before["unit"] != "%")
        & (before["part_of"] != "")
        & (observations["indicator"] == "unclassified")
    )
    if not follows.any():
        return observations
    part_of = observations["part_of"].where(~follows, before["part_of"])
    return observations.assign(part_of=part_of)


def _part_of_share(figures: Sequence[Figure], share: Figure) -> Figure | None:
    named = share.key.indicator.removesuffix(SHARE_SUFFIX)
    candidates = [
        f
        for f in figures
        if f.key.part_of == share.key.part_of and f.key.year == share.key.year and f.key.unit != "%"
    ]
    by_name = [f for f in candidates if f.key.indicator == named != share.key.indicator]
    by_label = [f for f in candidates if f.label and f.label == share.label]
    return next(iter([*by_name, *by_label]), None)

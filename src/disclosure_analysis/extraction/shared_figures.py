"""The figures of numbers that share a verb, and of numbers that several names share."""

from __future__ import annotations

import re
from dataclasses import replace

from disclosure_analysis.extraction.claims import Claim, claim
from disclosure_analysis.extraction.codebook import UNCLASSIFIED, grammar, group_of
from disclosure_analysis.extraction.context import Context, Figure, is_ratio
from disclosure_analysis.extraction.labels import trimmed
from disclosure_analysis.extraction.sharing import Share, joined
from disclosure_analysis.extraction.unclassified import unclassified

_YEAR = re.compile(r"(20\d\d) ?年度?")


def shared_figure(context: Context, share: Share) -> Figure:
    """Return a number that shares its verb with others as the figure of its own name."""
    alone = replace(context, lead=share.words, lead_start=0, tail="", own_words=0, clause_offset=0)
    found = None if is_ratio(context.quantity) else _claim_shared(alone, share)
    name = trimmed(context, *share.label)
    quantity = context.quantity
    year = _YEAR.fullmatch(context.sentence.plain[slice(*share.label)].strip())
    others = context.sentence.quantities
    between = any(name[0] <= other.start < quantity.start for other in others)
    begins = name[0] < quantity.start and not between
    return Figure(
        quantity=quantity,
        indicator=found.indicator if found else UNCLASSIFIED,
        label=share.label if year else name,
        start=name[0] if begins and not year else quantity.start,
        end=quantity.end,
        year=int(year[1]) if year else None,
    )


def _claim_shared(alone: Context, share: Share) -> Claim | None:
    """Return what a name counts, with the noun that it shares with the last name if need be.

    In 新制作、新公开规范性文件均为0件 the first name lacks 规范性文件.
    """
    found = claim(alone)
    for start in range(len(share.last)):
        if found:
            return found
        words = share.words[: share.name_length] + share.last[start:]
        found = claim(replace(alone, lead=words + share.words[share.name_length :]))
    return found


def joint_figures(context: Context) -> list[Figure]:
    """Return a number that several kinds of cases have together: each is zero, or none is known.

    行政复议、行政诉讼0件 denies both; of 行政复议、行政诉讼3件 nobody can tell how many were which.
    """
    clause = context.clause_before
    if not grammar("names_joined").pattern.search(clause) or not context.stands_in("jointly"):
        return []
    names = joined(clause, context.clause_start)
    found = [shared_figure(context, one) for one in names] if len(names) > 1 else []
    known = [one for one in found if one.indicator != UNCLASSIFIED]
    if len({one.indicator for one in known}) < 2 or known[-1] is not found[-1]:
        return []
    if context.quantity.value == 0:
        return known
    figure = unclassified(context, None)
    groups = {group_of(one.indicator) for one in known}
    return [figure] if figure and groups <= {"applications", "remedies"} else []

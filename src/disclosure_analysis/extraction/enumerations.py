"""Names that a report lists beside their announced number (A、B、C等23个专栏)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from disclosure_analysis.extraction.codebook import grammar
from disclosure_analysis.extraction.sentences import sentences
from disclosure_analysis.report import Report

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["observation_id", "announced", "listed", "names", "open_ended", "start", "end"]
_LIST = re.compile(r"(?P<names>[^,;。:、]{2,}(?:、[^,;。:、]{2,}?)+?)(?P<open>等)?(?:共|共计)?$")
_LONGEST_LIST = 2000


def extract_enumerations(report: Report, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the lists of names that stand directly before a stated number of things.

    Args:
        report: The report.
        observations: Its observations; a list belongs to the observation that follows it.

    Returns:
        A frame with the columns ``observation_id``, ``announced`` (the number stated),
        ``listed`` (names counted), ``names`` (joined by 、), ``open_ended`` (whether 等 stands
        before the number), ``start`` and ``end`` (offsets of the list).
    """
    import pandas as pd

    stated = observations[observations["basis"] == "stated"]
    ids = dict(zip(stated["start"], zip(stated["id"], stated["value"], strict=True), strict=True))
    found = []
    for sentence in sentences(report):
        for position, quantity in enumerate(sentence.quantities):
            before = sentence.quantities[position - 1].end if position else 0
            before = max(before, quantity.start - _LONGEST_LIST)
            match = _LIST.search(sentence.plain, before, quantity.start)
            key = sentence.span(quantity.start, quantity.end)[0]
            if match is None or key not in ids:
                continue
            names = grammar("list_verb").pattern.sub("", match["names"], count=1).split("、")
            last = match.end("names")
            start, end = sentence.span(last - len("、".join(names)), last)
            found.append(
                {
                    "observation_id": ids[key][0],
                    "announced": ids[key][1],
                    "listed": len(names),
                    "names": report.text[start:end],
                    "open_ended": bool(match["open"]),
                    "start": start,
                    "end": end,
                }
            )
    return pd.DataFrame(found, columns=COLUMNS)

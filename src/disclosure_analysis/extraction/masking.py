"""What looks like a figure and is none: dates, document numbers, telephones, names.

The patterns stand in ``tables/masks.csv``, each with an example.
"""

from __future__ import annotations

import re
from functools import cache

from disclosure_analysis.quantities import plain_text
from disclosure_analysis.tables import table

MASK = "■"
ASIDE = "·"
_QUOTED = re.compile(r"“[^“”\n]{0,24}”|‘[^‘’\n]{0,24}’|\"[^\"\n]{0,24}\"")
_NUMERIC = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]")
_ASIDE = re.compile(r"(?<![篇条件次人份场])\((?P<words>[^()\d\n]{1,40})\)")


def masked(text: str) -> str:
    """Return text in plain characters with all that is no figure blanked out.

    The result has the length of ``text``. Numbers within quotation marks are names (“五公开”)
    and blanked out too; asides in brackets without a number are bridged over.
    """
    plain = plain_text(text)
    plain = _mask_pattern().sub(lambda match: MASK * len(match[0]), plain)
    plain = _QUOTED.sub(lambda match: _NUMERIC.sub(MASK, match[0]), plain)
    return _ASIDE.sub(lambda match: ASIDE * len(match[0]), plain)


@cache
def _mask_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in table("masks")))

"""Small reports of our own making, and what the package makes of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from disclosure_analysis.analysis import Analysis, analyse, analysis_of
from disclosure_analysis.loaders.reading import report_from_text
from disclosure_analysis.registry import Registered

ROOT = Path(__file__).resolve().parents[1]

WEST = Registered(
    place_code="510403",
    place="四川省攀枝花市西区",
    reporter="攀枝花市西区人民政府",
    body="government",
    scope="area",
    report_year=2015,
    file="west.txt",
    sha256="0" * 64,
    title="攀枝花市西区2015年政府信息公开工作年度报告",
    published="",
    publisher="",
    address="http://www.example.gov.cn/west",
    archived_address="",
    retrieved="",
    rights="official document",
    note="",
)


@cache
def first_report(lang: str = "zh") -> Analysis:
    """Return the analysis of the first report; it is computed once."""
    return analyse(2017, "东区", lang=lang, root=ROOT)


def made_up(
    body: str, *, lang: str = "zh", published: str = "2016-03-30", **row: object
) -> Analysis:
    """Return the analysis of a report of 西区 for 2015 with the given text below its headings."""
    line = f"发布时间:{published}\n" if published else ""
    text = f"{WEST.title}\n{line}\n{body}\n"
    registered = replace(WEST, **row)  # type: ignore[arg-type]
    return analysis_of(report_from_text(text, source="west.txt"), registered, lang=lang)

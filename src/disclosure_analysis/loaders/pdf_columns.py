"""Tables without ruled lines, read by the alignment of their words."""

from __future__ import annotations

from collections.abc import Sequence

from disclosure_analysis.loaders.pdf_lines import Line
from disclosure_analysis.loaders.pdf_pages import Page
from disclosure_analysis.loaders.pdf_tables import PageTable


def read_columns(page: Page, lines: Sequence[Line]) -> tuple[list[PageTable], list[Line]]:
    return [], list(lines)

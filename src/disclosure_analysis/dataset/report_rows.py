"""Rows of the table of reports: one for each document, one for each report coded by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from disclosure_analysis.dataset.fields import KEY
from disclosure_analysis.metrics import deadline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from disclosure_analysis.analysis import Analysis

DOCUMENT = "document"
CODED = "coded"


def document_key(analysis: Analysis) -> dict[str, object]:
    """Return the columns that tell a document's rows from those of others."""
    return {name: getattr(analysis.registered, name) for name in KEY}


def document_row(analysis: Analysis) -> dict[str, object]:
    """Return a document's row of the table of reports, by column.

    The day of publication is the one that the document tells, else the registered one.
    """
    account, registered, report = analysis.account, analysis.registered, analysis.report
    published = report.published.value.isoformat() if report.published else registered.published
    return {
        **document_key(analysis),
        **_timeliness(registered.report_year, registered.body, published),
        "form": account.form,
        "origin": DOCUMENT,
        "parts_found": len(account.parts_found),
        "parts_required": len(account.parts_found) + len(account.parts_missing),
        "characters": len(report.text),
        "figures": len(analysis.observations),
        "cells_expected": account.cells_expected,
        "cells_found": account.cells_found,
        "cells_blank": account.cells_blank,
        "cells_missing": len(account.cells_missing),
        "cells_refused": len(account.cells_refused),
        "problems": len(account.problems),
        "title": registered.title,
        "source": registered.file,
        "sha256": registered.sha256,
        "address": registered.address or registered.archived_address,
    }


def coded_row(row: Mapping[str, str], figures: int) -> dict[str, object]:
    """Return a coded report's row of the table of reports; what nobody coded is left out.

    Args:
        row: A row of ``coded_figures.coded_reports``.
        figures: How many of its figures were coded.
    """
    return {
        **{name: row[name] for name in KEY},
        **_timeliness(int(row["report_year"]), row["body"], row["published"]),
        "origin": CODED,
        "figures": figures,
        "source": row["source"],
        "address": row["source"],
    }


def _timeliness(report_year: int, body: str, published: str) -> dict[str, object]:
    limit = deadline(report_year, body)
    told: dict[str, object] = {"published": published}
    if limit is not None:
        told["deadline"] = limit.day.isoformat()
    if limit is not None and published:
        told["lead_days"] = (limit.day - date.fromisoformat(published)).days
    return told

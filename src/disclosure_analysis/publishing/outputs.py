"""Files that readers get: see ``disclosure_analysis.outputs``, which rooms above need as well."""

from __future__ import annotations

from disclosure_analysis.outputs import (
    check_writable,
    csv_bytes,
    json_bytes,
    json_lines,
    place_files,
)

__all__ = ["check_writable", "csv_bytes", "json_bytes", "json_lines", "place_files"]

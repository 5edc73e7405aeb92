"""Numbers that an office broke over two lines by hand, whole again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from disclosure_analysis.loaders.pdf_tables import ENUMERATOR, PageTable, TableCell, is_number

_FEWEST = 2


def mend_numbers(tables: Sequence[PageTable]) -> None:
    """Make each number whole that was cut where all the long numbers of a document are.

    Two numbers in a cell look the same as one number on two lines. One cell is no evidence;
    several are, cut after as many characters, if no number with more stands on one line.

    Args:
        tables: A document's tables, each with all its pages; tables without a cut number,
            whose columns may be wider, have no say.
    """
    cut = [(table, cell) for table in tables for cell in _cut(table)]
    if not cut:
        return
    place, count = Counter(cell.cut for _, cell in cut).most_common(1)[0]
    concerned = [table for table in tables if any(table is other for other, _ in cut)]
    cells = [cell for table in concerned for cell in table.cells if not cell.cut]
    whole = [len(cell.text.replace(" ", "")) for cell in cells if is_number(cell.text)]
    if count < _FEWEST or max(whole, default=0) > place:
        return
    for table in concerned:
        apart = [cell for cell in _cut(table) if cell.cut == place and "\n" in cell.text]
        for cell in apart:
            cell.text = cell.text.replace("\n", "")
        if apart:
            table.problems.append(
                f"page {table.page}: {len(apart)} numbers broken over two lines were read as one"
                " number each"
            )


def _cut(table: PageTable) -> list[TableCell]:
    """Return the cut numbers, those left out beside which two labels may stand in one cell."""
    doubtful = {
        row
        for cell in table.cells
        if "\n" in cell.text and not is_number(cell.text) and not ENUMERATOR.match(cell.text)
        for row in range(cell.row, cell.row + cell.rows)
    }
    return [cell for cell in table.cells if cell.cut and cell.row not in doubtful]

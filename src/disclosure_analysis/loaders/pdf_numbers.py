"""Numbers that an office broke over two lines by hand, whole again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from disclosure_analysis.loaders.pdf_tables import PageTable, is_number

_FEWEST = 2


def mend_numbers(tables: Sequence[PageTable]) -> None:
    """Make each number whole that was cut where all the long numbers of a document are.

    Two numbers in a cell look the same as one number on two lines. One cell is no evidence;
    several are, cut after as many characters, if no number with more stands on one line.

    Args:
        tables: A document's tables, each with all its pages; tables without a cut number,
            whose columns may be wider, have no say.
    """
    concerned = [table for table in tables if any(cell.cut for cell in table.cells)]
    if not concerned:
        return
    cells = [cell for table in concerned for cell in table.cells]
    place, count = Counter(cell.cut for cell in cells if cell.cut).most_common(1)[0]
    whole = [cell.text.replace(" ", "") for cell in cells if not cell.cut and is_number(cell.text)]
    if count < _FEWEST or max(map(len, whole), default=0) > place:
        return
    for table in concerned:
        apart = [cell for cell in table.cells if cell.cut == place and "\n" in cell.text]
        for cell in apart:
            cell.text = cell.text.replace("\n", "")
        if apart:
            table.problems.append(
                f"page {table.page}: {len(apart)} numbers broken over two lines were read as one"
                " number each"
            )

"""Documents of our own making: annual reports in the official forms, with the truth beside each.

Nothing here is shared with the package that reads them: the forms are written down afresh, so
that an error in the package's own tables cannot hide. Places are real, all else is invented.
"""

from .damages import DAMAGES, Damage
from .documents import make_document
from .truth import (
    FORMATS,
    FORMS,
    CellKey,
    LocalRow,
    MadeDocument,
    Stated,
    TrueCell,
    Truth,
)

__all__ = [
    "DAMAGES",
    "FORMATS",
    "FORMS",
    "CellKey",
    "Damage",
    "LocalRow",
    "MadeDocument",
    "Stated",
    "TrueCell",
    "Truth",
    "make_document",
]

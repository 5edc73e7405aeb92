"""Official tables of a report → their cells, each told by its labels."""

from disclosure_analysis.extraction.forms.cells import FormFigure, FormReading, LocalFigure
from disclosure_analysis.extraction.forms.reading import read_forms

__all__ = ["FormFigure", "FormReading", "LocalFigure", "read_forms"]

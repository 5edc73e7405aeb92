"""Extraction: a report's text → observations, driven by the codebook."""

from disclosure_analysis.extraction.enumerations import extract_enumerations
from disclosure_analysis.extraction.observe import extract_observations, read_quote

__all__ = ["extract_enumerations", "extract_observations", "read_quote"]

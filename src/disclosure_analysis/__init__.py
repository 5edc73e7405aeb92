"""Figures, metrics and reproducible reports from China's annual disclosure reports.

``from disclosure_analysis import analyse, figures, listings, prose`` is all that a notebook needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from disclosure_analysis import figures, listings, metrics, prose
    from disclosure_analysis.analysis import Analysis, analyse
    from disclosure_analysis.dataset import Dataset, load_dataset
    from disclosure_analysis.extraction import extract_observations
    from disclosure_analysis.loaders import read_report
    from disclosure_analysis.places import find_place

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "analysis",
    "Dataset": "dataset",
    "analyse": "analysis",
    "extract_observations": "extraction",
    "find_place": "places",
    "load_dataset": "dataset",
    "read_report": "loaders",
}
_MODULES = ("figures", "listings", "metrics", "prose")

__all__ = [
    "Analysis",
    "Dataset",
    "__version__",
    "analyse",
    "extract_observations",
    "figures",
    "find_place",
    "listings",
    "load_dataset",
    "metrics",
    "prose",
    "read_report",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first used, so that importing the package is fast."""
    if name in _MODULES:
        return import_module(f"disclosure_analysis.{name}")
    if name in _HOMES:
        return getattr(import_module(f"disclosure_analysis.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'disclosure_analysis' has no attribute {name!r}")

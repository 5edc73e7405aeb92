"""The dataset: figures, reports, metrics and checks of all documents and coded reports.

``load_dataset`` reads what ``write_dataset`` (``make data``) wrote to ``data/processed``.
"""

from __future__ import annotations

from disclosure_analysis.dataset.loading import Dataset, load_dataset
from disclosure_analysis.dataset.writing import write_dataset

__all__ = ["Dataset", "load_dataset", "write_dataset"]

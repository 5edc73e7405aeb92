"""Accuracy and speed of the extraction, each beside a baseline; no part of the package."""

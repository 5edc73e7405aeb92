"""The descriptor of the dataset, a Frictionless Data Package: ``datapackage.json``."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from disclosure_analysis.dataset.fields import (
    DATASET,
    Field,
    fields_of,
    key_of,
    references_of,
    table_names,
)
from disclosure_analysis.dataset.hashes import fingerprint, told_sources
from disclosure_analysis.tables import keyed

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "disclosure-analysis"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def descriptor(files: Mapping[str, bytes], sources: Mapping[str, str]) -> dict[str, Any]:
    """Return the data package that describes the dataset's CSV files.

    It names no day of making, so that the same tables give the same descriptor.

    Args:
        files: The CSV files, ``<table>.csv``, by name.
        sources: What they were made from (see ``hashes.source_hashes``).
    """
    words = keyed("dataset_tables", "table")[DATASET]
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": words["title_en"],
        "title_zh": words["title_zh"],
        "description": words["en"],
        "description_zh": words["zh"],
        "version": version(NAME),
        "licenses": [LICENCE],
        "sources": told_sources(sources),
        "resources": [_resource(name, files[f"{name}.csv"]) for name in table_names()],
    }


def _resource(name: str, content: bytes) -> dict[str, Any]:
    words = keyed("dataset_tables", "table")[name]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "title": words["title_en"],
        "title_zh": words["title_zh"],
        "description": words["en"],
        "description_zh": words["zh"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        **fingerprint(content),
        "schema": _schema(name),
    }


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(field) for field in fields_of(name)],
        "missingValues": [""],
    }
    if key_of(name):
        schema["primaryKey"] = key_of(name)
    columns = references_of(name)
    if columns:
        reference = {"resource": "reports", "fields": columns}
        schema["foreignKeys"] = [{"fields": columns, "reference": reference}]
    return schema


def _field(field: Field) -> dict[str, Any]:
    told = {
        "name": field.name,
        "type": field.type,
        "title": field.titles["en"],
        "title_zh": field.titles["zh"],
        "description": field.descriptions["en"],
        "description_zh": field.descriptions["zh"],
        "unit": field.unit,
        "source": field.source,
        "constraints": _constraints(field),
    }
    return {key: value for key, value in told.items() if value not in ("", {})}


def _constraints(field: Field) -> dict[str, Any]:
    told = {
        "required": field.required or None,
        "enum": field.values_allowed() or None,
        "pattern": field.pattern or None,
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
    return {key: value for key, value in told.items() if value is not None}

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What ``datapackage.json`` says of the tables of a package: their fields, types and keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .hsds_tables import layout

TYPES = {"list": "string"}
FORMATS = {"time": "%H:%M"}


def describe() -> dict[str, Any]:
    """The descriptor of the package. What is not of HSDS is marked."""
    texts = layout()["words"]
    return {
        "profile": "tabular-data-package",
        "name": "welfare-point-hsds",
        "title": texts["package_title"],
        "description": texts["package_description"],
        "version": "3.1",
        "resources": [_resource(name) for name in layout()["tables"]],
    }


def _resource(name: str) -> dict[str, Any]:
    table = layout()["tables"][name]
    return {
        "name": name,
        "path": table["path"],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": list(_fields(table)),
            "primaryKey": "id",
            "foreignKeys": list(_foreign_keys(name, table)),
        },
    }


def _fields(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, kind in {**table["fields"], **table.get("extensions", {})}.items():
        field: dict[str, Any] = {"name": name, "type": TYPES.get(kind, kind)}
        if kind in FORMATS:
            field["format"] = FORMATS[kind]
        constraints = {"required": name in table["required"]} | ({"unique": True} if name == "id" else {})
        field["constraints"] = constraints
        if name in table.get("extensions", {}):
            field["hsds:extension"] = True
        yield field


def _foreign_keys(name: str, table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for field in {**table["fields"], **table.get("extensions", {})}:
        other = field.removesuffix("_id")
        if field.endswith("_id") and other in layout()["tables"]:
            yield {"fields": field, "reference": {"resource": other, "fields": "id"}}

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Layouts: which column of a public file is which field of ours. One YAML file each, ours in ``layouts/``.

A file of the same form with any name can be given instead: a new data set needs no code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from welfare_point.catalogue.exchange.columns import READERS
from welfare_point.catalogue.exchange.errors import CellRefusedError

from .words import said

FOLDER = Path(__file__).resolve().parent / "layouts"
HELPERS = frozenset({"postal_code", "province"})
"""Columns that are read to check the others, and not kept."""


class LayoutError(ValueError):
    """A layout cannot be used. Its text says why, in Italian."""


class Layout(BaseModel):
    """How one kind of file is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    source: str
    """Where the records come from, for people: the ``source`` of each service."""
    id_prefix: str
    """Before the code of the file, so that codes of two files never meet."""
    areas: Literal["comune", "provincia", "ats", "regione"]
    """Whose people a service is for: those of the whole of this, around its place."""
    encoding: str = "utf-8"
    columns: dict[str, tuple[str, ...]]
    """Our field: its headers; of several the first that is filled counts."""
    required: tuple[str, ...]
    """Fields that each row must say."""
    values: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    """By field: words that a cell contains, and the value they stand for (none: it is left open)."""
    constants: dict[str, str] = Field(default_factory=dict)
    """What is true of every row, written as in the catalogue's CSV."""

    @field_validator("columns", mode="before")
    @classmethod
    def _listed(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {field: [names] if isinstance(names, str) else names for field, names in columns.items()}

    @field_validator("constants", "values")
    @classmethod
    def _ours(cls, fields: dict[str, Any]) -> dict[str, Any]:
        return cls._checked(fields, frozenset())

    @field_validator("columns")
    @classmethod
    def _known(cls, fields: dict[str, Any]) -> dict[str, Any]:
        return cls._checked(fields, HELPERS)

    @staticmethod
    def _checked(fields: dict[str, Any], more: Collection[str]) -> dict[str, Any]:
        unknown = [field for field in fields if field not in READERS and field not in more]
        if unknown:
            raise ValueError(said("layout_fields", fields=", ".join(unknown)))
        return fields

    @field_validator("encoding")
    @classmethod
    def _encoding(cls, encoding: str) -> str:
        try:
            b"".decode(encoding)
        except LookupError:
            raise ValueError(said("layout_encoding", encoding=encoding)) from None
        return encoding

    def headers(self, field: str) -> tuple[str, ...]:
        """The headers of a field, first the one that is named when it is missing."""
        return self.columns.get(field, ())

    def missing(self, headers: Collection[str]) -> list[str]:
        """The headers that must be there and are not."""
        fields = [field for field in self.columns if field in self.required]
        return [
            self.headers(field)[0]
            for field in fields
            if not any(header in headers for header in self.headers(field))
        ]


def shipped() -> list[str]:
    """The names of the layouts that come with the product."""
    return sorted(file.stem for file in FOLDER.glob("*.yml"))


def load_layout(name_or_file: str) -> Layout:
    """A layout by the name of one of ours, or by its file. Raises LayoutError."""
    file = FOLDER / f"{name_or_file}.yml" if name_or_file in shipped() else Path(name_or_file)
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        layout = Layout.model_validate(content)
    except OSError:
        raise LayoutError(said("layout_unknown", name=name_or_file, known=", ".join(shipped()))) from None
    except (UnicodeDecodeError, yaml.YAMLError) as broken:
        raise LayoutError(said("layout_yaml", name=name_or_file, why=broken)) from broken
    except ValidationError as wrong:
        why = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        raise LayoutError(said("layout_yaml", name=name_or_file, why=why)) from wrong
    try:
        for field, text in _written(layout):
            READERS[field](text)
    except CellRefusedError as refused:
        why = said("layout_value", field=field, value=text, expected=refused)
        raise LayoutError(said("layout_yaml", name=name_or_file, why=why)) from refused
    given = {*layout.columns, *layout.constants}
    needed = {"service_id", "organization_name", "name", "topics", "audience", "municipality"} - given
    if needed:
        why = said("layout_needs", fields=", ".join(sorted(needed)))
        raise LayoutError(said("layout_yaml", name=name_or_file, why=why))
    return layout


def _written(layout: Layout) -> Iterator[tuple[str, str]]:
    """All values of ours that a layout writes, each with its field."""
    yield from layout.constants.items()
    for field, values in layout.values.items():
        yield from ((field, value) for value in values.values() if value is not None)


def detect_layout(headers: Collection[str]) -> Layout | None:
    """Our layout whose required headers are all there; none if none or several fit."""
    fitting = [layout for layout in map(load_layout, shipped()) if not layout.missing(headers)]
    return fitting[0] if len(fitting) == 1 else None

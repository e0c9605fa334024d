# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of the CSV explained to whoever fills them in, from the table that reads them.

What is expected of a cell is asked of its reader, so that the help cannot say one thing and the import another.
What a column means, and an example of it, are in ``guide.yml``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from welfare_point.catalogue.hsds import ORGANIZATION_FIELDS, SERVICE_FIELDS

from .cells import Reader
from .columns import COLUMNS, READERS, REQUIRED
from .errors import CellRefusedError

NONSENSE = "?"
"""A cell that only columns of any text accept: the others say what they expect instead."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file, in words.

    ``expected`` follows the word "serve"; ``many``: whether the cell is a list; ``shared``: whether it must be
    the same on all lines of a service (``service``) or of an organization (``organization``), or not (empty).
    """

    name: str
    required: bool
    means: str
    expected: str
    many: bool
    example: str
    shared: str


@cache
def _content() -> Mapping[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return loaded


def guide() -> list[Column]:
    """All columns, in their order."""
    said = _content()["columns"]
    return [
        Column(
            name,
            name in REQUIRED,
            said[name]["means"],
            said[name].get("expected") or _rule(reader),
            isinstance(reader(said[name]["example"]), tuple),
            said[name]["example"],
            _shared(name),
        )
        for name, reader in READERS.items()
    ]


def template_file() -> str:
    """The header alone, as a file to fill in."""
    return _written([])


def example_file() -> str:
    """The header and an invented service with two places: not active, so that nobody is sent there by mistake."""
    return _written(_content()["rows"])


def _written(rows: list[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _rule(reader: Reader) -> str:
    try:
        reader(NONSENSE)
    except CellRefusedError as refused:
        return refused.rule
    return str(_content()["any_text"])


def _shared(name: str) -> str:
    if name in ORGANIZATION_FIELDS:
        return "organization"
    return "service" if name in SERVICE_FIELDS and name != "service_id" else ""

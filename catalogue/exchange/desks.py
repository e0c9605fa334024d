# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desks where people answer, read from the CSV that a network keeps.

Columns: ``id*``, ``name*``, ``kind*``, ``service_areas*``, ``hours*``, ``audience``, ``address``,
``municipality``, ``phone``, ``email``, ``assured_date``, ``source``.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from operator import attrgetter
from typing import BinaryIO

from welfare_point.catalogue.desks import KINDS, Desk

from . import cells
from .errors import CellError, expectation
from .reading import Table, read_cells

REQUIRED = ("id", "name", "kind", "service_areas", "hours")


def parse_desks(stream: BinaryIO, ambiti: Collection[str]) -> tuple[list[Desk], list[CellError]]:
    """Read the file. All errors are reported, by line; if there is any, there are no desks."""
    readers = {
        "id": cells.text,
        "name": cells.text,
        "kind": cells.choice(*KINDS),
        "service_areas": cells.listed(partial(cells.area, ambiti=ambiti)),
        "hours": cells.text,
        "audience": cells.choice("persona", "impresa", "entrambi"),
        "address": cells.text,
        "municipality": cells.municipality,
        "phone": cells.text,
        "email": cells.email,
        "assured_date": cells.date,
        "source": cells.text,
    }
    table = Table(stream, readers, REQUIRED)
    desks: list[Desk] = []
    lines: dict[str, int] = {}
    for line in table:
        values, errors = read_cells(line, readers, REQUIRED)
        table.errors += errors
        first = lines.setdefault(values.get("id", ""), line.number)
        if first != line.number and "id" in values:
            expected = expectation("desk_once", line=first)
            table.errors.append(CellError(line.number, "id", line.cells["id"], expected))
        if not table.errors:
            desks.append(Desk(**{name: value for name, value in values.items() if value is not None}))
    table.errors.sort(key=attrgetter("line"))
    return ([] if table.errors else desks), table.errors

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people changed one record: what each did, put together field by field. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from .form import ROW_FIELDS, SERVICE_FIELDS, Typed

Place = tuple[int, str]
"""A row, from 0, and a field; a field of the service is in row 0."""


@dataclass(slots=True)
class Merged:
    """The rows to show again.

    ``both``: what the catalogue says where both changed a field; the row has what was typed.
    ``taken``: what the row said before, where only the other person changed it; the row has the other's.
    ``rows_differ``: the number of rows changed meanwhile, so that rows cannot be laid side by side.
    """

    rows: list[Typed]
    both: dict[Place, str] = field(default_factory=dict)
    taken: dict[Place, str] = field(default_factory=dict)
    rows_differ: bool = False


def merge(base: Sequence[Typed], mine: Sequence[Typed], theirs: Sequence[Typed]) -> Merged:
    """From what the form showed at first, what was typed, and what the catalogue says now."""
    merged = Merged([dict(row) for row in mine], rows_differ=len({len(base), len(mine), len(theirs)}) > 1)
    for name in SERVICE_FIELDS:
        _settle(merged, 0, name, base, theirs)
        for row in merged.rows:
            row[name] = merged.rows[0][name]
    if not merged.rows_differ:
        for number in range(len(mine)):
            for name in ROW_FIELDS:
                _settle(merged, number, name, base, theirs)
    return merged


def _settle(merged: Merged, row: int, name: str, base: Sequence[Typed], theirs: Sequence[Typed]) -> None:
    before = base[row].get(name) if row < len(base) else None
    mine, other = merged.rows[row][name], theirs[row][name]
    if other in (before, mine):
        return
    if mine == before:
        merged.rows[row][name] = other
        merged.taken[row, name] = mine
    else:
        merged.both[row, name] = other


def packed(rows: Sequence[Typed]) -> str:
    """What the form showed, to travel in the form."""
    return json.dumps([{name: row.get(name, "") for name in (*SERVICE_FIELDS, *ROW_FIELDS)} for row in rows])


def unpacked(text: str) -> list[Typed]:
    """The same, back; nothing if it is not what we sent: then every difference is shown."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return []
    return [{str(name): str(value) for name, value in row.items()} for row in rows]

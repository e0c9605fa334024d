# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of what is kept, from ``kept.yml`` and the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from welfare_point.api.pages.routes import CONTENT
from welfare_point.api.words import toned
from welfare_point.catalogue.settings import Settings

Columns = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One group of what is kept, in Italian for people.

    ``personal``: whose data it may hold: ``nobody``, ``possible`` (what redaction misses) or ``staff`` (usernames of
    those who work here).
    ``purged``: the setting with the days after which it is erased. ``tables``: ours, with the columns that belong to
    the group; ``others_tables``: those of other programs.
    """

    title: str
    what: str
    why: str
    how_long: str
    where: str
    readers: str
    personal: str
    purged: str | None = None
    tables: dict[str, Columns] = field(default_factory=dict)
    others_tables: dict[str, Columns] = field(default_factory=dict)


def kept(settings: Settings) -> list[Kept]:
    """All groups, with the days of these settings."""
    values = settings.model_dump()
    return [_group(row, values) for row in _rows().values()]


def markdown(settings: Settings) -> str:
    """The table as Markdown, with the database tables that hold each group."""
    words = toned(CONTENT, settings.tone)["privacy"]
    heads = (*words["columns"].values(), words["tables"])
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    for group in kept(settings):
        names = ", ".join(f"`{name}`" for name in (*group.tables, *group.others_tables)) or "–"
        told = (group.title, group.what, group.why, group.how_long, group.where, group.readers, names)
        lines.append(" | ".join(told))
    return "\n".join(f"| {line} |" for line in lines)


def _group(row: dict[str, Any], values: dict[str, Any]) -> Kept:
    told: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, str):
            told[key] = value.format(**values)
        else:
            told[key] = {table: tuple(columns.split()) for table, columns in value.items()}
    return Kept(**told)


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("kept.yml").read_text(encoding="utf-8")
    )
    return rows

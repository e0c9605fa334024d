# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting: one query groups by a few columns of few values, from which each column's own counts follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from welfare_point.catalogue.models import NeedRecord

from .filters import Filters, conditions


@dataclass(frozen=True, slots=True)
class Tally:
    """How many needs were met and unmet; ``accepted``: met, and the person said that it fits."""

    met: int = 0
    unmet: int = 0
    accepted: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.met + other.met, self.unmet + other.unmet, self.accepted + other.accepted)

    def __sub__(self, other: Tally) -> Tally:
        return Tally(self.met - other.met, self.unmet - other.unmet, self.accepted - other.accepted)

    @property
    def total(self) -> int:
        """Met and unmet."""
        return self.met + self.unmet

    @property
    def unmet_share(self) -> float | None:
        """Unmet of all, from 0 to 1; none without needs."""
        return self.unmet / self.total if self.total else None


Key = tuple[Any, ...]


def tally(
    session: Session,
    filters: Filters,
    *columns: sa.ColumnElement[Any] | InstrumentedAttribute[Any],
    where: sa.ColumnElement[bool] | None = None,
) -> dict[Key, Tally]:
    """The counts for each combination of values that occurs, in one query. Values may be ``None``.

    ``where``: a condition beside the filters.
    """
    count = sa.func.count()
    unmet = sa.func.count(NeedRecord.cause)
    is_accepted = sa.and_(NeedRecord.cause.is_(None), NeedRecord.outcome == "accepted")
    accepted = sa.func.coalesce(sa.func.sum(sa.case((is_accepted, 1), else_=0)), 0)
    query = sa.select(*columns, count, unmet, accepted).select_from(NeedRecord)
    wanted = [*conditions(filters), *([] if where is None else [where])]
    rows = session.execute(query.where(*wanted).group_by(*columns)).all()
    return {
        tuple(_plain(value) for value in row[:-3]): Tally(row[-3] - row[-2], row[-2], row[-1]) for row in rows
    }


def margin(tallies: Mapping[Key, Tally], place: int) -> dict[Any, Tally]:
    """The counts by the column at ``place`` alone, the most needs first."""
    found: dict[Any, Tally] = {}
    for key, one in tallies.items():
        found[key[place]] = found.get(key[place], Tally()) + one
    return dict(sorted(found.items(), key=lambda item: (-item[1].total, str(item[0]))))


def each(tallies: Mapping[tuple[str, ...] | None, Tally]) -> dict[str | None, Tally]:
    """Counts by lists, by each member of the lists: a need that names two periods counts in both."""
    found: dict[str | None, Tally] = {}
    for names, one in tallies.items():
        for name in names or (None,):
            found[name] = found.get(name, Tally()) + one
    return dict(sorted(found.items(), key=lambda item: (-item[1].total, str(item[0]))))


def total(tallies: Iterable[Tally]) -> Tally:
    """All together."""
    return sum(tallies, Tally())


def _plain(value: Any) -> Any:
    """An empty list is no value, as in the database."""
    return None if value == () else value

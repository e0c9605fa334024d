# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two things at once: topics by comuni, topics by month of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import NeedRecord

from .filters import Filters
from .tallies import Tally, margin, tally, total

REST = "altri"
"""In place of a comune: all those beyond the first."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """``cells[row, column]``; rows and columns in the order in which they are shown."""

    rows: list[str | None]
    columns: list[Any]
    cells: dict[tuple[Any, ...], Tally]

    def at(self, row: str | None, column: Any) -> Tally:
        """Zero where nobody asked."""
        return self.cells.get((row, column), Tally())


def topics_by_place(session: Session, filters: Filters, most: int = 12) -> Crossing:
    """Topics by the ``most`` comuni with the most needs, and the rest together.

    Three queries, each in the order of an index: the rest is what the topic's total leaves.
    """
    place = NeedRecord.municipality
    places = margin(tally(session, filters, place), 0)
    named = [one for one in places if one is not None]
    shown: list[Any] = [*named[:most], *([None] if None in places else [])]
    topics = tally(session, filters, NeedRecord.topic)
    cells = tally(
        session, filters, NeedRecord.topic, place, where=sa.or_(place.in_(named[:most]), place.is_(None))
    )
    rows = list(margin(topics, 0))
    if len(named) > most:
        for row in rows:
            cells[row, REST] = topics[row,] - total(cells.get((row, one), Tally()) for one in shown)
        shown.insert(most, REST)
    return Crossing(rows, shown, cells)


def topics_by_month(session: Session, filters: Filters) -> Crossing:
    """Topics by month of the year, 1 to 12, all years together; one query."""
    month = sa.cast(sa.extract("month", NeedRecord.day), sa.Integer).label("month")
    cells = tally(session, filters, NeedRecord.topic, month)
    return Crossing(list(margin(cells, 0)), list(range(1, 13)), cells)

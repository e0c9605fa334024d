# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told to the public is told once: the periods that are over, in the order of time.

A period is released when it has been over for as long as conversations are kept, because until then a person may
still correct what they said. No released row is ever changed, and no period is released that lies before or across
one that was: two releases never speak of the same needs, so nothing is learnt by comparing them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import NeedRecord, OpenDataRelease, OpenDataRow

from .counting import count, frame
from .periods import Kind, Period, period_of
from .rolling import longer, within_a_period
from .tabulating import Row, tabulate


def due(session: Session, kind: Kind, today: dt.date, days: int) -> Iterator[Period]:
    """The periods that may be released today: over for more than ``days`` days, after all that were released."""
    released = session.scalar(sa.select(sa.func.max(OpenDataRelease.last_day)))
    earliest = session.scalar(sa.select(sa.func.min(NeedRecord.day)))
    if earliest is None:
        return
    period = period_of(max(earliest, released or earliest), kind)
    while period.last + dt.timedelta(days=days) < today:
        if released is None or period.first > released:
            yield period
        period = period.next()


def release(
    session: Session, kind: Kind, today: dt.date, *, minimum: int, days: int
) -> list[tuple[str, int]]:
    """Release all periods that are due: their names, and how many rows each got. The caller commits."""
    shape = frame(session)
    told = []
    for period in list(due(session, kind, today, days)):
        made = OpenDataRelease(
            period=period.name,
            first_day=period.first,
            last_day=period.last,
            minimum=minimum,
            released_on=today,
        )
        session.add(made)
        session.flush()
        rows = tabulate(count(session, period), period, shape, minimum)
        rows += within_a_period(rows)
        _keep(session, period, rows)
        wholes = 0
        for whole in period.wholes():
            sums = longer(_of_parts(session, whole), whole)
            _keep(session, period, sums)
            wholes += len(sums)
        told.append((period.name, len(rows) + wholes))
    return told


def _keep(session: Session, period: Period, rows: list[Row]) -> None:
    if rows:
        session.execute(sa.insert(OpenDataRow), [row._asdict() | {"release": period.name} for row in rows])


def _of_parts(session: Session, whole: Period) -> Iterator[Row]:
    """The rows of the parts of a longer period, however they came to be told."""
    names = [part.name for part in whole.parts()]
    columns = [getattr(OpenDataRow, name) for name in Row._fields]
    for values in session.execute(sa.select(*columns).where(OpenDataRow.period.in_(names))):
        yield Row(*values)

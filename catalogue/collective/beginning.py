# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From which day on a collective need has its service, and the demand that it stands for: where, and for what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import CollectiveNeed, CollectiveNeedChange, MunicipalityAmbito, NeedRecord
from ..settings import ITALY

Step = Literal["started", "closed"]
DONE: tuple[Step, Step] = ("started", "closed")
Days = dict[Step, dt.date]


@dataclass(frozen=True, slots=True)
class Beginning:
    """The day, in Italy, and the step that the need came to on it."""

    day: dt.date
    step: Step


@dataclass(frozen=True, slots=True)
class Demand:
    """Requests on one topic: in ``places`` (ISTAT codes, of the Ambiti with these names); ``None``: in all the ATS."""

    topic: str
    places: frozenset[str] | None
    ambiti: tuple[str, ...] = ()

    def condition(self) -> sa.ColumnElement[bool]:
        """What a record must fulfil, beside the ATS."""
        of_topic = NeedRecord.topic == self.topic
        if self.places is None:
            return of_topic
        return sa.and_(of_topic, NeedRecord.municipality.in_(sorted(self.places)))


def beginning(session: Session, need: CollectiveNeed) -> Beginning | None:
    """When the service started; without such a day, when the need was closed. None while it is neither.

    A need that others were merged into, and that never started itself, started with the first of them. What was
    taken back does not count. A part of a need begins its own history; a need that was merged is told by the other.
    """
    if need.state not in DONE or need.merged_into:
        return None
    merged = sa.select(CollectiveNeed.id).where(CollectiveNeed.merged_into == need.id)
    own = _days(session, need.id)
    others = [_days(session, key) for key in session.scalars(merged)]
    started = [days["started"] for days in others if "started" in days]
    if "started" in own:
        return Beginning(own["started"], "started")
    if started:
        return Beginning(min(started), "started")
    return Beginning(own.get("closed", need.state_since), "closed")


def _days(session: Session, need_id: str) -> Days:
    change = CollectiveNeedChange
    query = sa.select(change.at, change.after).where(change.need_id == need_id, change.what == "state")
    return _kept(
        (at.astimezone(ITALY).date(), after) for at, after in session.execute(query.order_by(change.at))
    )


def _kept(changes: Iterable[tuple[dt.date, str]]) -> Days:
    """The first day of each step since the need last was at none of them."""
    found: Days = {}
    for day, state in changes:
        step = next((step for step in DONE if step == state), None)
        if step is None:
            found = {}
        else:
            found.setdefault(step, day)
    return found


def demand_of(session: Session, need: CollectiveNeed, records: Sequence[NeedRecord]) -> list[Demand]:
    """For each topic of the records the Ambiti, as they are today, of its comuni; without them the whole ATS.

    The Ambito that a record has is that of its day: before the table was imported, none. It would part the days
    before from those after.
    """
    comuni: dict[str, set[str]] = {}
    for record in records:
        if record.topic and record.municipality:
            comuni.setdefault(record.topic, set()).add(record.municipality)
    if not comuni:
        return [Demand(need.topic, None)]
    known = {row.municipality: row for row in session.scalars(sa.select(MunicipalityAmbito))}
    found = []
    for topic, homes in sorted(comuni.items()):
        if homes <= known.keys():
            ambiti = {known[home].ambito_id: known[home].ambito_name for home in homes}
            places = frozenset(place for place, row in known.items() if row.ambito_id in ambiti)
            found.append(Demand(topic, places, tuple(sorted(ambiti.values()))))
        else:
            found.append(Demand(topic, None))
    return found

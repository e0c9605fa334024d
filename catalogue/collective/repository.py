# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective needs in the database: proposed without losing a decision, listed, kept up with the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import CollectiveNeed, CollectiveNeedChange, CollectiveNeedRecord, NeedRecord
from .coverage import coverage, stamp
from .describing import label, words_of
from .grouping import FEWEST
from .told import Told, told

State = Literal["new", "studied", "proposed", "started", "closed", "not_pursued"]
LOCK = 7_203_115_902_442
"""Any number that no other program locks in the same PostgreSQL."""
AT_ONCE = 500
"""Ids in one statement."""


class Filters(TypedDict, total=False):
    """Which needs; ``None`` or left out: all. ``fewest``: those of at least so many records."""

    ats: str | None
    topic: str | None
    state: str | None
    covered: bool | None
    fewest: int | None


@dataclass(frozen=True, slots=True)
class Sized:
    """A need with the number of its records, and of those since its state last changed."""

    need: CollectiveNeed
    size: int
    since: int


def list_needs(
    session: Session, *, limit: int = 100, offset: int = 0, **filters: Unpack[Filters]
) -> list[Sized]:
    """Needs, those of most records first. Merged ones are left out."""
    size = sa.func.count(CollectiveNeedRecord.record_id)
    later = sa.func.count(sa.case((NeedRecord.day > CollectiveNeed.state_since, 1)))
    query = _wanted(sa.select(CollectiveNeed, size, later), filters)
    query = query.order_by(size.desc(), CollectiveNeed.id).limit(limit).offset(offset)
    return [Sized(*row) for row in session.execute(query)]


def count_needs(session: Session, **filters: Unpack[Filters]) -> int:
    """How many needs there are."""
    found = _wanted(sa.select(CollectiveNeed.id), filters).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def records_of(session: Session, need_id: str) -> list[NeedRecord]:
    """The records of a need, the latest first."""
    query = (
        sa.select(NeedRecord)
        .join(CollectiveNeedRecord, CollectiveNeedRecord.record_id == NeedRecord.id)
        .where(CollectiveNeedRecord.need_id == need_id)
        .order_by(NeedRecord.day.desc(), NeedRecord.id)
    )
    return list(session.scalars(query))


def changes_of(session: Session, need_id: str) -> list[CollectiveNeedChange]:
    """What was done with a need, the latest first."""
    change = CollectiveNeedChange
    return list(
        session.scalars(
            sa.select(change).where(change.need_id == need_id).order_by(change.at.desc(), change.id)
        )
    )


def first_day(session: Session, ats: str) -> dt.date | None:
    """The first day on which a need of an ATS was recorded, met or not."""
    return session.scalar(sa.select(sa.func.min(NeedRecord.day)).where(NeedRecord.ats == ats))


def keep_coverage(session: Session, need: CollectiveNeed, today: dt.date, records: Sequence[Told]) -> bool:
    """Compute anew what new services cover, if anything changed; whether it had. The caller commits."""
    now = stamp(session, records, today) if records else "none"
    if need.coverage_stamp == now:
        return False
    found = coverage(session, records, today)
    need.covered, need.covering, need.coverage_stamp = found.covered, found.services, now
    return True


def cover(session: Session, today: dt.date, ats: str | None = None) -> int:
    """Compute anew what new services cover, for all needs; for how many anything had changed. The caller commits."""
    query = sa.select(CollectiveNeed).where(CollectiveNeed.merged_into.is_(None))
    needs = session.scalars(query.where(CollectiveNeed.ats == ats) if ats else query).all()
    return sum(keep_coverage(session, need, today, told_of(session, need.id)) for need in needs)


def told_of(session: Session, need_id: str) -> list[Told]:
    """The records of a need as they are compared."""
    return [told(record) for record in records_of(session, need_id)]


def note(
    session: Session,
    need_id: str,
    what: str,
    *,
    who: str = "",
    before: object = "",
    after: object = "",
    now: dt.datetime | None = None,
) -> None:
    """Write into the history of a need."""
    values: dict[str, Any] = {"before": str(before or ""), "after": str(after or "")}
    session.add(
        CollectiveNeedChange(need_id=need_id, at=now or dt.datetime.now(dt.UTC), who=who, what=what, **values)
    )


def name_again(
    session: Session, need: CollectiveNeed, records: Sequence[Told], others: Sequence[Told] = ()
) -> None:
    """Let the program name a need whose records changed, unless a person named it."""
    if len(records) < FEWEST and need.label:
        return
    if said := words_of(records, others):
        need.words = tuple(said)
    if not need.renamed:
        taken = session.scalars(
            sa.select(CollectiveNeed.label).where(
                CollectiveNeed.ats == need.ats, CollectiveNeed.id != need.id
            )
        )
        need.label = label(records, set(taken), others)


def _wanted(query: Any, filters: Filters) -> Any:
    member = CollectiveNeedRecord
    query = (
        query.select_from(CollectiveNeed)
        .outerjoin(member, member.need_id == CollectiveNeed.id)
        .outerjoin(NeedRecord, NeedRecord.id == member.record_id)
        .where(CollectiveNeed.merged_into.is_(None))
        .group_by(CollectiveNeed.id)
    )
    for name in ("ats", "topic", "state"):
        if (value := filters.get(name)) is not None:
            query = query.where(getattr(CollectiveNeed, name) == value)
    if (covered := filters.get("covered")) is not None:
        query = query.where(CollectiveNeed.covered > 0 if covered else CollectiveNeed.covered == 0)
    if (fewest := filters.get("fewest")) is not None:
        query = query.having(sa.func.count(member.record_id) >= fewest)
    return query

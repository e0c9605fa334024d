# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposing collective needs from the unmet records of the last year; what people decided stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import CollectiveNeed, CollectiveNeedRecord, NeedRecord
from ..models.base import random_id
from .grouping import FEWEST, propose
from .repository import AT_ONCE, LOCK, keep_coverage, name_again, note, told_of
from .told import Told, told

RECENT = 365
"""Days: older records that nobody grouped make no new need."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many needs are new, and how many records joined needs that were there."""

    new: int
    joined: int


def propose_needs(session: Session, today: dt.date, ats: str | None = None) -> Proposed:
    """Group the unmet records of one ATS, or of each. The caller commits.

    A record that has a need never leaves it, whoever put it there. Others join the need they fit, in whatever state
    it is, or make a new one.
    """
    found = [_propose_for(session, today, one) for one in ([ats] if ats else _all_ats(session))]
    return Proposed(sum(one.new for one in found), sum(one.joined for one in found))


def _all_ats(session: Session) -> list[str]:
    query = sa.select(NeedRecord.ats).where(NeedRecord.ats.is_not(None)).distinct()
    return sorted(ats for ats in session.scalars(query) if ats)


def _propose_for(session: Session, today: dt.date, ats: str) -> Proposed:
    kept = _kept(session, ats)
    records = {record.id: record for record in _records(session, today, ats)}
    proposal = propose(list(records.values()), kept)
    _alone(session)
    session.expire_all()
    # Computing took time: what somebody grouped, merged or deleted meanwhile counts.
    free = set(_still_free(session, [*proposal.joined, *(key for group in proposal.new for key in group)]))
    moved = sa.select(CollectiveNeed.id, CollectiveNeed.merged_into)
    home = {need_id: merged_into or need_id for need_id, merged_into in session.execute(moved)}
    joined: dict[str, list[str]] = {}
    for key, need_id in proposal.joined.items():
        if key in free and need_id in home:
            joined.setdefault(home[need_id], []).append(key)
    for need_id, keys in joined.items():
        _join(session, need_id, keys, today, list(records.values()))
    groups = [[key for key in group if key in free] for group in proposal.new]
    groups = [group for group in groups if len(group) >= FEWEST]
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        _make(session, [records[key] for key in group], today, list(records.values()))
    session.flush()
    return Proposed(len(groups), sum(map(len, joined.values())))


def _kept(session: Session, ats: str) -> dict[str, str]:
    member = CollectiveNeedRecord
    query = sa.select(member.record_id, member.need_id).join(CollectiveNeed).where(CollectiveNeed.ats == ats)
    return {row.record_id: row.need_id for row in session.execute(query)}


def _records(session: Session, today: dt.date, ats: str) -> Iterator[Told]:
    r, member = NeedRecord, CollectiveNeedRecord
    query = (
        sa.select(r)
        .outerjoin(member, member.record_id == r.id)
        .where(r.ats == ats, r.cause.is_not(None), r.topic.is_not(None), r.municipality.is_not(None))
        .where(sa.or_(member.need_id.is_not(None), r.day > today - dt.timedelta(days=RECENT)))
    )
    return (told(record) for record in session.scalars(query))


def _alone(session: Session) -> None:
    """From here on nobody else proposes, until the caller commits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    else:  # the first write takes SQLite's only lock
        session.execute(sa.delete(CollectiveNeedRecord).where(sa.false()))


def _still_free(session: Session, keys: Sequence[str]) -> Iterator[str]:
    for some in _parts(keys):
        member = sa.select(CollectiveNeedRecord.record_id).where(CollectiveNeedRecord.record_id.in_(some))
        yield from session.scalars(
            sa.select(NeedRecord.id).where(NeedRecord.id.in_(some), NeedRecord.id.not_in(member))
        )


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _join(session: Session, need_id: str, keys: Sequence[str], today: dt.date, all_: Sequence[Told]) -> None:
    need = session.get_one(CollectiveNeed, need_id)
    _add(session, need_id, keys)
    note(session, need_id, "joined", after=len(keys))
    records = told_of(session, need_id)
    name_again(session, need, records, _others(all_, need.topic, {r.id for r in records}))
    keep_coverage(session, need, today, records)


def _make(session: Session, records: Sequence[Told], today: dt.date, all_: Sequence[Told]) -> None:
    first = records[0]
    need = CollectiveNeed(
        id=random_id(), ats=first.ats, topic=first.topic, label="", renamed=False, state_since=today
    )
    name_again(session, need, records, _others(all_, first.topic, {r.id for r in records}))
    session.add(need)
    session.flush()
    _add(session, need.id, [r.id for r in records])
    note(session, need.id, "proposed", after=len(records))
    keep_coverage(session, need, today, records)


def _others(all_: Sequence[Told], topic: str, members: Collection[str]) -> list[Told]:
    return [r for r in all_ if r.topic == topic and r.id not in members]


def _add(session: Session, need_id: str, keys: Sequence[str]) -> None:
    session.execute(sa.insert(CollectiveNeedRecord), [{"record_id": key, "need_id": need_id} for key in keys])

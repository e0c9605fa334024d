# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""«Questa informazione è sbagliata»: reports on records, until an editor closes them. The caller commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import ConversationRow, RecordReport
from .opinions import REPORTS

REASONS = ("contacts", "hours", "place", "cost", "conditions", "gone", "other")
"""What may be wrong. Names are kept in rows: never renamed."""

OUTCOMES = ("corrected", "not_an_error")

MOST_OPEN = 5
"""Reports that one conversation may leave open on one service: more of them say nothing new."""


def report(
    session: Session, key: str, service_id: str, *, reason: str, said: str | None, day: dt.date
) -> bool:
    """Keep that a record is wrong; whether it was kept, or the conversation has reported it often enough."""
    conversation = session.get_one(ConversationRow, key)
    given = conversation.given or {}
    own = given.get(REPORTS, [])
    mine = sa.select(sa.func.count()).where(
        RecordReport.id.in_(own), RecordReport.service_id == service_id, RecordReport.closed.is_(None)
    )
    if (session.scalar(mine) or 0) >= MOST_OPEN:
        return False
    row = RecordReport(service_id=service_id, reason=reason, said=said, day=day)
    session.add(row)
    session.flush()
    conversation.given = given | {REPORTS: [*own, row.id]}
    return True


def open_reports(session: Session, service_id: str) -> list[RecordReport]:
    """What is said to be wrong with a record, the latest first."""
    query = sa.select(RecordReport).where(
        RecordReport.service_id == service_id, RecordReport.closed.is_(None)
    )
    return list(session.scalars(query.order_by(RecordReport.day.desc(), RecordReport.id)))


def closed_reports(session: Session, service_id: str, most: int) -> list[RecordReport]:
    """What was said and dealt with, the latest first."""
    query = sa.select(RecordReport).where(
        RecordReport.service_id == service_id, RecordReport.closed.is_not(None)
    )
    return list(session.scalars(query.order_by(RecordReport.closed.desc()).limit(most)))


def count_open(session: Session, service_ids: Collection[str]) -> dict[str, int]:
    """How many reports wait, by service; services without any are left out."""
    query = sa.select(RecordReport.service_id, sa.func.count()).where(
        RecordReport.service_id.in_(service_ids), RecordReport.closed.is_(None)
    )
    return dict(iter(session.execute(query.group_by(RecordReport.service_id))))


def reported() -> sa.Select[str]:
    """The ids of services with reports that wait, for a condition."""
    return sa.select(RecordReport.service_id).where(RecordReport.closed.is_(None))


def close_report(
    session: Session, service_id: str, report_id: str, *, outcome: str, by: str, now: dt.datetime
) -> bool:
    """An editor dealt with it; whether it was still open. Raises ``ValueError`` for an unknown outcome."""
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    waiting = sa.update(RecordReport).where(
        RecordReport.id == report_id, RecordReport.service_id == service_id, RecordReport.closed.is_(None)
    )
    closed = waiting.values(outcome=outcome, closed=now, closed_by=by)
    return bool(session.scalars(closed.returning(RecordReport.id)).all())

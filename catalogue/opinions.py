# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thumbs, and words on them. A conversation keeps the ids of what it gave, so that it can be changed or erased
while the conversation lasts; when that is gone, nothing leads back to it. Whoever opens the session commits it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .directory import Page
from .models import ConversationRow, RecordReport, Service, ServiceFeedback
from .reference import municipalities

FEEDBACK, REPORTS = "feedback", "reports"
"""What a conversation gave: a row for each service, and any number of reports."""


def give_feedback(
    session: Session, key: str, service_id: str, *, useful: bool, said: str | None, day: dt.date
) -> None:
    """Keep what a conversation says of a service, in place of what it said before."""
    conversation = session.get_one(ConversationRow, key)
    given = conversation.given or {}
    known = given.get(FEEDBACK, {})
    row = session.get(ServiceFeedback, known[service_id]) if service_id in known else None
    place = (conversation.need or {}).get("municipality")
    if row is None:
        row = ServiceFeedback(service_id=service_id)
        session.add(row)
    row.useful, row.said, row.day = useful, said, day
    row.municipality, row.ats = place, municipalities()[place].ats if place else None
    session.flush()
    conversation.given = given | {FEEDBACK: known | {service_id: row.id}}


def feedback_of(session: Session, key: str) -> dict[str, dict[str, Any]]:
    """What a conversation said of services, by service: ``useful`` and ``words``."""
    conversation = session.get(ConversationRow, key)
    ids = list(((conversation.given if conversation else None) or {}).get(FEEDBACK, {}).values())
    rows = session.scalars(sa.select(ServiceFeedback).where(ServiceFeedback.id.in_(ids)))
    return {row.service_id: {"useful": row.useful, "words": row.said} for row in rows}


def forget_given(session: Session, key: str) -> int:
    """Erase what a conversation gave; how many feedbacks and reports. Of closed reports only the words go."""
    conversation = session.get(ConversationRow, key)
    given = (conversation.given if conversation else None) or {}
    feedback = sa.delete(ServiceFeedback).where(ServiceFeedback.id.in_([*given.get(FEEDBACK, {}).values()]))
    own = RecordReport.id.in_(given.get(REPORTS, []))
    told = session.scalar(sa.select(sa.func.count()).select_from(RecordReport).where(own)) or 0
    session.execute(sa.delete(RecordReport).where(own, RecordReport.closed.is_(None)))
    session.execute(sa.update(RecordReport).where(own).values(said=None))
    return told + len(session.scalars(feedback.returning(ServiceFeedback.id)).all())


def forget_opinions(session: Session, day: dt.date) -> None:
    """Forget the words of feedback and reports given before ``day``."""
    for table in (ServiceFeedback, RecordReport):
        session.execute(sa.update(table).where(table.day < day, table.said.is_not(None)).values(said=None))


@dataclass(frozen=True, slots=True)
class Liked:
    """A service and what was said of it; ``name`` is none when it has left the catalogue."""

    service_id: str
    name: str | None
    useful: int
    not_useful: int
    said: Sequence[ServiceFeedback]


def liked(session: Session, ats: str | None, number: int, size: int, most_words: int) -> Page[Liked]:
    """One page of the services of which something was said in an ATS (``None``: in all), the least useful first.

    ``most_words``: words shown for each service, the latest.
    """
    own = [] if ats is None else [ServiceFeedback.ats == ats]
    useful = sa.func.sum(sa.case((ServiceFeedback.useful, 1), else_=0))
    against = sa.func.count() - useful
    counts = sa.select(ServiceFeedback.service_id, useful, against).where(*own)
    counts = counts.group_by(ServiceFeedback.service_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(counts.subquery())) or 0
    ordered = counts.order_by(against.desc(), useful, ServiceFeedback.service_id)
    rows = session.execute(ordered.limit(size).offset((number - 1) * size)).all()
    ids = [service_id for service_id, _, _ in rows]
    named = sa.select(Service.id, Service.name).where(Service.id.in_(ids))
    names: dict[str, str] = dict(iter(session.execute(named)))

    def words(service_id: str) -> Sequence[ServiceFeedback]:
        said = sa.select(ServiceFeedback).where(
            *own, ServiceFeedback.service_id == service_id, ServiceFeedback.said.is_not(None)
        )
        said = said.order_by(ServiceFeedback.day.desc(), ServiceFeedback.id).limit(most_words)
        return session.scalars(said).all()

    shown = [Liked(i, names.get(i), int(yes), int(no), words(i)) for i, yes, no in rows]
    return Page(shown, number, size, total)


class Useful(NamedTuple):
    """How many said that services are of use, and how many that they are not."""

    yes: int
    no: int


def useful(session: Session, service_ids: Sequence[str], ats: str, since: dt.date, until: dt.date) -> Useful:
    """What was said of some services in an ATS, both days included."""
    said = sa.select(ServiceFeedback.useful, sa.func.count()).where(
        ServiceFeedback.service_id.in_(service_ids),
        ServiceFeedback.ats == ats,
        ServiceFeedback.day.between(since, until),
    )
    found: dict[bool, int] = dict(iter(session.execute(said.group_by(ServiceFeedback.useful))))  # type: ignore[arg-type]
    return Useful(found.get(True, 0), found.get(False, 0))

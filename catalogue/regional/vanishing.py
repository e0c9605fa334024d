# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a source no longer has is marked as to be verified, never deleted; what comes back loses the mark.

The mark: an HSDS ``alert``, and an empty ``assured_date``, which makes the freshness unknown to whoever searches.
The previous values stand in the history. A record that people have confirmed since keeps their date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.cells import written
from welfare_point.catalogue.models import Metadata, Service, SourceRecord

from .words import said


@dataclass(frozen=True, slots=True)
class Compared:
    """How many services were marked as to be verified, and how many lost the mark."""

    vanished: int
    back: int


def compare_with_last(
    session: Session, source: str, seen: Collection[str], now: dt.datetime, today: dt.date
) -> Compared:
    """Compare the services that a source has now with those that it had; the caller commits.

    ``seen``: the ids of all its records. A service that another source still has is not marked.
    """
    known = {
        record.service_id: record
        for record in session.scalars(sa.select(SourceRecord).where(SourceRecord.source == source))
    }
    services = {
        service.id: service
        for ids in _portions([*{*known, *seen}])
        for service in session.scalars(sa.select(Service).where(Service.id.in_(ids)))
    }
    vanished = back = 0
    for service_id in sorted(services.keys() & set(seen)):
        record = known.get(service_id)
        if record is None:
            session.add(SourceRecord(source=source, service_id=service_id, last_seen=now))
            continue
        record.last_seen = now
        if record.vanished is not None:
            _unmark(session, services[service_id], record, now)
            back += 1
    elsewhere = _elsewhere(session, source)
    for service_id in sorted((services.keys() & known.keys()) - set(seen)):
        record, service = known[service_id], services[service_id]
        if record.vanished is None:
            record.vanished = today
            if service_id not in elsewhere:
                _mark(session, service, record, now)
                vanished += 1
    session.flush()
    return Compared(vanished, back)


def _elsewhere(session: Session, source: str) -> frozenset[str]:
    others = sa.select(SourceRecord.service_id).where(
        SourceRecord.source != source, SourceRecord.vanished.is_(None)
    )
    return frozenset(session.scalars(others))


def _mark(session: Session, service: Service, record: SourceRecord, now: dt.datetime) -> None:
    record.assured_before = service.assured_date
    day = f"{record.vanished:%d/%m/%Y}"
    _set(session, service, "assured_date", None, record.source, now)
    _set(session, service, "alert", said("vanished", source=record.source, date=day), record.source, now)


def _unmark(session: Session, service: Service, record: SourceRecord, now: dt.datetime) -> None:
    if service.alert == said("vanished", source=record.source, date=f"{record.vanished:%d/%m/%Y}"):
        _set(session, service, "alert", None, record.source, now)
    if service.assured_date is None and record.assured_before is not None:
        _set(session, service, "assured_date", record.assured_before, record.source, now)
    record.vanished = record.assured_before = None


def _set(
    session: Session, service: Service, field: str, value: dt.date | str | None, by: str, now: dt.datetime
) -> None:
    """Change a field of a service, and write down what it was."""
    previous = getattr(service, field)
    if previous == value:
        return
    setattr(service, field, value)
    service.last_modified = now
    change = {
        "resource_id": service.id,
        "resource_type": "service",
        "service_id": service.id,
        "last_action_date": now,
        "last_action_type": "update",
        "field_name": field,
        "previous_value": written(previous),
        "replacement_value": written(value),
        "updated_by": f"import:{by}",
    }
    session.add(Metadata(**change))


def _portions(ids: list[str], size: int = 500) -> Iterator[list[str]]:
    """Some at a time: a statement takes only so many parameters."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which records of the catalogue need care first. The catalogue is read piece by piece, whatever its size."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import Service
from .offers import offers_of_services
from .quality import Quality, quality

AT_ONCE = 300
"""Services read together: bounds memory."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A service and its quality."""

    service_id: str
    name: str
    quality: Quality


@dataclass(frozen=True, slots=True)
class Care:
    """The state of all active services, and those of the lowest score, worst first."""

    services: int
    mean: float
    stale: int
    capacity_expired: int
    worst: Sequence[Judged]


def care_needed(session: Session, today: dt.date, limit: int, organization: str | None = None) -> Care:
    """The care that active services need, all of them or those of one organization."""
    worst: list[Judged] = []
    services = stale = expired = 0
    total = 0.0
    for piece in _judged(session, today, organization):
        services += len(piece)
        total += sum(one.quality.score for one in piece)
        stale += sum(one.quality.stale for one in piece)
        expired += sum(one.quality.capacity_expired for one in piece)
        worst = heapq.nsmallest(limit, [*worst, *piece], key=lambda one: (one.quality.score, one.service_id))
    return Care(services, total / services if services else 0.0, stale, expired, worst)


def _judged(session: Session, today: dt.date, organization: str | None) -> Iterator[list[Judged]]:
    query = sa.select(Service.id).where(Service.status == "active").order_by(Service.id)
    if organization is not None:
        query = query.where(Service.organization_id == organization)
    ids = session.scalars(query).all()
    for begin in range(0, len(ids), AT_ONCE):
        found = offers_of_services(session, ids[begin : begin + AT_ONCE])
        yield [Judged(key, rows[0].name, quality(rows, today)) for key, rows in found.items()]

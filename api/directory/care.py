# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a record can be trusted, beside what HSDS says of it: its quality today, its suspension, its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.directory import Listed
from welfare_point.catalogue.editing.history import Event, events_of
from welfare_point.catalogue.offers import offers_of
from welfare_point.catalogue.quality import quality
from welfare_point.catalogue.suspension import Suspension

router = APIRouter(prefix="/api/v1", tags=["catalogo"])

WITHHELD = frozenset({"phone", "email", "assured_by"})
"""Fields that may hold a person's name or address: that they changed is public, not what they once said."""

Shape = dict[str, Any]


def with_care(shape: Shape, listed: Listed, today: dt.date, suspensions: Mapping[str, Suspension]) -> Shape:
    """A service with ``quality`` and, if it is or was suspended, ``suspended_from`` and ``suspended_to``."""
    rows, _ = listed
    found = quality(rows, today)
    told: Shape = {
        "score": found.score,
        "parts": dict(found.parts),
        "missing": list(found.missing),
        "stale": found.stale,
        "assured_days": found.assured_days,
        "capacity_expired": found.capacity_expired,
    }
    rest = suspensions.get(rows[0].service_id)
    days = {} if rest is None else {"suspended_from": rest.first.isoformat()}
    if rest and rest.last:
        days["suspended_to"] = rest.last.isoformat()
    return {**shape, **days, "quality": told}


@router.get("/services/{service_id}/history")
def history(service_id: str, parts: Annotated[Parts, Depends(parts_of)]) -> list[Shape]:
    """Che cosa è cambiato di un servizio e quando, dal cambiamento più recente. Le persone non ci sono."""
    with parts.sessions() as session:
        if not offers_of(session, service_id):
            raise NotFound(words("directory.service", value=service_id))
        return [_event(event) for event in events_of(session, service_id)]


def _event(event: Event) -> Shape:
    return {
        "last_action_date": event.moment.isoformat(),
        # "editor:<account>", "link:<organization>", "import": in public only the kind.
        "updated_by": event.updated_by.partition(":")[0],
        "changes": list(_changes(event.changes)),
    }


def _changes(changes: Iterable[Any]) -> Iterable[Shape]:
    for change in changes:
        told = {
            "resource_type": change.resource_type,
            "resource_id": change.resource_id,
            "last_action_type": change.last_action_type,
            "field_name": change.field_name,
        }
        if change.field_name not in WITHHELD:
            told["previous_value"] = change.previous_value
            told["replacement_value"] = change.replacement_value
        yield told

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Since when each service is what it is for those who need it: noted whenever the catalogue changes.

A new telephone number makes no service new; another age, area, hour, period, cost or condition does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import ServiceFacts
from ..offer import Offer
from ..settings import Settings

DECISIVE = (
    "topics",
    "audience",
    "service_areas",
    "status",
    "minimum_age",
    "maximum_age",
    "residents_only",
    "adherents_only",
    "isee_maximum",
    "disability_required",
    "company_size_maximum",
    "sectors",
    "delivery",
    "municipality",
    "cost",
    "calendar_scope",
    "valid_from",
    "valid_to",
    "byday",
    "opens_at",
    "closes_at",
)


def fingerprint(offers: Sequence[Offer]) -> str:
    """Of the rows of a service; the same as long as nothing decisive changes. Free places count as some or none."""
    rows = [
        [*(getattr(offer, name) for name in DECISIVE), offer.capacity_available == 0 or None]
        for offer in offers
    ]
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()[:16]


def note_facts(
    session: Session,
    changed: Sequence[str],
    services: Mapping[str, Sequence[Offer]],
    today: dt.date | None = None,
) -> None:
    """Note what the changed services are now, those that are gone too. The caller commits."""
    today = today or Settings().today()
    facts = ServiceFacts
    known = {
        row.service_id: row.fingerprint
        for row in session.execute(
            sa.select(facts.service_id, facts.fingerprint).where(facts.service_id.in_(changed))
        )
    }
    if gone := [key for key in known if key not in services]:
        session.execute(sa.delete(facts).where(facts.service_id.in_(gone)))
    now = dt.datetime.now(dt.UTC)
    new, other = [], []
    for key, offers in services.items():
        row = {"service_id": key, "fingerprint": fingerprint(offers), "since": today, "noted": now}
        if key not in known:
            new.append(row)
        elif not known[key]:  # it was there before anything was noted: nobody knows since when
            other.append(row | {"since": None})
        elif known[key] != row["fingerprint"]:
            other.append(row)
    if new:
        session.execute(sa.insert(facts), new)
    if other:
        session.execute(sa.update(facts), other)

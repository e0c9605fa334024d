# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is derived from the catalogue, kept up to date in the transaction that changes it.

Triggers of the database note every service whose facts change, whoever changes them and how. Before a session
commits (``database.py``), the rows of those services are made anew: no writer has to think of it, and none can
forget it. Who wants to find in the same transaction what it has just written calls :func:`index_changes` itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .candidates import candidate_records
from .models import Candidate, ChangedService
from .offers import offers_of_services
from .suspension import suspensions

AT_ONCE = 300
"""Services made anew together: bounds memory, and the parameters of a statement."""


def index_changes(session: Session) -> int:
    """Make anew what is derived from the services that changed; how many they were. The caller commits."""
    total = 0
    session.flush()
    while changed := session.scalars(sa.select(ChangedService.service_id).limit(AT_ONCE)).all():
        _index(session, changed)
        session.execute(sa.delete(ChangedService).where(ChangedService.service_id.in_(changed)))
        total += len(changed)
    return total


def _index(session: Session, changed: Sequence[str]) -> None:
    session.execute(sa.delete(Candidate).where(Candidate.service_id.in_(changed)))
    services = offers_of_services(session, changed)
    resting = suspensions(session, changed)
    records = [
        record for key, offers in services.items() for record in candidate_records(offers, resting.get(key))
    ]
    if records:
        session.execute(sa.insert(Candidate), records)

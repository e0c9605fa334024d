# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What schools do otherwise than the regional calendar, kept in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import SchoolExceptionRow
from .models.base import stable_id
from .school_calendar import SchoolException


def keep_school_exceptions(session: Session, exceptions: Iterable[SchoolException]) -> int:
    """Keep exceptions in place of all those of the comuni that they name; how many. The caller commits."""
    records = [
        {
            "id": stable_id("school_exception", e.municipality, e.school or "", e.first.isoformat()),
            **asdict(e),
        }
        for e in exceptions
    ]
    named = {record["municipality"] for record in records}
    session.execute(sa.delete(SchoolExceptionRow).where(SchoolExceptionRow.municipality.in_(named)))
    if records:
        session.execute(sa.insert(SchoolExceptionRow), records)
    return len(records)


def school_exceptions(session: Session, municipality: str) -> list[SchoolException]:
    """The exceptions of a comune (ISTAT code) and its schools, by their first day."""
    row = SchoolExceptionRow
    query = sa.select(row.municipality, row.school, row.first, row.last, row.scope, row.note)
    query = query.where(row.municipality == municipality).order_by(row.first, row.id)
    return [SchoolException(*values) for values in session.execute(query)]

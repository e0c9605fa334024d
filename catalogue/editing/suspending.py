# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspending a service from a day to a day, and opening it again, from what somebody typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange import cells
from welfare_point.catalogue.exchange.cells import written
from welfare_point.catalogue.exchange.errors import CellRefusedError, expectation
from welfare_point.catalogue.models import Metadata
from welfare_point.catalogue.offers import offers_of
from welfare_point.catalogue.suspension import FIELDS, Suspension, suspend, suspensions

from .cells import FieldError
from .records import By, save, seen

FIRST, LAST = FIELDS
CLOSED = "temporarily_closed"


def read_suspension(first: str, last: str) -> tuple[Suspension | None, list[FieldError]]:
    """Days as in the file, both included; the last may be empty. With errors there is no suspension."""
    days: dict[str, dt.date | None] = {}
    errors = []
    for field, cell in ((FIRST, first.strip()), (LAST, last.strip())):
        try:
            if not cell and field == FIRST:
                raise CellRefusedError("required")
            days[field] = cells.date(cell) if cell else None
        except CellRefusedError as refused:
            errors.append(FieldError(0, field, str(refused)))
    begin, end = days.get(FIRST), days.get(LAST)
    if begin and end and end < begin:
        errors.append(FieldError(0, LAST, expectation("not_before", column=FIRST, value=written(begin))))
    return (None if errors or begin is None else Suspension(begin, end)), errors


def rest(session: Session, service_id: str, suspension: Suspension, by: By, *, version: str) -> None:
    """Suspend a service that is still as it was seen. Raises ``ChangedMeanwhileError``. The caller commits."""
    seen(session, service_id, version)
    suspend(session, [service_id], suspension, updated_by=by.name)


def reopen(session: Session, service_id: str, by: By, *, version: str) -> None:
    """End a suspension, and ``temporarily_closed``. Raises ``ChangedMeanwhileError``. The caller commits."""
    seen(session, service_id, version)
    offers = offers_of(session, service_id)
    if offers[0].status == CLOSED:
        save(session, [replace(offer, status="active") for offer in offers], by, version=version)
    suspend(session, [service_id], None, updated_by=by.name)


def put_back(session: Session, service_id: str, changes: Iterable[Metadata], by: By) -> None:
    """The suspension as it was before these changes, if they are of it. The caller commits."""
    previous = {c.field_name: c.previous_value for c in changes if c.field_name in FIELDS}
    if not previous:
        return
    now = suspensions(session, [service_id]).get(service_id)
    kept = {FIRST: written(now and now.first), LAST: written(now and now.last)} | previous
    before = (
        Suspension(cells.date(kept[FIRST]), cells.date(kept[LAST]) if kept[LAST] else None)
        if kept[FIRST]
        else None
    )
    suspend(session, [service_id], before, updated_by=by.name)

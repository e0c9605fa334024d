# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who changed what of a service, and taking the last change back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.hsds import ORGANIZATION_FIELDS, ROW_FIELDS, SERVICE_FIELDS, row_ids
from welfare_point.catalogue.models import Metadata, Organization
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of

from .cells import FieldError, cells_of, parsed
from .records import By, save, seen
from .suspending import put_back

SHOWN = 50
"""Events on the page of a record: years of ordinary care."""


class NothingToUndoError(Exception):
    """The service has no change after its beginning."""


@dataclass(frozen=True, slots=True)
class Event:
    """All changes of one service made together. ``changes``: of the service first, then of its rows."""

    moment: dt.datetime
    updated_by: str
    changes: tuple[Metadata, ...]

    @property
    def creates(self) -> bool:
        """Whether the service begins here."""
        return any(c.resource_type == "service" and c.last_action_type == "create" for c in self.changes)


def events_of(session: Session, service_id: str, limit: int = SHOWN) -> list[Event]:
    """The latest events of a service, the last one first."""
    moments = (
        sa.select(Metadata.last_action_date)
        .where(Metadata.service_id == service_id)
        .distinct()
        .order_by(Metadata.last_action_date.desc())
        .limit(limit)
    )
    query = (
        sa.select(Metadata)
        .where(Metadata.service_id == service_id, Metadata.last_action_date.in_(moments))
        .order_by(
            Metadata.last_action_date.desc(),
            Metadata.resource_type,
            Metadata.resource_id,
            Metadata.field_name,
        )
    )
    together: dict[tuple[dt.datetime, str], list[Metadata]] = {}
    for change in session.scalars(query):
        together.setdefault((change.last_action_date, change.updated_by), []).append(change)
    return [Event(moment, by, tuple(changes)) for (moment, by), changes in together.items()]


def cells_before(offers: Sequence[Offer], changes: Iterable[Metadata]) -> list[dict[str, str]]:
    """The cells of a service's rows as they were before changes that led to what they are now. Pure."""
    all_cells = [cells_of(offer) for offer in offers]
    shared = {field: all_cells[0][field] for field in (*ORGANIZATION_FIELDS, *SERVICE_FIELDS)}
    rows = {
        row_id: {field: cells[field] for field in ROW_FIELDS} | {"position": str(position)}
        for position, (row_id, cells) in enumerate(zip(row_ids(offers), all_cells, strict=True))
    }
    for change in changes:
        if change.resource_type == "service" and change.field_name in shared:
            shared[change.field_name] = change.previous_value
        elif change.resource_type == "service_at_location":
            if change.last_action_type == "create":
                rows.pop(change.resource_id, None)
            else:
                # A row that was deleted has all its cells among the changes.
                rows.setdefault(change.resource_id, {})[change.field_name] = change.previous_value
    ordered = sorted(rows.values(), key=lambda row: int(row.get("position", len(rows))))
    return [shared | {field: row.get(field, "") for field in ROW_FIELDS} for row in ordered]


def undo(
    session: Session, service_id: str, by: By, ambiti: Collection[str], *, version: str
) -> list[FieldError]:
    """Put back what a service was before its last change, which stays in the history, as does the undoing.

    With errors, when today's rules refuse what was accepted then, nothing is changed. Raises
    :class:`NothingToUndoError` and ``ChangedMeanwhileError``. The caller commits.
    """
    seen(session, service_id, version)
    last = next(iter(events_of(session, service_id, limit=1)), None)
    if last is None or last.creates:
        raise NothingToUndoError
    cells = cells_before(offers_of(session, service_id), last.changes)
    # A change may have moved it to another organization, whose name is not among the service's changes.
    organization = session.get_one(Organization, cells[0]["organization_id"])
    named = {
        "organization_name": organization.name,
        "organization_type": organization.organization_type or "",
    }
    offers, errors = parsed([row | named for row in cells], ambiti)
    if not errors:
        save(session, offers, by, version=version)
        put_back(session, service_id, last.changes, by)
    return errors

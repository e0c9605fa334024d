# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping offers: services are added or replaced, and what changed is written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .changes import organization_changes, service_changes
from .hsds import FIELDS, ORGANIZATION_FIELDS, organization_record, parts, service_record
from .indexing import index_changes
from .models import (
    Attribute,
    Base,
    Candidate,
    Location,
    Metadata,
    Organization,
    SearchDocument,
    SearchWord,
    Service,
    ServiceAtLocation,
)
from .models.base import random_id
from .offer import Offer
from .offers import count_services, offers_of_services
from .taxonomy import keep_taxonomy
from .writing import insert_all

SERVICES_AT_ONCE = 300
"""Services compared and written together: bounds memory, and the parameters of a statement."""

FEW, MANY = 1_000, 100
"""A catalogue of few services is counted anew at every change, a larger one only after many: one correction
alters its statistics little, and counting takes seconds there."""

Rows = dict[str, list[Offer]]
"""The rows of each service, in the order of the file."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many services were added, changed and left as they were; how many rows the file had."""

    added: int
    changed: int
    unchanged: int
    rows: int


def import_services(
    session: Session, offers: Sequence[Offer], *, updated_by: str = "import", now: dt.datetime | None = None
) -> ImportReport:
    """Add the services of ``offers`` or replace those with the same id; others stay as they are.

    All in the session's transaction, which the caller commits. ``updated_by`` and ``now`` (with a time zone)
    go into the record of changes.
    """
    now = now or dt.datetime.now(dt.UTC)
    keep_taxonomy(session)  # it writes first: in SQLite nobody else writes from here on
    kept = _kept_organizations(session)
    organizations = {offer.organization_id: offer for offer in offers}
    changes = [
        change
        for key, offer in organizations.items()
        for change in organization_changes(kept.get(key), offer)
    ]
    differing = dict.fromkeys(change.resource_id for change in changes)
    insert_all(
        session, Organization, (organization_record(organizations[o]) for o in differing if o not in kept)
    )
    added = changed = unchanged = 0
    for batch in _batches(offers):
        before = offers_of_services(session, _known(session, batch))
        new = {key: rows for key, rows in batch.items() if key not in before}
        different = {key: rows for key, rows in batch.items() if key in before and before[key] != rows}
        for key, rows in (new | different).items():
            changes += service_changes(before.get(key, ()), rows)
        _keep_services(session, new, different, now)
        added += len(new)
        changed += len(different)
        unchanged += len(batch) - len(new) - len(different)
    # Only now: a service whose organization has a new name must be seen to differ from what is kept.
    _update(session, Organization, (organization_record(organizations[o]) for o in differing if o in kept))
    stamp = {"last_action_date": now, "updated_by": updated_by}
    insert_all(session, Metadata, ({"id": random_id(), **asdict(change), **stamp} for change in changes))
    if changes:
        counting = added + changed >= MANY or count_services(session) < FEW
        if counting:
            _count(session)
        index_changes(session)
        if counting:
            _count(session, Candidate, SearchDocument, SearchWord)
            _settle_words(session)
    session.expire_all()
    return ImportReport(added, changed, unchanged, len(offers))


def _count(session: Session, *tables: type[Base]) -> None:
    """Have the database count what there is now: until then PostgreSQL reads as if the tables were empty.

    Table by table: all at once would also lock, until the end, what the databases of a server share.
    """
    for table in [t.__table__ for t in tables] or Base.metadata.sorted_tables:
        session.execute(sa.text(f"ANALYZE {table}"))


def _settle_words(session: Session) -> None:
    """Have PostgreSQL sort what was added to its indexes of words, which it puts off: until then every search
    reads all of it, 30 ms for the words of 100,000 services."""
    if session.get_bind().dialect.name == "postgresql":
        indexes = (
            "to_regclass('search_index_tokens')",
            "to_regclass('search_index_areas')",
            "to_regclass('word_index')",
        )  # the last may be missing
        these = f"SELECT gin_clean_pending_list(oid) FROM pg_class WHERE oid IN ({', '.join(indexes)})"
        session.execute(sa.text(these))


def _kept_organizations(session: Session) -> dict[str, Sequence[Any]]:
    """The ``ORGANIZATION_FIELDS`` of each organization, by its id."""
    values = (FIELDS[field] for field in ORGANIZATION_FIELDS)
    return {key: row for key, *row in session.execute(sa.select(Organization.id, *values))}


def _known(session: Session, services: Collection[str]) -> list[str]:
    """Those that there are: only they are read whole, and of a first import that is none."""
    return list(session.scalars(sa.select(Service.id).where(Service.id.in_(services))))


def _batches(offers: Iterable[Offer]) -> Iterator[Rows]:
    """The rows of each service, some services at a time."""
    services: Rows = {}
    for offer in offers:
        services.setdefault(offer.service_id, []).append(offer)
    items = iter(services.items())
    while batch := dict(islice(items, SERVICES_AT_ONCE)):
        yield batch


def _keep_services(session: Session, new: Rows, different: Rows, now: dt.datetime) -> None:
    """Insert or update the services; all that hangs on them is made anew, with the same ids."""
    insert_all(session, Service, ({**service_record(rows[0]), "last_modified": now} for rows in new.values()))
    _update(
        session, Service, ({**service_record(rows[0]), "last_modified": now} for rows in different.values())
    )
    if different:
        _drop_parts(session, different)
    by_table: dict[type[Base], list[dict[str, Any]]] = {}
    for rows in (new | different).values():
        for table, record in parts(rows):
            by_table.setdefault(table, []).append(record)
    for table, records in by_table.items():
        insert_all(session, table, records)


def _drop_parts(session: Session, services: Collection[str]) -> None:
    here = sa.select(ServiceAtLocation.location_id).where(ServiceAtLocation.service_id.in_(services))
    session.execute(sa.delete(Location).where(Location.id.in_(here)))
    session.execute(
        sa.delete(Attribute).where(
            Attribute.link_entity == Service.__tablename__, Attribute.link_id.in_(services)
        )
    )


def _update(session: Session, table: type[Base], records: Iterable[dict[str, Any]]) -> None:
    if records := list(records):
        session.execute(sa.update(table), records)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saving corrections of services: nobody overwrites what another has just changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.models import Service, Taxonomy
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of_services


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something: ``name`` goes into the history, ``office`` into ``assured_by``."""

    name: str
    office: str


class ChangedMeanwhileError(Exception):
    """The record is no longer the one that was shown."""


def version_of(session: Session, service_id: str) -> str | None:
    """What a form keeps to know later whether the record is still the same; ``None``: no such service."""
    moment = session.scalar(sa.select(Service.last_modified).where(Service.id == service_id))
    return moment.isoformat() if moment is not None else None


def hold(session: Session, service_ids: Collection[str]) -> None:
    """From here to the end of the transaction nobody else changes these services, on either database.

    By writing, not by SELECT FOR UPDATE: in SQLite a transaction begins with its first write.
    """
    # The taxonomy first, as imports do: in another order an edit and an import would wait for each other.
    session.execute(sa.update(Taxonomy).values(name=Taxonomy.name))
    query = sa.update(Service).where(Service.id.in_(service_ids)).values(last_modified=Service.last_modified)
    session.execute(query.execution_options(synchronize_session=False))


def seen(session: Session, service_id: str, version: str | None) -> None:
    """Hold a service that is still as it was shown. Raises :class:`ChangedMeanwhileError`."""
    hold(session, [service_id])
    if version_of(session, service_id) != version:
        raise ChangedMeanwhileError


def save(
    session: Session, offers: Sequence[Offer], by: By, *, version: str | None, now: dt.datetime | None = None
) -> bool:
    """Keep the rows of one service; whether anything changed. ``version`` as it was shown, ``None`` if new.

    Raises :class:`ChangedMeanwhileError`. The caller commits.
    """
    seen(session, offers[0].service_id, version)
    report = import_services(session, offers, updated_by=by.name, now=now)
    return report.unchanged == 0


def assured(offers: Sequence[Offer], by: By, today: dt.date) -> list[Offer]:
    """The same rows, verified today."""
    return [replace(offer, assured_date=today, assured_by=by.office) for offer in offers]


def confirm(session: Session, service_ids: Collection[str], by: By, today: dt.date) -> int:
    """ "Still valid": note that these services were verified today; how many. The caller commits.

    Whatever others change at the same moment stays as they changed it.
    """
    hold(session, service_ids)
    found = offers_of_services(session, service_ids)
    offers = [row for rows in found.values() for row in assured(rows, by, today)]
    if offers:
        import_services(session, offers, updated_by=by.name)
    return len(found)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the catalogue, as the open API shows it: each query returns a page and the total."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .filtering import Filter, covering, row_conditions, service_conditions, with_terms
from .models import Organization, Service, ServiceAtLocation, Taxonomy
from .offer import Offer
from .offers import each_offer, offers_of_services

__all__ = ["Filter"]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list: ``number`` from 1, ``size`` items at most, ``total`` in all pages."""

    items: list[Item]
    number: int
    size: int
    total: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database keeps of a service beside its offers."""

    last_modified: dt.datetime
    alert: str | None = None


Listed = tuple[list[Offer], Kept]
"""A service: its rows, at least one, and what else is kept of it."""


def services(session: Session, wanted: Filter, number: int, size: int) -> Page[Listed]:
    """Services, those that best have the text first, or else by id."""
    found = service_ids(session, wanted, number, size)
    listed = services_with(session, [key for key, _ in found.items])
    return Page(listed, number, size, found.total)


def service_ids(session: Session, wanted: Filter, number: int, size: int) -> Page[tuple[str, dt.datetime]]:
    """Only the ids of services, and when each was last modified."""
    conditions, order = service_conditions(session, wanted)
    query = sa.select(Service.id, Service.last_modified).where(*conditions)
    if rows := row_conditions(session, wanted):
        query = query.where(Service.id.in_(covering(rows)))
    return _page(session, query.order_by(*order, Service.id), number, size)


def services_with(session: Session, ids: Collection[str]) -> list[Listed]:
    """The services with these ids, in their order; those that do not exist are left out."""
    rows = offers_of_services(session, ids)
    kept = _kept(session, Service.id.in_(ids))
    return [(rows[key], kept[key]) for key in ids if key in rows and key in kept]


def everything(session: Session) -> Iterator[Listed]:
    """All services, of any status, as an export has them; read as they are asked for."""
    kept = _kept(session)
    for key, rows in groupby(each_offer(session), attrgetter("service_id")):
        if key in kept:
            yield list(rows), kept[key]


def _kept(session: Session, *conditions: sa.ColumnElement[bool]) -> dict[str, Kept]:
    query = sa.select(Service.id, Service.last_modified, Service.alert).where(*conditions)
    return {row.id: Kept(row.last_modified, row.alert) for row in session.execute(query)}


def rows(session: Session, wanted: Filter, number: int, size: int) -> Page[tuple[str, Listed]]:
    """Services at locations, each as its id and its one row."""
    conditions, order = service_conditions(session, wanted)
    query = (
        sa.select(ServiceAtLocation.id, ServiceAtLocation.service_id, ServiceAtLocation.position)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(*conditions, *row_conditions(session, wanted))
        .order_by(*order, ServiceAtLocation.service_id, ServiceAtLocation.position)
    )
    return _rows(session, _page(session, query, number, size))


def row(session: Session, key: str) -> Listed | None:
    """One service at one location."""
    query = sa.select(ServiceAtLocation.id, ServiceAtLocation.service_id, ServiceAtLocation.position)
    found = _rows(session, _page(session, query.where(ServiceAtLocation.id == key), 1, 1)).items
    return found[0][1] if found else None


def _rows(session: Session, found: Page[tuple[str, str, int]]) -> Page[tuple[str, Listed]]:
    ids = dict.fromkeys(service_id for _, service_id, _ in found.items)
    listed = {rows[0].service_id: (rows, kept) for rows, kept in services_with(session, ids)}
    items = [(key, listed[service_id]) for key, service_id, _ in found.items if service_id in listed]
    return Page(items, found.number, found.size, found.total)


def organizations(
    session: Session, number: int, size: int, *, text: str | None = None, terms: Collection[str] | None = None
) -> Page[Organization]:
    """Organizations by id; ``terms``: those with a service that carries one of these taxonomy terms."""
    query = sa.select(Organization).order_by(Organization.id)
    if text is not None:
        query = query.where(Organization.name.icontains(text, autoescape=True))
    if terms is not None:
        query = query.where(Organization.id.in_(sa.select(Service.organization_id).where(with_terms(terms))))
    found: Page[tuple[Organization]] = _page(session, query, number, size)
    return Page([one for (one,) in found.items], number, size, found.total)


def organization(session: Session, key: str) -> Organization | None:
    """One organization."""
    return session.get(Organization, key)


def services_of(session: Session, organizations: Collection[str]) -> dict[str, list[str]]:
    """The ids of the services of some organizations, by organization."""
    query = sa.select(Service.organization_id, Service.id).where(Service.organization_id.in_(organizations))
    found: dict[str, list[str]] = {}
    for organization_id, service_id in session.execute(query.order_by(Service.id)):
        found.setdefault(organization_id, []).append(service_id)
    return found


def taxonomies(session: Session) -> list[Taxonomy]:
    """The classifications in use."""
    return list(session.scalars(sa.select(Taxonomy).order_by(Taxonomy.id)))


def has_demonstration(session: Session) -> bool:
    """Whether any record belongs to the demonstration catalogue."""
    query = sa.select(Service.id).where(Service.source.startswith("dimostrazione")).limit(1)
    return session.scalar(query) is not None


def _page(session: Session, query: Any, number: int, size: int) -> Page[Any]:
    total = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    found = session.execute(query.limit(size).offset((number - 1) * size)).all()
    return Page([tuple(row) for row in found], number, size, total)

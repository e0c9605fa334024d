# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the catalogue, as the open API shows it: each query returns a page and the total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .hsds import term_id
from .models import Attribute, Organization, Service, ServiceArea, ServiceAtLocation, Taxonomy
from .offer import Offer
from .offers import areas_of, offers_of_services

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list: ``number`` from 1, ``size`` items at most, ``total`` in all pages."""

    items: list[Item]
    number: int
    size: int
    total: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What services are asked for; ``None``: no matter."""

    topic: str | None = None
    municipality: str | None = None
    audience: str | None = None
    organization: str | None = None
    status: str | None = "active"
    text: str | None = None


def services(session: Session, wanted: Filter, number: int, size: int) -> Page[list[Offer]]:
    """Services by id, each as its rows."""
    query = _filtered(session, wanted)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    ids = list(session.scalars(query.order_by(Service.id).limit(size).offset((number - 1) * size)))
    rows = offers_of_services(session, ids)
    return Page([rows[i] for i in ids], number, size, total)


def rows(session: Session, number: int, size: int) -> Page[tuple[str, Offer]]:
    """Services at locations, with their own id."""
    total = session.scalar(sa.select(sa.func.count()).select_from(ServiceAtLocation)) or 0
    query = sa.select(ServiceAtLocation.id, ServiceAtLocation.service_id, ServiceAtLocation.position)
    query = query.order_by(ServiceAtLocation.service_id, ServiceAtLocation.position)
    found = session.execute(query.limit(size).offset((number - 1) * size)).all()
    offers = offers_of_services(session, {row.service_id for row in found})
    return Page([(row.id, offers[row.service_id][row.position]) for row in found], number, size, total)


def organizations(session: Session, number: int, size: int) -> Page[Organization]:
    """Organizations by id."""
    total = session.scalar(sa.select(sa.func.count()).select_from(Organization)) or 0
    query = sa.select(Organization).order_by(Organization.id).limit(size).offset((number - 1) * size)
    return Page(list(session.scalars(query)), number, size, total)


def taxonomies(session: Session) -> list[Taxonomy]:
    """The classifications in use."""
    return list(session.scalars(sa.select(Taxonomy).order_by(Taxonomy.id)))


def has_demonstration(session: Session) -> bool:
    """Whether any record belongs to the demonstration catalogue."""
    query = sa.select(Service.id).where(Service.source.startswith("dimostrazione")).limit(1)
    return session.scalar(query) is not None


def _filtered(session: Session, wanted: Filter) -> sa.Select[str]:
    query = sa.select(Service.id)
    if wanted.status is not None:
        query = query.where(Service.status == wanted.status)
    if wanted.audience is not None:
        query = query.where(Service.audience.in_((wanted.audience, "entrambi")))
    if wanted.organization is not None:
        query = query.where(Service.organization_id == wanted.organization)
    if wanted.text is not None:
        query = query.where(
            Service.name.icontains(wanted.text, autoescape=True)
            | Service.description.icontains(wanted.text, autoescape=True)
        )
    if wanted.topic is not None:
        on_topic = sa.select(Attribute.link_id).where(
            Attribute.taxonomy_term_id == term_id(wanted.topic),
            Attribute.link_entity == Service.__tablename__,
        )
        query = query.where(Service.id.in_(on_topic))
    if wanted.municipality is not None:
        covering = (
            sa.select(ServiceAtLocation.service_id)
            .join(ServiceArea, ServiceArea.service_at_location_id == ServiceAtLocation.id)
            .where(ServiceArea.code.in_(areas_of(session, wanted.municipality)))
        )
        query = query.where(Service.id.in_(covering))
    return query

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading offers from the database, in one statement: an import made meanwhile is seen whole or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .hsds import FIELDS, term_id
from .models import (
    Address,
    Attribute,
    Contact,
    CostOption,
    Location,
    MunicipalityAmbito,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    TaxonomyTerm,
)
from .offer import Offer
from .reference import area_codes, municipalities
from .suspension import RUNNING

PADDED_TO = 8
ROWS_AT_ONCE = 500
"""Rows that the database sends together where all are read."""


def offers_on_topic(session: Session, topic: str, *more: sa.ColumnElement[bool]) -> list[Offer]:
    """The rows of all active services on a topic, by service and in the order of the file; ``more``: conditions
    on the service."""
    on_topic = sa.select(Attribute.link_id).where(
        Attribute.taxonomy_term_id == term_id(topic), Attribute.link_entity == Service.__tablename__
    )
    return _offers(session, Service.id.in_(on_topic), Service.status == "active", *more)


def active_offers_of(
    session: Session, service_ids: Collection[str], days: Mapping[str, dt.date]
) -> list[Offer]:
    """The rows of those services that are active and not suspended, by service and in the order of the file.

    ``days``: as ``suspension.days_of`` gives them."""
    return _sorted(session.execute(_ACTIVE, {**days, "services": _padded(service_ids)}).all())


def offers_of(session: Session, service_id: str) -> list[Offer]:
    """The rows of one service; none if there is no such service."""
    return _offers(session, Service.id == service_id)


def offers_of_services(session: Session, service_ids: Collection[str]) -> dict[str, list[Offer]]:
    """The rows of some services, by service; those that do not exist are left out."""
    if not service_ids:
        return {}
    found: dict[str, list[Offer]] = {}
    for offer in _sorted(session.execute(_THESE, {"services": _padded(service_ids)}).all()):
        found.setdefault(offer.service_id, []).append(offer)
    return found


def all_offers(session: Session) -> list[Offer]:
    """The whole catalogue, by service and in the order of the file."""
    return list(each_offer(session))


def each_offer(session: Session) -> Iterator[Offer]:
    """The same, read as it is asked for: memory holds some rows, not the catalogue.

    The database sorts, by the bytes of the text as Python does. The session must stay open meanwhile.
    """
    by_bytes = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    query = _SELECT.order_by(sa.collate(Service.id, by_bytes), ServiceAtLocation.position)
    for row in session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
        yield _offer(row)


def count_services(session: Session) -> int:
    """How many services there are, of any status."""
    return session.scalar(sa.select(sa.func.count()).select_from(Service)) or 0


def areas_of(session: Session, municipality: str) -> frozenset[str]:
    """The codes of service areas that contain a comune (ISTAT code). KeyError if it is not of Lombardy."""
    ambiti = session.scalars(_AMBITI, {"municipality": municipality})
    return area_codes(municipalities()[municipality]) | {f"ambito:{ambito}" for ambito in ambiti}


_AMBITI = sa.select(MunicipalityAmbito.ambito_id).where(
    MunicipalityAmbito.municipality == sa.bindparam("municipality")
)


def _padded(ids: Collection[str]) -> list[str]:
    """Some of them twice, up to a multiple of ``PADDED_TO``: a database plans again for every other number of them."""
    known = list(ids)
    return known + known[:1] * (-len(known) % PADDED_TO)


def _offers(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Offer]:
    return _sorted(session.execute(_SELECT.where(*conditions)).all())


def _sorted(rows: Sequence[sa.Row[Any]]) -> list[Offer]:
    """Sorted here, because databases sort text each by its own rules."""
    return [_offer(row) for row in sorted(rows, key=attrgetter("service_id", "position"))]


def _offer(row: sa.Row[Any]) -> Offer:
    _, topics, areas, *values = tuple(row)
    return Offer(
        topics=_unpacked(topics), service_areas=_unpacked(areas), **dict(zip(FIELDS, values, strict=True))
    )


def _packed(position: Any, item: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[str]:
    """A list as one text, ``0 first;1 second``: items are gathered in any order, so each brings its place."""
    numbered = sa.cast(position, sa.Text) + " " + item
    return sa.select(sa.func.aggregate_strings(numbered, ";")).where(*conditions).scalar_subquery()


def _unpacked(text: str) -> tuple[str, ...]:
    numbered = (item.split(" ", 1) for item in text.split(";"))
    return tuple(item for _, item in sorted(numbered, key=lambda pair: int(pair[0])))


_SELECT = (
    sa.select(
        ServiceAtLocation.position.label("position"),
        _packed(
            Attribute.position,
            TaxonomyTerm.code,
            Attribute.link_id == Service.id,
            Attribute.link_entity == Service.__tablename__,
            Attribute.taxonomy_term_id == TaxonomyTerm.id,
        ),
        _packed(
            ServiceArea.position,
            ServiceArea.code,
            ServiceArea.service_at_location_id == ServiceAtLocation.id,
        ),
        *(column.label(field) for field, column in FIELDS.items()),
    )
    .select_from(Service)
    .join(Organization, Organization.id == Service.organization_id)
    .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
    .join(Location, Location.id == ServiceAtLocation.location_id)
    .outerjoin(Address, Address.location_id == Location.id)
    .outerjoin(Schedule, Schedule.service_at_location_id == ServiceAtLocation.id)
    .outerjoin(CostOption, CostOption.service_at_location_id == ServiceAtLocation.id)
    .outerjoin(Phone, Phone.service_at_location_id == ServiceAtLocation.id)
    .outerjoin(Contact, Contact.service_at_location_id == ServiceAtLocation.id)
    .outerjoin(ServiceCapacity, ServiceCapacity.service_at_location_id == ServiceAtLocation.id)
)

_THESE = _SELECT.where(Service.id.in_(sa.bindparam("services", expanding=True)))
# Made once: to make such a statement, and to know it again, takes as long as to read the rows.
_ACTIVE = _SELECT.where(
    Service.id.in_(sa.bindparam("services", expanding=True)), Service.status == "active", RUNNING
)

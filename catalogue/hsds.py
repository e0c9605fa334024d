# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the fields of an Offer live in the HSDS tables, and how offers become records of them.

``FIELDS`` is the one map, used both ways. Two fields are lists with a record for each item and stand apart:
``topics`` (``attribute``, of the service) and ``service_areas`` (``service_area``, of the row).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from .models import (
    Address,
    Attribute,
    Base,
    Contact,
    CostOption,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
)
from .models.base import stable_id
from .offer import Offer
from .reference import municipalities

FIELDS: Mapping[str, InstrumentedAttribute[Any]] = {
    "service_id": Service.id,
    "organization_id": Service.organization_id,
    "organization_name": Organization.name,
    "organization_type": Organization.organization_type,
    "name": Service.name,
    "description": Service.description,
    "audience": Service.audience,
    "status": Service.status,
    "minimum_age": Service.minimum_age,
    "maximum_age": Service.maximum_age,
    "eligibility_description": Service.eligibility_description,
    "residents_only": Service.residents_only,
    "adherents_only": Service.adherents_only,
    "isee_maximum": Service.isee_maximum,
    "disability_required": Service.disability_required,
    "company_size_maximum": Service.company_size_maximum,
    "sectors": Service.sectors,
    "delivery": ServiceAtLocation.delivery,
    "location_name": Location.name,
    "address": Address.address_1,
    "municipality": Address.municipality,
    "latitude": Location.latitude,
    "longitude": Location.longitude,
    "phone": Phone.number,
    "email": Contact.email,
    "url": Contact.url,
    "application_process": Service.application_process,
    "cost": CostOption.option,
    "amount": CostOption.amount,
    "cost_description": CostOption.amount_description,
    "calendar_scope": Schedule.calendar_scope,
    "valid_from": Schedule.valid_from,
    "valid_to": Schedule.valid_to,
    "byday": Schedule.byday,
    "opens_at": Schedule.opens_at,
    "closes_at": Schedule.closes_at,
    "capacity_maximum": ServiceCapacity.maximum,
    "capacity_available": ServiceCapacity.available,
    "capacity_updated": ServiceCapacity.updated,
    "assured_date": Service.assured_date,
    "assured_by": Service.assured_by,
    "languages": Service.languages,
    "accessibility": Service.accessibility,
    "required_documents": Service.required_documents,
    "innovation": Service.innovation,
    "structural": Service.structural,
    "source": Service.source,
}


@cache
def _fields_of(table: type[Base]) -> tuple[str, ...]:
    return tuple(field for field, column in FIELDS.items() if column.class_ is table)


ORGANIZATION_FIELDS = _fields_of(Organization)
"""What an organization is, whatever its services."""
SERVICE_FIELDS = (*_fields_of(Service), "topics")
"""What all rows of a service have in common."""
ROW_FIELDS = tuple(
    field.name for field in fields(Offer) if field.name not in {*ORGANIZATION_FIELDS, *SERVICE_FIELDS}
)
"""What each row says for itself: location, contacts, area, schedule, cost and capacity."""

Record = tuple[type[Base], dict[str, Any]]
"""A table and the values of one new row of it."""


def term_id(topic: str) -> str:
    """The identifier of the taxonomy term with this code."""
    return stable_id("taxonomy_term", topic)


def row_ids(offers: Iterable[Offer]) -> list[str]:
    """The identifiers of the ``service_at_location`` records of one service's rows.

    A row is known by its place, and among rows at the same place by their order: so rows that are added or
    moved leave the identifiers of the others alone.
    """
    ids, seen = [], Counter[tuple[str, ...]]()
    for offer in offers:
        place = (offer.service_id, offer.location_name or "", offer.address or "", offer.municipality or "")
        ids.append(stable_id("service_at_location", *place, str(seen[place])))
        seen[place] += 1
    return ids


def organization_record(offer: Offer) -> dict[str, Any]:
    """The values of its organization."""
    return {"id": offer.organization_id, **_values(Organization, offer)}


def service_record(offer: Offer) -> dict[str, Any]:
    """The values of its service, as far as the file knows them."""
    return _values(Service, offer)


def parts(offers: Sequence[Offer]) -> Iterator[Record]:
    """All records below one service: its topics, and what each of its rows says. Parents come first."""
    first = offers[0]
    for position, topic in enumerate(first.topics):
        yield (
            Attribute,
            {
                "id": stable_id("attribute", first.service_id, topic),
                "link_id": first.service_id,
                "link_entity": Service.__tablename__,
                "link_type": "topic",
                "taxonomy_term_id": term_id(topic),
                "position": position,
            },
        )
    for position, (row_id, offer) in enumerate(zip(row_ids(offers), offers, strict=True)):
        yield from _place(row_id, position, offer)
        yield from _details(row_id, offer)


def _place(row_id: str, position: int, offer: Offer) -> Iterator[Record]:
    location_id = stable_id("location", row_id)
    virtual = bool(offer.delivery) and set(offer.delivery) <= {"online", "telefono"}
    yield (
        Location,
        {
            "id": location_id,
            "location_type": "virtual" if virtual else "physical",
            **_values(Location, offer),
        },
    )
    yield (
        ServiceAtLocation,
        {
            "id": row_id,
            "service_id": offer.service_id,
            "location_id": location_id,
            "position": position,
            **_values(ServiceAtLocation, offer),
        },
    )
    if offer.address or offer.municipality:
        comune = municipalities()[offer.municipality] if offer.municipality else None
        yield (
            Address,
            {
                "id": stable_id("address", row_id),
                "location_id": location_id,
                "city": comune and comune.name,
                "state_province": comune and comune.province,
                "country": "IT",
                **_values(Address, offer),
            },
        )


def _details(row_id: str, offer: Offer) -> Iterator[Record]:
    for position, code in enumerate(offer.service_areas):
        yield (
            ServiceArea,
            {
                "id": stable_id("service_area", row_id, code),
                "service_at_location_id": row_id,
                "code": code,
                "position": position,
            },
        )
    derived: dict[type[Base], dict[str, Any]] = {
        Schedule: {"freq": "WEEKLY" if offer.byday else None},
        CostOption: {"currency": "EUR"},
        Phone: {},
        Contact: {},
        ServiceCapacity: {},
    }
    for table, extra in derived.items():
        values = _values(table, offer)
        if any(value not in (None, ()) for value in values.values()):
            key = {"id": stable_id(table.__tablename__, row_id), "service_at_location_id": row_id}
            yield table, {**key, **extra, **values}


def _values(table: type[Base], offer: Offer) -> dict[str, Any]:
    return {FIELDS[field].key: getattr(offer, field) for field in _fields_of(table)}

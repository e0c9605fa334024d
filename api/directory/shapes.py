# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offers in the shapes of HSDS 3 (Human Services Data Specification, https://docs.openreferral.org)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from welfare_point.catalogue.directory import Page
from welfare_point.catalogue.hsds import row_ids, term_id
from welfare_point.catalogue.models import Organization
from welfare_point.catalogue.models.base import stable_id
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import Topic, find_municipality, topics
from welfare_point.catalogue.taxonomy import TAXONOMY_ID

_STATUS = {"temporarily_closed": "temporarily closed"}


def page(found: Page[Any], contents: list[dict[str, Any]]) -> dict[str, Any]:
    """HSDS pagination."""
    pages = max(1, -(-found.total // found.size))
    return {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": found.number,
        "size": found.size,
        "first_page": found.number == 1,
        "last_page": found.number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], ())}


def term(topic: Topic) -> dict[str, Any]:
    """``taxonomy_term``."""
    return {
        "id": term_id(topic.code),
        "code": topic.code,
        "name": topic.label_it,
        "description": topic.description_it,
        "taxonomy": TAXONOMY_ID,
        "language": "it",
    }


def organization(found: Organization) -> dict[str, Any]:
    """``organization``. HSDS wants a description; the catalogue's file has none, so the name stands in."""
    return _present(
        {
            "id": found.id,
            "name": found.name,
            "description": found.name,
            "organization_type": found.organization_type,
        }
    )


def _schedule(offer: Offer, own_id: str) -> dict[str, Any]:
    return _present(
        {
            "id": stable_id(own_id, "schedule"),
            "valid_from": offer.valid_from,
            "valid_to": offer.valid_to,
            "freq": "WEEKLY" if offer.byday else None,
            "byday": ",".join(offer.byday),
            "opens_at": offer.opens_at and offer.opens_at.isoformat("minutes"),
            "closes_at": offer.closes_at and offer.closes_at.isoformat("minutes"),
            "calendar_scope": list(offer.calendar_scope),
        }
    )


def _location(offer: Offer, own_id: str) -> dict[str, Any]:
    place = find_municipality(offer.municipality) if offer.municipality else None
    address = _present(
        {
            "address_1": offer.address,
            "city": place and place.name,
            "state_province": place and place.province,
            "country": "IT",
            "address_type": "physical",
            "municipality": place and place.istat,
        }
    )
    return _present(
        {
            "id": stable_id(own_id, "location"),
            "location_type": "virtual" if offer.delivery == ("online",) else "physical",
            "name": offer.location_name,
            "latitude": offer.latitude,
            "longitude": offer.longitude,
            "addresses": [address] if place else [],
        }
    )


def row(offer: Offer, own_id: str) -> dict[str, Any]:
    """``service_at_location`` with what hangs on it; their ids follow from its own."""
    return _present(
        {
            "id": own_id,
            "service_id": offer.service_id,
            "location": _location(offer, own_id),
            "delivery": list(offer.delivery),
            "service_areas": [
                {"id": stable_id(own_id, code), "name": code, "extent_type": "other"}
                for code in offer.service_areas
            ],
            "schedules": [_schedule(offer, own_id)],
            "phones": [{"id": stable_id(own_id, "phone"), "number": offer.phone}] if offer.phone else [],
            "url": offer.url,
            "email": offer.email,
        }
    )


def service(rows: Sequence[Offer]) -> dict[str, Any]:
    """``service`` with its organization, rows and attributes."""
    one = rows[0]
    cost = _present(
        {
            "id": stable_id(one.service_id, "cost"),
            "option": one.cost,
            "amount": one.amount,
            "amount_description": one.cost_description,
            "currency": "EUR",
        }
    )
    return _present(
        {
            "id": one.service_id,
            "name": one.name,
            "description": one.description,
            "status": _STATUS.get(one.status, one.status),
            "url": one.url,
            "email": one.email,
            "application_process": one.application_process,
            "eligibility_description": one.eligibility_description,
            "minimum_age": one.minimum_age,
            "maximum_age": one.maximum_age,
            "assured_date": one.assured_date,
            "audience": one.audience,
            "residents_only": one.residents_only,
            "adherents_only": one.adherents_only,
            "isee_maximum": one.isee_maximum,
            "disability_required": one.disability_required,
            "company_size_maximum": one.company_size_maximum,
            "sectors": list(one.sectors),
            "accessibility": one.accessibility,
            "innovation": one.innovation,
            "structural": one.structural,
            "source": one.source,
            "languages": [{"id": stable_id(one.service_id, code), "code": code} for code in one.languages],
            "required_documents": [
                {"id": stable_id(one.service_id, "documents"), "document": one.required_documents}
            ]
            if one.required_documents
            else [],
            "organization": {
                "id": one.organization_id,
                "name": one.organization_name,
                "description": one.organization_name,
            },
            "cost_options": [cost] if one.cost else [],
            "service_at_locations": [
                row(offer, own_id) for offer, own_id in zip(rows, row_ids(rows), strict=True)
            ],
            "attributes": [
                {
                    "id": stable_id(one.service_id, "topic", code),
                    "link_id": one.service_id,
                    "link_entity": "service",
                    "taxonomy_term": term(topics()[code]),
                }
                for code in one.topics
            ],
        }
    )

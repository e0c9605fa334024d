# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The open directory: HSDS 3 lists and records, readable by anybody."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, NotFound
from welfare_point.api.words import words
from welfare_point.catalogue import directory
from welfare_point.catalogue.offers import offers_of
from welfare_point.catalogue.reference import municipalities, topics

from . import shapes

router = APIRouter(prefix="/api/v1", tags=["catalogo"])

PartsOf = Annotated[Parts, Depends(parts_of)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]
Size = Annotated[int, Query(ge=1, le=500)]


@router.get("/services")
def services(
    parts: PartsOf,
    page: Number = 1,
    per_page: Size = 25,
    topic: str | None = None,
    municipality: str | None = None,
    audience: Literal["persona", "impresa"] | None = None,
    organization_id: str | None = None,
    status: Literal["active", "inactive", "temporarily_closed", "defunct"] | None = "active",
    text: Annotated[str | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """I servizi del catalogo, per codice. Con `municipality` solo quelli che coprono quel Comune."""
    if topic is not None and topic not in topics():
        raise BadRequest(words("matches.topic", value=topic))
    if municipality is not None and municipality not in municipalities():
        raise BadRequest(words("matches.municipality", value=municipality))
    wanted = directory.Filter(topic, municipality, audience, organization_id, status, text)
    with parts.sessions() as session:
        found = directory.services(session, wanted, page, per_page)
    return shapes.page(found, [shapes.service(rows) for rows in found.items])


@router.get("/services/{service_id}")
def service(service_id: str, parts: PartsOf) -> dict[str, Any]:
    """Un servizio con tutto quello che se ne sa."""
    with parts.sessions() as session:
        rows = offers_of(session, service_id)
    if not rows:
        raise NotFound(words("directory.service", value=service_id))
    return shapes.service(rows)


@router.get("/service_at_locations")
def service_at_locations(parts: PartsOf, page: Number = 1, per_page: Size = 25) -> dict[str, Any]:
    """I servizi nelle loro sedi."""
    with parts.sessions() as session:
        found = directory.rows(session, page, per_page)
    return shapes.page(found, [shapes.row(offer, own_id) for own_id, offer in found.items])


@router.get("/organizations")
def organizations(parts: PartsOf, page: Number = 1, per_page: Size = 25) -> dict[str, Any]:
    """Gli enti che offrono servizi."""
    with parts.sessions() as session:
        found = directory.organizations(session, page, per_page)
        return shapes.page(found, [shapes.organization(o) for o in found.items])


@router.get("/taxonomies")
def taxonomies(parts: PartsOf) -> dict[str, Any]:
    """Le classificazioni in uso: una, quella dei bisogni di conciliazione."""
    with parts.sessions() as session:
        found = directory.taxonomies(session)
    shown = [{"id": t.id, "name": t.name, "description": t.description} for t in found]
    return shapes.page(directory.Page(shown, 1, max(1, len(shown)), len(shown)), shown)


@router.get("/taxonomy_terms")
def taxonomy_terms(page: Number = 1, per_page: Size = 100) -> dict[str, Any]:
    """I temi, con le parole con cui sono detti."""
    terms = [shapes.term(topic) for topic in topics().values()]
    shown = terms[(page - 1) * per_page : page * per_page]
    return shapes.page(directory.Page(shown, page, per_page, len(terms)), shown)

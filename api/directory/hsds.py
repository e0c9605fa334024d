# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The open directory: the HSDS 3.1 API, readable by anybody."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import NotFound
from welfare_point.api.words import words
from welfare_point.catalogue import directory
from welfare_point.catalogue.exchange.hsds_tables import term
from welfare_point.catalogue.hsds import term_id
from welfare_point.catalogue.reference import plain, topics
from welfare_point.catalogue.suspension import suspensions

from . import shapes
from .care import with_care
from .query import described, read
from .wanted import FILTERS, terms, wanted

router = APIRouter(prefix="/api/v1", tags=["catalogo"])

HSDS_VERSION = "3.1"
PER_PAGE = 25
PER_PAGE_OF_TERMS = 100
PER_PAGE_MINIMAL = 10_000

PAGING = ("page", "per_page", "format")
SERVICES = (*PAGING, "full", "minimal", *FILTERS)
ROWS = (*PAGING, "full", *FILTERS)
ORGANIZATIONS = (*PAGING, "search", "full", "full_service", "taxonomy_id", "taxonomy_term_id")
ORGANIZATION = ("full_service",)
TAXONOMIES = (*PAGING, "search")
TERMS = (*PAGING, "search", "taxonomy_id", "top_only", "parent_id")

PartsOf = Annotated[Parts, Depends(parts_of)]
Shape = dict[str, Any]


@router.get("/", include_in_schema=False)
@router.get("")
def about(request: Request) -> Shape:
    """Che cosa è questa API: versione di HSDS, profilo, chi la pubblica."""
    base = str(request.base_url)
    return {
        "version": HSDS_VERSION,
        "profile": f"{base}docs",
        "openapi_url": f"{base}openapi.json",
        "description": words("directory.about"),
        "publisher": {"name": words("directory.publisher"), "website": base},
    }


@router.get("/services", openapi_extra=described(SERVICES))
def services(request: Request, parts: PartsOf) -> Shape:
    """I servizi del catalogo, per codice; con un testo, prima i più adatti. Una sede deve soddisfare tutti i filtri."""
    asked = read(request, SERVICES)
    filters = wanted(asked, parts.reader.likely)
    minimal = asked.get("minimal", False)
    number, size = asked.get("page", 1), asked.get("per_page", PER_PAGE_MINIMAL if minimal else PER_PAGE)
    with parts.sessions() as session:
        if minimal:
            ids = directory.service_ids(session, filters, number, size)
            return shapes.page(ids, [shapes.minimal_service(*item) for item in ids.items])
        found = directory.services(session, filters, number, size)
        resting = suspensions(session, [rows[0].service_id for rows, _ in found.items])
    shape = shapes.full_service if asked.get("full") else shapes.simple_service
    today = parts.settings.today()
    return shapes.page(found, [with_care(shape(one), one, today, resting) for one in found.items])


@router.get("/services/{service_id}")
def service(service_id: str, parts: PartsOf) -> Shape:
    """Un servizio con tutto quello che se ne sa."""
    with parts.sessions() as session:
        found = directory.services_with(session, [service_id])
        resting = suspensions(session, [service_id])
    if not found:
        raise NotFound(words("directory.service", value=service_id))
    return with_care(shapes.full_service(found[0]), found[0], parts.settings.today(), resting)


@router.get("/service_at_locations", openapi_extra=described(ROWS))
def service_at_locations(request: Request, parts: PartsOf) -> Shape:
    """I servizi nelle loro sedi."""
    asked = read(request, ROWS)
    filters = wanted(asked, parts.reader.likely)
    with parts.sessions() as session:
        found = directory.rows(session, filters, asked.get("page", 1), asked.get("per_page", PER_PAGE))
    shape = shapes.full_row if asked.get("full") else shapes.simple_row
    return shapes.page(found, [shape(*item) for item in found.items])


@router.get("/service_at_locations/{row_id}")
def service_at_location(row_id: str, parts: PartsOf) -> Shape:
    """Un servizio in una sede, con tutto quello che se ne sa."""
    with parts.sessions() as session:
        found = directory.row(session, row_id)
    if found is None:
        raise NotFound(words("directory.row", value=row_id))
    return shapes.full_row(row_id, found)


@router.get("/organizations", openapi_extra=described(ORGANIZATIONS))
def organizations(request: Request, parts: PartsOf) -> Shape:
    """Gli enti che offrono servizi."""
    asked = read(request, ORGANIZATIONS)
    number, size = asked.get("page", 1), asked.get("per_page", PER_PAGE)
    with parts.sessions() as session:
        found = directory.organizations(session, number, size, text=asked.get("search"), terms=terms(asked))
        if not (asked.get("full") or asked.get("full_service")):
            return shapes.page(found, [shapes.organization(one) for one in found.items])
        return shapes.page(found, _with_services(session, found.items, asked.get("full_service", False)))


@router.get("/organizations/{organization_id}", openapi_extra=described(ORGANIZATION))
def organization(organization_id: str, request: Request, parts: PartsOf) -> Shape:
    """Un ente con i suoi servizi."""
    asked = read(request, ORGANIZATION)
    with parts.sessions() as session:
        found = directory.organization(session, organization_id)
        if found is None:
            raise NotFound(words("directory.organization", value=organization_id))
        return _with_services(session, [found], asked.get("full_service", False))[0]


def _with_services(session: Any, found: list[Any], full: bool) -> list[Shape]:
    ids = directory.services_of(session, [one.id for one in found])
    every = directory.services_with(session, [key for keys in ids.values() for key in keys])
    listed = {rows[0].service_id: (rows, kept) for rows, kept in every}
    shape = shapes.full_service if full else shapes.brief_service
    return [
        shapes.organization(one, [shape(listed[key]) for key in ids.get(one.id, ()) if key in listed])
        for one in found
    ]


@router.get("/taxonomies", openapi_extra=described(TAXONOMIES))
def taxonomies(request: Request, parts: PartsOf) -> Shape:
    """Le classificazioni in uso: una, quella dei bisogni di conciliazione."""
    asked = read(request, TAXONOMIES)
    with parts.sessions() as session:
        every = [shapes.taxonomy(one) for one in directory.taxonomies(session)]
    return _listed(every, asked, PER_PAGE)


@router.get("/taxonomies/{taxonomy_id}")
def taxonomy(taxonomy_id: str, parts: PartsOf) -> Shape:
    """Una classificazione."""
    with parts.sessions() as session:
        every = [shapes.taxonomy(one) for one in directory.taxonomies(session)]
    return _one(every, taxonomy_id, "directory.taxonomy")


@router.get("/taxonomy_terms", openapi_extra=described(TERMS))
def taxonomy_terms(request: Request) -> Shape:
    """I temi, con le parole con cui sono detti."""
    asked = read(request, TERMS)
    # The classification has one level: no term stands below another.
    every = [] if "parent_id" in asked else [term(topic) for topic in topics().values()]
    return _listed(every, asked, PER_PAGE_OF_TERMS)


@router.get("/taxonomy_terms/{term_id_or_code}")
def taxonomy_term(term_id_or_code: str) -> Shape:
    """Un tema, per id o per codice."""
    topic = topics().get(term_id_or_code)
    key = term_id(topic.code) if topic else term_id_or_code
    return _one([term(topic) for topic in topics().values()], key, "directory.term")


def _listed(every: list[Shape], asked: dict[str, Any], per_page: int) -> Shape:
    """One page of a short list, of what has the words asked for."""
    if words_asked := plain(asked.get("search", "")).split():
        texts = [plain(" ".join(str(value) for value in one.values())) for one in every]
        every = [
            one for one, text in zip(every, texts, strict=True) if all(word in text for word in words_asked)
        ]
    number, size = asked.get("page", 1), asked.get("per_page", per_page)
    shown = every[(number - 1) * size : number * size]
    return shapes.page(directory.Page(shown, number, size, len(every)), shown)


def _one(every: list[Shape], key: str, missing: str) -> Shape:
    found = next((one for one in every if one["id"] == key), None)
    if found is None:
        raise NotFound(words(missing, value=key))
    return found

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue as linked open data: its services (CPSV-AP_IT) and its entry in a portal (DCAT-AP_IT)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.rdf.cpsv import cpsv_turtle
from welfare_point.catalogue.rdf.dcat import Format, dcat

router = APIRouter(prefix="/api/v1/open-data", tags=["dati aperti"])

PartsOf = Annotated[Parts, Depends(parts_of)]
TURTLE = "text/turtle"


@router.get("/catalogue.ttl", response_class=StreamingResponse)
def catalogue(request: Request, parts: PartsOf) -> StreamingResponse:
    """I servizi del catalogo in RDF (Turtle), secondo CPSV-AP_IT."""

    def pieces() -> Iterator[bytes]:
        with parts.sessions() as session:
            yield from cpsv_turtle(session, _base(request))

    return StreamingResponse(pieces(), media_type=TURTLE)


@router.get("/dcat.ttl", response_class=Response)
def entry(request: Request, parts: PartsOf) -> Response:
    """La scheda del catalogo per un portale di dati aperti (DCAT-AP_IT), in Turtle."""
    return _entry(request, parts, "turtle", TURTLE)


@router.get("/dcat.jsonld", response_class=Response)
def entry_json(request: Request, parts: PartsOf) -> Response:
    """La stessa scheda in JSON-LD."""
    return _entry(request, parts, "json-ld", "application/ld+json")


def _entry(request: Request, parts: Parts, form: Format, media_type: str) -> Response:
    with parts.sessions() as session:
        content = dcat(session, _base(request), parts.settings.today(), form)
    return Response(content, media_type=media_type)


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")

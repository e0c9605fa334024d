# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/api/v1/open-data``: what was told of needs, as JSON and as CSV, with what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from welfare_point.api.directory.shapes import page as hsds_page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.directory import Page
from welfare_point.catalogue.opendata.reading import FILTERS, count_rows, read_rows, releases
from welfare_point.catalogue.opendata.wording import COLUMNS, ambito_names, told
from welfare_point.catalogue.opendata.wording import words as texts
from welfare_point.catalogue.opendata.writing import csv_of
from welfare_point.catalogue.rdf.names import LICENCE

from .parameters import PAGING, read

PREFIX = "/api/v1/open-data"
router = APIRouter(prefix=PREFIX, tags=["dati aperti"])

PartsOf = Annotated[Parts, Depends(parts_of)]
PER_PAGE = 500


def _described(*names: str) -> dict[str, Any]:
    """What the description for programs (OpenAPI) says of the parameters: what the columns mean."""
    columns = texts()["columns"]
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": columns.get(name, ""),
                "schema": {"type": "integer" if name in PAGING else "string"},
            }
            for name in names
        ]
    }


@router.get("")
def index(request: Request, parts: PartsOf) -> dict[str, Any]:
    """Che cosa c'è nei dati aperti: le pubblicazioni, le colonne, la licenza e gli indirizzi."""
    base = str(request.base_url).rstrip("/") + PREFIX
    settings, said = parts.settings, texts()
    with parts.sessions() as session:
        told_so_far = [
            {
                "period": one.period,
                "first_day": one.first_day,
                "last_day": one.last_day,
                "minimum": one.minimum,
                "released_on": one.released_on,
            }
            for one in releases(session)
        ]
    return {
        "title": said["title"],
        "description": said["description"].format(minimum=settings.open_data_minimum).strip(),
        "notes": [note.format(days=settings.conversation_days) for note in said["notes"]],
        "licence": {"name": said["licence"], "url": LICENCE},
        "minimum": settings.open_data_minimum,
        "releases": told_so_far,
        "columns": [{"name": name, "description": said["columns"][name]} for name in COLUMNS],
        "links": {
            "json": f"{base}/needs",
            "csv": f"{base}/needs.csv",
            "dcat_turtle": f"{base}/dcat.ttl",
            "dcat_json_ld": f"{base}/dcat.jsonld",
            "services_turtle": f"{base}/catalogue.ttl",
        },
    }


@router.get("/needs", openapi_extra=_described(*FILTERS, *PAGING))
def needs(request: Request, parts: PartsOf) -> dict[str, Any]:
    """Quanti bisogni per tema, luogo, periodo e causa, a pagine. I parametri scelgono le righe."""
    wanted = read(request.query_params, (*FILTERS, *PAGING))
    page, size = int(wanted.pop("page", 1)), int(wanted.pop("per_page", PER_PAGE))
    with parts.sessions() as session:
        ambiti = ambito_names(session)
        rows = read_rows(session, wanted, limit=size, offset=(page - 1) * size)
        shown = [told(row, ambiti) for row in rows]
        total = count_rows(session, wanted)
    return hsds_page(Page(shown, page, size, total), shown)


@router.get("/needs.csv", response_class=StreamingResponse, openapi_extra=_described(*FILTERS))
def needs_csv(request: Request, parts: PartsOf) -> StreamingResponse:
    """Le stesse righe in CSV (UTF-8, virgole), tutte insieme."""
    wanted = read(request.query_params, FILTERS)

    def pieces() -> Iterator[bytes]:
        with parts.sessions() as session:
            ambiti = ambito_names(session)
            yield from csv_of(told(row, ambiti) for row in read_rows(session, wanted))

    headers = {"Content-Disposition": 'attachment; filename="bisogni.csv"'}
    return StreamingResponse(pieces(), media_type="text/csv; charset=utf-8", headers=headers)

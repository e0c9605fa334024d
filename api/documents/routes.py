# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/osservatorio/documento``: the needs of the address's filters, as a document to download."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from welfare_point.api import naming
from welfare_point.api.manager.access import filters_within
from welfare_point.api.observatory.access import viewer_of
from welfare_point.api.observatory.pages import ask_to_enter
from welfare_point.api.pages import page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.demand.filters import Filters

from . import archive, pdf, word
from .outline import Outline, outline

router = APIRouter(include_in_schema=False, prefix="/osservatorio")

PartsOf = Annotated[Parts, Depends(parts_of)]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/documento")
def whole(request: Request, parts: PartsOf) -> Response:
    """Il documento in tutti i formati, con i dati di ogni grafico."""
    return _made(request, parts, archive.write, "zip", "application/zip")


@router.get("/documento.docx")
def for_word(request: Request, parts: PartsOf) -> Response:
    """Il documento da modificare."""
    return _made(request, parts, word.write, "docx", DOCX)


@router.get("/documento.pdf")
def for_paper(request: Request, parts: PartsOf) -> Response:
    """Il documento da leggere e stampare."""
    return _made(request, parts, pdf.write, "pdf", "application/pdf")


def _made(
    request: Request, parts: Parts, write: Callable[[Outline], bytes], ending: str, kind: str
) -> Response:
    content: dict[str, Any] = page_content(request)
    said = content["observatory"]
    with parts.sessions() as session:
        viewer = viewer_of(request, session)
        if viewer is None:
            return ask_to_enter(request)
        filters = filters_within(viewer.account, request)
        told = outline(
            session,
            viewer.account,
            parts.settings,
            filters,
            _chosen(filters, said),
            said,
            content["document"],
        )
    headers = {
        "Content-Disposition": f'attachment; filename="{archive.NAME}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(write(told), media_type=kind, headers=headers)


def _chosen(filters: Filters, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The filters that are set, as people read them."""
    values = {name: value for name, value in asdict(filters).items() if value is not None}
    return [(said["filters"][name], naming.shown_as(name, value, said)) for name, value in values.items()]

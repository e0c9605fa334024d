# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/fornitore/<token>``: what a link opens. The list of its own records, correcting them, confirming them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.catalogue.editing.listing import Wanted, listed

from .access import Actor, editor_page, provider_of
from .listing import SHOWN, Form, PartsOf, confirm_all, item, suspensions_of
from .saving import show, submit

router = APIRouter(prefix="/fornitore/{token}", include_in_schema=False)

Provider = Annotated[Actor, Depends(provider_of)]


@router.get("", name="provider_list")
def own_records(
    request: Request,
    parts: PartsOf,
    actor: Provider,
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Le schede della propria organizzazione."""
    today = parts.settings.today()
    with parts.sessions() as session:
        found = listed(session, actor.scope, Wanted(), today, pagina, SHOWN)
        resting = suspensions_of(session, found.items)
    return editor_page(
        request,
        actor,
        "editor_list.html",
        services=[item(actor, rows, today, resting.get(rows[0].service_id)) for rows in found.items],
        total=found.total,
        number=pagina,
        pages=max(1, -(-found.total // SHOWN)),
        here=actor.home,
        page_path=f"{actor.home}?pagina=",
    )


@router.post("/conferma")
def confirm_own(request: Request, parts: PartsOf, actor: Provider, form: Form) -> Response:
    """«Confermo che i dati sono ancora validi»."""
    confirm_all(request, parts, actor, form)
    return RedirectResponse(actor.home, status_code=303)


@router.get("/modifica")
def edit_own(request: Request, parts: PartsOf, actor: Provider, id: str) -> Response:  # noqa: A002 -- in the address
    """Correggi la scheda."""
    return show(request, parts, actor, id)


@router.post("/modifica")
def correct_own(
    request: Request,
    parts: PartsOf,
    actor: Provider,
    form: Form,
    id: str,  # noqa: A002
) -> Response:
    """Salva la scheda."""
    return submit(request, parts, actor, form, id)

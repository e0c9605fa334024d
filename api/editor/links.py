# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/catalogo/link``: links by which providers confirm and correct their own records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.pages import page_content
from welfare_point.api.problems import BadRequest, Forbidden, NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.editing.links import DAYS, MOST_DAYS, links_within, make_link, revoke, token_of
from welfare_point.catalogue.editing.scope import Scope, organizations_within
from welfare_point.catalogue.models import ProviderLink
from welfare_point.catalogue.settings import ITALY

from .access import editor_page, note, tell
from .listing import Editor, Form, PartsOf

router = APIRouter(include_in_schema=False)


@router.get("/catalogo/link")
def links(request: Request, parts: PartsOf, actor: Editor, nuovo: str = "") -> Response:
    """I link creati, il modulo per crearne uno, e l'indirizzo di quello appena creato."""
    with parts.sessions() as session:
        names = {o.id: o.name for o in organizations_within(session, actor.scope)}
        found = links_within(session, actor.scope)
    now = dt.datetime.now(dt.UTC)
    lines: list[dict[str, Any]] = [
        {
            "id": link.id,
            "organization": names.get(link.organization_id, link.organization_id),
            "created": link.created.astimezone(ITALY),
            "expires": link.expires.astimezone(ITALY),
            "over": link.expires <= now,
            "revoked": link.revoked is not None,
            "address": str(request.url_for("provider_list", token=token_of(link, parts.secret)))
            if link.id == nuovo
            else None,
        }
        for link in found
    ]
    return editor_page(
        request, actor, "editor_links.html", links=lines, organizations=names, days=DAYS, most_days=MOST_DAYS
    )


@router.post("/catalogo/link")
def make(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Crea un link e mostra il suo indirizzo."""
    days = str(form.get("days", DAYS))
    if not days.isdecimal() or len(days) > len(str(MOST_DAYS)) or not 1 <= int(days) <= MOST_DAYS:
        raise BadRequest(page_content(request)["editor"]["failed"]["days"])
    with parts.sessions.begin() as session:
        organization = str(form.get("organization", ""))
        if organization not in {o.id for o in organizations_within(session, actor.scope)}:
            raise Forbidden(words("editor.organization"))
        scope = Scope(actor.scope.ats, organization)
        link = make_link(session, scope, actor.by.name, days=int(days))
    note("link made for", actor, organization)
    return RedirectResponse(f"/catalogo/link?nuovo={link.id}", status_code=303)


@router.post("/catalogo/link/togli")
def take_away(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Da adesso il link non apre più niente."""
    with parts.sessions.begin() as session:
        link = session.get(ProviderLink, str(form.get("id", "")))
        if link is None or link not in links_within(session, actor.scope):
            raise NotFound(words("problems.404"))
        revoke(session, link)
        note("link revoked for", actor, link.organization_id)
    tell(request, page_content(request)["editor"]["done"]["revoked"])
    return RedirectResponse("/catalogo/link", status_code=303)

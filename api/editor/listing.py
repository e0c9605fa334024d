# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/catalogo``: the services that one may correct, and "still valid" for several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from welfare_point.api.pages import page_content
from welfare_point.api.parts import Parts, parts_of
from welfare_point.catalogue.editing.listing import Wanted, listed
from welfare_point.catalogue.editing.records import confirm
from welfare_point.catalogue.editing.scope import organizations_within
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.quality import quality
from welfare_point.catalogue.reference import topics
from welfare_point.catalogue.reports import count_open
from welfare_point.catalogue.suspension import Suspension, suspensions

from .access import Actor, editor_of, editor_page, form_of, note, rows_for, tell
from .links_to import form_path, record_path
from .views import options_of

router = APIRouter(include_in_schema=False)

PartsOf = Annotated[Parts, Depends(parts_of)]
Editor = Annotated[Actor, Depends(editor_of)]
Form = Annotated[FormData, Depends(form_of)]

SHOWN = 25
"""Services on one page."""
MOST_CONFIRMED = 100
"""Services confirmed at once."""


def item(
    actor: Actor, rows: Sequence[Offer], today: dt.date, suspension: Suspension | None = None
) -> dict[str, Any]:
    """What the list says of a service."""
    first = rows[0]
    good = quality(rows, today)
    return {
        "id": first.service_id,
        "name": first.name,
        "organization": first.organization_name,
        "topics": [topics()[code].label_it for code in first.topics],
        "status": first.status,
        "assured_date": first.assured_date,
        "stale": good.stale,
        "quality": round(good.score * 100),
        "missing": good.missing,
        # One that is over says nothing any more.
        "suspension": suspension if suspension and (suspension.last or today) >= today else None,
        "open": record_path(actor, first.service_id),
        "correct": form_path(actor, first.service_id),
    }


def suspensions_of(session: Session, services: Sequence[Sequence[Offer]]) -> dict[str, Suspension]:
    """The suspensions of listed services, by id."""
    return suspensions(session, [rows[0].service_id for rows in services])


@router.get("/catalogo")
def catalogue(
    request: Request,
    parts: PartsOf,
    actor: Editor,
    testo: Annotated[str, Query(max_length=200)] = "",
    bisogno: str = "",
    stato: str = "",
    ente: str = "",
    da_verificare: bool = False,
    segnalati: bool = False,
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """I servizi da correggere, con i filtri nell'indirizzo."""
    today = parts.settings.today()
    text = testo.strip()
    heard = parts.reader.likely(text)
    filters = Wanted(text, bisogno, stato, ente, da_verificare, segnalati, heard)
    with parts.sessions() as session:
        found = listed(session, actor.scope, filters, today, pagina, SHOWN)
        organizations = organizations_within(session, actor.scope)
        resting = suspensions_of(session, found.items)
        waiting = count_open(session, [rows[0].service_id for rows in found.items])
    wanted = {"testo": testo, "bisogno": bisogno, "stato": stato, "ente": ente}
    wanted |= {"da_verificare": "true"} if da_verificare else {}
    wanted |= {"segnalati": "true"} if segnalati else {}
    kept = {name: value for name, value in wanted.items() if value}
    words = page_content(request)["editor"]
    return editor_page(
        request,
        actor,
        "editor_list.html",
        services=[item(actor, rows, today, resting.get(rows[0].service_id)) for rows in found.items],
        waiting=waiting,
        total=found.total,
        number=pagina,
        pages=max(1, -(-found.total // SHOWN)),
        here="/catalogo?" + urlencode(kept | {"pagina": str(pagina)}),
        page_path="/catalogo?" + urlencode(kept | {"pagina": ""}),
        wanted=wanted,
        topic_names=options_of(words, "topics"),
        status_names=options_of(words, "status"),
        organization_names={o.id: o.name for o in organizations},
    )


@router.post("/catalogo/conferma")
def confirm_selected(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """«Confermo che i dati sono ancora validi», per i servizi selezionati."""
    confirm_all(request, parts, actor, form)
    back = str(form.get("back", ""))
    # An address of ours, never what a form may have been made to say.
    return RedirectResponse(back if back.startswith("/catalogo?") else "/catalogo", status_code=303)


def confirm_all(request: Request, parts: Parts, actor: Actor, form: FormData) -> None:
    """Confirm what the form selected: all of it, or nothing where something is not the actor's."""
    ids = list(dict.fromkeys(value for value in form.getlist("id") if isinstance(value, str)))[
        :MOST_CONFIRMED
    ]
    done = page_content(request)["editor"]["done"]
    with parts.sessions.begin() as session:
        for service_id in ids:
            rows_for(session, actor, service_id)
        confirmed = confirm(session, ids, actor.by, parts.settings.today()) if ids else 0
    for service_id in ids:
        note("confirmed", actor, service_id)
    if confirmed == 0:
        tell(request, done["none_selected"])
    else:
        tell(request, done["confirmed_one"] if confirmed == 1 else done["confirmed"].format(count=confirmed))

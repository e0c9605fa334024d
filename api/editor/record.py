# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/catalogo/servizio``: a record as the assistant tells it, its history, and what can be done with it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.pages import page_content
from welfare_point.catalogue.editing.history import NothingToUndoError, events_of, undo
from welfare_point.catalogue.editing.preview import preview
from welfare_point.catalogue.editing.records import ChangedMeanwhileError, version_of
from welfare_point.catalogue.exchange.ambiti import known_ambiti
from welfare_point.catalogue.reference import topics

from .access import editor_page, note, rows_for, tell
from .links_to import record_path
from .listing import Editor, Form, PartsOf, item
from .views import history, in_words

router = APIRouter(include_in_schema=False)


@router.get("/catalogo/servizio")
def record(request: Request, parts: PartsOf, actor: Editor, id: str) -> Response:  # noqa: A002 -- in the address
    """La scheda di un servizio."""
    today = parts.settings.today()
    words = page_content(request)["editor"]
    with parts.sessions() as session:
        rows = rows_for(session, actor, id)
        told = preview(session, rows, today)
        events = events_of(session, id)
        version = version_of(session, id)
    return editor_page(
        request,
        actor,
        "editor_record.html",
        service=item(actor, rows, today),
        version=version,
        told=told,
        topic=topics()[told.need.topic].label_it,
        events=history(words, events),
        undoable=bool(events) and not events[0].creates,
    )


@router.post("/catalogo/annulla")
def undo_last(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Annulla l'ultima modifica."""
    service_id, version = str(form.get("id", "")), str(form.get("version", ""))
    words = page_content(request)["editor"]
    with parts.sessions.begin() as session:
        rows_for(session, actor, service_id)
        try:
            errors = undo(session, service_id, actor.by, known_ambiti(session), version=version)
        except ChangedMeanwhileError:
            notice = words["failed"]["changed_meanwhile"]
        except NothingToUndoError:
            notice = words["failed"]["nothing_to_undo"]
        else:
            expected = in_words(words, errors[0].expected) if errors else ""
            notice = (
                words["failed"]["undo_refused"].format(expected=expected)
                if errors
                else words["done"]["undone"]
            )
            note("undone" if not errors else "not undone", actor, service_id)
    tell(request, notice)
    return RedirectResponse(record_path(actor, service_id), status_code=303)

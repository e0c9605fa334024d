# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/catalogo/servizio``: a record as the assistant tells it, its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from welfare_point.api.pages import page_content
from welfare_point.api.parts import Parts
from welfare_point.catalogue.editing.cells import FieldError
from welfare_point.catalogue.editing.history import NothingToUndoError, events_of, undo
from welfare_point.catalogue.editing.preview import preview
from welfare_point.catalogue.editing.records import By, ChangedMeanwhileError, version_of
from welfare_point.catalogue.editing.suspending import CLOSED, read_suspension, reopen, rest
from welfare_point.catalogue.exchange.ambiti import known_ambiti
from welfare_point.catalogue.reference import topics
from welfare_point.catalogue.suspension import FIELDS, suspensions

from .access import Actor, editor_page, note, rows_for, tell
from .links_to import record_path
from .listing import Editor, Form, PartsOf, item
from .reports import reports_of
from .views import Marks, history, in_words, one_field, summary

router = APIRouter(include_in_schema=False)

Change = Callable[..., str | None]
"""Changes a service; what it says if it must not, else ``None``."""


@router.get("/catalogo/servizio")
def record(request: Request, parts: PartsOf, actor: Editor, id: str) -> Response:  # noqa: A002 -- in the address
    """La scheda di un servizio."""
    return _record(request, parts, actor, id)


def _record(
    request: Request,
    parts: Parts,
    actor: Actor,
    service_id: str,
    status: int = 200,
    *,
    asked: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
) -> Response:
    """The page; ``asked`` are days of a suspension that were typed and have ``errors``."""
    today = parts.settings.today()
    words = page_content(request)["editor"]
    with parts.sessions() as session:
        rows = rows_for(session, actor, service_id)
        told = preview(session, rows, today)
        events = events_of(session, service_id)
        version = version_of(session, service_id)
        resting = suspensions(session, [service_id]).get(service_id)
        reports = reports_of(session, page_content(request)["reports"], service_id)
    service = item(actor, rows, today, resting)
    marks = Marks(errors)
    return editor_page(
        request,
        actor,
        "editor_record.html",
        status,
        service=service,
        missing=[words["fields"][name]["label"] for name in service["missing"]],
        version=version,
        told=told,
        topic=topics()[told.need.topic].label_it,
        events=history(words, events),
        undoable=bool(events) and not events[0].creates,
        days=[one_field(words, 0, name, (asked or {}).get(name, ""), marks) for name in FIELDS],
        errors=summary(words, errors),
        today=today,
        reports=reports,
        reopenable=service["suspension"] is not None or service["status"] == CLOSED,
    )


@router.post("/catalogo/sospendi")
def suspend(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Sospendi il servizio da un giorno a un giorno."""
    service_id = str(form.get("id", ""))
    asked = {name: str(form.get(name, "")) for name in FIELDS}
    suspension, errors = read_suspension(*asked.values())
    if suspension is None:
        return _record(request, parts, actor, service_id, 422, asked=asked, errors=errors)
    return _done(request, parts, actor, form, "suspended", partial(rest, suspension=suspension))


@router.post("/catalogo/riapri")
def open_again(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Riapri il servizio."""
    return _done(request, parts, actor, form, "reopened", reopen)


def _done(
    request: Request, parts: Parts, actor: Actor, form: FormData, what: str, change: Change
) -> Response:
    """Change the record that the form is about, if it is still as it was seen, and say so."""
    service_id, version = str(form.get("id", "")), str(form.get("version", ""))
    words = page_content(request)["editor"]
    with parts.sessions.begin() as session:
        rows_for(session, actor, service_id)
        try:
            refused = change(session, service_id, by=actor.by, version=version)
        except ChangedMeanwhileError:
            refused = words["failed"]["changed_meanwhile"]
        except NothingToUndoError:
            refused = words["failed"]["nothing_to_undo"]
    if refused is None:
        note(what, actor, service_id)
    tell(request, refused or words["done"][what])
    return RedirectResponse(record_path(actor, service_id), status_code=303)


@router.post("/catalogo/annulla")
def undo_last(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Annulla l'ultima modifica."""
    words = page_content(request)["editor"]

    def back(session: Session, service_id: str, *, by: By, version: str) -> str | None:
        errors = undo(session, service_id, by, known_ambiti(session), version=version)
        if not errors:
            return None
        said: str = words["failed"]["undo_refused"]
        return said.format(expected=in_words(words, errors[0].expected))

    return _done(request, parts, actor, form, "undone", back)

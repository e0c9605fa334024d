# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a service, shown and sent: the same for editors and for providers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from welfare_point.api.pages import page_content
from welfare_point.api.parts import Parts
from welfare_point.catalogue.editing.cells import FieldError, cells_of, parsed
from welfare_point.catalogue.editing.preview import Preview, preview
from welfare_point.catalogue.editing.records import ChangedMeanwhileError, assured, save, version_of
from welfare_point.catalogue.editing.scope import holds, organizations_within
from welfare_point.catalogue.exchange.ambiti import known_ambiti
from welfare_point.catalogue.models import Organization
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import plain, topics

from .access import Actor, editor_page, note, rows_for, tell
from .form import CHOICE, ORGANIZATION, Typed, after_action, as_cells, shown, typed
from .links_to import form_path, record_path
from .merging import merge, packed, unpacked
from .views import Marks, in_options, one_field, row_groups, service_groups, summary

CARRIED = ("service_id", "assured_date", "assured_by", *ORGANIZATION)
"""What a correction leaves as it is in the catalogue."""


def new_row(actor: Actor) -> Typed:
    """The form of a service that is not there yet."""
    area = f"ats:{actor.scope.ats}" if actor.scope.ats else ""
    return {"status": "active", "service_areas": area, "organization_id": actor.scope.organization or ""}


def show(request: Request, parts: Parts, actor: Actor, service_id: str | None) -> Response:
    """The form as it is now; empty for a new service."""
    with parts.sessions() as session:
        rows = shown(rows_for(session, actor, service_id)) if service_id is not None else [new_row(actor)]
        version = version_of(session, service_id) if service_id is not None else None
        return _form(request, session, actor, service_id, rows, version=version, base=rows)


def submit(request: Request, parts: Parts, actor: Actor, form: FormData, service_id: str | None) -> Response:
    """What was typed is checked, shown or saved, by the button that was pressed."""
    action = str(form.get("action", "save"))
    rows = typed(form)
    version = str(form.get("version", "")) or None
    base = unpacked(str(form.get("base", "")))
    with parts.sessions.begin() as session:
        kept = rows_for(session, actor, service_id) if service_id is not None else []
        again: dict[str, Any] = {"version": version, "base": base}
        if action not in ("save", "preview"):
            return _form(request, session, actor, service_id, after_action(rows, action), **again)
        offers, errors = parsed(_all_cells(session, actor, rows, kept), known_ambiti(session))
        if not errors and not holds(session, actor.scope, offers):
            errors = [FieldError(0, "service_areas", page_content(request)["editor"]["outside"])]
        if errors:
            return _form(request, session, actor, service_id, rows, 422, marks=Marks(errors), **again)
        if action == "preview":
            told = preview(session, offers, parts.settings.today())
            return _form(request, session, actor, service_id, rows, told=told, **again)
        if form.get("assured"):
            offers = assured(offers, actor.by, parts.settings.today())
        try:
            changed = save(session, offers, actor.by, version=version)
        except ChangedMeanwhileError:
            return _conflict(request, session, actor, kept, rows, base)
    done = page_content(request)["editor"]["done"]
    note("saved", actor, offers[0].service_id)
    tell(request, done["added" if service_id is None else "saved" if changed else "unchanged"])
    return RedirectResponse(record_path(actor, offers[0].service_id), status_code=303)


def _all_cells(
    session: Session, actor: Actor, rows: Sequence[Typed], kept: Sequence[Offer]
) -> list[dict[str, str]]:
    """The typed cells, and beside them those that the form does not change."""
    if kept:
        now = cells_of(kept[0])
        carried = {field: now[field] for field in CARRIED}
    else:
        organization = _organization(session, actor, rows[0])
        carried = organization | {"service_id": _new_id(rows[0]["name"])}
    return [as_cells(row) | carried for row in rows]


def _organization(session: Session, actor: Actor, row: Typed) -> dict[str, str]:
    """The organization of a new service. One that is in the catalogue keeps its name there."""
    chosen = actor.scope.organization or row[CHOICE] or row["organization_id"]
    kept = session.get(Organization, chosen)
    if kept is None:
        return {field: row[field] for field in ORGANIZATION} | {"organization_id": chosen}
    return {
        "organization_id": kept.id,
        "organization_name": kept.name,
        "organization_type": kept.organization_type or "",
    }


def _new_id(name: str) -> str:
    """An id that people recognise and that nobody else has."""
    return "-".join([*plain(name).split()[:6], secrets.token_hex(4)])


def _conflict(
    request: Request,
    session: Session,
    actor: Actor,
    kept: Sequence[Offer],
    rows: list[Typed],
    base: list[Typed],
) -> Response:
    service_id = kept[0].service_id
    now = shown(rows_for(session, actor, service_id))
    merged = merge(base, rows, now)
    return _form(
        request,
        session,
        actor,
        service_id,
        merged.rows,
        409,
        version=version_of(session, service_id),
        base=now,
        marks=Marks(both=merged.both, taken=merged.taken),
        theirs=now if merged.rows_differ else (),
    )


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    service_id: str | None,
    rows: list[Typed],
    status: int = 200,
    *,
    version: str | None,
    base: list[Typed],
    marks: Marks | None = None,
    told: Preview | None = None,
    theirs: Sequence[Typed] = (),
) -> Response:
    words = page_content(request)["editor"]
    marks = marks or Marks()
    chosen = [one_field(words, 0, name, rows[0].get(name, ""), marks) for name in ORGANIZATION]
    return editor_page(
        request,
        actor,
        "editor_form.html",
        status,
        service_id=service_id,
        action=form_path(actor, service_id),
        back=record_path(actor, service_id) if service_id is not None else actor.home,
        version=version or "",
        base=packed(base) if base else "",
        groups=service_groups(words, rows, marks),
        rows=[row_groups(words, number, row, marks) for number, row in enumerate(rows)],
        organization=chosen if service_id is None else None,
        chosen=rows[0].get(CHOICE, ""),
        organizations={o.id: o.name for o in organizations_within(session, actor.scope)},
        errors=summary(words, marks.errors),
        conflict=status == 409,
        theirs=[
            [
                (field.label, in_options(words, field.name.split("-")[-1], field.value))
                for group in row_groups(words, number, row, Marks())
                for field in group.fields
                if field.value
            ]
            for number, row in enumerate(theirs)
        ],
        told=told,
        topic_name=topics()[told.need.topic].label_it if told else "",
    )

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people said is wrong in a record: shown with it, and closed by its editor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from welfare_point.api.pages import page_content
from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.models import RecordReport
from welfare_point.catalogue.reports import OUTCOMES, close_report, closed_reports, open_reports
from welfare_point.catalogue.settings import ITALY

from .access import note, rows_for, tell
from .links_to import record_path
from .listing import Editor, Form, PartsOf

router = APIRouter(include_in_schema=False)

CLOSED_SHOWN = 10


def reports_of(session: Session, content: Mapping[str, Any], service_id: str) -> dict[str, Any]:
    """The reports of a record in words: ``waiting`` and ``done``."""
    waiting, done = open_reports(session, service_id), closed_reports(session, service_id, CLOSED_SHOWN)
    return {"waiting": list(_told(content, waiting)), "done": list(_told(content, done))}


def _told(content: Mapping[str, Any], reports: Iterable[RecordReport]) -> Iterable[dict[str, Any]]:
    for report in reports:
        yield {
            "id": report.id,
            "reason": content["reasons"][report.reason],
            "said": report.said,
            "day": report.day,
            "outcome": report.outcome and content["outcomes"][report.outcome],
            "closed": report.closed and report.closed.astimezone(ITALY),
            "by": (report.closed_by or "").partition(":")[2],
        }


@router.post("/catalogo/segnalazione")
def close(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """«Ho corretto» oppure «Non è un errore»."""
    service_id, outcome = str(form.get("id", "")), str(form.get("outcome", ""))
    if outcome not in OUTCOMES:
        raise BadRequest(words("problems.invalid", fields="outcome"))
    with parts.sessions.begin() as session:
        rows_for(session, actor, service_id)
        closed = close_report(
            session,
            service_id,
            str(form.get("report", "")),
            outcome=outcome,
            by=actor.by.name,
            now=dt.datetime.now(dt.UTC),
        )
    if closed:
        note(f"report {outcome}", actor, service_id)
    content = page_content(request)["reports"]
    tell(request, content["closed"] if closed else content["closed_already"])
    return RedirectResponse(f"{record_path(actor, service_id)}#segnalazioni", status_code=303)

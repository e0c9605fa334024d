# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manager's pages: log in, see the unmet needs of one's own ATS, log out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.pages import page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import Forbidden
from welfare_point.api.words import content, words
from welfare_point.catalogue.accounts import find_account, verify
from welfare_point.catalogue.reference import ATS, topics
from welfare_point.catalogue.unmet import Filters, count_unmet, list_unmet, unmet_by

from .access import EDITORS, READERS, ats_seen_by
from .forms import check_token, form_token
from .records import record_json

router = APIRouter(include_in_schema=False)

PartsOf = Annotated[Parts, Depends(parts_of)]

SHOWN = 50
"""Records on one page."""


@router.get("/dashboard")
def dashboard(
    request: Request,
    parts: PartsOf,
    ats: str = "",
    topic: str = "",
    cause: str = "",
    pagina: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """I bisogni senza risposta, con i filtri nell'indirizzo."""
    with parts.sessions() as session:
        account = find_account(session, str(request.session.get("account", "")))
        if account is None or account.disabled:
            return page(request, "login.html", token=form_token(request), wrong=None)
        if account.role not in READERS:
            raise Forbidden(words("problems.403"))
        seen = ats_seen_by(account, ats or None)
        wanted: Filters = {"ats": seen, "topic": topic or None, "cause": cause or None}
        found = list_unmet(session, **wanted, limit=SHOWN, offset=(pagina - 1) * SHOWN)
        total = count_unmet(session, **wanted)
        causes = unmet_by(session, "cause", **wanted)
        leading = unmet_by(session, "topic", **wanted)
    return page(
        request,
        "dashboard.html",
        account=account,
        edits=account.role in EDITORS,
        token=form_token(request),
        records=[record_json(r) for r in found],
        total=total,
        number=pagina,
        pages=max(1, -(-total // SHOWN)),
        causes=causes,
        leading=leading,
        wanted={"ats": seen or "", "topic": topic, "cause": cause},
        ats_names=ATS if account.ats is None else {account.ats: ATS[account.ats]},
        topic_names={code: t.label_it for code, t in topics().items()},
        cause_names=content()["causes"],
    )


@router.post("/dashboard/login")
def login(
    request: Request,
    parts: PartsOf,
    username: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=500)],
    token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Entra."""
    check_token(request, token)
    with parts.sessions.begin() as session:
        account = verify(session, username, password)
    if account is None:
        answer = page(request, "login.html", token=form_token(request), wrong=words("dashboard.wrong"))
        answer.status_code = 401
        return answer
    goal = str(request.session.get("goal", "/dashboard" if account.role in READERS else "/catalogo"))
    request.session.clear()
    request.session["account"] = account.username
    return RedirectResponse(goal, status_code=303)


@router.post("/dashboard/logout")
def logout(request: Request, token: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Esci."""
    check_token(request, token)
    request.session.clear()
    return RedirectResponse("/dashboard", status_code=303)

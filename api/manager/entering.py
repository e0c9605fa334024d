# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How operators come in and go: by password, and a code where the account asks for one; see also ``oidc.py``."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.pages import page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.words import words
from welfare_point.catalogue.accounts import find_account, verify, verify_code
from welfare_point.catalogue.models import Account

from .forms import check_token, form_token

router = APIRouter(include_in_schema=False)

PartsOf = Annotated[Parts, Depends(parts_of)]

HOMES = {"manager": "/dashboard", "admin": "/dashboard", "regional": "/osservatorio"}
"""Where a role begins; others correct the catalogue."""

CODE_SECONDS = 300
"""From the password to the code: after that, the password is asked again."""


def ask(request: Request, wrong: str | None = None, *, status: int = 200) -> Response:
    """The page that asks who it is."""
    parts: Parts = request.app.state.parts
    provider = bool(parts.settings.oidc_issuer)
    answer = page(request, "login.html", token=form_token(request), wrong=wrong, provider=provider)
    answer.status_code = status
    return answer


def enter(request: Request, account: Account) -> Response:
    """Begin a new session for an account, where it wanted to go."""
    goal = str(request.session.get("goal", HOMES.get(account.role, "/catalogo")))
    request.session.clear()
    request.session["account"] = account.username
    return RedirectResponse(goal, status_code=303)


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
        return ask(request, words("dashboard.wrong"), status=401)
    if account.totp_secret is None:
        return enter(request, account)
    request.session["waits"] = [account.username, int(time.time())]
    return page(request, "code.html", token=form_token(request), wrong=None)


@router.post("/dashboard/code")
def second(
    request: Request,
    parts: PartsOf,
    code: Annotated[str, Form(max_length=20)],
    token: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Il codice dell'app, dopo la password."""
    check_token(request, token)
    username, since = request.session.get("waits", ("", 0))
    if time.time() - since > CODE_SECONDS:
        return ask(request, words("entering.late"), status=401)
    with parts.sessions.begin() as session:
        right = verify_code(session, username, code.replace(" ", ""))
        account = find_account(session, username)
    if account is None or not right:
        answer = page(request, "code.html", token=form_token(request), wrong=words("entering.code"))
        answer.status_code = 401
        return answer
    return enter(request, account)


@router.post("/dashboard/logout")
def logout(request: Request, token: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Esci."""
    check_token(request, token)
    request.session.clear()
    return RedirectResponse("/dashboard", status_code=303)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who edits: an account with the right role, or a provider with a link; and within which limits."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from welfare_point.api.manager.access import EDITORS
from welfare_point.api.manager.entering import ask
from welfare_point.api.manager.forms import check_token, form_token
from welfare_point.api.pages import page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import Forbidden, NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.accounts import find_account
from welfare_point.catalogue.editing.links import valid_link
from welfare_point.catalogue.editing.records import By
from welfare_point.catalogue.editing.scope import Scope, holds, scope_of
from welfare_point.catalogue.models import Account, Organization
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of
from welfare_point.catalogue.reference import ATS
from welfare_point.catalogue.settings import ITALY

logger = logging.getLogger(__name__)

HOME = "/catalogo"
MOST_FIELDS = 10_000
"""Of one form: a service with some hundred rows. The size of the body has its own limit."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``home``: where its pages begin; ``until``: the last day of a provider's link."""

    scope: Scope
    by: By
    home: str
    name: str
    until: dt.date | None = None

    @property
    def provider(self) -> bool:
        """Whether it came by a link, which opens nothing but confirming and correcting."""
        return self.until is not None


class LoginNeeded(Exception):
    """Nobody has logged in, or the account is no more."""


def editor_of(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> Actor:
    """The editor that asks. Raises :class:`LoginNeeded` and :class:`Forbidden`."""
    with parts.sessions() as session:
        account = find_account(session, str(request.session.get("account", "")))
        if account is None or account.disabled:
            raise LoginNeeded
        if account.role not in EDITORS:
            raise Forbidden(words("problems.403"))
        return Actor(
            scope_of(account),
            By(f"editor:{account.username}", _office(session, account)),
            HOME,
            account.username,
        )


def provider_of(
    token: Annotated[str, Path(max_length=200)], parts: Annotated[Parts, Depends(parts_of)]
) -> Actor:
    """The organization whose link it is. Raises :class:`NotFound` for a link that opens nothing (any more)."""
    with parts.sessions() as session:
        link = valid_link(session, token, parts.secret)
        if link is None:
            raise NotFound(words("editor.link_over"))
        name = _name_of(session, link.organization_id)
        by = By(f"link:{link.organization_id}", name)
        until = link.expires.astimezone(ITALY).date()
        return Actor(Scope(link.ats, link.organization_id), by, f"/fornitore/{token}", name, until)


def _office(session: Session, account: Account) -> str:
    """Whose word a confirmation is: an office's, never a person's."""
    if account.organization is not None:
        return _name_of(session, account.organization)
    return ATS[account.ats] if account.ats is not None else words("editor.network")


def _name_of(session: Session, organization: str) -> str:
    kept = session.get(Organization, organization)
    return kept.name if kept is not None else organization


def rows_for(session: Session, actor: Actor, service_id: str) -> list[Offer]:
    """The rows of a service that the actor may correct. Raises :class:`NotFound` and :class:`Forbidden`."""
    rows = offers_of(session, service_id)
    if not rows:
        raise NotFound(words("editor.unknown"))
    if not holds(session, actor.scope, rows):
        raise Forbidden(words("editor.outside"))
    return rows


async def form_of(request: Request) -> FormData:
    """What a form sent, with the right token. Raises :class:`Forbidden` without it."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    check_token(request, str(form.get("token", "")))
    return form


def tell(request: Request, notice: str) -> None:
    """What the next page says once, at its top."""
    request.session["notice"] = notice


def note(what: str, actor: Actor, service_id: str) -> None:
    """Into the log: what was done to which record, and by what kind of hand; no name."""
    logger.info("%s %r by=%s ats=%s", what, service_id, actor.by.name.split(":")[0], actor.scope.ats)


def editor_page(
    request: Request, actor: Actor, template: str, status: int = 200, **context: object
) -> Response:
    """A page for an actor, with the notice that awaits it."""
    notice = request.session.pop("notice", None)
    answer = page(request, template, actor=actor, token=form_token(request), notice=notice, **context)
    answer.status_code = status
    # Typed data and links of providers stay out of shared caches.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def install(app: FastAPI) -> None:
    """Whoever has not logged in sees the page for it, and comes back from there."""

    @app.exception_handler(LoginNeeded)
    async def _login(request: Request, _: LoginNeeded) -> Response:
        if request.method != "GET":
            return RedirectResponse(HOME, status_code=303)
        request.session["goal"] = f"{request.url.path}?{request.url.query}".rstrip("?")
        return ask(request)

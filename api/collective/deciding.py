# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of a collective need: each is checked, done, and answered by the page of the need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from welfare_point.api.manager.access import ats_seen_by
from welfare_point.api.manager.forms import check_token
from welfare_point.api.parts import Parts
from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.collective import deciding
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.models import Account, CollectiveNeed
from welfare_point.catalogue.reference import ATS

from .access import Decider, PartsOf, need_seen_by
from .pages import HOME

router = APIRouter(include_in_schema=False)

Token = Annotated[str, Form(max_length=100)]
Seen = Annotated[int, Form(ge=0, le=1_000_000_000)]
Line = Annotated[str, Form(max_length=2_000)]
Text = Annotated[str, Form(max_length=20_000)]


@router.post(HOME)
def propose(
    request: Request, parts: PartsOf, account: Decider, token: Token = "", ats: Line = ""
) -> Response:
    """Cerca di nuovo le richieste che si somigliano."""
    check_token(request, token)
    if ats and ats not in ATS:
        raise BadRequest(words("unmet.ats", value=ats))
    with parts.sessions.begin() as session:
        found = propose_needs(session, parts.settings.today(), ats_seen_by(account, ats or None))
    request.session["need_notice"] = {
        "done": True,
        "text": words("collective.proposed", new=found.new, joined=found.joined),
    }
    return RedirectResponse(HOME, status_code=303)


@router.post(HOME + "/{need_id}/nome")
def rename(
    request: Request,
    parts: PartsOf,
    account: Decider,
    need_id: str,
    seen: Seen,
    label: Line = "",
    token: Token = "",
) -> Response:
    """Cambia il nome."""
    return _decide(
        request, parts, account, need_id, token, "renamed",
        lambda session: deciding.rename(session, need_id, label, by=account.username, seen=seen),
    )  # fmt: skip


@router.post(HOME + "/{need_id}/stato")
def change_state(
    request: Request,
    parts: PartsOf,
    account: Decider,
    need_id: str,
    seen: Seen,
    state: Line = "",
    token: Token = "",
) -> Response:
    """Cambia lo stato."""
    today = parts.settings.today()
    return _decide(
        request, parts, account, need_id, token, "state",
        lambda session: deciding.change_state(
            session, need_id, state, by=account.username, seen=seen, today=today
        ),
    )  # fmt: skip


@router.post(HOME + "/{need_id}/incarico")
def assign(
    request: Request,
    parts: PartsOf,
    account: Decider,
    need_id: str,
    seen: Seen,
    responsible: Line = "",
    deadline: Line = "",
    notes: Text = "",
    token: Token = "",
) -> Response:
    """Scrive chi lo segue, entro quando, e le note."""
    try:
        day = dt.date.fromisoformat(deadline) if deadline.strip() else None
    except ValueError as wrong:
        raise BadRequest(words("collective.day", value=deadline)) from wrong
    return _decide(
        request, parts, account, need_id, token, "assigned",
        lambda session: deciding.assign(
            session, need_id, responsible=responsible, deadline=day, notes=notes, by=account.username, seen=seen
        ),
    )  # fmt: skip


@router.post(HOME + "/{need_id}/unisci")
def merge(
    request: Request,
    parts: PartsOf,
    account: Decider,
    need_id: str,
    seen: Seen,
    other: Line = "",
    token: Token = "",
) -> Response:
    """Unisce a questo un altro bisogno; ``other`` è il suo id, uno spazio, la versione vista."""
    other_id, _, version = other.partition(" ")
    if not version.isdecimal():
        raise BadRequest(words("collective.other"))

    def do(session: Session) -> CollectiveNeed:
        need_seen_by(session, account, other_id)
        return deciding.merge(
            session, need_id, other_id,
            by=account.username, seen=seen, other_seen=int(version), today=parts.settings.today(),
        )  # fmt: skip

    return _decide(request, parts, account, need_id, token, "merged", do)


@router.post(HOME + "/{need_id}/dividi")
def split(
    request: Request,
    parts: PartsOf,
    account: Decider,
    need_id: str,
    seen: Seen,
    record: Annotated[list[str] | None, Form(max_length=100_000)] = None,
    label: Line = "",
    token: Token = "",
) -> Response:
    """Fa un nuovo bisogno con le richieste scelte."""
    today = parts.settings.today()
    return _decide(
        request, parts, account, need_id, token, "split",
        lambda session: deciding.split(
            session, need_id, record or (), label=label, by=account.username, seen=seen, today=today
        ),
    )  # fmt: skip


def _decide(
    request: Request,
    parts: Parts,
    account: Account,
    need_id: str,
    token: str,
    done: str,
    do: Callable[[Session], CollectiveNeed],
) -> Response:
    check_token(request, token)
    notice = {"done": True, "text": words(f"collective.done.{done}")}
    goal = need_id
    try:
        with parts.sessions.begin() as session:
            need_seen_by(session, account, need_id)
            goal = do(session).id
    except deciding.ChangedMeanwhileError:
        notice = {"done": False, "text": words("collective.changed")}
    except deciding.RefusedError as refused:
        notice = {"done": False, "text": words(f"collective.refused.{refused.reason}")}
    request.session["need_notice"] = notice
    return RedirectResponse(f"{HOME}/{goal}", status_code=303)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of a collective need: each is checked, done, and answered by the page of the need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from welfare_point.api.manager.access import ats_seen_by
from welfare_point.api.manager.forms import check_token
from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.collective import deciding
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.models import CollectiveNeed
from welfare_point.catalogue.reference import ATS

from .access import Decider, PartsOf, need_seen_by
from .pages import HOME

router = APIRouter(include_in_schema=False)

Token = Annotated[str, Form(max_length=100)]
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


class Decision:
    """What somebody decides of a need that they saw: checked, done, and answered by the page of the need."""

    def __init__(
        self,
        request: Request,
        parts: PartsOf,
        account: Decider,
        need_id: str,
        seen: Annotated[int, Form(ge=0, le=1_000_000_000)],
        token: Token = "",
    ) -> None:
        check_token(request, token)
        self.account, self.need_id, self.today = account, need_id, parts.settings.today()
        self.by: deciding.By = {"by": account.username, "seen": seen}
        self._request, self._sessions = request, parts.sessions

    def done(self, what: str, do: Callable[[Session], CollectiveNeed]) -> Response:
        """Do it; ``what``: the words that say so."""
        notice = {"done": True, "text": words(f"collective.done.{what}")}
        goal = self.need_id
        try:
            with self._sessions.begin() as session:
                need_seen_by(session, self.account, self.need_id)
                goal = do(session).id
        except deciding.ChangedMeanwhileError:
            notice = {"done": False, "text": words("collective.changed")}
        except deciding.RefusedError as refused:
            notice = {"done": False, "text": words(f"collective.refused.{refused.reason}")}
        self._request.session["need_notice"] = notice
        return RedirectResponse(f"{HOME}/{goal}", status_code=303)


Decided = Annotated[Decision, Depends()]


@router.post(HOME + "/{need_id}/nome")
def rename(need: Decided, label: Line = "") -> Response:
    """Cambia il nome."""
    return need.done("renamed", lambda session: deciding.rename(session, need.need_id, label, **need.by))


@router.post(HOME + "/{need_id}/stato")
def change_state(need: Decided, state: Line = "") -> Response:
    """Cambia lo stato."""
    return need.done(
        "state",
        lambda session: deciding.change_state(session, need.need_id, state, today=need.today, **need.by),
    )


@router.post(HOME + "/{need_id}/incarico")
def assign(need: Decided, responsible: Line = "", deadline: Line = "", notes: Text = "") -> Response:
    """Scrive chi lo segue, entro quando, e le note."""
    try:
        day = dt.date.fromisoformat(deadline) if deadline.strip() else None
    except ValueError as wrong:
        raise BadRequest(words("collective.day", value=deadline)) from wrong
    return need.done(
        "assigned",
        lambda session: deciding.assign(
            session, need.need_id, responsible=responsible, deadline=day, notes=notes, **need.by
        ),
    )


@router.post(HOME + "/{need_id}/unisci")
def merge(need: Decided, other: Line = "") -> Response:
    """Unisce a questo un altro bisogno; ``other`` è il suo id, uno spazio, la versione vista."""
    other_id, _, version = other.partition(" ")
    if not version.isdecimal():
        raise BadRequest(words("collective.other"))

    def do(session: Session) -> CollectiveNeed:
        need_seen_by(session, need.account, other_id)
        return deciding.merge(
            session, need.need_id, other_id, other_seen=int(version), today=need.today, **need.by
        )

    return need.done("merged", do)


@router.post(HOME + "/{need_id}/dividi")
def split(
    need: Decided,
    record: Annotated[list[str] | None, Form(max_length=100_000)] = None,
    label: Line = "",
) -> Response:
    """Fa un nuovo bisogno con le richieste scelte."""
    return need.done(
        "split",
        lambda session: deciding.split(
            session, need.need_id, record or (), label=label, today=need.today, **need.by
        ),
    )

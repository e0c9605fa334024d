# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form is sent, the turn is taken, the browser is sent to the page with all that was said.

The conversation is named by a hidden field, so that two tabs do not mix, and by a cookie, so that its id stands in no
address. The cookie is there from the first message on, for the programs' session, and goes only to these pages.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.crowd import admit
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, NotFound, Problem, TooMany, Unavailable
from welfare_point.api.widget.networks import tone_of

from . import erasing
from .drawing import COOKIE, HOME, address, check_origin, draw_conversation, forget, gone, hold
from .sending import turn_of

router = APIRouter(prefix=HOME, include_in_schema=False)
PartsOf = Annotated[Parts, Depends(parts_of)]
Held = Annotated[str | None, Cookie(alias=COOKIE)]
Field = Annotated[str, Form()]


@router.get("")
async def plain_page(request: Request, parts: PartsOf, held: Held = None, ats: str = "") -> Response:
    """L'assistente senza JavaScript."""
    if held is None:
        return draw_conversation(request, parts, ats, None, [])
    try:
        messages = await parts.chat.history(held)
    except NotFound:
        return gone(request, parts, ats, status=200)
    return draw_conversation(request, parts, ats, held, messages)


@router.post("")
async def send(
    request: Request,
    parts: PartsOf,
    conversation: Field = "",
    text: Field = "",
    payload: Field = "",
    ats: Field = "",
    form: Field = "",
) -> Response:
    """Manda un messaggio o una risposta."""
    check_origin(request, parts, ats)
    said = {"payload": payload} if payload else {"text": text}
    turn_id = turn_of(form, *said, *said.values())
    try:
        await admit(parts.rates, request.scope, conversation or None)
        answer = await parts.chat.turn(
            conversation or None, **said, turn_id=turn_id, tone=tone_of(parts.settings, ats)
        )
    except NotFound:
        return gone(request, parts, ats, text=text)
    except (BadRequest, TooMany, Unavailable) as problem:
        return await _again(request, parts, ats, conversation or None, text, form if turn_id else "", problem)
    return hold(RedirectResponse(address(ats, "#ultimo"), status_code=303), parts, answer["conversation_id"])


async def _again(
    request: Request,
    parts: Parts,
    ats: str,
    conversation: str | None,
    text: str,
    form: str,
    problem: Problem,
) -> Response:
    """The page as it was, with what went wrong above and the text still in its field."""
    try:
        messages = await parts.chat.history(conversation) if conversation else []
    except NotFound:
        messages, conversation = [], None
    again = draw_conversation(
        request,
        parts,
        ats,
        conversation,
        messages,
        trouble=problem.detail,
        text=text,
        form=form,
        status=problem.status,
    )
    again.headers.update(problem.headers or {})
    return again


@router.post("/nuova")
def restart(request: Request, parts: PartsOf, ats: Field = "") -> Response:
    """Ricomincia: il browser dimentica la conversazione."""
    check_origin(request, parts, ats)
    return forget(RedirectResponse(address(ats), status_code=303))


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(router)
    app.include_router(erasing.router)

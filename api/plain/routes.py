# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form is sent, the turn is taken, the browser is sent to the page with all that was said.

The conversation is named by a hidden field, so that two tabs do not mix, and by a cookie, so that its id stands in no
address. The cookie is there from the first message on, for the programs' session, and goes only to these pages.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Cookie, Depends, FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse

from welfare_point.api.crowd import admit
from welfare_point.api.pages import CONTENT, page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import BadRequest, Forbidden, NotFound, Problem, TooMany, Unavailable
from welfare_point.api.widget.networks import networks, tone_of
from welfare_point.api.words import toned

from .origin import foreign
from .showing import choices, last_turn, shown

HOME = "/senza-javascript"
COOKIE = "welfare_point_conversation"

router = APIRouter(prefix=HOME, include_in_schema=False)
PartsOf = Annotated[Parts, Depends(parts_of)]
Held = Annotated[str | None, Cookie(alias=COOKIE)]
Field = Annotated[str, Form()]


def _draw(
    request: Request,
    parts: Parts,
    ats: str,
    conversation: str | None,
    messages: list[dict[str, Any]],
    *,
    trouble: str = "",
    text: str = "",
    status: int = 200,
) -> Response:
    content = _content(parts, ats)
    answer = page(
        request,
        "plain.html",
        content=content,
        network=networks(parts.settings).get(ats),
        conversation=conversation,
        messages=[shown(message, content["script"]) for message in messages],
        last=last_turn(messages),
        choices=choices(messages),
        trouble=trouble,
        text=text,
    )
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _forget(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path=HOME)
    return answer


def _address(ats: str, place: str = "") -> str:
    return HOME + (f"?{urlencode({'ats': ats})}" if ats else "") + place


def _content(parts: Parts, ats: str) -> dict[str, Any]:
    return toned(CONTENT, tone_of(parts.settings, ats) or parts.settings.tone)


def _words(parts: Parts, ats: str) -> dict[str, Any]:
    said: dict[str, Any] = _content(parts, ats)["plain"]
    return said


@router.get("")
async def plain_page(request: Request, parts: PartsOf, held: Held = None, ats: str = "") -> Response:
    """L'assistente senza JavaScript."""
    if held is None:
        return _draw(request, parts, ats, None, [])
    try:
        messages = await parts.chat.history(held)
    except NotFound:
        return _forget(_draw(request, parts, ats, None, [], trouble=_words(parts, ats)["gone"]))
    return _draw(request, parts, ats, held, messages)


@router.post("")
async def send(
    request: Request,
    parts: PartsOf,
    conversation: Field = "",
    text: Field = "",
    payload: Field = "",
    ats: Field = "",
) -> Response:
    """Manda un messaggio o una risposta."""
    if foreign(request.headers):
        raise Forbidden(_words(parts, ats)["foreign"])
    said = {"payload": payload} if payload else {"text": text}
    try:
        await admit(parts.rates, request.scope, conversation or None)
        answer = await parts.chat.turn(conversation or None, **said, tone=tone_of(parts.settings, ats))
    except NotFound:
        gone = _draw(request, parts, ats, None, [], trouble=_words(parts, ats)["gone"], text=text, status=404)
        return _forget(gone)
    except (BadRequest, TooMany, Unavailable) as problem:
        return await _again(request, parts, ats, conversation or None, text, problem)
    there = RedirectResponse(_address(ats, "#ultimo"), status_code=303)
    there.set_cookie(
        COOKIE,
        answer["conversation_id"],
        path=HOME,
        httponly=True,
        samesite="strict",
        secure=parts.settings.https,
    )
    return there


async def _again(
    request: Request, parts: Parts, ats: str, conversation: str | None, text: str, problem: Problem
) -> Response:
    """The page as it was, with what went wrong above and the text still in its field."""
    try:
        messages = await parts.chat.history(conversation) if conversation else []
    except NotFound:
        messages, conversation = [], None
    return _draw(
        request,
        parts,
        ats,
        conversation,
        messages,
        trouble=problem.detail,
        text=text,
        status=problem.status,
    )


@router.post("/nuova")
def restart(request: Request, parts: PartsOf, ats: Field = "") -> Response:
    """Ricomincia: il browser dimentica la conversazione."""
    if foreign(request.headers):
        raise Forbidden(_words(parts, ats)["foreign"])
    return _forget(RedirectResponse(_address(ats), status_code=303))


def install(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(router)

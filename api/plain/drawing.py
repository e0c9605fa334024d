# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages without JavaScript have in common: their words, their cookie, the page of the conversation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from welfare_point.api.pages import CONTENT, page
from welfare_point.api.parts import Parts
from welfare_point.api.problems import Forbidden
from welfare_point.api.widget.networks import networks, tone_of
from welfare_point.api.words import toned

from .origin import foreign
from .sending import new_form
from .showing import choices, last_turn, shown

HOME = "/senza-javascript"
COOKIE = "welfare_point_conversation"


def address(ats: str, place: str = "") -> str:
    """The page of the conversation, of a network if one is named."""
    return HOME + (f"?{urlencode({'ats': ats})}" if ats else "") + place


def content_of(parts: Parts, ats: str) -> dict[str, Any]:
    """The words of all pages, in the tone of the network."""
    return toned(CONTENT, tone_of(parts.settings, ats) or parts.settings.tone)


def words_of(parts: Parts, ats: str) -> dict[str, Any]:
    """The words of these pages alone."""
    said: dict[str, Any] = content_of(parts, ats)["plain"]
    return said


def draw(
    request: Request, parts: Parts, ats: str, template: str, *, status: int = 200, **context: object
) -> Response:
    """Draw a template with the network's words and colours; no copy of it is kept by the browser."""
    network = networks(parts.settings).get(ats)
    answer = page(request, template, content=content_of(parts, ats), network=network, **context)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def draw_conversation(
    request: Request,
    parts: Parts,
    ats: str,
    conversation: str | None,
    messages: list[dict[str, Any]],
    *,
    trouble: str = "",
    text: str = "",
    form: str = "",
    status: int = 200,
) -> Response:
    """The conversation and its forms. ``form``: the one that was sent, where it is shown again."""
    said = content_of(parts, ats)["script"]
    return draw(
        request,
        parts,
        ats,
        "plain.html",
        status=status,
        conversation=conversation,
        messages=[shown(message, said) for message in messages],
        last=last_turn(messages),
        choices=choices(messages),
        trouble=trouble,
        text=text,
        form=form or new_form(),
    )


def gone(request: Request, parts: Parts, ats: str, *, text: str = "", status: int = 404) -> Response:
    """The conversation is not there any more: the page says so, and the browser forgets it."""
    said = words_of(parts, ats)["gone"]
    return forget(draw_conversation(request, parts, ats, None, [], trouble=said, text=text, status=status))


def hold(answer: Response, parts: Parts, conversation: str) -> Response:
    """The page that is shown next is this conversation's."""
    answer.set_cookie(
        COOKIE, conversation, path=HOME, httponly=True, samesite="strict", secure=parts.settings.https
    )
    return answer


def forget(answer: Response) -> Response:
    """The browser knows of no conversation any more."""
    answer.delete_cookie(COOKIE, path=HOME)
    return answer


def check_origin(request: Request, parts: Parts, ats: str) -> None:
    """Raises :class:`Forbidden` for a form that another site sent."""
    if foreign(request.headers):
        raise Forbidden(words_of(parts, ats)["foreign"])

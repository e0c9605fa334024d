# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The webhook: Telegram calls us. It is answered when the update's answer is kept; until then Telegram repeats it."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, FastAPI, Header, Request, Response

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import Forbidden, NotFound
from welfare_point.api.words import words

from .taking import Taking

PATH = "/telegram/webhook"

SETTLING = 0.1
"""Seconds in which an earlier message of a chat may overtake a later one: Telegram calls on many lines at once."""

router = APIRouter(include_in_schema=False)


def taking_of(request: Request, parts: Annotated[Parts, Depends(parts_of)]) -> Taking:
    """The way in, made when the first update comes."""
    made: tuple[Parts, Taking] | None = getattr(request.app.state, "telegram", None)
    if made is None or made[0] is not parts:
        made = request.app.state.telegram = parts, Taking(parts)
    return made[1]


@router.post(PATH)
async def webhook(
    parts: Annotated[Parts, Depends(parts_of)],
    taking: Annotated[Taking, Depends(taking_of)],
    update: Annotated[dict[str, Any], Body()],
    shown: Annotated[str, Header(alias="X-Telegram-Bot-Api-Secret-Token")] = "",
) -> Response:
    """Un aggiornamento da Telegram."""
    if not parts.settings.telegram_webhook:
        raise NotFound(words("problems.404"))
    if not hmac.compare_digest(shown.encode(), taking.seals.webhook().encode()):
        raise Forbidden(words("problems.403"))
    await taking.take(update, SETTLING)
    return Response(status_code=200)


def install(app: FastAPI) -> None:
    """Add the route."""
    app.include_router(router)

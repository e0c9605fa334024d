# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps one address from taking the place of all others: 429 with the seconds to wait.

Who asks is the client of the connection. Behind a proxy uvicorn takes it from ``X-Forwarded-For``, and believes only
the proxies of ``WELFARE_POINT_TRUSTED_PROXIES``.
"""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .chat.seats import LOCAL, asking
from .problems import TooMany, problem
from .rates import Rates
from .words import words

TURNS = ("/api/v1/chat", "/senza-javascript")
"""Where a turn of a conversation is sent to."""

TOO_MANY = 429
HOLD = 2.0
"""Seconds that a refusal is held back from an address that goes on in spite of many: it costs us nothing, and who
waits for the answer sends nothing meanwhile."""

A_MESSAGE = 600
"""Bytes of an ordinary message. Reading takes time in proportion: a longer one counts as several."""

EXEMPT = ("/health", "/static/")


class AddressLimit:
    """Counts every request of an address; its messages also apart, and how many are under way at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"].startswith(EXEMPT):
            await self._app(scope, receive, send)
            return
        rates: Rates = scope["app"].state.parts.rates
        who = rates.name(address_of(scope))
        if scope["method"] != "POST" or scope["path"] not in TURNS:
            seconds = await rates.wait("requests", who)
            await (_refusal(seconds) if seconds else self._app)(scope, receive, send)
            return

        async def late(message: Message) -> None:
            if message.get("status") == TOO_MANY and await rates.wait("refused", who):
                await asyncio.sleep(HOLD)
            await send(message)

        if seconds := await rates.wait("messages", who, cost_of(scope)):
            await _refusal(seconds)(scope, receive, late)
            return
        asking.set(who)
        with rates.seat(who) as free:
            await (self._app if free else _refusal(1))(scope, receive, late)


async def admit(rates: Rates, scope: Scope, conversation: str | None) -> None:
    """Count a turn of a conversation, or a conversation begun from an address. Raises :class:`TooMany`."""
    who = rates.name(address_of(scope))
    if conversation is None:
        seconds = await rates.wait("begun", who)
    else:
        seconds = await rates.wait("conversation", conversation, local=who == LOCAL)
    if seconds:
        raise TooMany(words("problems.429", seconds=seconds), headers={"Retry-After": str(seconds)})


def address_of(scope: Scope) -> str:
    """The address that a request came from; empty where there is none, as on a socket of the machine."""
    client = scope.get("client")
    return client[0] if client else ""


def cost_of(scope: Scope) -> int:
    """As how many messages a request counts, by the length that it announces."""
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    return 1 + (int(announced) // A_MESSAGE if announced.isdigit() else 0)


def _refusal(seconds: int) -> Response:
    return problem(TOO_MANY, words("problems.429", seconds=seconds), {"Retry-After": str(seconds)})

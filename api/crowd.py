# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps one address from taking the place of all others: 429 with the seconds to wait.

Who asks is the client of the connection. Behind a proxy uvicorn takes it from ``X-Forwarded-For``, and believes only
the proxies of ``WELFARE_POINT_TRUSTED_PROXIES``.
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .chat.seats import asking
from .problems import problem
from .rates import Rates
from .words import words

CHAT = "/api/v1/chat"
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
        chatting = scope["path"] == CHAT
        if seconds := await rates.wait("messages" if chatting else "requests", who):
            await _refusal(seconds)(scope, receive, send)
            return
        if not chatting:
            await self._app(scope, receive, send)
            return
        asking.set(who)
        with rates.seat(who) as free:
            await (self._app if free else _refusal(1))(scope, receive, send)


def address_of(scope: Scope) -> str:
    """The address that a request came from; empty where there is none, as on a socket of the machine."""
    client = scope.get("client")
    return client[0] if client else ""


def _refusal(seconds: int) -> Response:
    return problem(429, words("problems.429", seconds=seconds), {"Retry-After": str(seconds)})

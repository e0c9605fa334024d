# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps one address from taking the place of all others: 429 with the seconds to wait.

Who asks is the client of the connection. Behind a proxy uvicorn takes it from ``X-Forwarded-For``, and believes only
the proxies of ``WELFARE_POINT_TRUSTED_PROXIES``.

Programs are refused with a problem document, people who came to a page with a page. A form without JavaScript that is
refused goes on to its route all the same, which takes no turn but gives the text back (see :func:`admit`); not for an
address that goes on in spite of many refusals, because drawing the conversation costs something.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .chat.seats import LOCAL, asking
from .problems import TooMany, is_for_a_person, problem, problem_page
from .rates import Rates
from .words import words

FORMS = "/senza-javascript"
TURNS = ("/api/v1/chat", FORMS)
"""Where a turn of a conversation is sent to."""

REFUSED = "refused_for"
"""In the state of a request that goes on though it is refused: the seconds to wait."""

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
            await (_refusal(scope, seconds) if seconds else self._app)(scope, receive, send)
            return

        async def late(message: Message) -> None:
            if message.get("status") == TOO_MANY and await rates.wait("refused", who):
                await asyncio.sleep(HOLD)
            await send(message)

        async def refuse(seconds: int) -> None:
            if scope["path"] != FORMS or await rates.wait("refused", who):
                await _refusal(scope, seconds)(scope, receive, late)
                return
            scope.setdefault("state", {})[REFUSED] = seconds
            await self._app(scope, receive, send)

        if seconds := await rates.wait("messages", who, cost_of(scope)):
            await refuse(seconds)
            return
        asking.set(who)
        with rates.seat(who) as free:
            await (self._app(scope, receive, late) if free else refuse(1))


async def admit(rates: Rates, scope: Scope, conversation: str | None) -> None:
    """Count a turn of a conversation, or a conversation begun from an address.

    Raises :class:`TooMany`, also where the address was refused already.
    """
    who, cost = rates.name(address_of(scope)), cost_of(scope)
    if refused := scope.get("state", {}).get(REFUSED):
        seconds = refused
    elif conversation is None:
        seconds = await rates.wait("begun", who, cost)
    else:
        seconds = await rates.wait("conversation", conversation, cost, local=who == LOCAL)
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


def _refusal(scope: Scope, seconds: int) -> Response:
    """Asks no database: a flood must cost us little."""
    request = Request(scope)
    detail, headers = words("problems.429", seconds=seconds), {"Retry-After": str(seconds)}
    if is_for_a_person(request):
        return problem_page(request, TOO_MANY, detail, headers, demonstration=False)
    return problem(TOO_MANY, detail, headers)

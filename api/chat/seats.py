# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many turns Rasa works on at once, who is next, and how many may wait.

A longer queue would only make everybody give up. Next is whoever has fewest turns at work: so a client that sends a
hundred messages at once waits for itself, not others for it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

LOCAL = "local"
"""The machine itself, where programs run that speak for many: a test, a benchmark, a channel."""

asking: ContextVar[str] = ContextVar("asking", default="")
"""Who sent the request being answered, as ``rates.Rates.name`` calls them; empty where nobody says."""


class NoSeatError(Exception):
    """As many wait already as may."""


class Seats:
    """``at_once`` turns run, ``of_one`` of the same client at most; ``waiting`` more wait."""

    def __init__(self, at_once: int, waiting: int, of_one: int) -> None:
        self._at_once, self._most, self._of_one = at_once, waiting, of_one
        self._running: Counter[str] = Counter()
        self._queue: list[tuple[str, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def one(self, who: str) -> AsyncIterator[None]:
        """A seat, when one is free. Raises :class:`NoSeatError` at once when too many wait."""
        given: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((who, given))
        self._serve()
        if not given.done() and len(self._queue) > self._most:
            self._queue.remove((who, given))
            raise NoSeatError
        try:
            await given
            yield
        finally:
            if given.cancelled() or not given.done():
                self._queue.remove((who, given))
            else:
                self._running[who] -= 1
                self._running += Counter()  # forgets who has none
            self._serve()

    def _serve(self) -> None:
        while self._running.total() < self._at_once:
            ready = [
                turn for turn in self._queue if turn[0] == LOCAL or self._running[turn[0]] < self._of_one
            ]
            if not ready:
                return
            who, given = min(ready, key=lambda turn: self._running[turn[0]])  # of equals the first that came
            self._queue.remove((who, given))
            if not given.cancelled():
                self._running[who] += 1
                given.set_result(None)

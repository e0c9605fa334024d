# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many turns Rasa works on at once, and how many may wait. A longer queue would only make everybody give up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class NoSeatError(Exception):
    """As many wait already as may."""


class Seats:
    """``at_once`` turns run, ``waiting`` more wait in the order in which they came."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most = waiting
        self._waiting = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A seat, when one is free. Raises :class:`NoSeatError` at once when too many wait."""
        if self._free.locked() and self._waiting >= self._most:
            raise NoSeatError
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()

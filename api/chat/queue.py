# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One message of a conversation at a time. Rasa's own lock would cost the second message a whole second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol
from weakref import WeakValueDictionary

from redis.asyncio import Redis

LONGEST_TURN = 60.0
"""Seconds after which a lock whose holder died is free again."""


RASA_DATABASE = 1
"""Where Rasa's ``RedisLockStore`` keeps ``lock:<conversation>``, unless told otherwise."""


class Queues(Protocol):
    """Gives each conversation its turn."""

    def of(self, key: str) -> AbstractAsyncContextManager[None]:
        """Enter when every earlier message of ``key`` has been answered."""

    async def forget(self, key: str) -> None:
        """Leave nothing behind that names a conversation which was erased."""


class LocalQueues:
    """Within one process."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """See :class:`Queues`."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            yield

    async def forget(self, key: str) -> None:
        """See :class:`Queues`. A lock goes with its last holder."""


class RedisQueues:
    """Across processes, on Redis's atomic lock."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url)
        self._rasa = Redis.from_url(url, db=RASA_DATABASE)

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """See :class:`Queues`. Raises ``redis.RedisError`` when the server does not answer."""
        async with self._redis.lock(f"welfare-point:turn:{key}", timeout=LONGEST_TURN, sleep=0.02):
            yield

    async def forget(self, key: str) -> None:
        """See :class:`Queues`. Rasa's own lock is left behind where Rasa died holding it."""
        await self._rasa.delete(f"lock:{key}")

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The updates of a chat one after the other, lowest number first, whatever order they arrive in."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class _Line:
    """Those who wait for one chat."""

    def __init__(self) -> None:
        self.waiting: list[int] = []
        self.busy = False
        self.changed = asyncio.Condition()


class InOrder:
    """Within one process; chats do not wait for each other."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def of(self, chat: str, number: int, settling: float = 0.0) -> AsyncIterator[None]:
        """Enter when no lower number of the chat waits and none is inside.

        ``settling``: seconds in which a lower number may still come and go first.
        """
        line = self._lines.setdefault(chat, _Line())
        insort(line.waiting, number)
        mine = False
        try:
            await asyncio.sleep(settling)
            async with line.changed:
                await line.changed.wait_for(lambda: not line.busy and line.waiting[0] == number)
                mine = line.busy = True
            yield
        finally:
            line.waiting.remove(number)
            if mine:
                line.busy = False
            if not line.waiting:
                self._lines.pop(chat, None)
            async with line.changed:
                line.changed.notify_all()

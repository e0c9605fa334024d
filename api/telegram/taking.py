# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking updates in: each is answered once, those of a chat in order.

None is forgotten before its answer is kept.
"""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool

from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.queue import LocalQueues, Queues, RedisQueues
from welfare_point.api.parts import Parts
from welfare_point.catalogue.telegram import Chat, TelegramStore

from .incoming import Incoming, read
from .order import InOrder
from .replying import Replying
from .sealing import Seals
from .wording import Wording


class Taking:
    """The way in, the same for polling and for the webhook. One instance a process."""

    def __init__(self, parts: Parts) -> None:
        settings = parts.settings
        token = settings.telegram_token
        self.store = TelegramStore(parts.sessions)
        self.seals = Seals(parts.secret, token.get_secret_value().partition(":")[0] if token else "")
        wording, identities = Wording(settings.tone), Identities(parts.secret)
        self.replying = Replying(parts.chat, identities, wording, settings.conversation_days)
        self._order = InOrder()
        self._queues: Queues = RedisQueues(settings.redis_url) if settings.redis_url else LocalQueues()

    async def new_among(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those that were not answered yet."""
        names = {self.seals.update(update["update_id"]): update for update in updates}
        known = await run_in_threadpool(self.store.answered, names)
        return [update for name, update in names.items() if name not in known]

    async def take(self, update: dict[str, Any], settling: float = 0.0) -> None:
        """Answer one update. When this returns, its answer is kept and Telegram may forget it.

        ``settling``: see ``order.py``.

        Raises what the stores raise; then nothing was kept, and the update can come again.
        """
        came = read(update)
        if came is not None:
            key = self.seals.chat(came.chat)
            async with self._order.of(key, came.number, settling), self._queues.of(f"telegram:{key}"):
                await self._answer(came, key)

    async def _answer(self, came: Incoming, key: str) -> None:
        name = self.seals.update(came.number)
        if await run_in_threadpool(self.store.answered, [name]):
            return
        known = await run_in_threadpool(self.store.chat, key)
        chat = known or Chat(key, self.seals.sealed(came.chat))
        reply = await self.replying.reply(came, chat, name, new=known is None)
        if reply.chat is None:
            await run_in_threadpool(self.store.forget, key)
        await run_in_threadpool(self.store.keep, name, reply.chat, reply.posts)

    async def excuse(self, update: dict[str, Any]) -> None:
        """Answer an update that makes the program fail with an excuse."""
        came = read(update)
        if came is not None:
            key = self.seals.chat(came.chat)
            known = await run_in_threadpool(self.store.chat, key)
            reply = self.replying.excuse(known or Chat(key, self.seals.sealed(came.chat)))
            await run_in_threadpool(self.store.keep, self.seals.update(came.number), reply.chat, reply.posts)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking Telegram for updates. Their texts stay with Telegram until the answers are kept: none is at rest here.

Telegram gives, again and again, up to a hundred updates from the ``offset`` on, and forgets those before it. So the
offset is the first update that has no answer yet.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from .incoming import ALLOWED
from .sending import Sender, seconds_of
from .taking import Taking

logger = logging.getLogger(__name__)

PATIENCE = 25
"""Seconds that Telegram holds a question to which there is no answer yet."""

LOOK = 0.2
"""Seconds between two questions while answers are being made."""

PAUSE = 2.0
"""Seconds after a question that failed."""

TRIES = 3
"""So often an update is tried that makes the program fail; then the person is told, or it would block all others."""

_PASSING = (OperationalError, RedisError)
"""What fails because a store does not answer: it is tried for as long as that lasts."""


class Poller:
    """One at a time for a bot: Telegram refuses a second one."""

    def __init__(self, bot: Bot, taking: Taking, sender: Sender) -> None:
        self._bot = bot
        self._taking = taking
        self._sender = sender
        self._running: dict[int, asyncio.Task[None]] = {}
        self._failed: dict[int, int] = {}  # how often
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates until told to stop; then wait for the answers that are being made."""
        stopped = asyncio.create_task(stop.wait())
        while not stop.is_set():
            asking = asyncio.create_task(self._ask())
            await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                asking.cancel()
                break
            await self._begin(asking.result())
            if self._running:
                ends = {*self._running.values(), stopped}
                await asyncio.wait(ends, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
            if self._failed:
                await asyncio.sleep(PAUSE)
        stopped.cancel()
        if self._running:
            await asyncio.wait(self._running.values())

    async def _ask(self) -> list[dict[str, Any]]:
        """The updates from the offset on."""
        patience = 0 if self._running or self._failed else PATIENCE
        try:
            updates = await self._bot.get_updates(
                offset=self._offset, timeout=patience, allowed_updates=ALLOWED, limit=100
            )
        except InvalidToken:
            raise
        except TelegramError as failed:
            if isinstance(failed, Conflict):
                logger.warning("another program asks for the updates of this bot")
            await asyncio.sleep(seconds_of(failed) if isinstance(failed, RetryAfter) else PAUSE)
            return []
        return [update.to_dict() for update in updates]

    async def _begin(self, updates: list[dict[str, Any]]) -> None:
        fresh = [update for update in updates if update["update_id"] not in self._running]
        new = await self._taking.new_among(fresh) if fresh else []
        for update in sorted(new, key=lambda update: int(update["update_id"])):
            number = update["update_id"]
            given_up = self._failed.get(number, 0) >= TRIES
            taking = self._taking.excuse(update) if given_up else self._taking.take(update)
            self._running[number] = asyncio.create_task(taking)
            self._running[number].add_done_callback(partial(self._ended, number))
        # What has no answer yet holds the offset back.
        if held := {*self._running, *self._failed}:
            self._offset = min(held)
        elif updates:
            self._offset = max(update["update_id"] for update in updates) + 1

    def _ended(self, number: int, task: asyncio.Task[None]) -> None:
        del self._running[number]
        self._sender.wake.set()
        if task.cancelled():
            return
        if error := task.exception():
            passing = isinstance(error, _PASSING)
            self._failed[number] = self._failed.get(number, 0) + (not passing)
            logger.error("an update is tried again: %s", type(error).__name__)
        else:
            self._failed.pop(number, None)

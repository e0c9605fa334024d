# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending what is to be sent: in order within a chat, at the pace that Telegram allows, until it has arrived.

A call is marked before it is made and deleted after it. Whoever dies in between leaves it in doubt: it is made
again, because a message that comes twice does no harm and one that never comes may (ADR 0016).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Coroutine
from typing import Any

from starlette.concurrency import run_in_threadpool
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from welfare_point.catalogue.telegram import TelegramStore, Waiting

from .pace import Pace
from .replying import Replying
from .sealing import Seals

logger = logging.getLogger(__name__)

AT_ONCE = 20
"""Calls that may be under way: so many are in doubt after a kill, at most."""

LOOK = 0.3
"""Seconds between two looks for what other processes left to send."""

PAUSE = 2.0
"""Seconds after a call that failed for reasons of the network or of Telegram's servers."""


class Sender:
    """One a process, and one process at a time. ``wake`` says that there is something new to send."""

    def __init__(self, bot: Bot, store: TelegramStore, seals: Seals, replying: Replying) -> None:
        self._bot = bot
        self._store = store
        self._seals = seals
        self._replying = replying
        self._pace = Pace()
        self._running: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None
        self.wake = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; then wait for what is under way.

        Raises what the database raised: the calls that were under way are then in doubt, for whoever comes next.
        """
        if doubtful := await run_in_threadpool(self._store.doubt):
            logger.warning("calls begun by a process that ended, made again: %d", doubtful)
        while not stop.is_set():
            if self._broken:
                raise self._broken
            self.wake.clear()
            if not await self._round():
                await _within(LOOK, self.wake.wait())
        if self._running:
            await asyncio.wait(self._running)

    async def _round(self) -> bool:
        """Begin the calls that may leave now; whether there were any."""
        now = time.monotonic()
        waiting = await run_in_threadpool(self._store.waiting)
        free = [post for post in waiting if self._pace.is_free(post.chat, now)]
        for post in free:
            at = self._pace.book(post.chat, time.monotonic(), message=post.method == "sendMessage")
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            while len(self._running) >= AT_ONCE:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            if await run_in_threadpool(self._store.claim, post.id):
                task = asyncio.create_task(self._send(post))
                self._running.add(task)
                task.add_done_callback(self._ended)
        return bool(free)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake.set()
        if not task.cancelled():
            self._broken = self._broken or task.exception()

    async def _send(self, post: Waiting) -> None:
        chat = self._seals.opened(post.address)
        if chat is None:  # sealed with a secret that is no more: nobody can be reached
            await run_in_threadpool(self._store.forget, post.chat)
            return
        try:
            await call(self._bot, chat, post)
        except RetryAfter as busy:
            self._pace.hold(time.monotonic() + seconds_of(busy))
            await run_in_threadpool(self._store.give_back, post.id, doubtful=False)
        except (Forbidden, ChatMigrated):  # blocked, or gone
            conversation = await run_in_threadpool(self._store.forget, post.chat)
            await self._replying.forget(conversation)
        except BadRequest as refused:  # would be refused again; its text may hold what we sent
            logger.warning("%s refused: %s", post.method, type(refused).__name__)
            await run_in_threadpool(self._store.done, post)
        except TelegramError as failed:
            logger.warning("%s will be tried again: %s", post.method, type(failed).__name__)
            await asyncio.sleep(PAUSE)
            await run_in_threadpool(self._store.give_back, post.id, doubtful=True)
        else:
            await run_in_threadpool(self._store.done, post)


def seconds_of(busy: RetryAfter) -> float:
    """How long Telegram asks to wait. The library is on its way from numbers to durations."""
    wait = busy.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


async def call(bot: Bot, chat: int, post: Waiting) -> None:
    """Make one call. Raises ``TelegramError``."""
    body = dict(post.body)
    match post.method:
        case "sendMessage":
            markup = _markup(body.pop("reply_markup", None))
            preview = LinkPreviewOptions(**body.pop("link_preview_options", {}))
            await bot.send_message(
                chat,
                reply_markup=markup,
                link_preview_options=preview,
                disable_notification=post.doubtful,
                **body,
            )
        case "editMessageReplyMarkup":
            await bot.edit_message_reply_markup(chat, **body)
        case "answerCallbackQuery":
            await bot.answer_callback_query(**body)
        case "leaveChat":
            await bot.leave_chat(chat)
        case _:
            raise ValueError(post.method)


def _markup(body: Any) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if not body:
        return None
    if "inline_keyboard" in body:
        return InlineKeyboardMarkup.de_json(body, None)
    if "keyboard" in body:
        return ReplyKeyboardMarkup.de_json(body, None)
    return ReplyKeyboardRemove()


async def _within(seconds: float, waiting: Coroutine[Any, Any, Any]) -> None:
    """Wait, but no longer than so many seconds."""
    try:
        await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        return

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Driving a bot over HTTP: one client for all, so that its own cost is the same on every side."""

from __future__ import annotations

import asyncio
import subprocess
import time
import uuid
from collections.abc import Iterator
from typing import Any, Protocol

import httpx

from .measures import Load
from .people import Move, Reply, Speaker

PATIENCE = 300.0
"""Seconds that a bot may take to start."""


class UnansweredError(Exception):
    """A turn got no answer, or one without messages: its time would mean nothing."""


class Channel(Protocol):
    """A way to talk to a bot."""

    async def turn(self, conversation: str | None, move: Move) -> Reply:
        """One turn; no conversation: a new one. Raises :class:`UnansweredError`."""


class RasaChannel:
    """Rasa's own REST webhook, called as our gateway calls it."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http, self._url = http, f"{url}/webhooks/rest/webhook"

    async def turn(self, conversation: str | None, move: Move) -> Reply:
        """See :class:`Channel`."""
        sender = conversation or uuid.uuid4().hex
        body = {"sender": sender, "message": move.content, "metadata": {"channel": "web"}}
        return read(sender, await _post(self._http, self._url, body))


class GatewayChannel:
    """Our ``POST /api/v1/chat``."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http, self._url = http, f"{url}/api/v1/chat"

    async def turn(self, conversation: str | None, move: Move) -> Reply:
        """See :class:`Channel`."""
        body = {"conversation_id": conversation, "payload" if move.button else "text": move.content}
        answer = await _post(self._http, self._url, body)
        return read(answer["conversation_id"], answer["messages"])


async def _post(http: httpx.AsyncClient, url: str, body: dict[str, Any]) -> Any:
    try:
        response = await http.post(url, json=body)
        response.raise_for_status()
    except httpx.HTTPError as error:
        raise UnansweredError(f"{type(error).__name__}: {error}") from error
    return response.json()


def read(conversation: str, parts: list[dict[str, Any]]) -> Reply:
    """A reply from the messages of either channel. Raises :class:`UnansweredError` when there are none."""
    if not parts:
        raise UnansweredError("empty answer")
    asked = [part.get("asks") or part.get("custom", {}).get("asks") for part in parts]
    buttons = tuple(button["payload"] for part in parts for button in part.get("buttons") or ())
    return Reply(conversation, next((asks for asks in reversed(asked) if asks), None), buttons)


async def first_answer(channel: Channel, process: subprocess.Popen[bytes]) -> float:
    """Seconds until the bot answers a greeting.

    Raises :class:`UnansweredError` when its process or :data:`PATIENCE` ends first.
    """
    began = time.perf_counter()
    while True:
        try:
            await channel.turn(None, Move("ciao"))
            return time.perf_counter() - began
        except UnansweredError:
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise
        await asyncio.sleep(0.1)


async def drive(
    channel: Channel, speakers: Iterator[Speaker], *, people: int, turns: int, longest: int
) -> Load:
    """``turns`` turns in all, by ``people`` who talk at once in conversations of ``longest`` turns each.

    Everybody sends the next message as soon as the last is answered. Raises an exception group with the
    first :class:`UnansweredError`.
    """
    seconds: list[float] = []
    asked: list[str | None] = []
    left = iter(range(turns))

    async def person() -> None:
        while True:
            says = next(speakers)
            reply: Reply | None = None
            for number in range(longest):
                if next(left, None) is None:
                    return
                move = says(number, reply)
                began = time.perf_counter()
                reply = await channel.turn(reply.conversation if reply else None, move)
                seconds.append(time.perf_counter() - began)
                asked.append(reply.asks)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(person())
    return Load(seconds, time.perf_counter() - began, asked)

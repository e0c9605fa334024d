# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The assistant on the private side: Rasa's REST channel, and its messages in the contract's form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from .seats import NoSeatError, Seats, asking

SEATS = (8, 100, 2)
"""Turns at Rasa at once, turns that wait, turns of one client, where nobody says otherwise."""

TIMEOUT = httpx.Timeout(30.0, connect=2.0)


class AssistantDownError(Exception):
    """Rasa or its actions did not answer."""


class AssistantBusyError(Exception):
    """Too many wait for Rasa already."""


@dataclass(slots=True)
class Answer:
    """One turn of the assistant. ``need`` is ``None`` where the turn says nothing of it."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    need: dict[str, Any] | None = None
    tells_need: bool = False


def merged(raw: list[dict[str, Any]]) -> Answer:
    """Rasa sends text, buttons and ``custom`` one after the other; here they are one message again."""
    answer = Answer()
    for part in raw:
        if text := part.get("text"):
            message: dict[str, Any] = {"text": text}
            if part.get("buttons"):
                message["buttons"] = [{"title": b["title"], "payload": b["payload"]} for b in part["buttons"]]
            answer.messages.append(message)
        custom = part.get("custom") or {}
        if "need" in custom:
            answer.need, answer.tells_need = custom["need"], True
        told = {key: custom[key] for key in ("asks", "services") if key in custom}
        if told and answer.messages:
            answer.messages[-1].update(told)
    return answer


class Assistant:
    """Client of one Rasa server."""

    def __init__(self, url: str, seats: Seats | None = None) -> None:
        self._seats = seats or Seats(*SEATS)
        self._http = httpx.AsyncClient(base_url=url, timeout=TIMEOUT)

    async def say(self, conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        """Send one message, when a seat is free.

        ``tone``: how to address this person, ``tu`` or ``lei``, where it is not as the settings say. Raises
        :class:`AssistantBusyError`, or :class:`AssistantDownError` when no whole answer comes back.
        """
        metadata = {"channel": channel} | ({"tone": tone} if tone else {})
        body = {"sender": conversation, "message": text, "metadata": metadata}
        try:
            async with self._seats.one(asking.get() or conversation):
                response = await self._http.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            raw = response.json()
        except NoSeatError as full:
            raise AssistantBusyError from full
        except (httpx.HTTPError, ValueError) as error:
            raise AssistantDownError(type(error).__name__) from error
        if not isinstance(raw, list) or not all(isinstance(part, dict) for part in raw):
            raise AssistantDownError("not a list of messages")
        answer = merged(raw)
        if not answer.messages:
            raise AssistantDownError("empty answer")
        return answer

    async def renew(self, conversation: str) -> None:
        """Begin a new session: what is known stays, the events before it are read no more.

        Without it every turn of Rasa costs more than the one before. Raises :class:`AssistantDownError`.
        """
        body = {"sender": conversation, "message": "/session_start"}
        try:
            (await self._http.post("/webhooks/rest/webhook", json=body)).raise_for_status()
        except httpx.HTTPError as error:
            raise AssistantDownError(type(error).__name__) from error

    async def is_up(self) -> bool:
        """Whether the REST channel answers."""
        try:
            response = await self._http.get("/webhooks/rest/", timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.status_code == 200

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One turn of a conversation, the same for every channel: the place where privacy and safety are decided.

A message is checked, looked at for danger, stripped of personal data, and only then sent on and kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from welfare_point.api.problems import BadRequest, NotFound, Unavailable
from welfare_point.api.words import content, words
from welfare_point.catalogue.conversations import Conversation, Conversations

from .identity import Identities
from .queue import Queues
from .rasa import Assistant, AssistantBusyError, AssistantDownError
from .seats import NoSeatError, Seats, asking

LONGEST = 2000
"""Characters of one message. A need is said in far fewer; more is a mistake or an attack."""

READING = (2, 200, 1)
"""Messages read at once, that wait, and of one client: more at once would only wait for the same processor."""

TURNS_A_SESSION = 8
"""After so many turns Rasa begins a new session, so that a long conversation stays as quick as a short one."""

_SPACES = re.compile(r"[^\S\n]+")


def cleaned(text: str) -> str:
    """Without control and formatting characters, and without the slash that Rasa takes for a command.

    Raises :class:`BadRequest` for a text that is empty or too long.
    """
    kept = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
    kept = _SPACES.sub(" ", kept).strip().lstrip("/ \n")  # also "/ /restart" is a command once stripped
    if not kept:
        raise BadRequest(words("chat.empty"))
    if len(kept) > LONGEST:
        raise BadRequest(words("chat.too_long", length=len(kept), limit=LONGEST))
    return kept


def safety_message(danger: str) -> dict[str, Any]:
    """The numbers to call, before any other logic; needs no network and no assistant."""
    told = content()["safety"][danger]
    return {"kind": "safety", "danger": danger, "text": told["text"], "numbers": told["numbers"]}


class Chat:
    """The gateway's heart. One instance a process."""

    def __init__(
        self,
        conversations: Conversations,
        identities: Identities,
        assistant: Assistant,
        queues: Queues,
        redact: Callable[[str], str],
        danger_in: Callable[[str], str | None],
        reading: Seats | None = None,
    ) -> None:
        self._conversations = conversations
        self._identities = identities
        self._assistant = assistant
        self._queues = queues
        self._redact = redact
        self._danger_in = danger_in
        self._reading = reading or Seats(*READING)

    async def turn(
        self, signed: str | None, *, text: str | None = None, payload: str | None = None, channel: str = "web"
    ) -> dict[str, Any]:
        """Answer one message or one button, as the contract's JSON.

        Raises :class:`BadRequest`, :class:`NotFound` (unknown or forged id), :class:`Unavailable`.
        """
        if (text is None) == (payload is None):
            raise BadRequest(words("chat.text_or_payload"))
        message = cleaned(text) if text is not None else None
        if signed is None:
            if message is None:
                raise BadRequest(words("chat.start_first"))
            key = self._identities.new()
            signed = self._identities.sign(key)
        else:
            key = self._key(signed)
        async with self._queues.of(key):
            conversation = await run_in_threadpool(self._conversations.load, key, channel)
            if message is not None and (button := conversation.button(message)):
                answer = await self._press(conversation, button)
            elif message is not None:
                answer = await self._say(conversation, message)
            else:
                answer = await self._press(conversation, payload or "")
            await run_in_threadpool(self._conversations.save, conversation)
        return {"conversation_id": signed, "messages": answer, "need": conversation.need}

    async def history(self, signed: str) -> list[dict[str, Any]]:
        """The redacted messages of a conversation, oldest first. Raises :class:`NotFound`."""
        conversation = await run_in_threadpool(self._conversations.find, self._key(signed))
        if conversation is None:
            raise NotFound(words("chat.unknown_conversation"))
        return conversation.history

    def _key(self, signed: str) -> str:
        key = self._identities.read(signed)
        if key is None:
            raise NotFound(words("chat.unknown_conversation"))
        return key

    async def _say(self, conversation: Conversation, text: str) -> list[dict[str, Any]]:
        danger, redacted = await self._read(text, asking.get() or conversation.key)
        if danger:
            told = [safety_message(danger), {"text": words("safety_after")}, *conversation.open_question()]
            conversation.remember(redacted, told)
            return told
        return await self._forward(conversation, redacted, shown=redacted)

    async def _read(self, text: str, who: str) -> tuple[str | None, str]:
        """The danger in a text, and the text without personal data: a fifth of a second for the longest."""
        try:
            async with self._reading.one(who):
                danger = await run_in_threadpool(self._danger_in, text)
                return danger, await run_in_threadpool(self._redact, text)
        except NoSeatError as full:
            raise Unavailable(words("chat.busy"), headers={"Retry-After": "10"}) from full

    async def _press(self, conversation: Conversation, payload: str) -> list[dict[str, Any]]:
        title = conversation.offered.get(payload)
        if title is None:
            raise BadRequest(words("chat.not_offered"))
        return await self._forward(conversation, payload, shown=title)

    async def _forward(self, conversation: Conversation, text: str, *, shown: str) -> list[dict[str, Any]]:
        try:
            if conversation.turns and conversation.turns % TURNS_A_SESSION == 0:
                await self._assistant.renew(conversation.key)
            answer = await self._assistant.say(conversation.key, text, conversation.channel)
        except AssistantBusyError as busy:
            raise Unavailable(words("chat.busy"), headers={"Retry-After": "10"}) from busy
        except AssistantDownError as down:
            raise Unavailable(words("chat.bot_down"), headers={"Retry-After": "5"}) from down
        if answer.tells_need:
            conversation.need = answer.need
        conversation.turns += 1
        conversation.remember(shown, answer.messages)
        return answer.messages

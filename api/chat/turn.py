# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One turn of a conversation, the same for every channel: the place where privacy and safety are decided.

A message is checked, looked at for danger, stripped of personal data, and only then sent on and kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool

from welfare_point.api.problems import BadRequest, NotFound, Unavailable
from welfare_point.api.words import content, words
from welfare_point.catalogue.conversations import Conversation, Conversations

from .erasing import Erased, Erasing
from .identity import Identities
from .moving import Moving
from .queue import Queues
from .rasa import Assistant, AssistantBusyError, AssistantDownError, merged
from .seats import NoSeatError, Seats, asking

LONGEST = 2000
"""Characters of one message. A need is said in far fewer; more is a mistake or an attack."""

READING = (2, 200, 1)
"""Messages read at once, that wait, and of one client: more at once would only wait for the same processor."""

TURNS_A_SESSION = 8
"""After so many turns Rasa begins a new session, so that a long conversation stays as quick as a short one."""

_Turn = tuple[str, list[dict[str, Any]]]
"""What the person said, as it is shown and kept, and the answer."""

_SPACES = re.compile(r"[^\S\n]+")


def cleaned(text: str, tone: str | None = None) -> str:
    """Without control and formatting characters, and without the slash that Rasa takes for a command.

    Raises :class:`BadRequest` for a text that is empty or too long.
    """
    kept = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
    kept = _SPACES.sub(" ", kept).strip().lstrip("/ \n")  # also "/ /restart" is a command once stripped
    if not kept:
        raise BadRequest(words("chat.empty", tone=tone))
    if len(kept) > LONGEST:
        raise BadRequest(words("chat.too_long", tone=tone, length=len(kept), limit=LONGEST))
    return kept


def safety_message(danger: str, tone: str | None = None) -> dict[str, Any]:
    """The numbers to call, before any other logic; needs no network and no assistant."""
    told = content(tone)["safety"][danger]
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
        erasing: Erasing,
        moving: Moving,
        reading: Seats | None = None,
    ) -> None:
        self._conversations = conversations
        self._identities = identities
        self._assistant = assistant
        self._queues = queues
        self._redact = redact
        self._danger_in = danger_in
        self._erasing = erasing
        self._moving = moving
        self._reading = reading or Seats(*READING)

    async def turn(
        self,
        signed: str | None,
        *,
        text: str | None = None,
        payload: str | None = None,
        channel: str = "web",
        turn_id: str | None = None,
        tone: str | None = None,
    ) -> dict[str, Any]:
        """Answer one message or one button, as the contract's JSON. ``tone``: where it is not as the settings say.

        ``turn_id``, at least 128 bits that only the sender knows: sent again, it gets the same answer and
        nothing happens twice, also when the answer was lost on its way.

        Raises :class:`BadRequest`, :class:`NotFound` (unknown or forged id), :class:`Unavailable`.
        """
        if (text is None) == (payload is None):
            raise BadRequest(words("chat.text_or_payload"))
        message = cleaned(text, tone) if text is not None else None
        if signed is None:
            if message is None:
                raise BadRequest(words("chat.start_first"))
            key = self._identities.of_first_turn(channel, turn_id) if turn_id else self._identities.new()
        else:
            key = self._key(signed)
        async with self._queues.of(key):
            conversation = await run_in_threadpool(self._conversations.find, key)
            if conversation is None:
                if signed is not None:  # erased, by the person or because it was old
                    raise NotFound(words("chat.unknown_conversation", tone=tone))
                conversation = Conversation(key, channel)
            answer = conversation.answer_to(turn_id) if turn_id else None
            if answer is None:
                shown, answer = await self._answer(conversation, message, payload, tone)
                conversation.remember(shown, answer, turn_id)
                await run_in_threadpool(self._conversations.save, conversation)
        signed = self._identities.sign(key)
        return {"conversation_id": signed, "messages": answer, "need": conversation.need}

    async def history(self, signed: str) -> list[dict[str, Any]]:
        """The redacted messages of a conversation, oldest first. Raises :class:`NotFound`."""
        return (await self._known(signed)).history

    async def feedback(self, signed: str) -> dict[str, dict[str, Any]]:
        """What the conversation said of services, by their ids. Raises :class:`NotFound`."""
        return await run_in_threadpool(self._erasing.feedback, self._key(signed))

    @asynccontextmanager
    async def held(self, signed: str) -> AsyncIterator[Conversation]:
        """The conversation, to write something beside it while nobody else does. Raises :class:`NotFound`."""
        async with self._queues.of(self._key(signed)):
            yield await self._known(signed)

    async def screened(self, text: str | None) -> tuple[str | None, list[dict[str, Any]]]:
        """Words that are no message, as they may be kept; and what is to be told at once if they show danger."""
        if text is None or not text.strip():
            return None, []
        message = cleaned(text)
        danger = self._danger_in(message)
        redacted = await run_in_threadpool(self._redact, message)
        return redacted, [safety_message(danger)] if danger else []

    async def export(self, signed: str) -> dict[str, Any]:
        """All that is kept of a conversation, in every store, and until when. Raises :class:`NotFound`."""
        conversation = await self._known(signed)
        return {"conversation_id": signed} | await run_in_threadpool(self._erasing.export, conversation)

    async def erase(self, signed: str) -> Erased:
        """Erase a conversation from every store; what was there, after looking that nothing is left.

        Raises :class:`NotFound`, or :class:`Unavailable` when something is left: it can be tried again.
        """
        key = self._key(signed)
        async with self._queues.of(key):
            await self._known(signed)
            erased = await run_in_threadpool(self._erasing.erase, key)
        await self._queues.forget(key)
        return erased

    async def moving_code(self, signed: str) -> str:
        """A code that opens this conversation once, within ten minutes. Raises :class:`NotFound`."""
        await self._known(signed)
        return await run_in_threadpool(self._moving.code_for, self._key(signed))

    async def take_over(self, code: str, channel: str) -> str:
        """The id of the conversation of a code, which goes on in ``channel``.

        Raises :class:`NotFound` for a code that is wrong, over or used.
        """
        key = await run_in_threadpool(self._moving.taken, code, channel)
        if key is None:
            raise NotFound(words("chat.unknown_code"))
        return self._identities.sign(key)

    def _key(self, signed: str) -> str:
        key = self._identities.read(signed)
        if key is None:
            raise NotFound(words("chat.unknown_conversation"))
        return key

    async def _known(self, signed: str) -> Conversation:
        conversation = await run_in_threadpool(self._conversations.find, self._key(signed))
        if conversation is None:
            raise NotFound(words("chat.unknown_conversation"))
        return conversation

    async def _answer(
        self, conversation: Conversation, text: str | None, payload: str | None, tone: str | None
    ) -> _Turn:
        if text is None:
            return await self._press(conversation, payload or "", tone)
        if button := conversation.button(text):
            return await self._press(conversation, button, tone)
        return await self._say(conversation, text, tone)

    async def _say(self, conversation: Conversation, text: str, tone: str | None) -> _Turn:
        danger, redacted = await self._read(text, asking.get() or conversation.key, tone)
        if danger:
            after = {"text": words("safety_after", tone=tone)}
            return redacted, [safety_message(danger, tone), after, *conversation.open_question()]
        return redacted, await self._forward(conversation, redacted, tone)

    async def _read(self, text: str, who: str, tone: str | None) -> tuple[str | None, str]:
        """The danger in a text, and the text without personal data: a fifth of a second for the longest."""
        try:
            async with self._reading.one(who):
                danger = await run_in_threadpool(self._danger_in, text)
                return danger, await run_in_threadpool(self._redact, text)
        except NoSeatError as full:
            raise Unavailable(words("chat.busy", tone=tone), headers={"Retry-After": "10"}) from full

    async def _press(self, conversation: Conversation, payload: str, tone: str | None) -> _Turn:
        title = conversation.offered.get(payload)
        if title is None:
            raise BadRequest(words("chat.not_offered", tone=tone))
        return title, await self._forward(conversation, payload, tone)

    async def _forward(self, conversation: Conversation, text: str, tone: str | None) -> list[dict[str, Any]]:
        try:
            lost = await run_in_threadpool(self._erasing.lost_answer, conversation, text)
            if not lost and conversation.turns and conversation.turns % TURNS_A_SESSION == 0:
                await self._assistant.renew(conversation.key)
            answer = (lost and merged(lost)) or await self._assistant.say(
                conversation.key, text, conversation.channel, tone
            )
        except AssistantBusyError as busy:
            raise Unavailable(words("chat.busy", tone=tone), headers={"Retry-After": "10"}) from busy
        except AssistantDownError as down:
            raise Unavailable(words("chat.bot_down", tone=tone), headers={"Retry-After": "5"}) from down
        if answer.tells_need:
            conversation.need = answer.need
        conversation.turns += 1
        return answer.messages

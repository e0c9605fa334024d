# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each kind of update is answered. All that a person says goes through ``api/chat/turn.py``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.turn import Chat as Assistant
from welfare_point.api.problems import NotFound, Problem, Unavailable
from welfare_point.api.words import words
from welfare_point.catalogue.reference import ATS
from welfare_point.catalogue.telegram import Chat, Post

from . import rendering
from .incoming import Incoming
from .places import nearest
from .wording import Wording

CHANNEL = "telegram"

PATIENCE = (1.0, 3.0, 6.0, 10.0, 20.0)
"""Seconds between the tries when the assistant is down, for example because it starts; then the person is told.

A late answer is better than to be asked to write again. In all less than a turn may last (``LONGEST_TURN``).
"""

YES, NO = "erase:yes", "erase:no"

Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Reply:
    """The calls to make, and the chat as it is afterwards; without one, nothing is kept of it."""

    chat: Chat | None
    posts: Sequence[Post] = ()


class Replying:
    """Makes replies; keeps nothing and sends nothing."""

    def __init__(self, assistant: Assistant, identities: Identities, wording: Wording, days: int) -> None:
        self._assistant = assistant
        self._identities = identities
        self._words = wording
        self._days = days

    async def reply(self, came: Incoming, chat: Chat, turn: str, *, new: bool) -> Reply:
        """The reply to an update. ``new``: nothing was known of the chat; ``turn``: the same when it comes again.

        A problem that is foreseen becomes a sentence for the person.
        """
        notice = [self._words("notice")] if new else []
        match came.kind:
            case "group" if not new:  # it was told, and is about to be left
                return Reply(chat)
            case "group":
                leave = Post("leaveChat", farewell=True)
                return Reply(chat, [_message(rendering.body(self._words("group"))), leave])
            case "blocked":
                await self.forget(chat.conversation)
                return Reply(None)
            case "command":
                return await self._command(came, chat, turn, notice)
            case "press":
                return await self._press(came, chat, turn)
            case "place":
                return await self._place(came, chat, turn, notice)
            case "unread" if not came.text:
                return self._say(chat, [*notice, self._words(f"unread.{came.name}")])
            case _:
                before = [*notice]
                before += [self._words("corrected")] if came.edited else []
                before += [self._words("with_caption")] if came.kind == "unread" else []
                return await self._turn(chat, turn, before, text=came.text)

    def excuse(self, chat: Chat) -> Reply:
        """When something of ours failed."""
        return self._say(chat, [words("problems.500")])

    async def forget(self, conversation: str | None) -> int:
        """Erase a conversation from every store, if it is there; how many messages it had."""
        if conversation is None:
            return 0
        try:
            return (await self._assistant.erase(self._identities.sign(conversation))).messages
        except NotFound:
            return 0

    async def _command(self, came: Incoming, chat: Chat, turn: str, notice: list[str]) -> Reply:
        match came.name:
            case "start":
                return await self._start(came.text, chat, turn)
            case "aiuto" | "help":
                return self._say(chat, [*notice, self._words("help")])
            case "privacy":
                return self._say(chat, [*notice, self._words("privacy", days=self._days)])
            case "cancella" if chat.conversation is None:
                return self._say(chat, [self._words("erase.nothing")], farewell=True)
            case "cancella":
                ask = rendering.body(rendering.plain(self._words("erase.ask"))[0])
                choice = [(YES, self._words("erase.yes")), (NO, self._words("erase.no"))]
                return Reply(chat, [_message(ask | {"reply_markup": rendering.inline(choice)})])
            case _:
                return self._say(chat, [*notice, self._words("unknown_command"), self._words("help")])

    async def _start(self, argument: str, chat: Chat, turn: str) -> Reply:
        notice = self._words("notice")
        if argument.startswith("m_"):
            try:
                signed = await self._assistant.take_over(argument.removeprefix("m_"), CHANNEL)
            except NotFound as wrong:
                return self._say(chat, [notice, wrong.detail])
            moved = self._identities.read(signed)
            if moved != chat.conversation:  # the one that was here would be out of anybody's reach
                await self.forget(chat.conversation)
            history = await self._assistant.history(signed)
            return self._tell(
                replace(chat, conversation=moved), _last(history), [notice, self._words("moved")]
            )
        ats = ATS.get(argument.removeprefix("ats"))
        welcome = self._words("welcome_ats", name=ats) if ats else self._words("welcome")
        return await self._turn(chat, turn, [welcome, notice], text=self._words("opening"))

    async def _press(self, came: Incoming, chat: Chat, turn: str) -> Reply:
        off = [] if came.message is None else [Post("editMessageReplyMarkup", {"message_id": came.message})]
        seen = [Post("answerCallbackQuery", {"callback_query_id": came.query}), *off]
        if came.name == NO:
            return _after(seen, self._say(chat, [self._words("erase.kept")]))
        if came.name == YES:
            return _after(seen, await self._erase(chat))
        keyboard, _, place = came.name.removeprefix("k").partition(":")
        if keyboard != str(chat.keyboard) or not place.isdecimal() or int(place) >= len(chat.buttons):
            told = {"callback_query_id": came.query, "text": words("chat.not_offered"), "show_alert": True}
            return Reply(chat, [Post("answerCallbackQuery", told), *off])
        payload, title = chat.buttons[int(place)]
        before = [self._words("chosen", title=title)]
        return _after(seen, await self._turn(chat, turn, before, payload=payload))

    async def _erase(self, chat: Chat) -> Reply:
        try:
            messages = await self.forget(chat.conversation)
        except Unavailable as left:
            return self._say(chat, [left.detail])
        if not messages:
            return self._say(replace(chat, conversation=None), [self._words("erase.nothing")], farewell=True)
        empty = Chat(chat.key, chat.address, keyboard=chat.keyboard)
        return self._say(empty, [self._words("erase.done", messages=messages)], farewell=True)

    async def _place(self, came: Incoming, chat: Chat, turn: str, notice: list[str]) -> Reply:
        comune = nearest(*came.place) if came.place else None
        if comune is None:
            return self._say(chat, [*notice, self._words("location.far")])
        before = [*notice, self._words("location.found", name=comune.name)]
        return await self._turn(chat, turn, before, text=comune.name)

    async def _turn(
        self, chat: Chat, turn: str, before: list[str], *, text: str | None = None, payload: str | None = None
    ) -> Reply:
        async def once(signed: str | None) -> dict[str, Any]:
            return await self._assistant.turn(
                signed, text=text, payload=payload, channel=CHANNEL, turn_id=turn
            )

        known = chat.conversation and self._identities.sign(chat.conversation)
        try:
            try:
                answered = await _patiently(lambda: once(known))
            except NotFound:  # erased meanwhile, from the page or because it was old
                chat, before = replace(chat, conversation=None), [self._words("notice"), *before]
                answered = await _patiently(lambda: once(None))
        except Problem as told:
            return self._say(chat, [*before, told.detail])
        conversation = self._identities.read(answered["conversation_id"])
        return self._tell(replace(chat, conversation=conversation), answered["messages"], before)

    def _tell(self, chat: Chat, messages: Messages, before: list[str]) -> Reply:
        """An answer of the assistant: its buttons take the place of those before."""
        keyboard = chat.keyboard + 1
        bodies, buttons = rendering.answer(messages, self._words, keyboard, before)
        return Reply(replace(chat, keyboard=keyboard, buttons=buttons), [_message(body) for body in bodies])

    def _say(self, chat: Chat, texts: list[str], *, farewell: bool = False) -> Reply:
        """Words of the channel's own, which leave the open question as it is."""
        blocks = [block for text in texts for block in rendering.plain(text)]
        *posts, last = [_message(rendering.body(html)) for html in rendering.packed(blocks)]
        return Reply(chat, [*posts, replace(last, farewell=farewell)])


def _message(body: dict[str, Any]) -> Post:
    return Post("sendMessage", body)


def _after(first: Sequence[Post], reply: Reply) -> Reply:
    return replace(reply, posts=[*first, *reply.posts])


def _last(history: Messages) -> Messages:
    """The last answer of a conversation."""
    last: Messages = []
    for message in reversed(history):
        if message["from"] == "user":
            break
        last.insert(0, message)
    return last


async def _patiently(turn: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    """The turn's answer, trying again while the assistant is down."""
    for pause in PATIENCE:
        try:
            return await turn()
        except Unavailable:
            await asyncio.sleep(pause)
    return await turn()

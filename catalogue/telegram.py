# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of the Telegram channel: chats, updates that were answered, calls still to be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from .models import TelegramChat, TelegramPost, TelegramUpdate

REPEATED = dt.timedelta(days=3)
"""Telegram keeps an update for a day: after three it does not send one again."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as it is kept. ``address``: encrypted; ``buttons``: payload and title of the last keyboard."""

    key: str
    address: str
    conversation: str | None = None
    keyboard: int = 0
    buttons: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A call to be made: a method of the Bot API and its arguments without the chat.

    ``farewell``: the last word to a chat of which nothing is kept.
    """

    method: str
    body: dict[str, Any] = field(default_factory=dict)
    farewell: bool = False


@dataclass(frozen=True, slots=True)
class Waiting(Post):
    """A call that waits. ``doubtful``: it was begun before, and may have arrived."""

    id: int = 0
    chat: str = ""
    address: str = ""
    doubtful: bool = False


class TelegramStore:
    """Repository; every method is one transaction of its own."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def chat(self, key: str) -> Chat | None:
        """The chat, or ``None`` when nothing is known of it."""
        with self._sessions() as session:
            row = session.get(TelegramChat, key)
            if row is None:
                return None
            return Chat(row.key, row.address, row.conversation, row.keyboard, row.buttons)

    def answered(self, updates: Collection[str]) -> set[str]:
        """Which of these were answered already."""
        with self._sessions() as session:
            known = sa.select(TelegramUpdate.id).where(TelegramUpdate.id.in_(updates))
            return set(session.scalars(known))

    def keep(self, update: str, chat: Chat | None, posts: Sequence[Post]) -> None:
        """An update is answered: from now on so, or, if anything fails, not at all.

        Raises ``IntegrityError`` when it was answered meanwhile, or when the conversation was erased.
        """
        now = dt.datetime.now(dt.UTC)
        with self._sessions.begin() as session:
            session.add(TelegramUpdate(id=update, answered=now))
            session.flush()
            if chat is None:
                return
            session.merge(
                TelegramChat(
                    key=chat.key,
                    address=chat.address,
                    conversation=chat.conversation,
                    keyboard=chat.keyboard,
                    buttons=[list(button) for button in chat.buttons],
                    last_seen=now,
                )
            )
            session.flush()
            session.add_all(
                TelegramPost(chat=chat.key, method=p.method, body=p.body, farewell=p.farewell) for p in posts
            )

    def waiting(self, limit: int = 200) -> list[Waiting]:
        """The first call of each chat that has any, oldest first."""
        first = sa.select(sa.func.min(TelegramPost.id)).group_by(TelegramPost.chat)
        rows = (
            sa.select(TelegramPost, TelegramChat.address)
            .join(TelegramChat, TelegramChat.key == TelegramPost.chat)
            .where(TelegramPost.id.in_(first), sa.not_(TelegramPost.sending))
            .order_by(TelegramPost.id)
            .limit(limit)
        )
        with self._sessions() as session:
            return [
                Waiting(p.method, p.body, p.farewell, p.id, p.chat, address, p.doubtful)
                for p, address in session.execute(rows)
            ]

    def claim(self, post: int) -> bool:
        """Whether the call is ours to make: nobody else makes it, and it is still wanted."""
        free = sa.update(TelegramPost).where(TelegramPost.id == post, sa.not_(TelegramPost.sending))
        with self._sessions.begin() as session:
            return session.scalar(free.values(sending=True).returning(TelegramPost.id)) is not None

    def give_back(self, post: int, *, doubtful: bool) -> None:
        """The call is to be made again. ``doubtful``: this time may have been enough."""
        again = sa.update(TelegramPost).where(TelegramPost.id == post)
        with self._sessions.begin() as session:
            session.execute(again.values(sending=False, doubtful=TelegramPost.doubtful | doubtful))

    def done(self, post: Waiting) -> None:
        """The call was made. After a farewell the chat is forgotten, unless it began to talk anew."""
        with self._sessions.begin() as session:
            session.execute(sa.delete(TelegramPost).where(TelegramPost.id == post.id))
            if post.farewell:
                more = sa.exists().where(TelegramPost.chat == post.chat)
                old = sa.delete(TelegramChat).where(TelegramChat.key == post.chat, sa.not_(more))
                session.execute(old.where(TelegramChat.conversation.is_(None)))

    def doubt(self) -> int:
        """Give back the calls of a process that died in the middle of them; how many there were."""
        begun = sa.update(TelegramPost).where(TelegramPost.sending)
        with self._sessions.begin() as session:
            begun = begun.values(sending=False, doubtful=True)
            return len(session.scalars(begun.returning(TelegramPost.id)).all())

    def forget(self, chat: str) -> str | None:
        """Nothing is kept of a chat any more, nor sent to it; its conversation, which is still there."""
        gone = sa.delete(TelegramChat).where(TelegramChat.key == chat)
        with self._sessions.begin() as session:
            return session.scalar(gone.returning(TelegramChat.conversation))


def forget_silent(session: Session, moment: dt.datetime) -> None:
    """Delete the chats without a conversation that were silent since ``moment``, and what cannot be repeated.

    Chats with a conversation go with it.
    """
    silent = sa.delete(TelegramChat).where(TelegramChat.last_seen < moment)
    session.execute(silent.where(TelegramChat.conversation.is_(None)))
    repeated = dt.datetime.now(dt.UTC) - REPEATED
    session.execute(sa.delete(TelegramUpdate).where(TelegramUpdate.answered < repeated))

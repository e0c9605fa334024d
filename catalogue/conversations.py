# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations in the database: load, save, purge. What comes in here is already redacted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from .database import in_parts
from .models import ConversationRow, MovingCode

REMEMBERED = 60
"""Messages kept for replay; older ones are dropped, so a row stays small however long people talk."""


NEVER = dt.datetime.fromtimestamp(0, dt.UTC)


@dataclass(slots=True)
class Conversation:
    """The gateway's side of one conversation."""

    key: str
    channel: str
    offered: dict[str, str] = field(default_factory=dict)  # payload -> title of the buttons on offer
    need: dict[str, Any] | None = None
    history: list[dict[str, Any]] = field(default_factory=list)
    turns: int = 0  # messages that went to the assistant
    last_seen: dt.datetime = NEVER  # when it was stored

    def button(self, text: str) -> str | None:
        """The payload of the button whose title somebody typed instead of pressing it."""
        return next((p for p, title in self.offered.items() if title.casefold() == text.casefold()), None)

    def open_question(self) -> list[dict[str, Any]]:
        """The message of the last answer that asked something, with its buttons; none if nothing is asked."""
        turn = []
        for message in reversed(self.history):
            if message["from"] == "user":
                break
            turn.append({key: value for key, value in message.items() if key in ("text", "asks", "buttons")})
        return [message for message in turn if "asks" in message][:1]

    def services(self) -> set[str]:
        """The ids of the services that were shown, as far back as is remembered."""
        return {s["service_id"] for message in self.history for s in message.get("services", ())}

    def answer_to(self, turn_id: str) -> list[dict[str, Any]] | None:
        """What was answered to a turn that was received already; ``None`` if it is new."""
        later = dropwhile(lambda message: message.get("turn") != turn_id, self.history)
        if next(later, None) is None:
            return None
        answers = takewhile(lambda message: message["from"] == "bot", later)
        return [{key: value for key, value in message.items() if key != "from"} for message in answers]

    def remember(self, said: str, answers: list[dict[str, Any]], turn_id: str | None = None) -> None:
        """Add a turn; only the buttons of this turn's answer stay on offer."""
        person = {"from": "user", "text": said, **({"turn": turn_id} if turn_id else {})}
        turn = [person, *({"from": "bot", **a} for a in answers)]
        self.history = [*self.history, *turn][-REMEMBERED:]
        self.offered = {b["payload"]: b["title"] for a in answers for b in a.get("buttons", ())}


class Conversations:
    """Repository; every method is one transaction of its own."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def find(self, key: str) -> Conversation | None:
        """The conversation, or ``None`` when it is unknown or was purged."""
        with self._sessions() as session:
            row = session.get(ConversationRow, key)
            if row is None:
                return None
            history = list(row.history)
            return Conversation(
                row.key, row.channel, dict(row.offered), row.need, history, row.turns, row.last_seen
            )

    def save(self, conversation: Conversation) -> None:
        """Write the conversation as it is now."""
        with self._sessions.begin() as session:
            session.merge(
                ConversationRow(
                    key=conversation.key,
                    channel=conversation.channel,
                    last_seen=dt.datetime.now(dt.UTC),
                    offered=conversation.offered,
                    need=conversation.need,
                    history=conversation.history,
                    turns=conversation.turns,
                )
            )

    def unknown_of(self, keys: list[str]) -> list[str]:
        """Those of ``keys`` that are not, or no more, in this store."""
        known: set[str] = set()
        with self._sessions() as session:
            for some in in_parts(keys):
                found = sa.select(ConversationRow.key).where(ConversationRow.key.in_(some))
                known.update(session.scalars(found))
        return [key for key in keys if key not in known]

    def purge_before(self, moment: dt.datetime) -> list[str]:
        """Erase what was last used before ``moment``; returns the keys, for the other stores to erase too."""
        with self._sessions.begin() as session:
            old = sa.select(ConversationRow.key).where(ConversationRow.last_seen < moment)
            keys = list(session.scalars(old))
            for some in in_parts(keys):
                session.execute(sa.delete(ConversationRow).where(ConversationRow.key.in_(some)))
        return keys


def forget(session: Session, key: str) -> int:
    """Erase a conversation, with all that refers to it; how many messages it had. The caller commits."""
    row = session.get(ConversationRow, key)
    if row is None:
        return 0
    messages = len(row.history)
    session.delete(row)
    session.flush()
    return messages


def is_known(session: Session, key: str) -> bool:
    """Whether anything is kept of a conversation, or refers to it."""
    return any(
        session.scalar(sa.select(sa.exists().where(column == key)))
        for column in (ConversationRow.key, MovingCode.conversation)
    )

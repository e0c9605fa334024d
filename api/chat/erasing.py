# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that is kept of a conversation, in every store: given out on request, and erased for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.problems import Unavailable
from welfare_point.api.words import words
from welfare_point.catalogue.conversations import Conversation, forget, is_known
from welfare_point.catalogue.database import settle
from welfare_point.catalogue.moving import forget_code
from welfare_point.catalogue.opinions import feedback_of, forget_given
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.unmet import withdraw

from .exporting import exported
from .tracker import TrackerStore, answer_to, recorded_in, texts_of


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased; afterwards nothing was found in any store."""

    messages: int
    """Messages kept for showing the conversation again."""
    events: int
    """What the assistant had noted: messages, answers, what it had understood."""
    needs: int
    """Anonymous records of needs, which could be found while the conversation was there."""
    codes: int
    """Codes for going on elsewhere that nobody had used."""
    opinions: int
    """Thumbs and reports of wrong information; of reports that were dealt with, only the words."""


class Erasing:
    """Reaches the gateway's store and Rasa's. One instance a process."""

    def __init__(self, sessions: sessionmaker[Session], tracker: TrackerStore, settings: Settings) -> None:
        self._sessions = sessions
        self._tracker = tracker
        self._settings = settings

    def export(self, conversation: Conversation) -> dict[str, Any]:
        """What both stores hold of a conversation, as JSON."""
        events = self._tracker.events(conversation.key)
        return exported(conversation, events, self.feedback(conversation.key), self._settings)

    def lost_answer(self, conversation: Conversation, text: str) -> list[dict[str, Any]]:
        """What the assistant answered to ``text`` since the conversation was stored: it never got to the person.

        The gateway had given up waiting, or was stopped. Sent again, it would happen twice.
        """
        events = self._tracker.events(conversation.key, conversation.last_seen.timestamp())
        return answer_to(text, events)

    def feedback(self, key: str) -> dict[str, dict[str, Any]]:
        """What a conversation said of services, by their ids."""
        with self._sessions() as session:
            return feedback_of(session, key)

    def erase(self, key: str) -> Erased:
        """Erase a conversation whose turn nobody else has. Raises :class:`Unavailable` if something is left.

        The assistant's events lead to the records, so they outlive them; the gateway's own row goes last:
        whatever fails before it, the person can ask again.
        """
        events = self._tracker.events(key)
        texts = texts_of(events)
        with self._sessions.begin() as session:
            needs = sum(withdraw(session, told, texts) for told in recorded_in(events))
            codes = forget_code(session, key)
            opinions = forget_given(session, key)
        noted = self._tracker.erase(key)
        if self._tracker.events(key):
            raise Unavailable(words("chat.not_erased"))
        with self._sessions.begin() as session:
            messages = forget(session, key)
            if is_known(session, key):
                raise Unavailable(words("chat.not_erased"))
        self._settle()
        return Erased(messages, noted, needs, codes, opinions)

    def _settle(self) -> None:
        engine = self._sessions.kw["bind"]
        if isinstance(engine, sa.Engine):  # else all happens within a transaction of somebody else's
            settle(engine)

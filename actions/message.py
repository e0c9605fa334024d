# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One message as the interview reads it, and its dialogue acts (Rasa's intents) by what they do there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from welfare_point.catalogue.reference import plain

ASIDES = frozenset(
    {
        "ask_why",
        "bot_challenge",
        "complaint",
        "foreign",
        "goodbye",
        "greet",
        "help",
        "human",
        "out_of_scope",
        "privacy",
        "question",
        "silence",
        "smalltalk",
        "summary",
        "thanks",
        "update_services",
    }
)
"""Intents that are answered on the spot; then the interview goes on where it was."""

COURTESIES = (ASIDES - {"question"}) | {"accept_offers", "affirm", "deny", "dont_know", "reject_offers"}
"""Intents that open nothing once a need is closed."""

NEW_SESSION = "session_start"
"""Rasa's own intent, which the gateway sends now and then in a long conversation: nobody said anything."""

MISREAD = frozenset({"complaint", "out_of_scope", "silence", "smalltalk"})
"""Asides as which nonsense is easily read: they are answered, but nobody is kept in a question by them."""

MAY_BE_NONSENSE = MISREAD | {"foreign"}
"""Asides that count, after a while, as an answer that does not answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the assistant's understanding made of one message.

    ``facts`` is the ``Facts`` of ``bot/understanding`` as a dictionary; ``choice`` what a button carries.
    """

    id: str
    text: str
    intent: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    choice: Mapping[str, Any] = field(default_factory=dict)
    corrects: bool = False

    def says(self, phrases: Iterable[str]) -> bool:
        """Whether one of the phrases (in plain words) is said, wherever it stands."""
        said = f" {plain(self.text)} "
        return any(f" {phrase} " in said for phrase in phrases)

    @property
    def topics(self) -> list[str]:
        return [t["code"] for t in self.facts.get("topics", ())]


def is_aside(message: Message) -> bool:
    """A word beside the interview. A question about a need is none: it opens or changes the need."""
    return message.intent in ASIDES and not (message.intent == "question" and message.topics)

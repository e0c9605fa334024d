# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a message means in the light of the case: whether it tells something, suits, or asks for more. Pure."""

from __future__ import annotations

from welfare_point.catalogue.reference import plain

from .answers import NO_FACTS, by_act, facts_as_slots, yes_or_no
from .case import Case
from .interview import plan
from .message import Message


def tells_constraint(message: Message) -> bool:
    """The last question of all, answered; anything else said there opens the case again."""
    return "work_constraint" in message.choice or (
        not message.topics and bool(message.facts.get("work_constraint"))
    )


def suits(case: Case, message: Message) -> bool | None:
    """Whether the offers suit. A message may name the same need and facts again while it says so."""
    said = f" {plain(message.text)} "
    if "?" in message.text or fresh_topics(case, message):
        return None
    for fits, phrases in ((False, "suits_not"), (True, "suits")):
        if any(f" {phrase} " in said for phrase in plan()[phrases]):
            return fits
    if message.intent == "thanks":
        return True
    meant = yes_or_no(message)
    return by_act(message) if meant is None else meant


def fresh_topics(case: Case, message: Message) -> list[str]:
    """The topics of a message that are not in hand."""
    return [code for code in message.topics if code != case.topic]


def tells(message: Message, case: Case) -> bool:
    """Whether the message says a fact or a need."""
    return bool(message.topics or facts_as_slots(message.facts, case.role).keys() - NO_FACTS)

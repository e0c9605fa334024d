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
    if "?" in message.text or fresh_topics(case, message):
        return None
    if (fits := _in_words(message)) is not None:
        return fits
    if message.intent == "thanks":
        return True
    meant = yes_or_no(message)
    return by_act(message) if meant is None else meant


def _in_words(message: Message) -> bool | None:
    """What the words say of the offers, whatever act they were taken for."""
    said = f" {plain(message.text)} "
    for fits, phrases in ((False, "suits_not"), (True, "suits")):
        if any(f" {phrase} " in said for phrase in plan()[phrases]):
            return fits
    return None


def is_unwanted(case: Case, message: Message, asked: str | None) -> bool:
    """Whether the need in hand, heard beside another and kept for later, is none after all."""
    if case.closed or case.topic not in (case.told_apart or ()) or fresh_topics(case, message):
        return False
    said = f" {plain(message.text)} "
    if any(f" {phrase} " in said for phrase in plan()["unwanted"]):
        return True
    refuses = message.intent in ("deny", "reject_offers") and not tells(message, case)
    return refuses and asked in plan()["not_yes_or_no"]


def thinks_again(case: Case, message: Message) -> bool | None:
    """Whether the offers of a closed need suit after all, or do not: who has called them knows more.

    A refusal is heard each time, as it leads to people. "Grazie" or "no" judge nothing by then.
    """
    if not (case.outcome and case.outcome["offers"]) or tells(message, case):
        return None
    fits = suits(case, message)
    judged = message.intent in ("accept_offers", "reject_offers") or _in_words(message) is not None
    return fits if judged and (fits is False or fits is not case.satisfied) else None


def fresh_topics(case: Case, message: Message) -> list[str]:
    """The topics of a message that are not in hand."""
    return [code for code in message.topics if code != case.topic]


def tells(message: Message, case: Case) -> bool:
    """Whether the message says a fact or a need."""
    return bool(message.topics or facts_as_slots(message.facts, case.role).keys() - NO_FACTS)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a message means in the light of the case: whether it tells something, suits, or asks for more. Pure."""

from __future__ import annotations

from welfare_point.catalogue.wording import stems, topics_meant

from .answers import NO_FACTS, by_act, facts_as_slots, yes_or_no
from .case import UNWANTED, Case
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
    suits, suits_not = plan()["suits"], plan()["suits_not"]
    if message.says(suits_not) or message.says(f"non {phrase}" for phrase in suits):
        return False
    return True if message.says(suits) else None


def is_unwanted(case: Case, message: Message, asked: str | None) -> bool:
    """Whether the need in hand, heard beside another and kept for later, is none after all."""
    offered = case.outcome is not None and bool(case.outcome["offers"])
    if case.topic not in (case.told_apart or ()) or (case.closed and offered) or case.satisfied == UNWANTED:
        return False
    if "?" in message.text or fresh_topics(case, message) or _facts(message, case):
        return False
    unwanted = plan()["unwanted"]
    if message.says(unwanted) and asked not in plan()["of_the_person"]:
        # "Troppo lontano, non mi serve" judges an offer.
        return not message.says(set(plan()["suits_not"]) - set(unwanted))
    refuses = message.intent in ("deny", "reject_offers") and not message.topics and not case.wants_person
    return refuses and not case.closed and asked in plan()["not_yes_or_no"]


def unwanted_topics(case: Case, message: Message) -> set[str]:
    """The needs that wait and of which a message says that they are none: "il doposcuola non mi serve più"."""
    if "?" in message.text or not message.says(plan()["unwanted"]):
        return set()
    named = {*message.topics, *topics_meant(stems(message.text))}
    return named & set(case.pending_topics or ()) - {case.topic or ""}


def thinks_again(case: Case, message: Message) -> bool | None:
    """Whether the offers of a closed need suit after all, or do not: who has called them knows more.

    A refusal is heard each time, as it leads to people. "Grazie" or "no" judge nothing by then.
    """
    if not (case.outcome and case.outcome["offers"]):
        return None
    in_words = _in_words(message)
    if in_words is None and (
        tells(message, case) or message.intent not in ("accept_offers", "reject_offers")
    ):
        return None
    fits = suits(case, message)
    return fits if fits is False or (fits is not None and fits is not case.satisfied) else None


def fresh_topics(case: Case, message: Message) -> list[str]:
    """The topics of a message that are not in hand."""
    return [code for code in message.topics if code != case.topic]


def tells(message: Message, case: Case) -> bool:
    """Whether the message says a fact or a need."""
    return bool(message.topics) or _facts(message, case)


def tells_only_when(message: Message) -> bool:
    """Whether a message says days, hours or dates and names no service: "la sera, anche la domenica" sounds like a need
    for an evening, but is said of the need in hand."""
    facts = message.facts
    when = bool(facts.get("periods") or any((facts.get("when") or {}).values()))
    other = facts.get("ages") or facts.get("municipalities") or facts.get("care_recipient")
    if not when or other or "?" in message.text:
        return False
    return not set(message.topics) & topics_meant(stems(message.text)).keys()


def _facts(message: Message, case: Case) -> bool:
    return bool(facts_as_slots(message.facts, case.role).keys() - NO_FACTS)

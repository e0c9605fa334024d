# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From one message to a changed case. Pure: the case before, the message, the question that was asked.

Several facts of one sentence are all taken; a fact that is already known changes only when the person
was asked for it or corrects it; what was said of another need is kept for later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from welfare_point.bot.understanding.clauses import asks
from welfare_point.catalogue.reference import topics

from .answers import NO_FACTS, answer_in, facts_as_slots
from .case import UNKNOWN, UNWANTED, Case
from .meant import (
    fresh_topics,
    is_unwanted,
    suits,
    tells,
    tells_constraint,
    tells_only_when,
    thinks_again,
    unwanted_topics,
)
from .message import COURTESIES, MAY_BE_NONSENSE, MISREAD, NEW_SESSION, Message, is_aside
from .sharing import shared

ASIDES_OF_A_MISS = 2
"""So many asides that may be nonsense are as good as one answer that does not answer."""

ANSWERED_EVERYWHERE = ("ask_why", "human", "privacy")
"""Asides that are answered also at the last question, where any other word lets the person go."""

SHORT_ANSWER = 4
"""Words up to which an answer is nothing but an answer."""

FACTS_OF = {
    "audience": ("care_recipient", "writer", "audience"),
    "topic": ("care_recipient", "ages"),
    "child_age": ("ages",),
    "care_recipient": ("ages", "care_recipient", "disability"),
    "period": ("periods",),
    "time_slot": ("when",),
    "isee": ("isee",),
    "employer": ("employer_adherent",),
    "company_size": ("company_size",),
    "sector": ("sector",),
    "work_constraint": ("work_constraint",),
}
"""The facts that answer a question."""

SURE_IN_ANOTHER_LANGUAGE = 0.35
"""Below this confidence a need told in another language is not taken: it is asked again, with buttons."""

SURE = 0.5
"""Below this confidence a topic named while answering another question is not taken for a new need."""

SURELY_ANOTHER = 0.8
"""From this confidence on, a need named in an answer is one, also where no word asks for it."""

PATIENCE = 2
"""After so many answers that do not say it, a question that is not essential counts as 'non so'."""

ESSENTIAL = ("topic", "municipality")


def read(case: Case, message: Message, asked: str | None) -> Case:
    """The case after the message. Reading the same message twice changes nothing more."""
    if message.id == case.heard:
        return case
    case = replace(case, heard=message.id)
    if message.intent == NEW_SESSION:
        return case
    if message.intent == "start_over":
        return Case(consent=case.consent, heard=case.heard)
    if is_unwanted(case, message, asked):
        return replace(case, satisfied=UNWANTED)
    if message.intent == "undo" and not tells(message, case) and asked not in answer_in(message, asked, case):
        return _undo(case)
    if case.topic and not is_aside(message) and tells_only_when(message):
        message = replace(message, facts={**message.facts, "topics": ()}, intent="inform")
    if case.closed or asked == "satisfied" or message.intent == "undo":
        # Everything is known by now: what is said of it again is meant to change it.
        message = replace(message, corrects=True)
    if case.closed and not (asked == "work_constraint" and tells_constraint(message)):
        if asked is None and (fits := thinks_again(case, message)) is not None:
            return replace(case, closed=None, satisfied=fits)
        case = _reopen(case, message)
        asked = None if not case.closed else asked
    if case.topic is None:
        case = replace(case, guesses=_guesses(case, message))
    before = case
    case, message = _drop(case, message)
    case, message = _share(case, _heard(message, asked))
    case = _absorb(case, message, asked)
    case = _need(case, message, asked)
    if message.intent in ("human", "update_services") and case.municipality is None:
        case = replace(case, wants_person=True)
    if asked == "satisfied" and case.signature() == before.signature() and case.topic == before.topic:
        case = replace(case, satisfied=suits(case, message))
    if asked is None:
        return case
    last = asked == "work_constraint" and message.intent not in ANSWERED_EVERYWHERE
    if is_aside(message) and not last and not _answered(before, case, asked):
        asides = (case.asides or 0) + (message.intent in MAY_BE_NONSENSE)
        unclear = asked in ("audience", "topic") and message.intent in MAY_BE_NONSENSE - {"silence"}
        if asides < ASIDES_OF_A_MISS and not unclear:
            return replace(case, asides=asides or None)
        case, before = replace(case, asides=None), replace(before, asides=None)
    return _count(before, case, message, asked)


def _drop(case: Case, message: Message) -> tuple[Case, Message]:
    """Leave out the needs that wait and are none, in the case and in the message that says so."""
    dropped = unwanted_topics(case, message)
    if not dropped:
        return case, message
    waiting = [code for code in case.pending_topics or () if code not in dropped]
    told = [topic for topic in message.facts.get("topics", ()) if topic["code"] not in dropped]
    return replace(case, pending_topics=waiting or None), replace(
        message, facts={**message.facts, "topics": told}
    )


def _answered(before: Case, case: Case, asked: str) -> bool:
    known = case.knows(asked) or (asked == "time_slot" and case.lacks_hours)
    return known and getattr(case, asked) != getattr(before, asked)


def _heard(message: Message, asked: str | None) -> Message:
    """Without what is said beside the interview: nobody lives where they ask about the weather."""
    if message.intent == "human":
        heard: tuple[str, ...] = ("municipalities", "writer")
    elif message.intent in MISREAD and asked != "municipality":
        heard = FACTS_OF.get(asked or "", ())
    else:
        return message
    return replace(
        message, facts={k: v for k, v in message.facts.items() if k in (*heard, "guesses", "topics")}
    )


def _share(case: Case, message: Message) -> tuple[Case, Message]:
    """Leave to the message the facts of the need in hand; put the others aside for the needs that wait."""
    topic = case.topic or next(iter(message.topics), None)
    others = {*message.topics, *(case.pending_topics or ())} - {topic}
    facts, aside = shared(topic, others, message.facts)
    if aside:
        case = replace(case, put_aside={**(case.put_aside or {}), **aside})
    return case, replace(message, facts=facts)


def _undo(case: Case) -> Case:
    """Take the last answer back. What was found stays as long as what it depends on does."""
    *earlier, last = case.trail or [""]
    if not last or (last == "consent" and case.topic is not None):
        return case  # nobody means the consent of long ago
    back: dict[str, Any] = {last: None, "satisfied": None, "closed": None, "misses": None}
    taken = replace(case, **back, trail=earlier)
    return taken if taken.signature() == case.shown else replace(taken, shown=None, outcome=None)


def _reopen(case: Case, message: Message) -> Case:
    """After a need is closed, a new need or a changed fact opens the conversation again."""
    if message.topics and message.topics[0] != case.topic:
        return case.next_need(message.topics[0], same_people=False)
    if message.intent in COURTESIES:
        return case
    told = facts_as_slots(message.facts, case.role).keys() - NO_FACTS
    if message.facts.get("work_constraint") and not told and not message.topics:
        return case  # what makes work hard changes nothing that was found
    if (message.topics or message.intent in ("inform", "undo")) and told:
        return replace(case, closed=None, shown=None, outcome=None, satisfied=None)
    return Case(
        consent=case.consent,
        municipality=case.municipality,
        work_constraint=case.work_constraint,
        heard=case.heard,
    )


def _absorb(case: Case, message: Message, asked: str | None) -> Case:
    """Take every fact that the message says and that may change."""
    said = dict(message.choice) | answer_in(message, asked, case)
    places, topic = said.pop("places", None), said.pop("topic", None)
    if places is not None and (case.municipality is None or asked == "municipality" or message.corrects):
        case = replace(case, places=places, municipality=None)
    if case.topic is not None:
        said.pop("audience", None)  # the topic says for whom it is
    for slot, value in said.items():
        if getattr(case, slot) is None or slot == asked or message.corrects or slot in message.choice:
            if isinstance(value, dict) and isinstance(getattr(case, slot), dict):
                value = getattr(case, slot) | value
            case = replace(case, **{slot: value})
        elif isinstance(value, dict) and isinstance(getattr(case, slot), dict):
            case = replace(case, **{slot: value | getattr(case, slot)})  # what was missing is added
    if case.municipality is not None and case.places is not None:
        case = replace(case, places=None)
    return case.with_topic(topic) if topic else case


def _need(case: Case, message: Message, asked: str | None) -> Case:
    """Topics: the first is the need in hand, the others wait for their turn."""
    if "topic" in message.choice:
        return case
    codes = message.topics
    if not codes or _bare(case, message, asked):
        return case
    confidence = sum(topic["confidence"] for topic in message.facts["topics"])
    if message.intent == "foreign" and confidence < SURE_IN_ANOTHER_LANGUAGE:
        return case
    if case.topic is None:
        unsure = message.intent == "foreign" or confidence < SURE or None
        return replace(case.with_topic(codes[0]), pending_topics=_queue(case, codes[1:]), unsure=unsure)
    fresh = fresh_topics(case, message)
    if not fresh or message.intent not in ("need", "question", "foreign"):
        return case
    if asked not in (None, "topic") and confidence < SURE:
        return case
    if asked == "satisfied":
        following = case.next_need(fresh[0], same_people=not message.facts.get("ages"))
        return replace(_absorb(following, message, None), pending_topics=_queue(following, fresh[1:]))
    if message.corrects or (case.unsure and len(codes) == 1):
        waiting = [code for code in case.pending_topics or () if code != fresh[0]]
        return replace(case.with_topic(fresh[0]), pending_topics=waiting or None, unsure=None)
    return replace(case, pending_topics=_queue(case, fresh))


def _bare(case: Case, message: Message, asked: str | None) -> bool:
    """An answer to a question about the need in hand is no other need, if it is short or asks for nothing:
    "artigianato", "83 anni, non è più autonoma"."""
    sure = message.facts["topics"][0]["confidence"] >= SURELY_ANOTHER
    bare = len(message.text.split()) <= SHORT_ANSWER or not (sure or asks(message.text))
    settled = case.topic is not None and not case.unsure
    return settled and asked in FACTS_OF and bare and case.knows(str(asked))


def _queue(case: Case, codes: list[str]) -> list[str] | None:
    waiting = list(case.pending_topics or [])
    return waiting + [c for c in codes if c not in waiting and c != case.topic] or None


def _count(before: Case, case: Case, message: Message, asked: str) -> Case:
    """Keep the trail of answers, and the misses: a person is not asked the same thing for ever."""
    if asked == "work_constraint":
        return case if case.knows(asked) else replace(case, work_constraint=UNKNOWN)
    if _answered(before, case, asked):
        return replace(case, misses=None, asides=None, guesses=None, trail=[*(case.trail or []), asked])
    if asked == "consent" and before.consent == UNKNOWN:
        return replace(case, consent=False)
    if asked == "consent" and (message.topics or case.changes_from(before)):
        return replace(case, consent=UNKNOWN)
    if case.changes_from(before) or message.intent == "undo":
        return case  # it said something else that is of use
    if asked == "satisfied" and tells(message, case):
        return case  # it said again what was taken into account
    misses = (case.misses or 0) + 1
    if asked not in ESSENTIAL and (message.intent == "dont_know" or misses >= PATIENCE):
        skipped: Any = False if asked == "consent" else getattr(case, asked) or UNKNOWN
        return replace(case, **{asked: skipped}, misses=None, trail=[*(case.trail or []), asked])
    return replace(case, misses=misses)


def _guesses(case: Case, message: Message) -> list[str] | None:
    """The topics that unclear words may mean, for whoever writes them; words that mean none leave the last."""
    codes = message.facts.get("guesses") or case.guesses or ()
    return [c for c in codes if case.audience in (None, topics()[c].audience)] or None

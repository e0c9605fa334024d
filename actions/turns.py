# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rasa's custom actions: thin hands between tracker and interview.

Every message passes through ``action_read_message``; every form asks ``validate_<form>`` what to ask;
whatever ends asks ``action_next`` what comes next. What is decided stands in :mod:`.reading` and
:mod:`.interview`; what is said stands in ``bot/domain``.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    FollowupAction,
    SessionStarted,
    SlotSet,
)
from rasa_sdk.executor import CollectingDispatcher

from welfare_point.catalogue.matching import italian as it
from welfare_point.catalogue.reference import topics
from welfare_point.catalogue.settings import Settings

from .case import UNKNOWN, Case
from .interview import plan
from .looking import step_of
from .meant import tells
from .measures import Measure, named_in
from .message import is_aside
from .reading import read
from .shown import told_of_shown
from .summary import summary_of
from .telling import need_json
from .turn import message_of, said_by_person, tone_of

Events = list[dict[str, Any]]

ANSWERS_ASIDE = "action_answer_aside"

ASKED_AGAIN_IN_ITS_OWN_WAY = "topic"
"""The question that, not understood, is asked in other words each time: see ``asking.AskTopic``."""


def slots(case: Case, before: Case) -> Events:
    """The events that store a changed case."""
    return [SlotSet(name, value) for name, value in case.changes_from(before).items()]


def tell_need(dispatcher: CollectingDispatcher, case: Case) -> None:
    """The need in hand, for the gateway."""
    dispatcher.utter_message(
        json_message={"need": need_json(case) if case.topic or case.municipality else None}
    )


def tell_measures(dispatcher: CollectingDispatcher, measures: list[Measure]) -> None:
    """What law and contract give, each with its source and its dates."""
    for measure in measures:
        dispatcher.utter_message(
            response=f"utter_measure_{measure.id}",
            source=measure.source,
            verified=measure.verified,
            until=measure.until,
        )


class BeginSession(Action):
    """Begin a session with what is known, each slot once.

    Rasa's own action repeats every event that ever set a slot, so that sessions would not shorten anything.
    """

    def name(self) -> str:
        return "action_session_start"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        known = [SlotSet(name, value) for name, value in tracker.slots.items() if value is not None]
        return [SessionStarted(), *known, ActionExecuted("action_listen")]


class ReadMessage(Action):
    """Fill the slots from one message."""

    def name(self) -> str:
        return "action_read_message"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        case = read(before, message_of(tracker), tracker.slots.get("requested_slot"))
        tone = tone_of(tracker) or Settings().tone
        told = [SlotSet("tone", tone)] if tracker.slots.get("tone") != tone else []
        return [*slots(case, before), *told]


class _ValidateForm(Action):
    """Ask the interview for the next question of this form; none ends the form."""

    form = ""

    def name(self) -> str:
        return f"validate_{self.form}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        tell_need(dispatcher, case)
        asked = tracker.slots.get("requested_slot")
        if _is_open_aside(tracker, case, asked):
            # Rasa lets a form go before any rule: only a form that refuses makes room for the answer.
            return [ActionExecutionRejected(self.form)]
        step = step_of(case)
        asking = step.question if step.kind == "ask" and step.form == self.form else None
        if asking and asking == asked:
            _say_why_again(dispatcher, tracker, case, asking)
        kept = _tell_kept(dispatcher, case) if case.consent is not None else []
        return [*kept, SlotSet("heard", case.heard), SlotSet("requested_slot", asking)]


def _tell_kept(dispatcher: CollectingDispatcher, case: Case) -> Events:
    """Say once of each need that waits that it is not forgotten."""
    waiting = [code for code in case.pending_topics or () if code not in (case.told_apart or ())]
    if not waiting:
        return []
    others = it.list_of([topics()[code].label_it for code in waiting])
    dispatcher.utter_message(response="utter_kept", others=others)
    return [SlotSet("told_apart", [*(case.told_apart or ()), *waiting])]


def _say_why_again(dispatcher: CollectingDispatcher, tracker: Tracker, case: Case, asking: str) -> None:
    if _answered_aside(tracker):
        return
    message = message_of(tracker)
    if asking == "satisfied" and (told := told_of_shown(case, message.text)):
        dispatcher.utter_message(response="utter_aside_question_told", told="; ".join(told))
    elif asking not in ("satisfied", "municipality") and tells(message, case):
        dispatcher.utter_message(response="utter_noted")
    elif case.misses and asking != ASKED_AGAIN_IN_ITS_OWN_WAY:
        hinted = asking in plan()["hints"] and not (asking == "municipality" and case.places)
        hinted = hinted and message.intent != "dont_know"
        dispatcher.utter_message(response=f"utter_retry_{asking}" if hinted else "utter_retry")
    elif asking == "satisfied":
        asked_for = named_in(case.topic or "", said_by_person(tracker, last=1), case.sector)
        tell_measures(dispatcher, asked_for)
        if not asked_for:
            dispatcher.utter_message(response="utter_considered")


def _answered_aside(tracker: Tracker) -> bool:
    since = takewhile(lambda event: event["event"] != "user", reversed(tracker.events))
    return any(event.get("name") == ANSWERS_ASIDE for event in since)


def _is_open_aside(tracker: Tracker, case: Case, asked: str | None) -> bool:
    """A word beside the interview that is still to be answered."""
    known = asked and case.knows(asked) and not (asked == "consent" and case.consent == UNKNOWN)
    if not asked or known or _answered_aside(tracker):
        return False
    return is_aside(message_of(tracker))


class ValidateIntake(_ValidateForm):
    form = "intake_form"


class ValidateNeed(_ValidateForm):
    form = "need_form"


class ValidateFeedback(_ValidateForm):
    form = "feedback_form"


class Next(Action):
    """Start whatever the interview wants next. Welcomes whoever writes for the first time."""

    def name(self) -> str:
        return "action_next"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        step = step_of(case)
        kept: Events = []
        if case.consent is None and step.question == "consent":
            dispatcher.utter_message(response="utter_welcome")
            if said := summary_of(case):
                dispatcher.utter_message(response="utter_understood", summary=said)
            kept = _tell_kept(dispatcher, case)
        following = {
            "ask": step.form,
            "find": "action_find",
            "close": "action_close",
            "people": "action_people",
            "give_up": "action_give_up",
            "listen": "action_end",
        }[step.kind]
        return [*kept, ActiveLoop(None), FollowupAction(following)]

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rasa's custom actions: thin hands between tracker, interview and catalogue.

Every message passes through ``action_read_message``; every form asks ``validate_<form>`` what to ask;
whatever ends asks ``action_next`` what comes next. What is decided stands in :mod:`.reading` and
:mod:`.interview`; what is said stands in ``bot/domain``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.database import create_engine, session_factory
from welfare_point.catalogue.finding import find
from welfare_point.catalogue.matching import Findings
from welfare_point.catalogue.matching import italian as it
from welfare_point.catalogue.reference import ATS, municipalities, topics
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.unmet import record_need

from .case import Case
from .interview import Step, next_step, plan
from .reading import ASIDES, read
from .recording import need_record
from .summary import summary_of
from .telling import cards, need_json
from .turn import message_of

Events = list[dict[str, Any]]


@cache
def _sessions() -> sessionmaker[Session]:
    return session_factory(create_engine(Settings().database_url))


def _find(case: Case) -> Findings:
    with _sessions()() as session:
        return find(session, case.need(Settings().today()))


def _step(case: Case) -> Step:
    return next_step(case, lambda: _find(case))


def _slots(case: Case, before: Case) -> Events:
    return [SlotSet(name, value) for name, value in case.changes_from(before).items()]


def _tell_need(dispatcher: CollectingDispatcher, case: Case) -> None:
    dispatcher.utter_message(
        json_message={"need": need_json(case) if case.topic or case.municipality else None}
    )


class ReadMessage(Action):
    """Fill the slots from one message."""

    def name(self) -> str:
        return "action_read_message"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        case = read(before, message_of(tracker), tracker.slots.get("requested_slot"))
        return _slots(case, before)


class _ValidateForm(Action):
    """Ask the interview for the next question of this form; none ends the form."""

    form = ""

    def name(self) -> str:
        return f"validate_{self.form}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        _tell_need(dispatcher, case)
        if _is_aside(tracker, case):
            # Rasa lets a form go before any rule: only a form that refuses makes room for the answer.
            return [ActionExecutionRejected(self.form)]
        step = _step(case)
        asking = step.question if step.kind == "ask" and step.form == self.form else None
        if asking and case.misses and asking == tracker.slots.get("requested_slot"):
            hinted = asking in plan()["hints"]
            dispatcher.utter_message(response=f"utter_retry_{asking}" if hinted else "utter_retry")
        return [SlotSet("heard", case.heard), SlotSet("requested_slot", asking)]


def _is_aside(tracker: Tracker, case: Case) -> bool:
    """A word beside the interview that is still to be answered."""
    asked = tracker.slots.get("requested_slot")
    since = takewhile(lambda event: event["event"] != "user", reversed(tracker.events))
    answered = any(event.get("name") == AnswerAside().name() for event in since)
    return not answered and bool(asked) and not case.knows(str(asked)) and _intent(tracker) in ASIDES


def _intent(tracker: Tracker) -> str:
    return str(tracker.latest_message["intent"]["name"])


class ValidateIntake(_ValidateForm):
    form = "intake_form"


class ValidateParent(_ValidateForm):
    form = "parent_form"


class ValidateCarer(_ValidateForm):
    form = "carer_form"


class ValidateWorker(_ValidateForm):
    form = "worker_form"


class ValidateFirm(_ValidateForm):
    form = "firm_form"


class ValidateFeedback(_ValidateForm):
    form = "feedback_form"


class Next(Action):
    """Start whatever the interview wants next. Welcomes whoever writes for the first time."""

    def name(self) -> str:
        return "action_next"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        step = _step(case)
        if case.consent is None and step.question == "consent":
            dispatcher.utter_message(response="utter_welcome")
            if said := summary_of(case):
                dispatcher.utter_message(response="utter_understood", summary=said)
            if case.pending_topics:
                others = it.list_of([topics()[code].label_it for code in case.pending_topics])
                dispatcher.utter_message(response="utter_kept", others=others)
        elif step.kind == "listen":
            dispatcher.utter_message(response="utter_anything_else")
        following = {
            "ask": step.form,
            "find": "action_find",
            "close": "action_close",
            "give_up": "action_give_up",
            "listen": "action_listen",
        }[step.kind]
        return [ActiveLoop(None), FollowupAction(following)]


class Find(Action):
    """Look the need up, tell what was found or why nothing was, and record what is unmet."""

    def name(self) -> str:
        return "action_find"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        findings = _find(before)
        told = cards(findings)
        outcome = {"unmet": findings.unmet, "offers": [c["service_id"] for c in told]}
        case = replace(before, shown=before.signature(), outcome=outcome, satisfied=None)
        if findings.unmet is None:
            response = "utter_found_one" if len(told) == 1 else "utter_found"
            dispatcher.utter_message(response=response, count=len(told))
        else:
            dispatcher.utter_message(response=f"utter_unmet_{findings.unmet}")
            if case.consent is True:
                _record(case, findings.unmet, tracker)
                dispatcher.utter_message(response="utter_recorded")
            if told:
                dispatcher.utter_message(response="utter_near_misses")
        if told:
            dispatcher.utter_message(json_message={"services": told})
        _tell_need(dispatcher, case)
        return [*_slots(case, before), FollowupAction("action_next")]


class Close(Action):
    """Close the need in hand: what the person answered is recorded; a need that waits comes next."""

    def name(self) -> str:
        return "action_close"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        case = before
        outcome = dict(case.outcome or {})
        if case.satisfied is True:
            dispatcher.utter_message(response="utter_accepted")
        elif case.satisfied is False:
            known = "utter_rejected" if case.consent is True else "utter_rejected_unrecorded"
            dispatcher.utter_message(response=known)
            outcome["unmet"] = outcome.get("unmet") or "rejected"
        if case.satisfied is False or outcome.get("unmet"):
            _lead_to_people(dispatcher, case)
        case = replace(case, outcome=outcome, closed=True)
        if case.consent is True and not _recorded_when_found(before):
            _record(case, outcome.get("unmet"), tracker)
        _tell_need(dispatcher, case)
        if case.pending_topics:
            case = case.next_need(case.pending_topics[0], same_people=True)
            label = topics()[case.topic or ""].label_it
            dispatcher.utter_message(response="utter_next_need", topic=label)
        return [*_slots(case, before), FollowupAction("action_next")]


def _recorded_when_found(case: Case) -> bool:
    """An unmet need is recorded when it is found, without waiting for an answer."""
    return bool((case.outcome or {}).get("unmet"))


class GiveUp(Action):
    """The interview cannot go on: the need is recorded as not understood and people are named."""

    def name(self) -> str:
        return "action_give_up"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        outcome = {"unmet": "not_understood", "offers": []}
        case = replace(before, outcome=outcome, closed=True, misses=None)
        dispatcher.utter_message(response="utter_gave_up")
        _lead_to_people(dispatcher, case)
        if case.consent is True:
            _record(case, "not_understood", tracker)
        _tell_need(dispatcher, case)
        return [*_slots(case, before), FollowupAction("action_listen")]


class AnswerAside(Action):
    """Answer a word beside the interview."""

    def name(self) -> str:
        return "action_answer_aside"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        intent = _intent(tracker)
        asked = tracker.slots.get("requested_slot")
        if intent == "ask_why" and asked:
            dispatcher.utter_message(response=f"utter_why_{asked}")
        elif intent == "summary":
            said = summary_of(case)
            response = "utter_aside_summary" if said else "utter_aside_summary_nothing"
            dispatcher.utter_message(response=response, summary=said)
        elif asked or intent != "greet":  # whoever opens with a greeting is welcomed next
            dispatcher.utter_message(response=f"utter_aside_{intent}")
        if intent == "human":
            _lead_to_people(dispatcher, case)
        return []


def _lead_to_people(dispatcher: CollectingDispatcher, case: Case) -> None:
    if case.municipality and case.audience == "impresa":
        ats = ATS[municipalities()[case.municipality].ats]
        dispatcher.utter_message(response="utter_people_of_firms", ats=ats)
    elif case.municipality:
        name = municipalities()[case.municipality].name
        dispatcher.utter_message(response="utter_people_of", municipality=name)
    else:
        dispatcher.utter_message(response="utter_people")


def _record(case: Case, cause: str | None, tracker: Tracker) -> None:
    channel = (tracker.latest_message.get("metadata") or {}).get("channel") or "web"
    with _sessions().begin() as session:
        record_need(session, need_record(case, cause, channel, Settings().today()))

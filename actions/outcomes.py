# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The actions that end a need: what was found, what became of it, what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from welfare_point.catalogue.reference import topics

from .case import CONSTRAINTS, UNKNOWN, UNWANTED, Case
from .looking import find_for, record, withdraw
from .measures import COMPANY, layer_of, measures_for
from .people import lead_to_people
from .telling import cards
from .turn import channel_of, said_by_person, words_about
from .turns import Events, slots, tell_measures, tell_need


class Find(Action):
    """Look the need up, tell what was found or why nothing was, and record what is unmet."""

    def name(self) -> str:
        return "action_find"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        findings = find_for(before)
        told = cards(findings)
        outcome = {"unmet": findings.unmet, "offers": [c["service_id"] for c in told]}
        case = replace(before, shown=before.signature(), outcome=outcome, satisfied=None)
        if findings.unmet is None:
            response = "utter_found_one" if len(told) == 1 else "utter_found"
            dispatcher.utter_message(response=response, count=len(told))
        else:
            dispatcher.utter_message(response=f"utter_unmet_{findings.unmet}")
            recorded = _recorded(case, findings.unmet, tracker)
            if recorded.recorded and not case.recorded:
                dispatcher.utter_message(response="utter_recorded")
            case = recorded
            if told:
                dispatcher.utter_message(response="utter_near_misses")
        if told:
            dispatcher.utter_message(json_message={"services": told})
        _tell_layers(dispatcher, case, tracker)
        tell_need(dispatcher, case)
        return [*slots(case, before), FollowupAction("action_next")]


def _tell_layers(dispatcher: CollectingDispatcher, case: Case, tracker: Tracker) -> None:
    """A worker has three layers of help: the territory's was told; the firm's and the contract's follow."""
    layer = layer_of(case.topic)
    if layer is None:
        return
    dispatcher.utter_message(response=f"utter_{COMPANY}_{layer}")
    tell_measures(dispatcher, measures_for(case.topic or "", said_by_person(tracker), case.sector))


class Close(Action):
    """Close the need in hand: what the person answered is recorded; a need that waits comes next."""

    def name(self) -> str:
        return "action_close"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        closed = _dropped if before.satisfied == UNWANTED else _closed
        ended = case = closed(dispatcher, before, tracker)
        tell_need(dispatcher, ended)
        if ended.pending_topics:
            case = ended.next_need(ended.pending_topics[0], same_people=True)
            label = topics()[case.topic or ""].label_it
            dispatcher.utter_message(response="utter_next_need", topic=label)
        # In two steps: what was recorded of the ended need is known by its event, whoever erases looks for it.
        return [*slots(ended, before), *slots(case, ended), FollowupAction("action_next")]


def _closed(dispatcher: CollectingDispatcher, before: Case, tracker: Tracker) -> Case:
    outcome = dict(before.outcome or {})
    if outcome.get("unmet") == "rejected":
        outcome["unmet"] = None  # the person judges again
    found_unmet = bool(outcome.get("unmet"))
    if before.satisfied is True:
        dispatcher.utter_message(response="utter_accepted")
    elif before.satisfied is False:
        known = "utter_rejected" if before.consent is True else "utter_rejected_unrecorded"
        dispatcher.utter_message(response=known)
        outcome["unmet"] = outcome.get("unmet") or "rejected"
    if before.satisfied is False or found_unmet:
        lead_to_people(dispatcher, before)
    case = replace(before, outcome=outcome, closed=True)
    if not found_unmet or not before.recorded:  # an unmet need is recorded when it is found
        case = _recorded(case, outcome.get("unmet"), tracker)
    return case


def _dropped(dispatcher: CollectingDispatcher, before: Case, tracker: Tracker) -> Case:
    """Nobody asked for it: it leaves nothing, also where it was recorded as unmet already."""
    dispatcher.utter_message(response="utter_unwanted")
    if before.recorded:
        withdraw(before.recorded)
    recorded = False if before.recorded else before.recorded
    return replace(before, shown=None, outcome=None, recorded=recorded, closed=True)


class GiveUp(Action):
    """The interview cannot go on: the need is recorded as not understood and people are named."""

    def name(self) -> str:
        return "action_give_up"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        outcome = {"unmet": "not_understood", "offers": []}
        case = replace(before, outcome=outcome, closed=True, misses=None, guesses=None, wants_person=None)
        dispatcher.utter_message(response="utter_gave_up")
        lead_to_people(dispatcher, case)
        case = replace(_recorded(case, "not_understood", tracker), work_constraint=UNKNOWN)
        tell_need(dispatcher, case)
        return [*slots(case, before), FollowupAction("action_listen")]


class End(Action):
    """Nothing more is asked: complete the record with the constraint told last, and leave the door open."""

    def name(self) -> str:
        return "action_end"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        case = before
        if case.recorded and case.recorded["work_constraint"] is None and case.work_constraint in CONSTRAINTS:
            cause = (case.outcome or {}).get("unmet")
            case = replace(case, recorded=_kept(case, cause, tracker))
            dispatcher.utter_message(response="utter_constraint_noted")
        dispatcher.utter_message(response="utter_anything_else")
        return [*slots(case, before), FollowupAction("action_listen")]


def _recorded(case: Case, cause: str | None, tracker: Tracker) -> Case:
    """The case with its need recorded once, if the person agreed: a corrected need takes the place of what was
    recorded of it before."""
    if case.consent is not True:
        return case
    return replace(case, recorded=_kept(case, cause, tracker))


def _kept(case: Case, cause: str | None, tracker: Tracker) -> dict[str, Any]:
    said = words_about(tracker, case.topic, rejected=case.satisfied is False)
    return record(case, cause, channel_of(tracker), said, instead_of=case.recorded or None)

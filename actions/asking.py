# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions whose words or buttons depend on the case; all others are plain responses of the domain."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from welfare_point.catalogue.reference import municipalities, topics

from .case import Case
from .interview import plan
from .looking import offers_named
from .telling import card_of_words
from .turn import said_by_person

Events = list[dict[str, Any]]

NAMED_ROLES = ("firm", "union", "public")
"""Roles that are asked for their comune in words of their own."""


class AskAudience(Action):
    def name(self) -> str:
        return "action_ask_audience"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        buttons = [
            {"title": title, "payload": f'/inform{{"role":"{role}"}}'}
            for role, title in plan()["roles"].items()
        ]
        dispatcher.utter_message(response="utter_ask_audience", buttons=buttons)
        return []


class AskTopic(Action):
    """Asked again, the question changes: first with guesses, then with what the catalogue has in those words."""

    def name(self) -> str:
        return "action_ask_topic"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        misses = case.misses or 0
        if misses == 1 and case.guesses:
            response, codes = "utter_ask_topic_guess", case.guesses
        elif misses > 1 and (found := offers_named(said_by_person(tracker, last=misses), case.municipality)):
            dispatcher.utter_message(response="utter_found_by_words")
            dispatcher.utter_message(json_message={"services": [card_of_words(offer) for offer in found]})
            response, codes = "utter_ask_topic_found", [code for offer in found for code in offer.topics]
        else:
            response = "utter_ask_topic"
            usual = plan()["topics"][case.role or ("firm" if case.audience == "impresa" else "anyone")]
            codes = sorted(usual, key=lambda code: code not in (case.guesses or ()))  # the likely ones first
            if misses:
                dispatcher.utter_message(response="utter_retry_topic")
        buttons = [
            {"title": topics()[code].label_it, "payload": f'/inform{{"topic":"{code}"}}'}
            for code in dict.fromkeys(codes)
        ]
        if response == "utter_ask_topic_guess":
            buttons.append({"title": plan()["none_of_these"], "payload": "/deny"})
        elif case.role == "public":
            buttons.append({"title": plan()["update_services"], "payload": "/update_services"})
        dispatcher.utter_message(response=response, buttons=buttons)
        return []


class AskMunicipality(Action):
    def name(self) -> str:
        return "action_ask_municipality"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        if not case.places:
            named = case.role if case.role in NAMED_ROLES else None
            response = f"utter_ask_municipality_{named}" if named else "utter_ask_municipality"
            dispatcher.utter_message(response=response)
            return []
        buttons = [
            {
                "title": f"{municipalities()[istat].name} ({municipalities()[istat].province})",
                "payload": f'/inform{{"municipality":"{istat}"}}',
            }
            for istat in case.places[: plan()["places"]]
        ]
        dispatcher.utter_message(response="utter_ask_municipality_which", buttons=buttons)
        return []


class AskTimeSlot(Action):
    def name(self) -> str:
        return "action_ask_time_slot"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        hours_only = Case.from_slots(tracker.slots).lacks_hours
        dispatcher.utter_message(
            response="utter_ask_time_slot_hours" if hours_only else "utter_ask_time_slot"
        )
        return []


class AskSatisfied(Action):
    def name(self) -> str:
        return "action_ask_satisfied"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        near = (tracker.slots.get("outcome") or {}).get("unmet")
        dispatcher.utter_message(response="utter_ask_satisfied_near" if near else "utter_ask_satisfied")
        return []

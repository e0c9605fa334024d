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

Events = list[dict[str, Any]]


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
    def name(self) -> str:
        return "action_ask_topic"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        role = case.role or ("firm" if case.audience == "impresa" else "anyone")
        buttons = [
            {"title": topics()[code].label_it, "payload": f'/inform{{"topic":"{code}"}}'}
            for code in plan()["topics"][role]
        ]
        dispatcher.utter_message(response="utter_ask_topic", buttons=buttons)
        return []


class AskMunicipality(Action):
    def name(self) -> str:
        return "action_ask_municipality"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        if not case.places:
            response = "utter_ask_municipality_firm" if case.role == "firm" else "utter_ask_municipality"
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


class AskSatisfied(Action):
    def name(self) -> str:
        return "action_ask_satisfied"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        near = (tracker.slots.get("outcome") or {}).get("unmet")
        dispatcher.utter_message(response="utter_ask_satisfied_near" if near else "utter_ask_satisfied")
        return []

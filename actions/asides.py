# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to what is said beside the interview."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from .case import Case
from .languages import language_of
from .people import lead_to_people
from .shown import told_of_shown
from .summary import summary_of
from .turn import message_of
from .turns import ANSWERS_ASIDE, Events, slots

MAY_ASK_OF_OFFERS = ("question", "out_of_scope", "smalltalk", "complaint")
"""Acts for which a question about the offers is taken: "orari?", "dove si trova?"."""


class AnswerAside(Action):
    """Answer a word beside the interview."""

    def name(self) -> str:
        return ANSWERS_ASIDE

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        case = Case.from_slots(tracker.slots)
        message = message_of(tracker)
        asked = tracker.slots.get("requested_slot")
        if message.intent == "question" and message.topics:
            return []  # it asks for a need: the interview answers
        if message.intent == "ask_why" and asked:
            dispatcher.utter_message(response=f"utter_why_{asked}")
        elif message.intent == "summary":
            said = summary_of(case)
            response = "utter_aside_summary" if said else "utter_aside_summary_nothing"
            dispatcher.utter_message(response=response, summary=said)
        elif message.intent == "foreign":
            dispatcher.utter_message(response=f"utter_foreign_{language_of(message.text)}")
        elif message.intent in MAY_ASK_OF_OFFERS and (told := told_of_shown(case, message.text)):
            dispatcher.utter_message(response="utter_aside_question_told", told="; ".join(told))
        elif message.intent == "question" and not case.shown:
            dispatcher.utter_message(response="utter_aside_question_early")
        elif asked or message.intent != "greet":  # whoever opens with a greeting is welcomed next
            dispatcher.utter_message(response=f"utter_aside_{message.intent}")
        if message.intent in ("human", "update_services") and not case.wants_person:
            lead_to_people(dispatcher, case)
        return []


class People(Action):
    """Say where people answer, now that the comune is known."""

    def name(self) -> str:
        return "action_people"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = Case.from_slots(tracker.slots)
        lead_to_people(dispatcher, before)
        return [*slots(replace(before, wants_person=None), before), FollowupAction("action_next")]

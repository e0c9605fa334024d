# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From Rasa's tracker to the message that the interview reads."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker

from welfare_point.catalogue.reference import municipalities, topics

from .case import CONSTRAINTS
from .interview import plan
from .message import Message

_CORRECTS = re.compile(
    r"\b(no|anzi|aspett[ai]|scus[ai]|sbagliat[oa]|correggo|invece|in realt[aà]|volevo dire)\b",
    re.IGNORECASE,
)

_VALUES = {"topic": topics, "municipality": municipalities}

_PERIODS = ("estate", "natale", "carnevale", "pasqua", "chiusure", "scuola", "tutto-anno")


def _choice(tracker: Tracker) -> dict[str, Any]:
    """What a button carries, with its values checked: an unknown value is no choice at all."""
    if not (tracker.latest_message.get("text") or "").startswith("/"):
        return {}
    choice: dict[str, Any] = {}
    for entity in tracker.latest_message.get("entities") or ():
        name, value = entity["entity"], str(entity["value"])
        if name == "role" and value in plan()["roles"]:
            choice |= {"role": value, "audience": "impresa" if value in ("firm", "union") else "persona"}
        elif value in _VALUES.get(name, dict)():
            choice[name] = value
        elif name == "period" and value in _PERIODS:
            choice[name] = [value]
        elif name == "work_constraint" and value in CONSTRAINTS:
            choice[name] = value
        elif name == "isee" and value.isdigit():
            choice[name] = float(value)
    return choice


def channel_of(tracker: Tracker) -> str:
    """Where the person writes from."""
    return str((tracker.latest_message.get("metadata") or {}).get("channel") or "web")


def tone_of(tracker: Tracker) -> str | None:
    """How the page that the person writes from addresses people, where it says so: `tu` or `lei`."""
    tone = (tracker.latest_message.get("metadata") or {}).get("tone")
    return tone if tone in ("tu", "lei") else None


def said_by_person(tracker: Tracker, last: int | None = None) -> str:
    """The words that the person typed, all or those of the last messages."""
    texts = [event.get("text") or "" for event in tracker.events if event["event"] == "user"]
    typed = [text for text in texts if not text.startswith("/")]
    return "\n".join(typed[-last:] if last else typed)


def words_about(tracker: Tracker, topic: str | None, *, rejected: bool) -> str | None:
    """Of the words typed those that told most of a topic, or just the last; where offers were rejected also why.

    The gateway redacted them before they came here.
    """
    typed = [
        event
        for event in tracker.events
        if event["event"] == "user" and not (event.get("text") or "/").startswith("/")
    ]
    last = [str(event["text"]) for event in typed[-1:]]
    telling = [str(event["text"]) for event in typed if topic in _topics_of(event)] if topic else last
    # Answers may sound like a topic too ("dalle 22 alle 5"): the story is longer.
    told = sorted(telling, key=len)[-1:] + (last if rejected else [])
    return "\n".join(dict.fromkeys(told)) or None


def _topics_of(event: dict[str, Any]) -> set[str]:
    facts = (event.get("parse_data") or {}).get("understanding") or {}
    return {found["code"] for found in facts.get("topics") or ()}


def message_of(tracker: Tracker) -> Message:
    """The last message of the conversation, as the interview reads it."""
    latest = tracker.latest_message
    text = latest.get("text") or ""
    return Message(
        id=str(latest.get("message_id")),
        text=text,
        intent=latest["intent"]["name"] or "need",
        facts=latest.get("understanding") or {},
        choice=_choice(tracker),
        corrects=bool(_CORRECTS.search(text)),
    )

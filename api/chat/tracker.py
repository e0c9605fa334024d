# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rasa's own store of conversations, read and erased from outside.

Rasa reads a tracker anew from this store for every message: what is erased here is unknown to it at once.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from welfare_point.catalogue.database import create_engine, in_parts, settle

# Rasa's own table (SQLTrackerStore); only the columns that are needed here.
_EVENTS = sa.table(
    "events", sa.column("id"), sa.column("sender_id"), sa.column("timestamp"), sa.column("data")
)


class TrackerStore:
    """The events of Rasa's conversations, in SQLite or PostgreSQL. One instance a process."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        self._made = False

    def events(self, key: str, since: float = 0.0) -> list[dict[str, Any]]:
        """What Rasa wrote down of a conversation, oldest first; each with its ``event`` and ``timestamp``.

        ``since``: only what is later (seconds since 1970).
        """
        if not self._exists():
            return []
        own = sa.select(_EVENTS.c.data).where(_EVENTS.c.sender_id == key, _EVENTS.c.timestamp > since)
        own = own.order_by(_EVENTS.c.id)
        with self._engine.connect() as connection:
            return [json.loads(data) for data in connection.scalars(own)]

    def erase(self, *keys: str) -> int:
        """Erase whole conversations; how many events they had."""
        if not self._exists():
            return 0
        with self._engine.begin() as connection:
            gone = (sa.delete(_EVENTS).where(_EVENTS.c.sender_id.in_(some)) for some in in_parts(keys))
            events = sum(connection.execute(some).rowcount for some in gone)
        settle(self._engine)
        return events

    def silent_since(self, moment: float) -> list[str]:
        """The conversations whose last event is older than ``moment`` (seconds since 1970)."""
        if not self._exists():
            return []
        latest = sa.select(_EVENTS.c.sender_id).group_by(_EVENTS.c.sender_id)
        with self._engine.connect() as connection:
            return list(connection.scalars(latest.having(sa.func.max(_EVENTS.c.timestamp) < moment)))

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _exists(self) -> bool:
        """Rasa makes the table when it starts for the first time."""
        self._made = self._made or sa.inspect(self._engine).has_table("events")
        return self._made


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What Rasa has in mind after ``events``: the last value of each slot, without the empty ones."""
    said = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return {name: value for name, value in said.items() if value is not None}


def texts_of(events: list[dict[str, Any]]) -> list[str]:
    """What the person wrote, as it was redacted."""
    return [event["text"] for event in events if event["event"] == "user" and event.get("text")]


def answer_to(text: str, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts that Rasa answered to the last of ``events`` if it says ``text``, as its REST channel sends them.

    Rasa writes a turn down when it has ended: what is there is whole.
    """
    people = [place for place, event in enumerate(events) if event["event"] == "user"]
    if not people or events[people[-1]].get("text") != text:
        return []
    bots = (event for event in events[people[-1] :] if event["event"] == "bot")
    return [
        {"text": bot.get("text")}
        | {name: (bot.get("data") or {}).get(name) for name in ("buttons", "custom")}
        for bot in bots
    ]


def recorded_in(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the anonymous records of this conversation say: one a need, as it was corrected last.

    ``False`` after it: it was taken back.
    """
    said = (event["value"] for event in events if event["event"] == "slot" and event["name"] == "recorded")
    records: list[dict[str, Any]] = []
    of_this_need = False
    for value in said:
        if of_this_need and value is not None:
            records.pop()  # corrected, or taken back
        if value:
            records.append(value)
        of_this_need = bool(value)
    return records

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of one conversation, told to whoever holds its id (GDPR, art. 15 and 20)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from welfare_point.api.words import content
from welfare_point.catalogue.conversations import Conversation
from welfare_point.catalogue.settings import Settings

from .tracker import recorded_in, slots_of


def exported(
    conversation: Conversation,
    events: list[dict[str, Any]],
    feedback: dict[str, dict[str, Any]],
    settings: Settings,
) -> dict[str, Any]:
    """The messages, the need, what the assistant has in mind, what was said of services; what is kept until when.

    ``events``: of the assistant's store; ``feedback``: by service. Times are ISO 8601 in UTC.
    """
    until = conversation.last_seen + dt.timedelta(days=settings.conversation_days)
    words_until = conversation.last_seen + dt.timedelta(days=settings.words_days)
    dates = {"conversation": until.date().isoformat(), "words": words_until.date().isoformat()}
    return {
        "channel": conversation.channel,
        "last_seen": conversation.last_seen.isoformat(),
        "messages": conversation.history,
        "need": conversation.need,
        "understood": slots_of(events),
        "noted": [_told(event) for event in events if event["event"] in ("user", "bot")],
        "records": recorded_in(events),
        "feedback": feedback,
        "kept": [
            {"what": line["what"], "until": dates.get(line["until"])} for line in content()["export"]["kept"]
        ],
    }


def _told(event: dict[str, Any]) -> dict[str, Any]:
    at = dt.datetime.fromtimestamp(event["timestamp"], dt.UTC)
    return {"from": event["event"], "text": event.get("text"), "at": at.isoformat()}

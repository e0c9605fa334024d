# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The export of a conversation tells all that is kept of it, and until when."""

from __future__ import annotations

import datetime as dt
import json

from fastapi.testclient import TestClient

from tests.awaiting import awaited
from welfare_point.api.chat.rasa import Answer
from welfare_point.catalogue.conversations import Conversation, Conversations

from .conftest import BERGAMO, PHONE, ScriptedAssistant
from .conversing import NEED, SAID, Stores, say, stores

__all__ = ["stores"]


def test_the_export_tells_all_that_is_kept(stores: Stores) -> None:
    signed = stores.say(SAID)
    stores.need(signed, SAID)
    stores.note(signed, "slot", name="municipality", value=BERGAMO)
    stores.note(signed, "slot", name="topic", value=None)
    told = awaited(stores.chat.export(signed))
    assert told["conversation_id"] == signed
    assert [m["text"] for m in told["messages"]] == [SAID, "Va bene."]
    assert [(m["from"], m["text"]) for m in told["noted"]] == [("user", SAID), ("bot", "Va bene.")]
    assert told["understood"]["municipality"] == BERGAMO
    assert "topic" not in told["understood"]
    assert [record["topic"] for record in told["records"]] == ["minori--pre-post-scuola"]
    until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    assert told["kept"][0]["until"] in {str(until), str(until - dt.timedelta(days=1))}
    assert told["kept"][-1]["until"] is None
    assert json.loads(json.dumps(told)) == told


def test_the_export_over_http_holds_no_personal_data(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    assistant.answers = [Answer([{"text": "Dove?"}], need=NEED, tells_need=True)]
    conversation_id = say(client, f"cerco un nido, il mio numero è {PHONE}")["conversation_id"]
    answer = client.get(f"/api/v1/conversations/{conversation_id}/export")
    assert answer.status_code == 200
    assert PHONE not in answer.text and "[telefono]" in answer.text
    assert answer.json()["need"] == NEED


def test_a_conversation_says_when_it_was_last_used(conversations: Conversations) -> None:
    conversations.save(Conversation("chiave", "web"))
    found = conversations.find("chiave")
    assert found is not None
    assert abs(dt.datetime.now(dt.UTC) - found.last_seen) < dt.timedelta(minutes=1)

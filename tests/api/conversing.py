# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message said to the gateway, and both stores of conversations where they can be searched."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from tests.awaiting import awaited
from welfare_point.api.chat.erasing import Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues
from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.api.chat.turn import Chat
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import migrate, session_factory
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.unmet import as_json, record_need

from .conftest import BERGAMO, SECRET, TODAY, ScriptedAssistant, hide_phone

CHAT = "/api/v1/chat"
NEED = {"topic": "minori--nidi", "audience": "persona", "municipality": BERGAMO, "unmet": None}
SAID = "attacco alle sette e la scuola apre alle otto, ornitorinco"


def say(client: TestClient, text: str, conversation_id: str | None = None, **more: str) -> dict[str, Any]:
    response = client.post(CHAT, json={"conversation_id": conversation_id, "text": text, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


class Stores:
    """Both stores of one kind of database, in files or servers that can be searched."""

    def __init__(self, engine: sa.Engine, tracker: sa.Engine, home: Path) -> None:
        self.engine, self.tracker = engine, tracker
        self.sessions = session_factory(engine)
        self.settings = Settings(home=home)
        self.assistant = ScriptedAssistant()
        self.conversations = Conversations(self.sessions)
        self.rasa = TrackerStore(tracker.url.render_as_string(hide_password=False))
        self.chat = Chat(
            self.conversations,
            Identities(SECRET),
            self.assistant,
            LocalQueues(),
            hide_phone,
            lambda _: None,
            Erasing(self.sessions, self.rasa, self.settings),
            Moving(self.sessions, SECRET),
        )

    def say(self, text: str, signed: str | None = None) -> str:
        """A turn; Rasa's side is written as Rasa writes it."""
        before = dt.datetime.now(dt.UTC).timestamp()
        signed = awaited(self.chat.turn(signed, text=text))["conversation_id"]
        self.note(signed, "user", text=self.assistant.said[-1], timestamp=before)
        self.note(signed, "bot", text="Va bene.", timestamp=before)
        return signed

    def note(self, signed: str, event: str, **more: Any) -> None:
        """An event of Rasa's."""
        data = {"event": event, "timestamp": dt.datetime.now(dt.UTC).timestamp(), **more}
        row = {"sender": signed.rsplit(".", 1)[0], "at": data["timestamp"], "data": json.dumps(data)}
        with self.tracker.begin() as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:sender, 'x', :at, :data)"
                ),
                row,
            )

    def need(self, signed: str, said: str | None, **more: Any) -> None:
        """A need recorded as the actions do, and its slot in Rasa's store."""
        record = NeedRecord(
            day=TODAY, topic="minori--pre-post-scuola", municipality=BERGAMO, said=said, **more
        )
        with self.sessions.begin() as session:
            record_need(session, record)
            told = as_json(record)
        self.note(signed, "slot", name="recorded", value=told)

    def everything(self) -> str:
        """Every row of every table of both stores."""
        rows: list[str] = []
        for engine in (self.engine, self.tracker):
            with engine.connect() as connection:
                for table in sa.inspect(engine).get_table_names():
                    rows += map(str, connection.execute(sa.text(f"SELECT * FROM {table}")).all())
        return "\n".join(rows)


@pytest.fixture
def stores(empty_engine: sa.Engine, other_engine: sa.Engine, tmp_path: Path) -> Iterator[Stores]:
    migrate(empty_engine)
    with other_engine.begin() as connection:
        serial = "INTEGER PRIMARY KEY" if other_engine.dialect.name == "sqlite" else "SERIAL PRIMARY KEY"
        connection.execute(
            sa.text(
                f"CREATE TABLE events (id {serial}, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL,"
                " timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
            )
        )
    made = Stores(empty_engine, other_engine, tmp_path)
    yield made
    made.rasa.close()

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real gateway on a real database, in front of an assistant that says what is written for it: it can be
stopped and started again, as a machine is."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import uvicorn
import yaml
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.app import create_app
from welfare_point.api.chat.erasing import Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues
from welfare_point.api.chat.rasa import Answer, Assistant
from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.api.chat.turn import Chat
from welfare_point.api.parts import Parts
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.settings import Settings

from .editor_site import SECRET, NoReader, fill

SCRIPT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("scripted_answers.yml").read_text("utf-8"))
PHONE = "333 1234567"
FOUND = [
    {
        **SCRIPT["found"][0],
        "services": [
            {**service, "service_id": service_id}
            for service, service_id in zip(SCRIPT["found"][0]["services"], ("s1", "s2", "s3"), strict=True)
        ],
    },
    SCRIPT["found"][1],
]


class WrittenAssistant(Assistant):
    """First consent, then the municipality, then services; notes its turns in a store like Rasa's."""

    def __init__(self, tracker: sa.Engine) -> None:
        self.said: list[str] = []
        self._tracker = tracker
        self._turns: dict[str, int] = {}

    async def say(self, conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        self.said.append(text)
        turn = self._turns[conversation] = self._turns.get(conversation, 0) + 1
        messages = SCRIPT["opening"] if turn == 1 else SCRIPT["consented"] if turn == 2 else FOUND
        with self._tracker.begin() as connection:
            event = json.dumps({"event": "user", "timestamp": 1e9, "text": text})
            connection.execute(
                sa.text("INSERT INTO events VALUES (NULL, :s, 0, :d)"), {"s": conversation, "d": event}
            )
        return Answer(json.loads(json.dumps(messages)))

    async def renew(self, conversation: str) -> None:
        """Nothing becomes slow here."""

    async def is_up(self) -> bool:
        return True

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class ChatSite:
    """A gateway at an address of its own; what it keeps outlives it."""

    home: Path
    build: Path
    bot: str = ""
    port: int = 0
    more: dict[str, Any] = field(default_factory=dict)
    """Other settings."""
    _running: list[tuple[uvicorn.Server, threading.Thread]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = Settings(
            home=self.home,
            build=self.build,
            database_url=f"sqlite:///{self.home / 'test.db'}",
            tracker_url=f"sqlite:///{self.home / 'tracker.db'}",
            telegram_bot=self.bot,
            **self.more,
        )
        self.engine = create_engine(self.settings.database_url)
        migrate(self.engine)
        self.sessions: sessionmaker[Session] = session_factory(self.engine)
        fill(self.sessions)
        self.tracker = create_engine(self.settings.tracker_url)
        with self.tracker.begin() as connection:
            columns = "id INTEGER PRIMARY KEY, sender_id TEXT, timestamp FLOAT, data TEXT"
            connection.execute(sa.text(f"CREATE TABLE events ({columns})"))
        self.assistant = WrittenAssistant(self.tracker)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        return bool(self._running)

    def start(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(create_app(parts=self._parts()), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        self._running.append((server, thread))

    def stop(self) -> None:
        for server, thread in self._running:
            server.should_exit = True
            thread.join()
        self._running.clear()

    def close(self) -> None:
        self.stop()
        self.engine.dispose()
        self.tracker.dispose()

    def everything(self) -> str:
        """Every row of every table of both stores."""
        rows: list[str] = []
        for engine in (self.engine, self.tracker):
            with engine.connect() as connection:
                for table in sa.inspect(engine).get_table_names():
                    rows += map(str, connection.execute(sa.text(f"SELECT * FROM {table}")).all())
        return "\n".join(rows)

    def _parts(self) -> Parts:
        chat = Chat(
            Conversations(self.sessions),
            Identities(SECRET),
            self.assistant,
            LocalQueues(),
            lambda text: text.replace(PHONE, "[telefono]"),
            lambda text: "violence" if "botte" in text else None,
            Erasing(self.sessions, TrackerStore(self.settings.tracker_url), self.settings),
            Moving(self.sessions, SECRET),
        )
        return Parts(self.settings, self.sessions, chat, self.assistant, NoReader(), SECRET)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application with a scripted assistant and a scripted reader, on a real database."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.app import create_app
from welfare_point.api.chat.erasing import Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues
from welfare_point.api.chat.rasa import Answer, Assistant, AssistantDownError
from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.api.chat.turn import Chat
from welfare_point.api.parts import Parts
from welfare_point.api.problems import MEDIA_TYPE
from welfare_point.bot.understanding.facts import Facts
from welfare_point.bot.understanding.reader import Reader
from welfare_point.bot.understanding.safety import phrased_danger
from welfare_point.catalogue import accounts
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.settings import Settings

TODAY = dt.date(2026, 11, 23)
SECRET = "una-chiave-di-prova"
PASSWORD = "una-password-di-prova"
BERGAMO, MILANO, ROMA = "016024", "015146", "058091"
PHONE = "333 1234567"

on_one_database = pytest.mark.parametrize("kind_of_database", ["sqlite"], indirect=True, scope="session")
"""For what is decided before any database is asked."""

Row = dict[str, str]
Rows = tuple[Row, ...]

GOOD_ROW: Row = {
    "service_id": "s1",
    "organization_id": "o1",
    "organization_name": "Cooperativa Arcobaleno",
    "name": "Centro estivo",
    "description": "Giochi e laboratori",
    "topics": "minori--chiusure-scolastiche",
    "audience": "persona",
    "service_areas": BERGAMO,
    "minimum_age": "6",
    "maximum_age": "11",
    "calendar_scope": "estate",
    "assured_date": "2026-10-01",
}

CATALOGUE: Rows = (
    {},
    {"location_name": "Seconda sede", "service_areas": "prov:BG"},
    {"service_id": "s2", "name": "Compiti insieme", "topics": "minori--supporto-compiti", "cost": "gratuito"},
    {
        "service_id": "s3",
        "organization_id": "o2",
        "organization_name": "Comune di Prova",
        "name": "Piano welfare 100%",
        "topics": "imprese--piano-welfare",
        "audience": "impresa",
        "service_areas": "regione:03",
        "minimum_age": "",
        "maximum_age": "",
    },
    {"service_id": "s4", "name": "Chiuso per ora", "status": "temporarily_closed"},
    {"service_id": "s5", "name": "Estate a Milano", "service_areas": MILANO},
)


class ScriptedAssistant(Assistant):
    """Says what it was told to say, keeps what it was sent, and is down when a test wants it down."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.senders: list[str] = []
        self.tones: list[str | None] = []
        self.answers: list[Answer] = []
        self.renewed = 0
        self.down = False

    async def say(self, conversation: str, text: str, channel: str, tone: str | None = None) -> Answer:
        """The next of ``answers``, or a short one."""
        if self.down:
            raise AssistantDownError("down")
        self.said.append(text)
        self.senders.append(conversation)
        self.tones.append(tone)
        return self.answers.pop(0) if self.answers else Answer([{"text": "Va bene."}])

    async def renew(self, conversation: str) -> None:
        """Counts how often a new session began."""
        self.renewed += 1

    def offers(self, *titles: str) -> None:
        """The next answer has these buttons; their payloads are ``/titolo``."""
        buttons = [{"title": title, "payload": f"/{title.lower()}"} for title in titles]
        self.answers.append(Answer([{"text": "Scegli.", "buttons": buttons, "asks": "consent"}]))

    async def is_up(self) -> bool:
        """Whether a test left it up."""
        return not self.down

    async def close(self) -> None:
        """Nothing is open."""


class ScriptedReader(Reader):
    """Reads ``facts`` in every text; keeps the texts."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.heard: dict[str, float] = {}
        self.texts: list[str] = []

    def likely(self, text: str) -> dict[str, float]:
        """The scripted topics, in every text."""
        return self.heard

    def danger(self, text: str) -> str | None:
        """What the phrases see, without a trained model."""
        return phrased_danger(text)

    def __call__(self, text: str, today: dt.date | None = None) -> Facts:
        """The scripted facts."""
        self.texts.append(text)
        return self.facts


def hide_phone(text: str) -> str:
    """Redaction reduced to one number: the real one has its own tests."""
    return text.replace(PHONE, "[telefono]")


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of an answer, after checking its form (RFC 9457)."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert document["title"]
    assert document["type"] == "about:blank"
    detail = document["detail"]
    assert detail.endswith(".")
    assert not {"the", "is", "not", "error", "value"} & set(detail.lower().split()), f"in English? {detail}"
    return document


def csv_of(*rows: Row) -> bytes:
    """Rows as a catalogue file. Each is :data:`GOOD_ROW`, but for the cells given."""
    full = [GOOD_ROW | row for row in rows]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(c for row in full for c in row)), restval="")
    writer.writeheader()
    writer.writerows(full)
    return text.getvalue().encode()


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes are slow on purpose."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test says itself which settings it wants; only the trained model is taken from where it is."""
    for name in os.environ:
        if name.startswith("WELFARE_POINT_") and name not in ("WELFARE_POINT_UNDERSTANDING",):
            monkeypatch.delenv(name)


@pytest.fixture
def sessions(session: Session) -> sessionmaker[Session]:
    """Sessions of the application. They share one connection, whose changes are undone after the test."""
    connection = session.get_bind()
    assert isinstance(connection, sa.Connection)
    return sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)


@pytest.fixture
def load(sessions: sessionmaker[Session]) -> Callable[..., None]:
    """Import rows into the catalogue."""

    def load(*rows: Row) -> None:
        offers, errors = parse_catalogue(io.BytesIO(csv_of(*rows)))
        assert errors == []
        with sessions.begin() as session:
            import_services(session, offers)

    return load


@pytest.fixture
def catalogue(load: Callable[..., None]) -> None:
    """The small catalogue of these tests."""
    load(*CATALOGUE)


@pytest.fixture
def assistant() -> ScriptedAssistant:
    """The assistant behind the gateway."""
    return ScriptedAssistant()


@pytest.fixture
def reader() -> ScriptedReader:
    """What reads texts."""
    return ScriptedReader()


@pytest.fixture
def conversations(sessions: sessionmaker[Session]) -> Conversations:
    """The store of conversations, on the same database as the application's."""
    return Conversations(sessions)


@pytest.fixture
def app(
    sessions: sessionmaker[Session],
    conversations: Conversations,
    assistant: ScriptedAssistant,
    reader: ScriptedReader,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> FastAPI:
    """The application."""
    monkeypatch.setenv("WELFARE_POINT_TODAY", TODAY.isoformat())
    settings = Settings(home=tmp_path, build=tmp_path / "build")
    erasing, moving = (
        Erasing(sessions, TrackerStore(settings.tracker_url), settings),
        Moving(sessions, SECRET),
    )
    chat = Chat(
        conversations,
        Identities(SECRET),
        assistant,
        LocalQueues(),
        hide_phone,
        reader.danger,
        erasing,
        moving,
    )
    parts = Parts(settings, sessions, chat, assistant, reader, SECRET)
    shared = _made(parts)
    shared.state.parts = parts
    return shared


_apps: list[FastAPI] = []


def _made(parts: Parts) -> FastAPI:
    """One application for all tests, each with parts of its own: FastAPI needs half a second to read the routes."""
    if not _apps:
        _apps.append(create_app(parts=parts))
    return _apps[0]


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client that sees a failure of the application as an answer, as people do."""
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client

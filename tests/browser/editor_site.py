# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real application for the editors' pages, on a database of its own, with a few services of Bergamo."""

from __future__ import annotations

import csv
import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.app import create_app
from welfare_point.api.chat.erasing import Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues
from welfare_point.api.chat.rasa import Assistant
from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.api.chat.turn import Chat
from welfare_point.api.parts import Parts
from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers, offers_of
from welfare_point.catalogue.settings import Settings

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-23"
SECRET, PASSWORD = "una-chiave-di-prova", "una-password-di-prova"
HOSTILE = (
    "Giochi <script>alert(1)</script><img src=x onerror=alert(2)> e una-parola-che-non-finisce-" + "mai" * 40
)

COMMON = {
    "organization_id": "o1",
    "organization_name": "Cooperativa Arcobaleno",
    "topics": "minori--chiusure-scolastiche",
    "audience": "persona",
    "service_areas": "016024",
    "minimum_age": "6",
    "maximum_age": "11",
}
SERVICES: tuple[dict[str, str], ...] = (
    {"service_id": "s1", "name": "Centro estivo", "municipality": "Bergamo", "description": HOSTILE},
    {
        "service_id": "s1",
        "name": "Centro estivo",
        "municipality": "Bergamo",
        "address": "Via B 2",
        "description": HOSTILE,
    },
    {"service_id": "s2", "name": "Compiti insieme", "topics": "minori--supporto-compiti"},
    {"service_id": "s3", "name": "Un nido", "organization_id": "o2", "organization_name": "Comune di Prova"},
)


class NoReader(Reader):
    """The editors' pages read no messages."""

    def __init__(self) -> None:
        """Without a trained model."""

    def likely(self, text: str) -> dict[str, float]:
        return {}


@dataclass
class Site:
    """A running application: its address and its database."""

    address: str
    sessions: sessionmaker[Session]

    def rows(self, service_id: str) -> list[Offer]:
        with self.sessions() as session:
            return offers_of(session, service_id)

    def named(self, name: str) -> list[Offer]:
        with self.sessions() as session:
            return [offer for offer in all_offers(session) if offer.name == name]


def parts_of(settings: Settings, sessions: sessionmaker[Session]) -> Parts:
    assistant, reader = Assistant("http://127.0.0.1:9"), NoReader()
    erasing, moving = (
        Erasing(sessions, TrackerStore(settings.tracker_url), settings),
        Moving(sessions, SECRET),
    )
    chat = Chat(
        Conversations(sessions),
        Identities(SECRET),
        assistant,
        LocalQueues(),
        lambda text: text,
        lambda _: None,
        erasing,
        moving,
    )
    return Parts(settings, sessions, chat, assistant, reader, SECRET)


def fill(sessions: sessionmaker[Session]) -> None:
    rows = [COMMON | row for row in SERVICES]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(c for row in rows for c in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    offers, errors = parse_catalogue(io.BytesIO(text.getvalue().encode()))
    assert errors == []
    with sessions.begin() as session:
        import_services(session, offers)
        create_account(session, "redazione", PASSWORD, "editor", "325")


@contextmanager
def serving(
    folder: Path, build: Path, fill: Callable[[sessionmaker[Session]], None] = fill
) -> Iterator[Site]:
    """The application on a database in ``folder``, a new one if there is none; ``fill``: what is put in it."""
    settings = Settings(home=folder, build=build, database_url=f"sqlite:///{folder / 'test.db'}")
    engine = create_engine(settings.database_url)
    migrate(engine)
    sessions = session_factory(engine)
    fill(sessions)
    app = create_app(parts=parts_of(settings, sessions))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", sessions)
        finally:
            server.should_exit = True
            thread.join()
    engine.dispose()

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the application is made of, built once from the settings."""

from __future__ import annotations

import gc
import secrets
from dataclasses import dataclass, field

from fastapi import Request
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.chat.erasing import Erasing
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.moving import Moving
from welfare_point.api.chat.queue import LocalQueues, RedisQueues
from welfare_point.api.chat.rasa import Assistant
from welfare_point.api.chat.seats import Seats
from welfare_point.api.chat.tracker import TrackerStore
from welfare_point.api.chat.turn import Chat
from welfare_point.api.privacy.redaction import redact
from welfare_point.api.rates import Rates
from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, session_factory
from welfare_point.catalogue.settings import Settings


@dataclass(slots=True)
class Parts:
    """The parts that routes reach through ``request.app.state.parts``."""

    settings: Settings
    sessions: sessionmaker[Session]
    chat: Chat
    assistant: Assistant
    reader: Reader
    secret: str
    rates: Rates = field(default_factory=Rates)

    async def close(self) -> None:
        """Let go of connections."""
        await self.assistant.close()


def secret_of(settings: Settings) -> str:
    """The signing secret: from the settings, or made once and kept in the home, readable by its owner only."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    file = settings.home / "secret"
    if not file.exists():
        settings.home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), "ascii")
    return file.read_text("ascii")


def build_parts(settings: Settings) -> Parts:
    """Everything the application needs. Raises ``FileNotFoundError`` when the model was never trained."""
    sessions = session_factory(create_engine(settings.database_url))
    redact("ciao")  # its dictionaries take seconds to load: not while the first person waits
    secret = secret_of(settings)
    seats = Seats(settings.turns_at_once, settings.turns_waiting, settings.turns_of_one)
    assistant = Assistant(settings.bot_url, seats)
    queues = RedisQueues(settings.redis_url) if settings.redis_url else LocalQueues()
    reader = Reader(settings.understanding)
    chat = Chat(
        Conversations(sessions),
        Identities(secret),
        assistant,
        queues,
        redact=lambda text: redact(text).text,
        danger_in=reader.danger,
        erasing=Erasing(sessions, TrackerStore(settings.tracker_url), settings),
        moving=Moving(sessions, secret),
    )
    _settle()
    return Parts(settings, sessions, chat, assistant, reader, secret, Rates(settings, secret))


def _settle() -> None:
    """Keep the garbage collector away from what was loaded for good: dictionaries, models, the application's code.

    Else it goes through all of it while a page of thousands of rows is drawn: half of the time that coverage takes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def parts_of(request: Request) -> Parts:
    """Dependency of routes."""
    parts: Parts = request.app.state.parts
    return parts

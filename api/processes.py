# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The processes: what each is started with, and how one sees that it answers.

The supervisor, the containers and the test that reads ``docker-compose.yml`` all take them from here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from welfare_point.catalogue.settings import ROOT, Settings


@dataclass(frozen=True, slots=True)
class Process:
    """A command with its variables; it is up when ``health`` answers 200."""

    name: str
    command: tuple[str, ...]
    health: str | None  # None: it has no address; it is up while it lives
    talks: bool = False  # also greet it: Rasa answers at its address before, or without, its model
    env: Mapping[str, str] = field(default_factory=dict)


def api(settings: Settings) -> Process:
    """The gateway: HTTP API, chat, pages."""
    command = (
        sys.executable, "-m", "uvicorn", "--factory", "welfare_point.api.app:create_app",
        "--host", settings.host, "--port", str(settings.port), "--no-access-log", "--log-level", "warning",
        "--timeout-graceful-shutdown", "5",
        "--forwarded-allow-ips", settings.trusted_proxies,
        # A connection that says nothing more is closed; beyond so many, one more is answered 503 at once.
        "--timeout-keep-alive", "15", "--limit-concurrency", "2000",
    )  # fmt: skip
    return Process("api", command, f"http://127.0.0.1:{settings.port}/api/v1/taxonomies")


def actions(settings: Settings) -> Process:
    """Rasa's custom actions. The kit is newer than the server on purpose, and warns of it at every call."""
    command = (
        sys.executable, "-W", "ignore", "-m", "rasa_sdk", "--actions", "welfare_point.actions",
        "--port", str(settings.actions_port), "--quiet",
    )  # fmt: skip
    # The kit listens everywhere unless told otherwise; only Rasa has business here.
    env = {"SANIC_HOST": os.environ.get("SANIC_HOST", "127.0.0.1")}
    return Process("actions", command, f"http://127.0.0.1:{settings.actions_port}/health", env=env)


def bot(settings: Settings) -> Process:
    """Rasa itself, in its own environment, on the private side only."""
    folder = ROOT / "bot"
    endpoints = "endpoints.workers.yml" if settings.redis_url else "endpoints.yml"
    command = (
        str(settings.build / "bot" / "bin" / "rasa"), "run",
        "--model", str(settings.build / "current" / "model.tar.gz"),
        "--endpoints", str(folder / endpoints), "--credentials", str(folder / "credentials.yml"),
        "--interface", "127.0.0.1", "--port", str(settings.bot_port),
    )  # fmt: skip
    redis = urlsplit(settings.redis_url)
    env = {
        "WELFARE_POINT_REDIS_HOST": redis.hostname or "",
        "WELFARE_POINT_REDIS_PORT": str(redis.port or 6379),
        "WELFARE_POINT_ACTIONS_URL": settings.actions_url,
        "WELFARE_POINT_TRACKER_URL": settings.tracker_url,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "LOG_LEVEL": "WARNING",
    }
    return Process(
        "bot", command, f"http://127.0.0.1:{settings.bot_port}/webhooks/rest/", talks=True, env=env
    )


def telegram(settings: Settings) -> Process:
    """The Telegram channel."""
    return Process("telegram", (sys.executable, "-m", "welfare_point.api.cli", "telegram"), None)


def all_processes(settings: Settings) -> tuple[Process, ...]:
    """In the order in which they are started."""
    channels = (telegram(settings),) if settings.telegram_token else ()
    return bot(settings), actions(settings), api(settings), *channels


def log_file(settings: Settings, process: Process) -> Path:
    """Where a process writes what it has to say."""
    return settings.home / "logs" / f"{process.name}.log"

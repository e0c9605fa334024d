# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The channel's process before a local Bot API and a scripted assistant, on both databases."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from welfare_point.catalogue.database import migrate
from welfare_point.catalogue.settings import ROOT

from .bot_api import TOKEN, BotApi, Rasa, served

SECRET = "una-chiave-di-prova"


def eventually(true: Callable[[], object], what: str = "", seconds: float = 120.0) -> None:
    """Wait until it is so; a machine with much to do needs its time."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"never: {what or true}"
        time.sleep(0.05)


def held_in(engine: sa.Engine) -> str:
    """All that the database holds, as text."""
    tables = sa.inspect(engine).get_table_names()
    with engine.connect() as connection:
        rows = [connection.execute(sa.text(f'SELECT * FROM "{name}"')).all() for name in tables]
    return str(rows)


class Nursery:
    """Makes processes of the channel quickly; see ``nursery.py``."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("nursery.py"))],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def ask(self, **wish: object) -> int:
        """A process's number, or the code of its end."""
        assert self._process.stdin is not None
        print(json.dumps(wish), file=self._process.stdin, flush=True)
        return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        """No more processes."""
        self._process.communicate(timeout=30)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One for all tests: the dictionaries of redaction take seconds to load."""
    nursery = Nursery()
    yield nursery
    nursery.close()


class Channel:
    """The process ``welfare-point telegram``, which may be killed and started again."""

    def __init__(self, nursery: Nursery, env: dict[str, str], log: Path) -> None:
        self.env = env
        self.log = log
        self.running: list[int] = []
        self._nursery = nursery

    def start(self, **env: str) -> int:
        """Start one more; its number."""
        self.running.append(self._nursery.ask(env=self.env | env, log=str(self.log)))
        return self.running[-1]

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.running[-1], signal.SIGKILL)
        self.ended()

    def stop(self) -> int:
        """Ask to end; the code of the end."""
        os.kill(self.running[-1], signal.SIGTERM)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end; its code."""
        return self._nursery.ask(wait=self.running.pop())

    def said(self) -> str:
        """Its log."""
        return self.log.read_text("utf-8") if self.log.exists() else ""


@pytest.fixture
def telegram() -> BotApi:
    """Telegram."""
    return BotApi()


@pytest.fixture
def rasa() -> Rasa:
    """The assistant."""
    return Rasa()


@pytest.fixture
def channel(
    telegram: BotApi, rasa: Rasa, empty_engine: sa.Engine, tmp_path: Path, nursery: Nursery
) -> Iterator[Channel]:
    """The channel, not started yet; at the end its log must not hold the token."""
    migrate(empty_engine)
    with served(telegram, rasa) as address:
        env = {
            "WELFARE_POINT_HOME": str(tmp_path),
            "WELFARE_POINT_DATABASE_URL": empty_engine.url.render_as_string(hide_password=False),
            "WELFARE_POINT_SECRET": SECRET,
            "WELFARE_POINT_BOT_URL": address,
            "WELFARE_POINT_TELEGRAM_TOKEN": TOKEN,
            "WELFARE_POINT_TELEGRAM_API": address,
        }
        channel = Channel(nursery, env, tmp_path / "telegram.log")
        yield channel
        while channel.running:
            channel.kill()
    assert TOKEN.partition(":")[2] not in channel.said()

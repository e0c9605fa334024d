# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two bots as processes: the bare one, trained once and kept by fingerprint, and our whole product."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from welfare_point.catalogue.settings import ROOT, Settings

BARE = Path(__file__).with_name("bare")

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
}
"""The same for both sides: no telemetry, no chatter."""

TODAY = "2026-11-23"
"""The day that the product takes as today: the same offers in every run."""

SERVE = "from welfare_point.api.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Server:
    """A bot that can be started: its command, its variables, and the folder in which it works and logs."""

    command: tuple[str, ...]
    env: Mapping[str, str]
    home: Path

    def said(self) -> str:
        """The end of all that it has logged."""
        return "\n".join(log.read_text("utf-8")[-2000:] for log in sorted(self.home.rglob("*.log")))


def free_ports(number: int) -> list[int]:
    """So many different ports of this machine that nobody listens on at this moment."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def bare(settings: Settings, model: Path, home: Path, port: int) -> Server:
    """Rasa alone: no actions, conversations in memory, one worker."""
    command = (
        str(rasa(settings)), "run", "--model", str(model), "--credentials", str(BARE / "credentials.yml"),
        "--interface", "127.0.0.1", "--port", str(port),
    )  # fmt: skip
    return Server(command, QUIET, home)


def ours(home: Path, port: int, bot_port: int, actions_port: int) -> Server:
    """The product as ``welfare-point serve`` starts it, on SQLite and the demonstration catalogue."""
    env = {
        "WELFARE_POINT_HOME": str(home),
        "WELFARE_POINT_HOST": "127.0.0.1",
        "WELFARE_POINT_PORT": str(port),
        "WELFARE_POINT_BOT_PORT": str(bot_port),
        "WELFARE_POINT_ACTIONS_PORT": str(actions_port),
        "WELFARE_POINT_ADMIN_PASSWORD": "una-password-di-prova",
        "WELFARE_POINT_TODAY": TODAY,
        # Whatever the shell says of other machines: empty is the default.
        **{f"WELFARE_POINT_{name}": "" for name in ("BOT_URL", "ACTIONS_URL", "DATABASE_URL", "TRACKER_URL")},
        **{f"WELFARE_POINT_{name}": "" for name in ("REDIS_URL", "CATALOGUE")},
    }
    return Server((sys.executable, "-P", "-c", SERVE, "serve"), env, home)


@contextmanager
def running(server: Server) -> Iterator[subprocess.Popen[bytes]]:
    """The server as long as the block lasts; then it is asked to stop, and waited for.

    When the block fails, what the server logged is shown: its folder may not live longer.
    """
    server.home.mkdir(parents=True, exist_ok=True)
    with (server.home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            server.command,
            env=os.environ | dict(server.env),
            cwd=server.home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    well = False
    try:
        yield process
        well = True
    finally:
        process.terminate()
        process.wait(timeout=30)
        if not well:
            print(server.said(), file=sys.stderr)


def rasa(settings: Settings) -> Path:
    """Rasa's command."""
    return settings.build / "bot" / "bin" / "rasa"


def trained(settings: Settings) -> Path:
    """The bare bot's model, trained when one of its files or Rasa's lock file is new.

    Raises ``subprocess.CalledProcessError`` when the training fails; Rasa has then said why.
    """
    digest = hashlib.sha256()
    for file in (*sorted(BARE.rglob("*.yml")), ROOT / "ops" / "requirements" / "bot.txt"):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    home = settings.build / "models" / f"bare-{digest.hexdigest()[:12]}"
    model = home / "model.tar.gz"
    if not model.exists():
        home.mkdir(parents=True, exist_ok=True)
        command = (
            rasa(settings), "train", "--config", BARE / "config.yml", "--domain", BARE / "domain.yml",
            "--data", BARE / "data", "--out", home, "--fixed-model-name", "unfinished",
        )  # fmt: skip
        env = os.environ | QUIET | {"PYTHONWARNINGS": "ignore"}
        subprocess.run([str(part) for part in command], cwd=home, env=env, check=True)
        (home / "unfinished.tar.gz").replace(model)
    return model

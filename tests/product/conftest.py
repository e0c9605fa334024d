# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole product, really running: Rasa, actions and gateway as ``welfare-point serve`` starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"
PASSWORD = "una-password-di-prova"
PATIENCE = 240


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Product:
    """A running copy: its address, its home, its process."""

    url: str
    home: Path
    process: subprocess.Popen[str]
    env: dict[str, str]


def start(home: Path, **settings: str) -> Product:
    """Start a copy and wait until it says that it is ready."""
    port = free_port()
    env = os.environ | {
        "WELFARE_POINT_HOME": str(home),
        "WELFARE_POINT_PORT": str(port),
        "WELFARE_POINT_BOT_PORT": str(free_port()),
        "WELFARE_POINT_ACTIONS_PORT": str(free_port()),
        "WELFARE_POINT_ADMIN_PASSWORD": PASSWORD,
        "WELFARE_POINT_TODAY": TODAY,
        **settings,
    }
    home.mkdir(parents=True, exist_ok=True)
    said = (home / "serve.log").open("w+")
    command = [str(Path(sys.executable).with_name("welfare-point")), "serve"]
    process = subprocess.Popen(command, env=env, stdout=said, stderr=subprocess.STDOUT, text=True)
    product = Product(f"http://127.0.0.1:{port}", home, process, env)
    deadline = time.monotonic() + PATIENCE
    while "pronto" not in (home / "serve.log").read_text("utf-8"):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            logs = "\n".join(p.read_text("utf-8")[-2000:] for p in (home / "logs").glob("*.log"))
            pytest.fail(f"il prodotto non parte:\n{(home / 'serve.log').read_text('utf-8')}\n{logs}")
        time.sleep(0.5)
    return product


def stop(product: Product) -> int:
    """Ctrl-C, and the exit status."""
    product.process.send_signal(signal.SIGINT)
    return product.process.wait(timeout=30)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One copy for all tests, on SQLite and the demonstration catalogue."""
    running = start(tmp_path_factory.mktemp("product") / "home")
    yield running
    if running.process.poll() is None:
        stop(running)


@pytest.fixture
def http(product: Product) -> Iterator[httpx.Client]:
    """A client of the running product."""
    with httpx.Client(base_url=product.url, timeout=60) as client:
        yield client

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starting, dying, coming back and ending: the processes of a copy of its own, seen from outside."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from .conftest import PATIENCE, Product, free_port, start, stop
from .talk import Talk

PORTS = ("WELFARE_POINT_PORT", "WELFARE_POINT_BOT_PORT", "WELFARE_POINT_ACTIONS_PORT")
HEADER = (
    "service_id,organization_id,organization_name,name,topics,audience,minimum_age,maximum_age,service_areas"
)
GOOD = f"""{HEADER}
nido-1,ente-1,Cooperativa Girandola,Nido Girandola,minori--prima-infanzia,persona,0,3,016024
nido-2,ente-1,Cooperativa Girandola,Nido Aquilone,minori--prima-infanzia,persona,0,3,prov:BG
"""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="no /proc: processes cannot be counted here"
)


def alive(home: Path) -> dict[int, str]:
    """Command lines of all processes that work on this home, by process number."""
    mark = f"WELFARE_POINT_HOME={home}".encode() + b"\0"
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # ended meanwhile, or somebody else's
    return found


def bot_of(home: Path) -> int:
    return next(pid for pid, command in alive(home).items() if "bin/rasa run" in command)


def listening(product: Product) -> list[str]:
    """Which of the ports of a copy still accept."""
    accepted = []
    for name in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(product.env[name]))) == 0:
                accepted.append(name)
    return accepted


def count(home: Path, table: str) -> int:
    with closing(sqlite3.connect(f"file:{home / 'welfare-point.db'}?mode=ro", uri=True)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def until_well(http: httpx.Client) -> None:
    deadline = time.monotonic() + PATIENCE
    while http.get("/health").status_code != 200:
        assert time.monotonic() < deadline, http.get("/health").text
        time.sleep(1)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A copy that these tests may ill-treat; the last of them may have ended it."""
    running = start(tmp_path_factory.mktemp("processes") / "home")
    yield running
    if running.process.poll() is None:
        stop(running)


@pytest.mark.slow
def test_a_bot_that_dies_is_missed_politely_and_comes_back(own: Product) -> None:
    with httpx.Client(base_url=own.url, timeout=60) as http:
        talk = Talk(http)
        talk.say("cerco un nido per la bimba di 8 mesi")
        talk.press("Sì, va bene")
        assert talk.asks == "municipality"
        killed = bot_of(own.home)
        os.kill(killed, signal.SIGKILL)
        refused = http.post("/api/v1/chat", json={"conversation_id": talk.id, "text": "Bergamo"})
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["retry-after"]
        assert "assistente" in refused.json()["detail"]
        assert http.get("/health").json()["assistant"] is False
        assert http.get("/").status_code == 200, "the page and the catalogue need no bot"
        until_well(http)
        assert bot_of(own.home) != killed
        talk.say("Bergamo")
        assert talk.need["topic"] == "minori--prima-infanzia"
        assert talk.need["municipality"] == "016024"
        talk.answer({"child_age": "8 mesi", "isee": "non so", "employer": "non so", "time_slot": "non so"})
        assert talk.services


def test_ctrl_c_leaves_nothing_behind(own: Product) -> None:
    assert len(alive(own.home)) >= 4, "the supervisor and its three"
    assert listening(own) == list(PORTS)
    assert stop(own) == 0
    assert alive(own.home) == {}
    assert listening(own) == []


@pytest.mark.slow
def test_a_second_start_finds_what_the_first_made_and_sigterm_ends_it(own: Product) -> None:
    if own.process.poll() is None:
        stop(own)
    services, accounts = count(own.home, "service"), count(own.home, "account")
    assert services > 0 and accounts == 1
    again = start(own.home, WELFARE_POINT_ADMIN_PASSWORD="un-altra")  # not taken: the account is there
    try:
        said = (own.home / "serve.log").read_text("utf-8")
        assert "importati" not in said
        assert "admin" not in said
        with httpx.Client(base_url=again.url, timeout=60) as http:
            assert http.get("/api/v1/unmet-needs", auth=("admin", "un-altra")).status_code == 401
    finally:
        again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(timeout=30) == 0
    assert alive(own.home) == {}
    assert listening(again) == []
    assert (count(own.home, "service"), count(own.home, "account")) == (services, accounts)


def test_a_catalogue_with_an_error_is_refused_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    file, home = tmp_path / "servizi.csv", tmp_path / "home"
    file.write_text(GOOD.replace("persona,0,3,prov:BG", "persona,zero,3,prov:BG"), "utf-8")
    env = os.environ | {
        "WELFARE_POINT_HOME": str(home),
        "WELFARE_POINT_CATALOGUE": str(file),
        **{name: str(free_port()) for name in PORTS},
    }
    command = [str(Path(sys.executable).with_name("welfare-point")), "serve"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    for text in ("3", "minimum_age", "zero", str(file)):
        assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert count(home, "service") == count(home, "organization") == count(home, "account") == 0
    assert alive(home) == {}


@pytest.mark.slow
def test_a_catalogue_of_ones_own_is_taken_instead_of_the_demonstration(tmp_path: Path) -> None:
    file = tmp_path / "servizi.csv"
    file.write_text(GOOD, "utf-8")
    running = start(tmp_path / "home", WELFARE_POINT_CATALOGUE=str(file))
    try:
        with httpx.Client(base_url=running.url, timeout=60) as http:
            assert "Catalogo dimostrativo" not in http.get("/").text
            served = http.get("/api/v1/services").json()["contents"]
            assert {service["name"] for service in served} == {"Nido Girandola", "Nido Aquilone"}
            talk = Talk(http)
            talk.say("cerco un nido a Bergamo per la bimba di 8 mesi")
            talk.press("No, grazie")
            talk.answer({"isee": "non so", "employer": "non so", "period": "tutto l'anno"})
            assert {s["name"] for s in talk.services} == {"Nido Girandola", "Nido Aquilone"}
            assert not any(s["demonstration"] for s in talk.services)
    finally:
        stop(running)

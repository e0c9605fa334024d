# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in by the code of an app, and by an identity provider that runs as a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import (
    ATTEMPTS,
    LOCKOUT,
    TOTP_SECONDS,
    create_account,
    set_second_factor,
    verify_code,
)
from welfare_point.catalogue.models import Account

from .conftest import PASSWORD, problem

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
PEOPLE = ({"sub": "17", "preferred_username": "bergamo"}, {"sub": "18", "preferred_username": "sconosciuta"})


@pytest.fixture(autouse=True)
def people(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        create_account(session, "bergamo", PASSWORD, "manager", "325")
        create_account(session, "redazione", PASSWORD, "editor", "325")


def token_of(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def log_in(client: TestClient, name: str = "bergamo") -> httpx.Response:
    form = {"username": name, "password": PASSWORD, "token": token_of(client.get("/dashboard"))}
    answer: httpx.Response = client.post("/dashboard/login", data=form)
    return answer


# --- the code


@pytest.fixture
def totp(sessions: sessionmaker[Session]) -> pyotp.TOTP:
    """The app of somebody whose account asks for a code."""
    with sessions.begin() as session:
        address = set_second_factor(session, "bergamo", wanted=True)
    assert address is not None
    app = pyotp.parse_uri(address)
    assert isinstance(app, pyotp.TOTP)
    return app


def code(totp: pyotp.TOTP, shift: int = 0) -> str:
    return totp.at(NOW + shift * dt.timedelta(seconds=TOTP_SECONDS))


def test_the_code_of_the_moment_and_its_neighbours_count_once(
    sessions: sessionmaker[Session], totp: pyotp.TOTP
) -> None:
    with sessions.begin() as session:
        assert not verify_code(session, "bergamo", code(totp, -2), now=NOW)
        assert verify_code(session, "bergamo", code(totp, -1), now=NOW)
        assert not verify_code(session, "bergamo", code(totp, -1), now=NOW)
        assert verify_code(session, "bergamo", code(totp, 1), now=NOW)
        assert not verify_code(session, "bergamo", code(totp), now=NOW)  # older than the last one taken
        later = NOW + dt.timedelta(seconds=5 * TOTP_SECONDS)
        assert verify_code(session, "bergamo", totp.at(later), now=later)


@pytest.mark.parametrize("odd", ["", "abcdef", "12345", "٠١٢٣٤٥", "000000000000"])
def test_what_is_no_code_is_refused(sessions: sessionmaker[Session], totp: pyotp.TOTP, odd: str) -> None:
    with sessions.begin() as session:
        assert not verify_code(session, "bergamo", odd, now=NOW)


def test_guessing_codes_locks_the_account(sessions: sessionmaker[Session], totp: pyotp.TOTP) -> None:
    wrong = next(n for n in map(str, range(100_000, 999_999)) if n not in {code(totp, k) for k in (-1, 0, 1)})
    with sessions.begin() as session:
        for _ in range(ATTEMPTS):
            assert not verify_code(session, "bergamo", wrong, now=NOW)
        assert not verify_code(session, "bergamo", code(totp), now=NOW)
        after = NOW + LOCKOUT + dt.timedelta(seconds=1)
        assert verify_code(session, "bergamo", totp.at(after), now=after)


def test_an_account_without_a_secret_takes_no_code(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        assert not verify_code(session, "redazione", "000000", now=NOW)
        assert set_second_factor(session, "redazione", wanted=False) is None
        with pytest.raises(KeyError):
            set_second_factor(session, "nessuno", wanted=True)


def test_the_password_alone_does_not_open_the_page(client: TestClient, totp: pyotp.TOTP) -> None:
    waits = log_in(client)
    assert 'name="code"' in waits.text
    assert 'action="/dashboard/login"' in client.get("/dashboard").text
    wrong = client.post("/dashboard/code", data={"code": "abcdef", "token": token_of(waits)})
    assert wrong.status_code == 401
    right = client.post("/dashboard/code", data={"code": totp.now(), "token": token_of(wrong)})
    assert right.status_code in (200, 303)
    assert 'action="/dashboard/logout"' in client.get("/dashboard").text


def test_a_code_without_a_password_before_opens_nothing(client: TestClient, totp: pyotp.TOTP) -> None:
    token = token_of(client.get("/dashboard"))
    answer = client.post("/dashboard/code", data={"code": totp.now(), "token": token})
    assert answer.status_code == 401
    assert 'name="password"' in answer.text


def test_programs_do_not_go_round_the_code(client: TestClient, totp: pyotp.TOTP) -> None:
    problem(client.get("/api/v1/unmet-needs", auth=("bergamo", PASSWORD)), 401)


# --- the identity provider


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An OpenID provider in a process of its own, that knows two people."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("oidc-provider-mock")),
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    for person in PEOPLE:
        command += ["--user-claims", json.dumps(person)]
    log = tmp_path_factory.mktemp("provider") / "log"
    with log.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=told) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(f"{url}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield url
        process.terminate()


@pytest.fixture
def provided(app: FastAPI, client: TestClient, issuer: str) -> TestClient:
    """The application, told of the provider."""
    settings = app.state.parts.settings
    settings.oidc_issuer, settings.oidc_client_id = issuer, "welfare-point"
    settings.oidc_client_secret = SecretStr("un-segreto-di-prova")
    return client


def sent_back(client: TestClient, sub: str) -> str:
    """Where the provider sends whoever says there to be ``sub``: the path, with what it answers."""
    away = client.get("/dashboard/oidc", follow_redirects=False)
    assert away.status_code in (302, 303)
    back = httpx.post(away.headers["location"], data={"sub": sub}, follow_redirects=False)
    parts = urlsplit(back.headers["location"])
    assert parts.path == "/dashboard/oidc/ritorno"
    return f"{parts.path}?{parts.query}"


def test_who_the_provider_knows_comes_in_with_the_rights_of_the_account(provided: TestClient) -> None:
    assert "/dashboard/oidc" in provided.get("/dashboard").text
    provided.get(sent_back(provided, "17"))
    assert 'action="/dashboard/logout"' in provided.get("/dashboard").text
    assert {r["ats"] for r in provided.get("/api/v1/unmet-needs").json()["contents"]} <= {"325"}


def test_the_request_carries_state_nonce_and_challenge(provided: TestClient) -> None:
    away = provided.get("/dashboard/oidc", follow_redirects=False).headers["location"]
    asked = parse_qs(urlsplit(away).query)
    assert asked.keys() >= {"state", "nonce", "code_challenge"}
    assert asked["code_challenge_method"] == ["S256"]


def test_who_has_no_account_is_told_so(provided: TestClient) -> None:
    answer = provided.get(sent_back(provided, "18"))
    assert answer.status_code == 403
    assert "non hai ancora un utente" in answer.text
    assert 'action="/dashboard/login"' in provided.get("/dashboard").text


def test_a_disabled_account_stays_out(provided: TestClient, sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        account = session.get(Account, "bergamo")
        assert account is not None
        account.disabled = True
    assert provided.get(sent_back(provided, "17")).status_code == 403


def test_an_answer_that_was_not_asked_for_or_comes_twice_is_refused(provided: TestClient) -> None:
    back = sent_back(provided, "17")
    stranger = TestClient(provided.app)
    assert stranger.get(back).status_code == 401
    assert provided.get(back.replace("state=", "state=x")).status_code == 401
    assert provided.get("/dashboard/oidc/ritorno?error=access_denied").status_code == 401
    assert 'action="/dashboard/login"' in provided.get("/dashboard").text


def test_a_provider_that_does_not_answer_leaves_the_password(provided: TestClient, app: FastAPI) -> None:
    app.state.parts.settings.oidc_issuer = "http://127.0.0.1:9"
    answer = provided.get("/dashboard/oidc")
    assert answer.status_code == 503
    assert 'name="password"' in answer.text


def test_without_a_provider_there_is_no_such_door(client: TestClient) -> None:
    assert "/dashboard/oidc" not in client.get("/dashboard").text
    problem(client.get("/dashboard/oidc"), 404)

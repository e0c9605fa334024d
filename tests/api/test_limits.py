# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What no route takes, whatever it is for, and what every answer carries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from welfare_point.api.app import create_app
from welfare_point.api.limits import LARGEST
from welfare_point.api.security import HEADERS

from .conftest import ScriptedAssistant, on_one_database, problem

POSTS = ["/api/v1/chat", "/api/v1/understand", "/api/v1/matches"]
JSON = {"content-type": "application/json"}


@on_one_database
@pytest.mark.parametrize("route", POSTS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"ciao", 422),
        (b"{'text': 'ciao'}", 422),
        (b'{"text": "ciao",}', 422),
        (b'{"text": NaN}', 422),
        (b'{"text": Infinity}', 422),
        (b'{"text": 1e400}', 422),
        (b'{"text": "\\ud800"}', 422),
        (b"null", 422),
        (b'{"text": "\xff\xfe"}', 400),
        (b"[" * 100_000, 400),
    ],
)
def test_bodies_that_are_not_what_they_should_be(
    client: TestClient, route: str, body: bytes, status: int
) -> None:
    problem(client.post(route, content=body, headers=JSON), status)


@on_one_database
@pytest.mark.parametrize("route", POSTS)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/html", "", "x"])
def test_other_content_types(client: TestClient, route: str, kind: str) -> None:
    body = json.dumps({"text": "ciao"})
    problem(client.post(route, content=body, headers={"content-type": kind}), 422)


@on_one_database
def test_a_body_that_is_not_json_is_said_in_words(client: TestClient) -> None:
    document = problem(client.post("/api/v1/chat", content=b"{{{", headers=JSON), 422)
    assert document["detail"] == "La richiesta non è valida. Controlla: il contenuto della richiesta."


@on_one_database
@pytest.mark.parametrize("route", [*POSTS, "/dashboard/login", "/", "/nessuna"])
@pytest.mark.parametrize("announced", [True, False])
def test_bodies_that_are_too_large(
    client: TestClient, assistant: ScriptedAssistant, route: str, announced: bool
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(LARGEST // 1024):
            yield b"x" * 1024
        yield b'"}'

    body = b"".join(pieces()) if announced else pieces()
    response = client.post(route, content=body, headers=JSON)
    if announced or route in POSTS:
        problem(response, 413)
    else:
        assert 400 <= response.status_code < 500, "a body that nobody reads may also be refused otherwise"
    assert assistant.said == []


@on_one_database
def test_the_largest_body_passes(client: TestClient) -> None:
    text = "x" * (LARGEST - len('{"text": ""}'))
    response = client.post("/api/v1/chat", content=f'{{"text": "{text}"}}'.encode(), headers=JSON)
    assert "troppo lungo" in problem(response, 422)["detail"]


@on_one_database
@pytest.mark.parametrize("length", ["-1", "molti", "9" * 30])
def test_a_length_that_is_not_one(client: TestClient, length: str) -> None:
    headers = JSON | {"content-length": length}
    problem(client.post("/api/v1/chat", content=b'{"text": "ciao"}', headers=headers), 413)


@on_one_database
@pytest.mark.parametrize(
    ("method", "route", "status"),
    [
        ("GET", "/nessuna", 404),
        ("GET", "/api/v1/nessuna", 404),
        ("GET", "/static/nessuno.css", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/routes.py", 404),
        ("GET", "/api/v1/chat", 405),
        ("DELETE", "/api/v1/services", 405),
        ("PUT", "/api/v1/matches", 405),
    ],
)
def test_addresses_and_methods_that_do_not_exist(
    client: TestClient, method: str, route: str, status: int
) -> None:
    problem(client.request(method, route), status)


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/dashboard"),
        ("GET", "/health"),
        ("GET", "/metrics"),
        ("GET", "/openapi.json"),
        ("GET", "/static/site.css"),
        ("GET", "/api/v1/services"),
        ("GET", "/nessuna"),
        ("GET", "/api/v1/unmet-needs"),
        ("POST", "/api/v1/chat"),
        ("POST", "/dashboard/logout"),
    ],
)
def test_every_answer_is_guarded(client: TestClient, method: str, route: str) -> None:
    response = client.request(method, route)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_a_refused_body_is_guarded_too(client: TestClient) -> None:
    response = client.post("/api/v1/chat", content=b"x" * (LARGEST + 1))
    assert response.status_code == 413
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_nothing_from_elsewhere_runs_on_the_pages() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "route",
    [
        "/api/v1/services/%00",
        "/api/v1/services?text=a%00b",
        "/api/v1/services?organization_id=%00",
        "/api/v1/services?text=%ff%fe",
        "/api/v1/services?topic=%00",
        "/api/v1/services?page=99999999999999999999",
        "/api/v1/service_at_locations?page=-1",
        "/api/v1/organizations?per_page=1e3",
        "/api/v1/taxonomy_terms?page=99999999999999999999",
        "/api/v1/taxonomy_terms?per_page=0",
        "/api/v1/conversations/%00",
        "/api/v1/conversations/a%2fb",
        "/dashboard?pagina=99999999999999999999",
        "/dashboard?pagina=uno",
        "/dashboard?topic=%00",
    ],
)
def test_odd_addresses_break_nothing(client: TestClient, route: str) -> None:
    assert client.get(route).status_code < 500


def test_a_failure_of_ours_says_nothing_of_the_inside(app: FastAPI) -> None:
    own = create_app(parts=app.state.parts)

    @own.get("/guasto")
    def broken() -> None:
        raise ZeroDivisionError("segreto")

    response = TestClient(own, raise_server_exceptions=False).get("/guasto")
    problem(response, 500)
    assert "segreto" not in response.text
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_a_database_that_does_not_answer_is_told_as_such(client: TestClient, app: FastAPI) -> None:
    def no_sessions() -> object:
        raise sa.exc.OperationalError("SELECT 1", {}, OSError("segreto"))

    fail: Callable[[], object] = no_sessions
    app.state.parts.sessions = fail
    response = client.get("/api/v1/services")
    problem(response, 503)
    assert int(response.headers["retry-after"]) > 0
    assert "segreto" not in response.text

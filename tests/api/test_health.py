# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""State, figures, and the pages that anybody may open."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator

import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient

from welfare_point.api import pages
from welfare_point.api.app import create_app

from .conftest import ScriptedAssistant

CONTENT = yaml.safe_load((pages.routes.HERE / "content.yml").read_text("utf-8"))
NOTICE = CONTENT["site"]["demonstration"].strip()


@pytest.fixture
def actions(app: FastAPI) -> Iterator[None]:
    """A server that answers where the actions should."""

    class Healthy(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the base class
            """Quiet."""

    with http.server.HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        app.state.parts.settings.actions_url = f"http://127.0.0.1:{server.server_port}"
        yield
        server.shutdown()
        thread.join()


@pytest.fixture
def no_actions(app: FastAPI) -> None:
    """Nobody listens there: the port is not one that can be served."""
    app.state.parts.settings.actions_url = "http://127.0.0.1:1"


@pytest.mark.usefixtures("actions")
def test_all_well(client: TestClient) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True, "assistant": True, "actions": True}


@pytest.mark.usefixtures("actions")
def test_the_assistant_is_down(client: TestClient, assistant: ScriptedAssistant) -> None:
    assistant.down = True
    response = client.get("/health")
    assert response.status_code == 503
    assert response.json() == {"status": "degraded", "database": True, "assistant": False, "actions": True}


@pytest.mark.usefixtures("no_actions")
def test_the_actions_are_down(client: TestClient) -> None:
    response = client.get("/health")
    assert response.status_code == 503
    assert response.json()["actions"] is False


def count(client: TestClient, route: str, status: int) -> float:
    name = f'welfare_point_requests_total{{route="{route}",status="{status}"}} '
    lines = client.get("/metrics").text.splitlines()
    return next((float(line.removeprefix(name)) for line in lines if line.startswith(name)), 0.0)


@pytest.fixture
def own(app: FastAPI) -> Iterator[TestClient]:
    """A client of an application that nobody used before."""
    made = create_app(parts=app.state.parts)
    with TestClient(made, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def test_figures_count_by_route_and_never_name_a_conversation(own: TestClient) -> None:
    conversation_id = own.post("/api/v1/chat", json={"text": "ciao"}).json()["conversation_id"]
    own.post("/api/v1/chat", json={"text": ""})
    own.get(f"/api/v1/conversations/{conversation_id}")
    own.get("/un-indirizzo-inventato")
    assert count(own, "/api/v1/chat", 200) == 1
    assert count(own, "/api/v1/chat", 422) == 1
    assert count(own, "/api/v1/conversations/{conversation_id}", 200) == 1
    assert count(own, "other", 404) == 1
    shown = own.get("/metrics").text
    assert conversation_id not in shown
    assert "un-indirizzo-inventato" not in shown


def test_figures_are_those_of_one_application(own: TestClient, app: FastAPI) -> None:
    own.get("/api/v1/services")
    other = TestClient(create_app(parts=app.state.parts))
    assert count(other, "/api/v1/services", 200) == 0
    assert count(own, "/api/v1/services", 200) == 1


@pytest.mark.parametrize(
    ("route", "shows"),
    [
        ("/", CONTENT["chat"]["greeting"]),
        ("/docs", CONTENT["docs"]["title"]),
        ("/dashboard", CONTENT["dashboard"]["login_title"]),
    ],
)
def test_pages(client: TestClient, route: str, shows: str) -> None:
    response = client.get(route)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert shows in response.text
    assert '<html lang="it">' in response.text
    assert "{{" not in response.text
    assert "style=" not in response.text, "the content security policy would refuse it"


@pytest.mark.parametrize(
    ("sources", "shown"),
    [((), False), (("comune",), False), (("dimostrazione",), True), (("comune", "dimostrazione"), True)],
)
@pytest.mark.parametrize("route", ["/", "/docs", "/dashboard"])
def test_invented_services_are_said_to_be_so(
    client: TestClient, load: Callable[..., None], route: str, sources: tuple[str, ...], shown: bool
) -> None:
    if sources:
        load(*({"service_id": source, "source": source} for source in sources))
    assert (NOTICE in client.get(route).text) is shown


def test_the_description_for_programs_has_the_routes_of_the_contract(client: TestClient) -> None:
    paths = set(client.get("/openapi.json").json()["paths"])
    assert paths >= {
        "/api/v1/understand",
        "/api/v1/chat",
        "/api/v1/matches",
        "/api/v1/services",
        "/api/v1/services/{service_id}",
        "/api/v1/service_at_locations",
        "/api/v1/organizations",
        "/api/v1/taxonomies",
        "/api/v1/taxonomy_terms",
        "/api/v1/unmet-needs",
        "/health",
    }


def test_where_to_write_of_a_weakness(client: TestClient) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.status_code == 200
    assert response.text.startswith("Contact:") or "\nContact:" in response.text

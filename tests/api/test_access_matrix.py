# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every role at every door (``access_matrix.yml``), with the ids of another ATS in hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import Role, create_account
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.models import CollectiveNeed, NeedRecord
from welfare_point.catalogue.unmet import record_need

from .conftest import BERGAMO, MILANO, PASSWORD, TODAY, on_one_database

MATRIX: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("access_matrix.yml").read_text("utf-8")
)
ROLES: dict[str, tuple[Role, str | None]] = {
    "manager": ("manager", "325"),
    "editor": ("editor", "325"),
    "expert": ("expert", "325"),
    "regional": ("regional", None),
    "admin": ("admin", None),
}
SECRET = {MILANO: "parole dette a milano", BERGAMO: "parole dette a bergamo"}
GUARDED = [
    (route, who)
    for who, routes in MATRIX.items()
    if who not in ("everybody", "door", "link")
    for route in routes
]

pytestmark = on_one_database


def routes_of(routes: Iterable[Any]) -> Iterator[str]:
    """Method and path of every route, those of routers too."""
    for route in routes:
        inner = getattr(route, "original_router", route)
        if hasattr(route, "methods") and hasattr(route, "path"):
            yield from (f"{method} {route.path}" for method in route.methods if method != "HEAD")
        elif hasattr(inner, "routes") and getattr(route, "path", "") != "/static":
            yield from routes_of(inner.routes)


@pytest.fixture(autouse=True)
def filled(sessions: sessionmaker[Session], catalogue: None) -> None:
    """Needs of two ATS, and a collective need of each; an account of each role, those with an ATS of Bergamo's."""
    with sessions.begin() as session:
        for name, (role, ats) in ROLES.items():
            create_account(session, name, PASSWORD, role, ats)
        for place, said in SECRET.items():
            for number in range(6):
                day = TODAY - dt.timedelta(days=number)
                told = NeedRecord(
                    day=day,
                    topic="minori--pre-post-scuola",
                    municipality=place,
                    cause="no_service",
                    channel="web",
                    audience="persona",
                    said=said,
                )
                record_need(session, told)
        propose_needs(session, TODAY)


@pytest.fixture
def need_of(sessions: sessionmaker[Session]) -> Callable[[str], str]:
    """The collective need of an ATS."""

    def find(ats: str) -> str:
        with sessions() as session:
            found = session.scalar(select(CollectiveNeed.id).where(CollectiveNeed.ats == ats))
        assert found is not None
        return found

    return find


def as_role(app: FastAPI, role: str) -> TestClient:
    client = TestClient(app, follow_redirects=False)
    if role != "nobody":
        token = re.search(r'name="token" value="([^"]+)"', client.get("/dashboard").text)
        assert token is not None
        form = {"username": role, "password": PASSWORD, "token": token[1]}
        assert client.post("/dashboard/login", data=form).status_code == 303
    return client


def ask(client: TestClient, route: str, need: str) -> httpx.Response:
    """Use a route; whatever it names is the collective need, a service of Bergamo's, or nothing that exists."""
    method, path = route.split(" ")
    path = path.replace("{need_id}", need).replace("{view}", "luoghi").replace("{service_id}", "s1")
    path = re.sub(r"\{[a-z_]+\}", "x", path)
    return client.request(method, path, params={"id": "s1"})


def is_in(answer: httpx.Response) -> bool:
    """Whether the door opened: neither refused nor shown the page to log in, nor sent to it."""
    if answer.status_code in (401, 403) or 'name="password"' in answer.text:
        return False
    return not (answer.status_code == 303 and answer.headers["location"] in ("/catalogo", "/dashboard"))


def test_every_route_is_in_the_matrix_once(app: FastAPI) -> None:
    listed = [route for routes in MATRIX.values() for route in routes]
    assert sorted(set(listed)) == sorted(listed)
    assert set(routes_of(app.routes)) == set(listed)


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_who_gets_in_where(app: FastAPI, need_of: Callable[[str], str], role: str) -> None:
    client, need = as_role(app, role), need_of("325")
    reads = [(route, who) for route, who in GUARDED if route.startswith("GET")]
    opened = {route for route, _ in reads if is_in(ask(client, route, need))}
    assert opened == {route for route, who in reads if role in who.split(", ")}


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_what_changes_something_wants_role_and_token(
    app: FastAPI, need_of: Callable[[str], str], role: str
) -> None:
    """Without the token of a form nobody changes anything, not even whoever may."""
    client, need = as_role(app, role), need_of("325")
    for route, _ in GUARDED:
        if route.startswith("POST"):
            answer = ask(client, route, need)
            assert answer.status_code in (401, 403, 422) or not is_in(answer), (route, answer.status_code)


@pytest.mark.parametrize("role", ["nobody", "expert", "regional", "editor"])
def test_forms_with_a_token_are_still_refused_to_the_wrong_role(
    app: FastAPI, need_of: Callable[[str], str], role: str
) -> None:
    client, need = as_role(app, role), need_of("325")
    page = client.get("/osservatorio").text + client.get("/catalogo").text + client.get("/dashboard").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    data = {"token": token[1] if token else "", "seen": "1", "label": "Altro", "state": "studied", "id": "s1"}
    for route, who in GUARDED:
        if route.startswith("POST") and role not in who.split(", "):
            path = re.sub(r"\{[a-z_]+\}", "x", route.split(" ")[1].replace("{need_id}", need))
            answer = client.post(path, data=data)
            assert answer.status_code in (401, 403, 422) or not is_in(answer), (route, answer.status_code)


@pytest.mark.parametrize("role", ["manager", "editor", "expert", "nobody", "regional"])
def test_nobody_reads_the_words_of_another_ats(
    app: FastAPI, need_of: Callable[[str], str], role: str
) -> None:
    client = as_role(app, role)
    for route in routes_of(app.routes):
        if route.startswith("GET") and route not in MATRIX["door"]:
            answers = [ask(client, route, need_of("321"))]
            answers.append(client.get(route.split(" ")[1].replace("{need_id}", "x"), params={"ats": "321"}))
            assert all(SECRET[MILANO] not in answer.text for answer in answers), route


def test_whoever_may_reads_the_words(app: FastAPI, need_of: Callable[[str], str]) -> None:
    """The words planted above are found where they should be: the tests before this one can fail."""
    for role, ats, place in (("manager", "325", BERGAMO), ("admin", "321", MILANO)):
        client = as_role(app, role)
        assert SECRET[place] in client.get("/dashboard").text
        assert SECRET[place] in client.get("/api/v1/unmet-needs").text
        assert SECRET[place] in client.get(f"/osservatorio/bisogni/{need_of(ats)}").text

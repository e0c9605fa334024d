# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The link by which a provider looks after its own records, and what the log says of who did it."""

from __future__ import annotations

import datetime as dt
import logging
import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.models import ProviderLink
from welfare_point.catalogue.offers import all_offers

from .conftest import TODAY, on_one_database, problem
from .editors import EDIT, PAGES, RECORD, enter, form, last_change, people, rows, send, services, text_of

__all__ = ["people", "services"]


# --- the link of a provider


def link_of(client: TestClient, organization: str = "o1", days: str = "30") -> str:
    """The path of a new link."""
    fields = form(client.get("/catalogo/link"), "/catalogo/link")
    made = client.post("/catalogo/link", data=fields | {"organization": organization, "days": days})
    page = client.get(made.headers["location"])
    found = re.search(r'href="http://testserver(/fornitore/[^"]+)"', page.text)
    assert found is not None, text_of(page)
    return found[1]


@pytest.fixture
def link(client: TestClient) -> str:
    """A link for o1 made by an editor of Bergamo, opened by somebody who has no account."""
    enter(client, "bergamo")
    link = link_of(client)
    client.cookies.clear()
    return link


def test_a_provider_confirms_and_corrects_its_own_records(
    client: TestClient, sessions: sessionmaker[Session], link: str
) -> None:
    page = client.get(link)
    assert "Le schede di Cooperativa Arcobaleno" in text_of(page)
    assert re.findall(r'name="id" value="(\w+)"', page.text) == ["s1"]
    fields = form(page, f"{link}/conferma") | {"id": "s1"}
    assert client.post(f"{link}/conferma", data=fields).headers["location"] == link
    assert "1 servizio è confermato" in text_of(client.get(link))
    first = rows(sessions)[0]
    assert (first.assured_date, first.assured_by) == (TODAY, "Cooperativa Arcobaleno")
    answer = send(client, f"{link}/modifica?id=s1", {"name": "Campus"})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert last_change(sessions) == {"name": ("Centro estivo", "Campus", "link:o1")}


def test_a_link_allows_nothing_else(client: TestClient, sessions: sessionmaker[Session], link: str) -> None:
    token = form(client.get(link), f"{link}/conferma")["token"]
    with sessions() as session:
        before = all_offers(session)
    for service_id in ("s2", "s3"):
        problem(client.get(f"{link}/modifica", params={"id": service_id}), 403)
        data = {"token": token, "name": "Rubato", "id": service_id}
        problem(client.post(f"{link}/modifica", params={"id": service_id}, data=data), 403)
        problem(client.post(f"{link}/conferma", data=data | {"id": ["s1", service_id]}), 403)
    for path in ("nuovo", "annulla", "servizio", "sospendi", "riapri", "link", "importa", "esporta"):
        problem(client.get(f"{link}/{path}"), 404)
        problem(client.post(f"{link}/{path}", data={"token": token, "id": "s1"}), 404)
    for path in PAGES:
        assert 'name="password"' in client.get(path).text
    with sessions() as session:
        assert all_offers(session) == before


@on_one_database
def test_a_form_of_another_site_changes_nothing_by_a_link(client: TestClient, link: str) -> None:
    client.get(link)
    problem(client.post(f"{link}/conferma", data={"id": "s1", "token": "x"}), 403)


def test_a_revoked_link_opens_nothing(client: TestClient, link: str) -> None:
    enter(client, "bergamo")
    page = client.get("/catalogo/link")
    client.post("/catalogo/link/togli", data=form(page, "/catalogo/link/togli"))
    assert "Il link non vale più" in text_of(client.get("/catalogo/link"))
    client.cookies.clear()
    for path in (link, f"{link}/modifica?id=s1"):
        assert "non vale più" in problem(client.get(path), 404)["detail"]


def test_an_expired_link_opens_nothing(
    client: TestClient, sessions: sessionmaker[Session], link: str
) -> None:
    with sessions.begin() as session:
        session.execute(sa.update(ProviderLink).values(expires=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    problem(client.get(link), 404)


@on_one_database
@pytest.mark.parametrize("change", ["x", "", ".x.y"])
def test_an_address_that_was_changed_opens_nothing(client: TestClient, link: str, change: str) -> None:
    problem(client.get(f"{link[:-3]}{change}"), 404)


def test_links_are_made_and_taken_away_only_for_ones_own_organizations(client: TestClient) -> None:
    enter(client, "bergamo")
    link_of(client, "o2")
    taken = form(client.get("/catalogo/link"), "/catalogo/link/togli")
    enter(client, "milano")
    fields = form(client.get("/catalogo/link"), "/catalogo/link")
    problem(client.post("/catalogo/link", data=fields | {"organization": "o2"}), 403)
    problem(client.post("/catalogo/link/togli", data=fields | {"id": taken["id"]}), 404)
    assert "Nessun link creato" in text_of(client.get("/catalogo/link"))


@on_one_database
@pytest.mark.parametrize("days", ["0", "366", "-1", "trenta", "9" * 30, "1.5", ""])
def test_how_long_a_link_lasts(client: TestClient, days: str) -> None:
    enter(client, "bergamo")
    fields = form(client.get("/catalogo/link"), "/catalogo/link")
    detail = problem(client.post("/catalogo/link", data=fields | {"days": days}), 422)["detail"]
    assert "da 1 a 365" in detail


# --- the log


def test_the_log_names_the_record_and_no_person(
    client: TestClient, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="welfare_point"):
        send(client, f"{link}/modifica?id=s1", {"name": "Campus", "row-0-phone": "035 555 0199"})
        enter(client, "bergamo")
        send(client, EDIT, {"name": "Campus estivo"})
        client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    said = [record.getMessage() for record in caplog.records if record.name.startswith("welfare_point")]
    assert said == [
        "saved 's1' by=link ats=325",
        "saved 's1' by=editor ats=325",
        "undone 's1' by=editor ats=325",
    ]

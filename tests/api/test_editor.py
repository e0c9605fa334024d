# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The editors' pages: who may enter, what the list shows, and confirming what it lists."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.offers import all_offers

from .conftest import PASSWORD, TODAY, on_one_database, problem
from .editors import EDIT, PAGES, Load, enter, form, last_change, people, rows, services, text_of

__all__ = ["people", "services"]


# --- who may enter


@on_one_database
@pytest.mark.parametrize("path", PAGES)
def test_nobody_enters_without_logging_in_and_then_comes_back(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert 'name="password"' in page.text
    fields = form(page, "/dashboard/login") | {"username": "admin", "password": PASSWORD}
    assert client.post("/dashboard/login", data=fields).headers["location"] == path


@on_one_database
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["osserva", "esperto", "regione"])
def test_other_roles_are_refused(client: TestClient, name: str, path: str) -> None:
    enter(client, name)
    problem(client.get(path), 403)


@pytest.mark.parametrize(
    ("name", "opened", "refused"),
    [
        ("bergamo", ["s1", "s2"], ["s3"]),
        ("milano", ["s3"], ["s1", "s2"]),
        ("arcobaleno", ["s1", "s3"], ["s2"]),
        ("admin", ["s1", "s2", "s3"], []),
    ],
)
def test_each_editor_sees_and_changes_only_what_is_its_own(
    client: TestClient, sessions: sessionmaker[Session], name: str, opened: list[str], refused: list[str]
) -> None:
    enter(client, name)
    page = client.get("/catalogo")
    assert sorted(re.findall(r'name="id" value="(\w+)"', page.text)) == opened
    token = form(page, "/catalogo/conferma")["token"]
    with sessions() as session:
        before = all_offers(session)
    for service_id in opened:
        assert client.get("/catalogo/servizio", params={"id": service_id}).status_code == 200
        assert client.get("/catalogo/modifica", params={"id": service_id}).status_code == 200
    for service_id in refused:
        fields = {"token": token, "id": service_id, "version": "", "name": "Rubato"}
        problem(client.get("/catalogo/servizio", params={"id": service_id}), 403)
        problem(client.get("/catalogo/modifica", params={"id": service_id}), 403)
        problem(client.post("/catalogo/modifica", params={"id": service_id}, data=fields), 403)
        problem(client.post("/catalogo/annulla", data=fields), 403)
        problem(client.post("/catalogo/conferma", data=fields | {"id": [opened[0], service_id]}), 403)
    with sessions() as session:
        assert all_offers(session) == before


@on_one_database
@pytest.mark.parametrize("path", ["/catalogo/servizio", "/catalogo/modifica"])
@pytest.mark.parametrize("service_id", ["nessuno", "", "é🙂", "../s1", "x" * 3000])
def test_a_service_that_is_not_there(client: TestClient, path: str, service_id: str) -> None:
    enter(client, "admin")
    problem(client.get(path, params={"id": service_id}), 404)


@on_one_database
@pytest.mark.parametrize(
    "path", ["/catalogo/nuovo", EDIT, "/catalogo/conferma", "/catalogo/annulla", "/catalogo/link"]
)
@pytest.mark.parametrize("token", [None, "", "x", "é"])
def test_a_form_of_another_site_changes_nothing(
    client: TestClient, sessions: sessionmaker[Session], path: str, token: str | None
) -> None:
    enter(client, "admin")
    data = {"id": "s1", "name": "Rubato"} | ({} if token is None else {"token": token})
    problem(client.post(path, data=data), 403)
    assert rows(sessions)[0].name == "Centro estivo"


@on_one_database
def test_whoever_logged_out_meanwhile_is_asked_to_log_in(client: TestClient) -> None:
    enter(client, "admin")
    page = client.get("/catalogo")
    client.post("/dashboard/logout", data={"token": form(page, "/dashboard/logout")["token"]})
    client.get("/catalogo")
    token = form(client.get("/catalogo"), "/dashboard/login")["token"]
    answer = client.post("/catalogo/conferma", data={"token": token, "id": "s1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalogo")


@on_one_database
def test_pages_stay_out_of_caches(client: TestClient) -> None:
    enter(client, "admin")
    assert client.get(EDIT).headers["cache-control"] == "no-store"


@on_one_database
@pytest.mark.parametrize(
    "path", ["/fornitore/x", "/catalogo/servizio?id=nessuno", "/catalogo/servizio", "/niente"]
)
def test_a_person_reads_a_page_where_a_program_reads_a_document(client: TestClient, path: str) -> None:
    enter(client, "admin")
    document = client.get(path).json()
    page = client.get(path, headers={"Accept": "text/html,application/xhtml+xml"})
    assert (page.status_code, page.headers["content-type"]) == (
        document["status"],
        "text/html; charset=utf-8",
    )
    assert document["detail"] in text_of(page)
    assert client.get("/api/v1/services/nessuno", headers={"Accept": "text/html"}).json()["status"] == 404


# --- the list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["s3", "s1", "s2"]),
        ({"testo": "COMPITI"}, ["s2"]),
        ({"testo": "insiemme"}, ["s2"]),
        ({"testo": "100%"}, []),
        ({"bisogno": "minori--chiusure-scolastiche", "ente": "o1"}, ["s3", "s1"]),
        ({"stato": "inactive"}, []),
        ({"da_verificare": "true"}, ["s3"]),
        ({"pagina": "2"}, []),
    ],
)
def test_the_list_is_filtered_and_starts_with_what_is_oldest(
    client: TestClient, query: dict[str, str], found: list[str]
) -> None:
    enter(client, "admin")
    page = client.get("/catalogo", params=query)
    assert re.findall(r'name="id" value="(\w+)"', page.text) == found


def test_the_filters_stay_from_page_to_page(client: TestClient, load: Load) -> None:
    load(*({"service_id": f"n{n}", "name": "Xilofono & gioco"} for n in range(26)))
    enter(client, "admin")
    page = client.get("/catalogo", params={"testo": "xilofono &", "ente": "o1"})
    assert "26 servizi" in text_of(page)
    following = unescape(re.findall(r'href="(/catalogo\?[^"]*pagina=2)"', page.text)[0])
    assert len(re.findall(r'name="id"', client.get(following).text)) == 1


@pytest.mark.parametrize("query", [{"testo": "\0"}, {"pagina": "0"}, {"testo": "x" * 201}, {"bisogno": "\0"}])
def test_filters_that_cannot_be(client: TestClient, query: dict[str, str]) -> None:
    enter(client, "admin")
    assert client.get("/catalogo", params=query).status_code in (200, 422)


# --- confirming


def test_several_services_are_confirmed_together(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    page = client.get("/catalogo", params={"testo": "i"})
    fields = form(page, "/catalogo/conferma") | {"id": ["s1", "s2"]}
    answer = client.post("/catalogo/conferma", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalogo?testo=i&pagina=1")
    assert "2 servizi sono confermati" in text_of(client.get("/catalogo"))
    assert "sono confermati" not in text_of(client.get("/catalogo")), "said once"
    for service_id in ("s1", "s2"):
        first = rows(sessions, service_id)[0]
        assert (first.assured_date, first.assured_by) == (TODAY, "ATS di Bergamo")
    assert last_change(sessions)["assured_date"][1:] == (TODAY.isoformat(), "editor:bergamo")


@on_one_database
def test_confirming_nothing_says_so(client: TestClient) -> None:
    enter(client, "bergamo")
    fields = form(client.get("/catalogo"), "/catalogo/conferma")
    client.post("/catalogo/conferma", data=fields)
    assert "Nessun servizio selezionato" in text_of(client.get("/catalogo"))


@on_one_database
def test_nobody_is_led_elsewhere(client: TestClient) -> None:
    enter(client, "bergamo")
    fields = form(client.get("/catalogo"), "/catalogo/conferma") | {"back": "https://example.org/"}
    assert client.post("/catalogo/conferma", data=fields).headers["location"] == "/catalogo"

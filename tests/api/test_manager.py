# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manager's side: who may enter, and whose records are shown."""

from __future__ import annotations

import base64
import datetime as dt
import re
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue import accounts
from welfare_point.catalogue.accounts import ATTEMPTS, Role, create_account
from welfare_point.catalogue.models import Account, NeedRecord
from welfare_point.catalogue.unmet import record_need

from .conftest import BERGAMO, MILANO, PASSWORD, problem

UNMET = "/api/v1/unmet-needs"
DAY = dt.date(2026, 11, 10)

ACCOUNTS: dict[str, tuple[Role, str | None]] = {
    "bergamo": ("manager", "325"),
    "milano": ("manager", "321"),
    "admin": ("admin", None),
    "redazione": ("editor", "325"),
    "esperto": ("expert", "325"),
    "regione": ("regional", None),
}


@pytest.fixture(autouse=True)
def people(sessions: sessionmaker[Session]) -> None:
    """One account for each role, all with the same password."""
    with sessions.begin() as session:
        for name, (role, ats) in ACCOUNTS.items():
            create_account(session, name, PASSWORD, role, ats)


@pytest.fixture(autouse=True)
def needs(sessions: sessionmaker[Session]) -> None:
    """Five unmet needs: three of Bergamo's, one of Milano's, one from nowhere; and one that was met."""
    told: tuple[dict[str, Any], ...] = (
        {"day": DAY, "topic": "minori--laboratori", "municipality": BERGAMO, "cause": "age"},
        {"day": DAY, "topic": "minori--laboratori", "municipality": BERGAMO, "cause": "cost"},
        {
            "day": DAY - dt.timedelta(1),
            "topic": "anziani--centro-diurno",
            "municipality": BERGAMO,
            "cause": "age",
        },
        {"day": DAY, "topic": "minori--laboratori", "municipality": MILANO, "cause": "out_of_area"},
        {"day": DAY, "cause": "not_understood"},
        {"day": DAY, "topic": "minori--laboratori", "municipality": BERGAMO, "cause": None},
    )
    with sessions.begin() as session:
        for one in told:
            record_need(session, NeedRecord(**one, channel="web", age_band="6-10", periods=("estate",)))


def records(client: TestClient, name: str, **query: Any) -> dict[str, Any]:
    response = client.get(UNMET, params=query, auth=(name, PASSWORD))
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def token_of(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def log_in(client: TestClient, name: str, password: str = PASSWORD) -> httpx.Response:
    token = token_of(client.get("/dashboard"))
    form = {"username": name, "password": password, "token": token}
    response: httpx.Response = client.post("/dashboard/login", data=form)
    return response


def fail(client: TestClient, name: str, times: int) -> None:
    for _ in range(times):
        problem(client.get(UNMET, auth=(name, "sbagliata")), 401)


# --- the records


def test_records_in_their_form(client: TestClient) -> None:
    found = records(client, "milano")
    [record] = found["contents"]
    assert record.pop("id")
    assert record == {
        "date": "2026-11-10",
        "topic": "minori--laboratori",
        "topic_name": record["topic_name"],
        "audience": None,
        "municipality": MILANO,
        "municipality_name": "Milano",
        "ats": "321",
        "ambito": None,
        "cause": "out_of_area",
        "age_band": "6-10",
        "work_constraint": None,
        "periods": ["estate"],
        "time_band": None,
        "channel": "web",
        "offers_shown": 0,
        "offers": [],
        "outcome": None,
        "said": None,
    }
    assert record["topic_name"]
    assert (found["total_items"], found["page_number"], found["last_page"]) == (1, 1, True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"ats": "325"}, 3),
        ({"topic": "minori--laboratori"}, 2),
        ({"cause": "age"}, 2),
        ({"cause": "age", "topic": "minori--laboratori"}, 1),
        ({"since": "2026-11-10"}, 2),
        ({"until": "2026-11-09"}, 1),
        ({"since": "2026-11-09", "until": "2026-11-10"}, 3),
        ({"since": "2026-11-11"}, 0),
        ({"cause": "capacity"}, 0),
        ({"topic": "' OR 1=1 --"}, 0),
    ],
)
def test_filters(client: TestClient, query: dict[str, str], count: int) -> None:
    found = records(client, "bergamo", **query)
    assert found["total_items"] == len(found["contents"]) == count
    assert found["empty"] is (count == 0)


def test_pages_show_every_record_once_the_latest_first(client: TestClient) -> None:
    pages = [records(client, "admin", page=n, per_page=2) for n in (1, 2, 3)]
    assert [len(p["contents"]) for p in pages] == [2, 2, 1]
    assert {(p["total_items"], p["total_pages"]) for p in pages} == {(5, 3)}
    assert [p["size"] for p in pages] == [2, 2, 1]  # HSDS: the items on this page
    assert [p["last_page"] for p in pages] == [False, False, True]
    shown = [record for p in pages for record in p["contents"]]
    assert len({record["id"] for record in shown}) == 5
    days = [record["date"] for record in shown]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        {"ats": "999"},
        {"ats": ""},
        {"ats": "Bergamo"},
        {"since": "2026-02-30"},
        {"since": "ieri"},
        {"until": "31/12/2026"},
        {"page": 0},
        {"page": "x"},
        {"page": 10**20},
        {"per_page": 0},
        {"per_page": 501},
        {"topic": "\x00"},
        {"cause": "\x00"},
    ],
)
def test_queries_that_are_refused(client: TestClient, query: dict[str, Any]) -> None:
    for name in ("bergamo", "admin"):
        response = client.get(UNMET, params=query, auth=(name, PASSWORD))
        if "\x00" in str(query.values()) or query.get("topic") or query.get("cause"):
            assert response.status_code in (200, 422), "SQLite takes null characters, PostgreSQL does not"
        else:
            problem(response, 422)


def test_everybody_sees_what_is_theirs(client: TestClient) -> None:
    assert {r["ats"] for r in records(client, "bergamo")["contents"]} == {"325"}
    assert {r["ats"] for r in records(client, "milano")["contents"]} == {"321"}
    assert {r["ats"] for r in records(client, "admin")["contents"]} == {"321", "325", None}
    assert {r["ats"] for r in records(client, "admin", ats="321")["contents"]} == {"321"}


def test_another_ats_is_closed(client: TestClient) -> None:
    problem(client.get(UNMET, params={"ats": "321"}, auth=("bergamo", PASSWORD)), 403)
    problem(client.get(UNMET, params={"ats": "325"}, auth=("milano", PASSWORD)), 403)


@pytest.mark.parametrize("name", ["redazione", "esperto", "regione"])
def test_other_roles_read_no_records(client: TestClient, name: str) -> None:
    problem(client.get(UNMET, auth=(name, PASSWORD)), 403)
    assert log_in(client, name).status_code == 303
    problem(client.get("/dashboard"), 403)
    problem(client.get(UNMET), 403)


# --- entering with HTTP Basic


def test_without_an_account_nothing_is_shown(client: TestClient) -> None:
    response = client.get(UNMET)
    problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("bergamo", "sbagliata"),
        ("bergamo", ""),
        ("Bergamo", PASSWORD),
        ("nessuno", PASSWORD),
        ("", ""),
        ("' OR 1=1 --", "x"),
        ("bergamo", "x" * 5000),
        ("bergamo", "é🙂"),
    ],
)
def test_wrong_credentials(client: TestClient, name: str, password: str) -> None:
    problem(client.get(UNMET, auth=(name, password)), 401)


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"senza-due-punti").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Bearer abc",
        "x",
    ],
)
def test_odd_credentials(client: TestClient, header: str) -> None:
    problem(client.get(UNMET, headers={"authorization": header}), 401)


def test_credentials_with_a_null_character(client: TestClient) -> None:
    header = "Basic " + base64.b64encode(b"bergamo\x00:x").decode()
    response = client.get(UNMET, headers={"authorization": header})
    assert response.status_code in (401, 422), "PostgreSQL takes no null characters"


def test_guessing_locks_the_account_and_no_other(client: TestClient) -> None:
    fail(client, "bergamo", ATTEMPTS)
    problem(client.get(UNMET, auth=("bergamo", PASSWORD)), 401)
    assert records(client, "milano")["total_items"] == 1
    assert log_in(client, "bergamo").status_code == 401


def test_some_mistakes_lock_nothing(client: TestClient) -> None:
    fail(client, "bergamo", ATTEMPTS - 1)
    assert records(client, "bergamo")["total_items"] == 3
    fail(client, "bergamo", ATTEMPTS - 1)
    assert records(client, "bergamo")["total_items"] == 3


def test_a_lockout_ends(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(client, "bergamo", ATTEMPTS)
    later = dt.datetime.now(dt.UTC) + accounts.LOCKOUT
    monkeypatch.setattr(accounts, "_now", lambda: later)
    assert records(client, "bergamo")["total_items"] == 3


# --- entering on the page


def test_logging_in_and_out(client: TestClient) -> None:
    response = log_in(client, "bergamo")
    assert (response.status_code, response.headers["location"]) == (303, "/dashboard")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert PASSWORD not in str(base64.b64decode(client.cookies["welfare_point"].split(".")[0] + "==="))
    page = client.get("/dashboard")
    assert page.status_code == 200
    assert "<strong>3</strong>" in page.text
    assert client.get(UNMET).json()["total_items"] == 3
    left = client.post("/dashboard/logout", data={"token": token_of(page)})
    assert left.status_code == 303
    assert 'name="password"' in client.get("/dashboard").text
    problem(client.get(UNMET), 401)


@pytest.mark.parametrize(
    ("name", "password"),
    [("bergamo", "sbagliata"), ("nessuno", PASSWORD), ("bergamo", "é🙂"), ("<b>ciao</b>", "<i>ciao</i>")],
)
def test_a_wrong_login_says_so_and_no_more(client: TestClient, name: str, password: str) -> None:
    response = log_in(client, name, password)
    assert response.status_code == 401
    assert "non sono giusti" in response.text
    assert password not in response.text
    assert "<b>ciao" not in response.text
    problem(client.get(UNMET), 401)


@pytest.mark.parametrize("token", [None, "", "x", "é", "🙂"])
@pytest.mark.parametrize("seen_the_page", [True, False])
def test_a_form_of_another_site_is_refused(
    client: TestClient, token: str | None, seen_the_page: bool
) -> None:
    if seen_the_page:
        client.get("/dashboard")
    form = {"username": "bergamo", "password": PASSWORD} | ({} if token is None else {"token": token})
    problem(client.post("/dashboard/login", data=form), 403)
    problem(client.get(UNMET), 401)


def test_nobody_is_logged_out_by_another_site(client: TestClient) -> None:
    log_in(client, "bergamo")
    for form in ({}, {"token": ""}, {"token": "x"}):
        problem(client.post("/dashboard/logout", data=form), 403)
    assert client.get(UNMET).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"username": "bergamo"},
        {"password": PASSWORD},
        {"username": "x" * 101, "password": "x"},
        {"username": "x", "password": "x" * 501},
    ],
)
def test_incomplete_forms(client: TestClient, form: dict[str, str]) -> None:
    token = token_of(client.get("/dashboard"))
    problem(client.post("/dashboard/login", data=form | {"token": token}), 422)


def test_a_login_with_a_null_character(client: TestClient) -> None:
    assert log_in(client, "berga\x00mo").status_code in (401, 422), "PostgreSQL takes no null characters"


@pytest.mark.parametrize(
    "cookie", ["", "x", "eyJhY2NvdW50IjogImFkbWluIn0=", "eyJhY2NvdW50IjogImFkbWluIn0=.x.y"]
)
def test_a_cookie_of_our_own_making_opens_nothing(client: TestClient, cookie: str) -> None:
    client.cookies.set("welfare_point", cookie)
    problem(client.get(UNMET), 401)


def test_a_disabled_account_is_out_at_once(client: TestClient, sessions: sessionmaker[Session]) -> None:
    log_in(client, "bergamo")
    with sessions.begin() as session:
        account = session.get(Account, "bergamo")
        assert account is not None
        account.disabled = True
    problem(client.get(UNMET), 401)
    problem(client.get(UNMET, auth=("bergamo", PASSWORD)), 401)
    assert 'name="password"' in client.get("/dashboard").text


def test_the_page_shows_only_ones_own_ats(client: TestClient) -> None:
    log_in(client, "bergamo")
    page = client.get("/dashboard").text
    assert "Bergamo" in page
    assert "<td>Milano</td>" not in page
    assert 'value="321"' not in page
    problem(client.get("/dashboard", params={"ats": "321"}), 403)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 5),
        ({"ats": "", "topic": "", "cause": ""}, 5),
        ({"ats": "321"}, 1),
        ({"cause": "age"}, 2),
        ({"topic": "minori--laboratori", "ats": "325"}, 2),
    ],
)
def test_the_filters_of_the_page(client: TestClient, query: dict[str, str], count: int) -> None:
    log_in(client, "admin")
    page = client.get("/dashboard", params=query).text
    assert f"<strong>{count}</strong>" in page
    assert page.count("<td>10/11/2026</td>") + page.count("<td>09/11/2026</td>") == count


def test_the_page_when_there_is_nothing(client: TestClient) -> None:
    log_in(client, "admin")
    assert "Nessun bisogno senza risposta" in client.get("/dashboard", params={"cause": "capacity"}).text


@pytest.mark.parametrize(
    "query",
    [
        {"pagina": "0"},
        {"pagina": "-1"},
        {"pagina": "due"},
        {"pagina": "9" * 20},
    ],
)
def test_pages_of_the_page_that_are_refused(client: TestClient, query: dict[str, str]) -> None:
    log_in(client, "admin")
    problem(client.get("/dashboard", params=query), 422)


@pytest.mark.parametrize(
    "query", [{"cause": "<script>alert(1)</script>"}, {"topic": '"><b>'}, {"ats": "999"}, {"topic": "\x00"}]
)
def test_odd_filters_of_the_page(client: TestClient, query: dict[str, str]) -> None:
    log_in(client, "admin")
    response = client.get("/dashboard", params=query)
    assert response.status_code < 500
    assert "<script>alert" not in response.text
    assert '"><b>' not in response.text


def test_pages_are_linked_with_their_filters(client: TestClient, sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        for n in range(51):
            record_need(session, NeedRecord(day=DAY, municipality=BERGAMO, cause="capacity", offers_shown=n))
    log_in(client, "bergamo")
    first = client.get("/dashboard", params={"cause": "capacity"}).text
    assert '"/dashboard?ats=325&cause=capacity&state=unmet&pagina=2"' in unescape(first)
    assert "1 / 2" in first
    second = client.get("/dashboard", params={"cause": "capacity", "pagina": 2}).text
    assert second.count("<td>10/11/2026</td>") == 1
    assert "pagina=1" in second

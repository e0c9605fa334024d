# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The observatory's pages: who sees what, what the figures are, where they lead, and odd addresses."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.models import AccessLog, NeedRecord
from welfare_point.catalogue.unmet import record_need

from .conftest import BERGAMO, MILANO, PASSWORD, problem
from .test_manager import ACCOUNTS, log_in

PAGES = tuple(
    f"/osservatorio{view}" for view in ("", "/luoghi", "/fasce", "/stagioni", "/confronto", "/base")
)
WITH_FILTERS = PAGES[:-1]
DAY = dt.date(2026, 11, 10)


@pytest.fixture(autouse=True)
def people(sessions: sessionmaker[Session]) -> None:
    """One account for each role."""
    with sessions.begin() as session:
        for name, (role, ats) in ACCOUNTS.items():
            create_account(session, name, PASSWORD, role, ats)


@pytest.fixture(autouse=True)
def needs(sessions: sessionmaker[Session]) -> None:
    """Seven of Bergamo's, two of them met; three of Milano's, unmet; one from nowhere."""
    told: list[dict[str, Any]] = [
        *({"municipality": BERGAMO, "cause": "age", "said": "parole di Bergamo"} for _ in range(5)),
        *({"municipality": BERGAMO, "cause": None, "outcome": "accepted"} for _ in range(2)),
        *({"municipality": MILANO, "cause": "cost", "said": "parole di Milano"} for _ in range(3)),
        {"municipality": None, "cause": "not_understood"},
    ]
    with sessions.begin() as session:
        for one in told:
            record_need(session, NeedRecord(day=DAY, topic="minori--laboratori", channel="web", **one))


def figures(page: str) -> list[str]:
    """The key figures: all, met, unmet, share, accepted."""
    return [unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r"<dd>(.*?)</dd>", page)]


@pytest.mark.parametrize("path", PAGES)
def test_without_an_account_one_logs_in_and_comes_back(client: TestClient, path: str) -> None:
    asked = f"{path}?topic=minori--laboratori"
    page = client.get(asked)
    assert 'name="password"' in page.text
    assert "200.000" not in page.text
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token is not None
    form = {"username": "bergamo", "password": PASSWORD, "token": token[1]}
    assert client.post("/dashboard/login", data=form).headers["location"] == asked


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("name", "allowed"),
    [("bergamo", True), ("admin", True), ("regione", True), ("redazione", False), ("esperto", False)],
)
def test_roles(client: TestClient, path: str, name: str, allowed: bool) -> None:
    log_in(client, name)
    response = client.get(path)
    if allowed:
        assert response.status_code == 200
        assert "text/html" in response.headers["content-type"]
    else:
        problem(response, 403)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bergamo", ["7", "2", "5", "71,4\u00a0%", "2"]),
        ("milano", ["3", "0", "3", "100,0\u00a0%", "0"]),
        ("admin", ["11", "2", "9", "81,8\u00a0%", "2"]),
        ("regione", ["11", "2", "9", "81,8\u00a0%", "2"]),
    ],
)
@pytest.mark.parametrize("path", WITH_FILTERS)
def test_everybody_counts_what_is_theirs(
    client: TestClient, path: str, name: str, expected: list[str]
) -> None:
    log_in(client, name)
    assert figures(client.get(path).text) == expected


@pytest.mark.parametrize("path", WITH_FILTERS)
def test_another_ats_is_closed(client: TestClient, path: str) -> None:
    log_in(client, "bergamo")
    problem(client.get(path, params={"ats": "321"}), 403)
    page = client.get(path).text
    assert "Milano" not in page.replace("Città Metropolitana di Milano", "")


def test_another_ats_is_closed_to_comparisons_too(client: TestClient) -> None:
    log_in(client, "bergamo")
    problem(client.get("/osservatorio/confronto", params={"other_ats": "321"}), 403)


@pytest.mark.parametrize("path", PAGES)
def test_the_region_finds_no_way_to_records(client: TestClient, path: str) -> None:
    log_in(client, "regione")
    page = client.get(path).text
    assert "/dashboard?" not in page
    assert "parole di" not in page
    problem(client.get("/dashboard"), 403)
    problem(client.get("/api/v1/unmet-needs"), 403)


@pytest.mark.parametrize("path", WITH_FILTERS)
def test_every_figure_leads_to_as_many_records(client: TestClient, path: str) -> None:
    log_in(client, "admin")
    page = client.get(path).text
    links = re.findall(r'<a href="(/dashboard\?[^"]*)"[^>]*>([\d.]+)</a>', page)
    assert len(links) >= 5
    for link, count in dict(links).items():
        found = client.get(unescape(link)).text
        shown = re.search(r"<strong>([\d.]+)</strong> (?:richiest|bisogn)", found)
        assert (shown[1] if shown else "0") == count, link


def test_a_comparison_of_two_ats(client: TestClient) -> None:
    log_in(client, "admin")
    query = {"ats": "325", "other_ats": "321", "since": "2026-11-01", "until": "2026-11-30"}
    page = client.get("/osservatorio/confronto", params=query).text
    [row] = re.findall(r'<th scope="row">Laboratori educativi</th>(.*?)</tr>', page, re.DOTALL)
    assert [unescape(re.sub("<[^>]+>", "", c)) for c in re.findall(r"<td>(.*?)</td>", row)] == [
        "7", "3", "+4", "71,4\u00a0%", "100,0\u00a0%",
    ]  # fmt: skip


def test_a_chart_says_what_its_table_says(client: TestClient) -> None:
    log_in(client, "bergamo")
    page = client.get("/osservatorio").text
    charts = [
        json.loads(found) for found in re.findall(r'<script type="application/json">(.*?)</script>', page)
    ]
    time, topics, causes = charts
    assert [series["data"] for series in time["series"]] == [[2], [5]]
    assert time["labels"] == ["10/11/2026"]
    assert (topics["labels"], [series["data"] for series in topics["series"]]) == (
        ["Laboratori educativi"],
        [[2], [5]],
    )
    assert [series["data"] for series in causes["series"]] == [[5]]


@pytest.mark.parametrize("path", [*WITH_FILTERS, "/dashboard"])
@pytest.mark.parametrize(
    "query",
    [
        {"ats": "999"},
        {"topic": "<script>alert(1)</script>"},
        {"topic": "' OR 1=1 --"},
        {"municipality": "Atlantide"},
        {"since": "2026-02-30"},
        {"until": "9999-12-31"},
        {"month": "13"},
        {"state": "'"},
        {"cause": "\x00"},
        {"channel": "x" * 500},
    ],
    ids=lambda query: next(iter(query)),
)
def test_filters_that_are_refused(client: TestClient, path: str, query: dict[str, str]) -> None:
    log_in(client, "admin")
    response = client.get(path, params=query, headers={"accept": "text/html"})
    assert response.status_code == 422
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("path", [*WITH_FILTERS, "/dashboard"])
@pytest.mark.parametrize("value", ["<script>alert(1)</script>", '"><b>', "%", "' OR 1=1 --", "</script><b>"])
def test_odd_words_find_nothing_and_do_nothing(client: TestClient, path: str, value: str) -> None:
    log_in(client, "admin")
    for name in ("cause", "channel", "period", "ambito"):
        page = client.get(path, params={name: value, "pagina": 1})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<b>" not in page.text
        assert figures(page.text)[:1] in (["0"], [])


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-11-30", "until": "2026-11-01"},
        {"other_since": "ieri"},
        {"other_until": "9999-12-31"},
        {"other_ats": "999"},
    ],
)
def test_comparisons_that_are_refused(client: TestClient, query: dict[str, str]) -> None:
    log_in(client, "admin")
    problem(client.get("/osservatorio/confronto", params=query), 422)


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2000-01-01", "until": "2100-12-31"},
        {"until": "2000-01-01"},
        {"since": "2100-12-31"},
        {"since": "2000-01-01", "until": "2000-01-01"},
    ],
)
def test_comparisons_at_the_ends_of_time(client: TestClient, query: dict[str, str]) -> None:
    log_in(client, "admin")
    assert client.get("/osservatorio/confronto", params=query).status_code == 200


def test_no_such_view(client: TestClient) -> None:
    log_in(client, "admin")
    assert client.get("/osservatorio/altro").status_code in (404, 422)


# --- who read single records


def log_of(sessions: sessionmaker[Session]) -> list[tuple[str, str, str, int]]:
    with sessions() as session:
        lines = session.scalars(sa.select(AccessLog).order_by(AccessLog.at))
        return [(line.account, line.what, line.filters, line.shown) for line in lines]


def test_reading_records_leaves_a_line(client: TestClient, sessions: sessionmaker[Session]) -> None:
    log_in(client, "bergamo")
    page = client.get("/dashboard", params={"state": "all", "municipality": "Bergamo"}).text
    assert "parole di Bergamo" in page
    client.get("/api/v1/unmet-needs", params={"cause": "age", "per_page": 2}, auth=("bergamo", PASSWORD))
    assert log_of(sessions) == [
        ("bergamo", "dashboard", f"ats=325&municipality={BERGAMO}", 7),
        ("bergamo", "unmet-needs", "ats=325&cause=age&state=unmet", 2),
    ]


@pytest.mark.parametrize("name", ["bergamo", "regione"])
def test_counts_and_refusals_leave_none(
    client: TestClient, sessions: sessionmaker[Session], name: str
) -> None:
    client.get("/dashboard")
    log_in(client, name)
    for path in PAGES:
        client.get(path)
    client.get("/dashboard", params={"ats": "321"})
    client.get("/api/v1/unmet-needs", params={"ats": "321"}, auth=(name, PASSWORD))
    assert log_of(sessions) == []


def test_the_baseline_shows_both_numbers_and_their_sums(
    client: TestClient, load: Callable[..., None]
) -> None:
    load({})
    log_in(client, "regione")
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", unescape(client.get("/osservatorio/base").text)))
    assert "Brianza 2 1 non torna 11 5 6" in page
    assert "Totale stampato 40 290 290 135 155" in page
    assert "Somma delle righe 40 280 non torna 290 135 155" in page
    assert "Somma delle righe 88 54 29 26 28 266 13 30 28 5 567" in page
    assert "Profit 16 8 24 No profit 13 4 17 Somma delle righe 29 12 41" in page
    assert "Bergamo 1 1 0 0 7 5" in page

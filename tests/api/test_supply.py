# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of coverage and supply: who sees what, what the figures are, and odd addresses."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.unmet import record_need

from .conftest import BERGAMO, MILANO, PASSWORD, problem
from .test_manager import ACCOUNTS, log_in

PAGES = ("/osservatorio/copertura", "/osservatorio/offerta")
DAY = dt.date(2026, 11, 10)


@pytest.fixture(autouse=True)
def needs(sessions: sessionmaker[Session]) -> None:
    """An account for each role; three needs of Bergamo and two of Milano, none of which a service covers."""
    with sessions.begin() as session:
        for name, (role, ats) in ACCOUNTS.items():
            create_account(session, name, PASSWORD, role, ats)
        for place in (BERGAMO, BERGAMO, BERGAMO, MILANO, MILANO):
            topic = "minori--laboratori"
            record_need(session, NeedRecord(day=DAY, topic=topic, cause="no_service", municipality=place))


def figures(page: str) -> list[str]:
    return re.findall(r"<dd>(.*?)</dd>", page)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("name", "status"),
    [("bergamo", 200), ("admin", 200), ("regione", 200), ("redazione", 403), ("esperto", 403)],
)
def test_roles(client: TestClient, path: str, name: str, status: int) -> None:
    log_in(client, name)
    assert client.get(path).status_code == status


@pytest.mark.parametrize("path", PAGES)
def test_without_an_account_one_logs_in(client: TestClient, path: str) -> None:
    assert 'name="password"' in client.get(path).text


@pytest.mark.parametrize(("name", "requests"), [("bergamo", "3"), ("milano", "2"), ("regione", "5")])
def test_everybody_counts_what_is_theirs(client: TestClient, name: str, requests: str) -> None:
    log_in(client, name)
    found = figures(client.get(PAGES[0]).text)
    assert found[:3] == [requests, requests, requests]


@pytest.mark.parametrize("path", PAGES)
def test_another_ats_is_closed(client: TestClient, path: str) -> None:
    log_in(client, "bergamo")
    problem(client.get(path, params={"ats": "321"}), 403)
    assert "Milano" not in client.get(path).text.replace("Città Metropolitana di Milano", "")


def test_the_region_finds_no_way_to_records(client: TestClient) -> None:
    log_in(client, "regione")
    assert all("/dashboard?" not in client.get(path).text for path in PAGES)


def test_a_manager_finds_the_records(client: TestClient) -> None:
    log_in(client, "bergamo")
    assert "/dashboard?ats=325&amp;municipality=016024" in client.get(PAGES[0]).text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "asked", ["km=-1", "km=101", "km=x", "ats=999", "topic=no", "since=ieri", "municipality=Roma"]
)
def test_odd_addresses_are_refused(client: TestClient, path: str, asked: str) -> None:
    log_in(client, "admin")
    assert 400 <= client.get(f"{path}?{asked}").status_code < 500


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("asked", ["topic=-", "ats=-", "municipality=-", "since=2100-01-01", "ambito=ignoto"])
def test_filters_that_leave_nothing_are_answered(client: TestClient, path: str, asked: str) -> None:
    log_in(client, "admin")
    assert client.get(f"{path}?{asked}").status_code == 200


def test_a_name_from_an_address_is_no_markup(client: TestClient) -> None:
    log_in(client, "admin")
    page = client.get(PAGES[0], params={"ambito": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services that repeat themselves, for whoever looks after the catalogue."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of_services
from welfare_point.catalogue.overlap.repository import compute, list_pairs

from .conftest import BERGAMO, PASSWORD

PAGE = "/catalogo/doppioni"


@pytest.fixture(autouse=True)
def pairs(sessions: sessionmaker[Session]) -> None:
    """One pair in Bergamo, with a hostile name, and four people."""
    one = Offer(
        service_id="twin-a",
        organization_id="o1",
        organization_name="Ente di prova",
        name="Doposcuola <script>alert(1)</script>",
        topics=("minori--pre-post-scuola",),
        audience="persona",
        service_areas=(BERGAMO,),
        municipality=BERGAMO,
    )
    with sessions.begin() as session:
        create_account(session, "redazione", PASSWORD, "editor", "325")
        create_account(session, "milano", PASSWORD, "manager", "321")
        create_account(session, "esperto", PASSWORD, "expert", "325")
        import_services(session, [one, replace(one, service_id="twin-b")])
        compute(session)


def ours(client: TestClient, who: str) -> list[dict[str, object]]:
    """The pairs of this test that somebody sees."""
    body = client.get("/api/v1/overlaps?per_page=500", auth=(who, PASSWORD)).json()
    return [pair for pair in body["contents"] if pair["services"] == ["twin-a", "twin-b"]]


def test_an_editor_sees_the_pairs_of_the_own_ats_only(client: TestClient) -> None:
    assert [pair["kind"] for pair in ours(client, "redazione")] == ["duplicate"]
    assert ours(client, "milano") == []
    assert client.get("/api/v1/overlaps?ats=325", auth=("milano", PASSWORD)).status_code == 403


def test_only_who_looks_after_the_catalogue_enters(client: TestClient) -> None:
    assert client.get("/api/v1/overlaps").status_code == 401
    assert client.get(PAGE, auth=("esperto", PASSWORD)).status_code == 403


def test_a_pair_is_decided_on_the_page(client: TestClient) -> None:
    html = client.get(f"{PAGE}?kind=duplicate", auth=("redazione", PASSWORD)).text
    assert "<script>alert(1)" not in html
    pair = ours(client, "redazione")[0]
    token = re.findall(r'name="token" value="([^"]+)"', html)[0]
    sent = {"token": token, "seen": pair["fingerprint"], "state": "to_join"}
    address = f"{PAGE}/{pair['id']}"
    assert client.post(address, data=sent | {"token": "x"}, auth=("redazione", PASSWORD)).status_code == 403
    assert client.post(address, data=sent, auth=("milano", PASSWORD)).status_code == 403
    assert client.post(address, data=sent | {"seen": "old"}, auth=("redazione", PASSWORD)).status_code == 422
    assert ours(client, "redazione")[0]["state"] == "open"
    done = client.post(address, data=sent, auth=("redazione", PASSWORD), follow_redirects=False)
    assert done.status_code == 303
    assert (ours(client, "redazione")[0]["state"], ours(client, "redazione")[0]["reviewed_by"]) == (
        "to_join",
        "redazione",
    )


@pytest.fixture
def three(sessions: sessionmaker[Session]) -> None:
    """A third service like the two."""
    with sessions.begin() as session:
        (rows,) = offers_of_services(session, ["twin-a"]).values()
        import_services(session, [replace(rows[0], service_id="twin-c")])
        compute(session)


def of_the_group(client: TestClient, who: str = "redazione") -> list[dict[str, object]]:
    """The pairs of the group of this test's services."""
    group = ours(client, who)[0]["group"]
    body = client.get(f"/api/v1/overlaps?per_page=500&group={group}", auth=(who, PASSWORD)).json()
    return list(body["contents"])


@pytest.mark.usefixtures("three")
def test_a_group_is_decided_at_once_and_what_was_decided_stays(client: TestClient) -> None:
    pairs = of_the_group(client)
    assert sorted(pair["services"] for pair in pairs) == [
        ["twin-a", "twin-b"],
        ["twin-a", "twin-c"],
        ["twin-b", "twin-c"],
    ]
    group = pairs[0]["group"]
    here = f"{PAGE}?ats=325&group={group}"
    assert here.replace("&", "&amp;") in client.get(PAGE, auth=("redazione", PASSWORD)).text
    html = client.get(here, auth=("redazione", PASSWORD)).text
    assert "sono 3" in html
    sent = form_of(html) | {"state": "to_join"}
    address = f"{PAGE}/gruppo/{group}"
    assert client.post(address, data=sent | {"token": "x"}, auth=("redazione", PASSWORD)).status_code == 403
    assert client.post(address, data=sent, auth=("esperto", PASSWORD)).status_code == 403
    assert client.post(address, data=sent, auth=("milano", PASSWORD)).status_code == 404
    one = {"token": sent["token"], "seen": pairs[0]["fingerprint"], "state": "complementary"}
    client.post(f"{PAGE}/{pairs[0]['id']}", data=one, auth=("redazione", PASSWORD))
    late = client.post(address, data=sent, auth=("redazione", PASSWORD))
    assert (late.status_code, "Niente è stato salvato" in late.text) == (422, True)
    assert [pair["state"] for pair in of_the_group(client)].count("open") == 2
    fresh = form_of(client.get(here, auth=("redazione", PASSWORD)).text) | {"state": "to_join"}
    done = client.post(address, data=fresh, auth=("redazione", PASSWORD), follow_redirects=False)
    assert done.status_code == 303
    assert sorted(str(pair["state"]) for pair in of_the_group(client)) == [
        "complementary",
        "to_join",
        "to_join",
    ]
    foreign = client.post(f"{address}?ats=321", data=fresh, auth=("redazione", PASSWORD))
    assert foreign.status_code == 403
    again = client.post(address, data=fresh, auth=("redazione", PASSWORD))
    assert again.status_code == 404


@pytest.mark.usefixtures("three")
def test_whoever_sees_every_ats_decides_on_what_was_shown(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    with sessions.begin() as session:
        create_account(session, "tutti", PASSWORD, "admin")
        pair = next(pair for pair in list_pairs(session) if pair.second_id == "twin-c")
        group, pair.ats = pair.group_id, "321"
    here = f"{PAGE}?ats=325&group={group}"
    html = client.get(here, auth=("tutti", PASSWORD)).text
    (address,) = re.findall(r'action="(/catalogo/doppioni/gruppo/[^"]+)"', html)
    sent = form_of(html) | {"state": "to_join"}
    done = client.post(address, data=sent, auth=("tutti", PASSWORD), follow_redirects=False)
    assert done.status_code == 303
    assert sorted(str(pair["state"]) for pair in of_the_group(client, "tutti")) == [
        "open",
        "to_join",
        "to_join",
    ]


def form_of(html: str) -> dict[str, str]:
    """The hidden fields of the form for the whole group."""
    (form,) = re.findall(r'<form[^>]*action="/catalogo/doppioni/gruppo/.*?</form>', html, re.DOTALL)
    return dict(re.findall(r'name="(token|seen)" value="([^"]+)"', form))

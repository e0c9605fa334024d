# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective needs over HTTP: who sees what, and the forms."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner

from welfare_point.api.cli.main import app as command
from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.unmet import record_need

from .conftest import BERGAMO, MILANO, PASSWORD, TODAY, problem

API, PAGE = "/api/v1/collective-needs", "/osservatorio/bisogni"
SAID = "apre troppo tardi <script>alert(1)</script>"
FORMS = {
    "nome": {"label": "Altro nome"},
    "stato": {"state": "studied"},
    "incarico": {"responsible": "Ufficio di prova", "deadline": "2026-12-31", "notes": "Da chiamare"},
    "unisci": {"other": "x 1"},
    "dividi": {"record": ["x"]},
}


@pytest.fixture(autouse=True)
def needs(sessions: sessionmaker[Session]) -> None:
    """Seven requests and six others in Bergamo, five in Milano; people of every role."""
    with sessions.begin() as session:
        for name, role, ats in (
            ("bergamo", "manager", "325"),
            ("milano", "manager", "321"),
            ("redazione", "editor", "325"),
            ("esperto", "expert", "325"),
            ("regione", "regional", None),
            ("capo", "admin", None),
        ):
            create_account(session, name, PASSWORD, role, ats)
        ask(session, 7, time_band="prima delle 8", said=SAID)
        ask(session, 6, topic="minori--laboratori")
        ask(session, 5, municipality=MILANO)
        propose_needs(session, TODAY)


def ask(session: Session, count: int, **values: Any) -> None:
    usual = {
        "topic": "minori--pre-post-scuola",
        "municipality": BERGAMO,
        "cause": "no_service",
        "channel": "web",
    }
    for number in range(count):
        day = TODAY - dt.timedelta(days=number + 1)
        record_need(session, NeedRecord(**{"day": day, "audience": "persona"} | usual | values))


def seen(client: TestClient, who: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(API, params=query, auth=(who, PASSWORD))
    assert answer.status_code == 200, answer.text
    contents: list[dict[str, Any]] = answer.json()["contents"]
    return contents


def open_page(client: TestClient, who: str, path: str = PAGE) -> tuple[str, str]:
    """A page and its token."""
    html = client.get(path, auth=(who, PASSWORD)).text
    return html, re.findall(r'name="token" value="([^"]+)"', html)[0]


def send(client: TestClient, who: str, need: dict[str, Any], form: str, **values: Any) -> Any:
    _, token = open_page(client, who, f"{PAGE}/{need['id']}")
    data = {"token": token, "seen": need["version"]} | values
    return client.post(f"{PAGE}/{need['id']}/{form}", data=data, auth=(who, PASSWORD))


def test_a_manager_sees_the_needs_of_the_own_ats_with_their_records(client: TestClient) -> None:
    shown = seen(client, "bergamo")
    assert [(need["ats"], need["size"]) for need in shown] == [("325", 7), ("325", 6)]
    whole = client.get(f"{API}/{shown[0]['id']}", auth=("bergamo", PASSWORD)).json()
    assert len(whole["records"]) == 7
    assert whole["records"][0]["said"] == SAID
    assert whole["history"][0]["what"] == "proposed"
    assert whole["estimate"]["low"] < whole["estimate"]["mean"] < whole["estimate"]["high"]


def test_another_ats_gets_nothing(client: TestClient) -> None:
    need = seen(client, "bergamo")[0]
    assert [other["ats"] for other in seen(client, "milano")] == ["321"]
    assert client.get(API, params={"ats": "325"}, auth=("milano", PASSWORD)).status_code == 403
    problem(client.get(f"{API}/{need['id']}", auth=("milano", PASSWORD)), 404)
    problem(client.get(f"{PAGE}/{need['id']}", auth=("milano", PASSWORD)), 404)
    _, token = open_page(client, "milano")
    for form, values in FORMS.items():
        data = {"token": token, "seen": 1} | values
        answer = client.post(f"{PAGE}/{need['id']}/{form}", data=data, auth=("milano", PASSWORD))
        assert answer.status_code == 404, form
    answer = client.post(PAGE, data={"token": token, "ats": "325"}, auth=("milano", PASSWORD))
    assert answer.status_code == 403
    assert seen(client, "bergamo")[0] == need


@pytest.mark.parametrize("who", ["redazione", "esperto"])
def test_who_does_not_follow_needs_gets_nothing(client: TestClient, who: str) -> None:
    need = seen(client, "bergamo")[0]
    for path in (API, f"{API}/{need['id']}", PAGE, f"{PAGE}/{need['id']}"):
        assert client.get(path, auth=(who, PASSWORD)).status_code == 403, path
    for path in (PAGE, *(f"{PAGE}/{need['id']}/{form}" for form in FORMS)):
        assert client.post(path, data={"seen": 1, "other": "x 1"}, auth=(who, PASSWORD)).status_code == 403, (
            path
        )


def test_who_has_not_logged_in_gets_nothing(client: TestClient) -> None:
    need = seen(client, "bergamo")[0]
    problem(client.get(API), 401)
    problem(client.get(f"{API}/{need['id']}"), 401)
    for path in (PAGE, f"{PAGE}/{need['id']}"):
        html = client.get(path).text
        assert "Nome utente" in html
        assert need["label"] not in html


def test_the_region_sees_sums_and_no_records(client: TestClient) -> None:
    shown = seen(client, "regione")
    assert sorted((need["ats"], need["size"]) for need in shown) == [("321", 5), ("325", 6), ("325", 7)]
    whole = client.get(f"{API}/{shown[0]['id']}", auth=("regione", PASSWORD)).json()
    assert not {"records", "history", "reasons", "notes", "municipalities", "responsible"} & set(whole)
    html = client.get(f"{PAGE}/{shown[0]['id']}", auth=("regione", PASSWORD)).text
    assert "<form" not in html
    assert "apre troppo tardi" not in html
    _, token = "", "x"
    for form, values in FORMS.items():
        data = {"token": token, "seen": 1} | values
        answer = client.post(f"{PAGE}/{shown[0]['id']}/{form}", data=data, auth=("regione", PASSWORD))
        assert answer.status_code == 403, form


def test_a_small_part_is_hidden_from_the_region(client: TestClient) -> None:
    need = seen(client, "bergamo")[0]
    whole = client.get(f"{API}/{need['id']}", auth=("bergamo", PASSWORD)).json()
    some = [record["id"] for record in whole["records"][:2]]
    done = send(client, "bergamo", need, "dividi", record=some, label="Due soli")
    new = done.headers["location"].rsplit("/", 1)[1]
    assert client.get(f"{API}/{new}", auth=("bergamo", PASSWORD)).json()["size"] == 2
    problem(client.get(f"{API}/{new}", auth=("regione", PASSWORD)), 404)
    assert new not in [other["id"] for other in seen(client, "regione")]


def test_the_forms_do_what_they_say(client: TestClient) -> None:
    first, second = seen(client, "bergamo")
    for form, values in FORMS.items():
        if form in ("nome", "stato", "incarico"):
            need = next(need for need in seen(client, "bergamo") if need["id"] == first["id"])
            done = send(client, "bergamo", need, form, **values)
            assert done.headers["location"] == f"{PAGE}/{first['id']}", form
    whole = client.get(f"{API}/{first['id']}", auth=("bergamo", PASSWORD)).json()
    assert (whole["label"], whole["state"], whole["responsible"]) == (
        "Altro nome",
        "studied",
        "Ufficio di prova",
    )
    assert (whole["deadline"], whole["notes"], whole["version"]) == ("2026-12-31", "Da chiamare", 4)
    assert {change["who"] for change in whole["history"]} == {"bergamo", "il programma"}
    send(client, "bergamo", whole, "unisci", other=f"{second['id']} {second['version']}")
    assert [need["size"] for need in seen(client, "bergamo")] == [13]
    moved = client.get(f"{PAGE}/{second['id']}", auth=("bergamo", PASSWORD))
    assert moved.headers["location"] == f"{PAGE}/{first['id']}"


def test_a_form_of_another_site_changes_nothing(client: TestClient) -> None:
    need = seen(client, "bergamo")[0]
    for form, values in FORMS.items():
        open_page(client, "bergamo")
        data = {"token": "guessed", "seen": 1} | values
        answer = client.post(f"{PAGE}/{need['id']}/{form}", data=data, auth=("bergamo", PASSWORD))
        assert answer.status_code == 403, form
    assert client.post(PAGE, data={"token": "guessed"}, auth=("bergamo", PASSWORD)).status_code == 403
    assert seen(client, "bergamo")[0] == need


def test_who_saw_an_old_version_is_told(client: TestClient) -> None:
    need = seen(client, "bergamo")[0]
    send(client, "bergamo", need, "nome", label="Il primo")
    send(client, "bergamo", need, "nome", label="Il secondo")
    html, _ = open_page(client, "bergamo", f"{PAGE}/{need['id']}")
    assert "Intanto un’altra persona ha cambiato questo bisogno" in html
    assert "Il secondo" not in html
    assert seen(client, "bergamo")[0]["label"] == "Il primo"


@pytest.mark.parametrize(
    ("form", "values"),
    [("incarico", {"deadline": "domani"}), ("unisci", {"other": ""}), ("nome", {"seen": "x"})],
)
def test_a_form_that_makes_no_sense_is_a_problem(
    client: TestClient, form: str, values: dict[str, str]
) -> None:
    need = seen(client, "bergamo")[0]
    problem(send(client, "bergamo", need, form, **values), 422)


def test_words_are_shown_as_they_are_and_run_nothing(client: TestClient) -> None:
    html, _ = open_page(client, "bergamo", f"{PAGE}/{seen(client, 'bergamo')[0]['id']}")
    assert "<script>alert(1)" not in html
    assert "apre troppo tardi" in html


def test_filters_stand_in_the_address(client: TestClient) -> None:
    assert [n["size"] for n in seen(client, "bergamo", topic="minori--laboratori")] == [6]
    assert seen(client, "bergamo", state="closed") == []
    assert seen(client, "bergamo", covered="yes") == []
    assert len(seen(client, "capo")) == 3
    problem(client.get(API, params={"state": "x"}, auth=("capo", PASSWORD)), 422)
    problem(client.get(API, params={"ats": "999"}, auth=("capo", PASSWORD)), 422)
    html = client.get(PAGE, params={"topic": "minori--laboratori"}, auth=("bergamo", PASSWORD)).text
    assert '<option value="minori--laboratori" selected>' in html


def test_a_new_service_is_told_when_the_page_is_opened(client: TestClient, load: Any) -> None:
    load({"topics": "minori--laboratori", "minimum_age": "", "maximum_age": ""})
    html, _ = open_page(client, "bergamo")
    assert "1 servizio nuovo o cambiato copre 6 di queste 6 richieste" in html
    assert [need["size"] for need in seen(client, "bergamo", covered="yes")] == [6]


def test_the_command_proposes(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELFARE_POINT_HOME", str(tmp_path))
    done = CliRunner().invoke(command, ["needs", "propose", "--ats", "325"])
    assert (done.exit_code, done.output) == (
        0,
        "Nuovi bisogni collettivi: 0. Richieste aggiunte a quelli che c’erano: 0.\n",
    )
    assert CliRunner().invoke(command, ["needs", "cover"]).exit_code == 0
    assert CliRunner().invoke(command, ["needs", "propose", "--ats", "9"]).exit_code == 2

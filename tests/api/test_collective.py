# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective needs over HTTP: who sees what, and the forms."""

from __future__ import annotations

import csv
import datetime as dt
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner

from welfare_point.api.cli.main import app as command
from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.models import (
    CollectiveNeed,
    CollectiveNeedChange,
    CollectiveNeedRecord,
    NeedRecord,
    ServiceFeedback,
)
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


def came_on(day: dt.date, sessions: sessionmaker[Session]) -> None:
    """Have the only change of state on another day."""
    with sessions.begin() as session:
        change = session.scalars(select(CollectiveNeedChange).filter_by(what="state")).one()
        change.at = dt.datetime.combine(day, dt.time(12), dt.UTC)


@pytest.fixture
def started(client: TestClient, sessions: sessionmaker[Session]) -> dict[str, Any]:
    """The larger need of Bergamo has had its service for forty days; it was asked for before that, and a year ago."""
    need = seen(client, "bergamo")[0]
    send(client, "bergamo", need, "stato", state="started")
    start = TODAY - dt.timedelta(days=40)
    came_on(start, sessions)
    with sessions.begin() as session:
        session.get_one(CollectiveNeed, need["id"]).covering = ("s1",)
        for day, unmet, met in (
            (TODAY - dt.timedelta(days=406), 1, 0),
            (TODAY - dt.timedelta(days=370), 4, 4),
            (start - dt.timedelta(days=40), 18, 2),
        ):
            ask(session, unmet, day=day)
            ask(session, met, day=day, cause=None)
        ask(session, 21, day=TODAY, cause=None, outcome="accepted")
        session.add(ServiceFeedback(service_id="s1", useful=True, day=TODAY, ats="325"))
    found: dict[str, Any] = client.get(f"{API}/{need['id']}", auth=("bergamo", PASSWORD)).json()
    return found


def test_what_a_service_changed_is_told(client: TestClient, started: dict[str, Any]) -> None:
    found = started["evaluation"]
    assert (found["status"], found["since"]) == ("told", "2026-10-14")
    before, season = found["comparisons"]
    assert (before["before"]["unmet"], before["before"]["requests"]) == (18, 20)
    assert (before["after"]["unmet"], before["after"]["requests"], before["after"]["accepted"]) == (7, 28, 21)
    assert before["difference"]["value"] == -65.0  # 25 % less 90 %
    assert before["verdict"] == "less"
    assert (season["before"]["unmet"], season["before"]["requests"]) == (4, 8)
    html, _ = open_page(client, "bergamo", f"{PAGE}/{started['id']}")
    for text in (
        "Il servizio risulta avviato il 14/10/2026",
        "Le richieste restano meno spesso senza risposta.",
        "Gli stessi giorni di un anno prima",
        '<td role="cell">15/10/2025</td><td role="cell">04/09/2026</td><td role="cell">15/10/2026</td>',
        '<td role="cell">50,0\u00a0%</td><td role="cell">90,0\u00a0%</td><td role="cell">25,0\u00a0%</td>',
        '<td role="cell">6,0</td><td role="cell">15,0</td><td role="cell">21,0</td>',
    ):
        assert text in html, text


def test_the_comparison_is_a_file_too(client: TestClient, started: dict[str, Any]) -> None:
    path = f"{PAGE}/{started['id']}/confronto.csv"
    assert path in open_page(client, "bergamo", f"{PAGE}/{started['id']}")[0]
    answer = client.get(path, auth=("bergamo", PASSWORD))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answer.text.splitlines()))
    told = {(row["confronto"], row["misura"]): row for row in rows}
    share = told["Prima e dopo", "Senza risposta, in percentuale"]
    assert (share["prima"], share["dopo"], share["differenza"], share["rapporto"]) == (
        "0.9",
        "0.25",
        "-65.0",
        "",
    )
    assert float(share["minimo"]) < -65 < float(share["massimo"]) < 0
    assert share["esito"] == "Le richieste restano meno spesso senza risposta."
    rate = told["Gli stessi giorni di un anno prima", "Richieste al mese (30 giorni)"]
    assert (rate["prima"], rate["dopo"], rate["rapporto"]) == ("6.0", "21.0", "3.5")


def test_who_sees_no_records_sees_no_comparison(client: TestClient, started: dict[str, Any]) -> None:
    path = f"{PAGE}/{started['id']}/confronto.csv"
    assert client.get(path, auth=("regione", PASSWORD)).status_code == 403
    problem(client.get(path, auth=("milano", PASSWORD)), 404)
    whole = client.get(f"{API}/{started['id']}", auth=("regione", PASSWORD)).json()
    assert "evaluation" not in whole
    assert "cambiato qualcosa" not in client.get(f"{PAGE}/{started['id']}", auth=("regione", PASSWORD)).text


def test_a_need_without_a_service_has_no_comparison(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    need = seen(client, "bergamo")[1]
    assert client.get(f"{API}/{need['id']}", auth=("bergamo", PASSWORD)).json()["evaluation"] is None
    problem(client.get(f"{PAGE}/{need['id']}/confronto.csv", auth=("bergamo", PASSWORD)), 404)
    send(client, "bergamo", need, "stato", state="started")
    came_on(TODAY, sessions)
    html, _ = open_page(client, "bergamo", f"{PAGE}/{need['id']}")
    assert "il confronto si legge dal 21/12/2026" in html
    assert "confronto.csv" not in html
    problem(client.get(f"{PAGE}/{need['id']}/confronto.csv", auth=("bergamo", PASSWORD)), 404)


def test_the_history_speaks_as_people_do(client: TestClient) -> None:
    need = seen(client, "bergamo")[0]
    send(
        client, "bergamo", need, "incarico", responsible="Ufficio", deadline="2026-12-12", notes="Da chiamare"
    )
    need["version"] += 1
    send(client, "bergamo", need, "incarico", responsible="", deadline="", notes="")
    html, _ = open_page(client, "bergamo", f"{PAGE}/{need['id']}")
    history = html[html.index('id="history"') :]
    for text in (
        "Scadenza cambiata (prima: nessuna; dopo: 12/12/2026)",
        "Scadenza cambiata (prima: 12/12/2026; dopo: nessuna)",
        "Responsabile cambiato (prima: nessuno; dopo: Ufficio)",
        "Note cambiate (prima: Da chiamare; dopo: nessuna)",
        "Proposto dal programma (richieste: 7)",
    ):
        assert text in history, text
    assert "2026-12-12" not in history


def test_many_requests_are_on_pages(client: TestClient, sessions: sessionmaker[Session]) -> None:
    need = seen(client, "bergamo")[0]
    with sessions.begin() as session:
        ask(session, 110, day=TODAY)
        member = select(CollectiveNeedRecord.record_id)
        more = select(NeedRecord.id).where(NeedRecord.day == TODAY, NeedRecord.id.not_in(member))
        session.add_all(
            CollectiveNeedRecord(record_id=key, need_id=need["id"]) for key in session.scalars(more)
        )
    pages = {
        number: open_page(client, "bergamo", f"{PAGE}/{need['id']}?pagina={number}")[0]
        for number in (1, 2, 3, 4)
    }
    shown = {number: re.findall(r'name="record" value="([^"]+)"', html) for number, html in pages.items()}
    assert [len(keys) for keys in shown.values()] == [50, 50, 17, 17]
    assert len({key for keys in shown.values() for key in keys}) == 117
    assert "Dalla 51 alla 100, di 117." in pages[2]
    assert "Scegli la richiesta 51 del" in pages[2]
    assert [number for number, html in pages.items() if "Pagina successiva" in html] == [1, 2]
    whole = client.get(f"{API}/{need['id']}", auth=("bergamo", PASSWORD)).json()
    assert len(whole["records"]) == 117
    send(client, "bergamo", need, "dividi", record=shown[3][:2], label="Della terza pagina")
    assert sorted(n["size"] for n in seen(client, "bergamo")) == [2, 6, 115]
    problem(client.get(f"{PAGE}/{need['id']}?pagina=0", auth=("bergamo", PASSWORD)), 422)


def test_the_command_proposes(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELFARE_POINT_HOME", str(tmp_path))
    done = CliRunner().invoke(command, ["needs", "propose", "--ats", "325"])
    assert (done.exit_code, done.output) == (
        0,
        "Nuovi bisogni collettivi: 0. Richieste aggiunte a quelli che c’erano: 0.\n",
    )
    assert CliRunner().invoke(command, ["needs", "cover"]).exit_code == 0
    assert CliRunner().invoke(command, ["needs", "propose", "--ats", "9"]).exit_code == 2

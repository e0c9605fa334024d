# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thumbs and reports of wrong information: who may give them, what is kept, who reads them, what is forgotten."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.chat.rasa import Answer
from welfare_point.catalogue.accounts import Role, create_account
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.models import AccessLog, RecordReport, ServiceFeedback
from welfare_point.catalogue.opinions import forget_opinions
from welfare_point.catalogue.reports import MOST_OPEN, close_report

from .conftest import BERGAMO, MILANO, PASSWORD, PHONE, TODAY, ScriptedAssistant, problem

pytestmark = pytest.mark.usefixtures("catalogue")

ACCOUNTS: dict[str, tuple[Role, str | None]] = {
    "wcm": ("manager", "325"),
    "wcm-milano": ("manager", "321"),
    "redazione": ("editor", "325"),
    "redazione-milano": ("editor", "321"),
    "admin": ("admin", None),
}


@pytest.fixture(autouse=True)
def people(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        for name, (role, ats) in ACCOUNTS.items():
            create_account(session, name, PASSWORD, role, ats)


def shown(
    client: TestClient, assistant: ScriptedAssistant, *services: str, place: str | None = BERGAMO
) -> str:
    """A conversation in which these services were shown."""
    cards = [{"service_id": s, "name": s, "why": [], "warnings": []} for s in services]
    need = {"topic": None, "audience": None, "municipality": place, "unmet": None}
    assistant.answers = [Answer([{"text": "Ecco.", "services": cards}], need=need, tells_need=True)]
    answer = client.post("/api/v1/chat", json={"text": "cerco"}).json()
    return f"/api/v1/conversations/{answer['conversation_id']}"


def judge(client: TestClient, path: str, useful: bool, words: str | None = None, service: str = "s1") -> Any:
    body = {"service_id": service, "useful": useful, "words": words}
    response = client.post(f"{path}/feedback", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def report(
    client: TestClient, path: str, reason: str = "contacts", words: str | None = None
) -> httpx.Response:
    body = {"service_id": "s1", "reason": reason, "words": words}
    response: httpx.Response = client.post(f"{path}/reports", json=body)
    return response


def feedback(sessions: sessionmaker[Session]) -> list[ServiceFeedback]:
    with sessions() as session:
        return list(session.scalars(sa.select(ServiceFeedback).order_by(ServiceFeedback.said)))


def reports(sessions: sessionmaker[Session]) -> list[RecordReport]:
    with sessions() as session:
        return list(session.scalars(sa.select(RecordReport)))


def log_in(client: TestClient, name: str) -> None:
    client.cookies.clear()
    token = token_of(client.get("/dashboard"))
    form = {"username": name, "password": PASSWORD, "token": token}
    assert client.post("/dashboard/login", data=form).status_code == 303


def token_of(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def text_of(page: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


# --- giving


def test_a_thumb_is_kept_without_the_person_and_can_be_changed(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    path = shown(client, assistant, "s1", "s2")
    told = judge(client, path, True, f"mi hanno risposto al {PHONE}")
    assert told == {
        "service_id": "s1",
        "useful": True,
        "words": "mi hanno risposto al [telefono]",
        "messages": [],
    }
    judge(client, path, False, "troppo lontano")
    judge(client, path, True, service="s2")
    [far, other] = sorted(feedback(sessions), key=lambda row: row.service_id)
    assert (far.useful, far.said, far.day) == (False, "troppo lontano", TODAY)
    assert (far.municipality, far.ats) == (BERGAMO, "325")
    assert (other.useful, other.said) == (True, None)
    key = path.rsplit("/", 1)[1].rsplit(".", 1)[0]
    kept = {c.name: getattr(far, c.name) for c in ServiceFeedback.__table__.columns}
    assert key not in str(kept)
    assert set(kept) == {"id", "service_id", "useful", "said", "day", "municipality", "ats"}
    assert client.get(path).json()["feedback"] == {
        "s1": {"useful": False, "words": "troppo lontano"},
        "s2": {"useful": True, "words": None},
    }


def test_two_conversations_count_twice(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    for _ in range(2):
        judge(client, shown(client, assistant, "s1", place=None), True)
    assert [(row.useful, row.ats) for row in feedback(sessions)] == [(True, None)] * 2


@pytest.mark.parametrize(
    "body",
    [
        {"useful": True},
        {"service_id": "s1"},
        {"service_id": "s1", "useful": "forse"},
        {"service_id": "s1", "useful": True, "words": "x" * 501},
        {"service_id": "s1", "useful": True, "day": "2026-01-01"},
        {"service_id": "s2", "useful": True},
        {"service_id": "", "useful": True},
        {"service_id": "s1\x00", "useful": True},
    ],
)
def test_thumbs_that_are_refused(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session], body: dict[str, Any]
) -> None:
    """Among them one on a service of the catalogue that this conversation was not shown."""
    path = shown(client, assistant, "s1")
    problem(client.post(f"{path}/feedback", json=body), 422)
    assert feedback(sessions) == []


@pytest.mark.parametrize("what", ["feedback", "reports"])
def test_nobody_speaks_for_another_conversation(client: TestClient, what: str) -> None:
    body: dict[str, Any] = {"service_id": "s1", "useful": True, "reason": "other"}
    body.pop("reason" if what == "feedback" else "useful")
    problem(client.post(f"/api/v1/conversations/inventata.firma/{what}", json=body), 404)


def test_danger_in_the_words_is_answered_at_once(client: TestClient, assistant: ScriptedAssistant) -> None:
    path = shown(client, assistant, "s1")
    told = judge(client, path, False, "mio marito mi picchia")
    assert told["messages"][0]["kind"] == "safety"
    assert {n["number"] for n in told["messages"][0]["numbers"]} == {"112", "1522"}


def test_erasing_takes_thumbs_and_reports_along(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    mine, other = shown(client, assistant, "s1"), shown(client, assistant, "s1")
    judge(client, mine, False, "ornitorinco")
    judge(client, other, True, "resta")
    assert report(client, mine, "cost", "ornitorinco aperto").status_code == 200
    assert report(client, mine, "hours", "ornitorinco chiuso").status_code == 200
    closed = next(row for row in reports(sessions) if row.reason == "hours")
    with sessions.begin() as session:
        assert close_report(
            session, "s1", closed.id, outcome="corrected", by="editor:x", now=dt.datetime.now(dt.UTC)
        )
    assert client.delete(mine).json()["erased"]["opinions"] == 3
    assert [row.said for row in feedback(sessions)] == ["resta"]
    assert [(row.reason, row.said, row.outcome) for row in reports(sessions)] == [
        ("hours", None, "corrected")
    ]


def test_when_a_conversation_is_old_its_thumbs_stay_and_nothing_leads_back(
    client: TestClient,
    assistant: ScriptedAssistant,
    conversations: Conversations,
    sessions: sessionmaker[Session],
) -> None:
    judge(client, shown(client, assistant, "s1"), True, "utile davvero")
    conversations.purge_before(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert [row.said for row in feedback(sessions)] == ["utile davvero"]


def test_words_are_forgotten_and_counts_stay(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    path = shown(client, assistant, "s1")
    judge(client, path, False, "parole")
    report(client, path, "other", "parole")
    with sessions.begin() as session:
        forget_opinions(session, TODAY)
    assert [row.said for row in feedback(sessions)] == ["parole"]
    with sessions.begin() as session:
        forget_opinions(session, TODAY + dt.timedelta(days=1))
    assert [(row.useful, row.said) for row in feedback(sessions)] == [(False, None)]
    assert [row.said for row in reports(sessions)] == [None]


# --- the manager's page


def test_the_manager_reads_counts_and_words_of_its_own_ats(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    judge(client, shown(client, assistant, "s1"), False, "parole di bergamo <b>")
    judge(client, shown(client, assistant, "s1"), True)
    judge(client, shown(client, assistant, "s1", place=MILANO), False, "parole di milano")
    judge(client, shown(client, assistant, "s1", place=None), False, "parole di nessun luogo")
    judge(client, shown(client, assistant, "s2"), True, service="s2")
    log_in(client, "wcm")
    page = client.get("/osservatorio/pareri")
    assert page.status_code == 200
    text = text_of(page)
    assert "Centro estivo Utile: 1 Non utile: 1 parole di bergamo <b>" in text
    assert text.index("Centro estivo") < text.index("Compiti insieme"), "the least useful first"
    assert "<b>" not in page.text
    assert "milano" not in text.lower() and "nessun luogo" not in text
    problem(client.get("/osservatorio/pareri", params={"ats": "321"}), 403)
    with sessions() as session:
        log = session.scalars(sa.select(AccessLog).where(AccessLog.what == "feedback")).all()
    assert [(line.account, line.filters, line.shown) for line in log] == [("wcm", "ats=325", 1)]
    log_in(client, "admin")
    everything = text_of(client.get("/osservatorio/pareri"))
    assert all(word in everything for word in ("parole di bergamo", "parole di milano", "nessun luogo"))
    assert "parole di bergamo" not in text_of(client.get("/osservatorio/pareri", params={"ats": "321"}))


def test_a_service_that_left_the_catalogue_is_still_listed(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    judge(client, shown(client, assistant, "s-andato"), False, service="s-andato")
    log_in(client, "wcm")
    assert "Servizio non più nel catalogo (s-andato)" in text_of(client.get("/osservatorio/pareri"))


def test_many_services_are_shown_page_by_page(client: TestClient, assistant: ScriptedAssistant) -> None:
    names = [f"s-{n:02}" for n in range(27)]
    path = shown(client, assistant, *names)
    for name in names:
        judge(client, path, True, service=name)
    log_in(client, "wcm")
    pages = [client.get("/osservatorio/pareri", params={"pagina": n}).text for n in (1, 2)]
    seen = [name for page in pages for name in re.findall(r"\((s-\d\d)\)", page)]
    assert sorted(seen) == names
    assert "1 / 2" in pages[0]
    assert "pagina=2" in pages[0]


# --- the editor's side


def test_a_report_reaches_the_editor_of_the_record_and_is_closed(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    path = shown(client, assistant, "s1")
    assert report(client, path, "contacts", f"risponde un altro <b>, non {PHONE}").json()["words"] == (
        "risponde un altro <b>, non [telefono]"
    )
    log_in(client, "redazione")
    listed = client.get("/catalogo")
    assert 'aria-label="1 segnalazione: Centro estivo"' in listed.text
    only = client.get("/catalogo", params={"segnalati": "true"})
    assert re.findall(r'name="id" value="(\w+)"', only.text) == ["s1"]
    record = client.get("/catalogo/servizio", params={"id": "s1"})
    assert "Telefono, e-mail o sito" in text_of(record)
    assert "risponde un altro <b>, non [telefono]" in text_of(record)
    assert "<b>" not in record.text
    [row] = reports(sessions)
    form = {"token": token_of(record), "id": "s1", "report": row.id, "outcome": "corrected"}
    answer = client.post("/catalogo/segnalazione", data=form)
    assert answer.headers["location"] == "/catalogo/servizio?id=s1#segnalazioni"
    after = text_of(client.get("/catalogo/servizio", params={"id": "s1"}))
    assert "Nessuna segnalazione aperta" in after
    assert "Corretto, redazione," in after
    [row] = reports(sessions)
    assert (row.outcome, row.closed_by) == ("corrected", "editor:redazione")
    assert row.closed is not None
    assert "1 segnalazione" not in client.get("/catalogo").text
    client.post("/catalogo/segnalazione", data=form | {"outcome": "not_an_error"})
    assert "era già chiusa" in text_of(client.get("/catalogo"))
    assert reports(sessions)[0].outcome == "corrected"


def test_another_editor_closes_nothing(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    report(client, shown(client, assistant, "s1"))
    [row] = reports(sessions)
    log_in(client, "redazione-milano")
    token = token_of(client.get("/catalogo"))
    form = {"token": token, "id": "s1", "report": row.id, "outcome": "corrected"}
    problem(client.post("/catalogo/segnalazione", data=form), 403)
    client.post(
        "/catalogo/segnalazione", data=form | {"id": "s5"}
    )  # a record of its own, somebody else's report
    problem(client.post("/catalogo/segnalazione", data=form | {"id": "s5", "outcome": "boh"}), 422)
    problem(client.post("/catalogo/segnalazione", data=form | {"token": "x"}), 403)
    assert reports(sessions)[0].closed is None


@pytest.mark.parametrize(
    "body",
    [
        {"service_id": "s1"},
        {"service_id": "s1", "reason": "boh"},
        {"service_id": "s2", "reason": "cost"},
        {"service_id": "s1", "reason": "cost", "words": "x" * 501},
    ],
)
def test_reports_that_are_refused(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session], body: dict[str, Any]
) -> None:
    problem(client.post(f"{shown(client, assistant, 's1')}/reports", json=body), 422)
    assert reports(sessions) == []


def test_one_conversation_does_not_flood_an_editor(
    client: TestClient, assistant: ScriptedAssistant, sessions: sessionmaker[Session]
) -> None:
    path = shown(client, assistant, "s1")
    statuses = [report(client, path, "other", f"numero {n}").status_code for n in range(MOST_OPEN + 2)]
    assert statuses == [200] * MOST_OPEN + [429] * 2
    assert len(reports(sessions)) == MOST_OPEN


# --- the page of a service


def test_a_service_has_a_page_that_says_nothing_of_a_person(client: TestClient, load: Any) -> None:
    load(
        {"service_id": "p1", "name": "Pre-scuola <b>", "phone": "035 555 0100", "email": "a@b.example",
         "url": "https://a.example/x", "address": "Via A 1", "municipality": "Bergamo", "cost": "pagamento",
         "amount": "3.5", "byday": "MO;TU;WE", "opens_at": "07:15", "closes_at": "08:30", "isee_maximum": "20000",
         "service_areas": "prov:BG;ats:321;regione:03;016024", "source": "dimostrazione: inventato"},
    )  # fmt: skip
    page = client.get("/servizi/p1")
    assert page.status_code == 200
    text = text_of(page)
    for said in (
        "Pre-scuola <b>", "Cooperativa Arcobaleno", "Dimostrativo", "Via A 1, Bergamo", "A pagamento · 3,50 €",
        "da lunedì a mercoledì, dalle 7:15 alle 8:30", "per bambini da 6 a 11 anni", "con un ISEE fino a 20.000 €",
        "provincia di Bergamo, ATS della Città Metropolitana di Milano, tutta la Lombardia e Bergamo",
        "01/10/2026",
    ):  # fmt: skip
        assert said in text, said
    assert 'href="tel:0355550100"' in page.text
    assert 'href="mailto:a@b.example"' in page.text
    assert 'href="https://a.example/x"' in page.text
    assert "<b>" not in page.text


def test_a_service_in_two_places_that_is_closed(client: TestClient) -> None:
    assert text_of(client.get("/servizi/s1")).count("Zona") == 2
    assert "non è attivo" in text_of(client.get("/servizi/s4"))
    assert "non è attivo" not in text_of(client.get("/servizi/s1"))


@pytest.mark.parametrize("service_id", ["nessuno", "é🙂", "x" * 200, "%00"])
def test_a_service_without_a_page(client: TestClient, service_id: str) -> None:
    assert client.get(f"/servizi/{service_id}").status_code in (404, 422)

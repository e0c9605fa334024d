# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a service tells: its preview, its quality and its history, whose last change can be undone."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from .conftest import on_one_database
from .editors import (
    EDIT,
    RECORD,
    Load,
    enter,
    form,
    last_change,
    people,
    resend,
    rows,
    send,
    services,
    text_of,
)

__all__ = ["people", "services"]


@on_one_database
def test_the_preview_says_what_the_assistant_would_say_and_saves_nothing(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    answer = send(
        client, EDIT, {"name": "Campus", "row-0-cost": "gratuito", "isee_maximum": "15000"}, "preview"
    )
    said = text_of(answer)
    assert "una persona di Bergamo cerca «Campus e centri estivi», età 8,5" in said
    for sentence in (
        "Copre il tuo Comune",
        "È gratuito",
        "Serve un ISEE fino a",
        "I posti liberi non sono indicati",
    ):
        assert sentence in said
    assert form(answer, EDIT)["name"] == ["Campus"]
    assert rows(sessions)[0].name == "Centro estivo"


@on_one_database
def test_a_service_that_the_assistant_would_not_propose_says_why(client: TestClient) -> None:
    enter(client, "bergamo")
    changes = {"status": "temporarily_closed", "row-0-valid_to": "2026-01-01", "row-1-valid_to": "2026-01-01"}
    said = text_of(send(client, EDIT, changes, "preview"))
    assert "L’assistente non lo propone" in said
    assert "È terminato il 1° gennaio 2026" in said or "terminato" in said
    assert "Chiuso per ora" in said


@on_one_database
def test_a_service_for_firms_is_previewed_for_a_firm(client: TestClient, load: Load) -> None:
    load(
        {
            "service_id": "s9",
            "topics": "imprese--piano-welfare",
            "audience": "impresa",
            "service_areas": "regione:03",
            "minimum_age": "",
            "maximum_age": "",
        }
    )
    enter(client, "admin")
    assert "un’impresa di Milano cerca «Piano di welfare aziendale»" in text_of(
        client.get("/catalogo/servizio?id=s9")
    )


def test_the_history_says_who_when_and_from_what_to_what(client: TestClient) -> None:
    enter(client, "bergamo")
    send(client, EDIT, {"name": "Campus", "row-0-cost": "gratuito", "row-0-municipality": "Milano"})
    said = text_of(client.get(RECORD))
    assert "redazione (bergamo)" in said
    assert "Nome del servizio: prima Centro estivo → dopo Campus" in said
    assert "Sede o orario: Comune della sede: prima Bergamo → dopo Milano" in said
    assert "Sede o orario: Quanto si paga: prima (vuoto) → dopo Gratuito" in said
    assert "tolto" not in said
    assert "importazione di un file Scheda creata" in said
    resend(client, send(client, EDIT, {}, "remove-row-0"), EDIT, {})
    said = text_of(client.get(RECORD))
    assert "Sede o orario tolto Sede o orario: Zone servite: prima Bergamo → dopo (vuoto)" in said


def test_the_last_change_is_undone_and_the_undoing_too(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    before = rows(sessions)
    enter(client, "bergamo")
    assert "/catalogo/annulla" not in client.get(RECORD).text, "a new record has nothing to undo"
    send(client, EDIT, {"name": "Campus", "row-0-address": "Via Nuova"})
    after = rows(sessions)
    client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    assert rows(sessions) == before
    assert "L’ultima modifica è annullata" in text_of(client.get(RECORD))
    assert last_change(sessions)["name"] == ("Campus", "Centro estivo", "editor:bergamo")
    client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    assert rows(sessions) == after


def test_nothing_is_undone_that_was_not_seen(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    send(client, EDIT, {"name": "Campus"})
    seen = form(client.get(RECORD), "/catalogo/annulla")
    send(client, EDIT, {"name": "Campus invernale"})
    client.post("/catalogo/annulla", data=seen)
    assert "un’altra persona ha cambiato" in text_of(client.get(RECORD))
    assert rows(sessions)[0].name == "Campus invernale"
    client.post("/catalogo/annulla", data=seen | {"id": "s2"})
    assert rows(sessions, "s2")[0].name == "Compiti insieme"


def test_the_quality_of_a_record_and_what_it_lacks_are_shown(client: TestClient) -> None:
    enter(client, "bergamo")
    said = text_of(client.get(RECORD))
    assert re.search(r"Qualità della scheda [1-9][0-9] su 100 Che cosa manca [A-Z]", said)
    assert re.search(r"Qualità: [1-9][0-9] su 100", text_of(client.get("/catalogo")))

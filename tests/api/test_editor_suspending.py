# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service is suspended for some days and opened again."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.suspension import Suspension, suspensions

from .conftest import on_one_database, problem
from .editors import EDIT, RECORD, enter, form, people, rows, send, services, text_of

__all__ = ["people", "services"]


def suspended(sessions: sessionmaker[Session]) -> Suspension | None:
    with sessions() as session:
        return suspensions(session, ["s1"]).get("s1")


def rest(client: TestClient, first: str, last: str = "") -> httpx.Response:
    fields = form(client.get(RECORD), "/catalogo/sospendi")
    answer: httpx.Response = client.post(
        "/catalogo/sospendi", data=fields | {"suspended_from": first, "suspended_to": last}
    )
    return answer


def test_a_service_is_suspended_and_opened_again(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    assert "/catalogo/riapri" not in client.get(RECORD).text
    assert rest(client, "2026-11-20", "2026-12-01").headers["location"] == RECORD
    assert suspended(sessions) == Suspension(dt.date(2026, 11, 20), dt.date(2026, 12, 1))
    said = text_of(client.get(RECORD))
    assert "Il servizio è sospeso" in said
    assert "L’assistente non lo propone . Sospeso dal 20/11/2026 al 01/12/2026" in said.replace(
        "propone.", "propone ."
    )
    assert "Sospeso fino al giorno: prima (vuoto) → dopo 01/12/2026" in said
    assert "Sospeso dal 20/11/2026" in text_of(client.get("/catalogo"))
    client.post("/catalogo/riapri", data=form(client.get(RECORD), "/catalogo/riapri"))
    assert suspended(sessions) is None
    assert "di nuovo aperto" in text_of(client.get(RECORD))


def test_a_suspension_is_undone_and_so_is_its_end(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    rest(client, "2026-12-01")
    rest(client, "2026-12-01", "2026-12-24")
    for expected in (None, dt.date(2026, 12, 24)):
        client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
        assert suspended(sessions) == Suspension(dt.date(2026, 12, 1), expected)
    client.post("/catalogo/riapri", data=form(client.get(RECORD), "/catalogo/riapri"))
    client.post("/catalogo/annulla", data=form(client.get(RECORD), "/catalogo/annulla"))
    assert suspended(sessions) == Suspension(dt.date(2026, 12, 1), dt.date(2026, 12, 24))


def test_what_is_closed_for_now_is_opened_again(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    send(client, EDIT, {"status": "temporarily_closed"})
    client.post("/catalogo/riapri", data=form(client.get(RECORD), "/catalogo/riapri"))
    assert [row.status for row in rows(sessions)] == ["active", "active"]


@on_one_database
@pytest.mark.parametrize(
    ("first", "last", "beside", "said"),
    [
        ("", "", "suspended_from", "un valore, perché è obbligatorio"),
        ("domani", "", "suspended_from", "un giorno che esiste"),
        ("2026-12-01", "2026-02-30", "suspended_to", "un giorno che esiste"),
        ("2026-12-02", "2026-12-01", "suspended_to", "non precedente a quello di «Sospeso dal giorno»"),
    ],
)
def test_days_that_are_no_suspension(
    client: TestClient, sessions: sessionmaker[Session], first: str, last: str, beside: str, said: str
) -> None:
    enter(client, "bergamo")
    answer = rest(client, first, last)
    assert answer.status_code == 422
    assert f'id="{beside}-error"' in answer.text
    assert said in text_of(answer)
    fields = form(answer, "/catalogo/sospendi")
    assert (fields["suspended_from"], fields["suspended_to"]) == ([first], [last])
    assert suspended(sessions) is None


def test_nothing_is_suspended_that_another_has_just_changed(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    fields = form(client.get(RECORD), "/catalogo/sospendi") | {"suspended_from": "2026-12-01"}
    send(client, EDIT, {"name": "Campus"})
    client.post("/catalogo/sospendi", data=fields)
    assert "un’altra persona ha cambiato" in text_of(client.get(RECORD))
    assert suspended(sessions) is None


def test_others_do_not_suspend_it(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "milano")
    fields = form(client.get("/catalogo"), "/catalogo/conferma") | {
        "id": "s1",
        "suspended_from": "2026-12-01",
    }
    for path in ("/catalogo/sospendi", "/catalogo/riapri"):
        problem(client.post(path, data=fields), 403)
    assert suspended(sessions) is None

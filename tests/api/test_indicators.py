# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The indicators' page: who sees which values, what an ATS adds, what is refused, the file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.unmet import record_need

from .conftest import BERGAMO, MILANO, PASSWORD
from .test_manager import ACCOUNTS, log_in

PAGE = "/osservatorio/indicatori"
FORM = {
    "ats": "325",
    "name": "Pre-scuola con risposta",
    "kind": "share",
    "direction": "up",
    "target": "72,5",
    "of_state": "met",
    "among_topic": "minori--pre-post-scuola",
}


@pytest.fixture(autouse=True)
def filled(sessions: sessionmaker[Session]) -> None:
    """One account for each role; of the third quarter twelve needs of Bergamo's, eight met; three of Milano's."""
    with sessions.begin() as session:
        for name, (role, ats) in ACCOUNTS.items():
            create_account(session, name, PASSWORD, role, ats)
        for number in range(15):
            record_need(
                session,
                NeedRecord(
                    day=dt.date(2026, 8, 1 + number),
                    topic="minori--pre-post-scuola",
                    municipality=BERGAMO if number < 12 else MILANO,
                    cause=None if number < 8 else "no_service",
                ),
            )


def token_of(client: TestClient) -> str:
    answer = client.get(PAGE)
    found = re.search(r'name="token" value="([^"]+)"', answer.text)
    assert found is not None, answer.text[:3000]
    return found[1]


def rows(client: TestClient, **asked: str) -> dict[tuple[str, str], dict[str, str]]:
    answer = client.get(f"{PAGE}.csv", params=asked)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return {
        (row["indicatore"], row["periodo"]): row
        for row in csv.DictReader(io.StringIO(answer.text, newline=""))
    }


def test_an_ats_adds_one_sees_its_values_and_takes_it_away(client: TestClient) -> None:
    log_in(client, "bergamo")
    answer = client.post(PAGE, data=FORM | {"token": token_of(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?ats=325")
    page = client.get(PAGE).text
    assert "Pre-scuola con risposta" in page
    assert "72,5\u00a0%" in page
    own = rows(client)["Pre-scuola con risposta", "2026-Q3"]
    assert (own["contate"], own["tra"], own["valore"], own["raggiunto"]) == ("8", "12", "0.666667", "no")
    code = own["codice"]
    assert client.post(f"{PAGE}/met/togli", data={"token": token_of(client)}).status_code == 404
    assert client.post(f"{PAGE}/{code}/togli", data={"token": token_of(client)}).status_code == 303
    assert "Pre-scuola con risposta" not in client.get(PAGE).text.replace("L’indicatore", "")


def test_another_ats_has_nothing_of_it(client: TestClient) -> None:
    log_in(client, "bergamo")
    client.post(PAGE, data=FORM | {"token": token_of(client)})
    code = rows(client)["Pre-scuola con risposta", "2026-Q3"]["codice"]
    assert client.post(PAGE, data=FORM | {"ats": "321", "token": token_of(client)}).status_code == 403
    log_in(client, "milano")
    assert ("Pre-scuola con risposta", "2026-Q3") not in rows(client)
    assert client.post(f"{PAGE}/{code}/togli", data={"token": token_of(client)}).status_code == 404
    assert client.get(PAGE, params={"ats": "325"}).status_code == 403
    log_in(client, "admin")
    assert ("Pre-scuola con risposta", "2026-Q3") in rows(client, ats="325")
    assert ("Pre-scuola con risposta", "2026-Q3") not in rows(client)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Manca il nome"),
        ({"name": "x" * 201}, "Manca il nome"),
        ({"kind": "exec"}, "Scegli che cosa si calcola"),
        ({"of_state": ""}, "serve almeno una condizione"),
        ({"of_state": "forse"}, "non può avere questo valore"),
        ({"target": "molti"}, "Il traguardo è un numero"),
        ({"target": "101"}, "Il traguardo è un numero"),
        ({"target": "nan"}, "Il traguardo è un numero"),
        ({"direction": "su"}, "Scegli se va meglio"),
        ({"kind": "count"}, "serve solo per una quota"),
        ({"step": "closed"}, "Il passo serve"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    client: TestClient, changed: dict[str, str], sentence: str
) -> None:
    log_in(client, "bergamo")
    answer = client.post(PAGE, data=FORM | changed | {"token": token_of(client)})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="minori--pre-post-scuola" selected' in answer.text
    assert client.get(f"{PAGE}.csv").text.count("Pre-scuola con risposta") == 0


@pytest.mark.parametrize(("typed", "kept"), [("1.200", "1200"), ("1,5", "1.5"), ("1.5", "1.5"), ("", "")])
def test_targets_are_read_as_italians_write_them(client: TestClient, typed: str, kept: str) -> None:
    log_in(client, "bergamo")
    form = FORM | {"kind": "count", "among_topic": "", "target": typed, "token": token_of(client)}
    assert client.post(PAGE, data=form).status_code == 303
    assert rows(client)["Pre-scuola con risposta", "2026-Q3"]["traguardo"] == kept


def test_a_name_is_no_formula_of_a_spreadsheet(client: TestClient) -> None:
    log_in(client, "bergamo")
    client.post(PAGE, data=FORM | {"name": "=1+1", "token": token_of(client)})
    assert ("'=1+1", "2026-Q3") in rows(client)


def test_the_region_sees_no_small_figure(client: TestClient) -> None:
    name = "Richieste con risposta"
    log_in(client, "regione")
    whole = rows(client)[name, "2026-Q3"]
    assert (whole["contate"], whole["tra"], whole["non_mostrato"]) == ("", "", "sì")
    client.cookies.clear()
    log_in(client, "admin")
    whole = rows(client)[name, "2026-Q3"]
    assert (whole["contate"], whole["tra"], whole["non_mostrato"]) == ("8", "15", "no")


def test_the_region_adds_nothing(client: TestClient) -> None:
    log_in(client, "regione")
    page = client.get(PAGE, params={"ats": "325"}).text
    assert "Aggiungi un indicatore" not in page
    assert client.post(PAGE, data=FORM | {"token": token_of(client)}).status_code == 403


@pytest.mark.parametrize("asked", [{"ats": "999"}, {"grain": "week"}])
def test_odd_addresses(client: TestClient, asked: dict[str, str]) -> None:
    log_in(client, "admin")
    assert client.get(PAGE, params=asked).status_code == 422

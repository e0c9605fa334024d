# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An editor adds a service: what is written, whose it is, and what is said of mistakes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.offers import all_offers

from .conftest import TODAY, on_one_database, problem
from .editors import enter, form, people, rows, send, services, text_of

__all__ = ["people", "services"]

NEW = {
    "organization_choice": "o2",
    "name": "Grest del quartiere",
    "description": "Giochi\r\n<script>alert(1)</script>",
    "topics": ["minori--chiusure-scolastiche", "minori--laboratori"],
    "audience": "persona",
    "minimum_age": "3,5",
    "row-0-service_areas": "Bergamo; Seriate",
    "row-0-municipality": "seriate",
    "row-0-byday": ["MO", "TU"],
    "row-0-opens_at": "08:00",
}


def test_a_service_is_added(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    answer = send(client, "/catalogo/nuovo", NEW)
    assert answer.status_code == 303, text_of(answer)
    with sessions() as session:
        added = next(o for o in all_offers(session) if o.name == NEW["name"])
    assert added.organization_name == "Altra"
    assert added.service_areas == ("016024", "016198")
    assert (added.municipality, added.minimum_age, added.byday) == ("016198", 3.5, ("MO", "TU"))
    assert added.opens_at == dt.time(8)
    assert added.description == "Giochi\n<script>alert(1)</script>"
    assert added.assured_date is None
    page = client.get(answer.headers["location"])
    assert "Il servizio è nel catalogo" in text_of(page)
    assert "<script>alert" not in page.text


def test_a_service_of_a_new_organization_verified_today(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    organization = {
        "organization_choice": "",
        "organization_id": "o9",
        "organization_name": "Associazione Nuova",
        "organization_type": "no_profit",
        "assured": "true",
    }
    assert send(client, "/catalogo/nuovo", NEW | organization).status_code == 303
    with sessions() as session:
        added = next(o for o in all_offers(session) if o.name == NEW["name"])
    assert (added.organization_id, added.organization_type) == ("o9", "no_profit")
    assert (added.assured_date, added.assured_by) == (TODAY, "ATS di Bergamo")


def test_an_organization_that_is_there_is_not_renamed(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    organization = {"organization_choice": "", "organization_id": "o1", "organization_name": "Altro nome"}
    assert send(client, "/catalogo/nuovo", NEW | organization).status_code == 303
    assert rows(sessions)[0].organization_name == "Cooperativa Arcobaleno"


def test_an_editor_of_an_organization_adds_only_for_it(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "arcobaleno")
    assert send(client, "/catalogo/nuovo", NEW | {"organization_id": "o2"}).status_code == 303
    with sessions() as session:
        added = next(o for o in all_offers(session) if o.name == NEW["name"])
    assert added.organization_id == "o1"


def test_a_service_outside_ones_own_ats_is_not_added(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "milano")
    answer = send(client, "/catalogo/nuovo", NEW)
    assert answer.status_code == 422
    assert "nel proprio territorio" in text_of(answer)
    with sessions() as session:
        assert NEW["name"] not in {o.name for o in all_offers(session)}


@on_one_database
def test_every_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    wrong: dict[str, Any] = {
        "organization_choice": "",
        "name": "",
        "topics": [],
        "audience": "",
        "minimum_age": "sei",
        "maximum_age": "131",
        "isee_maximum": "20.000,00",
        "row-0-service_areas": "Bergamo; Gotham",
        "row-0-municipality": '"><script>alert(1)</script>',
        "row-0-email": "info chiocciola example.org",
        "row-0-valid_from": "2026-06-30",
        "row-0-valid_to": "2026-06-01",
        "row-0-capacity_available": "9",
        "row-0-capacity_maximum": "8",
        "row-0-delivery": ["online", "piccione"],
    }
    answer = send(client, "/catalogo/nuovo", NEW | wrong)
    assert answer.status_code == 422
    for name in (*wrong, "organization_id", "organization_name"):
        if name in ("row-0-valid_from", "row-0-capacity_maximum", "organization_choice"):
            continue
        assert f'id="{name}-error"' in answer.text, name
        assert f'href="#{name}"' in answer.text, name
        assert f'id="{name}"' in answer.text, name
    again = form(answer, "/catalogo/nuovo")
    for name, value in (NEW | wrong).items():
        if name in ("topics", "row-0-delivery", "description", "row-0-byday"):
            continue
        assert again[name] == [value], name
    assert again["row-0-byday"] == ["MO", "TU"]
    assert "<script>alert" not in answer.text
    said = text_of(answer)
    assert "un giorno non precedente a quello di «Dal giorno», che è" in said
    assert "valid_from" not in said
    with sessions() as session:
        assert len({o.service_id for o in all_offers(session)}) == 3


def test_a_form_that_is_too_long_or_odd_is_refused_with_words(client: TestClient) -> None:
    enter(client, "bergamo")
    answer = send(client, "/catalogo/nuovo", NEW | {"description": "x" * 140_000})
    assert answer.status_code == 422
    assert "al massimo 131072 caratteri" in text_of(answer)
    nul = send(client, "/catalogo/nuovo", NEW | {"name": "a\0b"})
    assert nul.status_code == 422
    assert 'id="name-error"' in nul.text
    problem(send(client, "/catalogo/nuovo", NEW | {"description": "x" * 300_000}), 413)


@on_one_database
@pytest.mark.parametrize("count", ["0", "-1", "due", "9" * 40, "²"])
def test_odd_numbers_of_rows(client: TestClient, count: str) -> None:
    enter(client, "bergamo")
    assert send(client, "/catalogo/nuovo", NEW | {"rows": count}, "preview").status_code in (200, 422)

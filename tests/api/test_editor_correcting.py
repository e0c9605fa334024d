# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An editor corrects a service, alone or while another person does, and nothing is lost."""

from __future__ import annotations

import pytest
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


# --- alone


def test_opening_and_saving_changes_nothing(client: TestClient, sessions: sessionmaker[Session]) -> None:
    before = rows(sessions)
    enter(client, "bergamo")
    answer = send(client, EDIT, {})
    assert answer.headers["location"] == RECORD
    assert "era già così" in text_of(client.get(RECORD))
    assert rows(sessions) == before


def test_a_service_and_one_of_its_rows_are_corrected(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "arcobaleno")
    assert send(client, EDIT, {"name": "Campus", "row-1-phone": "02 555 0101"}).status_code == 303
    first, second = rows(sessions)
    assert (first.name, second.name) == ("Campus", "Campus")
    assert (first.phone, second.phone) == ("035 555 0100", "02 555 0101")
    assert last_change(sessions) == {
        "name": ("Centro estivo", "Campus", "editor:arcobaleno"),
        "phone": ("", "02 555 0101", "editor:arcobaleno"),
    }


def test_rows_are_added_and_removed_without_javascript(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    longer = send(client, EDIT, {"name": "Campus"}, "add-row")
    assert longer.status_code == 200
    fields = form(longer, EDIT)
    assert (fields["rows"], fields["name"], fields["row-2-address"]) == (["3"], ["Campus"], [""])
    assert [row.name for row in rows(sessions)] == ["Centro estivo"] * 2, "nothing is saved yet"
    shorter = resend(client, longer, EDIT, {"row-2-address": "Via C 3"}, "remove-row-0")
    assert form(shorter, EDIT)["rows"] == ["2"]
    assert resend(client, shorter, EDIT, {}).status_code == 303
    assert [row.address for row in rows(sessions)] == ["Via B 2", "Via C 3"]
    only = send(client, EDIT, {}, "remove-row-1")
    assert form(resend(client, only, EDIT, {}, "remove-row-0"), EDIT)["rows"] == ["1"], "one row stays"


def test_a_service_may_not_be_moved_away(client: TestClient, sessions: sessionmaker[Session]) -> None:
    enter(client, "bergamo")
    path = "/catalogo/modifica?id=s2"
    answer = send(client, path, {"row-0-service_areas": "Milano"})
    assert answer.status_code == 422
    assert rows(sessions, "s2")[0].service_areas == ("016024",)


def test_who_corrects_does_not_change_whose_it_is(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    send(
        client,
        EDIT,
        {"organization_id": "o2", "organization_choice": "o2", "service_id": "s3", "name": "Campus"},
    )
    assert rows(sessions)[0].organization_id == "o1"
    assert rows(sessions, "s3")[0].name == "Estate a Milano"


# --- two people at once


def test_the_second_person_is_told_sees_both_values_and_loses_nothing(
    client: TestClient, sessions: sessionmaker[Session], load: Load
) -> None:
    enter(client, "bergamo")
    opened = client.get(EDIT)
    send(client, EDIT, {"name": "Nome di Anna", "description": "Di Anna", "row-0-phone": "1"})
    answer = resend(client, opened, EDIT, {"name": "Nome di Bruno", "row-1-phone": "2"})
    assert answer.status_code == 409
    said = text_of(answer)
    assert "un’altra persona ha cambiato questa scheda" in said
    assert "Ora nel catalogo: Nome di Anna" in said
    fields = form(answer, EDIT)
    assert fields["name"] == ["Nome di Bruno"], "what was typed is kept"
    assert fields["description"] == ["Di Anna"], "what only the other changed is taken over"
    assert (fields["row-0-phone"], fields["row-1-phone"]) == (["1"], ["2"])
    assert rows(sessions)[0].name == "Nome di Anna", "nothing is saved before the person has seen it"
    assert resend(client, answer, EDIT, {}).status_code == 303
    first, second = rows(sessions)
    assert (first.name, first.description, first.phone, second.phone) == (
        "Nome di Bruno",
        "Di Anna",
        "1",
        "2",
    )


def test_when_rows_were_added_meanwhile_all_are_shown(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    enter(client, "bergamo")
    opened = client.get(EDIT)
    resend(client, send(client, EDIT, {}, "remove-row-0"), EDIT, {"row-0-address": "Via di Anna"})
    answer = resend(client, opened, EDIT, {"row-0-address": "Via di Bruno"})
    assert answer.status_code == 409
    assert "Via di Anna" in text_of(answer)
    assert form(answer, EDIT)["row-0-address"] == ["Via di Bruno"]


@on_one_database
@pytest.mark.parametrize("base", ["", "x", "[]", "{}", "[1]", "[" * 50_000, '[{"name": 1}]'])
def test_a_form_without_its_beginning_shows_every_difference(
    client: TestClient, sessions: sessionmaker[Session], base: str
) -> None:
    enter(client, "bergamo")
    opened = client.get(EDIT)
    send(client, EDIT, {"name": "Nome di Anna"})
    answer = resend(client, opened, EDIT, {"name": "Nome di Bruno", "base": base})
    assert answer.status_code == 409
    assert "Ora nel catalogo: Nome di Anna" in text_of(answer)
    assert form(answer, EDIT)["name"] == ["Nome di Bruno"]


def test_an_import_meanwhile_counts_as_another_person(client: TestClient, load: Load) -> None:
    enter(client, "bergamo")
    path = "/catalogo/modifica?id=s2"
    opened = client.get(path)
    load({"service_id": "s2", "name": "Importato", "organization_id": "o2", "organization_name": "Altra"})
    assert resend(client, opened, path, {"name": "Corretto"}).status_code == 409

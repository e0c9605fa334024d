# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the open directory says of how far a record can be trusted."""

from __future__ import annotations

import datetime as dt
import io

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.exchange.csv_import import parse_catalogue
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.suspension import Suspension, suspend

from .conftest import csv_of, problem


def _import(sessions: sessionmaker[Session], by: str, **cells: str) -> None:
    offers, errors = parse_catalogue(io.BytesIO(csv_of({"service_id": "s", **cells})))
    assert errors == []
    with sessions.begin() as session:
        import_services(session, offers, updated_by=by)


def test_a_service_tells_its_quality_apart_from_its_last_change(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    _import(
        sessions, "import", assured_date="2020-01-01", capacity_available="3", capacity_updated="2020-01-01"
    )
    for found in (
        client.get("/api/v1/services").json()["contents"][0],
        client.get("/api/v1/services", params={"full": "true"}).json()["contents"][0],
        client.get("/api/v1/services/s").json(),
    ):
        assert found["assured_date"] == "2020-01-01" and found["last_modified"][:4] != "2020"
        told = found["quality"]
        assert 0 < told["score"] < 1 and told["stale"] and told["capacity_expired"]
        assert told["assured_days"] > 365 and "assured_date" in told["missing"]
        assert set(told["parts"]) == {
            "completeness",
            "verification",
            "contact",
            "eligibility",
            "schedule",
            "capacity",
        }
        assert "suspended_from" not in found


def test_a_suspension_is_told(client: TestClient, sessions: sessionmaker[Session]) -> None:
    _import(sessions, "import")
    with sessions.begin() as session:
        suspend(
            session, ["s"], Suspension(dt.date(2026, 8, 1), dt.date(2026, 8, 31)), updated_by="editor:ada"
        )
    found = client.get("/api/v1/services/s").json()
    assert (found["suspended_from"], found["suspended_to"]) == ("2026-08-01", "2026-08-31")


def test_the_history_has_values_and_kinds_but_nobody(
    client: TestClient, sessions: sessionmaker[Session]
) -> None:
    _import(sessions, "import", name="Prima", phone="035 000001")
    _import(sessions, "editor:ada.lovelace", name="Dopo", phone="035 000002", assured_by="Ada")
    answer = client.get("/api/v1/services/s/history")
    last, first = answer.json()
    assert (last["updated_by"], first["updated_by"]) == ("editor", "import")
    names = [c for c in last["changes"] if c["field_name"] == "name"]
    assert [(c["previous_value"], c["replacement_value"]) for c in names] == [("Prima", "Dopo")]
    assert {c["field_name"] for c in last["changes"]} >= {"phone", "assured_by"}
    assert not any(person in answer.text for person in ("lovelace", "035 00000", "Ada"))


def test_a_service_that_does_not_exist_has_no_history(client: TestClient) -> None:
    assert "«nessuno»" in problem(client.get("/api/v1/services/nessuno/history"), 404)["detail"]

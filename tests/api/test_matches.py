# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``POST /api/v1/matches``: the form of the answer and of the refusals. What matches is the engine's matter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .conftest import BERGAMO, MILANO, ROMA, on_one_database, problem

MATCHES = "/api/v1/matches"
NEED = {"topic": "minori--chiusure-scolastiche", "audience": "persona", "municipality": BERGAMO}
CRITERIA = [
    "topic", "audience", "service_area", "age", "eligibility", "schedule", "capacity", "cost", "freshness",
]  # fmt: skip

pytestmark = pytest.mark.usefixtures("catalogue")


def ask(client: TestClient, **values: Any) -> dict[str, Any]:
    response = client.post(MATCHES, json=NEED | values)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def refused(client: TestClient, body: Any) -> dict[str, Any]:
    # Not through the client's encoder, which refuses NaN.
    content = json.dumps(body).encode()
    return problem(client.post(MATCHES, content=content, headers={"content-type": "application/json"}), 422)


def test_a_match_in_the_form_of_the_contract(client: TestClient) -> None:
    found = ask(client, ages=[7], periods=["estate"])
    assert set(found) == {"matches", "near_misses", "unmet"}
    [match] = found["matches"]
    assert set(match) == {"service_id", "name", "score", "distance_km", "criteria"}
    assert (match["service_id"], match["name"]) == ("s1", "Centro estivo")
    assert 0 < match["score"] <= 1
    assert [criterion["name"] for criterion in match["criteria"]] == CRITERIA
    assert {criterion["outcome"] for criterion in match["criteria"]} <= {"met", "unknown"}
    assert all(criterion["detail"] for criterion in match["criteria"])
    assert found["unmet"] is None


def test_near_misses_say_what_fails(client: TestClient) -> None:
    found = ask(client, ages=[14], periods=["estate"])
    assert found["matches"] == []
    assert found["unmet"] == {"cause": "age"}
    near = {miss["service_id"]: miss for miss in found["near_misses"]}
    assert near["s1"]["failed"] == ["age"]
    assert near["s1"]["detail"]


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ({"topic": "anziani--centro-diurno"}, "no_service"),
        ({"topic": "minori--supporto-compiti", "municipality": MILANO}, "out_of_area"),
        ({"audience": "impresa"}, "audience"),
    ],
)
def test_causes(client: TestClient, values: dict[str, Any], cause: str) -> None:
    found = ask(client, **values)
    assert (found["matches"], found["unmet"]) == ([], {"cause": cause})


def test_the_same_request_gives_the_same_answer(client: TestClient) -> None:
    assert ask(client, ages=[7]) == ask(client, ages=[7])


def test_limit(client: TestClient) -> None:
    assert len(ask(client, limit=1)["matches"]) == 1
    assert len(ask(client, limit=10_000)["matches"]) >= 1


def test_everything_that_may_be_asked(client: TestClient) -> None:
    ask(
        client, ages=[6, 7.5], periods=["estate", "natale"], date_from="2027-07-01", date_to="2027-07-01",
        time_from="07:30", time_to="18:00:00", days=["MO", "SU"], isee=0, disability=False,
        employer_adherent=True, company_size=0, sector="artigianato", free_only=True, as_of="2027-01-01",
        limit=3,
    )  # fmt: skip


def test_null_is_as_left_out(client: TestClient) -> None:
    fields = (
        "date_from", "date_to", "time_from", "time_to", "isee", "disability", "employer_adherent",
        "company_size", "sector", "as_of",
    )  # fmt: skip
    assert ask(client, **dict.fromkeys(fields)) == ask(client)


@on_one_database
@pytest.mark.parametrize("missing", list(NEED))
@pytest.mark.parametrize("left_out", [True, False])
def test_what_is_required(client: TestClient, missing: str, left_out: bool) -> None:
    body: dict[str, Any] = NEED | {missing: None}
    if left_out:
        del body[missing]
    document = refused(client, body)
    assert [error["field"] for error in document["errors"]] == [missing]
    assert missing in document["detail"]


@on_one_database
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("topic", "minori--inesistente"),
        ("topic", ""),
        ("topic", "x" * 20_000),
        ("topic", "\x00"),
        ("topic", ["minori--chiusure-scolastiche"]),
        ("topic", 1),
        ("audience", "tutti"),
        ("audience", "entrambi"),
        ("audience", ""),
        ("municipality", ROMA),
        ("municipality", "16024"),
        ("municipality", 16024),
        ("municipality", "Bergamo"),
        ("municipality", " 016024"),
        ("municipality", "０１６０２４"),
        ("municipality", ""),
        ("municipality", None),
        ("ages", [-1]),
        ("ages", [131]),
        ("ages", [7, "otto"]),
        ("ages", [None]),
        ("ages", 7),
        ("ages", "7"),
        ("ages", None),
        ("ages", [float("nan")]),
        ("ages", [float("inf")]),
        ("ages", [7] * 21),
        ("periods", ["inverno"]),
        ("periods", "estate"),
        ("date_from", "2026-02-30"),
        ("date_from", "30/06/2027"),
        ("date_from", "domani"),
        ("date_from", ""),
        ("date_from", 20270701),
        ("date_from", 1.5),
        ("date_from", True),
        ("date_to", "2027-13-01"),
        ("date_to", [2027, 7, 1]),
        ("time_from", "25:00"),
        ("time_from", "7 e mezza"),
        ("time_from", 730),
        ("time_to", -1),
        ("time_to", {"hour": 7}),
        ("days", ["LU"]),
        ("days", "MO"),
        ("isee", -1),
        ("isee", "diecimila"),
        ("isee", float("nan")),
        ("isee", float("inf")),
        ("disability", "forse"),
        ("disability", 7),
        ("employer_adherent", []),
        ("company_size", -1),
        ("company_size", 1.5),
        ("company_size", float("nan")),
        ("sector", 5),
        ("sector", "x" * 101),
        ("free_only", None),
        ("free_only", "gratis"),
        ("as_of", "2026-02-29"),
        ("as_of", 0),
        ("limit", 0),
        ("limit", -5),
        ("limit", 10**30),
        ("limit", "tutti"),
        ("limit", None),
        ("age", [7]),
        ("comune", BERGAMO),
    ],
)
def test_values_that_are_refused(client: TestClient, field: str, value: Any) -> None:
    document = refused(client, NEED | {field: value})
    if "errors" in document:
        assert all(error["field"].split(".")[0] == field for error in document["errors"])


@on_one_database
def test_refusals_say_what_is_wrong(client: TestClient) -> None:
    assert ROMA in refused(client, NEED | {"municipality": ROMA})["detail"]
    assert "minori--x" in refused(client, NEED | {"topic": "minori--x"})["detail"]
    assert "date_from" in refused(client, NEED | {"date_from": "2026-02-30"})["detail"]
    assert "ages.1" in refused(client, NEED | {"ages": [7, -1]})["detail"]


@on_one_database
def test_the_last_day_is_not_before_the_first(client: TestClient) -> None:
    document = refused(client, NEED | {"date_from": "2027-07-02", "date_to": "2027-07-01"})
    assert "2027-07-01" in document["detail"]


@on_one_database
@pytest.mark.parametrize("body", [[], [NEED], "ciao", 5, None, True, {}])
def test_bodies_that_are_refused(client: TestClient, body: Any) -> None:
    refused(client, body)


@pytest.mark.parametrize(
    "values",
    [
        {"company_size": 10**30},
        {"isee": 1e308},
        {"date_from": "0001-01-01", "date_to": "9999-12-31"},
        {"as_of": "0001-01-01"},
        {"as_of": "9999-12-31"},
        {"time_from": "23:00", "time_to": "01:00"},
        {"time_from": "07:30:00+02:00"},
        {"sector": "\x00 🙂"},
        {"days": ["MO"] * 500},
        {"periods": ["estate"] * 500},
        {"ages": [0, 130]},
    ],
)
def test_odd_but_possible_values_are_answered(client: TestClient, values: dict[str, Any]) -> None:
    ask(client, **values)

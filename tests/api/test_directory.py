# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The open directory (HSDS): lists, pages, filters, single records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .conftest import BERGAMO, MILANO, ROMA, ScriptedReader, on_one_database, problem

LISTS = ["services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"]
PAGE = {
    "total_items",
    "total_pages",
    "page_number",
    "size",
    "first_page",
    "last_page",
    "empty",
    "contents",
}

pytestmark = pytest.mark.usefixtures("catalogue")


def page(client: TestClient, what: str, **query: Any) -> dict[str, Any]:
    response = client.get(f"/api/v1/{what}", params=query)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def ids(client: TestClient, what: str = "services", **query: Any) -> list[str]:
    return [item["id"] for item in page(client, what, **query)["contents"]]


@pytest.mark.parametrize("what", LISTS)
def test_lists_are_pages_of_hsds(client: TestClient, what: str) -> None:
    found = page(client, what)
    assert set(found) == PAGE
    assert found["total_items"] == len(found["contents"]) > 0
    assert (found["page_number"], found["total_pages"]) == (1, 1)
    assert (found["first_page"], found["last_page"], found["empty"]) == (True, True, False)
    assert all(item["id"] for item in found["contents"])


@pytest.mark.parametrize("what", ["services", "service_at_locations", "taxonomy_terms"])
def test_pages_show_everything_once_and_in_the_same_order(client: TestClient, what: str) -> None:
    whole = ids(client, what, per_page=500)
    pages = [page(client, what, page=n, per_page=2) for n in range(1, len(whole) // 2 + 2)]
    assert [item["id"] for p in pages for item in p["contents"]] == whole
    assert {(p["total_items"], p["total_pages"]) for p in pages} == {(len(whole), -(-len(whole) // 2))}
    assert [p["first_page"] for p in pages] == [True] + [False] * (len(pages) - 1)
    last = -(-len(whole) // 2)
    assert [p["last_page"] for p in pages] == [p["page_number"] >= last for p in pages]


def test_a_page_after_the_last_is_empty(client: TestClient) -> None:
    found = page(client, "services", page=99)
    assert (found["contents"], found["empty"], found["last_page"]) == ([], True, True)
    assert found["total_items"] == 4


@pytest.mark.parametrize("what", ["services", "service_at_locations", "organizations", "taxonomy_terms"])
@pytest.mark.parametrize(
    "query",
    [{"page": 0}, {"page": -1}, {"page": "due"}, {"page": 10**20}, {"per_page": 0}, {"per_page": 501}],
)
def test_pages_that_are_refused(client: TestClient, what: str, query: dict[str, Any]) -> None:
    problem(client.get(f"/api/v1/{what}", params=query), 422)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["s1", "s2", "s3", "s5"]),
        ({"status": "temporarily_closed"}, ["s4"]),
        ({"status": "defunct"}, []),
        ({"topic": "minori--chiusure-scolastiche"}, ["s1", "s5"]),
        ({"topic": "anziani--centro-diurno"}, []),
        ({"municipality": BERGAMO}, ["s1", "s2", "s3"]),
        ({"municipality": "016001"}, ["s1", "s3"]),
        ({"municipality": MILANO}, ["s3", "s5"]),
        ({"audience": "impresa"}, ["s3"]),
        ({"audience": "persona"}, ["s1", "s2", "s5"]),
        ({"organization_id": "o2"}, ["s3"]),
        ({"organization_id": "nessuna"}, []),
        ({"text": "ESTIVO"}, ["s1", "s5"]),  # in the name of one, in the topic of the other
        ({"text": "laboratori"}, ["s2", "s1", "s3", "s5"]),  # in all; s2 says more of itself
        ({"text": "100%"}, ["s3"]),
        ({"text": "%"}, ["s3"]),
        ({"text": "_"}, []),
        ({"text": "' OR 1=1 --"}, []),
        ({"text": "🙂"}, []),
        ({"topic": "minori--chiusure-scolastiche", "municipality": MILANO, "text": "estate"}, ["s5"]),
    ],
)
def test_filters(client: TestClient, query: dict[str, str], expected: list[str]) -> None:
    found = page(client, "services", **query)
    assert [item["id"] for item in found["contents"]] == expected
    assert found["total_items"] == len(expected)


def test_with_a_text_the_best_come_first(client: TestClient) -> None:
    said = "compiti campus"  # the first word is what is looked for
    best = ids(client, text=said)
    assert best == ["s2", "s1", "s5"]
    assert [one for n in (1, 2, 3) for one in ids(client, text=said, per_page=1, page=n)] == best
    rows = page(client, "service_at_locations", text=said)["contents"]
    assert list(dict.fromkeys(row["service_id"] for row in rows)) == best


def test_what_the_assistant_hears_in_a_text_is_found(client: TestClient, reader: ScriptedReader) -> None:
    said = "uno che mi spieghi le divisioni"
    assert page(client, "services", search=said)["contents"] == []
    reader.heard = {"minori--supporto-compiti": 0.9}
    assert [item["id"] for item in page(client, "services", search=said)["contents"]] == ["s2"]


@pytest.mark.parametrize(
    "query",
    [
        {"topic": "minori--inesistente"},
        {"municipality": ROMA},
        {"municipality": "Bergamo"},
        {"audience": "tutti"},
        {"status": "chiuso"},
        {"text": "x" * 201},
    ],
)
def test_filters_that_are_refused(client: TestClient, query: dict[str, str]) -> None:
    problem(client.get("/api/v1/services", params=query), 422)


def test_a_service_with_its_places(client: TestClient) -> None:
    told = client.get("/api/v1/services/s1").json()
    assert (told["id"], told["name"], told["status"]) == ("s1", "Centro estivo", "active")
    assert (told["minimum_age"], told["maximum_age"]) == (6, 11)
    assert told["organization"]["id"] == "o1"
    assert [a["taxonomy_term"]["code"] for a in told["attributes"]] == ["minori--chiusure-scolastiche"]
    first, second = told["service_at_locations"]
    assert [(a["code"], a["name"]) for a in first["service_areas"]] == [(BERGAMO, "Bergamo")]
    assert [(a["code"], a["name"]) for a in second["service_areas"]] == [("prov:BG", "Provincia di Bergamo")]
    assert second["location"]["name"] == "Seconda sede"
    assert first["schedules"][0]["calendar_scope"] == ["estate"]
    assert told in page(client, "services", full="true")["contents"]
    [short] = [item for item in page(client, "services")["contents"] if item["id"] == "s1"]
    assert short == {key: told[key] for key in short}
    assert not [key for key, value in short.items() if isinstance(value, list)]


def test_hsds_writes_a_closed_service_with_a_space(client: TestClient) -> None:
    assert client.get("/api/v1/services/s4").json()["status"] == "temporarily closed"


def test_ids_of_places_are_those_of_the_list(client: TestClient) -> None:
    listed = page(client, "service_at_locations", full="true")["contents"]
    listed = [{key: value for key, value in row.items() if key != "service"} for row in listed]
    of_s1 = client.get("/api/v1/services/s1").json()["service_at_locations"]
    assert [row for row in listed if row["service_id"] == "s1"] == of_s1
    assert len({row["id"] for row in listed}) == len(listed) == 5
    every = page(client, "service_at_locations", status="any")["contents"]
    assert len({row["id"] for row in every}) == len(every) == 6
    assert {row["id"] for row in every} > {row["id"] for row in listed}


@pytest.mark.parametrize("service_id", ["s9", "S1", "s1 ", "%20", "' OR 1=1", "../organizations", "🙂"])
def test_a_service_that_does_not_exist(client: TestClient, service_id: str) -> None:
    problem(client.get(f"/api/v1/services/{service_id.replace('../', '..%2f')}"), 404)


def test_ids_may_hold_any_sign(client: TestClient, load: Callable[..., None]) -> None:
    load({"service_id": "campus é 100%?#", "name": "Strano"})
    found = client.get("/api/v1/services/campus%20%C3%A9%20100%25%3F%23")
    assert found.json()["name"] == "Strano"


def test_the_taxonomy_is_that_of_the_needs(client: TestClient) -> None:
    [taxonomy] = page(client, "taxonomies")["contents"]
    terms = page(client, "taxonomy_terms")["contents"]
    assert {term["taxonomy"] for term in terms} == {taxonomy["id"]}
    codes = [term["code"] for term in terms]
    assert "minori--chiusure-scolastiche" in codes
    assert len(set(codes)) == len(codes) == 26


def test_organizations(client: TestClient) -> None:
    assert ids(client, "organizations") == ["o1", "o2"]


TIMED = (
    {"service_id": "grest", "calendar_scope": "estate", "byday": "MO;TU;WE;TH;FR", "cost": "pagamento"},
    {"service_id": "doposcuola", "calendar_scope": "scuola", "byday": "MO;WE", "opens_at": "16:30"},
    {"service_id": "luglio", "calendar_scope": "", "valid_from": "2026-07-01", "valid_to": "2026-07-31"},
    {"service_id": "sempre", "calendar_scope": "tutto-anno", "cost": "gratuito", "maximum_age": ""},
    {"service_id": "notte", "calendar_scope": "", "opens_at": "22:00", "closes_at": "06:00"},
    {
        "service_id": "lontano",
        "calendar_scope": "chiusure",
        "municipality": MILANO,
        "latitude": "45.5",
        "longitude": "9.2",
        "delivery": "in_presenza",
    },
    {"service_id": "vicino", "calendar_scope": "natale", "municipality": BERGAMO, "delivery": "in_presenza"},
    {"service_id": "rete", "calendar_scope": "natale", "municipality": BERGAMO, "delivery": "online"},
)
BERGAMO_POINT = {"latitude": "45.6983", "longitude": "9.6773"}


ASKED: list[tuple[dict[str, Any], str]] = [
    ({"open_on": "2026-07-01"}, "grest lontano luglio notte sempre"),
    ({"open_on": "2026-07-04"}, "lontano luglio notte sempre"),
    ({"open_on": "2026-08-01"}, "lontano notte sempre"),
    ({"open_on": "2026-11-04"}, "doposcuola notte sempre"),
    ({"open_on": "2026-12-28"}, "lontano notte rete sempre vicino"),
    ({"period": "natale"}, "lontano luglio notte rete sempre vicino"),
    ({"period": "natale,estate"}, "lontano luglio notte sempre"),
    ({"periods": "tutto-anno"}, "luglio notte sempre"),
    ({"day": "MO", "cost": "pagamento"}, "grest"),
    ({"days": "SA"}, "lontano luglio notte rete sempre vicino"),
    ({"day": ["MO", "TU"]}, "grest lontano luglio notte rete sempre vicino"),
    ({"time": "23:30", "period": "scuola"}, "doposcuola luglio notte sempre"),
    ({"time_from": "05:00", "time_to": "07:00", "period": "scuola"}, "doposcuola luglio sempre"),
    ({"cost": "gratuito,voucher"}, "sempre"),
    ({"age": "12"}, "sempre"),
    ({"age": "11.9", "cost": "pagamento"}, "grest"),
    ({"age": "5.9"}, ""),
    ({"age": ["6", "12"]}, "sempre"),
    ({"proximity": "20", **BERGAMO_POINT}, "vicino"),
    ({"proximity": "20", "municipality": BERGAMO}, "vicino"),
    ({"proximity": "20000m", "postcode": "24121"}, "vicino"),
    ({"proximity": "100km", **BERGAMO_POINT}, "lontano vicino"),
    ({"postcode": "20121"}, ""),
    ({"modified_after": "2030-01-01"}, ""),
    ({"modified_after": "2020-01-01T00:00:00+01:00", "cost": "gratuito"}, "sempre"),
    ({"topic": "", "status": "", "cost": "gratuito"}, "sempre"),
]


def test_filters_of_time_place_age_and_cost(client: TestClient, load: Callable[..., None]) -> None:
    load(*TIMED, *({"service_id": f"s{n}", "status": "defunct"} for n in range(1, 6)))
    for query, expected in ASKED:
        assert " ".join(ids(client, **query)) == expected, query
        rows = page(client, "service_at_locations", **query)["contents"]
        assert " ".join(row["service_id"] for row in rows) == expected, query


@on_one_database
@pytest.mark.parametrize(
    "query",
    [
        {"open_on": "2026-02-30"},
        {"open_on": "domani"},
        {"period": "inverno"},
        {"day": "lunedì"},
        {"time_from": "25:00"},
        {"cost": "poco"},
        {"age": "-1"},
        {"age": "nan"},
        {"proximity": "10"},
        {"proximity": "0", **BERGAMO_POINT},
        {"proximity": "301", **BERGAMO_POINT},
        {"proximity": "vicino", **BERGAMO_POINT},
        {"proximity": "5", "latitude": "45"},
        {**BERGAMO_POINT},
        {"proximity": "5", "latitude": "91", "longitude": "9"},
        {"postcode": "00100"},
        {"taxonomy_term_id": "minori"},
        {"taxonomy_id": "aziende"},
        {"modified_after": "2026-13-01"},
        {"format": "xml"},
        {"full": "forse"},
        {"per_page": "10001", "minimal": "true"},
        {"nessuno": "1"},
    ],
)
@pytest.mark.parametrize("what", ["services", "service_at_locations"])
def test_filters_that_make_no_sense_are_refused(client: TestClient, what: str, query: dict[str, str]) -> None:
    problem(client.get(f"/api/v1/{what}", params=query), 422)

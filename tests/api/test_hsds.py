# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HSDS API over the whole demonstration catalogue: every answer is what the specification says."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pydantic
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.exchange.hsds_json import export_json, read_json
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import DATA, topics

from . import hsds_specification as hsds
from .conftest import BERGAMO, problem


@pytest.fixture(scope="module")
def offers() -> list[Offer]:
    """The demonstration catalogue."""
    with (DATA / "demonstration.csv").open("rb") as stream:
        found, errors = parse_catalogue(stream)
    assert errors == []
    return found


@pytest.fixture
def demonstration(sessions: sessionmaker[Session], offers: list[Offer]) -> list[Offer]:
    """The demonstration catalogue, imported."""
    with sessions.begin() as session:
        import_services(session, offers)
    return offers


def pages(client: TestClient, what: str, **query: Any) -> Iterator[dict[str, Any]]:
    """All items of all pages of a list, whose pages are checked."""
    number, last = 1, False
    while not last:
        response = client.get(f"/api/v1/{what}", params={"page": number, "per_page": 400, **query})
        assert response.status_code == 200, response.text
        page = hsds.Page.model_validate(response.json())
        assert (page.page_number, page.first_page) == (number, number == 1)
        assert (page.size, page.empty) == (len(page.contents), not page.contents)
        yield from page.contents
        number, last = number + 1, page.last_page


def test_every_list_is_what_the_specification_says(client: TestClient, demonstration: list[Offer]) -> None:
    services = {offer.service_id for offer in demonstration}
    organizations = {offer.organization_id for offer in demonstration}
    terms = len(topics())
    cases: list[tuple[str, dict[str, Any], type[pydantic.BaseModel], int]] = [
        ("services", {"status": "any"}, hsds.ListedService, len(services)),
        ("services", {"status": "any", "full": "true"}, hsds.Service, len(services)),
        ("services", {"status": "any", "minimal": "true"}, hsds.MinimalService, len(services)),
        ("service_at_locations", {"status": "any"}, hsds.ServiceAtLocation, len(demonstration)),
        (
            "service_at_locations",
            {"status": "any", "full": "true"},
            hsds.ServiceAtLocation,
            len(demonstration),
        ),
        ("organizations", {}, hsds.Organization, len(organizations)),
        ("organizations", {"full": "true"}, hsds.OrganizationWithServices, len(organizations)),
        ("organizations", {"full_service": "true"}, hsds.OrganizationWithFullServices, len(organizations)),
        ("taxonomies", {}, hsds.Taxonomy, 1),
        ("taxonomy_terms", {}, hsds.TaxonomyTerm, terms),
    ]
    for what, query, model, expected in cases:
        items = list(pages(client, what, **query))
        for item in items:
            model.model_validate(item)
        assert len({item["id"] for item in items}) == len(items) == expected, what


def test_every_single_record_is_what_the_specification_says(
    client: TestClient, demonstration: list[Offer]
) -> None:
    for what, model, query in (
        ("services", hsds.Service, {"full": "true"}),
        ("service_at_locations", hsds.ServiceAtLocation, {"full": "true"}),
        ("organizations", hsds.OrganizationWithServices, {"full": "true"}),
        ("taxonomies", hsds.Taxonomy, {}),
        ("taxonomy_terms", hsds.TaxonomyTerm, {}),
    ):
        for listed in list(pages(client, what, **query))[::15]:
            single = client.get(f"/api/v1/{what}/{listed['id']}").json()
            model.model_validate(single)
            assert single == listed
        problem(client.get(f"/api/v1/{what}/nessuno"), 404)


def test_a_file_of_everything_is_a_page_of_full_services(
    sessions: sessionmaker[Session], client: TestClient, demonstration: list[Offer]
) -> None:
    stream = io.BytesIO()
    with sessions() as session:
        export_json(session, stream)
    page = hsds.Page.model_validate(json.loads(stream.getvalue()))
    listed = list(pages(client, "services", status="any", full="true"))
    read = read_json(io.BytesIO(json.dumps({"contents": listed}).encode()))
    assert (read.errors, read.left_out) == ([], {})
    assert sorted(read.offers, key=str) == sorted(demonstration, key=str)
    for service in listed:
        assert service.pop("quality")["score"] > 0  # it changes with the day, so no file has it
    assert page.contents == listed


@pytest.mark.parametrize("root", ["/api/v1", "/api/v1/"])
def test_the_root_says_what_this_is(client: TestClient, root: str) -> None:
    told = hsds.About.model_validate(client.get(root).json())
    assert client.get(told.openapi_url).json()["openapi"].startswith("3.")
    assert client.get(told.profile).status_code == 200


def test_the_models_of_the_specification_refuse_what_it_refuses() -> None:
    good = {"id": "s", "name": "n", "status": "active"}
    hsds.Service.model_validate({**good, "ours": {"may": "be"}})
    for bad in (
        {"name": None},
        {"status": "temporarily_closed"},
        {"email": "nessuna"},
        {"url": "example"},
        {"minimum_age": "6"},
        {"assured_date": "2026-02-30"},
        {"last_modified": "2026-02-01"},
        {"attributes": [{"id": "non un uuid"}]},
        {"capacities": [{"id": "6cd71e9f-1013-49d9-8370-26b8f59d3e5a", "available": 3}]},
        {"schedules": [{"id": "6cd71e9f-1013-49d9-8370-26b8f59d3e5a", "byday": "MO;TU"}]},
    ):
        with pytest.raises(pydantic.ValidationError):
            hsds.Service.model_validate({**good, **bad})


def test_each_place_keeps_its_own_cost_contacts_and_capacity(
    client: TestClient, load: Callable[..., None]
) -> None:
    load(
        {"service_id": "x", "location_name": "A", "cost": "gratuito", "capacity_available": "0"},
        {"service_id": "x", "location_name": "B", "cost": "pagamento", "amount": "12.5", "phone": "035 1"},
        {
            "service_id": "x",
            "location_name": "C",
            "capacity_available": "2",
            "capacity_maximum": "9",
            "capacity_updated": "2026-11-01",
            "email": "c@example.org",
            "delivery": "online",
        },
    )
    told = client.get("/api/v1/services/x").json()
    first, second, third = told["service_at_locations"]
    assert [[c["option"] for c in row.get("cost_options", [])] for row in (first, second, third)] == [
        ["gratuito"],
        ["pagamento"],
        [],
    ]
    assert [cost["service_at_location_id"] for cost in told["cost_options"]] == [first["id"], second["id"]]
    assert second["cost_options"][0]["amount"] == 12.5
    assert (first["capacity_available"], third["capacity_maximum"]) == (0, 9)
    [capacity] = told["capacities"]
    assert (capacity["available"], capacity["maximum"]) == (2, 9)
    assert (capacity["updated"], capacity["unit"]["name"]) == ("2026-11-01T00:00:00Z", "posti")
    assert [p["number"] for p in second["phones"]] == ["035 1"]
    assert ("phones" in first, [c["email"] for c in third["contacts"]]) == (False, ["c@example.org"])
    assert told["email"] == "c@example.org"
    assert (first["delivery"], third["delivery"], third["location"]["location_type"]) == (
        [],
        ["online"],
        "virtual",
    )


def test_organizations_say_what_they_are(client: TestClient, load: Callable[..., None]) -> None:
    load({"organization_type": "no_profit"})
    assert client.get("/api/v1/organizations/o1").json()["organization_type"] == "no_profit"
    assert client.get("/api/v1/services/s1").json()["organization"]["organization_type"] == "no_profit"


@pytest.mark.usefixtures("catalogue")
def test_organizations_are_found_by_name_and_by_what_they_offer(client: TestClient) -> None:
    term = client.get("/api/v1/taxonomy_terms/imprese--piano-welfare").json()["id"]
    assert [o["id"] for o in pages(client, "organizations", search="prova")] == ["o2"]
    assert [o["id"] for o in pages(client, "organizations", taxonomy_term_id=term)] == ["o2"]
    assert [s["id"] for s in pages(client, "services", taxonomy_term_id=term)] == ["s3"]
    [one] = pages(client, "organizations", search="prova", full="true")
    assert [service["id"] for service in one["services"]] == ["s3"]


@pytest.mark.usefixtures("catalogue")
def test_terms_are_found_by_their_words(client: TestClient) -> None:
    found = [term["code"] for term in pages(client, "taxonomy_terms", search="welfare aziendale")]
    assert "imprese--piano-welfare" in found
    assert len(found) < len(topics())
    assert list(pages(client, "taxonomy_terms", parent_id="qualunque")) == []


@pytest.mark.usefixtures("catalogue")
def test_a_filter_that_does_not_exist_is_not_ignored(client: TestClient) -> None:
    document = problem(client.get("/api/v1/services", params={"comune": BERGAMO}), 422)
    assert "comune" in document["detail"]
    assert "municipality" in document["detail"]
    assert [error["field"] for error in document["errors"]] == ["comune"]


@pytest.mark.usefixtures("catalogue")
def test_all_that_is_wrong_is_told_at_once_with_what_was_expected(client: TestClient) -> None:
    query = {"age": "sei", "modified_after": "ieri", "time": "8", "proximity": "5000", "full": "sì"}
    document = problem(client.get("/api/v1/services", params=query), 422)
    assert [error["field"] for error in document["errors"]] == list(query)
    for value, expected in {"sei": "3 o 2.5", "ieri": "2026-11-01", "8": "08:30", "5000": "5000m"}.items():
        assert f"«{value}»" in document["detail"]
        assert expected in document["detail"]

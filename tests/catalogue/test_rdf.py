# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is published as RDF is read back whole, and has what the profiles require."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCTERMS, RDF, Graph, Literal, URIRef
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers
from welfare_point.catalogue.rdf import cpsv
from welfare_point.catalogue.rdf.cpsv import add_service, cpsv_turtle
from welfare_point.catalogue.rdf.dcat import Format, dcat
from welfare_point.catalogue.rdf.names import CPSV, CV, new_graph
from welfare_point.catalogue.reference import DATA, topics

BASE = "https://welfare.example.org"
SHAPES = Graph().parse(Path(__file__).with_name("rdf_shapes.ttl"))
TODAY = dt.date(2026, 11, 28)
PUBLIC = "https://w3id.org/italia/controlled-vocabulary/classifications-for-public-services/"


def valid(graph: Graph) -> str:
    """Nothing, or what is wrong."""
    conforms, _, report = pyshacl.validate(graph, shacl_graph=SHAPES)
    return "" if conforms else str(report)


def offer(**fields: object) -> Offer:
    given: dict[str, object] = {
        "service_id": "s 1/à",
        "organization_id": "o1",
        "organization_name": "Comune",
        "name": "Nido",
        "topics": ("minori--prima-infanzia",),
        "audience": "persona",
        "service_areas": ("016024",),
    }
    return Offer(**(given | fields))  # type: ignore[arg-type]


@pytest.fixture
def demonstration(session: Session) -> Session:
    with (DATA / "demonstration.csv").open("rb") as stream:
        offers, errors = parse_catalogue(stream)
    assert not errors
    import_services(session, offers)
    return session


@pytest.mark.parametrize("at_once", [100, 300])
def test_every_service_is_published_with_what_the_profile_requires(
    demonstration: Session, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(cpsv, "SERVICES_AT_ONCE", at_once)
    graph = Graph().parse(data=b"".join(cpsv_turtle(demonstration, BASE)), format="turtle")
    published = {
        str(graph.value(s, DCTERMS.identifier)) for s in graph.subjects(RDF.type, CPSV.PublicService)
    }
    assert published == {offer.service_id for offer in all_offers(demonstration)}
    if at_once == 300:
        assert valid(graph) == ""


def test_an_empty_catalogue_is_a_document_too(session: Session) -> None:
    assert len(Graph().parse(data=b"".join(cpsv_turtle(session, BASE)), format="turtle")) == 0


def test_a_service_that_lacks_a_required_property_is_found_out() -> None:
    graph = new_graph()
    service = add_service(graph, [offer()], BASE)
    assert valid(graph) == ""
    graph.remove((service, DCTERMS.title, None))
    assert "title" in valid(graph)


@pytest.mark.parametrize("code", list(topics()))
def test_each_topic_has_a_subject(code: str) -> None:
    graph = new_graph()
    service = add_service(graph, [offer(topics=(code,))], BASE)
    assert str(graph.value(service, DCTERMS.subject)).startswith(PUBLIC)


def test_birth_is_the_event_of_a_nido_and_personnel_that_of_firms() -> None:
    graph = new_graph()
    nido = add_service(graph, [offer()], BASE)
    firms = add_service(graph, [offer(service_id="s2", topics=("imprese--piano-welfare",))], BASE)
    events = f"{PUBLIC}life-business-event/"
    assert graph.value(nido, CV.isGroupedBy) == URIRef(f"{events}life-event/12")
    assert graph.value(firms, CV.isGroupedBy) == URIRef(f"{events}business-event/7")


def test_channels_are_those_that_people_can_use() -> None:
    graph = new_graph()
    row = offer(phone="035 1", email="a@example.org", address="via Roma 1", municipality="016024")
    service = add_service(graph, [row], BASE)
    kinds = {str(graph.value(c, DCTERMS.type))[-4:] for c in graph.objects(service, CV.hasChannel)}
    assert kinds == {"0111", "/031", "/042"}
    online = add_service(graph, [offer(service_id="s2", address="via Roma 1", delivery=("online",))], BASE)
    assert not list(graph.objects(online, CV.hasChannel))


def test_hostile_text_stays_text() -> None:
    hostile = '"@it . <x> <y> "\n</script>\\'
    graph = new_graph()
    service = add_service(graph, [offer(name=hostile, email=None, organization_id="a b<>\"'")], BASE)
    again = Graph().parse(data=graph.serialize(format="turtle"), format="turtle")
    assert again.value(service, DCTERMS.title) == Literal(hostile, lang="it")
    assert len(again) == len(graph)


@pytest.mark.parametrize("form", ["turtle", "json-ld"])
def test_the_entry_has_what_a_portal_requires(
    session: Session, csv_of: Callable[..., bytes], form: Format
) -> None:
    graph = Graph().parse(data=dcat(session, BASE, TODAY, form), format=form)
    assert valid(graph) == ""
    assert (None, DCTERMS.modified, Literal(TODAY)) in graph
    assert (None, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in graph

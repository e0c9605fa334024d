# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue as public services of CPSV-AP_IT, in Turtle, some services at a time.

Properties are those of the European CPSV-AP that the Italian profile takes up; classes are of both; subjects, events,
channels and comuni are terms of the Italian controlled vocabularies (``vocabulary.yml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import Service
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of_services
from welfare_point.catalogue.reference import ATS, PROVINCES, municipalities, topics

from .names import ADMS, ADMS_STATUS, CPSV, CPSV_IT, CV, LOCN, authority, italian, new_graph, own, vocabulary

SERVICES_AT_ONCE = 300
"""Services in one graph: bounds memory whatever the size of the catalogue."""


def cpsv_turtle(session: Session, base: str) -> Iterator[bytes]:
    """The whole catalogue as one Turtle document, in pieces. ``base``: the address of this copy."""
    ids = list(session.scalars(sa.select(Service.id).order_by(Service.id)))
    yield new_graph().serialize(format="turtle", encoding="utf-8")
    for start in range(0, len(ids), SERVICES_AT_ONCE):
        graph = new_graph()
        # A later piece may say again what an earlier one said: in RDF that is the same statement.
        for rows in offers_of_services(session, ids[start : start + SERVICES_AT_ONCE]).values():
            add_service(graph, rows, base)
        yield graph.serialize(format="turtle", encoding="utf-8")


def add_service(graph: Graph, rows: Sequence[Offer], base: str) -> URIRef:
    """Add a service, with its body, channels, areas, events, cost and output; its address."""
    first = rows[0]
    service = own(base, "services", first.service_id)
    for kind in (CPSV.PublicService, CPSV_IT.PublicService):
        graph.add((service, RDF.type, kind))
    said = first.description or topics()[first.topics[0]].description_it
    graph.add((service, DCTERMS.identifier, Literal(first.service_id)))
    graph.add((service, DCTERMS.title, Literal(first.name, lang="it")))
    graph.add((service, DCTERMS.description, Literal(said, lang="it")))
    graph.add((service, DCTERMS.language, authority("language/ITA")))
    graph.add((service, ADMS.status, ADMS_STATUS[vocabulary()["status"][first.status]]))
    graph.add((service, CV.hasCompetentAuthority, _body(graph, first, base)))
    if first.assured_date:
        graph.add((service, DCTERMS.modified, Literal(first.assured_date)))
    _topics(graph, service, first, base)
    _output(graph, service, first, base)
    for number, row in enumerate(rows):
        for code in row.service_areas:
            graph.add((service, DCTERMS.spatial, _area(graph, code, base)))
        _channels(graph, service, row, f"{first.service_id}/{number}", base)
        _cost(graph, service, row, f"{first.service_id}/{number}", base)
    return service


def _body(graph: Graph, offer: Offer, base: str) -> URIRef:
    body = own(base, "organizations", offer.organization_id)
    graph.add((body, RDF.type, CV.PublicOrganisation if _is_public(offer) else FOAF.Organization))
    graph.add((body, DCTERMS.identifier, Literal(offer.organization_id)))
    graph.add((body, SKOS.prefLabel, Literal(offer.organization_name, lang="it")))
    graph.add((body, DCTERMS.spatial, italian("territorial-classifications/regions/03")))
    return body


def _is_public(offer: Offer) -> bool:
    return offer.organization_type in ("ente_pubblico", "ambito", "scuola")


def _topics(graph: Graph, service: URIRef, offer: Offer, base: str) -> None:
    """The subjects of the topics and the events that bring people to them."""
    public = "classifications-for-public-services/"
    kinds = {
        "life_event": (CV.LifeEvent, f"{public}life-business-event/life-event/"),
        "business_event": (CV.BusinessEvent, f"{public}life-business-event/business-event/"),
    }
    for code in offer.topics:
        entry = next(e for e in vocabulary()["topics"] if code.startswith(e["begins"]))
        subject = italian(f"{public}public-services-subject-matters/{entry['subject']}")
        graph.add((service, DCTERMS.subject, subject))
        graph.add((service, CV.thematicArea, own(base, "topics", code)))
        graph.add((own(base, "topics", code), RDF.type, SKOS.Concept))
        graph.add((own(base, "topics", code), SKOS.prefLabel, Literal(topics()[code].label_it, lang="it")))
        for key, (kind, path) in kinds.items():
            if key in entry:
                event = italian(f"{path}{entry[key]}")
                graph.add((service, CV.isGroupedBy, event))
                graph.add((event, RDF.type, kind))


def _output(graph: Graph, service: URIRef, offer: Offer, base: str) -> None:
    output = own(base, "outputs", offer.service_id)
    graph.add((service, CPSV.produces, output))
    graph.add((output, RDF.type, CV.Output))
    graph.add((output, DCTERMS.identifier, Literal(offer.service_id)))
    name = vocabulary()["output"].format(name=offer.name)
    graph.add((output, DCTERMS.title, Literal(name, lang="it")))


def _area(graph: Graph, code: str, base: str) -> URIRef:
    """A comune or the region by its public address; ATS, province and Ambito by ours, with a name."""
    if code in municipalities():
        return italian(f"territorial-classifications/cities/{code}")
    kind, _, key = code.partition(":")
    if kind == "regione":
        return italian(f"territorial-classifications/regions/{key}")
    area = own(base, "areas", code)
    name = {"ats": ATS, "prov": PROVINCES}.get(kind, {}).get(key, code)
    graph.add((area, RDF.type, DCTERMS.Location))
    graph.add((area, RDFS.label, Literal(name, lang="it")))
    return area


def _channels(graph: Graph, service: URIRef, row: Offer, key: str, base: str) -> None:
    """Where, by which number and at which address people reach it."""
    there = row.address and (not row.delivery or "in_presenza" in row.delivery)
    for name, given in (("counter", there), ("phone", row.phone), ("email", row.email)):
        if not given:
            continue
        channel = own(base, "channels", f"{key}/{name}")
        graph.add((service, CV.hasChannel, channel))
        graph.add((channel, RDF.type, CV.Channel))
        graph.add((channel, DCTERMS.identifier, Literal(f"{key}/{name}")))
        code = vocabulary()["channels"][name]
        graph.add((channel, DCTERMS.type, italian(f"classifications-for-public-services/channel/{code}")))
        _contact(graph, channel, name, row)


def _contact(graph: Graph, channel: URIRef, name: str, row: Offer) -> None:
    if name == "phone":
        graph.add((channel, CV.telephone, Literal(row.phone)))
    elif name == "email":
        graph.add((channel, CV.email, Literal(row.email)))
    else:
        comune = municipalities()[row.municipality].name if row.municipality else ""
        written = ", ".join(part for part in (row.location_name, row.address, comune) if part)
        graph.add((channel, LOCN.fullAddress, Literal(written, lang="it")))


def _cost(graph: Graph, service: URIRef, row: Offer, key: str, base: str) -> None:
    if row.cost is None:
        return
    cost = own(base, "costs", key)
    graph.add((service, CV.hasCost, cost))
    graph.add((cost, RDF.type, CV.Cost))
    graph.add((cost, DCTERMS.identifier, Literal(key)))
    graph.add((cost, DCTERMS.description, Literal(row.cost_description or row.cost, lang="it")))
    value = 0.0 if row.cost == "gratuito" else row.amount
    if value is not None:
        graph.add((cost, CV.value, Literal(f"{value:.2f}", datatype=XSD.decimal)))
        graph.add((cost, CV.currency, authority("currency/EUR")))

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entry of the catalogue in a portal of open data: DCAT-AP_IT, as Turtle or JSON-LD."""

from __future__ import annotations

import datetime as dt
from typing import Literal as Choice

import sqlalchemy as sa
from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, BNode, Graph, Literal, URIRef
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import Service

from .names import DCATAPIT, LICENCE, VCARD, authority, italian, new_graph, vocabulary

Format = Choice["turtle", "json-ld"]
DISTRIBUTIONS = (
    ("/api/v1/services", "JSON", "application/json", "Servizi in JSON, standard HSDS"),
    ("/api/v1/open-data/catalogue.ttl", "RDF_TURTLE", "text/turtle", "Servizi in RDF, profilo CPSV-AP_IT"),
)
"""Path, format, media type and title of the forms in which the catalogue is published."""


def dcat(session: Session, base: str, today: dt.date, form: Format = "turtle") -> bytes:
    """The entry, with the day of the last change of any service. ``base``: the address of this copy."""
    last = session.scalar(sa.select(sa.func.max(Service.last_modified)))
    modified = last.date() if last else today
    return dcat_graph(base, modified).serialize(format=form, encoding="utf-8")


def dcat_graph(base: str, modified: dt.date) -> Graph:
    """The entry as a graph: catalogue, data set, distributions, licence and publisher."""
    graph, words = new_graph(), vocabulary()
    publisher = _publisher(graph, base)
    catalogue, dataset = URIRef(f"{base}/api/v1/open-data/dcat.ttl"), URIRef(f"{base}/id/datasets/services")
    for kind in (DCATAPIT.Catalog, DCAT.Catalog):
        graph.add((catalogue, RDF.type, kind))
    for kind in (DCATAPIT.Dataset, DCAT.Dataset):
        graph.add((dataset, RDF.type, kind))
    for subject, name in ((catalogue, "catalogue"), (dataset, "dataset")):
        graph.add((subject, DCTERMS.title, Literal(words[name]["title"], lang="it")))
        graph.add((subject, DCTERMS.description, Literal(words[name]["description"], lang="it")))
        graph.add((subject, DCTERMS.publisher, publisher))
        graph.add((subject, DCTERMS.modified, Literal(modified)))
        graph.add((subject, DCTERMS.language, authority("language/ITA")))
    graph.add((catalogue, FOAF.homepage, URIRef(base)))
    graph.add((catalogue, DCAT.themeTaxonomy, authority("data-theme")))
    graph.add((catalogue, DCAT.dataset, dataset))
    graph.add((dataset, DCTERMS.identifier, Literal(f"{words['publisher']['code']}:services")))
    graph.add((dataset, DCTERMS.rightsHolder, publisher))
    graph.add((dataset, DCAT.theme, authority("data-theme/SOCI")))
    graph.add((dataset, DCTERMS.accrualPeriodicity, authority("frequency/DAILY")))
    graph.add((dataset, DCTERMS.spatial, italian("territorial-classifications/regions/03")))
    for keyword in words["dataset"]["keywords"]:
        graph.add((dataset, DCAT.keyword, Literal(keyword, lang="it")))
    _contact(graph, dataset, base)
    _distributions(graph, dataset, base)
    return graph


def _publisher(graph: Graph, base: str) -> URIRef:
    words = vocabulary()["publisher"]
    publisher = URIRef(f"{base}/id/publisher")
    for kind in (DCATAPIT.Agent, FOAF.Agent):
        graph.add((publisher, RDF.type, kind))
    graph.add((publisher, DCTERMS.identifier, Literal(words["code"])))
    graph.add((publisher, FOAF.name, Literal(words["name"], lang="it")))
    return publisher


def _contact(graph: Graph, dataset: URIRef, base: str) -> None:
    contact = BNode()
    graph.add((dataset, DCAT.contactPoint, contact))
    for kind in (DCATAPIT.Organization, VCARD.Organization, VCARD.Kind):
        graph.add((contact, RDF.type, kind))
    graph.add((contact, VCARD.fn, Literal(vocabulary()["publisher"]["name"], lang="it")))
    graph.add((contact, VCARD.hasURL, URIRef(base)))


def _distributions(graph: Graph, dataset: URIRef, base: str) -> None:
    licence = URIRef(LICENCE)
    for kind in (DCATAPIT.LicenseDocument, DCTERMS.LicenseDocument):
        graph.add((licence, RDF.type, kind))
    graph.add((licence, DCTERMS.type, URIRef("http://purl.org/adms/licencetype/Attribution")))
    graph.add((licence, FOAF.name, Literal("Creative Commons Attribuzione 4.0 Internazionale", lang="it")))
    graph.add((licence, OWL.versionInfo, Literal("4.0")))
    for path, form, media_type, title in DISTRIBUTIONS:
        distribution = URIRef(f"{base}/id/distributions/{form.lower()}")
        graph.add((dataset, DCAT.distribution, distribution))
        for kind in (DCATAPIT.Distribution, DCAT.Distribution):
            graph.add((distribution, RDF.type, kind))
        graph.add((distribution, DCTERMS.title, Literal(title, lang="it")))
        graph.add((distribution, DCTERMS["format"], authority(f"file-type/{form}")))
        graph.add((distribution, DCAT.mediaType, Literal(media_type)))
        graph.add((distribution, DCAT.accessURL, URIRef(base + path)))
        graph.add((distribution, DCTERMS.license, licence))

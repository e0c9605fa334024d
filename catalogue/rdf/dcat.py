# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entry of the catalogue in a portal of open data: DCAT-AP_IT, as Turtle or JSON-LD."""

from __future__ import annotations

import datetime as dt
from typing import Literal as Choice
from typing import NamedTuple

import sqlalchemy as sa
from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, BNode, Graph, Literal, URIRef
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import OpenDataRelease, Service
from welfare_point.catalogue.opendata.periods import period_named

from .names import DCATAPIT, LICENCE, VCARD, authority, italian, new_graph, vocabulary

Format = Choice["turtle", "json-ld"]


class Distribution(NamedTuple):
    """One form in which a data set is published."""

    name: str
    path: str
    format: str
    media_type: str
    title: str


class Dataset(NamedTuple):
    """A data set; ``words`` is the place of its texts in ``vocabulary.yml``."""

    name: str
    words: str
    distributions: tuple[Distribution, ...]


SERVICES = Dataset(
    "services",
    "dataset",
    (
        Distribution(
            "json", "/api/v1/services", "JSON", "application/json", "Servizi in JSON, standard HSDS"
        ),
        Distribution(
            "rdf_turtle",
            "/api/v1/open-data/catalogue.ttl",
            "RDF_TURTLE",
            "text/turtle",
            "Servizi in RDF, profilo CPSV-AP_IT",
        ),
    ),
)
FREQUENCIES = {"month": "MONTHLY", "quarter": "QUARTERLY", "year": "ANNUAL"}
NEEDS = Dataset(
    "needs",
    "needs",
    (
        Distribution("needs-csv", "/api/v1/open-data/needs.csv", "CSV", "text/csv", "Bisogni in CSV"),
        Distribution("needs-json", "/api/v1/open-data/needs", "JSON", "application/json", "Bisogni in JSON"),
    ),
)


def dcat(session: Session, base: str, today: dt.date, form: Format = "turtle") -> bytes:
    """The entry, with the days on which services and counts last changed. ``base``: the address of this copy."""
    last = session.scalar(sa.select(sa.func.max(Service.last_modified)))
    latest = session.scalar(sa.select(OpenDataRelease).order_by(OpenDataRelease.last_day.desc()).limit(1))
    period = period_named(latest.period) if latest else None
    frequency = FREQUENCIES[period.kind if period else "quarter"]
    graph = dcat_graph(
        base, last.date() if last else today, latest.released_on if latest else today, frequency
    )
    return graph.serialize(format=form, encoding="utf-8")


def dcat_graph(base: str, modified: dt.date, released: dt.date, frequency: str) -> Graph:
    """The entry as a graph: catalogue, data sets, distributions, licence and publisher.

    ``modified``: when services last changed; ``released``: when counts of needs were last told, and how often
    they are.
    """
    graph, words = new_graph(), vocabulary()
    publisher = _publisher(graph, base)
    catalogue = URIRef(f"{base}/api/v1/open-data/dcat.ttl")
    for kind in (DCATAPIT.Catalog, DCAT.Catalog):
        graph.add((catalogue, RDF.type, kind))
    _presented(graph, catalogue, "catalogue", publisher, max(modified, released))
    graph.add((catalogue, FOAF.homepage, URIRef(base)))
    graph.add((catalogue, DCAT.themeTaxonomy, authority("data-theme")))
    for one, day, how_often in ((SERVICES, modified, "DAILY"), (NEEDS, released, frequency)):
        dataset = URIRef(f"{base}/id/datasets/{one.name}")
        graph.add((catalogue, DCAT.dataset, dataset))
        for kind in (DCATAPIT.Dataset, DCAT.Dataset):
            graph.add((dataset, RDF.type, kind))
        _presented(graph, dataset, one.words, publisher, day)
        graph.add((dataset, DCTERMS.identifier, Literal(f"{words['publisher']['code']}:{one.name}")))
        graph.add((dataset, DCTERMS.rightsHolder, publisher))
        graph.add((dataset, DCAT.theme, authority("data-theme/SOCI")))
        graph.add((dataset, DCTERMS.accrualPeriodicity, authority(f"frequency/{how_often}")))
        graph.add((dataset, DCTERMS.spatial, italian("territorial-classifications/regions/03")))
        for keyword in words[one.words]["keywords"]:
            graph.add((dataset, DCAT.keyword, Literal(keyword, lang="it")))
        _contact(graph, dataset, base)
        _distributions(graph, dataset, base, one.distributions)
    return graph


def _presented(graph: Graph, subject: URIRef, words: str, publisher: URIRef, day: dt.date) -> None:
    texts = vocabulary()[words]
    graph.add((subject, DCTERMS.title, Literal(texts["title"], lang="it")))
    graph.add((subject, DCTERMS.description, Literal(texts["description"], lang="it")))
    graph.add((subject, DCTERMS.publisher, publisher))
    graph.add((subject, DCTERMS.modified, Literal(day)))
    graph.add((subject, DCTERMS.language, authority("language/ITA")))


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


def _distributions(graph: Graph, dataset: URIRef, base: str, distributions: tuple[Distribution, ...]) -> None:
    licence = URIRef(LICENCE)
    for kind in (DCATAPIT.LicenseDocument, DCTERMS.LicenseDocument):
        graph.add((licence, RDF.type, kind))
    graph.add((licence, DCTERMS.type, URIRef("http://purl.org/adms/licencetype/Attribution")))
    graph.add((licence, FOAF.name, Literal("Creative Commons Attribuzione 4.0 Internazionale", lang="it")))
    graph.add((licence, OWL.versionInfo, Literal("4.0")))
    for name, path, form, media_type, title in distributions:
        distribution = URIRef(f"{base}/id/distributions/{name}")
        graph.add((dataset, DCAT.distribution, distribution))
        for kind in (DCATAPIT.Distribution, DCAT.Distribution):
            graph.add((distribution, RDF.type, kind))
        graph.add((distribution, DCTERMS.title, Literal(title, lang="it")))
        graph.add((distribution, DCTERMS["format"], authority(f"file-type/{form}")))
        graph.add((distribution, DCAT.mediaType, Literal(media_type)))
        graph.add((distribution, DCAT.accessURL, URIRef(base + path)))
        graph.add((distribution, DCTERMS.license, licence))

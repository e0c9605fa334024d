# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Namespaces, and addresses of our records and of the terms of public vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from rdflib import Graph, Namespace, URIRef

CPSV = Namespace("http://purl.org/vocab/cpsv#")
CPSV_IT = Namespace("https://w3id.org/italia/onto/CPSV/")
CV = Namespace("http://data.europa.eu/m8g/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
ADMS_STATUS = Namespace("http://purl.org/adms/status/")
LOCN = Namespace("http://www.w3.org/ns/locn#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_PREFIXES = {
    "cpsv": CPSV,
    "cpsv-it": CPSV_IT,
    "cv": CV,
    "adms": ADMS,
    "locn": LOCN,
    "dcatapit": DCATAPIT,
    "vcard": VCARD,
}


@cache
def vocabulary() -> Mapping[str, Any]:
    """The content of ``vocabulary.yml``."""
    return yaml.safe_load(Path(__file__).with_name("vocabulary.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def new_graph() -> Graph:
    """An empty graph that knows our prefixes."""
    graph = Graph()
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def own(base: str, kind: str, key: str) -> URIRef:
    """The address of one of our records; ``base``: that of this copy, without a slash at the end."""
    return URIRef(f"{base}/id/{kind}/{quote(key, safe='')}")


def italian(path: str) -> URIRef:
    """A term of an Italian controlled vocabulary."""
    return URIRef(vocabulary()["vocabularies"] + path)


def authority(path: str) -> URIRef:
    """A term of an authority table of the European Union."""
    return URIRef(vocabulary()["authority"] + path)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reference data: comuni, ATS, provinces, taxonomy, distances."""

from __future__ import annotations

from collections import Counter

import pytest

from welfare_point.catalogue.reference import (
    ATS,
    PROVINCES,
    area_codes,
    distance_km,
    find_municipality,
    municipalities,
    plain,
    topics,
)


def test_lombardy_has_1501_comuni_in_8_ats() -> None:
    by_ats = Counter(municipality.ats for municipality in municipalities().values())
    assert by_ats == {
        "321": 193, "322": 267, "323": 134, "324": 139, "325": 243, "326": 164, "327": 177, "328": 184,
    }  # fmt: skip
    assert by_ats.keys() == ATS.keys()
    assert sum(by_ats.values()) == len(municipalities()) == 1501


def test_every_comune_is_complete() -> None:
    for istat, municipality in municipalities().items():
        assert istat == municipality.istat
        assert len(istat) == 6
        assert istat.isdigit()
        assert municipality.province in PROVINCES
        assert 44.6 < municipality.latitude < 46.7
        assert 8.4 < municipality.longitude < 11.5
        assert municipality.population > 0
        assert municipality.caps
        assert all(len(cap) == 5 and cap.isdigit() for cap in municipality.caps)


def test_no_two_comuni_have_the_same_plain_name() -> None:
    names = Counter(plain(municipality.name) for municipality in municipalities().values())
    assert max(names.values()) == 1


def test_every_comune_has_a_neighbour() -> None:
    points = {istat: (m.latitude, m.longitude) for istat, m in municipalities().items()}
    for istat, point in points.items():
        nearest = min(distance_km(point, other) for code, other in points.items() if code != istat)
        assert 0 < nearest < 15, municipalities()[istat].name  # Livigno, the loneliest, is 13 km away


@pytest.mark.parametrize(
    ("written", "istat"),
    [
        ("016024", "016024"),
        ("Bergamo", "016024"),
        ("  bergamo ", "016024"),
        ("CANTU'", "013041"),
        ("Cantù", "013041"),
        ("cantu", "013041"),
        ("Cassano d’Adda", "015059"),
        ("cassano d adda", "015059"),
        ("laveno mombello", "012087"),
        ("Laveno–Mombello", "012087"),
    ],
)
def test_a_comune_is_found_by_code_or_exact_name(written: str, istat: str) -> None:
    found = find_municipality(written)
    assert found is not None
    assert found.istat == istat


@pytest.mark.parametrize("written", ["", "Sesto", "Torino", "Lirio", "001272", "16024", "bergam", "prov:BG"])
def test_anything_else_is_not_found(written: str) -> None:
    assert find_municipality(written) is None


@pytest.mark.parametrize(
    ("name", "former"),
    [
        ("Montalto Pavese", "Lirio"),
        ("Gravedona ed Uniti", "Gravedona"),
        ("Torre de' Picenardi", "Ca' d'Andrea"),
        ("Tremezzina", "Lenno"),
    ],
)
def test_a_comune_keeps_the_names_it_absorbed(name: str, former: str) -> None:
    found = find_municipality(name)
    assert found is not None
    assert former in found.former_names
    assert find_municipality(former) is None


@pytest.mark.parametrize(
    ("name", "areas"),
    [
        ("Bergamo", {"016024", "prov:BG", "ats:325", "regione:03"}),
        ("Gravedona ed Uniti", {"013249", "prov:CO", "ats:323", "regione:03"}),
        ("Menaggio", {"013145", "prov:CO", "ats:322", "regione:03"}),
        ("Edolo", {"017068", "prov:BS", "ats:323", "regione:03"}),
        ("Lodi", {"098031", "prov:LO", "ats:321", "regione:03"}),
    ],
)
def test_areas_of_a_comune(name: str, areas: set[str]) -> None:
    found = find_municipality(name)
    assert found is not None
    assert area_codes(found) == areas


def test_distance_is_that_of_the_map() -> None:
    milano, bergamo = find_municipality("Milano"), find_municipality("Bergamo")
    assert milano is not None
    assert bergamo is not None
    here, there = (milano.latitude, milano.longitude), (bergamo.latitude, bergamo.longitude)
    assert distance_km(here, there) == pytest.approx(47, abs=3)
    assert distance_km(here, there) == distance_km(there, here)
    assert distance_km(here, here) == 0


def test_taxonomy_has_topics_for_persons_and_firms() -> None:
    codes = topics()
    assert all(code == topic.code for code, topic in codes.items())
    assert {topic.audience for topic in codes.values()} == {"persona", "impresa"}
    assert "grest" in codes["minori--chiusure-scolastiche"].sounds_like
    assert codes["minori--pre-post-scuola"].label_it == "Pre e post scuola"

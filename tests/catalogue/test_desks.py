# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people answer: the file of a network, and who answers for a comune."""

from __future__ import annotations

import io

import pytest
from sqlalchemy.orm import Session

from welfare_point.catalogue.desks import Desk, all_desks, desk_for, keep_desks
from welfare_point.catalogue.exchange.ambiti import import_ambiti, parse_ambiti
from welfare_point.catalogue.exchange.desks import parse_desks
from welfare_point.catalogue.reference import DATA

HEADER = "id,name,kind,service_areas,hours,audience,municipality,phone\n"
BERGAMO, DALMINE, LODI = "016024", "016091", "098031"


def desk(name: str, kind: str, *areas: str, audience: str = "entrambi") -> Desk:
    return Desk(id=name, name=name, kind=kind, service_areas=areas, hours="9-12", audience=audience)


def named(found: Desk | None) -> str | None:
    return found.name if found else None


def test_a_welfare_point_comes_before_an_office(session: Session) -> None:
    keep_desks(session, [desk("office", "comune", BERGAMO), desk("point", "welfare_point", "ats:325")])
    assert named(desk_for(session, BERGAMO, "persona")) == "point"


def test_of_one_kind_the_narrowest_area_answers(session: Session) -> None:
    ambiti, _ = parse_ambiti(io.BytesIO(b"municipality,ambito_id,ambito_name\nDalmine,bg-07,Dalmine"))
    import_ambiti(session, ambiti)
    desks = [desk("wide", "ambito", "ats:325"), desk("near", "ambito", "ambito:bg-07")]
    keep_desks(session, desks)
    assert named(desk_for(session, DALMINE, None)) == "near"
    assert named(desk_for(session, BERGAMO, None)) == "wide"


def test_a_desk_for_firms_is_not_for_citizens(session: Session) -> None:
    keep_desks(session, [desk("firms", "ats", "ats:325", audience="impresa")])
    assert named(desk_for(session, BERGAMO, "impresa")) == "firms"
    assert desk_for(session, BERGAMO, "persona") is None
    assert desk_for(session, LODI, "impresa") is None


def test_a_file_replaces_the_desks_it_names(session: Session) -> None:
    keep_desks(session, [desk("a", "ats", "ats:325"), desk("b", "ats", "ats:326")])
    keep_desks(session, [desk("a", "ats", "ats:327")])
    assert [(d.id, d.service_areas) for d in all_desks(session)] == [("a", ("ats:327",)), ("b", ("ats:326",))]


def test_the_desks_of_the_demonstration_are_read(session: Session) -> None:
    with (DATA / "demonstration-desks.csv").open("rb") as stream:
        desks, errors = parse_desks(stream, ())
    assert errors == []
    assert keep_desks(session, desks) == len(desks) == 12
    found = desk_for(session, LODI, "persona")
    assert found is not None and found.hours and found.phone


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,Uno,bar,ats:325,9-12,,,", 'riga 2, colonna "kind": valore "bar" — atteso uno di questi valori'),
        ("a,Uno,ats,,9-12,,,", 'riga 2, colonna "service_areas": valore "" — atteso un valore'),
        ("a,Uno,ats,ats:999,9-12,,,", 'riga 2, colonna "service_areas": valore "ats:999" — atteso'),
        ("a,Uno,ats,ats:325,,,,", 'riga 2, colonna "hours": valore "" — atteso un valore'),
        (
            "a,Uno,ats,ats:325,9-12,,,\na,Due,ats,ats:325,9-12,,,",
            'riga 3, colonna "id": valore "a" — atteso un',
        ),
    ],
)
def test_bad_cells_are_named(line: str, said: str) -> None:
    desks, errors = parse_desks(io.BytesIO((HEADER + line).encode()), ())
    assert desks == []
    assert [str(error)[: len(said)] for error in errors] == [said]

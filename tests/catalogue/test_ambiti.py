# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of comuni and Ambiti that an ATS supplies."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.ambiti import Membership, import_ambiti, known_ambiti, parse_ambiti
from welfare_point.catalogue.models import MunicipalityAmbito

HEADER = "municipality,ambito_id,ambito_name\n"


def parse(lines: str) -> list[Membership]:
    memberships, errors = parse_ambiti(io.BytesIO((HEADER + lines).encode()))
    assert errors == []
    return memberships


def test_comuni_are_named_by_code_or_name() -> None:
    assert parse("Bergamo,bg-01,Ambito di Bergamo\n016219, bg-02 ,Ambito di Treviglio\n") == [
        Membership("016024", "bg-01", "Ambito di Bergamo"),
        Membership("016219", "bg-02", "Ambito di Treviglio"),
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Torino,to-1,Torino", ['riga 2, colonna "municipality": valore "Torino" — atteso il codice ISTAT']),
        ("Bergamo,,Bergamo", ['riga 2, colonna "ambito_id": valore "" — atteso un valore']),
        ("Bergamo,bg 1,Uno", ['riga 2, colonna "ambito_id": valore "bg 1" — atteso un codice senza spazi']),
        ("Bergamo,a;b,Uno", ['riga 2, colonna "ambito_id": valore "a;b" — atteso un codice senza spazi']),
        (
            "Bergamo,bg-01,Uno\nbergamo,bg-01,Uno",
            [
                'riga 3, colonna "municipality": valore "bergamo" — '
                "atteso un comune che non c'è già, ma è alla riga 2"
            ],
        ),
        (
            "Bergamo,bg-01,Uno\nTreviglio,bg-01,Due",
            [
                'riga 3, colonna "ambito_name": valore "Due" — '
                'atteso "Uno", come alla riga 2 per lo stesso ambito'
            ],
        ),
        ("Bergamo,bg-01\n,bg-02,Due", ['riga 2, colonna "ambito_name"', 'riga 3, colonna "municipality"']),
    ],
)
def test_all_errors_are_reported(lines: str, said: list[str]) -> None:
    memberships, errors = parse_ambiti(io.BytesIO((HEADER + lines).encode()))
    assert memberships == []
    assert [str(error)[: len(start)] for error, start in zip(errors, said, strict=True)] == said


def test_a_file_replaces_the_comuni_it_names_and_no_others(session: Session) -> None:
    assert known_ambiti(session) == frozenset()
    assert import_ambiti(session, parse("Bergamo,bg-01,Uno\nTreviglio,bg-02,Due\n")) == 2
    assert import_ambiti(session, parse("Bergamo,bg-09,Nove\n")) == 1
    rows = session.execute(sa.select(MunicipalityAmbito.municipality, MunicipalityAmbito.ambito_id))
    assert {tuple(row) for row in rows} == {("016024", "bg-09"), ("016219", "bg-02")}
    assert known_ambiti(session) == {"bg-09", "bg-02"}

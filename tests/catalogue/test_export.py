# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Written out and read again, a catalogue loses nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.exchange.csv_export import export_services
from welfare_point.catalogue.exchange.csv_import import (
    CellError,
    ImportReport,
    import_services,
    parse_catalogue,
)
from welfare_point.catalogue.models import Metadata
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers

Load = Callable[..., ImportReport]
Parse = Callable[..., tuple[list[Offer], list[CellError]]]

TRICKY = [
    {"service_id": "a", "description": 'Su due\r\nrighe, con "virgolette", virgole; e punti e virgola'},
    {"service_id": "b", "description": "a capo \r da solo", "name": "'apostrofo' e «caporali» — è già là 😀"},
    {"service_id": "c", "minimum_age": "0.5", "maximum_age": "11", "amount": "0", "isee_maximum": "0.1"},
    {"service_id": "d", "maximum_age": "11.000", "latitude": "45.698323456789012", "longitude": "-0.0000001"},
    {
        "service_id": "e",
        "amount": "123456789012.34",
        "capacity_maximum": "0",
        "company_size_maximum": "999999999",
    },
    {
        "service_id": "f",
        "topics": "tempo--salvatempo;minori--laboratori",
        "service_areas": "regione:03;ats:321",
    },
    {
        "service_id": "g",
        "service_areas": "ambito:bg-01;prov:SO",
        "byday": "SU;MO",
        "delivery": "online;domicilio",
    },
    {"service_id": "h", "opens_at": "00:00", "closes_at": "23:59", "valid_from": "0001-01-01"},
    {"service_id": "i", "valid_to": "9999-12-31", "calendar_scope": "tutto-anno;scuola", "sectors": "moda"},
    {"service_id": "j", "residents_only": "true", "adherents_only": "false", "status": "temporarily_closed"},
    {"service_id": "k", "phone": "=1+1", "address": "-", "source": "@fonte", "assured_by": "+39"},
    {
        "service_id": "formulas",
        "name": "'=1",
        "description": "''@x",
        "sectors": "=moda;-a",
        "email": "=a@b.it",
    },
    {"service_id": "=HYPERLINK(1)", "description": "＝1+1", "location_name": "'", "source": "'tis"},
    {"service_id": "l", "address": "Via A", "cost": "voucher"},
    {"service_id": "m", "municipality": "Cantù", "languages": "italiano;中文"},
    {"service_id": "l", "address": "Via A", "cost": "isee", "capacity_available": "0"},
    {"service_id": "l", "address": "Via 0", "opens_at": "08:05"},
    {"service_id": "Z/?&=% 1", "url": "https://example.org/?a=1&b=%20#c", "email": "a+b@example.org"},
]


def exported(session: Session) -> bytes:
    stream = io.BytesIO()
    assert export_services(session, stream) == len(all_offers(session))
    assert not stream.closed
    return stream.getvalue()


def test_import_export_import_loses_nothing(session: Session, parse: Parse) -> None:
    offers, errors = parse(*TRICKY, ambiti=("bg-01",))
    assert errors == []
    import_services(session, offers)
    first = exported(session)
    again, errors = parse_catalogue(io.BytesIO(first), {"bg-01"})
    assert errors == []
    assert again == all_offers(session)
    assert sorted(again, key=repr) == sorted(offers, key=repr)
    changes = session.scalar(sa.select(sa.func.count()).select_from(Metadata))
    assert import_services(session, again) == ImportReport(0, 0, unchanged=16, rows=18)
    assert session.scalar(sa.select(sa.func.count()).select_from(Metadata)) == changes
    assert exported(session) == first


def test_the_header_is_that_of_the_contract(session: Session) -> None:
    assert exported(session).decode() == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ({"maximum_age": "11"}, "11"),
        ({"maximum_age": "11.0"}, "11"),
        ({"maximum_age": "2.50"}, "2.5"),
        ({"latitude": "0.0000001"}, "0.0000001"),
        ({"amount": "45"}, "45"),
        ({"residents_only": "true"}, "true"),
        ({"residents_only": "false"}, ""),
        ({"opens_at": "07:30"}, "07:30"),
        ({"valid_from": "2026-06-09"}, "2026-06-09"),
        ({"municipality": "Bergamo"}, "016024"),
        ({"topics": "minori--laboratori; tempo--salvatempo ;"}, "minori--laboratori;tempo--salvatempo"),
    ],
)
def test_how_a_cell_is_written(session: Session, load: Load, cell: dict[str, str], written: str) -> None:
    load(cell)
    [row] = csv.DictReader(io.StringIO(exported(session).decode(), newline=""))
    [column] = cell
    assert row[column] == written


def test_offers_made_by_programs_are_written_exactly(session: Session, parse: Parse) -> None:
    [offer], _ = parse({})
    offer = replace(offer, latitude=45.1 + 0.2, longitude=1e-17, amount=1e11 / 3)
    import_services(session, [offer])
    assert parse_catalogue(io.BytesIO(exported(session))) == ([offer], [])


@pytest.mark.parametrize(
    "formula", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "'=1", "''=1", "＝1+1"]
)
def test_a_formula_is_shown_by_a_spreadsheet_and_not_run(
    session: Session, parse: Parse, formula: str
) -> None:
    [offer], _ = parse({"longitude": "-9.5"})
    offer = replace(offer, description=formula)
    import_services(session, [offer])
    [row] = csv.DictReader(io.StringIO(exported(session).decode(), newline=""))
    assert row["description"] == f"'{formula}"
    assert row["longitude"] == "-9.5"
    assert parse_catalogue(io.BytesIO(exported(session))) == ([offer], [])

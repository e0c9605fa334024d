# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``welfare-point import`` and ``export``: whole files or nothing, and every error named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.offers import all_offers

from .commanding import home, run, write
from .conftest import BERGAMO, CATALOGUE, ROMA, csv_of

__all__ = ["home"]


def dump(engine: sa.Engine) -> list[Any]:
    """Everything that an import may change."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return [
            (table.name, sorted(map(str, connection.execute(sa.select(table)))))
            for table in metadata.sorted_tables
        ]


@pytest.mark.parametrize(("form", "name"), [("hsds", "catalogo.json"), ("hsds-tabular", "catalogo.zip")])
def test_hsds_goes_out_and_comes_in(
    home: Path, tmp_path: Path, empty_engine: sa.Engine, form: str, name: str
) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    file = tmp_path / name
    assert "5 servizi scritti" in run("export", form, file).output
    assert "6 righe: 0 servizi nuovi, 0 cambiati, 5 uguali" in run("import", "hsds", file).output
    before = dump(empty_engine)
    for bad in (file.read_bytes()[:-40], b"<html>", b""):
        result = run("import", "hsds", write(tmp_path / "rotto", bad), status=1)
        assert "rotto: 1 errore, niente è stato importato." in result.output
        assert "atteso" in result.output
    assert dump(empty_engine) == before


def test_hsds_of_others_says_what_was_left_out(home: Path, tmp_path: Path) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of({})))
    run("export", "hsds", tmp_path / "catalogo.json")
    page = json.loads((tmp_path / "catalogo.json").read_text("utf-8"))
    page["contents"][0] |= {"accreditations": "ISO", "program": {"id": "p"}}
    file = write(tmp_path / "altri.json", json.dumps(page["contents"]).encode())
    assert (
        "Non si è potuto tenere: service.accreditations (1), service.program (1)."
        in run("import", "hsds", file).output
    )


def test_import_says_what_it_did(home: Path, tmp_path: Path, empty_engine: sa.Engine) -> None:
    file = write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE))
    assert "6 righe: 5 servizi nuovi, 0 cambiati, 0 uguali" in run("import", "services", file).output
    assert "0 servizi nuovi, 0 cambiati, 5 uguali" in run("import", "services", file).output
    changed = [row | {"name": "Altro nome"} if row.get("service_id") == "s2" else row for row in CATALOGUE]
    write(file, csv_of(*changed))
    assert "0 servizi nuovi, 1 cambiati, 4 uguali" in run("import", "services", file).output
    with Session(empty_engine) as session:
        assert "Altro nome" in {offer.name for offer in all_offers(session)}


def test_a_preview_says_what_an_import_would_do_and_writes_nothing(
    home: Path, tmp_path: Path, empty_engine: sa.Engine
) -> None:
    run("import", "services", write(tmp_path / "a.csv", csv_of(*CATALOGUE)))
    before = dump(empty_engine)
    rows = [row | {"name": "Altro nome"} if row.get("service_id") == "s2" else row for row in CATALOGUE]
    file = write(tmp_path / "b.csv", csv_of(*rows, {"service_id": "nuovo-1"}))
    said = run("import", "services", "--preview", file).output
    assert "1 servizi nuovi, 1 cambiati, 4 uguali" in said
    assert "nuovo nuovo-1" in said
    assert "→ «Altro nome»" in said
    assert dump(empty_engine) == before


def test_a_file_with_errors_changes_nothing_and_names_them_all(
    home: Path, tmp_path: Path, empty_engine: sa.Engine
) -> None:
    run("import", "services", write(tmp_path / "buono.csv", csv_of(*CATALOGUE)))
    before = dump(empty_engine)
    bad = (
        {"service_id": "n1", "name": "Nuovo"},
        {"service_id": "n2", "topics": "minori--inesistente"},
        {"service_id": "n3", "minimum_age": "sei"},
        {"service_id": "n4", "valid_from": "2026-02-30"},
        {"service_id": "n5", "service_areas": ROMA},
        {"service_id": "n6", "email": "senza-chiocciola"},
    )
    result = run("import", "services", write(tmp_path / "guasto.csv", csv_of(*bad)), status=1)
    lines = result.stderr.splitlines()
    planted = [
        (3, "topics", "minori--inesistente"),
        (4, "minimum_age", "sei"),
        (5, "valid_from", "2026-02-30"),
        (6, "service_areas", ROMA),
        (7, "email", "senza-chiocciola"),
    ]
    assert len(lines) == len(planted) + 1
    for said, (line, column, value) in zip(lines, planted, strict=False):
        assert said.startswith(f'riga {line}, colonna "{column}": valore "{value}" — atteso ')
    assert lines[-1] == "guasto.csv: 5 errori, niente è stato importato."
    assert dump(empty_engine) == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"ciao", b"\xff\xfe\x00", b"\x00" * 100, b"PK\x03\x04", b"service_id;name\n", b"{}"],
)
def test_files_that_are_no_catalogue(home: Path, tmp_path: Path, content: bytes) -> None:
    result = run("import", "services", write(tmp_path / "x.csv", content), status=1)
    assert "niente è stato importato" in result.stderr


def test_a_file_that_is_not_there(home: Path, tmp_path: Path) -> None:
    run("import", "services", tmp_path / "nessuno.csv", status=2)
    run("import", "services", tmp_path, status=2)
    run("import", "services", status=2)


def test_ambiti_come_before_the_services_that_name_them(home: Path, tmp_path: Path) -> None:
    services = write(tmp_path / "catalogo.csv", csv_of({"service_areas": "ambito:bg-1"}))
    run("import", "services", services, status=1)
    ambiti = f"municipality,ambito_id,ambito_name\n{BERGAMO},bg-1,Ambito di Bergamo\n".encode()
    assert "1 Comuni" in run("import", "ambiti", write(tmp_path / "ambiti.csv", ambiti)).output
    run("import", "services", services)
    broken = f"municipality,ambito_id,ambito_name\n{ROMA},rm-1,Ambito di Roma\n".encode()
    result = run("import", "ambiti", write(tmp_path / "roma.csv", broken), status=1)
    assert ROMA in result.stderr


def test_what_is_exported_can_be_imported_and_changes_nothing(
    home: Path, tmp_path: Path, empty_engine: sa.Engine
) -> None:
    run("import", "services", write(tmp_path / "catalogo.csv", csv_of(*CATALOGUE)))
    with Session(empty_engine) as session:
        before = all_offers(session)
    out = tmp_path / "fuori.csv"
    assert "6 righe" in run("export", "services", out).output
    assert out.read_text("utf-8").splitlines()[0].split(",") == list(COLUMNS)
    assert "0 servizi nuovi, 0 cambiati, 5 uguali" in run("import", "services", out).output
    with Session(empty_engine) as session:
        assert all_offers(session) == before
    again = tmp_path / "ancora.csv"
    run("export", "services", again)
    assert again.read_bytes() == out.read_bytes()


def test_an_empty_catalogue_is_exported_as_its_columns(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "fuori.csv"
    run("export", "services", out)
    assert out.read_text("utf-8").strip() == ",".join(COLUMNS)


def test_days_without_school_are_imported_whole_or_not_at_all(home: Path, tmp_path: Path) -> None:
    header = "municipality,school,from,to,kind,note\n"
    good = f"{header}{BERGAMO},,2026-11-02,2026-11-02,chiusure,\n".encode()
    assert "1 eccezioni" in run("import", "school-calendar", write(tmp_path / "a.csv", good)).output
    bad = good + b"Roma,,2026-11-02,2026-11-02,chiusure,\n"
    refused = run("import", "school-calendar", write(tmp_path / "b.csv", bad), status=1)
    assert 'riga 3, colonna "municipality"' in refused.stderr and "niente è stato importato" in refused.stderr

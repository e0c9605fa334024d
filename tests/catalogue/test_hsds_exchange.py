# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS files in and out lose nothing; those of others give what maps; bad ones change nothing and say why."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from welfare_point.catalogue.database import migrate, session_factory
from welfare_point.catalogue.directory import Kept
from welfare_point.catalogue.exchange import hsds_json, hsds_package
from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.exchange.csv_export import export_services
from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.exchange.hsds_import import HsdsFile, Reading
from welfare_point.catalogue.exchange.hsds_json import export_json, read_json
from welfare_point.catalogue.exchange.hsds_package import export_package, read_package
from welfare_point.catalogue.models import Taxonomy
from welfare_point.catalogue.reference import DATA
from welfare_point.catalogue.taxonomy import TAXONOMY_ID

from .test_export import TRICKY

AMBITI = ("bg-01",)
FORMS = pytest.mark.parametrize(
    ("export", "read"), [(export_json, read_json), (export_package, read_package)], ids=["json", "tabular"]
)


def foreign() -> dict[str, Any]:
    """A service of another program."""
    text = Path(__file__).with_name("foreign_hsds.yml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
    loaded |= {"minimum_age": 6, "maximum_age": 11}
    loaded["cost_options"][0]["amount"] = 20
    return loaded


def file_of(*services: Any) -> io.BytesIO:
    return io.BytesIO(json.dumps(services).encode())


def exported(session: Session) -> bytes:
    stream = io.BytesIO()
    export_services(session, stream)
    return stream.getvalue()


def package_of(session: Session) -> dict[str, bytes]:
    """The files of the package of a catalogue."""
    stream = io.BytesIO()
    export_package(session, stream)
    with zipfile.ZipFile(stream) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream


@FORMS
def test_a_catalogue_travels_and_comes_back_byte_for_byte(
    session: Session, empty_engine: sa.Engine, export: Callable[..., int], read: Callable[..., HsdsFile]
) -> None:
    with (DATA / "demonstration.csv").open("rb") as stream:
        offers, errors = parse_catalogue(stream)
    assert errors == []
    import_services(session, offers)
    file = io.BytesIO()
    assert export(session, file) == len({offer.service_id for offer in offers})
    file.seek(0)
    found = read(file)
    assert (found.errors, found.left_out) == ([], {})
    migrate(empty_engine)
    with session_factory(empty_engine)() as fresh:
        import_services(fresh, found.offers)
        assert exported(fresh) == exported(session)
        again = io.BytesIO()
        export(fresh, again)
        assert modified_at_zero(again.getvalue()) == modified_at_zero(file.getvalue())


def modified_at_zero(file: bytes) -> Any:
    """The file without the moment at which its services came into the database."""
    if not file.startswith(b"PK"):
        return re.sub(rb'"last_modified": "[^"]+"', b"", file)
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return {
            name: re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", b"", package.read(name))
            for name in package.namelist()
        }


@FORMS
def test_nothing_odd_is_lost(
    session: Session, parse: Callable[..., Any], export: Callable[..., int], read: Callable[..., HsdsFile]
) -> None:
    offers, errors = parse(*TRICKY, ambiti=AMBITI)
    assert errors == []
    import_services(session, offers)
    before = exported(session)
    file = io.BytesIO()
    export(session, file)
    file.seek(0)
    found = read(file, AMBITI)
    assert found.errors == []
    report = import_services(session, found.offers)
    services = len({offer.service_id for offer in offers})
    assert (report.added, report.changed, report.unchanged) == (0, 0, services)
    assert exported(session) == before


EVERYTHING = {
    "organization_type": "no_profit",
    "description": "Giochi",
    "status": "inactive",
    "minimum_age": "0.5",
    "maximum_age": "11",
    "eligibility_description": "Iscritti",
    "residents_only": "true",
    "adherents_only": "true",
    "isee_maximum": "15000.5",
    "disability_required": "true",
    "company_size_maximum": "49",
    "sectors": "artigianato;moda",
    "delivery": "in_presenza;online",
    "location_name": "Sede",
    "address": "via Roma 1",
    "municipality": "016024",
    "latitude": "45.7",
    "longitude": "9.6",
    "phone": "+39 035 555",
    "email": "info@example.org",
    "url": "https://example.org",
    "application_process": "Online",
    "cost": "isee",
    "amount": "12.5",
    "cost_description": "al mese",
    "calendar_scope": "estate;natale",
    "valid_from": "2026-06-09",
    "valid_to": "2026-09-10",
    "byday": "MO;SU",
    "opens_at": "07:30",
    "closes_at": "18:00",
    "capacity_maximum": "20",
    "capacity_available": "3",
    "capacity_updated": "2026-06-01",
    "assured_date": "2026-05-31",
    "assured_by": "Sportello",
    "languages": "it;lingua dei segni",
    "accessibility": "Rampa",
    "required_documents": "ISEE; domanda",
    "innovation": "sperimentale",
    "structural": "occasionale",
    "source": "comune",
}


@FORMS
@pytest.mark.parametrize("left_empty", [(), *((column,) for column in EVERYTHING)])
def test_every_column_travels_and_what_is_empty_stays_empty(
    parse: Callable[..., Any],
    export: Callable[..., int],
    read: Callable[..., HsdsFile],
    left_empty: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = {column: "" if column in left_empty else cell for column, cell in EVERYTHING.items()}
    offers, errors = parse(
        full, full | {"location_name": "Altra", "phone": "", "email": "", "url": "", "cost": ""}
    )
    assert errors == []
    assert left_empty or all(getattr(offers[0], column) not in (None, (), False) for column in COLUMNS)
    kept = Kept(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    for module in (hsds_json, hsds_package):
        monkeypatch.setattr(module, "everything", lambda _: [(offers, kept)])
    monkeypatch.setattr(
        hsds_package, "taxonomies", lambda _: [Taxonomy(id=TAXONOMY_ID, name="n", description="d")]
    )
    file = io.BytesIO()
    export(None, file)
    file.seek(0)
    found = read(file)
    assert (found.errors, found.left_out, found.offers) == ([], {}, offers)


def test_the_package_is_what_its_descriptor_says(session: Session, load: Callable[..., Any]) -> None:
    load(
        {"minimum_age": "6.5", "byday": "MO;TU", "opens_at": "08:30", "capacity_available": "1"},
        {"minimum_age": "6.5", "location_name": "Due", "municipality": "Bergamo", "amount": "3"},
        {"service_id": "s2", "organization_id": "o2", "languages": "it;ar", "capacity_updated": "2026-01-01"},
    )
    files = package_of(session)
    descriptor = json.loads(files["datapackage.json"])
    assert {resource["path"] for resource in descriptor["resources"]} == set(files) - {"datapackage.json"}
    rows = {
        resource["name"]: list(csv.DictReader(io.StringIO(files[resource["path"]].decode(), newline="")))
        for resource in descriptor["resources"]
    }
    kinds: dict[str, Callable[[str], Any]] = {
        "string": str,
        "number": float,
        "integer": int,
        "boolean": ["true", "false"].index,
        "date": dt.date.fromisoformat,
        "datetime": dt.datetime.fromisoformat,
        "time": dt.time.fromisoformat,
    }
    for resource in descriptor["resources"]:
        table = rows[resource["name"]]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == files[resource["path"]].decode().split("\r\n")[0].split(
            ","
        )
        for field in fields:
            values = [row[field["name"]] for row in table]
            for value in filter(None, values):
                kinds[field["type"]](value)
            assert not field["constraints"]["required"] or all(values), (resource["name"], field["name"])
        assert len({row["id"] for row in table}) == len(table)
        for key in resource["schema"]["foreignKeys"]:
            known = {row["id"] for row in rows[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in table} - {""} <= known, (resource["name"], key)
    assert {name: len(rows[name]) for name in ("service", "service_at_location", "organization")} == {
        "service": 2,
        "service_at_location": 3,
        "organization": 2,
    }


def test_the_same_catalogue_gives_the_same_package(session: Session, load: Callable[..., Any]) -> None:
    load({}, {"service_id": "s2"})
    one, other = io.BytesIO(), io.BytesIO()
    export_package(session, one)
    export_package(session, other)
    assert one.getvalue() == other.getvalue()


def test_a_service_of_another_program_gives_what_maps() -> None:
    found = read_json(file_of(foreign()))
    assert found.errors == []
    first, second, third = found.offers
    assert {offer.service_id for offer in found.offers} == {foreign()["id"]}
    assert (first.organization_name, first.status) == ("Associazione Girasole", "temporarily_closed")
    assert (first.topics, first.audience) == (("minori--supporto-compiti",), "persona")
    assert (first.minimum_age, first.maximum_age) == (6, 11)
    assert (first.service_areas, third.service_areas) == (("016024", "prov:LC"), ("015146",))
    assert (first.address, first.municipality) == ("via Roma 1, primo piano", "016024")
    assert (first.byday, first.opens_at, first.closes_at) == (("MO", "WE"), dt.time(15), dt.time(18))
    assert (second.byday, second.location_name) == (("SA",), "Biblioteca")
    assert (first.delivery, third.delivery) == (("in_presenza",), ("online",))
    assert (first.cost, first.amount, first.cost_description) == ("pagamento", 20, "al mese")
    assert (first.phone, first.email, first.url) == (
        "035 555",
        "info@example.org",
        "https://example.org/compiti",
    )
    assert (third.phone, third.email) == ("02 111", "milano@example.org")
    assert (first.capacity_available, first.capacity_updated) == (4, dt.date(2026, 10, 3))
    assert (first.assured_by, first.languages) == ("ufficio@example.org", ("ur",))
    assert (first.required_documents, first.accessibility) == ("Carta d'identità", "Rampa")


def test_what_the_catalogue_cannot_keep_is_counted() -> None:
    left_out = read_json(file_of(foreign())).left_out
    assert left_out == {
        "service.alternate_name": 1,
        "service.interpretation_services": 1,
        "organization.website": 1,
        "location.transportation": 1,
        "contact.name": 1,
        "attribute": 1,
        "phone": 1,
        "schedule.freq": 1,
    }


def test_a_page_and_a_list_say_the_same() -> None:
    page = io.BytesIO(b"\xef\xbb\xbf" + json.dumps({"size": 1, "contents": [foreign()], "z": [1]}).encode())
    assert read_json(page).offers == read_json(file_of(foreign())).offers


def changed(path: str, value: Any) -> dict[str, Any]:
    """The service of another program with one value changed, or taken away."""
    service = copy.deepcopy(foreign())
    *parents, last = path.split("/")
    place: Any = service
    for step in parents:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is None:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return service


@pytest.mark.parametrize(
    ("path", "value", "place", "said", "expected"),
    [
        ("name", None, "/0/name", "", "un valore"),
        ("name", 5, "/0/name", "5", "un testo tra virgolette"),
        ("name", "  ", "/0/name", "", "un valore"),
        ("id", None, "/0/id", "", "un valore"),
        ("status", "chiuso", "/0/status", "chiuso", "temporarily_closed"),
        ("minimum_age", "sei", "/0/minimum_age", "sei", "un numero di anni"),
        ("maximum_age", 3, "/0/maximum_age", "3", "non più piccolo"),
        ("maximum_age", [3], "/0/maximum_age", "[3]", "senza punto e virgola"),
        ("maximum_age", {"a": 3}, "/0/maximum_age", '{"a": 3}', "un valore solo"),
        ("assured_date", "2026-02-30", "/0/assured_date", "2026-02-30", "un giorno che esiste"),
        ("description", "a\0b", "/0/description", "a�b", "senza caratteri nulli"),
        ("organization", None, "/0/organization", "", "l'ente"),
        ("organization", "Girasole", "/0/organization", "Girasole", "un oggetto"),
        ("organization/id", None, "/0/organization/id", "", "un valore"),
        ("attributes", None, "/0/attributes", "", "classificazione"),
        ("attributes/0/taxonomy_term/code", "boh", "/0/attributes", "boh, YH-1800", "classificazione"),
        ("service_areas", None, "/0/service_areas", "", "almeno un'area"),
        ("service_areas", {}, "/0/service_areas", "{}", "un elenco di oggetti"),
        ("service_areas/0/name", "Atlantide", "/0/service_areas/0/name", "Atlantide", "nome esatto"),
        ("phones/0", "035", "/0/phones/0", "035", "un oggetto"),
        (
            "service_at_locations/0/location/latitude",
            145,
            "/0/service_at_locations/0/location/latitude",
            "145",
            "da -90 a 90",
        ),
        (
            "service_at_locations/0/schedules/1/opens_at",
            "9:00Z",
            "/0/service_at_locations/0/schedules/1/opens_at",
            "9:00Z",
            "un orario",
        ),
        (
            "service_at_locations/0/schedules/0/byday",
            "MO,XX",
            "/0/service_at_locations/0/schedules/0/byday",
            "MO;XX",
            "XX",
        ),
    ],
)
def test_what_is_wrong_is_pointed_at(path: str, value: Any, place: str, said: str, expected: str) -> None:
    found = read_json(file_of(changed(path, value)))
    assert found.offers == []
    [error] = found.errors
    assert (error.place, error.value) == (place, said)
    assert expected in error.expected
    assert str(error).startswith(place)


def test_half_a_sign_is_no_text() -> None:
    reading = Reading()
    reading.service(changed("description", "a\ud83d"), "/0")
    [error] = reading.file().errors
    assert (error.place, error.value) == ("/0/description", "a?")


def test_all_that_is_wrong_is_told() -> None:
    other = changed("organization/name", "Associazione Tulipano")
    found = read_json(file_of(foreign(), changed("name", 5), other | {"id": "altro"}, "testo"))
    assert [(error.place, error.value) for error in found.errors] == [
        ("/1/name", "5"),
        ("/1/id", foreign()["id"]),
        ("/2/organization (organization_name)", "Associazione Tulipano"),
        ("/3", "testo"),
    ]
    assert "/0/id" in found.errors[1].expected
    assert "Associazione Girasole" in found.errors[2].expected


@pytest.mark.parametrize(
    ("file", "place", "expected"),
    [
        (b"", "/", "JSON"),
        (b"<html>Errore</html>", "/", "JSON"),
        (b"service_id,name\r\n", "/", "JSON"),
        (b"3", "/", "un elenco di servizi"),
        (b'{"servizi": []}', "/", "un elenco di servizi"),
        (b'{"contents": {}}', "/", "un elenco di servizi"),
        (b'{"contents": [', "/", "JSON"),
        (b"[" * 5000, "/", "JSON"),
        (b'[{"name": "caff\xe8"}]', "/", "JSON"),
        (b"\xff\xfe[\x00]\x00", "/", "JSON"),
    ],
)
def test_files_that_are_no_hsds(file: bytes, place: str, expected: str) -> None:
    found = read_json(io.BytesIO(file))
    assert found.offers == []
    [error] = found.errors
    assert error.place == place
    assert expected in error.expected


def test_a_file_that_breaks_off_says_after_which_service() -> None:
    whole = json.dumps([foreign(), foreign() | {"id": "b"}]).encode()
    [error] = read_json(io.BytesIO(whole[:-40])).errors
    assert error.place == "/1"


def test_an_empty_list_has_no_services() -> None:
    assert read_json(io.BytesIO(b'{"contents": []}')) == read_json(io.BytesIO(b"[]"))


def edited(files: dict[str, bytes], name: str, old: bytes, new: bytes) -> io.BytesIO:
    assert old in files[name]
    return zipped({**files, name: files[name].replace(old, new, 1)})


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("services.csv", b"active", b"aperto", 'services.csv, riga 2, colonna "status": valore "aperto"'),
        ("services.csv", b"Centro estivo", b"", 'services.csv, riga 2, colonna "name": atteso un valore'),
        ("services.csv", b"o1", b"o9", 'services.csv, riga 2, colonna "organization_id": valore "o9"'),
        ("services.csv", b"Centro", b"Caff\xe8", 'services.csv, riga 2, colonna "name"'),
        (
            "services.csv",
            b"Centro estivo",
            b"Centro,estivo",
            "services.csv, riga 2: atteso un numero di celle",
        ),
        ("services.csv", b"Centro", b'"Centro', "services.csv, riga 2: atteso un testo con le virgolette"),
        ("schedules.csv", b"2026-07-01", b"luglio", 'schedules.csv, riga 2, colonna "valid_from"'),
        ("service_areas.csv", b",016024,0", b",Atlantide,0", 'service_areas.csv, riga 2, colonna "code"'),
        (
            "datapackage.json",
            b"services.csv",
            b"../services.csv",
            'datapackage.json: valore "../services.csv"',
        ),
        ("datapackage.json", b'"service"', b'"servizi"', "le tabelle service e organization"),
        ("datapackage.json", b"{", b"", "datapackage.json: atteso un file JSON"),
    ],
)
def test_a_bad_package_says_table_line_and_column(
    session: Session, load: Callable[..., Any], name: str, old: bytes, new: bytes, said: str
) -> None:
    load({"valid_from": "2026-07-01"})
    found = read_package(edited(package_of(session), name, old, new))
    assert found.offers == []
    [error] = found.errors
    assert said in str(error)


def test_what_is_no_package(session: Session, load: Callable[..., Any]) -> None:
    load({})
    whole = zipped(package_of(session)).getvalue()
    for file in (b"", b"PK", whole[:-30], whole[:200] + b"\0" * 40 + whole[240:]):
        found = read_package(io.BytesIO(file))
        assert (found.offers, len(found.errors)) == ([], 1)
    [error] = read_package(zipped({"altro.csv": b""})).errors
    assert "datapackage.json" in error.expected


def test_a_package_of_others_may_have_more_tables_and_columns(
    session: Session, load: Callable[..., Any]
) -> None:
    load({"cost": "gratuito"})
    files = package_of(session)
    before = read_package(zipped(files)).offers
    descriptor = json.loads(files["datapackage.json"])
    descriptor["resources"].append({"name": "program", "path": "programs.csv"})
    files |= {"datapackage.json": json.dumps(descriptor).encode(), "programs.csv": b"id\r\np1\r\n"}
    head, row, *rest = files["services.csv"].split(b"\r\n")
    files["services.csv"] = b"\r\n".join([head + b",wait_time", row + b",un mese", *rest])
    found = read_package(zipped({f"dati/{name}": content for name, content in files.items()}))
    assert (found.errors, found.offers) == ([], before)
    assert found.left_out == {"program": 1, "service.wait_time": 1}

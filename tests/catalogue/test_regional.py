# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The region's files: read whole, every bad cell named, what was put right told, people's corrections kept."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.orm import Session

from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.offers import all_offers, offers_of
from welfare_point.catalogue.reference import municipalities
from welfare_point.catalogue.regional.keeping import keep_regional
from welfare_point.catalogue.regional.layout import LayoutError, load_layout
from welfare_point.catalogue.regional.parsing import parse_regional


def _sibling(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


files = _sibling("regional_files")
LAYOUTS = ("anziani", "centri-diurni")
FORMS = {"csv": files.as_csv, "objects": files.as_objects, "arrays": files.as_arrays}
Row = dict[str, str]


def elderly(**cells: str) -> Row:
    """A good row of the first layout, but for the cells given."""
    return {**files.rows("anziani", count=1)[0], **cells}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", FORMS)
def test_a_good_file_is_read_whole_in_every_form(layout: str, form: str) -> None:
    parsed = parse_regional(FORMS[form](files.rows(layout)))
    assert parsed.layout and parsed.layout.name == layout
    assert (parsed.errors, len(parsed.offers), parsed.faulty) == ([], 200, 0)


def test_the_three_forms_say_the_same() -> None:
    made = files.rows("anziani")
    offers = [parse_regional(form(made)).offers for form in FORMS.values()]
    assert offers[0] == offers[1] == offers[2]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_of_15_faults_is_named_and_the_other_185_rows_are_good(layout: str) -> None:
    bad, where = files.spoiled(layout, files.rows(layout))
    parsed = parse_regional(files.as_csv(bad))
    assert [(e.line, e.column, e.value) for e in parsed.errors] == [(n, f.column, f.value) for n, f in where]
    for error, (_, fault) in zip(parsed.errors, where, strict=True):
        assert fault.expected in error.expected
    assert (len(parsed.offers), parsed.faulty, parsed.rows) == (185, 15, 200)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["objects", "arrays"])
def test_faults_in_json_are_named_by_their_place_among_the_records(layout: str, form: str) -> None:
    bad, where = files.spoiled(layout, files.rows(layout))
    parsed = parse_regional(FORMS[form](bad))
    wanted = [(line - 1, fault.column.upper()) for line, fault in where if "riga" not in fault.expected]
    found = [(e.line, e.column.upper()) for e in parsed.errors if "riga" not in e.expected]
    assert found == wanted
    assert (len(parsed.offers), parsed.faulty) == (185, 15)


def test_a_row_becomes_a_service_with_its_place_and_area() -> None:
    bergamo = elderly(
        COMUNE_DI_UBICAZIONE="BERGAMO", PROV="BG", CAP="24121", WGS84_X="9,6773", WGS84_Y="45,6983"
    )
    (offer,) = parse_regional(files.as_csv([bergamo])).offers
    assert offer.service_id == "lombardia-anziani-A001"
    assert (offer.municipality, offer.service_areas) == ("016024", ("ats:325",))
    assert (offer.latitude, offer.longitude) == (45.6983, 9.6773)
    assert offer.audience == "persona" and offer.topics[0].startswith("anziani--")
    assert offer.url == "https://www.casa1.example.org"
    assert offer.assured_date is None


@pytest.mark.parametrize(
    ("written", "province", "istat"),
    [
        ("Bergmo", "BG", "016024"),
        ("SESTO SAN GIOVANI", "MI", "015209"),
        ("sesto s. giovanni", "MI", "015209"),
        ("Milano (MI)", "", "015146"),
        ("BERGAMO", "Bergamo", "016024"),
        ("Brembilla", "BG", "016253"),
        ("016024", "BG", "016024"),
    ],
)
def test_comuni_are_found_whatever_the_spelling(written: str, province: str, istat: str) -> None:
    place = municipalities()[istat]
    x, y = str(place.longitude), str(place.latitude)
    row = elderly(COMUNE_DI_UBICAZIONE=written, PROV=province, WGS84_X=x, WGS84_Y=y)
    parsed = parse_regional(files.as_csv([row]))
    assert [offer.municipality for offer in parsed.offers] == [istat], parsed.errors


def test_a_slip_without_province_is_not_guessed_but_hinted() -> None:
    parsed = parse_regional(files.as_csv([elderly(COMUNE_DI_UBICAZIONE="Bergmo", PROV="")]))
    (error,) = parsed.errors
    assert (error.line, error.column, error.value) == (2, "COMUNE_DI_UBICAZIONE", "Bergmo")
    assert "Bergamo" in error.expected


def test_a_comune_of_another_province_than_said_is_refused() -> None:
    parsed = parse_regional(files.as_csv([elderly(COMUNE_DI_UBICAZIONE="Bergamo", PROV="MI")]))
    assert [(e.column, e.value) for e in parsed.errors] == [("PROV", "MI")]


def test_swapped_coordinates_are_put_in_order_and_told() -> None:
    row = elderly(COMUNE_DI_UBICAZIONE="Bergamo", PROV="BG", WGS84_X="45,6983", WGS84_Y="9,6773")
    parsed = parse_regional(files.as_csv([row]))
    assert [(o.latitude, o.longitude) for o in parsed.offers] == [(45.6983, 9.6773)]
    (notice,) = parsed.notices
    assert (notice.line, notice.column, notice.value) == (2, "WGS84_X", "45,6983")


def test_coordinates_far_from_the_comune_are_refused() -> None:
    row = elderly(COMUNE_DI_UBICAZIONE="Bergamo", PROV="BG", WGS84_X="9,19", WGS84_Y="45,46")
    (error,) = parse_regional(files.as_csv([row])).errors
    assert "Bergamo" in error.expected and error.column == "WGS84_Y"


def test_the_fiscal_code_of_a_person_is_neither_kept_nor_shown() -> None:
    person = "RSSMRA80A01A794K"
    parsed = parse_regional(files.as_csv([elderly(CODICE_FISCALE_EG=person, PARTITA_IVA_EG="")]))
    assert len(parsed.offers) == 1 and len(parsed.notices) == 1
    assert person not in repr(parsed)


def test_two_spellings_of_one_body_get_the_first() -> None:
    second = elderly(CODICE_CUDES="A002", DENOMINAZIONE_EG="COOP. UNO")
    parsed = parse_regional(files.as_csv([elderly(DENOMINAZIONE_EG="Coop Uno"), second]))
    assert {offer.organization_name for offer in parsed.offers} == {"Coop Uno"}
    assert [notice.line for notice in parsed.notices] == [3]


def test_semicolons_and_a_byte_order_mark_are_read_too() -> None:
    content = b"\xef\xbb\xbf" + files.as_csv(files.rows("anziani", count=3), delimiter=";")
    assert len(parse_regional(content).offers) == 3


GOOD = files.as_csv([elderly(DENOMINAZIONE_STRUTTURA="Casa della Bontà")])


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        (b"", 1, "vuoto"),
        (b" \n\n", 1, "vuoto"),
        (b"<!DOCTYPE html><html><body>503</body></html>", 1, "pagina web"),
        (b'[{"codice_cudes": "1",', 1, "JSON"),
        (b'{"error": true, "message": "no"}', 1, "meta.view.columns"),
        (b"[]", 1, "riga di dati"),
        (b"[1, 2]", 1, "oggetto"),
        (b"[" * 100_000, 1, "lista di oggetti"),
        (GOOD.splitlines()[0], 1, "riga di dati"),
        (GOOD.decode().encode("latin-1"), 2, "utf-8"),
        (GOOD.decode().encode("utf-16"), 1, "utf-8"),
        (b"nome,cognome\na,b\n", 1, "schema"),
        (GOOD.replace(b"Casa della", b'"Casa della'), 2, "virgolette"),
    ],
)
def test_a_bad_file_is_told_what_it_should_be(content: bytes, line: int, expected: str) -> None:
    parsed = parse_regional(content)
    assert parsed.offers == []
    assert parsed.errors[0].line == line
    assert expected in parsed.errors[0].expected


def test_a_missing_column_is_named() -> None:
    row = elderly()
    del row["COMUNE_DI_UBICAZIONE"]
    parsed = parse_regional(files.as_csv([row]), load_layout("anziani"))
    assert [(e.line, e.column) for e in parsed.errors] == [(1, "COMUNE_DI_UBICAZIONE")]
    assert not parsed.readable


def test_a_new_data_set_needs_only_a_layout_file(tmp_path: Path) -> None:
    (tmp_path / "nidi.yml").write_text(
        """
name: nidi
source: Un Comune, nidi
id_prefix: nidi-
areas: comune
encoding: cp1252
columns: {service_id: Codice, name: Nido, municipality: Comune, organization_name: Gestore}
required: [service_id, name]
constants: {topics: minori--prima-infanzia, audience: persona, maximum_age: "3", organization_type: ente_pubblico}
"""
    )
    content = "codice;nido;comune;gestore\n1;Il melo è in fiore;Bergamo;Comune di Bergamo\n".encode("cp1252")
    (offer,) = parse_regional(content, load_layout(str(tmp_path / "nidi.yml"))).offers
    assert (offer.name, offer.service_areas, offer.maximum_age) == ("Il melo è in fiore", ("016024",), 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "non si può usare"),
        ("name: x", "source"),
        ("a: b", "non si può usare"),
    ],
)
def test_a_layout_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.yml").write_text(text)
    with pytest.raises(LayoutError, match=said):
        load_layout(str(tmp_path / "bad.yml"))


def test_an_unknown_layout_names_those_that_there_are() -> None:
    with pytest.raises(LayoutError, match="anziani, centri-diurni"):
        load_layout("niente")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_importing_twice_changes_nothing(session: Session, layout: str) -> None:
    content = files.as_csv(files.rows(layout))
    first = keep_regional(session, parse_regional(content))
    again = keep_regional(session, parse_regional(content))
    assert (first.added, again.added, again.changed, again.unchanged) == (200, 0, 0, 200)


def test_what_people_added_stays_and_what_the_file_fills_is_new(session: Session) -> None:
    keep_regional(session, parse_regional(files.as_csv([elderly(EMAIL_STRUTTURA="")])))
    (kept,) = all_offers(session)
    mine = replace(
        kept, description="Con giardino", email="noi@example.org", service_areas=("regione:03",), amount=20
    )
    import_services(session, [mine])
    keep_regional(session, parse_regional(files.as_csv([elderly(EMAIL_STRUTTURA="", NR_POSTI="99")])))
    (now,) = offers_of(session, kept.service_id)
    assert now == replace(mine, capacity_maximum=99)

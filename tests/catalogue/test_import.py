# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the catalogue's CSV: what a good cell becomes, and what is said of a bad one."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.exchange.csv_import import CellError, parse_catalogue
from welfare_point.catalogue.offer import Offer

Parse = Callable[..., tuple[list[Offer], list[CellError]]]

HEADER = b"service_id,organization_id,organization_name,name,topics,audience,service_areas"
LINE = b"s1,o1,Cooperativa,Campus,minori--laboratori,persona,016024"


def errors_in(content: bytes) -> list[str]:
    offers, errors = parse_catalogue(io.BytesIO(content))
    assert offers == []
    return [str(error) for error in errors]


def test_columns_are_the_fields_of_an_offer() -> None:
    assert len(COLUMNS) == 49
    assert sorted(COLUMNS) == sorted(field.name for field in fields(Offer))


def test_a_row_with_the_least_that_is_required(parse: Parse) -> None:
    assert parse({}) == (
        [
            Offer(
                service_id="s1",
                organization_id="o1",
                organization_name="Cooperativa Arcobaleno",
                name="Centro estivo",
                topics=("minori--chiusure-scolastiche",),
                audience="persona",
                service_areas=("016024",),
            )
        ],
        [],
    )


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("organization_name", "  Comune di Cantù ", "Comune di Cantù"),
        ("description", "Su due\nrighe; \"così\", ecco", "Su due\nrighe; \"così\", ecco"),
        ("topics", " tempo--salvatempo ;minori--laboratori;", ("tempo--salvatempo", "minori--laboratori")),
        ("topics", "minori--laboratori;minori--laboratori", ("minori--laboratori",)),
        ("status", "", "active"),
        ("status", "temporarily_closed", "temporarily_closed"),
        ("minimum_age", "2.5", 2.5),
        ("minimum_age", "0", 0.0),
        ("maximum_age", "130", 130.0),
        ("residents_only", "true", True),
        ("residents_only", "false", False),
        ("residents_only", "", False),
        ("isee_maximum", "12500.50", 12500.5),
        ("company_size_maximum", "50", 50),
        ("sectors", "Artigianato; commercio", ("artigianato", "commercio")),
        ("service_areas", "prov:BG; ats:325;regione:03", ("prov:BG", "ats:325", "regione:03")),
        ("service_areas", "ambito:bg-01;016024", ("ambito:bg-01", "016024")),
        ("delivery", "online;telefono", ("online", "telefono")),
        ("municipality", "Cantù", "013041"),
        ("municipality", "013041", "013041"),
        ("latitude", "-45.123456789", -45.123456789),
        ("phone", "+39 035 000 0000 int. 2", "+39 035 000 0000 int. 2"),
        ("email", "info@coop.example.org", "info@coop.example.org"),
        ("url", "https://www.example.org/campus?anno=2026", "https://www.example.org/campus?anno=2026"),
        ("cost", "isee", "isee"),
        ("calendar_scope", "estate;tutto-anno", ("estate", "tutto-anno")),
        ("valid_from", "2028-02-29", dt.date(2028, 2, 29)),
        ("byday", "MO;SU", ("MO", "SU")),
        ("opens_at", "00:00", dt.time(0, 0)),
        ("closes_at", "23:59", dt.time(23, 59)),
        ("capacity_available", "0", 0),
        ("languages", "italiano;arabo", ("italiano", "arabo")),
    ],
)  # fmt: skip
def test_a_good_cell(parse: Parse, column: str, cell: str, value: object) -> None:
    offers, errors = parse({column: cell}, ambiti=("bg-01",))
    assert errors == []
    assert getattr(offers[0], column) == value


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("service_id", " ", "un valore"),
        ("topics", " ; ", "un valore"),
        ("service_areas", "", "un valore"),
        ("topics", "minori--laboratori;minori", "minori--chiusure-scolastiche (qui non lo è \"minori\")"),
        ("audience", "Persona", "persona, impresa, entrambi"),
        ("status", "closed", "temporarily_closed"),
        ("organization_type", "comune", "ente_pubblico, ambito"),
        ("minimum_age", "abc", "un numero di anni, per esempio 3 o 2.5"),
        ("minimum_age", "2,5", "un numero di anni"),
        ("minimum_age", "nan", "un numero di anni"),
        ("minimum_age", "1e1", "un numero di anni"),
        ("minimum_age", "３", "un numero di anni"),
        ("minimum_age", "-1", "da 0 a 130"),
        ("maximum_age", "130.5", "da 0 a 130"),
        ("residents_only", "sì", "true, false oppure niente"),
        ("isee_maximum", "25.000,00", "un numero di euro"),
        ("amount", "-5", "un numero di euro"),
        ("amount", "45 €", "un numero di euro"),
        ("company_size_maximum", "50.5", "un numero intero"),
        ("capacity_maximum", "-1", "un numero intero"),
        ("capacity_maximum", "99999999999", "un numero intero"),
        ("service_areas", "Bergamo", "(qui non lo è \"Bergamo\")"),
        ("service_areas", "016024;001272", "(qui non lo è \"001272\")"),
        ("service_areas", ":016024", "(qui non lo è \":016024\")"),
        ("service_areas", "prov:TO", "prov:BG"),
        ("service_areas", "ats:329", "ats:325"),
        ("service_areas", "ambito:mi-01", "ambito"),
        ("service_areas", "regione:04", "regione:03"),
        ("delivery", "in presenza", "in_presenza, online"),
        ("municipality", "Torino", "un comune della Lombardia"),
        ("latitude", "90.1", "da -90 a 90"),
        ("longitude", "180.01", "da -180 a 180"),
        ("longitude", "9°40'", "un numero di gradi"),
        ("email", "info@example", "info@example.org"),
        ("email", "a@example.org, b@example.org", "info@example.org"),
        ("url", "www.example.org", "https://www.example.org"),
        ("url", "ftp://example.org", "https://www.example.org"),
        ("url", "https://[::1", "https://www.example.org"),
        ("url", "https://www.exam ple.org", "https://www.example.org"),
        ("cost", "gratis", "gratuito, pagamento, isee, voucher"),
        ("calendar_scope", "estate;inverno", "(qui non lo è \"inverno\")"),
        ("valid_from", "2026-02-29", "un giorno che esiste"),
        ("valid_from", "29/02/2028", "anno-mese-giorno"),
        ("valid_from", "20280229", "anno-mese-giorno"),
        ("byday", "LU", "MO, TU, WE, TH, FR, SA, SU"),
        ("opens_at", "24:00", "da 00:00 a 23:59"),
        ("opens_at", "8:30", "da 00:00 a 23:59"),
        ("closes_at", "18.30", "da 00:00 a 23:59"),
        ("innovation", "nuovo", "ordinario, sperimentale"),
        ("structural", "stabile", "strutturale, occasionale"),
        ("name", "Campus\0", "byte 0"),
    ],
)  # fmt: skip
def test_a_bad_cell(parse: Parse, column: str, cell: str, expected: str) -> None:
    offers, errors = parse({}, {"service_id": "s2", column: cell}, ambiti=("bg-01",))
    assert offers == []
    assert [(error.line, error.column, error.value) for error in errors] == [
        (3, column, cell.replace("\0", "\ufffd"))
    ]
    assert expected in errors[0].expected


def test_an_error_is_said_in_one_sentence(parse: Parse) -> None:
    _, errors = parse({"minimum_age": "abc"})
    assert [str(error) for error in errors] == [
        'riga 2, colonna "minimum_age": valore "abc" — atteso un numero di anni, per esempio 3 o 2.5'
    ]


def test_a_long_value_is_shown_short() -> None:
    error = CellError(2, "name", "a" * 1000, "un valore")
    assert len(str(error)) < 200
    assert error.value == "a" * 1000


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"minimum_age": "6", "maximum_age": "5.9"}, "maximum_age", 'minimum_age, che è "6"'),
        (
            {"valid_from": "2026-07-02", "valid_to": "2026-07-01"},
            "valid_to",
            'valid_from, che è "2026-07-02"',
        ),
        (
            {"capacity_maximum": "3", "capacity_available": "4"},
            "capacity_available",
            'capacity_maximum, che è "3"',
        ),
    ],
)
def test_cells_that_contradict_each_other(
    parse: Parse, cells: dict[str, str], column: str, expected: str
) -> None:
    _, errors = parse(cells)
    assert [(error.line, error.column, error.value) for error in errors] == [(2, column, cells[column])]
    assert expected in errors[0].expected


def test_equal_limits_are_good(parse: Parse) -> None:
    _, errors = parse(
        {"minimum_age": "6", "maximum_age": "6", "valid_from": "2026-07-01", "valid_to": "2026-07-01"},
        {"service_id": "s2", "capacity_maximum": "4", "capacity_available": "4"},
        {"service_id": "s3", "opens_at": "22:00", "closes_at": "06:00"},
    )
    assert errors == []


ROW_CELLS = {
    "delivery": "online",
    "location_name": "Sede 2",
    "address": "Via Verdi 2",
    "municipality": "Milano",
    "latitude": "45",
    "longitude": "9",
    "phone": "02 0000000",
    "email": "due@example.org",
    "url": "https://due.example.org",
    "service_areas": "015146",
    "cost": "pagamento",
    "amount": "10",
    "cost_description": "a settimana",
    "calendar_scope": "natale",
    "valid_from": "2026-12-23",
    "valid_to": "2027-01-06",
    "byday": "MO",
    "opens_at": "08:00",
    "closes_at": "16:00",
    "capacity_maximum": "10",
    "capacity_available": "1",
    "capacity_updated": "2026-11-01",
}

SERVICE_CELLS = {
    "name": "Altro nome",
    "description": "Altro",
    "topics": "minori--laboratori",
    "audience": "entrambi",
    "status": "inactive",
    "minimum_age": "3",
    "maximum_age": "11",
    "eligibility_description": "Altro",
    "residents_only": "true",
    "adherents_only": "true",
    "isee_maximum": "10000",
    "disability_required": "true",
    "company_size_maximum": "9",
    "sectors": "artigianato",
    "application_process": "Altro",
    "assured_date": "2026-01-01",
    "assured_by": "Altro",
    "languages": "italiano",
    "accessibility": "Altro",
    "required_documents": "Altro",
    "innovation": "ordinario",
    "structural": "strutturale",
    "source": "Altro",
}


def test_rows_of_a_service_may_differ_in_place_contacts_area_schedule_cost_and_capacity(parse: Parse) -> None:
    offers, errors = parse({}, ROW_CELLS)
    assert errors == []
    assert len(offers) == 2


@pytest.mark.parametrize("column", SERVICE_CELLS)
def test_rows_of_a_service_must_not_differ_elsewhere(parse: Parse, column: str) -> None:
    _, errors = parse({}, {"service_id": "s2"}, {column: SERVICE_CELLS[column]})
    assert [(error.line, error.column, error.value) for error in errors] == [
        (4, column, SERVICE_CELLS[column])
    ]
    assert "come alla riga 2 per lo stesso servizio" in errors[0].expected


def test_every_column_may_or_may_not_differ() -> None:
    identity = {"service_id", "organization_id", "organization_name", "organization_type"}
    assert ROW_CELLS.keys() | SERVICE_CELLS.keys() | identity == set(COLUMNS)


def test_an_empty_cell_agrees_with_its_default(parse: Parse) -> None:
    _, errors = parse({"status": "active", "residents_only": "false"}, {"status": "", "residents_only": ""})
    assert errors == []


def test_a_service_has_one_organization(parse: Parse) -> None:
    _, errors = parse({}, {"organization_id": "o2", "organization_name": "Altra"})
    assert [(error.line, error.column) for error in errors] == [(3, "organization_id")]
    assert '"o1", come alla riga 2' in errors[0].expected


def test_an_organization_has_one_name_and_one_type(parse: Parse) -> None:
    _, errors = parse(
        {"organization_type": "no_profit"},
        {"service_id": "s2", "organization_name": "Arcobaleno", "organization_type": "no_profit"},
        {"service_id": "s3"},
    )
    assert [(error.line, error.column, error.value) for error in errors] == [
        (3, "organization_name", "Arcobaleno"),
        (4, "organization_type", ""),
    ]
    assert "per la stessa organizzazione" in errors[0].expected


def test_a_bad_cell_of_the_first_row_does_not_hide_that_later_rows_disagree(parse: Parse) -> None:
    _, errors = parse({"minimum_age": "x"}, {"minimum_age": "3"}, {"minimum_age": "3"}, {"minimum_age": "5"})
    assert [(error.line, error.column) for error in errors] == [(2, "minimum_age"), (5, "minimum_age")]
    assert errors[1].expected == '"3", come alla riga 3 per lo stesso servizio'


def test_all_errors_of_all_rows_are_reported_in_the_order_of_lines(parse: Parse) -> None:
    offers, errors = parse(
        {"minimum_age": "x", "opens_at": "25:00"},
        {"service_id": "s2"},
        {"service_id": "s3", "audience": "", "topics": "boh", "cost": "gratis"},
        {"name": "Altro nome"},
    )
    assert offers == []
    assert [(error.line, error.column) for error in errors] == [
        (2, "minimum_age"), (2, "opens_at"),
        (4, "topics"), (4, "audience"), (4, "cost"),
        (5, "name"),
    ]  # fmt: skip


def test_the_line_is_that_on_which_the_record_starts() -> None:
    content = b"\r\n".join(
        [
            HEADER + b",description,minimum_age",
            LINE + b',"su\r\ntre\r\nrighe",3',
            b"",
            LINE.replace(b"s1", b"s2") + b',"su\ndue",x',
        ]
    )
    assert errors_in(content) == [
        'riga 6, colonna "minimum_age": valore "x" — atteso un numero di anni, per esempio 3 o 2.5'
    ]


EXCEL = '(in Excel si salva come "CSV UTF-8")'
OTHER_FORMS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "riga 1: atteso un file con la riga delle intestazioni"),
    "blank": (b"\r\n", "riga 1: atteso un file con la riga delle intestazioni"),
    "semicolons": (
        b"service_id;name\ns1;Campus",
        'riga 1: valore "service_id;name" — atteso un file con le colonne separate da virgole, '
        "non da punti e virgola o tabulazioni",
    ),
    "UTF-16": (
        (HEADER + b"\n" + LINE).decode().encode("utf-16"),
        f"riga 1: atteso un file di testo UTF-8, ma questo sembra UTF-16 {EXCEL}",
    ),
    "Latin-1": (
        HEADER + b"\n" + LINE.replace(b"Campus", "Attività".encode("latin-1")),
        'riga 2, colonna "name": valore "Attività" — atteso un testo UTF-8, ma questo sembra '
        f"Latin-1 {EXCEL}",
    ),
    "unknown column": (
        HEADER + b",colour\n" + LINE + b",red",
        'riga 1, colonna "colour": valore "colour" — atteso il nome di una colonna del catalogo',
    ),
    "column twice": (
        HEADER + b",name\n" + LINE + b",Campus",
        'riga 1, colonna "name": valore "name" — atteso un nome di colonna che non c\'è già',
    ),
    "column missing": (
        HEADER.replace(b"audience", b"cost") + b"\n" + LINE.replace(b"persona", b"isee"),
        'riga 1, colonna "audience": valore "" — atteso questo nome tra le intestazioni, '
        "perché la colonna è obbligatoria",
    ),
    "cell too many": (
        HEADER + b"\n" + LINE + b",x",
        'riga 2: valore "x" — atteso un numero di celle uguale a quello delle intestazioni: 7, non 8',
    ),
    "cells missing": (
        HEADER + b"\ns1,o1",
        'riga 2, colonna "organization_name": valore "" — atteso un numero di celle uguale a quello '
        "delle intestazioni: 7, non 2",
    ),
    "quotation mark never closed": (
        HEADER + b'\n"s1,o1',
        "riga 2: atteso un testo con le virgolette aperte e chiuse a coppie",
    ),
    "quotation mark inside": (
        HEADER + b'\n"s"1,o1',
        "riga 2: atteso un testo con le virgolette aperte e chiuse a coppie",
    ),
    "endless cell": (
        HEADER + b'\n"' + b"a" * 140_000,
        "riga 2: atteso al massimo 131072 caratteri in una cella (forse mancano le virgolette di chiusura)",
    ),
}


@pytest.mark.parametrize(("content", "said"), OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_a_file_of_another_form(content: bytes, said: str) -> None:
    assert errors_in(content) == [said]


def test_a_broken_line_does_not_hide_the_others() -> None:
    content = b"\n".join([HEADER, LINE + b",x", b'"s"2,o1', LINE.replace(b"persona", b"tutti")])
    assert [error.split(":")[0] for error in errors_in(content)] == [
        "riga 2",
        "riga 3",
        'riga 4, colonna "audience"',
    ]


def test_unknown_columns_do_not_hide_bad_cells() -> None:
    content = HEADER + b",colour\n" + LINE.replace(b"persona", b"tutti") + b",red"
    assert len(errors_in(content)) == 2


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    offers, errors = parse_catalogue(io.BytesIO(b"\xef\xbb\xbf" + HEADER + b"\n" + LINE))
    assert errors == []
    assert offers[0].service_id == "s1"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_may_end_in_any_way(end: bytes) -> None:
    offers, errors = parse_catalogue(io.BytesIO(HEADER + end + LINE + end + LINE.replace(b"s1", b"s2") + end))
    assert errors == []
    assert [offer.service_id for offer in offers] == ["s1", "s2"]


def test_columns_may_stand_in_any_order() -> None:
    reverse = b"\n".join(b",".join(reversed(line.split(b","))) for line in (HEADER, LINE))
    assert parse_catalogue(io.BytesIO(reverse)) == parse_catalogue(io.BytesIO(HEADER + b"\n" + LINE))


def test_a_catalogue_without_rows_is_good() -> None:
    assert parse_catalogue(io.BytesIO(HEADER)) == ([], [])


def test_the_stream_stays_open() -> None:
    stream = io.BytesIO(HEADER)
    parse_catalogue(stream)
    assert not stream.closed


def test_text_that_rows_share_is_kept_once(parse: Parse) -> None:
    offers, _ = parse(*({"description": "Un testo lungo", "address": f"Via Verdi {n}"} for n in range(3)))
    assert len({id(offer.description) for offer in offers}) == 1


def test_every_error_names_a_message(parse: Parse) -> None:
    """No sentence keeps an unfilled place."""
    _, errors = parse(
        *({**SERVICE_CELLS, **ROW_CELLS, column: "\u2603", "service_id": column} for column in COLUMNS)
    )
    said: Any = [str(error) for error in errors]
    assert len(said) > 25
    assert not [sentence for sentence in said if "{" in sentence]

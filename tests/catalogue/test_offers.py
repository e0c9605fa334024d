# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database keeps of offers, what it gives back, and what it remembers of changes."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from welfare_point.catalogue.exchange.ambiti import import_ambiti, parse_ambiti
from welfare_point.catalogue.exchange.csv_import import CellError, ImportReport, import_services
from welfare_point.catalogue.models import (
    Address,
    Attribute,
    Base,
    Metadata,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers, areas_of, count_services, offers_of, offers_on_topic

Load = Callable[..., ImportReport]
Parse = Callable[..., tuple[list[Offer], list[CellError]]]

TOPIC = "minori--chiusure-scolastiche"
MONDAY = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)

FULL = {
    "organization_type": "no_profit",
    "description": "Giochi, compiti e piscina",
    "topics": f"tempo--salvatempo;{TOPIC}",
    "minimum_age": "2.5",
    "maximum_age": "11",
    "eligibility_description": "Figli di lavoratori",
    "residents_only": "true",
    "adherents_only": "true",
    "isee_maximum": "25000.5",
    "disability_required": "true",
    "company_size_maximum": "50",
    "sectors": "artigianato;commercio",
    "service_areas": "prov:BG;016024;ats:325",
    "delivery": "in_presenza;online",
    "location_name": "Scuola Rodari",
    "address": "Via Verdi 1",
    "municipality": "Bergamo",
    "latitude": "45.698300000000001",
    "longitude": "9.6773",
    "phone": "035 000000",
    "email": "campus@example.org",
    "url": "https://www.example.org",
    "application_process": "Si telefona",
    "cost": "pagamento",
    "amount": "45.5",
    "cost_description": "a settimana",
    "calendar_scope": "estate;natale",
    "valid_from": "2026-06-09",
    "valid_to": "2026-09-11",
    "byday": "MO;TU;FR",
    "opens_at": "07:30",
    "closes_at": "18:00",
    "capacity_maximum": "40",
    "capacity_available": "0",
    "capacity_updated": "2026-05-01",
    "assured_date": "2026-04-01",
    "assured_by": "Segreteria",
    "languages": "italiano;inglese",
    "accessibility": "Rampa",
    "required_documents": "Carta di identità",
    "innovation": "sperimentale",
    "structural": "occasionale",
    "source": "Comune",
}


def counts(session: Session) -> dict[str, int | None]:
    return {
        name: session.scalar(sa.select(sa.func.count()).select_from(table))
        for name, table in Base.metadata.tables.items()
        if name != "metadata"
    }


def identifiers(session: Session) -> set[str]:
    tables = [table for table in Base.metadata.sorted_tables if "id" in table.c and table.name != "metadata"]
    return {identifier for table in tables for identifier in session.scalars(sa.select(table.c.id))}


def changes(session: Session) -> list[tuple[str, str, str, str, str]]:
    """Changes that are not creations, in the order of fields."""
    rows = session.execute(
        sa.select(
            Metadata.resource_type,
            Metadata.last_action_type,
            Metadata.field_name,
            Metadata.previous_value,
            Metadata.replacement_value,
        ).where(Metadata.last_action_type != "create")
    )
    return sorted((tuple(row) for row in rows), key=lambda row: row[2])


@pytest.mark.parametrize(
    "cells", [{}, FULL, {"status": "defunct", "municipality": "Milano"}, {"address": "Via Roma 1"}]
)
def test_an_offer_comes_back_as_it_was(session: Session, parse: Parse, cells: dict[str, str]) -> None:
    offers, errors = parse(cells)
    assert errors == []
    import_services(session, offers)
    assert all_offers(session) == offers
    assert offers_of(session, "s1") == offers


def test_every_field_is_tried() -> None:
    tried = FULL.keys() | {"service_id", "organization_id", "organization_name", "name", "audience", "status"}
    assert tried == set(Offer.__dataclass_fields__)


def test_rows_come_back_by_service_in_the_order_of_the_file(session: Session, load: Load) -> None:
    load(
        {"service_id": "s2", "address": "Via Z"},
        {"service_id": "S3", "address": "Via Y"},
        {"service_id": "s10", "address": "Via X"},
        {"service_id": "s2", "address": "Via A"},
        {"service_id": "s2", "address": "Via M", "service_areas": "ats:325;016024;prov:BG"},
    )
    order = [("S3", "Via Y"), ("s10", "Via X"), ("s2", "Via Z"), ("s2", "Via A"), ("s2", "Via M")]
    assert [(offer.service_id, offer.address) for offer in all_offers(session)] == order
    assert [(offer.service_id, offer.address) for offer in offers_on_topic(session, TOPIC)] == order
    assert offers_of(session, "s2")[2].service_areas == ("ats:325", "016024", "prov:BG")


def test_only_active_services_on_the_topic(session: Session, load: Load) -> None:
    load(
        {"service_id": "active", "topics": f"minori--laboratori;{TOPIC}"},
        {"service_id": "closed", "status": "temporarily_closed"},
        {"service_id": "inactive", "status": "inactive"},
        {"service_id": "defunct", "status": "defunct"},
        {"service_id": "expired", "valid_to": "2020-01-01"},
        {"service_id": "other", "topics": "minori--laboratori"},
    )
    assert [offer.service_id for offer in offers_on_topic(session, TOPIC)] == ["active", "expired"]
    assert [offer.service_id for offer in offers_on_topic(session, "minori--laboratori")] == [
        "active",
        "other",
    ]
    assert offers_on_topic(session, "anziani--residenzialita") == []
    assert offers_of(session, "nobody") == []
    assert count_services(session) == 6


def test_offers_are_read_in_one_statement(session: Session, load: Load) -> None:
    load(*({"service_id": f"s{n}", "phone": f"035 00000{n}"} for n in range(9)))
    statements: list[str] = []
    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert len(offers_on_topic(session, TOPIC)) == 9
    assert len(statements) == 1


def test_an_import_counts_what_it_did(session: Session, load: Load) -> None:
    assert load({}, {"address": "Via B"}, {"service_id": "s2"}) == ImportReport(2, 0, 0, rows=3)
    assert load({}, {"address": "Via B"}, {"service_id": "s2"}) == ImportReport(0, 0, 2, rows=3)
    assert load({"service_id": "s2", "cost": "isee"}, {"service_id": "s3"}) == ImportReport(1, 1, 0, rows=2)
    assert load({"service_id": "s1"}) == ImportReport(0, 1, 0, rows=1)
    assert count_services(session) == 3


def test_services_that_the_file_leaves_out_stay_as_they_are(session: Session, load: Load) -> None:
    load({"service_id": "s1", "phone": "035 000000"}, {"service_id": "s2"})
    before = offers_of(session, "s1")
    load({"service_id": "s2", "name": "Nuovo nome"})
    assert offers_of(session, "s1") == before
    assert offers_of(session, "s2")[0].name == "Nuovo nome"


def test_importing_again_gives_the_same_identifiers_and_no_leftovers(session: Session, load: Load) -> None:
    load(FULL, FULL, {**FULL, "address": "Via Nuova 3"})
    before, how_many = identifiers(session), counts(session)
    load(
        FULL | {"name": "Altro"}, FULL | {"name": "Altro"}, FULL | {"name": "Altro", "address": "Via Nuova 3"}
    )
    assert identifiers(session) == before
    assert counts(session) == how_many
    load({})
    assert counts(session) | {"address": 0, "contact": 0, "phone": 0, "schedule": 0} == counts(session)
    assert counts(session)["location"] == counts(session)["service_at_location"] == 1


def test_a_row_keeps_its_identifier_when_another_comes_before_it(session: Session, load: Load) -> None:
    load({"address": "Via A"}, {"address": "Via B"})
    ids = dict(session.execute(sa.select(Address.address_1, Address.id)).all())
    load({"address": "Via Nuova"}, {"address": "Via B"}, {"address": "Via A"})
    assert ids.items() <= dict(session.execute(sa.select(Address.address_1, Address.id)).all()).items()
    assert [offer.address for offer in offers_of(session, "s1")] == ["Via Nuova", "Via B", "Via A"]


def test_last_modified_is_that_of_the_last_difference(session: Session, load: Load) -> None:
    def last_modified() -> dt.datetime | None:
        return session.scalar(sa.select(Service.last_modified))

    load(FULL, now=MONDAY)
    load(FULL, now=TUESDAY)
    assert last_modified() == MONDAY
    load(FULL | {"phone": "035 111111"}, now=TUESDAY)
    assert last_modified() == TUESDAY


def test_changes_are_written_down_with_who_and_when(session: Session, load: Load) -> None:
    load({"maximum_age": "11", "byday": "MO"}, now=MONDAY)
    created = session.scalars(sa.select(Metadata).order_by(Metadata.resource_type)).all()
    assert [(m.resource_type, m.resource_id, m.last_action_type) for m in created] == [
        ("organization", "o1", "create"),
        ("service", "s1", "create"),
    ]
    load(
        {"maximum_age": "14.5", "byday": "MO;TU", "topics": f"{TOPIC};minori--laboratori"},
        now=TUESDAY,
        updated_by="anna",
    )
    assert changes(session) == [
        ("service_at_location", "update", "byday", "MO", "MO;TU"),
        ("service", "update", "maximum_age", "11", "14.5"),
        ("service", "update", "topics", TOPIC, f"{TOPIC};minori--laboratori"),
    ]
    latest = session.scalars(sa.select(Metadata).where(Metadata.last_action_type == "update")).all()
    assert {(m.updated_by, m.last_action_date) for m in latest} == {("anna", TUESDAY)}
    assert {m.resource_id for m in latest if m.resource_type == "service"} == {"s1"}
    assert {m.resource_id for m in latest} == {"s1", session.scalar(sa.select(ServiceAtLocation.id))}


def test_rows_added_moved_and_removed_are_written_down(session: Session, load: Load) -> None:
    load({"address": "Via A"}, {"address": "Via B"})
    load({"address": "Via C"}, {"address": "Via A"})
    found = changes(session)
    assert sorted(change[1:] for change in found if change[2] != "id") == [
        ("delete", "address", "Via B", ""),
        ("delete", "position", "1", ""),
        ("delete", "service_areas", "016024", ""),
        ("update", "position", "0", "1"),
    ]
    assert [change[1] for change in found if change[2] == "id"] == ["delete"]
    assert session.scalars(
        sa.select(Metadata.service_id).where(Metadata.resource_type != "organization").distinct()
    ).all() == ["s1"]


def test_nothing_is_written_down_when_nothing_changes(session: Session, load: Load) -> None:
    load(FULL, FULL)
    before = session.scalar(sa.select(sa.func.count()).select_from(Metadata))
    load(FULL, FULL)
    assert session.scalar(sa.select(sa.func.count()).select_from(Metadata)) == before


def test_an_organization_with_a_new_name_changes_its_services(
    session: Session, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("welfare_point.catalogue.importing.SERVICES_AT_ONCE", 1)
    load({}, {"service_id": "s2"})
    renamed = {"organization_name": "Arcobaleno Onlus"}
    assert load(renamed, renamed | {"service_id": "s2"}) == ImportReport(0, 2, 0, rows=2)
    assert {offer.organization_name for offer in all_offers(session)} == {"Arcobaleno Onlus"}
    assert changes(session) == [
        ("organization", "update", "organization_name", "Cooperativa Arcobaleno", "Arcobaleno Onlus")
    ]


def test_a_service_may_move_to_another_organization(session: Session, load: Load) -> None:
    load({})
    load({"organization_id": "o2", "organization_name": "Altra"})
    assert offers_of(session, "s1")[0].organization_name == "Altra"
    assert set(session.scalars(sa.select(Organization.id))) == {"o1", "o2"}


def test_what_is_not_in_the_file_survives_an_import(session: Session, load: Load) -> None:
    load({})
    session.execute(sa.update(Service).values(alert="Chiuso per neve"))
    load({"name": "Altro"})
    assert session.scalar(sa.select(Service.alert)) == "Chiuso per neve"


def test_an_import_that_is_rolled_back_leaves_nothing(session: Session, load: Load) -> None:
    load(FULL)
    session.rollback()
    assert count_services(session) == 0


def test_topics_are_terms_of_the_taxonomy(session: Session, load: Load) -> None:
    load(FULL)
    load({})
    terms = sa.select(TaxonomyTerm.code, TaxonomyTerm.name).join(Attribute)
    assert session.execute(terms).all() == [(TOPIC, "Campus e centri estivi")]


def test_tables_are_read_with_hsds_names(session: Session, load: Load) -> None:
    load(FULL, {**FULL, "delivery": "online;telefono"})
    row = ServiceAtLocation
    service = session.scalars(
        sa.select(Service).options(
            selectinload(Service.organization),
            selectinload(Service.attributes).selectinload(Attribute.taxonomy_term),
            selectinload(Service.service_at_locations).options(
                *(selectinload(part) for part in (row.schedules, row.phones, row.contacts, row.cost_options)),
                *(selectinload(part) for part in (row.capacities, row.service_areas)),
                selectinload(row.location),
            ),
        )
    ).one()
    assert service.organization.name == "Cooperativa Arcobaleno"
    assert [attribute.taxonomy_term.code for attribute in service.attributes] == ["tempo--salvatempo", TOPIC]
    here, there = service.service_at_locations
    assert (here.schedules[0].freq, here.schedules[0].byday) == ("WEEKLY", ("MO", "TU", "FR"))
    assert (here.phones[0].number, here.contacts[0].email) == ("035 000000", "campus@example.org")
    assert (here.cost_options[0].amount, here.cost_options[0].currency) == (45.5, "EUR")
    assert (here.capacities[0].available, here.capacities[0].maximum) == (0, 40)
    assert [area.code for area in here.service_areas] == ["prov:BG", "016024", "ats:325"]
    assert (here.location.location_type, there.location.location_type) == ("physical", "virtual")
    address = session.scalars(sa.select(Address)).first()
    assert address is not None
    assert (address.address_1, address.city, address.state_province) == ("Via Verdi 1", "Bergamo", "BG")


def test_nothing_is_loaded_behind_ones_back(session: Session, load: Load) -> None:
    load(FULL)
    with pytest.raises(sa.exc.InvalidRequestError, match="raise"):
        _ = session.scalars(sa.select(ServiceAtLocation)).one().phones
    assert session.scalar(sa.select(Phone.number)) == "035 000000"


def test_areas_of_a_comune_include_its_ambito(session: Session) -> None:
    content = b"municipality,ambito_id,ambito_name\nBergamo,bg-01,Ambito di Bergamo\n"
    memberships, errors = parse_ambiti(io.BytesIO(content))
    assert errors == []
    import_ambiti(session, memberships)
    assert areas_of(session, "016024") == {"016024", "prov:BG", "ats:325", "regione:03", "ambito:bg-01"}
    assert areas_of(session, "015146") == {"015146", "prov:MI", "ats:321", "regione:03"}
    with pytest.raises(KeyError):
        areas_of(session, "001272")


def test_matching_uses_an_index(session: Session, load: Load, engine: sa.Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL rightly scans tables as small as these")
    others = (
        {"service_id": f"s{n}", "organization_id": f"o{n}", "topics": "minori--laboratori"}
        for n in range(2, 300)
    )
    load({}, *others)
    statements: list[tuple[str, Any]] = []
    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2:4]))
    offers_on_topic(session, TOPIC)
    statement, parameters = statements[0]
    plan = " ".join(
        row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    )
    assert "ix_attribute_taxonomy_term_id_link_id" in plan
    assert not re.search(r"\bSCAN (?!CONSTANT)", plan)

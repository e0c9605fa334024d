# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging only the best must find what judging everything finds, whatever the catalogue and the need."""

from __future__ import annotations

import datetime as dt
import random
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue import finding
from welfare_point.catalogue.finding import find, kilometres
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.indexing import index_changes
from welfare_point.catalogue.matching import Findings, find_services
from welfare_point.catalogue.models import Candidate, ChangedService, Service, ServiceCapacity
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import active_offers_of, areas_of, offers_on_topic
from welfare_point.catalogue.reference import municipalities
from welfare_point.catalogue.suspension import Suspension, running, suspend

TODAY = dt.date(2026, 6, 1)
TOPICS = ("minori--laboratori", "anziani--centro-diurno", "imprese--piano-welfare")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PERIODS = ("scuola", "estate", "natale", "carnevale", "pasqua", "chiusure", "tutto-anno")
TOWNS = ("016024", "016219", "015146", "017029", "013075", "097042", "014061", "018110")


def some(dice: random.Random, of: tuple[str, ...], at_most: int = 3) -> tuple[str, ...]:
    return tuple(dice.sample(of, dice.randint(0, at_most)))


def day(dice: random.Random) -> dt.date | None:
    return dice.choice(
        [None, *(TODAY + dt.timedelta(days=d) for d in (-400, -366, -365, -61, -60, -1, 0, 9, 99))]
    )


def time(dice: random.Random) -> dt.time | None:
    return dice.choice(
        [None, None, dt.time(0), dt.time(8), dt.time(8, 0, 30), dt.time(13), dt.time(20), dt.time(23, 59)]
    )


def a_row(dice: random.Random) -> dict[str, Any]:
    town = dice.choice([None, *TOWNS, dice.choice(list(municipalities()))])
    point = dice.choice(
        [None, (45.695 + dice.random() / 20, 9.67 + dice.random() / 20), (45.7, 9.7), (-45.7, -170.3)]
    )
    areas = ("016024", "prov:BG", "ats:325", "prov:MI", "regione:03", "015146", "016219", "ambito:x")
    return {
        "service_areas": tuple(dice.sample(areas, dice.choice([1, 1, 1, 2]))),
        "delivery": dice.choice([(), ("in_presenza",), ("online",), ("online", "telefono")]),
        "municipality": town,
        "latitude": point and point[0],
        "longitude": point and point[1],
        "address": dice.choice([None, "Via A", "Via B"]),
        "cost": dice.choice([None, "gratuito", "pagamento", "isee", "voucher"]),
        "calendar_scope": some(dice, PERIODS, 2),
        "valid_from": day(dice) if dice.random() < 0.3 else None,
        "valid_to": day(dice) if dice.random() < 0.3 else None,
        "byday": dice.choice([(), DAYS[:5], DAYS, some(dice, DAYS)]),
        "opens_at": time(dice),
        "closes_at": time(dice),
        "capacity_available": dice.choice([None, 0, 3]),
        "capacity_updated": day(dice),
    }


def a_catalogue(dice: random.Random, services: int) -> list[Offer]:
    """Services of which many are alike, so that ties have to be broken."""
    rows = [a_row(dice) for _ in range(max(2, services // 2))]
    offers = []
    for number in dice.sample(range(1000), services):
        whole = dice.choice([0, 0, 6, 14])
        service: dict[str, Any] = {
            "service_id": dice.choice(["s", "S", "é", "_"]) + str(number),
            "organization_id": "o1",
            "organization_name": "Cooperativa",
            "name": "Servizio",
            "topics": tuple(dice.sample(TOPICS, dice.choice([1, 1, 2]))),
            "audience": dice.choice(["persona", "persona", "entrambi", "impresa"]),
            "status": dice.choice(["active"] * 9 + ["inactive"]),
            "minimum_age": dice.choice([None, None, 0.0, 2.5, 6.0]),
            "maximum_age": dice.choice([None, None, 2.6, 11.0, 99.0]),
            "adherents_only": dice.random() < 0.1,
            "disability_required": dice.random() < 0.1,
            "isee_maximum": dice.choice([None, None, None, 10000.0, 20000.0]),
            "company_size_maximum": dice.choice([None, None, None, 49]),
            "sectors": dice.choice([(), (), (), ("artigianato", "commercio al dettaglio")]),
            "assured_date": day(dice),
        }
        offers += [Offer(**service, **dice.choice(rows)) for _ in range(1 + whole // 6)]
    return offers


def a_need(dice: random.Random) -> Need:
    asks = dice.random()

    def maybe(*values: Any) -> Any:
        return dice.choice(values) if dice.random() < asks else values[0]

    return Need(
        topic=dice.choice(TOPICS),
        audience=dice.choice(["persona", "persona", "impresa"]),
        municipality=dice.choice(TOWNS),
        as_of=maybe(TODAY, TODAY + dt.timedelta(days=59), dt.date.min, dt.date.max),
        ages=maybe((), (0.0,), (2.6,), (6.0, 11.9), (12.0,), (99.5,)),
        periods=maybe((), ("estate",), ("scuola", "natale"), ("chiusure",), ("tutto-anno",)),
        date_from=day(dice) if dice.random() < asks / 3 else None,
        date_to=day(dice) if dice.random() < asks / 3 else None,
        time_from=time(dice) if dice.random() < asks else None,
        time_to=time(dice) if dice.random() < asks else None,
        days=maybe((), ("MO",), ("MO", "TU"), ("SA",)),
        isee=maybe(None, 0.0, 10000.0, 15000.5, 1e300),
        disability=maybe(None, True, False),
        employer_adherent=maybe(None, True, False),
        company_size=maybe(None, 1, 49, 10**30),
        sector=maybe(
            None,
            "artigianato",
            " ARTIGIANATO ",
            "commercio",
            "",
            ";",
            "artigianato;commercio al dettaglio",
            "\x00",
        ),
        free_only=maybe(False, True),
        part_is_enough=maybe(False, True),
    )


def rest_some(session: Session, dice: random.Random) -> None:
    ids = session.scalars(sa.select(Service.id).order_by(Service.id)).all()
    for key in ids[::4]:
        first = day(dice) or TODAY
        suspend(
            session, [key], Suspension(first, dice.choice([None, first, max(first, TODAY)])), updated_by="x"
        )
    index_changes(session)


def judging_all(session: Session, need: Need) -> Findings:
    offers = offers_on_topic(session, need.topic, running(need))
    areas = areas_of(session, need.municipality)
    return find_services(need, offers, areas, partial(kilometres, need.municipality))


@pytest.mark.parametrize("services", [0, 3, 12, 60, 200])
def test_the_best_are_the_same_as_if_all_were_judged(session: Session, services: int) -> None:
    dice = random.Random(services)
    import_services(session, a_catalogue(dice, services))
    rest_some(session, dice)
    for _ in range(40):
        need = a_need(dice)
        everything = judging_all(session, need)
        for limit in (1, 5, 20):
            first = Findings(everything.matches[:limit], everything.near_misses[:limit], everything.unmet)
            assert find(session, need, limit) == first, need


def test_only_few_are_judged_of_many(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    common = {"organization_id": "o", "organization_name": "O", "name": "N", "audience": "persona"}
    common |= {"service_areas": ("016024",), "topics": TOPICS[:1]}
    import_services(session, [Offer(service_id=f"s{n:03}", **common) for n in range(300)])
    judged: list[int] = []

    def counted(offers: list[Offer]) -> list[Offer]:
        judged.append(len(offers))
        return offers

    monkeypatch.setattr(finding, "active_offers_of", lambda *given: counted(active_offers_of(*given)))
    need = Need(topic=TOPICS[0], audience="persona", municipality="016024", as_of=TODAY)
    assert [match.offer.service_id for match in find(session, need, 3).matches] == ["s000", "s001", "s002"]
    assert 3 <= sum(judged) <= 10


def test_what_changes_in_any_way_is_found_at_the_next_commit(session: Session) -> None:
    need = Need(topic=TOPICS[0], audience="persona", municipality="016024", as_of=TODAY)
    common = {"organization_id": "o", "organization_name": "O", "name": "N", "audience": "persona"}
    offer = Offer(
        service_id="s1",
        topics=TOPICS[:1],
        service_areas=("016024",),
        capacity_available=3,
        capacity_updated=TODAY,
        **common,
    )
    import_services(session, [offer])
    assert [m.offer for m in find(session, need, 5).matches] == [offer]
    session.execute(sa.text("UPDATE service_capacity SET available = 0"))
    assert session.scalars(sa.select(ChangedService.service_id)).all() == ["s1"]
    session.commit()
    assert session.scalar(sa.select(Candidate.capacity_available).limit(1)) == 0
    assert find(session, need, 5).unmet == "capacity"
    session.execute(sa.delete(ServiceCapacity))
    assert index_changes(session) == 1
    assert find(session, need, 5).unmet is None
    session.execute(sa.update(Service).values(status="inactive"))
    session.commit()
    assert session.scalars(sa.select(Candidate)).all() == []
    assert find(session, need, 5).unmet == "no_service"

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The filters of the open API, in SQL, find what a reader of every row would find."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.directory import rows, services
from welfare_point.catalogue.exchange.csv_import import import_services
from welfare_point.catalogue.filtering import WEEKDAYS, Filter, Near, Opening
from welfare_point.catalogue.matching.schedule import covers_period, hours_inside
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers, areas_of
from welfare_point.catalogue.reference import distance_km, municipalities

BERGAMO, MILANO, SONDRIO = "016024", "015146", "014061"
PLACES = (BERGAMO, MILANO, SONDRIO, "016001", "012026", "098031")
PERIODS = ("scuola", "estate", "natale", "carnevale", "pasqua", "chiusure", "tutto-anno")
HOURS = [dt.time(hour, minute) for hour in range(24) for minute in (0, 30)]


def some_offers(chance: random.Random, count: int) -> Iterator[Offer]:
    """Rows in which everything may be missing."""

    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.7 else None

    for number in range(count):
        low = maybe(chance.choice([0.0, 0.5, 3.0, 6.0]))
        start = maybe(dt.date(2026, chance.randint(1, 12), chance.randint(1, 28)))
        placed = maybe(chance.choice(PLACES))
        point = municipalities()[placed] if placed and chance.random() < 0.5 else None
        yield Offer(
            service_id=f"s{number // 2:03}",
            organization_id="o",
            organization_name="Ente",
            name="Nome",
            topics=("minori--laboratori",),
            audience="persona",
            service_areas=(chance.choice(["016024", "prov:BG", "ats:321", "regione:03", "ambito:a1"]),),
            delivery=chance.choice([(), ("online",), ("in_presenza",), ("online", "telefono")]),
            location_name=f"Sede {number}",
            municipality=placed,
            latitude=point and point.latitude + chance.uniform(-0.2, 0.2),
            longitude=point and point.longitude + chance.uniform(-0.2, 0.2),
            cost=maybe(chance.choice(["gratuito", "pagamento", "isee", "voucher"])),
            calendar_scope=tuple(chance.sample(PERIODS, chance.choice([0, 1, 1, 2, 3]))),
            valid_from=start,
            valid_to=maybe(start and start + dt.timedelta(chance.randint(0, 200))),
            byday=tuple(day for day in WEEKDAYS if chance.random() < 0.5) if chance.random() < 0.7 else (),
            opens_at=maybe(chance.choice(HOURS)),
            closes_at=maybe(chance.choice(HOURS)),
            minimum_age=low,
            maximum_age=None if low is None else chance.choice([low, low + 1.5, low + 5]),
        )


@pytest.fixture
def offers(session: Session) -> list[Offer]:
    """A catalogue of 120 services with two rows each."""
    made = list(some_offers(random.Random(4), 240))
    # All rows of a service have the same ages.
    made = [
        replace(offer, minimum_age=made[n - n % 2].minimum_age, maximum_age=made[n - n % 2].maximum_age)
        for n, offer in enumerate(made)
    ]
    import_services(session, made)
    return all_offers(session)


def age_fits(offer: Offer, age: float) -> bool:
    if offer.minimum_age is not None and age < offer.minimum_age:
        return False
    if offer.maximum_age is None:
        return True
    return age < offer.maximum_age + 1 if offer.maximum_age.is_integer() else age <= offer.maximum_age


def distance(offer: Offer, near: Near) -> float | None:
    if offer.delivery == ("online",):
        return None
    if offer.latitude is not None and offer.longitude is not None:
        return distance_km((near.latitude, near.longitude), (offer.latitude, offer.longitude))
    place = municipalities()[offer.municipality] if offer.municipality else None
    return distance_km((near.latitude, near.longitude), (place.latitude, place.longitude)) if place else None


def open_on(offer: Offer, opening: Opening) -> bool:
    return (
        (offer.valid_from is None or offer.valid_from <= opening.day)
        and (offer.valid_to is None or opening.day <= offer.valid_to)
        and (not offer.byday or WEEKDAYS[opening.day.weekday()] in offer.byday)
        and (not offer.calendar_scope or bool(opening.scopes & set(offer.calendar_scope)))
    )


def fits(session: Session, offer: Offer, wanted: Filter) -> bool:
    """What the filter means, said for one row."""
    hours = wanted.time_from or wanted.time_to
    return all(
        [
            not wanted.municipality or areas_of(session, wanted.municipality) & set(offer.service_areas),
            all(age_fits(offer, age) for age in wanted.ages),
            not offer.calendar_scope or all(covers_period(offer.calendar_scope, p) for p in wanted.periods),
            not offer.byday or set(wanted.days) <= set(offer.byday),
            not hours
            or offer.opens_at is None
            or offer.closes_at is None
            or hours_inside(offer.opens_at, offer.closes_at, wanted.time_from, wanted.time_to),
            not wanted.costs or offer.cost in wanted.costs,
            wanted.open_on is None or open_on(offer, wanted.open_on),
            wanted.near is None
            or ((km := distance(offer, wanted.near)) is not None and km <= wanted.near.kilometres),
        ]
    )


def some_filters(chance: random.Random, count: int) -> Iterator[Filter]:
    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.25 else None

    for _ in range(count):
        start, end = maybe(chance.choice(HOURS)), maybe(chance.choice(HOURS))
        place = municipalities()[chance.choice(PLACES)]
        day = dt.date(2026, chance.randint(1, 12), chance.randint(1, 28))
        yield Filter(
            municipality=maybe(chance.choice(PLACES)),
            ages=maybe([chance.choice([0.5, 3, 5.9, 6, 8.2, 11.5])]) or (),
            periods=maybe(chance.sample(PERIODS, chance.choice([1, 2]))) or (),
            days=maybe(chance.sample(WEEKDAYS, chance.choice([1, 2]))) or (),
            time_from=start,
            time_to=end,
            costs=maybe(chance.sample(["gratuito", "pagamento", "isee"], 2)) or (),
            open_on=maybe(Opening(day, frozenset(chance.sample(PERIODS, 3)))),
            near=maybe(Near(place.latitude, place.longitude, chance.choice([5.0, 12.5, 60.0]))),
        )


def test_one_row_satisfies_all_that_is_asked(session: Session, offers: list[Offer]) -> None:
    told = 0
    for wanted in some_filters(random.Random(7), 120):
        expected = [offer for offer in offers if fits(session, offer, wanted)]
        found = rows(session, wanted, 1, 500)
        shown = [
            offer.location_name for _, (all_rows, _) in found.items for offer in all_rows if offer in expected
        ]
        assert found.total == len(expected), wanted
        assert {offer.location_name for offer in expected} <= set(shown), wanted
        ids = list(dict.fromkeys(offer.service_id for offer in expected))
        assert [listed[0].service_id for listed, _ in services(session, wanted, 1, 500).items] == ids, wanted
        told += 0 < len(expected) < len(offers)
    assert told > 70, "filters that let all or nothing pass say little"


def test_distances_are_those_of_the_globe_to_a_metre_per_kilometre(
    session: Session, load: Callable[..., Any]
) -> None:
    here = (45.69830, 9.67730)
    chance = random.Random(1)
    points = [(here[0] + chance.uniform(-1, 1), here[1] + chance.uniform(-1.4, 1.4)) for _ in range(40)]
    load(
        *(
            {"service_id": f"s{n:02}", "latitude": str(round(a, 6)), "longitude": str(round(b, 6))}
            for n, (a, b) in enumerate(points)
        )
    )
    for n, (a, b) in enumerate(points):
        km = distance_km(here, (round(a, 6), round(b, 6)))
        for factor, inside in ((1.001, True), (0.999, False)):
            found = services(session, Filter(near=Near(*here, km * factor)), 1, 100).items
            assert (f"s{n:02}" in [listed[0].service_id for listed, _ in found]) is inside


@pytest.mark.usefixtures("offers")
def test_a_page_is_cut_by_the_database(session: Session) -> None:
    statements: list[str] = []
    connection = session.connection()

    def note(*args: Any) -> None:
        statements.append(args[2])

    sa.event.listen(connection, "before_cursor_execute", note)
    found = services(session, Filter(days=["MO"]), 2, 10)
    sa.event.remove(connection, "before_cursor_execute", note)
    assert (len(found.items), found.total > 20) == (10, True)
    assert [text for text in statements if "LIMIT" in text]
    assert len(statements) < 6

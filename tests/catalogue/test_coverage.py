# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coverage: its figures are those that plain loops over the same offers and records find."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.synthetic import TODAY, region, services
from benchmarks.synthetic_demand import records
from welfare_point.catalogue.coverage.fitting import Asked, band_ends, never_fits
from welfare_point.catalogue.coverage.idle import find_idle
from welfare_point.catalogue.coverage.led import led_to
from welfare_point.catalogue.coverage.reading import Coverage, read_coverage
from welfare_point.catalogue.coverage.repeats import count_repeats
from welfare_point.catalogue.coverage.target import find_target
from welfare_point.catalogue.coverage.territory import Territory, read_territory
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.models import MunicipalityAmbito, NeedRecord, OverlapPair
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import areas_of
from welfare_point.catalogue.overlap.repository import compute
from welfare_point.catalogue.reference import distance_km, municipalities, topics
from welfare_point.catalogue.suspension import Suspension, suspend

NUMBER, SERVICES, NEAR = 2_000, 120, 15.0
SUSPENDED = "s000007"
CAMPUS = "minori--chiusure-scolastiche"
FILTERS = {
    "all": Filters(),
    "ats": Filters(ats="325"),
    "topic": Filters(topic=CAMPUS),
    "ambito": Filters(ambito=region().ambiti["015146"]),
    "comune": Filters(municipality="015146"),
    "spring": Filters(since=dt.date(2026, 3, 1), until=dt.date(2026, 5, 31)),
    "unmet of Milano": Filters(ats="321", state="unmet", topic=CAMPUS),
}


@cache
def offers() -> list[Offer]:
    return list(chain.from_iterable(services(SERVICES)))


@cache
def year() -> list[dict[str, Any]]:
    """Needs whose offers are services of the catalogue, the last twenty of which are never shown."""
    found = []
    for one in records(NUMBER, seed=13):
        shown = tuple(f"s{int(name[1:]) % (SERVICES - 20):06}" for name in one["offers"] or ())
        found.append(one | {"offers": tuple(dict.fromkeys(shown)) or None})
    return found


@pytest.fixture(scope="module")
def filled(engine: sa.Engine) -> Iterator[Session]:
    """A session on services and needs, for tests that only read."""
    with engine.connect() as connection, Session(connection, expire_on_commit=False) as session:
        session.execute(
            sa.insert(MunicipalityAmbito),
            [
                {"municipality": m.municipality, "ambito_id": m.ambito_id, "ambito_name": m.ambito_name}
                for m in region().memberships()
            ],
        )
        import_services(session, offers())
        suspend(session, [SUSPENDED], Suspension(TODAY), updated_by="test")
        session.execute(sa.insert(NeedRecord), year())
        compute(session)
        yield session
        session.rollback()


def wanted(one: dict[str, Any], filters: Filters) -> bool:
    """The filters once more, by hand."""
    return (
        all(
            getattr(filters, name) in (None, one[name]) for name in ("ats", "topic", "ambito", "municipality")
        )
        and (filters.state is None or (one["cause"] is None) == (filters.state == "met"))
        and (filters.since is None or one["day"] >= filters.since)
        and (filters.until is None or one["day"] <= filters.until)
    )


@cache
def by_hand() -> dict[str, list[Offer]]:
    """The rows that run, by service."""
    found: dict[str, list[Offer]] = {}
    for one in offers():
        ended = one.valid_to is not None and one.valid_to < TODAY
        if one.status == "active" and not ended and one.service_id != SUSPENDED:
            found.setdefault(one.service_id, []).append(one)
    return found


@cache
def covers(codes: tuple[str, ...]) -> frozenset[str]:
    found = set()
    for istat, comune in municipalities().items():
        own = {istat, f"prov:{comune.province}", f"ats:{comune.ats}", "regione:03"}
        if not own.isdisjoint(codes) or f"ambito:{region().ambiti[istat]}" in codes:
            found.add(istat)
    return frozenset(found)


def told_places(rows: list[Offer]) -> dict[tuple[Any, ...], tuple[int, tuple[str, ...]]]:
    """By place of a service: its places and areas."""
    found: dict[tuple[Any, ...], tuple[int, tuple[str, ...]]] = {}
    for row in rows:
        told = row.capacity_available if row.capacity_maximum is None else row.capacity_maximum
        key = (row.location_name, row.address, row.municipality)
        before, codes = found.get(key, (0, ()))
        found[key] = max(before, told or 0), (*codes, *row.service_areas)
    return found


@cache
def by_where() -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for service_id, rows in by_hand().items():
        for row in rows:
            for topic in row.topics:
                for comune in covers(row.service_areas):
                    found.setdefault((topic, comune), set()).add(service_id)
    return found


def places_by_hand(filters: Filters) -> dict[tuple[str, str], float]:
    """Each request for which a service is gets the same part of its places."""
    period = Filters(since=filters.since, until=filters.until)
    asked = Counter((r["topic"], r["municipality"]) for r in year() if wanted(r, period))
    found: Counter[tuple[str, str]] = Counter()
    for rows in by_hand().values():
        for places, codes in told_places(rows).values():
            requests = {
                (topic, comune): asked[topic, comune]
                for topic in rows[0].topics
                for comune in covers(codes)
                if asked[topic, comune]
            }
            every = sum(requests.values())
            for where, number in requests.items():
                found[where] += places * number / every  # type: ignore[assignment]
    return dict(found)


def nearest_by_hand(topic: str, comune: str) -> float | None:
    home = municipalities()[comune]
    away = []
    for rows in by_hand().values():
        for row in rows:
            if topic in row.topics and set(row.delivery) != {"online"}:
                there = municipalities()[row.municipality or ""]
                point = (row.latitude or there.latitude, row.longitude or there.longitude)
                away.append(distance_km((home.latitude, home.longitude), point))
    return min(away, default=None)


def read(session: Session, filters: Filters) -> Coverage:
    return read_coverage(session, filters, TODAY, NEAR)


@pytest.mark.parametrize("name", FILTERS)
def test_cells_are_those_found_by_hand(filled: Session, name: str) -> None:
    filters = FILTERS[name]
    found = read(filled, filters)
    some = [r for r in year() if wanted(r, filters)]
    demand = Counter((r["topic"], r["municipality"]) for r in some if r["topic"] and r["municipality"])
    unmet = Counter((r["topic"], r["municipality"]) for r in some if r["cause"])
    places = places_by_hand(filters)
    assert {where: cell.demand.total for where, cell in found.cells.items()} == demand
    assert len(demand) > 5
    for where, cell in found.cells.items():
        assert cell.demand.unmet == unmet[where]
        here = by_where().get(where, set())
        assert cell.supply.services == len(here)
        assert cell.places == pytest.approx(places.get(where, 0.0))
        rows = [by_hand()[one] for one in here]
        assert cell.supply.placed == sum(any(r.capacity_available is not None for r in own) for own in rows)
        if not here:
            near = nearest_by_hand(*where)
            assert cell.nearest_km == (None if near is None else pytest.approx(near, abs=1e-6))
            assert cell.state == ("near" if near is not None and near <= NEAR else "desert")
        else:
            short = cell.supply.placed == len(here) and cell.places < cell.demand.total
            assert cell.state == ("scarce" if short else "covered")


@pytest.mark.parametrize("name", FILTERS)
def test_summaries_count_a_service_once(filled: Session, name: str) -> None:
    filters = FILTERS[name]
    found = read(filled, filters)
    some = [r for r in year() if wanted(r, filters)]
    of_topic = {one: rows for one, rows in by_hand().items() if filters.topic in (None, *rows[0].topics)}
    for istat, one in found.comuni.items():
        assert one.demand.total == sum(r["municipality"] == istat and r["topic"] is not None for r in some)
        here = [s for s, rows in of_topic.items() if any(istat in covers(r.service_areas) for r in rows)]
        assert one.supply.services == len(here)
        assert sum(one.requests.values()) == one.demand.total
    for topic, one in found.topics.items():
        assert one.demand.total == sum(r["topic"] == topic and r["municipality"] is not None for r in some)
        here = [
            s
            for s, rows in of_topic.items()
            if topic in rows[0].topics and any(covers(r.service_areas) & found.scope for r in rows)
        ]
        assert one.supply.services == len(here)
    assert found.whole.demand.total + found.placeless.total == len(some)


def test_places_add_up_to_those_of_the_services(filled: Session) -> None:
    """But for services for which nobody asks."""
    found = read(filled, Filters())
    asked = {where for where, cell in found.cells.items() if cell.demand.total}
    reached = 0
    for rows in by_hand().values():
        for places, codes in told_places(rows).values():
            if any((topic, comune) in asked for topic in rows[0].topics for comune in covers(codes)):
                reached += places
    assert found.whole.places == pytest.approx(reached)
    assert reached > 100


def test_areas_are_those_of_matching(filled: Session) -> None:
    territory = read_territory(filled)
    codes = {code for one in offers() for code in one.service_areas} | {"regione:03", "ambito:ignoto"}
    for istat in ("015146", "016024", "014061", "020030"):
        own = areas_of(filled, istat)
        assert {code for code in codes if istat in territory.inside(frozenset({code}))} == own & codes


@pytest.mark.parametrize("filters", [Filters(), Filters(ats="325"), Filters(state="met")])
def test_led_to_counts_each_showing(filled: Session, filters: Filters) -> None:
    shown = Counter(name for r in year() if wanted(r, filters) for name in r["offers"] or ())
    assert led_to(filled, filters) == shown
    assert len(shown) > 50


def test_idle_services_and_their_reasons(filled: Session) -> None:
    found = find_idle(filled, Filters(), read(filled, Filters()), TODAY)
    shown = {name for r in year() for name in r["offers"] or ()}
    known = {one.service_id for one in offers()}
    assert {one.service.id for one in found.idle} == known - shown
    assert set(found.shown) == shown
    assert found.services == SERVICES
    asked = {(r["topic"], r["municipality"]) for r in year()}
    for one in found.idle:
        rows = [row for row in offers() if row.service_id == one.service.id]
        day = rows[0].assured_date
        assert ("stale" in one.reasons) == (day is None or (TODAY - day).days > 365)
        assert ("closed" in one.reasons) == (rows[0].status != "active")
        if rows[0].status == "active":
            ended = all(row.valid_to is not None and row.valid_to < TODAY for row in rows)
            assert ("ended" in one.reasons) == ended
            if not ended:
                asks = any(
                    (topic, comune) in asked
                    for row in by_hand()[one.service.id]
                    for topic in row.topics
                    for comune in covers(row.service_areas)
                )
                assert ("not_asked" in one.reasons) == (not asks)
    assert len({reason for one in found.idle for reason in one.reasons}) >= 3


def test_a_suspended_service_says_so(filled: Session) -> None:
    only = Filters(topic="imprese--maggiordomo-aziendale", since=dt.date(2100, 1, 1))
    coverage = read(filled, Filters(since=dt.date(2100, 1, 1)))
    found = find_idle(filled, only.but(topic=None), coverage, TODAY)
    assert next(one for one in found.idle if one.service.id == SUSPENDED).reasons[0] == "suspended"


BASE = Offer(
    service_id="s",
    organization_id="o",
    organization_name="O",
    name="N",
    topics=(CAMPUS,),
    audience="persona",
    service_areas=("prov:BG",),
    minimum_age=6,
    maximum_age=8,
    calendar_scope=("estate",),
)
ASKED = Asked(CAMPUS, "persona", "6-10", ("estate",), frozenset({"016024"}))


@pytest.mark.parametrize(
    ("offer", "asked", "expected"),
    [
        (BASE, [ASKED], ()),
        (BASE, [replace(ASKED, age_band="3-5")], ("age",)),
        (BASE, [replace(ASKED, age_band="3-5"), ASKED], ()),
        (BASE, [replace(ASKED, periods=("natale",))], ("schedule",)),
        (BASE, [replace(ASKED, audience="impresa")], ("audience",)),
        (BASE, [replace(ASKED, age_band=None, periods=(), audience=None)], ()),
        (BASE, [replace(ASKED, age_band="11-13", comuni=frozenset({"015146"}))], ()),
        (replace(BASE, minimum_age=10.5, maximum_age=None), [ASKED], ()),
        (replace(BASE, minimum_age=11, maximum_age=None), [ASKED], ("age",)),
        (replace(BASE, maximum_age=5), [ASKED], ("age",)),
        (replace(BASE, capacity_available=0, capacity_updated=TODAY), [ASKED], ("capacity",)),
    ],
)
def test_never_fits_only_if_no_request_could(
    offer: Offer, asked: list[Asked], expected: tuple[str, ...]
) -> None:
    assert never_fits([offer], asked, Territory({}), TODAY) == expected


def test_the_target_is_counted_as_by_hand(filled: Session) -> None:
    found = read(filled, Filters())
    running = [one for one in found.services if one.running(TODAY)]
    target = find_target(filled, Filters(), running, ("0-2", "6-10", "85+"))
    first = [rows[0] for rows in by_hand().values()]
    assert len(running) == len(first)
    for kind, (number, asking) in target.audiences.items():
        assert number == sum(one.audience in (kind, "entrambi") for one in first)
        assert asking.total == sum(r["audience"] == kind for r in year())
    for band, (number, asking) in target.bands.items():
        low, high = band_ends(str(band))
        takes = [
            one
            for one in first
            if one.audience != "impresa"
            and (one.minimum_age is None or one.minimum_age < high)
            and (one.maximum_age is None or one.maximum_age + 1 > low)
        ]
        assert number == len(takes)
        assert asking.total == sum(r["age_band"] == band for r in year())
    assert target.conditions["isee_maximum"] == sum(one.isee_maximum is not None for one in first)
    assert target.conditions["adherents_only"] == sum(one.adherents_only for one in first)


def test_repeats_are_the_pairs_of_the_last_search(filled: Session) -> None:
    pairs = list(filled.scalars(sa.select(OverlapPair)))
    assert pairs
    found = count_repeats(filled, Filters())
    assert {t: one.total for t, one in found.items()} == Counter(pair.topic for pair in pairs)
    assert sum(one.undecided for one in found.values()) == len(pairs)
    milano = count_repeats(filled, Filters(ats="321"))
    assert sum(one.total for one in milano.values()) == sum(pair.ats in ("321", None) for pair in pairs)


def test_every_topic_of_the_services_is_in_the_report(filled: Session) -> None:
    found = read(filled, Filters())
    assert set(found.topics) <= set(topics())
    assert set(found.topics) >= {topic for rows in by_hand().values() for topic in rows[0].topics}


def test_an_id_may_hold_odd_signs(filled: Session) -> None:
    odd = ('a "b"', "c,d", "è\\n'[1]", "e f")
    day = dt.date(2020, 1, 1)
    with filled.begin_nested() as undone:
        filled.add_all([NeedRecord(day=day, offers=odd), NeedRecord(day=day, offers=odd[:1])])
        filled.flush()
        found = led_to(filled, Filters(until=day))
        undone.rollback()
    assert found == {odd[0]: 2, odd[1]: 1, odd[2]: 1, odd[3]: 1}

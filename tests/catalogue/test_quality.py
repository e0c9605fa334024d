# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quality of a record: what raises it, what lowers it, what is still to be told."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from welfare_point.catalogue.exchange.csv_import import parse_catalogue
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.quality import FIELDS, WEIGHTS, Quality, capacity_expired, quality

TODAY = dt.date(2026, 11, 28)
_DEMONSTRATION = Path(__file__).parents[2] / "catalogue" / "data" / "demonstration.csv"

_BARE = Offer(
    service_id="s",
    organization_id="o",
    organization_name="Ente",
    name="Doposcuola",
    topics=("minori--doposcuola",),
    audience="persona",
    service_areas=("016024",),
)
_FULL = replace(
    _BARE,
    description="Compiti e giochi",
    application_process="Si scrive allo sportello",
    cost="gratuito",
    municipality="016024",
    delivery=("in_presenza",),
    address="Via dei Tigli 1",
    eligibility_description="Per chi frequenta la primaria",
    required_documents="Nessuno",
    accessibility="Senza gradini",
    languages=("it",),
    source="Carta dei servizi",
    minimum_age=6,
    maximum_age=11,
    phone="035 000000",
    email="doposcuola@example.org",
    url="https://example.org",
    calendar_scope=("scuola",),
    byday=("MO",),
    opens_at=dt.time(14),
    closes_at=dt.time(18),
    capacity_available=3,
    capacity_updated=TODAY,
    assured_date=TODAY,
)


def _of(offer: Offer, **fields: Any) -> Quality:
    return quality([replace(offer, **fields)], TODAY)


def test_all_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_a_record_that_tells_everything_and_was_verified_today_is_worth_one() -> None:
    best = quality([_FULL], TODAY)
    assert best.score == 1 and set(best.parts.values()) == {1.0}
    assert (best.missing, best.stale, best.assured_days, best.capacity_expired) == ((), False, 0, False)


def test_a_record_that_tells_nothing_is_worth_nothing() -> None:
    worst = quality([_BARE], TODAY)
    assert worst.score == 0 and set(worst.parts) == set(WEIGHTS)
    assert worst.stale and worst.assured_days is None
    assert {*FIELDS, "phone", "minimum_age", "byday", "capacity_available"} <= set(worst.missing)
    assert worst.missing[0] == "assured_date"


@pytest.mark.parametrize(
    "field", [*FIELDS, "phone", "email", "url", "maximum_age", "opens_at", "assured_date"]
)
def test_whatever_is_taken_away_lowers_the_score_and_is_named(field: str) -> None:
    empty = () if isinstance(getattr(_FULL, field), tuple) else None
    found = _of(_FULL, **{field: empty})
    assert found.score < 1 and found.missing == (field,)


def test_the_score_falls_with_every_day_since_the_verification() -> None:
    scores = [_of(_FULL, assured_date=TODAY - dt.timedelta(days=days)).score for days in range(0, 2000, 30)]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(scores)
    assert _of(_FULL, assured_date=TODAY - dt.timedelta(days=365)).parts["verification"] == 0.5


@pytest.mark.parametrize(("days", "stale"), [(364, False), (365, False), (366, True)])
def test_a_record_is_stale_when_matching_says_it_is_not_fresh(days: int, stale: bool) -> None:
    found = _of(_FULL, assured_date=TODAY - dt.timedelta(days=days))
    assert (found.stale, found.assured_days, "assured_date" in found.missing) == (stale, days, stale)


def test_a_date_to_come_counts_as_today() -> None:
    assert _of(_FULL, assured_date=TODAY + dt.timedelta(days=9)).score == 1


@pytest.mark.parametrize(("days", "expired"), [(0, False), (60, False), (61, True)])
def test_places_expire_after_sixty_days(days: int, expired: bool) -> None:
    row = replace(_FULL, capacity_updated=TODAY - dt.timedelta(days=days))
    assert capacity_expired(row, TODAY) is expired
    found = quality([row], TODAY)
    assert found.capacity_expired is expired and (found.score < 1) is expired
    assert ("capacity_updated" in found.missing) is expired


def test_places_told_without_a_day_are_expired() -> None:
    assert _of(_FULL, capacity_updated=None).capacity_expired


def test_a_service_by_telephone_needs_no_place() -> None:
    assert _of(_FULL, delivery=("telefono",), municipality=None, address=None).score == 1


def test_conditions_that_only_people_can_read_are_worth_half() -> None:
    adult = replace(_FULL, topics=("anziani--assistenza-domiciliare",), minimum_age=None, maximum_age=None)
    assert quality([adult], TODAY).parts["eligibility"] == 0.5
    assert _of(adult, isee_maximum=20000.0).parts["eligibility"] == 1
    assert _of(adult, eligibility_description=None).parts["eligibility"] == 1


def test_rows_count_alike_and_their_order_does_not_matter() -> None:
    poor = replace(_FULL, phone=None, email=None, url=None)
    found = quality([_FULL, poor], TODAY)
    assert found.parts["contact"] == 0.5 and set(found.missing) == {"phone", "email", "url"}
    assert found == quality([poor, _FULL], TODAY)


def test_the_demonstration_catalogue_has_good_and_bad_records() -> None:
    with _DEMONSTRATION.open("rb") as file:
        offers, errors = parse_catalogue(file)
    services: dict[str, list[Offer]] = {}
    for offer in offers:
        services.setdefault(offer.service_id, []).append(offer)
    found = [quality(rows, TODAY) for rows in services.values()]
    assert not errors and all(0 <= q.score <= 1 for q in found)
    assert max(q.score for q in found) - min(q.score for q in found) > 0.3
    assert any(q.stale for q in found) and any(q.capacity_expired for q in found)

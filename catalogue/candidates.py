# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offers and needs as numbers that a database compares: one side of the screening each. Pure.

The rules are those of ``catalogue/matching``, which stays the judge: the screening only says whom to judge
first. ``tests/catalogue/test_screening.py`` holds the two together.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .hsds import row_ids
from .matching.criteria import CAPACITY_DAYS, FRESH_DAYS
from .matching.schedule import DAY, covers_period
from .need import Need
from .offer import Offer
from .reference import find_municipality, municipalities
from .suspension import Suspension

Point = tuple[float, float]
"""Latitude and longitude, WGS84 degrees."""

PERIODS = ("scuola", "estate", "natale", "carnevale", "pasqua", "chiusure", "tutto-anno")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

CELLS_A_DEGREE = 10
"""A cell of the map is a tenth of a degree: about 11 km by 8 in Lombardy."""

NOWHERE = "cell:"
"""The cell of what lies nowhere: online only, or at an unknown place. All cells begin so."""

LARGEST = 2**31 - 1
"""The largest number of employees that the database compares."""


def place_of(offer: Offer) -> Point | None:
    """Its location, or else its municipality; ``None`` if neither is known or the offer is online only."""
    if set(offer.delivery) == {"online"}:
        return None
    if offer.latitude is not None and offer.longitude is not None:
        return offer.latitude, offer.longitude
    comune = find_municipality(offer.municipality) if offer.municipality else None
    return (comune.latitude, comune.longitude) if comune else None


def on_sphere(point: Point | None) -> dict[str, float | None]:
    """``x``, ``y`` and ``z`` on the sphere of radius 1. Straight lines between such points are as good as
    distances to compare by, and no cosine has to be taken in the database."""
    if point is None:
        return {"x": None, "y": None, "z": None}
    latitude, longitude = map(math.radians, point)
    flat = math.cos(latitude)
    return {"x": flat * math.cos(longitude), "y": flat * math.sin(longitude), "z": math.sin(latitude)}


def cell_of(point: Point | None) -> str:
    """The key of the cell in which a point lies."""
    if point is None:
        return NOWHERE
    return _cell(*_indices(point))


def cells_around(point: Point, ring: int) -> list[str]:
    """The cell of a point and those around it, ``ring`` deep on each side."""
    row, column = _indices(point)
    steps = range(-ring, ring + 1)
    return [_cell(row + up, column + right) for up in steps for right in steps]


def candidate_records(
    offers: Sequence[Offer], suspension: Suspension | None = None
) -> Iterator[dict[str, Any]]:
    """The values of all ``candidate`` rows of one service; none unless it is active."""
    suspended = {
        "suspended_from": suspension and suspension.first.toordinal(),
        "suspended_to": suspension and (suspension.last or dt.date.max).toordinal(),
    }
    for row_id, offer in zip(row_ids(offers), offers, strict=True):
        if offer.status != "active":
            continue
        place = place_of(offer)
        common = {"row_id": row_id, "service_id": offer.service_id, **_conditions(offer), **on_sphere(place)}
        common |= suspended
        for topic in dict.fromkeys(offer.topics):
            for key in dict.fromkeys((*offer.service_areas, cell_of(place))):
                yield {"topic": topic, "key": key, **common}


def asked(need: Need) -> dict[str, Any]:
    """The need as parameters of the screening; ``None``: not asked, which no condition refuses."""
    begun_by, lasts_until = need.must_run or (None, None)
    home = municipalities()[need.municipality]
    return {
        "topic": need.topic,
        "child": need.topic.startswith("minori--"),
        "audience": need.audience,
        "youngest": min(need.ages, default=None),
        "oldest": max(need.ages, default=None),
        "adherent": _yes_no(need.employer_adherent),
        "disability": _yes_no(need.disability),
        "isee": need.isee,
        "size": None if need.company_size is None else min(need.company_size, LARGEST),
        "sector": None if need.sector is None else _sector(need.sector),
        "as_of": need.as_of.toordinal(),
        "first_day": _ordinal(begun_by),
        "last_day": _ordinal(lasts_until),
        "periods": _bits(PERIODS, (p if p in PERIODS else "tutto-anno" for p in need.periods)),
        "days": _bits(DAYS, need.days),
        **_hours_asked(need.time_from or need.time_to, need.time_to or need.time_from),
        "free_only": need.free_only,
        "capacity_since": need.as_of.toordinal() - CAPACITY_DAYS,
        "fresh_since": need.as_of.toordinal() - FRESH_DAYS,
        **{f"home_{axis}": at for axis, at in on_sphere((home.latitude, home.longitude)).items()},
    }


def _conditions(offer: Offer) -> dict[str, Any]:
    scope = offer.calendar_scope
    covered = [period for period in PERIODS if covers_period(scope, period)]
    return {
        "audience": offer.audience,
        "minimum_age": offer.minimum_age,
        "age_below": _too_old(offer.maximum_age),
        "adherents_only": int(offer.adherents_only),
        "isee_maximum": offer.isee_maximum,
        "disability_required": int(offer.disability_required),
        "company_size_maximum": offer.company_size_maximum,
        "sectors": f";{';'.join(offer.sectors).lower()};" if offer.sectors else None,
        "valid_from": _ordinal(offer.valid_from),
        "valid_to": _ordinal(offer.valid_to),
        "covers": (_bits(PERIODS, covered) or 0) if scope else None,
        "byday": _bits(DAYS, offer.byday),
        **_hours_open(offer.opens_at, offer.closes_at),
        "capacity_available": offer.capacity_available,
        "capacity_updated": _ordinal(offer.capacity_updated),
        "cost": offer.cost,
        "assured": _ordinal(offer.assured_date),
    }


def _hours_open(opens: dt.time | None, closes: dt.time | None) -> dict[str, Any]:
    none = {"opening": None, "closing": None, "opens": None, "closes": None}
    if opens is None or closes is None:
        return none | {"opens": opens and _seconds(opens), "closes": closes and _seconds(closes)}
    if opens == closes:  # round the clock, also for who asks from one day to the next
        return none | {"opening": 0, "closing": 3 * DAY}
    opening, closing = _minutes(opens), _minutes(closes)
    return none | {"opening": opening, "closing": closing + (DAY if closing < opening else 0)}


def _hours_asked(start: dt.time | None, end: dt.time | None) -> dict[str, Any]:
    if start is None or end is None:
        return dict.fromkeys(("start", "end", "start_second", "end_second"))
    first, last = _minutes(start), _minutes(end)
    # Past midnight nothing can be said of an offer of which one end only is known.
    seconds = (None, None) if end < start else (_seconds(start), _seconds(end))
    return {
        "start": first,
        "end": last + (DAY if last < first else 0),
        "start_second": seconds[0],
        "end_second": seconds[1],
    }


def _too_old(maximum: float | None) -> float | None:
    if maximum is None:
        return None
    return maximum + 1 if float(maximum).is_integer() else math.nextafter(maximum, math.inf)


def _sector(said: str) -> str:
    """As it stands in a list of sectors; what cannot stand there is made what no list has."""
    sector = said.strip().lower()
    return ";;" if not sector or ";" in sector or "\x00" in sector else f";{sector};"


def _bits(names: Sequence[str], given: Iterable[str]) -> int | None:
    """A bit for each name, by its place; ``None`` when none is given."""
    said = set(given)
    return sum(1 << place for place, name in enumerate(names) if name in said) if said else None


def _yes_no(answer: bool | None) -> int | None:
    return None if answer is None else int(answer)


def _ordinal(day: dt.date | None) -> int | None:
    return day.toordinal() if day else None


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _seconds(time: dt.time) -> float:
    return _minutes(time) * 60 + time.second + time.microsecond / 1e6


def _indices(point: Point) -> tuple[int, int]:
    return math.floor(point[0] * CELLS_A_DEGREE), math.floor(point[1] * CELLS_A_DEGREE)


def _cell(row: int, column: int) -> str:
    return f"{NOWHERE}{row}:{column}"

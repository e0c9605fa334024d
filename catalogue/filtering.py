# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters of the open API as conditions of SQL, the same on both databases.

Conditions on the service and conditions on a row (place, area, time, cost) are kept apart, because one row must
satisfy all that are asked. As in matching, who states no limit on ages, days, hours or periods is not left out;
who states no cost is, when a cost is asked for.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .hsds import term_id
from .models import (
    Address,
    Attribute,
    CostOption,
    Location,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from .offers import areas_of
from .reference import EARTH_RADIUS_KM, distance_km, municipalities
from .search import with_words

Condition = sa.ColumnElement[bool]

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CLOSURES = frozenset({"estate", "natale", "carnevale", "pasqua", "chiusure"})
"""The periods that lie inside ``chiusure``."""


@dataclass(frozen=True, slots=True)
class Near:
    """Within some kilometres of a point (WGS84 degrees)."""

    latitude: float
    longitude: float
    kilometres: float


@dataclass(frozen=True, slots=True)
class Opening:
    """Open on a day: ``scopes`` are the words of ``calendar_scope`` that run on it."""

    day: dt.date
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filter:
    """What services are asked for; ``None`` or nothing: no matter. Ages in years."""

    topic: str | None = None
    municipality: str | None = None
    audience: str | None = None
    organization: str | None = None
    status: str | None = "active"
    text: str | None = None
    heard: Mapping[str, float] | None = None
    """Topics that ``text`` may mean to whoever hears sentences, 0..1: see :func:`~.search.ranked`."""
    terms: Collection[str] | None = None
    """Identifiers of taxonomy terms; one of them is enough."""
    ages: Sequence[float] = ()
    periods: Sequence[str] = ()
    days: Sequence[str] = ()
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    costs: Sequence[str] = ()
    modified_after: dt.datetime | None = None
    open_on: Opening | None = None
    near: Near | None = None
    places: Collection[str] = ()
    """ISTAT codes: services that cover one of them."""


def service_conditions(
    session: Session, wanted: Filter
) -> tuple[list[Condition], list[sa.ColumnElement[int]]]:
    """What the service itself must satisfy; and, where a text is looked for, what puts the best first."""
    order: list[sa.ColumnElement[int]] = []
    found: list[Condition] = []
    if wanted.status is not None:
        found.append(Service.status == wanted.status)
    if wanted.audience is not None:
        found.append(Service.audience.in_((wanted.audience, "entrambi")))
    if wanted.organization is not None:
        found.append(Service.organization_id == wanted.organization)
    if wanted.text is not None:
        worded, order = with_words(session, wanted.text, wanted.municipality, wanted.heard)
        found.append(worded)
    if wanted.topic is not None:
        found.append(with_terms([term_id(wanted.topic)]))
    if wanted.terms is not None:
        found.append(with_terms(wanted.terms))
    if wanted.modified_after is not None:
        found.append(Service.last_modified >= wanted.modified_after)
    found += (_for_age(age) for age in wanted.ages)
    return found, order


def row_conditions(session: Session, wanted: Filter) -> list[Condition]:
    """What one row must satisfy, all together."""
    found: list[Condition] = []
    if wanted.municipality is not None:
        found.append(_covers(areas_of(session, wanted.municipality)))
    if wanted.places:
        found.append(_covers(frozenset().union(*(areas_of(session, place) for place in wanted.places))))
    if wanted.costs:
        found.append(_has(CostOption, CostOption.option.in_(wanted.costs)))
    if wanted.near is not None:
        found.append(_within(wanted.near))
    if timing := [*_periods(wanted.periods), *_days(wanted.days), *_hours(wanted), *_open(wanted.open_on)]:
        # A row without a schedule states no limit.
        against = sa.exists().where(
            Schedule.service_at_location_id == ServiceAtLocation.id, sa.not_(sa.and_(*timing))
        )
        found.append(~against)
    return found


def covering(rows: Sequence[Condition]) -> sa.Select[str]:
    """The ids of services with a row that satisfies all conditions."""
    return sa.select(ServiceAtLocation.service_id).where(*rows)


def with_terms(terms: Collection[str]) -> Condition:
    """Services that carry one of these taxonomy terms."""
    carrying = sa.select(Attribute.link_id).where(
        Attribute.taxonomy_term_id.in_(terms), Attribute.link_entity == Service.__tablename__
    )
    return Service.id.in_(carrying)


def _for_age(age: float) -> Condition:
    """A whole maximum admits until the next birthday, a fractional one is exact."""
    limit = Service.maximum_age
    until_birthday = sa.and_(limit == sa.func.round(limit), limit + 1 > age)
    return sa.and_(
        sa.or_(Service.minimum_age.is_(None), Service.minimum_age <= age),
        sa.or_(limit.is_(None), limit >= age, until_birthday),
    )


def _has(table: Any, *conditions: Condition) -> Condition:
    """Rows with a record that satisfies the conditions: the database may begin with the few that do."""
    return ServiceAtLocation.id.in_(sa.select(table.service_at_location_id).where(*conditions))


def _covers(areas: Collection[str]) -> Condition:
    return _has(ServiceArea, ServiceArea.code.in_(areas))


def _word(column: Any, word: str, separator: str) -> Condition:
    """The list in a text column has this word. The text is searched, not the list that Python sees."""
    text = sa.type_coerce(column, sa.Text())
    return (separator + text + separator).contains(f"{separator}{word}{separator}", autoescape=True)


def _periods(periods: Sequence[str]) -> list[Condition]:
    scope = Schedule.calendar_scope
    found = []
    for period in periods:
        words = [period, "tutto-anno", *(["chiusure"] if period in CLOSURES else [])]
        found.append(sa.or_(scope.is_(None), *(_word(scope, word, ";") for word in dict.fromkeys(words))))
    return found


def _days(days: Sequence[str]) -> list[Condition]:
    return [sa.or_(Schedule.byday.is_(None), _word(Schedule.byday, day, ",")) for day in days]


def _hours(wanted: Filter) -> list[Condition]:
    """The hours asked lie inside the opening hours; closing before opening crosses midnight."""
    start, end = wanted.time_from or wanted.time_to, wanted.time_to or wanted.time_from
    if start is None or end is None:
        return []
    opens, closes = Schedule.opens_at, Schedule.closes_at
    inside: Condition
    if start <= end:
        by_day = sa.and_(opens <= start, end <= closes)
        by_night = sa.and_(closes < opens, sa.or_(opens <= start, end <= closes))
        inside = sa.or_(by_day, by_night)
    else:
        inside = sa.and_(closes < opens, opens <= start, end <= closes)
    return [sa.or_(opens.is_(None), closes.is_(None), opens == closes, inside)]


def _open(opening: Opening | None) -> list[Condition]:
    if opening is None:
        return []
    scope = Schedule.calendar_scope
    return [
        sa.or_(Schedule.valid_from.is_(None), Schedule.valid_from <= opening.day),
        sa.or_(Schedule.valid_to.is_(None), Schedule.valid_to >= opening.day),
        *_days([WEEKDAYS[opening.day.weekday()]]),
        sa.or_(scope.is_(None), *(_word(scope, word, ";") for word in sorted(opening.scopes))),
    ]


def _within(near: Near) -> Condition:
    """By the location's coordinates, or its comune's. What is online only has no place.

    The distance is that of a plane whose scale is taken halfway: within a region it differs from the great
    circle by less than a metre per kilometre, and needs only what both databases can compute.
    """
    north = (Location.latitude - near.latitude) * math.radians(EARTH_RADIUS_KM)
    degrees_east = Location.longitude - near.longitude
    cosine = math.cos(math.radians(near.latitude))
    slope = math.sin(math.radians(near.latitude)) * math.radians(1) / 2
    scale = cosine - slope * (Location.latitude - near.latitude)
    east = degrees_east * scale * math.radians(EARTH_RADIUS_KM)
    close = north * north + east * east <= near.kilometres**2
    here = (near.latitude, near.longitude)
    comuni = [
        comune.istat
        for comune in municipalities().values()
        if distance_km(here, (comune.latitude, comune.longitude)) <= near.kilometres
    ]
    unplaced = sa.or_(Location.latitude.is_(None), Location.longitude.is_(None))
    in_comune = sa.select(Address.location_id).where(Address.municipality.in_(comuni))
    placed = ServiceAtLocation.location_id.in_(
        sa.select(Location.id).where(sa.or_(close, sa.and_(unplaced, Location.id.in_(in_comune))))
    )
    delivery = sa.type_coerce(ServiceAtLocation.delivery, sa.Text())
    return sa.and_(sa.or_(delivery.is_(None), delivery != "online"), placed)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue as coverage sees it: each service with its sites, the areas and the places of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.candidates import Point
from welfare_point.catalogue.matching.criteria import CAPACITY_DAYS, FRESH_DAYS
from welfare_point.catalogue.models import (
    Address,
    Attribute,
    Location,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    TaxonomyTerm,
)
from welfare_point.catalogue.reference import municipalities

from .territory import Codes, Comuni, Territory


@dataclass(frozen=True, slots=True)
class Site:
    """One row of a service. ``place``: rows with the same one share their places."""

    codes: Codes
    place: tuple[str | None, ...]
    point: Point | None
    """Where it is; none if unknown or online only."""
    municipality: str | None
    places: int | None
    """How many there are in all, or else how many are told to be free; none if neither is told."""
    available: int | None
    updated: dt.date | None
    valid_to: dt.date | None

    def ended(self, day: dt.date) -> bool:
        """Whether it no longer runs."""
        return self.valid_to is not None and self.valid_to < day

    def full(self, day: dt.date) -> bool:
        """Whether it was told to be full, lately enough to be believed."""
        known = self.updated is not None and (day - self.updated).days <= CAPACITY_DAYS
        return self.available == 0 and known


@dataclass(frozen=True, slots=True)
class Supplied:
    """A service of any status, with its rows."""

    id: str
    name: str
    status: str
    audience: str
    minimum_age: float | None
    maximum_age: float | None
    isee_maximum: float | None
    adherents_only: bool
    disability_required: bool
    residents_only: bool
    company_size_maximum: int | None
    assured_date: dt.date | None
    suspended_from: dt.date | None
    suspended_to: dt.date | None
    topics: tuple[str, ...] = ()
    sites: list[Site] = field(default_factory=list)

    def suspended(self, day: dt.date) -> bool:
        """Whether it rests on that day."""
        if self.suspended_from is None or self.suspended_from > day:
            return False
        return self.suspended_to is None or day <= self.suspended_to

    def stale(self, day: dt.date) -> bool:
        """Whether nobody verified it lately: what matching calls not fresh."""
        return self.assured_date is None or (day - self.assured_date).days > FRESH_DAYS

    def running(self, day: dt.date) -> list[Site]:
        """The rows that serve people on that day; a row that begins later does, for it can be asked for."""
        if self.status != "active" or self.suspended(day):
            return []
        return [site for site in self.sites if not site.ended(day)]

    def concerns(self, territory: Territory, scope: Comuni) -> bool:
        """Whether one of its areas reaches into ``scope``, or it is there."""
        return any(
            site.municipality in scope or not scope.isdisjoint(territory.inside(site.codes))
            for site in self.sites
        )


def places_of(sites: Iterable[Site]) -> int | None:
    """Together: rows of one place are its hours and do not add up; none if nobody told any."""
    told: dict[tuple[str | None, ...], int] = {}
    for site in sites:
        if site.places is not None:
            told[site.place] = max(site.places, told.get(site.place, 0))
    return sum(told.values()) if told else None


def points_of(services: Iterable[Supplied], day: dt.date) -> dict[str, list[Point]]:
    """By topic, where services run on ``day``."""
    found: dict[str, list[Point]] = {}
    for service in services:
        here = [site.point for site in service.running(day) if site.point is not None]
        for topic in service.topics:
            found.setdefault(topic, []).extend(here)
    return found


_SERVICE = (
    "id",
    "name",
    "status",
    "audience",
    "minimum_age",
    "maximum_age",
    "isee_maximum",
    "adherents_only",
    "disability_required",
    "residents_only",
    "company_size_maximum",
    "assured_date",
    "suspended_from",
    "suspended_to",
)


def read_supply(session: Session) -> list[Supplied]:
    """The whole catalogue by id, in four queries."""
    codes: dict[str, set[str]] = {}
    for row_id, code in session.execute(sa.select(ServiceArea.service_at_location_id, ServiceArea.code)):
        codes.setdefault(row_id, set()).add(code)
    topics: dict[str, list[str]] = {}
    for service_id, topic in session.execute(_TOPICS):
        topics.setdefault(service_id, []).append(topic)
    sites: dict[str, list[Site]] = {}
    for row in session.execute(_SITES).all():
        sites.setdefault(row.service_id, []).append(_site(row, frozenset(codes.get(row.id, ()))))
    query = sa.select(*(getattr(Service, name) for name in _SERVICE))
    found = [
        Supplied(*row, tuple(topics.get(row.id, ())), sites.get(row.id, []))  # type: ignore[call-arg]
        for row in session.execute(query)
    ]
    return sorted(found, key=lambda one: one.id)


_TOPICS = (
    sa.select(Attribute.link_id, TaxonomyTerm.code)
    .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
    .where(Attribute.link_entity == Service.__tablename__)
    .order_by(Attribute.link_id, Attribute.position)
)
_SITES = (
    sa.select(
        ServiceAtLocation.id,
        ServiceAtLocation.service_id,
        ServiceAtLocation.delivery,
        Location.name,
        Location.latitude,
        Location.longitude,
        Address.address_1,
        Address.municipality,
        ServiceCapacity.maximum,
        ServiceCapacity.available,
        ServiceCapacity.updated,
        Schedule.valid_to,
    )
    .join(Location, Location.id == ServiceAtLocation.location_id)
    .outerjoin(Address, Address.location_id == Location.id)
    .outerjoin(Schedule, Schedule.service_at_location_id == ServiceAtLocation.id)
    .outerjoin(ServiceCapacity, ServiceCapacity.service_at_location_id == ServiceAtLocation.id)
)


def _site(row: Any, codes: Codes) -> Site:
    point = None
    if row.latitude is not None and row.longitude is not None:
        point = (row.latitude, row.longitude)
    elif row.municipality in municipalities():
        comune = municipalities()[row.municipality]
        point = (comune.latitude, comune.longitude)
    return Site(
        codes,
        (row.name, row.address_1, row.municipality),
        None if set(row.delivery or ()) == {"online"} else point,
        row.municipality,
        row.available if row.maximum is None else row.maximum,
        row.available,
        row.updated,
        row.valid_to,
    )

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services that nobody is led to, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import Filters, conditions
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.offers import offers_of_services

from .fitting import Asked, never_fits
from .led import led_to
from .reading import Coverage
from .supply import Supplied

Reason = Literal["closed", "suspended", "ended", "not_asked", "never_fits", "stale", "outranked"]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""``closed``: its status says that it does not run; ``suspended``: it rests; ``ended``: all its dates are over;
``not_asked``: nobody in its areas asks for its topics; ``never_fits``: a criterion fails for all who do;
``stale``: not verified for long, so that others come first; ``outranked``: none of these, others come first."""


@dataclass(frozen=True, slots=True)
class Idle:
    """A service that was never among the offers, all the reasons that are known, and the criteria that fail."""

    service: Supplied
    reasons: tuple[Reason, ...]
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leading:
    """How often services were shown, and those that never were: those that ought to run first."""

    services: int
    """In the scope, of any status."""
    shown: Mapping[str, int]
    idle: Sequence[Idle]


def find_idle(session: Session, filters: Filters, coverage: Coverage, day: dt.date) -> Leading:
    """The services of the scope that the records of the filters never show. Three queries."""
    shown = led_to(session, filters)
    here = [one for one in coverage.services if one.concerns(coverage.territory, coverage.scope)]
    idle = [one for one in here if one.id not in shown]
    known = {one.id: standing(one, coverage, day) for one in idle}
    unexplained = [one for one in idle if not known[one.id]]
    asked = _asked(session, filters, {topic for one in unexplained for topic in one.topics})
    offers = offers_of_services(session, [one.id for one in unexplained])
    found = []
    for one in idle:
        reasons = known[one.id]
        criteria: tuple[str, ...] = ()
        if one.id in offers:
            requests = [some for topic in one.topics for some in asked.get(topic, ())]
            criteria = never_fits(offers[one.id], requests, coverage.territory, day)
            reasons = ("never_fits",) if criteria else ()
        if one.stale(day):
            reasons = (*reasons, "stale")
        found.append(Idle(one, reasons or ("outranked",), criteria))
    found.sort(key=lambda one: (-REASONS.index(one.reasons[0]), one.service.name, one.service.id))
    return Leading(len(here), {one.id: shown[one.id] for one in here if one.id in shown}, found)


def standing(service: Supplied, coverage: Coverage, day: dt.date) -> tuple[Reason, ...]:
    """The reasons that lie in its state, or in that nobody asks: with one of these nothing else matters."""
    if service.status != "active":
        return ("closed",)
    if service.suspended(day):
        return ("suspended",)
    sites = service.running(day)
    if not sites:
        return ("ended",)
    comuni = frozenset().union(*(coverage.territory.inside(site.codes) for site in sites))
    asks = any(not comuni.isdisjoint(coverage.asking.get(topic, frozenset())) for topic in service.topics)
    return () if asks else ("not_asked",)


def _asked(session: Session, filters: Filters, topics: set[str]) -> dict[str, list[Asked]]:
    """By topic, what was asked for."""
    if not topics:  # a database reads all records before it finds that none is on no topic
        return {}
    record = NeedRecord
    columns = (record.topic, record.audience, record.age_band, record.periods)
    query = (
        sa.select(*columns, record.municipality)
        .where(record.topic.in_(topics), record.municipality.is_not(None), *conditions(filters))
        .distinct()
    )
    comuni: dict[tuple[str, str | None, str | None, tuple[str, ...]], set[str]] = {}
    for *key, comune in session.execute(query):
        comuni.setdefault(tuple(key), set()).add(comune)  # type: ignore[arg-type]
    found: dict[str, list[Asked]] = {}
    for (topic, audience, band, periods), where in comuni.items():
        found.setdefault(topic, []).append(Asked(topic, audience, band, periods or (), frozenset(where)))
    return found

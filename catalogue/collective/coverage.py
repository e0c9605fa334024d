# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which records of a collective need services would meet now that are new or changed since they were told.

A record knows bands: the need that is matched has the age and the hours typical of them. What it does not know (ISEE,
disability, the firm) is open, so that such a match is to be verified, as it is for whoever asks without telling.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..finding import kilometres
from ..matching import find_services
from ..models import Candidate, ServiceFacts
from ..need import Need
from ..offer import Offer
from ..offers import active_offers_of, areas_of
from ..reference import topics
from ..suspension import days_of
from .told import Told

TYPICAL_AGES = {
    "0-2": 1.5,
    "3-5": 4.0,
    "6-10": 8.0,
    "11-13": 12.0,
    "14-17": 16.0,
    "18-64": 40.0,
    "65-74": 70.0,
    "75-84": 80.0,
    "85+": 88.0,
}
"""Years: the middle of each band."""
TYPICAL_HOURS = {
    "notte": (dt.time(2), dt.time(4)),
    "prima delle 8": (dt.time(7, 15), dt.time(8)),
    "giorno": (dt.time(10), dt.time(12)),
    "dopo le 16": (dt.time(16, 30), dt.time(18)),
    "sera": (dt.time(20, 30), dt.time(22)),
}
"""When the need begins and ends: hours that most of its band share."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many records are covered, and by which services."""

    covered: int = 0
    services: tuple[str, ...] = ()


def need_of(record: Told, today: dt.date) -> Need:
    """What a record asks for, as far as it is known."""
    first, last = TYPICAL_HOURS.get(record.time_band or "", (None, None))
    return Need(
        topic=record.topic,
        audience=record.audience or topics()[record.topic].audience,
        municipality=record.municipality,
        as_of=today,
        ages=(TYPICAL_AGES[record.age_band],) if record.age_band in TYPICAL_AGES else (),
        periods=record.periods,
        time_from=first,
        time_to=last,
    )


def coverage(session: Session, records: Sequence[Told], today: dt.date) -> Coverage:
    """Of unmet records. A service that was shown to a person does not cover that person's need.

    Within the day on which a service came it is not known what was first: it counts as new.
    """
    if not records:
        return Coverage()
    needs = [need_of(record, today) for record in records]
    areas = {place: areas_of(session, place) for place in {r.municipality for r in records}}
    since = _new_services(session, records, frozenset().union(*areas.values()))
    # Suspensions depend on the day alone: the records ask for no dates.
    offers = active_offers_of(session, sorted(since), days_of(needs[0])) if since else []
    by_topic: dict[str, list[Offer]] = {}
    for offer in offers:
        for topic in offer.topics:
            by_topic.setdefault(topic, []).append(offer)
    found: dict[Need, frozenset[str]] = {}
    covered, services = 0, set()
    for record, need in zip(records, needs, strict=True):
        if need not in found:
            matches = find_services(
                need,
                by_topic.get(need.topic, ()),
                areas[need.municipality],
                partial(kilometres, need.municipality),
            ).matches
            found[need] = frozenset(match.offer.service_id for match in matches)
        new = {key for key in found[need] if since[key] >= record.day and key not in record.offers}
        covered += bool(new)
        services |= new
    return Coverage(covered, tuple(sorted(services)))


def _new_services(session: Session, records: Sequence[Told], areas: frozenset[str]) -> dict[str, dt.date]:
    """Services on these topics, for these areas, that are new or changed since the first of the records."""
    query = (
        sa.select(ServiceFacts.service_id, ServiceFacts.since)
        .join(Candidate, Candidate.service_id == ServiceFacts.service_id)
        .where(
            Candidate.topic.in_({r.topic for r in records}),
            Candidate.key.in_(areas),
            ServiceFacts.since >= min(r.day for r in records),
        )
        .distinct()
    )
    return {key: since for key, since in session.execute(query) if since}


def stamp(session: Session, records: Sequence[Told], today: dt.date) -> str:
    """The same as long as neither the catalogue on these topics, nor the records, nor the day has changed."""
    of_topics = sa.select(Candidate.service_id).where(Candidate.topic.in_({r.topic for r in records}))
    latest, count = session.execute(
        sa.select(sa.func.max(ServiceFacts.noted), sa.func.count()).where(
            ServiceFacts.service_id.in_(of_topics)
        )
    ).one()
    return f"{latest}|{count}|{len(records)}|{today}"

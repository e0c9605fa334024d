# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by the words that somebody wrote: for the assistant, the API and the editor.

The full-text engine of the database finds the services that have the rarest words (``catalogue/fulltext.py``);
they are weighed here by which words they have and where, then by how near, fresh and complete they are.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .candidates import Point, cells_around, on_sphere
from .fulltext import Document, count, documents, rarest, shares
from .matching.criteria import FRESH_DAYS, within_ages
from .matching.ranking import proximity
from .meaning import WEIGHTS, Meant, Weights, understood
from .models import Candidate, Service
from .offer import Offer
from .offers import areas_of, offers_of_services
from .reference import EARTH_RADIUS_KM, municipalities
from .settings import Calendar
from .wording import place_in, telling, topic_word

ENOUGH = 0.12
"""Of what a text says, the least that a service must have."""


ENOUGH_FOUND = 30
"""Services to weigh beyond which those farther away are not looked for."""

AROUND = 3
"""Cells of the map around a place whose services are weighed too: some 25 km."""

FAR_BELOW = 0.2
"""What is worth less than this share of the best is there by chance."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A service found: how much it is worth, and whether it covers the place."""

    service_id: str
    worth: float
    covers: bool


def search(
    session: Session,
    text: str,
    municipality: str | None = None,
    limit: int = 3,
    heard: Mapping[str, float] | None = None,
) -> list[Offer]:
    """The best offers, one a service; with a ``municipality`` only those that cover it.

    A comune that the text names comes before others, and its distance counts; what covers it comes first.
    """
    found = ranked(session, text, municipality, heard=heard)
    if municipality is not None:
        found = [service for service in found if service.covers]
    found = found[:limit]
    offers = offers_of_services(session, [service.service_id for service in found])
    meant = municipality or place_in(text)[0]
    areas = areas_of(session, meant) if meant else frozenset()
    return [_told(offers[service.service_id], areas) for service in found]


def ranked_ids(
    session: Session,
    text: str,
    municipality: str | None = None,
    *,
    active: bool | None = True,
    heard: Mapping[str, float] | None = None,
) -> list[str]:
    """The identifiers of the best services, best first, ``CANDIDATES`` at most."""
    found = ranked(session, text, municipality, active=active, heard=heard)
    return [service.service_id for service in found]


def with_words(
    session: Session, text: str, municipality: str | None = None, heard: Mapping[str, float] | None = None
) -> tuple[sa.ColumnElement[bool], list[sa.ColumnElement[int]]]:
    """The condition that a service, of any state, is found by a text, and what puts the best first.

    Of signs alone: that it has them, in no order.
    """
    if telling(text):
        found = ranked_ids(session, text, municipality, active=None, heard=heard)
        places = {service: place for place, service in enumerate(found)}
        return Service.id.in_(found), [sa.case(places, value=Service.id)] if places else []
    said = (Service.name, Service.description)
    return sa.or_(*(column.icontains(text, autoescape=True) for column in said)), []


def ranked(
    session: Session,
    text: str,
    municipality: str | None = None,
    *,
    active: bool | None = True,
    weights: Weights = WEIGHTS,
    heard: Mapping[str, float] | None = None,
) -> list[Ranked]:
    """The best services, best first; ``active``: of that state only, or of any. Nothing found is an empty list.

    ``heard``: how likely each topic is (0..1) for whoever hears whole sentences: the assistant's ``Reader.likely``.
    """
    meant = understood(session, text, weights, heard)
    home = meant.municipality or municipality
    covered = municipality or home
    areas = areas_of(session, covered) if covered else None
    return _weighed(session, meant, home, areas, active, weights)


def _weighed(
    session: Session,
    meant: Meant,
    home: str | None,
    areas: frozenset[str] | None,
    active: bool | None,
    weights: Weights,
) -> list[Ranked]:
    looked_for = meant.looked_for
    if not looked_for:
        return []
    total = count(session)
    rare = shares(session, looked_for, total)
    today = Calendar().today()
    found = _found(session, rare, total, home, areas, active, today)
    near = _nearest(session, found, home, areas) if home else {}
    whole = sum(max(_rarity(rare[word]) * worth for word, worth in one.items()) for one in meant.words) or 1.0
    services = []
    for document in found:
        said, hits = _said(document, meant, rare, weights)
        worth = said / whole + weights.topic * _on_topic(document, meant)
        if worth < ENOUGH or not _says_enough(document, meant, hits):
            continue
        covers, km = near.get(document.service_id, (areas is None, None))
        for lost in _lost(document, meant, covers, proximity(km) if home else 1.0, today, weights):
            worth *= 1 - lost
        services.append(Ranked(document.service_id, round(worth, 6), covers))
    least = FAR_BELOW * max((service.worth for service in services), default=0.0)
    kept = (service for service in services if service.worth >= least)
    return sorted(kept, key=lambda service: (-service.worth, service.service_id))


def _lost(
    document: Document, meant: Meant, covers: bool, nearness: float, today: dt.date, weights: Weights
) -> Iterator[float]:
    """What a service loses of its worth, a share for each reason."""
    yield (weights.near if covers else weights.far) * (1 - nearness)
    yield 0.0 if covers else weights.covering
    fits = all(within_ages(age, document.minimum_age, document.maximum_age) for age in meant.ages)
    yield 0.0 if fits else weights.ages
    yield weights.ended * (document.valid_to is not None and document.valid_to < today.toordinal())
    fresh = document.assured is not None and (today - document.assured).days <= FRESH_DAYS
    yield 0.0 if fresh else weights.freshness
    yield weights.completeness * (1 - document.completeness)


def _found(
    session: Session,
    rare: Mapping[str, float],
    total: int,
    home: str | None,
    areas: frozenset[str] | None,
    active: bool | None,
    today: dt.date,
) -> list[Document]:
    """The documents that cover the place, those around it, and where these are few any others.

    They are looked for by the rarest words; where nothing has these, by all.
    """
    keys = [areas, cells_around(_point(home), AROUND)] if areas and home else []
    found: dict[str, Document] = {}
    for words in (list(rarest(rare, total)), list(rare)):
        for where in (*keys, None):
            if len(found) < ENOUGH_FOUND:
                found |= {one.service_id: one for one in documents(session, words, where, active, today)}
        if found:
            break
    return list(found.values())


def _point(municipality: str) -> Point:
    comune = municipalities()[municipality]
    return comune.latitude, comune.longitude


def _rarity(share: float) -> float:
    return math.log(1 + 1 / share)


def _said(document: Document, meant: Meant, rare: Mapping[str, float], weights: Weights) -> tuple[float, int]:
    """What the words of the text that a document has are worth, and how many they are."""
    total, hits = 0.0, 0
    for meanings in meant.words:
        best = max(
            (
                _rarity(rare[word]) * worth * _where(document, word, weights)
                for word, worth in meanings.items()
            ),
            default=0.0,
        )
        total += best
        hits += best > 0
    return total, hits


def _where(document: Document, word: str, weights: Weights) -> float:
    if word in document.name:
        return weights.name
    if word in document.topics:
        return weights.topics
    return weights.about if word in document.about else weights.place if word in document.place else 0.0


def _on_topic(document: Document, meant: Meant) -> float:
    return max(
        (worth for code, worth in meant.topics.items() if topic_word(code) in document.topics), default=0.0
    )


def _says_enough(document: Document, meant: Meant, hits: int) -> bool:
    """One word in a description may be there by chance; two, or one in the name or topic, are not."""
    if hits > 1 or _on_topic(document, meant) > 0 or len(meant.words) == 1:
        return True
    return any(word in document.name or word in document.topics for one in meant.words for word in one)


def _nearest(
    session: Session, found: Iterable[Document], home: str, areas: frozenset[str] | None
) -> dict[str, tuple[bool, float | None]]:
    """For each service whether it covers the place, and how many kilometres it is from home."""
    at = on_sphere(_point(home))
    ids = [document.service_id for document in found]
    rows = session.execute(_NEAREST, {**at, "areas": list(areas or ()), "services": ids})
    return {
        service: (bool(covering), None if line is None else math.sqrt(line) * EARTH_RADIUS_KM)
        for service, covering, line in rows
    }


def _nearest_of() -> sa.Select[str, int, float | None]:
    c = Candidate
    lines = [getattr(c, axis) - sa.bindparam(axis, type_=sa.Double()) for axis in "xyz"]
    squared: sa.ColumnElement[float] = sum(
        (line * line for line in lines), start=sa.literal_column("0.0", sa.Double())
    )
    keys, services = (sa.bindparam(name, expanding=True, type_=sa.Text()) for name in ("areas", "services"))
    covers = sa.func.max(sa.case((c.key.in_(keys), 1), else_=0))
    query = sa.select(c.service_id, covers, sa.func.min(squared))
    return query.where(c.service_id.in_(services)).group_by(c.service_id)


_NEAREST = _nearest_of()


def _told(rows: Sequence[Offer], areas: frozenset[str]) -> Offer:
    """The first row of a service that covers the place, or the first."""
    return next((row for row in rows if areas & set(row.service_areas)), rows[0])

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by the words that somebody wrote: what is left when the need itself was not understood.

A word counts by its first letters, so that endings do not matter, and the more the rarer it is in the
catalogue. The database finds the candidates; they are weighed here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .models import Service
from .offer import Offer
from .offers import areas_of, offers_of_services
from .reference import plain

STEM = 5
"""Letters of a word that count; shorter words say too little."""

AT_MOST_STEMS = 12
CANDIDATES = 200
NAMED = 3.0
"""How much more a word in the name of a service counts than one in its description."""


def stems(text: str) -> list[str]:
    """The beginnings of the words that say something, each once."""
    words = (word for word in plain(text).split() if len(word) >= STEM)
    return list(dict.fromkeys(word[:STEM] for word in words))[:AT_MOST_STEMS]


def search(session: Session, text: str, municipality: str | None = None, limit: int = 3) -> list[Offer]:
    """The best offers, one a service; with a ``municipality`` only those that cover it."""
    wanted = stems(text)
    if not wanted:
        return []
    said = sa.func.lower(Service.name + " " + sa.func.coalesce(Service.description, ""))
    hits = [sa.case((said.contains(stem, autoescape=True), 1), else_=0) for stem in wanted]
    rows = session.execute(
        sa.select(Service.id, Service.name, *hits).where(
            Service.status == "active", sa.or_(*(said.contains(s, autoescape=True) for s in wanted))
        )
    ).all()
    seen_in = [sum(row[2 + n] for row in rows) for n in range(len(wanted))]
    weights = [math.log(1 + len(rows) / times) if times else 0.0 for times in seen_in]
    rows = [row for row in rows if _says_enough(row[1], row[2:], wanted)]
    scored = sorted(rows, key=lambda row: (-_score(row[1], row[2:], wanted, weights), row[0]))[:CANDIDATES]
    offers = offers_of_services(session, [row[0] for row in scored])
    areas = areas_of(session, municipality) if municipality else None
    found = (offer for row in scored for offer in _covering(offers[row[0]], areas))
    return [offer for _, offer in zip(range(limit), found, strict=False)]


def _score(name: str, hits: Sequence[int], wanted: list[str], weights: list[float]) -> float:
    """The weights of the words that a service has, those in its name several times over."""
    named = plain(name)
    worth = (
        NAMED * weight if stem in named else weight for stem, weight in zip(wanted, weights, strict=True)
    )
    return sum(points for points, hit in zip(worth, hits, strict=True) if hit)


def _says_enough(name: str, hits: Sequence[int], wanted: list[str]) -> bool:
    """One word in a description may be there by chance; two, or one in the name, are not."""
    return sum(hits) > 1 or any(stem in plain(name) for stem in wanted)


def _covering(rows: list[Offer], areas: frozenset[str] | None) -> Iterator[Offer]:
    """The first row of a service that covers the place, if any."""
    covering = (row for row in rows if areas is None or areas & set(row.service_areas))
    yield from (row for _, row in zip(range(1), covering, strict=False))

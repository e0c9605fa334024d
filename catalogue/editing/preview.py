# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service as the assistant would tell it to somebody with a typical need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.finding import kilometres
from welfare_point.catalogue.matching.engine import judge
from welfare_point.catalogue.matching.outcome import Outcome
from welfare_point.catalogue.matching.telling import told
from welfare_point.catalogue.models import MunicipalityAmbito
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import areas_of
from welfare_point.catalogue.reference import Municipality, area_codes, municipalities, topics

_OUTCOMES: tuple[Outcome, ...] = ("met", "unknown", "unmet")


@dataclass(frozen=True, slots=True)
class Preview:
    """The need that was imagined, the row that is told, and what is said of it; all lists in Italian.

    ``refused``: why the assistant would not propose it; empty if it would.
    """

    need: Need
    place: str
    offer: Offer
    why: list[str]
    warnings: list[str]
    refused: list[str]


def typical_need(offer: Offer, municipality: str, today: dt.date) -> Need:
    """What somebody asks whom the row is for: its first topic, an age in the middle of its limits."""
    topic = offer.topics[0]
    limits = [limit for limit in (offer.minimum_age, offer.maximum_age) if limit is not None]
    return Need(
        topic=topic,
        audience=topics()[topic].audience if offer.audience == "entrambi" else offer.audience,
        municipality=municipality,
        as_of=today,
        ages=(sum(limits) / len(limits),) if limits else (),
    )


def preview(session: Session, rows: Sequence[Offer], today: dt.date) -> Preview:
    """The service told to somebody who lives where its first row is for."""
    place = _home(session, rows[0])
    need = typical_need(rows[0], place.istat, today)
    areas = areas_of(session, place.istat)
    judged = [judge(need, row, areas, kilometres(place.istat, row)) for row in rows]
    best = min(judged, key=lambda match: (len(match.failed), match.order))
    why, warnings, refused = (told(best.criteria, outcome) for outcome in _OUTCOMES)
    return Preview(need, place.name, best.offer, why, warnings, refused)


def _home(session: Session, offer: Offer) -> Municipality:
    """The comune of the location if the service is for its people, else the largest one it is for."""
    ambiti = {code.removeprefix("ambito:") for code in offer.service_areas if code.startswith("ambito:")}
    members = set(
        session.scalars(
            sa.select(MunicipalityAmbito.municipality).where(MunicipalityAmbito.ambito_id.in_(ambiti))
        )
    )
    areas = set(offer.service_areas)
    covered = [m for m in municipalities().values() if m.istat in members or areas & area_codes(m)]
    at_home = [m for m in covered if m.istat == offer.municipality]
    return max(at_home or covered or municipalities().values(), key=lambda m: m.population)

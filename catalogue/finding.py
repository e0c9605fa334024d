# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding services for a need in the database: what the HTTP API and the assistant both call."""

from __future__ import annotations

from sqlalchemy.orm import Session

from .matching import Findings, find_services
from .need import Need
from .offer import Offer
from .offers import areas_of, offers_on_topic
from .reference import distance_km, find_municipality, municipalities


def kilometres(municipality: str, offer: Offer) -> float | None:
    """From the municipality to the offer's location, or to its municipality; ``None`` if neither is known
    or the offer is online only."""
    if set(offer.delivery) == {"online"}:
        return None
    home = municipalities()[municipality]
    if offer.latitude is not None and offer.longitude is not None:
        there = (offer.latitude, offer.longitude)
    else:
        place = find_municipality(offer.municipality) if offer.municipality else None
        if place is None:
            return None
        there = (place.latitude, place.longitude)
    return round(distance_km((home.latitude, home.longitude), there), 1)


def find(session: Session, need: Need) -> Findings:
    """Matches, near misses and the cause of an unmet need. Raises nothing when nothing is found."""
    return find_services(
        need,
        offers_on_topic(session, need.topic),
        areas_of(session, need.municipality),
        lambda offer: kilometres(need.municipality, offer),
    )

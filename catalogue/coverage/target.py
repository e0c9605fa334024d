# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the target is: for whom the services are, beside who asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.tallies import Tally, margin, tally
from welfare_point.catalogue.matching.criteria import within_ages
from welfare_point.catalogue.models import NeedRecord

from .fitting import band_ends
from .supply import Supplied

CONDITIONS = (
    "isee_maximum",
    "adherents_only",
    "disability_required",
    "residents_only",
    "company_size_maximum",
)
"""What a service may ask of people; a service may have several, or none."""


@dataclass(frozen=True, slots=True)
class Target:
    """Services and requests by audience and by age; services by condition."""

    audiences: Mapping[str | None, tuple[int, Tally]]
    """A service for both counts in both."""
    bands: Mapping[str | None, tuple[int, Tally]]
    """A service counts in every band of which it takes some ages; one that names no age, in all of them."""
    conditions: Mapping[str, int]
    free: int
    """Services without any condition."""


def find_target(
    session: Session, filters: Filters, services: Sequence[Supplied], bands: Iterable[str]
) -> Target:
    """``services``: those that run; ``bands``: ``0-2``, ... ``85+``. One query."""
    counted = tally(session, filters, NeedRecord.audience, NeedRecord.age_band)
    asking, ages = margin(counted, 0), margin(counted, 1)
    persons = [one for one in services if one.audience != "impresa"]
    conditions = Counter(name for one in services for name in CONDITIONS if getattr(one, name))
    return Target(
        {
            kind: (sum(one.audience in (kind, "entrambi") for one in services), asking.get(kind, Tally()))
            for kind in ("persona", "impresa")
        },
        {band: (sum(takes(one, band) for one in persons), ages.get(band, Tally())) for band in bands},
        {name: conditions[name] for name in CONDITIONS},
        sum(not any(getattr(one, name) for name in CONDITIONS) for one in services),
    )


def takes(service: Supplied, band: str) -> bool:
    """Whether it takes somebody of the band."""
    first, beyond = band_ends(band)
    likeliest = max(first, service.minimum_age or 0.0)
    return likeliest < beyond and within_ages(likeliest, service.minimum_age, service.maximum_age)

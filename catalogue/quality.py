# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How good a record is: a score from 0 (nothing useful) to 1 (complete, verified today).

The score is a weighted mean of six parts, each from 0 to 1. Five look at the rows of a service one by one, and
the service has their mean; ``verification`` is the same for all. :data:`WEIGHTS` has every weight.

``completeness``
    How much is told that people need in order to choose: the weighted share of the fields in :data:`FIELDS`
    that are filled. A service that is only online or by telephone needs no place.
``verification``
    When somebody last verified the record (``assured_date``): 1 on that day, half after :data:`FRESH_DAYS`, a
    quarter after twice as long; 0 if nobody ever did. A change (``last_modified``) verifies nothing.
``contact``
    Whether there is a way to ask: a telephone is worth 0.5, e-mail 0.3, a page 0.2.
``eligibility``
    Whether a program can tell for whom it is: for children both ages, half each; otherwise any condition in a
    column of its own, or none at all. A condition told in prose only is worth half.
``schedule``
    Whether a program can tell when it is open: parts of the year 0.4, days 0.3, opening and closing hour 0.15
    each.
``capacity``
    Places on offer: 1 for :data:`CAPACITY_DAYS` after they were told, then expired and worth 0.3; 0 if untold.

``missing`` names the columns of the CSV whose filling or renewing would raise the score, most worth first.
``stale`` is what matching calls not fresh: never verified, or more than :data:`FRESH_DAYS` days ago.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .matching.criteria import CAPACITY_DAYS, FRESH_DAYS
from .offer import Offer

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "completeness": 0.30,
        "verification": 0.30,
        "contact": 0.15,
        "eligibility": 0.10,
        "schedule": 0.10,
        "capacity": 0.05,
    }
)
"""What each part counts; they add up to 1."""

FIELDS: Mapping[str, float] = MappingProxyType(
    {
        "description": 3,
        "application_process": 2,
        "cost": 2,
        "municipality": 2,
        "delivery": 1,
        "address": 1,
        "eligibility_description": 1,
        "required_documents": 1,
        "accessibility": 1,
        "languages": 1,
        "source": 1,
    }
)
"""What completeness looks at, and what each counts."""

CONTACT: Mapping[str, float] = MappingProxyType({"phone": 0.5, "email": 0.3, "url": 0.2})
SCHEDULE: Mapping[str, float] = MappingProxyType(
    {"calendar_scope": 0.4, "byday": 0.3, "opens_at": 0.15, "closes_at": 0.15}
)
EXPIRED = 0.3
"""What places are worth that were told too long ago."""
PROSE = 0.5
"""What conditions are worth that are told in prose only."""

_PLACE = frozenset({"municipality", "address"})
_WITHOUT_PLACE = frozenset({"online", "telefono"})


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of one service on one day."""

    score: float
    parts: Mapping[str, float]
    missing: tuple[str, ...]
    stale: bool
    assured_days: int | None
    """Days since it was verified; ``None``: never."""
    capacity_expired: bool
    """Places are told on some row, but too long ago (or nobody knows when) to be believed."""


Part = tuple[float, Mapping[str, float]]
"""A value from 0 to 1, and how much of it each column that lacks would add."""


def quality(rows: Sequence[Offer], today: dt.date) -> Quality:
    """The quality of one service, from all its rows (at least one)."""
    assured = rows[0].assured_date
    days = None if assured is None else max(0, (today - assured).days)
    gains: Counter[str] = Counter()
    totals = dict.fromkeys(WEIGHTS, 0.0)
    for row in rows:
        for name, (value, lacking) in _parts(row, days, today):
            totals[name] += value / len(rows)
            gains.update({column: WEIGHTS[name] * gain / len(rows) for column, gain in lacking.items()})
    parts = {name: round(total, 4) for name, total in totals.items()}
    return Quality(
        score=round(sum(WEIGHTS[name] * total for name, total in totals.items()), 4),
        parts=MappingProxyType(parts),
        missing=tuple(column for column, _ in sorted(gains.items(), key=lambda item: (-item[1], item[0]))),
        stale=days is None or days > FRESH_DAYS,
        assured_days=days,
        capacity_expired=any(capacity_expired(row, today) for row in rows),
    )


def capacity_expired(row: Offer, today: dt.date) -> bool:
    """Whether the places of a row are told, but not believed any more."""
    told = row.capacity_available is not None
    return told and (row.capacity_updated is None or (today - row.capacity_updated).days > CAPACITY_DAYS)


def _parts(row: Offer, days: int | None, today: dt.date) -> Iterator[tuple[str, Part]]:
    yield "completeness", _completeness(row)
    yield "verification", _verification(days)
    yield "contact", _filled(row, CONTACT)
    yield "eligibility", _eligibility(row)
    yield "schedule", _filled(row, SCHEDULE)
    yield "capacity", _capacity(row, today)


def _filled(row: Offer, weights: Mapping[str, float]) -> Part:
    """The weighted share of these columns that is filled."""
    total = sum(weights.values())
    lacking = {name: worth / total for name, worth in weights.items() if getattr(row, name) in (None, ())}
    return (1 - sum(lacking.values()) if len(lacking) < len(weights) else 0.0), lacking


def _completeness(row: Offer) -> Part:
    placeless = bool(row.delivery) and set(row.delivery) <= _WITHOUT_PLACE
    asked = {name: worth for name, worth in FIELDS.items() if not (placeless and name in _PLACE)}
    return _filled(row, asked)


def _verification(days: int | None) -> Part:
    if days is None:
        return 0.0, {"assured_date": 1.0}
    value = 0.5 ** (days / FRESH_DAYS)
    return value, ({"assured_date": 1 - value} if days > FRESH_DAYS else {})


def _eligibility(row: Offer) -> Part:
    if any(topic.startswith("minori--") for topic in row.topics):
        return _filled(row, {"minimum_age": 1, "maximum_age": 1})
    stated = (
        row.minimum_age is not None,
        row.maximum_age is not None,
        row.isee_maximum is not None,
        row.company_size_maximum is not None,
        row.adherents_only,
        row.disability_required,
        bool(row.sectors),
    )
    # Conditions that no column can hold may well be told in prose: nothing in particular is missing.
    return (PROSE if row.eligibility_description and not any(stated) else 1.0), {}


def _capacity(row: Offer, today: dt.date) -> Part:
    if row.capacity_available is None:
        return 0.0, {"capacity_available": 1.0}
    if capacity_expired(row, today):
        return EXPIRED, {"capacity_updated": 1 - EXPIRED}
    return 1.0, {}

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How good a match is. All weights stand here and nowhere else; they add up to 1."""

from __future__ import annotations

from collections.abc import Sequence

from .outcome import Criterion, Outcome

WEIGHTS = {
    "age": 0.18,
    "eligibility": 0.20,
    "schedule": 0.20,
    "capacity": 0.08,
    "cost": 0.04,
    "freshness": 0.10,
    "proximity": 0.20,
}

VALUES: dict[Outcome, float] = {"met": 1.0, "unknown": 0.5, "unmet": 0.0}

HALF_DISTANCE_KM = 15.0
"""At this distance proximity is worth half: about half an hour across a Lombard province."""

NEUTRAL_PROXIMITY = 0.5
"""For services without a place (online) or with an unknown one: neither near nor far."""


def proximity(distance_km: float | None) -> float:
    """1 at the door, 0.5 at :data:`HALF_DISTANCE_KM`, falling towards 0."""
    if distance_km is None:
        return NEUTRAL_PROXIMITY
    return HALF_DISTANCE_KM / (HALF_DISTANCE_KM + distance_km)


def score(criteria: Sequence[Criterion], distance_km: float | None) -> float:
    """0..1, rounded to 4 decimals so that the same request always gives the same order."""
    total = sum(WEIGHTS.get(c.name, 0.0) * VALUES[c.outcome] for c in criteria)
    return round(total + WEIGHTS["proximity"] * proximity(distance_km), 4)

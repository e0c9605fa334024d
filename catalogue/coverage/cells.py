# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coverage of each topic in each comune: pure arithmetic over the supply and the counted demand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.spatial import KDTree

from welfare_point.catalogue.candidates import Point
from welfare_point.catalogue.demand.tallies import Tally
from welfare_point.catalogue.reference import EARTH_RADIUS_KM, municipalities

from .sharing import Amounts, Count, Counts, Where, counts_of
from .territory import Territory

State = Literal["desert", "near", "scarce", "covered"]
STATES: tuple[State, ...] = get_args(State)
"""The worst first. ``desert``: no service for the comune, none nearby; ``near``: none for the comune, but one
nearby; ``scarce``: its services all tell their places, which are fewer than the requests; else ``covered``."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic in a comune: what is asked for, what covers it, the nearest service if nothing does (km)."""

    demand: Tally
    supply: Count
    places: float
    """Those that fall to the requests from here (see ``sharing``)."""
    nearest_km: float | None
    state: State


def cover(
    demand: Mapping[Where, Tally],
    supply: Mapping[str, Counts],
    places: Mapping[str, Amounts],
    points: Mapping[str, list[Point]],
    territory: Territory,
    within_km: float,
) -> dict[Where, Cell]:
    """A cell for each topic and comune where somebody asked; ``points``: by topic, where services run."""
    # Whole rows at once: taking numbers out of an array one by one is slow.
    rows = {topic: counts_of(counts) for topic, counts in supply.items()}
    shares = {topic: amounts.tolist() for topic, amounts in places.items()}
    counts = {
        (topic, comune): rows[topic][territory.place[comune]] if topic in rows else Count()
        for (topic, comune), one in demand.items()
        if one.total
    }
    nearest = _nearest([where for where, count in counts.items() if not count.services], points)
    return {
        (topic, comune): _cell(
            demand[topic, comune],
            count,
            shares[topic][territory.place[comune]] if topic in shares else 0.0,
            nearest.get((topic, comune)),
            within_km,
        )
        for (topic, comune), count in counts.items()
    }


def _cell(demand: Tally, supply: Count, places: float, nearest: float | None, within_km: float) -> Cell:
    if not supply.services:
        state: State = "near" if nearest is not None and nearest <= within_km else "desert"
        return Cell(demand, supply, places, nearest, state)
    scarce = supply.placed == supply.services and places < demand.total
    return Cell(demand, supply, places, None, "scarce" if scarce else "covered")


def _nearest(bare: Iterable[Where], points: Mapping[str, list[Point]]) -> dict[Where, float]:
    """Kilometres from each comune to the nearest service on the topic; left out where there is none at all."""
    found: dict[Where, float] = {}
    by_topic: dict[str, list[str]] = {}
    for topic, comune in bare:
        by_topic.setdefault(topic, []).append(comune)
    known = municipalities()
    for topic, comuni in by_topic.items():
        if not points.get(topic):
            continue
        homes = [(known[comune].latitude, known[comune].longitude) for comune in comuni]
        lines, _ = KDTree(_on_sphere(points[topic])).query(_on_sphere(homes))
        for comune, line in zip(comuni, lines, strict=True):
            found[topic, comune] = 2 * EARTH_RADIUS_KM * math.asin(min(1.0, line / 2))
    return found


def _on_sphere(points: Iterable[Point]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """As ``candidates.on_sphere``, many at once: straight lines compare as distances do."""
    latitude, longitude = np.radians(np.array(list(points), dtype=np.float64)).T
    flat = np.cos(latitude)
    return np.column_stack((flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)))

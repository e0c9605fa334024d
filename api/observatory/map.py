# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of the comuni as the marks of a drawing. Pure: no tiles, no library, nothing from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from welfare_point.catalogue.coverage.cells import State
from welfare_point.catalogue.reference import PROVINCES, Municipality, municipalities

WIDTH = 800.0
MARGIN = 26.0
LARGEST, SMALLEST = 18.0, 3.0
"""Radius of the comune with the most requests, and of one with a single request."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign: ``path`` draws it, ``state`` colours it, ``istat`` says whose it is."""

    istat: str
    state: State
    path: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing ``WIDTH`` wide. The largest marks come first, so that small ones lie on top."""

    height: int
    dots: list[tuple[float, float]]
    """The comuni without a mark."""
    marks: list[Mark]
    names: list[tuple[float, float, str]]
    """The chief towns, to find one's way."""
    sizes: list[tuple[int, float]]
    """For the legend: requests and radius."""


def draw(scope: Collection[str], requests: Mapping[str, tuple[int, State]]) -> Map:
    """The comuni of ``scope``, marked where somebody asked; degrees are flattened at their middle latitude."""
    known = municipalities()
    here = [known[istat] for istat in sorted(scope)] or list(known.values())
    south, north = min(c.latitude for c in here), max(c.latitude for c in here)
    west, east = min(c.longitude for c in here), max(c.longitude for c in here)
    narrow = math.cos(math.radians((south + north) / 2))
    # One comune alone has no extent: a tenth of a degree around it is shown.
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * narrow, (north - south) * 0.8, 0.1)
    left = (WIDTH - (east - west) * narrow * scale) / 2

    def at(comune: Municipality) -> tuple[float, float]:
        x = left + (comune.longitude - west) * narrow * scale
        return round(x, 1), round(MARGIN + (north - comune.latitude) * scale, 1)

    highest = max((number for number, _ in requests.values()), default=1)
    asked = sorted(requests.items(), key=lambda item: (-item[1][0], item[0]))
    marks = [
        Mark(istat, state, shape(state, *at(known[istat]), radius(number, highest)))
        for istat, (number, state) in asked
    ]
    return Map(
        round((north - south) * scale + 2 * MARGIN),
        [at(comune) for comune in here if comune.istat not in requests],
        marks,
        [(*at(comune), comune.name) for comune in chief_towns() if comune.istat in scope],
        [(number, radius(number, highest)) for number in _steps(highest)],
    )


def radius(number: int, highest: int) -> float:
    """By the root: the area of a mark is its requests."""
    return round(max(SMALLEST, LARGEST * math.sqrt(number / highest)), 1)


def shape(state: State, x: float, y: float, r: float) -> str:
    """Told apart without colours: a diamond, a triangle, a square, a circle, of about the same area."""
    if state == "desert":
        d = round(1.25 * r, 1)
        return f"M{x:g} {y - d:g}l{d:g} {d:g}l{-d:g} {d:g}l{-d:g} {-d:g}z"
    if state == "near":
        d = round(1.17 * r, 1)
        return f"M{x:g} {y - 1.3 * r:g}l{d:g} {2.1 * r:g}h{-2 * d:g}z"
    if state == "scarce":
        d = round(0.89 * r, 1)
        return f"M{x - d:g} {y - d:g}h{2 * d:g}v{2 * d:g}h{-2 * d:g}z"
    return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"


def chief_towns() -> list[Municipality]:
    """Of each province the comune that bears its name, or the largest."""
    found = []
    for province, name in PROVINCES.items():
        own = [comune for comune in municipalities().values() if comune.province == province]
        found.append(max(own, key=lambda comune: (comune.name == name, comune.population)))
    return found


def _steps(highest: int) -> list[int]:
    """Three round numbers up to the highest."""
    power = 10 ** max(0, len(str(highest)) - 1)
    top = highest // power * power
    return sorted({max(1, top // 20), max(1, top // 4), top})

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far two records are from saying the same, facet by facet: 0 the same, 1 as much as a group bears. Pure.

A facet that one of the two leaves open neither joins nor parts: it costs ``UNKNOWN``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..reference import distance_km, municipalities
from .told import Told

Matrix = NDArray[np.float64]

UNKNOWN = 0.1
PARTED = 1.5
"""Of two facets that exclude each other: children of 2 and of 12."""
BESIDE_IN_AGE = 0.45
"""Of ages that follow each other: whoever turns six does not change need."""
BESIDE_IN_TIME = 0.8
"""Of hours that follow each other: who stays at night does not come in the morning."""
KM = 12.0
"""Kilometres between comuni that cost 1: what people drive for a service on the way to work."""
FARTHEST = 2.5
"""The most that a distance costs: beyond 30 km it makes no difference."""
SAME_AMBITO = 0.7
"""What remains of the cost of a distance inside one Ambito, whose comuni plan services together."""

AGE_BANDS = ("0-2", "3-5", "6-10", "11-13", "14-17", "18-64", "65-74", "75-84", "85+")
TIME_BANDS = ("notte", "prima delle 8", "giorno", "dopo le 16", "sera")
BREAKS = frozenset({"estate", "natale", "carnevale", "pasqua"})


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of a block of records: ``costs[a, b]`` between two values, and the value that each record has."""

    costs: Matrix
    values: NDArray[np.intp]

    def between(self, some: NDArray[np.intp], others: NDArray[np.intp]) -> Matrix:
        """Costs of some records (rows) to others (columns)."""
        return self.costs[np.ix_(self.values[some], self.values[others])]

    def to_group(self, some: NDArray[np.intp], members: NDArray[np.intp]) -> Matrix:
        """The mean cost of some records to all members: what :meth:`between` gives on the average, in less time."""
        shares = np.bincount(self.values[members], minlength=len(self.costs)) / len(members)
        return (self.costs @ shares)[self.values[some]]


def facets(records: Sequence[Told]) -> list[Facet]:
    """The facets of a block of records, without their words."""
    return [
        _facet([(r.municipality, r.ambito) for r in records], _place),
        _facet([r.age_band for r in records], lambda a, b: _band(AGE_BANDS, BESIDE_IN_AGE, a, b)),
        _facet([r.time_band for r in records], lambda a, b: _band(TIME_BANDS, BESIDE_IN_TIME, a, b)),
        _facet([periods(r.periods) for r in records], _periods),
    ]


def periods(said: Sequence[str]) -> frozenset[str]:
    """The periods with what they cover."""
    told = set(said)
    if "tutto-anno" in told:
        told |= BREAKS | {"scuola"}
    if "chiusure" in told:
        told |= BREAKS
    return frozenset(told - {"tutto-anno", "chiusure"})


def _facet(said: Sequence[Any], cost: Callable[[Any, Any], float]) -> Facet:
    known = list(dict.fromkeys(said))
    number = {value: place for place, value in enumerate(known)}
    costs = np.array([[cost(a, b) for b in known] for a in known])
    return Facet(costs, np.array([number[value] for value in said], dtype=np.intp))


def _place(one: tuple[str, str | None], other: tuple[str, str | None]) -> float:
    if one[0] == other[0]:
        return 0.0
    a, b = municipalities()[one[0]], municipalities()[other[0]]
    km = distance_km((a.latitude, a.longitude), (b.latitude, b.longitude))
    together = one[1] is not None and one[1] == other[1]
    return min(FARTHEST, km / KM * (SAME_AMBITO if together else 1.0))


def _band(bands: Sequence[str], beside: float, one: str | None, other: str | None) -> float:
    if one is None or other is None or one not in bands or other not in bands:
        return UNKNOWN
    apart = abs(bands.index(one) - bands.index(other))
    return (0.0, beside)[apart] if apart < 2 else PARTED


def _periods(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return UNKNOWN
    both = len(one & other)
    # Between all that is told and the narrower of the two: the summer is part of the whole year.
    alike = (both / len(one | other) + both / min(len(one), len(other))) / 2
    return PARTED * (1 - alike)

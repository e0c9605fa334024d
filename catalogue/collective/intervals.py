# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far two shares, or two rates, are apart, and between which bounds that could be by chance alone. Pure.

R. G. Newcombe, Interval estimation for the difference between independent proportions: comparison of eleven methods,
Statistics in Medicine 17 (1998), 873-890: method 10, the hybrid score interval from two intervals of Wilson.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import binomtest

from .estimate import SURE


@dataclass(frozen=True, slots=True)
class Interval:
    """A value between its bounds. A rate held against none is infinitely many times it, and so is the upper bound."""

    value: float
    low: float
    high: float


def share_difference(one: tuple[int, int], other: tuple[int, int], sure: float = SURE) -> Interval | None:
    """The share of ``one`` less that of ``other``, each ``(part, whole)``; from -1 to 1. None where a whole is 0."""
    if not one[1] or not other[1]:
        return None
    first, second = one[0] / one[1], other[0] / other[1]
    (low, high), (other_low, other_high) = _bounds(*one, "wilson", sure), _bounds(*other, "wilson", sure)
    return Interval(
        first - second,
        first - second - math.hypot(first - low, other_high - second),
        first - second + math.hypot(high - first, second - other_low),
    )


def rate_ratio(one: tuple[int, int], other: tuple[int, int], sure: float = SURE) -> Interval | None:
    """How many times the rate of ``other`` that of ``one`` is, each ``(count, days)``. None where nothing came.

    Of all that came together, the part of ``one`` is binomial: exact bounds (Clopper and Pearson) of its chance are
    bounds of the ratio (``poisson.test`` of R).
    """
    together = one[0] + other[0]
    if not together:
        return None
    days = other[1] / one[1]
    bounds = (one[0] / together, *_bounds(one[0], together, "exact", sure))
    return Interval(*(days * chance / (1 - chance) if chance < 1 else math.inf for chance in bounds))


def _bounds(part: int, whole: int, method: str, sure: float) -> tuple[float, float]:
    found = binomtest(part, whole).proportion_ci(sure, method)
    return float(found.low), float(found.high)

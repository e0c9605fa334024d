# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many requests a year, between which bounds, and whether they grow. Pure.

The requests of a need are taken to come by chance at a steady rate (Poisson): the interval says how far the count
could be from that rate, and nothing of those who never ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scipy.stats import binomtest, chi2

YEAR = 365
SHORTEST = 90
"""Days below which no year is projected: a good week is no good year."""
SURE = 0.95
RECENT = 90
"""Days of each of the two spells that the trend compares."""
LITTLE = 8
"""Requests in both spells, below which no trend is told."""
UNLIKELY = 0.1
"""How seldom chance alone makes the two spells as different as they are, for it to be called a trend."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Requests a year: ``low`` and ``high`` are the bounds, from ``count`` requests in ``days`` days."""

    count: int
    days: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trend:
    """``up``, ``down``, ``steady`` or ``little``, and the requests of the last spell and of the one before."""

    direction: str
    now: int
    before: int
    days: int = RECENT


def poisson_interval(count: int, sure: float = SURE) -> tuple[float, float]:
    """The exact bounds (Garwood) of the mean of which ``count`` was one draw."""
    tail = (1 - sure) / 2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return float(low), float(chi2.ppf(1 - tail, 2 * count + 2) / 2)


def estimate(days_asked: Iterable[dt.date], today: dt.date, recorded_since: dt.date | None) -> Estimate:
    """From the days of the requests; ``recorded_since``: the first day on which anything was recorded."""
    known = (today - recorded_since).days + 1 if recorded_since else 0
    days = min(YEAR, max(SHORTEST, known))
    count = sum(1 for day in days_asked if 0 <= (today - day).days < days)
    low, high = poisson_interval(count)
    year = YEAR / days
    return Estimate(count, days, count * year, low * year, high * year)


def trend(days_asked: Iterable[dt.date], today: dt.date) -> Trend:
    """The last spell against the one before, as two counts at one rate would differ."""
    ages = [(today - day).days for day in days_asked]
    now = sum(1 for age in ages if 0 <= age < RECENT)
    before = sum(1 for age in ages if RECENT <= age < 2 * RECENT)
    if now + before < LITTLE:
        return Trend("little", now, before)
    if binomtest(now, now + before).pvalue >= UNLIKELY:
        return Trend("steady", now, before)
    return Trend("up" if now > before else "down", now, before)

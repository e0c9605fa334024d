# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counts over time: by day, week (from Monday) or month, without gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, get_args

from .tallies import Tally

Grain = Literal["day", "week", "month"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
ONE_DAY = dt.timedelta(days=1)


def start_of(day: dt.date, grain: Grain) -> dt.date:
    """The first day of the day's week or month, or the day itself."""
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def end_of(start: dt.date, grain: Grain) -> dt.date:
    """The last day of what begins with ``start``."""
    if grain == "week":
        return start + dt.timedelta(days=6)
    if grain == "day":
        return start
    return (start.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - ONE_DAY


def timeline(days: Mapping[dt.date, Tally], grain: Grain) -> list[tuple[dt.date, Tally]]:
    """By the first day of each day, week or month, from the first need to the last; nothing in between counts 0."""
    if not days:
        return []
    found: dict[dt.date, Tally] = {}
    start, last = start_of(min(days), grain), max(days)
    while start <= last:
        found[start] = Tally()
        start = end_of(start, grain) + ONE_DAY
    for day, one in days.items():
        start = start_of(day, grain)
        found[start] = found[start] + one
    return list(found.items())


def grain_for(days: Mapping[dt.date, Tally]) -> Grain:
    """What is readable: days of a month, weeks of half a year, months beyond."""
    length = (max(days) - min(days)).days if days else 0
    return "day" if length <= 31 else "week" if length <= 190 else "month"

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a service changed anything: the demand that a need stands for, before and after the service started.

All requests on its topic in its territory are counted, met or not, whether or not they are in the need: those that
are met never are. What people said of the services stands beside and enters nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..demand.filters import Filters
from ..demand.tallies import Tally, tally, total
from ..models import CollectiveNeed, NeedRecord
from ..opinions import Useful, useful
from .beginning import Beginning, Demand, beginning, demand_of
from .intervals import Interval, rate_ratio, share_difference
from .repository import first_day

LONGEST, SHORTEST, MONTH = 365, 28, 30
"""Days: of each side at most and at least, and of what is called a month."""

Status = Literal["early", "unrecorded", "told"]
Verdict = Literal["less", "more", "unknown"]
Kind = Literal["before", "season"]


@dataclass(frozen=True, slots=True)
class Side:
    """What was asked from one day to another, both included."""

    since: dt.date
    until: dt.date
    asked: Tally

    @property
    def days(self) -> int:
        """How many."""
        return (self.until - self.since).days + 1

    @property
    def per_month(self) -> float:
        """Requests in 30 days."""
        return self.asked.total * MONTH / self.days


@dataclass(frozen=True, slots=True)
class Comparison:
    """The days after the start against as many just before it, or against the same ones of a year earlier."""

    kind: Kind
    before: Side
    after: Side

    @property
    def difference(self) -> Interval | None:
        """Of the unmet shares, after less before, from -1 to 1; none where nothing was asked on a side."""
        after, before = self.after.asked, self.before.asked
        return share_difference((after.unmet, after.total), (before.unmet, before.total))

    @property
    def ratio(self) -> Interval | None:
        """How many times the monthly rate of before that of after is; none where nothing was asked at all."""
        return rate_ratio(
            (self.after.asked.total, self.after.days), (self.before.asked.total, self.before.days)
        )

    @property
    def verdict(self) -> Verdict:
        """``less`` or ``more`` often unmet, if all of the interval says so."""
        found = self.difference
        if found is None or found.low <= 0 <= found.high:
            return "unknown"
        return "less" if found.high < 0 else "more"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``early``: from ``ready`` on there is a comparison. ``unrecorded``: nothing was noted long enough before."""

    beginning: Beginning
    demand: Sequence[Demand]
    status: Status
    ready: dt.date
    comparisons: tuple[Comparison, ...] = ()
    opinions: tuple[Useful, Useful] | None = None
    """Before and after, of the services that cover the need; none where nobody said anything."""


def evaluate(
    session: Session, need: CollectiveNeed, records: Sequence[NeedRecord], today: dt.date
) -> Evaluation | None:
    """Of a need whose service started or that was closed, with its records; None of any other.

    On the day of the start itself it is not known what was first, the request or the service: it is on neither side.
    """
    start = beginning(session, need)
    if start is None:
        return None
    demand = demand_of(session, need, records)
    ready = start.day + dt.timedelta(days=SHORTEST)
    if today < ready:
        return Evaluation(start, demand, "early", ready)
    recorded = first_day(session, need.ats)
    noted = (start.day - recorded).days if recorded else 0
    if noted < SHORTEST:
        return Evaluation(start, demand, "unrecorded", ready)
    days = min(LONGEST, (today - start.day).days, noted)
    first = start.day + dt.timedelta(days=1)
    after = _side(session, need.ats, demand, first, days)
    before = _side(session, need.ats, demand, start.day - dt.timedelta(days=days), days)
    comparisons = [Comparison("before", before, after)]
    earlier = year_before(first)
    if recorded and days < LONGEST and recorded <= earlier:
        season = _side(session, need.ats, demand, earlier, days)
        if season.asked.total:
            comparisons.append(Comparison("season", season, after))
    said = (
        useful(session, need.covering or (), need.ats, before.since, before.until),
        useful(session, need.covering or (), need.ats, after.since, after.until),
    )
    return Evaluation(start, demand, "told", ready, tuple(comparisons), said if any(map(sum, said)) else None)


def year_before(day: dt.date) -> dt.date:
    """The same day of the year before; of 29 February the day before."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _side(session: Session, ats: str, demand: Sequence[Demand], since: dt.date, days: int) -> Side:
    until = since + dt.timedelta(days=days - 1)
    asked = tally(
        session,
        Filters(ats=ats, since=since, until=until),
        where=sa.or_(*(one.condition() for one in demand)),
    )
    return Side(since, until, total(asked.values()))

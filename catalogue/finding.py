# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding services for a need in the database: what the HTTP API and the assistant both call.

Who shows a few services has only those judged that may be among the few: the screening says in which order, and
judging ends when nothing that follows can be better. What is found is the same as if all were judged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from .candidates import CELLS_A_DEGREE, Point, asked, cells_around, place_of
from .matching import Findings, Match, NearMiss, find_services
from .need import Need
from .offer import Offer
from .offers import active_offers_of, areas_of, offers_on_topic
from .reference import EARTH_RADIUS_KM, distance_km, municipalities
from .screening import Screened, cause, covering, elsewhere
from .suspension import days_of, running

FEW = 100
"""Who wants more than so many of each list has everything judged."""

SPARE = 8
"""Rows read beyond those wanted: some are of one service."""

MORE_AT_FIRST = 3
"""Services judged beyond those wanted at the first look, as judging a few more takes less than looking twice."""

RINGS = (1, 4)
"""How many cells of the map around the place are looked at for what does not cover it, before all of it."""


def kilometres(municipality: str, offer: Offer) -> float | None:
    """From the municipality to the offer's location, or to its municipality; ``None`` if neither is known
    or the offer is online only."""
    there = place_of(offer)
    if there is None:
        return None
    home = municipalities()[municipality]
    return round(distance_km((home.latitude, home.longitude), there), 1)


def find(session: Session, need: Need, limit: int | None = None) -> Findings:
    """Matches, near misses and the cause of an unmet need; of both lists the first ``limit`` (default: all).

    Raises nothing when nothing is found.
    """
    areas = areas_of(session, need.municipality)
    if limit is None or limit > FEW:
        found = _judged(need, offers_on_topic(session, need.topic, running(need)), areas)
        return Findings(found.matches[:limit], found.near_misses[:limit], found.unmet)
    return _Search(session, need, areas, limit).findings()


def _judged(need: Need, offers: list[Offer], areas: Collection[str]) -> Findings:
    return find_services(need, offers, areas, lambda offer: kilometres(need.municipality, offer))


Key = tuple[Any, ...]


@dataclass(slots=True)
class _Search:
    """One search for the first ``limit`` of each list; it remembers which services were judged."""

    session: Session
    need: Need
    areas: frozenset[str]
    limit: int
    asked: dict[str, Any] = field(init=False)
    home: Point = field(init=False)
    seen: set[str] = field(default_factory=set)
    matches: list[Match] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asked = asked(self.need)
        comune = municipalities()[self.need.municipality]
        self.home = (comune.latitude, comune.longitude)

    def findings(self) -> Findings:
        """The first of both lists, and the cause if there is no match."""
        at_most = self.limit + SPARE
        fitting, failing = self._covering(at_most)
        # Where next to nothing covers the place the catalogue is small: all of it is looked at, at once.
        rings = (*RINGS, None) if len(fitting) + len(failing) >= self.limit else (None,)
        few = len({row.service_id for row in failing}) < self.limit
        around = self._elsewhere(rings[0], at_most) if few else None
        # Some that fail here have another row that fits: more than are wanted are judged, or a second look is needed.
        fit = {row.service_id for row in fitting}
        near = dict.fromkeys(row.service_id for row in failing if row.service_id not in fit)
        rows = (*fitting[: self.limit], *(around or ())[: self.limit])
        self._judge([*(row.service_id for row in rows), *list(near)[: self.limit + MORE_AT_FIRST]])
        self._settle(lambda n: self._covering(n)[0], self._last_match, _as_match, fitting)
        self._settle(lambda n: self._covering(n)[1], self._last_near, _as_covering, failing)
        last = self._last_near()
        if last is None or last[0]:  # too few of those that cover the place
            self._look_around(rings, around)
        unmet = None if self.matches else cause(self.session, self.asked, self.areas)
        return Findings(tuple(self.matches), tuple(self.near_misses), unmet)

    def _covering(self, at_most: int) -> tuple[list[Screened], list[Screened]]:
        return covering(self.session, self.asked, self.areas, at_most)

    def _elsewhere(self, ring: int | None, at_most: int) -> list[Screened]:
        cells = None if ring is None else cells_around(self.home, ring)
        return elsewhere(self.session, self.asked, self.areas, cells, at_most)

    def _look_around(self, rings: Sequence[int | None], rows: list[Screened] | None) -> None:
        """Near misses that do not cover the place, the nearest first, from wider and wider around it; ``rows``:
        the first of the first ring."""
        for ring in rings:
            self._settle(partial(self._elsewhere, ring), self._last_near, _as_elsewhere, rows)
            rows, last = None, self._last_near()
            if ring and last and last <= (True, _reach(self.home[0], ring)):
                return

    def _settle(
        self,
        read: Callable[[int], list[Screened]],
        last: Callable[[], Key | None],
        key: Callable[[Screened], Key],
        rows: list[Screened] | None = None,
    ) -> None:
        """Judge rows in their order until none that follows can come before the ``last`` of those wanted.

        ``read(n)`` gives the first n rows, ``key`` where a row may come at best.
        """
        at_most = self.limit + SPARE
        rows = read(at_most) if rows is None else rows
        while True:
            waiting = [row for row in rows if row.service_id not in self.seen]
            while waiting:
                if (worst := last()) and worst <= key(waiting[0]):
                    return
                self._judge([row.service_id for row in waiting[: self.limit]])
                waiting = [row for row in waiting if row.service_id not in self.seen]
            if len(rows) < at_most or ((worst := last()) and worst <= key(rows[-1])):
                return
            at_most *= 4
            rows = read(at_most)

    def _judge(self, services: list[str]) -> None:
        new = set(services) - self.seen
        if not new:
            return
        self.seen |= new
        found = _judged(self.need, active_offers_of(self.session, new, days_of(self.need)), self.areas)
        self.matches = sorted([*self.matches, *found.matches], key=lambda m: m.order)[: self.limit]
        near = sorted([*self.near_misses, *found.near_misses], key=lambda n: n.order)
        self.near_misses = near[: self.limit]

    def _last_match(self) -> Key | None:
        return self.matches[-1].order if len(self.matches) == self.limit else None

    def _last_near(self) -> Key | None:
        return self.near_misses[-1].order if len(self.near_misses) == self.limit else None


def _as_match(row: Screened) -> Key:
    return row.order


def _as_covering(row: Screened) -> Key:
    return (False, 0.0, row.order)


def _as_elsewhere(row: Screened) -> Key:
    return (True, row.km, row.order)


def _reach(latitude: float, ring: int) -> float:
    """Kilometres within which everything lies in the cells that are ``ring`` deep around a place.

    What lies further east or west is behind a meridian; nothing behind it is nearer than the meridian is.
    """
    angle = math.radians(ring / CELLS_A_DEGREE)
    return EARTH_RADIUS_KM * math.asin(math.cos(math.radians(latitude)) * math.sin(angle)) - 0.1

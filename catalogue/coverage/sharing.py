# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs, counted where it is for, and its places shared out. Pure.

A service that covers many comuni has its places for all of them. They are shared out as the two-step floating
catchment area method does: each request from the comuni and on the topics that it is for gets the same part of
its places. So places add up over comuni and topics to those of the services, and none is counted twice; those of
a service that nobody can ask for, because nobody in its areas asks, fall to nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from .supply import Site, Supplied, places_of
from .territory import Codes, Comuni, Territory

Where = tuple[str, str]
"""A topic and a comune."""


@dataclass(frozen=True, slots=True)
class Count:
    """Different services, of which ``placed`` tell their places and ``full`` are known to have no free one."""

    services: int = 0
    placed: int = 0
    full: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.services + other.services, self.placed + other.placed, self.full + other.full)

    def as_tuple(self) -> tuple[int, int, int]:
        """For a row of :data:`Counts`."""
        return self.services, self.placed, self.full


Counts = np.ndarray[tuple[int, int], np.dtype[np.int64]]
"""By the number of the comune: services, of which placed, of which full."""
Amounts = np.ndarray[tuple[int], np.dtype[np.float64]]
"""By the number of the comune."""


@dataclass(frozen=True, slots=True)
class Running:
    """Services that are alike to whoever counts: on the same topics, for the same areas."""

    topics: tuple[str, ...]
    codes: Codes
    count: Count


def running(services: Iterable[Supplied], day: dt.date) -> list[Running]:
    """The services that run on a day, those alike together: areas are few, services may be many."""
    alike: dict[tuple[tuple[str, ...], Codes], Count] = {}
    for service in services:
        if sites := service.running(day):
            key = service.topics, _codes(sites)
            full = all(site.full(day) for site in sites)
            count = Count(1, places_of(sites) is not None, full)
            alike[key] = alike.get(key, Count()) + count
    return [Running(topics, codes, count) for (topics, codes), count in alike.items()]


def by_where(found: Iterable[Running], territory: Territory) -> dict[str, Counts]:
    """By topic, those that are for each comune."""
    counts: dict[str, Counts] = {}
    for one in found:
        numbers = territory.numbers(one.codes)
        for topic in one.topics:
            if topic not in counts:
                counts[topic] = np.zeros((len(territory.place), 3), dtype=np.int64)
            counts[topic][numbers] += one.count.as_tuple()
    return counts


def by_comune(found: Iterable[Running], territory: Territory) -> Counts:
    """Those that are for each comune, whatever the topic: a service on two topics counts once."""
    counts: Counts = np.zeros((len(territory.place), 3), dtype=np.int64)
    for one in found:
        counts[territory.numbers(one.codes)] += one.count.as_tuple()
    return counts


def counts_of(counts: Counts) -> list[Count]:
    """By the number of the comune; what is alike is one object."""
    rows = [tuple(row) for row in counts.tolist()]
    known = {row: Count(*row) for row in set(rows)}
    return [known[row] for row in rows]


def by_topic(found: Iterable[Running], territory: Territory, scope: Comuni) -> dict[str, Count]:
    """By topic, those that are for a comune of ``scope``: a service for two comuni counts once."""
    counts: dict[str, Count] = {}
    for one in found:
        if not scope.isdisjoint(territory.inside(one.codes)):
            for topic in one.topics:
                counts[topic] = counts.get(topic, Count()) + one.count
    return counts


def count_within(found: Iterable[Running], territory: Territory, scope: Comuni) -> Count:
    """Those that are for a comune of ``scope``, whatever their topics."""
    here = (one.count for one in found if not scope.isdisjoint(territory.inside(one.codes)))
    return sum(here, Count())


def share_places(
    services: Iterable[Supplied], territory: Territory, requests: Mapping[Where, int], day: dt.date
) -> dict[str, Amounts]:
    """By topic, the places that fall to the requests from each comune."""
    told: Counter[tuple[tuple[str, ...], Codes]] = Counter()
    for service in services:
        for codes, places in _by_area(service.running(day)).items():
            told[service.topics, codes] += places
    asked: dict[str, Amounts] = {}
    for (topic, comune), number in requests.items():
        if topic not in asked:
            asked[topic] = np.zeros(len(territory.place))
        asked[topic][territory.place[comune]] = number
    found = {topic: np.zeros(len(territory.place)) for topic in asked}
    for (topics, codes), places in told.items():
        numbers = territory.numbers(codes)
        of = [topic for topic in topics if topic in asked]
        every = sum(asked[topic][numbers].sum() for topic in of)
        if every:
            for topic in of:
                found[topic][numbers] += asked[topic][numbers] * (places / every)
    return found


def _by_area(sites: Iterable[Site]) -> dict[Codes, int]:
    """The places of a service by the areas that they are for: those of all the rows that share them."""
    by_place: dict[tuple[str | None, ...], list[Site]] = {}
    for site in sites:
        by_place.setdefault(site.place, []).append(site)
    found: Counter[Codes] = Counter()
    for here in by_place.values():
        found[_codes(here)] += places_of(here) or 0
    return found


def _codes(sites: Iterable[Site]) -> Codes:
    return frozenset().union(*(site.codes for site in sites))

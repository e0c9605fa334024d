# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coverage as a page asks for it: the demand counted by the database, the supply read, both put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.tallies import Tally, tally, total
from welfare_point.catalogue.models import NeedRecord

from .cells import Cell, cover
from .sharing import (
    Count,
    Counts,
    Where,
    by_comune,
    by_topic,
    by_where,
    count_within,
    counts_of,
    running,
    share_places,
)
from .summaries import Summary, summarise
from .supply import Supplied, points_of, read_supply
from .territory import Comuni, Territory, read_territory


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the filters leave. Requests without a comune or a topic can be covered by nobody: ``placeless``."""

    cells: dict[Where, Cell]
    comuni: dict[str, Summary]
    """Those from which somebody asked, by ISTAT code."""
    topics: dict[str, Summary]
    """Those that somebody asked for or a service is on, by code."""
    whole: Summary
    placeless: Tally
    scope: Comuni
    services: Sequence[Supplied]
    """The whole catalogue, on the topic if one is chosen."""
    territory: Territory
    asking: Mapping[str, Comuni]
    """By topic, the comuni from which somebody asked."""


def read_coverage(session: Session, filters: Filters, day: dt.date, within_km: float) -> Coverage:
    """Seven queries at most; ``day``: on which services must run; ``within_km``: what is still nearby.

    Places are shared out among all the requests of the period, those of other ATS too: they are for them as well.
    """
    territory = read_territory(session)
    scope = territory.scope(filters)
    services = [one for one in read_supply(session) if filters.topic is None or filters.topic in one.topics]
    counted = tally(session, filters, NeedRecord.topic, NeedRecord.municipality)
    demand = {key: one for key, one in counted.items() if None not in key and key[1] in scope}
    everybody = Filters(since=filters.since, until=filters.until)
    asked = counted
    if everybody != filters:
        asked = tally(session, everybody, NeedRecord.topic, NeedRecord.municipality)
    requests = {(key[0], key[1]): one.total for key, one in asked.items() if None not in key}
    found = running(services, day)
    cells = cover(
        {(key[0], key[1]): one for key, one in demand.items()},
        by_where(found, territory),
        share_places(services, territory, requests, day),
        points_of(services, day),
        territory,
        within_km,
    )
    on_topic = by_topic(found, territory, scope)
    placeless = total(one for key, one in counted.items() if key not in demand)
    return Coverage(
        cells,
        _by_comune(cells, by_comune(found, territory), territory),
        _by_topic(cells, {key: one for key, one in on_topic.items() if filters.topic in (None, key)}),
        summarise(cells.values(), count_within(found, territory, scope)),
        placeless,
        scope,
        services,
        territory,
        _asking(cells),
    )


def _by_comune(cells: Mapping[Where, Cell], counts: Counts, territory: Territory) -> dict[str, Summary]:
    """Those where most requests have no service first, then those with most requests."""
    here = counts_of(counts)
    found = {
        comune: summarise(some, here[territory.place[comune]]) for comune, some in _grouped(cells, 1).items()
    }

    def bare(one: Summary) -> int:
        return one.requests.get("desert", 0) + one.requests.get("near", 0)

    return dict(sorted(found.items(), key=lambda item: (-bare(item[1]), -item[1].demand.total, item[0])))


def _by_topic(cells: Mapping[Where, Cell], counts: Mapping[str, Count]) -> dict[str, Summary]:
    """The most asked for first."""
    grouped = _grouped(cells, 0)
    found = {
        topic: summarise(grouped.get(topic, ()), counts.get(topic, Count()))
        for topic in dict.fromkeys((*grouped, *counts))
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1].demand.total, item[0])))


def _asking(cells: Iterable[Where]) -> dict[str, Comuni]:
    found: dict[str, set[str]] = {}
    for topic, comune in cells:
        found.setdefault(topic, set()).add(comune)
    return {topic: frozenset(comuni) for topic, comuni in found.items()}


def _grouped(cells: Mapping[Where, Cell], place: int) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for where, cell in cells.items():
        found.setdefault(where[place], []).append(cell)
    return found

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells taken together: by comune for the map, by topic for the report on covered and uncovered needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from welfare_point.catalogue.demand.tallies import Tally

from .cells import STATES, Cell, State
from .sharing import Count


@dataclass(frozen=True, slots=True)
class Summary:
    """Several cells together."""

    demand: Tally
    supply: Count
    places: float
    """Those that fall to the requests of the cells."""
    requests: Mapping[State, int]
    """How many requests fall to cells of each state."""
    cells: Mapping[State, int]
    """Cells of each state: comuni, if they are all of one topic."""
    nearest_km: float | None
    """How far the nearest service is from where nothing covers a topic; the farthest of several."""

    @property
    def state(self) -> State:
        """Of most requests; of two that are alike the worse."""
        return max(STATES, key=lambda state: (self.requests.get(state, 0), -STATES.index(state)))

    @property
    def per_place(self) -> float | None:
        """Requests for each place; none without places."""
        return self.demand.total / self.places if self.places else None


def summarise(cells: Iterable[Cell], supply: Count) -> Summary:
    """All together; ``supply``: the different services, which cells of several topics or comuni may share."""
    met = unmet = accepted = 0
    places, far = 0.0, None
    requests: Counter[State] = Counter()
    number: Counter[State] = Counter()
    for cell in cells:
        demand = cell.demand
        met, unmet, accepted = met + demand.met, unmet + demand.unmet, accepted + demand.accepted
        places += cell.places
        requests[cell.state] += demand.total
        number[cell.state] += 1
        if cell.nearest_km is not None:
            far = max(cell.nearest_km, far or 0.0)
    return Summary(Tally(met, unmet, accepted), supply, places, requests, number, far)

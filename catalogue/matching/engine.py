# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a need and the offers on its topic to matches, near misses and the cause of an unmet need.

The rules are the contract's (§2, ``POST /api/v1/matches``). One row must satisfy everything: rows of
a service are never added up, so a service is judged by its best row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ..need import Need
from ..offer import Offer
from .criteria import CRITERIA
from .outcome import Criterion
from .ranking import score
from .sentences import say

CAUSES = ("audience", "age", "eligibility", "schedule", "capacity", "cost")
"""The order in which a cause is looked for among the criteria that fail."""

Distance = Callable[[Offer], float | None]
"""Kilometres from the need's municipality to an offer; ``None`` when unknown or online only."""


@dataclass(frozen=True, slots=True)
class Match:
    """A row judged against a need: ``failed`` is empty for a match, one name for a near miss."""

    offer: Offer
    criteria: tuple[Criterion, ...]
    failed: tuple[str, ...]
    score: float
    distance_km: float | None

    @property
    def order(self) -> tuple[float, float, str, str]:
        """Best first; the rest of the key only makes ties certain."""
        far = self.distance_km if self.distance_km is not None else float("inf")
        return (-self.score, far, self.offer.service_id, self.offer.address or "")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A service that fails exactly one criterion, and what to say of it."""

    match: Match
    detail: str

    @property
    def failed(self) -> str:
        return self.match.failed[0]

    @property
    def order(self) -> tuple[bool, float, tuple[float, float, str, str]]:
        """Those that cover the municipality first, by merit; then the others, the nearest first."""
        elsewhere = self.failed == "service_area"
        far = self.match.distance_km if self.match.distance_km is not None else float("inf")
        return (elsewhere, far if elsewhere else 0.0, self.match.order)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found: both lists best first; ``unmet`` is the cause, ``None`` when there is a match."""

    matches: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...]
    unmet: str | None


def judge(need: Need, offer: Offer, areas: Collection[str], distance_km: float | None) -> Match:
    """All nine criteria of one row."""
    criteria = tuple(criterion(need, offer, areas) for criterion in CRITERIA)
    failed = tuple(c.name for c in criteria if c.outcome == "unmet")
    return Match(offer, criteria, failed, score(criteria, distance_km), distance_km)


def find_services(
    need: Need, offers: Iterable[Offer], areas: Collection[str], distance: Distance
) -> Findings:
    """Judge ``offers`` (active, on the need's topic) for a need asked from ``areas``.

    ``areas`` are all codes that contain the need's municipality (its ISTAT code, ``prov:``, ``ats:``,
    ``ambito:``, ``regione:``).
    """
    rows = [judge(need, offer, areas, distance(offer)) for offer in offers]
    best: dict[str, Match] = {}
    for row in rows:
        held = best.get(row.offer.service_id)
        if held is None or (len(row.failed), row.order) < (len(held.failed), held.order):
            best[row.offer.service_id] = row
    matches = sorted((m for m in best.values() if not m.failed), key=lambda m: m.order)
    near = sorted((_near_miss(m) for m in best.values() if len(m.failed) == 1), key=lambda n: n.order)
    return Findings(tuple(matches), tuple(near), None if matches else cause_of(rows))


def cause_of(rows: list[Match]) -> str:
    """Why no row is a match: the first cause of the contract's list that applies."""
    if not rows:
        return "no_service"
    covering = [row for row in rows if "service_area" not in row.failed]
    if not covering:
        return "out_of_area"
    fewest = min(len(row.failed) for row in covering)
    failed = {name for row in covering if len(row.failed) == fewest for name in row.failed}
    return next(cause for cause in CAUSES if cause in failed)


def _near_miss(match: Match) -> NearMiss:
    name = match.failed[0]
    detail = next(c.detail for c in match.criteria if c.name == name)
    if name == "service_area" and match.distance_km is not None:
        detail = say("area.distance", km=f"{match.distance_km:.1f}".replace(".", ","))
    return NearMiss(match, detail)

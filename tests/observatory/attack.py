# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The attack on the open data: what can be computed from all that was told?

The unknowns are the finest counts: ATS × outcome × topic × comune × month × cause, none below zero. Every row that
was told is an equation over them. A count is given away if all whole-numbered solutions agree on it. Solutions are
looked for with linear programming, as far from the true count as possible; each shows at once for many other counts
that they may differ too.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from welfare_point.catalogue.opendata.periods import period_named
from welfare_point.catalogue.opendata.tabulating import ALL, MET, OTHER, UNMET, Row
from welfare_point.catalogue.reference import ATS

Cell = tuple[str, str, str, str, str, str]
"""ATS, outcome, topic, comune, month, cause (empty if met)."""

NEARLY = 1e-6


@dataclass(frozen=True)
class World:
    """What everybody knows: which cells there can be."""

    territory: Mapping[str, Sequence[str]]
    topics: Sequence[str]
    months: Sequence[str]
    causes: Sequence[str]
    cells: list[Cell] = field(init=False)

    def __post_init__(self) -> None:
        """The cells in a fixed order."""
        cells = [
            (ats.removeprefix("ats:"), outcome, topic, comune, month, cause)
            for ats in self.territory
            if ats.startswith("ats:")
            for comune in sorted(self.comuni(ats))
            for outcome in (MET, UNMET)
            for topic in self.topics
            for month in self.months
            for cause in (self.causes if outcome == UNMET else ("",))
        ]
        object.__setattr__(self, "cells", cells)

    def comuni(self, place: str) -> set[str]:
        """The comuni of a place."""
        parts = self.territory.get(place)
        return {place} if parts is None else set().union(*(self.comuni(part) for part in parts))


@dataclass(frozen=True)
class Meaning:
    """Which cells a row adds up; a part that is not said is any."""

    ats: frozenset[str]
    outcomes: frozenset[str]
    topics: frozenset[str]
    comuni: frozenset[str]
    months: frozenset[str]
    causes: frozenset[str]

    @property
    def parts(self) -> tuple[frozenset[str], ...]:
        """In the order of a cell."""
        return self.ats, self.outcomes, self.topics, self.comuni, self.months, self.causes


@cache
def months_of(name: str) -> frozenset[str]:
    """The months of a period."""
    period = period_named(name)
    assert period is not None
    parts = period.parts()
    return frozenset({name}) if not parts else frozenset().union(*(months_of(part.name) for part in parts))


def meaning(row: Row, rows: Sequence[Row], world: World) -> Meaning:
    """What everybody understands a row to count; ``OTHER`` is what the other rows of its list leave."""
    ats = frozenset(ATS) if row.ats == ALL else frozenset({row.ats})
    outcomes = frozenset({MET, UNMET} if row.outcome == ALL else {row.outcome})
    topics, causes = {row.topic}, {row.cause}
    if row.topic == ALL:
        topics = set(world.topics)
    elif row.topic == OTHER:
        told = {
            r.topic for r in rows if (r.ats, r.outcome, r.period) == (row.ats, row.outcome, _unit(row, rows))
        }
        topics = set(world.topics) - told
    if row.cause == ALL:
        causes = {"", *world.causes}
    elif row.cause == OTHER:
        causes = set(world.causes) - {
            r.cause for r in rows if r._replace(cause=OTHER, needs=0) == row._replace(needs=0)
        }
    comuni = world.comuni(row.place) if row.place_type != "region" else {c[3] for c in world.cells}
    if row.place_type == OTHER:
        for other in rows:
            if other.within == row.place and _same_block(row, other):
                comuni -= world.comuni(other.place)
    months = set(months_of(row.period))
    if row.period_type == OTHER:
        for other in rows:
            named = other.period_type not in (OTHER, _kind(row.period))
            if named and other[2:9] == row[2:9] and months_of(other.period) < months_of(row.period):
                months -= months_of(other.period)
    return Meaning(ats, outcomes, *map(frozenset, (topics, comuni, months, causes)))


def _kind(name: str) -> str:
    period = period_named(name)
    assert period is not None
    return period.kind


def _same_block(one: Row, other: Row) -> bool:
    return (one.period, one.ats, one.outcome, one.topic) == (
        other.period,
        other.ats,
        other.outcome,
        other.topic,
    )


def _unit(row: Row, rows: Sequence[Row]) -> str:
    """The period by which topics were split: the longest one told in which the row's lies."""
    longer = {r.period for r in rows if months_of(row.period) <= months_of(r.period) and r.topic == OTHER}
    return max(longer, key=lambda name: len(months_of(name)))


def masks(meanings: Sequence[Meaning], world: World) -> np.ndarray:
    """A line for each meaning, a column for each cell: 1 where the cell is one of them, else 0."""
    found = np.ones((len(meanings), len(world.cells)))
    for position in range(6):
        names, codes = np.unique([cell[position] for cell in world.cells], return_inverse=True)
        parts = [one.parts[position] for one in meanings]
        found *= np.array([[float(name in part) for name in names] for part in parts])[:, codes]
    return found


def targets(world: World) -> list[Meaning]:
    """Every count that somebody may want to know: each crossing of outcome, topic, place, period and cause."""
    places = [(ats, world.comuni(place)) for ats, place in _places(world)]
    periods = [{month} for month in world.months] + [set(world.months)]
    topics = [{topic} for topic in world.topics] + [set(world.topics)]
    outcomes = [({MET}, [{""}]), ({UNMET}, [{c} for c in world.causes] + [set(world.causes)])]
    outcomes.append(({MET, UNMET}, [{"", *world.causes}]))
    return [
        Meaning(*map(frozenset, ({ats}, outcome, topic, comuni, period, cause)))
        for (ats, comuni), topic, period, (outcome, causes) in itertools.product(
            places, topics, periods, outcomes
        )
        for cause in causes
    ]


def _places(world: World) -> Iterable[tuple[str, str]]:
    for ats in (place for place in world.territory if place.startswith("ats:")):
        waiting = [ats]
        while waiting:
            place = waiting.pop()
            yield ats.removeprefix("ats:"), place
            waiting += world.territory.get(place, ())


class Attack:
    """The attack on one world; keeps what does not depend on the rows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.targets = targets(world)
        self.masks = masks(self.targets, world)

    def given_away(
        self, rows: Sequence[Row], truth: np.ndarray, minimum: int, enough: float = math.inf
    ) -> list[tuple[Meaning, int]]:
        """The counts below the minimum that the rows give away, with their values.

        ``truth``: the count of each cell of the world. It only serves to know which counts are small, and that a
        solution exists: what is found is certain without it. ``enough``: how many to look for, the largest first.
        """
        if not rows:
            return []
        matrix = masks([meaning(row, rows, self.world) for row in rows], self.world)
        told = np.array([row.needs for row in rows], dtype=float)
        assert np.array_equal(matrix @ truth, told), "what is told contradicts the needs"
        values = self.masks @ truth
        # Cells that are counted by the same rows are one unknown: needs move between them unnoticed.
        columns, group_of = np.unique(matrix, axis=1, return_inverse=True)
        groups = np.zeros((len(truth), columns.shape[1]))
        groups[np.arange(len(truth)), group_of] = 1
        inside = self.masks @ groups
        touched, filled = (inside > 0).astype(float), (inside == groups.sum(axis=0)).astype(float)

        def differing(solution: np.ndarray, numbers: np.ndarray) -> np.ndarray:
            lowest, highest = filled[numbers] @ solution, touched[numbers] @ solution
            return (lowest != values[numbers]) | (highest != values[numbers])

        unsure = np.flatnonzero(values < minimum)
        unsure = unsure[np.argsort(-values[unsure], kind="stable")]
        unsure = unsure[~differing(truth @ groups, unsure)]
        found = []
        while len(unsure) and len(found) < enough:
            target, unsure = unsure[0], unsure[1:]
            bounds = []
            for direction in (-touched[target], filled[target]):
                solution = _solve(direction, csr_matrix(columns), told)
                bounds.append(abs(float(direction @ solution)))
                whole = np.round(solution)
                if np.abs(solution - whole).max() < NEARLY and np.array_equal(columns @ whole, told):
                    # Another solution: all counts that may be different in it are safe.
                    unsure = unsure[~differing(whole, unsure)]
            if math.ceil(bounds[1] - NEARLY) == math.floor(bounds[0] + NEARLY):
                found.append((self.targets[target], int(values[target])))
        return found


def _solve(direction: np.ndarray, matrix: csr_matrix, told: np.ndarray) -> np.ndarray:
    solved = linprog(direction, A_eq=matrix, b_eq=told, bounds=(0, float(told.max())), method="highs")
    assert solved.status == 0, solved.message
    return np.asarray(solved.x)

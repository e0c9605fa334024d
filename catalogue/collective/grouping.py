# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which unmet needs say the same: records of one ATS and topic, near each other in all facets. Pure.

Groups are found by average linkage: a group is as wide as its members are apart on the average, so that no chain of
neighbours runs through a whole valley. What that costs grows with the square of the records, so it is done on
``AT_ONCE`` of them; the others join what they fit, and what is left is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from .facets import Facet, Matrix, facets
from .told import Told
from .words import Words, words

FEWEST = 5
"""Records that make a need collective; also the smallest number that is told outside."""
WIDEST = 1.35
"""The mean cost at which two groups are still one."""
FITS = 1.4
"""The mean cost to its members at which a record still joins a group."""
AT_ONCE = 1_500
"""Records compared each with each: some 20 MB."""
PASSES = 3
"""How often records may change to a group that they fit better."""

Members = NDArray[np.intp]


@dataclass(slots=True)
class Proposal:
    """``joined``: records that fit a group which there was; ``new``: records of each new group."""

    joined: dict[str, str] = field(default_factory=dict)
    new: list[list[str]] = field(default_factory=list)


def propose(records: Sequence[Told], kept: Mapping[str, str] | None = None) -> Proposal:
    """Group records; ``kept``: the group of those that have one already, which they never leave."""
    blocks: dict[tuple[str, str], list[Told]] = {}
    for record in sorted(records, key=lambda r: r.id):
        blocks.setdefault((record.ats, record.topic), []).append(record)
    found = Proposal()
    for key in sorted(blocks):
        _propose_in(blocks[key], kept or {}, found)
    return found


def _propose_in(block: Sequence[Told], kept: Mapping[str, str], found: Proposal) -> None:
    if len(block) < FEWEST:
        return
    space = _Space(facets(block), words([record.said for record in block]))
    group_of = [kept.get(record.id) for record in block]
    free = np.array([n for n, group in enumerate(group_of) if group is None], dtype=np.intp)
    names, old = _old(space, group_of)
    fitting = space.nearest(free, old)
    groups = _grouped(space, free[fitting < 0])
    for _ in range(PASSES):
        fitting = space.nearest(free, [*old, *groups])
        groups = [free[fitting == number] for number in range(len(old), len(old) + len(groups))]
        groups = [members for members in groups if len(members) >= FEWEST]
    fitting = space.nearest(free, [*old, *groups])
    for record, place in zip(free, fitting, strict=True):
        if 0 <= place < len(old):
            found.joined[block[record].id] = names[place]
    for place in range(len(old), len(old) + len(groups)):
        members = free[fitting == place]
        if len(members) >= FEWEST:
            found.new.append([block[n].id for n in members])


def _old(space: _Space, group_of: Sequence[str | None]) -> tuple[list[str], list[Members]]:
    """The groups that there are, and the parts of which somebody put one together: who fits a part fits it all."""
    members: dict[str, list[int]] = {}
    for n, group in enumerate(group_of):
        if group:
            members.setdefault(group, []).append(n)
    names, old = [], []
    for name in sorted(members):
        whole = np.array(members[name], dtype=np.intp)
        for part in (whole, *_linked(space, whole[:AT_ONCE])):
            names.append(name)
            old.append(part)
    return names, old


def _grouped(space: _Space, free: Members) -> list[Members]:
    """New groups among some records, looked for in parts of ``AT_ONCE``."""
    groups: list[Members] = []
    waiting, lonely = free, np.array([], dtype=np.intp)
    while len(waiting):
        part, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        new = list(_linked(space, part))
        groups += new
        left = np.setdiff1d(part, np.concatenate([*new, np.array([], dtype=np.intp)]))
        lonely = np.concatenate([lonely, left])
        waiting = waiting[space.nearest(waiting, groups) < 0]
    if len(free) > AT_ONCE:  # of those that were alone in their parts, some are alike
        lonely = lonely[space.nearest(lonely, groups) < 0]
        groups += _linked(space, lonely[:AT_ONCE])
    return groups


def _linked(space: _Space, part: Members) -> Iterator[Members]:
    if len(part) < FEWEST:
        return
    costs = space.between(part)
    labels = fcluster(linkage(squareform(costs, checks=False), "average"), WIDEST, "distance")
    for label in range(1, labels.max() + 1):
        members = part[labels == label]
        if len(members) >= FEWEST:
            yield members


@dataclass(frozen=True, slots=True)
class _Space:
    """A block of records, by their place in it."""

    facets: Sequence[Facet]
    words: Words

    def between(self, some: Members) -> Matrix:
        """The costs of each to each."""
        costs = sum((f.between(some, some) for f in self.facets), self.words.between(some, some))
        np.fill_diagonal(costs, 0.0)
        return costs

    def nearest(self, some: Members, groups: Sequence[Members]) -> NDArray[np.intp]:
        """For each record the group that it fits best; -1 where it fits none."""
        if not groups or not len(some):
            return np.full(len(some), -1, dtype=np.intp)
        costs = np.stack([self._to(some, members) for members in groups], axis=1)
        best = costs.argmin(axis=1)
        fits = costs[np.arange(len(some)), best] <= FITS
        return np.where(fits, best, -1)

    def _to(self, some: Members, members: Members) -> Matrix:
        return sum((f.to_group(some, members) for f in self.facets), self.words.to_group(some, members))

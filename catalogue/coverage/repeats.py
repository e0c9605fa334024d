# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services that repeat themselves: what the last search for them found, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.models import OverlapPair

KINDS = ("duplicate", "overlap", "complementary")


@dataclass(frozen=True, slots=True)
class Repeats:
    """Pairs by topic and kind, and how many of a topic nobody has decided upon."""

    kinds: Mapping[str, int]
    undecided: int

    @property
    def total(self) -> int:
        """Pairs of all kinds."""
        return sum(self.kinds.values())


def count_repeats(session: Session, filters: Filters) -> dict[str, Repeats]:
    """By topic, the most pairs first. Pairs of a place larger than one ATS belong to every ATS. One query.

    Of the filters only the ATS and the topic say anything of services.
    """
    pair = OverlapPair
    undecided = sa.func.sum(sa.case((pair.state == "open", 1), else_=0))
    query = sa.select(pair.topic, pair.kind, sa.func.count(), undecided).where(pair.present)
    if filters.ats is not None:
        query = query.where(sa.or_(pair.ats == filters.ats, pair.ats.is_(None)))
    if filters.topic is not None:
        query = query.where(pair.topic == filters.topic)
    kinds: dict[str, dict[str, int]] = {}
    still: dict[str, int] = {}
    for topic, kind, number, left in session.execute(query.group_by(pair.topic, pair.kind)):
        kinds.setdefault(topic, dict.fromkeys(KINDS, 0))[kind] = number
        still[topic] = still.get(topic, 0) + left
    found = {topic: Repeats(counts, still[topic]) for topic, counts in kinds.items()}
    return dict(sorted(found.items(), key=lambda item: (-item[1].total, item[0])))

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repetitions planted in a catalogue are found, and services that only look alike are not."""

from __future__ import annotations

import pytest

from tests.catalogue.planted_overlaps import planted
from welfare_point.catalogue.overlap.finding import find
from welfare_point.catalogue.overlap.record import records

TUNED, UNSEEN = 11, 2027
"""The second seed was first run when nothing was to be changed any more."""


def measured(seed: int) -> tuple[float, float]:
    """Precision and recall on the planted set of a seed."""
    offers, truth = planted(seed)
    by_topic: dict[str, list] = {}
    for record in records(offers):
        for topic in record.topics:
            by_topic.setdefault(topic, []).append(record)
    found = {
        frozenset((f.first, f.second))
        for topic, members in by_topic.items()
        for f in find(members, topic)
        if f.kind != "complementary"
    }
    right = len(found & truth)
    return right / len(found), right / len(truth)


@pytest.mark.parametrize("seed", [TUNED, UNSEEN])
def test_planted_pairs_are_found_and_look_alikes_are_not(seed: int) -> None:
    precision, recall = measured(seed)
    assert precision >= 0.95
    assert recall >= 0.95

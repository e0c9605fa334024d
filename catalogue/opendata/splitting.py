# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule: how a known total is told in parts so that no small part can be computed.

A total of at least the minimum is split into parts that are told one by one and a rest that is told as a whole.
Everything told is at least the minimum, zeros are never told, and the rest is of several parts. Hence sums and
differences of what is told never give a small part: parts told do not overlap.

Who knows this rule as well could still reason about the rest. Two things prevent it. The rule treats all parts
alike (ties are merged together), so that exchanging the counts of two parts of a rest gives the same answer. And
the counts of a rest are never bound to be all the same: it holds a part as large as those told, or has slack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Split:
    """The parts that are told, and the sum of all others; ``rest`` is none if nothing is left."""

    listed: dict[str, int]
    rest: int | None


def split(counts: Mapping[str, int], minimum: int, *, complementary: bool = True) -> Split | None:
    """How a total is told in parts; none if it can only be told whole.

    ``counts``: every part that could be, those of zero too. ``complementary=False`` hides only the small parts
    themselves and leaves the rest to whoever subtracts: it exists to show that the attack of the tests finds it.
    """
    listed = {part: count for part, count in counts.items() if count >= minimum}
    small = [count for count in counts.values() if count < minimum]
    if not small or not complementary:
        return Split(listed, None) if listed else None
    rest = sum(small)
    if rest < minimum or rest == (minimum - 1) * len(small):
        fewest = min(listed.values(), default=0)
        rest += sum(count for count in listed.values() if count == fewest)
        listed = {part: count for part, count in listed.items() if count > fewest}
    return Split(listed, rest) if listed else None

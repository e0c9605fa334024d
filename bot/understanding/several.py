# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which topics a message asks for beside the likeliest, and in what order. Pure.

A circumstance ("la nonna fa la dialisi") sounds like a need. What tells them apart is how much of the whole a topic
has, how surely some part of the message is about it, how many words that part has and whether they ask for something,
and whether the rest still asks for the likeliest. The five weigh as in a logistic regression on the development set:
see ADR 0003.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NONE = ""
"""The class that stands for: asks for none of our topics, tells no danger."""

CANDIDATES = 4
"""Topics that are tried, after the likeliest."""

IN_THE_WHOLE = 1.1
LEAST_IN_THE_WHOLE = 0.04
IN_ITS_PART = 5.5
WORDS_OF_ITS_PART = 0.8
ITS_PART_ASKS = 1.3
THE_REST_FOR_THE_LIKELIEST = 2.0
ASKED_FROM = 5.3
"""Weights of the five, share and words by their logarithm, and the sum from which a topic is asked for. A share counts
as no less than a little: where one topic takes nearly all, another may be asked for just as plainly."""

FIRST_FROM = 6.8
"""From this sum on a topic may come before the likeliest, as it does in the text."""

Shares = dict[str, float]
"""The share of each class, summing to 1."""


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring clauses of a message: where they begin and end, how many words, whether they ask for something, and
    the shares of what they are about."""

    start: int
    end: int
    words: int
    asks: bool
    shares: Shares

    def is_about(self, code: str) -> float:
        """0..1: how surely this part by itself is about a topic; little where it is rather about none."""
        any_topic = 1 - self.shares[NONE]
        return self.shares[code] / math.sqrt(any_topic) if any_topic > 0 else 0.0

    def meets(self, other: Part) -> bool:
        """Whether two parts share words."""
        return self.start < other.end and other.start < self.end


def asked_in(parts: Sequence[Part], whole: Shares, ranked: Sequence[str]) -> list[str]:
    """The topics asked for, in the order in which they are. ``ranked``: all topics, likeliest in the whole first."""
    likeliest, *others = ranked[: CANDIDATES + 1]
    begins = _surest(parts, likeliest).start
    places = {likeliest: begins}
    for code in others:
        own = _surest(parts, code)
        rest = [part for part in parts if not part.meets(own)]
        weight = (
            IN_THE_WHOLE * math.log(max(whole[code], LEAST_IN_THE_WHOLE))
            + IN_ITS_PART * own.is_about(code)
            + WORDS_OF_ITS_PART * math.log(1 + own.words)
            + ITS_PART_ASKS * own.asks
            + THE_REST_FOR_THE_LIKELIEST * max((part.is_about(likeliest) for part in rest), default=0.0)
        )
        if weight >= ASKED_FROM:
            places[code] = own.start if weight >= FIRST_FROM else max(own.start, begins)
    return sorted(places, key=lambda code: places[code])


def _surest(parts: Iterable[Part], code: str) -> Part:
    return max(parts, key=lambda part: part.is_about(code))

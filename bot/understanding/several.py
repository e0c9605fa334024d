# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which topics a message asks for beside the likeliest, and in what order. Pure.

A circumstance ("la nonna fa la dialisi") sounds like a need. What tells them apart is how much of the whole a topic
has, how surely some part of the message asks for it, whether the rest still asks for the likeliest, and how many words
that part has. The four weigh as in a logistic regression on the development set: see ADR 0003.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NONE = ""
"""The class that stands for: asks for none of our topics, tells no danger."""

CANDIDATES = 4
"""Topics that are tried, after the likeliest."""

IN_THE_WHOLE = 1.25
IN_ITS_PART = 5.0
THE_REST_FOR_THE_LIKELIEST = 2.4
WORDS_OF_ITS_PART = 1.1
ASKED_FROM = 5.0
"""Weights of the four, the first and the last by their logarithm, and the sum from which a topic is asked for."""

Shares = dict[str, float]
"""The share of each class, summing to 1."""


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring clauses of a message: where they begin and end, how many words, and what they ask for."""

    start: int
    end: int
    words: int
    shares: Shares

    def asks_for(self, code: str) -> float:
        """0..1: how surely this part by itself asks for a topic; little where it rather asks for none."""
        asks = 1 - self.shares[NONE]
        return self.shares[code] / math.sqrt(asks) if asks > 0 else 0.0

    def meets(self, other: Part) -> bool:
        """Whether two parts share words."""
        return self.start < other.end and other.start < self.end


def asked_in(parts: Sequence[Part], whole: Shares, ranked: Sequence[str]) -> list[str]:
    """The topics asked for, in the order in which they are. ``ranked``: all topics, likeliest in the whole first."""
    likeliest, *others = ranked[: CANDIDATES + 1]
    places = {likeliest: _surest(parts, likeliest)}
    for code in others:
        own = _surest(parts, code)
        rest = [part for part in parts if not part.meets(own)]
        weight = (
            IN_THE_WHOLE * math.log(whole[code] or math.ulp(0.0))
            + IN_ITS_PART * own.asks_for(code)
            + THE_REST_FOR_THE_LIKELIEST * max((part.asks_for(likeliest) for part in rest), default=0.0)
            + WORDS_OF_ITS_PART * math.log(1 + own.words)
        )
        if weight >= ASKED_FROM:
            places[code] = own
    return sorted(places, key=lambda code: places[code].start)


def _surest(parts: Iterable[Part], code: str) -> Part:
    return max(parts, key=lambda part: part.asks_for(code))

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of the criteria of a match: the assistant's cards and the editors' preview say the same."""

from __future__ import annotations

from collections.abc import Iterable

from .outcome import Criterion, Outcome
from .sentences import say

_SAID_ALREADY = ("topic", "audience")
_NOTHING_TO_SAY = ("eligibility.none", "schedule.none", "age.no_limit")
"""Sentences that only say that there is no condition."""


def sentence(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]


def told(criteria: Iterable[Criterion], outcome: Outcome) -> list[str]:
    """The sentences of the criteria with this outcome that are worth saying."""
    empty = {say(key) for key in _NOTHING_TO_SAY}
    return [
        sentence(c.detail)
        for c in criteria
        if c.outcome == outcome and c.name not in _SAID_ALREADY and c.detail not in empty
    ]

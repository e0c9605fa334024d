# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The result of one criterion, and how several conditions become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["met", "unmet", "unknown"]

_WORST_FIRST: tuple[Outcome, ...] = ("unmet", "unknown", "met")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the contract: its name, its outcome, a sentence in Italian."""

    name: str
    outcome: Outcome
    detail: str


Check = tuple[Outcome, str]
"""The outcome of one condition inside a criterion, with its words ('' where there is nothing to say)."""


def together(name: str, checks: Iterable[Check], otherwise: str) -> Criterion:
    """All conditions must hold: the worst outcome wins, and only the words of that outcome are said."""
    found = list(checks)
    outcome: Outcome = next((o for o in _WORST_FIRST if any(c[0] == o for c in found)), "met")
    words = [text for of, text in found if of == outcome and text]
    return Criterion(name, outcome, "; ".join(words) or otherwise)

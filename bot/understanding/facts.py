# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one message says, in the words of the contract: the result of every reader in this folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Topic:
    """A code of the taxonomy and how sure the classifier is (0..1, calibrated)."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Place:
    """A comune: ISTAT code, name, confidence 0..1; ``alternatives`` are other ISTAT codes, most populous first."""

    istat: str
    name: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """Days, hours and dates that are asked for; ``None`` or empty where nothing is said."""

    days: tuple[str, ...] = ()
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    partly: bool = False
    """The dates are those of holidays that were named ("a Natale"): help on some of them is help."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that one message says. Empty fields: the message does not say."""

    topics: tuple[Topic, ...] = ()
    guesses: tuple[str, ...] = ()
    """Codes that the message may mean, likeliest first, where it is not clear that it asks for any."""
    audience: str | None = None
    municipalities: tuple[Place, ...] = ()
    ages: tuple[float, ...] = ()
    periods: tuple[str, ...] = ()
    intent: str = "need"
    safety: str | None = None
    when: When = field(default_factory=When)
    company_size: int | None = None
    sector: str | None = None
    isee: float | None = None
    disability: bool | None = None
    employer_adherent: bool | None = None
    care_recipient: str | None = None
    care_setting: str | None = None
    work_constraint: str | None = None
    free_only: bool | None = None
    writer: str | None = None
    """``union`` or ``public``: writes for others."""

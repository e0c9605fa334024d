# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A need: what a person or a firm asks for, as far as it is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is asked. ``None`` or an empty tuple: not said. Ages in years, ISEE in euro.

    ``topic`` is a code of the taxonomy, ``municipality`` an ISTAT code of Lombardy; whoever builds a
    Need checks both first. ``days`` are iCalendar codes (``MO`` ... ``SU``).
    """

    topic: str
    audience: str
    municipality: str
    as_of: dt.date
    ages: tuple[float, ...] = ()
    periods: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    days: tuple[str, ...] = ()
    isee: float | None = None
    disability: bool | None = None
    employer_adherent: bool | None = None
    company_size: int | None = None
    sector: str | None = None
    free_only: bool = False
    part_is_enough: bool = False
    """The dates are a holiday's ("a Natale"): what runs on some of them will do."""

    @property
    def must_run(self) -> tuple[dt.date, dt.date] | None:
        """By which day a service must have begun, and until which it must last, for the dates asked; ``None``
        when none are. One end alone is one day."""
        asked = [day for day in (self.date_from, self.date_to) if day]
        if not asked:
            return None
        first, last = min(asked), max(asked)
        return (last, first) if self.part_is_enough else (first, last)

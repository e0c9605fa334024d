# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months, quarters and years, by the names that the open data give them: 2026-07, 2026-Q3, 2026."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["month", "quarter", "year"]
MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12}
_NAME = re.compile(r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A whole month, quarter or year; ``first`` is its first day."""

    first: dt.date
    kind: Kind

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.next().first - dt.timedelta(days=1)

    @property
    def name(self) -> str:
        """``2026-07``, ``2026-Q3`` or ``2026``."""
        match self.kind:
            case "month":
                return f"{self.first:%Y-%m}"
            case "quarter":
                return f"{self.first:%Y}-Q{(self.first.month + 2) // 3}"
            case "year":
                return f"{self.first:%Y}"

    def next(self) -> Period:
        """The period of the same kind that follows."""
        months = self.first.year * 12 + self.first.month - 1 + MONTHS[self.kind]
        return Period(dt.date(months // 12, months % 12 + 1, 1), self.kind)

    def parts(self) -> tuple[Period, ...]:
        """The quarters of a year, the months of a quarter; a month has none."""
        if self.kind == "month":
            return ()
        part = Period(self.first, "quarter" if self.kind == "year" else "month")
        found = [part]
        while (part := part.next()).first <= self.last:
            found.append(part)
        return tuple(found)

    def wholes(self) -> Iterator[Period]:
        """The longer periods that end with it, the shortest first."""
        longer: tuple[Kind, ...] = ("quarter", "year") if self.kind == "month" else ("year",)
        for kind in longer if self.kind != "year" else ():
            whole = period_of(self.first, kind)
            if whole.last == self.last:
                yield whole


def period_of(day: dt.date, kind: Kind) -> Period:
    """The period in which a day lies."""
    months = MONTHS[kind]
    return Period(day.replace(month=(day.month - 1) // months * months + 1, day=1), kind)


def period_named(name: str) -> Period | None:
    """The period with this name; none if it is no name of a period."""
    found = _NAME.fullmatch(name)
    if found is None or found["year"] == "0000":
        return None
    year = int(found["year"])
    if found["quarter"]:
        return Period(dt.date(year, int(found["quarter"]) * 3 - 2, 1), "quarter")
    if found["month"]:
        return Period(dt.date(year, int(found["month"]), 1), "month")
    return Period(dt.date(year, 1, 1), "year")

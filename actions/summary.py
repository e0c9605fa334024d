# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has been understood, in one line."""

from __future__ import annotations

from typing import Any

from welfare_point.catalogue.matching import italian as it
from welfare_point.catalogue.reference import municipalities, topics

from .case import Case, date_of, time_of


def summary_of(case: Case) -> str:
    """``Pre e post scuola, a Bergamo, 7 anni, mercoledì dalle 13:00``; empty when nothing is known."""
    parts = [
        topics()[case.topic].label_it if case.topic else "",
        f"a {municipalities()[case.municipality].name}" if case.municipality else "",
        it.list_of([it.age(a) for a in case.ages()]),
        it.periods(case.period) if isinstance(case.period, list) else "",
        _moment(case.time_slot) if isinstance(case.time_slot, dict) else "",
    ]
    if isinstance(case.company_size, int):
        parts.append(f"{case.company_size} addetti")
    return ", ".join(p for p in parts if p)


def _moment(when: dict[str, Any]) -> str:
    """Days, hours and dates; the dates of a holiday that was named go without saying."""
    dates = None if when.get("partly") else (date_of(when.get("date_from")), date_of(when.get("date_to")))
    parts = (
        it.days(when.get("days") or ()),
        it.hours(time_of(when.get("time_from")), time_of(when.get("time_to"))),
        it.interval(*dates) if dates else "",
    )
    return " ".join(part for part in parts if part)

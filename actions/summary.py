# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has been understood, in one line."""

from __future__ import annotations

from welfare_point.catalogue.matching import italian as it
from welfare_point.catalogue.reference import municipalities, topics

from .case import Case


def summary_of(case: Case) -> str:
    """``Pre e post scuola, a Bergamo, 7 anni``; empty when nothing is known."""
    parts = [
        topics()[case.topic].label_it if case.topic else "",
        f"a {municipalities()[case.municipality].name}" if case.municipality else "",
        it.list_of([it.age(a) for a in case.ages()]),
        it.periods(case.period) if isinstance(case.period, list) else "",
    ]
    if isinstance(case.company_size, int):
        parts.append(f"{case.company_size} addetti")
    return ", ".join(p for p in parts if p)

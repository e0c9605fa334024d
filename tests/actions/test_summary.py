# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the person is told to have been understood."""

from __future__ import annotations

from typing import Any

import pytest

from welfare_point.actions.case import UNKNOWN, Case
from welfare_point.actions.summary import summary_of

SITTER = "minori--baby-sitting"


def test_nothing_known_says_nothing() -> None:
    assert summary_of(Case(consent=True, time_slot=UNKNOWN)) == ""


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ({"days": ["WE"], "time_from": "13:00", "time_to": "18:00"}, "mercoledì dalle 13:00 alle 18:00"),
        ({"days": ["MO", "TU", "WE"]}, "da lunedì a mercoledì"),
        ({"time_to": "19:30"}, "fino alle 19:30"),
        ({"date_from": "2026-11-03", "date_to": "2026-11-03"}, "il 03/11/2026"),
        ({"date_from": "2026-11-03", "date_to": "2026-11-05"}, "dal 03/11/2026 al 05/11/2026"),
        ({"date_from": "2026-12-23", "date_to": "2027-01-06", "partly": True}, ""),
    ],
)
def test_when_help_is_needed_is_named(when: dict[str, Any], told: str) -> None:
    case = Case(municipality="016024", child_age=[5.0], time_slot=when).with_topic(SITTER)
    assert summary_of(case) == ", ".join(part for part in ("Baby sitter, a Bergamo, 5 anni", told) if part)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of the offers that were shown, answered from the catalogue."""

from __future__ import annotations

from welfare_point.catalogue.reference import plain

from .case import Case
from .interview import plan
from .looking import find_for
from .telling import told_of_offers


def told_of_shown(case: Case, text: str) -> list[str]:
    """What the catalogue knows of what is asked of the offers that were shown: their cost, hours, places or ages."""
    if not case.shown:
        return []
    said = f" {plain(text)}"
    asked = (
        criterion
        for criterion, beginnings in plan()["asked_of_offers"].items()
        if any(f" {words}" in said for words in beginnings)
    )
    criterion = next(asked, None)
    return told_of_offers(find_for(case), criterion) if criterion else []

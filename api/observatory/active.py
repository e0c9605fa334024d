# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which filters are set, and how to take each away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from welfare_point.api import naming
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.models import Account


def active(
    filters: Filters, account: Account, said: Mapping[str, Any], ambiti: Mapping[Any, str], more: str = ""
) -> list[tuple[str, str, str]]:
    """Name, value, the address without it, for each filter that is set. One's own ATS cannot be taken away.

    ``ambiti``: their names by id; ``more``: what the address holds beside the filters.
    """
    found = []
    for name, label in said["filters"].items():
        value = getattr(filters, name)
        if value is None or (name == "ats" and account.ats is not None):
            continue
        shown = ambiti.get(value, value) if name == "ambito" else naming.shown_as(name, value, said)
        without = filters.but(**{name: None}).address()
        found.append((label, shown, "&".join(filter(None, (without, more)))))
    return found

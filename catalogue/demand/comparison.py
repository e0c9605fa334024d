# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sets of needs beside each other: two periods, or two ATS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from welfare_point.catalogue.models import NeedRecord

from .filters import Filters
from .tallies import Tally, margin, tally, total


@dataclass(frozen=True, slots=True)
class Comparison:
    """Totals, and pairs by topic and by cause; the first is what is looked at, the second what it is held against."""

    both: tuple[Tally, Tally]
    topics: dict[str | None, tuple[Tally, Tally]]
    causes: dict[str | None, tuple[Tally, Tally]]
    """Of unmet needs only."""


def compare(session: Session, one: Filters, other: Filters) -> Comparison:
    """Two queries."""
    found = [tally(session, filters, NeedRecord.topic, NeedRecord.cause) for filters in (one, other)]
    causes = _pairs(margin(found[0], 1), margin(found[1], 1))
    causes.pop(None, None)
    return Comparison(
        (total(found[0].values()), total(found[1].values())),
        _pairs(margin(found[0], 0), margin(found[1], 0)),
        causes,
    )


def period_before(since: dt.date, until: dt.date) -> tuple[dt.date, dt.date]:
    """As many days as from ``since`` to ``until``, just before them."""
    length = until - since
    last = since - dt.timedelta(days=1)
    return last - length, last


def _pairs(one: Mapping[Any, Tally], other: Mapping[Any, Tally]) -> dict[Any, tuple[Tally, Tally]]:
    """In the order of the first, then what only the second has."""
    return {
        value: (one.get(value, Tally()), other.get(value, Tally())) for value in dict.fromkeys((*one, *other))
    }

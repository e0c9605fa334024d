# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Need records in numbers."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.models.base import random_id
from welfare_point.catalogue.opendata.counting import ALL_CAUSES
from welfare_point.catalogue.reference import municipalities, topics

Fill = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def fill(session: Session) -> Fill:
    """Random needs of the days from the first to the last; gives what was kept."""

    def fill(first: dt.date, last: dt.date, number: int, seed: int = 1, **fixed: Any) -> list[dict[str, Any]]:
        chosen = random.Random(seed)
        everywhere = list(municipalities().values())
        bergamo = [comune for comune in everywhere if comune.ats == "325"]
        comuni = [*bergamo[:100:12], *everywhere[::80], None]
        codes = [*list(topics())[:5], None]
        days = (last - first).days
        rows = []
        for _ in range(number):
            comune = comuni[min(int(chosen.expovariate(0.3)), len(comuni) - 1)]
            rows.append(
                {
                    "id": random_id(),
                    "day": first + dt.timedelta(days=chosen.randint(0, days)),
                    "topic": chosen.choice(codes),
                    "municipality": comune.istat if comune else None,
                    "ats": comune.ats if comune else None,
                    "cause": chosen.choice([*ALL_CAUSES, *[None] * 8]),
                    "offers_shown": 0,
                }
                | fixed
            )
        session.execute(sa.insert(NeedRecord), rows)
        return rows

    return fill

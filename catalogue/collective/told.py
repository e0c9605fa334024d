# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of an unmet need is compared: a record without its database. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..models import NeedRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One unmet need as it was told; values as in :class:`NeedRecord`. Topic, comune and ATS are known."""

    id: str
    ats: str
    day: dt.date
    topic: str
    municipality: str
    ambito: str | None = None
    audience: str | None = None
    age_band: str | None = None
    time_band: str | None = None
    periods: tuple[str, ...] = ()
    said: str | None = None
    offers: tuple[str, ...] = ()


def told(record: NeedRecord) -> Told:
    """The record, which has a topic, a comune and an ATS."""
    if not (record.topic and record.municipality and record.ats):
        raise ValueError(f"record {record.id} does not say what or where")
    return Told(
        id=record.id,
        ats=record.ats,
        day=record.day,
        topic=record.topic,
        municipality=record.municipality,
        ambito=record.ambito,
        audience=record.audience,
        age_band=record.age_band,
        time_band=record.time_band,
        periods=record.periods or (),
        said=record.said,
        offers=record.offers or (),
    )

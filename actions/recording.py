# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What remains of a conversation: the need, in bands and redacted words, with nothing that leads to a person."""

from __future__ import annotations

import datetime as dt

from welfare_point.catalogue.models import NeedRecord

from .case import CONSTRAINTS, Case

AGE_BANDS = (
    (3, "0-2"),
    (6, "3-5"),
    (11, "6-10"),
    (14, "11-13"),
    (18, "14-17"),
    (65, "18-64"),
    (75, "65-74"),
    (85, "75-84"),
)
"""Upper ends (excluded) and names; older than all of them: ``85+``."""

TIME_BANDS = ((6, "notte"), (8, "prima delle 8"), (16, "giorno"), (20, "dopo le 16"), (24, "sera"))
"""Upper ends (hours, excluded) and names, by the hour at which the need begins."""


_OUTCOMES: dict[bool | str | None, str] = {True: "accepted", False: "rejected"}


def band(value: float, bands: tuple[tuple[int, str], ...], beyond: str) -> str:
    """The name of the first band whose upper end is above ``value``."""
    return next((name for end, name in bands if value < end), beyond)


LONGEST = 500
"""Letters of the person's words that are kept."""


def need_record(
    case: Case, cause: str | None, channel: str, today: dt.date, said: str | None = None
) -> NeedRecord:
    """The record of a case. ``cause`` is ``None`` for a need that was met; ``said``: redacted already."""
    ages = case.ages()
    when = case.time_slot if isinstance(case.time_slot, dict) else {}
    start = when.get("time_from") or when.get("time_to")
    offers = (case.outcome or {}).get("offers") or ()
    return NeedRecord(
        day=today,
        topic=case.topic,
        audience=case.audience,
        municipality=case.municipality,
        cause=cause,
        age_band=band(min(ages), AGE_BANDS, "85+") if ages else None,
        periods=tuple(case.period) if isinstance(case.period, list) else None,
        time_band=band(int(start[:2]), TIME_BANDS, "sera") if start else None,
        work_constraint=case.work_constraint if case.work_constraint in CONSTRAINTS else None,
        channel=channel,
        offers_shown=len(offers),
        offers=tuple(offers),
        outcome=_OUTCOMES.get(case.satisfied),
        said=said[:LONGEST] if said else None,
    )

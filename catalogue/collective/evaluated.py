# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of a collective need, as JSON values with the sentences that people read beside them. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from ..opinions import Useful
from ..reference import ATS, topics
from .beginning import Demand
from .describing import sentences
from .evaluating import LONGEST, SHORTEST, Comparison, Evaluation, Side
from .intervals import Interval

POINTS = 100
"""Percentage points of a whole share."""


def evaluation_json(found: Evaluation | None, ats: str) -> dict[str, Any] | None:
    """All of an evaluation; ``details`` are its sentences in the order in which they are read."""
    if found is None:
        return None
    said = sentences()["evaluation"]
    start = found.beginning
    told: dict[str, Any] = {
        "since": start.day,
        "step": start.step,
        "status": found.status,
        "ready": found.ready,
        "details": [said["since"][start.step].format(day=_day(start.day))],
        "demand": [_demand_json(one, ats) for one in found.demand],
        "comparisons": [_comparison_json(one) for one in found.comparisons],
        "opinions": None,
        "cautions": [],
    }
    if found.status != "told":
        told["details"].append(said["status"][found.status].format(days=SHORTEST, ready=_day(found.ready)))
        return told
    if found.opinions:
        told["opinions"] = dict(zip(("before", "after"), map(_useful_json, found.opinions), strict=True))
    told["cautions"] = [said[_season(found)], *said["cautions"]]
    return told


def _season(found: Evaluation) -> str:
    """Which sentence says how the seasons enter."""
    if found.comparisons[0].after.days == LONGEST:
        return "whole_year"
    return "season" if len(found.comparisons) > 1 else "no_season"


def _demand_json(one: Demand, ats: str) -> dict[str, Any]:
    said = sentences()["evaluation"]["demand"]
    kind = "all" if one.places is None else "one" if len(one.ambiti) == 1 else "many"
    place = said["places"][kind].format(ats=ATS[ats], names=", ".join(one.ambiti))
    return {
        "topic": one.topic,
        "ambiti": list(one.ambiti),
        "detail": said["text"].format(topic=topics()[one.topic].label_it, place=place),
    }


def _comparison_json(one: Comparison) -> dict[str, Any]:
    said = sentences()["evaluation"]
    return {
        "kind": one.kind,
        "name": said["kinds"][one.kind],
        "before": _side_json(one.before),
        "after": _side_json(one.after),
        "difference": _interval_json(one.difference, POINTS, 1),
        "ratio": _interval_json(one.ratio, 1, 2),
        "verdict": one.verdict,
        "verdict_name": said["verdicts"][one.verdict],
        "details": [_share_told(one, said), _rate_told(one, said)],
    }


def _side_json(side: Side) -> dict[str, Any]:
    share = side.asked.unmet_share
    return {
        "since": side.since,
        "until": side.until,
        "days": side.days,
        "requests": side.asked.total,
        "per_month": round(side.per_month, 1),
        "met": side.asked.met,
        "unmet": side.asked.unmet,
        "unmet_share": None if share is None else round(share, 4),
        "accepted": side.asked.accepted,
    }


def _interval_json(found: Interval | None, times: int, digits: int) -> dict[str, float | None] | None:
    """Rounded; what is infinite is none, for JSON has no such number."""
    if found is None:
        return None
    told = {"value": found.value, "low": found.low, "high": found.high}
    return {
        name: round(times * value, digits) if math.isfinite(value) else None for name, value in told.items()
    }


def _useful_json(said: Useful) -> dict[str, int]:
    return {"useful": said.yes, "not_useful": said.no}


def _share_told(one: Comparison, said: Mapping[str, Any]) -> str:
    before, after, found = one.before.asked, one.after.asked, one.difference
    if found is None:
        return str(said["no_share"][one.kind])
    text: str = said["share"][one.kind]
    return text.format(
        unmet_before=before.unmet,
        before=before.total,
        unmet_after=after.unmet,
        after=after.total,
        points=_number(POINTS * found.value, 1, "+"),
        low=_number(POINTS * found.low, 1, "+"),
        high=_number(POINTS * found.high, 1, "+"),
    )


def _rate_told(one: Comparison, said: Mapping[str, Any]) -> str:
    found = one.ratio
    if found is None:
        return str(said["no_rate"])
    text: str = said["rate" if math.isfinite(found.value) else "rate_from_none"]
    return text.format(
        before=_number(one.before.per_month),
        after=_number(one.after.per_month),
        ratio=_number(found.value, 2),
        low=_number(found.low, 2),
        high=_number(found.high, 2),
    )


def _number(value: float, digits: int = 1, sign: str = "-") -> str:
    """As Italians write it, with a true minus; ``sign``: of format(), ``+`` for a plus too."""
    return f"{value:{sign},.{digits}f}".translate(str.maketrans(",.-", ".,−"))


def _day(value: dt.date) -> str:
    return value.strftime("%d/%m/%Y")

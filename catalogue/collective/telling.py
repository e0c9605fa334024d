# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A collective need as JSON values, with what people read beside the codes. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..models import CollectiveNeed, CollectiveNeedChange, NeedRecord
from ..reference import ATS, municipalities, topics
from ..settings import ITALY
from .describing import sentences
from .estimate import Estimate, Trend, estimate, trend
from .grouping import FEWEST
from .repository import Sized


def need_json(
    sized: Sized, records: Sequence[NeedRecord], today: dt.date, recorded_since: dt.date | None
) -> dict[str, Any]:
    """All of a need but its records, for whoever may see them. ``recorded_since``: see :func:`estimate`."""
    need, days = sized.need, [record.day for record in records]
    return {
        **_named(need),
        "size": sized.size,
        "since_state": sized.since,
        "municipalities": _territory(records),
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "estimate": _estimate_json(estimate(days, today, recorded_since)),
        "trend": _trend_json(trend(days, today)),
        "coverage": coverage_json(need, sized.size),
        "responsible": need.responsible,
        "deadline": need.deadline,
        "notes": need.notes,
        "version": need.version,
    }


def aggregate_json(
    sized: Sized, records: Sequence[NeedRecord], today: dt.date, recorded_since: dt.date | None
) -> dict[str, Any]:
    """What of a need is told outside its ATS: no count below ``FEWEST``, no comuni, no notes, no names."""
    days = [record.day for record in records]
    found = estimate(days, today, recorded_since)
    told = {"low": found.low, "high": found.high, "mean": found.mean} if found.count >= FEWEST else None
    direction = trend(days, today).direction
    return {
        **_named(sized.need),
        "size": sized.size,
        "estimate": told and {key: round(value, 1) for key, value in told.items()} | {"range": _range(found)},
        "trend": {"direction": direction, "name": sentences()["trend"][direction]},
    }


def coverage_json(need: CollectiveNeed, size: int) -> dict[str, Any] | None:
    """What new services cover, in a sentence too; nothing where they cover no record."""
    services = need.covering or ()
    if not need.covered or not services:
        return None
    said = sentences()["coverage"]
    text = said["one" if len(services) == 1 else "many"]
    return {
        "services": list(services),
        "covered": need.covered,
        "total": size,
        "detail": text.format(services=len(services), covered=need.covered, total=size),
        "caution": said["caution"],
    }


def change_json(change: CollectiveNeedChange) -> dict[str, Any]:
    """One line of the history; ``detail`` says all of it but who and when."""
    states = sentences()["states"]
    named = states if change.what == "state" else {}
    before, after = named.get(change.before, change.before), named.get(change.after, change.after)
    return {
        "at": change.at.astimezone(ITALY),
        "who": change.who or sentences()["program"],
        "what": change.what,
        "what_name": sentences()["did"][change.what],
        "before": before,
        "after": after,
        "detail": _changed(change.what, before, after),
    }


def _changed(what: str, before: str, after: str) -> str:
    said = sentences()["changed"]
    nothing = said["nothing"].get(what, "")
    shown = [_day_told(value) if what == "deadline" and value else value for value in (before, after)]
    text: str = said.get(what, said["other"])
    return text.format(what=sentences()["did"][what], before=shown[0] or nothing, after=shown[1] or nothing)


def _day_told(value: str) -> str:
    return dt.date.fromisoformat(value).strftime("%d/%m/%Y")


def _named(need: CollectiveNeed) -> dict[str, Any]:
    return {
        "id": need.id,
        "label": need.label,
        "ats": need.ats,
        "ats_name": ATS[need.ats],
        "topic": need.topic,
        "topic_name": topics()[need.topic].label_it,
        "state": need.state,
        "state_name": sentences()["states"][need.state],
        "state_since": need.state_since,
    }


def _territory(records: Sequence[NeedRecord]) -> list[dict[str, Any]]:
    counts = Counter(record.municipality for record in records if record.municipality)
    return [
        {"municipality": istat, "name": municipalities()[istat].name, "count": count}
        for istat, count in counts.most_common()
    ]


def _range(found: Estimate) -> str:
    text: str = sentences()["estimate"]["range"]
    return text.format(low=int(found.low), high=math.ceil(found.high))


def _estimate_json(found: Estimate) -> dict[str, Any]:
    said = sentences()["estimate"]
    source = said[{0: "source_none", 1: "source_one"}.get(found.count, "source")]
    return {
        "low": round(found.low, 1),
        "high": round(found.high, 1),
        "mean": round(found.mean, 1),
        "range": _range(found),
        "source": source.format(count=found.count, days=found.days, mean=round(found.mean)),
        "caution": said["caution"],
    }


def _trend_json(found: Trend) -> dict[str, Any]:
    said = sentences()["trend"]
    return {
        "direction": found.direction,
        "name": said[found.direction],
        "now": found.now,
        "before": found.before,
        "source": said["source"].format(days=found.days, now=found.now, before=found.before),
    }

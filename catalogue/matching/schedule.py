# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ``schedule`` criterion: calendar, validity, days and hours, each a condition of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from ..need import Need
from ..offer import Offer
from . import italian as it
from .outcome import Check, Criterion, together
from .sentences import say

DAY = 24 * 60

_INSIDE_CLOSURES = frozenset({"estate", "natale", "carnevale", "pasqua", "chiusure"})


def covers_period(scope: Collection[str], period: str) -> bool:
    """``tutto-anno`` covers everything, ``chiusure`` the four holidays as well."""
    return period in scope or "tutto-anno" in scope or ("chiusure" in scope and period in _INSIDE_CLOSURES)


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def hours_inside(opens: dt.time, closes: dt.time, time_from: dt.time | None, time_to: dt.time | None) -> bool:
    """The asked hours lie inside the opening hours, ends included.

    Closing before opening crosses midnight, for the service as for the need; the same hour twice is
    round the clock. One asked end
    alone is a moment.
    """
    if opens == closes:
        return True
    start = _minutes(time_from or time_to or opens)
    end = _minutes(time_to or time_from or closes)
    end += DAY if end < start else 0
    opening, closing = _minutes(opens), _minutes(closes)
    closing += DAY if closing < opening else 0
    return any(opening <= start + shift and end + shift <= closing for shift in (0, DAY))


def _validity(need: Need, offer: Offer) -> Iterator[Check]:
    if offer.valid_to and offer.valid_to < need.as_of:
        yield "unmet", say("schedule.expired", day=it.date(offer.valid_to))
        return
    if need.must_run and (offer.valid_from or offer.valid_to):
        begun_by, lasts_until = need.must_run
        first, last = offer.valid_from or dt.date.min, offer.valid_to or dt.date.max
        inside = first <= begun_by and lasts_until <= last
        key = "schedule.dates.met" if inside else "schedule.dates.unmet"
        yield (
            ("met" if inside else "unmet"),
            say(key, interval=it.interval(offer.valid_from, offer.valid_to)),
        )


def _periods(need: Need, offer: Offer) -> Iterator[Check]:
    if not need.periods:
        return
    shown = it.periods(offer.calendar_scope)
    if not offer.calendar_scope:
        yield "unknown", say("schedule.periods.unknown", asked=it.periods(need.periods))
    elif all(covers_period(offer.calendar_scope, p) for p in need.periods):
        yield "met", say("schedule.periods.met", scope=shown)
    else:
        yield "unmet", say("schedule.periods.unmet", scope=shown)


def _days(need: Need, offer: Offer) -> Iterator[Check]:
    if not need.days:
        return
    if not offer.byday:
        yield "unknown", say("schedule.days.unknown", asked=it.days(need.days))
    elif set(need.days) <= set(offer.byday):
        yield "met", say("schedule.days.met", days=it.days(offer.byday))
    else:
        yield "unmet", say("schedule.days.unmet", days=it.days(offer.byday))


def _never_fits(opens: dt.time | None, closes: dt.time | None, need: Need) -> bool:
    """With one end only stated: whether no other end could make the asked hours fit."""
    start, end = need.time_from or need.time_to, need.time_to or need.time_from
    if start is None or end is None or end < start:
        return False
    return (opens is not None and start < opens <= end) or (closes is not None and start <= closes < end)


def _hours(need: Need, offer: Offer) -> Iterator[Check]:
    asked = need.time_from is not None or need.time_to is not None
    opens, closes = offer.opens_at, offer.closes_at
    if opens is None or closes is None:
        if asked and _never_fits(opens, closes, need):
            yield "unmet", say("schedule.hours.unmet", hours=it.hours(opens, closes))
        elif asked:
            yield "unknown", say("schedule.hours.not_stated")
        elif opens or closes:
            yield "unknown", say("schedule.hours.ask", hours=it.hours(opens, closes))
    elif not asked:
        yield "unknown", say("schedule.hours.ask", hours=it.hours(opens, closes))
    else:
        inside = hours_inside(opens, closes, need.time_from, need.time_to)
        key = "schedule.hours.met" if inside else "schedule.hours.unmet"
        yield ("met" if inside else "unmet"), say(key, hours=it.hours(opens, closes))


def schedule(need: Need, offer: Offer, areas: Collection[str]) -> Criterion:
    """Everything asked about time is covered by this one row, and the row has not expired."""
    checks = [c for part in (_validity, _periods, _days, _hours) for c in part(need, offer)]
    found = together("schedule", checks, "")
    told = [text for text in (_start(need, offer), found.detail) if text]
    return Criterion(found.name, found.outcome, "; ".join(told) or say("schedule.none"))


def _start(need: Need, offer: Offer) -> str:
    """From when it runs, for who did not ask for dates; always said, whatever else is open."""
    if offer.valid_from is None or offer.valid_from <= need.as_of or need.date_from or need.date_to:
        return ""
    return say("schedule.starts", day=it.date(offer.valid_from))

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dates of what has a name: "ponte dell'Immacolata", "le vacanze di Natale", "a Pasquetta".

Always the next ones from a given day; ``municipality`` (ISTAT code) says whose patron and which rite count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from welfare_point.bot.understanding.dates import Interval
from welfare_point.bot.understanding.text import Phrases, content, words
from welfare_point.catalogue.reference import plain
from welfare_point.catalogue.school_calendar import Closure, bridge, closures, next_feast, patrons

SCHOOL_HOLIDAYS = frozenset({"natale", "carnevale", "pasqua"})
"""Periods that are some days with a name. Summer is too long to be one."""

SAME_CARNIVAL = dt.timedelta(days=7)
"""Where the rite is unknown, both of one year count; they lie in one week."""

LONGEST = dt.timedelta(days=31)
LONGEST_BRIDGE = dt.timedelta(days=4)
_DAY = dt.timedelta(days=1)

_WORDS = content("holidays")
_PATRONS = {plain(feast): (feast, comune) for comune, feast in patrons().items()}
"""The feast of each patron by its plain name, with its comune."""
_LISTS = {"of": _WORDS["of"], "every": " | ".join([*_WORDS["feasts"].values(), *_PATRONS, _WORDS["patrons"]])}
_NOT_A_DAY = Phrases(_WORDS["not_a_day"], _LISTS)
_RITES = {rite: Phrases(said) for rite, said in _WORDS["rites"].items()}


def _named(start: str, said: str) -> Phrases:
    return Phrases(f"({_WORDS[start]}) ({said})")


_BRIDGES = [
    (name, _named("bridge", said))
    for names in (_WORDS["only_of_a_bridge"], _WORDS["feasts"])
    for name, said in names.items()
]
_DAYS = [(name, _named("day", said)) for name, said in _WORDS["feasts"].items()]
_SAINTS = {
    start: [(feast, comune, _named(start, said)) for said, (feast, comune) in _PATRONS.items()]
    for start in ("bridge", "day_of_a_saint")
}
_OWN_PATRON = {start: _named(start, _WORDS["patrons"]) for start in ("bridge", "day")}


def bridge_in(
    text: str, today: dt.date, municipality: str | None = None, day: dt.date | None = None
) -> Interval | None:
    """The working days, first and last, of the bridge that a text names; ``day``: the date that it says itself."""
    said = words(text)
    if day is not None:
        named = any(phrases.found(said) for _, phrases in _BRIDGES)
        return Interval(*bridge(day, municipality)) if named else None
    for name, phrases in _BRIDGES:
        if phrases.found(said):
            return _next_bridge(name, today, municipality)
    for feast, comune, phrases in _SAINTS["bridge"]:
        if phrases.found(said):
            return _next_bridge(feast, today, comune)
    if municipality in patrons() and _OWN_PATRON["bridge"].found(said):
        return _next_bridge(patrons()[municipality], today, municipality)
    return None


def holiday_in(
    text: str, periods: Collection[str], today: dt.date, municipality: str | None = None
) -> Interval | None:
    """The days of the feast or else of the school holidays that a text names.

    ``periods``: those of the text; of several holidays none is meant more than the others.
    """
    said = words(text)
    days = sorted(_feasts(_NOT_A_DAY.without(said), today, municipality))
    if days:
        return Interval(days[0], days[-1] if days[-1] - days[0] <= LONGEST else days[0])
    named = sorted(SCHOOL_HOLIDAYS.intersection(periods))
    if len(named) != 1:
        return None
    rite = next((rite for rite, phrases in _RITES.items() if phrases.found(said)), None)
    return _school_holiday(named[0], today, municipality, rite)


def _feasts(said: str, today: dt.date, municipality: str | None) -> Iterator[dt.date]:
    yield from (next_feast(name, today) for name, phrases in _DAYS if phrases.found(said))
    for feast, comune, phrases in _SAINTS["day_of_a_saint"]:
        if phrases.found(said):
            yield next_feast(feast, today, comune)
    if municipality in patrons() and _OWN_PATRON["day"].found(said):
        yield next_feast(patrons()[municipality], today, municipality)


def _next_bridge(feast: str, today: dt.date, municipality: str | None) -> Interval:
    """A bridge may go on after its feast."""
    day = next_feast(feast, today - LONGEST_BRIDGE, municipality)
    first, last = bridge(day, municipality)
    if last < today:
        first, last = bridge(next_feast(feast, day + _DAY, municipality), municipality)
    return Interval(first, last)


def _school_holiday(scope: str, today: dt.date, municipality: str | None, rite: str | None) -> Interval:
    to_come = [
        closure
        for year in (today.year, today.year + 1)
        for closure in closures(year, municipality, rite=rite)
        if closure.scope == scope and closure.last >= today
    ]
    first: Closure = to_come[0]
    same = [closure.last for closure in to_come if closure.first - first.first <= SAME_CARNIVAL]
    return Interval(first.first, max(same))

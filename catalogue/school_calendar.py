# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When schools are closed, and so on which days a service runs that says "scuola" or "natale" of itself.

The data are the permanent regional calendar (``catalogue/data/school_calendar.yml``) and what a school or a
comune does otherwise (:class:`SchoolException`, imported). Pure, and runs on Python 3.10 too: the bot reads
the calendar to date "ponte di Ognissanti". Comuni are ISTAT codes of Lombardy; others raise KeyError.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from dateutil.easter import easter

from .reference import DATA, area_codes, municipalities

if TYPE_CHECKING:
    from .offer import Offer

RITES = ("romano", "ambrosiano")
LEVELS = ("primaria", "infanzia")
"""Schools whose term differs; ``primaria`` stands for the secondary schools as well."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = frozenset(WEEKDAYS[:5])
"""The days of a service that does not say its own: Saturdays and Sundays are never promised."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days without school, both ends included. ``scope``: the word of ``calendar_scope`` for them."""

    name: str
    first: dt.date
    last: dt.date
    scope: str

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class SchoolException:
    """Days on which a school, or all schools of a comune (``school`` is ``None``), do otherwise.

    ``scope`` is what the days are there: ``scuola``, or the word of the closure (``chiusure``, ``natale``, ...).
    """

    municipality: str
    school: str | None
    first: dt.date
    last: dt.date
    scope: str
    note: str | None = None

    def concerns(self, day: dt.date, municipality: str | None, school: str | None) -> bool:
        """Whether it says something of that day there."""
        here = self.municipality == municipality and self.school in (None, school)
        return here and self.first <= day <= self.last


def rite_of(municipality: str) -> str | None:
    """``romano`` or ``ambrosiano``; ``None`` where the data do not say."""
    areas = area_codes(municipalities()[municipality])
    for code in (municipality, *sorted(areas - {municipality})):
        for rite in RITES:
            if code in _data()["rites"][rite]:
                return rite
    return None


def closures(
    year: int, municipality: str | None = None, *, level: str = "primaria", rite: str | None = None
) -> list[Closure]:
    """All closures that have a day in the year, by their first day; the summer holidays are one of them.

    With a ``municipality`` its rite and its patron count. Where the rite is unknown, both Carnivals are there.
    """
    rite = rite or (rite_of(municipality) if municipality else None)
    patron = municipality if municipality in _data()["patrons"] else None
    return list(_closures(year, (rite,) if rite else RITES, patron, level))


def scopes_on(
    day: dt.date,
    municipality: str | None = None,
    *,
    school: str | None = None,
    level: str = "primaria",
    exceptions: Iterable[SchoolException] = (),
) -> frozenset[str]:
    """The words of ``calendar_scope`` that run on a day: a service that says one of them is in season.

    A closed day has its holiday and ``chiusure``, any other ``scuola``, weekends as the days around them; every
    day has ``tutto-anno``. Where the rite of Carnival is unknown, a day on which it matters has both.
    """
    told = [e for e in exceptions if e.concerns(day, municipality, school)]
    if told:
        # Of several, that of the school itself counts.
        return frozenset({"tutto-anno"}) | _with(max(told, key=lambda e: e.school is not None).scope)
    rite = rite_of(municipality) if municipality else None
    patron = municipality if municipality in _data()["patrons"] else None
    possible = (_closures(day.year, (one,), patron, level) for one in ((rite,) if rite else RITES))
    return frozenset({"tutto-anno"}).union(*(_scopes(day, closed) for closed in possible))


def open_days(
    offer: Offer, first: dt.date, last: dt.date, *, exceptions: Sequence[SchoolException] = ()
) -> list[dt.date]:
    """The days from ``first`` to ``last``, both included, on which an offer says that it runs.

    All that is stated must hold: ``calendar_scope`` at its comune, ``byday`` (Monday to Friday if it is empty),
    ``valid_from`` and ``valid_to``. An offer that states none of them promises no day; one without a
    ``calendar_scope`` promises none of the national feasts. Closed for a while (``status``) is not looked at.
    """
    if not (offer.calendar_scope or offer.byday or offer.valid_from or offer.valid_to):
        return []
    first, last = max(first, offer.valid_from or first), min(last, offer.valid_to or last)
    weekdays = frozenset(offer.byday) or WORKING_DAYS
    return [
        day
        for day in _days(first, last)
        if WEEKDAYS[day.weekday()] in weekdays and _in_season(offer, day, exceptions)
    ]


def bridge(feast: dt.date, municipality: str | None = None) -> tuple[dt.date, dt.date]:
    """The working days, first and last, that a feast makes free with the days that it joins to the weekend.

    A single working day between days off is free as well. A feast on a weekend that joins nothing is itself.
    """
    off = {c.first for year in range(feast.year - 1, feast.year + 2) for c in _feasts(year, municipality)}
    off |= {_day(f["bridge"], feast.year) for f in _data()["feasts"] if "bridge" in f}

    def free(day: dt.date) -> bool:
        return day in off or day.weekday() >= 5

    first = last = feast
    while free(first - _DAY) or free(first - 2 * _DAY):
        first -= _DAY
    while free(last + _DAY) or free(last + 2 * _DAY):
        last += _DAY
    working = [day for day in _days(first, last) if day.weekday() < 5]
    return (working[0], working[-1]) if working else (feast, feast)


def next_feast(name: str, today: dt.date, municipality: str | None = None) -> dt.date:
    """The next day, today included, of a feast of the file or of the comune's patron, by its name. KeyError if
    there is none."""
    for year in (today.year, today.year + 1):
        for feast in _feasts(year, municipality):
            if feast.name == name and feast.first >= today:
                return feast.first
    raise KeyError(name)


def patrons() -> dict[str, str]:
    """The name of the patron's feast of each comune where it is known."""
    return {comune: str(feast["name"]) for comune, feast in _data()["patrons"].items()}


def _scopes(day: dt.date, closed: Iterable[Closure]) -> frozenset[str]:
    return _with(next((closure.scope for closure in closed if day in closure), "scuola"))


def _with(scope: str) -> frozenset[str]:
    """A closed day is one of ``chiusure``, whichever closure it is."""
    return frozenset({scope} if scope == "scuola" else {scope, "chiusure"})


def _in_season(offer: Offer, day: dt.date, exceptions: Sequence[SchoolException]) -> bool:
    if not offer.calendar_scope:
        return not any(day in feast for feast in _feasts(day.year, offer.municipality))
    return bool(set(offer.calendar_scope) & scopes_on(day, offer.municipality, exceptions=exceptions))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DATA / "school_calendar.yml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1024)
def _closures(year: int, rites: tuple[str, ...], patron: str | None, level: str) -> tuple[Closure, ...]:
    """By first day. A feast inside a holiday is none of its own."""
    kept = [closure for begins in (year - 1, year) for closure in _holidays(begins, rites, level)]
    kept = [closure for closure in kept if closure.first.year <= year <= closure.last.year]
    for feast in _feasts(year, patron):
        if not any(feast.first in closure for closure in kept):
            kept.append(feast)
    return tuple(sorted(kept, key=lambda closure: closure.first))


def _holidays(year: int, rites: tuple[str, ...], level: str) -> Iterator[Closure]:
    """Those that begin in the year."""
    for holiday in _data()["holidays"]:
        if holiday.get("rite", rites[0]) not in rites:
            continue
        first, last = _day(holiday["first"], year), _day(holiday["last"], year)
        last = last if last >= first else _day(holiday["last"], year + 1)
        yield Closure(holiday["name"], first, last, holiday["scope"])
    begins, ends = (_day(day, year) for day in _data()["terms"][level])
    yield Closure(_data()["summer"], ends + _DAY, begins - _DAY, "estate")


def _feasts(year: int, municipality: str | None) -> Iterator[Closure]:
    patron = _data()["patrons"].get(municipality)
    for feast in (*_data()["feasts"], *([patron] if patron else [])):
        if year >= feast.get("since", year):
            day = _day(feast["day"], year)
            yield Closure(feast["name"], day, day, "chiusure")


def _day(written: str, year: int) -> dt.date:
    """``12-23`` or ``pasqua-48`` in a year."""
    if written.startswith("pasqua"):
        sunday: dt.date = easter(year)
        return sunday + dt.timedelta(days=int(written.removeprefix("pasqua")))
    return dt.date.fromisoformat(f"{year:04}-{written}")


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))

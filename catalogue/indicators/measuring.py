# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The values of indicators by period: all that are counted from records in one statement."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..coverage.supply import places_of, read_supply
from ..coverage.territory import read_territory
from ..demand.filters import Filters, conditions
from ..models import CollectiveNeed, CollectiveNeedChange, NeedRecord
from ..opendata.periods import Kind as Grain
from ..opendata.periods import Period, period_of
from ..opendata.splitting import split
from ..settings import ITALY
from .formula import Formula
from .indicator import Indicator

LENGTHS: Mapping[Grain, int] = {"month": 13, "quarter": 9, "year": 5}
"""How many periods are told, the present one too: enough to hold it against the same one a year before."""
BORN = ("proposed", "split_from")
"""How the history calls the beginning of a collective need."""


@dataclass(frozen=True, slots=True)
class Value:
    """``part`` of ``whole``: records of records, requests for places; a median has only a part, its needs.

    ``hidden``: there is something, but too little to be told.
    """

    period: Period
    number: float | None
    part: int
    whole: int | None = None
    hidden: bool = False


def periods_until(today: dt.date, grain: Grain) -> list[Period]:
    """The last ones, the oldest first; the present one is not over yet."""
    found = [period_of(today, grain)]
    while len(found) < LENGTHS[grain]:
        found.append(period_of(found[-1].first - dt.timedelta(days=1), grain))
    return found[::-1]


def measure(
    session: Session, wanted: Sequence[Indicator], where: Filters, today: dt.date, grain: Grain
) -> dict[str, list[Value]]:
    """By code: a value for each period. ``where``: whose records, by their ATS."""
    periods = periods_until(today, grain)
    where = where.but(since=periods[0].first, until=today)
    asked = list(dict.fromkeys(conditions for one in wanted for conditions in one.formula.both()))
    counts = _count(session, where, asked, grain)
    places = _places(session, where, {one.formula for one in wanted if one.formula.kind == "ratio"}, today)
    found = {}
    for one in wanted:
        formula = one.formula
        if formula.kind == "median_days":
            spells = days_to_step(session, formula, where.ats)
            found[one.code] = [_median(period, spells) for period in periods]
            continue
        told = formula.both()
        part = counts[told[0]]
        whole = counts[told[-1]] if formula.kind == "share" else None
        found[one.code] = [
            value(period, part[period], whole[period] if whole is not None else places.get(formula))
            if formula.kind != "count"
            else Value(period, part[period], part[period])
            for period in periods
        ]
    return found


def value(period: Period, part: int, whole: int | None) -> Value:
    """A part of a whole; nothing where the whole is nothing."""
    return Value(period, part / whole if whole else None, part, whole)


def guarded(formula: Formula, values: Sequence[Value], minimum: int) -> list[Value]:
    """Without the values that tell of fewer than ``minimum``, nor those from which these would follow.

    The counts of a year's periods and the year are known together, so that they are told by the rule of the open
    data. A share needs enough records on both sides.
    """
    if formula.kind == "median_days":
        return [one if one.part == 0 or one.part >= minimum else _hide(one) for one in values]
    parts = [_told(values, [one.part for one in values], minimum)]
    if formula.kind == "share":
        parts.append(_told(values, [(one.whole or 0) - one.part for one in values], minimum))
    return [one if all(told[place] for told in parts) else _hide(one) for place, one in enumerate(values)]


def _told(values: Sequence[Value], counts: Sequence[int], minimum: int) -> list[bool]:
    years: dict[int, dict[str, int]] = defaultdict(dict)
    for one, count in zip(values, counts, strict=True):
        years[one.period.first.year][one.period.name] = count
    listed: set[str] = set()
    for parts in years.values():
        found = split(parts, minimum)
        listed |= set(found.listed) if found else set()
    return [one.period.name in listed for one in values]


def _hide(one: Value) -> Value:
    return replace(one, number=None, part=0, whole=None, hidden=True)


def _count(
    session: Session, where: Filters, asked: Sequence[tuple[Filters, ...]], grain: Grain
) -> dict[tuple[Filters, ...], Counter[Period]]:
    found: dict[tuple[Filters, ...], Counter[Period]] = {one: Counter() for one in asked}
    if not asked:
        return found
    counted = [
        sa.func.sum(sa.case((sa.and_(sa.true(), *(c for f in one for c in conditions(f))), 1), else_=0))
        for one in asked
    ]
    query = sa.select(NeedRecord.day, *counted).where(*conditions(where)).group_by(NeedRecord.day)
    for day, *numbers in session.execute(query):
        period = period_of(day, grain)
        for one, number in zip(asked, numbers, strict=True):
            found[one][period] += number
    return found


def _places(
    session: Session, where: Filters, formulas: Iterable[Formula], today: dt.date
) -> dict[Formula, int | None]:
    """The places that there are today: the catalogue does not tell those of other days."""
    wanted = list(formulas)
    if not wanted:
        return {}
    territory = read_territory(session)
    scope = territory.scope(where)
    running = [one for one in read_supply(session) if one.running(today) and one.concerns(territory, scope)]
    found: dict[Formula, int | None] = {}
    for formula in wanted:
        known = [
            places_of(one.running(today))
            for one in running
            if formula.of.topic is None or formula.of.topic in one.topics
        ]
        found[formula] = sum(places for places in known if places is not None) or None
    return found


def days_to_step(session: Session, formula: Formula, ats: str | None) -> list[tuple[dt.date, int]]:
    """When each collective need first came to the step, and how many days after it was proposed."""
    change, need = CollectiveNeedChange, CollectiveNeed
    born = (
        sa.select(change.need_id, sa.func.min(change.at).label("at"))
        .where(change.what.in_(BORN))
        .group_by(change.need_id)
        .subquery()
    )
    came = (
        sa.select(change.need_id, sa.func.min(change.at).label("at"))
        .where(change.what == "state", change.after == formula.step)
        .group_by(change.need_id)
        .subquery()
    )
    query = (
        sa.select(born.c.at, came.c.at)
        .join(came, came.c.need_id == born.c.need_id)
        .join(need, need.id == born.c.need_id)
        .order_by(need.id)
    )
    if ats is not None:
        query = query.where(need.ats == ats)
    if formula.of.topic is not None:
        query = query.where(need.topic == formula.of.topic)
    spells = [
        (first.astimezone(ITALY).date(), last.astimezone(ITALY).date())
        for first, last in session.execute(query)
    ]
    return [(last, (last - first).days) for first, last in spells]


def _median(period: Period, spells: Iterable[tuple[dt.date, int]]) -> Value:
    days = [length for day, length in spells if period.first <= day <= period.last]
    return Value(period, float(statistics.median(days)) if days else None, len(days))

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services to judge first: the criteria as the database can compare them.

The screening counts the criteria that a row fails and bounds what it may score; ``catalogue/matching`` judges.
It must never think less of a row than the judge does. One statement for all needs, so that both databases
plan it once; what is not asked is NULL, and no comparison with NULL refuses anything.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from .candidates import NOWHERE
from .matching.engine import CAUSES
from .matching.ranking import HALF_DISTANCE_KM, NEUTRAL_PROXIMITY, WEIGHTS
from .matching.schedule import DAY
from .models import Candidate
from .reference import EARTH_RADIUS_KM

FAR_AWAY = 1e9
"""Kilometres to what lies nowhere: after all that lies somewhere. Python says infinity."""

NEVER, LATER = -1_000, 10_000_000
"""A day before all others, and one after them."""

SLIGHTLY_KM, SLIGHTLY = 1e-6, 1e-9
"""By how much the database's arithmetic may differ from Python's: given to the row's advantage."""

Condition = sa.ColumnElement[bool]

c = aliased(Candidate, name="c")


INTEGERS = (
    *("as_of", "first_day", "last_day", "periods", "days", "start", "end", "capacity_since", "fresh_since"),
    *("adherent", "disability", "size"),
)
DOUBLES = ("youngest", "oldest", "isee", "start_second", "end_second", "home_x", "home_y", "home_z")
KINDS = dict.fromkeys(INTEGERS, sa.Integer()) | dict.fromkeys(DOUBLES, sa.Double())
KINDS |= {"audience": sa.Text(), "sector": sa.Text(), "child": sa.Boolean(), "free_only": sa.Boolean()}

# Each parameter is given once, and what is fixed is part of the text: the driver of PostgreSQL takes longer to read
# a statement with hundreds of parameters than the database to answer it.
ASKED = sa.select(
    *(sa.cast(sa.bindparam(name, type_=kind), kind).label(name) for name, kind in KINDS.items())
).cte("a")
a = ASKED.c


def _fixed(value: float | str) -> sa.ColumnElement[Any]:
    return sa.literal_column(repr(value), sa.Text() if isinstance(value, str) else sa.Double())


ZERO, ONE, TWO = (sa.literal_column(number, sa.Integer()) for number in "012")


TOPIC, AT_MOST = sa.bindparam("topic", type_=sa.Text()), sa.bindparam("at_most", type_=sa.Integer())
KEYS, CELLS = (sa.bindparam(name, expanding=True, type_=sa.Text()) for name in ("keys", "cells"))

_one_end = sa.or_(c.opens.is_not(None), c.closes.is_not(None))
_not_in_sector = sa.func.length(sa.func.replace(c.sectors, a.sector, _fixed(""))) == sa.func.length(c.sectors)

UNMET: Mapping[str, Condition] = {
    "audience": c.audience.not_in((a.audience, _fixed("entrambi"))),
    "age": sa.or_(c.minimum_age > a.youngest, c.age_below <= a.oldest),
    "eligibility": sa.or_(
        sa.and_(c.adherents_only == ONE, a.adherent == ZERO),
        c.isee_maximum < a.isee,
        sa.and_(c.disability_required == ONE, a.disability == ZERO),
        c.company_size_maximum < a.size,
        _not_in_sector,
    ),
    "schedule": sa.or_(
        c.valid_to < a.as_of,
        c.valid_from > a.first_day,
        c.valid_to < a.last_day,
        c.covers.op("&")(a.periods) != a.periods,
        c.byday.op("&")(a.days) != a.days,
        sa.not_(
            sa.or_(
                sa.and_(c.opening <= a.start, c.closing >= a.end),
                sa.and_(c.opening <= a.start + _fixed(DAY), c.closing >= a.end + _fixed(DAY)),
            )
        ),
        sa.and_(c.opens > a.start_second, c.opens <= a.end_second),
        sa.and_(c.closes >= a.start_second, c.closes < a.end_second),
    ),
    "capacity": sa.and_(c.capacity_available == ZERO, c.capacity_updated >= a.capacity_since),
    "cost": sa.and_(a.free_only, c.cost.in_((_fixed("pagamento"), _fixed("isee")))),
}
UNKNOWN: Mapping[str, Condition] = {
    "age": sa.or_(
        sa.and_(a.child, sa.or_(c.minimum_age.is_(None), c.age_below.is_(None))),
        sa.and_(a.youngest.is_(None), sa.or_(c.minimum_age.is_not(None), c.age_below.is_not(None))),
    ),
    "eligibility": sa.or_(
        sa.and_(c.adherents_only == ONE, a.adherent.is_(None)),
        sa.and_(c.isee_maximum.is_not(None), a.isee.is_(None)),
        sa.and_(c.disability_required == ONE, a.disability.is_(None)),
        sa.and_(c.company_size_maximum.is_not(None), a.size.is_(None)),
        sa.and_(c.sectors.is_not(None), a.sector.is_(None)),
    ),
    "schedule": sa.or_(
        sa.and_(a.periods.is_not(None), c.covers.is_(None)),
        sa.and_(a.days.is_not(None), c.byday.is_(None)),
        sa.and_(a.start.is_(None), c.opening.is_not(None)),
        sa.and_(a.start.is_not(None), c.opening.is_(None)),
        _one_end,
    ),
    "capacity": sa.or_(
        c.capacity_available.is_(None), sa.func.coalesce(c.capacity_updated, _fixed(NEVER)) < a.capacity_since
    ),
    "cost": sa.and_(a.free_only, sa.func.coalesce(c.cost, _fixed("")) != _fixed("gratuito")),
    "freshness": sa.func.coalesce(c.assured, _fixed(NEVER)) < a.fresh_since,
}


# Never NULL, or "not" would leave out all that is not suspended.
_since, _until = (
    sa.func.coalesce(c.suspended_from, _fixed(LATER)),
    sa.func.coalesce(c.suspended_to, _fixed(NEVER)),
)
_rests = sa.or_(
    sa.and_(_since <= a.as_of, _until >= a.as_of),
    sa.and_(a.first_day.is_not(None), _since <= a.last_day, _until >= a.first_day),
)
RUNNING: Condition = sa.case((_rests, ZERO), else_=ONE) == ONE
"""As ``suspension.running``: whoever rests on the day of asking, or on a day asked for, is not there."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A row as the screening sees it: it scores at most ``score`` and is at least ``km`` away."""

    service_id: str
    score: float
    km: float

    @property
    def order(self) -> tuple[float, float, str, str]:
        """Never after the ``order`` of the row's :class:`~.matching.Match`."""
        return (-self.score, self.km, self.service_id, "")


def _line() -> sa.ColumnElement[float]:
    """The straight line from home, squared, on the sphere of radius 1; NULL for what lies nowhere."""
    away = [getattr(c, axis) - a[f"home_{axis}"] for axis in "xyz"]
    return away[0] * away[0] + away[1] * away[1] + away[2] * away[2]


def _kilometres(line: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    """The great-circle distance, rounded as people are told it."""
    # A little less than half the straight line, for the arcsine of more than 1 is an error.
    angle = sa.func.asin(sa.func.sqrt(line) * _fixed(0.4999999999))
    exact = _fixed(2 * EARTH_RADIUS_KM) * angle - _fixed(SLIGHTLY_KM)
    return sa.func.round(exact * _fixed(10.0), type_=sa.Double()) / _fixed(10.0)


def _outcome(name: str) -> sa.Case[int]:
    """0 unmet, 1 unknown, 2 met."""
    given = ((UNMET.get(name), ZERO), (UNKNOWN.get(name), ONE))
    return sa.case(*((condition, then) for condition, then in given if condition is not None), else_=TWO)


def _outcomes(*where: Condition) -> sa.CTE:
    """The outcomes of rows on the topic, worked out once: SQLite would do it again wherever they are named."""
    outcomes = [_outcome(name).label(name) for name in (*CAUSES, "freshness")]
    query = sa.select(c.row_id, c.service_id, *outcomes, _line().label("line")).join(ASKED, sa.true())
    return query.where(c.topic == TOPIC, RUNNING, *where).cte("o").prefix_with("MATERIALIZED")


def _failures(outcomes: sa.FromClause) -> sa.ColumnElement[int]:
    """How many criteria a row fails, but for the area."""
    flags = (sa.case((outcomes.c[name] == ZERO, ONE), else_=ZERO) for name in CAUSES)
    return sum(flags, start=ZERO)


def _rows(outcomes: sa.CTE, failed: int, *where: Condition) -> sa.Subquery:
    """The rows that fail so many criteria, with the most they may score and how far they are at least."""
    weighed = [name for name in (*CAUSES, "freshness") if name in WEIGHTS]
    km = _kilometres(outcomes.c.line).label("km")
    query = sa.select(outcomes.c.service_id, *(outcomes.c[name] for name in weighed), km)
    seen = query.where(_failures(outcomes) == sa.literal_column(str(failed)), *where).subquery("s")
    points = (_fixed(WEIGHTS[name] / 2) * seen.c[name] for name in weighed)
    half = _fixed(HALF_DISTANCE_KM)
    near = half / (half + sa.case((seen.c.km > ZERO, seen.c.km), else_=_fixed(0.0)))
    proximity = sa.case((seen.c.km.is_(None), _fixed(NEUTRAL_PROXIMITY)), else_=near)
    total = sum(points, start=_fixed(WEIGHTS["proximity"]) * proximity) + _fixed(SLIGHTLY)
    score = sa.func.round(total * _fixed(1e4), type_=sa.Double()) / _fixed(1e4)
    far = sa.func.coalesce(seen.c.km, _fixed(FAR_AWAY))
    return sa.select(seen.c.service_id, score.label("score"), far.label("km")).subquery("r")


def _covering() -> sa.CompoundSelect[Any]:
    outcomes = _outcomes(c.key.in_(KEYS))
    lists = []
    for failed in (0, 1):
        rows = _rows(outcomes, failed)
        best = sa.select(sa.literal_column(str(failed)).label("failed"), rows)
        order = (rows.c.score.desc(), rows.c.km, rows.c.service_id)
        lists.append(sa.select(best.order_by(*order).limit(AT_MOST).subquery()))
    return sa.union_all(*lists)


def _elsewhere(*where: Condition) -> sa.Select[Any]:
    outcomes, inside = _outcomes(*where), aliased(Candidate, name="i")
    covered = sa.exists().where(
        inside.topic == TOPIC, inside.key.in_(KEYS), inside.row_id == outcomes.c.row_id
    )
    rows = _rows(outcomes, 0, sa.not_(covered))
    return sa.select(rows).order_by(rows.c.km, rows.c.score.desc(), rows.c.service_id).limit(AT_MOST)


COVERING = _covering()
NEAR = _elsewhere(c.key.in_(CELLS))
# ";" is the sign after ":": between the two lie all cells.
ANYWHERE = _elsewhere(c.key >= NOWHERE, c.key < NOWHERE[:-1] + ";")


def covering(
    session: Session, asked: Mapping[str, Any], areas: Collection[str], at_most: int
) -> tuple[list[Screened], list[Screened]]:
    """The best ``at_most`` rows that cover the place and fail nothing, and those that fail one criterion."""
    rows = session.execute(COVERING, {**asked, "keys": areas, "at_most": at_most}).all()
    lists: tuple[list[Screened], list[Screened]] = ([], [])
    for failed, *row in sorted(rows, key=lambda row: (row.failed, -row.score, row.km, row.service_id)):
        lists[failed].append(_screened(*row))
    return lists


def elsewhere(
    session: Session,
    asked: Mapping[str, Any],
    areas: Collection[str],
    at_most: int,
    cells: Collection[str] | None = None,
) -> list[Screened]:
    """The nearest ``at_most`` rows that fail the area only, in some cells of the map or anywhere."""
    statement = ANYWHERE if cells is None else NEAR
    where = {} if cells is None else {"cells": cells}
    rows = session.execute(statement, {**asked, **where, "keys": areas, "at_most": at_most})
    return [_screened(*row) for row in rows]


def _screened(service_id: str, score: float, km: float) -> Screened:
    return Screened(service_id, score, km if km < FAR_AWAY else math.inf)


def cause(session: Session, asked: Mapping[str, Any], areas: Collection[str]) -> str:
    """Why no row is a match, when none is: as ``cause_of`` of the engine, over all rows on the topic."""
    here = session.execute(CAUSE, {**asked, "keys": areas}).first()
    if here is None:
        return "out_of_area" if session.execute(ON_TOPIC, asked).first() else "no_service"
    return next(name for name in CAUSES if here._mapping[name] == 0)


def _fewest_failures() -> sa.Select[Any]:
    """Which criteria are failed by the rows that fail fewest, among those that cover the place."""
    outcomes = _outcomes(c.key.in_(KEYS))
    names = (outcomes.c[name] for name in CAUSES)
    failed = sa.select(*names, _failures(outcomes).label("failed")).subquery("f")
    fails = (sa.func.min(failed.c[name]).label(name) for name in CAUSES)
    return sa.select(*fails).group_by(failed.c.failed).order_by(failed.c.failed).limit(ONE)


CAUSE = _fewest_failures()
ON_TOPIC = sa.select(c.service_id).join(ASKED, sa.true()).where(c.topic == TOPIC, RUNNING).limit(ONE)

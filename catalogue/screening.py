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
from .matching.ranking import HALF_DISTANCE_KM, NEUTRAL_PROXIMITY, VALUES, WEIGHTS
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

c = Candidate


def _asked(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.BindParameter[Any]:
    return sa.bindparam(name, type_=kind())


AS_OF, FIRST_DAY, LAST_DAY = (_asked(name, sa.Integer) for name in ("as_of", "first_day", "last_day"))
YOUNGEST, OLDEST, ISEE = (_asked(name, sa.Double) for name in ("youngest", "oldest", "isee"))
ADHERENT, DISABILITY, SIZE = (_asked(name, sa.Integer) for name in ("adherent", "disability", "size"))
PERIODS, DAYS = _asked("periods", sa.Integer), _asked("days", sa.Integer)
START, END = _asked("start", sa.Integer), _asked("end", sa.Integer)
START_SECOND, END_SECOND = _asked("start_second", sa.Double), _asked("end_second", sa.Double)
SECTOR, AUDIENCE = _asked("sector", sa.Text), _asked("audience", sa.Text)
CHILD, FREE_ONLY = _asked("child", sa.Boolean), _asked("free_only", sa.Boolean)
CAPACITY_SINCE, FRESH_SINCE = _asked("capacity_since", sa.Integer), _asked("fresh_since", sa.Integer)

_one_end = sa.or_(c.opens.is_not(None), c.closes.is_not(None))
_not_in_sector = sa.func.length(sa.func.replace(c.sectors, SECTOR, "")) == sa.func.length(c.sectors)

UNMET: Mapping[str, Condition] = {
    "audience": c.audience.not_in((AUDIENCE, "entrambi")),
    "age": sa.or_(c.minimum_age > YOUNGEST, c.age_below <= OLDEST),
    "eligibility": sa.or_(
        sa.and_(c.adherents_only == 1, ADHERENT == 0),
        c.isee_maximum < ISEE,
        sa.and_(c.disability_required == 1, DISABILITY == 0),
        c.company_size_maximum < SIZE,
        _not_in_sector,
    ),
    "schedule": sa.or_(
        c.valid_to < AS_OF,
        c.valid_from > FIRST_DAY,
        c.valid_to < LAST_DAY,
        c.covers.op("&")(PERIODS) != PERIODS,
        c.byday.op("&")(DAYS) != DAYS,
        sa.not_(
            sa.or_(
                sa.and_(c.opening <= START, c.closing >= END),
                sa.and_(c.opening <= START + DAY, c.closing >= END + DAY),
            )
        ),
        sa.and_(c.opens > START_SECOND, c.opens <= END_SECOND),
        sa.and_(c.closes >= START_SECOND, c.closes < END_SECOND),
    ),
    "capacity": sa.and_(c.capacity_available == 0, c.capacity_updated >= CAPACITY_SINCE),
    "cost": sa.and_(FREE_ONLY, c.cost.in_(("pagamento", "isee"))),
    "freshness": sa.false(),
}
UNKNOWN: Mapping[str, Condition] = {
    "age": sa.or_(
        sa.and_(CHILD, sa.or_(c.minimum_age.is_(None), c.age_below.is_(None))),
        sa.and_(YOUNGEST.is_(None), sa.or_(c.minimum_age.is_not(None), c.age_below.is_not(None))),
    ),
    "eligibility": sa.or_(
        sa.and_(c.adherents_only == 1, ADHERENT.is_(None)),
        sa.and_(c.isee_maximum.is_not(None), ISEE.is_(None)),
        sa.and_(c.disability_required == 1, DISABILITY.is_(None)),
        sa.and_(c.company_size_maximum.is_not(None), SIZE.is_(None)),
        sa.and_(c.sectors.is_not(None), SECTOR.is_(None)),
    ),
    "schedule": sa.or_(
        sa.and_(PERIODS.is_not(None), c.covers.is_(None)),
        sa.and_(DAYS.is_not(None), c.byday.is_(None)),
        sa.and_(START.is_(None), c.opening.is_not(None)),
        sa.and_(START.is_not(None), c.opening.is_(None)),
        _one_end,
    ),
    "capacity": sa.or_(
        c.capacity_available.is_(None), sa.func.coalesce(c.capacity_updated, NEVER) < CAPACITY_SINCE
    ),
    "cost": sa.and_(FREE_ONLY, sa.func.coalesce(c.cost, "") != "gratuito"),
    "freshness": sa.func.coalesce(c.assured, NEVER) < FRESH_SINCE,
}


# Never NULL, or "not" would leave out all that is not suspended.
_since, _until = sa.func.coalesce(c.suspended_from, LATER), sa.func.coalesce(c.suspended_to, NEVER)
_rests = sa.or_(
    sa.and_(_since <= AS_OF, _until >= AS_OF),
    sa.and_(FIRST_DAY.is_not(None), _since <= LAST_DAY, _until >= FIRST_DAY),
)
RUNNING: Condition = sa.case((_rests, 0), else_=1) == 1
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


def _squared(axis: str) -> sa.ColumnElement[float]:
    away = getattr(c, axis) - _asked(f"home_{axis}", sa.Double)
    return away * away


def _kilometres() -> sa.ColumnElement[float]:
    """The great-circle distance, rounded as people are told it; NULL for what lies nowhere."""
    # A little less than half the straight line, for the arcsine of more than 1 is an error.
    half = sa.func.sqrt(_squared("x") + _squared("y") + _squared("z")) * 0.4999999999
    exact = 2 * EARTH_RADIUS_KM * sa.func.asin(half)
    return sa.func.round((exact - SLIGHTLY_KM) * 10, type_=sa.Double()) / 10.0


def _value(name: str) -> sa.ColumnElement[float]:
    cases = ((UNMET[name], VALUES["unmet"]), (UNKNOWN[name], VALUES["unknown"]))
    return sa.cast(sa.case(*cases, else_=VALUES["met"]), sa.Double)


def _rows(*where: Condition) -> sa.Subquery:
    """Rows with how many criteria they fail (but for the area), the most they score and how far they are."""
    failed: sa.ColumnElement[int] = sum(
        (sa.case((UNMET[name], 1), else_=0) for name in UNMET), start=sa.literal_column("0", sa.Integer())
    )
    worth = [WEIGHTS[name] * _value(name) for name in UNKNOWN]
    points: sa.ColumnElement[float] = sum(worth[1:], start=worth[0])
    seen = (
        sa.select(c.service_id, failed.label("failed"), points.label("points"), _kilometres().label("km"))
        .where(c.topic == _asked("topic", sa.Text), RUNNING, *where)
        .subquery()
    )
    near = HALF_DISTANCE_KM / (HALF_DISTANCE_KM + sa.case((seen.c.km > 0, seen.c.km), else_=0.0))
    proximity = sa.case((seen.c.km.is_(None), NEUTRAL_PROXIMITY), else_=near)
    total = seen.c.points + WEIGHTS["proximity"] * proximity + SLIGHTLY
    score = sa.func.round(total * 10_000, type_=sa.Double()) / 10_000.0
    return sa.select(
        seen.c.service_id,
        seen.c.failed,
        score.label("score"),
        sa.func.coalesce(seen.c.km, FAR_AWAY).label("km"),
    ).subquery()


_KEYS = sa.bindparam("keys", expanding=True, type_=sa.Text())


def _covering() -> sa.Select[Any]:
    rows = _rows(c.key.in_(_KEYS))
    order = (rows.c.score.desc(), rows.c.km, rows.c.service_id)
    place = sa.func.row_number().over(partition_by=rows.c.failed, order_by=order).label("place")
    best = sa.select(rows, place).where(rows.c.failed <= 1).subquery()
    columns = (best.c.failed, best.c.service_id, best.c.score, best.c.km)
    return (
        sa.select(*columns)
        .where(best.c.place <= _asked("at_most", sa.Integer))
        .order_by(best.c.failed, best.c.place)
    )


def _elsewhere(*where: Condition) -> sa.Select[Any]:
    inside = aliased(Candidate)
    covered = sa.exists().where(inside.topic == c.topic, inside.key.in_(_KEYS), inside.row_id == c.row_id)
    rows = _rows(*where, sa.not_(covered))
    return (
        sa.select(rows.c.service_id, rows.c.score, rows.c.km)
        .where(rows.c.failed == 0)
        .order_by(rows.c.km, rows.c.score.desc(), rows.c.service_id)
        .limit(_asked("at_most", sa.Integer))
    )


COVERING = _covering()
NEAR = _elsewhere(c.key.in_(sa.bindparam("cells", expanding=True, type_=sa.Text())))
# ";" is the sign after ":": between the two lie all cells.
ANYWHERE = _elsewhere(c.key >= NOWHERE, c.key < NOWHERE[:-1] + ";")


def covering(
    session: Session, asked: Mapping[str, Any], areas: Collection[str], at_most: int
) -> tuple[list[Screened], list[Screened]]:
    """The best ``at_most`` rows that cover the place and fail nothing, and those that fail one criterion."""
    rows = session.execute(COVERING, {**asked, "keys": areas, "at_most": at_most}).all()
    fitting = [_screened(*row[1:]) for row in rows if row.failed == 0]
    return fitting, [_screened(*row[1:]) for row in rows if row.failed == 1]


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
    return next(name for name in CAUSES if here._mapping[name])


def _fewest_failures() -> sa.Select[Any]:
    flags = {name: sa.case((UNMET[name], 1), else_=0) for name in CAUSES}
    where = (c.topic == _asked("topic", sa.Text), c.key.in_(_KEYS), RUNNING)
    seen = sa.select(*(flag.label(name) for name, flag in flags.items())).where(*where).subquery()
    failed: Any = sum((seen.c[name] for name in CAUSES), start=sa.literal_column("0", sa.Integer()))
    any_fails = (sa.func.max(seen.c[name]).label(name) for name in CAUSES)
    return sa.select(*any_fails).group_by(failed).order_by(failed).limit(1)


CAUSE = _fewest_failures()
ON_TOPIC = sa.select(c.service_id).where(c.topic == _asked("topic", sa.Text), RUNNING).limit(1)

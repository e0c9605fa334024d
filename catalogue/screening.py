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

NEVER = -1_000
"""A day before all others."""

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
TOPIC, AT_MOST = _asked("topic", sa.Text), _asked("at_most", sa.Integer)
KEYS, CELLS = (sa.bindparam(name, expanding=True, type_=sa.Text()) for name in ("keys", "cells"))

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


def _squared(rows: sa.FromClause, axis: str) -> sa.ColumnElement[float]:
    away = rows.c[axis] - _asked(f"home_{axis}", sa.Double)
    return away * away


def _kilometres(rows: sa.FromClause) -> sa.ColumnElement[float]:
    """The great-circle distance, rounded as people are told it; NULL for what lies nowhere."""
    # A little less than half the straight line, for the arcsine of more than 1 is an error.
    half = sa.func.sqrt(_squared(rows, "x") + _squared(rows, "y") + _squared(rows, "z")) * 0.4999999999
    exact = 2 * EARTH_RADIUS_KM * sa.func.asin(half)
    return sa.func.round((exact - SLIGHTLY_KM) * 10, type_=sa.Double()) / 10.0


def _outcome(name: str) -> sa.Case[int]:
    """0 unmet, 1 unknown, 2 met."""
    cases = [(UNMET[name], 0)] if name in UNMET else []
    return sa.case(*cases, *([(UNKNOWN[name], 1)] if name in UNKNOWN else []), else_=2)


def _outcomes(*where: Condition) -> sa.CTE:
    """The outcomes of rows on the topic, worked out once: SQLite would do it again wherever they are named."""
    outcomes = [_outcome(name).label(name) for name in (*CAUSES, "freshness")]
    query = sa.select(c.row_id, c.service_id, *outcomes, c.x, c.y, c.z)
    return query.where(c.topic == TOPIC, *where).cte("outcomes").prefix_with("MATERIALIZED")


def _failures(outcomes: sa.FromClause) -> sa.ColumnElement[int]:
    """How many criteria a row fails, but for the area."""
    flags = (sa.case((outcomes.c[name] == 0, 1), else_=0) for name in CAUSES)
    return sum(flags, start=sa.literal_column("0", sa.Integer()))


def _rows(outcomes: sa.CTE, failed: int, *where: Condition) -> sa.Subquery:
    """The rows that fail so many criteria, with the most they may score and how far they are at least."""
    km = _kilometres(outcomes).label("km")
    seen = sa.select(outcomes, km).where(_failures(outcomes) == failed, *where).subquery()
    points = (WEIGHTS[name] * (seen.c[name] / 2.0) for name in (*CAUSES, "freshness") if name in WEIGHTS)
    near = HALF_DISTANCE_KM / (HALF_DISTANCE_KM + sa.case((seen.c.km > 0, seen.c.km), else_=0.0))
    proximity = sa.case((seen.c.km.is_(None), NEUTRAL_PROXIMITY), else_=near)
    total = sum(points, start=WEIGHTS["proximity"] * proximity) + SLIGHTLY
    score = sa.func.round(total * 10_000, type_=sa.Double()) / 10_000.0
    far = sa.func.coalesce(seen.c.km, FAR_AWAY)
    return sa.select(seen.c.service_id, score.label("score"), far.label("km")).subquery()


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
    outcomes, inside = _outcomes(*where), aliased(Candidate)
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
    topic = {"topic": asked["topic"]}
    here = session.execute(CAUSE, {**asked, "keys": areas}).first()
    if here is None:
        return "out_of_area" if session.execute(ON_TOPIC, topic).first() else "no_service"
    return next(name for name in CAUSES if here._mapping[name] == 0)


def _fewest_failures() -> sa.Select[Any]:
    """Which criteria are failed by the rows that fail fewest, among those that cover the place."""
    outcomes = _outcomes(c.key.in_(KEYS))
    failed = sa.select(outcomes, _failures(outcomes).label("failed")).subquery()
    fails = (sa.func.min(failed.c[name]).label(name) for name in CAUSES)
    return sa.select(*fails).group_by(failed.c.failed).order_by(failed.c.failed).limit(1)


CAUSE = _fewest_failures()
ON_TOPIC = sa.select(c.service_id).where(c.topic == TOPIC).limit(1)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services to judge first.

The screening counts the criteria that a row fails and bounds what it may score; ``catalogue/matching`` judges.
It must never think less of a row than the judge does.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from .candidates import NOWHERE
from .conditions import ASKED, ONE, RUNNING, UNKNOWN, UNMET, ZERO, Condition, a, c, fixed
from .matching.engine import CAUSES
from .matching.ranking import HALF_DISTANCE_KM, NEUTRAL_PROXIMITY, WEIGHTS
from .models import Candidate
from .reference import EARTH_RADIUS_KM

FAR_AWAY = 1e9
"""Kilometres to what lies nowhere: after all that lies somewhere. Python says infinity."""

FAILED = 1000.0
"""Points that a criterion takes away where it is unmet: they count the failures and leave the score to be read."""

SLIGHTLY_KM, SLIGHTLY = 1e-6, 1e-9
"""By how much the database's arithmetic may differ from Python's: given to the row's advantage."""

TOPIC, AT_MOST = sa.bindparam("topic", type_=sa.Text()), sa.bindparam("at_most", type_=sa.Integer())
KEYS, CELLS = (sa.bindparam(name, expanding=True, type_=sa.Text()) for name in ("keys", "cells"))


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


def _line() -> sa.ColumnElement[Any]:
    """The straight line from home, squared, on the sphere of radius 1; NULL for what lies nowhere."""
    x, y, z = c.x - a.home_x, c.y - a.home_y, c.z - a.home_z
    return x * x + y * y + z * z


def _kilometres(line: sa.ColumnElement[float]) -> sa.ColumnElement[Any]:
    """The great-circle distance, rounded as people are told it."""
    # A little less than half the straight line, for the arcsine of more than 1 is an error.
    angle = sa.func.asin(sa.func.sqrt(line) * fixed(0.4999999999))
    exact = fixed(2 * EARTH_RADIUS_KM) * angle - fixed(SLIGHTLY_KM)
    return sa.func.round(exact * fixed(10.0), type_=sa.Double()) / fixed(10.0)


def _points(name: str) -> sa.Case[float]:
    """What a criterion adds to the score: half its weight where it is unknown; where it is unmet, a mark."""
    weight = WEIGHTS.get(name, 0.0)
    given = ((UNMET.get(name), -FAILED), (UNKNOWN.get(name), weight / 2))
    cases = ((condition, fixed(points)) for condition, points in given if condition is not None)
    return sa.case(*cases, else_=fixed(weight))


def _judged(*where: Condition) -> sa.CTE:
    """Rows on the topic with their points, worked out once: SQLite would do it again wherever they are named."""
    points = sum((_points(name) for name in (*CAUSES, "freshness")), start=fixed(0.0))
    query = sa.select(c.row_id, c.service_id, points.label("points"), _line().label("line"))
    query = query.join(ASKED, sa.true()).where(c.topic == TOPIC, RUNNING, *where)
    return query.cte("o").prefix_with("MATERIALIZED")


def _rows(judged: sa.CTE, failed: int, *where: Condition) -> sa.Subquery:
    """The rows that fail so many criteria, with the most they may score and how far they are at least."""
    least = -FAILED * failed
    points = judged.c.points - fixed(least)
    query = sa.select(judged.c.service_id, points.label("points"), _kilometres(judged.c.line).label("km"))
    seen = query.where(judged.c.points.between(fixed(least), fixed(least + FAILED / 2)), *where).subquery("s")
    half = fixed(HALF_DISTANCE_KM)
    near = half / (half + sa.case((seen.c.km > ZERO, seen.c.km), else_=fixed(0.0)))
    proximity = sa.case((seen.c.km.is_(None), fixed(NEUTRAL_PROXIMITY)), else_=near)
    total = seen.c.points + fixed(WEIGHTS["proximity"]) * proximity + fixed(SLIGHTLY)
    score = sa.func.round(total * fixed(1e4), type_=sa.Double()) / fixed(1e4)
    far = sa.func.coalesce(seen.c.km, fixed(FAR_AWAY))
    return sa.select(seen.c.service_id, score.label("score"), far.label("km")).subquery("r")


def _covering() -> sa.CompoundSelect[Any]:
    judged = _judged(c.key.in_(KEYS))
    lists = []
    for failed in (0, 1):
        rows = _rows(judged, failed)
        best = sa.select(sa.literal_column(str(failed)).label("failed"), rows)
        order = (rows.c.score.desc(), rows.c.km, rows.c.service_id)
        lists.append(sa.select(best.order_by(*order).limit(AT_MOST).subquery()))
    return sa.union_all(*lists)


def _elsewhere(*where: Condition) -> sa.Select[Any]:
    judged, inside = _judged(*where), aliased(Candidate, name="i")
    covered = sa.exists().where(inside.topic == TOPIC, inside.key.in_(KEYS), inside.row_id == judged.c.row_id)
    rows = _rows(judged, 0, sa.not_(covered))
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
    cells: Collection[str] | None,
    at_most: int,
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
    outcomes = (sa.case((UNMET[name], ZERO), else_=ONE).label(name) for name in CAUSES)
    rows = sa.select(*outcomes).join(ASKED, sa.true()).where(c.topic == TOPIC, RUNNING, c.key.in_(KEYS))
    judged = rows.cte("o").prefix_with("MATERIALIZED")
    failed: sa.ColumnElement[int] = sa.literal_column(str(len(CAUSES))) - sum(
        (judged.c[name] for name in CAUSES), start=ZERO
    )
    counted = sa.select(judged, failed.label("failed")).subquery("f")
    fails = (sa.func.min(counted.c[name]).label(name) for name in CAUSES)
    return sa.select(*fails).group_by(counted.c.failed).order_by(counted.c.failed).limit(ONE)


CAUSE = _fewest_failures()
ON_TOPIC = sa.select(c.service_id).join(ASKED, sa.true()).where(c.topic == TOPIC, RUNNING).limit(ONE)

# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The indicators of an ATS in the database.

BadIndicatorError   ``name``: what is wrong: ``name``, ``direction`` or ``target``
"""

from __future__ import annotations

import datetime as dt
import math

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import IndicatorRow
from .formula import Formula, read_formula
from .indicator import DIRECTIONS, Indicator, shared

LONGEST_NAME = 200
MOST = 50
"""Indicators of one ATS: they are all computed together."""


class BadIndicatorError(ValueError):
    """``name``: the part that is wrong; ``many``: there are :data:`MOST` already."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def indicators(session: Session, ats: str | None) -> list[Indicator]:
    """The shared ones, then those of the ATS in the order of their names."""
    rows = session.scalars(
        sa.select(IndicatorRow).where(IndicatorRow.ats == ats).order_by(IndicatorRow.name, IndicatorRow.id)
    )
    return [*shared(), *(_indicator(row) for row in rows)]


def add_indicator(
    session: Session,
    ats: str,
    *,
    name: str,
    formula: Formula,
    direction: str,
    target: float | None,
    by: str,
) -> str:
    """Keep a new one; its code. Raises :class:`BadIndicatorError`. The caller commits."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadIndicatorError("name")
    if direction not in DIRECTIONS:
        raise BadIndicatorError("direction")
    if target is not None and not (
        math.isfinite(target) and 0 <= target <= (1 if formula.kind == "share" else 1e9)
    ):
        raise BadIndicatorError("target")
    kept = session.scalar(sa.select(sa.func.count()).where(IndicatorRow.ats == ats)) or 0
    if kept >= MOST:
        raise BadIndicatorError("many")
    row = IndicatorRow(
        ats=ats,
        name=name,
        formula=formula.as_json(),
        direction=direction,
        target=target,
        made_by=by,
        made_at=dt.datetime.now(dt.UTC),
    )
    session.add(row)
    session.flush()
    return row.id


def remove_indicator(session: Session, code: str, ats: str | None) -> bool:
    """Take one away, if it is that ATS's (``None``: of any); whether there was one. The caller commits."""
    row = session.get(IndicatorRow, code)
    if row is None or ats not in (None, row.ats):
        return False
    session.delete(row)
    session.flush()
    return True


def _indicator(row: IndicatorRow) -> Indicator:
    return Indicator(
        code=row.id,
        name=row.name,
        formula=read_formula(row.formula),
        direction="up" if row.direction == "up" else "down",
        target=row.target,
        ats=row.ats,
    )

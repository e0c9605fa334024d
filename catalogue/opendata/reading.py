# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was told, read again: filtered, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import OpenDataRelease, OpenDataRow

from .tabulating import Row

FILTERS = ("period_type", "period", "ats", "outcome", "topic", "place_type", "place", "within", "cause")
AT_ONCE = 5_000
"""Rows held in memory while many are read."""


def read_rows(
    session: Session, filters: Mapping[str, str], *, limit: int | None = None, offset: int = 0
) -> Iterator[Row]:
    """The rows whose columns have these values, by period, ATS, outcome, topic, place and cause."""
    columns = [getattr(OpenDataRow, name) for name in Row._fields]
    order = ("period", "ats", "outcome", "topic", "period_type", "place_type", "place", "cause")
    query = _filtered(sa.select(*columns), filters).order_by(*(getattr(OpenDataRow, name) for name in order))
    if limit is not None:
        query = query.limit(limit).offset(offset)
    for values in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield Row(*values)


def count_rows(session: Session, filters: Mapping[str, str]) -> int:
    """How many rows there are."""
    return session.scalar(_filtered(sa.select(sa.func.count()).select_from(OpenDataRow), filters)) or 0


def releases(session: Session) -> list[OpenDataRelease]:
    """What was released, the latest period first."""
    return list(session.scalars(sa.select(OpenDataRelease).order_by(OpenDataRelease.last_day.desc())))


def _filtered(query: sa.Select[Any], filters: Mapping[str, str]) -> sa.Select[Any]:
    return query.where(*(getattr(OpenDataRow, name) == value for name, value in filters.items()))

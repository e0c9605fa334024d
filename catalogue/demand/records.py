# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single records behind a figure, and who read them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import AccessLog, NeedRecord

from .filters import Filters, conditions


def list_records(session: Session, filters: Filters, *, limit: int, offset: int = 0) -> list[NeedRecord]:
    """The latest days first; within a day in no meaningful order, but always the same."""
    query = sa.select(NeedRecord).where(*conditions(filters))
    return list(
        session.scalars(
            query.order_by(NeedRecord.day.desc(), NeedRecord.id.desc()).limit(limit).offset(offset)
        )
    )


def log_access(
    session: Session, *, at: dt.datetime, account: str, what: str, filters: Filters, shown: int
) -> None:
    """Keep that single records were read. The caller commits."""
    session.add(AccessLog(at=at, account=account, what=what, filters=filters.address(), shown=shown))
    session.flush()


def forget_accesses(session: Session, moment: dt.datetime) -> None:
    """Erase the lines of before ``moment``. The caller commits."""
    session.execute(sa.delete(AccessLog).where(AccessLog.at < moment))

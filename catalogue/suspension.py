# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services that rest for a while ("chiuso dal 1 al 31 agosto") and come back by themselves.

A service is suspended from ``suspended_from`` to ``suspended_to``, both days included; without the second, until
somebody says otherwise. On such a day it counts as ``temporarily_closed``, whatever its ``status``: whoever asks
on that day, or for that day, does not get it. The CSV does not know of it, so an import leaves it as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .changes import Change
from .exchange.cells import written
from .models import Metadata, Service
from .need import Need

FIELDS = ("suspended_from", "suspended_to")


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days, both included; no ``last``: until further notice."""

    first: dt.date
    last: dt.date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"a suspension from {self.first} cannot end on {self.last}")


def _suspended(first: sa.BindParameter[dt.date], last: sa.BindParameter[dt.date]) -> sa.ColumnElement[bool]:
    """On a day from first to last, or where last comes before first on all of them; never NULL."""
    return sa.and_(
        Service.suspended_from.is_not(None),
        sa.func.coalesce(Service.suspended_from, dt.date.max) <= last,
        sa.func.coalesce(Service.suspended_to, dt.date.max) >= first,
    )


_AS_OF, _FIRST, _LAST = (sa.bindparam(name, type_=sa.Date()) for name in ("as_of", "first_day", "last_day"))
RUNNING = sa.not_(sa.or_(_suspended(_AS_OF, _AS_OF), _suspended(_FIRST, _LAST)))
"""The services that are not suspended, neither on the day of asking nor on a day asked for: see ``days_of``."""


def days_of(need: Need) -> dict[str, dt.date]:
    """The parameters of ``RUNNING``; who asks for no day asks for the day of asking."""
    first, last = need.must_run or (need.as_of, need.as_of)
    return {"as_of": need.as_of, "first_day": first, "last_day": last}


def running(need: Need) -> sa.ColumnElement[bool]:
    """``RUNNING`` for a need, where the statement is made for it."""
    return RUNNING.params(days_of(need))


def suspensions(session: Session, service_ids: Collection[str]) -> dict[str, Suspension]:
    """The suspensions of these services, past ones too; those without one are left out."""
    query = sa.select(Service.id, Service.suspended_from, Service.suspended_to).where(
        Service.id.in_(service_ids), Service.suspended_from.is_not(None)
    )
    return {key: Suspension(first, last) for key, first, last in session.execute(query) if first}


def suspend(
    session: Session,
    service_ids: Collection[str],
    suspension: Suspension | None,
    *,
    updated_by: str,
    now: dt.datetime | None = None,
) -> int:
    """Suspend services, or with ``None`` let them run again; how many of them that changes.

    What was before goes into the record of changes. The caller commits.
    """
    now = now or dt.datetime.now(dt.UTC)
    # Writing first: from here on nobody else changes them, in SQLite too.
    these = sa.update(Service).where(Service.id.in_(service_ids))
    quietly = {"synchronize_session": False}
    session.execute(these.values(last_modified=Service.last_modified), execution_options=quietly)
    kept = suspensions(session, service_ids)
    known = session.scalars(sa.select(Service.id).where(Service.id.in_(service_ids)))
    changed = sorted(key for key in known if kept.get(key) != suspension)
    values = _values(suspension)
    session.execute(
        sa.update(Service).where(Service.id.in_(changed)).values(**values, last_modified=now),
        execution_options=quietly,
    )
    stamp = {"last_action_date": now, "updated_by": updated_by}
    records = [{**asdict(c), **stamp} for key in changed for c in _changes(key, kept.get(key), suspension)]
    if records:
        session.execute(sa.insert(Metadata), records)
    session.expire_all()
    return len(changed)


def _values(suspension: Suspension | None) -> dict[str, dt.date | None]:
    ends = (suspension.first, suspension.last) if suspension else (None, None)
    return dict(zip(FIELDS, ends, strict=True))


def _changes(service_id: str, before: Suspension | None, after: Suspension | None) -> Iterator[Change]:
    for (field, old), new in zip(_values(before).items(), _values(after).values(), strict=True):
        if old != new:
            yield Change("service", service_id, "update", field, written(old), written(new), service_id)

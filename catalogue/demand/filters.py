# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which needs are looked at: read from an address, written back to it, turned into SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.models.need_record import COUNTED
from welfare_point.catalogue.reference import ATS, find_municipality, topics

UNKNOWN = "-"
"""In place of a value: the records that have none."""
STATES = ("met", "unmet")
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""Days beyond these are mistakes, and would not bear the reckoning of an earlier period."""
LONGEST = 100
"""Letters of a value."""


class BadFilterError(ValueError):
    """A filter that cannot be: ``name`` and ``value`` as they came."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}={value!r}")
        self.name, self.value = name, value


@dataclass(frozen=True, slots=True)
class Filters:
    """Which needs; ``None``: all, :data:`UNKNOWN`: those without a value. Both days are included."""

    ats: str | None = None
    ambito: str | None = None
    municipality: str | None = None
    """ISTAT code."""
    topic: str | None = None
    cause: str | None = None
    audience: str | None = None
    age_band: str | None = None
    time_band: str | None = None
    period: str | None = None
    """One of those that the need names; it may name more."""
    work_constraint: str | None = None
    channel: str | None = None
    outcome: str | None = None
    state: str | None = None
    """``met`` or ``unmet``."""
    month: int | None = None
    """1 to 12, of any year."""
    since: dt.date | None = None
    until: dt.date | None = None

    def but(self, **changes: Any) -> Filters:
        """The same with some changed."""
        return replace(self, **changes)

    def address(self) -> str:
        """As in an address: ``ats=325&topic=...``, without those that are not set."""
        return urlencode({name: str(value) for name, value in asdict(self).items() if value is not None})


def read_filters(asked: Mapping[str, str]) -> Filters:
    """The filters among the parameters of an address; empty ones are not set, others are left alone.

    Raises :class:`BadFilterError` for the first value that cannot be.
    """
    found: dict[str, Any] = {}
    for name in Filters.__dataclass_fields__:
        value = asked.get(name, "").strip()
        if value:
            found[name] = _READ.get(name, _text)(name, value)
    return Filters(**found)


def conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """What a record must fulfil, for ``where(*conditions)``."""
    found: list[sa.ColumnElement[bool]] = []
    for name in COLUMNS:
        value = getattr(filters, name)
        column = getattr(NeedRecord, name)
        if value == UNKNOWN:
            found.append(column.is_(None))
        elif value is not None:
            found.append(column == value)
    if filters.period == UNKNOWN:
        found.append(NeedRecord.periods.is_(None))
    elif filters.period is not None:
        listed = sa.literal(";") + sa.cast(NeedRecord.periods, sa.Text) + ";"
        found.append(listed.contains(f";{filters.period};", autoescape=True))
    if filters.state is not None:
        met = NeedRecord.cause.is_(None)
        found.append(met if filters.state == "met" else ~met)
    if filters.month is not None:
        found.append(sa.extract("month", NeedRecord.day) == filters.month)
    if filters.since is not None:
        found.append(NeedRecord.day >= filters.since)
    if filters.until is not None:
        found.append(NeedRecord.day <= filters.until)
    return found


COLUMNS = ("ats", *(column for column in COUNTED if column != "periods"))
"""Filters that are columns of the record."""


def _text(name: str, value: str) -> str:
    """Whatever a column may hold: bands and channels are not closed lists."""
    if len(value) > LONGEST or not value.isprintable():
        raise BadFilterError(name, value)
    return value


def _one_of(known: Callable[[], object]) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value != UNKNOWN and value not in known():  # type: ignore[operator]
            raise BadFilterError(name, value)
        return value

    return read


def _municipality(name: str, value: str) -> str:
    """A code, or a name as people write it."""
    if value == UNKNOWN:
        return value
    found = find_municipality(value)
    if found is None:
        raise BadFilterError(name, value)
    return found.istat


def _state(name: str, value: str) -> str:
    if value not in STATES:
        raise BadFilterError(name, value)
    return value


def _month(name: str, value: str) -> int:
    if value not in {str(month) for month in range(1, 13)}:
        raise BadFilterError(name, value)
    return int(value)


def read_day(name: str, value: str) -> dt.date:
    """An ISO date within reason. Raises :class:`BadFilterError`."""
    try:
        day = dt.date.fromisoformat(value)
    except ValueError as error:
        raise BadFilterError(name, value) from error
    if not FIRST <= day <= LAST:
        raise BadFilterError(name, value)
    return day


_READ: Mapping[str, Callable[[str, str], Any]] = {
    "ats": _one_of(lambda: ATS),
    "topic": _one_of(topics),
    "municipality": _municipality,
    "state": _state,
    "month": _month,
    "since": read_day,
    "until": read_day,
}
